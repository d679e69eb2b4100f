/*
 * The counter: find who is paying, choose what is paid and how, read it in words, record it.  The
 * form's code comes while one looks for the payer.
 */
import { useEffect } from "preact/hooks";
import type { PageProps } from "../app/pages";
import { query, setQuery } from "../app/router";
import { Find } from "../counter/find";
import { keep, unanswered } from "../counter/draft";
import { t } from "../strings";
import { counter as w } from "../strings/counter";
import { Bones, PageHead, useTitle } from "../ui/base";
import { lazy } from "../ui/lazy";

const bones = () => <div class="panel"><Bones rows={5} what={t.record.title} /></div>;
const form = () => import("../counter/counter");
const Counter = lazy<{ account: string }>(t.record.title, form, bones);
const Done = lazy<{ id: string; onAnother: () => void }>(t.record.title, () => import("../counter/done"), bones);
const Waiting = lazy<{ id: string; onAnother: () => void }>(t.record.title, () => import("../counter/waiting"), bones);

export default function Record(_: PageProps) {
	useTitle(t.record.title);
	const account = query.value.get("account"), done = query.value.get("done"), waits = query.value.get("waiting");
	/* Come back to where an answer is missing. */
	useEffect(() => { const d = unanswered(); if (d && !account && !done && !waits) setQuery({ account: d.account }); }, []);
	useEffect(() => { void form().catch(() => undefined); }, []);
	const another = () => { keep(null); setQuery({ account: null, bill: null, type: null, done: null, waiting: null }); };
	if (done) return <Done key={done} id={done} onAnother={another} />;
	if (waits) return <Waiting key={waits} id={waits} onAnother={another} />;
	return <>
		<PageHead title={t.record.title} lead={t.record.lead} back={{ href: "/payments", label: t.record.back }} />
		{account ? <Counter key={account} account={account} /> : <div class="cols cols-form">
			<div class="stack">
				<section class="panel" aria-label={t.record.find}><Find onPick={(a) => setQuery({ account: a.id, bill: null, type: null })} /></section>
				<section class="panel not-phone" aria-label={w.shortcuts.title}><dl class="keys keys-wide">{w.shortcuts.keys.map(([k, what]) => <div key={k}><dt>{k.split(" ").map((p) => <kbd key={p}>{p}</kbd>)}</dt><dd>{what}</dd></div>)}</dl></section>
			</div>
			<aside class="panel not-phone" aria-labelledby="s-review"><div class="panel-head"><h2 id="s-review">{w.review.title}</h2><div class="end">{w.review.nothing}</div></div><div class="review"><p class="review-words">{w.review.start}</p></div></aside>
		</div>}
	</>;
}
