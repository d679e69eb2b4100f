/*
 * What may become of a posted payment: a void with all that it moved, a correction as reversal and
 * new posting, a second person's check, a flag, other notes.
 */
#include "counter.h"

#include <string.h>

#include "approvals.h"
#include "clock.h"
#include "credit_note.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

static struct fixture f;
static struct cx *const cx = &f.cx;
static struct paying paying[2], corrected[2];
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
cash(const char *bill_id, int64_t amount_minor)
{
	paying[0] = (struct paying){ bill_id, amount_minor };
	return cash_for(&f, amount_minor, paying, 1);
}

static enum err
void_it(const char *id, struct voiding *in)
{
	*in = (struct voiding){ .id = id, .reason = "Taken twice", .reason_code = "duplicate" };
	failure_clear(cx);
	TRY(prepare_voiding(cx, in));
	return fixture_do(&f, void_payment, in);
}

/* ---- voids (D17) ---- */

/* 30.00 and 20.00 of two bills, 4.50 kept: all three are back, and the note is void. */
START_TEST(a_void_undoes_everything)
{
	const char *a = fixture_bill(&f, f.account_id, 3000), *b = fixture_bill(&f, f.account_id, 5000);
	struct recording in = cash(a, 5450);
	struct voiding v;

	paying[0].amount_minor = 3000;
	paying[1] = (struct paying){ b, 2000 };
	in.count = 2;
	in.credit_minor = 450;
	ck_assert_int_eq(take(&f, &in), OK);
	ck_assert_int_eq(void_it(in.id, &v), OK);
	ck_assert_int_eq(open_of(&f, a), 3000);
	ck_assert_int_eq(open_of(&f, b), 5000);
	ck_assert_int_eq(in_books(&f, "cash_drawer"), 0);
	ck_assert_int_eq(in_books(&f, "credit"), 0);
	ck_assert_int_eq(fixture_i64(
	    &f, "select credit_minor from account_balance where account_id = ?", str(f.account_id)), 0);
	ck_assert_int_eq(fixture_i64(&f,
	    "select count(*) n from credit_note where id = ? and status = 'void' and remaining_minor = 0",
	    str(in.note_id)), 1);
	ck_assert_str_eq(row_str(payment_row(&f, in.id), "void_code"), "duplicate");
	fixture_balanced(&f);
}
END_TEST

START_TEST(a_used_credit_note_forbids_it)
{
	const char *a = fixture_bill(&f, f.account_id, 3000), *b = fixture_bill(&f, f.account_id, 5000);
	struct recording in = cash(a, 3450);
	struct paying use_for = { b, 100 };
	struct credit_using use = { .paying = &use_for, .count = 1 };
	struct voiding v;

	paying[0].amount_minor = 3000;
	in.credit_minor = 450;
	ck_assert_int_eq(take(&f, &in), OK);
	use.note_id = in.note_id;
	use.account_id = f.account_id;
	fixture_must(&f, use_credit_note, &use);
	ck_assert_int_eq(void_it(in.id, &v), E_CONFLICT);
	ck_assert_ptr_nonnull(strstr(cx->failure.detail, in.note_no));
	ck_assert_str_eq(row_str(payment_row(&f, in.id), "status"), "posted");
	ck_assert_int_eq(open_of(&f, a), 0);
	ck_assert_int_eq(open_of(&f, b), 4900);
	fixture_balanced(&f);
}
END_TEST

START_TEST(a_reason_out_of_no_list)
{
	struct recording in = cash(fixture_bill(&f, f.account_id, 3000), 3000);
	struct voiding v = { .reason = "Because", .reason_code = "mood" };

	ck_assert_int_eq(take(&f, &in), OK);
	v.id = in.id;
	ck_assert_int_eq(prepare_voiding(cx, &v), OK);
	ck_assert_int_eq(fixture_do(&f, void_payment, &v), E_INPUT);
	ck_assert(fixture_fault(&f, "/reason_code", "choice"));
}
END_TEST

/* ---- corrections (R12) ---- */

static struct correction
to(const char *id, const char *bill_id, int64_t amount_minor)
{
	corrected[0] = (struct paying){ bill_id, amount_minor };
	return (struct correction){
		.old = { .id = id, .reason = "Typed 50 for 40" },
		.new = { .account_id = f.account_id, .amount_minor = amount_minor, .method = "cash",
		    .received_minor = -1, .paying = corrected, .count = 1 },
	};
}

static enum err
correct(struct correction *c)
{
	failure_clear(cx);
	TRY(prepare_correction(cx, c));
	return fixture_do(&f, correct_payment, c);
}

/* 50.00 should have been 40.00: the bill of 60.00 has 20.00 open, the drawer 40.00. */
START_TEST(a_correction_reverses_and_posts_anew)
{
	const char *bill = fixture_bill(&f, f.account_id, 6000);
	struct recording in = cash(bill, 5000);
	struct correction c;
	const struct row *old, *new;

	ck_assert_int_eq(take(&f, &in), OK);
	c = to(in.id, bill, 4000);
	ck_assert_int_eq(correct(&c), OK);
	old = payment_row(&f, in.id);
	new = payment_row(&f, c.new.id);
	ck_assert_str_eq(row_str(old, "status"), "cancelled");
	ck_assert_str_eq(row_str(old, "void_reason"), "Corrected: Typed 50 for 40");
	ck_assert_str_eq(row_str(new, "status"), "posted");
	ck_assert_str_eq(row_str(new, "corrects_id"), in.id);
	ck_assert_str_eq(row_str(new, "receipt_no"), "R-2");
	ck_assert_int_eq(row_i64(new, "amount_minor"), 4000);
	ck_assert_ptr_null(row_str(new, "flag"));
	ck_assert_int_eq(open_of(&f, bill), 2000);
	ck_assert_int_eq(c.new.owed_minor, 2000);
	ck_assert_int_eq(in_books(&f, "cash_drawer"), 4000);
	/* three entries: the first, its reversal, the new one */
	ck_assert_int_eq(fixture_i64(&f,
	    "select count(*) n from journal_entry where source_type = 'payment'"), 3);
	ck_assert_int_eq(fixture_i64(&f,
	    "select count(*) n from audit where action = 'payment.correct' and object_id = ?"
	    " and reason = 'Typed 50 for 40' and before_json like '%5000%'"
	    " and after_json like '%4000%'", str(c.new.id)), 1);
	ck_assert_int_eq(fixture_i64(&f,
	    "select count(*) n from audit where action = 'payment.void' and object_id = ?",
	    str(in.id)), 1);
	fixture_balanced(&f);

	ck_assert_int_eq(correct(&c), E_CONFLICT);	/* the old one is void now */
	c = to(c.new.id, bill, 4500);			/* but the new one may be corrected again */
	ck_assert_int_eq(correct(&c), OK);
	ck_assert_int_eq(open_of(&f, bill), 1500);
	fixture_balanced(&f);
}
END_TEST

START_TEST(to_another_account_and_method)
{
	const char *bill = fixture_bill(&f, f.account_id, 6000), *other = fixture_account(&f),
		   *theirs = fixture_bill(&f, other, 7000);
	struct recording in = cash(bill, 6000);
	struct correction c;

	ck_assert_int_eq(take(&f, &in), OK);
	c = to(in.id, theirs, 6000);
	c.new.account_id = other;
	c.new.method = "cheque";
	c.new.reference = "000123";
	ck_assert_int_eq(correct(&c), OK);
	ck_assert_int_eq(open_of(&f, bill), 6000);
	ck_assert_int_eq(open_of(&f, theirs), 1000);
	ck_assert_int_eq(in_books(&f, "cash_drawer"), 0);
	ck_assert_int_eq(in_books(&f, "cheques"), 6000);
	fixture_balanced(&f);

	c = to(c.new.id, bill, 6000);			/* and back: locks in the other order */
	ck_assert_int_eq(correct(&c), OK);
	ck_assert_int_eq(open_of(&f, bill), 0);
	ck_assert_int_eq(open_of(&f, theirs), 7000);
	fixture_balanced(&f);
}
END_TEST

/* Both halves or none: the new one asks for more than is open. */
START_TEST(a_wrong_correction_changes_nothing)
{
	const char *bill = fixture_bill(&f, f.account_id, 6000);
	struct recording in = cash(bill, 5000);
	struct correction c;

	ck_assert_int_eq(take(&f, &in), OK);
	c = to(in.id, bill, 6001);
	ck_assert_int_eq(correct(&c), E_INPUT);
	ck_assert(fixture_fault(&f, "/allocations/0/amount", "over_open"));
	ck_assert_str_eq(row_str(payment_row(&f, in.id), "status"), "posted");
	ck_assert_int_eq(open_of(&f, bill), 1000);
	c = to(in.id, bill, 4000);
	c.old.reason = "card 4111 1111 1111 1111";
	ck_assert_int_eq(correct(&c), E_INPUT);
	ck_assert(fixture_fault(&f, "/reason", "card_number"));
	c = to(in.id, bill, 4000);
	c.new.notes = "card 4111 1111 1111 1111";
	ck_assert_int_eq(correct(&c), E_INPUT);
	ck_assert(fixture_fault(&f, "/notes", "card_number"));
	c = to(new_id(cx->arena), bill, 4000);
	ck_assert_int_eq(correct(&c), E_NOT_FOUND);
	ck_assert_int_eq(payments_of(&f), 1);
	fixture_balanced(&f);
}
END_TEST

static const struct job_kind kinds[] = {
	{ PAYMENT_CORRECT_JOB, run_payment_correct, 3 },
};

/* M10: above 1,000.00, before or after, another person decides. */
START_TEST(a_large_correction_waits)
{
	const char *bill = fixture_bill(&f, f.account_id, 200000);
	struct recording in = cash(bill, 100001);
	struct correction c;
	struct decision yes = { .reason = "Seen the slip", .version = 1 };

	ck_assert_int_eq(take(&f, &in), OK);
	c = to(in.id, bill, 5000);
	ck_assert_int_eq(correct(&c), OK);
	ck_assert_ptr_nonnull(c.approval_id);
	ck_assert_str_eq(row_str(payment_row(&f, in.id), "status"), "posted");
	yes.id = c.approval_id;
	c = to(in.id, bill, 6000);
	ck_assert_int_eq(correct(&c), E_CONFLICT);	/* one waits already */
	ck_assert_int_eq(fixture_do(&f, approve_request, &yes), E_FORBIDDEN);
	be_user(&f, f.other_user_id);
	fixture_must(&f, approve_request, &yes);
	be_user(&f, f.user_id);
	work_off(&f, kinds, COUNT(kinds));
	ck_assert_str_eq(row_str(payment_row(&f, in.id), "status"), "cancelled");
	ck_assert_int_eq(payments_of(&f), 2);
	ck_assert_int_eq(open_of(&f, bill), 195000);
	ck_assert_int_eq(fixture_i64(&f,
	    "select count(*) n from audit where action = 'payment.correct' and approved_by = ?",
	    str(f.other_user_id)), 1);
	fixture_balanced(&f);
}
END_TEST

/* ---- a second person's check (R22) ---- */

START_TEST(above_the_tenants_amount_another_verifies)
{
	const char *bill = fixture_bill(&f, f.account_id, 90000);
	struct recording in = cash(bill, 20000);
	struct verifying v = { 0 };

	set_setting(&f, SETTING_SECOND_CHECK, "20000");
	ck_assert_int_eq(take(&f, &in), OK);		/* not above it */
	ck_assert_str_eq(in.verification, "verified");
	v.id = in.id;
	be_user(&f, f.other_user_id);
	ck_assert_int_eq(fixture_do(&f, verify_payment, &v), E_CONFLICT);
	be_user(&f, f.user_id);
	in = cash(bill, 20001);
	ck_assert_int_eq(take(&f, &in), OK);
	ck_assert_str_eq(in.verification, "pending");
	ck_assert_str_eq(row_str(payment_row(&f, in.id), "status"), "posted");
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from notification where kind = 'payment.verify'"), 1);
	v.id = in.id;
	ck_assert_int_eq(fixture_do(&f, verify_payment, &v), E_FORBIDDEN);
	cx->who.kind = ACTOR_CLIENT;
	cx->who.id = f.other_user_id;
	ck_assert_int_eq(fixture_do(&f, verify_payment, &v), E_FORBIDDEN);
	be_user(&f, f.other_user_id);
	fixture_must(&f, verify_payment, &v);
	ck_assert_str_eq(row_str(payment_row(&f, in.id), "verification"), "verified");
	ck_assert_str_eq(row_str(payment_row(&f, in.id), "verified_by"), f.other_user_id);
	ck_assert_int_eq(row_i64(payment_row(&f, in.id), "version"), 2);
	ck_assert_int_eq(fixture_do(&f, verify_payment, &v), E_CONFLICT);
	ck_assert_int_eq(fixture_i64(&f,
	    "select count(*) n from audit where action = 'payment.verify' and object_id = ?",
	    str(in.id)), 1);
}
END_TEST

/* D9: what comes in online is not verified by its coming. */
START_TEST(online_waits_for_its_check)
{
	struct recording in = cash(fixture_bill(&f, f.account_id, 9000), 1000);

	ck_assert_int_eq(db_exec(cx,
	    "insert into choice (id, list, code, name, kind, position)"
	    " values (?, 'payment_channel', 'web', 'Web', 'online', 9)", str(new_id(cx->arena))), OK);
	set_setting(&f, SETTING_DUPLICATE_DAYS, "0");
	in.channel = "web";
	ck_assert_int_eq(take(&f, &in), OK);
	ck_assert_str_eq(in.verification, "pending");
}
END_TEST

/* ---- flags and notes ---- */

START_TEST(flagged_and_not_any_more)
{
	struct recording in = cash(fixture_bill(&f, f.account_id, 9000), 1000);
	struct flagging flag = { .flag = "fraud", .reason = "Signature differs" };

	ck_assert_int_eq(take(&f, &in), OK);
	flag.id = in.id;
	fixture_must(&f, flag_payment, &flag);
	ck_assert_str_eq(row_str(payment_row(&f, in.id), "flag"), "fraud");
	ck_assert_str_eq(row_str(payment_row(&f, in.id), "flag_reason"), "Signature differs");
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from notification where kind = 'payment.fraud'"), 1);
	flag.flag = NULL;
	flag.reason = "Cleared with the consumer";
	fixture_must(&f, flag_payment, &flag);
	ck_assert_ptr_null(row_str(payment_row(&f, in.id), "flag"));
	ck_assert_ptr_null(row_str(payment_row(&f, in.id), "flag_reason"));
	ck_assert_int_eq(fixture_i64(&f,
	    "select count(*) n from audit where action = 'payment.flag' and object_id = ?",
	    str(in.id)), 2);
	flag.reason = "card 4111-1111-1111-1111";
	ck_assert_int_eq(fixture_do(&f, flag_payment, &flag), E_INPUT);
	ck_assert(fixture_fault(&f, "/reason", "card_number"));
	flag.id = new_id(cx->arena);
	flag.reason = "Nobody's";
	ck_assert_int_eq(fixture_do(&f, flag_payment, &flag), E_NOT_FOUND);
}
END_TEST

START_TEST(notes_have_a_history)
{
	struct recording in = cash(fixture_bill(&f, f.account_id, 9000), 1000);
	struct annotating n = { .notes = "Called back", .version = 1 };

	in.notes = "At the counter";
	ck_assert_int_eq(take(&f, &in), OK);
	n.id = in.id;
	fixture_must(&f, annotate_payment, &n);
	ck_assert_str_eq(row_str(payment_row(&f, in.id), "notes"), "Called back");
	ck_assert_int_eq(fixture_do(&f, annotate_payment, &n), E_STALE);
	n.version = 2;
	n.notes = "5500 0000 0000 0004";
	ck_assert_int_eq(fixture_do(&f, annotate_payment, &n), E_INPUT);
	ck_assert(fixture_fault(&f, "/notes", "card_number"));
	n.notes = NULL;
	fixture_must(&f, annotate_payment, &n);
	ck_assert_ptr_null(row_str(payment_row(&f, in.id), "notes"));
	ck_assert_int_eq(fixture_i64(&f,
	    "select count(*) n from audit where action = 'payment.annotate' and object_id = ?"
	    " and before_json like '%At the counter%' and after_json like '%Called back%'",
	    str(in.id)), 1);
	ck_assert_int_eq(row_i64(payment_row(&f, in.id), "amount_minor"), 1000);
}
END_TEST

/* Who sees his own alone annotates, flags and corrects his own alone. */
START_TEST(the_row_rule_binds_all_of_it)
{
	const char *bill = fixture_bill(&f, f.account_id, 9000);
	struct recording in = cash(bill, 1000);
	struct annotating n = { .notes = "Mine?", .version = 1 };
	struct flagging flag = { .flag = "review", .reason = "Looks odd" };
	struct correction c;

	ck_assert_int_eq(take(&f, &in), OK);
	n.id = flag.id = in.id;
	c = to(in.id, bill, 900);
	permissions_add(&cx->who.may, CAN_READ_OWN_PAYMENTS);
	be_user(&f, f.other_user_id);
	ck_assert_int_eq(fixture_do(&f, annotate_payment, &n), E_NOT_FOUND);
	ck_assert_int_eq(fixture_do(&f, flag_payment, &flag), E_NOT_FOUND);
	ck_assert_int_eq(correct(&c), E_NOT_FOUND);
	be_user(&f, f.user_id);
	fixture_must(&f, annotate_payment, &n);
	fixture_must(&f, flag_payment, &flag);
	ck_assert_int_eq(correct(&c), OK);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("payment change");
	TCase *t = tcase_create("payment change");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, a_void_undoes_everything);
	tcase_add_test(t, a_used_credit_note_forbids_it);
	tcase_add_test(t, a_reason_out_of_no_list);
	tcase_add_test(t, a_correction_reverses_and_posts_anew);
	tcase_add_test(t, to_another_account_and_method);
	tcase_add_test(t, a_wrong_correction_changes_nothing);
	tcase_add_test(t, a_large_correction_waits);
	tcase_add_test(t, above_the_tenants_amount_another_verifies);
	tcase_add_test(t, online_waits_for_its_check);
	tcase_add_test(t, flagged_and_not_any_more);
	tcase_add_test(t, notes_have_a_history);
	tcase_add_test(t, the_row_rule_binds_all_of_it);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
