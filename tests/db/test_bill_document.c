/*
 * What is printed of a bill: what was copied when it was issued, what was used before, what led to what
 * was owed; a bill of before all this; many of them by few statements.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "bill_batch.h"
#include "bill_document.h"
#include "billed.h"
#include "clock.h"
#include "fixture.h"
#include "made.h"
#include "settings.h"
#include "text.h"
#include <check.h>
#undef fail			/* Check has a macro of that name */

static struct fixture f;
static struct cx *const cx = &f.cx;

static void
setup(void)
{
	fixture_open(&f);
	ck_assert_int_eq(settings_load(cx), OK);
}

static void
teardown(void)
{
	fixture_close(&f);
}

#define COPY \
	"{\"consumer\":\"Rosa of then\",\"street\":\"1 Old Street\",\"city\":\"Larkfield\",\"region\":\"NY\"," \
	"\"postcode\":\"12345\",\"zone\":\"North\",\"tariff\":{\"id\":null,\"code\":\"W\",\"revision\":2," \
	"\"name\":\"Water 2025\"},\"terms\":{\"due_days\":21,\"late_fee\":{\"kind\":\"percent\"," \
	"\"percent\":\"1.5\",\"grace_days\":10,\"every_days\":30,\"most\":3,\"least_open\":null}}," \
	"\"attributes\":{\"meter_size\":\"1\"},\"meters\":[{\"meter\":\"M-1\",\"read_id\":null," \
	"\"from_on\":\"2025-10-01\",\"to_on\":\"2025-10-31\",\"previous_milli\":1000," \
	"\"current_milli\":9000,\"multiplier_milli\":1000,\"use_milli\":8000,\"quality\":\"estimated\"}," \
	"{\"meter\":\"M-2\",\"use_milli\":500,\"quality\":\"substituted\"}]}"

/* The bill with a period of its own, and what is copied. */
static void
shape(const char *bill, const char *from_on, const char *to_on, int64_t use, const char *copy)
{
	ck_assert_int_eq(db_exec_one(cx,
	    "update bill set from_on = ?, to_on = ?, consumption_milli = ?, copy_json = ? where id = ?",
	    str(from_on), str(to_on), i64(use), str(copy), str(bill)), OK);
}

static void
owed_before(const char *bill, int64_t minor)
{
	ck_assert_int_eq(db_exec_one(cx, "update bill set before_minor = ? where id = ?", i64(minor),
	    str(bill)), OK);
}

START_TEST(what_was_copied)
{
	const char *bill = fixture_bill(&f, f.account_id, 4210);
	struct bill_loaded b;

	shape(bill, "2025-10-01", "2025-10-31", 8500, COPY);
	ck_assert_int_eq(load_bill(cx, bill, &b), OK);
	ck_assert_str_eq(b.sheet.consumer, "Rosa of then");
	ck_assert_str_eq(b.sheet.service_address, "1 Old Street, Larkfield, NY 12345");
	ck_assert_str_eq(b.sheet.post_to, "1 Old Street\nLarkfield, NY 12345");
	ck_assert_str_eq(b.sheet.tariff, "Water 2025");
	ck_assert_str_eq(b.sheet.late_fee,
	    "A late fee of 1.5% of what is still unpaid is charged 10 days after the due date, and again"
	    " every 30 days while it is unpaid, at most 3 times.");
	ck_assert_uint_eq(b.sheet.meter_count, 2);
	ck_assert_str_eq(b.sheet.meters[0].number, "M-1");
	ck_assert(b.sheet.meters[0].has_register && b.sheet.meters[0].is_estimated);
	ck_assert_int_eq(b.sheet.meters[0].current_milli, 9000);
	ck_assert(!b.sheet.meters[1].has_register && b.sheet.meters[1].is_substituted);
	ck_assert_int_eq(b.sheet.meters[1].use_milli, 500);
	ck_assert_int_eq(bill_due_minor(&b.sheet), 4210);
}
END_TEST

/* 30.00 owed after the last bill, 20.00 paid, 5.00 charged: 15.00; 12.00 were noted, so 3.00 went otherwise. */
START_TEST(what_led_to_what_was_owed)
{
	const char *before = fixture_bill(&f, f.account_id, 3000), *bill;
	struct bill_loaded b;

	owed_before(before, 0);
	shape(before, "2025-09-01", "2025-09-30", 5000, NULL);
	(void)make_payment(&f, before, 2000, 0);
	(void)make_charge(&f, "test", 500);
	bill = fixture_bill(&f, f.account_id, 4000);
	shape(bill, "2025-10-01", "2025-10-31", 6000, NULL);
	owed_before(bill, 1200);
	ck_assert_int_eq(load_bill(cx, bill, &b), OK);
	ck_assert_uint_eq(b.sheet.sum_count, 4);
	ck_assert_int_eq(b.sheet.sums[0].amount_minor, 3000);
	ck_assert_int_eq(b.sheet.sums[1].amount_minor, -2000);
	ck_assert_int_eq(b.sheet.sums[2].amount_minor, 500);
	ck_assert_int_eq(b.sheet.sums[3].amount_minor, -300);
	ck_assert_int_eq(bill_due_minor(&b.sheet), 5200);
	ck_assert_uint_eq(b.sheet.period_count, 2);
	ck_assert_int_eq(b.sheet.periods[0].use_milli, 5000);
	ck_assert(b.sheet.periods[1].is_this);
	/* what came after the bill is not on it */
	(void)make_payment(&f, before, 1000, 0);
	ck_assert_int_eq(load_bill(cx, bill, &b), OK);
	ck_assert_int_eq(b.sheet.sums[1].amount_minor, -2000);
}
END_TEST

START_TEST(bars_of_two_years)
{
	const char *bill = NULL;
	struct bill_loaded b;
	char from[11], to[11];

	for (int i = 0; i < 30; i++) {
		bill = fixture_bill(&f, f.account_id, 1000);
		date_add_months("2023-01-31", i, to);
		date_add_months("2023-01-01", i, from);
		shape(bill, from, to, 1000 * i, NULL);
	}
	ck_assert_int_eq(load_bill(cx, bill, &b), OK);
	ck_assert_uint_eq(b.sheet.period_count, 25);
	ck_assert(b.sheet.periods[24].is_this);
	ck_assert_int_eq(b.sheet.periods[24].use_milli, 29000);
	for (size_t i = 1; i < 25; i++)
		ck_assert_int_gt(b.sheet.periods[i].use_milli, b.sheet.periods[i - 1].use_milli);
}
END_TEST

START_TEST(reversed_and_its_successor)
{
	const char *old = fixture_bill(&f, f.account_id, 1000),
		   *new = fixture_bill(&f, f.account_id, 900);
	struct bill_document d;
	struct bill_loaded b;

	ck_assert_int_eq(db_exec_one(cx, "update bill set status = 'reversed', reversed_on = '2025-11-02',"
	    " reverse_reason = 'Wrong tariff' where id = ?", str(old)), OK);
	ck_assert_int_eq(db_exec_one(cx, "update bill set replaces_id = ? where id = ?", str(old), str(new)), OK);
	ck_assert_int_eq(load_bill(cx, old, &b), OK);
	ck_assert_str_eq(b.sheet.reversed_on, "2025-11-02");
	ck_assert_ptr_nonnull(b.sheet.replaced_by_no);
	ck_assert_int_eq(bill_due_minor(&b.sheet), 0);
	ck_assert_int_eq(load_bill(cx, new, &b), OK);
	ck_assert_ptr_nonnull(b.sheet.replaces_no);
	ck_assert_int_eq(render_bill(cx, old, NULL, true, &d), OK);
	ck_assert_int_eq(memcmp(d.pdf, "%PDF-", 5), 0);
	ck_assert_int_eq(load_bill(cx, "00000000-0000-7000-8000-000000000000", &b), E_NOT_FOUND);
}
END_TEST

START_TEST(posted_elsewhere)
{
	const char *bill = fixture_bill(&f, f.account_id, 1000);
	struct bill_loaded b;

	shape(bill, "2025-10-01", "2025-10-31", 8500, COPY);
	ck_assert_int_eq(db_exec(cx, "insert into contact (id, consumer_id, kind, value) values (?, ?, 'post', ?)",
	    str(new_id(cx->arena)), str(f.consumer_id), str("PO Box 12, Larkfield, NY 12345")), OK);
	ck_assert_int_eq(load_bill(cx, bill, &b), OK);
	ck_assert_str_eq(b.sheet.post_to, "PO Box 12\nLarkfield, NY 12345");
	ck_assert_str_eq(b.address, "PO Box 12, Larkfield, NY 12345");
	ck_assert_str_eq(b.sheet.service_address, "1 Old Street, Larkfield, NY 12345");
}
END_TEST

START_TEST(unreadable_copies_hide_no_bill)
{
	static const char *const copies[] = { "", "{", "[]", "{\"meters\":3,\"tariff\":[],\"terms\":\"x\"}",
		"{\"terms\":{\"late_fee\":{\"percent\":5}},\"meters\":[{\"use_milli\":\"x\"}]}" };
	const char *bill = fixture_bill(&f, f.account_id, 1000);
	struct bill_document d;

	for (size_t i = 0; i < COUNT(copies); i++) {
		shape(bill, "2025-10-01", "2025-10-31", 8500, copies[i]);
		ck_assert_int_eq(render_bill(cx, bill, NULL, false, &d), OK);
	}
}
END_TEST

/* As generation makes them: tiers, meter, terms.  BILL_KEEP names a folder for the file. */
START_TEST(a_generated_bill)
{
	const char *account, *cycle, *bill;
	struct bill_document d;
	struct bill_loaded b;

	(void)billed_tariff(&f);
	account = billed_account(&f);
	cycle = billed_cycle(&f, 0);
	billed_read(&f, cycle, account, 18000);
	bill = billed_alone(&f, cycle, account);
	ck_assert_int_eq(load_bill(cx, bill, &b), OK);
	ck_assert_ptr_nonnull(b.sheet.tariff);
	ck_assert_uint_ge(b.sheet.meter_count, 1);
	ck_assert_int_eq(b.sheet.meters[0].use_milli, 18000);
	ck_assert_int_eq(bill_due_minor(&b.sheet), 6820);	/* 10.00 + 20.00 + 32.00 + 6.20 */
	ck_assert_str_eq(b.sheet.title, "Water bill");
	ck_assert_ptr_nonnull(strstr(b.sheet.late_fee, "$5.00 is charged 5 days after the due date"));
	ck_assert_uint_ge(b.sheet.row_count, 1);
	ck_assert(b.sheet.has_before);
	ck_assert_int_eq(render_bill(cx, bill, NULL, false, &d), OK);
	if (getenv("BILL_KEEP")) {
		FILE *file = fopen(fmt(cx->arena, "%s/generated.pdf", getenv("BILL_KEEP")), "wb");

		ck_assert_ptr_nonnull(file);
		(void)fwrite(d.pdf, 1, d.len, file);
		(void)fclose(file);
	}
}
END_TEST

/* The same statements for one and for a hundred. */
START_TEST(many_by_few_statements)
{
	struct new_batch in = { .channel = "print", .sort = "account", .choice = { .reach = "all" } };
	struct bill_pile pile;
	uint64_t before, one;

	for (int i = 0; i < 40; i++)
		(void)fixture_bill(&f, fixture_account(&f), 1000 + i);
	ck_assert_int_eq(prepare_batch(cx, &in), OK);
	fixture_must(&f, create_batch, &in);
	ck_assert_int_eq(db_exec(cx,
	    "insert into bill_delivery (id, bill_id, batch_id, channel, address, state, position,"
	    " delivered_at, by_name) select uuid(), b.id, ?, 'print', '', 'waiting',"
	    " row_number() over (order by b.id), now(6), '' from bill b", str(in.id)), OK);
	before = db_counts(cx->db).statements;
	ck_assert_int_eq(load_bills(cx, in.id, 1, 1, &pile), OK);
	one = db_counts(cx->db).statements - before;
	before = db_counts(cx->db).statements;
	ck_assert_int_eq(load_bills(cx, in.id, 1, 40, &pile), OK);
	ck_assert_uint_eq(db_counts(cx->db).statements - before, one);
	ck_assert_uint_le(one, 8);
	ck_assert_uint_eq(pile.n, 40);
	for (size_t i = 0; i < pile.n; i++) {
		ck_assert_int_eq(pile.bill[i].position, (int64_t)i + 1);
		ck_assert_uint_eq(pile.bill[i].sheet.row_count, 1);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("bill_document");
	TCase *t = tcase_create("bill_document");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, what_was_copied);
	tcase_add_test(t, what_led_to_what_was_owed);
	tcase_add_test(t, bars_of_two_years);
	tcase_add_test(t, reversed_and_its_successor);
	tcase_add_test(t, posted_elsewhere);
	tcase_add_test(t, unreadable_copies_hide_no_bill);
	tcase_add_test(t, a_generated_bill);
	tcase_add_test(t, many_by_few_statements);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
