/* Every page: its address, the route that must be open to its reader, and where its code is. */
import type { ComponentType } from "preact";
import { t } from "../strings";
import type { IconName } from "../ui/icons";
import { has, may } from "./session";

export interface PageProps { params: Record<string, string> }
type Loaded = { default: ComponentType<PageProps> };
/* tab: its name among the lists of its section. */
export interface PageDef { path: string; title: string; tab?: string; open: () => boolean; load: () => Promise<Loaded>; section: Section }
export type Section = "home" | "payments" | "bills" | "accounts" | "approvals" | "reports" | "settings" | "own";

const always = () => true;
const route = (r: string) => () => may(r);
export const pages: PageDef[] = [
	{ path: "/", title: t.nav.home, section: "home", open: always, load: () => import("../pages/home") },
	{ path: "/payments", title: t.payments.title, tab: t.nav.allPayments, section: "payments", open: route("GET /api/v1/payments"), load: () => import("../pages/payments") },
	{ path: "/payments/new", title: t.record.title, section: "payments", open: route("POST /api/v1/payments"), load: () => import("../pages/record") },
	{ path: "/payments/:id/correct", title: t.payments.correctTitle, section: "payments", open: route("POST /api/v1/payments/:id/correct"), load: () => import("../pages/correct") },
	{ path: "/payments/:id", title: t.payments.title, section: "payments", open: route("GET /api/v1/payments/:id"), load: () => import("../pages/payment") },
	{ path: "/credit-notes", title: t.nav.creditNotes, tab: t.nav.creditNotes, section: "payments", open: route("GET /api/v1/credit-notes"), load: () => import("../pages/credit_notes") },
	{ path: "/credit-notes/:id", title: t.nav.creditNotes, section: "payments", open: route("GET /api/v1/credit-notes/:id"), load: () => import("../pages/credit_note") },
	{ path: "/plans", title: t.nav.plans, tab: t.nav.plans, section: "payments", open: route("GET /api/v1/plans"), load: () => import("../pages/plans") },
	{ path: "/plans/new", title: t.nav.newPlan, section: "payments", open: route("POST /api/v1/plans"), load: () => import("../pages/plan_new") },
	{ path: "/plans/:id", title: t.nav.plans, section: "payments", open: route("GET /api/v1/plans/:id"), load: () => import("../pages/plan") },
	{ path: "/drawer", title: t.nav.drawer, tab: t.nav.drawer, section: "payments", open: route("GET /api/v1/drawers/mine"), load: () => import("../pages/drawer") },
	{ path: "/drawer-closes", title: t.nav.drawerCloses, tab: t.nav.drawerCloses, section: "payments", open: route("GET /api/v1/drawer-closes"), load: () => import("../pages/drawer_closes") },
	{ path: "/drawer-closes/:id", title: t.nav.drawerCloses, section: "payments", open: route("GET /api/v1/drawer-closes/:id"), load: () => import("../pages/drawer_close") },
	{ path: "/accounts", title: t.accounts.title, tab: t.nav.allAccounts, section: "accounts", open: route("GET /api/v1/accounts"), load: () => import("../pages/accounts") },
	{ path: "/accounts/:id", title: t.accounts.detail, section: "accounts", open: route("GET /api/v1/accounts/:id"), load: () => import("../pages/account") },
	{ path: "/consumers", title: t.nav.consumers, tab: t.nav.consumers, section: "accounts", open: route("GET /api/v1/consumers"), load: () => import("../pages/consumers") },
	{ path: "/consumers/:id", title: t.nav.consumers, section: "accounts", open: route("GET /api/v1/consumers/:id"), load: () => import("../pages/consumer") },
	{ path: "/billing", title: t.bills.title, tab: t.bills.title, section: "bills", open: route("GET /api/v1/cycles"), load: () => import("../pages/billing") },
	{ path: "/billing/cycles", title: t.nav.cycles, tab: t.nav.cycles, section: "bills", open: route("GET /api/v1/cycles"), load: () => import("../pages/cycles") },
	{ path: "/billing/cycles/:id", title: t.nav.cycles, section: "bills", open: route("GET /api/v1/cycles/:id"), load: () => import("../pages/cycle") },
	{ path: "/exceptions", title: t.nav.exceptions, tab: t.nav.exceptions, section: "bills", open: route("GET /api/v1/exceptions"), load: () => import("../pages/exceptions") },
	{ path: "/exceptions/:id", title: t.nav.exceptions, section: "bills", open: route("GET /api/v1/exceptions/:id"), load: () => import("../pages/exception") },
	{ path: "/simulations", title: t.nav.simulations, tab: t.nav.simulations, section: "bills", open: route("GET /api/v1/simulations"), load: () => import("../pages/simulations") },
	{ path: "/simulations/:id", title: t.nav.simulations, section: "bills", open: route("GET /api/v1/simulations/:id"), load: () => import("../pages/simulation") },
	{ path: "/simulations/:id/accounts/:account", title: t.nav.simulations, section: "bills", open: route("GET /api/v1/simulations/:id/accounts/:account_id"), load: () => import("../pages/simulation_account") },
	{ path: "/bills", title: t.nav.allBills, tab: t.nav.allBills, section: "bills", open: route("GET /api/v1/bills"), load: () => import("../pages/bills") },
	{ path: "/bills/:id", title: t.nav.allBills, section: "bills", open: route("GET /api/v1/bills/:id"), load: () => import("../pages/bill") },
	{ path: "/reads", title: t.nav.reads, tab: t.nav.reads, section: "bills", open: route("GET /api/v1/reads"), load: () => import("../pages/reads") },
	{ path: "/charges", title: t.nav.charges, tab: t.nav.charges, section: "bills", open: route("GET /api/v1/charges"), load: () => import("../pages/charges") },
	{ path: "/charges/:id", title: t.nav.charges, section: "bills", open: route("GET /api/v1/charges/:id"), load: () => import("../pages/charge") },
	{ path: "/tariffs", title: t.nav.tariffs, tab: t.nav.tariffs, section: "bills", open: route("GET /api/v1/tariffs"), load: () => import("../pages/tariffs") },
	{ path: "/tariffs/:id", title: t.nav.tariffs, section: "bills", open: route("GET /api/v1/tariffs/:id"), load: () => import("../pages/tariff") },
	{ path: "/billing/distribute", title: t.nav.distribute, tab: t.nav.distribute, section: "bills", open: route("GET /api/v1/bill-batches"), load: () => import("../pages/distribute") },
	{ path: "/billing/distribute/:id", title: t.nav.distribute, section: "bills", open: route("GET /api/v1/bill-batches/:id"), load: () => import("../pages/distribute_batch") },
	{ path: "/approvals", title: t.nav.approvals, section: "approvals", open: route("GET /api/v1/approvals"), load: () => import("../pages/approvals") },
	{ path: "/executive", title: t.nav.executive, tab: t.nav.executive, section: "reports", open: () => has("executive:read") && may("GET /api/v1/metrics"), load: () => import("../pages/executive") },
	{ path: "/metrics", title: t.nav.reports, tab: t.nav.metrics, section: "reports", open: route("GET /api/v1/metrics"), load: () => import("../pages/metrics") },
	{ path: "/metrics/:key", title: t.nav.metrics, section: "reports", open: route("GET /api/v1/metrics"), load: () => import("../pages/metric") },
	{ path: "/reports/use", title: t.nav.use, tab: t.nav.use, section: "reports", open: route("GET /api/v1/events/reports"), load: () => import("../pages/use") },
	{ path: "/alerts", title: t.nav.alerts, tab: t.nav.alerts, section: "reports", open: route("GET /api/v1/alerts"), load: () => import("../pages/alerts") },
	{ path: "/alerts/:id", title: t.nav.alerts, section: "reports", open: route("GET /api/v1/alerts/:id"), load: () => import("../pages/alert") },
	{ path: "/audit", title: t.nav.audit, tab: t.nav.audit, section: "reports", open: route("GET /api/v1/audit"), load: () => import("../pages/audit") },
	{ path: "/settings/office", title: t.settings.office, section: "settings", open: route("GET /api/v1/settings"), load: () => import("../pages/office") },
	{ path: "/settings/counter", title: t.settings.counter, section: "settings", open: route("GET /api/v1/settings"), load: () => import("../pages/choices") },
	{ path: "/settings/numbers", title: t.settings.numbers, section: "settings", open: route("GET /api/v1/settings"), load: () => import("../pages/numbers") },
	{ path: "/settings/billing", title: t.bills.title, section: "settings", open: route("GET /api/v1/settings"), load: () => import("../pages/billing_settings") },
	{ path: "/settings/thresholds", title: t.nav.thresholds, section: "settings", open: route("GET /api/v1/thresholds"), load: () => import("../pages/thresholds") },
	{ path: "/settings/limits", title: t.settings.limits, section: "settings", open: route("GET /api/v1/role-limits"), load: () => import("../pages/limits") },
	{ path: "/settings/prices", title: t.settings.prices, section: "settings", open: route("POST /api/v1/prices"), load: () => import("../pages/prices") },
	{ path: "/settings/bill-templates", title: t.nav.templates, section: "settings", open: route("POST /api/v1/bill-templates"), load: () => import("../pages/bill_templates") },
	{ path: "/settings/gl-codes", title: t.settings.glCodes, section: "settings", open: route("POST /api/v1/gl-codes"), load: () => import("../pages/gl_codes") },
	{ path: "/settings/users", title: t.settings.users, section: "settings", open: route("GET /api/v1/users"), load: () => import("../pages/users") },
	{ path: "/settings/roles", title: t.settings.roles, section: "settings", open: route("GET /api/v1/roles"), load: () => import("../pages/roles") },
	{ path: "/settings/clients", title: t.settings.clients, section: "settings", open: route("GET /api/v1/api-clients"), load: () => import("../pages/clients") },
	{ path: "/settings/imports", title: t.settings.imports, section: "settings", open: route("GET /api/v1/imports"), load: () => import("../pages/imports") },
	{ path: "/settings/imports/:id", title: t.settings.imports, section: "settings", open: route("GET /api/v1/imports"), load: () => import("../pages/import") },
	{ path: "/settings/values", title: t.settings.values, section: "settings", open: route("GET /api/v1/settings"), load: () => import("../pages/values") },
	{ path: "/settings/sessions", title: t.settings.sessions, section: "settings", open: always, load: () => import("../pages/sessions") },
	{ path: "/password", title: t.password.title, section: "own", open: always, load: () => import("../pages/password") },
	{ path: "/styleguide", title: t.styleguide.title, section: "own", open: always, load: () => import("../pages/styleguide") },
];
const loaded = new Map<string, ComponentType<PageProps>>();
export const ready = (p: PageDef) => loaded.get(p.path);
export async function fetchPage(p: PageDef): Promise<ComponentType<PageProps>> {
	const there = loaded.get(p.path);
	if (there) return there;
	const got = (await p.load()).default;
	loaded.set(p.path, got);
	return got;
}
/* Once the first page stands: the rest, so that a move is immediate. */
export function fetchRest() {
	const idle = window.requestIdleCallback ?? ((f: () => void) => setTimeout(f, 1500));
	const left = pages.filter((p) => !loaded.has(p.path) && p.path !== "/styleguide" && p.open());
	const next = () => { const p = left.shift(); if (p) void fetchPage(p).catch(() => undefined).then(() => idle(next)); };
	idle(next);
}

export interface NavItem { href: string; label: string; icon: IconName; section: Section; deep?: boolean }
const settingsHome = () => pages.filter((p) => p.section === "settings" && p.path !== "/settings/sessions").find((p) => p.open());
export function nav(): { main: NavItem[]; end: NavItem[] } {
	const all: (NavItem & { path?: string })[] = [
		{ href: "/", label: t.nav.home, icon: "home", section: "home" },
		{ href: "/billing", label: t.nav.bills, icon: "bill", section: "bills" },
		{ href: "/payments", label: t.nav.payments, icon: "card", section: "payments" },
		{ href: "/accounts", label: t.nav.accounts, icon: "people", section: "accounts" },
		{ href: "/approvals", label: t.nav.approvals, icon: "stamp", section: "approvals", deep: true },
		{ href: pages.find((p) => p.section === "reports" && p.open())?.path ?? "/metrics", label: t.nav.reports, icon: "chart", section: "reports", deep: true },
	];
	const settings = settingsHome();
	return {
		/* Whoever asked sees what came of it; the list is for those who see what others asked. */
		main: all.filter((n) => pages.find((p) => p.path === n.href)!.open() && (n.section !== "approvals" || has("approvals:read"))),
		end: settings ? [{ href: settings.path, label: t.nav.settings, icon: "sliders", section: "settings", deep: true }] : [],
	};
}
