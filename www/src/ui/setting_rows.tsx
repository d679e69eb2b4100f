/* Settings as rows of a panel: what it is, how it stands, and a button that changes it. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { call, url } from "../api/client";
import type { Page, Setting } from "../api/types";
import { changed, useGet } from "../app/data";
import { money, moneyInput, moneyOf, number, parseMoney } from "../app/format";
import { may } from "../app/session";
import { t } from "../strings";
import { ts } from "../strings/settings";
import { Bones, Button, Failed } from "./base";
import { Dialog, toast } from "./float";
import { FormProblem, MoneyField, SelectField, TextArea, TextField } from "./form";
import { Icon } from "./icons";
import { useWork } from "./work";

const w = ts.values;
export const labelOf = (s: Setting) => ts.of[s.name]?.[0] ?? s.description;
/* Pages of other areas add the words of their settings. */
export const choiceNames: Record<string, string> = {};
export const units: Record<string, (k: number) => string> = { session_hours: ts.office.hours, session_idle_minutes: ts.office.minutes, approval_days: ts.office.days, duplicate_days: ts.office.days, credit_note_days: ts.office.days, fiscal_month: ts.office.months };

export function shown(s: Setting, value = s.value) {
	if (s.name === "second_check_above" && Number(value) === 0) return ts.nowhere;
	if (s.type === "money") return money(moneyOf(Number(value)));
	if (s.type === "flag") return value === "true" ? w.on : w.off;
	if (s.type === "number") return units[s.name]?.(Number(value)) ?? number(Number(value));
	return (s.type === "choice" && choiceNames[`${s.name}.${value}`]) || value || ts.notSet;
}

export function EditSetting({ s, onClose }: { s: Setting; onClose: () => void }) {
	const [value, setValue] = useState(s.type === "money" ? moneyInput(Number(s.value)) : s.value), work = useWork({ "/value": "s-value" }, "/settings");
	const save = () => {
		let send = value.trim();
		if (s.type === "money") {
			const m = parseMoney(value);
			if (work.refuse("minor" in m ? {} : { "s-value": t.record.faults.amountUnclear(moneyInput(123450)) })) return;
			send = String((m as { minor: number }).minor);
		}
		void work.run(async () => {
			await call("PUT", url`/settings/${s.name}`, { version: s.version, body: { value: send } });
			changed("/settings", "/tenant", "/role-limits");
			toast(w.saved(labelOf(s)));
			onClose();
		});
	};
	const help = [ts.of[s.name]?.[1], s.type === "number" && s.name !== "fiscal_month" && s.check.replace("..", "–")].filter(Boolean).join(" · ") || undefined;
	const field = { id: "s-value", label: labelOf(s), help, error: work.faults["s-value"], value, onValue: setValue };
	const months = (): [string, string][] => Array.from({ length: 12 }, (_, i) => [String(i + 1), ts.office.months(i + 1)]);
	return <Dialog title={w.editTitle} onClose={onClose} onSubmit={save} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={t.common.saving}>{t.common.save}</Button></>}>
		<FormProblem title={t.problem.title(t.common.save)} problem={work.rest} />
		{s.type === "money" ? <MoneyField {...field} /> : s.type === "flag" ? <SelectField {...field} options={[["true", w.on], ["false", w.off]]} />
			: s.name === "fiscal_month" ? <SelectField {...field} options={months()} />
			: s.type === "choice" ? <SelectField {...field} options={s.check.split("|").map((c): [string, string] => [c, choiceNames[`${s.name}.${c}`] ?? c])} />
			: s.type === "text" && s.name !== "mail_from" ? <TextArea {...field} rows={3} maxLength={500} />
			: <TextField {...field} autoComplete="off" inputMode={s.type === "number" ? "numeric" : undefined} />}
		<p class="help">{w.default}: {shown(s, s.default)}</p>
	</Dialog>;
}

export const useSettings = () => useGet<Page<Setting>>("/settings");

/* One row: a name with a line of help, a value, what one can do. */
export function Row({ id, label, help, value, muted, action }: { id?: string; label: ComponentChildren; help?: ComponentChildren; value: ComponentChildren; muted?: boolean; action?: ComponentChildren }) {
	return <div class="set-row" id={id}><dt><span class="medium">{label}</span>{help && <span class="help">{help}</span>}</dt><dd class={muted ? "set-value muted" : "set-value"}>{value}</dd><dd class="set-act">{action}</dd></div>;
}
export const Change = ({ what, onClick }: { what: string; onClick: () => void }) => <button type="button" class="btn btn-small" aria-label={ts.change(what)} onClick={onClick}><Icon name="pencil" />{ts.changeShort}</button>;

export function SettingRows({ names, children }: { names: string[]; children?: ComponentChildren }) {
	const got = useSettings(), [edit, setEdit] = useState<Setting | null>(null), mayChange = may("PUT /api/v1/settings/:name");
	if (!got.data) return got.problem ? <Failed what={w.what} problem={got.problem} again={got.again} /> : <Bones rows={names.length} what={w.what} />;
	const all = names.map((name) => got.data!.data.find((s) => s.name === name)).filter((s): s is Setting => !!s);
	return <><dl class="set-rows">{children}{all.map((s) => <Row key={s.name} id={s.name} label={labelOf(s)} help={ts.of[s.name]?.[1] || undefined} value={<span class="wrap">{shown(s)}</span>} muted={!s.value}
		action={mayChange && <Change what={labelOf(s)} onClick={() => setEdit(s)} />} />)}</dl>
		{edit && <EditSetting s={edit} onClose={() => setEdit(null)} />}</>;
}
