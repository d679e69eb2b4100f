/* What the pages of billing share: the tabs of the dashboard, with the other lists beside them. */
import { useEffect } from "preact/hooks";
import type { ExceptionTotals } from "../api/billing";
import { useGet } from "../app/data";
import { track } from "./tell";
import { number } from "../app/format";
import { pages } from "../app/pages";
import { here } from "../app/router";
import { may } from "../app/session";
import { sheet } from "../app/sheet";
import { tabWords as w } from "../strings/billing_tabs";
import styles from "../styles/billing_dashboard.page.css";

await sheet(styles);
const TABS: [string, string][] = [["/billing", w.overview], ["/billing/cycles", w.cycles], ["/exceptions", w.exceptions], ["/simulations", w.simulations]];

const code = (path: string) => (path === "/billing" ? "overview" : path.split("/").at(-1)!.replace(/\W/g, "_"));

/* Four tabs; behind a gap the lists that they stand on. */
export function BillingTabs() {
	const at = here.value.path, lists = pages.filter((p) => p.section === "bills" && p.tab && p.open());
	const open = useGet<ExceptionTotals>(may("GET /api/v1/exceptions") ? "/exceptions/totals?is_open=true" : null, 60_000).data?.row_count ?? 0;
	const own = TABS.filter(([path]) => lists.some((p) => p.path === path)), rest = lists.filter((p) => !TABS.some(([path]) => path === p.path));
	useEffect(() => {
		const nav = document.querySelector<HTMLElement>(".billing-tabs"), on = nav?.querySelector<HTMLElement>("[aria-current]");
		if (nav && on && nav.scrollWidth > nav.clientWidth) nav.scrollLeft = on.offsetLeft - (nav.clientWidth - on.offsetWidth) / 2;
	}, [at]);
	const current = (path: string) => (path === at ? "page" : undefined);
	return <div class="tabs billing-tabs">
		<nav aria-label={w.label}>{own.map(([path, label]) => <a key={path} href={path} aria-current={current(path)} onClick={() => track("Tab_Navigation", { object: code(path), props: { from: code(at) } })}>{label}
			{path === "/exceptions" && open > 0 && <span class="count"><span class="vh">, </span>{number(open)}</span>}</a>)}</nav>
		{rest.length > 0 && <nav class="lists" aria-label={w.lists}>{rest.map((p) => <a key={p.path} href={p.path} aria-current={current(p.path)}>{p.tab}</a>)}</nav>}
	</div>;
}
