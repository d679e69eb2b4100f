/*
 * Every type of exception arises from reads by way of generation, and is resolved by its actions.
 * Cycle 0 ended yesterday, cycle 1 thirty days before it, and so on; a unit costs 2.00 and each bill
 * 5.00 beside.
 */
#include "exception_work.h"
#include <string.h>
#include "clock.h"
#include "fixture.h"
#include "generate.h"
#include "made.h"
#include "meter.h"
#include "read.h"
#include "text.h"
#include <check.h>
#undef fail			/* Check has a macro of that name */

enum { CYCLES = 6 };

static struct fixture f;
static struct cx *const cx = &f.cx;
static const char *cycles[CYCLES], *service, *meter;

#define TARIFF \
	"{\"unit\":\"CCF\",\"period\":\"bill\",\"change\":\"prorate\",\"rounding\":\"half_up\"," \
	"\"classes\":{\"RES\":{\"name\":\"Residential\",\"components\":[" \
	"{\"id\":\"base\",\"kind\":\"fixed\",\"name\":\"Service\",\"amount\":\"5.00\",\"per\":\"period\"}," \
	"{\"id\":\"use\",\"kind\":\"usage\",\"name\":\"Water use\",\"tiers\":[{\"from\":\"0\",\"price\":\"2.00\"}]}]}}," \
	"\"estimation\":{\"method\":\"average\",\"periods\":3}}"

static const char *
first_day(int k)
{
	return day_from_now(&f, -30 * (k + 1));
}

static const char *
last_day(int k)
{
	return day_from_now(&f, -30 * k - 1);
}

static const char *
make_meter(const char *kind, int digits, const char *unit)
{
	struct new_meter m = { .account_id = f.account_id, .service_id = service,
		.number = fmt(cx->arena, "M-%s", new_id(cx->arena) + 24), .kind = kind, .unit = unit,
		.digits = digits, .multiplier_milli = 1000, .installed_on = day_from_now(&f, -400),
		.start_milli = -1 };

	fixture_must(&f, install_meter, &m);
	return m.id;
}

static void
setup(void)
{
	struct param now;

	fixture_open(&f);
	now = instant(cx, business_now());
	service = new_id(cx->arena);
	ck_assert_int_eq(db_exec(cx, "insert into tariff (id, code, revision, name, utility, state,"
	    " effective_on, doc_json, created_at, created_by_name, activated_at) values (?, 'W', 1, 'Water',"
	    " 'water', 'active', '2000-01-01', ?, ?, 'Test', ?)", str(new_id(cx->arena)), str(TARIFF),
	    now, now), OK);
	ck_assert_int_eq(db_exec(cx, "update account set opened_on = ?, street = '1 Elm St', city = 'Larkfield'"
	    " where id = ?", str(day_from_now(&f, -400)), str(f.account_id)), OK);
	ck_assert_int_eq(db_exec(cx, "insert into service (id, account_id, utility, class, started_on)"
	    " values (?, ?, 'water', 'RES', ?)", str(service), str(f.account_id),
	    str(day_from_now(&f, -400))), OK);
	for (int k = 0; k < CYCLES; k++) {
		cycles[k] = new_id(cx->arena);
		ck_assert_int_eq(db_exec(cx, "insert into cycle (id, name, zone_id, utility, from_on, to_on,"
		    " bill_on, due_on, created_at, created_by_name) values (?, ?, ?, 'water', ?, ?, ?, ?, ?,"
		    " 'Test')", str(cycles[k]), str(fmt(cx->arena, "Cycle %d", k)), str(f.zone_id),
		    str(first_day(k)), str(last_day(k)), str(day_from_now(&f, -30 * k)),
		    str(day_from_now(&f, 21 - 30 * k)), now), OK);
	}
	meter = make_meter("use", 0, "CCF");
}

static void
teardown(void)
{
	fixture_close(&f);
}

static const char *
used(int k, int64_t milli)
{
	struct new_read r = { .account_id = f.account_id, .meter_id = meter, .from_on = first_day(k),
		.read_on = last_day(k), .value_milli = milli, .quality = "actual", .source = "staff" };

	fixture_must(&f, record_read, &r);
	return r.id;
}

static const char *
position(int k, int64_t milli)
{
	struct new_read r = { .account_id = f.account_id, .meter_id = meter, .read_on = last_day(k),
		.is_register = true, .value_milli = milli, .quality = "actual", .source = "staff" };

	fixture_must(&f, record_read, &r);
	return r.id;
}

static struct generating
generated(int k, bool estimate)
{
	struct generating g = { .cycle_id = cycles[k], .account_id = f.account_id, .estimate = estimate };

	fixture_must(&f, generate_account, &g);
	return g;
}

static void
billed(int k, int64_t milli)
{
	(void)used(k, milli);
	ck_assert_ptr_nonnull(generated(k, false).bill_id);
}

/* Of this type in cycle 0, open: its id. */
static const char *
found(const char *type, bool is_blocking)
{
	const struct row *row;

	ck_assert_int_eq(db_maybe(cx, &row, "select id from billing_exception where cycle_id = ? and"
	    " type = ? and is_blocking = ? and state = 'open'", str(cycles[0]), str(type),
	    boolean(is_blocking)), OK);
	ck_assert_msg(row != NULL, "there is no %s", type);
	return row_str(row, "id");
}

static int64_t
bills_of(int k)
{
	return fixture_i64(&f, "select count(*) n from bill where cycle_id = ? and status = 'issued'",
	    str(cycles[k]));
}

/* The bill stands, the warning beside it. */
static void
warned(const char *type)
{
	const char *id = found(type, false);

	ck_assert_int_eq(bills_of(0), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from billing_exception x join bill b"
	    " on b.id = x.bill_id and b.account_id = x.account_id where x.id = ?", str(id)), 1);
}

static void
held(const char *type)
{
	(void)found(type, true);
	ck_assert_int_eq(bills_of(0), 0);
}

/* ---- each of them arises ---- */

START_TEST(missing_read)
{
	billed(1, 30000);
	ck_assert_ptr_null(generated(0, false).bill_id);
	held("missing_read");
	/* at risk is what the bill before came to: 5.00 + 30 × 2.00 */
	ck_assert_int_eq(fixture_i64(&f, "select risk_minor n from billing_exception"), 6500);
}
END_TEST

START_TEST(estimated_three_times)
{
	billed(3, 30000);
	ck_assert(generated(2, true).is_estimated);
	ck_assert(generated(1, true).is_estimated);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from billing_exception"), 0);
	ck_assert(generated(0, true).is_estimated);
	warned("estimated");
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from billing_exception"
	    " where json_value(detail_json, '$.in_row') = 3"), 1);
}
END_TEST

START_TEST(high_and_low)
{
	billed(2, 30000);
	(void)used(1, 50000);
	ck_assert_ptr_nonnull(generated(1, false).bill_id);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from billing_exception where type = 'high'"
	    " and not is_blocking and use_milli = 50000 and usual_milli = 30000"
	    " and json_value(detail_json, '$.percent') = 66 and risk_minor = 4000"), 1);
	(void)used(0, 10000);
	(void)generated(0, false);
	warned("low");
	/* whether or not it is told: the first had nothing to be held against */
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from bill where (cycle_id = ? and use_class = 'none')"
	    " or (cycle_id = ? and use_class = 'high') or (cycle_id = ? and use_class = 'low')",
	    str(cycles[2]), str(cycles[1]), str(cycles[0])), 3);
	fixture_balanced(&f);
}
END_TEST

START_TEST(so_high_that_it_is_held)
{
	billed(1, 30000);
	(void)used(0, 421817000);
	ck_assert_ptr_null(generated(0, false).bill_id);
	held("high");
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from billing_exception where priority = 1"
	    " and risk_minor = 84363900 and json_value(detail_json, '$.held') = 1"), 1);
}
END_TEST

START_TEST(zero)
{
	billed(1, 30000);
	(void)used(0, 0);
	ck_assert_int_eq(generated(0, false).amount_minor, 500);
	warned("zero");
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from bill where use_class = 'zero'"), 1);
}
END_TEST

START_TEST(negative)
{
	meter = make_meter("register", 0, "CCF");
	ck_assert_int_eq(db_exec(cx, "update meter set removed_on = ? where id <> ?",
	    str(day_from_now(&f, -300)), str(meter)), OK);
	(void)position(2, 100000);
	(void)position(1, 150000);
	ck_assert_ptr_nonnull(generated(1, false).bill_id);
	(void)position(0, 120000);
	ck_assert_ptr_null(generated(0, false).bill_id);
	held("negative");
	ck_assert_int_eq(fixture_i64(&f, "select use_milli n from billing_exception"), -30000);
}
END_TEST

START_TEST(rollover)
{
	meter = make_meter("register", 4, "CCF");
	ck_assert_int_eq(db_exec(cx, "update meter set removed_on = ? where id <> ?",
	    str(day_from_now(&f, -300)), str(meter)), OK);
	(void)position(2, 9980000);
	(void)position(1, 9990000);
	(void)generated(1, false);
	(void)position(0, 4000);
	ck_assert_int_eq(generated(0, false).use_milli, 14000);
	warned("rollover");
}
END_TEST

START_TEST(meter_swap)
{
	struct meter_swap s = { .account_id = f.account_id, .on = day_from_now(&f, -15),
		.end_milli = 170000, .with = { .number = "NEW-1", .start_milli = 0, .digits = 0 } };

	meter = make_meter("register", 0, "CCF");
	ck_assert_int_eq(db_exec(cx, "update meter set removed_on = ? where id <> ?",
	    str(day_from_now(&f, -300)), str(meter)), OK);
	(void)position(2, 100000);
	(void)position(1, 150000);
	(void)generated(1, false);
	s.meter_id = meter;
	fixture_must(&f, swap_meter, &s);
	meter = s.with.id;
	(void)position(0, 30000);
	ck_assert_int_eq(generated(0, false).use_milli, 50000);	/* 20 of the old, 30 of the new */
	warned("meter_swap");
}
END_TEST

START_TEST(no_tariff)
{
	ck_assert_int_eq(db_exec(cx, "update service set class = 'OTHER'"), OK);
	(void)used(0, 30000);
	ck_assert_ptr_null(generated(0, false).bill_id);
	held("no_tariff");
}
END_TEST

START_TEST(inactive_use)
{
	billed(1, 30000);
	(void)used(0, 30000);
	ck_assert_int_eq(db_exec(cx, "update account set status = 'closed', closed_on = ? where id = ?",
	    str(day_from_now(&f, -20)), str(f.account_id)), OK);
	ck_assert_ptr_null(generated(0, false).bill_id);
	held("inactive_use");
}
END_TEST

START_TEST(duplicate)
{
	billed(1, 30000);
	(void)used(0, 30000);
	(void)used(0, 31000);
	ck_assert_ptr_null(generated(0, false).bill_id);
	held("duplicate");
}
END_TEST

START_TEST(bad_address_and_email)
{
	ck_assert_int_eq(db_exec(cx, "update account set street = '' where id = ?", str(f.account_id)), OK);
	ck_assert_int_eq(db_exec(cx, "update consumer set email = 'ada at home'"), OK);
	(void)used(0, 30000);
	(void)generated(0, false);
	warned("bad_address");
	warned("bad_email");
}
END_TEST

START_TEST(refused)
{
	meter = make_meter("use", 0, "kWh");
	ck_assert_int_eq(db_exec(cx, "update meter set removed_on = ? where id <> ?",
	    str(day_from_now(&f, -300)), str(meter)), OK);
	(void)used(0, 30000);
	ck_assert_ptr_null(generated(0, false).bill_id);
	held("refused");
}
END_TEST

/* ---- and is resolved ---- */

static struct resolving
resolving(const char *id, unsigned action)
{
	return (struct resolving){ .id = id, .action = action, .reason = "Looked at it" };
}

static enum err
resolve(struct resolving *in)
{
	enum err e;

	failure_clear(cx);
	e = prepare_resolving(cx, in);
	return e == OK ? fixture_do(&f, resolve_exception, in) : e;
}

static int64_t
state_is(const char *id, const char *resolution)
{
	return fixture_i64(&f, "select count(*) n from billing_exception where id = ? and state = 'resolved'"
	    " and resolution = ?", str(id), str(resolution));
}

START_TEST(accepted_it_is_billed)
{
	struct resolving in;

	billed(1, 30000);
	(void)used(0, 421817000);
	(void)generated(0, false);
	in = resolving(found("high", true), BY_ACCEPT);
	ck_assert_int_eq(resolve(&in), OK);
	ck_assert_int_eq(in.amount_minor, 84363900);
	ck_assert_int_eq(bills_of(0), 1);
	ck_assert_int_eq(state_is(in.id, "accept"), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from billing_exception x join bill b"
	    " on b.id = x.bill_id where x.id = ? and b.number = ?", str(in.id), str(in.bill_number)), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from billing_exception where state = 'open'"), 0);
	ck_assert_int_eq(resolve(&in), E_CONFLICT);
	fixture_balanced(&f);
}
END_TEST

START_TEST(read_again)
{
	struct resolving in;

	billed(1, 30000);
	(void)used(0, 421817000);
	(void)generated(0, false);
	in = resolving(found("high", true), BY_REREAD);
	in.has_value = true;
	in.value_milli = 42000;
	ck_assert_int_eq(resolve(&in), OK);
	ck_assert_int_eq(in.use_milli, 42000);
	ck_assert_int_eq(in.amount_minor, 8900);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from meter_read where state = 'replaced'"), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from meter_read where state = 'live'"
	    " and use_milli = 42000 and source = 'staff' and quality = 'actual'"), 1);
	ck_assert_int_eq(state_is(in.id, "reread"), 1);
	fixture_balanced(&f);
}
END_TEST

START_TEST(read_where_none_was)
{
	struct resolving in;

	billed(1, 30000);
	(void)generated(0, false);
	in = resolving(found("missing_read", true), BY_REREAD);
	in.has_value = true;
	in.value_milli = 28000;
	ck_assert_int_eq(resolve(&in), OK);
	ck_assert_int_eq(in.amount_minor, 6100);
	ck_assert_int_eq(state_is(in.id, "reread"), 1);
}
END_TEST

START_TEST(estimated_where_none_was)
{
	struct resolving in;

	billed(2, 20000);
	billed(1, 30000);
	(void)generated(0, false);
	in = resolving(found("missing_read", true), BY_ESTIMATE);
	ck_assert_int_eq(resolve(&in), OK);
	ck_assert(in.is_estimated);
	ck_assert_int_eq(in.use_milli, 25000);		/* the average of 20 and 30 */
	ck_assert_int_eq(in.amount_minor, 5500);
	ck_assert_int_eq(state_is(in.id, "estimate"), 1);
}
END_TEST

START_TEST(estimated_in_place_of_a_read)
{
	struct resolving in;

	billed(1, 30000);
	(void)used(0, 421817000);
	(void)generated(0, false);
	in = resolving(found("high", true), BY_ESTIMATE);
	ck_assert_int_eq(resolve(&in), OK);
	ck_assert(in.is_estimated);
	ck_assert_int_eq(in.use_milli, 30000);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from meter_read where state = 'dropped'"), 1);
}
END_TEST

START_TEST(nothing_to_estimate_by)
{
	struct resolving in;

	(void)generated(0, false);
	in = resolving(found("missing_read", true), BY_ESTIMATE);
	ck_assert_int_eq(resolve(&in), E_CONFLICT);
	ck_assert_ptr_nonnull(strstr(cx->failure.detail, "nothing to estimate by. Nothing was changed."));
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from billing_exception where state = 'open'"), 1);
}
END_TEST

START_TEST(a_wrong_position_corrected)
{
	struct resolving in;

	meter = make_meter("register", 0, "CCF");
	ck_assert_int_eq(db_exec(cx, "update meter set removed_on = ? where id <> ?",
	    str(day_from_now(&f, -300)), str(meter)), OK);
	(void)position(2, 100000);
	(void)position(1, 150000);
	(void)generated(1, false);
	(void)position(0, 120000);
	(void)generated(0, false);
	in = resolving(found("negative", true), BY_CORRECT);
	in.has_value = true;
	in.value_milli = 140000;
	ck_assert_int_eq(resolve(&in), E_CONFLICT);	/* still negative: nothing is changed */
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from meter_read where state <> 'live'"), 0);
	in = resolving(found("negative", true), BY_CORRECT);
	in.has_value = true;
	in.value_milli = 210000;
	ck_assert_int_eq(resolve(&in), OK);
	ck_assert_int_eq(in.use_milli, 60000);
	ck_assert_int_eq(state_is(in.id, "correct"), 1);
}
END_TEST

START_TEST(one_of_two_is_kept)
{
	struct resolving in;
	const char *right;

	billed(1, 30000);
	(void)used(0, 99000);
	right = used(0, 31000);
	(void)generated(0, false);
	in = resolving(found("duplicate", true), BY_CORRECT);
	ck_assert_int_eq(resolve(&in), E_INPUT);
	ck_assert(fixture_fault(&f, "/read_id", "required"));
	in = resolving(found("duplicate", true), BY_CORRECT);
	in.read_id = right;
	ck_assert_int_eq(resolve(&in), OK);
	ck_assert_int_eq(in.use_milli, 31000);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from meter_read where state = 'dropped'"
	    " and use_milli = 99000"), 1);
}
END_TEST

/* Held by two: each is accepted for itself, the last one bills. */
START_TEST(held_by_two)
{
	struct resolving in;
	const char *right;

	billed(1, 30000);
	right = used(0, 421817000);
	(void)used(0, 421817000);
	(void)generated(0, false);
	in = resolving(found("high", true), BY_ACCEPT);
	ck_assert_int_eq(resolve(&in), OK);
	ck_assert_ptr_null(in.bill_id);
	ck_assert_uint_eq(in.held_count, 1);
	ck_assert_str_eq(in.held_by[0], "duplicate");
	ck_assert_int_eq(bills_of(0), 0);
	in = resolving(found("duplicate", true), BY_CORRECT);
	in.read_id = right;
	ck_assert_int_eq(resolve(&in), OK);
	ck_assert_int_eq(in.use_milli, 421817000);	/* its height was accepted before */
	ck_assert_int_eq(bills_of(0), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from billing_exception where state = 'open'"), 0);
	fixture_balanced(&f);
}
END_TEST

START_TEST(tried_again_once_there_is_a_tariff)
{
	struct resolving in;

	ck_assert_int_eq(db_exec(cx, "update service set class = 'OTHER'"), OK);
	(void)used(0, 30000);
	(void)generated(0, false);
	in = resolving(found("no_tariff", true), BY_ACCEPT);
	ck_assert_int_eq(resolve(&in), E_CONFLICT);
	ck_assert_ptr_nonnull(strstr(cx->failure.detail, "The account still cannot be billed: "));
	ck_assert_ptr_nonnull(strstr(cx->failure.detail, " class OTHER. Nothing was changed."));
	ck_assert_int_eq(db_exec(cx, "update service set class = 'RES'"), OK);
	in = resolving(in.id, BY_ACCEPT);
	ck_assert_int_eq(resolve(&in), OK);
	ck_assert_int_eq(in.amount_minor, 6500);
}
END_TEST

START_TEST(an_inactive_account_billed_all_the_same)
{
	struct resolving in;

	billed(1, 30000);
	(void)used(0, 20000);
	ck_assert_int_eq(db_exec(cx, "update account set status = 'closed', closed_on = ? where id = ?",
	    str(day_from_now(&f, -20)), str(f.account_id)), OK);
	(void)generated(0, false);
	in = resolving(found("inactive_use", true), BY_ACCEPT);
	ck_assert_int_eq(resolve(&in), OK);
	ck_assert_int_eq(in.amount_minor, 4500);
	ck_assert_int_eq(bills_of(0), 1);
}
END_TEST

START_TEST(dismissed_it_stays_unbilled)
{
	struct resolving in;

	billed(1, 30000);
	(void)generated(0, false);
	in = resolving(found("missing_read", true), BY_DISMISS);
	ck_assert_int_eq(resolve(&in), OK);
	ck_assert_ptr_null(in.bill_id);
	ck_assert_int_eq(bills_of(0), 0);
	ck_assert_int_eq(state_is(in.id, "dismiss"), 1);
}
END_TEST

/* A read came in later and the account was billed: nobody has to do anything. */
START_TEST(gone_by_other_means)
{
	const char *id;

	billed(1, 30000);
	(void)generated(0, false);
	id = found("missing_read", true);
	(void)used(0, 29000);
	ck_assert_ptr_nonnull(generated(0, false).bill_id);
	ck_assert_int_eq(state_is(id, "billed"), 1);
}
END_TEST

START_TEST(a_warning_adjusts_its_bill)
{
	struct resolving in;

	billed(1, 30000);
	(void)used(0, 60000);
	(void)generated(0, false);
	in = resolving(found("high", false), BY_ADJUST);
	ck_assert_int_eq(resolve(&in), E_INPUT);
	ck_assert(fixture_fault(&f, "/adjust_reason", "required"));
	in = resolving(found("high", false), BY_ADJUST);
	in.adjusting.reason = "leak";
	in.adjusting.amount_minor = 2000;
	ck_assert_int_eq(resolve(&in), OK);
	ck_assert_int_eq(state_is(in.id, "adjust"), 1);
	ck_assert_int_eq(fixture_i64(&f, "select adjusted_minor n from bill where cycle_id = ?",
	    str(cycles[0])), 2000);
	fixture_balanced(&f);
}
END_TEST

/* Above the limit nothing is changed until another person has decided. */
START_TEST(an_adjustment_above_the_limit_waits)
{
	struct resolving in;

	billed(1, 300000);
	(void)used(0, 600000);
	(void)generated(0, false);
	in = resolving(found("high", false), BY_ADJUST);
	in.adjusting.reason = "leak";
	in.adjusting.amount_minor = 50000;
	ck_assert_int_eq(resolve(&in), OK);
	ck_assert_ptr_nonnull(in.approval_id);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from billing_exception where id = ?"
	    " and state = 'open'", str(in.id)), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from approval where kind = 'bill.adjust'"), 1);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		missing_read, estimated_three_times, high_and_low, so_high_that_it_is_held, zero, negative,
		rollover, meter_swap, no_tariff, inactive_use, duplicate, bad_address_and_email, refused,
		accepted_it_is_billed, read_again, read_where_none_was, estimated_where_none_was,
		estimated_in_place_of_a_read, nothing_to_estimate_by, a_wrong_position_corrected,
		one_of_two_is_kept, held_by_two, tried_again_once_there_is_a_tariff,
		an_inactive_account_billed_all_the_same, dismissed_it_stays_unbilled, gone_by_other_means,
		a_warning_adjusts_its_bill, an_adjustment_above_the_limit_waits,
	};
	Suite *suite = suite_create("exception types");
	TCase *tcase = tcase_create("exception types");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	for (size_t i = 0; i < COUNT(tests); i++)
		tcase_add_test(tcase, tests[i]);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
