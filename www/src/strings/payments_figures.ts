/* Words of the figures above the payments, of their pictures, and of what Home and the executive view say. */
import { plural } from "./words";

const n = (k: number) => k.toLocaleString("en");
export const figureWords = {
	title: "Payment figures", own: "These figures count only the payments that you took yourself.", show: "Show figures", hide: "Hide figures", hideShort: "Hide", charts: "Charts", list: "List", loading: "Payment figures",
	today: "Received today", mineToday: "Taken by you today", payments: (k: number) => plural(k, "1 payment", `${n(k)} payments`), inList: "In the list", above: "Above 100 %: arrears were paid, too",
	trend: "Collected", trendName: "Total collected", byMonth: "12 months", byDay: "By day", trendBy: "Trend by", compare: "Period comparison", comparing: (a: string, b: string, c: string) => `${a} against ${b} and ${c}`, metric: "Figure", now: "This period", before: "Period before", year: "A year before", change: "Change",
	by: { channel: "By channel", source: "By source", method: "By method", type: "By type", brand: "By card brand", received_by: "By staff", zone_id: "By area", class: "By class", segment: "By segment" } as Record<string, string>,
	noBrand: "No brand",
	mix: "Mix over time", mixWhat: { collected: "Amount", payments: "Number" } as Record<string, string>, measure: "Measure", mixBy: "Split by", others: "Others", all: "All", volume: "Payments a day, by type", volumeShort: "Choose a shorter period to see its days: these are the last 30.", step: { day: "Day", month: "Month" } as Record<string, string>,
	picture: (title: string, from: string, to: string) => `${title}, ${from} to ${to}. The same figures are in the table.`, share: (name: string, value: string, share: string) => `${name}: ${value}, ${share}`,
	outlook: "What is expected", expected: "Expected by due date", expectedName: "Expected payments", next: "Days ahead", next7: "7 days", next30: "30 days", instalments: "Instalments due", instalmentsIn: "Plans with an instalment due in the next 30 days", noInstalments: "No instalment falls due in the next 30 days", allPlans: "All of them", due: (on: string) => `due ${on}`, left: (a: string) => `${a} left of the plan`,
	behind: "Every payment behind these figures", behindDo: "Open the rows", toList: "Back to the list",
	home: { today: "Today", goBilling: "Billing Dashboard", goPayments: "Charts of payments", byMethod: "By method" },
	executive: { title: "Executive view", lead: "The few numbers that leadership asks for, and where they are heading", print: "Print", trends: "Trends", trendOf: (name: string) => `${name}, 12 months`, empty: "No figure is chosen", emptyHelp: "Choose what this view shows with Customize." },
};
