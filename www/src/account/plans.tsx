/* An account's payment plans. */
import { withQuery } from "../api/client";
import type { AccountDetail, Plan } from "../api/desk";
import { useList } from "../app/data";
import { may } from "../app/session";
import { accountWords } from "../strings/account";
import { planWords } from "../strings/plans";
import { Empty, LinkButton } from "../ui/base";
import { Table } from "../ui/table";
import { PlanMenu, planColumns } from "./plan_parts";

export default function Plans({ account: a }: { account: AccountDetail }) {
	const list = useList<Plan>(withQuery("/plans", { account_id: a.id }));
	return <Table<Plan> caption={accountWords.tab.plans!} what={planWords.list} list={list} rowKey={(p) => p.id} rowName={(p) => p.number} columns={planColumns(false)} menu={(p) => <PlanMenu p={p} />}
		empty={<Empty title={planWords.emptyHere} text={planWords.emptyHereHelp}>{may("POST /api/v1/plans") && a.owed.amount > 0 && <LinkButton href={`/plans/new?account=${a.id}`} icon="plus">{accountWords.plan}</LinkButton>}</Empty>} />;
}
