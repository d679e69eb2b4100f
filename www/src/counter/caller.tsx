/* A payment by phone begins with knowing who is calling. */
import { useState } from "preact/hooks";
import { call, url } from "../api/client";
import type { Account, Payment } from "../api/types";
import { changed } from "../app/data";
import { clockZoned, date, money } from "../app/format";
import { may } from "../app/session";
import { counter as w } from "../strings/counter";
import { t } from "../strings";
import { Banner, Button } from "../ui/base";
import { CheckLine, FormProblem } from "../ui/form";
import { Icon } from "../ui/icons";
import { useWork } from "../ui/work";
import type { CallerCheck } from "./callers";

/* What the caller may know, and what is right; of two, one that does not stand on every envelope. */
const OPEN = ["name", "service_address", "account_number"];
type Known = Account & { meters?: { number: string }[] };
function marks(a: Known, last: Payment | undefined): [string, string][] {
	return ([["name", a.consumer.name], ["service_address", `${a.street}, ${a.city}`], ["phone", a.consumer.phone], ["email", a.consumer.email], ["meter_number", a.meters?.map((m) => m.number).join(", ")], ["last_payment_amount", last && money(last.amount)], ["last_payment_on", last && date(last.paid_on)]] as [string, string | null | undefined][])
		.filter((m): m is [string, string] => !!m[1]);
}
export interface CallerProps { account: Account; check: CallerCheck | null | undefined; last?: Payment; error?: string }
export default function Caller({ account, check, last, error }: CallerProps) {
	const [said, setSaid] = useState<string[]>([]), work = useWork({ "/matched": "caller" });
	const enough = said.length >= 2 && said.some((m) => !OPEN.includes(m));
	const mayCheck = may("POST /api/v1/accounts/:id/caller-checks");
	if (check?.has_passed) return <Banner tone="info" title={w.caller.passed(check.by.name, clockZoned(new Date(check.at)))} role="status" />;
	const save = (passed: boolean) => void work.run(async () => {
		await call("POST", url`/accounts/${account.id}/caller-checks`, { body: { matched: said, passed } });
		changed(url`/accounts/${account.id}/caller-checks`);
	});
	return <section class="panel" aria-labelledby="s-caller"><div class="form-section" id="caller" tabIndex={-1}>
		<div class="form-head"><h2 id="s-caller">{w.caller.title}</h2></div>
		{check && <Banner tone="bad" title={w.caller.refused} role="status" />}
		<FormProblem title={t.problem.title(w.caller.do)} problem={work.rest} />
		{(work.faults.caller ?? error) && <p class="error" role="alert"><Icon name="alert" /><span>{work.faults.caller ?? error}</span></p>}
		<p class="help">{w.caller.text}</p>
		{mayCheck && <><div class="checks checks-2">{marks(account, last).map(([m, right]) => <CheckLine key={m} label={w.caller.marks[m] ?? m} help={right} checked={said.includes(m)} onValue={(on) => setSaid(on ? [...said, m] : said.filter((x) => x !== m))} />)}</div>
		<div class="row-acts"><Button kind={enough ? "primary" : "plain"} busy={work.busy} busyText={w.caller.doing} onClick={() => { if (!work.refuse(!enough ? { caller: w.caller.need } : {})) save(true); }}>{w.caller.do}</Button><Button onClick={() => save(false)}>{w.caller.failed}</Button><span class="help" role="status">{w.caller.of(said.length)}</span></div></>}
	</div></section>;
}
