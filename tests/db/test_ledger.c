/*
 * shared/ledger: entries balance, are reversed once, and follow the tenant's own chart.
 */
#include "ledger.h"
#include <stdlib.h>
#include "beside.h"
#include "fixture.h"
#include "text.h"
#include <check.h>		/* last: it has a macro named fail */

static struct fixture f;
static struct cx *const cx = &f.cx;

static void
setup(void)
{
	fixture_open(&f);
}

static void
teardown(void)
{
	fixture_close(&f);
}

struct posted { struct posting posting[2]; size_t count; struct entry entry; };

static enum err
post(struct cx *c, void *arg)
{
	struct posted *p = arg;

	TRY(lock_account(c, f.account_id));
	p->entry = (struct entry){
		.account_id = f.account_id,
		.source_type = "test",
		.source_id = f.account_id,
		.posted_on = "2026-04-01",
		.memo = "a memo",
		.postings = p->posting,
		.count = p->count,
	};
	return ledger_post(c, &p->entry);
}

static struct posted
a_bill(void)
{
	return (struct posted){ .count = 2, .posting = {
		{ LEDGER_BILL, 10000, NULL }, { LEDGER_BILL_TAX, 825, NULL },
	} };
}

static int64_t
on_code(const char *entry_id, const char *purpose)
{
	return fixture_i64(&f,
	    "select cast(coalesce(sum(l.amount_minor), 0) as signed) n from journal_line l"
	    " join gl_account g on g.code = l.gl_code where l.entry_id = ? and g.purpose = ?",
	    str(entry_id), str(purpose));
}

START_TEST(an_entry_has_a_debit_and_a_credit_for_each_posting)
{
	struct posted p = a_bill();

	fixture_must(&f, post, &p);
	ck_assert_int_eq(on_code(p.entry.id, "receivables"), 10825);
	ck_assert_int_eq(on_code(p.entry.id, "revenue"), -10000);
	ck_assert_int_eq(on_code(p.entry.id, "tax"), -825);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from journal_line where entry_id = ?",
			     str(p.entry.id)),
	    4);
	ck_assert_int_eq(fixture_i64(&f,
			     "select count(*) n from journal_entry where id = ? and event = 'bill'"
			     " and memo = 'a memo' and posted_on = '2026-04-01'",
			     str(p.entry.id)),
	    1);
}
END_TEST

START_TEST(an_amount_that_is_not_above_nothing_is_refused)
{
	struct posted p = { .count = 1, .posting = { { LEDGER_BILL, 0, NULL } } },
		      none = { .count = 0 };

	ck_assert_int_eq(fixture_do(&f, post, &p), E_INTERNAL);
	p.posting[0].amount_minor = -5;
	ck_assert_int_eq(fixture_do(&f, post, &p), E_INTERNAL);
	ck_assert_int_eq(fixture_do(&f, post, &none), E_INTERNAL);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from journal_entry"), 0);
}
END_TEST

/* ---- by GL codes ---- */

struct batched { struct entry entry; struct coding coding; };

static enum err
post_batch(struct cx *c, void *arg)
{
	struct batched *b = arg;

	return ledger_post_batch(c, &b->entry, &b->coding);
}

static void
own_code(const char *code)
{
	ck_assert_int_eq(db_exec(cx, "insert into gl_account (code, name, kind) values (?, ?, 'revenue')",
	    str(code), str(code)), OK);
}

static int64_t
on_own(const char *entry_id, const char *code)
{
	return fixture_i64(&f,
	    "select cast(coalesce(sum(amount_minor), 0) as signed) n from journal_line where entry_id = ?"
	    " and gl_code = convert(? using ascii) and account_id is null", str(entry_id), str(code));
}

START_TEST(a_batch_has_a_line_for_each_code)
{
	const struct coded codes[] = {
		{ "4010", REVENUE, 700 }, { NULL, REVENUE, 300 }, { NULL, TAX, 82 },
		{ "4010", REVENUE, -100 }, { "4020", REVENUE, 5 }, { "4020", REVENUE, -5 },
	};
	struct batched b = { .entry = { .source_type = "test", .source_id = f.account_id,
		.posted_on = "2026-04-01" }, .coding = { codes, COUNT(codes), NULL, false } };

	own_code("4010");
	own_code("4020");
	fixture_must(&f, post_batch, &b);
	ck_assert_int_eq(on_code(b.entry.id, "receivables"), 982);
	ck_assert_int_eq(on_code(b.entry.id, "revenue"), -300);
	ck_assert_int_eq(on_code(b.entry.id, "tax"), -82);
	ck_assert_int_eq(on_own(b.entry.id, "4010"), -600);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from journal_line where entry_id = ?",
			     str(b.entry.id)),
	    4);
	b.coding.is_taken_back = true;
	b.coding.receivable_id = f.account_id;
	b.entry.account_id = f.account_id;
	fixture_must(&f, post_batch, &b);
	ck_assert_int_eq(on_code(b.entry.id, "receivables"), -982);
	ck_assert_int_eq(fixture_i64(&f,
			     "select count(*) n from journal_line where entry_id = ? and account_id = ?"
			     " and receivable_id = ?",
			     str(b.entry.id), str(f.account_id), str(f.account_id)),
	    4);
}
END_TEST

START_TEST(a_batch_of_nothing_or_of_an_unknown_code_is_refused)
{
	const struct coded nothing[] = { { NULL, REVENUE, 5 }, { NULL, TAX, -5 } },
			   unknown[] = { { "4999", REVENUE, 5 } };
	struct batched b = { .entry = { .source_type = "test", .source_id = f.account_id,
		.posted_on = "2026-04-01" }, .coding = { nothing, COUNT(nothing), NULL, false } };

	ck_assert_int_eq(fixture_do(&f, post_batch, &b), E_INTERNAL);
	b.coding = (struct coding){ unknown, COUNT(unknown), NULL, false };
	ck_assert_int_eq(fixture_do(&f, post_batch, &b), E_CONFLICT);
	ck_assert_str_eq(cx->failure.detail, "A line names a GL code that is not in the chart.");
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from journal_entry"), 0);
}
END_TEST

struct reversed { const char *id, *out; };

static enum err
reverse(struct cx *c, void *arg)
{
	struct reversed *r = arg;

	return ledger_reverse(c, r->id, "2026-04-02", "test", f.account_id, "back", &r->out);
}

START_TEST(a_reversal_turns_every_line)
{
	struct posted p = a_bill();
	struct reversed r;

	fixture_must(&f, post, &p);
	r.id = p.entry.id;
	fixture_must(&f, reverse, &r);
	ck_assert_int_eq(on_code(r.out, "receivables"), -10825);
	ck_assert_int_eq(on_code(r.out, "revenue"), 10000);
	ck_assert_int_eq(on_code(r.out, "tax"), 825);
	ck_assert_int_eq(fixture_i64(&f,
			     "select count(*) n from journal_entry where id = ? and reverses_id = ?"
			     " and posted_on = '2026-04-02'",
			     str(r.out), str(p.entry.id)),
	    1);
}
END_TEST

START_TEST(an_entry_is_reversed_once_and_a_reversal_never)
{
	struct posted p = a_bill();
	struct reversed r, again;

	fixture_must(&f, post, &p);
	r.id = again.id = p.entry.id;
	fixture_must(&f, reverse, &r);
	ck_assert_int_eq(fixture_do(&f, reverse, &again), E_CONFLICT);
	ck_assert_str_eq(cx->failure.detail, "This entry was reversed already.");
	again.id = r.out;
	ck_assert_int_eq(fixture_do(&f, reverse, &again), E_NOT_FOUND);
	again.id = f.account_id;
	ck_assert_int_eq(fixture_do(&f, reverse, &again), E_NOT_FOUND);
}
END_TEST

static bool
reverses(struct cx *c, unsigned who, void *arg)
{
	struct reversed r = { arg, NULL };

	(void)who;
	return db_tx(c, reverse, &r) == OK;
}

START_TEST(of_many_reversals_at_once_one_succeeds)
{
	struct posted p = a_bill();

	fixture_must(&f, post, &p);
	ck_assert_uint_eq(beside(&f, 8, reverses, (void *)(uintptr_t)p.entry.id), 1);
	ck_assert_int_eq(
	    fixture_i64(
		&f, "select count(*) n from journal_entry where reverses_id = ?", str(p.entry.id)),
	    1);
	ck_assert_int_eq(
	    fixture_i64(&f, "select cast(sum(amount_minor) as signed) n from journal_line"), 0);
}
END_TEST

START_TEST(the_tenants_own_codes_are_used)
{
	struct posted p = a_bill();

	ck_assert_int_eq(ledger_chart(cx), OK);		/* stands already: nothing happens */
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from gl_account"), GL_PURPOSES);
	ck_assert_int_eq(
	    db_exec(cx, "update gl_account set code = '4711' where purpose = 'tax'"), OK);
	fixture_must(&f, post, &p);
	ck_assert_int_eq(fixture_i64(&f,
			     "select amount_minor n from journal_line where entry_id = ?"
			     " and gl_code = '4711'",
			     str(p.entry.id)),
	    -825);
}
END_TEST

static enum err
lock_unknown(struct cx *c, void *arg)
{
	return lock_account(c, arg);
}

START_TEST(an_unknown_account_has_no_lock)
{
	ck_assert_int_eq(fixture_do(&f, lock_unknown, new_id(cx->arena)), E_NOT_FOUND);
	ck_assert_int_eq(fixture_i64(&f,
			     "select count(*) n from account_balance where account_id not in"
			     " (select id from account)"),
	    0);
}
END_TEST

static bool
locks(struct cx *c, unsigned who, void *arg)
{
	(void)who;
	return db_tx(c, lock_unknown, arg) == OK;
}

START_TEST(the_lock_is_made_once_by_many)
{
	char *id = new_id(cx->arena);

	ck_assert_int_eq(
	    db_exec(cx,
		"insert into account (id, number, consumer_id, zone_id, street, city, region,"
		" postcode, opened_on) values (?, 'bare', ?, ?, '', '', '', '', '2026-01-01')",
		str(id), str(f.consumer_id), str(f.zone_id)),
	    OK);
	ck_assert_uint_eq(beside(&f, 8, locks, id), 8);
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from account_balance where account_id = ?", str(id)),
	    1);
}
END_TEST

/* A statement that reads without a lock would open a snapshot, and what others commit after it
 * would fail the transaction (1020): all of an entry's statements lock. */
static int64_t
credit(void)
{
	return fixture_i64(&f, "select credit_minor n from account_balance where account_id = ?",
	    str(f.account_id));
}

START_TEST(an_accounts_credit_follows_its_lines)
{
	struct posted kept = { .count = 2, .posting = {
		{ LEDGER_PAYMENT_CASH, 700, NULL }, { LEDGER_KEPT_CASH, 300, NULL } } };
	struct posted used = { .count = 1, .posting = { { LEDGER_CREDIT_USED, 120, NULL } } };
	struct reversed r = { 0 };

	fixture_must(&f, post, &kept);
	ck_assert_int_eq(credit(), 300);
	fixture_must(&f, post, &used);
	ck_assert_int_eq(credit(), 180);
	ck_assert_int_eq(on_code(used.entry.id, "credit"), 120);
	ck_assert_int_eq(on_code(used.entry.id, "receivables"), -120);
	r.id = used.entry.id;
	fixture_must(&f, reverse, &r);
	ck_assert_int_eq(credit(), 300);
	r.id = kept.entry.id;
	fixture_must(&f, reverse, &r);
	ck_assert_int_eq(credit(), 0);
}
END_TEST

/* Debit and credit of what the counter's day posts, by the chart's purposes. */
START_TEST(each_event_has_its_two_sides)
{
	static const struct { enum ledger_event event; const char *debit, *credit; } sides[] = {
		{ LEDGER_PAYMENT_CHEQUE, "cheques", "receivables" },
		{ LEDGER_PAYMENT_TRANSFER, "bank", "receivables" },
		{ LEDGER_KEPT_CARD, "card_clearing", "credit" },
		{ LEDGER_CREDIT_NOTE, "adjustments", "credit" },
		{ LEDGER_CHARGE, "receivables", "service_revenue" },
		{ LEDGER_LATE_FEE, "receivables", "late_fees" },
		{ LEDGER_WAIVER, "waivers", "receivables" },
		{ LEDGER_DRAWER_SHORT, "over_short", "cash_drawer" },
	};

	for (size_t i = 0; i < COUNT(sides); i++) {
		struct posted p = { .count = 1, .posting = { { sides[i].event, 55, NULL } } };

		fixture_must(&f, post, &p);
		ck_assert_int_eq(on_code(p.entry.id, sides[i].debit), 55);
		ck_assert_int_eq(on_code(p.entry.id, sides[i].credit), -55);
	}
}
END_TEST

static bool
raises_owed(struct cx *c, unsigned who, void *arg)
{
	(void)who;
	return db_exec_one(c,
		   "update account_balance set credit_minor = credit_minor + 1 where account_id = ?",
		   str(arg)) == OK;
}

static enum err
post_then_meet_another(struct cx *c, void *arg)
{
	struct posted *p = arg;
	const char *other = p->entry.source_id;

	p->entry = (struct entry){
		.account_id = f.account_id, .source_type = "test", .source_id = f.account_id,
		.posted_on = "2026-04-01", .postings = p->posting, .count = p->count,
	};
	TRY(ledger_post(c, &p->entry));
	ck_assert_uint_eq(beside(&f, 1, raises_owed, (void *)(uintptr_t)other), 1);
	p->entry.source_id = other;
	return db_exec_one(c,
	    "update account_balance set credit_minor = credit_minor + 1 where account_id = ?",
	    str(other));
}

START_TEST(posting_opens_no_snapshot)
{
	struct posted p = a_bill();
	uint64_t reruns = db_counts(cx->db).reruns;

	p.entry.source_id = fixture_account(&f);
	fixture_bill(&f, p.entry.source_id, 100);	/* its balance row stands */
	fixture_must(&f, post_then_meet_another, &p);
	ck_assert_uint_eq(db_counts(cx->db).reruns, reruns);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("ledger");
	TCase *t = tcase_create("ledger");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, an_entry_has_a_debit_and_a_credit_for_each_posting);
	tcase_add_test(t, an_amount_that_is_not_above_nothing_is_refused);
	tcase_add_test(t, a_batch_has_a_line_for_each_code);
	tcase_add_test(t, a_batch_of_nothing_or_of_an_unknown_code_is_refused);
	tcase_add_test(t, a_reversal_turns_every_line);
	tcase_add_test(t, an_entry_is_reversed_once_and_a_reversal_never);
	tcase_add_test(t, of_many_reversals_at_once_one_succeeds);
	tcase_add_test(t, the_tenants_own_codes_are_used);
	tcase_add_test(t, an_unknown_account_has_no_lock);
	tcase_add_test(t, the_lock_is_made_once_by_many);
	tcase_add_test(t, an_accounts_credit_follows_its_lines);
	tcase_add_test(t, each_event_has_its_two_sides);
	tcase_add_test(t, posting_opens_no_snapshot);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
