/* One change at a time: busy while it runs, the server's faults at their fields, the rest in words. */
import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError } from "../api/client";
import { changed } from "../app/data";
import { problemText } from "./base";
import { serverFaults, type Faults } from "./form";

/* stale: what is read again when somebody else was quicker. */
export function useWork(fields: Record<string, string> = {}, stale?: string) {
	/* at once: a second click comes before the page shows that the first is at work */
	const working = useRef(false);
	const [busy, setBusy] = useState(false), [faults, setFaults] = useState<Faults>({}), [rest, setRest] = useState<string | null>(null), [seq, setSeq] = useState(0);
	/* What is being mended is no longer marked as wrong. */
	useEffect(() => {
		if (!Object.keys(faults).length) return;
		const mended = (e: Event) => { const id = (e.target as HTMLElement).id; if (id in faults) setFaults(Object.fromEntries(Object.entries(faults).filter(([k]) => k !== id))); };
		document.addEventListener("input", mended);
		return () => document.removeEventListener("input", mended);
	}, [faults]);
	const refuse = (f: Faults) => { setFaults(f); setRest(null); if (Object.keys(f).length) setSeq((n) => n + 1); return Object.keys(f).length > 0; };
	const run = async (f: () => Promise<void>) => {
		if (working.current) return;
		working.current = true;
		setBusy(true); setRest(null);
		try { await f(); } catch (e) {
			if (!(e instanceof ApiError)) throw e;
			if (stale && (e.status === 412 || e.status === 409)) changed(stale);
			const s = serverFaults(e.problem, fields);
			setFaults(s.faults); setRest(s.rest ?? (Object.keys(s.faults).length ? null : problemText(e.problem))); setSeq((n) => n + 1);
		} finally { working.current = false; setBusy(false); }
	};
	return { busy, faults, rest, seq, refuse, run };
}
