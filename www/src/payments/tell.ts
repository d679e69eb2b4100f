/* How the pages of figures are used, told by code that the first view need not wait for. */
import type { EventDetail } from "../app/events";

/* Until what it gives is called. */
export function lasting(name: string, detail: EventDetail): () => void {
	let end: (() => void) | null = null, over = false;
	void import("../app/events").then((m) => { if (!over) end = m.lasting(name, detail); }, () => undefined);
	return () => { over = true; end?.(); };
}
