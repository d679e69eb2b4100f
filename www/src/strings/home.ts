/* Words of Home. */
import { plural } from "./words";

const n = (k: number) => k.toLocaleString("en");
export const homeWords = {
	title: "Home", lead: (name: string) => `Good to see you, ${name}`, record: "Record payment", takings: "Taken today", mine: "Taken by you today", all: "All methods", posted: (k: number) => plural(k, "1 posted payment", `${n(k)} posted payments`), voidedToday: (amount: string) => `${amount} voided`,
	latest: "Latest payments", latestMine: "Your latest payments", seeAll: "All payments", waiting: "Waiting for approval", noneWaiting: "Nothing waits for a decision", waitingHelp: "What others ask for above their limit appears here.",
	noPayments: "No payments yet", noPaymentsHelp: "They appear here as soon as they are recorded.", quick: "Quick actions",
	quickRecord: "Record payment", quickRecordHelp: "Cash or card at the counter, by mail or by phone", quickFind: "Find an account", quickFindHelp: "By part of a name, number or street",
	quickOpen: "Bills still open", quickOpenHelp: "What is due, latest first", allAlerts: (k: number) => `All ${n(k)} alerts`, quickExecutive: "Executive view", quickExecutiveHelp: "The few numbers for leadership, with their trends", quickUsers: "Users and roles", quickUsersHelp: "Who may do what", quickAudit: "Audit log", quickAuditHelp: "Who did what, when and why",
};
