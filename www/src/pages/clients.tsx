import { useState } from "preact/hooks";
import { call, url } from "../api/client";
import type { ApiClient, Page, Permission } from "../api/types";
import { changed, useGet, useList } from "../app/data";
import { date, instantRow } from "../app/format";
import type { PageProps } from "../app/pages";
import { may } from "../app/session";
import { t } from "../strings";
import { ts } from "../strings/settings";
import { Button, Empty, PageHead, Status, useTitle } from "../ui/base";
import { Dialog, MenuItem, toast } from "../ui/float";
import { FormProblem, Summary, TextField, type Faults } from "../ui/form";
import { Confirm, Secret, SettingsTabs } from "../ui/settings";
import { Table } from "../ui/table";
import { useWork } from "../ui/work";
import { PermissionBoxes } from "./roles";

const w = ts.clients;
interface Made { id: string; client_secret: string }

function Add({ onClose, onMade }: { onClose: () => void; onMade: (m: Made) => void }) {
	const all = useGet<Page<Permission>>("/permissions").data?.data ?? [];
	const [name, setName] = useState(""), [chosen, setChosen] = useState(new Set<string>()), work = useWork({ "/name": "c-name", "/scopes": "c-scopes", "/scope": "c-scopes" });
	const save = () => {
		const f: Faults = {};
		if (!name.trim()) f["c-name"] = w.nameNeeded;
		if (!chosen.size) f["c-scopes"] = w.scopesNeeded;
		if (work.refuse(f)) return;
		void work.run(async () => {
			const made = await call<Made>("POST", "/api-clients", { body: { name: name.trim(), scopes: [...chosen] } });
			changed("/api-clients");
			onMade(made);
		});
	};
	return <Dialog wide title={w.addTitle} onClose={onClose} onSubmit={save} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={w.creating}>{w.addDo}</Button></>}>
		<Summary title={t.common.fix(Object.keys(work.faults).length)} faults={work.faults} seq={work.seq} /><FormProblem title={t.problem.title(w.addDo)} problem={work.rest} />
		<TextField id="c-name" label={w.name} value={name} onValue={setName} error={work.faults["c-name"]} maxLength={120} autoComplete="off" />
		<div id="c-scopes" tabIndex={-1}><PermissionBoxes all={all} chosen={chosen} onChange={setChosen} /></div>
	</Dialog>;
}

export default function Clients(_: PageProps) {
	useTitle(t.settings.clients);
	const list = useList<ApiClient>("/api-clients");
	const [add, setAdd] = useState(false), [ask, setAsk] = useState<{ what: "revoke" | "rotate"; c: ApiClient } | null>(null), [secret, setSecret] = useState<Made | null>(null), work = useWork();
	const revoke = (c: ApiClient) => work.run(async () => {
		await call("POST", url`/api-clients/${c.id}/revoke`, { body: {} });
		changed("/api-clients");
		toast(w.revoked(c.name));
		setAsk(null);
	});
	const rotate = (c: ApiClient) => work.run(async () => {
		const made = await call<Made>("POST", url`/api-clients/${c.id}/secret`, { body: {} });
		changed("/api-clients");
		setAsk(null);
		setSecret({ id: c.id, client_secret: made.client_secret });
	});
	return <>
		<PageHead title={t.settings.title} lead={w.lead} actions={may("POST /api/v1/api-clients") && <Button kind="primary" onClick={() => setAdd(true)}>{w.new}</Button>} />
		<SettingsTabs />
		<Table<ApiClient> caption={w.caption} what={w.what} list={list} rowKey={(c) => c.id} rowName={(c) => c.name} columns={[
			{ key: "who", title: w.name, slot: "who", cell: (c) => <span class="two"><span class="medium">{c.name}</span> <span class="muted mono">{c.id}</span></span> },
			{ key: "scopes", title: w.scopes, slot: "id", cell: (c) => <span class="plain wrap">{(c.scopes ?? []).join(", ")}</span> },
			{ key: "created", title: w.created, wide: true, cell: (c) => <span class="num">{date(c.created_at.slice(0, 10))}</span> },
			{ key: "used", title: w.used, wide: true, cell: (c) => <span class={c.last_used_at ? "num" : "muted"}>{c.last_used_at ? instantRow(c.last_used_at) : w.never}</span> },
			{ key: "status", title: w.status, slot: "status", cell: (c) => <Status of={c.revoked_at ? "revoked" : "active"} /> },
		]} menu={(c) => c.revoked_at ? <MenuItem icon="book" href="/docs/api/">{t.top.api}</MenuItem> : <>
			<MenuItem icon="key" onClick={() => setAsk({ what: "rotate", c })}>{w.rotate}</MenuItem><hr /><MenuItem icon="ban" danger onClick={() => setAsk({ what: "revoke", c })}>{w.revoke}</MenuItem></>}
			empty={<Empty title={w.empty} text={w.emptyHelp} />} />
		{add && <Add onClose={() => setAdd(false)} onMade={(m) => { setAdd(false); setSecret(m); }} />}
		{ask?.what === "revoke" && <Confirm title={w.revokeTitle(ask.c.name)} text={w.revokeText} action={w.revokeDo} busyText={w.revoking} busy={work.busy} problem={work.rest} onDo={() => void revoke(ask.c)} onClose={() => setAsk(null)} />}
		{ask?.what === "rotate" && <Confirm title={w.rotateTitle(ask.c.name)} text={w.rotateText} action={w.rotateDo} busyText={w.creating} busy={work.busy} problem={work.rest} onDo={() => void rotate(ask.c)} onClose={() => setAsk(null)} />}
		{secret && <Dialog title={w.secretTitle} onClose={() => setSecret(null)} foot={<Button kind="primary" data-first="" onClick={() => setSecret(null)}>{t.common.close}</Button>}><p>{w.secretText}</p><Secret label={w.id} value={secret.id} /><Secret label={w.secret} value={secret.client_secret} /></Dialog>}
	</>;
}
