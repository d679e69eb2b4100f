/* What the tariff pages read and send: names for the schemas of the generated contract. */
import type { components } from "../generated/api";

type Schemas = components["schemas"];
export type Tariff = Schemas["Tariff"];
export type TariffDetail = Omit<Schemas["TariffDetail"], "doc"> & { doc: import("../tariffs/doc").Doc };
export type TariffCheck = Schemas["TariffCheck"];
export type Quote = Schemas["Quote"];
export type GlCode = Schemas["GlCode"];
