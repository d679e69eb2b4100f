/* An account's credit notes. */
import { withQuery } from "../api/client";
import type { AccountDetail, CreditNote } from "../api/desk";
import { useChoices } from "../app/choices";
import { useList } from "../app/data";
import { accountWords } from "../strings/account";
import { creditWords } from "../strings/credits";
import { Empty } from "../ui/base";
import { Table } from "../ui/table";
import { noteColumns, useNoteActions } from "./note_parts";

export default function Credits({ account: { id } }: { account: AccountDetail }) {
	const list = useList<CreditNote>(withQuery("/credit-notes", { account_id: id })), acts = useNoteActions(), reasons = useChoices("credit_reason");
	return <><Table<CreditNote> caption={accountWords.tab.credits!} what={creditWords.list} list={list} rowKey={(n) => n.id} rowName={(n) => n.number} columns={noteColumns(false, reasons.name)} menu={acts.menu} empty={<Empty title={creditWords.emptyHere} text={creditWords.emptyHelp} />} />{acts.dialogs}</>;
}
