#include "format.h"

#include "unit.h"

START_TEST(valid)
{
	static const char *const good[] = { "{n}", "R-{n}", "PAY-{yyyy}-{n:6}", "{yy}{mm}{n:12}",
		"{n:1}", "a.b/c#{n}", "{yyyy}/{yyyy}/{n}" };
	static const char *const bad[] = { "", "R-", "{n}{n}", "{n:0}", "{n:13}", "{n:}", "{n:x}",
		"{n:6", "{n", "{x}", "{}", "{N}", "}", "{n}}", "R {n}", "R\t{n}", "{n}\xc3\xa9",
		"{n}\x7f", "{yyy}{n}", "{dd}{n}", "{{n}}", "{n:99999999999999999999}",
		"{yyyy}{yyyy}{yyyy}{yyyy}{n}",
		"aaaaaaaaaaaaaaaaaaaaaa{n}", "{n:-1}", "{n:6 }" };

	for (size_t i = 0; i < COUNT(good); i++)
		ck_assert_msg(number_format_valid(good[i]), "%s", good[i]);
	for (size_t i = 0; i < COUNT(bad); i++)
		ck_assert_msg(!number_format_valid(bad[i]), "%s", bad[i]);
}
END_TEST

START_TEST(written)
{
	static const struct { const char *format; int64_t n; const char *text; } cases[] = {
		{ "R-{n}", 5001, "R-5001" }, { "{n}", INT64_MAX, "9223372036854775807" },
		{ "PAY-{yyyy}-{n:6}", 42, "PAY-2026-000042" }, { "{yy}{mm}/{n:3}", 7, "2604/007" },
		{ "{n:2}", 12345, "12345" },		/* wider than asked: whole, never cut */
		{ "{n:12}", 0, "000000000000" },
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		ck_assert_str_eq(number_format(cx.arena, cases[i].format, cases[i].n, "2026-04-01"),
		    cases[i].text);
}
END_TEST

START_TEST(made)
{
	static const struct { const char *format, *number; bool made; } cases[] = {
		{ "R-{n}", "R-5001", true }, { "R-{n}", "r-5001", true }, { "R-{n}", "R-", false },
		{ "R-{n}", "R-50x", false }, { "R-{n}", "Q-5001", false }, { "B-{n:7}", "B-000123", false },
		{ "B-{n:7}", "B-0001234", true }, { "B-{n:7}", "B-12345678", true },
		{ "PAY-{yyyy}-{n:6}", "PAY-2026-000042", true }, { "PAY-{yyyy}-{n:6}", "PAY-26-000042", false },
		{ "{n}{yy}", "123", true }, { "{n}{yy}", "12", false }, { "{yy}{mm}/{n:3}", "2604/007", true },
		{ "{n}/A", "12/A", true }, { "{n}/A", "12/B", false }, { "{n}", "SM-1", false },
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		ck_assert_msg(number_format_makes(cases[i].format, cases[i].number) == cases[i].made,
		    "%s %s", cases[i].format, cases[i].number);
}
END_TEST

UNIT_MAIN("format", 0, valid, written, made)
