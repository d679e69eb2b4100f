/* A tariff from nothing: the draft that is then edited. */
import { useState } from "preact/hooks";
import { call } from "../api/client";
import type { TariffDetail } from "../api/tariffs";
import { changed } from "../app/data";
import { go } from "../app/router";
import { t } from "../strings";
import { tariffWords } from "../strings/tariffs";
import { Button } from "../ui/base";
import { Dialog, toast } from "../ui/float";
import { FormProblem, SelectField, Summary, TextField, type Faults } from "../ui/form";
import { useWork } from "../ui/work";

const w = tariffWords.created;
export const CODE = /^[A-Za-z0-9._-]{1,32}$/;
export const codeOf = (name: string) => name.toUpperCase().replace(/[^A-Z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 32);

export default function NewTariff({ onClose }: { onClose: () => void }) {
	const [name, setName] = useState(""), [code, setCode] = useState<string | null>(null), [utility, setUtility] = useState("water"), [from, setFrom] = useState("");
	const work = useWork({ "/name": "n-name", "/code": "n-code", "/utility": "n-utility", "/effective_on": "n-from" });
	const save = () => {
		const f: Faults = {}, c = code ?? codeOf(name);
		if (!name.trim()) f["n-name"] = w.nameNeeded;
		if (!CODE.test(c)) f["n-code"] = w.codeNeeded;
		if (work.refuse(f)) return;
		void work.run(async () => {
			const made = await call<TariffDetail>("POST", "/tariffs", { body: { name: name.trim(), code: c, utility, ...(from ? { effective_on: from } : {}) } });
			changed("/tariffs");
			toast(w.done(made.name));
			onClose();
			go(`/tariffs/${made.id}?tab=edit`);
		});
	};
	return <Dialog title={w.title} onClose={onClose} onSubmit={save} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind="primary" type="submit" busy={work.busy} busyText={w.adding}>{w.add}</Button></>}>
		<Summary title={t.common.fix(Object.keys(work.faults).length)} faults={work.faults} seq={work.seq} /><FormProblem title={t.problem.title(w.add)} problem={work.rest} />
		<TextField id="n-name" label={w.name} value={name} onValue={setName} error={work.faults["n-name"]} maxLength={120} autoComplete="off" />
		<TextField id="n-code" label={w.code} help={w.codeHelp} value={code ?? codeOf(name)} onValue={setCode} error={work.faults["n-code"]} maxLength={32} autoComplete="off" spellcheck={false} />
		<div class="pair"><SelectField id="n-utility" label={w.utility} value={utility} onValue={setUtility} options={Object.entries(tariffWords.utilities)} error={work.faults["n-utility"]} />
			<TextField id="n-from" label={w.from} help={w.fromHelp} type="date" value={from} onValue={setFrom} error={work.faults["n-from"]} optional /></div>
	</Dialog>;
}
