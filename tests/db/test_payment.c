/*
 * Recording and voiding payments on a real database: what is written, what is refused, and that a
 * refusal leaves nothing behind.
 */
#include "payment.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "approvals.h"
#include "clock.h"
#include "fixture.h"
#include "seen_facts.h"
#include "settings.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

static struct fixture f;
static struct cx *const cx = &f.cx;
static struct paying paying;
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
	paying = (struct paying){ bill_id, amount_minor };
	return (struct recording){
		.account_id = f.account_id, .amount_minor = amount_minor, .method = "cash",
		.received_minor = -1, .paying = &paying, .count = 1,
	};
}

static const struct row *
payment(const char *id)
{
	const struct row *p;

	ck_assert_int_eq(db_one(cx, &p, "select * from payment where id = ?", str(id)), OK);
	return p;
}

static int64_t
open_of(const char *bill_id)
{
	return fixture_i64(&f, "select open_minor from receivable where id = ?", str(bill_id));
}

/* A worker may fold at any moment: what was counted is rollup and deltas together. */

/* What a refusal must leave as it was. */
struct before { int64_t payments, numbers, entries, edges, facts; };

static struct before
look(void)
{
	return (struct before){
		fixture_i64(&f, "select count(*) n from payment"),
		fixture_i64(&f, "select cast(sum(next) as signed) n from number_series"),
		fixture_i64(&f, "select count(*) n from journal_entry"),
		fixture_i64(&f, "select count(*) n from allocation"),
		fixture_i64(&f, "select cast(coalesce(sum(m2), 0) as signed) n from " FACTS " f"),
	};
}

static void
untouched(const struct before *was)
{
	struct before now = look();

	ck_assert_int_eq(now.payments, was->payments);
	ck_assert_int_eq(now.numbers, was->numbers);
	ck_assert_int_eq(now.entries, was->entries);
	ck_assert_int_eq(now.edges, was->edges);
	ck_assert_int_eq(now.facts, was->facts);
	fixture_balanced(&f);
}

/* ---- recording ---- */

START_TEST(cash_in_full)
{
	const char *bill = fixture_bill(&f, f.account_id, 14550);
	struct recording in = cash(bill, 14550);
	const struct row *p;

	in.received_minor = 16000;
	in.notes = "At the front counter";
	fixture_must(&f, record_payment, &in);
	ck_assert_int_eq(in.change_minor, 1450);
	ck_assert_str_eq(in.on, today);
	p = payment(in.id);
	ck_assert_str_eq(row_str(p, "status"), "posted");
	ck_assert_str_eq(row_str(p, "verification"), "verified");
	ck_assert_str_eq(row_str(p, "type"), "bill");
	ck_assert_str_eq(row_str(p, "channel"), "walk_in");
	ck_assert_str_eq(row_str(p, "receipt_no"), in.receipt_no);
	ck_assert_str_eq(row_str(p, "receipt_no"), "R-1");
	ck_assert_str_eq(row_str(p, "received_by"), f.user_id);
	ck_assert_str_eq(row_str(p, "received_by_name"), "Dana Whitfield");
	ck_assert_str_eq(row_str(p, "paid_on"), today);
	ck_assert_str_eq(row_str(p, "paid_at"), row_str(p, "recorded_at"));
	ck_assert_int_eq(row_i64(p, "received_minor"), 16000);
	ck_assert_int_eq(row_i64(p, "change_minor"), 1450);
	ck_assert_int_eq(open_of(bill), 0);
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from receivable where id = ? and status = 'paid'",
		str(bill)),
	    1);
	ck_assert_int_eq(
	    fixture_i64(&f,
		"select cast(sum(l.amount_minor) as signed) n from journal_line l"
		" join gl_account g on g.code = l.gl_code where g.purpose = 'cash_drawer'"),
	    14550);
	ck_assert_int_eq(fixture_i64(&f,
			     "select count(*) n from audit where action = 'payment.record'"
			     " and object_id = ? and account_id = ? and actor_id = ?",
			     str(in.id), str(f.account_id), str(f.user_id)),
	    1);
	fixture_balanced(&f);
}
END_TEST

START_TEST(card_in_parts)
{
	const char *bill = fixture_bill(&f, f.account_id, 10000);
	struct recording in = cash(bill, 4000);
	const struct row *p;

	in.method = "card_terminal";
	/* a reference is exempt: terminals print odd things */
	in.reference = "4111 1111 1111 1111";
	fixture_must(&f, record_payment, &in);
	ck_assert_int_eq(open_of(bill), 6000);
	p = payment(in.id);
	ck_assert(row_null(p, "received_minor"));
	ck_assert(row_null(p, "change_minor"));
	ck_assert_int_eq(
	    fixture_i64(&f,
		"select cast(sum(l.amount_minor) as signed) n from journal_line l"
		" join gl_account g on g.code = l.gl_code where g.purpose = 'card_clearing'"),
	    4000);
	in = cash(bill, 6000);
	fixture_must(&f, record_payment, &in);
	ck_assert_str_eq(in.receipt_no, "R-2");
	ck_assert_int_eq(open_of(bill), 0);
	fixture_balanced(&f);
}
END_TEST

START_TEST(dated_back)
{
	struct recording in = cash(fixture_bill(&f, f.account_id, 10000), 1000);
	char yesterday[11], longest[11], too_long[11], got[11];

	date_add_days(today, -1, yesterday);
	date_add_days(today, -PAYMENT_DAYS_BACK, longest);
	date_add_days(today, -PAYMENT_DAYS_BACK - 1, too_long);
	in.paid_on = yesterday;
	fixture_must(&f, record_payment, &in);
	ck_assert(date_in_zone(cx->who.zone, in.at, got));
	ck_assert_str_eq(got, yesterday);
	ck_assert_int_gt(in.recorded_at, in.at);
	ck_assert_int_eq(
	    fixture_i64(&f,
		"select count(*) n from payment where paid_on = ? and recorded_at > paid_at",
		str(yesterday)),
	    1);
	ck_assert_int_eq(
	    fixture_i64(&f,
		"select count(*) n from journal_entry where source_id = ? and posted_on = ?",
		str(in.id), str(yesterday)),
	    1);
	in.paid_on = longest;
	fixture_must(&f, record_payment, &in);
	ck_assert(date_in_zone(cx->who.zone, in.at, got));
	ck_assert_str_eq(got, longest);
	in.paid_on = too_long;
	ck_assert_int_eq(fixture_do(&f, record_payment, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/paid_on", "range"));
	fixture_balanced(&f);
}
END_TEST

START_TEST(any_day_of_a_year_keeps_its_date)
{
	struct recording in = cash(fixture_bill(&f, f.account_id, 100000), 1);
	char day[11], got[11];

	for (int back = 1; back <= PAYMENT_DAYS_BACK; back += 13) {
		date_add_days(today, -back, day);
		in.paid_on = day;
		fixture_must(&f, record_payment, &in);
		ck_assert(date_in_zone(cx->who.zone, in.at, got));
		ck_assert_str_eq(got, day);
	}
}
END_TEST

START_TEST(historic)
{
	struct recording in = cash(fixture_bill(&f, f.account_id, 10000), 1000);

	/* 2020-03-01 12:00 UTC: data that were there before us */
	in.paid_at = INT64_C(1583064000000000);
	fixture_must(&f, record_payment, &in);
	ck_assert_str_eq(in.on, "2020-03-01");
	ck_assert_str_eq(row_str(payment(in.id), "recorded_at"), "2020-03-01T12:00:00.000000Z");
}
END_TEST

START_TEST(by_a_program)
{
	struct recording in = cash(fixture_bill(&f, f.account_id, 10000), 1000);
	const struct row *p;

	cx->who.kind = ACTOR_CLIENT;
	cx->who.id = new_id(cx->arena);
	cx->who.name = "Kiosk 4";
	fixture_must(&f, record_payment, &in);
	p = payment(in.id);
	ck_assert(row_null(p, "received_by"));
	ck_assert_str_eq(row_str(p, "received_by_name"), "Kiosk 4");
}
END_TEST

/* ---- refusals ---- */

enum broken {
	OVER_CAP,
	NOTHING,
	NEGATIVE,
	OVER_OPEN,
	OTHER_SUM,
	NO_BILL,
	BILL_TWICE,
	SHORT_CASH,
	CARD_RECEIVED,
	CASH_REFERENCE,
	CARD_IN_NOTES,
	LONG_NOTES,
	LONG_REFERENCE,
	TOMORROW,
	UNKNOWN_ACCOUNT,
	UNKNOWN_BILL,
	FOREIGN_BILL,
	BROKEN
};

static const struct { const char *pointer, *code; } refusals[BROKEN] = {
	[OVER_CAP]        = { "/amount", "range" },
	[NOTHING]         = { "/amount", "range" },
	[NEGATIVE]        = { "/amount", "range" },
	[OVER_OPEN]       = { "/allocations/0/amount", "over_open" },
	[OTHER_SUM]       = { "/amount", "sum" },
	[NO_BILL]         = { "/amount", "sum" },
	[BILL_TWICE]      = { "/allocations/1/receivable_id", "twice" },
	[SHORT_CASH]      = { "/received", "range" },
	[CARD_RECEIVED]   = { "/received", "unexpected" },
	[CASH_REFERENCE]  = { "/reference", "unexpected" },
	[CARD_IN_NOTES]   = { "/notes", "card_number" },
	[LONG_NOTES]      = { "/notes", "length" },
	[LONG_REFERENCE]  = { "/reference", "length" },
	[TOMORROW]        = { "/paid_on", "range" },
	[UNKNOWN_ACCOUNT] = { "/account_id", "not_found" },
	[UNKNOWN_BILL]    = { "/allocations/0/receivable_id", "not_found" },
	[FOREIGN_BILL]    = { "/allocations/0/receivable_id", "not_found" },
};

static char *
repeated(char c, size_t n)
{
	char *s = arena_alloc(cx->arena, n + 1);

	memset(s, c, n);
	return s;
}

static void
break_it(struct recording *in, enum broken how)
{
	static struct paying twice[2];
	static char tomorrow[11];

	switch (how) {
	case OVER_CAP: in->amount_minor = paying.amount_minor = 5000001; break;
	case NOTHING: in->amount_minor = paying.amount_minor = 0; break;
	case NEGATIVE: in->amount_minor = paying.amount_minor = -1; break;
	case OVER_OPEN: in->amount_minor = paying.amount_minor = 10001; break;
	case OTHER_SUM: paying.amount_minor = 999; break;
	case NO_BILL: in->count = 0; break;
	case BILL_TWICE:
		twice[0] = twice[1] = (struct paying){ paying.receivable_id, 500 };
		in->paying = twice, in->count = 2;
		break;
	case SHORT_CASH: in->received_minor = 999; break;
	case CARD_RECEIVED:
		in->method = "card_terminal";
		in->reference = "slip";
		in->received_minor = 1000;
		break;
	case CASH_REFERENCE: in->reference = "slip 1"; break;
	case CARD_IN_NOTES: in->notes = "paid with 4111 1111 1111 1111"; break;
	case LONG_NOTES: in->notes = repeated('n', 501); break;
	case LONG_REFERENCE: in->method = "card_terminal"; in->reference = repeated('r', 65); break;
	case TOMORROW: date_add_days(today, 1, tomorrow); in->paid_on = tomorrow; break;
	case UNKNOWN_ACCOUNT: in->account_id = new_id(cx->arena); break;
	case UNKNOWN_BILL: paying.receivable_id = new_id(cx->arena); break;
	case FOREIGN_BILL:
		paying.receivable_id = fixture_bill(&f, fixture_account(&f), 5000);
		break;
	case BROKEN: break;
	}
}

START_TEST(refused_naming_the_field)
{
	struct recording in = cash(fixture_bill(&f, f.account_id, 10000), 1000);
	struct before was;

	break_it(&in, (enum broken)_i);
	was = look();
	ck_assert_int_eq(fixture_do(&f, record_payment, &in), E_INPUT);
	ck_assert_msg(fixture_fault(&f, refusals[_i].pointer, refusals[_i].code),
	    "case %d: %s at %s", _i, cx->failure.first ? cx->failure.first->code : "?",
	    cx->failure.first ? cx->failure.first->pointer : "?");
	ck_assert_ptr_nonnull(cx->failure.detail);
	untouched(&was);
}
END_TEST

START_TEST(a_paid_bill_is_named)
{
	const char *bill = fixture_bill(&f, f.account_id, 1000);
	struct recording in = cash(bill, 1000);
	const struct row *r;
	struct before was;

	fixture_must(&f, record_payment, &in);
	was = look();
	ck_assert_int_eq(fixture_do(&f, record_payment, &in), E_CONFLICT);
	ck_assert_int_eq(
	    db_one(cx, &r, "select number from receivable where id = ?", str(bill)), OK);
	ck_assert_ptr_nonnull(strstr(cx->failure.detail, row_str(r, "number")));
	ck_assert_ptr_nonnull(strstr(cx->failure.detail, "paid"));
	untouched(&was);
}
END_TEST

START_TEST(another_tenants_ids_are_unknown)
{
	const char *bill = fixture_bill(&f, f.account_id, 1000), *account = f.account_id;
	struct fixture first = f;
	struct recording in = cash(bill, 1000);

	fixture_open_rupees(&f);
	ck_assert_int_eq(fixture_do(&f, record_payment, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/account_id", "not_found"));
	in.account_id = f.account_id;
	ck_assert_int_eq(fixture_do(&f, record_payment, &in), E_INPUT);
	ck_assert(fixture_fault(&f, "/allocations/0/receivable_id", "not_found"));
	ck_assert_str_eq(first.account_id, account);
	fixture_close(&first);
}
END_TEST

/* ---- voiding ---- */

static enum err
void_it(const char *id, const char *reason, struct voiding *in)
{
	*in = (struct voiding){ .id = id, .reason = reason };
	failure_clear(cx);
	TRY(prepare_voiding(cx, in));
	return fixture_do(&f, void_payment, in);
}

START_TEST(voided_on_its_day)
{
	const char *bill = fixture_bill(&f, f.account_id, 1000);
	struct recording in = cash(bill, 1000);
	struct voiding v;
	const struct row *p;

	fixture_must(&f, record_payment, &in);
	ck_assert_int_eq(void_it(in.id, "Taken twice", &v), OK);
	ck_assert_ptr_null(v.approval_id);
	p = payment(in.id);
	ck_assert_str_eq(row_str(p, "status"), "cancelled");
	ck_assert_str_eq(row_str(p, "void_reason"), "Taken twice");
	ck_assert_str_eq(row_str(p, "voided_on"), today);
	ck_assert_str_eq(row_str(p, "voided_by"), f.user_id);
	ck_assert_str_eq(row_str(p, "void_entry_id"), v.void_entry_id);
	ck_assert_int_eq(row_i64(p, "version"), 2);
	ck_assert_int_eq(open_of(bill), 1000);
	ck_assert_int_eq(fixture_i64(&f, "select cast(coalesce(sum(m1), 0) as signed) n from " FACTS
	    " f where dataset = 'payments' and fact_on = ?", str(today)), 0);
	fixture_balanced(&f);

	ck_assert_int_eq(void_it(in.id, "Once more", &v), E_CONFLICT);
	ck_assert_ptr_nonnull(strstr(cx->failure.detail, "already cancelled"));
	fixture_balanced(&f);

	in = cash(bill, 1000);			/* what was voided can be paid again */
	fixture_must(&f, record_payment, &in);
	ck_assert_str_eq(in.receipt_no, "R-2");
	fixture_balanced(&f);
}
END_TEST

START_TEST(voided_later)
{
	struct recording in = cash(fixture_bill(&f, f.account_id, 1000), 1000);
	char yesterday[11];
	struct voiding v;

	date_add_days(today, -1, yesterday);
	in.paid_on = yesterday;
	fixture_must(&f, record_payment, &in);
	ck_assert_int_eq(void_it(in.id, "Cheque for another", &v), OK);
	ck_assert_int_eq(fixture_i64(&f, "select cast(coalesce(sum(m2), 0) as signed) n from " FACTS
	    " f where dataset = 'payments' and fact_on = ?", str(yesterday)), 1000);
	ck_assert_int_eq(fixture_i64(&f, "select cast(coalesce(sum(m2), 0) as signed) n from " FACTS
	    " f where dataset = 'payments' and fact_on = ?", str(today)), -1000);
	/* a row of its own: minus one, and undone */
	ck_assert_int_eq(fixture_i64(&f, FACT_SUM("m1 + 10 * m6", "payments") " and fact_on = ?",
	    str(today)), 9);
	fixture_balanced(&f);
}
END_TEST

START_TEST(void_refusals)
{
	struct recording in = cash(fixture_bill(&f, f.account_id, 1000), 1000);
	struct voiding v;
	struct before was;

	fixture_must(&f, record_payment, &in);
	was = look();
	ck_assert_int_eq(void_it(new_id(cx->arena), "Unknown", &v), E_NOT_FOUND);
	ck_assert_int_eq(void_it(in.id, "for 4111 1111 1111 1111", &v), E_INPUT);
	ck_assert(fixture_fault(&f, "/reason", "card_number"));
	untouched(&was);
}
END_TEST

START_TEST(row_rule_of_voids)
{
	struct recording in = cash(fixture_bill(&f, f.account_id, 2000), 1000);
	struct voiding v;

	fixture_must(&f, record_payment, &in);
	permissions_add(&cx->who.may, CAN_READ_OWN_PAYMENTS);
	permissions_add(&cx->who.may, CAN_VOID_PAYMENT);
	cx->who.id = f.other_user_id;
	ck_assert_int_eq(void_it(in.id, "Not mine", &v), E_NOT_FOUND);
	cx->who.id = f.user_id;
	ck_assert_int_eq(void_it(in.id, "Mine", &v), OK);
	cx->who.id = f.other_user_id;
	fixture_must(&f, record_payment, &in);
	cx->who.id = f.user_id;
	permissions_add(&cx->who.may, CAN_READ_PAYMENTS);
	ck_assert_int_eq(void_it(in.id, "Everyone's", &v), OK);
}
END_TEST

static const struct job_kind kinds[] = { { PAYMENT_VOID_JOB, run_payment_void, 3 } };

static void
be(const char *user_id)
{
	cx->who.kind = ACTOR_USER;
	cx->who.id = user_id;
	cx->who.name = same_text(user_id, f.user_id) ? "Dana Whitfield" : "Sam Okafor";
}

START_TEST(above_the_limit_by_two)
{
	const char *bill = fixture_bill(&f, f.account_id, 200000);
	struct recording in = cash(bill, 100001);
	struct identity me;
	struct decision yes;
	struct voiding v;
	bool ran = true;

	fixture_must(&f, record_payment, &in);
	ck_assert_int_eq(void_it(in.id, "Wrong account", &v), OK);
	ck_assert_ptr_nonnull(v.approval_id);
	ck_assert_ptr_null(v.void_entry_id);
	ck_assert_str_eq(row_str(payment(in.id), "status"), "posted");
	yes = (struct decision){ .id = v.approval_id, .version = 1, .reason = "Seen." };
	ck_assert_int_eq(void_it(in.id, "Asked again", &v), E_CONFLICT);

	ck_assert_int_eq(fixture_do(&f, approve_request, &yes), E_FORBIDDEN);
	be(f.other_user_id);
	fixture_must(&f, approve_request, &yes);
	ck_assert_ptr_nonnull(yes.job_id);
	me = cx->who;
	while (ran)
		ck_assert_int_eq(jobs_run_one(cx, kinds, COUNT(kinds), &ran), OK);
	cx->who = me;
	ck_assert_int_eq(db_set_tenant(cx, f.tenant_id), OK);
	ck_assert_str_eq(row_str(payment(in.id), "status"), "cancelled");
	ck_assert_str_eq(row_str(payment(in.id), "voided_by"), f.user_id);
	ck_assert_int_eq(open_of(bill), 200000);
	ck_assert_int_eq(
	    fixture_i64(
		&f, "select count(*) n from approval where id = ? and state = 'used'", str(yes.id)),
	    1);
	ck_assert_int_eq(
	    fixture_i64(&f,
		"select count(*) n from audit where action = 'payment.void' and object_id = ?"
		" and actor_id = ? and approved_by = ?",
		str(in.id), str(f.user_id), str(f.other_user_id)),
	    1);
	fixture_balanced(&f);
}
END_TEST

START_TEST(at_the_limit_alone)
{
	struct recording in = cash(fixture_bill(&f, f.account_id, 100000), 100000);
	struct voiding v;

	fixture_must(&f, record_payment, &in);
	ck_assert_int_eq(void_it(in.id, "Exactly the limit", &v), OK);
	ck_assert_ptr_null(v.approval_id);
}
END_TEST

/* ---- at random ---- */

START_TEST(balanced_after_anything)
{
	const char *bills[6], *paid[64];
	size_t n = 0;
	unsigned seed = 20251121;
	struct voiding v;

	for (size_t i = 0; i < COUNT(bills); i++)
		bills[i] = fixture_bill(&f, f.account_id, (int64_t)(1000 + i * 777));
	for (int i = 0; i < 80; i++) {
		seed = seed * 1103515245u + 12345u;
		if (n > 0 && (seed >> 16) % 4 == 0) {
			ck_assert_int_eq(void_it(paid[--n], "At random", &v), OK);
		} else if (n < COUNT(paid)) {
			struct recording in = cash(
			    bills[(seed >> 8) % COUNT(bills)], (int64_t)((seed >> 16) % 900 + 1));

			if (fixture_do(&f, record_payment, &in) == OK)
				paid[n++] = in.id;
		}
	}
	fixture_balanced(&f);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from payment") + 1,
	    fixture_i64(&f, "select next from number_series where series = 'receipt'"));
}
END_TEST

/* ---- together ---- */

/* One of many processes at the same bill: exits with how often it could pay 100. */
static void
pay_until_refused(const char *bill)
{
	struct recording in = cash(bill, 100);
	int paid = 0;

	cx->db = db_open();		/* the parent's connection is the parent's */
	if (db_set_tenant(cx, f.tenant_id) != OK)
		_exit(255);
	for (int i = 0; i < 10; i++) {
		enum err e = fixture_do(&f, record_payment, &in);

		paid += e == OK;
		if (e != OK && e != E_CONFLICT &&
		    !(e == E_INPUT && fixture_fault(&f, "/allocations/0/amount", "over_open")))
			_exit(254);
	}
	_exit(paid);
}

START_TEST(sixteen_at_one_bill)
{
	enum { N = 16, PAYMENTS = 40 };
	const char *bill = fixture_bill(&f, f.account_id, PAYMENTS * 100);
	pid_t child[N];
	int paid = 0;

	for (int i = 0; i < N; i++) {
		child[i] = fork();
		ck_assert_int_ge(child[i], 0);
		if (child[i] == 0)
			pay_until_refused(bill);
	}
	for (int i = 0; i < N; i++) {
		int status;

		ck_assert_int_eq(waitpid(child[i], &status, 0), child[i]);
		ck_assert_msg(
		    WIFEXITED(status) && WEXITSTATUS(status) <= 10, "status %x", (unsigned)status);
		paid += WEXITSTATUS(status);
	}
	ck_assert_int_eq(paid, PAYMENTS);
	ck_assert_int_eq(open_of(bill), 0);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from payment"), PAYMENTS);
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(distinct receipt_no) n from payment"), PAYMENTS);
	ck_assert_int_eq(fixture_i64(&f, "select next from number_series where series = 'receipt'"),
	    PAYMENTS + 1);
	ck_assert_int_eq(fixture_i64(&f, "select next from number_series where series = 'payment'"),
	    PAYMENTS + 1);
	fixture_balanced(&f);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("payment");
	TCase *t = tcase_create("payment");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, cash_in_full);
	tcase_add_test(t, card_in_parts);
	tcase_add_test(t, dated_back);
	tcase_add_test(t, any_day_of_a_year_keeps_its_date);
	tcase_add_test(t, historic);
	tcase_add_test(t, by_a_program);
	tcase_add_loop_test(t, refused_naming_the_field, 0, BROKEN);
	tcase_add_test(t, a_paid_bill_is_named);
	tcase_add_test(t, another_tenants_ids_are_unknown);
	tcase_add_test(t, voided_on_its_day);
	tcase_add_test(t, voided_later);
	tcase_add_test(t, void_refusals);
	tcase_add_test(t, row_rule_of_voids);
	tcase_add_test(t, above_the_limit_by_two);
	tcase_add_test(t, at_the_limit_alone);
	tcase_add_test(t, balanced_after_anything);
	tcase_add_test(t, sixteen_at_one_bill);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
