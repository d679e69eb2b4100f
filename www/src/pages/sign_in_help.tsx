/* Help for one who cannot sign in, without signing in. */
import { useState } from "preact/hooks";
import type { Problem } from "../api/types";
import { query } from "../app/router";
import { t } from "../strings";
import { ts } from "../strings/settings";
import { Banner, Button, useTitle } from "../ui/base";
import { FormProblem, serverFaults, Summary, TextArea, TextField, type Faults } from "../ui/form";
import { DoorFrame } from "./login";

const w = ts.door;
async function ask(path: string, init?: RequestInit): Promise<{ body: Record<string, string>; problem: Problem | null }> {
	try {
		const answer = await fetch(`/api/v1/auth/support${path}`, { ...init, headers: { Accept: "application/json", ...(init?.body ? { "Content-Type": "application/json" } : {}) } });
		const body = (await answer.json().catch(() => ({}))) as Record<string, string>;
		const after = Number(answer.headers.get("Retry-After"));
		return { body, problem: answer.ok ? null : { ...(body as unknown as Problem), status: answer.status, ...(after ? { retry_after: after } : {}) } as Problem };
	} catch {
		return { body: {}, problem: { status: 0, title: t.problem.offline } };
	}
}

function Whom({ tenant }: { tenant: string }) {
	const [contact, setContact] = useState<string | null>(null), [busy, setBusy] = useState(false), [problem, setProblem] = useState<string | null>(null), [of, setOf] = useState("");
	const look = async () => {
		if (busy || !tenant) return;
		setBusy(true); setProblem(null);
		const got = await ask(`?tenant=${encodeURIComponent(tenant)}`);
		setBusy(false);
		if (got.problem) setProblem(got.problem.status === 429 ? t.problem.slow : t.login.offline); else { setContact(got.body.contact ?? ""); setOf(tenant); }
	};
	return <>
		<Button wide busy={busy} busyText={w.looking} onClick={() => void look()}>{w.look}</Button>
		<div role="status">{contact !== null && of === tenant && (contact ? <Banner tone="info" title={w.contact}><p class="contact">{contact}</p></Banner> : <p class="help">{w.noContact}</p>)}</div>
		{problem && <p class="error" role="alert">{problem}</p>}
	</>;
}

export default function SignInHelp() {
	useTitle(w.title);
	const remembered = () => { try { return localStorage.getItem("billport.tenant") ?? ""; } catch { return ""; } };
	const [tenant, setTenant] = useState(query.value.get("tenant") ?? remembered()), [name, setName] = useState(""), [email, setEmail] = useState(""), [message, setMessage] = useState("");
	const [busy, setBusy] = useState(false), [faults, setFaults] = useState<Faults>({}), [rest, setRest] = useState<string | null>(null), [seq, setSeq] = useState(0), [sent, setSent] = useState(false);
	const code = tenant.trim().toLowerCase();
	const submit = async () => {
		if (busy) return;
		const f: Faults = {};
		if (!code) f["h-tenant"] = w.needed.tenant;
		if (!name.trim()) f["h-name"] = w.needed.name;
		if (!email.trim()) f["h-email"] = w.needed.email;
		if (message.trim().length < 3) f["h-message"] = w.needed.message;
		setFaults(f); setRest(null); setSeq(seq + 1);
		if (Object.keys(f).length) return;
		setBusy(true);
		const { problem: p } = await ask("", { method: "POST", body: JSON.stringify({ tenant: code, name: name.trim(), email: email.trim(), message: message.trim() }) });
		setBusy(false);
		if (!p) { setSent(true); return; }
		if (p.status === 429) { setRest(w.slowText((p as { retry_after?: number }).retry_after ?? 30)); return; }
		const s = serverFaults(p, { "/tenant": "h-tenant", "/name": "h-name", "/email": "h-email", "/message": "h-message" });
		setFaults(s.faults); setRest(s.rest); setSeq((n) => n + 1);
	};
	const back = <a class="btn" href={`/login${code ? `?tenant=${encodeURIComponent(code)}` : ""}`}>{w.back}</a>;
	if (sent) return <DoorFrame><div class="door-card"><header><h1 tabIndex={-1} ref={(h: HTMLElement | null) => h?.focus()}>{w.sent}</h1><p>{w.sentText}</p></header>{back}
		<Button onClick={() => { setSent(false); setMessage(""); }}>{w.another}</Button></div></DoorFrame>;
	return <DoorFrame><div class="door-card door-wide">
		<header><h1>{w.title}</h1><p>{w.lead}</p></header>
		<section class="stack-tight" aria-labelledby="h-try"><h2 id="h-try">{w.try}</h2><ul class="tips">{w.tips.map((tip) => <li key={tip}>{tip}</li>)}</ul></section>
		<div class="door-form"><TextField id="h-tenant" label={w.tenant} help={w.tenantHelp} value={tenant} onValue={setTenant} error={faults["h-tenant"]} maxLength={32} autoComplete="organization" autoCapitalize="none" spellcheck={false} /><Whom tenant={code} /></div>
		<form class="door-form" noValidate onSubmit={(e) => { e.preventDefault(); void submit(); }}>
			<h2>{w.write}</h2>
			<Summary title={t.common.fix(Object.keys(faults).length)} faults={faults} seq={seq} /><FormProblem title={w.slow} problem={rest} />
			<TextField id="h-name" label={w.name} value={name} onValue={setName} error={faults["h-name"]} maxLength={120} autoComplete="name" />
			<TextField id="h-email" label={w.email} type="email" value={email} onValue={setEmail} error={faults["h-email"]} maxLength={254} autoComplete="email" />
			<TextArea id="h-message" label={w.message} help={w.messageHelp} value={message} onValue={setMessage} error={faults["h-message"]} rows={4} maxLength={1000} />
			<Button kind="primary" wide type="submit" busy={busy} busyText={w.sending}>{w.send}</Button>
		</form>
		{back}
	</div></DoorFrame>;
}
