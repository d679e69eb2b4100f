/*
 * Quick actions: each is done over the page one is on, in a dialog or a sheet, whose place stands in
 * the address (?do=bulk).
 */
import { useEffect, useRef } from "preact/hooks";
import { track } from "./tell";
import { query, setQuery } from "../app/router";
import { may } from "../app/session";
import { panels } from "../strings/billing_panels";
import { Button, Panel } from "../ui/base";
import { Icon, type IconName } from "../ui/icons";
import { lazy } from "../ui/lazy";

const w = panels.quick;
const NewCycle = lazy(w.title, () => import("./new_cycle")), Single = lazy(w.single[0]!, () => import("./single")), Bulk = lazy(w.bulk[0]!, () => import("./quick_bulk"));
const Print = lazy(w.print[0]!, () => import("./quick_print")), Gl = lazy(w.gl[0]!, () => import("./quick_gl"));

export type Outcome = "done" | "failed";
type Act = "bulk" | "single" | "print" | "gl";
const ACTS: [Act, IconName, string[], string][] = [
	["bulk", "billPlus", w.bulk, "POST /api/v1/generations"], ["single", "bill", w.single, "POST /api/v1/generations"],
	["print", "printer", w.print, "GET /api/v1/bill-batches"], ["gl", "billSet", w.gl, "POST /api/v1/gl-codes"],
];
const open = () => ACTS.filter(([, , , route]) => may(route));

export function QuickActions() {
	const all = open();
	return all.length ? <Panel title={w.title} icon="bolt"><ul class="quick-cards">{all.map(([act, icon, [title, help, button]]) => <li key={act}><span class="sign"><Icon name={icon} /></span>
		<div><h3>{title}</h3><p>{help}</p></div><Button small onClick={() => setQuery({ do: act })}>{button}</Button></li>)}</ul></Panel> : null;
}

/* What ?do= asks for, over whatever page is below. */
export default function QuickWork() {
	const doing = query.value.get("do"), act = open().find(([x]) => x === doing)?.[0], begun = useRef(0), done = useRef(false);
	const told = (what: Act, outcome: Outcome | "left") => track("Quick_Action_Completed", { object: what, value: Date.now() - begun.current, props: { outcome, from: "billing" } });
	useEffect(() => {
		if (!act) return;
		begun.current = Date.now(); done.current = false;
		track("Quick_Action_Initiated", { object: act, props: { from: "billing" } });
		/* Left undone: how long it was tried. */
		return () => { if (!done.current) told(act, "left"); };
	}, [act]);
	const close = () => setQuery(Object.fromEntries(["do", ...[...query.value.keys()].filter((k) => k.startsWith("g-"))].map((k) => [k, null])));
	const finished = (outcome: Outcome = "done") => { if (act && !done.current) { done.current = true; told(act, outcome); } };
	if (doing === "cycle" && may("POST /api/v1/cycles")) return <NewCycle onClose={close} />;
	if (act === "bulk") return <Bulk onClose={close} onDone={finished} />;
	if (act === "single") return <Single onClose={close} onDone={finished} />;
	if (act === "print") return <Print onClose={close} onDone={finished} />;
	if (act === "gl") return <Gl onClose={close} onDone={finished} />;
	return null;
}
