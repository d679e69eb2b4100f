#include "json_out.h"

#include "unit.h"

static struct buf out;
static struct json j;

static void
begin(void)
{
	out = buf_in(cx.arena);
	j = json_to(&out);
}

START_TEST(key_in_a_list_aborts)
{
	begin();
	json_begin_list(&j);
	json_key(&j, "a");
}
END_TEST

START_TEST(key_outside_aborts)
{
	begin();
	json_key(&j, "a");
}
END_TEST

START_TEST(two_keys_abort)
{
	begin();
	json_begin(&j);
	json_key(&j, "a");
	json_key(&j, "b");
}
END_TEST

START_TEST(value_without_a_key_aborts)
{
	begin();
	json_begin(&j);
	json_i64(&j, 1);
}
END_TEST

START_TEST(key_without_a_value_aborts)
{
	begin();
	json_begin(&j);
	json_key(&j, "a");
	json_end(&j);
}
END_TEST

START_TEST(wrong_end_aborts)
{
	begin();
	json_begin(&j);
	json_end_list(&j);
}
END_TEST

START_TEST(end_of_nothing_aborts)
{
	begin();
	json_end(&j);
}
END_TEST

START_TEST(too_deep_aborts)
{
	begin();
	for (int i = 0; i < 33; i++)
		json_begin_list(&j);
}
END_TEST

START_TEST(an_answer)
{
	begin();
	json_begin(&j);
	json_put_str(&j, "id", "1");
	json_put_str(&j, "nothing", NULL);
	json_put_i64(&j, "version", -3);
	json_put_bool(&j, "good", true);
	json_put_bool(&j, "bad", false);
	json_put_money(&j, "amount", 14550, "USD");
	json_key(&j, "raw");
	json_raw(&j, "{\"x\":1}");
	json_key(&j, "list");
	json_begin_list(&j);
	json_i64(&j, 1);
	json_str(&j, "two");
	json_null(&j);
	json_bool(&j, true);
	json_begin(&j);
	json_end(&j);
	json_begin_list(&j);
	json_end_list(&j);
	json_money(&j, -1, "INR");
	json_end_list(&j);
	json_key(&j, "empty");
	json_begin(&j);
	json_end(&j);
	json_end(&j);
	ck_assert_str_eq(out.data,
	    "{\"id\":\"1\",\"nothing\":null,\"version\":-3,\"good\":true,"
	    "\"bad\":false,\"amount\":{\"amount\":14550,\"currency\":\"USD\"},\"raw\":{\"x\":1},"
	    "\"list\":[1,\"two\",null,true,{},[],{\"amount\":-1,\"currency\":\"INR\"}],\"empty\":{}}");
	ck_assert_uint_eq(j.depth, 0);
}
END_TEST

START_TEST(one_value_alone)
{
	begin();
	json_i64(&j, INT64_MIN);
	ck_assert_str_eq(out.data, "-9223372036854775808");
}
END_TEST

START_TEST(depth_of_32)
{
	begin();
	for (int i = 0; i < 32; i++)
		json_begin_list(&j);
	for (int i = 0; i < 32; i++)
		json_end_list(&j);
	ck_assert_uint_eq(out.len, 64);
}
END_TEST

START_TEST(escapes)
{
	begin();
	json_str(&j, "a\"b\\c/\b\f\n\r\t\x01\x1f\x7f\xe2\x82\xb9\xf0\x9f\x98\x80");
	ck_assert_str_eq(out.data, "\"a\\\"b\\\\c/\\b\\f\\n\\r\\t\\u0001\\u001f\\u007f"
	    "\xe2\x82\xb9\xf0\x9f\x98\x80\"");
	begin();
	json_str(&j, "");
	ck_assert_str_eq(out.data, "\"\"");
	begin();
	json_begin(&j);
	json_put_i64(&j, "a\"b", 1);
	json_end(&j);
	ck_assert_str_eq(out.data, "{\"a\\\"b\":1}");
}
END_TEST

START_TEST(bytes_that_are_not_text)
{
	begin();
	json_escape(&out, "a\xff\xc3(\xed\xa0\x80" "b\0c\xe2\x82", 12);
	ck_assert_str_eq(out.data,
	    "\"a\xef\xbf\xbd\xef\xbf\xbd(\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
	    "b\\u0000c\xef\xbf\xbd\xef\xbf\xbd\"");
}
END_TEST

UNIT_MAIN("json_out", 8, key_in_a_list_aborts, key_outside_aborts, two_keys_abort,
    value_without_a_key_aborts, key_without_a_value_aborts, wrong_end_aborts,
    end_of_nothing_aborts, too_deep_aborts, an_answer, one_value_alone, depth_of_32, escapes,
    bytes_that_are_not_text)
