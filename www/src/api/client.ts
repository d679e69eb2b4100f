/* Calls to the API: the token, the session that may have ended, problems as values. */
import type { Problem } from "./types";
import { bearer, renew, rolesMayHaveChanged, signedInAgain } from "../app/session";

export class ApiError extends Error {
	constructor(readonly problem: Problem) { super(problem.title); }
	get status() { return this.problem.status; }
	/* True when it is not known whether the server did what was asked. */
	get unknown() { return this.status === 0 || this.status >= 500; }
}

interface Options {
	body?: unknown; key?: string; version?: number; accept?: string; signal?: AbortSignal;
}

async function send(method: string, path: string, o: Options): Promise<Response> {
	const headers: Record<string, string> = { Accept: o.accept ?? "application/json", Authorization: `Bearer ${bearer()}` };
	if (o.body !== undefined) headers["Content-Type"] = "application/json";
	if (o.key) headers["Idempotency-Key"] = o.key;
	if (o.version !== undefined) headers["If-Match"] = `"${o.version}"`;
	try {
		return await fetch(`/api/v1${path}`, {
			method, headers, signal: o.signal ?? null,
			...(o.body !== undefined ? { body: typeof o.body === "string" ? o.body : JSON.stringify(o.body) } : {}),
		});
	} catch (e) {
		if ((e as Error).name === "AbortError") throw e;
		throw new ApiError({ status: 0, title: "No connection" });
	}
}

/* Reading is asked for once more where a process was just being replaced. */
async function read(method: string, path: string, o: Options): Promise<Response> {
	const answer = await send(method, path, o);
	if (method !== "GET" || ![502, 503, 504].includes(answer.status)) return answer;
	await new Promise((resolve) => setTimeout(resolve, 300));
	return send(method, path, o);
}

async function again() {
	const renewed = await renew();
	if (renewed === "unreachable") throw new ApiError({ status: 0, title: "No connection" });
	if (renewed === "no") await signedInAgain();
}

export async function raw(method: string, path: string, o: Options = {}): Promise<Response> {
	if (!bearer()) await again();
	let answer = await read(method, path, o);
	while (answer.status === 401) {
		await again();
		answer = await read(method, path, o);
		if (answer.status === 401) await signedInAgain();
	}
	if (answer.ok) return answer;
	if (answer.status === 403) rolesMayHaveChanged();
	let problem: Problem;
	try { problem = { ...(await answer.json()), status: answer.status }; }
	catch { problem = { status: answer.status, title: answer.statusText || `Status ${answer.status}` }; }
	const after = Number(answer.headers.get("Retry-After"));
	if (after) (problem as Problem & { retry_after?: number }).retry_after = after;
	throw new ApiError(problem);
}

export async function call<T>(method: string, path: string, o: Options = {}): Promise<T> {
	const answer = await raw(method, path, o);
	return (answer.status === 204 ? undefined : await answer.json()) as T;
}

/* Path segments and query values are never pasted in raw. */
export function url(parts: TemplateStringsArray, ...values: (string | number)[]): string {
	return parts.reduce((s, p, i) => s + p + (i < values.length ? encodeURIComponent(String(values[i])) : ""), "");
}
export function withQuery(path: string, query: Record<string, string | number | null | undefined>): string {
	const q = new URLSearchParams();
	for (const [k, v] of Object.entries(query)) if (v !== null && v !== undefined && v !== "") q.set(k, String(v));
	const text = q.toString();
	return text ? `${path}?${text}` : path;
}

export async function download(path: string, accept: string, fallback: string) {
	const answer = await raw("GET", path, { accept });
	const name = /filename="?([^";]+)"?/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? fallback;
	const href = URL.createObjectURL(await answer.blob());
	const link = Object.assign(document.createElement("a"), { href, download: name });
	link.click();
	setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/*
 * One operation, once.  The key is made before the first send and kept until an answer came, so
 * that a double click, a lost network or a reload makes one payment.  As long as it is not known
 * what became of the first try, every later one goes under the same key.
 */
export function pendingKey(scope: string): string | null {
	try { return sessionStorage.getItem(`billport.key.${scope}`); } catch { return null; }
}
export async function once<T>(scope: string, method: string, path: string, body: unknown, version?: number): Promise<{ status: number; data: T }> {
	const name = `billport.key.${scope}`;
	const key = pendingKey(scope) ?? crypto.randomUUID();
	try { sessionStorage.setItem(name, key); } catch { /* private mode: the key lives for this call */ }
	const forget = () => { try { sessionStorage.removeItem(name); } catch { /* as above */ } };
	try {
		const answer = await raw(method, path, { body, key, ...(version ? { version } : {}) });
		const data = (await answer.json()) as T;
		forget();
		return { status: answer.status, data };
	} catch (e) {
		if (e instanceof ApiError && !e.unknown && e.status !== 409 && e.status !== 429) forget();
		throw e;
	}
}
