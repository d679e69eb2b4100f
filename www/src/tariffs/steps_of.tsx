/* Into force, and out of it; a copy under another code. */
import { useState } from "preact/hooks";
import { call, url, withQuery } from "../api/client";
import type { TariffCheck, TariffDetail } from "../api/tariffs";
import { changed, put, useGet } from "../app/data";
import { date, today } from "../app/format";
import { go } from "../app/router";
import { t } from "../strings";
import { tariffWords } from "../strings/tariffs";
import { Button, type Tone } from "../ui/base";
import { Dialog, toast } from "../ui/float";
import { CheckLine, FormProblem, Summary, TextField } from "../ui/form";
import { Icon, type IconName } from "../ui/icons";
import { useWork } from "../ui/work";
import { CODE } from "./create";

const w = tariffWords;
export type Step = "activate" | "retire" | "discard" | "copy";

function Line({ tone, icon, children }: { tone: Tone; icon: IconName; children: string }) {
	return <li data-tone={tone}><Icon name={icon} /><span>{children}</span></li>;
}
/* What was found: errors first, then what one should know. */
export function Found({ of: c, on, quiet = false }: { of: TariffCheck; on: string | null; quiet?: boolean }) {
	const none = !c.problems.length && !c.gaps.length && !c.overlaps.length && !c.bills;
	if (none && quiet) return null;
	return <ul class="check-list" aria-label={w.checks.title}>
		{c.problems.filter((p) => p.level === "error").map((p) => <Line key={p.pointer + p.text} tone="bad" icon="fail">{p.text}</Line>)}
		{c.gaps.map((g) => <Line key={g.from_on} tone="warn" icon="alert">{w.checks.gap(date(g.from_on), date(g.to_on))}</Line>)}
		{on && c.overlaps.map((o) => <Line key={o.from_on} tone="warn" icon="alert">{w.checks.cut(o.revision ?? 0, date(on))}</Line>)}
		{c.bills > 0 && <Line tone="warn" icon="bill">{w.checks.bills(c.bills)}</Line>}
		{c.problems.filter((p) => p.level !== "error").map((p) => <Line key={p.pointer + p.text} tone="warn" icon="info">{p.text}</Line>)}
		{none && <Line tone="good" icon="ok">{w.checks.ready}</Line>}
	</ul>;
}
export const needsWord = (c: TariffCheck | undefined) => !!c && (c.gaps.length > 0 || c.bills > 0);

function Activate({ of: x, onClose }: { of: TariffDetail; onClose: () => void }) {
	const [from, setFrom] = useState(x.effective_on ?? ""), [sure, setSure] = useState(false), a = w.activate;
	const check = useGet<TariffCheck>(/^\d{4}-\d\d-\d\d$/.test(from) ? withQuery(url`/tariffs/${x.id}/check`, { effective_on: from }) : null), word = needsWord(check.data);
	const work = useWork({ "/effective_on": "a-from" }, "/tariffs");
	const save = () => {
		if (work.refuse(!from ? { "a-from": a.need } : {})) return;
		void work.run(async () => {
			put(url`/tariffs/${x.id}`, await call<TariffDetail>("POST", url`/tariffs/${x.id}/activate`, { version: x.version, body: { effective_on: from, confirm: sure } }));
			changed("/tariffs");
			toast(a.done(x.name, date(from)));
			onClose();
			go(`/tariffs/${x.id}`, { replace: true });
		});
	};
	return <Dialog title={a.title(x.name)} onClose={onClose} onSubmit={save} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={a.going}>{a.go}</Button></>}>
		<p>{a.text}</p><Summary title={t.common.fix(Object.keys(work.faults).length)} faults={work.faults} seq={work.seq} /><FormProblem title={t.problem.title(a.go)} problem={work.rest} />
		<TextField id="a-from" label={a.from} type="date" value={from} onValue={setFrom} error={work.faults["a-from"]} />
		{check.data ? <Found of={check.data} on={from} /> : from && <p class="help" role="status">{a.checking}</p>}
		{word && <CheckLine label={a.confirm} checked={sure} onValue={setSure} />}
	</Dialog>;
}
function Retire({ of: x, onClose }: { of: TariffDetail; onClose: () => void }) {
	const [until, setUntil] = useState(today()), [sure, setSure] = useState(false), [asked, setAsked] = useState(false), a = w.retire, work = useWork({ "/ends_on": "r-until" }, "/tariffs");
	const save = () => {
		if (work.refuse(!until ? { "r-until": a.need } : {})) return;
		setAsked(true);
		void work.run(async () => {
			put(url`/tariffs/${x.id}`, await call<TariffDetail>("POST", url`/tariffs/${x.id}/retire`, { version: x.version, body: { ends_on: until, confirm: sure } }));
			changed("/tariffs");
			toast(a.done(x.name));
			onClose();
		});
	};
	return <Dialog title={a.title(x.name)} onClose={onClose} onSubmit={save} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="danger" type="submit" busy={work.busy} busyText={a.going}>{a.go}</Button></>}>
		<p>{a.text}</p><FormProblem title={t.problem.title(a.go)} problem={work.rest} />
		<TextField id="r-until" label={a.until} type="date" value={until} onValue={setUntil} error={work.faults["r-until"]} />
		{asked && work.rest && <CheckLine label={a.confirm} checked={sure} onValue={setSure} />}
	</Dialog>;
}
function Discard({ of: x, onClose }: { of: TariffDetail; onClose: () => void }) {
	const a = w.discard, work = useWork({}, "/tariffs");
	const save = () => void work.run(async () => {
		await call("POST", url`/tariffs/${x.id}/retire`, { version: x.version, body: {} });
		changed("/tariffs");
		toast(a.done(x.name));
		onClose();
		go("/tariffs");
	});
	return <Dialog title={a.title(x.name)} onClose={onClose} onSubmit={save} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="danger" type="submit" busy={work.busy} busyText={a.going}>{a.go}</Button></>}>
		<p>{a.text}</p><FormProblem title={t.problem.title(a.go)} problem={work.rest} /></Dialog>;
}
function Copy({ of: x, onClose }: { of: TariffDetail; onClose: () => void }) {
	const [code, setCode] = useState(""), [name, setName] = useState(x.name), a = w.copy, c = w.created, work = useWork({ "/code": "k-code", "/name": "k-name" });
	const save = () => {
		if (work.refuse({ ...(!CODE.test(code) ? { "k-code": c.codeNeeded } : {}), ...(!name.trim() ? { "k-name": c.nameNeeded } : {}) })) return;
		void work.run(async () => {
			const made = await call<TariffDetail>("POST", url`/tariffs/${x.id}/copy`, { body: { code, name: name.trim() } });
			changed("/tariffs");
			toast(a.done(made.name));
			onClose();
			go(`/tariffs/${made.id}?tab=edit`);
		});
	};
	return <Dialog title={a.title(x.name)} onClose={onClose} onSubmit={save} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={a.going}>{a.go}</Button></>}>
		<p>{a.text}</p><Summary title={t.common.fix(Object.keys(work.faults).length)} faults={work.faults} seq={work.seq} /><FormProblem title={t.problem.title(a.go)} problem={work.rest} />
		<TextField id="k-name" label={c.name} value={name} onValue={setName} error={work.faults["k-name"]} maxLength={120} autoComplete="off" />
		<TextField id="k-code" label={c.code} help={c.codeHelp} value={code} onValue={setCode} error={work.faults["k-code"]} maxLength={32} autoComplete="off" spellcheck={false} />
	</Dialog>;
}
/* The next version of the same code. */
export async function nextVersion(x: TariffDetail) {
	const made = await call<TariffDetail>("POST", url`/tariffs/${x.id}/copy`, { body: {} });
	changed("/tariffs");
	go(`/tariffs/${made.id}?tab=edit`);
}
export default function Steps({ step, of, onClose }: { step: Step; of: TariffDetail; onClose: () => void }) {
	return step === "activate" ? <Activate of={of} onClose={onClose} /> : step === "retire" ? <Retire of={of} onClose={onClose} />
		: step === "discard" ? <Discard of={of} onClose={onClose} /> : <Copy of={of} onClose={onClose} />;
}
