#include "text.h"

#include <stdio.h>
#include <unistd.h>
#include <sys/wait.h>

#include "clock.h"
#include "unit.h"

START_TEST(buffer_grows)
{
	struct buf b = buf_in(cx.arena);

	ck_assert_uint_eq(b.len, 0);
	buf_put(&b, "", 0);
	ck_assert_str_eq(b.data, "");
	for (int i = 0; i < 100000; i++)
		buf_putc(&b, (char)('a' + i % 26));
	ck_assert_uint_eq(b.len, 100000);
	ck_assert_uint_eq(strlen(b.data), 100000);
	for (int i = 0; i < 100000; i++)
		ck_assert_int_eq(b.data[i], 'a' + i % 26);
	buf_put(&b, "\0x", 2);
	ck_assert_uint_eq(b.len, 100002);
	ck_assert_int_eq(b.data[100002], 0);
}
END_TEST

START_TEST(two_buffers_do_not_touch)
{
	struct buf a = buf_in(cx.arena), b = buf_in(cx.arena);

	for (int i = 0; i < 5000; i++) {
		buf_puts(&a, "ab");
		buf_puts(&b, "xyz");
	}
	ck_assert_uint_eq(strspn(a.data, "ab"), 10000);
	ck_assert_uint_eq(strspn(b.data, "xyz"), 15000);
}
END_TEST

START_TEST(a_buffer_ends_at_the_ceiling)
{
	struct arena *small = arena_new(1 << 20);
	struct buf *b = arena_alloc(cx.arena, sizeof *b);

	*b = buf_in(small);
	if (setjmp(*arena_arm(small)) == 0)
		for (;;)
			buf_puts(b, "0123456789");
	ck_assert_uint_gt(b->len, 200000);
	ck_assert_uint_lt(b->len, 1 << 20);
	arena_free(small);
}
END_TEST

START_TEST(numbers_written)
{
	struct buf b = buf_in(cx.arena);

	buf_i64(&b, 0);
	buf_putc(&b, ' ');
	buf_i64(&b, -7);
	buf_putc(&b, ' ');
	buf_i64(&b, INT64_MAX);
	buf_putc(&b, ' ');
	buf_i64(&b, INT64_MIN);
	buf_printf(&b, " %s=%d", "n", 5);
	ck_assert_str_eq(b.data, "0 -7 9223372036854775807 -9223372036854775808 n=5");
}
END_TEST

START_TEST(formats_of_any_length)
{
	struct buf b = buf_in(cx.arena);
	char *s;

	for (size_t n = 250; n < 262; n++) {		/* around the small buffer inside */
		s = fmt(cx.arena, "%0*d", (int)n, 7);
		ck_assert_uint_eq(strlen(s), n);
		ck_assert_int_eq(s[n - 1], '7');
	}
	while (b.len < 100000)
		buf_putc(&b, 'q');
	s = fmt(cx.arena, "<%s>", b.data);
	ck_assert_uint_eq(strlen(s), 100002);
	ck_assert_int_eq(s[100001], '>');
	ck_assert_str_eq(fmt(cx.arena, "%s", ""), "");
}
END_TEST

START_TEST(utf8)
{
	static const char *const good[] = { "", "a", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80",
		"\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80",
		"\xf4\x8f\xbf\xbf", "\xe2\x82\xb9 \xe0\xa4\xa8\xe0\xa4\xae" };
	static const char *const bad[] = { "\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2 a",
		"\xe0\x80\x80", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xed\xbf\xbf", "\xe2\x82",
		"\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
		"\xf0\x90\x80", "\xfe", "\xff", "a\xc3" };

	for (size_t i = 0; i < COUNT(good); i++)
		ck_assert_msg(utf8_valid(good[i], strlen(good[i])), "good %zu", i);
	for (size_t i = 0; i < COUNT(bad); i++)
		ck_assert_msg(!utf8_valid(bad[i], strlen(bad[i])), "bad %zu", i);
	ck_assert(utf8_valid("a\0b", 3));
	ck_assert(!utf8_valid("\xe2\x82\xac", 2));	/* cut by the length, not by a NUL */
	ck_assert_uint_eq(utf8_step("\xf0\x90\x80\x80", 4), 4);
	ck_assert_uint_eq(utf8_step("\xf0\x90\x80\x80", 3), 0);
	ck_assert_uint_eq(utf8_step("", 0), 0);
	ck_assert_uint_eq(utf8_length("\xe2\x82\xb9" "5\xc3\xa9"), 3);
	ck_assert_uint_eq(utf8_length(""), 0);
}
END_TEST

/* All 1,112,064 code points by the textbook, and every surrogate. */
START_TEST(utf8_all_of_it)
{
	for (uint32_t c = 0; c < 0x110000; c++) {
		char s[4];
		size_t n;

		if (c < 0x80) {
			s[0] = (char)c, n = 1;
		} else if (c < 0x800) {
			s[0] = (char)(0xc0 | c >> 6), s[1] = (char)(0x80 | (c & 63)), n = 2;
		} else if (c < 0x10000) {
			s[0] = (char)(0xe0 | c >> 12), s[1] = (char)(0x80 | (c >> 6 & 63));
			s[2] = (char)(0x80 | (c & 63)), n = 3;
		} else {
			s[0] = (char)(0xf0 | c >> 18), s[1] = (char)(0x80 | (c >> 12 & 63));
			s[2] = (char)(0x80 | (c >> 6 & 63)), s[3] = (char)(0x80 | (c & 63)), n = 4;
		}
		if (utf8_valid(s, n) != (c < 0xd800 || c > 0xdfff))
			ck_abort_msg("U+%04X", c);
	}
}
END_TEST

START_TEST(folding)
{
	static const struct { const char *in, *out;
	} cases[] = {
		{ "", "" },
		{ "Main Street 12", "main street 12" },
		{ "[@`{", "[@`{" },
		{ "\xc3\x84\xc3\x96\xc3\x9c\xc3\x9f",
		    "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f" }, /* ÄÖÜß */
		{ "\xc3\x97\xc3\xb7", "\xc3\x97\xc3\xb7" }, /* × ÷ */
		{ "\xc3\x80\xc3\x9e", "\xc3\xa0\xc3\xbe" }, /* À Þ */
		{ "\xc4\x80\xc4\xb6", "\xc4\x81\xc4\xb7" }, /* Ā Ķ */
		{ "\xc5\x81\xc3\xb3"
		  "D\xc5\xb9",
		    "\xc5\x82\xc3\xb3"
		    "d\xc5\xba" }, /* ŁóDŹ */
		{ "\xc5\xb8\xc4\xb0\xc4\xb1\xc4\xb8\xc5\x89",
		    "\xc3\xbf"
		    "i\xc4\xb1\xc4\xb8\xc5\x89" },
		{ "\xc5\xbd\xc5\xbe\xc5\xbf", "\xc5\xbe\xc5\xbe\xc5\xbf" }, /* Ž ž ſ */
		{ "\xce\xa9 \xe0\xa4\xa8", "\xce\xa9 \xe0\xa4\xa8" }, /* Ω न */
		{ "A\xff"
		  "B",
		    "a\xff"
		    "b" },
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		ck_assert_str_eq(utf8_fold(cx.arena, cases[i].in), cases[i].out);
}
END_TEST

START_TEST(numbers_read)
{
	static const struct { const char *text; int64_t v; } good[] = {
		{ "0", 0 }, { "-0", 0 }, { "7", 7 }, { "-7", -7 }, { "007", 7 },
		{ "9223372036854775807", INT64_MAX }, { "-9223372036854775808", INT64_MIN },
		{ "000000000000000000000000000000001", 1 },
	};
	static const char *const bad[] = { "", "-", "+1", " 1", "1 ", "1.0", "1e3", "0x10", "--1",
		"9223372036854775808", "-9223372036854775809", "18446744073709551616", "12abc",
		"99999999999999999999999999999999999999999999", "\xd9\xa1" };
	int64_t v;

	for (size_t i = 0; i < COUNT(good); i++) {
		v = 42;
		ck_assert_msg(parse_i64(good[i].text, &v), "%s", good[i].text);
		ck_assert_int_eq(v, good[i].v);
	}
	for (size_t i = 0; i < COUNT(bad); i++) {
		v = 42;
		ck_assert_msg(!parse_i64(bad[i], &v), "%s", bad[i]);
		ck_assert_int_eq(v, 42);
	}
}
END_TEST

START_TEST(base64url)
{
	static const struct { const char *plain, *coded; } known[] = {	/* RFC 4648, 10 */
		{ "", "" }, { "f", "Zg" }, { "fo", "Zm8" }, { "foo", "Zm9v" }, { "foob", "Zm9vYg" },
		{ "fooba", "Zm9vYmE" }, { "foobar", "Zm9vYmFy" }, { "\xfb\xff\xbf", "-_-_" },
	};
	static const char *const bad[] = { "Z", "Zm9vY", "Zg==", "Zm8=", "Zm9v Zg", "Zm9v\n",
		"Zm+v", "Zm/v", "Zh", "Zm9", "Z\xc3\xa9v", "Zm9vYmFyZ" };
	size_t n;

	for (size_t i = 0; i < COUNT(known); i++) {
		unsigned char *back;

		ck_assert_str_eq(base64url_encode(cx.arena, known[i].plain, strlen(known[i].plain)),
		    known[i].coded);
		back = base64url_decode(cx.arena, known[i].coded, strlen(known[i].coded), &n);
		ck_assert_ptr_nonnull(back);
		ck_assert_uint_eq(n, strlen(known[i].plain));
		ck_assert_mem_eq(back, known[i].plain, n);
	}
	for (size_t i = 0; i < COUNT(bad); i++) {
		n = 42;
		ck_assert_msg(
		    !base64url_decode(cx.arena, bad[i], strlen(bad[i]), &n), "%s", bad[i]);
		ck_assert_uint_eq(n, 0);
	}
	ck_assert_ptr_null(base64url_decode(cx.arena, "Zm\0v", 4, &n));
}
END_TEST

START_TEST(base64url_round)
{
	unsigned char bytes[300];
	size_t n;

	random_bytes(bytes, sizeof bytes);
	for (size_t len = 0; len <= sizeof bytes; len++) {
		char *coded = base64url_encode(cx.arena, bytes, len);
		unsigned char *back = base64url_decode(cx.arena, coded, strlen(coded), &n);

		ck_assert_ptr_nonnull(back);
		ck_assert_uint_eq(n, len);
		ck_assert_mem_eq(back, bytes, len);
	}
}
END_TEST

START_TEST(hex)
{
	ck_assert_str_eq(hex_encode(cx.arena, "\x00\x0f\xa5\xff", 4), "000fa5ff");
	ck_assert_str_eq(hex_encode(cx.arena, "", 0), "");
}
END_TEST

START_TEST(sameness)
{
	ck_assert(same_bytes("abc", "abc", 3));
	ck_assert(!same_bytes("abc", "abd", 3));
	ck_assert(!same_bytes("xbc", "abc", 3));
	ck_assert(same_bytes("abc", "abd", 2));
	ck_assert(same_bytes("", "x", 0));
	ck_assert(same_text("abc", "abc"));
	ck_assert(!same_text("abc", "ab"));
	ck_assert(!same_text("ab", "abc"));
	ck_assert(same_text("", ""));
}
END_TEST

START_TEST(ids_rise)
{
	char last[37] = "", id[37];
	int64_t before = real_now() / 1000;

	for (int i = 0; i < 20000; i++) {
		uuid7(id);
		ck_assert_uint_eq(strlen(id), 36);
		ck_assert(uuid_valid(id));
		ck_assert_int_eq(id[14], '7');
		ck_assert_ptr_nonnull(strchr("89ab", id[19]));
		ck_assert_str_lt(last, id);
		memcpy(last, id, sizeof last);
	}
	memmove(id + 8, id + 9, 4);			/* the first 48 bits: milliseconds */
	id[12] = '\0';
	ck_assert_int_ge(strtoll(id, NULL, 16), before);
	ck_assert_int_le(strtoll(id, NULL, 16), before + 60000);
	ck_assert_str_ne(new_id(cx.arena), new_id(cx.arena));
}
END_TEST

START_TEST(ids_of_forked_processes_differ)
{
	char mine[37], theirs[37] = "";
	int end[2];
	pid_t child;

	uuid7(mine);
	ck_assert_int_eq(pipe(end), 0);
	child = fork();
	if (child == 0) {
		uuid7(mine);
		_exit(write(end[1], mine, sizeof mine) != sizeof mine);
	}
	uuid7(mine);
	ck_assert_int_eq(read(end[0], theirs, sizeof theirs), sizeof theirs);
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
	ck_assert_str_ne(mine, theirs);
	ck_assert_str_ne(mine + 19, theirs + 19);
}
END_TEST

START_TEST(ids_checked)
{
	static const char *const bad[] = { "", "1", "0190a6e2-7b1c-7c3e-8f00-0123456789a",
		"0190a6e2-7b1c-7c3e-8f00-0123456789abc", "0190a6e27b1c7c3e8f000123456789ab",
		"0190a6e2-7b1c-7c3e-8f00-0123456789ag", "0190a6e2x7b1c-7c3e-8f00-0123456789ab",
		"{190a6e2-7b1c-7c3e-8f00-0123456789a}", "0190a6e2-7b1c-7c3e-8f00-0123456789ab ",
		"0190a6e-27b1c-7c3e-8f00-0123456789ab", "' or 1=1 --aaaaaaaaaaaaaaaaaaaaaaaaa" };

	ck_assert(uuid_valid("0190a6e2-7b1c-7c3e-8f00-0123456789ab"));
	ck_assert(uuid_valid("0190A6E2-7B1C-4C3E-0F00-0123456789AB"));
	ck_assert_str_eq(uuid_plain(cx.arena, "0190A6E2-7B1C-4C3E-0F00-0123456789AB"),
	    "0190a6e2-7b1c-4c3e-0f00-0123456789ab");
	ck_assert_ptr_null(uuid_plain(cx.arena, "0190A6E2"));
	for (size_t i = 0; i < COUNT(bad); i++)
		ck_assert_msg(!uuid_valid(bad[i]), "%s", bad[i]);
}
END_TEST

START_TEST(random_is_not_constant)
{
	unsigned char a[64] = { 0 }, b[64] = { 0 };

	random_bytes(a, sizeof a);
	random_bytes(b, sizeof b);
	ck_assert_mem_ne(a, b, sizeof a);
	random_bytes(a, 0);
}
END_TEST

UNIT_MAIN("text", 0, buffer_grows, two_buffers_do_not_touch, a_buffer_ends_at_the_ceiling,
    numbers_written, formats_of_any_length, utf8, utf8_all_of_it, folding, numbers_read,
    base64url, base64url_round, hex, sameness, ids_rise, ids_of_forked_processes_differ,
    ids_checked, random_is_not_constant)
