/* Interval files: days, their quality, and what is wrong with a file by its lines. */
#include "nem12.h"

#include <string.h>
#include "csv.h"
#include "text.h"
#include "unit.h"

static struct nem12 p;
static struct nem12_day days[8];
static size_t count;

static void
read_text(const char *text)
{
	struct csv *c = csv_new(cx.arena, &(struct csv_format){ CSV_UTF8, ',' });
	size_t left = strlen(text);
	int64_t line = 1;
	struct csv_row row;
	enum csv_step step;

	memset(&p, 0, sizeof p);
	count = 0;
	while ((step = csv_next(c, &row)) != CSV_END) {
		if (step == CSV_MORE) {
			size_t fed = csv_feed(c, text, left);

			text += fed;
			left -= fed;
			if (left == 0)
				csv_finish(c);
			continue;
		}
		line = row.line;
		count += nem12_record(&p, row.line, row.fields, row.n, &days[count]);
	}
	count += nem12_end(&p, line, &days[count]);
}

/* A 300 record of n intervals that are all so much. */
static const char *
day(const char *on, size_t n, const char *value, const char *quality)
{
	struct buf b = buf_in(cx.arena);

	buf_printf(&b, "300,%s", on);
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, ",%s", value);
	buf_printf(&b, ",%s,,,20260103000000,\r\n", quality);
	return b.data;
}

#define HEAD "100,NEM12,202601030000,MDP,RET\r\n"
#define REGISTER(minutes) "200,NMI0000001,E1Q1,1,E1,N1,SERIAL1,KWH," minutes ",\r\n"

static const char *
file(const char *a, const char *b)
{
	return fmt(cx.arena, HEAD REGISTER("30") "%s%s900\r\n", a, b);
}

START_TEST(days_of_every_length)
{
	read_text(file(day("20260101", 48, "0.25", "A"), day("20260102", 48, "1", "S14")));
	ck_assert_uint_eq(p.fault_count, 0);
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(days[0].on, "2026-01-01");
	ck_assert_str_eq(days[0].nmi, "NMI0000001");
	ck_assert_str_eq(days[0].serial, "SERIAL1");
	ck_assert_str_eq(days[0].unit, "kWh");
	ck_assert_int_eq(nem12_use_milli(&days[0]), 12000);	/* 48 × 0.25 */
	ck_assert_str_eq(nem12_quality(&days[0]), "actual");
	ck_assert_int_eq(nem12_use_milli(&days[1]), 48000);
	ck_assert_str_eq(nem12_quality(&days[1]), "substituted");
	ck_assert_int_eq(days[1].line, 4);
	read_text(fmt(cx.arena, HEAD REGISTER("5") "%s900\r\n", day("20260101", 288, "0.1", "E52")));
	ck_assert_uint_eq(p.fault_count, 0);
	ck_assert_int_eq(nem12_use_milli(&days[0]), 28800);
	ck_assert_str_eq(nem12_quality(&days[0]), "estimated");
	read_text(fmt(cx.arena, HEAD REGISTER("15") "%s900\r\n", day("20260101", 96, "0.0001", "F14")));
	ck_assert_int_eq(nem12_use_milli(&days[0]), 10);	/* 0.0096, rounded once */
	ck_assert_str_eq(nem12_quality(&days[0]), "substituted");
}
END_TEST

START_TEST(ranges_of_quality)
{
	read_text(file(day("20260101", 48, "2", "V"), "400,1,20,A,,\r\n400,21,40,F14,76,\r\n400,41,48,N,,\r\n"));
	ck_assert_uint_eq(p.fault_count, 0);
	ck_assert_uint_eq(count, 1);
	ck_assert_int_eq(days[0].quality[19], 'A');
	ck_assert_int_eq(days[0].quality[20], 'F');
	ck_assert_int_eq(days[0].quality[47], 'N');
	ck_assert_uint_eq(nem12_missing(&days[0]), 8);
	ck_assert_str_eq(nem12_quality(&days[0]), "estimated");
}
END_TEST

/* One fault, at that line. */
static void
wrong(const char *text, int64_t line, const char *words)
{
	read_text(text);
	ck_assert_msg(p.fault_count >= 1, "no fault: %s", words);
	ck_assert_msg(p.faults[0].line == line && strstr(p.faults[0].text, words), "line %lld: %s",
	    (long long)p.faults[0].line, p.faults[0].text);
}

START_TEST(what_is_wrong_is_told_by_its_line)
{
	const char *good = day("20260101", 48, "1", "A");

	wrong("", 1, "empty");
	wrong(fmt(cx.arena, REGISTER("30") "%s900\r\n", good), 1, "header");
	wrong(fmt(cx.arena, "100,NEM13,1,A,B\r\n" REGISTER("30") "%s900\r\n", good), 1, "no NEM12");
	wrong(fmt(cx.arena, HEAD REGISTER("30") "%s", good), 3, "cut");
	wrong(fmt(cx.arena, HEAD "%s900\r\n", good), 2, "200 record");
	wrong(fmt(cx.arena, HEAD REGISTER("10") "%s900\r\n", good), 2, "5, 15 or 30");
	wrong(file(day("20260101", 47, "1", "A"), ""), 3, "Interval 48");
	wrong(file("300,20260101,V,,,20260102120025\r\n", ""), 3, "48 values");
	wrong(file(day("20260101", 60, "1", "A"), ""), 3, "48 values");
	wrong(file(day("20260230", 48, "1", "A"), ""), 3, "no day");
	wrong(file(day("20260101", 48, "x", "A"), ""), 3, "Interval 1");
	wrong(file(day("20260101", 48, "-1", "A"), ""), 3, "Interval 1");
	wrong(file(day("20260101", 48, "1", "X"), ""), 3, "quality");
	wrong(file(day("20260101", 48, "1", "V"), ""), 3, "interval 0 of 48");
	wrong(file(day("20260101", 48, "1", "V"), "400,1,20,A,,\r\n"), 3, "interval 20 of 48");
	wrong(file(day("20260101", 48, "1", "V"), "400,2,48,A,,\r\n"), 4, "follow");
	wrong(file(day("20260101", 48, "1", "V"), "400,1,49,A,,\r\n"), 4, "48 intervals");
	wrong(file(good, "400,1,48,A,,\r\n"), 4, "whose quality is V");
	wrong(file(good, "700,1\r\n"), 4, "no such record");
	wrong(fmt(cx.arena, "%s%s", file(good, ""), "100,NEM12,1,A,B\r\n"), 5, "behind the end");
}
END_TEST

UNIT_MAIN("nem12", 0, days_of_every_length, ranges_of_quality, what_is_wrong_is_told_by_its_line)
