/* The dashboard's head: title, a search over all bills, the page's actions, its tabs. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { withQuery } from "../api/client";
import type { Cycle } from "../api/billing";
import { go } from "../app/router";
import { may } from "../app/session";
import { dash } from "../strings/billing_dashboard";
import { PageHead } from "../ui/base";
import { Pop } from "../ui/float";
import { Icon } from "../ui/icons";
import { lazy } from "../ui/lazy";
import { BillingTabs } from "./section";
import { searched } from "./tell";

const w = dash;
const CycleList = lazy(w.search.scope, () => import("./cycle_choices"));
/* Lands on the list of bills, where filters, saved searches and batches are. */
function Search({ cycle: given }: { cycle?: Pick<Cycle, "id" | "name"> | null }) {
	const [text, setText] = useState(""), [picked, setPicked] = useState<Pick<Cycle, "id" | "name"> | null | undefined>(undefined), cycle = picked === undefined ? given ?? null : picked;
	const find = (e: Event) => {
		e.preventDefault();
		if (text.trim()) searched(text.trim(), { scope: cycle ? "cycle" : "all", from: "billing" });
		go(withQuery("/bills", { q: text.trim() || null, cycle_id: cycle?.id }));
	};
	return <div class="bill-search" role="search" aria-label={w.search.label}><form onSubmit={find}>
		<Icon name="search" /><input class="input" type="search" data-filter aria-label={w.search.label} placeholder={w.search.placeholder} autoComplete="off" spellcheck={false} maxLength={80} value={text} onInput={(e) => setText((e.target as HTMLInputElement).value)} /></form>
		<Pop label={w.search.scope} class="bill-search-scope" face={<><span class="vh">{w.search.scope} </span><span class="name">{cycle?.name ?? w.search.all}</span><Icon name="down" /></>}>{(close) => <>
			<CycleList all value={cycle?.id ?? null} onPick={(c) => { close(); setPicked(c); }} /><a class="link pop-more" href={withQuery("/bills", { q: text.trim() || null, cycle_id: cycle?.id })}>{w.search.more}</a></>}</Pop>
	</div>;
}
/* cycle: the one at hand, which the search begins with. */
export function DashboardHead({ actions, cycle }: { actions?: ComponentChildren; cycle?: Pick<Cycle, "id" | "name"> | null }) {
	return <><PageHead title={w.title} lead={w.lead} actions={<>{may("GET /api/v1/bills") && <Search key={cycle?.id} cycle={cycle} />}{actions}</>} /><BillingTabs /></>;
}
