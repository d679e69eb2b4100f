/*
 * The demo data: do they hold together, and do they look like a utility's?  Asked of whatever
 * number of accounts the stack was loaded with; other tests may have added a few payments.
 */
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "fixture.h"
#include "tenant.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

static const char *const codes[] = { "larkfield", "suryanagar" };
static struct fixture f;
static struct cx *const cx = &f.cx;

static void
setup(void)
{
	memset(&f, 0, sizeof f);
	cx->arena = arena_new((size_t)64 << 20);
	cx->db = db_open();
	ck_assert_ptr_nonnull(cx->arena);
}

static void
teardown(void)
{
	fixture_close(&f);
}

static void
enter(int i)
{
	ck_assert_int_eq(enter_tenant(cx, codes[i]), OK);
}

#define number(...) fixture_i64(&f, __VA_ARGS__)

/* Other tests have accounts of their own here; these are the demo's. */
#define ITS_OWN "(select id from account where number like 'LW-1%' or number like 'SE1%')"
#define BILLS "(select * from bill where account_id in " ITS_OWN ")"

START_TEST(lines_add_up_to_the_bill)
{
	enter(_i);
	ck_assert_int_eq(
	    number(
		"select count(*) n from bill b left join (select bill_id, sum(amount_minor) s"
		" from bill_line group by bill_id) l on l.bill_id = b.id where l.s is null or l.s <> b.amount_minor"),
	    0);
	ck_assert_int_eq(
	    number(
		"select count(*) n from bill b join receivable r on r.id = b.id"
		" where r.amount_minor <> b.amount_minor or r.number <> b.number or r.due_on <> b.due_on"),
	    0);
}
END_TEST

/* Each measured line is its quantity times its rate, to the rounding of one unit. */
START_TEST(lines_are_quantity_times_rate)
{
	enter(_i);
	ck_assert_int_eq(number("select count(*) n from bill_line where quantity_milli is not null"
	    " and abs(amount_minor - quantity_milli / 1000 * (rate_micro / 1000000)) > 1"), 0);
	ck_assert_int_eq(
	    number(
		"select count(*) n from bill b left join (select bill_id, sum(quantity_milli) q"
		" from bill_line where kind = 'usage' and text not like 'Wheeling%' group by bill_id) l on l.bill_id = b.id"
		" where coalesce(l.q, 0) <> b.consumption_milli and b.account_id in " ITS_OWN),
	    0);
}
END_TEST

START_TEST(the_books_balance)
{
	enter(_i);
	fixture_balanced(&f);
}
END_TEST

START_TEST(thirteen_months_one_bill_each)
{
	int64_t accounts, bills;

	enter(_i);
	ck_assert_int_eq(
	    number("select count(distinct date_format(to_on, '%Y-%m')) n from " BILLS " b"), 13);
	ck_assert_int_eq(
	    number(
		"select count(*) n from (select account_id, date_format(to_on, '%Y-%m') m from " BILLS
		" b"
		" group by account_id, m having count(*) > 1) x"),
	    0);
	/* one begins on the day after the one before ended */
	ck_assert_int_eq(
	    number(
		"select count(*) n from (select from_on, lag(to_on) over (partition by account_id"
		" order by to_on) before_it from " BILLS
		" b) x where from_on <> before_it + interval 1 day"),
	    0);
	ck_assert_int_eq(
	    number("select count(*) n from " BILLS " b where from_on > to_on or issued_on <= to_on"
		   " or due_on <= issued_on"),
	    0);
	accounts = number("select count(*) n from account where id in " ITS_OWN);
	bills = number("select count(*) n from " BILLS " b");
	ck_assert_int_ge(accounts, 60);
	ck_assert_int_gt(bills, accounts * 12);
	ck_assert_int_le(bills, accounts * 13);
}
END_TEST

START_TEST(numbers_have_no_gaps)
{
	enter(_i);
	ck_assert_int_eq(number("select s.next - s.first - (select count(*) from payment) n"
	    " from number_series s where s.series = 'payment'"), 0);
	ck_assert_int_eq(number("select s.next - s.first - (select count(*) from bill) n"
	    " from number_series s where s.series = 'bill'"), 0);
	/* and rise with time */
	ck_assert_int_eq(number("select count(*) n from (select payment_no, lag(payment_no) over"
	    " (order by paid_at, id) before_it from payment where recorded_at = paid_at"
	    " and account_id in " ITS_OWN ") x"
	    " where substr(payment_no, 10) < substr(before_it, 10)"), 0);
}
END_TEST

START_TEST(most_is_paid)
{
	int64_t billed, open;

	enter(_i);
	billed = number(
	    "select cast(sum(amount_minor) as signed) n from receivable where account_id in " ITS_OWN);
	open = number(
	    "select cast(sum(open_minor) as signed) n from receivable where account_id in " ITS_OWN);
	/* the last zone's last month is not billed yet */
	ck_assert_msg(open * 100 / billed >= 2 && open * 100 / billed <= 11,
	    "%s: %lld of %lld is open", codes[_i], (long long)open, (long long)billed);
	ck_assert_int_gt(
	    number(
		"select count(*) n from receivable where open_minor between 1 and amount_minor - 1"),
	    0);
}
END_TEST

START_TEST(taken_by_people_in_working_hours)
{
	int64_t payments, cash;

	enter(_i);
	payments = number("select count(*) n from payment");
	cash = number("select count(*) n from payment where method = 'cash'");
	ck_assert_int_gt(cash * 100, payments * 12);
	ck_assert_int_lt(cash * 100, payments * 60);
	ck_assert_int_ge(number("select count(distinct received_by) n from payment"), 4);
	ck_assert_int_eq(
	    number(
		"select count(*) n from payment where method = 'cash' and"
		" (received_minor < amount_minor or change_minor <> received_minor - amount_minor)"),
	    0);
	ck_assert_int_eq(
	    number(
		"select count(*) n from payment where method <> 'cash' and received_minor is not null"),
	    0);
	ck_assert_int_gt(
	    number(
		"select count(*) n from payment where status = 'cancelled' and void_reason is not null"
		" and voided_at > paid_at and void_entry_id is not null"),
	    0);
	ck_assert_int_eq(
	    number(
		"select count(*) n from approval where state = 'waiting' and kind = 'payment.void'"
		" and requested_by is null"),
	    0);
	ck_assert_int_ge(number("select count(*) n from approval where kind = 'payment.void'"), 2);
}
END_TEST

START_TEST(consumption_is_like_a_utilitys)
{
	int64_t bills, estimated, zero;

	enter(_i);
	bills = number("select count(*) n from " BILLS " b");
	estimated = number("select count(*) n from " BILLS " b where is_estimated");
	zero = number("select count(*) n from " BILLS " b where consumption_milli = 0");
	ck_assert_int_gt(estimated * 100, bills);
	ck_assert_int_lt(estimated * 100, bills * 9);
	ck_assert_int_gt(zero, 0);
	ck_assert_int_lt(zero * 100, bills * 6);
	/* summer is thirsty, and hot */
	ck_assert_int_eq(
	    number(
		"select (select avg(b.consumption_milli) from " BILLS
		" b join account a on a.id = b.account_id"
		" where a.class = 'residential' and month(b.to_on) between 5 and 8) > 115 / 100 *"
		" (select avg(b.consumption_milli) from " BILLS
		" b join account a on a.id = b.account_id"
		" where a.class = 'residential' and month(b.to_on) in (11, 12, 1, 2)) n"),
	    1);
	/* a few far above the rest of their own months */
	ck_assert_int_gt(number("select count(*) n from " BILLS
				" b join (select account_id, avg(consumption_milli) usual"
				" from bill group by account_id) u on u.account_id = b.account_id"
				" where b.consumption_milli > u.usual * 5 / 2 and u.usual > 0"),
	    0);
	ck_assert_int_gt(
	    number(
		"select count(*) n from " BILLS " b join account a on a.id = b.account_id"
		" where a.class <> 'residential' and b.amount_minor > 20 * (select avg(x.amount_minor) from bill x"
		" join account y on y.id = x.account_id where y.class = 'residential')"),
	    0);
}
END_TEST

/* Every state of what the pages show is there to be seen. */
START_TEST(credit_charges_and_plans)
{
	enter(_i);
	ck_assert_int_ge(number("select count(*) n from price where is_active"), 5);
	ck_assert_int_gt(number("select count(*) n from charge"), 0);
	ck_assert_int_gt(number("select count(*) n from credit_note where source = 'overpayment'"), 0);
	ck_assert_int_gt(number("select count(*) n from credit_note where source = 'manual'"), 0);
	ck_assert_int_gt(number("select count(*) n from credit_use where undone_on is null"), 0);
	if (_i > 0)
		return;
	ck_assert_int_gt(number("select count(*) n from plan where status = 'active'"), 0);
	ck_assert_int_gt(number("select count(*) n from payment where type = 'instalment'"), 0);
	ck_assert_int_gt(number("select count(*) n from adjustment"), 0);
}
END_TEST

/* What the dashboards count is there in each month: a number, what it is held against, and its course. */
START_TEST(every_tile_has_a_history)
{
	static const char *const months[] = {
		"select count(distinct date_format(b.issued_on, '%Y-%m')) n from " BILLS " b"
		" where b.use_class = 'usual' and b.cycle_id is not null",
		"select count(distinct date_format(b.issued_on, '%Y-%m')) n from " BILLS " b where b.is_estimated",
		"select count(distinct date_format(b.issued_on, '%Y-%m')) n from " BILLS " b"
		" where b.use_class = 'high'",
		"select count(distinct date_format(paid_on, '%Y-%m')) n from payment where late_fee_minor > 0",
		"select count(distinct date_format(paid_on, '%Y-%m')) n from payment where brand is not null",
		"select count(distinct date_format(opened_on, '%Y-%m')) n from billing_exception"
		" where cycle_id is not null",
		"select count(distinct date_format(resolved_on, '%Y-%m')) n from billing_exception",
	};

	enter(_i);
	for (size_t i = 0; i < COUNT(months); i++)
		ck_assert_int_ge(fixture_i64_(&f, months[i], NULL, 0), i < 2 ? 12 : 8);
	ck_assert_int_gt(number("select count(*) n from " BILLS " b where b.use_class = 'low'"), 0);
	ck_assert_int_gt(number("select count(*) n from " BILLS " b where b.use_class = 'zero'"), 0);
	ck_assert_int_eq(number("select count(*) n from " BILLS " b join cycle c on c.id = b.cycle_id"
	    " where c.zone_id <> b.zone_id or c.utility <> b.utility or b.to_on > c.to_on"
	    " or b.from_on < c.from_on"), 0);
	ck_assert_int_eq(number("select count(*) n from " BILLS " b where b.cycle_id is null"), 0);
	ck_assert_int_ge(number("select count(distinct segment) n from account where id in " ITS_OWN), 3);
	ck_assert_int_ge(number("select count(distinct source) n from payment"), 4);
	ck_assert_int_ge(number("select count(distinct brand) n from payment"), 3);
	ck_assert_int_gt(number("select count(*) n from billing_exception where held_on is not null"
	    " and resolved_on is null"), 0);
	ck_assert_int_gt(number("select count(*) n from billing_exception where held_on is not null"
	    " and resolution = 'billed' and resolved_on > held_on"), 0);
}
END_TEST

START_TEST(nobody_real)
{
	enter(_i);
	ck_assert_int_eq(
	    number(
		"select count(*) n from consumer where number like 'C-1____' and phone is not null and phone not like '%555-01%'"),
	    0);
	ck_assert_int_eq(
	    number(
		"select count(*) n from consumer where number like 'C-1____' and email is not null and"
		" email not regexp '^[a-z0-9.]+@example[.](com|net|org)$'"),
	    0);
	ck_assert_int_eq(number("select count(*) n from user where email not like '%.example'"), 0);
	ck_assert_int_gt(number("select count(*) n from consumer where kind = 'firm'"), 3);
	ck_assert_int_ge(number("select count(*) n from zone"), 4);
	ck_assert_int_eq(
	    number(
		"select count(*) n from account a left join meter m on m.account_id = a.id where m.id is null and a.id in " ITS_OWN
		""),
	    0);
	ck_assert_int_gt(
	    number("select count(*) n from (select consumer_id from account group by consumer_id"
		   " having count(*) > 1) x"),
	    0);
}
END_TEST

START_TEST(devanagari_in_names)
{
	enter(1);
	ck_assert_int_gt(
	    number(
		"select count(*) n from consumer where name like _utf8mb4 'अनिता%'"
		" or name like _utf8mb4 'गणेश%' or name like _utf8mb4 'सुनील%' or name like _utf8mb4 'म%'"),
	    0);
	ck_assert_int_eq(number("select count(*) n from " BILLS " b where unit <> 'kWh'"), 0);
	ck_assert_int_gt(number("select count(*) n from bill_line where kind = 'tax'"), 0);
}
END_TEST

START_TEST(all_roles_sign_in)
{
	enter(_i);
	ck_assert_int_eq(
	    number(
		"select count(distinct r.name) n from user u join user_role x on x.user_id = u.id"
		" join role r on r.id = x.role_id where r.is_built_in and u.is_active"),
	    9);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		lines_add_up_to_the_bill, lines_are_quantity_times_rate, the_books_balance,
		thirteen_months_one_bill_each, numbers_have_no_gaps, most_is_paid,
		taken_by_people_in_working_hours, consumption_is_like_a_utilitys, credit_charges_and_plans,
		every_tile_has_a_history, nobody_real,
		all_roles_sign_in,
	};
	Suite *s = suite_create("demo_plausible");
	TCase *t = tcase_create("demo_plausible");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, setup, teardown);
	for (size_t i = 0; i < COUNT(tests); i++)
		tcase_add_loop_test(t, tests[i], 0, (int)COUNT(codes));
	tcase_add_test(t, devanagari_in_names);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
