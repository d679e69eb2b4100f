/* The cells of a CSV as values, and which column holds what. */
#include "import_cell.h"
#include "text.h"
#include "unit.h"

static struct import_reading
reading_of(enum import_kind kind, size_t columns)
{
	struct import_reading r = { .kind = kind, .format = { CSV_UTF8, ',' }, .dates = DATE_MDY,
		.decimal_mark = '.', .columns = columns };

	for (int f = 0; f < IMPORT_FIELDS; f++)
		r.column[f] = -1;
	return r;
}

/* A row of accounts with one more field. */
static struct import_row
row_with(enum import_field field, const char *cell)
{
	const char **cells = arena_array(cx.arena, const char *, 4);
	struct import_reading r = reading_of(IMPORT_ACCOUNTS, 4);
	struct csv_row row = { .line = 7, .n = 4, .fields = cells, .raw = "raw", .raw_len = 3 };
	struct import_row out;

	cells[0] = "A-1";
	cells[1] = "Ann Able";
	cells[2] = "1 Oak Street";
	cells[3] = cell;
	r.column[F_ACCOUNT_NUMBER] = 0;
	r.column[F_CONSUMER_NAME] = 1;
	r.column[F_STREET] = 2;
	r.column[field] = 3;
	import_read_row(&cx, &r, &row, &out);
	return out;
}

START_TEST(dates)
{
	static const struct { const char *text; enum date_order order; const char *on; } cases[] = {
		{ "2026-04-30", DATE_MDY, "2026-04-30" }, { "2026-4-3", DATE_DMY, "2026-04-03" },
		{ "04/30/2026", DATE_MDY, "2026-04-30" }, { "4/3/2026", DATE_MDY, "2026-04-03" },
		{ "30.04.2026", DATE_DMY, "2026-04-30" }, { "3/4/2026", DATE_DMY, "2026-04-03" },
		{ "20260430", DATE_DMY, "2026-04-30" }, { "2026/04/30", DATE_DMY, "2026-04-30" },
		{ "2026-04-30 00:00:00", DATE_MDY, "2026-04-30" },
		{ "2026-04-30T00:00:00.000Z", DATE_MDY, "2026-04-30" },
		{ "30/04/2026", DATE_MDY, NULL }, { "2026-02-30", DATE_YMD, NULL },
		{ "04/30/26", DATE_MDY, NULL }, { "04-30/2026", DATE_MDY, NULL },
		{ "yesterday", DATE_MDY, NULL }, { "", DATE_MDY, NULL }, { "2026-04-30x", DATE_YMD, NULL },
		{ "1/2/3/2026", DATE_MDY, NULL }, { "202604300", DATE_YMD, NULL },
	};
	char out[11];

	for (size_t i = 0; i < COUNT(cases); i++) {
		bool good = import_date(cases[i].text, cases[i].order, out);

		ck_assert_msg(good == (cases[i].on != NULL), "%s", cases[i].text);
		if (good)
			ck_assert_str_eq(out, cases[i].on);
	}
}
END_TEST

START_TEST(amounts)
{
	static const struct { const char *text; char mark; int decimals; bool good; int64_t minor; } cases[] = {
		{ "145.50", '.', 2, true, 14550 }, { "1,234.5", '.', 2, true, 123450 },
		{ "20.00", ',', 2, false, 0 }, { "1.23", ',', 2, false, 0 }, { "1.2345", ',', 2, false, 0 },
		{ "1234.567", ',', 2, false, 0 }, { "1.234", ',', 2, true, 123400 }, { "12,50", '.', 2, false, 0 },
		{ "1,00,000.50", '.', 2, true, 10000050 }, { "1,000,000", '.', 2, true, 100000000 },
		{ "1.234,50", ',', 2, true, 123450 }, { "$ 12", '.', 2, true, 1200 },
		{ "USD 12.34", '.', 2, true, 1234 }, { "12.34 USD", '.', 2, true, 1234 },
		{ "1 234,50 \xe2\x82\xac", ',', 2, true, 123450 }, { "(12.00)", '.', 2, true, -1200 },
		{ "-12", '.', 2, true, -1200 }, { "0", '.', 2, true, 0 }, { ".5", '.', 2, true, 50 },
		{ "1200", '.', 0, true, 1200 }, { "1.234", '.', 3, true, 1234 },
		{ "999999999999.99", '.', 2, true, 99999999999999 },
		{ "1000000000000.00", '.', 2, false, 0 }, { "1.005", '.', 2, false, 0 },
		{ "x", '.', 2, false, 0 }, { "", '.', 2, false, 0 }, { "1-2", '.', 2, false, 0 },
		{ "1e5", '.', 2, false, 0 }, { "1.2.3", '.', 2, false, 0 }, { "12,5", '.', 2, false, 0 },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t minor = 0;
		bool good = import_money(cases[i].text, cases[i].mark, cases[i].decimals, &minor);

		ck_assert_msg(good == cases[i].good, "%s", cases[i].text);
		if (good)
			ck_assert_msg(minor == cases[i].minor, "%s: %lld", cases[i].text, (long long)minor);
	}
}
END_TEST

START_TEST(cells_are_tidied)
{
	static const struct { enum import_field field; const char *cell, *value; } cases[] = {
		{ F_CITY, "  Lark\n field \t ", "Lark field" }, { F_CITY, "\xc2\xa0St. John\xc2\xa0", "St. John" },
		{ F_CITY, "'=Sum", "=Sum" }, { F_CITY, "=1+1", "=1+1" }, { F_CITY, "'s-Gravenhage", "'s-Gravenhage" },
		{ F_CLASS, "Multi-Family Res", "multi_family_res" }, { F_CONSUMER_KIND, "BUSINESS", "firm" },
		{ F_CONSUMER_KIND, "individual", "person" }, { F_UTILITY, "Electricity", "electric" },
		{ F_PHONE, "(555) 010-1234 x5", "(555) 010-1234 x5" }, { F_EMAIL, "a.b@example.com", "a.b@example.com" },
		{ F_OPENED_ON, "04/30/2015", "2015-04-30" }, { F_CONSUMER_NUMBER, " C/7 #2 ", "C/7 #2" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct import_row r = row_with(cases[i].field, cases[i].cell);

		ck_assert_msg(r.outcome == ROW_GOOD, "%s", cases[i].cell);
		ck_assert_str_eq(r.value[cases[i].field], cases[i].value);
	}
	ck_assert_ptr_null(row_with(F_CITY, "   ").value[F_CITY]);
}
END_TEST

START_TEST(cells_that_are_wrong_say_which_and_why)
{
	static const struct { enum import_field field; const char *cell, *code; } cases[] = {
		{ F_CITY, "4111 1111 1111 1111", "card" }, { F_CITY, "a\x01" "b", "format" },
		{ F_REGION, "0123456789012345678901234567890123456789x", "length" },
		{ F_PHONE, "12", "format" }, { F_PHONE, "call me", "format" }, { F_EMAIL, "nowhere", "format" },
		{ F_CLASS, "Res!", "format" }, { F_CONSUMER_KIND, "alien", "choice" },
		{ F_UTILITY, "coal", "choice" }, { F_OPENED_ON, "31/31/2015", "date" },
		{ F_BILL_AMOUNT, "abc", "amount" }, { F_BILL_AMOUNT, "-5", "range" },
		{ F_CONSUMER_NUMBER, "=A1", "format" }, { F_CONSUMER_NUMBER, "\xc3\xa9", "format" },
		{ F_METER_NUMBER, "M1;M1", "double" }, { F_METER_NUMBER, "M1;M*2", "format" },
		{ F_METER_NUMBER, "1 2 3 4 5 6 7 8 9 10 11 12 13", "length" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct import_row r = row_with(cases[i].field, cases[i].cell);

		ck_assert_msg(r.outcome == ROW_REFUSED && r.faults, "%s", cases[i].cell);
		ck_assert_str_eq(r.faults->code, cases[i].code);
		ck_assert_int_eq(r.faults->column, 3);
		ck_assert_int_eq(r.line, 7);
	}
}
END_TEST

START_TEST(meters_and_amounts_are_taken_apart)
{
	struct import_row r = row_with(F_METER_NUMBER, "M-1; M-2 ,M-3");

	ck_assert_uint_eq(r.meter_count, 3);
	ck_assert_str_eq(r.meters[2], "M-3");
	r = row_with(F_BILL_AMOUNT, "$1,234.50");
	ck_assert(r.has_amount);
	ck_assert_int_eq(r.amount_minor, 123450);
	r = row_with(F_BILL_AMOUNT, "nothing");
	ck_assert(!r.has_amount && r.amount_unread);
}
END_TEST

START_TEST(rows_of_another_width_are_refused_whole)
{
	const char *cells[] = { "A-1", "Ann", "1 Oak", "", "" };
	struct import_reading r = reading_of(IMPORT_ACCOUNTS, 3);
	struct csv_row row = { .line = 2, .n = 5, .fields = cells, .raw = "", .raw_len = 0 };
	struct import_row out;

	r.column[F_ACCOUNT_NUMBER] = 0;
	r.column[F_CONSUMER_NAME] = 1;
	r.column[F_STREET] = 2;
	import_read_row(&cx, &r, &row, &out);	/* empty cells too many are none */
	ck_assert_int_eq(out.outcome, ROW_GOOD);
	row.n = 2;
	import_read_row(&cx, &r, &row, &out);
	ck_assert_str_eq(out.faults->code, "columns");
	ck_assert_int_eq(out.faults->column, -1);
	ck_assert_ptr_null(out.faults->next);
}
END_TEST

START_TEST(what_is_kept_of_a_refused_row_has_no_card)
{
	struct import_reading r = reading_of(IMPORT_ACCOUNTS, 4);
	struct import_row row = row_with(F_CITY, "card 4111-1111-1111-1111");

	r.column[F_CITY] = 3;
	ck_assert_ptr_null(strstr(import_raw(&cx, &r, &row), "4111-1111"));
	ck_assert_ptr_nonnull(strstr(import_raw(&cx, &r, &row), "1111"));
	row = row_with(F_CITY, "Larkfield");
	ck_assert_str_eq(import_raw(&cx, &r, &row), "raw");
}
END_TEST

/* Headers of several systems; "-" is no field. */
static void
guesses(enum import_kind kind, size_t n, const char *const (*columns)[3])
{
	const char *names[32] = { NULL };
	const char *const *samples[32] = { NULL };
	int column[IMPORT_FIELDS];

	for (size_t i = 0; i < n; i++) {
		const char **one = arena_array(cx.arena, const char *, 2);

		one[0] = columns[i][1];
		names[i] = columns[i][0];
		samples[i] = one;
	}
	import_guess(&cx, kind, names, samples, n, column);
	for (size_t i = 0; i < n; i++) {
		const char *got = "-";

		for (int f = 0; f < IMPORT_FIELDS; f++)
			if (column[f] == (int)i)
				got = import_fields[f].name;
		ck_assert_msg(same_text(got, columns[i][2]), "%s: %s", columns[i][0], got);
	}
}

START_TEST(columns_are_guessed_in_several_vocabularies)
{
	static const char *const one[][3] = {
		{ "ACCT_NO", "10-1", "account_number" }, { "CUST_NAME", "Ann", "consumer_name" },
		{ "SERV_ADDR", "1 Oak", "street" }, { "CITY", "L", "city" }, { "ST", "NY", "region" },
		{ "ZIP", "12345", "postcode" }, { "PHONE_NO", "555 010 1234", "phone" },
		{ "METER_ID", "M1", "meter_number" }, { "BALANCE", "12.50", "bill_amount" },
		{ "RATE_CLASS", "R1", "class" }, { "ROUTE", "7", "zone" }, { "NOTES", "x", "-" },
	};
	static const char *const two[][3] = {
		{ "Customer ID", "C1", "consumer_number" }, { "Customer", "Ann", "consumer_name" },
		{ "Account #", "A1", "account_number" }, { "Service Address", "1 Oak", "street" },
		{ "Email", "a@b.example", "email" }, { "Segment", "residential", "segment" },
		{ "Service Start Date", "2015-01-01", "opened_on" },
		{ "Meter 1", "M1", "meter_number" }, { "Meter 2", "M2", "meter_number_2" },
		{ "Invoice Number", "I1", "bill_number" }, { "Amount Due", "$5.00", "bill_amount" },
		{ "Invoice Date", "2026-01-01", "bill_issued_on" }, { "Due Date", "2026-02-01", "bill_due_on" },
	};
	static const char *const camel[][3] = {
		{ "accountNumber", "A1", "account_number" }, { "consumerName", "Ann", "consumer_name" },
		{ "street", "1 Oak", "street" }, { "postalCode", "1", "postcode" },
		{ "emailAddress", "a@b.example", "email" }, { "mobileNumber", "555 010 1234", "phone" },
	};
	static const char *const items[][3] = {
		{ "Account", "A1", "account_number" }, { "Invoice No", "I1", "number" },
		{ "Type", "invoice", "kind" }, { "Open Amount", "5.00", "amount" },
		{ "Invoice Date", "01/02/2026", "issued_on" }, { "Due", "01/20/2026", "due_on" },
		{ "Description", "Water", "text" },
	};

	guesses(IMPORT_ACCOUNTS, COUNT(one), one);
	guesses(IMPORT_ACCOUNTS, COUNT(two), two);
	guesses(IMPORT_ACCOUNTS, COUNT(camel), camel);
	guesses(IMPORT_RECEIVABLES, COUNT(items), items);
}
END_TEST

START_TEST(marks_are_guessed_by_what_stands_there)
{
	static const char *const dmy[] = { "13.04.2026", NULL }, *const mdy[] = { "04/13/2026", NULL },
	    *const comma[] = { "1.234,50", NULL }, *const point[] = { "1,234.50", NULL };
	const char *const *samples[2] = { dmy, comma };
	struct import_reading r = reading_of(IMPORT_ACCOUNTS, 2);

	r.column[F_OPENED_ON] = 0;
	r.column[F_BILL_AMOUNT] = 1;
	import_guess_marks(&cx, &r, samples);
	ck_assert_int_eq(r.dates, DATE_DMY);
	ck_assert_int_eq(r.decimal_mark, ',');
	samples[0] = mdy;
	samples[1] = point;
	import_guess_marks(&cx, &r, samples);
	ck_assert_int_eq(r.dates, DATE_MDY);
	ck_assert_int_eq(r.decimal_mark, '.');
}
END_TEST

UNIT_MAIN("import_cell", 0, dates, amounts, cells_are_tidied, cells_that_are_wrong_say_which_and_why,
    meters_and_amounts_are_taken_apart, rows_of_another_width_are_refused_whole,
    what_is_kept_of_a_refused_row_has_no_card, columns_are_guessed_in_several_vocabularies,
    marks_are_guessed_by_what_stands_there)
