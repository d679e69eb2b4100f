import { useState } from "preact/hooks";
import { url } from "../api/client";
import type { ConsumerDetail } from "../api/desk";
import { useChoices } from "../app/choices";
import { useGet } from "../app/data";
import { date, dayOf, money, number } from "../app/format";
import type { PageProps } from "../app/pages";
import { may } from "../app/session";
import { t } from "../strings";
import { consumerWords } from "../strings/people";
import { Banner, Bones, Button, Empty, Facts, Failed, PageHead, Panel, Pill, Status, useTitle, Value } from "../ui/base";
import { Contacts } from "../account/contacts";
import { EditConsumer } from "../dialogs";

const w = consumerWords;
export default function ConsumerPage({ params }: PageProps) {
	const got = useGet<ConsumerDetail>(url`/consumers/${params.id!}`), c = got.data, modes = useChoices("payment_mode"), [edit, setEdit] = useState(false);
	useTitle(c ? c.name : w.detail);
	const back = { href: "/consumers", label: w.back };
	if (!c) return <><PageHead back={back} title={got.problem ? "" : w.detail} /><div class="panel">{got.problem ? <Failed what={w.what} problem={got.problem} again={got.again} level={1} /> : <Bones rows={6} what={w.what} />}</div></>;
	return <>
		<PageHead back={back} title={<div class="headline"><h1 tabIndex={-1}>{c.name}</h1><Pill tone="still" icon={c.kind === "firm" ? "people" : "person"}>{w.kinds[c.kind]}</Pill></div>} actions={may("PATCH /api/v1/consumers/:id") && <Button onClick={() => setEdit(true)}>{w.edit}</Button>}><p class="num">{c.number}</p></PageHead>
		{c.circumstances && <Banner tone="warn" icon="info" title={w.circumstances}><p class="note-text">{c.circumstances}</p></Banner>}
		<div class="cols cols-detail">
			<div class="stack">
				<Panel title={w.accounts} icon="pin">{!c.accounts.length ? <Empty title={w.noAccounts} text={w.noAccountsHelp} /> : <table class="table table-plain cards mini" role="table"><caption class="vh">{w.accountsCaption(c.name)}</caption>
					<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col" class="c-id">{t.accounts.number}</th><th role="columnheader" scope="col" class="c-who">{t.accounts.street}</th><th role="columnheader" scope="col" class="c-amount r">{t.accounts.owed}</th><th role="columnheader" scope="col" class="r col-wide">{w.credit}</th><th role="columnheader" scope="col" class="c-status">{t.accounts.status}</th></tr></thead>
					<tbody role="rowgroup">{c.accounts.map((a) => <tr key={a.id} role="row"><td role="cell" class="c-id id"><a href={`/accounts/${a.id}`}>{a.number}</a></td><td role="cell" class="c-who"><span class="two">{a.street}{a.city && `, ${a.city}`}</span></td><td role="cell" class={a.owed.amount ? "c-amount r" : "c-amount r muted"}>{money(a.owed)}</td><td role="cell" class={a.credit.amount ? "r col-wide" : "r col-wide muted"}>{money(a.credit)}</td><td role="cell" class="c-status"><Status of={a.status} /></td></tr>)}</tbody></table>}</Panel>
				{may("GET /api/v1/consumers/:id/contacts") && <Contacts consumerId={c.id} phone={c.phone} email={c.email} />}
			</div>
			<div class="stack">
				<Panel title={w.totals} icon="money"><div class="balance"><p class="help">{w.owed}</p><p><Value of={c.totals.owed} /></p></div><Facts one of={[[w.credit, money(c.totals.credit)], [w.count, number(c.totals.accounts)],
					may("GET /api/v1/payments") && [w.payments, <a class="link" href={`/payments?consumer_id=${c.id}`}>{w.allPayments}</a>], may("GET /api/v1/credit-notes") && [w.creditNotes, <a class="link" href={`/credit-notes?consumer_id=${c.id}`}>{w.allCreditNotes}</a>]]} /></Panel>
				<Panel title={w.facts} icon="person"><Facts one of={[[w.number, c.number], [w.phone, c.phone], [w.email, c.email], [w.method, modes.name(c.preferred_method) || null], [w.since, date(dayOf(c.created_at))]]} /></Panel>
			</div>
		</div>
		{edit && <EditConsumer consumer={c} onClose={() => setEdit(false)} />}
	</>;
}
