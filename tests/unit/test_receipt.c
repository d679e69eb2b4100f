/* Receipts: what is on them, in scripts and currencies of the tenants, and that the file is sound. */
#include "receipt.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "text.h"

static struct cx cx;

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

static void
rupees(void)
{
	cx.who.currency = "INR";
	cx.who.locale = "en-IN";
	cx.who.zone = "Asia/Kolkata";
}

static const struct receipt_line one_line = {
	"Bill, Sep 1 – 30, 2025", "B-0018342", 14550, 14550, 0,
};

static struct receipt
cash_receipt(void)
{
	return (struct receipt){
		.letterhead = "Larkfield Water\n1 Civic Square\nLarkfield, NY 12345",
		.receipt_no = "R-5001",
		.payment_no = "PAY-2025-004521",
		.transaction_no = "TXN-2025-008934",
		.paid = "Oct 31, 2025, 4:38 PM",
		.consumer = "Rosa Delgado",
		.account_no = "10-48213-7",
		.address = "418 Alder Street, Larkfield",
		.method = "Cash",
		.channel = "Walk-in",
		.received_by = "Dana Whitfield",
		.amount_minor = 14550,
		.received_minor = 16000,
		.change_minor = 1450,
		.recorded_at = INT64_C(1761943086000000),
		.lines = &one_line,
		.line_count = 1,
	};
}

static void
write_file(const char *path, const unsigned char *pdf, size_t len)
{
	FILE *f = fopen(path, "wb");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(pdf, 1, len, f), len);
	ck_assert_int_eq(fclose(f), 0);
}

static bool
tool(const char *name)
{
	return system(fmt(cx.arena, "command -v %s >/dev/null 2>&1", name)) == 0;
}

/* The PDF's text by pdftotext, blanks as they are; NULL where that tool is missing. */
static const char *
text_of(const struct receipt *r)
{
	const unsigned char *pdf;
	char dir[] = "/tmp/receipt-XXXXXX", *out = arena_alloc(cx.arena, 65536);
	const char *path;
	size_t len, n;
	FILE *f;

	ck_assert_int_eq(receipt_pdf(&cx, r, &pdf, &len), OK);
	ck_assert_int_eq(memcmp(pdf, "%PDF-1.5", 8), 0);
	if (!tool("pdftotext"))
		return NULL;
	ck_assert_ptr_nonnull(mkdtemp(dir));
	path = fmt(cx.arena, "%s/r.pdf", dir);
	write_file(path, pdf, len);
	if (getenv("RECEIPT_KEEP"))
		write_file(
		    fmt(cx.arena, "%s/%s.pdf", getenv("RECEIPT_KEEP"), r->receipt_no), pdf, len);
	if (tool("qpdf"))
		ck_assert_int_eq(system(fmt(cx.arena, "qpdf --check %s >/dev/null 2>&1", path)), 0);
	f = popen(fmt(cx.arena, "pdftotext -layout %s -", path), "r");
	ck_assert_ptr_nonnull(f);
	n = fread(out, 1, 65535, f);
	out[n] = '\0';
	pclose(f);
	unlink(path);
	rmdir(dir);
	return out;
}

static void
has(const char *text, const char *part)
{
	if (text)
		ck_assert_msg(strstr(text, part) != NULL, "no \"%s\" in:\n%s", part, text);
}

START_TEST(cash)
{
	struct receipt r = cash_receipt();
	const char *text = text_of(&r);
	const char *const parts[] = {
		"Larkfield Water", "1 Civic Square", "Larkfield, NY 12345", "Receipt R-5001",
		"Rosa Delgado", "10-48213-7", "418 Alder Street", "B-0018342",
		"Bill, Sep 1 – 30, 2025", "$145.50", "$160.00", "$14.50", "$0.00",
		"PAY-2025-004521", "TXN-2025-008934", "Dana Whitfield", "Cash · Walk-in",
		"Oct 31, 2025, 4:38 PM",
	};

	for (size_t i = 0; i < COUNT(parts); i++)
		has(text, parts[i]);
	if (text)
		ck_assert_ptr_null(strstr(text, "VOID"));
}
END_TEST

START_TEST(indian)
{
	struct receipt_line line = { "Bill, 1 – 30 Sept 2025", "B-0000071", 12345600, 12345600, 0 };
	struct receipt r = cash_receipt();
	const char *text;

	rupees();
	r.letterhead = "सूर्यनगर विद्युत · Suryanagar Electricity\nविद्युत भवन, सूर्यनगर 302001";
	r.receipt_no = "R-71";
	r.consumer = "श्रीमती प्रियंका द्विवेदी";
	r.address = "१२, गांधी मार्ग, सूर्यनगर";
	r.method = "Card terminal", r.channel = "Walk-in", r.reference = "SLIP 004417";
	r.amount_minor = 12345600, r.received_minor = r.change_minor = 0;
	r.lines = &line;
	text = text_of(&r);
	has(text, "₹1,23,456.00");
	has(text, "Suryanagar Electricity");
	has(text, "SLIP 004417");
	has(text, "R-71");
	if (text)
		ck_assert_ptr_null(strstr(text, "Change given"));
}
END_TEST

START_TEST(voided)
{
	struct receipt r = cash_receipt();
	const char *text;

	r.receipt_no = "R-5002";
	r.voided = "Nov 1, 2025";
	r.void_reason = "Taken twice";
	text = text_of(&r);
	has(text, "voided on Nov 1, 2025");
	has(text, "Taken twice");
	has(text, "Receipt R-5002 · Void");
}
END_TEST

/* D7: three bills, a charge and what is kept, on one receipt: 145.50 + 52.25 + 40.00 + 12.25 = 250.00. */
START_TEST(several_and_credit)
{
	static const struct receipt_line several[] = {
		{ "Bill, Aug 1 – 31, 2025", "B-0018001", 14550, 14550, 0 },
		{ "Bill, Sep 1 – 30, 2025", "B-0018342", 15225, 5225, 10000 },
		{ "Meter test, Oct 3, 2025", "CH-000017", 4000, 4000, 0 },
	};
	struct receipt r = cash_receipt();
	const char *text;

	r.receipt_no = "R-5010";
	r.lines = several, r.line_count = COUNT(several);
	r.amount_minor = 25000, r.received_minor = 30000, r.change_minor = 5000;
	r.credit_minor = 1225, r.credit_note_no = "CN-46129";
	text = text_of(&r);
	has(text, "B-0018001");
	has(text, "Meter test, Oct 3, 2025");
	has(text, "$52.25");
	has(text, "$100.00");
	has(text, "Kept as credit");
	has(text, "Credit note CN-46129");
	has(text, "$12.25");
	has(text, "$337.75");		/* billed: 145.50 + 152.25 + 40.00 */
	has(text, "$250.00");
	has(text, "$50.00");
}
END_TEST

START_TEST(instalments_and_card)
{
	static const struct receipt_instalment paid[] = {
		{ 2, "Nov 1, 2025", 5000 }, { 3, "Dec 1, 2025", 2500 },
	};
	struct receipt r = cash_receipt();
	const char *text;

	r.receipt_no = "R-5011";
	r.method = "Card terminal", r.reference = "SLIP 1", r.reference_name = "Terminal reference";
	r.card_last4 = "4242", r.received_minor = r.change_minor = 0;
	r.plan_no = "PL-00007", r.instalments = paid, r.instalment_count = COUNT(paid);
	text = text_of(&r);
	has(text, "PL-00007");
	has(text, "Instalment 2");
	has(text, "$25.00, due Dec 1, 2025");
	has(text, "ending in 4242");
	has(text, "Terminal reference");
}
END_TEST

START_TEST(corrections_name_one_another)
{
	struct receipt r = cash_receipt();

	r.receipt_no = "R-5012", r.corrects_no = "R-5001";
	has(text_of(&r), "stands for receipt R-5001, which was corrected");
	r.receipt_no = "R-5001", r.corrects_no = NULL, r.corrected_by_no = "R-5012";
	r.voided = "Nov 1, 2025", r.void_reason = "Corrected: wrong amount";
	has(text_of(&r), "corrected on Nov 1, 2025. Receipt R-5012 stands for it");
}
END_TEST

/* Fifty things take more than one sheet, and none is lost. */
START_TEST(fifty_on_several_sheets)
{
	struct receipt_line *many = arena_array(cx.arena, struct receipt_line, 50);
	struct receipt r = cash_receipt();
	const char *text;

	for (int i = 0; i < 50; i++)
		many[i] = (struct receipt_line){ "Bill, Sep 1 – 30, 2025",
			fmt(cx.arena, "B-%07d", 4100 + i), 1000, 1000, 0 };
	r.receipt_no = "R-5013";
	r.lines = many, r.line_count = 50, r.amount_minor = 50000;
	text = text_of(&r);
	for (int i = 0; i < 50; i++)
		has(text, many[i].number);
	has(text, "Receipt R-5013, continued");
	has(text, "$500.00");
	has(text, "Received by");
}
END_TEST

START_TEST(long_words)
{
	struct receipt r = cash_receipt();
	char *name = arena_alloc(cx.arena, 121);

	memset(name, 'W', 120);
	r.receipt_no = "R-5003";
	r.consumer = name;
	r.letterhead = fmt(cx.arena, "%s\n%s\n%s\n%s", name, name, name, name);
	r.voided = "Nov 1, 2025";
	r.void_reason = name;
	r.amount_minor = INT64_C(99999999999999);
	has(text_of(&r), "$999,999,999,999.99");
	rupees();
	r.receipt_no = "R-5004";
	has(text_of(&r), "₹9,99,99,99,99,999.99");
}
END_TEST

START_TEST(same_bytes_again)
{
	struct receipt r = cash_receipt();
	const unsigned char *a, *b;
	size_t n, m;

	ck_assert_int_eq(receipt_pdf(&cx, &r, &a, &n), OK);
	ck_assert_int_eq(receipt_pdf(&cx, &r, &b, &m), OK);
	ck_assert_uint_eq(n, m);
	ck_assert_int_eq(memcmp(a, b, n), 0);
	ck_assert_uint_gt(n, 4000);
	ck_assert_uint_lt(n, 200000);
}
END_TEST

START_TEST(locale_words)
{
	ck_assert_str_eq(money_local(&cx, 123456789), "$1,234,567.89");
	ck_assert_str_eq(money_local(&cx, -150), "-$1.50");
	ck_assert_str_eq(money_local(&cx, 0), "$0.00");
	ck_assert_str_eq(date_local(&cx, "2025-10-31"), "Oct 31, 2025");
	ck_assert_ptr_null(date_local(&cx, NULL));
	ck_assert_str_eq(
	    instant_local(&cx, INT64_C(1761943086000000)), "Oct 31, 2025, 4:38\u00a0PM");
	ck_assert_str_eq(
	    period_local(&cx, "2025-09-01", "2025-09-30"), "Sep 1\u00a0–\u00a030, 2025");
	rupees();
	ck_assert_str_eq(money_local(&cx, 12345600), "₹1,23,456.00");
	ck_assert_str_eq(date_local(&cx, "2025-10-31"), "31-Oct-2025");
	cx.who.currency = "JPY", cx.who.locale = "ja-JP";
	ck_assert_str_eq(money_local(&cx, 1234), "￥1,234");
	cx.who.currency = "KWD", cx.who.locale = "en-US";
	ck_assert_str_eq(money_local(&cx, 1234567), "KWD\u00a0" "1,234.567");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("receipt");
	TCase *t = tcase_create("receipt");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, cash);
	tcase_add_test(t, indian);
	tcase_add_test(t, voided);
	tcase_add_test(t, several_and_credit);
	tcase_add_test(t, instalments_and_card);
	tcase_add_test(t, corrections_name_one_another);
	tcase_add_test(t, fifty_on_several_sheets);
	tcase_add_test(t, long_words);
	tcase_add_test(t, same_bytes_again);
	tcase_add_test(t, locale_words);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
