/* How the dashboard is used, told by code that the first view need not wait for. */
import type { EventDetail } from "../app/events";
import { here } from "../app/router";

const events = () => import("../app/events");
const nothing = () => undefined;
/* Where it was, though the code comes when one is elsewhere. */
const from = (detail?: EventDetail): EventDetail => ({ page: here.peek().path, ...detail });
export function track(name: string, detail?: EventDetail) { const said = from(detail); void events().then((m) => m.track(name, said), nothing); }
/* The words of a search stay here: only of what kind they are is told. */
export function searched(words: string, props: EventDetail["props"]) { const said = from({ value: words.length, props }); void events().then((m) => m.track("Search_Initiated", { ...said, object: m.kindOfWords(words) }), nothing); }
/* Until what it gives is called. */
export function lasting(name: string, detail: EventDetail): () => void {
	let end: (() => void) | null = null, over = false;
	const said = from(detail);
	void events().then((m) => { if (!over) end = m.lasting(name, said); }, nothing);
	return () => { over = true; end?.(); };
}
