/*
 * How the portal is used: what pages tell goes to the server now and then, many at once.  Never what
 * somebody typed; nothing waits for it, nothing fails over it, and where the tenant does not track
 * behaviour it stays silent (modules/reports/events.def names all events and what they may carry).
 */
import { here } from "./router";
import { bearer } from "./session";

export interface EventDetail { page?: string; object?: string; value?: number; props?: Record<string, string | number | boolean | null | undefined> }
type Event = EventDetail & { name: string; at: string; page: string };

const EVERY = 10_000, MOST = 50, KEPT = 200;
let queue: Event[] = [], timer = 0, off = false;

/* "/accounts/:id": where, not which. */
const place = (path: string) => path.replace(/\/[^/]*\d[^/]*/g, "/:id").replace(/[^a-z_:/-]/g, "").slice(0, 60);

/* value: milliseconds or a count, by the name. */
export function track(name: string, { page, object, value, props }: EventDetail = {}) {
	try {
		if (off || queue.length >= KEPT) return;
		const kept = Object.entries(props ?? {}).filter(([, v]) => v !== null && v !== undefined && v !== "");
		queue.push({ name, at: new Date().toISOString(), page: place(page ?? here.peek().path), ...(object ? { object } : {}),
			...(value !== undefined && value >= 0 ? { value: Math.round(value) } : {}), ...(kept.length ? { props: Object.fromEntries(kept) as EventDetail["props"] } : {}) });
		if (queue.length >= MOST) void send(); else timer ||= window.setTimeout(() => void send(), EVERY);
	} catch { /* what is not told is not missed */ }
}

/* Tells at its end how long it lasted; whoever leaves the page ends it too. */
const open = new Set<() => void>();
export function lasting(name: string, detail: EventDetail = {}): () => void {
	const began = performance.now(), page = detail.page ?? here.peek().path;
	const end = () => { if (open.delete(end)) track(name, { ...detail, page, value: Math.min(performance.now() - began, 86_400_000) }); };
	open.add(end);
	return end;
}

/* Of what kind the words of a search are; the words themselves stay here. */
export function kindOfWords(q: string): string {
	const s = q.trim();
	if (s.includes("@")) return "email";
	if (/^[+()\d\s.-]{7,}$/.test(s) && s.replace(/\D/g, "").length >= 7) return "phone";
	if (/^\d{4}-\d\d(-\d\d)?$/.test(s)) return "date";
	if (/^[A-Za-z]{0,4}-?\d[\d-]*$/.test(s)) return "number";
	if (/^\d+\s+\S/.test(s)) return "address";
	return /\d/.test(s) ? "mixed" : "name";
}

async function send(again = true) {
	clearTimeout(timer);
	timer = 0;
	const token = bearer(), events = queue.slice(0, MOST);
	if (!token || !events.length) return;
	queue = queue.slice(events.length);
	try {
		const answer = await fetch("/api/v1/events", { method: "POST", keepalive: true, headers: { "Content-Type": "application/json", Accept: "application/json", Authorization: `Bearer ${token}` }, body: JSON.stringify({ events }) });
		const told = await answer.json() as { is_tracked?: boolean; errors?: { pointer: string }[] };
		if (answer.ok && told.is_tracked === false) { off = true; queue = []; }
		/* One that the server does not know takes none of the others with it. */
		if (answer.status === 422 && again) {
			const bad = new Set((told.errors ?? []).map((e) => Number(e.pointer.split("/")[2])));
			queue = [...events.filter((_, i) => !bad.has(i)), ...queue];
			if (bad.size) await send(false);
		}
	} catch { /* they are lost, and nothing else is */ }
	if (queue.length) timer ||= window.setTimeout(() => void send(), EVERY);
}
addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") { for (const end of [...open]) end(); void send(); } });
addEventListener("pagehide", () => { for (const end of [...open]) end(); void send(); });
