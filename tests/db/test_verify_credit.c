/*
 * billport-verify over charges, waivers, credit notes, plans and drawers: silent where they agree,
 * and finds each kind of damage by its check and by the number that people know.
 */
#include <string.h>
#include "charge.h"
#include "credit_note.h"
#include "damage.h"
#include "fixture.h"
#include "ledger.h"
#include "made.h"
#include "open_items.h"
#include "payment.h"
#include "text.h"
#include <check.h>
#undef fail			/* Check has a macro of that name */

static struct fixture f;
static struct cx *const cx = &f.cx;
static const char *bill, *payment, *overpaid, *note, *void_note, *use, *charge, *waived, *cancelled,
    *plan;

static void
end_charge(const char *id, tx_fn *how)
{
	struct ending_charge in = { .charge_id = id, .reason = "goodwill" };

	ck_assert_int_eq(prepare_ending_charge(cx, &in), OK);
	fixture_must(&f, how, &in);
}

static enum err
bring(struct cx *c, void *arg)
{
	const char *today = day_from_now(&f, 0), *due = day_from_now(&f, 9);
	struct open_item items[2];

	for (int i = 0; i < 2; i++)
		items[i] = (struct open_item){
			.id = new_id(c->arena), .account_id = f.account_id,
			.consumer_id = f.consumer_id, .zone_id = f.zone_id,
			.class = "residential", .kind = i ? "charge" : "bill",
			.number = i ? "old-9" : "old-8", .issued_on = today, .due_on = due,
			.from_on = today, .to_on = today, .amount_minor = 777,
		};
	TRY(lock_account(c, f.account_id));
	return take_in_open_items(c, arg, items, 2);
}

/* One of each kind, in every state. */
static void
setup(void)
{
	const char *in_plan[2];
	struct credit_undoing undo = { .reason = "Wrong bill" };
	struct ending_credit end = { .reason = "Mistake" };

	fixture_open(&f);
	undo.account_id = end.account_id = f.account_id;
	bill = fixture_bill(&f, f.account_id, 10000);
	payment = make_payment(&f, bill, 3000, 0);
	overpaid = make_payment(&f, bill, 1000, 250);		/* CN-1 */
	note = make_note(&f, payment, 900);			/* CN-2 */
	void_note = make_note(&f, payment, 100);		/* CN-3 */
	end.id = void_note;
	fixture_must(&f, void_credit_note, &end);
	use = make_use(&f, note, bill, 400);
	undo.note_id = note;
	undo.use_id = make_use(&f, note, bill, 50);
	fixture_must(&f, undo_credit_use, &undo);
	charge = make_charge(&f, "reconnect", 4500);		/* CH-000001 … */
	waived = make_charge(&f, "turn_on", 3000);
	cancelled = make_charge(&f, "meter", 2000);
	end_charge(waived, waive_charge);
	end_charge(cancelled, cancel_charge);
	in_plan[0] = bill;
	in_plan[1] = charge;
	fixture_must(&f, bring, new_id(cx->arena));		/* from elsewhere, with its numbers */
	plan = make_plan(&f, in_plan, 2, 3);			/* 10100 */
	(void)make_payment(&f, charge, 1500, 0);
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
}
END_TEST

START_TEST(a_charge_that_its_entry_does_not_bear_out)
{
	found(&f, with(&f, "update charge set amount_minor = 4501 where id = $", charge),
	    "charge_entries", "CH-000001",
	    with(&f, "update charge set amount_minor = 4500 where id = $", charge));
	found(&f, with(&f, "update charge set status = 'cancelled' where id = $", charge),
	    "charge_entries", "CH-000001",
	    with(&f, "update charge set status = 'raised' where id = $", charge));
	found(&f, with(&f, "update charge set status = 'raised' where id = $", cancelled),
	    "charge_entries entry_sources", "CH-000003",
	    with(&f, "update charge set status = 'cancelled' where id = $", cancelled));
	found(&f, with(&f, "update receivable set status = 'open' where id = $", cancelled),
	    "charge_entries receivables_open", "CH-000003",
	    with(&f, "update receivable set status = 'cancelled' where id = $", cancelled));
	found(&f, with(&f, "update charge set end_reason = null where id = $", waived),
	    "charge_entries", "CH-000002",
	    with(&f, "update charge set end_reason = 'goodwill' where id = $", waived));
}
END_TEST

START_TEST(a_waiver_that_nothing_bears_out)
{
	found(&f, with(&f, "update adjustment set amount_minor = 2999 where receivable_id = $", waived),
	    "waivers", "CH-000002",
	    with(&f, "update adjustment set amount_minor = 3000 where receivable_id = $", waived));
	found(&f, with(&f, "update allocation set adjustment_id = null, payment_id ="
	    " (select id from payment limit 1) where receivable_id = $", waived),
	    "waivers payment_edges", "CH-000002",
	    with(&f, "update allocation set payment_id = null, adjustment_id ="
	    " (select id from adjustment) where receivable_id = $", waived));
	found(&f, with(&f, "update charge set status = 'waived', ended_on = issued_on,"
	    " end_reason = 'x', end_entry_id = entry_id where id = $", charge),
	    "charges_waived", "CH-000001",
	    with(&f, "update charge set status = 'raised', ended_on = null, end_reason = null,"
	    " end_entry_id = null where id = $", charge));
	found(&f, "update adjustment set made_on = '2001-01-01'", "waivers", "CH-000002",
	    "update adjustment a join journal_entry e on e.id = a.entry_id set a.made_on = e.posted_on");
}
END_TEST

START_TEST(a_note_that_its_uses_do_not_bear_out)
{
	found(&f, with(&f, "update credit_note set remaining_minor = 501 where id = $", note),
	    "credit_notes account_credit", "CN-2",
	    with(&f, "update credit_note set remaining_minor = 500 where id = $", note));
	found(&f, with(&f, "update credit_note set status = 'applied' where id = $", note),
	    "credit_notes", "CN-2",
	    with(&f, "update credit_note set status = 'active' where id = $", note));
	found(&f, with(&f, "update credit_note set status = 'active' where id = $", void_note),
	    "credit_notes", "CN-3",
	    with(&f, "update credit_note set status = 'void' where id = $", void_note));
	found(&f, with(&f, "update credit_use set amount_minor = 401 where id = $", use),
	    "credit_notes credit_edges credit_entries", "CN-2",
	    with(&f, "update credit_use set amount_minor = 400 where id = $", use));
	found(&f, with(&f, "update credit_use set undone_on = used_on where id = $", use),
	    "credit_notes credit_edges credit_entries", "CN-2",
	    with(&f, "update credit_use set undone_on = null where id = $", use));
	found(&f, with(&f, "update allocation set amount_minor = 399 where credit_use_id = $", use),
	    "credit_edges receivables_open", NULL,
	    with(&f, "update allocation set amount_minor = 400 where credit_use_id = $", use));
}
END_TEST

START_TEST(a_note_that_no_entry_bears_out)
{
	found(&f, with(&f, "update credit_note set amount_minor = 901, remaining_minor = 501"
	    " where id = $", note), "credit_entries account_credit", "CN-2",
	    with(&f, "update credit_note set amount_minor = 900, remaining_minor = 500 where id = $",
	    note));
	found(&f, with(&f, "update credit_note set created_on = '2001-01-01' where id = $", note),
	    "credit_entries", "CN-2",
	    with(&f, "update credit_note n join journal_entry e on e.id = n.entry_id"
	    " set n.created_on = e.posted_on where n.id = $", note));
	found(&f, "update account_balance set credit_minor = credit_minor + 1",
	    "account_balances", "-00001",
	    "update account_balance set credit_minor = credit_minor - 1");
}
END_TEST

START_TEST(what_was_kept_is_in_notes)
{
	found(&f, with(&f, "update payment set credit_minor = 249 where id = $", overpaid),
	    "credit_kept payment_edges", "-000002",
	    with(&f, "update payment set credit_minor = 250 where id = $", overpaid));
	found(&f, with(&f, "update credit_note set payment_id = $", payment), "credit_kept", "-000002",
	    with(&f, "update credit_note set payment_id = $ where number = 'CN-1'", overpaid));
	found(&f, with(&f, "update payment set status = 'cancelled' where id = $", payment),
	    "credit_cap", "-000001",
	    with(&f, "update payment set status = 'posted' where id = $", payment));
}
END_TEST

START_TEST(a_plan_that_is_none)
{
	found(&f, with(&f, "update plan set total_minor = total_minor + 1 where id = $", plan),
	    "plans", "PL-00001",
	    with(&f, "update plan set total_minor = total_minor - 1 where id = $", plan));
	found(&f, with(&f, "update instalment set amount_minor = amount_minor + 1 where number = 2"
	    " and plan_id = $", plan), "plans", "PL-00001",
	    with(&f, "update instalment set amount_minor = amount_minor - 1 where number = 2"
	    " and plan_id = $", plan));
	found(&f, with(&f, "update plan set left_minor = left_minor - 1 where id = $", plan),
	    "plans", "PL-00001",
	    with(&f, "update plan set left_minor = left_minor + 1 where id = $", plan));
	found(&f, with(&f, "update plan set status = 'completed' where id = $", plan),
	    "plans", "PL-00001",
	    with(&f, "update plan set status = 'active' where id = $", plan));
	found(&f, "insert into plan (id, number, account_id, consumer_id, total_minor, left_minor,"
	    " instalments, every, created_at, created_by_name) select uuid(), 'PL-00002', account_id,"
	    " consumer_id, total_minor, left_minor, instalments, every, created_at, 'x' from plan;"
	    "insert into plan_receivable (plan_id, receivable_id, open_minor) select p.id,"
	    " r.receivable_id, r.open_minor from plan p join plan_receivable r"
	    " on r.plan_id <> p.id where p.number = 'PL-00002'",
	    "plans plans_once numbers_plan", "B-0000001",
	    "delete from plan_receivable where plan_id = (select id from plan where number = 'PL-00002');"
	    "delete from plan where number = 'PL-00002'");
}
END_TEST

START_TEST(a_drawer_that_was_not_counted_so)
{
	const char *close = new_id(cx->arena);

	found(&f, fmt(cx->arena, "insert into drawer_close (id, number, user_id, user_name, closed_on,"
	    " closed_at, float_minor, taken_minor, counted_minor, difference_minor) values ('%s',"
	    " 'DC-00001', '%s', 'x', '2026-01-01', '2026-01-01', 0, 5, 5, 0)", close, f.user_id),
	    "drawers numbers_drawer", "DC-00001", "delete from drawer_close");
	found(&f, fmt(cx->arena, "insert into drawer_close (id, number, user_id, user_name, closed_on,"
	    " closed_at, float_minor, taken_minor, counted_minor, difference_minor) values ('%s',"
	    " 'DC-00001', '%s', 'x', '2026-01-01', '2026-01-01', 0, 1, 0, -1);"
	    "insert into drawer_line (close_id, payment_id, way, amount_minor) values ('%s', '%s', 'in', 1)",
	    close, f.user_id, close, payment),
	    "drawers drawer_lines", "DC-00001",
	    "delete from drawer_line; delete from drawer_close");
}
END_TEST

START_TEST(an_entry_of_nothing)
{
	found(&f, with(&f, "update journal_entry set source_type = 'whim' where source_id = $", charge),
	    "entry_sources charge_entries", "whim",
	    with(&f, "update journal_entry set source_type = 'charge' where source_id = $", charge));
	found(&f, "update number_series set next = next + 1 where series = 'credit_note'",
	    "numbers_credit_note", NULL,
	    "update number_series set next = next - 1 where series = 'credit_note'");
	found(&f, "update number_series set next = next + 1 where series = 'charge'",
	    "numbers_charge", NULL,
	    "update number_series set next = next - 1 where series = 'charge'");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("verify_credit");
	TCase *t = tcase_create("verify_credit");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, good_books_agree);
	tcase_add_test(t, a_charge_that_its_entry_does_not_bear_out);
	tcase_add_test(t, a_waiver_that_nothing_bears_out);
	tcase_add_test(t, a_note_that_its_uses_do_not_bear_out);
	tcase_add_test(t, a_note_that_no_entry_bears_out);
	tcase_add_test(t, what_was_kept_is_in_notes);
	tcase_add_test(t, a_plan_that_is_none);
	tcase_add_test(t, a_drawer_that_was_not_counted_so);
	tcase_add_test(t, an_entry_of_nothing);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
