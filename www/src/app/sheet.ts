/*
 * Styles of a few pages, which the first view does not carry: the page's module waits for them, so
 * that it never stands there without.  Their rules name the layer they belong to.
 */
const there = new Map<string, Promise<void>>();
export function sheet(href: string): Promise<void> {
	let asked = there.get(href);
	if (!asked) there.set(href, (asked = new Promise((done) => {
		const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL(href, import.meta.url).href });
		/* Without them a page is plain, but stands. */
		link.onload = link.onerror = () => done();
		document.head.append(link);
	})));
	return asked;
}
