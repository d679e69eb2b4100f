/*
 * What one payment may be: several bills, part, more, in advance, instalments; by which mode.  Sums
 * are worked out by hand beside each test.
 */
#include "counter.h"

#include <string.h>

#include "charge.h"
#include "clock.h"
#include "price.h"
#include "seen_facts.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

static struct fixture f;
static struct cx *const cx = &f.cx;
static struct paying paying[PAYMENT_RECEIVABLES_MAX];
static char today[11];

static void
setup(void)
{
	fixture_open(&f);
	ck_assert(date_in_zone(cx->who.zone, business_now(), today));
}

static void
teardown(void)
{
	fixture_close(&f);
}

static struct recording
cash(int64_t amount_minor, size_t bills)
{
	return cash_for(&f, amount_minor, paying, bills);
}

/* ---- what it pays ---- */

/* D4, D7: 145.50 and 152.25 whole, 40.00 of 100.00: 337.75, from 350.00 in cash: 12.25 back. */
START_TEST(several_bills_at_once)
{
	const char *a = fixture_bill(&f, f.account_id, 14550),
		   *b = fixture_bill(&f, f.account_id, 15225),
		   *c = fixture_bill(&f, f.account_id, 10000);
	struct recording in = cash(33775, 3);

	paying[0] = (struct paying){ c, 4000 };
	paying[1] = (struct paying){ a, 14550 };
	paying[2] = (struct paying){ b, 15225 };
	in.received_minor = 35000;
	ck_assert_int_eq(take(&f, &in), OK);
	ck_assert_int_eq(in.change_minor, 1225);
	ck_assert_str_eq(in.type, "bill");
	ck_assert_str_eq(in.receipt_no, "R-1");
	ck_assert_int_eq(open_of(&f, a), 0);
	ck_assert_int_eq(open_of(&f, b), 0);
	ck_assert_int_eq(open_of(&f, c), 6000);
	ck_assert_int_eq(in.owed_minor, 6000);
	ck_assert_int_eq(in.account_credit_minor, 0);
	ck_assert_uint_eq(in.paid_count, 3);	/* told in the order asked */
	ck_assert_str_eq(in.paid[0].receivable_id, c);
	ck_assert_int_eq(in.paid[0].left_minor, 6000);
	ck_assert_int_eq(in.paid[2].left_minor, 0);
	ck_assert_int_eq(in_books(&f, "cash_drawer"), 33775);
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from allocation where payment_id = ?", str(in.id)), 3);
	/* one entry, two lines a bill; one fact of the payment in whole */
	ck_assert_int_eq(fixture_i64(&f,
	    "select count(*) n from journal_line where entry_id = ?", str(in.entry_id)), 6);
	ck_assert_int_eq(fixture_i64(&f,
	    FACT_SUM("m1", "payments")), 1);
	ck_assert_int_eq(fixture_i64(&f,
	    FACT_SUM("m2", "payments")), 33775);
	ck_assert_int_eq(fixture_i64(&f,
	    FACT_SUM("m3", "receivables")), 6000);
	ck_assert_int_eq(fixture_i64(&f,
	    "select count(*) n from audit where object_id = ? and after_json like '%, B-%'",
	    str(in.id)), 1);
	fixture_balanced(&f);
}
END_TEST

START_TEST(fifty_bills_and_no_more)
{
	struct recording in = cash(5000, PAYMENT_RECEIVABLES_MAX);

	for (int i = 0; i < PAYMENT_RECEIVABLES_MAX; i++)
		paying[i] = (struct paying){ fixture_bill(&f, f.account_id, 100), 100 };
	ck_assert_int_eq(take(&f, &in), OK);
	ck_assert_int_eq(in.owed_minor, 0);
	fixture_balanced(&f);
	in.count = PAYMENT_RECEIVABLES_MAX + 1;
	ck_assert_int_eq(take(&f, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/allocations", "length"));
}
END_TEST

/* All or nothing: the second bill is paid already. */
START_TEST(one_wrong_bill_takes_nothing)
{
	const char *a = fixture_bill(&f, f.account_id, 1000), *b = fixture_bill(&f, f.account_id, 2000);
	struct recording in = cash(2000, 1);

	paying[0] = (struct paying){ b, 2000 };
	ck_assert_int_eq(take(&f, &in), OK);
	paying[0] = (struct paying){ a, 1000 };
	paying[1] = (struct paying){ b, 1 };
	in = cash(1001, 2);
	ck_assert_int_eq(take(&f, &in), E_CONFLICT);
	ck_assert_ptr_nonnull(strstr(cx->failure.detail, "already paid; nothing was taken"));
	paying[1] = (struct paying){ fixture_bill(&f, fixture_account(&f), 500), 1 };
	ck_assert_int_eq(take(&f, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/allocations/1/receivable_id", "not_found"));
	ck_assert_int_eq(open_of(&f, a), 1000);
	ck_assert_int_eq(payments_of(&f), 1);
	fixture_balanced(&f);
}
END_TEST

/* What was cancelled can be paid no more than what was paid. */
START_TEST(a_cancelled_charge_is_named)
{
	struct pricing price = { .code = "visit", .name = "Visit", .kind = "service",
		.amount_minor = 4000, .due_days = 14 };
	struct raising charge = { .account_id = f.account_id, .amount_minor = -1 };
	struct ending_charge end = { .reason = "our_error" };
	struct recording in = cash(4000, 1);

	fixture_must(&f, create_price, &price);
	charge.price_id = price.id;
	fixture_must(&f, raise_charge, &charge);
	end.charge_id = charge.id;
	ck_assert_int_eq(prepare_ending_charge(cx, &end), OK);
	fixture_must(&f, cancel_charge, &end);
	paying[0] = (struct paying){ charge.id, 4000 };
	ck_assert_int_eq(take(&f, &in), E_CONFLICT);
	ck_assert_ptr_nonnull(strstr(cx->failure.detail, charge.number));
	ck_assert_ptr_nonnull(strstr(cx->failure.detail, "cancelled; nothing was taken"));
	ck_assert_int_eq(payments_of(&f), 0);
	fixture_balanced(&f);
}
END_TEST

/* ---- what is kept ---- */

/* R11, E1: of 160.00 in cash, 145.50 pay the bill, 4.50 are kept, 10.00 go back: never both twice. */
START_TEST(what_is_kept_becomes_a_credit_note)
{
	struct recording in = cash(15000, 1);
	const struct row *n;

	paying[0] = (struct paying){ fixture_bill(&f, f.account_id, 14550), 14550 };
	in.credit_minor = 450;
	in.received_minor = 16000;
	ck_assert_int_eq(take(&f, &in), OK);
	ck_assert_int_eq(in.change_minor, 1000);
	ck_assert_ptr_nonnull(in.note_id);
	ck_assert_str_eq(in.note_no, "CN-1");
	ck_assert_int_eq(in.account_credit_minor, 450);
	ck_assert_int_eq(credit_of(&f), 450);
	ck_assert_int_eq(in_books(&f, "cash_drawer"), 15000);
	ck_assert_int_eq(in_books(&f, "credit"), -450);
	ck_assert_int_eq(db_one(cx, &n,
	    "select number, source, amount_minor, remaining_minor, payment_id, status from credit_note"),
	    OK);
	ck_assert_str_eq(row_str(n, "number"), "CN-1");
	ck_assert_str_eq(row_str(n, "source"), "overpayment");
	ck_assert_int_eq(row_i64(n, "amount_minor"), 450);
	ck_assert_int_eq(row_i64(n, "remaining_minor"), 450);
	ck_assert_str_eq(row_str(n, "payment_id"), in.id);
	ck_assert_int_eq(row_i64(payment_row(&f, in.id), "credit_minor"), 450);
	ck_assert_int_eq(fixture_i64(&f,
	    FACT_SUM("m2", "payments")), 15000);
	fixture_balanced(&f);
}
END_TEST

/* R11: 150.00 handed over for 145.50 and nothing kept: 4.50 back, and no credit note. */
START_TEST(change_is_no_credit)
{
	struct recording in = cash(14550, 1);

	paying[0] = (struct paying){ fixture_bill(&f, f.account_id, 14550), 14550 };
	in.received_minor = 15000;
	ck_assert_int_eq(take(&f, &in), OK);
	ck_assert_int_eq(in.change_minor, 450);
	ck_assert_ptr_null(in.note_id);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from credit_note"), 0);
	ck_assert_int_eq(credit_of(&f), 0);
}
END_TEST

START_TEST(in_advance)
{
	struct recording in = cash(3000, 0);

	in.credit_minor = 3000;
	ck_assert_int_eq(take(&f, &in), OK);
	ck_assert_str_eq(in.type, "advance");
	ck_assert_int_eq(credit_of(&f), 3000);
	ck_assert_int_eq(in_books(&f, "credit"), -3000);
	fixture_balanced(&f);
}
END_TEST

START_TEST(for_a_service)
{
	struct pricing price = { .code = "test", .name = "Meter test", .kind = "service",
		.amount_minor = 4000, .due_days = 14, .is_active = true };
	struct raising charge = { .account_id = f.account_id, .amount_minor = -1 };
	struct recording in = cash(4000, 1);

	fixture_must(&f, create_price, &price);
	charge.price_id = price.id;
	fixture_must(&f, raise_charge, &charge);
	paying[0] = (struct paying){ charge.id, 4000 };
	ck_assert_int_eq(take(&f, &in), OK);
	ck_assert_str_eq(in.type, "service");
	ck_assert_str_eq(in.paid[0].kind, "charge");
	ck_assert_int_eq(open_of(&f, charge.id), 0);
	fixture_balanced(&f);
}
END_TEST

/* ---- instalments ---- */

static struct instalment parts[4];

/* 120.00 and 30.00 in three instalments of 50.00. */
static struct planning
planned(const char *first, const char *second)
{
	static const char *ids[2];
	static char due[11];
	struct planning p = { .account_id = f.account_id, .receivable_ids = ids, .count = 2,
		.instalments = 3, .every = "month", .first_due_on = due };

	ids[0] = first, ids[1] = second;
	date_add_days(today, 7, due);
	set_setting(&f, SETTING_PLAN_FLOOR, "0");
	fixture_must(&f, create_plan, &p);
	return p;
}

static struct recording
instalments(const struct planning *p, int64_t amount_minor, size_t n)
{
	struct recording in = cash(amount_minor, 0);

	in.plan_id = p->id;
	in.parts = parts;
	in.part_count = n;
	return in;
}

/* D4: 50.00 go to the bill of 120.00; 70.00 and 30.00 of the two last finish the plan. */
START_TEST(instalments_reach_their_bills)
{
	const char *a = fixture_bill(&f, f.account_id, 12000),
		   *b = fixture_bill(&f, f.account_id, 3000);
	struct planning p = planned(a, b);
	struct recording in = instalments(&p, 5000, 1), last;
	struct voiding v;

	parts[0] = (struct instalment){ 1, 5000 };
	ck_assert_int_eq(take(&f, &in), OK);
	ck_assert_str_eq(in.type, "instalment");
	ck_assert_str_eq(row_str(payment_row(&f, in.id), "plan_id"), p.id);
	ck_assert_int_eq(open_of(&f, a) + open_of(&f, b), 10000);
	ck_assert_int_eq(fixture_i64(&f,
	    "select amount_minor from payment_instalment where payment_id = ? and number = 1",
	    str(in.id)), 5000);

	parts[0] = (struct instalment){ 2, 5000 };
	parts[1] = (struct instalment){ 3, 5000 };
	last = instalments(&p, 10000, 2);
	ck_assert_int_eq(take(&f, &last), OK);
	ck_assert_int_eq(open_of(&f, a) + open_of(&f, b), 0);
	ck_assert_int_eq(fixture_i64(&f,
	    "select count(*) n from plan where id = ? and status = 'completed'", str(p.id)), 1);
	fixture_balanced(&f);

	v = (struct voiding){ .id = last.id, .reason = "Cheque came back" };
	ck_assert_int_eq(prepare_voiding(cx, &v), OK);
	fixture_must(&f, void_payment, &v);
	ck_assert_int_eq(open_of(&f, a) + open_of(&f, b), 10000);
	ck_assert_int_eq(fixture_i64(&f,
	    "select count(*) n from plan where id = ? and status = 'active'", str(p.id)), 1);
	fixture_balanced(&f);
}
END_TEST

/* Typed for the first instalment whole, given was half of it: 25.00 of 50.00. */
START_TEST(an_instalment_corrected)
{
	const char *a = fixture_bill(&f, f.account_id, 12000),
		   *b = fixture_bill(&f, f.account_id, 3000);
	struct planning p = planned(a, b);
	struct recording in = instalments(&p, 5000, 1);
	struct correction c = { .old = { .reason = "Half of it was given" } };

	parts[0] = (struct instalment){ 1, 5000 };
	ck_assert_int_eq(take(&f, &in), OK);
	parts[0].amount_minor = 2500;
	c.old.id = in.id;
	c.new = instalments(&p, 2500, 1);
	ck_assert_int_eq(prepare_correction(cx, &c), OK);
	fixture_must(&f, correct_payment, &c);
	ck_assert_int_eq(open_of(&f, a) + open_of(&f, b), 12500);
	ck_assert_int_eq(fixture_i64(&f,
	    "select amount_minor from payment_instalment where payment_id = ?", str(c.new.id)), 2500);
	fixture_balanced(&f);
}
END_TEST

START_TEST(instalments_refused)
{
	const char *a = fixture_bill(&f, f.account_id, 12000),
		   *b = fixture_bill(&f, f.account_id, 3000);
	struct planning p = planned(a, b);
	struct recording in = instalments(&p, 5000, 1);

	parts[0] = (struct instalment){ 2, 5000 };	/* the first is not paid yet */
	ck_assert_int_eq(take(&f, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/instalments/0/number", "order"));
	in.plan_id = NULL;
	ck_assert_int_eq(take(&f, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/plan_id", "required"));
	in.plan_id = p.id;
	in.part_count = 0;
	ck_assert_int_eq(take(&f, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/instalments", "required"));
	in.part_count = 1;
	in.count = 1;
	paying[0] = (struct paying){ a, 100 };
	ck_assert_int_eq(take(&f, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/allocations", "unexpected"));
	ck_assert_int_eq(payments_of(&f), 0);
	fixture_balanced(&f);
}
END_TEST

/* ---- how it comes ---- */

static const struct { const char *method, *kind, *purpose;
} modes[] = {
	{ "cash",          "cash",     "cash_drawer" },
	{ "card_terminal", "card",     "card_clearing" },
	{ "cheque",        "cheque",   "cheques" },
	{ "money_order",   "cheque",   "cheques" },
	{ "bank_transfer", "transfer", "bank" },
};

/* D3: each of the tenant's modes by its kind, what is paid and what is kept alike. */
START_TEST(by_each_mode)
{
	struct recording in = cash(1100, 1);

	paying[0] = (struct paying){ fixture_bill(&f, f.account_id, 5000), 1000 };
	in.method = modes[_i].method;
	in.reference = _i ? "No. 4711" : NULL;
	in.credit_minor = 100;
	ck_assert_int_eq(take(&f, &in), OK);
	ck_assert_str_eq(row_str(payment_row(&f, in.id), "method_kind"), modes[_i].kind);
	ck_assert_int_eq(in_books(&f, modes[_i].purpose), 1100);
	ck_assert_int_eq(in_books(&f, "credit"), -100);
	fixture_balanced(&f);
}
END_TEST

static const struct { const char *what, *method, *reference, *last4, *pointer, *code;
} by_kind[] = {
	{ "a card without its slip",   "card_terminal", NULL,   NULL,    "/reference",  "required" },
	{ "a cheque without number",   "cheque",        NULL,   NULL,    "/reference",  "required" },
	{ "cash with a reference",     "cash",          "No 1", NULL,    "/reference",  "unexpected" },
	{ "last digits of cash",       "cash",          NULL,   "4242",  "/card_last4", "unexpected" },
	{ "last digits of a cheque",   "cheque",        "No 1", "4242",  "/card_last4", "unexpected" },
	{ "three digits",              "card_terminal", "No 1", "424",   "/card_last4", "format" },
	{ "five digits",               "card_terminal", "No 1", "42424", "/card_last4", "format" },
	{ "no digits",                 "card_terminal", "No 1", "4x42",  "/card_last4", "format" },
	{ "a mode of nobody",          "barter",        NULL,   NULL,    "/method",     "choice" },
};

START_TEST(what_a_mode_wants)
{
	struct recording in = cash(1000, 1);

	paying[0] = (struct paying){ fixture_bill(&f, f.account_id, 5000), 1000 };
	in.method = by_kind[_i].method;
	in.reference = by_kind[_i].reference;
	in.card_last4 = by_kind[_i].last4;
	ck_assert_int_eq(take(&f, &in), E_INPUT);
	ck_assert_msg(
	    fixture_fault(&f, by_kind[_i].pointer, by_kind[_i].code), "%s", by_kind[_i].what);
	ck_assert_int_eq(payments_of(&f), 0);
}
END_TEST

START_TEST(last_four_of_a_card)
{
	struct recording in = cash(1000, 1);

	paying[0] = (struct paying){ fixture_bill(&f, f.account_id, 5000), 1000 };
	in.method = "card_terminal";
	in.reference = "SLIP 1";
	in.card_last4 = "4242";
	in.brand = "visa";
	ck_assert_int_eq(take(&f, &in), OK);
	ck_assert_str_eq(row_str(payment_row(&f, in.id), "card_last4"), "4242");
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from payment where id = ? and brand = 'visa'"
	    " and source = 'counter' and edges = 1 and class = 'residential'", str(in.id)), 1);
	ck_assert_int_eq(fixture_i64(&f, FACT_SUM("m2", "payments") " and d9 = 'visa' and d6 = 'counter'"),
	    1000);
	in = cash(1000, 1);
	in.brand = "visa";
	ck_assert_int_eq(take(&f, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/brand", "unexpected"));
}
END_TEST

START_TEST(a_mode_switched_off)
{
	struct recording in = cash(1000, 1);

	paying[0] = (struct paying){ fixture_bill(&f, f.account_id, 5000), 1000 };
	in.method = "cheque";
	in.reference = "1";
	ck_assert_int_eq(
	    db_exec(cx, "update choice set is_active = 0 where code in ('cheque', 'mail')"), OK);
	set_setting(&f, SETTING_DUPLICATE_DAYS, "0");	/* whatever: lists are read again with the settings */
	ck_assert_int_eq(take(&f, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/method", "choice"));
	in.method = "cash";
	in.reference = NULL;
	in.channel = "mail";
	ck_assert_int_eq(take(&f, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/channel", "choice"));
	in.paid_at = business_now() - INT64_C(86400000000);	/* when it was still offered */
	fixture_must(&f, record_payment, &in);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("payment parts");
	TCase *t = tcase_create("payment parts");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, several_bills_at_once);
	tcase_add_test(t, fifty_bills_and_no_more);
	tcase_add_test(t, one_wrong_bill_takes_nothing);
	tcase_add_test(t, a_cancelled_charge_is_named);
	tcase_add_test(t, what_is_kept_becomes_a_credit_note);
	tcase_add_test(t, change_is_no_credit);
	tcase_add_test(t, in_advance);
	tcase_add_test(t, for_a_service);
	tcase_add_test(t, instalments_reach_their_bills);
	tcase_add_test(t, an_instalment_corrected);
	tcase_add_test(t, instalments_refused);
	tcase_add_loop_test(t, by_each_mode, 0, COUNT(modes));
	tcase_add_loop_test(t, what_a_mode_wants, 0, COUNT(by_kind));
	tcase_add_test(t, last_four_of_a_card);
	tcase_add_test(t, a_mode_switched_off);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
