/*
 * billport-verify on what is billed from reads: entries over many bills, reversed, replaced and
 * adjusted bills, runs, numbers, late fees, meters and reads.  Each damage is found by its check and
 * mended again.
 */
#include <string.h>
#include "beside.h"
#include "bill_adjust.h"
#include "bill_rebill.h"
#include "billed.h"
#include "damage.h"
#include "late_fee.h"
#include "made.h"
#include "text.h"
#include <check.h>
#undef fail			/* Check has a macro of that name */

static struct fixture f;
static struct cx *const cx = &f.cx;
static const char *cycle, *run, *bill, *other, *adjustment, *old, *anew, *late;

static void
charge_late_fees(void)
{
	static const struct job_kind kinds[] = { { LATE_FEE_JOB, run_late_fees, 50 } };
	const struct identity who = cx->who;
	const char *id;
	bool ran;

	fixture_must(&f, enqueue_late_fees, &id);
	for (int i = 0; i < 3000; i++) {
		ck_assert_int_eq(jobs_run_one(cx, kinds, COUNT(kinds), &ran), OK);
		cx->who = who;
		ck_assert_int_eq(db_set_tenant(cx, f.tenant_id), OK);
		if (fixture_i64(&f, "select count(*) n from job where id = ? and state = 'done'", str(id)))
			return;
	}
	ck_abort_msg("late fees are not done");
}

/* Two bills of one entry, one of them adjusted twice and once undone; one that stands for another with
 * what was paid on it; one with a late fee. */
static void
setup(void)
{
	struct adjusting a = { .amount_minor = 300, .reason = "goodwill" }, b = a;
	struct undoing undo = { .reason = "Not so" };
	struct rebilling r = { .old = { .reason = "read_error" } };
	const char *accounts[2];

	fixture_open(&f);
	(void)billed_tariff(&f);
	cycle = billed_cycle(&f, 0);
	for (int i = 0; i < 2; i++) {
		accounts[i] = billed_account(&f);
		billed_read(&f, cycle, accounts[i], 20000);
	}
	run = billed_together(&f, cycle);
	bill = billed_bill(&f, cycle, accounts[0]);
	other = billed_bill(&f, cycle, accounts[1]);

	a.bill_id = b.bill_id = bill;
	ck_assert_int_eq(prepare_adjusting(cx, &a), OK);
	fixture_must(&f, adjust_bill, &a);
	adjustment = a.id;
	ck_assert_int_eq(prepare_adjusting(cx, &b), OK);
	fixture_must(&f, adjust_bill, &b);
	undo.id = b.id;
	ck_assert_int_eq(prepare_undoing(cx, &undo), OK);
	fixture_must(&f, undo_adjustment, &undo);

	f.account_id = accounts[1];
	(void)make_payment(&f, other, 500, 0);
	r.old.bill_id = old = other;
	ck_assert_int_eq(prepare_reversing(cx, &r.old), OK);
	fixture_must(&f, rebill_bill, &r);
	anew = r.id;

	cycle = billed_cycle(&f, -40);
	f.account_id = billed_account(&f);
	billed_read(&f, cycle, f.account_id, 20000);
	late = billed_alone(&f, cycle, f.account_id);
	charge_late_fees();
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
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from charge where about_id = ?", str(late)), 1);
}
END_TEST

START_TEST(an_entry_over_many_that_its_bills_do_not_bear_out)
{
	/* between two codes, so that the entry still balances */
	found(&f, with(&f,
	    "update journal_line set amount_minor = amount_minor + if(gl_code = '4010', 1, -1) where entry_id ="
	    " (select entry_id from bill where id = $) and gl_code in ('4010', '4000')", bill),
	    "batch_entries", "code 4010",
	    with(&f,
	    "update journal_line set amount_minor = amount_minor - if(gl_code = '4010', 1, -1) where entry_id ="
	    " (select entry_id from bill where id = $) and gl_code in ('4010', '4000')", bill));
	found(&f, with(&f,
	    "update journal_line set gl_code = '4100' where gl_code = '4010' and entry_id ="
	    " (select entry_id from bill where id = $)", bill),
	    "batch_entries", "code 4100", with(&f,
	    "update journal_line set gl_code = '4010' where gl_code = '4100' and entry_id ="
	    " (select entry_id from bill where id = $)", bill));
	/* a bill's line by another code */
	found(&f, with(&f, "update bill_line set gl_code = '4100' where bill_id = $ and line = 1", bill),
	    "batch_entries", "code 4100",
	    with(&f, "update bill_line set gl_code = '4010' where bill_id = $ and line = 1", bill));
	found(&f, with(&f,
	    "update journal_entry set source_id = uuid() where id = (select entry_id from bill where id = $)", bill),
	    "entry_sources bill_entries", NULL, with(&f,
	    "update journal_entry e join bill b on b.entry_id = e.id set e.source_id = b.generation_id where b.id = $",
	    bill));
}
END_TEST

START_TEST(a_bill_whose_lines_or_amount_changed)
{
	found(&f, with(&f, "update bill_line set amount_minor = amount_minor + 1 where bill_id = $ and line = 2",
	    bill), "bill_entries batch_entries", NULL,
	    with(&f, "update bill_line set amount_minor = amount_minor - 1 where bill_id = $ and line = 2", bill));
	found(&f, with(&f, "update bill set amount_minor = amount_minor + 1 where id = $", bill),
	    "bill_entries batch_entries receivables_ledger generations facts_bills", "B-0000001",
	    with(&f, "update bill set amount_minor = amount_minor - 1 where id = $", bill));
	found(&f, with(&f, "delete from bill_line where bill_id = $ and line = 3", late), "bill_entries", NULL,
	    with(&f, "insert into bill_line (bill_id, line, kind, text, quantity_milli, rate_micro, amount_minor,"
	    " tier) select $, line, kind, text, quantity_milli, rate_micro, amount_minor, tier from bill_line"
	    " where bill_id = (select id from bill where number = 'B-0000001') and line = 3", late));
}
END_TEST

START_TEST(a_reversal_that_is_not_one)
{
	found(&f, with(&f, "update bill set status = 'reversed' where id = $", late), "bill_entries", "B-0000004",
	    with(&f, "update bill set status = 'issued' where id = $", late));
	found(&f, with(&f, "update receivable set status = 'cancelled', open_minor = 0 where id = $", late),
	    "bill_entries receivables_ledger facts_due", "B-0000004",
	    with(&f, "update receivable set status = 'open', open_minor = amount_minor where id = $", late));
	found(&f, with(&f, "update bill set reversed_on = '2001-01-01' where id = $", other),
	    "bill_entries facts_bills", NULL,
	    with(&f, "update bill b join journal_entry e on e.id = b.reverse_entry_id set b.reversed_on = e.posted_on"
	    " where b.id = $", other));
	found(&f, with(&f, "update journal_line set amount_minor = amount_minor + 1 where entry_id ="
	    " (select reverse_entry_id from bill where id = $) and line = 1", other),
	    "entries_balance receivables_ledger", NULL,
	    with(&f, "update journal_line set amount_minor = amount_minor - 1 where entry_id ="
	    " (select reverse_entry_id from bill where id = $) and line = 1", other));
}
END_TEST

START_TEST(an_adjustment_that_does_not_add_up)
{
	found(&f, with(&f, "update bill set adjusted_minor = 299 where id = $", bill), "bill_adjustments",
	    "adjusted 299", with(&f, "update bill set adjusted_minor = 300 where id = $", bill));
	found(&f, with(&f, "update bill_line set amount_minor = -299 where adjustment_id = $", adjustment),
	    "bill_adjustments", "lines 299",
	    with(&f, "update bill_line set amount_minor = -300 where adjustment_id = $", adjustment));
	found(&f, with(&f, "update adjustment set amount_minor = 299 where id = $", adjustment),
	    "bill_adjustments waivers", "adjustments 299",
	    with(&f, "update adjustment set amount_minor = 300 where id = $", adjustment));
	found(&f, with(&f, "update adjustment set undone_on = '2001-01-01' where id = $", adjustment),
	    "bill_adjustments waivers", NULL,
	    with(&f, "update adjustment set undone_on = null where id = $", adjustment));
	/* from one adjustment to another: sums agree, the lines of each do not */
	found(&f, with(&f, "update bill_line set adjustment_id = (select id from adjustment where undone_on"
	    " is not null) where adjustment_id = $", adjustment), "bill_adjustments",
	    "the lines of an adjustment",
	    with(&f, "update bill_line set adjustment_id = $ where kind = 'adjustment' order by line limit 1",
	    adjustment));
}
END_TEST

START_TEST(a_bill_that_stands_for_no_other)
{
	found(&f, with(&f, "update bill set replaces_id = uuid() where id = $", anew), "bills_replaced",
	    "moved 500", fmt(cx->arena, "update bill set replaces_id = '%s' where id = '%s'", old, anew));
	found(&f, with(&f, "update bill set moved_minor = 400 where id = $", anew),
	    "bills_replaced bill_entries", "moved 400",
	    with(&f, "update bill set moved_minor = 500 where id = $", anew));
	found(&f, with(&f, "update bill set moved_entry_id = null where id = $", anew),
	    "bills_replaced bill_entries entry_sources", NULL,
	    with(&f, "update bill set moved_entry_id = (select id from journal_entry where event = 'moved')"
	    " where id = $", anew));
}
END_TEST

START_TEST(a_run_that_tells_otherwise)
{
	found(&f, with(&f, "update generation_part set billed = billed + 1 where generation_id = $ and part ="
	    " (select part from (select min(part) part from generation_part where generation_id = (select"
	    " generation_id from bill where number = 'B-0000001')) x)", run), "generations", "parts 3 bills",
	    with(&f, "update generation_part set billed = billed - 1 where generation_id = $ and part ="
	    " (select part from (select min(part) part from generation_part where generation_id = (select"
	    " generation_id from bill where number = 'B-0000001')) x)", run));
	found(&f, with(&f, "update bill set generation_id = uuid() where id = $", late), "generations",
	    "is of no run", with(&f, "update bill b join generation g on g.account_id = b.account_id"
	    " set b.generation_id = g.id where b.id = $", late));
	found(&f, with(&f, "update bill set is_estimated = 1 where id = $", bill), "generations facts_bills", NULL,
	    with(&f, "update bill set is_estimated = 0 where id = $", bill));
}
END_TEST

START_TEST(billed_and_held_or_neither)
{
	found(&f, with(&f, "insert into billing_exception (id, cycle_id, account_id, zone_id, type, is_blocking,"
	    " priority, opened_at, opened_on) select uuid(), cycle_id, account_id, zone_id, 'high', 1, 1,"
	    " utc_timestamp(), '2026-01-01' from bill where id = $", bill), "billed_or_held", "held by high",
	    "delete from billing_exception where type = 'high'");
	/* use that was there when the run began, and nothing came of it */
	{
		const char *account = billed_account(&f), *ran;
		const struct row *row;

		ck_assert_int_eq(db_one(cx, &row, "select cycle_id from generation where id = ?", str(run)), OK);
		ran = row_str(row, "cycle_id");
		billed_read(&f, ran, account, 5000);
		found(&f, with(&f, "update meter_read set read_at = '2001-01-01' where account_id = $", account),
		    "billed_or_held", "neither billed nor held",
		    with(&f, "update meter_read set read_at = '2100-01-01' where account_id = $", account));
	}
}
END_TEST

START_TEST(a_number_of_a_block_that_is_lost)
{
	found(&f, with(&f, "update bill set number = 'B-0000099' where id = $", bill), "numbers_bill", NULL,
	    with(&f, "update bill set number = 'B-0000001' where id = $", bill));
	found(&f, "update number_series set next = next + 4 where series = 'bill'", "numbers_bill", NULL,
	    "update number_series set next = next - 4 where series = 'bill'");
}
END_TEST

START_TEST(a_late_fee_of_no_step)
{
	found(&f, with(&f, "update charge set about_id = null where about_id = $", late), "late_fees", "step 1",
	    with(&f, "update charge set about_id = $ where kind = 'late_fee'", late));
	found(&f, with(&f, "update late_fee set charge_id = uuid() where receivable_id = $", late), "late_fees",
	    "no step of its rule",
	    with(&f, "update late_fee set charge_id = (select id from charge) where receivable_id = $", late));
}
END_TEST

START_TEST(a_meter_that_stands_elsewhere)
{
	found(&f, with(&f, "update meter_span set multiplier_milli = 2000 where account_id = $", f.account_id),
	    "meter_spans", NULL,
	    with(&f, "update meter_span set multiplier_milli = 1000 where account_id = $", f.account_id));
	found(&f, with(&f, "update meter_span set to_on = '2001-01-01' where account_id = $", f.account_id),
	    "meter_spans", NULL,
	    with(&f, "update meter_span set to_on = null where account_id = $", f.account_id));
}
END_TEST

START_TEST(a_read_that_does_not_add_up)
{
	found(&f, with(&f, "update meter_read set register_milli = 500, previous_milli = 400,"
	    " multiplier_milli = 1000 where account_id = $", f.account_id), "reads_use", "use 20000",
	    with(&f, "update meter_read set register_milli = null, previous_milli = null,"
	    " multiplier_milli = null where account_id = $", f.account_id));
	found(&f, with(&f, "update meter_read set state = 'replaced' where account_id = $", f.account_id),
	    "reads_replaced", "replaced by 0",
	    with(&f, "update meter_read set state = 'live' where account_id = $", f.account_id));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("verify billing");
	TCase *t = tcase_create("verify billing");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, good_books_agree);
	tcase_add_test(t, an_entry_over_many_that_its_bills_do_not_bear_out);
	tcase_add_test(t, a_bill_whose_lines_or_amount_changed);
	tcase_add_test(t, a_reversal_that_is_not_one);
	tcase_add_test(t, an_adjustment_that_does_not_add_up);
	tcase_add_test(t, a_bill_that_stands_for_no_other);
	tcase_add_test(t, a_run_that_tells_otherwise);
	tcase_add_test(t, billed_and_held_or_neither);
	tcase_add_test(t, a_number_of_a_block_that_is_lost);
	tcase_add_test(t, a_late_fee_of_no_step);
	tcase_add_test(t, a_meter_that_stands_elsewhere);
	tcase_add_test(t, a_read_that_does_not_add_up);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
