/* What the pages of reads and meters read and send. */
import type { components } from "../generated/api";

type Schemas = components["schemas"];
export type Read = Schemas["Read"];
export type Meter = Schemas["MeterDetail"];
export type MeterSpan = Schemas["MeterSpan"];
export type Service = Schemas["Service"];
