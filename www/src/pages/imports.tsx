/* Imports: what was brought in, and a new file. */
import { useRef, useState } from "preact/hooks";
import { ApiError, call, url, withQuery } from "../api/client";
import type { ImportSummary, Problem } from "../api/types";
import { changed, useList } from "../app/data";
import { instantRow, number } from "../app/format";
import type { PageProps } from "../app/pages";
import { go, query } from "../app/router";
import { bearer, has } from "../app/session";
import { t } from "../strings";
import { ti } from "../strings/imports";
import { Button, Empty, PageHead, Panel, Status, useTitle } from "../ui/base";
import { Field, FormProblem } from "../ui/form";
import { SettingsTabs } from "../ui/settings";
import { Table } from "../ui/table";
import { useWork } from "../ui/work";

const LARGEST = 320 * 1024 * 1024;

/* The file as it is, with word of how far it has come. */
async function upload(file: File, told: (share: number) => void): Promise<{ id: string }> {
	await call("GET", "/imports?limit=1");		/* a token that is good for now */
	return new Promise((resolve, reject) => {
		const r = new XMLHttpRequest();
		r.open("POST", `/api/v1${withQuery("/files", { name: file.name })}`);
		r.setRequestHeader("Authorization", `Bearer ${bearer()}`);
		r.setRequestHeader("Content-Type", "text/csv");
		r.upload.onprogress = (e) => { if (e.lengthComputable) told(e.loaded / e.total); };
		r.onerror = () => reject(new ApiError({ status: 0, title: ti.notSent }));
		r.onload = () => {
			let answer: unknown = {};
			try { answer = JSON.parse(r.responseText); } catch { /* told by the status */ }
			if (r.status === 201) resolve(answer as { id: string });
			else reject(new ApiError({ ...(answer as Problem), status: r.status, title: (answer as Problem).title ?? ti.uploadFailed }));
		};
		r.send(file);
	});
}

function NewImport() {
	const [file, setFile] = useState<File | null>(null), kinds = Object.keys(ti.kinds).filter((k) => has("imports:run") || k === "reads" || k === "nem12"), [kind, setKind] = useState(kinds.find((k) => k === query.value.get("kind")) ?? kinds[0]!), [share, setShare] = useState(0), [over, setOver] = useState(false);
	const input = useRef<HTMLInputElement>(null), work = useWork({});
	const take = (f: File | null | undefined) => { if (f) setFile(f); };
	const begin = () => {
		if (work.refuse(!file ? { "i-file": ti.needFile } : file.size > LARGEST ? { "i-file": ti.tooLarge } : {})) return;
		void work.run(async () => {
			setShare(0);
			const { id: file_id } = await upload(file!, setShare);
			const { id } = await call<{ id: string }>("POST", "/imports", { body: { kind, file_id } });
			changed("/imports");
			go(`/settings/imports/${id}`);
		});
	};
	return <Panel title={ti.new} icon="download">
		<form class="import-form" onSubmit={(e) => { e.preventDefault(); begin(); }}>
			<FormProblem title={ti.uploadFailed} problem={work.rest} />
			<fieldset class="check-group"><legend>{ti.kind}</legend><div class="options">
				{kinds.map((k) => <label key={k} class="option"><input type="radio" name="kind" value={k} checked={kind === k} onChange={() => setKind(k)} /><b>{ti.kinds[k]}</b><span class="help">{ti.kindHelp[k]}</span></label>)}</div></fieldset>
			<Field id="i-file" label={ti.file} help={ti.limit} error={work.faults["i-file"]}>{(a) => <div class="drop" data-over={over ? "" : undefined}
				onDragOver={(e) => { e.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={(e) => { e.preventDefault(); setOver(false); take(e.dataTransfer?.files[0]); }}>
				<b>{file ? ti.chosen(file.name, ti.size(file.size)) : ti.drop}</b>
				<input {...a} ref={input} class="vh" type="file" accept=".csv,.txt,.tsv,text/csv" tabIndex={-1} onChange={(e) => take((e.target as HTMLInputElement).files?.[0])} />
				<Button onClick={() => input.current?.click()}>{file ? ti.other : ti.choose}</Button></div>}</Field>
			{work.busy && share > 0 && <progress class="bar" max={1} value={share} aria-label={ti.uploading(Math.round(share * 100))} />}
			<div class="form-actions"><Button kind="primary" type="submit" busy={work.busy} busyText={ti.uploading(Math.round(share * 100))}>{ti.upload}</Button></div>
		</form></Panel>;
}

export default function Imports(_: PageProps) {
	useTitle(ti.title);
	const list = useList<ImportSummary>("/imports");
	return <>
		<PageHead title={t.settings.title} lead={ti.lead} />
		<SettingsTabs />
		<NewImport />
		<Table<ImportSummary> caption={ti.caption} what={ti.what} list={list} rowKey={(r) => r.id} rowName={(r) => r.file.name}
			columns={[
				{ key: "file", title: ti.columns.file, slot: "who", cell: (r) => <span class="two"><a href={url`/settings/imports/${r.id}`}>{r.file.name}</a><span class="muted">{ti.size(r.file.bytes)}</span></span> },
				{ key: "kind", title: ti.columns.kind, cell: (r) => ti.kinds[r.kind] },
				{ key: "state", title: ti.columns.state, slot: "status", cell: (r) => <Status of={({ done: "posted", mapping: "open", running: "pending" } as Record<string, string>)[r.state] ?? r.state} word={ti.states[r.state]} /> },
				{ key: "rows", title: ti.columns.rows, slot: "amount", cell: (r) => number(r.rows_in) },
				{ key: "refused", title: ti.columns.refused, right: true, cell: (r) => number(r.refused) },
				{ key: "by", title: ti.columns.by, cell: (r) => r.created_by.name },
				{ key: "at", title: ti.columns.at, slot: "side", cell: (r) => instantRow(r.created_at) },
			]}
			empty={<Empty title={ti.empty} text={ti.emptyHelp} />} />
	</>;
}
