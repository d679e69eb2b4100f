/* CSV as it comes: ends of lines, quotes, encodings, separators, and what cannot be read. */
#include "csv.h"
#include "text.h"
#include "unit.h"

enum { ROWS = 64 };

struct read { struct csv_row rows[ROWS]; size_t n; };

/* All rows, fed so many bytes at a time; fields are copied. */
static struct read
read_all(const char *s, size_t len, struct csv_format format, size_t step)
{
	struct csv *c = csv_new(cx.arena, &format);
	struct read r = { .n = 0 };
	struct csv_row row;

	for (;;) {
		enum csv_step what = csv_next(c, &row);

		if (what == CSV_END)
			return r;
		if (what == CSV_MORE) {
			size_t n = csv_feed(c, s, len < step ? len : step);

			s += n;
			len -= n;
			if (len == 0)
				csv_finish(c);
			continue;
		}
		ck_assert_uint_lt(r.n, ROWS);
		if (row.n > 0) {
			const char **fields = arena_array(cx.arena, const char *, row.n);

			for (size_t i = 0; i < row.n; i++)
				fields[i] = arena_strdup(cx.arena, row.fields[i]);
			row.fields = fields;
		}
		row.raw = arena_strndup(cx.arena, row.raw, row.raw_len);
		r.rows[r.n++] = row;
	}
}

static const struct csv_format utf8 = { CSV_UTF8, ',' }, latin = { CSV_WINDOWS_1252, ';' };

#define FIELD(r, row, i, text) ck_assert_str_eq((r).rows[row].fields[i], text)

START_TEST(plain_rows_in_pieces_of_any_size)
{
	static const char text[] = "\xef\xbb\xbf" "a,b,c\r\n1,,3\n\n4,\"5\",6";

	for (size_t step = 1; step <= sizeof text; step++) {
		struct read r = read_all(text, sizeof text - 1, utf8, step);

		ck_assert_uint_eq(r.n, 3);
		FIELD(r, 0, 0, "a");
		ck_assert_uint_eq(r.rows[1].n, 3);
		FIELD(r, 1, 1, "");
		FIELD(r, 2, 1, "5");
		ck_assert_int_eq(r.rows[0].line, 1);
		ck_assert_int_eq(r.rows[1].line, 2);
		ck_assert_int_eq(r.rows[2].line, 4);
		ck_assert_int_eq(r.rows[0].offset, 3);
		ck_assert_int_eq(r.rows[2].next_offset, sizeof text - 1);
	}
}
END_TEST

START_TEST(quotes_hold_separators_quotes_and_lines)
{
	static const char text[] = "\"a,b\",\"say \"\"hi\"\"\",\"two\r\nlines\"\r\nx,5\" pipe,z\n";

	for (size_t step = 1; step <= sizeof text; step++) {
		struct read r = read_all(text, sizeof text - 1, utf8, step);

		ck_assert_uint_eq(r.n, 2);
		FIELD(r, 0, 0, "a,b");
		FIELD(r, 0, 1, "say \"hi\"");
		FIELD(r, 0, 2, "two\r\nlines");
		ck_assert_int_eq(r.rows[1].line, 3);
		FIELD(r, 1, 1, "5\" pipe");
	}
}
END_TEST

START_TEST(an_open_quote_costs_its_own_line)
{
	static const char text[] = "a,b\n1,\"never closed\n2,x\n3,y\n";
	struct read r = read_all(text, sizeof text - 1, utf8, 7);

	ck_assert_uint_eq(r.n, 4);
	ck_assert_str_eq(r.rows[1].fault, "quote");
	ck_assert_str_eq(r.rows[1].raw, "1,\"never closed");
	ck_assert_int_eq(r.rows[1].line, 2);
	FIELD(r, 2, 0, "2");
	ck_assert_int_eq(r.rows[2].line, 3);
	FIELD(r, 3, 1, "y");
}
END_TEST

START_TEST(text_behind_a_quote_and_nul_are_faults_of_their_row)
{
	static const char text[] = "a,b\n\"1\"x,2\n3,\0\n4,5\n";
	struct read r = read_all(text, sizeof text - 1, utf8, 1000);

	ck_assert_uint_eq(r.n, 4);
	ck_assert_str_eq(r.rows[1].fault, "quote");
	ck_assert_str_eq(r.rows[2].fault, "nul");
	FIELD(r, 3, 1, "5");
}
END_TEST

START_TEST(latin_1_becomes_utf_8)
{
	static const char text[] = "M\xfcller;\x80 5;\xe9\xe8\nbad\x81;x;y\n";
	struct read r = read_all(text, sizeof text - 1, latin, 3);

	ck_assert_uint_eq(r.n, 2);
	FIELD(r, 0, 0, "M\xc3\xbcller");
	FIELD(r, 0, 1, "\xe2\x82\xac 5");
	FIELD(r, 0, 2, "\xc3\xa9\xc3\xa8");
	ck_assert_str_eq(r.rows[1].fault, "encoding");
	ck_assert_str_eq(csv_text(cx.arena, CSV_WINDOWS_1252, "\x81\xfc", 2), "\xef\xbf\xbd\xc3\xbc");
}
END_TEST

START_TEST(what_is_no_utf_8_is_a_fault)
{
	static const char text[] = "a,b\nM\xfcller,1\nok,2\n";
	struct read r = read_all(text, sizeof text - 1, utf8, 4);

	ck_assert_uint_eq(r.n, 3);
	ck_assert_str_eq(r.rows[1].fault, "encoding");
	FIELD(r, 2, 0, "ok");
}
END_TEST

START_TEST(a_row_too_long_is_passed_over)
{
	size_t len = 300 * 1024;
	char *text = arena_alloc(cx.arena, len + 32);
	struct read r;

	memset(text, 'x', len);
	memcpy(text, "a,b\n\"", 5);
	memcpy(text + len, "\nlast,row\r\n", 11);
	for (size_t step = 1000; step < 200000; step *= 7) {
		r = read_all(text, len + 11, utf8, step);
		ck_assert_uint_eq(r.n, 3);
		ck_assert_str_eq(r.rows[1].fault, "length");
		ck_assert_int_eq(r.rows[1].line, 2);
		FIELD(r, 2, 0, "last");
		ck_assert_int_eq(r.rows[2].line, 3);
		ck_assert_int_eq(r.rows[2].offset, (int64_t)len + 1);
	}
}
END_TEST

START_TEST(too_many_fields_are_a_fault)
{
	char text[600];
	struct read r;

	memset(text, ',', 599);
	text[0] = 'x';
	memcpy(text + 590, "\na,b,c\n", 7);
	r = read_all(text, 597, utf8, 50);
	ck_assert_uint_eq(r.n, 2);
	ck_assert_str_eq(r.rows[0].fault, "columns");
	FIELD(r, 1, 2, "c");
}
END_TEST

START_TEST(reading_goes_on_where_another_stopped)
{
	static const char text[] = "a,b\r\n\"x\ny\",2\r\n3,4\r\n5,6\r\n";
	struct read r = read_all(text, sizeof text - 1, utf8, 5);

	for (size_t i = 0; i + 1 < r.n; i++) {
		struct csv *c = csv_new(cx.arena, &utf8);
		size_t from = (size_t)r.rows[i].next_offset;
		struct csv_row row;

		csv_at(c, r.rows[i].next_offset, r.rows[i].next_line);
		(void)csv_feed(c, text + from, sizeof text - 1 - from);
		csv_finish(c);
		ck_assert_int_eq(csv_next(c, &row), CSV_ROW);
		ck_assert_int_eq(row.line, r.rows[i + 1].line);
		ck_assert_int_eq(row.offset, r.rows[i + 1].offset);
		ck_assert_str_eq(row.fields[0], r.rows[i + 1].fields[0]);
	}
}
END_TEST

START_TEST(the_separator_is_told_by_the_rows)
{
	static const struct { const char *text; char separator; } files[] = {
		{ "number,name\n1,\"a;b;c\"\n2,x\n", ',' },
		{ "number;name;amount\n1;Smith, John;12,50\n2;Doe, Jane;1,00\n", ';' },
		{ "number\tname\n1\tSmith, John\n", '\t' },
		{ "number|name|x\n1|a,b|c\n", '|' },
		{ "alone\n1\n", ',' },
		{ "", ',' },
	};
	struct csv_format format;

	for (size_t i = 0; i < COUNT(files); i++) {
		ck_assert_ptr_null(csv_guess(cx.arena, files[i].text, strlen(files[i].text), true, &format));
		ck_assert_int_eq(format.separator, files[i].separator);
		ck_assert_int_eq(format.encoding, CSV_UTF8);
	}
	ck_assert_ptr_null(csv_guess(cx.arena, "a;\xfc\n", 5, false, &format));
	ck_assert_int_eq(format.encoding, CSV_WINDOWS_1252);
	ck_assert_ptr_nonnull(csv_guess(cx.arena, "PK\x03\x04zzz", 7, false, &format));
	ck_assert_ptr_nonnull(csv_guess(cx.arena, "\xff\xfe" "a\0", 4, false, &format));
	ck_assert_ptr_nonnull(csv_guess(cx.arena, "\x7f" "ELF\0\0", 6, false, &format));
}
END_TEST

UNIT_MAIN("csv", 0, plain_rows_in_pieces_of_any_size, quotes_hold_separators_quotes_and_lines,
    an_open_quote_costs_its_own_line, text_behind_a_quote_and_nul_are_faults_of_their_row,
    latin_1_becomes_utf_8, what_is_no_utf_8_is_a_fault, a_row_too_long_is_passed_over,
    too_many_fields_are_a_fault, reading_goes_on_where_another_stopped,
    the_separator_is_told_by_the_rows)
