/* The catalog's words of simulations: they come with those pages. */
import { n, plural } from "./count";

const accounts = (k: number) => plural(k, "1 account", `${n(k)} accounts`);
export const simulationWords = {
	title: "Simulations", lead: "A draft tariff held against the one in force. Nothing is billed.", tab: "Simulations", new: "New simulation", back: "Simulations",
	list: { what: "Simulations", caption: "Simulations, the latest first", name: "Simulation", cycle: "Cycle", tariff: "Tariff", against: (name: string) => `against ${name}`, state: "State", accounts: "Accounts", change: "Change", made: "Made", by: "By", search: "Name", searchLabel: "Search simulations", empty: "No simulations yet", emptyHelp: "Choose a draft tariff and a cycle to see what it would change, before anybody is billed.", none: "No simulation matches these filters", noneHelp: "Clear the filters to see all simulations.", compare: (k: number) => `Compare ${k}`, pickMore: "Choose another one to compare", chosen: (k: number) => `${n(k)} chosen`, most: (k: number) => `At most ${k} side by side`, open: "Open", delete: "Delete…", fileName: "simulations" },
	states: { running: "Running", done: "Done", failed: "Stopped by a fault", cancelled: "Being deleted" } as Record<string, string>,
	start: {
		title: "New simulation", name: "Name", nameHelp: "How you will find it again", tariff: "Tariff to try", tariffHelp: "Usually a draft. It is kept as it is now, whatever is changed in it later.", pickTariff: "Choose a tariff", pickCycle: "Choose the cycle first", noTariffs: "There is no tariff of this utility to try. Draft one under Tariffs first.", base: "Compared with", inForce: "What is in force at the end of the cycle", cycleHelp: "Open or closed. Its reads are rated, nothing in it is touched.",
		tariffOf: (name: string, code: string, revision: number, state: string) => `${name} · ${code}, version ${revision}, ${state}`, do: "Run simulation", busy: "Starting…", faults: { name: "Give it a name", cycle: "Choose a cycle", tariff: "Choose a tariff" }, suggested: (tariff: string, cycle: string) => `${tariff} over ${cycle}`, begun: (name: string) => `${name} has begun`, seeTariffs: "Tariffs",
	},
	tariffStates: { draft: "draft", active: "active", retired: "retired" } as Record<string, string>,
	running: { title: "Rating all accounts", progress: "Progress of the simulation", percent: (p: number) => `${p} %`, now: (p: number) => `Running, ${p} %`, so: (done: number, of: number) => `${n(done)} of ${accounts(of)}`, lead: "You may leave this page. It goes on without it." },
	failed: "The simulation stopped by a fault", failedHelp: "Nothing was billed or changed. Delete it, and start another one.", gone: "This simulation is being deleted",
	what: "This simulation", one: "Simulation", of: (tariff: string, base: string) => `${tariff} against ${base}`, tariffOf: (name: string, revision: number) => `${name}, version ${revision}`, made: (who: string, when: string) => `by ${who}, ${when}`,
	sums: { change: "Change of revenue", before: "Now", after: "With the new tariff", accounts: "Accounts rated", billed: "Billed in this cycle", leftOut: (k: number) => `${n(k)} left out`, allRated: "nobody is left out", percent: (p: string) => `${p} of what is billed now`, noPercent: "nothing is billed now", use: "Use", billedHelp: "bills that stand, for comparison", billedNone: "no bill in this cycle yet", unchanged: "nobody's bill changes" },
	classes: { title: "By class", class: "Class", accounts: "Accounts", use: "Use", before: "Now", after: "New", change: "Change", share: "Change in %", up: "Rise", down: "Fall", same: "Same", all: "All classes", see: (name: string) => `Accounts of ${name}` },
	spread: {
		title: "How bills change", percent: "In percent", amount: "By amount", asTable: "Show as table", asPicture: "Show as picture", accounts: "Accounts", change: "Change of the bill", label: (what: string, k: number) => `${what}: ${accounts(k)}`, none: "No change",
		rise: { open: (from: string) => `Rises ${from} or more`, some: (from: string, to: string) => `Rises ${from} to ${to}`, first: (to: string) => `Rises less than ${to}` },
		fall: { open: (from: string) => `Falls ${from} or more`, some: (from: string, to: string) => `Falls ${from} to ${to}`, first: (to: string) => `Falls less than ${to}` },
		sum: (up: number, down: number, same: number) => `${accounts(up)} ${up === 1 ? "pays" : "pay"} more, ${n(down)} less, ${n(same)} the same.`,
	},
	most: { title: "Accounts that change most", what: "Accounts of this simulation", caption: "Accounts by how much their bills change", up: "Rise most", down: "Fall most", direction: "Which first", class: "Class", account: "Account", consumer: "Consumer", use: "Use", before: "Now", after: "New", change: "Change", share: "In %", none: "No account here", noneHelp: "Choose another class, or clear the filters.", empty: "No account was rated", emptyHelp: "None of the accounts has a read in this cycle that both tariffs can rate.", both: (name: string) => `Both bills of ${name}`, changed: "Bill", rises: "Rises", falls: "Falls", stays: "Stays" },
	why: {
		title: "Left out", lead: "Not rated, and in no figure above.", reasons: {
			no_read: "No read in this cycle", duplicate: "Two reads of one meter for the same days", negative: "Negative use", no_use: "The read's use is not known", unit: "The read's unit does not fit the tariff's", other_tariff: "On another tariff", class: "A class that one of the tariffs does not have", attribute: "Lacks an attribute that a tariff asks for, like the size of the meter", intervals: "Has no use by the hour, which a tariff asks for", refused: "Could not be rated",
		} as Record<string, string>,
	},
	bills: { title: "Both bills", now: "Now", new: "With the new tariff", total: "Total", tax: "of which tax", line: "Line", amount: "Amount", period: "Period", use: "Use", class: "Class", consumer: "Consumer", change: "Change", none: "This bill cannot be worked out any more", noneHelp: "The use by the hour that it needs is no longer there.", what: "Both bills", attributes: "Attributes" },
	compare: { title: "Compare simulations", back: "Simulations", figure: "Figures", tooFew: "Choose at least two simulations", tooFewHelp: "Mark them in the list, then compare.", classes: "Change by class", spread: "Accounts by change", download: "Download as CSV", fileName: "simulations-compared", same: "All are over the same cycle", differ: "These are over different cycles", running: "Some are still running: their figures are not whole yet." },
	del: { title: (name: string) => `Delete ${name}?`, text: "Its figures and both bills of each account go with it. Bills, reads and tariffs are not touched.", do: "Delete simulation", busy: "Deleting…", keep: "Keep it", done: (name: string) => `${name} deleted` },
	more: "More actions", print: "Print",
};
