/* Follows a payment that waits for another person, and goes on to its receipt. */
import { useEffect, useRef } from "preact/hooks";
import { url } from "../api/client";
import type { Approval } from "../api/types";
import { changed, useGet } from "../app/data";
import { instant, money } from "../app/format";
import { go } from "../app/router";
import { has } from "../app/session";
import { t } from "../strings";
import { approvalWords } from "../strings/approvals";
import { paid as w } from "../strings/paid";
import { Bones, Button, Facts, Failed, LinkButton, PageHead, Status } from "../ui/base";
import { Icon } from "../ui/icons";

const back = { href: "/payments", label: t.record.back };
export default function Waiting({ id, onAnother }: { id: string; onAnother: () => void }) {
	const first = useGet<Approval>(url`/approvals/${id}`), over = first.data && first.data.state !== "waiting" && first.data.state !== "approved";
	const got = useGet<Approval>(url`/approvals/${id}`, over ? 0 : 2000), a = got.data, ref = useRef<HTMLHeadingElement>(null);
	useEffect(() => { scrollTo(0, 0); ref.current?.focus(); }, [!a]);
	useEffect(() => {
		if (a?.state !== "used") return;
		changed("/payments", "/receivables", "/accounts", "/bills", "/instalments", "/credit-notes");
		go(a.result ? `/payments/new?done=${a.result.id}` : "/payments", { replace: true });
	}, [a?.state]);
	const head = <PageHead title={t.record.title} back={back} />;
	if (!a) return <>{head}<div class="panel">{got.problem ? <Failed what={approvalWords.what} problem={got.problem} again={got.again} /> : <Bones rows={4} what={approvalWords.what} />}</div></>;
	const bad = a.state === "rejected" || a.state === "expired" || a.state === "failed";
	return <>{head}<div class="narrow-page"><section class="panel" aria-labelledby="waits">
		<div class="done"><span class="sign" data-tone={bad ? "bad" : "warn"}><Icon name={bad ? "fail" : "clock"} /></span><h2 id="waits" tabIndex={-1} ref={ref}>{a.state === "approved" || a.state === "used" ? w.wait.approved : a.state === "rejected" ? w.wait.rejected(a.decided_by?.name ?? "", a.reason ?? "") : a.state === "expired" ? w.wait.expired : a.state === "failed" ? w.wait.failed : w.wait.title}</h2>
			<p role="status">{bad ? (a.state === "rejected" ? w.wait.rejectedText : a.state === "expired" ? w.wait.expiredText : w.wait.failedText) : w.wait.text}</p></div>
		<Facts one of={[[w.wait.amount, money(a.amount)], [w.wait.state, <Status of={a.state} />], [w.wait.asked, instant(a.requested_at)], a.state === "waiting" && [w.wait.expires, instant(a.expires_at)]]} />
		{!bad && <div class="panel-note"><p>{w.wait.other}</p></div>}
		<div class="dialog-foot done-foot"><LinkButton href="/">{w.done.home}</LinkButton>{has("approvals:read") && <LinkButton href={`/approvals?open=${a.id}`}>{w.wait.open}</LinkButton>}<Button onClick={onAnother}>{bad ? w.wait.again : w.done.another}</Button></div>
	</section></div></>;
}
