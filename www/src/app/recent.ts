/* What one opened a moment ago in this tab: the search box offers it first. */
export interface Recent { href: string; icon: string; text: string; more?: string }
const KEY = "billport.recent", MOST = 6;
export function recent(): Recent[] { try { return JSON.parse(sessionStorage.getItem(KEY) ?? "[]") as Recent[]; } catch { return []; } }
export function remember(r: Recent) {
	try { sessionStorage.setItem(KEY, JSON.stringify([r, ...recent().filter((x) => x.href !== r.href)].slice(0, MOST))); } catch { /* private mode */ }
}
