/* Tables for people: workbooks whose texts are texts, whole and typed; pages that are counted. */
#include "sheet.h"
#include "grid.h"
#include "unit.h"
#include <unistd.h>
#include <zlib.h>
#include "text.h"

static char file[4 << 20];
static size_t file_len;

static void
take(void *arg, const void *data, size_t n)
{
	(void)arg;
	ck_assert_uint_le(file_len + n, sizeof file);
	memcpy(file + file_len, data, n);
	file_len += n;
}

static const struct table_column columns[] = {
	{ "Receipt", TABLE_TEXT }, { "Amount (USD)", TABLE_MONEY }, { "Day", TABLE_DATE },
	{ "Paid", TABLE_INSTANT }, { "Verified", TABLE_BOOL }, { "Pieces", TABLE_NUMBER },
};

static struct table_head
head(void)
{
	return (struct table_head){ .title = "Payments", .issuer = "Larkfield Water",
		.made = "Nov 1, 2025", .filters = "Method: cash", .columns = columns,
		.n = COUNT(columns) };
}

static unsigned
at16(size_t at)
{
	return (unsigned char)file[at] | (unsigned)(unsigned char)file[at + 1] << 8;
}

static size_t
at32(size_t at)
{
	return at16(at) | (size_t)at16(at + 2) << 16;
}

/* A part of the archive by its directory, inflated and held against its sum. */
static const char *
part(const char *name)
{
	size_t end = file_len - 22, at;

	ck_assert_uint_eq(at32(end), 0x06054b50);
	at = at32(end + 16);
	for (unsigned i = 0; i < at16(end + 10); i++) {
		size_t n = at16(at + 28), size = at32(at + 24), from = at32(at + 42);

		ck_assert_uint_eq(at32(at), 0x02014b50);
		if (n == strlen(name) && memcmp(file + at + 46, name, n) == 0) {
			char *text = arena_alloc(cx.arena, size + 1);
			z_stream z = { .next_in = (unsigned char *)file + from + 30 + n,
				.avail_in = (unsigned)at32(at + 20), .next_out = (unsigned char *)text,
				.avail_out = (unsigned)size };

			ck_assert_uint_eq(at32(from), 0x04034b50);
			ck_assert_int_eq(inflateInit2(&z, -15), Z_OK);
			ck_assert_int_eq(inflate(&z, Z_FINISH), Z_STREAM_END);
			ck_assert_uint_eq(z.total_out, size);
			ck_assert_uint_eq(crc32(0, (unsigned char *)text, (unsigned)size), at32(at + 16));
			(void)inflateEnd(&z);
			return text;
		}
		at += 46 + n + at16(at + 30) + at16(at + 32);
	}
	ck_abort_msg("no %s", name);
}

static void
put(struct sheet *s, const char *text, int64_t minor, const char *day, const char *instant)
{
	struct value v[] = { { text, strlen(text), 0, false }, { NULL, 0, minor, false },
		{ day, 10, 0, day == NULL }, { instant, instant ? strlen(instant) : 0, 0, instant == NULL },
		{ NULL, 0, 1, false }, { NULL, 0, -7, false } };
	const struct value *row[] = { &v[0], &v[1], &v[2], &v[3], &v[4], &v[5] };

	sheet_row(s, row);
}

static const char *
sheet_of(const char *text)
{
	struct table_head h = head();
	const int64_t sums[] = { 0, 14451, 0, 0, 0, 0 };
	struct sheet *s;

	file_len = 0;
	ck_assert_int_eq(sheet_begin(&cx, &h, take, NULL, &s), OK);
	put(s, text, 14550, "2025-11-01", "2025-11-02T06:30:00.000000Z");
	put(s, "R-2", -99, NULL, NULL);
	sheet_end(s, "Total of 2 rows", sums);
	return part("xl/worksheets/sheet1.xml");
}

#define HAS(text, what) ck_assert_msg(strstr((text), (what)) != NULL, "no %s in %s", (what), (text))

START_TEST(a_workbook_is_whole_and_typed)
{
	const char *x = sheet_of("R-1");

	HAS(x, "<row r=\"1\"><c r=\"A1\" s=\"1\" t=\"inlineStr\"><is><t xml:space=\"preserve\">Payments</t>");
	HAS(x, "Method: cash");
	HAS(x, "state=\"frozen\"");
	HAS(x, "<c r=\"B5\" s=\"4\"><v>145.50</v></c>");
	HAS(x, "<c r=\"C5\" s=\"5\"><v>45962</v></c>");
	/* 01:30 in New York on the day when the clocks are put back */
	HAS(x, "<c r=\"D5\" s=\"6\"><v>45963.06250000</v></c>");
	HAS(x, "<c r=\"E5\" t=\"b\"><v>1</v></c><c r=\"F5\"><v>-7</v></c></row>");
	HAS(x, "<c r=\"B6\" s=\"4\"><v>-0.99</v></c><c r=\"E6\"");
	HAS(x, "<row r=\"7\"><c r=\"A7\" s=\"7\" t=\"inlineStr\"><is><t xml:space=\"preserve\">Total of 2 rows</t></is></c>"
	       "<c r=\"B7\" s=\"8\"><v>144.51</v></c></row>");
	HAS(x, "<autoFilter ref=\"A4:F6\"/>");
	HAS(part("[Content_Types].xml"), "/xl/worksheets/sheet1.xml");
	HAS(part("xl/workbook.xml"), "<sheet name=\"Rows\"");
	HAS(part("xl/styles.xml"), "formatCode=\"#,##0.00\"");
	(void)part("_rels/.rels");
	(void)part("xl/_rels/workbook.xml.rels");
}
END_TEST

START_TEST(a_text_is_never_a_formula)
{
	static const char *const texts[] = { "=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"x\")" };

	for (size_t i = 0; i < COUNT(texts); i++) {
		const char *x = sheet_of(texts[i]);

		ck_assert_ptr_null(strstr(x, "<f>"));
		HAS(x, "<c r=\"A5\" t=\"inlineStr\">");
	}
}
END_TEST

START_TEST(odd_texts_are_kept_or_made_harmless)
{
	HAS(sheet_of("a<b>&\"c\""), ">a&lt;b&gt;&amp;&quot;c&quot;</t>");
	HAS(sheet_of("bell\x07tab\there"), ">belltab\there</t>");
	HAS(sheet_of("_x0041_ and _x"), ">_x005F_x0041_ and _x</t>");
	HAS(sheet_of("  \xe0\xa4\xb0\xe0\xa5\x8b  "), ">  \xe0\xa4\xb0\xe0\xa5\x8b  </t>");
}
END_TEST

START_TEST(currencies_have_their_decimals)
{
	cx.who.currency = "JPY";
	(void)sheet_of("R-1");
	HAS(part("xl/styles.xml"), "formatCode=\"#,##0\"");
	cx.who.currency = "KWD";
	HAS(sheet_of("R-1"), "<v>14.550</v>");
	HAS(part("xl/styles.xml"), "formatCode=\"#,##0.000\"");
}
END_TEST

START_TEST(many_rows_leave_as_they_come)
{
	struct table_head h = head();
	const int64_t sums[COUNT(columns)] = { 0 };
	struct sheet *s;
	size_t before;

	file_len = 0;
	ck_assert_int_eq(sheet_begin(&cx, &h, take, NULL, &s), OK);
	put(s, "R", 1, "2025-11-01", "2025-11-02T06:30:00.000000Z");
	before = arena_used(cx.arena);
	for (int i = 0; i < 50000; i++)
		put(s, "R", 1, "2025-11-01", "2025-11-02T06:30:00.000000Z");
	ck_assert_uint_eq(arena_used(cx.arena), before);
	ck_assert_uint_gt(file_len, 100000);
	sheet_end(s, "Total of 50001 rows", sums);
	HAS(part("xl/worksheets/sheet1.xml") + (8 << 20), "<row r=\"50006\">");
}
END_TEST

/* What stands on the pages of a table of so many rows; NULL where the tool that reads it is missing. */
static const char *
paper(size_t rows)
{
	struct table_head h = head();
	const int64_t sums[COUNT(columns)] = { 0, 1234567, 0, 0, 0, 0 };
	struct value v[] = { { "R-1", 3, 0, false }, { NULL, 0, 14550, false },
		{ "2025-11-01", 10, 0, false }, { NULL, 0, 0, true }, { NULL, 0, 1, false }, { NULL, 0, 5, false } };
	const struct value *row[] = { &v[0], &v[1], &v[2], &v[3], &v[4], &v[5] };
	char path[] = "/tmp/sheet-XXXXXX", *text = arena_alloc(cx.arena, 1 << 20);
	struct grid *g;
	size_t n;
	FILE *f;
	int fd;

	cx.who.locale = "en-US";
	file_len = 0;
	ck_assert_int_eq(grid_begin(&cx, &h, rows, INT64_C(1761943086000000), take, NULL, &g), OK);
	for (size_t i = 0; i < rows; i++)
		grid_row(g, row);
	ck_assert_int_eq(grid_end(g, "Total", sums), OK);
	ck_assert_int_eq(memcmp(file, "%PDF-", 5), 0);
	if (system("command -v pdftotext > /dev/null 2>&1") != 0)
		return NULL;
	ck_assert_int_ge(fd = mkstemp(path), 0);
	ck_assert_int_eq(write(fd, file, file_len), (ssize_t)file_len);
	(void)close(fd);
	f = popen(fmt(cx.arena, "pdftotext -layout %s -", path), "r");
	ck_assert_ptr_nonnull(f);
	n = fread(text, 1, (1 << 20) - 1, f);
	text[n] = '\0';
	(void)pclose(f);
	(void)unlink(path);
	return text;
}

/* Pages end with a form feed; the last one knows that it is the last. */
static void
must_have_pages(size_t rows, unsigned least, unsigned most)
{
	const char *text = paper(rows);
	unsigned n = 0;

	if (text == NULL)
		return;
	for (const char *c = text; *c; c++)
		n += *c == '\f';
	ck_assert_msg(n >= least && n <= most, "%zu rows on %u pages", rows, n);
	HAS(text, fmt(cx.arena, "Page %u of %u", n, n));
	HAS(text, fmt(cx.arena, "Page 1 of %u", n));
	HAS(text, "12,345.67");
	HAS(text, "Method: cash");
}

START_TEST(a_table_on_paper_is_counted)
{
	static const unsigned counts[] = { 0, 1, 3, 99, 100, 101, 500 };

	for (size_t i = 0; i < COUNT(counts); i++)
		must_have_pages(counts[i], counts[i] / 33 + 1, counts[i] / 25 + 1);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = { a_workbook_is_whole_and_typed, a_text_is_never_a_formula,
		odd_texts_are_kept_or_made_harmless, currencies_have_their_decimals,
		many_rows_leave_as_they_come, a_table_on_paper_is_counted };

	return unit_run("sheet", tests, COUNT(tests), 0);
}
