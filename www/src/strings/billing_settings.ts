/* The settings of billing in words: they come with their page. */
import { n, plural } from "./count";

const percent = (k: number) => `${n(k)} %`, days = (k: number) => plural(k, "1 day", `${n(k)} days`), orNever = (f: (k: number) => string) => (k: number) => (k ? f(k) : "Never");
export const billingSettings = {
	title: "Billing", lead: "What makes an exception, what waits for a person, when bills fall due, and how far one may go alone",
	sections: { use: "High and low use", useLead: "Use is held against the account’s previous billed period, at the same use a day, or against limits of each service.", hold: "What waits for a person", holdLead: "Such bills are not made before somebody has looked.", work: "Working exceptions", bills: "Bills", limits: "Limits", limitsLead: "Above them another person decides. Roles may have limits of their own, under Limits." },
	of: {
		use_check: ["Held against", "The previous period, or low and high limits of daily use that each service has"], high_percent: ["High from", "Above the previous period, at the same use a day"], low_percent: ["Low from", "Below the previous period, at the same use a day"], very_percent: ["Very high or very low from", "Beyond the bound by so much more"],
		hold_high_percent: ["Held when so far above", "Above what it is held against; 0: never"], hold_use: ["Held when a bill is for more than", "In the unit of the tariff; 0: never"], estimate_missing: ["Estimate where a read is missing", "By the tariff’s rule; otherwise the account waits as an exception"], estimates_most: ["Estimated bills in a row", "One more makes an exception"],
		risk_step: ["Money at risk of a high priority", "Ten times as much is urgent, less than a fifth is low"], bill_due_days: ["Days until a bill is due", "From its date; cycles may say otherwise"], generation_parts: ["Parts of a run", "Into so many a run is divided among the workers"], bill_format: ["Bill numbers", ""],
		paper: ["Paper of bills", "By the tenant’s locale, or always one size"], adjustment_limit: ["Adjusting a bill", "For a leak or an error"], rebill_limit: ["Reversing or rebilling", "The whole bill’s amount counts"],
	} as Record<string, [string, string]>,
	units: { high_percent: percent, low_percent: percent, very_percent: percent, hold_high_percent: orNever(percent), hold_use: orNever((k) => `${n(k)} units`), estimates_most: (k: number) => plural(k, "1 bill", `${n(k)} bills`), bill_due_days: days } as Record<string, (k: number) => string>,
	choices: { "use_check.previous": "The previous period", "use_check.limits": "Limits of the service", "paper.locale": "By locale", "paper.letter": "Letter", "paper.a4": "A4" } as Record<string, string>,
};
