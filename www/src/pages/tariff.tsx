/* A version of a tariff: its prices as pictures, its rules, what a bill would be; a draft is edited. */
import { useState } from "preact/hooks";
import { ApiError, url } from "../api/client";
import type { TariffCheck, TariffDetail } from "../api/tariffs";
import { useGet } from "../app/data";
import { date, instant, today } from "../app/format";
import type { PageProps } from "../app/pages";
import { go, query } from "../app/router";
import { sheet } from "../app/sheet";
import { may } from "../app/session";
import { t } from "../strings";
import { tariffWords as w } from "../strings/tariffs";
import styles from "../styles/tariffs.page.css";
import { Bones, Button, Facts, Failed, PageHead, Panel, problemText, useTitle } from "../ui/base";
import { Menu, MenuItem, toast } from "../ui/float";
import { Icon } from "../ui/icons";
import { lazy } from "../ui/lazy";
import { Tabs } from "../ui/tabs";
import { LeftOut } from "../tariffs/left_out";
import { TariffState } from "../tariffs/parts";
import Prices, { ruleFacts } from "../tariffs/prices";
import { unsaved } from "../tariffs/unsaved";
import { Found, nextVersion, type Step } from "../tariffs/steps_of";

await sheet(styles);
const Editor = lazy(w.tabs.edit!, () => import("../tariffs/editor"), () => <Bones what={w.tabs.edit!} rows={6} />);
const Calculator = lazy(w.tabs.calculator!, () => import("../tariffs/calculator"), () => <Bones what={w.tabs.calculator!} rows={6} />);
const Steps = lazy(w.actions.more, () => import("../tariffs/steps_of"));

function Versions({ of: x }: { of: TariffDetail }) {
	const v = w.versions;
	return <Panel title={v.title} icon="clock"><ol class="versions" aria-label={v.label}>{x.versions.map((y) => {
		const now = y.in_force && y.in_force.from_on <= today() && (!y.in_force.to_on || y.in_force.to_on >= today());
		return <li key={y.id} data-now={now ? "" : undefined}>
			{y.id === x.id ? <span class="here" aria-current="true">{w.versionN(y.revision)}</span> : <a class="link" href={`/tariffs/${y.id}`}>{w.versionN(y.revision)}</a>}
			<span class="help">{y.state === "draft" ? `${v.draft}${y.effective_on ? `, ${w.since(date(y.effective_on))}` : ""}` : !y.in_force ? v.none : y.in_force.to_on ? v.span(date(y.in_force.from_on), date(y.in_force.to_on)) : v.from(date(y.in_force.from_on))}{now && `, ${v.now}`}</span></li>;
	})}</ol></Panel>;
}
function Check({ of: x }: { of: TariffDetail }) {
	const got = useGet<TariffCheck>(url`/tariffs/${x.id}/check`);
	if (!got.data) return null;
	return <Panel title={w.checks.title} icon="ok"><Found of={got.data} on={x.effective_on} /></Panel>;
}
function Side({ of: x }: { of: TariffDetail }) {
	const f = w.facts;
	return <div class="stack">
		{x.state === "draft" && <Check of={x} />}
		<Versions of={x} />
		<Panel title={f.title} icon="info"><Facts one of={[[f.code, <a class="link mono" href={`/tariffs?code=${encodeURIComponent(x.code)}`}>{x.code}</a>], [f.utility, w.utilities[x.utility] ?? x.utility], [f.unit, x.doc.unit], [f.from, x.effective_on ? date(x.effective_on) : w.noDay], x.state !== "draft" && [f.until, x.ends_on ? date(x.ends_on) : f.untilNext],
			[f.source, w.sources[x.source]], x.file && [f.file, x.file.name], [f.created, f.by(instant(x.created_at), x.created_by)], x.activated_at && [f.activated, f.by(instant(x.activated_at), x.activated_by ?? "")]]} /></Panel>
	</div>;
}
export default function TariffPage({ params }: PageProps) {
	const got = useGet<TariffDetail>(url`/tariffs/${params.id!}`), x = got.data, [step, setStep] = useState<Step | null>(null);
	useTitle(x ? `${x.name} ${w.versionN(x.revision)}` : w.title);
	if (got.problem && !x) return <Failed what={w.title} problem={got.problem} again={got.again} level={1} />;
	if (!x) return <><PageHead title={w.title} back={{ href: "/tariffs", label: w.back }} /><Bones what={w.title} rows={8} /></>;
	const draft = x.state === "draft", writes = may("POST /api/v1/tariffs"), keys = ["prices", "rules", ...(draft && writes ? ["edit"] : []), "calculator", ...(x.left_out.length ? ["left"] : [])];
	const tab = keys.find((k) => k === query.value.get("tab")) ?? "prices", cls = query.value.get("class"), href = (k: string) => `/tariffs/${x.id}?${new URLSearchParams({ ...(k === "prices" ? {} : { tab: k }), ...(cls ? { class: cls } : {}) })}`.replace(/\?$/, "");
	const activate = () => {
		if (!unsaved(x.id, x.version)) return setStep("activate");
		go(href("edit"));
		toast(w.editor.saveFirst, { text: w.editor.saveFirstHelp, bad: true });
	};
	const again = async () => { try { await nextVersion(x); } catch (e) { if (!(e instanceof ApiError)) throw e; toast(t.problem.title(w.actions.copy), { text: problemText(e.problem), bad: true }); } };
	return <>
		<PageHead title={<h1 tabIndex={-1}>{x.name} <span class="muted">{w.versionN(x.revision)}</span></h1>} back={{ href: "/tariffs", label: w.back }}
			actions={writes && <>{draft ? <Button kind="primary" onClick={activate}>{w.actions.activate}</Button> : <Button kind="primary" icon="plus" onClick={() => void again()}>{w.actions.copy}</Button>}
				<Menu label={w.actions.more} class="icon-btn" button={<Icon name="more" />}>{() => <>
					{draft && <MenuItem icon="pencil" href={href("edit")}>{w.actions.edit}</MenuItem>}{draft && <MenuItem icon="plus" onClick={() => void again()}>{w.actions.copy}</MenuItem>}
					<MenuItem icon="note" onClick={() => setStep("copy")}>{w.actions.copyOther}</MenuItem>
					{draft && <MenuItem icon="ban" danger onClick={() => setStep("discard")}>{w.actions.discard}</MenuItem>}{x.state === "active" && <MenuItem icon="ban" danger onClick={() => setStep("retire")}>{w.actions.retire}</MenuItem>}</>}</Menu></>}>
			<p class="head-line"><TariffState of={x} /> <span class="mono muted">{x.code}</span></p>
		</PageHead>
		<Tabs label={w.tabsLabel} at={tab} tabs={keys.map((k) => ({ key: k, label: w.tabs[k]!, href: href(k), count: k === "left" ? x.left_out.length : null }))} />
		{tab === "edit" ? <Editor key={x.id} of={x} /> : <div class={tab === "calculator" ? "stack" : "cols"}>
			{tab === "prices" ? <Prices key={x.id} doc={x.doc} /> : tab === "rules" ? <div class="stack"><Panel title={w.rules.title} icon="sliders"><Facts one of={ruleFacts(x.doc)} /></Panel></div>
			: tab === "left" ? <div class="stack"><Panel title={w.left.title} icon="note"><p class="panel-quiet">{w.left.lead(x.left_out.length)}</p><LeftOut of={x.left_out} /></Panel></div> : <Calculator key={x.id} of={x} />}
			{tab !== "calculator" && <Side of={x} />}</div>}
		{step && <Steps step={step} of={x} onClose={() => setStep(null)} />}
	</>;
}
