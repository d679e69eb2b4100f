/*
 * Who is signed in.  The access token lives in this tab's memory alone; the refresh cookie brings a
 * new one on load and before it runs out, one tab at a time.
 */
import { signal, computed } from "@preact/signals";
import type { Me, Problem, Token } from "../api/types";
import { place } from "./format";
import { routes } from "../generated/permissions";

type State = "starting" | "out" | "in" | "expired" | "change_password" | "unreachable";
export const state = signal<State>("starting");
export const me = signal<Me | null>(null);
export const permissions = computed(() => new Set(me.value?.permissions ?? []));

let token = "";
let timer = 0;
let runsOut = 0;
let waiting: (() => void)[] = [];
const MARK = "billport.signed_in";
const mark = (on: boolean) => { try { if (on) localStorage.setItem(MARK, "1"); else localStorage.removeItem(MARK); } catch { /* private mode */ } };
const marked = () => { try { return localStorage.getItem(MARK) === "1"; } catch { return true; } };

export const bearer = () => token;
export const signedIn = () => state.value === "in" || state.value === "expired";

/* May the one at the keyboard use this route?  The same table that the server asks. */
export function may(route: string): boolean {
	const names = routes[route];
	if (!names) return false;
	return names.length === 0 || names.some((name) => permissions.value.has(name));
}
export const has = (name: string) => permissions.value.has(name);

function take(answer: Token) {
	token = answer.access_token;
	runsOut = Date.now() + answer.expires_in * 1000;
	clearTimeout(timer);
	timer = window.setTimeout(() => void renew(), Math.max(5, answer.expires_in - 45) * 1000);
}

async function ask(path: string, init: RequestInit = {}): Promise<Response> {
	return fetch(`/api/v1/auth/${path}`, { method: "POST", ...init, headers: { Accept: "application/json", ...init.headers } });
}

async function refreshNow(): Promise<Renewed> {
	try {
		const answer = await ask("refresh");
		if (answer.status === 401 || answer.status === 403) return "no";
		if (!answer.ok) return "unreachable";
		const t = (await answer.json()) as Token;
		take(t);
		if (t.must_change_password && state.value === "starting") state.value = "change_password";
		return "ok";
	} catch {
		return "unreachable";
	}
}

export type Renewed = "ok" | "no" | "unreachable";
let renewing: Promise<Renewed> | null = null;
/* A fresh token; "no" when the session is over. */
export function renew(): Promise<Renewed> {
	return (renewing ??= (async () => {
		const locked = () => navigator.locks ? navigator.locks.request("billport.refresh", refreshNow) : refreshNow();
		const result = await locked();
		if (result === "no") expire();
		if (result === "unreachable") timer = window.setTimeout(() => void renew(), 5000);
		if (result === "ok" && state.value === "in") void loadMe().catch(() => false);
		return result;
	})().finally(() => { renewing = null; }));
}
addEventListener("visibilitychange", () => {
	if (document.visibilityState === "visible" && token && Date.now() > runsOut - 45_000) void renew();
});

function expire() {
	token = "";
	clearTimeout(timer);
	if (state.value === "in") state.value = "expired";
}

/* Waits until someone has signed in again over the page; what was typed stays. */
export const signedInAgain = () => new Promise<void>((resolve) => { waiting.push(resolve); expire(); });

async function loadMe(): Promise<boolean> {
	const answer = await fetch("/api/v1/auth/me", { headers: { Authorization: `Bearer ${token}` } });
	if (!answer.ok) return false;
	const got = (await answer.json()) as Me;
	if (me.value && me.value.id !== got.id) { location.assign("/"); return true; }
	place.value = { locale: got.tenant.locale, currency: got.tenant.currency, zone: got.tenant.zone };
	document.documentElement.lang = got.tenant.locale;
	if (JSON.stringify(me.value) !== JSON.stringify(got)) me.value = got;
	return true;
}
/* A refusal may mean that the roles were changed meanwhile: what is shown follows. */
let asked = 0;
export function rolesMayHaveChanged() {
	if (Date.now() - asked < 5000 || state.value !== "in") return;
	asked = Date.now();
	void loadMe().catch(() => false);
}

export async function start() {
	if (!marked()) { state.value = "out"; return; }
	const result = navigator.locks ? await navigator.locks.request("billport.refresh", refreshNow) : await refreshNow();
	if (result === "unreachable") { state.value = "unreachable"; return; }
	if (result === "no") { mark(false); state.value = "out"; return; }
	if (state.value === "change_password") return;
	state.value = (await loadMe().catch(() => false)) ? "in" : "unreachable";
}

export async function signIn(tenant: string, email: string, password: string): Promise<Problem | null> {
	let answer: Response;
	try {
		answer = await ask("login", { body: JSON.stringify({ tenant, email, password }), headers: { "Content-Type": "application/json" } });
	} catch {
		return { status: 0, title: "No connection" };
	}
	if (!answer.ok) {
		const problem = (await answer.json().catch(() => ({ title: answer.statusText }))) as Problem;
		const after = Number(answer.headers.get("Retry-After"));
		return { ...problem, status: answer.status, ...(after ? { retry_after: after } : {}) } as Problem;
	}
	const t = (await answer.json()) as Token;
	take(t);
	mark(true);
	try { localStorage.setItem("billport.tenant", tenant); } catch { /* private mode */ }
	if (t.must_change_password) { state.value = "change_password"; return null; }
	await entered();
	return null;
}

/* After signing in, or after the password that had to be changed was: then with a new token, since
 * what the old one may do is remembered for up to a second. */
export async function entered(fresh = false) {
	if (fresh) await renew();
	if (!(await loadMe())) { state.value = "unreachable"; return; }
	state.value = "in";
	for (const resolve of waiting.splice(0)) resolve();
}

export async function signOut() {
	clearTimeout(timer);
	await ask("logout").catch(() => undefined);
	mark(false);
	token = "";
	const tenant = me.value?.tenant.code;
	try { sessionStorage.clear(); } catch { /* private mode */ }
	location.assign(tenant ? `/login?tenant=${encodeURIComponent(tenant)}` : "/login");
}

/* The session of one who left his desk: over at the server, the page stays behind the sign-in. */
export async function idleOut() {
	if (state.value !== "in") return;
	expire();
	await ask("logout").catch(() => undefined);
}
