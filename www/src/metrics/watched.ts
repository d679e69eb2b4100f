/* How long the first figures of a dashboard took, that they came anew or did not, how long it was looked at. */
import { useEffect, useRef } from "preact/hooks";
import type { EventDetail } from "../app/events";
import { scopeKey, told } from "./ask";
import type { Scope } from "./scope";

const events = (f: (m: typeof import("../app/events")) => void) => void import("../app/events").then(f, () => undefined);
const tell = (name: string, detail: EventDetail) => events((m) => m.track(name, detail));

export function useWatched(dashboard: string, scope: Scope, tiles: number) {
	const began = useRef(performance.now()), seen = useRef(""), answer = told.value[scopeKey(scope)], problem = answer?.problem;
	useEffect(() => {
		if (!answer || seen.current === answer.as_of) return;
		if (seen.current) tell("Data_Refresh", { object: dashboard, props: { how: "auto", tiles } });
		else tell("Dashboard_Load_Time", { object: dashboard, value: performance.now() - began.current, props: { tiles, first: true } });
		seen.current = answer.as_of;
	}, [answer?.as_of]);
	useEffect(() => { if (problem) tell("Error_Occurrence", { object: problem.status === 0 ? "network" : problem.status >= 500 ? "server" : "other", value: Math.max(0, problem.status), props: { part: "tiles" } }); }, [problem]);
	useEffect(() => {
		let end: (() => void) | undefined, over = false;
		events((m) => { if (!over) end = m.lasting("Dashboard_View", { object: dashboard, props: { period: scope.period, metrics: tiles, phone: innerWidth < 900 } }); });
		return () => { over = true; end?.(); };
	}, [scope.period]);
}
