/* A payment by phone begins with knowing who is calling. */
import { useState } from "preact/hooks";
import { call, url } from "../api/client";
import type { Account } from "../api/types";
import { changed } from "../app/data";
import { clockZoned } from "../app/format";
import { may } from "../app/session";
import { counter as w } from "../strings/counter";
import { t } from "../strings";
import { Banner, Button } from "../ui/base";
import { CheckLine, FormProblem } from "../ui/form";
import { useWork } from "../ui/work";
import type { CallerCheck } from "./callers";

const MARKS = ["name", "address", "phone", "last_payment", "meter"];
export interface CallerProps { account: Account; check: CallerCheck | null | undefined; error?: string }
export default function Caller({ account, check, error }: CallerProps) {
	const [said, setSaid] = useState<string[]>([]), work = useWork({ "/matched": "caller" });
	const mayCheck = may("POST /api/v1/accounts/:id/caller-checks");
	if (check?.has_passed) return <Banner tone="info" title={w.caller.passed(check.by.name, clockZoned(new Date(check.at)))} role="status" />;
	const save = (passed: boolean) => void work.run(async () => {
		await call("POST", url`/accounts/${account.id}/caller-checks`, { body: { matched: passed ? said : [], has_passed: passed } });
		changed(url`/accounts/${account.id}/caller-checks`);
	});
	return <section class="panel" aria-labelledby="s-caller"><div class="form-section" id="caller" tabIndex={-1}>
		<div class="form-head"><h2 id="s-caller">{w.caller.title}</h2></div>
		{check && <Banner tone="bad" title={w.caller.refused} role="status" />}
		<FormProblem title={t.problem.title(w.caller.title)} problem={work.rest ?? work.faults.caller ?? error ?? null} />
		<p class="help">{w.caller.text}</p>
		{mayCheck && <><div class="checks checks-2">{MARKS.map((m) => <CheckLine key={m} label={w.caller.marks[m] ?? m} checked={said.includes(m)} onValue={(on) => setSaid(on ? [...said, m] : said.filter((x) => x !== m))} />)}</div>
		<div class="row-acts"><Button kind={said.length >= 2 ? "primary" : "plain"} busy={work.busy} busyText={w.caller.doing} onClick={() => { if (!work.refuse(said.length < 2 ? { caller: w.caller.need(2) } : {})) save(true); }}>{w.caller.do}</Button><Button onClick={() => save(false)}>{w.caller.failed}</Button><span class="help" role="status">{w.caller.of(said.length, 2)}</span></div></>}
	</div></section>;
}
