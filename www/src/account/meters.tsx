/* An account's services, the meters that measure them with their history, and their reads. */
import { useState } from "preact/hooks";
import { url, withQuery } from "../api/client";
import type { AccountDetail } from "../api/desk";
import type { Meter, MeterSpan, Read, Service } from "../api/reads";
import type { Page } from "../api/types";
import { useGet, useList } from "../app/data";
import { date, milli } from "../app/format";
import { may } from "../app/session";
import { ChangeMeter, DropRead, EditService, InstallMeter, mayRecord, readColumns, ReadMenu, RecordRead, ReplaceRead, SwapMeter } from "../billing/read_parts";
import { t } from "../strings";
import { rw } from "../strings/reads";
import { Bones, Button, Empty, Failed, Panel } from "../ui/base";
import { Dialog, MenuItem } from "../ui/float";
import { Table } from "../ui/table";

type Open = { what: "record" | "swap" | "remove" | "change" | "history"; meter: Meter } | { what: "replace" | "drop"; read: Read } | { what: "install"; service: Service } | { what: "service"; service: Service | null } | null;

function History({ meter: m, onClose }: { meter: Meter; onClose: () => void }) {
	const got = useGet<Page<MeterSpan>>(url`/meters/${m.id}/spans`), w = rw.span;
	return <Dialog title={rw.meters.historyOf(m.number)} wide onClose={onClose} form={false} foot={<Button onClick={onClose}>{t.common.close}</Button>}>
		{!got.data ? got.problem ? <Failed what={rw.meters.history} problem={got.problem} again={got.again} /> : <Bones rows={3} what={rw.meters.history} />
		: <div class="scroll-x" tabIndex={0} role="region" aria-label={rw.meters.historyOf(m.number)}><table class="table table-plain"><caption class="vh">{rw.meters.historyOf(m.number)}</caption>
			<thead><tr><th scope="col">{w.from}</th><th scope="col">{w.to}</th><th scope="col">{w.account}</th><th scope="col">{w.reason}</th><th scope="col" class="r">{w.start}</th><th scope="col" class="r">{w.end}</th></tr></thead>
			<tbody>{got.data.data.map((s) => <tr key={s.from_on}><td class="num">{date(s.from_on)}</td><td class="num">{s.to_on ? date(s.to_on) : w.now}</td><td class="num">{s.account.number}</td>
				<td>{w.reasons[s.reason]}<span class="muted"> {s.unit}{s.multiplier_milli !== 1000 && ` ${rw.meters.multiplier(milli(s.multiplier_milli))}`}{s.digits && `, ${rw.meters.digits(s.digits)}`}</span></td>
				<td class="r num">{s.start_milli === null ? t.common.none : milli(s.start_milli)}</td><td class="r num">{s.end_milli === null ? t.common.none : milli(s.end_milli)}</td></tr>)}</tbody></table></div>}
	</Dialog>;
}

function Services({ list, record, onOpen }: { list: Service[]; record: boolean; onOpen: (o: Open) => void }) {
	const w = rw.service;
	return <Panel title={w.title} icon="bolt" end={record && <Button small icon="plus" onClick={() => onOpen({ what: "service", service: null })}>{w.add}</Button>}>
		{!list.length ? <Empty title={w.none} text={w.noneHelp} />
		: <ul class="rows">{list.map((s) => <li class="row row-top" key={s.id}><div class="row-main"><b class="medium">{rw.utilities[s.utility] ?? s.utility}</b> <span class="num">{s.class}</span>{s.tariff_code && <span class="muted"> · {s.tariff_code}</span>}
			<span class="help">{[`${w.started} ${date(s.started_on)}`, s.ended_on && w.ended(date(s.ended_on)), ...Object.entries(s.attributes).map(([k, v]) => `${k.replace(/_/g, " ")} ${v}`)].filter(Boolean).join(" · ")}</span></div>
			{record && s.status === "active" && <span class="row-end"><Button small onClick={() => onOpen({ what: "install", service: s })}>{rw.install.menu}</Button> <Button small onClick={() => onOpen({ what: "service", service: s })}>{w.edit}</Button></span>}</li>)}</ul>}
	</Panel>;
}

function MeterTable({ accountId, record, onOpen }: { accountId: string; record: boolean; onOpen: (o: Open) => void }) {
	const list = useList<Meter>(withQuery("/meters", { account_id: accountId })), w = rw.meters;
	return <Table<Meter> caption={w.caption} what={w.title} list={list} rowKey={(m) => m.id} rowName={(m) => m.number}
		menu={(m) => <>{record && !m.removed_on && m.kind !== "interval" && <MenuItem icon="plus" onClick={() => onOpen({ what: "record", meter: m })}>{w.record}</MenuItem>}
			<MenuItem icon="clock" onClick={() => onOpen({ what: "history", meter: m })}>{w.history}</MenuItem>
			{record && !m.removed_on && <><MenuItem icon="refresh" onClick={() => onOpen({ what: "swap", meter: m })}>{rw.swap.menu}</MenuItem>
				<MenuItem icon="sliders" onClick={() => onOpen({ what: "change", meter: m })}>{rw.change.menu}</MenuItem>
				<MenuItem icon="ban" danger onClick={() => onOpen({ what: "remove", meter: m })}>{rw.remove.menu}</MenuItem></>}</>}
		columns={[
			{ key: "number", title: w.number, slot: "id", cell: (m) => <span class="num medium">{m.number}</span> },
			{ key: "kind", title: w.kind, slot: "who", cell: (m) => <span class="two">{rw.utilities[m.utility] ?? m.utility}<span class="muted">{rw.kinds[m.kind]}</span></span> },
			{ key: "unit", title: w.unit, cell: (m) => <>{m.unit || t.common.none}{m.multiplier_milli !== 1000 && <span class="muted"> {w.multiplier(milli(m.multiplier_milli))}</span>}{m.size && <span class="muted"> · {m.size}</span>}</> },
			{ key: "installed", title: w.installed, slot: "side", cell: (m) => <span class="num">{m.installed_on ? date(m.installed_on) : t.common.none}{m.removed_on && <span class="muted"> · {w.removed(date(m.removed_on))}</span>}</span> },
			...(record ? [{ key: "do", title: rw.title, slot: "status" as const, cell: (m: Meter) => m.removed_on || m.kind === "interval" ? null : <Button small onClick={() => onOpen({ what: "record", meter: m })}>{w.record}<span class="vh"> {m.number}</span></Button> }] : []),
		]} empty={<Empty title={w.none} text={w.noneHelp} />} />;
}

export default function Meters({ account: a }: { account: AccountDetail }) {
	const [open, setOpen] = useState<Open>(null), close = () => setOpen(null), see = may("GET /api/v1/meters"), record = mayRecord();
	const services = useGet<Page<Service>>(see ? withQuery("/services", { account_id: a.id }) : null), reads = useList<Read>(see ? withQuery("/reads", { account_id: a.id, limit: 24 }) : null);
	if (!see) return <Plain account={a} />;
	return <>
		{!services.data ? services.problem ? <Panel><Failed what={rw.service.title} problem={services.problem} again={services.again} /></Panel> : <Panel title={rw.service.title} icon="bolt"><Bones rows={2} what={rw.service.title} /></Panel>
		: <Services list={services.data.data} record={record} onOpen={setOpen} />}
		<MeterTable accountId={a.id} record={record} onOpen={setOpen} />
		<Table<Read> caption={rw.tables.reads} what={rw.tables.reads} list={reads} rowKey={(r) => r.id} rowName={(r) => r.meter.number} columns={readColumns(false)}
			menu={(r) => <ReadMenu of={r} onPick={(what, read) => setOpen({ what, read })} />}
			bar={<div class="table-bar"><span class="medium">{rw.tables.reads}</span><div class="end"><a class="link" href={`/reads?account_id=${a.id}`}>{rw.tables.seeAll}</a></div></div>}
			empty={<Empty title={rw.empty} text={rw.emptyHelp} />} />
		{open?.what === "record" && <RecordRead meter={open.meter} onClose={close} />}
		{open?.what === "history" && <History meter={open.meter} onClose={close} />}
		{(open?.what === "swap" || open?.what === "remove") && <SwapMeter meter={open.meter} removes={open.what === "remove"} onClose={close} />}
		{open?.what === "change" && <ChangeMeter meter={open.meter} onClose={close} />}
		{open?.what === "install" && <InstallMeter service={open.service} onClose={close} />}
		{open?.what === "service" && <EditService service={open.service} accountId={a.id} onClose={close} />}
		{open?.what === "replace" && <ReplaceRead read={open.read} onClose={close} />}
		{open?.what === "drop" && <DropRead read={open.read} onClose={close} />}
	</>;
}

/* For those who see which meters there are, and no reads. */
function Plain({ account: a }: { account: AccountDetail }) {
	type Short = AccountDetail["meters"][number];
	const list = useList<Short>(url`/accounts/${a.id}/meters`), w = rw.meters;
	return <Table<Short> caption={w.caption} what={w.title} list={list} rowKey={(m) => m.id} rowName={(m) => m.number} columns={[
		{ key: "id", title: w.number, slot: "id", cell: (m) => <span class="num medium">{m.number}</span> },
		{ key: "who", title: rw.service.utility, slot: "who", cell: (m) => <span class="two">{rw.utilities[m.utility] ?? m.utility}</span> },
	]} empty={<Empty title={w.none} text={w.noneHelp} />} />;
}
