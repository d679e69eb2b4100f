/* Reads out of files: of a register, of periods, of intervals; the same file again, and bad ones. */
#include <string.h>
#include "bulk.h"
#include "fixture.h"
#include "importing.h"
#include "meter.h"
#include "service.h"
#include "settings.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

static struct fixture f;
static struct cx *const cx = &f.cx;
static const char *service_id;

static const char *
install(const char *number, const char *kind, const char *unit, int64_t start_milli)
{
	struct new_meter in = { .account_id = f.account_id, .service_id = service_id,
		.number = number, .kind = kind, .unit = unit, .digits = 4, .multiplier_milli = 1000,
		.installed_on = "2026-01-01", .start_milli = start_milli };

	fixture_must(&f, install_meter, &in);
	return in.id;
}

static void
setup(void)
{
	struct new_service in = { .utility = "water", .class = "RESIDENTIAL", .attributes_json = "{}",
		.started_on = "2026-01-01", .low_milli = -1, .high_milli = -1 };

	fixture_open(&f);
	ck_assert_int_eq(settings_load(cx), OK);
	in.account_id = f.account_id;
	fixture_must(&f, create_service, &in);
	service_id = in.id;
}

static void
teardown(void)
{
	fixture_close(&f);
}

static const char *
account_number(void)
{
	const struct row *row;

	ck_assert_int_eq(db_one(cx, &row, "select number from account where id = ?", str(f.account_id)), OK);
	return row_str(row, "number");
}

static int64_t
reads_where_use(int64_t use_milli)
{
	return fixture_i64(&f, "select count(*) n from meter_read where use_milli = ? and state = 'live'",
	    i64(use_milli));
}

/* Options of an import, as its page sets them. */
static const char *
of_periods(const char *csv, int months, bool makes_meters)
{
	const char *id = import_prepared(&f, csv, strlen(csv), IMPORT_READS);

	ck_assert_int_eq(db_exec_one(cx, "update import set format_json = json_set(format_json,"
	    " '$.period_months', ?, '$.unit', 'CCF', '$.makes_meters', json_extract(?, '$')) where id = ?",
	    i64(months), str(makes_meters ? "true" : "false"), str(id)), OK);
	import_begin(&f, id);
	import_finish(&f, id);
	return id;
}

START_TEST(positions_come_in_and_use_is_worked_out)
{
	const char *id;

	install("R-1", "register", "kgal", 100000);
	install("R-2", "register", "kgal", 9990000);
	id = import_text_file(&f, "\xef\xbb\xbfMeter;Read date;Reading;Quality\r\n"
	    "R-1;31.01.2026;\"112,5\";A\r\n"
	    "R-2;31.01.2026;60;E\r\n"				/* it began anew: 10 + 60 */
	    "R-1;28.02.2026;112,5;A\r\n", IMPORT_READS);	/* nothing was used */
	import_counts(&f, id, 3, 0, 0, 0);
	ck_assert_int_eq(import_i64(&f, id, "made_reads"), 3);
	ck_assert_int_eq(reads_where_use(12500), 1);
	ck_assert_int_eq(reads_where_use(0), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from meter_read where use_milli = 70000"
	    " and rolled_over and quality = 'estimated' and previous_milli = 9990000 and unit = 'kgal'"), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from meter_read where read_on = '2026-02-28'"
	    " and from_on = '2026-02-01' and import_id = ? and line = 4", str(id)), 1);
}
END_TEST

#define BAD \
	"meter,account,read date,register,use,unit\n" \
	"B-1,,01/31/2026,10,,\n" \
	"B-1,,01/15/2026,5,,\n"			/* 3: before the last read */ \
	"B-1,,01/31/2026,11,,\n"		/* 4: another position that day */ \
	"B-1,,01/31/2999,20,,\n"		/* 5: in the future */ \
	"NONE,,01/31/2026,20,,\n"		/* 6: no such meter */ \
	"B-1,,02/28/2026,20,,kWh\n"		/* 7: no unit of it */ \
	"B-1,,02/28/2026,20000,,\n"		/* 8: more digits than it has */ \
	"B-1,,02/28/2026,,20,\n"		/* 9: it has a register */ \
	"B-1,,02/28/2026,20,5,\n"		/* 10: both */ \
	"B-1,,02/28/2026,,,\n"			/* 11: neither */ \
	"B-1,,02/28/2026,x,,\n"			/* 12 */ \
	"B-1,,02/28/2026,1.2345,,\n"		/* 13: finer than is kept */ \
	"B-1,,12/31/2025,1,,\n"			/* 14: before it was there */ \
	"B-1,,01/31/2026,10,,\n"		/* 15: the same again */ \
	",NOBODY,01/31/2026,,1,\n"		/* 16 */ \
	",,01/31/2026,,1,\n"			/* 17 */

START_TEST(bad_rows_are_refused_by_line)
{
	const char *id;

	install("B-1", "register", "kgal", 0);
	id = import_text_file(&f, BAD, IMPORT_READS);
	import_counts(&f, id, 1, 0, 1, 14);
	import_refused(&f, id, 3, "later");
	import_refused(&f, id, 4, "another position");
	import_refused(&f, id, 5, "future");
	import_refused(&f, id, 6, "There is no meter NONE");
	import_refused(&f, id, 7, "does not fit");
	import_refused(&f, id, 8, "4 digits");
	import_refused(&f, id, 9, "has a register");
	import_refused(&f, id, 10, "not both");
	import_refused(&f, id, 11, "no reading");
	import_refused(&f, id, 12, "not a number");
	import_refused(&f, id, 13, "three decimals");
	import_refused(&f, id, 14, "not there yet");
	import_refused(&f, id, 16, "There is no account NOBODY");
	import_refused(&f, id, 17, "neither a meter nor an account");
}
END_TEST

/* Uses by account and month, as a city's file has them: zero, absurd, and more than one of a month. */
START_TEST(uses_of_periods_by_account)
{
	const char *a = account_number();
	const char *csv = fmt(cx->arena, "cust_id,usage_month,usage_ccf\n%s,2026-02,14\n%s,2026-02,14\n"
	    "%s,2026-02,9\n%s,2026-04,0\n%s,2026-06,421817\n", a, a, a, a, a);
	const char *id = of_periods(csv, 2, true), *again;

	import_counts(&f, id, 5, 0, 0, 0);
	ck_assert_int_eq(import_i64(&f, id, "made_meters"), 1);
	ck_assert_int_eq(import_i64(&f, id, "made_services"), 0);	/* of the service that is there */
	ck_assert_int_eq(import_i64(&f, id, "in_use_milli"), 421854000);
	ck_assert_int_eq(import_i64(&f, id, "taken_use_milli"), 421854000);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from meter_read where read_on = '2026-02-28'"
	    " and from_on = '2026-01-01' and use_milli = 14000 and unit = 'CCF'"), 2);
	ck_assert_int_eq(reads_where_use(0), 1);
	ck_assert_int_eq(reads_where_use(421817000), 1);
	again = of_periods(csv, 2, true);
	import_counts(&f, again, 0, 0, 5, 0);
	ck_assert_int_eq(import_i64(&f, again, "there_use_milli"), 421854000);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from meter_read"), 5);
	/* One row more of what is there twice is a third. */
	again = of_periods(fmt(cx->arena, "%s%s,2026-02,14\n", csv, account_number()), 2, true);
	import_counts(&f, again, 1, 0, 5, 0);
}
END_TEST

START_TEST(without_a_meter_a_use_is_refused)
{
	const char *id = of_periods(fmt(cx->arena, "account,month,use\n%s,2026-02,14\n", account_number()),
	    1, false);

	import_counts(&f, id, 0, 0, 0, 1);
	import_refused(&f, id, 2, "no meter whose reads are uses");
}
END_TEST

/* ---- interval files ---- */

#define HEAD "100,NEM12,202601030000,MDP,RET\r\n"

static const char *
day(const char *on, const char *value, const char *quality)
{
	struct buf b = buf_in(cx->arena);

	buf_printf(&b, "300,%s", on);
	for (int i = 0; i < 48; i++)
		buf_printf(&b, ",%s", value);
	buf_printf(&b, ",%s,,,20260103000000,\r\n", quality);
	return b.data;
}

static const char *
registered(const char *suffix)
{
	return fmt(cx->arena, "200,NMI0000001,E1E2Q1,1,%s,N1,IV-1,kWh,30,\r\n", suffix);
}

static const char *
interval_file(const char *last)
{
	return fmt(cx->arena, HEAD "%s%s%s%s%s%s%s", registered("E1"), day("20260110", "0.5", "A"),
	    day("20260111", "1", "S14"), registered("E2"), day("20260110", "0.25", "A"),
	    day("20260111", "1", "E52"), last);
}

START_TEST(interval_days_become_reads)
{
	const char *id;

	install("IV-1", "interval", "kWh", -1);
	id = import_text_file(&f, interval_file("900\r\n"), IMPORT_NEM12);
	import_counts(&f, id, 4, 0, 0, 0);
	ck_assert_int_eq(import_i64(&f, id, "made_reads"), 2);
	ck_assert_int_eq(reads_where_use(36000), 1);			/* 48 × (0.5 + 0.25) */
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from meter_read where use_milli = 96000"
	    " and quality = 'estimated' and from_on = '2026-01-11' and read_on = '2026-01-11'"), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from interval_day where minutes = 30"
	    " and values_text like '500,500,%' and quality_text = 'A'"), 1);
	id = import_text_file(&f, interval_file("900\r\n"), IMPORT_NEM12);
	import_counts(&f, id, 0, 0, 4, 0);
	/* A day that is told otherwise later takes the place of the first telling. */
	id = import_text_file(&f, fmt(cx->arena, HEAD "%s%s900\r\n", registered("E2"),
	    day("20260111", "0.5", "A")), IMPORT_NEM12);
	import_counts(&f, id, 0, 1, 0, 0);
	ck_assert_int_eq(reads_where_use(96000), 0);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from meter_read where use_milli = 72000"
	    " and state = 'live' and quality = 'substituted' and replaces_id is not null"), 1);
}
END_TEST

START_TEST(a_broken_interval_file_is_refused_whole)
{
	const char *id;

	install("IV-1", "interval", "kWh", -1);
	id = import_text_file(&f, interval_file(""), IMPORT_NEM12);		/* cut */
	ck_assert_int_eq(import_i64(&f, id, "created"), 0);
	import_refused(&f, id, 7, "cut");
	import_refused(&f, id, 3, "see line 7");
	id = import_text_file(&f, interval_file("300,20260112,V,,,20260103000000\r\n900\r\n"), IMPORT_NEM12);
	import_refused(&f, id, 8, "48 values");
	id = import_text_file(&f, fmt(cx->arena, "%s%s900\r\n", registered("E1"),
	    day("20260110", "0.5", "A")), IMPORT_NEM12);
	import_refused(&f, id, 1, "header");
	id = import_text_file(&f, fmt(cx->arena, HEAD "%s%s%s900\r\n", registered("E1"),
	    day("20260110", "0.5", "A"), day("20260110", "0.7", "A")), IMPORT_NEM12);
	import_refused(&f, id, 4, "twice");
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from interval_day"), 0);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from meter_read"), 0);
	/* A good file of a meter that is not there: its rows. */
	id = import_text_file(&f, fmt(cx->arena, HEAD "200,NOBODY0001,E1,1,E1,N1,NOSUCH,kWh,30,\r\n%s900\r\n",
	    day("20260110", "0.5", "A")), IMPORT_NEM12);
	import_counts(&f, id, 0, 0, 0, 1);
	import_refused(&f, id, 3, "NOSUCH");
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = { positions_come_in_and_use_is_worked_out,
		bad_rows_are_refused_by_line, uses_of_periods_by_account,
		without_a_meter_a_use_is_refused, interval_days_become_reads,
		a_broken_interval_file_is_refused_whole };
	Suite *suite = suite_create("import_reads");
	TCase *tcase = tcase_create("import_reads");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 120);
	for (size_t i = 0; i < COUNT(tests); i++)
		tcase_add_test(tcase, tests[i]);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
