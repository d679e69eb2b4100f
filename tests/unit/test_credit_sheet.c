/* Credit notes on paper: what is on them, void ones too, and that the file is sound. */
#include "credit.h"

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

static struct credit_sheet
a_note(void)
{
	return (struct credit_sheet){
		.letterhead = "Larkfield Water\n1 Civic Square\nLarkfield, NY 12345",
		.number = "CN-46129", .created = "Oct 31, 2025, 4:38 PM", .expires = "Oct 31, 2026",
		.consumer = "Zoë Müller-O'Brien", .account_no = "10-48213-7",
		.address = "418 Alder Street, Larkfield", .reason = "Billing Error",
		.remarks = "The reading was corrected after the bill went out.",
		.receipt_no = "R-5001", .paid = "Oct 30, 2025", .paid_minor = 14550,
		.amount_minor = 4550, .used_minor = 1550, .remaining_minor = 3000,
		.created_by = "Eleanor Vance", .created_at = INT64_C(1761943086000000),
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

/* The PDF's text by pdftotext; NULL where that tool is missing. */
static const char *
text_of(const struct credit_sheet *c)
{
	char path[] = "/tmp/credit-note-XXXXXX", *out = arena_alloc(cx.arena, 65536);
	const unsigned char *pdf;
	size_t len, n;
	FILE *p;
	int fd;

	ck_assert_int_eq(credit_pdf(&cx, c, &pdf, &len), OK);
	ck_assert_uint_gt(len, 1000);
	ck_assert_int_eq(memcmp(pdf, "%PDF-", 5), 0);
	if (system("command -v pdftotext >/dev/null 2>&1") != 0)
		return NULL;
	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	(void)close(fd);
	write_file(path, pdf, len);
	p = popen(fmt(cx.arena, "pdftotext -layout %s -", path), "r");
	ck_assert_ptr_nonnull(p);
	n = fread(out, 1, 65535, p);
	out[n] = '\0';
	ck_assert_int_eq(pclose(p), 0);
	(void)unlink(path);
	return out;
}

START_TEST(all_of_it_is_on_the_sheet)
{
	static const char *const wanted[] = { "Larkfield Water", "Credit note CN-46129", "$45.50",
		"Billing Error", "Zoë Müller-O'Brien", "10-48213-7", "R-5001", "$145.50", "$15.50",
		"$30.00", "Oct 31, 2026", "The reading was corrected", "Eleanor Vance", "Billport" };
	const struct credit_sheet c = a_note();
	const char *text = text_of(&c);

	for (size_t i = 0; text && i < COUNT(wanted); i++)
		ck_assert_msg(strstr(text, wanted[i]) != NULL, "%s is not in\n%s", wanted[i], text);
}
END_TEST

START_TEST(a_void_one_says_so)
{
	struct credit_sheet c = a_note();
	const char *text;

	c.voided = "Nov 2, 2025";
	c.void_reason = "Issued for another's payment";
	text = text_of(&c);
	ck_assert(!text || strstr(text, "was voided on Nov 2, 2025"));
	ck_assert(!text || strstr(text, "Issued for another's payment"));
	ck_assert(!text || !strstr(text, "valid without a signature"));
}
END_TEST

START_TEST(the_same_note_gives_the_same_bytes)
{
	const struct credit_sheet c = a_note();
	const unsigned char *a, *b;
	size_t n, m;

	ck_assert_int_eq(credit_pdf(&cx, &c, &a, &n), OK);
	ck_assert_int_eq(credit_pdf(&cx, &c, &b, &m), OK);
	ck_assert_uint_eq(n, m);
	ck_assert_int_eq(memcmp(a, b, n), 0);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("credit_sheet");
	TCase *t = tcase_create("credit_sheet");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, all_of_it_is_on_the_sheet);
	tcase_add_test(t, a_void_one_says_so);
	tcase_add_test(t, the_same_note_gives_the_same_bytes);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
