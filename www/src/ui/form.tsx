/* Forms: label above, help below, the error at the field and a summary on top that links to it. */
import type { ComponentChildren, InputHTMLAttributes } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Problem } from "../api/types";
import { moneyInput, parseMoney, symbol } from "../app/format";
import { t } from "../strings";
import { Banner, problemText } from "./base";
import { Icon } from "./icons";

export type Faults = Record<string, string>;

interface FieldProps { id: string; label: string; help?: ComponentChildren; error?: string; optional?: boolean; side?: ComponentChildren; children: (a: Aria) => ComponentChildren }
interface Aria { id: string; "aria-invalid"?: "true"; "aria-describedby"?: string }
export function Field({ id, label, help, error, optional, side, children }: FieldProps) {
	const described = [error && `${id}-error`, help && `${id}-help`].filter(Boolean).join(" ") || undefined;
	const head = <label for={id}>{label}{optional && <> <span class="opt">{t.common.optional}</span></>}</label>;
	return <div class="field">
		{side ? <div class="door-line">{head}{side}</div> : head}
		{children({ id, "aria-invalid": error ? "true" : undefined, "aria-describedby": described })}
		{error && <p class="error" id={`${id}-error`}><Icon name="alert" /><span>{error}</span></p>}
		{help && <p class="help" id={`${id}-help`}>{help}</p>}
	</div>;
}

type Common = Omit<FieldProps, "children">;
interface Native { type?: string; autoComplete?: string; maxLength?: number; max?: string; min?: string; placeholder?: string; required?: boolean; autoCapitalize?: "none" | "off"; name?: string; inputMode?: string; autoFocus?: boolean; spellcheck?: boolean }
export function TextField({ id, label, help, error, optional, side, value, onValue, ...rest }: Common & { value: string; onValue: (v: string) => void } & Native) {
	return <Field {...{ id, label, help, error, optional, side }}>{(a) =>
		<input class="input" {...(rest as InputHTMLAttributes)} {...a} value={value} onInput={(e) => onValue((e.target as HTMLInputElement).value)} />}</Field>;
}
export function TextArea({ id, label, help, error, optional, value, onValue, rows = 2, maxLength }: Common & { value: string; onValue: (v: string) => void; rows?: number; maxLength?: number }) {
	return <Field {...{ id, label, help, error, optional }}>{(a) =>
		<textarea class="input" {...a} rows={rows} maxLength={maxLength} value={value} onInput={(e) => onValue((e.target as HTMLTextAreaElement).value)} />}</Field>;
}
export function SelectField({ id, label, help, error, optional, value, onValue, options }: Common & { value: string; onValue: (v: string) => void; options: [string, string][] }) {
	return <Field {...{ id, label, help, error, optional }}>{(a) => <span class="select">
		<select class="input" {...a} value={value} onChange={(e) => onValue((e.target as HTMLSelectElement).value)}>
			{options.map(([v, word]) => <option key={v} value={v} selected={v === value}>{word}</option>)}</select><Icon name="down" /></span>}</Field>;
}
/* Forgiving on input; tidied when left, if it can be read. */
export function MoneyField({ id, label, help, error, value, onValue }: Common & { value: string; onValue: (v: string) => void }) {
	return <Field {...{ id, label, help, error }}>{(a) => <span class="money"><span class="unit" aria-hidden="true">{symbol()}</span>
		<input class="input" {...a} inputMode="decimal" autoComplete="off" value={value}
			onInput={(e) => onValue((e.target as HTMLInputElement).value)}
			onBlur={() => { const m = parseMoney(value); if ("minor" in m) { const tidy = moneyInput(m.minor); if (tidy !== value) onValue(tidy); } }} /></span>}</Field>;
}
/* Derived, shown as it changes. */
export function Derived({ id, label, value, of }: { id: string; label: string; value: string; of: string }) {
	return <div class="field"><span class="label" id={`${id}-l`}>{label}</span>
		<output class="derived" id={id} for={of} aria-labelledby={`${id}-l`}><span class="unit">{symbol()}</span>{value}</output></div>;
}

export function CheckLine({ label, help, checked, onValue, disabled }: { label: string; help?: string; checked: boolean; onValue: (on: boolean) => void; disabled?: boolean }) {
	return <label class="check-line"><span class="check"><input type="checkbox" checked={checked} disabled={disabled} onChange={(e) => onValue((e.target as HTMLInputElement).checked)} /></span>
		<span>{label}</span>{help && <span class="help">{help}</span>}</label>;
}

/* On top of a form: how many, each a link to its field.  Takes the focus when it appears. */
export function Summary({ title, faults, labels, seq }: { title: string; faults: Faults; labels?: Record<string, string>; seq: number }) {
	const ref = useRef<HTMLDivElement>(null);
	const entries = Object.entries(faults);
	useEffect(() => { if (seq && entries.length) { ref.current?.scrollIntoView({ block: "nearest" }); ref.current?.focus({ preventScroll: true }); } }, [seq]);
	if (!entries.length) return null;
	const jump = (id: string) => (e: Event) => {
		e.preventDefault();
		const field = document.getElementById(id);
		field?.scrollIntoView({ block: "center" });
		field?.focus({ preventScroll: true });
	};
	return <Banner tone="bad" title={title} role="alert" innerRef={ref}>
		<ul class="fix-list">{entries.map(([id, text]) => <li key={id}><a href={`#${id}`} onClick={jump(id)}>{labels?.[id] ? `${labels[id]}: ${text}` : text}</a></li>)}</ul>
	</Banner>;
}
/* The server's errors by field: pointer "/received" to the field that shows it; the rest in words. */
export function serverFaults(p: Problem, fields: Record<string, string>): { faults: Faults; rest: string | null } {
	const faults: Faults = {}, rest: string[] = [];
	for (const e of p.errors ?? []) {
		const id = fields[e.pointer] ?? fields[e.pointer.replace(/\/\d+(?=\/|$)/g, "/*")];
		if (id) faults[id] = e.message; else rest.push(e.message);
	}
	if (!p.errors?.length) rest.push(problemText(p));
	return { faults, rest: rest.join(" ") || null };
}
export const FormProblem = ({ problem, title }: { problem: string | null; title: string }) => problem ? <Banner tone="bad" title={title} role="alert"><p>{problem}</p></Banner> : null;
