/* Services, meters and reads: recorded, replaced, dropped; meters swapped, moved, changed. */
#include <string.h>
#include "consumption.h"
#include "fixture.h"
#include "meter.h"
#include "read.h"
#include "service.h"
#include "settings.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

static struct fixture f;
static struct cx *const cx = &f.cx;
static const char *service_id, *meter_id;

static const char *
serve(const char *account_id)
{
	struct new_service in = { .account_id = account_id, .utility = "water", .class = "RESIDENTIAL",
		.attributes_json = "{}", .started_on = "2026-01-01", .low_milli = -1, .high_milli = -1 };

	fixture_must(&f, create_service, &in);
	return in.id;
}

static void
setup(void)
{
	struct new_meter in = { .number = "M-1", .kind = "register", .unit = "kgal", .digits = 4,
		.multiplier_milli = 1000, .installed_on = "2026-01-01", .start_milli = 100000 };

	fixture_open(&f);
	ck_assert_int_eq(settings_load(cx), OK);
	service_id = serve(f.account_id);
	in.account_id = f.account_id;
	in.service_id = service_id;
	fixture_must(&f, install_meter, &in);
	meter_id = in.id;
}

static void
teardown(void)
{
	fixture_close(&f);
}

static struct new_read
reading(const char *meter, const char *on, int64_t milli)
{
	return (struct new_read){ .account_id = f.account_id, .meter_id = meter, .read_on = on,
		.is_register = true, .value_milli = milli, .quality = "actual", .source = "staff" };
}

static struct new_read
record(const char *on, int64_t milli)
{
	struct new_read in = reading(meter_id, on, milli);

	fixture_must(&f, record_read, &in);
	return in;
}

static int64_t
use_on(const char *on)
{
	return fixture_i64(&f, "select use_milli from meter_read where read_on = ? and state = 'live'", str(on));
}

START_TEST(use_is_the_difference)
{
	struct new_read a = record("2026-01-31", 112500), b = record("2026-02-28", 112500);

	ck_assert_int_eq(a.use_milli, 12500);
	ck_assert_int_eq(b.use_milli, 0);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from meter_read where from_on = '2026-02-01'"
	    " and read_on = '2026-02-28' and previous_milli = 112500"), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from audit where action = 'read.record'"), 2);
}
END_TEST

static void
refused(struct new_read in, const char *pointer, const char *code)
{
	ck_assert_int_eq(fixture_do(&f, record_read, &in), E_INPUT);
	ck_assert_msg(fixture_fault(&f, pointer, code), "no fault %s at %s", code, pointer);
}

START_TEST(what_cannot_be)
{
	struct new_read use = reading(meter_id, "2026-02-28", 5000), card = reading(meter_id, "2026-02-28", 5000);

	(void)record("2026-01-31", 110000);
	refused(reading(meter_id, "2026-01-31", 111000), "/read_on", "range");
	refused(reading(meter_id, "2026-01-15", 105000), "/read_on", "range");
	refused(reading(meter_id, "2025-12-31", 1000), "/read_on", "range");
	refused(reading(meter_id, "2999-01-01", 1000), "/read_on", "range");
	refused(reading(meter_id, "2026-02-28", 10000000), "/register_milli", "range");
	use.is_register = false;
	refused(use, "/use_milli", "choice");
	card.notes = "4111 1111 1111 1111";
	refused(card, "/notes", "card_number");
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from meter_read"), 1);
}
END_TEST

/* An estimate is a use; its position is worked out, and the next read makes good what was too much. */
START_TEST(an_estimate_moves_the_register)
{
	struct new_read in = reading(meter_id, "2026-01-31", 20000);

	in.is_register = false;
	in.source = in.quality = NULL;
	in.source = "estimate";
	in.quality = "estimated";
	fixture_must(&f, record_read, &in);
	ck_assert_int_eq(in.use_milli, 20000);
	ck_assert_int_eq(fixture_i64(&f, "select register_milli from meter_read"), 120000);
	ck_assert_int_eq(record("2026-02-28", 125000).use_milli, 5000);
}
END_TEST

/* The use of the position that follows goes with it. */
START_TEST(replaced_and_dropped)
{
	struct new_read a = record("2026-01-31", 112000), b = record("2026-02-28", 130000);
	struct replacing_read r = { .read_id = a.id, .account_id = f.account_id, .has_value = true,
		.value_milli = 110000, .reason = "Misread", .source = "staff" };
	struct dropping_read d = { .account_id = f.account_id, .reason = "Another house" };

	fixture_must(&f, replace_read, &r);
	ck_assert_int_eq(r.use_milli, 10000);
	ck_assert_int_eq(use_on("2026-02-28"), 20000);
	ck_assert_int_eq(fixture_do(&f, replace_read, &r), E_CONFLICT);		/* not live any more */
	d.read_id = b.id;
	ck_assert_int_eq(fixture_do(&f, drop_read, &d), E_CONFLICT);
	d.read_id = r.id;
	fixture_must(&f, drop_read, &d);
	ck_assert_int_eq(use_on("2026-02-28"), 30000);			/* since the meter came */
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from meter_read where state = 'live'"), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from meter_read where state = 'dropped'"), 1);
}
END_TEST

START_TEST(swapped_inside_a_period)
{
	struct meter_swap swap = { .meter_id = meter_id, .account_id = f.account_id,
		.on = "2026-01-20", .end_milli = 108000, .with = { .number = "M-2", .start_milli = 5000 } };
	struct new_read in;

	fixture_must(&f, swap_meter, &swap);
	ck_assert_ptr_nonnull(swap.end_read_id);
	in = reading(swap.with.id, "2026-01-31", 9000);
	fixture_must(&f, record_read, &in);
	ck_assert_int_eq(in.use_milli, 4000);
	ck_assert_int_eq(fixture_i64(&f, "select cast(sum(use_milli) as signed) n from meter_read"), 12000);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from meter where number = 'M-2' and unit = 'kgal'"
	    " and digits = 4 and replaces_id = ?", str(meter_id)), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from meter_span where end_milli = 108000"
	    " and to_on = '2026-01-20'"), 1);
	in = reading(meter_id, "2026-02-28", 120000);
	ck_assert_int_eq(fixture_do(&f, record_read, &in), E_INPUT);		/* it is gone */
	ck_assert_int_eq(fixture_do(&f, swap_meter, &swap), E_CONFLICT);
}
END_TEST

START_TEST(moved_to_another_account)
{
	const char *other = fixture_account(&f), *their = serve(other);
	struct meter_move move = { .meter_id = meter_id, .account_id = f.account_id,
		.to_account_id = other, .to_service_id = their, .on = "2026-02-10", .register_milli = 115000 };
	struct new_read in;

	fixture_must(&f, move_meter, &move);
	in = reading(meter_id, "2026-02-28", 118000);
	ck_assert_int_eq(fixture_do(&f, record_read, &in), E_CONFLICT);		/* not here any more */
	in.account_id = other;
	fixture_must(&f, record_read, &in);
	ck_assert_int_eq(in.use_milli, 3000);
	ck_assert_int_eq(fixture_i64(&f, "select use_milli from meter_read where account_id = ?",
	    str(f.account_id)), 15000);
}
END_TEST

/* Another multiplier holds from the last read on. */
START_TEST(multiplier_changes)
{
	struct meter_change change = { .id = meter_id, .account_id = f.account_id, .version = 1,
		.digits = -1, .multiplier_milli = 10000, .register_milli = -1 };

	(void)record("2026-01-31", 110000);
	fixture_must(&f, change_meter, &change);
	ck_assert_int_eq(record("2026-02-28", 111000).use_milli, 10000);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from meter_span"), 2);
	ck_assert_int_eq(fixture_do(&f, change_meter, &change), E_STALE);
}
END_TEST

START_TEST(services_end_without_meters)
{
	struct service_change change = { .id = service_id, .account_id = f.account_id, .version = 1,
		.ended_on = "2026-03-31", .class = "COMMERCIAL" };
	struct meter_removal removal = { .meter_id = meter_id, .account_id = f.account_id,
		.on = "2026-03-31", .end_milli = 120000 };

	ck_assert_int_eq(fixture_do(&f, change_service, &change), E_CONFLICT);
	fixture_must(&f, remove_meter, &removal);
	ck_assert_int_eq(use_on("2026-03-31"), 20000);
	fixture_must(&f, change_service, &change);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from service where status = 'ended'"
	    " and class = 'COMMERCIAL' and ended_on = '2026-03-31'"), 1);
	ck_assert_int_eq(fixture_do(&f, change_service, &change), E_STALE);
}
END_TEST

START_TEST(consumption_by_periods)
{
	struct consumption used;

	(void)record("2026-01-31", 131000);
	(void)record("2026-02-28", 145000);
	ck_assert_int_eq(consumption_of(cx, f.account_id, "water", 24, &used), OK);
	ck_assert_uint_eq(used.n, 2);
	ck_assert_str_eq(used.periods[0].from_on, "2026-02-01");
	ck_assert_int_eq(used.periods[0].days, 28);
	ck_assert_int_eq(used.periods[0].use_milli, 14000);
	ck_assert_ptr_null(used.periods[0].bill_id);
	ck_assert_int_eq(used.periods[1].use_milli, 31000);
	ck_assert_int_eq(used.periods[1].days, 31);
	ck_assert_int_eq(consumption_of(cx, f.account_id, "gas", 24, &used), OK);
	ck_assert_uint_eq(used.n, 0);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = { use_is_the_difference, what_cannot_be,
		an_estimate_moves_the_register, replaced_and_dropped, swapped_inside_a_period,
		moved_to_another_account, multiplier_changes, services_end_without_meters,
		consumption_by_periods };
	Suite *suite = suite_create("reads");
	TCase *tcase = tcase_create("reads");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	for (size_t i = 0; i < COUNT(tests); i++)
		tcase_add_test(tcase, tests[i]);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
