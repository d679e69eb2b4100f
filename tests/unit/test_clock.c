#include "clock.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "unit.h"

#define SECOND INT64_C(1000000)

START_TEST(a_clock_file_that_is_not_there_aborts)
{
	setenv("BILLPORT_CLOCK", "/nowhere/at/all", 1);
	business_now();
}
END_TEST

START_TEST(days_of_no_date_abort)
{
	ck_assert_int_eq(date_days("2026-02-30"), 0);
}
END_TEST

START_TEST(now)
{
	struct timespec t;
	int64_t real, mono = monotonic_now();

	clock_gettime(CLOCK_REALTIME, &t);
	real = real_now();
	ck_assert_int_le(llabs(real - ((int64_t)t.tv_sec * SECOND + t.tv_nsec / 1000)), SECOND);
	ck_assert_int_le(llabs(business_now() - real), SECOND);
	ck_assert_int_ge(monotonic_now(), mono);
}
END_TEST

START_TEST(business_time_is_shifted_while_it_runs)
{
	char path[] = "/tmp/billport-clock-XXXXXX";
	int64_t offset = 86400 * SECOND;
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(pwrite(fd, &offset, sizeof offset, 0), sizeof offset);
	setenv("BILLPORT_CLOCK", path, 1);
	ck_assert_int_le(llabs(business_now() - real_now() - offset), SECOND);
	offset = -7200 * SECOND;
	ck_assert_int_eq(pwrite(fd, &offset, sizeof offset, 0), sizeof offset);
	ck_assert_int_le(llabs(business_now() - real_now() - offset), SECOND);
	close(fd);
	unlink(path);
}
END_TEST

START_TEST(instants_as_text)
{
	static const struct { int64_t us; const char *text, *sql; } cases[] = {
		{ 0, "1970-01-01T00:00:00.000000Z", "1970-01-01 00:00:00.000000" },
		{ -1, "1969-12-31T23:59:59.999999Z", "1969-12-31 23:59:59.999999" },
		{ INT64_C(1775044800123456), "2026-04-01T12:00:00.123456Z",
		    "2026-04-01 12:00:00.123456" },
		{ INT64_C(32503679999999999), "2999-12-31T23:59:59.999999Z",
		    "2999-12-31 23:59:59.999999" },
		{ INT64_C(-2208988800000000), "1900-01-01T00:00:00.000000Z",
		    "1900-01-01 00:00:00.000000" },
		{ INT64_C(951868799000000), "2000-02-29T23:59:59.000000Z",
		    "2000-02-29 23:59:59.000000" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t back = 42;

		ck_assert_str_eq(instant_text(cx.arena, cases[i].us), cases[i].text);
		ck_assert_str_eq(instant_sql(cx.arena, cases[i].us), cases[i].sql);
		ck_assert(instant_parse(cases[i].text, &back));
		ck_assert_int_eq(back, cases[i].us);
		ck_assert(instant_parse(cases[i].sql, &back));
		ck_assert_int_eq(back, cases[i].us);
	}
}
END_TEST

START_TEST(instants_far_off_stay_in_their_buffer)
{
	ck_assert_uint_eq(strlen(instant_text(cx.arena, INT64_MAX)), 27);
	ck_assert_uint_eq(strlen(instant_text(cx.arena, INT64_MIN)), 27);
	ck_assert_uint_eq(strlen(instant_sql(cx.arena, INT64_MIN)), 26);
}
END_TEST

START_TEST(instants_read)
{
	static const struct { const char *text; int64_t us; } good[] = {
		{ "2026-04-01T12:00:00Z", INT64_C(1775044800000000) },
		{ "2026-04-01t12:00:00z", INT64_C(1775044800000000) },
		{ "2026-04-01T12:00:00+05:30", INT64_C(1775025000000000) },
		{ "2026-04-01T12:00:00-03:30", INT64_C(1775057400000000) },
		{ "2026-04-01 12:00:00", INT64_C(1775044800000000) },
		{ "2026-04-01 12:00:00+00:00", INT64_C(1775044800000000) },
		{ "2026-04-01T12:00:00.5Z", INT64_C(1775044800500000) },
		{ "2026-04-01T12:00:00.1234567891234Z", INT64_C(1775044800123456) },
	};
	static const char *const bad[] = { "", "2026-04-01", "2026-04-01T12:00:00",
		"2026-04-01T12:00Z", "2026-02-29T12:00:00Z", "2026-04-01T24:00:00Z",
		"2026-04-01T12:60:00Z", "2026-04-01T12:00:60Z", "2026-04-01T12:00:00.Z",
		"2026-04-01T12:00:00+0530", "2026-04-01T12:00:00+05:3", "2026-04-01T12:00:00+24:00",
		"2026-04-01T12:00:00Z ", " 2026-04-01T12:00:00Z", "2026-04-01T12:00:00+05:30x",
		"2026-04-01X12:00:00Z", "1899-12-31T23:59:59Z", "3000-01-01T00:00:00Z",
		"2026-4-01T12:00:00Z", "2026-04-01T-1:00:00Z", "2026-04-01T12:00:00+",
		"2026-04-01T" };
	int64_t us;

	for (size_t i = 0; i < COUNT(good); i++) {
		ck_assert_msg(instant_parse(good[i].text, &us), "%s", good[i].text);
		ck_assert_int_eq(us, good[i].us);
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		ck_assert_msg(!instant_parse(bad[i], &us), "%s", bad[i]);
}
END_TEST

/* Worked out with another implementation of the zone database. */
static const struct { const char *zone; int64_t us; const char *wall; } walls[] = {
	{ "America/New_York", INT64_C(1772953199000000), "2026-03-08 01:59" },
	{ "America/New_York", INT64_C(1772953200000000), "2026-03-08 03:00" },
	{ "America/New_York", INT64_C(1793512799000000), "2026-11-01 01:59" },
	{ "America/New_York", INT64_C(1793512800000000), "2026-11-01 01:00" },
	{ "Asia/Kolkata", INT64_C(1774981799000000), "2026-03-31 23:59" },
	{ "Asia/Kolkata", INT64_C(1774981800000000), "2026-04-01 00:00" },
	{ "Pacific/Kiritimati", INT64_C(1798711200000000), "2027-01-01 00:00" },
	{ "Pacific/Apia", INT64_C(1325239199000000), "2011-12-29 23:59" },
	{ "Pacific/Apia", INT64_C(1325239200000000), "2011-12-31 00:00" },
	{ "America/St_Johns", INT64_C(-43200000000), "1969-12-31 08:30" },
	{ "UTC", INT64_C(951868799000000), "2000-02-29 23:59" },
	{ "Australia/Lord_Howe", INT64_C(1775314800000000), "2026-04-05 01:30" },
	{ "Asia/Kathmandu", INT64_C(1767291240000000), "2026-01-01 23:59" },
	{ "Asia/Kathmandu", INT64_C(1767291300000000), "2026-01-02 00:00" },
};

START_TEST(zones)
{
	char wall[17], date[11];

	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < COUNT(walls); i++) {
			ck_assert(wall_in_zone(walls[i].zone, walls[i].us, wall));
			ck_assert_str_eq(wall, walls[i].wall);
			ck_assert(date_in_zone(walls[i].zone, walls[i].us, date));
			ck_assert_uint_eq(strlen(date), 10);
			ck_assert_int_eq(strncmp(date, walls[i].wall, 10), 0);
		}
	}
}
END_TEST

START_TEST(zones_alternate)
{
	char a[17], b[17];

	for (int i = 0; i < 100; i++) {
		ck_assert(wall_in_zone("Asia/Kolkata", i * 60 * SECOND, a));
		ck_assert(wall_in_zone("America/New_York", i * 60 * SECOND, b));
		ck_assert_int_eq(strncmp(a, "1970-01-01 0", 12), 0);
		ck_assert_int_eq(strncmp(b, "1969-12-31 ", 11), 0);
	}
}
END_TEST

/* Offsets are kept by zone and minute: a run over both changes of a year, out of order. */
START_TEST(kept_offsets_are_right)
{
	char wall[17];

	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 4000; i++) {
			int64_t minute = (i * INT64_C(7919)) % 4000 - 2000;

			ck_assert(wall_in_zone("America/New_York",
			    INT64_C(1772953200000000) + minute * 60 * SECOND, wall));
			ck_assert_int_eq(strncmp(wall + 14, "00", 2) == 0, minute % 60 == 0);
			ck_assert_int_eq(strcmp(wall, "2026-03-08 02:00") >= 0 &&
			    strcmp(wall, "2026-03-08 03:00") < 0, 0);
			ck_assert_int_eq(strcmp(wall, "2026-03-08 03:00") >= 0, minute >= 0);
			ck_assert(wall_in_zone("Asia/Kolkata",
			    INT64_C(1772953200000000) + minute * 60 * SECOND, wall));
			ck_assert_int_eq(strcmp(wall, "2026-03-08 12:30") >= 0, minute >= 0);
		}
	}
	ck_assert(wall_in_zone("Africa/Monrovia", INT64_C(-44) * 60 * SECOND, wall));
	ck_assert_str_eq(wall, "1969-12-31 22:31");	/* 44 minutes and 30 seconds behind */
	ck_assert(wall_in_zone("Africa/Monrovia", INT64_C(-44) * 60 * SECOND + 31 * SECOND, wall));
	ck_assert_str_eq(wall, "1969-12-31 22:32");
}
END_TEST

START_TEST(zone_names)
{
	static const char *const bad[] = {
		"", "Mars/Olympus", "/etc/passwd", "../../../etc/passwd", "America/../UTC",
		"America", "right/UTC", "posix/UTC", "posixrules", "localtime", "Factory",
		"tzdata.zi", "zone.tab", "America/New York", "UTC\n", "EST5EDT,M3.2.0",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	};
	char date[11] = "x";

	ck_assert(zone_valid("America/New_York"));
	ck_assert(zone_valid("Asia/Kolkata"));
	ck_assert(zone_valid("UTC"));
	ck_assert(zone_valid("America/Argentina/Buenos_Aires"));
	for (size_t i = 0; i < COUNT(bad); i++) {
		ck_assert_msg(!zone_valid(bad[i]), "%s", bad[i]);
		ck_assert(!date_in_zone(bad[i], 0, date));
		ck_assert_str_eq(date, "");
	}
	ck_assert(!zone_valid(NULL));
}
END_TEST

START_TEST(instants_far_off_in_a_zone)
{
	char wall[17];

	ck_assert(wall_in_zone("Asia/Kolkata", INT64_MAX, wall));
	ck_assert_uint_eq(strlen(wall), 16);
	ck_assert(wall_in_zone("Asia/Kolkata", INT64_MIN, wall));
	ck_assert_uint_eq(strlen(wall), 16);
}
END_TEST

START_TEST(dates_that_exist)
{
	static const char *const good[] = { "1900-01-01", "2999-12-31", "2000-02-29", "2024-02-29",
		"2026-04-30" };
	static const char *const bad[] = { "", "1899-12-31", "3000-01-01", "1900-02-29",
		"2100-02-29", "2026-02-29", "2026-04-31", "2026-13-01", "2026-00-01", "2026-01-00",
		"2026-01-32", "2026-1-01", "2026-01-1", "2026/01/01", "20260101", "2026-01-01 ",
		" 2026-01-01", "2026-01-01T00:00:00Z", "-026-01-01", "2026-+1-01", "abcd-ef-gh" };

	for (size_t i = 0; i < COUNT(good); i++)
		ck_assert_msg(date_valid(good[i]), "%s", good[i]);
	for (size_t i = 0; i < COUNT(bad); i++)
		ck_assert_msg(!date_valid(bad[i]), "%s", bad[i]);
	ck_assert(!date_valid(NULL));
}
END_TEST

START_TEST(dates_as_days)
{
	static const struct { const char *date; int days; } known[] = {
		{ "1900-01-01", -25567 }, { "1969-12-31", -1 }, { "1970-01-01", 0 },
		{ "2000-02-29", 11016 }, { "2026-04-01", 20544 }, { "2100-02-28", 47540 },
		{ "2100-03-01", 47541 }, { "2999-12-31", 376199 },
		{ "3000-01-01", 376200 },	/* counted on from the last that is taken */
	};
	char date[11], next[11];

	for (size_t i = 0; i < COUNT(known); i++) {
		ck_assert_int_eq(date_days(known[i].date), known[i].days);
		date_from_days(known[i].days, date);
		ck_assert_str_eq(date, known[i].date);
	}
	for (int day = -25567; day <= 376199; day++) {		/* each, and in order */
		date_from_days(day, next);
		ck_assert(date_valid(next));
		ck_assert_int_eq(date_days(next), day);
		if (day > -25567)
			ck_assert_str_lt(date, next);
		memcpy(date, next, sizeof date);
	}
}
END_TEST

START_TEST(date_sums)
{
	char out[11];

	date_add_days("2026-04-01", 400, out);
	ck_assert_str_eq(out, "2027-05-06");
	date_add_days("2024-02-29", -60, out);
	ck_assert_str_eq(out, "2023-12-31");
	date_add_days("2026-12-31", 1, out);
	ck_assert_str_eq(out, "2027-01-01");
	date_add_days("2026-12-31", INT32_MAX, out);
	ck_assert_uint_eq(strlen(out), 10);
	date_add_months("2026-01-31", 1, out);
	ck_assert_str_eq(out, "2026-02-28");
	date_add_months("2024-01-31", 1, out);
	ck_assert_str_eq(out, "2024-02-29");
	date_add_months("2024-02-29", 12, out);
	ck_assert_str_eq(out, "2025-02-28");
	date_add_months("2026-03-31", -1, out);
	ck_assert_str_eq(out, "2026-02-28");
	date_add_months("2026-01-15", -13, out);
	ck_assert_str_eq(out, "2024-12-15");
	date_add_months("2026-12-01", 1, out);
	ck_assert_str_eq(out, "2027-01-01");
}
END_TEST

UNIT_MAIN("clock", 2, a_clock_file_that_is_not_there_aborts, days_of_no_date_abort, now,
    business_time_is_shifted_while_it_runs, instants_as_text,
    instants_far_off_stay_in_their_buffer, instants_read, zones, zones_alternate,
    kept_offsets_are_right, zone_names,
    instants_far_off_in_a_zone, dates_that_exist, dates_as_days, date_sums)
