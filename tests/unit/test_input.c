#include "input.h"

#include "text.h"
#include "unit.h"

static struct input *in;

static enum err
parse(const char *text)
{
	failure_clear(&cx);
	return input_parse(&cx, text, strlen(text), &in);
}

static void
must_parse(const char *text)
{
	ck_assert_msg(parse(text) == OK, "%s: %s", text, cx.failure.detail);
}

/* Exactly this fault was noted last, and it is the n-th. */
static void
fault_is(size_t n, const char *pointer, const char *code)
{
	const struct fault *f = cx.failure.first;

	for (size_t i = 1; f && i < n; i++)
		f = f->next;
	ck_assert_msg(f != NULL, "no fault %zu", n);
	ck_assert_str_eq(f->pointer, pointer);
	ck_assert_str_eq(f->code, code);
	ck_assert_uint_gt(strlen(f->message), 5);
	ck_assert_ptr_null(f->next);
}

static void
no_fault(void)
{
	ck_assert_msg(!cx.failure.first, "%s", cx.failure.first ? cx.failure.first->pointer : "");
}

START_TEST(malformed)
{
	static const char *const bad[] = { " ", "[]", "null", "5", "\"x\"", "{'a':1}",
		"{\"a\":NaN}", "{\"a\":Infinity}", "{\"a\":1,\"a\":2}", "{\"a\":{\"b\":1,\"b\":1}}",
		"{\"a\":[{\"b\":1,\"\\u0062\":2}]}", "{\"a\":\"\\u0000\"}", "{\"a\":\"\t\"}",
		"{\"a\":\"\xff\"}", "{\"a\":1} x", "{\"a\":1}{}", "{\"a\":1/*x*/}",
		"{\"a\":{\"x\":1},\"a\":{\"y\":1}}" };

	for (size_t i = 0; i < COUNT(bad); i++) {
		ck_assert_msg(parse(bad[i]) == E_MALFORMED, "%s", bad[i]);
		ck_assert_ptr_null(in);
		ck_assert_int_eq(cx.failure.code, E_MALFORMED);
		ck_assert_ptr_nonnull(cx.failure.detail);
	}
}
END_TEST

START_TEST(nothing_is_an_empty_object)
{
	ck_assert_int_eq(input_parse(&cx, NULL, 0, &in), OK);
	ck_assert(!in_has(in, "a"));
	ck_assert_int_eq(in_done(in), OK);
	must_parse("{}");
	ck_assert_int_eq(in_done(in), OK);
}
END_TEST

START_TEST(length_counts_not_the_nul)
{
	ck_assert_int_eq(input_parse(&cx, "{\"a\":1}garbage", 7, &in), OK);
	ck_assert_int_eq(in_i64(in, "a", 0, 9), 1);
	ck_assert_int_eq(input_parse(&cx, "{\"a\":1}", 6, &in), E_MALFORMED);
}
END_TEST

START_TEST(texts)
{
	must_parse(
	    "{\"a\":\"  caf\xc3\xa9 \\n\",\"empty\":\"\","
	    "\"blank\":\" \\t\\r\\n \",\"null\":null,\"n\":5}");
	ck_assert_str_eq(in_text(in, "a", 1, 4), "caf\xc3\xa9");
	ck_assert_str_eq(in_text_or(in, "empty", 1, 4, "other"), "other");
	ck_assert_str_eq(in_text_or(in, "blank", 1, 4, "other"), "other");
	ck_assert_str_eq(in_text_or(in, "null", 1, 4, "other"), "other");
	ck_assert_ptr_null(in_text_or(in, "missing", 1, 4, NULL));
	no_fault();
	ck_assert_str_eq(in_text(in, "a", 1, 3), "");
	fault_is(1, "/a", "length");
	in_text(in, "a", 5, 9);
	fault_is(2, "/a", "length");
	ck_assert_str_eq(in_text(in, "empty", 1, 4), "");
	fault_is(3, "/empty", "required");
	in_text(in, "blank", 1, 4);
	fault_is(4, "/blank", "required");
	in_text(in, "null", 1, 4);
	fault_is(5, "/null", "required");
	in_text(in, "missing", 1, 4);
	fault_is(6, "/missing", "required");
	in_text(in, "n", 1, 4);
	fault_is(7, "/n", "type");
	ck_assert_str_eq(in_text_or(in, "n", 1, 4, "other"), "other");
	fault_is(8, "/n", "type");
	ck_assert_int_eq(in_done(in), E_INPUT);
}
END_TEST

START_TEST(control_characters)
{
	must_parse(
	    "{\"line\":\"a\\nb\",\"bell\":\"a\\u0007b\",\"del\":\"a\x7f\",\"c1\":\"a\\u0085b\"}");
	ck_assert_str_eq(in_text(in, "line", 1, 500), "a\nb");
	no_fault();
	in_text(in, "line", 1, 200);
	fault_is(1, "/line", "format");
	in_text(in, "bell", 1, 500);
	fault_is(2, "/bell", "format");
	in_text(in, "del", 1, 500);
	fault_is(3, "/del", "format");
	in_text(in, "c1", 1, 500);
	fault_is(4, "/c1", "format");
	ck_assert_str_eq(in_secret(in, "bell", 3), "a\ab");
	ck_assert_int_eq(in_done(in), E_INPUT);
}
END_TEST

START_TEST(secrets)
{
	must_parse("{\"p\":\"  x \",\"empty\":\"\",\"n\":1}");
	ck_assert_str_eq(in_secret(in, "p", 4), "  x ");
	no_fault();
	in_secret(in, "p", 3);
	fault_is(1, "/p", "length");
	in_secret(in, "empty", 3);
	fault_is(2, "/empty", "required");
	in_secret(in, "n", 3);
	fault_is(3, "/n", "type");
}
END_TEST

START_TEST(ids)
{
	must_parse("{\"a\":\"0190A6E2-7B1C-7C3E-8F00-0123456789AB\",\"b\":\"1\",\"c\":7}");
	ck_assert_str_eq(in_id(in, "a"), "0190a6e2-7b1c-7c3e-8f00-0123456789ab");
	ck_assert_str_eq(in_id_or(in, "a", NULL), "0190a6e2-7b1c-7c3e-8f00-0123456789ab");
	ck_assert_ptr_null(in_id_or(in, "x", NULL));
	no_fault();
	ck_assert(uuid_valid(in_id(in, "b")));		/* harmless, and no NULL */
	fault_is(1, "/b", "format");
	in_id(in, "c");
	fault_is(2, "/c", "type");
	in_id(in, "x");
	fault_is(3, "/x", "required");
	ck_assert_ptr_null(in_id_or(in, "b", NULL));
	fault_is(4, "/b", "format");
}
END_TEST

START_TEST(numbers)
{
	must_parse(
	    "{\"a\":7,\"neg\":-7,\"frac\":1.9,\"one\":1.0,\"exp\":1e2,\"big\":18446744073709551616,"
	    "\"max\":9223372036854775807,\"over\":9223372036854775808,\"min\":-9223372036854775808,"
	    "\"under\":-9223372036854775809,\"text\":\"12abc\",\"yes\":true,\"list\":[1],"
	    "\"huge\":99999999999999999999999999999999999999999999999999,\"near\":9223372036854775806,"
	    "\"zero\":-0}");
	ck_assert_int_eq(in_i64(in, "a", 1, 10), 7);
	ck_assert_int_eq(in_i64(in, "neg", -10, 10), -7);
	ck_assert_int_eq(in_i64(in, "near", 0, INT64_MAX), INT64_MAX - 1);
	ck_assert_int_eq(in_i64(in, "zero", 0, 1), 0);
	ck_assert_int_eq(in_i64_or(in, "x", 1, 10, 42), 42);
	no_fault();
	ck_assert_int_eq(in_i64(in, "a", 8, 10), 8);
	fault_is(1, "/a", "range");
	in_i64(in, "a", 1, 6);
	fault_is(2, "/a", "range");
	in_i64(in, "frac", 0, 10);
	fault_is(3, "/frac", "type");
	in_i64(in, "one", 0, 10);
	fault_is(4, "/one", "type");
	in_i64(in, "exp", 0, 1000);
	fault_is(5, "/exp", "type");
	in_i64(in, "big", INT64_MIN, INT64_MAX);
	fault_is(6, "/big", "range");
	in_i64(in, "max", INT64_MIN, INT64_MAX);
	fault_is(7, "/max", "range");
	in_i64(in, "over", INT64_MIN, INT64_MAX);
	fault_is(8, "/over", "range");
	in_i64(in, "min", INT64_MIN, INT64_MAX);
	fault_is(9, "/min", "range");
	in_i64(in, "under", INT64_MIN, INT64_MAX);
	fault_is(10, "/under", "range");
	in_i64(in, "text", 0, 100);
	fault_is(11, "/text", "type");
	in_i64(in, "yes", 0, 100);
	fault_is(12, "/yes", "type");
	in_i64(in, "list", 0, 100);
	fault_is(13, "/list", "type");
	in_i64(in, "huge", INT64_MIN, INT64_MAX);
	fault_is(14, "/huge", "range");
	in_i64(in, "x", 0, 100);
	fault_is(15, "/x", "required");
}
END_TEST

START_TEST(booleans)
{
	must_parse("{\"t\":true,\"f\":false,\"n\":1,\"s\":\"true\"}");
	ck_assert(in_bool(in, "t"));
	ck_assert(!in_bool(in, "f"));
	ck_assert(in_bool_or(in, "x", true));
	ck_assert(!in_bool_or(in, "f", true));
	no_fault();
	in_bool(in, "n");
	fault_is(1, "/n", "type");
	ck_assert(in_bool_or(in, "s", true));
	fault_is(2, "/s", "type");
	in_bool(in, "x");
	fault_is(3, "/x", "required");
}
END_TEST

START_TEST(dates)
{
	must_parse("{\"a\":\"2024-02-29\",\"b\":\"2026-02-29\",\"c\":20260101,\"d\":\"2026-1-1\"}");
	ck_assert_str_eq(in_date(in, "a"), "2024-02-29");
	ck_assert_ptr_null(in_date_or(in, "x", NULL));
	no_fault();
	ck_assert_ptr_nonnull(in_date(in, "b"));
	fault_is(1, "/b", "format");
	in_date(in, "c");
	fault_is(2, "/c", "type");
	ck_assert_ptr_null(in_date_or(in, "d", NULL));
	fault_is(3, "/d", "format");
	in_date(in, "x");
	fault_is(4, "/x", "required");
}
END_TEST

START_TEST(choices)
{
	must_parse(
	    "{\"a\":\"cheque\",\"part\":\"card\",\"both\":\"cash|card_terminal\",\"empty\":\"\","
	    "\"n\":1,\"case\":\"Cash\"}");
	ck_assert_str_eq(in_choice(in, "a", "cash|card_terminal|cheque"), "cheque");
	ck_assert_str_eq(in_choice_or(in, "x", "cash|card_terminal", "cash"), "cash");
	no_fault();
	ck_assert_str_eq(in_choice(in, "part", "cash|card_terminal"), "cash");
	fault_is(1, "/part", "choice");
	ck_assert_ptr_nonnull(strstr(cx.failure.first->message, "cash, card_terminal"));
	in_choice(in, "both", "cash|card_terminal");
	fault_is(2, "/both", "choice");
	in_choice(in, "empty", "cash|card_terminal");
	fault_is(3, "/empty", "choice");
	in_choice(in, "n", "cash|card_terminal");
	fault_is(4, "/n", "type");
	in_choice(in, "case", "cash");
	fault_is(5, "/case", "choice");
	in_choice(in, "x", "cash");
	fault_is(6, "/x", "required");
}
END_TEST

START_TEST(money)
{
	must_parse("{\"a\":{\"amount\":14550,\"currency\":\"USD\"}}");
	ck_assert_int_eq(in_money(in, "a", 1, 20000), 14550);
	ck_assert_int_eq(in_money_or(in, "x", 1, 20000, 7), 7);
	ck_assert_int_eq(in_done(in), OK);
}
END_TEST

START_TEST(money_that_is_wrong)
{
	static const struct { const char *money, *pointer, *code; } bad[] = {
		{ "14550", "/a", "type" },
		{ "\"145.50\"", "/a", "type" },
		{ "null", "/a", "required" },
		{ "{\"amount\":0,\"currency\":\"USD\"}", "/a/amount", "range" },
		{ "{\"amount\":-5,\"currency\":\"USD\"}", "/a/amount", "range" },
		{ "{\"amount\":20001,\"currency\":\"USD\"}", "/a/amount", "range" },
		{ "{\"amount\":145.505,\"currency\":\"USD\"}", "/a/amount", "type" },
		{ "{\"amount\":\"145\",\"currency\":\"USD\"}", "/a/amount", "type" },
		{ "{\"amount\":18446744073709551616,\"currency\":\"USD\"}", "/a/amount", "range" },
		{ "{\"currency\":\"USD\"}", "/a/amount", "required" },
		{ "{\"amount\":null,\"currency\":\"USD\"}", "/a/amount", "required" },
		{ "{\"amount\":5}", "/a/currency", "required" },
		{ "{\"amount\":5,\"currency\":\"INR\"}", "/a/currency", "choice" },
		{ "{\"amount\":5,\"currency\":\"usd\"}", "/a/currency", "choice" },
		{ "{\"amount\":5,\"currency\":5}", "/a/currency", "type" },
		{ "{\"amount\":5,\"currency\":\"USD\",\"x\":1}", "/a/x", "unknown" },
	};

	for (size_t i = 0; i < COUNT(bad); i++) {
		int64_t v;

		must_parse(fmt(cx.arena, "{\"a\":%s}", bad[i].money));
		v = in_money(in, "a", 1, 20000);
		ck_assert_int_ge(v, 1);
		ck_assert_int_le(v, 20000);
		ck_assert_int_eq(in_done(in), E_INPUT);
		fault_is(1, bad[i].pointer, bad[i].code);
	}
}
END_TEST

START_TEST(lists)
{
	struct input **list;
	size_t n = 42;

	must_parse(
	    "{\"l\":[{\"a\":1},{\"a\":2,\"b\":3}],\"empty\":[],\"mixed\":[{},5],\"no\":{},\"null\":null}");
	list = in_list(in, "l", 1, 2, &n);
	ck_assert_uint_eq(n, 2);
	ck_assert_int_eq(in_i64(list[0], "a", 0, 9), 1);
	ck_assert_int_eq(in_i64(list[1], "a", 0, 9), 2);
	ck_assert_ptr_eq(in_list(in, "l", 1, 2, &n), list);
	ck_assert_ptr_null(in_list(in, "empty", 0, 2, &n));
	ck_assert_uint_eq(n, 0);
	ck_assert_ptr_null(in_list(in, "x", 0, 2, &n));
	ck_assert_ptr_null(in_list(in, "null", 0, 2, &n));
	no_fault();
	ck_assert_ptr_null(in_list(in, "l", 1, 1, &n));
	ck_assert_uint_eq(n, 0);
	fault_is(1, "/l", "length");
	in_list(in, "l", 3, 5, &n);
	fault_is(2, "/l", "length");
	in_list(in, "x", 1, 5, &n);
	fault_is(3, "/x", "required");
	in_list(in, "no", 0, 5, &n);
	fault_is(4, "/no", "type");
	ck_assert_ptr_null(in_list(in, "mixed", 1, 5, &n));
	fault_is(5, "/mixed/1", "type");
	in_i64(list[1], "a", 5, 9);
	fault_is(6, "/l/1/a", "range");
	ck_assert_int_eq(in_done(in), E_INPUT);
	fault_is(7, "/l/1/b", "unknown");
}
END_TEST

START_TEST(text_lists)
{
	const char **list;
	size_t n;

	must_parse("{\"l\":[\"a\",\"bc\"],\"bad\":[\"a\",1,\"\",\"abc\",null,\"\\n\"]}");
	list = in_texts(in, "l", 1, 5, 2, &n);
	ck_assert_uint_eq(n, 2);
	ck_assert_str_eq(list[0], "a");
	ck_assert_str_eq(list[1], "bc");
	ck_assert_ptr_null(in_texts(in, "x", 0, 5, 2, &n));
	ck_assert_uint_eq(n, 0);
	no_fault();
	ck_assert_ptr_null(in_texts(in, "bad", 1, 9, 2, &n));
	ck_assert_uint_eq(n, 0);
	fault_is(5, "/bad/5", "format");
	ck_assert_str_eq(cx.failure.first->pointer, "/bad/1");
	in_texts(in, "l", 1, 1, 2, &n);
	fault_is(6, "/l", "length");
	in_texts(in, "x", 1, 1, 2, &n);
	fault_is(7, "/x", "required");
}
END_TEST

START_TEST(objects)
{
	struct input *inner;

	must_parse("{\"o\":{\"a\":1,\"p\":{\"b\":2}},\"n\":5,\"null\":null}");
	inner = in_object_or(in, "o", NULL);
	ck_assert_ptr_nonnull(inner);
	ck_assert_ptr_eq(in_object_or(in, "o", NULL), inner);
	ck_assert_int_eq(in_i64(inner, "a", 0, 9), 1);
	inner = in_object_or(inner, "p", NULL);
	ck_assert_int_eq(in_i64(inner, "b", 0, 9), 2);
	ck_assert_ptr_null(in_object_or(in, "x", NULL));
	ck_assert_ptr_eq(in_object_or(in, "null", in), in);
	no_fault();
	ck_assert_ptr_null(in_object_or(in, "n", NULL));
	fault_is(1, "/n", "type");
	in_i64(inner, "b", 5, 9);
	fault_is(2, "/o/p/b", "range");
}
END_TEST

START_TEST(unknown_fields)
{
	must_parse("{\"a\":1,\"x/y~z\":2,\"\":3,\"deep\":{\"q\":1}}");
	in_i64(in, "a", 0, 9);
	ck_assert_int_eq(in_done(in), E_INPUT);
	ck_assert_str_eq(cx.failure.first->pointer, "/x~1y~0z");
	ck_assert_str_eq(cx.failure.first->code, "unknown");
	ck_assert_str_eq(cx.failure.first->next->pointer, "/");
	fault_is(3, "/deep", "unknown");
	must_parse("{\"a\":null}");
	ck_assert_int_eq(in_done(in), E_INPUT);		/* null, but named */
	must_parse("{\"a\":null}");
	ck_assert(!in_has(in, "a"));
	ck_assert_int_eq(in_done(in), OK);
}
END_TEST

START_TEST(faults_of_ones_own)
{
	must_parse("{\"amount\":5}");
	in_i64(in, "amount", 0, 9);
	in_fault(in, "amount", "range", "Only %d%% of it is open.", 50);
	ck_assert_int_eq(in_done(in), E_INPUT);
	fault_is(1, "/amount", "range");
	ck_assert_str_eq(cx.failure.detail, "Only 50% of it is open.");
}
END_TEST

START_TEST(all_faults_together)
{
	must_parse("{\"reason\":\"\",\"on\":\"2026-02-30\",\"z\":1}");
	in_text(in, "reason", 1, 500);
	in_date(in, "on");
	in_id(in, "account_id");
	ck_assert_int_eq(in_done(in), E_INPUT);
	fault_is(4, "/z", "unknown");
	ck_assert_str_eq(cx.failure.first->message, "Reason is required.");
	ck_assert_str_eq(cx.failure.first->next->next->message, "Account id is required.");
}
END_TEST

START_TEST(a_megabyte_of_unknown_fields)
{
	struct buf b = buf_in(cx.arena);

	buf_putc(&b, '{');
	for (int i = 0; i < 19000; i++)
		buf_printf(&b, "%s\"field_number_%d_of_many_of_them\":%d", i ? "," : "", i, i);
	buf_putc(&b, '}');
	must_parse(b.data);
	in_text_or(in, "reason", 1, 5, NULL);
	ck_assert_int_eq(in_done(in), E_INPUT);
}
END_TEST

/* Whatever allocation fails, the tree is not lost and nothing is read that is not there. */
START_TEST(every_allocation_fails_once)
{
	static const char
	    text[] = "{\"a\":{\"amount\":1,\"currency\":\"USD\"},\"l\":[{\"x\":1},{}],\"z\":1}";
	volatile unsigned long k = 0;
	volatile bool done = false;

	while (!done) {
		k = k + 1;
		arena_fail_at(k);
		if (setjmp(*arena_arm(cx.arena)) == 0) {
			size_t n;

			ck_assert_int_eq(input_parse(&cx, text, sizeof text - 1, &in), OK);
			in_money(in, "a", 1, 9);
			in_list(in, "l", 1, 9, &n);
			ck_assert_int_eq(in_done(in), E_INPUT);
			done = true;
		}
		arena_fail_at(0);
		arena_disarm(cx.arena);
		failure_clear(&cx);
		arena_reset(cx.arena);
	}
	ck_assert_uint_gt(k, 10);
}
END_TEST

UNIT_MAIN("input", 0, malformed, nothing_is_an_empty_object, length_counts_not_the_nul, texts,
    control_characters, secrets, ids, numbers, booleans, dates, choices, money,
    money_that_is_wrong, lists, text_lists, objects, unknown_fields, faults_of_ones_own,
    all_faults_together, a_megabyte_of_unknown_fields, every_allocation_fails_once)
