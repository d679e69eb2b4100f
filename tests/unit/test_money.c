#include "money.h"

#include "unit.h"

START_TEST(no_such_currency_aborts)
{
	money_plain(cx.arena, 1, "XXQ");
}
END_TEST

START_TEST(decimals)
{
	static const struct { const char *code; int decimals; } known[] = {
		{ "USD", 2 }, { "INR", 2 }, { "EUR", 2 }, { "JPY", 0 }, { "KRW", 0 }, { "KWD", 3 },
		{ "BHD", 3 }, { "TND", 3 }, { "CLF", 4 }, { "UYW", 4 }, { "CLP", 0 }, { "AED", 2 },
		{ "ZWG", 2 }, { "ISK", 0 }, { "UGX", 0 }, { "MGA", 2 }, { "IQD", 3 }, { "VND", 0 },
	};

	for (size_t i = 0; i < COUNT(known); i++)
		ck_assert_msg(currency_decimals(known[i].code) == known[i].decimals, "%s",
		    known[i].code);
}
END_TEST

START_TEST(no_currency)
{
	const char *none[] = { "", "US", "usd", "USDX", "XXX", "ABC", "ZZZ", "AAA",
		"\xff\xff\xff" };

	for (size_t i = 0; i < COUNT(none); i++)
		ck_assert_int_eq(currency_decimals(none[i]), -1);
	ck_assert_int_eq(currency_decimals(NULL), -1);
}
END_TEST

START_TEST(every_code_is_found)
{
	char code[4] = "AAA";
	int found = 0;

	for (code[0] = 'A'; code[0] <= 'Z'; code[0]++)
		for (code[1] = 'A'; code[1] <= 'Z'; code[1]++)
			for (code[2] = 'A'; code[2] <= 'Z'; code[2]++)
				found += currency_decimals(code) >= 0;
	ck_assert_int_eq(found, 165);		/* a table out of order would hide some */
}
END_TEST

START_TEST(plain)
{
	static const struct { int64_t minor; const char *currency, *text; } cases[] = {
		{ 14550, "USD", "145.50" }, { -100, "USD", "-1.00" }, { 0, "USD", "0.00" },
		{ 5, "USD", "0.05" }, { -5, "INR", "-0.05" }, { 99, "USD", "0.99" },
		{ 100, "USD", "1.00" }, { 1234, "JPY", "1234" }, { 0, "JPY", "0" },
		{ -7, "JPY", "-7" }, { 1234, "KWD", "1.234" }, { 1, "KWD", "0.001" },
		{ 10000, "CLF", "1.0000" }, { MONEY_MAX, "USD", "999999999999.99" },
		{ INT64_MAX, "USD", "92233720368547758.07" },
		{ INT64_MIN, "USD", "-92233720368547758.08" },
		{ INT64_MIN, "JPY", "-9223372036854775808" },
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		ck_assert_str_eq(money_plain(cx.arena, cases[i].minor, cases[i].currency),
		    cases[i].text);
}
END_TEST

START_TEST(sums)
{
	int64_t sum = 42;

	ck_assert(money_add(14550, -550, &sum));
	ck_assert_int_eq(sum, 14000);
	ck_assert(money_add(INT64_MAX, INT64_MIN, &sum));
	ck_assert_int_eq(sum, -1);
	ck_assert(money_add(INT64_MAX - 1, 1, &sum));
	ck_assert_int_eq(sum, INT64_MAX);
	ck_assert(money_add(INT64_MIN + 1, -1, &sum));
	ck_assert_int_eq(sum, INT64_MIN);
	sum = 42;
	ck_assert(!money_add(INT64_MAX, 1, &sum));
	ck_assert(!money_add(1, INT64_MAX, &sum));
	ck_assert(!money_add(INT64_MIN, -1, &sum));
	ck_assert(!money_add(INT64_MIN, INT64_MIN, &sum));
	ck_assert_int_eq(sum, 42);
}
END_TEST

UNIT_MAIN("money", 1, no_such_currency_aborts, decimals, no_currency, every_code_is_found, plain,
    sums)
