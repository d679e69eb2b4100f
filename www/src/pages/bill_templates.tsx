/* Templates of bills: their words and look, with the sample beside them as it changes. */
import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError, call, raw, url, withQuery } from "../api/client";
import type { NewTemplate, Template } from "../api/distribute";
import { changed, useGet } from "../app/data";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { sheet } from "../app/sheet";
import { t } from "../strings";
import { td } from "../strings/distribute";
import styles from "../styles/distribute.page.css";
import { Bones, Button, Failed, PageHead, Panel, Pill, useTitle } from "../ui/base";
import { toast } from "../ui/float";
import { CheckLine, Field, FormProblem, SelectField, Summary, TextArea, TextField, type Faults } from "../ui/form";
import { Confirm, SettingsTabs } from "../ui/settings";
import { useWork } from "../ui/work";

await sheet(styles);
const w = td.templates, FRESH = "new";
type Words = Required<Omit<NewTemplate, "is_default">> & { is_default: boolean };
const begin = (name: string): Words => ({ name, is_default: false, message: null, terms: null, how_to_pay: null, footer: null, accent: "#1f5fa8", show_history: true, show_slip: true, show_qr: true, show_barcode: false });
const of = ({ id: _id, version: _version, ...rest }: Template): Words => rest as Words;
const sent = (v: Words) => ({ ...v, message: v.message?.trim() || null, terms: v.terms?.trim() || null, how_to_pay: v.how_to_pay?.trim() || null, footer: v.footer?.trim() || null, name: v.name.trim() });

/* As a picture, a moment after the last letter. */
function Sample({ v }: { v: Words }) {
	const [kind, setKind] = useState("plain"), [src, setSrc] = useState<string | null>(null), [busy, setBusy] = useState(true), [bad, setBad] = useState<string | null>(null), last = useRef<string | null>(null);
	const body = { ...sent(v), name: v.name.trim() || w.first }, key = JSON.stringify([kind, body]);
	useEffect(() => {
		const stop = new AbortController();
		setBusy(true);
		const timer = setTimeout(async () => {
			try {
				const answer = await raw("POST", withQuery("/bill-templates/sample", { as: "png", kind }), { body, accept: "image/png", signal: stop.signal });
				const href = URL.createObjectURL(await answer.blob());
				if (last.current) URL.revokeObjectURL(last.current);
				last.current = href; setSrc(href); setBad(null); setBusy(false);
			} catch (e) {
				if (stop.signal.aborted) return;
				setBad(e instanceof ApiError ? e.problem.errors?.map((x) => x.message).join(" ") || e.problem.detail || e.problem.title : String(e)); setBusy(false);
			}
		}, src ? 350 : 0);
		return () => { clearTimeout(timer); stop.abort(); };
	}, [key]);
	useEffect(() => () => { if (last.current) URL.revokeObjectURL(last.current); }, []);
	return <Panel title={w.sample} icon="eye" class="template-sample" end={<span class="select"><select class="input" aria-label={w.kind} value={kind} onChange={(e) => setKind((e.target as HTMLSelectElement).value)}>{Object.entries(w.kinds).map(([k, name]) => <option key={k} value={k}>{name}</option>)}</select></span>}>
		<p class="vh" role="status">{busy ? w.sampling : ""}</p>{bad && <p class="panel-lead error" role="alert">{w.sampleFailed}. {bad}</p>}
		<div class="template-paper" data-old={busy || bad ? "" : undefined} aria-busy={busy ? "true" : undefined}>{src ? <img src={src} alt={w.sampleAlt} width={612} height={792} /> : <Bones rows={8} what={w.sample} />}</div></Panel>;
}

const FIELDS = { "/name": "t-name", "/message": "t-message", "/terms": "t-terms", "/how_to_pay": "t-how", "/footer": "t-footer", "/accent": "t-accent" };
function Edit({ one, onKept }: { one: Template | null; onKept: (id: string | null) => void }) {
	const first = one ? of(one) : begin(w.first), [v, set] = useState<Words>(first), [gone, setGone] = useState(false), work = useWork(FIELDS, "/bill-templates"), [asks, setAsks] = useState(false);
	const change = (more: Partial<Words>) => set({ ...v, ...more }), dirty = !one || JSON.stringify(sent(v)) !== JSON.stringify(sent(first));
	useEffect(() => set(one ? of(one) : begin(w.first)), [one?.version]);
	const save = () => {
		const f: Faults = {};
		if (!v.name.trim()) f["t-name"] = w.needName;
		if (!/^#[0-9a-f]{6}$/.test(v.accent)) f["t-accent"] = w.accentBad;
		if (work.refuse(f)) return;
		void work.run(async () => {
			const { is_default, ...words } = sent(v), body = is_default ? { ...words, is_default } : words;
			const kept = one ? await call<Template>("PATCH", url`/bill-templates/${one.id}`, { version: one.version, body }) : await call<Template>("POST", "/bill-templates", { body });
			changed("/bill-templates");
			toast(w.saved(kept.name));
			onKept(kept.id);
		});
	};
	const remove = () => work.run(async () => {
		await call("DELETE", url`/bill-templates/${one!.id}`);
		setGone(true); changed("/bill-templates"); toast(w.removed(one!.name)); onKept(null);
	});
	if (gone) return null;
	return <div class="template-cols">
		<form class="panel" noValidate onSubmit={(e) => { e.preventDefault(); save(); }}><div class="template-form">
			<Summary title={t.common.fix(Object.keys(work.faults).length)} faults={work.faults} seq={work.seq} />{!asks && <FormProblem title={t.problem.title(w.problem)} problem={work.rest} />}
			<TextField id="t-name" label={w.name} value={v.name} onValue={(name) => change({ name })} error={work.faults["t-name"]} maxLength={80} autoComplete="off" />
			<TextArea id="t-message" label={w.message} help={w.messageHelp} optional rows={3} maxLength={600} value={v.message ?? ""} onValue={(message) => change({ message })} error={work.faults["t-message"]} />
			<TextArea id="t-how" label={w.how} optional rows={3} maxLength={800} value={v.how_to_pay ?? ""} onValue={(how_to_pay) => change({ how_to_pay })} error={work.faults["t-how"]} />
			<TextArea id="t-terms" label={w.terms} help={w.termsHelp} optional rows={3} maxLength={1200} value={v.terms ?? ""} onValue={(terms) => change({ terms })} error={work.faults["t-terms"]} />
			<TextField id="t-footer" label={w.footer} optional value={v.footer ?? ""} onValue={(footer) => change({ footer })} error={work.faults["t-footer"]} maxLength={200} autoComplete="off" />
			<Field id="t-accent" label={w.accent} help={w.accentHelp} error={work.faults["t-accent"]}>{(a) => <span class="template-accent"><input type="color" aria-label={w.accent} value={/^#[0-9a-f]{6}$/.test(v.accent) ? v.accent : "#000000"} onInput={(e) => change({ accent: (e.target as HTMLInputElement).value.toLowerCase() })} />
				<input class="input mono" {...a} value={v.accent} maxLength={7} spellcheck={false} autoComplete="off" onInput={(e) => change({ accent: (e.target as HTMLInputElement).value.toLowerCase() })} /></span>}</Field>
			<fieldset class="check-group"><legend>{w.shown}</legend>
				<CheckLine label={w.history} checked={v.show_history} onValue={(show_history) => change({ show_history })} /><CheckLine label={w.slip} checked={v.show_slip} onValue={(show_slip) => change({ show_slip })} />
				<CheckLine label={w.qr} checked={v.show_qr} disabled={!v.show_slip} onValue={(show_qr) => change({ show_qr })} /><CheckLine label={w.barcode} help={w.barcodeHelp} checked={v.show_barcode} disabled={!v.show_slip} onValue={(show_barcode) => change({ show_barcode })} /></fieldset>
			<CheckLine label={w.makeDefault} checked={v.is_default} disabled={one?.is_default} onValue={(is_default) => change({ is_default })} />
		</div><div class="batch-foot">{one && !one.is_default && <Button kind="danger" onClick={() => setAsks(true)}>{w.remove}</Button>}{one && dirty && <Button onClick={() => set(first)}>{w.discard}</Button>}
			<Button kind="primary" type="submit" disabled={!dirty} busy={work.busy} busyText={w.saving}>{w.save}</Button></div></form>
		<Sample v={v} />
		{asks && one && <Confirm title={w.removeTitle(one.name)} text={w.removeText} action={w.removeDo} busyText={w.removing} busy={work.busy} problem={work.rest} onDo={() => void remove()} onClose={() => setAsks(false)} />}
	</div>;
}

export default function BillTemplates(_: PageProps) {
	useTitle(w.title);
	const got = useGet<{ data: Template[] }>("/bill-templates"), all = got.data?.data, asked = query.value.get("template");
	const one = asked === FRESH ? null : all?.find((x) => x.id === asked) ?? all?.find((x) => x.is_default) ?? all?.[0] ?? null;
	const choose = (id: string | null) => setQuery({ template: id });
	return <>
		<PageHead title={t.settings.title} lead={w.lead} actions={all && all.length > 0 && asked !== FRESH && <Button kind="primary" onClick={() => choose(FRESH)}>{w.new}</Button>} />
		<SettingsTabs />
		{!all ? got.problem ? <Panel><Failed what={w.what} problem={got.problem} again={got.again} /></Panel> : <Panel><Bones rows={8} what={w.what} /></Panel> : <>
			{all.length > 0 && <div class="template-bar"><SelectField id="t-which" label={w.choose} value={one?.id ?? FRESH} onValue={choose} options={[...all.map((x): [string, string] => [x.id, x.name]), ...(one ? [] : [[FRESH, w.new] as [string, string]])]} />
				{one?.is_default && <Pill tone="good" icon="ok">{w.isDefault}</Pill>}{!one && <Pill tone="warn" icon="clock">{w.unsaved}</Pill>}</div>}
			<Edit key={one?.id ?? FRESH} one={one} onKept={choose} /></>}
	</>;
}
