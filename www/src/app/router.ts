/* The URL says where one is and with which filters; Back always works. */
import { signal, computed } from "@preact/signals";

interface Here { path: string; search: string }
const read = (): Here => ({ path: location.pathname.replace(/(.)\/+$/, "$1"), search: location.search });
export const here = signal<Here>(read());
export const query = computed(() => new URLSearchParams(here.value.search));

const placesSeen = new Map<string, number>();
let key = (history.state as { key?: string } | null)?.key ?? "0";

history.scrollRestoration = "manual";
addEventListener("popstate", (event) => {
	placesSeen.set(key, scrollY);
	key = (event.state as { key?: string } | null)?.key ?? "0";
	here.value = read();
	const y = placesSeen.get(key) ?? 0;
	requestAnimationFrame(() => requestAnimationFrame(() => scrollTo(0, y)));
});

export function go(to: string, options: { replace?: boolean; keepScroll?: boolean } = {}) {
	const url = new URL(to, location.href);
	if (url.origin !== location.origin) { location.assign(to); return; }
	const samePath = url.pathname === location.pathname;
	placesSeen.set(key, scrollY);
	if (!options.replace) key = crypto.randomUUID();
	history[options.replace ? "replaceState" : "pushState"]({ key }, "", url);
	here.value = read();
	if (!options.keepScroll && !samePath) scrollTo(0, 0);
}

/* Filters of the page at hand; an empty value takes the filter away. */
export function setQuery(changes: Record<string, string | null | undefined>) {
	const next = new URLSearchParams(here.value.search);
	for (const [name, value] of Object.entries(changes)) {
		if (value) next.set(name, value); else next.delete(name);
	}
	const text = next.toString();
	go(here.value.path + (text ? `?${text}` : ""), { keepScroll: true });
}

/* Plain links everywhere: a click on one inside the app does not load a document. */
addEventListener("click", (event) => {
	if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
	const link = (event.target as Element | null)?.closest?.("a[href]") as HTMLAnchorElement | null;
	if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
	if (/^\/(docs|api)\//.test(link.pathname)) return;
	if (link.hash && link.pathname === location.pathname) return;
	event.preventDefault();
	go(link.href);
});

/* "/payments/:id" against a path: the named parts, or null. */
export function match(pattern: string, path: string): Record<string, string> | null {
	const want = pattern.split("/"), got = path.split("/"), found: Record<string, string> = {};
	if (want.length !== got.length) return null;
	for (let i = 0; i < want.length; i++) {
		if (want[i]!.startsWith(":")) found[want[i]!.slice(1)] = decodeURIComponent(got[i]!);
		else if (want[i] !== got[i]) return null;
	}
	return found;
}
