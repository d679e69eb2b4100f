/*
 * billport-verify: silent where the books agree, and finds each kind of damage by its check and by
 * the number that people know.  Each damage is mended again, so that the database stays good.
 */
#include <string.h>
#include "damage.h"
#include "fixture.h"
#include "payment.h"
#include "text.h"
#include <check.h>
#undef fail			/* Check has a macro of that name */

static struct fixture f;
static struct cx *const cx = &f.cx;
static const char *bill, *paid_bill, *payment_id, *voided_id;

static const char *
record(const char *bill_id, int64_t amount_minor)
{
	struct paying paying = { bill_id, amount_minor };
	struct recording in = { .account_id = f.account_id,
		.amount_minor = amount_minor,
		.method = "cash",
		.received_minor = -1,
		.paying = &paying,
		.count = 1 };

	fixture_must(&f, record_payment, &in);
	return in.id;
}

static void
setup(void)
{
	struct voiding v = { .reason = "Entered twice" };

	fixture_open(&f);
	bill = fixture_bill(&f, f.account_id, 1000);
	paid_bill = fixture_bill(&f, f.account_id, 700);
	payment_id = record(bill, 400);
	(void)record(paid_bill, 700);
	v.id = voided_id = record(bill, 100);
	ck_assert_int_eq(prepare_voiding(cx, &v), OK);
	fixture_must(&f, void_payment, &v);
	cx->who.kind = ACTOR_CLIENT;		/* by a program: received by nobody */
	(void)record(bill, 10);
	cx->who.kind = ACTOR_USER;
}

static void
teardown(void)
{
	fixture_close(&f);
}

START_TEST(good_books_agree)
{
	int status;
	const char *out = verify(&f, "", cx->who.tenant_code, &status);

	ck_assert_msg(status == 0, "%s", out);
	ck_assert_ptr_null(strstr(out, "DIFFERS"));
	out = verify(&f, "--json", cx->who.tenant_code, &status);
	ck_assert_int_eq(status, 0);
	ck_assert_ptr_nonnull(strstr(out, "\"agrees\":true"));
	(void)verify(&f, "", "no-such-tenant", &status);
	ck_assert_int_eq(status, 2);
	(void)verify(&f, "--nonsense", NULL, &status);
	ck_assert_int_eq(status, 2);
}
END_TEST

START_TEST(a_line_that_was_changed)
{
	found(&f, with(&f, "update journal_line set amount_minor = amount_minor + 1 where receivable_id = $"
		   " and amount_minor = 700",
		  paid_bill),
	    "entries_balance receivables_ledger ledger_total", NULL,
	    with(&f,
		"update journal_line set amount_minor = 700 where receivable_id = $ and amount_minor = 701",
		paid_bill));
}
END_TEST

START_TEST(a_reversal_that_does_not_mirror)
{
	found(&f, with(&f, "update journal_line set account_id = null where line = 1 and entry_id ="
		   " (select void_entry_id from payment where id = $)",
		  voided_id),
	    "reversals_mirror", NULL,
	    fmt(cx->arena, "update journal_line set account_id = '%s' where account_id is null",
		f.account_id));
}
END_TEST

START_TEST(an_open_amount_that_no_edge_explains)
{
	found(&f, with(&f, "update receivable set open_minor = open_minor - 1 where id = $", bill),
	    "receivables_open receivables_ledger ledger_total account_balances facts_due",
	    "B-0000001",
	    with(&f, "update receivable set open_minor = open_minor + 1 where id = $", bill));
	found(&f, with(&f, "update receivable set status = 'open' where id = $", paid_bill),
	    "receivables_open", "B-0000002",
	    with(&f, "update receivable set status = 'paid' where id = $", paid_bill));
}
END_TEST

START_TEST(a_balance_that_is_not_the_sum)
{
	found(&f, "update account_balance set owed_minor = owed_minor + 5", "account_balances",
	    "-00001", "update account_balance set owed_minor = owed_minor - 5");
	found(&f, "update account_balance set credit_minor = credit_minor + 5", "account_balances", "-00001",
	    "update account_balance set credit_minor = credit_minor - 5");
}
END_TEST

START_TEST(a_payment_that_its_entry_does_not_bear_out)
{
	found(&f, with(&f, "update payment set amount_minor = 401 where id = $", payment_id),
	    "payment_entries facts_payments", "-000001",
	    with(&f, "update payment set amount_minor = 400 where id = $", payment_id));
	found(&f, with(&f, "update payment set status = 'cancelled' where id = $", payment_id),
	    "payment_entries payment_edges facts_payments", "-000001",
	    with(&f, "update payment set status = 'posted' where id = $", payment_id));
	found(&f, with(&f, "update payment set status = 'posted' where id = $", voided_id),
	    "payment_entries", "-000003",
	    with(&f, "update payment set status = 'cancelled' where id = $", voided_id));
	found(&f, with(&f, "update payment set paid_on = '2001-01-01' where id = $", payment_id),
	    "payment_entries facts_payments", NULL,
	    with(&f,
		"update payment p join journal_entry e on e.id = p.entry_id set p.paid_on = e.posted_on"
		" where p.id = $",
		payment_id));
}
END_TEST

START_TEST(an_edge_too_much)
{
	found(&f, with(&f, "update allocation set amount_minor = 401 where payment_id = $", payment_id),
	    "payment_edges receivables_open", "-000001",
	    with(&f, "update allocation set amount_minor = 400 where payment_id = $", payment_id));
	found(&f,
	    with(&f,
		"update allocation set amount_minor = 99 where reverses_id is not null and payment_id = $",
		voided_id),
	    "edges_reversed payment_edges", NULL,
	    with(&f,
		"update allocation set amount_minor = 100 where reverses_id is not null and payment_id = $",
		voided_id));
}
END_TEST

START_TEST(a_bill_that_its_entry_or_lines_do_not_bear_out)
{
	found(&f, with(&f, "update bill set amount_minor = 999 where id = $", bill),
	    "bill_entries facts_bills", "B-0000001",
	    with(&f, "update bill set amount_minor = 1000 where id = $", bill));
	found(&f, with(&f, "update bill_line set amount_minor = 1 where bill_id = $", bill), "bill_entries",
	    "B-0000001", with(&f, "update bill_line set amount_minor = 1000 where bill_id = $", bill));
}
END_TEST

START_TEST(what_points_nowhere)
{
	found(&f,
	    with(&f,
		"update journal_entry set source_id = uuid() where id = (select entry_id from payment where id = $)",
		payment_id),
	    "entry_sources payment_entries", NULL,
	    with(&f,
		"update journal_entry e join payment p on p.entry_id = e.id set e.source_id = p.id where p.id = $",
		payment_id));
	found(&f,
	    with(&f,
		"update payment set received_by = '01900000-0000-7000-8000-000000000000' where id = $",
		payment_id),
	    "payments_received_by", NULL,
	    fmt(cx->arena,
		"update payment set received_by = '%s' where received_by = '01900000-0000-7000-8000-000000000000'",
		f.user_id));
	found(&f,
	    "insert into approval (id, kind, input_json, input_hash, summary, amount_minor, requested_by,"
	    " requested_by_name, requested_at, expires_at, state) select id, 'x', '', '', '', 1, id, name,"
	    " utc_timestamp(), utc_timestamp(), 'used' from user limit 1",
	    "approvals", NULL, "delete from approval where kind = 'x'");
}
END_TEST

START_TEST(a_number_that_is_missing_or_twice)
{
	found(&f, "update number_series set next = next + 1 where series = 'receipt'",
	    "numbers_receipt", NULL,
	    "update number_series set next = next - 1 where series = 'receipt'");
	found(&f, with(&f, "update payment set receipt_no = 'R-77' where id = $", payment_id),
	    "numbers_receipt", "5 to 76",
	    with(&f, "update payment set receipt_no = 'R-1' where id = $", payment_id));
	found(&f, with(&f, "update payment set payment_no = 'PAY-1999-000002' where id = $", payment_id),
	    "numbers_payment", NULL,
	    with(&f,
		"update payment set payment_no = replace(transaction_no, 'TXN', 'PAY') where id = $",
		payment_id));
	found(&f, "update number_series set next = next + 3 where series = 'bill'", "numbers_bill",
	    NULL, "update number_series set next = next - 3 where series = 'bill'");
	/* A gap that was noted is none. */
	damage(&f,
	    "update number_series set next = next + 3 where series = 'bill';"
	    "insert into number_gap (series, first_no, last_no, reason, noted_at) values ('bill', 3, 5, 'x', utc_timestamp())");
	{
		int status;
		const char *out = verify(&f, "", cx->who.tenant_code, &status);

		ck_assert_msg(status == 0, "%s", out);
	}
}
END_TEST

START_TEST(numbers_of_an_older_format_count_too)
{
	int status;
	const char *out;

	ck_assert_int_eq(db_exec(cx, "insert into setting (name, value, changed_at) values"
	    " ('receipt_format', 'Q/{n:4}/{yy}', '2026-01-01')"), OK);
	ck_assert_int_eq(db_exec(cx, "call store.settings_changed()"), OK);
	out = verify(&f, "", cx->who.tenant_code, &status);
	ck_assert_msg(status == 0, "%s", out);
	found(&f, with(&f, "update payment set receipt_no = 'Q/0009/26' where id = $", payment_id),
	    "numbers_receipt", NULL,
	    with(&f, "update payment set receipt_no = 'R-1' where id = $", payment_id));
}
END_TEST

START_TEST(a_kept_key_without_an_answer)
{
	found(&f, "insert into idempotency (principal, idem_key, fingerprint, created_at)"
	    " values ('u:x', 'key-of-old', '', '2001-01-01')", "idempotency", "key-of-old",
	    "delete from idempotency where idem_key = 'key-of-old'");
}
END_TEST

/* A row of the rollup with nothing but a place and a count of something. */
#define ROLLUP(dataset, cut, measure) \
	"insert into metric_rollup (dataset, cut, on_day, d1, d2, d3, d4, d5, d6, d7, d8, d9, d10," \
	" m1, m2, m3, m4, m5, m6) values ('" dataset "', " cut ", '2001-01-01', 'x', '', '', '', '', '', '', ''," \
	" '', '', " measure ")"
#define NO_ROLLUP "delete from metric_rollup where d1 = 'x'"
#define DELTA(dataset, measure) \
	"insert into metric_delta (id, dataset, fact_on, d1, m1, m2, m3, m4, m5, m6) values (uuid(), '" dataset \
	"', '2001-01-01', 'x', " measure ")"
#define NO_DELTA "delete from metric_delta where d1 = 'x'"

START_TEST(a_fact_too_many_or_too_few)
{
	found(&f, ROLLUP("payments", "4", "1, 1, 0, 0, 0, 0"), "facts_payments cuts_of_money", "2001-01-01",
	    NO_ROLLUP);
	found(&f, DELTA("payments", "0, 0, 0, 0, 0, 1"), "facts_payments", "2001-01-01", NO_DELTA);
	found(&f, DELTA("bills", "0, 0, 1, 0, 0, 0"), "facts_bills", "2001-01-01", NO_DELTA);
	found(&f, DELTA("lines", "1, 0, 0, 0, 0, 0"), "facts_lines", "2001-01-01", NO_DELTA);
	found(&f, DELTA("exceptions", "0, 1, 0, 0, 0, 0"), "facts_exceptions", "2001-01-01", NO_DELTA);
	found(&f, DELTA("receivables", "0, 0, 1, 0, 0, 0"), "facts_receivables facts_due", "2001-01-01",
	    "delete from metric_delta where d1 = 'x'");
	found(&f, DELTA("receivables", "0, 0, 0, 1, 0, 0"), "facts_due", "0 0 0 -1", NO_DELTA);
	found(&f, ROLLUP("receivables", "5", "0, 0, 1, 0, 0, 0"), "facts_due cuts_of_money", "2001-01-01",
	    NO_ROLLUP);
	found(&f, ROLLUP("receivables", "6", "0, 0, 0, 1, 0, 0"), "cuts_of_money", "64", NO_ROLLUP);
}
END_TEST

/* Each cut alone: the finest ones and the base rows agree. */
START_TEST(a_cut_that_tells_otherwise)
{
	static const char *const wrong[] = {
		ROLLUP("bills", "0", "1, 0, 0, 0, 0, 0"), ROLLUP("bills", "1", "0, 1, 0, 0, 0, 0"),
		ROLLUP("bills", "2", "0, 0, 1, 0, 0, 0"), ROLLUP("lines", "0", "1, 0, 0, 0, 0, 0"),
		ROLLUP("lines", "1", "0, 1, 0, 0, 0, 0"), ROLLUP("lines", "2", "0, 0, 1, 0, 0, 0"),
		ROLLUP("exceptions", "0", "1, 0, 0, 0, 0, 0"), ROLLUP("exceptions", "1", "0, 0, 0, 0, 0, 1"),
		ROLLUP("payments", "0", "1, 0, 0, 0, 0, 0"), ROLLUP("payments", "1", "0, 1, 0, 0, 0, 0"),
		ROLLUP("payments", "2", "0, 0, 1, 0, 0, 0"), ROLLUP("payments", "3", "0, 0, 0, 1, 0, 0"),
		ROLLUP("receivables", "0", "1, 0, 0, 0, 0, 0"), ROLLUP("receivables", "1", "0, 1, 0, 0, 0, 0"),
		ROLLUP("receivables", "2", "0, 0, 1, 0, 0, 0"), ROLLUP("receivables", "3", "0, 0, 0, 1, 0, 0"),
		ROLLUP("receivables", "4", "1, 0, 0, 0, 0, 0"),
	};

	for (size_t i = 0; i < COUNT(wrong); i++)
		found(&f, wrong[i], i < 8 ? "cuts_of_bills" : "cuts_of_money", "2001-01-01", NO_ROLLUP);
}
END_TEST

START_TEST(what_a_row_keeps_of_another)
{
	const struct row *row;

	ck_assert_int_eq(db_one(cx, &row, "select use_class from bill where number = 'B-0000001'"), OK);
	found(&f, with(&f, "update payment set edge_days = edge_days + 1 where id = $", payment_id),
	    "payment_copies facts_payments", NULL,
	    with(&f, "update payment set edge_days = edge_days - 1 where id = $", payment_id));
	found(&f, with(&f, "update payment set edges = 0 where id = $", payment_id),
	    "payment_copies facts_payments", NULL,
	    with(&f, "update payment set edges = 1 where id = $", payment_id));
	found(&f, with(&f, "update payment set late_fee_minor = 5 where id = $", payment_id),
	    "payment_copies facts_payments", "its entry says",
	    with(&f, "update payment set late_fee_minor = 0 where id = $", payment_id));
	found(&f, "update receivable set changed_on = '2001-01-01' where number = 'B-0000002'",
	    "receivable_copies", "changed 2001-01-01",
	    "update receivable r set changed_on = greatest(issued_on, coalesce((select max(allocated_on)"
	    " from allocation a where a.receivable_id = r.id), issued_on)) where number = 'B-0000002'");
	found(&f, "update receivable set is_late_fee = 1 where number = 'B-0000002'",
	    "bill_entries facts_receivables facts_due", NULL,
	    "update receivable set is_late_fee = 0 where number = 'B-0000002'");
	found(&f, "update bill set use_class = 'low' where number = 'B-0000001'", "facts_bills", "low",
	    fmt(cx->arena, "update bill set use_class = '%s' where number = 'B-0000001'",
		row_str(row, "use_class")));
	found(&f, "insert into billing_exception (id, account_id, zone_id, type, is_blocking, priority, opened_at,"
	    " opened_on) select uuid(), account_id, zone_id, 'high', 1, 1, utc_timestamp(), '2026-01-01' from bill"
	    " where number = 'B-0000001'", "exception_copies facts_exceptions", "0 of 1 stand for its bill",
	    "delete from billing_exception where type = 'high'");
}
END_TEST

START_TEST(an_account_that_search_does_not_know)
{
	found(&f, "update search_part set kind = 'gone' where kind = 'account'", "search_complete",
	    "-00001", "update search_part set kind = 'account' where kind = 'gone'");
	found(&f, "update search_text set kind = 'gone' where kind = 'account'", "search_complete",
	    "-00001", "update search_text set kind = 'account' where kind = 'gone'");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("verify");
	TCase *t = tcase_create("verify");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, good_books_agree);
	tcase_add_test(t, a_line_that_was_changed);
	tcase_add_test(t, a_reversal_that_does_not_mirror);
	tcase_add_test(t, an_open_amount_that_no_edge_explains);
	tcase_add_test(t, a_balance_that_is_not_the_sum);
	tcase_add_test(t, a_payment_that_its_entry_does_not_bear_out);
	tcase_add_test(t, an_edge_too_much);
	tcase_add_test(t, a_bill_that_its_entry_or_lines_do_not_bear_out);
	tcase_add_test(t, what_points_nowhere);
	tcase_add_test(t, a_number_that_is_missing_or_twice);
	tcase_add_test(t, numbers_of_an_older_format_count_too);
	tcase_add_test(t, a_kept_key_without_an_answer);
	tcase_add_test(t, a_fact_too_many_or_too_few);
	tcase_add_test(t, a_cut_that_tells_otherwise);
	tcase_add_test(t, what_a_row_keeps_of_another);
	tcase_add_test(t, an_account_that_search_does_not_know);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
