/*
 * Once: one key sent 50 times at once makes one payment and gives 50 equal answers.
 * Together: 16 clients pay the same bill at once; exactly its amount is allocated, the rest is
 * refused, and the numbers given have neither gaps nor doubles.
 *
 *   eval "$(tests/support/stack start)" && node tests/api/once.mjs
 */
import { randomUUID } from "node:crypto";
import { as, call, env, sql, unfit } from "../support/api.mjs";
import { execFileSync } from "node:child_process";

const HOME = "larkfield", CURRENCY = "USD";
let passed = 0, failed = 0;
const check = (good, text) => { good ? passed++ : failed++; if (!good) console.log(`FAIL ${text}`); };
const money = (amount) => ({ amount, currency: CURRENCY });
const clerk = await as(HOME, "Customer Executive");
const tenant = sql(`select id from tenant where code = '${HOME}'`)[0][0];
const count = (table, where) => Number(sql(`select count(*) from ${table} where tenant_id = '${tenant}' and ${where}`)[0][0]);
const tally = (answers) => JSON.stringify(Object.entries(Object.groupBy(answers, (a) => a.status)).map(([s, l]) => [s, l.length]));

const bills = (await call("GET", "/api/v1/receivables?status=open&limit=200", { token: clerk })).json.data.filter((r) => r.open.amount > 1600);
const paying = (bill, amount) => ({ account_id: bill.account.id, amount: money(amount), method: "cash",
	allocations: [{ receivable_id: bill.id, amount: money(amount) }] });

/* Once, of a payment and of its void. */
{
	const key = randomUUID(), body = { ...paying(bills[0], 7), notes: key };
	const answers = await Promise.all(Array.from({ length: 50 }, () => call("POST", "/api/v1/payments", { token: clerk, body, key })));
	check(answers.every((a) => a.status === 201), `50 equal requests: ${tally(answers)}`);
	check(new Set(answers.map((a) => a.text)).size === 1, "50 equal requests give different bodies");
	check(answers.filter((a) => a.headers.get("idempotency-replayed") !== "true").length === 1, "exactly one answer is the first");
	const id = answers[0].json.id;
	check(count("allocation", `payment_id = '${id}'`) === 1, "one allocation");
	check(count("journal_entry", `source_id = '${id}'`) === 1, "one journal entry");
	check(count("idempotency", `idem_key = '${key}'`) === 1, "one kept answer");
	check(count("audit", `object_id = '${id}' and action = 'payment.record'`) === 1, "one audit row");
	check(count("payment", `notes = '${key}'`) === 1, "one payment");

	const other = await call("POST", "/api/v1/payments", { token: clerk, body: paying(bills[0], 8), key });
	check(other.status === 422, `the same key with another body: ${other.status}`);

	const voiding = randomUUID(), chief = await as(HOME, "Recovery Executive");
	const voids = await Promise.all(Array.from({ length: 50 }, () => call("POST", `/api/v1/payments/${id}/void`, { token: chief, body: { reason: "Typed twice" }, key: voiding })));
	check(voids.every((a) => a.status === 200), `50 equal voids: ${tally(voids)}`);
	check(new Set(voids.map((a) => a.text)).size === 1, "50 equal voids give different bodies");
	check(count("journal_entry", `source_id = '${id}'`) === 2, "one reversing entry");
}

/* Together: 16 clients, each with an eighth of what is open; eight fit. */
{
	const bill = bills[1], token = await as(HOME, "Customer Executive");
	const share = Math.floor(bill.open.amount / 8), last = bill.open.amount - 7 * share;
	const first = sql(`select series, next from number_series where tenant_id = '${tenant}' and series in ('payment', 'receipt', 'transaction') order by series`);
	const amounts = Array.from({ length: 16 }, (_, i) => (i < 15 ? share : last));
	const answers = await Promise.all(amounts.map((amount) => call("POST", "/api/v1/payments", { token, body: paying(bill, amount), key: true })));
	const taken = answers.filter((a) => a.status === 201);
	const [amount, open] = sql(`select amount_minor, open_minor from receivable where tenant_id = '${tenant}' and id = '${bill.id}'`)[0].map(Number);
	const paid = Number(sql(`select coalesce(sum(if(reverses_id is null, amount_minor, -amount_minor)), 0) from allocation where tenant_id = '${tenant}' and receivable_id = '${bill.id}'`)[0][0]);
	check(answers.every((a) => [201, 409, 422].includes(a.status)), `16 clients on one bill: ${tally(answers)}`);
	check(taken.length >= 7 && taken.length <= 8, `${taken.length} of 16 fit on the bill`);
	check(taken.reduce((n, a) => n + a.json.amount.amount, 0) === bill.open.amount - open, "what was answered is what the bill lost");
	check(amount - paid === open && open >= 0 && open < share, `of ${amount} allocated ${paid}, open ${open}`);

	/* The rest of it exactly, so that nothing is open, and once more: refused. */
	if (open) check((await call("POST", "/api/v1/payments", { token, body: paying(bill, open), key: true })).status === 201, "the rest");
	const more = await call("POST", "/api/v1/payments", { token, body: paying(bill, 1), key: true });
	check(more.status === 409 && /already paid/.test(more.text), `a paid bill: ${more.status} ${more.text}`);

	const now = sql(`select series, next from number_series where tenant_id = '${tenant}' and series in ('payment', 'receipt', 'transaction') order by series`);
	const given = taken.length + (open ? 1 : 0);
	check(now.every(([, n], i) => Number(n) - Number(first[i][1]) === given), `numbers given: ${JSON.stringify([first, now])} for ${given} payments`);
	for (const key of ["payment_no", "transaction_no", "receipt_no"]) {
		const numbers = taken.map((a) => Number(/(\d+)$/.exec(a.json[key])[1])).sort((a, b) => a - b);
		check(numbers.every((n, i) => !i || n === numbers[i - 1] + 1), `${key} has gaps or doubles: ${numbers}`);
	}
}

/* The books hold. */
{
	let text = "";
	try {
		text = execFileSync(`${env("BILLPORT_TEST_BIN")}/billport-verify`, [], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"],
			env: { ...process.env, BILLPORT_DB_USER: "bp_verify", BILLPORT_DB_PASSWORD_FILE: `${env("BILLPORT_TEST_SECRETS")}/bp_verify` } });
		check(true);
	} catch (e) {
		check(false, `billport-verify: ${e.stdout} ${e.stderr}`);
	}
}
for (const [fault, n] of unfit) check(false, `${fault}  (${n})`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
