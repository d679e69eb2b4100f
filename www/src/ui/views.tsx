/*
 * The views of a list: a few that everyone has, then those that one saved or that others share.  A
 * view is the page's address; one of them may be what the page opens with.
 */
import { useEffect, useState } from "preact/hooks";
import { call, url, withQuery } from "../api/client";
import { changed, useGet } from "../app/data";
import { usePreferences } from "../app/preferences";
import { go, here } from "../app/router";
import { has, may } from "../app/session";
import { t } from "../strings";
import { Button } from "./base";
import { Dialog, Pop, toast } from "./float";
import { CheckLine, FormProblem, TextField } from "./form";
import { Icon } from "./icons";
import { useWork } from "./work";

interface View { id: string; name: string; query: string; is_shared: boolean; is_own: boolean; user: { name: string }; version: number }
export type Quick = [label: string, query: Record<string, string>];
const w = t.views;
const same = (a: string, b: string) => { const sort = (q: string) => [...new URLSearchParams(q)].map((p) => p.join("=")).sort().join("&"); return sort(a) === sort(b); };

export function Views({ page, quick }: { page: string; quick: Quick[] }) {
	const path = withQuery("/saved-views", { page }), got = useGet<{ data: View[] }>(may("GET /api/v1/saved-views") ? path : null), saved = got.data?.data ?? [];
	const kept = usePreferences(), name = `view${page.replace(/\//g, ".")}`, first = kept.get(name);
	const [saving, setSaving] = useState(false), now = here.value.search.slice(1);
	/* Opened without a filter: with the view that one chose for that. */
	const [fresh, setFresh] = useState(!now);
	useEffect(() => {
		if (!fresh || !kept.ready || (first && !got.data)) return;
		setFresh(false);
		const view = saved.find((v) => v.id === first);
		if (view && !here.value.search) go(`${page}?${view.query}`, { replace: true, keepScroll: true });
	}, [fresh, kept.ready, first, got.data]);
	const all: [string, string][] = [[w.all, ""], ...quick.map(([label, q]): [string, string] => [label, new URLSearchParams(q).toString()]), ...saved.map((v): [string, string] => [v.name, v.query])];
	const known = all.some(([, q]) => same(q, now));
	const change = (v: View, body: object) => void call("PATCH", url`/saved-views/${v.id}`, { version: v.version, body }).then(() => changed("/saved-views"), () => changed("/saved-views"));
	const remove = (v: View) => void call("DELETE", url`/saved-views/${v.id}`).then(() => { if (first === v.id) kept.set(name, ""); changed("/saved-views"); toast(w.removed(v.name)); }, () => changed("/saved-views"));
	return <nav class="views" aria-label={w.label}>
		<div class="views-list">{all.map(([label, q]) => <a key={`${label}|${q}`} href={q ? `${page}?${q}` : page} aria-current={same(q, now) ? "page" : undefined}>{label}</a>)}</div>
		{may("POST /api/v1/saved-views") && <div class="views-end">{!known && <Button small icon="star" onClick={() => setSaving(true)}>{w.save}</Button>}
			{(saved.length > 0) && <Pop label={w.manage} class="icon-btn icon-btn-small" face={<><Icon name="sliders" /><span class="vh">{w.manage}</span></>}>{() => <ul class="views-manage">{saved.map((v) => <li key={v.id}>
				<span><a class="link" href={`${page}?${v.query}`}>{v.name}</a>{!v.is_own && <span class="help">{w.by(v.user.name)}</span>}</span>
				<button type="button" class="icon-btn icon-btn-small" aria-pressed={first === v.id} title={first === v.id ? w.default : undefined} aria-label={first === v.id ? w.isDefault(v.name) : w.setDefault(v.name)} onClick={() => kept.set(name, first === v.id ? "" : v.id)}><Icon name="star" /></button>
				{has("views:share") && <button type="button" class="icon-btn icon-btn-small" aria-pressed={v.is_shared} aria-label={v.is_shared ? w.shared(v.name) : w.setShared(v.name)} onClick={() => change(v, { is_shared: !v.is_shared })}><Icon name="people" /></button>}
				{(v.is_own || has("views:share")) && <button type="button" class="icon-btn icon-btn-small" aria-label={w.remove(v.name)} onClick={() => remove(v)}><Icon name="x" /></button>}</li>)}</ul>}</Pop>}</div>}
		{saving && <Save page={page} query={now} onClose={() => setSaving(false)} onDefault={(id) => kept.set(name, id)} />}
	</nav>;
}
function Save({ page, query, onClose, onDefault }: { page: string; query: string; onClose: () => void; onDefault: (id: string) => void }) {
	const [name, setName] = useState(""), [share, setShare] = useState(false), [first, setFirst] = useState(false), work = useWork({ "/name": "view-name" });
	const save = () => {
		if (work.refuse(name.trim() ? {} : { "view-name": w.nameNeeded })) { document.getElementById("view-name")?.focus(); return; }
		void work.run(async () => {
			const v = await call<View>("POST", "/saved-views", { body: { page, name: name.trim(), query, is_shared: share } });
			if (first) onDefault(v.id);
			changed("/saved-views");
			toast(w.saved(name.trim()));
			onClose();
		});
	};
	return <Dialog title={w.saveTitle} onClose={onClose} onSubmit={save} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={t.common.saving}>{t.common.save}</Button></>}>
		<FormProblem title={t.problem.title(w.saveTitle)} problem={work.rest} />
		<TextField id="view-name" label={w.name} autoComplete="off" maxLength={80} value={name} onValue={setName} error={work.faults["view-name"]} />
		<div class="checks"><CheckLine label={w.makeDefault} checked={first} onValue={setFirst} />{has("views:share") && <CheckLine label={w.share} checked={share} onValue={setShare} />}</div>
	</Dialog>;
}
