/* Words of the questions about how the portal is used. */
const rules = new Intl.PluralRules("en");
export const use = {
	title: "How the portal is used", lead: "Questions of each role, answered by what was opened, done and changed. What anybody typed is not kept.",
	roles: { manager: "Billing manager", specialist: "Billing specialist", administrator: "Utility administrator" } as Record<string, string>,
	all: "All questions", of: "Of people who are", what: "The questions", answer: "The answer", picture: (value: string) => `${value}, largest first`, caption: (q: string) => `Answer: ${q}`,
	empty: "Nothing in this period", emptyHelp: "Nobody did any of this. Choose a longer period, or all roles.", none: "–", rows: (k: number) => (rules.select(k) === "one" ? "1 row" : `${k.toLocaleString("en")} rows`), asOf: (at: string) => `As of ${at}`, unknown: "There is no such question", unknownHelp: "The address may be mistyped.",
	ms: (v: number) => (v < 1000 ? `${Math.round(v)} ms` : v < 60_000 ? `${(v / 1000).toFixed(1)} s` : v < 3_600_000 ? `${Math.floor(v / 60_000)} min ${Math.round((v % 60_000) / 1000)} s` : `${(v / 3_600_000).toFixed(1)} h`),
	pruned: "Events are kept for thirteen months.",
};
