/* An account's bills. */
import { withQuery } from "../api/client";
import type { AccountDetail } from "../api/desk";
import type { Bill } from "../api/types";
import { useList } from "../app/data";
import { t } from "../strings";
import { accountWords } from "../strings/account";
import { Empty } from "../ui/base";
import { Table } from "../ui/table";
import { billColumns } from "../billing/bill_parts";
import { All } from "./all";

export default function Bills({ account: { id } }: { account: AccountDetail }) {
	const list = useList<Bill>(withQuery("/bills", { account_id: id }));
	return <><Table<Bill> caption={accountWords.tab.bills!} what={t.bills.what} list={list} rowKey={(b) => b.id} rowName={(b) => b.number} columns={billColumns(false)} empty={<Empty title={t.accounts.noBills} text={t.accounts.noBillsHelp} />} />
		{list.rows.length > 0 && <All href={`/bills?account_id=${id}`} label="allBills" />}</>;
}
