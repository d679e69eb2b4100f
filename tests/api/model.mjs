/*
 * A day at many counters at once: 16 clients pay, void, correct, raise, waive, cancel, use credit, adjust, ask for
 * approvals and decide them, on 20 accounts, and the test keeps a model of its own: what each acknowledged
 * answer said it did.  When all is still, every account's balance and credit, every receivable and every
 * credit note must be what the model says, numbers must be whole, and billport-verify clean.  What was not
 * done because others were changing the same is asked again with the same key, as any client would: on a
 * busy machine that happens, but seldom; an answer that is long in coming is a failure.
 *
 *   eval "$(tests/support/stack start)" && node tests/api/model.mjs [SECONDS]
 */
import { execFileSync } from "node:child_process";
import { randomInt, randomUUID } from "node:crypto";
import { join } from "node:path";
import { as, call, env, sql, unfit } from "../support/api.mjs";

const HOME = "larkfield", CURRENCY = "USD", CLIENTS = 16, ACCOUNTS = 20;
const seconds = Number(process.argv[2] ?? 60);
let passed = 0, failed = 0, asked = 0, again = 0, slowest = 0;
const check = (good, text) => { good ? passed++ : failed++; if (!good) console.log(`FAIL ${text}`); };
const money = (amount) => ({ amount, currency: CURRENCY });
const pause = (ms) => new Promise((go) => setTimeout(go, ms));
const pick = (list) => list[randomInt(list.length)];
const clerk = () => as(HOME, "Customer Executive"), recovery = () => as(HOME, "Recovery Executive"),
	manager = () => as(HOME, "Billing Manager"), admin = () => as(HOME, "Utility Administrator");
const get = async (path, token) => {
	const began = Date.now(), answer = await call("GET", path, { token: token ?? await admin() });
	slowest = Math.max(slowest, Date.now() - began);
	if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${answer.text}`);
	return answer.json;
};
const all = async (path) => {
	const rows = [];
	for (let cursor = ""; cursor !== null;) {
		const page = await get(`${path}${path.includes("?") ? "&" : "?"}limit=200${cursor && `&cursor=${cursor}`}`);
		rows.push(...page.data);
		cursor = page.next_cursor;
	}
	return rows;
};

/* ---- what is there before ---- */

const accounts = sql(`select b.account_id from account_balance b join account a on a.tenant_id = b.tenant_id and a.id = b.account_id
	join tenant t on t.id = b.tenant_id where t.code = '${HOME}' and a.status = 'active' and b.owed_minor > 5000 order by rand() limit ${ACCOUNTS}`).map(([id]) => id);
const items = new Map();		/* receivable -> { account, open } */
const notes = new Map();		/* credit note -> { account, remaining } */
const balances = new Map();
for (const account of accounts) {
	const a = await get(`/api/v1/accounts/${account}`);
	balances.set(account, { owed: a.owed.amount, credit: a.credit.amount });
	for (const r of await all(`/api/v1/receivables?account_id=${account}&status=open`)) items.set(r.id, { account, open: r.open.amount });
	for (const n of await all(`/api/v1/credit-notes?account_id=${account}`)) notes.set(n.id, { account, remaining: n.remaining.amount, isOld: true });
}
const priced = await call("POST", "/api/v1/prices", { token: await admin(), key: true,
	body: { code: `m-${randomUUID().slice(0, 8)}`, name: "Meter test", kind: "service", amount: money(8000), due_days: 14 } });
if (priced.status !== 201) throw new Error(`a price: ${priced.status} ${priced.text}`);
const price = priced.json;
const before = Object.fromEntries(sql(`select series, next from number_series s join tenant t on t.id = s.tenant_id where t.code = '${HOME}'`));

/* ---- what was acknowledged ---- */

const payments = new Map();	/* id -> { account, allocations, credit, note, live } */
const charges = new Map();	/* id -> { account, amount, given: 0 } */
const uses = new Map();		/* id -> { note, account, allocations, live } */
const waiting = new Map();	/* approval -> what it does when it is used */
const tally = {};
const refused = [409, 422];
const counted = (name, status) => { const key = `${name} ${status}`; tally[key] = (tally[key] ?? 0) + 1; };

async function ask(name, token, path, body) {
	const key = randomUUID();
	let answer;
	asked++;
	for (let tries = 0; tries < 4; tries++) {
		const began = Date.now();
		answer = await call("POST", path, { token: await token(), body, key });
		slowest = Math.max(slowest, Date.now() - began);
		if (answer.status !== 503 || !answer.text.includes("/problems/storage")) break;
		again++;
		await pause(100 + randomInt(400));
	}
	counted(name, answer.status);
	if (answer.status >= 500 || (answer.status >= 400 && !refused.includes(answer.status)))
		check(false, `${name}: ${answer.status} ${answer.text}`);
	return answer;
}

function took(p, account) {
	payments.set(p.id, { account, allocations: p.allocations.map((a) => [a.receivable_id, a.amount.amount]), credit: p.credit.amount,
		note: p.credit_note?.id ?? null, live: true });
	if (p.credit_note) notes.set(p.credit_note.id, { account, remaining: p.credit.amount });
}
const voided = (id) => { const p = payments.get(id); if (p) p.live = false; };

async function openOf(account) {
	/* Paid between a page's ids and its rows: told as it is by then. */
	return (await get(`/api/v1/receivables?account_id=${account}&status=open&limit=50`)).data.filter((r) => r.open.amount > 0);
}

/* One receipt for one to three items: in part, exactly, or more than is open. */
async function pay() {
	const account = pick(accounts), open = (await openOf(account)).slice(0, 1 + randomInt(3));
	if (!open.length) return charge();
	const allocations = open.map((r) => ({ receivable_id: r.id, amount: money(randomInt(3) ? 1 + randomInt(Math.min(r.open.amount, 900)) : r.open.amount) }));
	const credit = randomInt(5) ? 0 : randomInt(4) ? 1 + randomInt(4000) : 6000 + randomInt(900);
	const amount = credit + allocations.reduce((n, a) => n + a.amount.amount, 0);
	const cash = randomInt(2) === 1;
	const answer = await ask("pay", clerk, "/api/v1/payments", { account_id: account, amount: money(amount), allocations,
		...(credit && { credit: money(credit) }), ...(cash ? { method: "cash", received: money(amount + 5) } : { method: "card_terminal", reference: "SLIP 7" }) });
	if (answer.status === 201) took(answer.json, account);
	if (answer.status === 202) waiting.set(answer.json.approval_id, async (result) => took(await paid(result.id), account));
}

/* A payment as its recording would have told it. */
async function paid(id) {
	const p = await get(`/api/v1/payments/${id}`);
	return { id, credit: p.credit, credit_note: p.credit_note, allocations: p.allocations.map((a) => ({ receivable_id: a.receivable.id, amount: a.amount })) };
}

async function voidOne() {
	const live = [...payments].filter(([, p]) => p.live);
	if (!live.length) return;
	const [id] = pick(live), answer = await ask("void", recovery, `/api/v1/payments/${id}/void`, { reason: "Typed for another" });
	if (answer.status === 200) voided(id);
	if (answer.status === 202) waiting.set(answer.json.approval_id, () => voided(id));
}

async function charge() {
	const account = pick(accounts);
	const answer = await ask("charge", clerk, "/api/v1/charges", { account_id: account, price_id: price.id, amount: money(1000 + randomInt(7001)) });
	if (answer.status !== 201) return;
	const amount = answer.json.amount.amount;
	charges.set(answer.json.id, { account, amount });
	items.set(answer.json.id, { account, open: amount, raised: amount });
}

/* Amounts of waivers by direct answer, and by what the charge itself lists where another person decided. */
const waived = new Map(), decided = new Set(), cancelled = new Set();
async function end(how, token) {
	const left = [...charges.keys()].filter((id) => !cancelled.has(id));
	if (!left.length) return;
	const id = pick(left), answer = await ask(how, token, `/api/v1/charges/${id}/${how}`, { reason: how === "waive" ? "goodwill" : "our_error" });
	const done = how === "cancel" ? () => cancelled.add(id) : () => decided.add(id);
	if (answer.status === 200 && how === "cancel") done();
	if (answer.status === 200 && how === "waive") waived.set(id, (waived.get(id) ?? 0) + answer.json.waived.amount);
	if (answer.status === 202) waiting.set(answer.json.approval_id, done);
}

async function useCredit() {
	const left = [...notes].filter(([, n]) => n.remaining > 0);
	if (!left.length) return;
	const [id, note] = pick(left), open = await openOf(note.account);
	if (!open.length) return;
	const r = pick(open), amount = Math.min(r.open.amount, 1 + randomInt(300));
	const answer = await ask("use", clerk, `/api/v1/credit-notes/${id}/use`, { allocations: [{ receivable_id: r.id, amount: money(amount) }] });
	if (answer.status < 300) uses.set(answer.json.id, { note: id, account: note.account, allocations: [[r.id, amount]], live: true });
}

async function undo() {
	const live = [...uses].filter(([, u]) => u.live);
	if (!live.length) return;
	const [id, u] = pick(live);
	const answer = await ask("undo", manager, `/api/v1/credit-notes/${u.note}/uses/${id}/undo`, { reason: "Meant for another bill" });
	if (answer.status < 300) u.live = false;
}

async function correct() {
	const live = [...payments].filter(([, p]) => p.live && p.allocations.length === 1 && !p.credit);
	if (!live.length) return;
	const [id, p] = pick(live), [receivable, amount] = p.allocations[0], less = Math.max(1, amount - 1);
	const answer = await ask("correct", admin, `/api/v1/payments/${id}/correct`, { account_id: p.account, amount: money(less), method: "cash",
		allocations: [{ receivable_id: receivable, amount: money(less) }], reason: "A cent too much" });
	if (answer.status < 300 && answer.status !== 202) { voided(id); took(answer.json, p.account); }
	if (answer.status === 202) waiting.set(answer.json.approval_id, async (result) => { voided(id); took(await paid(result.id), p.account); });
}

const adjustments = new Map();
async function adjust() {
	const open = (await openOf(pick(accounts))).filter((r) => r.kind === "bill");
	if (!open.length) return;
	const r = pick(open), amount = Math.min(r.open.amount, 1 + randomInt(300));
	const answer = await ask("adjust", manager, `/api/v1/bills/${r.id}/adjust`, { amount: money(amount), reason: "goodwill" });
	if (answer.status === 201) adjustments.set(answer.json.id, { bill: r.id, amount, live: true });
}

async function undoAdjustment() {
	const live = [...adjustments].filter(([, a]) => a.live);
	if (!live.length) return;
	const [id, a] = pick(live);
	const answer = await ask("undo adjustment", manager, `/api/v1/adjustments/${id}/undo`, { reason: "Meant for another bill" });
	if (answer.status < 300) a.live = false;
}

async function decide() {
	const open = (await get("/api/v1/approvals?state=waiting&limit=50")).data.filter((a) => waiting.has(a.id));
	if (!open.length) return;
	const a = pick(open), how = randomInt(4) ? "approve" : "reject";
	await ask(how, manager, `/api/v1/approvals/${a.id}/${how}`, { version: a.version, reason: "Seen" });
}

const day = [[pay, 40], [voidOne, 12], [charge, 12], [() => end("waive", clerk), 7], [() => end("cancel", recovery), 5], [useCredit, 9], [undo, 4], [correct, 4], [adjust, 6], [undoAdjustment, 3], [decide, 9]];
const deck = day.flatMap(([what, n]) => Array(n).fill(what));

const until = Date.now() + seconds * 1000;
let done = 0;
await Promise.all(Array.from({ length: CLIENTS }, async () => {
	while (Date.now() < until) {
		try { await pick(deck)(); done++; }
		catch (e) { check(false, e.stack); await pause(200); }
	}
}));

/* ---- all is still: what was asked for is decided and done ---- */

for (const [id, then] of waiting) {
	let a;
	for (let i = 0; i < 300; i++) {
		a = await get(`/api/v1/approvals/${id}`);
		if (a.state === "waiting") await ask("approve", manager, `/api/v1/approvals/${id}/approve`, { version: a.version, reason: "At the day's end" });
		else if (a.state !== "approved") break;
		await pause(100);
	}
	counted("approval", a.state);
	check(["used", "failed", "rejected"].includes(a.state), `approval ${id} of ${a.kind} is ${a.state} after half a minute`);
	if (a.state === "used") await then(a.result);
}

/* ---- the model ---- */

const taken = new Map([...items].map(([id, i]) => [id, i.open]));		/* what should be open */
const off = (id, amount) => taken.set(id, taken.get(id) - amount);
for (const p of payments.values()) if (p.live) for (const [id, amount] of p.allocations) off(id, amount);
for (const u of uses.values()) if (u.live) for (const [id, amount] of u.allocations) off(id, amount);
for (const a of adjustments.values()) if (a.live) off(a.bill, a.amount);
for (const id of cancelled) off(id, charges.get(id).amount);
for (const [id, amount] of waived) if (!decided.has(id)) off(id, amount);
/* Where another person decided, the answers do not say how much was open by then: the charge's own rows do. */
for (const id of decided)
	for (const a of (await get(`/api/v1/charges/${id}`)).allocations) if (a.source === "waiver") off(id, a.amount.amount);
const credit = new Map(accounts.map((a) => [a, balances.get(a).credit]));
for (const p of payments.values()) if (p.live) credit.set(p.account, credit.get(p.account) + p.credit);
for (const u of uses.values()) if (u.live) credit.set(u.account, credit.get(u.account) - u.allocations.reduce((n, [, amount]) => n + amount, 0));

let wrong = 0;
const must = (good, text) => { if (!good && wrong++ < 10) console.log(`FAIL ${text}`); good ? passed++ : failed++; };
for (const account of accounts) {
	const a = await get(`/api/v1/accounts/${account}`);
	const rows = new Map((await all(`/api/v1/receivables?account_id=${account}`)).map((r) => [r.id, r]));
	let owed = 0;
	for (const [id, item] of items) {
		if (item.account !== account) continue;
		const open = taken.get(id);
		must(open >= 0, `receivable ${id}: the model says ${open} is open`);
		must(rows.get(id)?.open.amount === open, `receivable ${id} of ${account}: open ${rows.get(id)?.open.amount}, the model says ${open}`);
		owed += open;
	}
	must(a.owed.amount === owed, `account ${account} owes ${a.owed.amount}, the model says ${owed}`);
	must(a.credit.amount === credit.get(account), `account ${account} has a credit of ${a.credit.amount}, the model says ${credit.get(account)}`);
}

/* ---- numbers are whole; the books are clean; the answers fit the contract ---- */

for (const [series, table, column] of [["payment", "payment", "payment_no"], ["receipt", "payment", "receipt_no"], ["transaction", "payment", "transaction_no"],
	["credit_note", "credit_note", "number"]]) {
	const [[next]] = sql(`select next from number_series s join tenant t on t.id = s.tenant_id where t.code = '${HOME}' and series = '${series}'`);
	const [[used]] = sql(`select count(distinct ${column}) from ${table} x join tenant t on t.id = x.tenant_id where t.code = '${HOME}'
		and cast(regexp_substr(${column}, '[0-9]+$') as unsigned) >= ${before[series]}`);
	check(Number(next) - Number(before[series]) === Number(used), `${series}: numbers ${before[series]} to ${next - 1}, ${used} in use`);
}
try {
	execFileSync(join(env("BILLPORT_TEST_BIN"), "billport-verify"), [], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"],
		env: { ...process.env, BILLPORT_DB_USER: "bp_verify", BILLPORT_DB_PASSWORD_FILE: join(env("BILLPORT_TEST_SECRETS"), "bp_verify") } });
	check(true);
} catch (e) { check(false, `billport-verify: ${e.stdout}${e.stderr}`); }
for (const [fault, n] of unfit) check(false, `an answer does not fit the contract: ${fault} (${n})`);
for (const name of ["pay 201", "pay 202", "void 200", "charge 201", "waive 200", "use 201", "adjust 201", "approval used"])
	check(tally[name] > 0, `nothing of "${name}" happened: the run proves less than it should`);

check(slowest < 15000, `the slowest answer took ${slowest} ms`);
check(again <= 5 + asked / 200, `${again} times of ${asked} something was not done and had to be asked again`);

console.log(`${done} operations in ${seconds} s by ${CLIENTS} clients on ${ACCOUNTS} accounts, ${again} asked again, slowest ${slowest} ms: ${Object.entries(tally).sort().map(([k, n]) => `${k}: ${n}`).join(", ")}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
