/* An account's meters. */
import { url } from "../api/client";
import type { AccountDetail } from "../api/desk";
import { useList } from "../app/data";
import { meterWords as w } from "../strings/account";
import { Empty } from "../ui/base";
import { Table } from "../ui/table";

type Meter = AccountDetail["meters"][number];
export default function Meters({ account: a }: { account: AccountDetail }) {
	const list = useList<Meter>(url`/accounts/${a.id}/meters`);
	return <Table<Meter> caption={w.caption} what={w.title} list={list} rowKey={(m) => m.id} rowName={(m) => m.number} columns={[
		{ key: "id", title: w.number, slot: "id", cell: (m) => <span class="num medium">{m.number}</span> },
		{ key: "who", title: w.utility, slot: "who", cell: (m) => <span class="two">{w.utilities[m.utility] ?? m.utility}</span> },
	]} empty={<Empty title={w.none} text={w.noneHelp} />} />;
}
