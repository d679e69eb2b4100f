/* Reads as rows, and what is done to them and to meters: dialogs of a few fields each. */
import { useState } from "preact/hooks";
import { call, once, url } from "../api/client";
import type { Meter, Read, Service } from "../api/reads";
import { changed } from "../app/data";
import { date, dateRange, dateRow, milli, today } from "../app/format";
import { may } from "../app/session";
import { t } from "../strings";
import { rw } from "../strings/reads";
import { Button, Pill } from "../ui/base";
import { Dialog, MenuItem, toast } from "../ui/float";
import { FormProblem, SelectField, Summary, TextArea, TextField, type Faults } from "../ui/form";
import type { Column } from "../ui/table";
import { useWork } from "../ui/work";

export const UNITS = ["m3", "L", "kL", "CCF", "cf", "gal", "kgal", "kWh", "MWh", "therm", "GJ"];

/* "1,234.5" as 1234500; null: no such number. */
export function milliOf(text: string): number | null {
	const mark = (1.5).toLocaleString(document.documentElement.lang || "en").includes(",") && /,\d{1,3}$/.test(text.trim()) && !text.includes(".") ? "," : ".";
	const plain = text.trim().replace(mark === "," ? /[.\s]/g : /[,\s]/g, "").replace(",", ".");
	return /^\d{1,12}(\.\d{1,3})?$/.test(plain) ? Math.round(Number(plain) * 1000) : null;
}
const input = (v: number | null | undefined) => v === null || v === undefined ? "" : String(v / 1000);
const reload = (accountId: string) => changed("/reads", "/meters", "/services", "/consumption", `/accounts/${accountId}`);

export const FatePill = ({ of: r }: { of: Read }) => r.state !== "live" ? <Pill tone="still" icon="ban">{rw.states[r.state]}</Pill>
	: <Pill tone={r.fate === "billed" ? "good" : r.fate === "excepted" ? "bad" : "still"} icon={r.fate === "billed" ? "ok" : r.fate === "excepted" ? "alert" : "clock"}>{rw.fates[r.fate ?? "waiting"]}</Pill>;
const QualityPill = ({ of }: { of: string }) => <Pill tone={of === "actual" ? "good" : "warn"} icon={of === "actual" ? "ok" : "info"}>{rw.qualities[of]}</Pill>;

export function readColumns(withAccount: boolean): Column<Read>[] {
	const c = rw.columns;
	return [
		...(withAccount ? [{ key: "account", title: c.account, slot: "who" as const, cell: (r: Read) => <span class="two"><a href={url`/accounts/${r.account.id}?tab=meters`}>{r.account.number}</a><span class="muted num">{r.meter.number}</span></span> }]
			: [{ key: "meter", title: c.meter, slot: "who" as const, cell: (r: Read) => <span class="num">{r.meter.number}</span> }]),
		{ key: "read_on", title: c.period, slot: "below", sort: "read_on", cell: (r) => <span class="num">{r.from_on && r.from_on !== r.read_on ? dateRange(r.from_on, r.read_on) : dateRow(r.read_on)}</span> },
		{ key: "register", title: c.register, right: true, cell: (r) => r.register_milli === null ? <span class="muted">{t.common.none}</span> : <span class="num">{milli(r.register_milli)}</span> },
		{ key: "use", title: c.use, slot: "amount", cell: (r) => r.use_milli === null ? <span class="muted">{rw.unknownUse}</span> : <span class="num" title={r.rolled_over ? rw.rolled : undefined}>{milli(r.use_milli)} {r.unit}</span> },
		{ key: "quality", title: c.quality, cell: (r) => <span title={r.reason ?? undefined}><QualityPill of={r.quality} /></span> },
		{ key: "fate", title: c.fate, slot: "status", cell: (r) => <FatePill of={r} /> },
		{ key: "source", title: c.source, cell: (r) => r.import_id ? <a class="plain-link" href={url`/settings/imports/${r.import_id}`}>{rw.sources[r.source]}</a> : rw.sources[r.source] },
		{ key: "by", title: c.by, cell: (r) => r.read_by.name },
	];
}

export const mayRecord = () => may("POST /api/v1/reads");

export function ReadMenu({ of: r, onPick }: { of: Read; onPick: (what: "replace" | "drop", r: Read) => void }) {
	const open = r.state === "live" && r.fate !== "billed" && mayRecord();
	return <>{open && <MenuItem icon="refresh" onClick={() => onPick("replace", r)}>{rw.replace.menu}</MenuItem>}
		{open && <MenuItem icon="ban" danger onClick={() => onPick("drop", r)}>{rw.drop.menu}</MenuItem>}
		<MenuItem icon="people" href={url`/accounts/${r.account.id}?tab=meters`}>{rw.columns.account} {r.account.number}</MenuItem></>;
}

interface Closing { onClose: () => void }
const Foot = ({ onClose, work, w }: Closing & { work: { busy: boolean }; w: { do: string; busy: string } }) => <><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={w.busy}>{w.do}</Button></>;
const Head = ({ work, title }: { work: ReturnType<typeof useWork>; title: string }) => <><Summary title={t.common.fix(Object.keys(work.faults).length)} faults={work.faults} seq={work.seq} /><FormProblem title={t.problem.title(title)} problem={work.rest} /></>;
const qualities: [string, string][] = Object.entries(rw.qualities);

export function RecordRead({ meter: m, onClose }: Closing & { meter: Meter }) {
	const w = rw.record, isRegister = m.kind === "register";
	const [on, setOn] = useState(today()), [from, setFrom] = useState(""), [value, setValue] = useState(""), [quality, setQuality] = useState("actual"), [notes, setNotes] = useState("");
	const work = useWork({ "/read_on": "r-on", "/from_on": "r-from", "/register_milli": "r-value", "/use_milli": "r-value", "/notes": "r-notes" });
	const save = () => {
		const f: Faults = {}, v = milliOf(value);
		if (!on) f["r-on"] = w.needDate;
		if (v === null) f["r-value"] = w.needValue;
		if (work.refuse(f)) return;
		void work.run(async () => {
			const { data } = await once<{ use_milli: number | null }>(`read-${m.id}`, "POST", "/reads", { meter_id: m.id, read_on: on, ...(from && !isRegister ? { from_on: from } : {}), [isRegister ? "register_milli" : "use_milli"]: v, quality, ...(notes.trim() ? { notes: notes.trim() } : {}) });
			reload(m.account.id);
			toast(data.use_milli === null ? w.first : w.done(`${milli(data.use_milli)} ${m.unit}`));
			onClose();
		});
	};
	return <Dialog title={w.title(m.number)} onClose={onClose} onSubmit={save} foot={<Foot onClose={onClose} work={work} w={w} />}>
		<Head work={work} title={w.do} />
		<div class="pair"><TextField id="r-on" type="date" label={w.on} value={on} onValue={setOn} max={today()} error={work.faults["r-on"]} />
			<TextField id="r-value" label={`${isRegister ? w.register : w.use} (${w.unit(m.unit)})`} value={value} onValue={setValue} error={work.faults["r-value"]} inputMode="decimal" autoComplete="off" maxLength={20} /></div>
		{!isRegister && <TextField id="r-from" type="date" label={w.from} help={w.fromHelp} value={from} onValue={setFrom} max={today()} error={work.faults["r-from"]} optional />}
		<SelectField id="r-quality" label={w.quality} value={quality} onValue={setQuality} options={qualities} />
		<TextArea id="r-notes" label={w.notes} value={notes} onValue={setNotes} error={work.faults["r-notes"]} maxLength={500} optional />
	</Dialog>;
}

export function ReplaceRead({ read: r, onClose }: Closing & { read: Read }) {
	const w = rw.replace, isRegister = r.register_milli !== null, was = isRegister ? r.register_milli : r.use_milli;
	const [value, setValue] = useState(input(was)), [quality, setQuality] = useState<string>(r.quality), [reason, setReason] = useState("");
	const work = useWork({ "/register_milli": "r-value", "/use_milli": "r-value", "/reason": "r-reason" });
	const save = () => {
		const f: Faults = {}, v = milliOf(value);
		if (v === null) f["r-value"] = rw.record.needValue;
		if (!reason.trim()) f["r-reason"] = w.needReason;
		if (work.refuse(f)) return;
		void work.run(async () => {
			await once(`replace-${r.id}`, "POST", url`/reads/${r.id}/replace`, { [isRegister ? "register_milli" : "use_milli"]: v, quality, reason: reason.trim() });
			reload(r.account.id);
			toast(w.done);
			onClose();
		});
	};
	return <Dialog title={w.title} onClose={onClose} onSubmit={save} foot={<Foot onClose={onClose} work={work} w={w} />}>
		<Head work={work} title={w.do} />
		<p class="help">{w.was(`${milli(was ?? 0)} ${r.unit}, ${date(r.read_on)}`)}</p>
		<div class="pair"><TextField id="r-value" label={`${isRegister ? rw.record.register : rw.record.use} (${r.unit})`} value={value} onValue={setValue} error={work.faults["r-value"]} inputMode="decimal" autoComplete="off" maxLength={20} />
			<SelectField id="r-quality" label={rw.record.quality} value={quality} onValue={setQuality} options={qualities} /></div>
		<TextField id="r-reason" label={w.reason} value={reason} onValue={setReason} error={work.faults["r-reason"]} maxLength={80} autoComplete="off" />
	</Dialog>;
}

export function DropRead({ read: r, onClose }: Closing & { read: Read }) {
	const w = rw.drop, [reason, setReason] = useState(""), work = useWork({ "/reason": "r-reason" });
	const save = () => {
		if (work.refuse(reason.trim() ? {} : { "r-reason": rw.replace.needReason })) return;
		void work.run(async () => {
			await once(`drop-${r.id}`, "POST", url`/reads/${r.id}/drop`, { reason: reason.trim() });
			reload(r.account.id);
			toast(w.done);
			onClose();
		});
	};
	return <Dialog title={w.title} onClose={onClose} onSubmit={save} foot={<Foot onClose={onClose} work={work} w={w} />}>
		<Head work={work} title={w.do} /><p>{w.text}</p>
		<TextField id="r-reason" label={w.reason} value={reason} onValue={setReason} error={work.faults["r-reason"]} maxLength={80} autoComplete="off" />
	</Dialog>;
}

/* Out with one, in with another; or out alone. */
export function SwapMeter({ meter: m, removes, onClose }: Closing & { meter: Meter; removes?: boolean }) {
	const w = rw.swap, v = removes ? rw.remove : w, isRegister = m.kind === "register";
	const [on, setOn] = useState(today()), [end, setEnd] = useState(""), [no, setNo] = useState(""), [start, setStart] = useState(isRegister ? "0" : ""), [digits, setDigits] = useState(m.digits ? String(m.digits) : "");
	const work = useWork({ "/on": "s-on", "/read_on": "s-on", "/end_milli": "s-end", "/register_milli": "s-end", "/number": "s-no", "/start_milli": "s-start", "/digits": "s-digits" });
	const save = () => {
		const f: Faults = {}, e = end.trim() ? milliOf(end) : undefined, s = start.trim() ? milliOf(start) : undefined, d = digits.trim() ? Number(digits) : undefined;
		if (!on) f["s-on"] = rw.record.needDate;
		if (e === null) f["s-end"] = rw.record.needValue;
		if (!removes && !no.trim()) f["s-no"] = w.needNumber;
		if (!removes && s === null) f["s-start"] = rw.record.needValue;
		if (work.refuse(f)) return;
		void work.run(async () => {
			const body = { on, ...(e !== undefined ? { end_milli: e } : {}), ...(removes ? {} : { number: no.trim(), ...(s !== undefined ? { start_milli: s } : {}), ...(d ? { digits: d } : {}) }) };
			await once(`swap-${m.id}`, "POST", url`/meters/${m.id}/${removes ? "remove" : "swap"}`, body);
			reload(m.account.id);
			toast(removes ? rw.remove.done : w.done(no.trim()));
			onClose();
		});
	};
	return <Dialog title={v.title(m.number)} onClose={onClose} onSubmit={save} foot={<Foot onClose={onClose} work={work} w={v} />}>
		<Head work={work} title={v.do} />
		<div class="pair"><TextField id="s-on" type="date" label={v.on} value={on} onValue={setOn} max={today()} error={work.faults["s-on"]} />
			{isRegister && <TextField id="s-end" label={`${v.end} (${m.unit})`} value={end} onValue={setEnd} error={work.faults["s-end"]} inputMode="decimal" autoComplete="off" maxLength={20} />}</div>
		{isRegister && <p class="help">{w.endHelp}</p>}
		{!removes && <><TextField id="s-no" label={w.number} value={no} onValue={setNo} error={work.faults["s-no"]} maxLength={32} autoComplete="off" spellcheck={false} />
			{isRegister && <div class="pair"><TextField id="s-start" label={`${w.start} (${m.unit})`} value={start} onValue={setStart} error={work.faults["s-start"]} inputMode="decimal" autoComplete="off" maxLength={20} />
				<TextField id="s-digits" label={w.digits} value={digits} onValue={setDigits} error={work.faults["s-digits"]} inputMode="numeric" autoComplete="off" maxLength={2} /></div>}</>}
	</Dialog>;
}

export function ChangeMeter({ meter: m, onClose }: Closing & { meter: Meter }) {
	const w = rw.change, [size, setSize] = useState(m.size ?? ""), [unit, setUnit] = useState(m.unit), [digits, setDigits] = useState(m.digits ? String(m.digits) : ""), [times, setTimes] = useState(input(m.multiplier_milli));
	const work = useWork({ "/size": "m-size", "/unit": "m-unit", "/digits": "m-digits", "/multiplier_milli": "m-times" }, url`/meters/${m.id}`);
	const save = () => {
		const f: Faults = {}, k = milliOf(times), d = digits.trim() ? Number(digits) : 0;
		if (!k) f["m-times"] = rw.record.needValue;
		if (!Number.isInteger(d) || d < 0 || d > 12) f["m-digits"] = "1–12";
		if (work.refuse(f)) return;
		void work.run(async () => {
			await call("PATCH", url`/meters/${m.id}`, { version: m.version, body: { ...(size.trim() ? { size: size.trim() } : {}), ...(unit ? { unit } : {}), digits: d, multiplier_milli: k } });
			reload(m.account.id);
			toast(w.done);
			onClose();
		});
	};
	return <Dialog title={w.title(m.number)} onClose={onClose} onSubmit={save} foot={<Foot onClose={onClose} work={work} w={w} />}>
		<Head work={work} title={w.do} />
		<div class="pair"><TextField id="m-size" label={w.size} value={size} onValue={setSize} error={work.faults["m-size"]} maxLength={16} autoComplete="off" optional />
			<SelectField id="m-unit" label={w.unit} value={unit} onValue={setUnit} error={work.faults["m-unit"]} options={[...new Set([unit, ...UNITS])].map((u): [string, string] => [u, u || t.common.none])} /></div>
		<div class="pair"><TextField id="m-digits" label={w.digits} value={digits} onValue={setDigits} error={work.faults["m-digits"]} inputMode="numeric" autoComplete="off" maxLength={2} optional />
			<TextField id="m-times" label={w.multiplier} value={times} onValue={setTimes} error={work.faults["m-times"]} inputMode="decimal" autoComplete="off" maxLength={12} /></div>
		<p class="help">{w.note}</p>
	</Dialog>;
}

export function InstallMeter({ service: s, onClose }: Closing & { service: Service }) {
	const w = rw.install, [no, setNo] = useState(""), [kind, setKind] = useState("register"), [unit, setUnit] = useState(s.utility === "electric" ? "kWh" : "kgal"), [on, setOn] = useState(today()), [start, setStart] = useState("0"), [digits, setDigits] = useState("");
	const work = useWork({ "/number": "i-no", "/unit": "i-unit", "/installed_on": "i-on", "/start_milli": "i-start", "/digits": "i-digits" });
	const save = () => {
		const f: Faults = {}, v = start.trim() ? milliOf(start) : undefined;
		if (!no.trim()) f["i-no"] = w.needNumber;
		if (!on) f["i-on"] = rw.record.needDate;
		if (v === null) f["i-start"] = rw.record.needValue;
		if (work.refuse(f)) return;
		void work.run(async () => {
			await once(`install-${s.id}`, "POST", "/meters", { account_id: s.account.id, service_id: s.id, number: no.trim(), kind, unit, installed_on: on, ...(kind === "register" && v !== undefined ? { start_milli: v } : {}), ...(digits.trim() ? { digits: Number(digits) } : {}) });
			reload(s.account.id);
			toast(w.done(no.trim()));
			onClose();
		});
	};
	return <Dialog title={w.title} onClose={onClose} onSubmit={save} foot={<Foot onClose={onClose} work={work} w={w} />}>
		<Head work={work} title={w.do} />
		<div class="pair"><TextField id="i-no" label={w.number} value={no} onValue={setNo} error={work.faults["i-no"]} maxLength={32} autoComplete="off" spellcheck={false} />
			<SelectField id="i-kind" label={w.kind} value={kind} onValue={setKind} options={Object.entries(rw.kinds)} /></div>
		<div class="pair"><SelectField id="i-unit" label={w.unit} value={unit} onValue={setUnit} error={work.faults["i-unit"]} options={UNITS.map((u): [string, string] => [u, u])} />
			<TextField id="i-on" type="date" label={w.on} value={on} onValue={setOn} max={today()} error={work.faults["i-on"]} /></div>
		{kind === "register" && <div class="pair"><TextField id="i-start" label={w.start} value={start} onValue={setStart} error={work.faults["i-start"]} inputMode="decimal" autoComplete="off" maxLength={20} />
			<TextField id="i-digits" label={w.digits} value={digits} onValue={setDigits} error={work.faults["i-digits"]} inputMode="numeric" autoComplete="off" maxLength={2} optional /></div>}
	</Dialog>;
}

/* Its class, tariff, attributes and limits; a new one has its utility, too. */
export function EditService({ service: s, accountId, onClose }: Closing & { service: Service | null; accountId: string }) {
	const w = rw.service;
	const [utility, setUtility] = useState<string>(s?.utility ?? "water"), [klass, setKlass] = useState(s?.class ?? ""), [tariff, setTariff] = useState(s?.tariff_code ?? ""), [low, setLow] = useState(input(s?.low_milli)), [high, setHigh] = useState(input(s?.high_milli)), [end, setEnd] = useState("");
	const [attributes, setAttributes] = useState(Object.entries(s?.attributes ?? {}).map(([k, v]) => `${k} = ${v}`).join("\n"));
	const work = useWork({ "/class": "v-class", "/tariff_code": "v-tariff", "/low_milli": "v-low", "/high_milli": "v-high", "/attributes": "v-attributes", "/ended_on": "v-end", "/utility": "v-utility" }, s ? url`/services/${s.id}` : undefined);
	const save = () => {
		const f: Faults = {}, lines = attributes.split("\n").map((l) => l.trim()).filter(Boolean), pairs = lines.map((l) => /^([^=]{1,40}?)\s*=\s*(.{1,60})$/.exec(l)), l = low.trim() ? milliOf(low) : undefined, h = high.trim() ? milliOf(high) : undefined;
		if (!klass.trim()) f["v-class"] = w.needClass;
		if (pairs.some((p) => !p)) f["v-attributes"] = w.badAttribute;
		if (l === null) f["v-low"] = rw.record.needValue;
		if (h === null) f["v-high"] = rw.record.needValue;
		if (work.refuse(f)) return;
		void work.run(async () => {
			const body = { class: klass.trim(), attributes: pairs.map((p) => ({ name: p![1], value: p![2] })) };
			if (s) await call("PATCH", url`/services/${s.id}`, { version: s.version, body: { ...body, tariff_code: tariff.trim() || null, low_milli: l ?? null, high_milli: h ?? null, ...(end ? { ended_on: end } : {}) } });
			else await once(`service-${accountId}`, "POST", "/services", { ...body, account_id: accountId, utility, ...(tariff.trim() ? { tariff_code: tariff.trim() } : {}), ...(l !== undefined ? { low_milli: l } : {}), ...(h !== undefined ? { high_milli: h } : {}) });
			reload(accountId);
			toast(s ? w.saved : w.added);
			onClose();
		});
	};
	return <Dialog title={s ? w.editTitle(rw.utilities[s.utility] ?? s.utility) : w.addTitle} onClose={onClose} onSubmit={save} foot={<Foot onClose={onClose} work={work} w={s ? { do: t.common.save, busy: t.common.saving } : { do: w.addDo, busy: w.adding }} />}>
		<Head work={work} title={s ? t.common.save : w.addDo} />
		{!s && <SelectField id="v-utility" label={w.utility} value={utility} onValue={setUtility} error={work.faults["v-utility"]} options={Object.entries(rw.utilities)} />}
		<div class="pair"><TextField id="v-class" label={w.class} value={klass} onValue={setKlass} error={work.faults["v-class"]} maxLength={40} autoComplete="off" spellcheck={false} />
			<TextField id="v-tariff" label={w.tariff} value={tariff} onValue={setTariff} error={work.faults["v-tariff"]} maxLength={32} autoComplete="off" spellcheck={false} optional /></div>
		<p class="help">{w.tariffHelp}</p>
		<TextArea id="v-attributes" label={w.attributes} help={w.attributesHelp} value={attributes} onValue={setAttributes} error={work.faults["v-attributes"]} rows={3} optional />
		<div class="pair"><TextField id="v-low" label={w.low} value={low} onValue={setLow} error={work.faults["v-low"]} inputMode="decimal" autoComplete="off" optional />
			<TextField id="v-high" label={w.high} value={high} onValue={setHigh} error={work.faults["v-high"]} inputMode="decimal" autoComplete="off" optional /></div>
		<p class="help">{w.limitsHelp}</p>
		{s && s.status === "active" && <TextField id="v-end" type="date" label={w.end} help={w.endHelp} value={end} onValue={setEnd} max={today()} error={work.faults["v-end"]} optional />}
	</Dialog>;
}
