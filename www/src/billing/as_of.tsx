/* Of when the figures of a cycle are, and a way to ask again; that they could not be had anew. */
import { clockZoned, instantZoned } from "../app/format";
import { refresh, scopeKey, told } from "../metrics/ask";
import type { Scope } from "../metrics/scope";
import { metricWords as w } from "../strings/metrics";
import { Banner, problemText } from "../ui/base";
import { Icon } from "../ui/icons";

export function AsOf({ scope }: { scope: Scope }) {
	const answer = told.value[scopeKey(scope)], time = answer && clockZoned(new Date(answer.as_of));
	return <div class="as-of">{answer && <p class="help"><time dateTime={answer.as_of} title={instantZoned(answer.as_of)}>{w.asOfTime(time!)}</time></p>}<button type="button" class="icon-btn icon-btn-small" aria-label={w.refresh} onClick={refresh}><Icon name="refresh" /></button></div>;
}
export function Late({ scope }: { scope: Scope }) {
	const answer = told.value[scopeKey(scope)];
	return answer?.problem ? <Banner tone="warn" title={w.late(clockZoned(new Date(answer.as_of)), problemText(answer.problem))} role="status"><p>{w.again}</p></Banner> : null;
}
