/* What lists, pages and the bell share of alerts: their signs, their values, what can be done. */
import { useState } from "preact/hooks";
import type { Alert, AlertState, Severity } from "../api/alerts";
import type { Figure, Unit } from "../api/metrics";
import { ApiError, call, url } from "../api/client";
import { changed, useGet } from "../app/data";
import { instant, today } from "../app/format";
import { may, me } from "../app/session";
import { figure } from "../metrics/figures";
import { t } from "../strings";
import { alertWords as w } from "../strings/alerts";
import { Button, Pill, problemText, type Tone } from "../ui/base";
import { Dialog, Menu, MenuItem, toast } from "../ui/float";
import { FormProblem, TextArea, TextField } from "../ui/form";
import { Icon, type IconName } from "../ui/icons";
import { useWork } from "../ui/work";

const severities: Record<Severity, [Tone, IconName]> = { info: ["info", "info"], warning: ["warn", "alert"], critical: ["bad", "alert"] };
const states: Record<AlertState, [Tone, IconName]> = { new: ["warn", "bell"], acknowledged: ["info", "eye"], snoozed: ["still", "clock"], resolved: ["good", "ok"] };
export const SeverityPill = ({ of }: { of: Severity }) => { const [tone, icon] = severities[of]; return <Pill tone={tone} icon={icon}>{w.severities[of]}</Pill>; };
export const StatePill = ({ of }: { of: AlertState }) => { const [tone, icon] = states[of]; return <Pill tone={tone} icon={icon}>{w.states[of]}</Pill>; };
export const toneOf = (s: Severity) => severities[s][0];

/* A value in the unit that it is held against its limit in. */
export function held(v: Figure | null, unit: Alert["unit"], use: string | null): string {
	if (v === null || unit === null) return "";
	return unit === "points" ? w.points(figure(v, "use")) : figure(v, unit as Unit, use);
}
export function ageOf(at: string): string {
	const m = Math.max(0, Math.floor((Date.now() - Date.parse(at)) / 60_000));
	return m < 1 ? w.ages.now : m < 60 ? w.ages.minutes(m) : m < 60 * 48 ? w.ages.hours(Math.floor(m / 60)) : w.ages.days(Math.floor(m / 1440));
}
export interface Person { id: string; name: string }
export const useOwners = (ask = true) => useGet<{ data: Person[] }>(ask ? "/alerts/owners" : null).data?.data ?? [];
export const works = () => may("POST /api/v1/alerts/:id/acknowledge");
const refresh = () => changed("/alerts", "/thresholds", "/metrics/query", "/dashboards/");

/* Of a double click the second half is not another wish. */
const acting = new Set<string>();
async function act(a: Alert, what: string, body: object, done: string) {
	const seen = `${a.id} ${a.version}`;
	if (acting.has(seen)) return;
	acting.add(seen);
	setTimeout(() => acting.delete(seen), 800);
	try {
		await call("POST", url`/alerts/${a.id}/${what}`, { version: a.version, body });
		toast(done);
	} catch (e) {
		if (!(e instanceof ApiError)) throw e;
		toast(t.problem.title(w[what as "snooze"]), { text: problemText(e.problem), bad: true });
	}
	refresh();
}
export const acknowledge = (a: Alert) => act(a, "acknowledge", {}, w.acknowledged);
export const assign = (a: Alert, to: Person | null) => act(a, "assign", { user_id: to?.id ?? null }, to ? w.assigned(to.id === me.value?.id ? w.me.toLowerCase() : to.name) : w.unassigned);
const snooze = (a: Alert, until: Date) => act(a, "snooze", { until: until.toISOString() }, w.snoozed(instant(until.toISOString())));

/* Eight in the morning where the reader is. */
const tomorrow = () => { const d = new Date(); d.setDate(d.getDate() + 1); d.setHours(8, 0, 0, 0); return d; };
const after = (hours: number) => new Date(Date.now() + hours * 3_600_000);
export type Asking = { what: "snooze" | "resolve"; of: Alert };

export function SnoozeItems({ a, onAsk }: { a: Alert; onAsk: (x: Asking) => void }) {
	return <>
		<MenuItem icon="clock" onClick={() => void snooze(a, after(1))}>{w.snoozes.hour}</MenuItem>
		<MenuItem icon="sun" onClick={() => void snooze(a, tomorrow())}>{w.snoozes.tomorrow}</MenuItem>
		<MenuItem icon="calendar" onClick={() => void snooze(a, after(24 * 7))}>{w.snoozes.week}</MenuItem>
		<MenuItem icon="pencil" onClick={() => onAsk({ what: "snooze", of: a })}>{w.snoozes.custom}</MenuItem>
	</>;
}
export function AssignItems({ a, people }: { a: Alert; people: Person[] }) {
	const mine = me.value?.id;
	return <>
		{people.some((p) => p.id === mine) && a.owner?.id !== mine && <MenuItem icon="person" onClick={() => void assign(a, people.find((p) => p.id === mine)!)}>{w.assignMe}</MenuItem>}
		{people.filter((p) => p.id !== mine).map((p) => <MenuItem key={p.id} icon="people" checked={a.owner?.id === p.id} onClick={() => void assign(a, p)}>{p.name}</MenuItem>)}
		{a.owner && <MenuItem icon="x" onClick={() => void assign(a, null)}>{w.unassign}</MenuItem>}
	</>;
}
/* On its own page: each as a button. */
export function Actions({ a, people, onAsk }: { a: Alert; people: Person[]; onAsk: (x: Asking) => void }) {
	if (!works() || a.state === "resolved") return null;
	return <>
		<Menu label={w.assignTo} named class="btn" button={<><Icon name="person" />{a.owner ? a.owner.name : w.assign}<Icon name="down" /></>}>{() => <AssignItems a={a} people={people} />}</Menu>
		<Menu label={w.snooze} named class="btn" button={<><Icon name="clock" />{w.snooze}<Icon name="down" /></>}>{() => <SnoozeItems a={a} onAsk={onAsk} />}</Menu>
		{a.state !== "acknowledged" && <Button icon="eye" onClick={() => void acknowledge(a)}>{w.acknowledge}</Button>}
		<Button kind="primary" icon="ok" onClick={() => onAsk({ what: "resolve", of: a })}>{w.resolveDo}</Button>
	</>;
}

const local = (d: Date) => new Date(d.getTime() - d.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
function Snooze({ a, onClose }: { a: Alert; onClose: () => void }) {
	const [until, setUntil] = useState(local(tomorrow())), [note, setNote] = useState(""), work = useWork({ "/until": "snooze-until", "/note": "snooze-note" }, "/alerts");
	const submit = () => {
		if (work.refuse(!until ? { "snooze-until": w.untilNeeded } : Date.parse(until) <= Date.now() ? { "snooze-until": w.untilPast } : {})) return;
		void work.run(async () => {
			const at = new Date(until).toISOString();
			await call("POST", url`/alerts/${a.id}/snooze`, { version: a.version, body: { until: at, ...(note.trim() ? { note: note.trim() } : {}) } });
			refresh(); toast(w.snoozed(instant(at))); onClose();
		});
	};
	return <Dialog title={w.snoozeTitle} onClose={onClose} onSubmit={submit} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={w.snoozing}>{w.snooze}</Button></>}>
		<FormProblem title={t.problem.title(w.snooze)} problem={work.rest} /><p>{w.snoozeText}</p>
		<TextField id="snooze-until" label={w.until} type="datetime-local" min={`${today()}T00:00`} value={until} onValue={setUntil} error={work.faults["snooze-until"]} />
		<TextArea id="snooze-note" label={w.note} optional value={note} onValue={setNote} error={work.faults["snooze-note"]} maxLength={500} help={w.noteHelp} /></Dialog>;
}
function Resolve({ a, onClose }: { a: Alert; onClose: () => void }) {
	const [note, setNote] = useState(""), work = useWork({ "/note": "resolve-note" }, "/alerts");
	const submit = () => void work.run(async () => {
		await call("POST", url`/alerts/${a.id}/resolve`, { version: a.version, body: note.trim() ? { note: note.trim() } : {} });
		refresh(); toast(w.resolved); onClose();
	});
	return <Dialog title={w.resolveTitle} onClose={onClose} onSubmit={submit} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={w.resolving}>{w.resolve}</Button></>}>
		<FormProblem title={t.problem.title(w.resolve)} problem={work.rest} /><p class="medium">{a.text}</p><p>{a.kind === "system" ? w.resolveSystem : w.resolveText}</p>
		<TextArea id="resolve-note" label={w.noteLabel} optional value={note} onValue={setNote} error={work.faults["resolve-note"]} maxLength={500} rows={3} help={w.noteHelp} /></Dialog>;
}
export const Ask = ({ of, onClose }: { of: Asking | null; onClose: () => void }) => (!of ? null : of.what === "snooze" ? <Snooze a={of.of} onClose={onClose} /> : <Resolve a={of.of} onClose={onClose} />);
