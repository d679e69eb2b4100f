/* What became of something that another person has to decide: ?approval=ID in the page's address. */
import { useEffect } from "preact/hooks";
import { url } from "../api/client";
import type { Approval } from "../api/types";
import { changed, useGet } from "../app/data";
import { query, setQuery } from "../app/router";
import { has } from "../app/session";
import { t } from "../strings";
import { followWords } from "../strings/follow";
import { Banner, Button } from "./base";
import { toast } from "./float";

const MONEY = ["/accounts", "/receivables", "/bills", "/charges", "/credit-notes", "/plans", "/payments", "/consumers", "/approvals?"];
export const moneyMoved = () => changed(...MONEY);
const pageOf: Record<string, string> = { payment: "/payments/", charge: "/charges/", credit_note: "/credit-notes/", plan: "/plans/" };

export function FollowApproval() {
	const id = query.value.get("approval");
	return id ? <Follow key={id} id={id} /> : null;
}
function Follow({ id }: { id: string }) {
	const got = useGet<Approval>(url`/approvals/${id}`, 1500), a = got.data, w = followWords;
	useEffect(() => { if (a && a.state !== "waiting" && a.state !== "approved") moneyMoved(); }, [a?.state]);
	if (got.problem && !a) return null;
	const link = has("approvals:read") && <p><a class="link" href={`/approvals?open=${id}`}>{w.open}</a></p>;
	const close = <Button small onClick={() => setQuery({ approval: null })}>{t.common.dismiss}</Button>;
	const who = a?.decided_by?.name ?? "", made = a?.result?.type && a.result.id && pageOf[a.result.type] ? pageOf[a.result.type]! + a.result.id : null;
	if (!a || a.state === "waiting") return <Banner tone="warn" title={w.waiting} role="status"><p>{w.waitingText}</p>{link}</Banner>;
	if (a.state === "approved") return <Banner tone="info" title={w.approved} role="status">{link}</Banner>;
	if (a.state === "used") return <Banner tone="info" title={w.done(who)} role="status"><p>{w.doneText}{made && <> <a class="link" href={made}>{w.result}</a></>}</p>{close}</Banner>;
	if (a.state === "rejected") return <Banner tone="bad" title={w.rejected(who)} role="status"><p>{w.rejectedText(a.reason ?? "")}</p>{close}</Banner>;
	return <Banner tone="bad" title={a.state === "expired" ? w.expired : w.failed} role="status"><p>{a.state === "expired" ? w.expiredText : w.failedText}</p>{close}</Banner>;
}
/* After a 202: the page at hand follows, and says so. */
export function waits(approvalId: string | undefined) {
	if (approvalId) setQuery({ approval: approvalId });
	toast(followWords.waiting, { text: followWords.waitingText });
}
