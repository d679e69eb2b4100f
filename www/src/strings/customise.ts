/* Words of the dialog in which a dashboard is laid out. */
const rules = new Intl.PluralRules("en");
export const customise = {
	open: "Customize", title: (page: string) => `Customize: ${page}`, pages: { billing: "Billing Dashboard", payments: "Payments", home: "Home", executive: "Executive view" } as Record<string, string>,
	lead: "Choose the figures and their order. Drag a row, or use its arrows (Alt with the arrow keys).",
	whose: "For", me: "Myself", roleHelp: "Everybody of this role sees it, but for those who have laid it out themselves.", fromRole: (role: string) => `Now laid out as for ${role}.`, builtIn: "Now laid out as it is built in.", own: "Now laid out by you.",
	section: "Section", up: (x: string) => `Move ${x} up`, down: (x: string) => `Move ${x} down`, shown: (x: string) => `Show ${x}`, grip: "Drag to move", period: (x: string) => `Period of ${x}`, pagePeriod: "Page’s period",
	add: (section: string) => `Add a figure to ${section}`, addChoice: "Add a figure…", nothing: "No figure. The section is left out.", none: "Show at least one figure.",
	save: "Save", reset: "Reset", resetHelp: "Back to the role’s layout, or to what is built in", saved: "The dashboard is laid out anew", resetDone: "The dashboard is as it was", failed: "It was not saved", stale: "It was laid out anew meanwhile, perhaps in another tab. Save again to put yours in its place, or cancel to keep what is there.", moved: (x: string, at: number, of: number, section: string) => `${x} is number ${at} of ${of} in ${section}`,
	count: (k: number, most: number) => `${k} of at most ${most} ${rules.select(most) === "one" ? "figure" : "figures"}`, loading: "the layout",
};
