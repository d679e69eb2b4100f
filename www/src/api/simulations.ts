/* What the simulation pages read and send: names for the schemas of the generated contract. */
import type { components } from "../generated/api";

type Schemas = components["schemas"];
export type Simulation = Schemas["Simulation"];
export type SimulationDetail = Schemas["SimulationDetail"];
export type SimulationClass = Schemas["SimulationClass"];
export type Bucket = Schemas["SimulationBucket"];
export type SimulatedAccount = Schemas["SimulationAccount"];
export type BothBills = Schemas["SimulationAccountDetail"];
export type SimulatedBill = Schemas["SimulatedBill"];
export type TariffRow = Schemas["Tariff"];
