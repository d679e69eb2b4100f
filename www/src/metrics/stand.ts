/* Numbers first: pictures ask once the first numbers stand, or after a while where there are none. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { told } from "./ask";

const numbers = signal(false);
let waiting = false;
export function useNumbersStand(): boolean {
	useEffect(() => {
		if (numbers.peek() || waiting) return;
		waiting = true;
		let stop = () => undefined as void;
		const now = () => { stop(); clearTimeout(timer); (window.requestIdleCallback ?? ((f: () => void) => setTimeout(f, 50)))(() => { numbers.value = true; }); };
		const timer = setTimeout(now, 900);
		stop = told.subscribe((x) => { if (Object.keys(x).length) queueMicrotask(now); });
	}, []);
	return numbers.value;
}
