/* Bills on paper: that every number is there, that scanners read the slip, that a book is quick and
 * small.  BILL_KEEP names a folder for the files, to be looked at. */
#include "bill_paper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "text.h"
#include <check.h>

static struct cx cx;
static const int64_t AT = INT64_C(1761943086000000);

static void
setup(void)
{
	cx = (struct cx){ .arena = arena_new(64u << 20) };
	ck_assert_ptr_nonnull(cx.arena);
	cx.who.currency = "USD";
	cx.who.locale = "en-US";
	cx.who.zone = "America/New_York";
}

static void
teardown(void)
{
	arena_free(cx.arena);
}

static struct bill_look
plain_look(void)
{
	return (struct bill_look){
		.letterhead = "Larkfield Water\n1 Civic Square\nLarkfield, NY 12345\n(518) 555-0100 · larkfieldwater.example",
		.message = "Stage 1 conservation is in force from May 1 to October 31: water gardens before 9 a.m. or after 6 p.m. only.",
		.how_to_pay = "Online at larkfieldwater.example, by phone at (518) 555-0100, by mail with the slip below, or at the counter, Monday to Friday, 8 a.m. to 5 p.m.",
		.terms = "Questions about this bill must reach us within 30 days of its date.",
		.footer = "Larkfield Water · a department of the City of Larkfield",
		.accent = 0x1f5fa8, .history = true, .slip = true, .qr = true,
	};
}

static const struct bill_period *
history(size_t n, const char *to_on, int months, int estimated)
{
	struct bill_period *p = arena_array(cx.arena, struct bill_period, n);
	static const int64_t use[] = { 6200, 5900, 5400, 5800, 7100, 8600, 10400, 11900, 12300, 10100, 8000, 6600 };

	for (size_t i = 0; i < n; i++) {
		char *to = arena_alloc(cx.arena, 11), *from = arena_alloc(cx.arena, 11);
		int back = (int)(n - 1 - i) * months;

		date_add_months(to_on, -back, to);
		date_add_months(to, -months, from);
		date_add_days(from, 1, from);
		p[i] = (struct bill_period){ from, to, use[(i * (size_t)months) % 12] + (int64_t)(i * 37 % 500),
			(int)i == estimated, i == n - 1 };
	}
	return p;
}

static const struct bill_meter one_meter = {
	.number = "M-2041187", .has_register = true, .previous_milli = 418220, .current_milli = 428540,
	.multiplier_milli = 1000, .use_milli = 10320,
};
static const struct bill_row four_tiers[] = {
	{ "Service charge, 5/8\" meter", "fixed", true, 0, 1000, 1875000000, 1875, NULL, NULL },
	{ "Water, first 4 kgal", "usage", true, 1, 4000, 287000000, 1148, NULL, NULL },
	{ "Water, next 4 kgal", "usage", true, 2, 4000, 429500000, 1718, NULL, NULL },
	{ "Water, over 8 kgal", "usage", true, 3, 2320, 643000000, 1492, NULL, NULL },
	{ "State water fee", "surcharge", true, 0, 10320, 12500000, 129, NULL, NULL },
	{ "Utility tax 3 %", "tax", false, 0, 0, 0, 191, NULL, NULL },
};
static const struct bill_sum since[] = {
	{ "Last bill and what was owed then", 6240 },
	{ "Payments since, thank you", -6240 },
	{ "Meter test, Oct 3, 2025 (CH-000017)", 4500 },
};

static struct bill_sheet
plain_bill(void)
{
	return (struct bill_sheet){
		.title = "Water bill", .number = "B-0018342", .account_no = "10-48213-7",
		.issued_on = "2025-11-03", .due_on = "2025-11-24", .from_on = "2025-10-01",
		.to_on = "2025-10-31", .consumer = "Rosa Delgado",
		.post_to = "418 Alder Street\nLarkfield, NY 12345",
		.service_address = "418 Alder Street, Larkfield, NY 12345",
		.tariff = "Residential water 2025", .unit = "kgal", .amount_minor = 6553,
		.has_before = true, .before_minor = 4500, .sums = since, .sum_count = COUNT(since),
		.late_fee = "A late fee of 1.5% of what is still unpaid is charged 10 days after the due date, and again every 30 days while it is unpaid.",
		.meters = &one_meter, .meter_count = 1, .rows = four_tiers, .row_count = COUNT(four_tiers),
		.periods = history(24, "2025-10-31", 1, -1), .period_count = 24,
	};
}

static bool
tool(const char *name)
{
	return system(fmt(cx.arena, "command -v %s >/dev/null 2>&1", name)) == 0;
}

static void
write_file(const char *path, const void *data, size_t len)
{
	FILE *f = fopen(path, "wb");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(data, 1, len, f), len);
	ck_assert_int_eq(fclose(f), 0);
}

/* What a command says about the PDF at %s, at most so many bytes. */
static const char *
said(const char *path, const char *command)
{
	char *out = arena_alloc(cx.arena, 1 << 20);
	FILE *f = popen(fmt(cx.arena, "cd %s && %s", path, command), "r");
	size_t n;

	ck_assert_ptr_nonnull(f);
	n = fread(out, 1, (1 << 20) - 1, f);
	out[n] = '\0';
	pclose(f);
	return out;
}

struct read { const char *text, *codes; size_t len; };

static struct read
read_bill(const struct bill_look *look, const struct bill_sheet *s, const char *keep)
{
	const unsigned char *pdf;
	char dir[] = "/tmp/bill-XXXXXX";
	struct read r = { NULL, NULL, 0 };

	ck_assert_int_eq(bill_pdf(&cx, look, s, AT, &pdf, &r.len), OK);
	ck_assert_int_eq(memcmp(pdf, "%PDF-1.5", 8), 0);
	if (getenv("BILL_KEEP"))
		write_file(fmt(cx.arena, "%s/%s.pdf", getenv("BILL_KEEP"), keep), pdf, r.len);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	write_file(fmt(cx.arena, "%s/b.pdf", dir), pdf, r.len);
	if (tool("qpdf"))
		ck_assert_int_eq(system(fmt(cx.arena, "qpdf --check %s/b.pdf >/dev/null 2>&1", dir)), 0);
	if (tool("pdftotext"))
		r.text = said(dir, "pdftotext -layout b.pdf -");
	if (tool("zbarimg") && tool("pdftoppm"))
		r.codes = said(dir, "pdftoppm -r 150 -l 1 -png b.pdf p && zbarimg -q p*.png 2>/dev/null");
	ck_assert_int_eq(system(fmt(cx.arena, "rm -r %s", dir)), 0);
	return r;
}

static void
has(const char *text, const char *part)
{
	if (text)
		ck_assert_msg(strstr(text, part) != NULL, "no \"%s\" in:\n%.3000s", part, text);
}

static void
has_not(const char *text, const char *part)
{
	if (text)
		ck_assert_msg(strstr(text, part) == NULL, "\"%s\" in:\n%.3000s", part, text);
}

#define HAS_ALL(text, ...) do { \
	const char *const parts_[] = { __VA_ARGS__ }; \
	for (size_t i_ = 0; i_ < COUNT(parts_); i_++) \
		has((text), parts_[i_]); \
} while (0)

/* 18.75 + 11.48 + 17.18 + 14.92 + 1.29 + 1.91 = 65.53, and 45.00 from before: 110.53. */
START_TEST(plain)
{
	struct bill_look look = plain_look();
	struct bill_sheet s = plain_bill();
	struct read r = read_bill(&look, &s, "plain");

	HAS_ALL(r.text, "Larkfield Water", "Water bill", "B-0018342", "10-48213-7", "Rosa Delgado",
	    "418 Alder Street", "Nov 3, 2025", "Nov 24, 2025", "$110.53", "$65.53", "$45.00", "$62.40",
	    "-$62.40", "CH-000017", "M-2041187", "418.22", "428.54", "10.32", "$18.75", "$11.48",
	    "$17.18", "$14.92", "$1.29", "$1.91", "2.87", "4.295", "6.43", "1.5%", "30 days",
	    "Residential water 2025", "Stage 1 conservation", "cut here", "Amount enclosed");
	has_not(r.text, "ESTIMATED");
	has_not(r.text, "1 kgal ");
	has_not(r.text, "Page 2");
	has(r.codes, "QR-Code:BP1;10-48213-7;B-0018342;11053;USD");
}
END_TEST

START_TEST(estimated_and_several_meters)
{
	const struct bill_meter meters[] = {
		{ .number = "E-77120", .has_register = true, .previous_milli = 88120000,
		    .current_milli = 88742000, .multiplier_milli = 1000, .use_milli = 622000,
		    .is_estimated = true, .from_on = "2025-10-01", .to_on = "2025-10-14" },
		{ .number = "E-90311", .has_register = true, .previous_milli = 0,
		    .current_milli = 20500, .multiplier_milli = 40000, .use_milli = 820000,
		    .from_on = "2025-10-15", .to_on = "2025-10-31" },
		{ .number = "SOLAR-4", .use_milli = 111000, .is_substituted = true },
	};
	const struct bill_row rows[] = {
		{ "Customer charge", "fixed", false, 0, 0, 0, 2400, NULL, NULL },
		{ "Energy, off-peak", "usage", true, 1, 1003000, 14230000, 14273, NULL, NULL },
		{ "Energy, peak", "usage", true, 1, 550000, 31110000, 17111, NULL, NULL },
		{ "Demand 12.4 kW", "demand", true, 0, 12400, 845000000, 10478, NULL, NULL },
		{ "Tax 6.5 %", "tax", false, 0, 0, 0, 2877, NULL, NULL },
	};
	struct bill_look look = plain_look();
	struct bill_sheet s = plain_bill();
	struct read r;

	s.title = "Electricity bill", s.number = "B-0018400", s.unit = "kWh", s.is_estimated = true;
	s.meters = meters, s.meter_count = COUNT(meters);
	s.rows = rows, s.row_count = COUNT(rows), s.amount_minor = 47139;
	s.sums = NULL, s.sum_count = 0, s.before_minor = 0, s.is_copy = true;
	s.periods = history(13, "2025-10-31", 1, 12), s.period_count = 13;
	look.barcode = true, look.paper = BILL_PAPER_A4;
	r = read_bill(&look, &s, "estimated");
	HAS_ALL(r.text, "ESTIMATED", "COPY", "E-77120", "E-90311", "SOLAR-4", "88,120", "88,742",
	    "20.5", "622", "820", "111", "Estimated reading", "× 40", "Substituted", "$471.39",
	    "$142.73", "$171.11", "$104.78", "$28.77", "Hatched: estimated", "0.1423", "8.45");
	has(r.codes, "QR-Code:BP1;10-48213-7;B-0018400;47139;USD");
	has(r.codes, "CODE-128:10-48213-7;B-0018400;47139");
}
END_TEST

START_TEST(adjusted_and_reversed)
{
	const struct bill_row rows[] = {
		{ "Service charge, 5/8\" meter", "fixed", false, 0, 0, 0, 1875, NULL, NULL },
		{ "Water, first 14 CCF", "usage", true, 1, 14000, 287000000, 4018, NULL, NULL },
		{ "Water, next 48 CCF", "usage", true, 2, 48000, 429000000, 20592, NULL, NULL },
		{ "Leak adjustment: burst pipe, repaired Oct 12", "adjustment", true, 2, -30000, 429000000, -12870, NULL, NULL },
	};
	struct bill_look look = plain_look();
	struct bill_sheet s = plain_bill();
	struct read r;

	s.number = "B-0018777", s.unit = "CCF", s.rows = rows, s.row_count = COUNT(rows);
	s.amount_minor = 26485, s.adjusted_minor = 12870, s.replaces_no = "B-0018700";
	s.periods = history(7, "2025-10-31", 2, -1), s.period_count = 7;
	r = read_bill(&look, &s, "adjusted");
	HAS_ALL(r.text, "ADJUSTED", "-$128.70", "$264.85", "$136.15", "$181.15", "stands for bill B-0018700",
	    "Leak adjustment");
	has(r.codes, "QR-Code:BP1;10-48213-7;B-0018777;18115;USD");

	s.reversed_on = "2025-11-09", s.reverse_reason = "Billed on the wrong tariff";
	s.replaced_by_no = "B-0018801";
	r = read_bill(&look, &s, "reversed");
	HAS_ALL(r.text, "REVERSED", "reversed on Nov 9, 2025", "wrong tariff", "Do not pay",
	    "Bill B-0018801 stands for it", "$0.00");
	has_not(r.text, "cut here");
	if (r.codes)
		ck_assert_str_eq(r.codes, "");
}
END_TEST

/* Many lines go on to other pages, and none is lost; names in any script; the slip is whole. */
START_TEST(long_in_hindi)
{
	struct bill_row *rows = arena_array(cx.arena, struct bill_row, 60);
	struct bill_look look = plain_look();
	struct bill_sheet s = plain_bill();
	int64_t sum = 0;
	struct read r;

	cx.who.currency = "INR", cx.who.locale = "en-IN", cx.who.zone = "Asia/Kolkata";
	for (int i = 0; i < 60; i++) {
		rows[i] = (struct bill_row){ fmt(cx.arena, "ऊर्जा शुल्क · Energy, slab %d", i + 1), "usage",
			true, i + 1, 10000 + i, 450000000, 4500 + i, NULL, NULL };
		if (i % 20 == 7)
			rows[i].from_on = "2025-10-01", rows[i].to_on = "2025-10-15";
		sum += rows[i].amount_minor;
	}
	look.letterhead = "सूर्यनगर विद्युत · Suryanagar Electricity\nविद्युत भवन, सूर्यनगर 302001";
	look.accent = 0x9a3412;
	s.title = "Electricity bill", s.number = "B-0000071", s.unit = "kWh";
	s.consumer = "श्रीमती प्रियंका द्विवेदी";
	s.post_to = "१२, गांधी मार्ग\nسوريا ناجار شارع ١٢\nसूर्यनगर 302001";
	s.service_address = "१२, गांधी मार्ग, सूर्यनगर 302001";
	s.rows = rows, s.row_count = 60, s.amount_minor = sum, s.before_minor = 12345600;
	r = read_bill(&look, &s, "long");
	HAS_ALL(r.text, "Suryanagar Electricity", "₹1,23,456.00", "B-0000071", "Page 2 of", "continued",
	    "cut here", "slab 60");
	for (int i = 0; i < 60; i++)
		has(r.text, fmt(cx.arena, "₹%d.%02d", (4500 + i) / 100, (4500 + i) % 100));
	has(r.codes, fmt(cx.arena, "BP1;10-48213-7;B-0000071;%lld;INR", (long long)(sum + 12345600)));
}
END_TEST

/* One that was made before there were meters, tariffs and copies on it. */
START_TEST(bare)
{
	const struct bill_row row = { "Water service", "service", false, 0, 0, 0, 4210, NULL, NULL };
	struct bill_look look = { .letterhead = "Larkfield", .accent = 0x2e54bd, .slip = true, .qr = true };
	struct bill_sheet s = {
		.title = "Bill", .number = "B-1", .account_no = "A", .issued_on = "2025-01-02",
		.due_on = "2025-01-30", .from_on = "2024-12-01", .to_on = "2024-12-31", .consumer = "شركة المياه",
		.post_to = "", .service_address = "", .unit = "m3", .amount_minor = 4210, .rows = &row, .row_count = 1,
	};
	struct read r = read_bill(&look, &s, "bare");

	HAS_ALL(r.text, "$42.10", "Jan 30, 2025", "B-1");
	has_not(r.text, "Owed before");
}
END_TEST

START_TEST(long_words)
{
	char *name = arena_alloc(cx.arena, 121);
	struct bill_look look = plain_look();
	struct bill_sheet s = plain_bill();
	struct read r;

	memset(name, 'W', 120);
	s.consumer = s.service_address = s.tariff = name;
	s.post_to = fmt(cx.arena, "%s\n%s", name, name);
	look.letterhead = fmt(cx.arena, "%s\n%s\n%s", name, name, name);
	look.message = look.how_to_pay = look.terms =
	    fmt(cx.arena, "%s %s %s %s %s %s", name, name, name, name, name, name);
	s.before_minor = INT64_C(99999999990000), s.amount_minor = 9999;
	r = read_bill(&look, &s, "words");
	HAS_ALL(r.text, "$999,999,999,999.99", "$999,999,999,900.00", "B-0018342");
	has(r.codes, "BP1;10-48213-7;B-0018342;99999999999999;USD");
}
END_TEST

START_TEST(same_bytes_again)
{
	struct bill_look look = plain_look();
	struct bill_sheet s = plain_bill();
	const unsigned char *a, *b;
	size_t n, m;

	ck_assert_int_eq(bill_pdf(&cx, &look, &s, AT, &a, &n), OK);
	ck_assert_int_eq(bill_pdf(&cx, &look, &s, AT, &b, &m), OK);
	ck_assert_uint_eq(n, m);
	ck_assert_int_eq(memcmp(a, b, n), 0);
	ck_assert_uint_lt(n, 120000);
}
END_TEST

START_TEST(fees_in_words)
{
	ck_assert_str_eq(late_fee_words(&cx, &(struct late_fee_terms){ "1.5", 0, 10, 30, 3 }),
	    "A late fee of 1.5% of what is still unpaid is charged 10 days after the due date, and"
	    " again every 30 days while it is unpaid, at most 3 times.");
	ck_assert_str_eq(late_fee_words(&cx, &(struct late_fee_terms){ NULL, 1000, 0, 0, 0 }),
	    "A late fee of $10.00 is charged after the due date.");
}
END_TEST

/* ---- a book ---- */

struct sink { FILE *f; int64_t bytes; };

static void
take(void *arg, const void *data, size_t n)
{
	struct sink *s = arg;

	s->bytes += (int64_t)n;
	if (s->f)
		(void)fwrite(data, 1, n, s->f);
}

/* Of this process, whatever else the machine does. */
static int64_t
worked_us(void)
{
	struct timespec t;

	ck_assert_int_eq(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t), 0);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* A thousand bills in at most five seconds (BILL_MS for another limit), and memory that does not
 * grow with them. */
START_TEST(a_thousand)
{
	struct bill_look look = plain_look();
	struct sink sink = { .f = getenv("BILL_KEEP") ? fopen(fmt(cx.arena, "%s/book.pdf", getenv("BILL_KEEP")), "wb") : NULL };
	struct cx in = cx;
	struct bill_book *book;
	int64_t page, pages, began = worked_us(), ms;

	in.arena = arena_new(8u << 20);
	ck_assert_int_eq(bill_book_open(&cx, &look, "Bills", AT, take, &sink, &book), OK);
	for (int i = 0; i < 1000; i++) {
		struct bill_sheet s = plain_bill();
		struct bill_row rows[COUNT(four_tiers)];

		memcpy(rows, four_tiers, sizeof rows);
		rows[2].amount_minor += i;
		s.rows = rows;
		s.number = fmt(in.arena, "B-%07d", i);
		s.account_no = fmt(in.arena, "10-%05d-%d", i * 7 % 99999, i % 10);
		s.consumer = fmt(in.arena, "Consumer %d of Larkfield", i);
		s.post_to = fmt(in.arena, "%d Alder Street\nLarkfield, NY 12345", i);
		s.service_address = fmt(in.arena, "%d Alder Street, Larkfield, NY 12345", i);
		s.amount_minor += i;
		ck_assert_int_eq(bill_book_add(&in, book, &s, &page, &pages), OK);
		ck_assert_int_eq(page, i + 1);
		ck_assert_int_eq(pages, 1);
		arena_reset(in.arena);
	}
	ck_assert_int_eq(bill_book_close(book), OK);
	ms = (worked_us() - began) / 1000;
	arena_free(in.arena);
	if (sink.f)
		fclose(sink.f);
	printf("1,000 bills: %lld ms, %lld kB\n", (long long)ms, (long long)sink.bytes / 1024);
#ifndef __SANITIZE_ADDRESS__
	ck_assert_int_le(ms, getenv("BILL_MS") ? strtol(getenv("BILL_MS"), NULL, 10) : 5000);
#endif
	ck_assert_int_lt(sink.bytes, 30 << 20);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("bill_sheet");
	TCase *t = tcase_create("bill_sheet");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, plain);
	tcase_add_test(t, estimated_and_several_meters);
	tcase_add_test(t, adjusted_and_reversed);
	tcase_add_test(t, long_in_hindi);
	tcase_add_test(t, bare);
	tcase_add_test(t, long_words);
	tcase_add_test(t, same_bytes_again);
	tcase_add_test(t, fees_in_words);
	tcase_add_test(t, a_thousand);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
