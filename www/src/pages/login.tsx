import { useState } from "preact/hooks";
import { t } from "../strings";
import { Banner, Button, Empty, useTitle } from "../ui/base";
import { Dialog } from "../ui/float";
import { Summary, TextField, type Faults } from "../ui/form";
import { Icon, Mark } from "../ui/icons";
import { dark, toggleTheme } from "../app/prefs";
import { query } from "../app/router";
import { me, signIn, signOut, start, state } from "../app/session";

function useSignIn(fixed?: { tenant: string; email: string }) {
	const remembered = () => { try { return localStorage.getItem("billport.tenant") ?? ""; } catch { return ""; } };
	const [tenant, setTenant] = useState(fixed?.tenant ?? query.value.get("tenant") ?? remembered());
	const [email, setEmail] = useState(fixed?.email ?? ""), [password, setPassword] = useState(""), [shown, setShown] = useState(false);
	const [busy, setBusy] = useState(false), [faults, setFaults] = useState<Faults>({}), [seq, setSeq] = useState(0);
	const [problem, setProblem] = useState<{ title: string; text: string } | null>(null);

	const submit = async () => {
		if (busy) return;
		const found: Faults = {};
		if (!tenant.trim()) found.tenant = t.login.missing.tenant;
		if (!email.trim()) found.email = t.login.missing.email;
		if (!password) found.password = t.login.missing.password;
		setFaults(found);
		setProblem(null);
		if (Object.keys(found).length) { setSeq(seq + 1); document.getElementById(Object.keys(found)[0]!)?.focus(); return; }
		setBusy(true);
		const p = await signIn(tenant.trim().toLowerCase(), email.trim(), password);
		setBusy(false);
		if (!p) return;
		const after429 = (p as { retry_after?: number }).retry_after ?? 0;
		setProblem(p.status === 0 || p.status >= 500 ? { title: t.login.offline, text: t.login.offlineHelp }
			: p.status === 429 ? { title: t.login.locked, text: t.login.lockedHelp(after429) }
			: { title: t.login.wrong, text: t.login.wrongHelp });
		setPassword("");
		document.getElementById("password")?.focus();
	};
	const passwordField = <TextField id="password" label={t.login.password} type={shown ? "text" : "password"} autoComplete="current-password" value={password} onValue={setPassword} error={faults.password} maxLength={1024}
		side={<button type="button" class="link link-btn" aria-pressed={shown} aria-label={t.login.showPassword} onClick={() => setShown(!shown)}>{shown ? t.login.hide : t.login.show}</button>} />;
	const alert = problem && <Banner tone="bad" title={problem.title} role="alert"><p>{problem.text}</p></Banner>;
	return { tenant, setTenant, email, setEmail, busy, faults, seq, submit, passwordField, alert };
}

export function DoorFrame({ children }: { children: preact.ComponentChildren }) {
	return <div class="door">
		<header class="door-top"><a class="brand" href="/" aria-label={t.app}><Mark /><span>{t.app}</span></a>
			<button class="icon-btn" type="button" aria-label={t.top.theme} onClick={toggleTheme}><Icon name={dark.value ? "sun" : "moon"} /></button></header>
		<main class="door-main" id="main">{children}</main>
		<footer class="door-foot"><a href="/docs/api/">{t.login.docs}</a><a href="/styleguide">{t.login.styleguide}</a></footer>
	</div>;
}

export function Login() {
	useTitle(t.login.title);
	const form = useSignIn();
	return <DoorFrame><div class="door-card">
		<header><h1>{t.login.title}</h1><p>{t.login.lead}</p></header>
		<form class="door-form" noValidate onSubmit={(e) => { e.preventDefault(); void form.submit(); }}>
			{form.alert}
			<TextField id="tenant" label={t.login.tenant} help={t.login.tenantHelp} autoComplete="organization" autoCapitalize="none" spellcheck={false} maxLength={32} value={form.tenant} onValue={form.setTenant} error={form.faults.tenant} autoFocus={!form.tenant} />
			<TextField id="email" label={t.login.email} type="email" autoComplete="username" maxLength={254} value={form.email} onValue={form.setEmail} error={form.faults.email} autoFocus={!!form.tenant} />
			{form.passwordField}
			<Button kind="primary" wide type="submit" busy={form.busy} busyText={t.login.busy}>{t.login.submit}</Button>
		</form>
		<p class="fine">{t.login.fine} <a class="link" href={`/help/sign-in${form.tenant.trim() ? `?tenant=${encodeURIComponent(form.tenant.trim().toLowerCase())}` : ""}`}>{t.trouble}</a></p>
	</div></DoorFrame>;
}

/* Over the page when the session has ended: what was typed stays behind it. */
export function Again() {
	const who = me.value!;
	const form = useSignIn({ tenant: who.tenant.code, email: who.email ?? "" });
	return <Dialog title={t.login.again} onClose={() => undefined} fixed onSubmit={() => void form.submit()}
		foot={<><Button onClick={() => void signOut()}>{t.login.leave}</Button><Button kind="primary" type="submit" busy={form.busy} busyText={t.login.busy}>{t.login.submit}</Button></>}>
		<p>{t.login.againLead}</p>
		{form.alert}<Summary title="" faults={{}} seq={0} />
		<div class="menu-head"><b>{who.name}</b><span>{who.email}</span></div>
		<input type="hidden" autoComplete="username" value={who.email ?? ""} />
		{form.passwordField}
	</Dialog>;
}

export function Unreachable() {
	useTitle(t.login.unreachable);
	return <DoorFrame><Empty level={1} art="broken" title={t.login.unreachable} text={t.login.unreachableHelp}>
		<Button kind="primary" icon="refresh" onClick={() => { state.value = "starting"; void start(); }}>{t.common.tryAgain}</Button></Empty></DoorFrame>;
}
