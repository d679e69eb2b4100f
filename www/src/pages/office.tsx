/* The office: what it is called, where it is, how others reach it; and what is still to be set up. */
import { useState } from "preact/hooks";
import { call } from "../api/client";
import type { Office, OfficeSetup, Setting } from "../api/types";
import { changed, useGet } from "../app/data";
import { instant } from "../app/format";
import { pages, type PageProps } from "../app/pages";
import { may, rolesMayHaveChanged } from "../app/session";
import { t } from "../strings";
import { ts } from "../strings/settings";
import { Bones, Button, Failed, PageHead, Panel, Pill, useTitle } from "../ui/base";
import { Dialog, toast } from "../ui/float";
import { Field, FormProblem, TextField, type Faults } from "../ui/form";
import { Icon } from "../ui/icons";
import { Row, SettingRows, useSettings } from "../ui/setting_rows";
import { SettingsTabs } from "../ui/settings";
import { useWork } from "../ui/work";

const w = ts.office;
type Step = { key: string; href: string; done: boolean };

function steps(setup: OfficeSetup, settings: Setting[]): Step[] {
	const set = (name: string) => !!settings.find((s) => s.name === name)?.value;
	return [
		{ key: "letterhead", href: "#letterhead", done: set("letterhead") }, { key: "contact", href: "#support_contact", done: set("support_contact") }, { key: "mail", href: "#mail_from", done: set("mail_from") },
		{ key: "modes", href: "/settings/counter", done: setup.choices_changed > 0 || setup.has_payments }, { key: "numbers", href: "/settings/numbers", done: setup.has_payments || settings.some((s) => s.type === "number_format" && !s.is_default) },
		{ key: "prices", href: "/settings/prices", done: setup.prices > 0 }, { key: "limits", href: "/settings/limits", done: setup.role_limits > 0 },
		{ key: "users", href: "/settings/users", done: setup.users > 1 }, { key: "accounts", href: pages.find((p) => /import/.test(p.path) && p.open())?.path ?? "/accounts", done: setup.has_accounts },
	];
}
function Setup() {
	const setup = useGet<OfficeSetup>("/tenant/setup").data, settings = useSettings().data?.data;
	const all = setup && settings ? steps(setup, settings) : null, done = all?.filter((s) => s.done).length ?? 0;
	const [open, setOpen] = useState<boolean | null>(null), show = open ?? (all ? done < all.length : true);
	const toggle = <Button small aria-expanded={show} onClick={() => setOpen(!show)}>{show ? ts.setup.hide : ts.setup.show}</Button>;
	return <Panel title={ts.setup.title} icon="flag" end={<>{all && <span>{ts.setup.lead(done, all.length)}</span>}{all && toggle}</>}>
		{!all ? <Bones rows={4} what={ts.setup.title} /> : show && <ol class="list setup-list">{all.map((s) => <li key={s.key}>
			<span class="sign" data-tone={s.done ? "good" : "still"}><Icon name={s.done ? "check" : "right"} /></span>
			<div class="what"><a href={s.href}>{ts.setup.steps[s.key]![0]}</a><p>{ts.setup.steps[s.key]![1]}</p></div>
			<Pill tone={s.done ? "good" : "still"} icon={s.done ? "ok" : "clock"}>{s.done ? ts.setup.done : ts.setup.open}</Pill></li>)}</ol>}
	</Panel>;
}

const names = (kind: "timeZone" | "currency") => (Intl as unknown as { supportedValuesOf?: (k: string) => string[] }).supportedValuesOf?.(kind) ?? [];
/* A field with suggestions of the browser; what is typed counts. */
function Suggest({ id, label, help, error, value, onValue, of, disabled }: { id: string; label: string; help?: string; error?: string; value: string; onValue: (v: string) => void; of: string[]; disabled?: boolean }) {
	return <Field {...{ id, label, help, error }}>{(a) => <><input class="input" {...a} list={`${id}-list`} autoComplete="off" spellcheck={false} disabled={disabled} value={value} onInput={(e) => onValue((e.target as HTMLInputElement).value)} />
		<datalist id={`${id}-list`}>{of.map((v) => <option key={v} value={v} />)}</datalist></>}</Field>;
}
function Edit({ o, onClose }: { o: Office; onClose: () => void }) {
	const [name, setName] = useState(o.name), [currency, setCurrency] = useState(o.currency), [zone, setZone] = useState(o.zone), [locale, setLocale] = useState(o.locale);
	const work = useWork({ "/name": "o-name", "/currency": "o-currency", "/zone": "o-zone", "/locale": "o-locale" }, "/tenant");
	let sample = "";
	try { sample = new Intl.DateTimeFormat(locale, { dateStyle: "medium" }).format(new Date()) + " · " + new Intl.NumberFormat(locale, { style: "currency", currency }).format(1234.5); } catch { /* not a locale yet */ }
	const save = () => {
		const f: Faults = name.trim().length < 2 ? { "o-name": w.nameNeeded } : {};
		if (work.refuse(f)) return;
		void work.run(async () => {
			const body = { name: name.trim(), zone: zone.trim(), locale: locale.trim(), ...(o.currency_fixed ? {} : { currency: currency.trim().toUpperCase() }) };
			await call("PATCH", "/tenant", { version: o.version, body });
			changed("/tenant");
			setTimeout(rolesMayHaveChanged, 1100);	/* the frame shows the name, too */
			toast(w.saved);
			onClose();
		});
	};
	return <Dialog title={w.editTitle} onClose={onClose} onSubmit={save} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={t.common.saving}>{t.common.save}</Button></>}>
		<FormProblem title={t.problem.title(t.common.save)} problem={work.rest} />
		<TextField id="o-name" label={w.name} value={name} onValue={setName} error={work.faults["o-name"]} maxLength={120} autoComplete="off" />
		<Suggest id="o-currency" label={w.currency} help={o.currency_fixed ? w.currencyFixed : w.currencyHelp} error={work.faults["o-currency"]} value={currency} onValue={setCurrency} of={names("currency")} disabled={o.currency_fixed} />
		<Suggest id="o-zone" label={w.zone} help={w.zoneHelp} error={work.faults["o-zone"]} value={zone} onValue={setZone} of={names("timeZone")} />
		<TextField id="o-locale" label={w.locale} help={sample || w.localeHelp("en-US")} error={work.faults["o-locale"]} value={locale} onValue={setLocale} maxLength={16} autoComplete="off" spellcheck={false} />
	</Dialog>;
}

export default function OfficePage(_: PageProps) {
	useTitle(t.settings.office);
	const got = useGet<Office>("/tenant"), o = got.data, [edit, setEdit] = useState(false);
	return <>
		<PageHead title={t.settings.title} lead={w.lead} actions={o && may("PATCH /api/v1/tenant") && <Button kind="primary" icon="pencil" onClick={() => setEdit(true)}>{w.edit}</Button>} />
		<SettingsTabs />
		<Setup />
		<Panel title={w.title} icon="home">{!o ? (got.problem ? <Failed what={w.title} problem={got.problem} again={got.again} /> : <Bones rows={5} what={w.title} />) : <dl class="set-rows">
			<Row label={w.name} value={o.name} /><Row label={w.code} value={<span class="mono">{o.code}</span>} /><Row label={w.utility} value={w.utilities[o.utility] ?? o.utility} />
			<Row label={w.currency} help={o.currency_fixed ? w.currencyFixed : w.currencyHelp} value={o.currency} />
			<Row label={w.zone} help={w.zoneHelp} value={<>{o.zone} <span class="muted num">{instant(new Date().toISOString())}</span></>} /><Row label={w.locale} value={o.locale} /></dl>}</Panel>
		<Panel title={w.papers} icon="receipt"><SettingRows names={["letterhead", "mail_from"]} /></Panel>
		<Panel title={w.year} icon="calendar"><SettingRows names={["fiscal_month"]} /></Panel>
		<Panel title={w.help} icon="key"><SettingRows names={["support_contact", "session_idle_minutes", "session_hours"]} /></Panel>
		{edit && o && <Edit o={o} onClose={() => setEdit(false)} />}
	</>;
}
