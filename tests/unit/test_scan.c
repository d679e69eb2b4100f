#include "scan.h"

#include "text.h"
#include "unit.h"

static const char *
scan(const char *text)
{
	struct scan count;

	return json_scan(text, strlen(text), &count);
}

START_TEST(json)
{
	static const char *const good[] = { "{}", " {\t}\r\n", "{\"a\":1}", "{\"a\":-0}",
		"{\"a\":[1,2.5,-3e10,0.1E-2,1e+5,true,false,null,\"x\",[],{}]}",
		"{\"\":\"\"}", "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u20ac\"}",
		"{\"a\":\"\\ud83d\\ude00\"}", "{\"a\":\"\xe2\x82\xac\x7f\"}",
		"{\"a\":{\"b\":{\"c\":{\"d\":[[[[[[[[[[[1]]]]]]]]]]]}}}}",
		"{\"a\":123456789012345678901234567890}" };

	for (size_t i = 0; i < COUNT(good); i++)
		ck_assert_msg(!scan(good[i]), "%s: %s", good[i], scan(good[i]));
}
END_TEST

START_TEST(no_json)
{
	static const char *const bad[] = { "", " ", "null", "5", "\"x\"", "[]", "[{}]", "{", "}",
		"{}}", "{} {}", "{},", "{'a':1}", "{a:1}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}",
		"{,}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "{\"a\":NaN}", "{\"a\":nan}",
		"{\"a\":Infinity}", "{\"a\":-Infinity}", "{\"a\":+1}", "{\"a\":01}", "{\"a\":-}",
		"{\"a\":1.}", "{\"a\":.5}", "{\"a\":1e}", "{\"a\":1e+}", "{\"a\":0x10}",
		"{\"a\":1_000}", "{\"a\":TRUE}", "{\"a\":tru}", "{\"a\":truex}", "{\"a\":nul",
		"{\"a\":\"x}", "{\"a\":\"\\\"}", "{\"a\":\"\\x41\"}", "{\"a\":\"\\u12\"}",
		"{\"a\":\"\\u12g4\"}", "{\"a\":\"\\u0000\"}", "{\"\\u0000\":1}",
		"{\"a\":\"\\ud800\"}", "{\"a\":\"\\udc00\"}", "{\"a\":\"\\ud800\\u0041\"}",
		"{\"a\":\"\\ud800x\"}", "{\"a\":\"\\ud83d\\ud83d\"}", "{\"a\":\"\t\"}",
		"{\"a\":\"\n\"}", "{\"a\":\"\x01\"}", "{\"a\":\"\xff\"}", "{\"a\":\"\xc0\x80\"}",
		"{\"a\":\"\xed\xa0\x80\"}", "{\"\xff\":1}", "{\"a\":1//x\n}", "{/* */\"a\":1}",
		"{\"a\":[1,]}", "{\"a\":[,1]}", "{\"a\":[1 2]}", "{\"a\":[1}", "{\"a\":{]}",
		"\xef\xbb\xbf{}", "{\"a\":1}x", "{\"a\":1}\v", "\f{}", "{\"a\":\"\\",
		"{\"a\":\"\\u", "{\"a\":\"\\ud83d\\", "{\"a\":-", "{\"a\":1", "{\"a\":1," };

	for (size_t i = 0; i < COUNT(bad); i++)
		ck_assert_msg(scan(bad[i]), "%s", bad[i]);
}
END_TEST

/* Every beginning of a text is refused, and read within its length. */
START_TEST(cut_anywhere)
{
	static const char whole[] =
	    "{\"a\":[1,-2.5e3,true,null],\"b\":{\"c\":\"\\ud83d\\ude00\\n\xe2\x82\xac\"}}";
	struct scan count;

	for (size_t n = 0; n < sizeof whole - 1; n++) {
		char *part = malloc(n ? n : 1);		/* exact, for the sanitizer's eyes */

		memcpy(part, whole, n);
		ck_assert_msg(json_scan(part, n, &count), "%zu", n);
		free(part);
	}
	ck_assert_ptr_null(json_scan(whole, sizeof whole - 1, &count));
	ck_assert_ptr_nonnull(json_scan(whole, sizeof whole, &count));	/* a NUL behind it */
	ck_assert_ptr_nonnull(json_scan("{\"a\":\"x\0y\"}", 11, &count));
}
END_TEST

START_TEST(counts)
{
	static const char text[] = "{\"a\":[1,{\"b\":2}],\"c\":{},\"c\":null}";
	struct scan count;

	ck_assert_ptr_null(json_scan(text, strlen(text), &count));
	ck_assert_uint_eq(count.members, 4);
	ck_assert_uint_eq(count.groups, 4);
	ck_assert_uint_eq(count.values, 7);
}
END_TEST

START_TEST(the_place_is_told)
{
	struct scan count;

	ck_assert_ptr_nonnull(json_scan("{\"a\":1, 'b':2}", 14, &count));
	ck_assert_uint_eq(count.at, 8);
}
END_TEST

static char *
repeated(const char *head, const char *part, size_t n, const char *tail)
{
	struct buf b = buf_in(cx.arena);

	buf_puts(&b, head);
	while (n--)
		buf_puts(&b, part);
	buf_puts(&b, tail);
	return b.data;
}

START_TEST(depth_ends_at_16)
{
	ck_assert_ptr_null(scan(repeated(repeated("{\"a\":", "[", 15, ""), "]", 15, "}")));
	ck_assert_ptr_nonnull(scan(repeated(repeated("{\"a\":", "[", 16, ""), "]", 16, "}")));
	ck_assert_ptr_nonnull(scan(repeated("", "{\"a\":", 200000, ""))); /* and no stack with it */
	ck_assert_ptr_nonnull(scan(repeated("{\"a\":", "[", 1000000, "")));
}
END_TEST

START_TEST(numbers_of_things_end)
{
	ck_assert_ptr_null(scan(repeated("{\"a\":[", "1,", 19997, "1]}")));
	ck_assert_ptr_nonnull(scan(repeated("{\"a\":[", "1,", 19998, "1]}")));
	ck_assert_ptr_null(scan(repeated("{\"a\":[", "{},", 4997, "{}]}")));
	ck_assert_ptr_nonnull(scan(repeated("{\"a\":[", "{},", 4998, "{}]}")));
}
END_TEST

START_TEST(keys_end_at_64)
{
	ck_assert_ptr_null(scan(repeated("{\"", "k", 64, "\":1}")));
	ck_assert_ptr_nonnull(scan(repeated("{\"", "k", 65, "\":1}")));
}
END_TEST

START_TEST(long_texts_are_no_trouble)
{
	ck_assert_ptr_null(scan(repeated("{\"a\":\"", "\xe2\x82\xac", 350000, "\"}")));
	ck_assert_ptr_null(scan(repeated("{\"a\":", "9", 1000000, "}")));
	ck_assert_ptr_null(scan(repeated("", " ", 1000000, "{}")));
}
END_TEST

UNIT_MAIN("scan", 0, json, no_json, cut_anywhere, counts, the_place_is_told, depth_ends_at_16,
    numbers_of_things_end, keys_end_at_64, long_texts_are_no_trouble)
