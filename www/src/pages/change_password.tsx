import { useState } from "preact/hooks";
import { ApiError, call } from "../api/client";
import { t } from "../strings";
import { Button, useTitle } from "../ui/base";
import { toast } from "../ui/float";
import { FormProblem, serverFaults, Summary, TextField, type Faults } from "../ui/form";
import { go } from "../app/router";
import { entered } from "../app/session";

/* One's own password; forced after a sign-in with one that somebody else set. */
export function ChangePassword({ forced }: { forced?: boolean }) {
	useTitle(forced ? t.password.forced : t.password.title);
	const [current, setCurrent] = useState(""), [next, setNext] = useState(""), [repeat, setRepeat] = useState("");
	const [faults, setFaults] = useState<Faults>({}), [seq, setSeq] = useState(0), [rest, setRest] = useState<string | null>(null), [busy, setBusy] = useState(false);
	const submit = async () => {
		if (busy) return;
		const f: Faults = {};
		if (!current) f.current = t.password.enter;
		if (next.length < 12) f.next = t.password.short;
		else if (next === current) f.next = t.password.same;
		if (next !== repeat) f.repeat = t.password.differ;
		setFaults(f); setRest(null);
		if (Object.keys(f).length) { setSeq(seq + 1); return; }
		setBusy(true);
		try {
			await call<void>("POST", "/auth/password", { body: { current, new: next } });
			if (forced) { await entered(true); return; }
			toast(t.password.done, { text: t.password.doneHelp });
			go("/");
		} catch (e) {
			if (!(e instanceof ApiError)) throw e;
			const s = serverFaults(e.problem, { "/current": "current", "/new": "next" });
			setFaults(s.faults); setRest(s.rest); setSeq(seq + 1);
		} finally { setBusy(false); }
	};
	return <div class="door-card">
		<header><h1 tabIndex={-1}>{forced ? t.password.forced : t.password.title}</h1><p>{forced ? t.password.forcedLead : t.password.lead}</p></header>
		<form class="door-form" noValidate onSubmit={(e) => { e.preventDefault(); void submit(); }}>
			<Summary title={t.common.fix(Object.keys(faults).length)} faults={faults} seq={seq} /><FormProblem title={t.problem.title(t.password.title)} problem={rest} />
			<TextField id="current" label={t.password.current} type="password" autoComplete="current-password" value={current} onValue={setCurrent} error={faults.current} maxLength={128} />
			<TextField id="next" label={t.password.next} type="password" autoComplete="new-password" help={t.password.help} value={next} onValue={setNext} error={faults.next} maxLength={128} />
			<TextField id="repeat" label={t.password.repeat} type="password" autoComplete="new-password" value={repeat} onValue={setRepeat} error={faults.repeat} maxLength={128} />
			<Button kind="primary" wide type="submit" busy={busy} busyText={t.password.busy}>{t.password.submit}</Button>
		</form>
	</div>;
}
