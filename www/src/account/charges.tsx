/* An account's charges. */
import { useState } from "preact/hooks";
import { withQuery } from "../api/client";
import type { AccountDetail, Charge } from "../api/desk";
import { useList } from "../app/data";
import { may } from "../app/session";
import { EndCharge, type Ending } from "../dialogs";
import { accountWords } from "../strings/account";
import { chargeWords } from "../strings/charges";
import { Button, Empty } from "../ui/base";
import { Table } from "../ui/table";
import { ChargeMenu, chargeColumns } from "./charge_parts";

export default function Charges({ account: { id }, onRaise }: { account: AccountDetail; onRaise: () => void }) {
	const list = useList<Charge>(withQuery("/charges", { account_id: id })), [ending, setEnding] = useState<{ charge: Charge; how: Ending } | null>(null);
	const raise = may("POST /api/v1/charges") && <Button icon="plus" onClick={onRaise}>{accountWords.raise}</Button>;
	return <><Table<Charge> caption={accountWords.tab.charges!} what={chargeWords.list} list={list} rowKey={(c) => c.id} rowName={(c) => c.number} columns={chargeColumns(false)} menu={(c) => <ChargeMenu c={c} onEnd={(how) => setEnding({ charge: c, how })} />} empty={<Empty title={chargeWords.emptyHere} text={chargeWords.emptyHereHelp}>{raise}</Empty>} />
		{ending && <EndCharge charge={ending.charge} how={ending.how} onClose={() => setEnding(null)} />}</>;
}
