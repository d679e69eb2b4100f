/* How the dashboard is used, told by code that the first view need not wait for. */
import type { EventDetail } from "../app/events";

const events = () => import("../app/events");
const nothing = () => undefined;
export const track = (name: string, detail?: EventDetail) => void events().then((m) => m.track(name, detail), nothing);
/* The words of a search stay here: only of what kind they are is told. */
export const searched = (words: string, props: EventDetail["props"]) => void events().then((m) => m.track("Search_Initiated", { object: m.kindOfWords(words), value: words.length, props }), nothing);
/* Until what it gives is called. */
export function lasting(name: string, detail: EventDetail): () => void {
	let end: (() => void) | null = null, over = false;
	void events().then((m) => { if (!over) end = m.lasting(name, detail); }, nothing);
	return () => { over = true; end?.(); };
}
