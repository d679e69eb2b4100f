/* A published file becomes a draft; what could not be taken over is shown before one goes on. */
import { useRef, useState } from "preact/hooks";
import { ApiError, call, withQuery } from "../api/client";
import type { TariffDetail } from "../api/tariffs";
import type { Problem } from "../api/types";
import { changed } from "../app/data";
import { go } from "../app/router";
import { bearer } from "../app/session";
import { t } from "../strings";
import { tariffWords } from "../strings/tariffs";
import { Banner, Button } from "../ui/base";
import { Dialog } from "../ui/float";
import { Field, FormProblem, SelectField, Summary, TextField, type Faults } from "../ui/form";
import { Icon } from "../ui/icons";
import { useWork } from "../ui/work";
import { CODE, codeOf } from "./create";
import { LeftOut } from "./left_out";

const w = tariffWords.imported, c = tariffWords.created, LARGEST = 4 * 1024 * 1024;
const UNITS = ["CCF", "kgal", "gal", "m3", "kL", "cf", "Mcf"];

async function upload(file: File, format: string): Promise<string> {
	await call("GET", "/tariffs?limit=1");		/* a token that is good for now */
	let answer: Response;
	try {
		answer = await fetch(`/api/v1${withQuery("/files", { name: file.name })}`, { method: "POST", body: file,
			headers: { Authorization: `Bearer ${bearer()}`, "Content-Type": format === "urdb" ? "application/json" : "application/yaml" } });
	} catch { throw new ApiError({ status: 0, title: "" }); }
	const told = await answer.json().catch(() => ({})) as Problem & { id: string };
	if (!answer.ok) throw new ApiError({ ...told, status: answer.status, title: told.title ?? w.failed });
	return told.id;
}

export default function ImportTariff({ onClose }: { onClose: () => void }) {
	const [file, setFile] = useState<File | null>(null), [over, setOver] = useState(false), [format, setFormat] = useState("owrs"), [name, setName] = useState(""), [code, setCode] = useState<string | null>(null);
	const [utility, setUtility] = useState("water"), [from, setFrom] = useState(""), [unit, setUnit] = useState(""), [cls, setCls] = useState(""), [made, setMade] = useState<TariffDetail | null>(null);
	const input = useRef<HTMLInputElement>(null);
	const work = useWork({ "/file_id": "m-file", "/code": "m-code", "/name": "m-name", "/utility": "m-utility", "/effective_on": "m-from", "/unit": "m-unit", "/class": "m-class" });
	const take = (f: File | null | undefined) => {
		if (!f) return;
		setFile(f);
		work.refuse({});
		const urdb = /\.json$/i.test(f.name);
		setFormat(urdb ? "urdb" : "owrs"); setUtility(urdb ? "electric" : "water");
	};
	const given = code ?? codeOf(name || (file?.name ?? "").replace(/\.[^.]+$/, ""));
	const begin = () => {
		const f: Faults = {};
		if (!file) f["m-file"] = w.needFile; else if (file.size > LARGEST) f["m-file"] = w.tooLarge;
		if (!CODE.test(given)) f["m-code"] = c.codeNeeded;
		if (work.refuse(f)) return;
		void work.run(async () => {
			const file_id = await upload(file!, format), said = Object.fromEntries(Object.entries({ name: name.trim(), effective_on: from, unit: format === "owrs" ? unit : "", class: format === "urdb" ? cls.trim() : "" }).filter(([, v]) => v));
			const draft = await call<TariffDetail>("POST", "/tariffs/import", { body: { file_id, format, code: given, utility, ...said } });
			changed("/tariffs");
			setMade(draft);
		});
	};
	if (made) return <Dialog title={w.result(made.name)} wide onClose={onClose} onSubmit={() => { onClose(); go(`/tariffs/${made.id}`); }} foot={<><Button onClick={onClose}>{w.close}</Button><Button kind="primary" type="submit" data-first="">{w.openDraft}</Button></>}>
		{made.left_out.length ? <><Banner tone="warn" title={w.some(made.left_out.length)} role="status" /><LeftOut of={made.left_out} /></> : <Banner tone="info" title={w.all} role="status" />}
	</Dialog>;
	return <Dialog title={w.title} wide onClose={onClose} onSubmit={begin} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={w.going}>{w.go}</Button></>}>
		<Summary title={t.common.fix(Object.keys(work.faults).length)} faults={work.faults} seq={work.seq} /><FormProblem title={w.failed} problem={work.rest} />
		<Field id="m-file" label={w.file} help={w.fileHelp} error={work.faults["m-file"]}>{(a) => <div class="pick-file" data-over={over ? "" : undefined}
			onDragOver={(e) => { e.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={(e) => { e.preventDefault(); setOver(false); take(e.dataTransfer?.files[0]); }}>
			<Button {...a} data-first="" onClick={() => input.current?.click()}><Icon name="download" />{file ? file.name : w.choose}</Button>{!file && <span class="help not-phone">{w.drop}</span>}
			<input ref={input} class="vh" type="file" tabIndex={-1} aria-hidden="true" accept=".owrs,.yaml,.yml,.json,application/json,application/yaml,text/yaml" onChange={(e) => take((e.target as HTMLInputElement).files?.[0])} /></div>}</Field>
		<div class="pair"><SelectField id="m-format" label={w.format} value={format} onValue={setFormat} options={[["owrs", w.owrs], ["urdb", w.urdb]]} />
			<SelectField id="m-utility" label={c.utility} value={utility} onValue={setUtility} options={Object.entries(tariffWords.utilities)} error={work.faults["m-utility"]} /></div>
		<div class="pair"><TextField id="m-name" label={c.name} help={w.nameHelp} value={name} onValue={setName} error={work.faults["m-name"]} maxLength={120} autoComplete="off" optional />
			<TextField id="m-code" label={c.code} help={w.codeHelp} value={given} onValue={setCode} error={work.faults["m-code"]} maxLength={32} autoComplete="off" spellcheck={false} /></div>
		<div class="pair"><TextField id="m-from" label={w.from} help={w.fromHelp} type="date" value={from} onValue={setFrom} error={work.faults["m-from"]} optional />
			{format === "owrs" ? <SelectField id="m-unit" label={w.unit} help={w.unitHelp} value={unit} onValue={setUnit} options={[["", w.unitFile], ...UNITS.map((u): [string, string] => [u, u])]} error={work.faults["m-unit"]} />
			: <TextField id="m-class" label={w.class} help={w.classHelp} value={cls} onValue={setCls} error={work.faults["m-class"]} maxLength={40} placeholder="RESIDENTIAL" autoComplete="off" spellcheck={false} optional />}</div>
	</Dialog>;
}
