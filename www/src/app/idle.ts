/*
 * Nothing typed or clicked for a while: the page asks, then ends the session.  What was typed stays
 * behind the sign-in, as when a session ends by itself.  Tabs of one browser count together.
 */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { idleOut, me } from "./session";

const MARK = "billport.touched", WARN = 60_000;
/* Seconds left while one is asked; 0: not idle. */
export const idleFor = signal(0);

const now = () => Date.now();
const touched = () => { try { return Number(localStorage.getItem(MARK)) || 0; } catch { return 0; } };
let last = now(), written = 0;
export function stay() {
	last = now();
	idleFor.value = 0;
	if (last - written < 5000) return;
	written = last;
	try { localStorage.setItem(MARK, String(last)); } catch { /* private mode */ }
}
export function useIdle() {
	const minutes = me.value?.idle_minutes ?? 0;
	useEffect(() => {
		if (!minutes) return;
		const on = () => { if (!idleFor.peek()) stay(); };
		const look = () => {
			const left = minutes * 60_000 - (now() - Math.max(last, touched()));
			idleFor.value = left < WARN ? Math.max(1, Math.ceil(left / 1000)) : 0;
			if (left <= 0) { idleFor.value = 0; last = now(); void idleOut(); }
		};
		const events = ["pointerdown", "keydown", "wheel", "touchstart"] as const;
		stay();
		for (const e of events) addEventListener(e, on, { capture: true, passive: true });
		const timer = setInterval(look, 1000);
		return () => { clearInterval(timer); idleFor.value = 0; for (const e of events) removeEventListener(e, on, { capture: true }); };
	}, [minutes]);
}
