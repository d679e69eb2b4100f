/* Tariff documents that are refused, with the place of each fault; units, rounding, late fees. */
#include "rating.h"

#include <stdio.h>

#include "text.h"
#include "tree.h"
#include "unit.h"

static const struct tariff *tariff;

static enum err
parse(const char *doc)
{
	failure_clear(&cx);
	return tariff_parse(&cx, doc, strlen(doc), "/doc", &tariff);
}

static bool
noted(const char *pointer, const char *code)
{
	for (const struct fault *f = cx.failure.first; f; f = f->next)
		if (strcmp(f->pointer, pointer) == 0 && strcmp(f->code, code) == 0)
			return true;
	return false;
}

/* One class with these components, and whatever else before it. */
static const char *
doc_of(const char *before, const char *components)
{
	return fmt(cx.arena, "{\"unit\":\"CCF\"%s,\"classes\":{\"R\":{\"components\":[%s]}}}",
	    before, components);
}

#define TIERS(t) "{\"id\":\"u\",\"kind\":\"usage\",\"name\":\"U\",\"tiers\":" t "}"
#define FIXED(more) "{\"id\":\"f\",\"kind\":\"fixed\",\"name\":\"F\",\"amount\":\"1\"" more "}"

static const struct { const char *before, *components, *pointer, *code;
} refusals[] = {
	{ "", TIERS("[{\"from\":\"0\",\"price\":\"1\"},{\"from\":\"0\",\"price\":\"2\"}]"),
	    "/doc/classes/R/components/0/tiers/1/from", "overlap" },
	{ "",
	    TIERS(
		"[{\"from\":\"0\",\"price\":\"1\"},{\"from\":\"9\",\"price\":\"2\"},{\"from\":"
		"\"5\",\"price\":\"3\"}]"),
	    "/doc/classes/R/components/0/tiers/2/from", "overlap" },
	{ "",
	    TIERS(
		"[{\"from\":\"0\",\"to\":\"12\",\"price\":\"1\"},{\"from\":\"10\",\"price\":\"2\"}"
		"]"),
	    "/doc/classes/R/components/0/tiers/1/from", "overlap" },
	{ "",
	    TIERS(
		"[{\"from\":\"0\",\"to\":\"8\",\"price\":\"1\"},{\"from\":\"10\",\"price\":\"2\"}"
		"]"),
	    "/doc/classes/R/components/0/tiers/1/from", "gap" },
	{ "", TIERS("[{\"from\":\"1\",\"price\":\"1\"}]"),
	    "/doc/classes/R/components/0/tiers/0/from", "gap" },
	{ "", TIERS("[{\"from\":\"0\",\"to\":\"9\",\"price\":\"1\"}]"),
	    "/doc/classes/R/components/0/tiers/0/to", "gap" },
	{ "", TIERS("[]"), "/doc/classes/R/components/0/tiers", "length" },
	{ "", TIERS("[{\"from\":\"0\",\"price\":\"-1\"}]"),
	    "/doc/classes/R/components/0/tiers/0/price", "range" },
	{ "", TIERS("[{\"from\":\"0\",\"price\":\"1.123456789\"}]"),
	    "/doc/classes/R/components/0/tiers/0/price", "format" },
	{ "", TIERS("[{\"from\":\"0\",\"price\":\"1e3\"}]"),
	    "/doc/classes/R/components/0/tiers/0/price", "format" },
	{ "", TIERS("[{\"from\":\"0\",\"price\":\"99999999999999999999\"}]"),
	    "/doc/classes/R/components/0/tiers/0/price", "format" },
	{ "", TIERS("[{\"from\":\"0\",\"price\":true}]"),
	    "/doc/classes/R/components/0/tiers/0/price", "type" },
	{ "", TIERS("[{\"from\":\"0\"}]"), "/doc/classes/R/components/0/tiers/0/price",
	    "required" },
	{ "", TIERS("{\"by\":\"meter_size\",\"values\":{\"1\":[]}}"),
	    "/doc/classes/R/components/0/tiers/by", "unknown" },
	{ ",\"attributes\":[{\"name\":\"size\",\"values\":[\"1\"]}]",
	    TIERS("{\"by\":\"size\",\"values\":{\"1/2\":[{\"from\":\"0\",\"price\":\"1\"}]}}"),
	    "/doc/classes/R/components/0/tiers/values/1~12", "unknown" },
	{ ",\"attributes\":[{\"name\":\"n\",\"number\":true}]",
	    TIERS("{\"by\":\"n\",\"values\":{\"1\":[]}}"), "/doc/classes/R/components/0/tiers/by",
	    "choice" },
	{ ",\"attributes\":[{\"name\":\"s\",\"values\":[\"1\"],\"default\":\"2\"}]", FIXED(""),
	    "/doc/attributes/0/default", "choice" },
	{ ",\"attributes\":[{\"name\":\"s\",\"values\":[\"1\",\"1\"]}]", FIXED(""),
	    "/doc/attributes/0/values/1", "doubled" },
	{ "", FIXED(",\"per\":\"week\""), "/doc/classes/R/components/0/per", "choice" },
	{ "", FIXED(",\"colour\":\"red\""), "/doc/classes/R/components/0/colour", "unknown" },
	{ "", FIXED(",\"season\":\"Summer\""), "/doc/classes/R/components/0/season", "unknown" },
	{ "", FIXED(",\"gl_code\":\"40 10\""), "/doc/classes/R/components/0/gl_code", "format" },
	{ "", FIXED("") "," FIXED(""), "/doc/classes/R/components/1/id", "doubled" },
	{ "", "{\"id\":\"x\",\"kind\":\"magic\",\"name\":\"X\"}",
	    "/doc/classes/R/components/0/kind", "choice" },
	{ "", "{\"id\":\"e\",\"kind\":\"tou\",\"name\":\"E\",\"schedule\":\"none\",\"rates\":[]}",
	    "/doc/classes/R/components/0/schedule", "unknown" },
	{ "", "{\"id\":\"d\",\"kind\":\"demand\",\"name\":\"D\",\"unit\":\"kW\",\"rates\":[]}",
	    "/doc/classes/R/components/0/unit", "choice" },
	{ "",
	    FIXED(
		"") ",{\"id\":\"p\",\"kind\":\"percent\",\"name\":\"P\",\"percent\":\"5\",\"of\":"
		"[\"g\"]}",
	    "/doc/classes/R/components/1/of/0", "unknown" },
	{ "", "{\"id\":\"t\",\"kind\":\"tax\",\"name\":\"T\",\"percent\":\"-5\"}",
	    "/doc/classes/R/components/0/percent", "range" },
	{ ",\"seasons\":[{\"name\":\"A\",\"from\":\"05-01\",\"to\":\"10-31\"},{\"name\":\"B\","
	    "\"from\":\"10-01\","
	  "\"to\":\"04-30\"}]",
	    FIXED(""), "/doc/seasons/1/from", "overlap" },
	{ ",\"seasons\":[{\"name\":\"A\",\"from\":\"02-30\",\"to\":\"10-31\"}]", FIXED(""),
	    "/doc/seasons/0/from", "format" },
	{ ",\"schedules\":{\"e\":{\"weekday\":[[0]],\"weekend\":[]}}", FIXED(""),
	    "/doc/schedules/e/weekday", "length" },
	{ ",\"period\":{\"days\":0}", FIXED(""), "/doc/period/days", "range" },
	{ ",\"period\":\"week\"", FIXED(""), "/doc/period", "choice" },
	{ ",\"rounding\":\"bankers\"", FIXED(""), "/doc/rounding", "choice" },
	{ ",\"late_fee\":{\"kind\":\"fixed\",\"percent\":\"2\",\"grace_days\":5}", FIXED(""),
	    "/doc/late_fee/amount", "required" },
	{ ",\"late_fee\":{\"kind\":\"percent\",\"percent\":\"101\",\"grace_days\":5}", FIXED(""),
	    "/doc/late_fee/percent", "range" },
	{ ",\"estimation\":{\"method\":\"guess\"}", FIXED(""), "/doc/estimation/method", "choice" },
	{ ",\"terms\":{\"due_days\":\"soon\"}", FIXED(""), "/doc/terms/due_days", "format" },
	{ ",\"prices\":[]", FIXED(""), "/doc/prices", "unknown" },
};

START_TEST(refused_with_their_place)
{
	for (size_t i = 0; i < COUNT(refusals); i++) {
		const char *doc = doc_of(refusals[i].before, refusals[i].components);

		ck_assert_msg(parse(doc) == E_INPUT, "%s is taken", doc);
		ck_assert_msg(noted(refusals[i].pointer, refusals[i].code), "%s: %s %s, not %s",
		    doc, cx.failure.first->pointer, cx.failure.first->code, refusals[i].pointer);
		arena_reset(cx.arena);
	}
}
END_TEST

START_TEST(units_are_of_the_list)
{
	ck_assert_int_eq(parse("{\"unit\":\"buckets\",\"classes\":{}}"), E_INPUT);
	ck_assert(noted("/doc/unit", "unknown"));
	ck_assert(noted("/doc/classes", "length"));
	ck_assert_int_eq(parse("{\"unit\":\"h\",\"classes\":{}}"), E_INPUT);
	ck_assert(noted("/doc/unit", "choice"));
	ck_assert_int_eq(parse("{}"), E_INPUT);
	ck_assert(noted("/doc/unit", "required"));
}
END_TEST

START_TEST(all_faults_are_told)
{
	ck_assert_int_eq(
	    parse(doc_of(",\"rounding\":\"x\",\"change\":\"y\"", TIERS("[{\"from\":\"3\"}]"))),
	    E_INPUT);
	ck_assert(noted("/doc/rounding", "choice"));
	ck_assert(noted("/doc/change", "choice"));
	ck_assert(noted("/doc/classes/R/components/0/tiers/0/from", "gap"));
	ck_assert(noted("/doc/classes/R/components/0/tiers/0/price", "required"));
}
END_TEST

START_TEST(far_too_long)
{
	size_t n = 10 << 20;
	char *doc = arena_alloc(cx.arena, n + 1);

	memset(doc, ' ', n);
	doc[0] = '{';
	doc[n - 1] = '}';
	ck_assert_int_eq(tariff_parse(&cx, doc, n, "", &tariff), E_TOO_LARGE);
	/* within the bytes, and more values than a tree may have */
	memset(doc, '1', 900000);
	memcpy(doc, "{\"unit\":[", 9);
	for (size_t i = 10; i < 899990; i += 2)
		doc[i] = ',';
	memcpy(doc + 899990, "1]}", 3);
	ck_assert_int_eq(tariff_parse(&cx, doc, 899993, "", &tariff), E_MALFORMED);
}
END_TEST

START_TEST(far_too_deep)
{
	struct buf b = buf_in(cx.arena);

	buf_puts(&b, "{\"unit\":\"m3\",\"classes\":{\"R\":{\"components\":[{\"amount\":");
	for (int i = 0; i < 200; i++)
		buf_puts(&b, "{\"by\":\"a\",\"values\":{\"b\":");
	for (int i = 0; i < 200; i++)
		buf_puts(&b, "}}");
	buf_puts(&b, "}]}}}");
	ck_assert_int_eq(parse(b.data), E_MALFORMED);
	ck_assert_int_eq(parse("[]"), E_MALFORMED);
	ck_assert_int_eq(parse("{\"unit\":\"m3\",\"unit\":\"m3\"}"), E_MALFORMED);
	ck_assert_int_eq(parse("{\"unit\":\"m3\""), E_MALFORMED);
}
END_TEST

/* What it says of itself. */
START_TEST(read_back)
{
	struct tariff_profile p;

	ck_assert_int_eq(
	    parse(
		"{\"unit\":\"CCF\",\"rounding\":\"half_even\",\"period\":{\"days\":60},"
		"\"attributes\":["
		"{\"name\":\"size\",\"values\":[\"S\",\"L\"],\"default\":\"S\"},{\"name\":"
		"\"people\",\"number\":true}],"
		"\"classes\":{\"A\":{\"name\":\"First\",\"components\":[{\"id\":\"f\",\"kind\":"
		"\"fixed\",\"name\":\"F\","
		"\"gl_code\":\"4010\",\"amount\":{\"by\":\"size\",\"values\":{\"S\":\"1\",\"L\":"
		"\"2\"}}}]},\"B\":{"
		"\"components\":[" TIERS(
		    "[{\"from\":\"0\",\"price\":\"1\"}]") "]}},\"terms\":{\"due_days\":21},"
							  "\"late_fee\":{\"kind\":\"percent\","
							  "\"percent\":\"1.5\",\"grace_days\":5,"
							  "\"every_days\":30,\"most\":3,"
							  "\"least_open\":\"2.00\"},"
							  "\"estimation\":{\"method\":"
							  "\"last_year\",\"periods\":2}}"),
	    OK);
	ck_assert_str_eq(tariff_unit(tariff)->name, "CCF");
	ck_assert_int_eq(tariff_rounding(tariff), HALF_EVEN);
	ck_assert_int_eq(tariff_period_days(tariff), 60);
	ck_assert_int_eq(tariff_due_days(tariff), 21);
	ck_assert_uint_eq(tariff_classes(tariff), 2);
	ck_assert_int_eq(tariff_class(tariff, "B"), 1);
	ck_assert_int_eq(tariff_class(tariff, "b"), 1);
	ck_assert_int_eq(tariff_class(tariff, "C"), -1);
	ck_assert_str_eq(tariff_class_name(tariff, 0), "First");
	ck_assert_str_eq(tariff_component_gl_code(tariff, 0, 0), "4010");
	ck_assert_str_eq(tariff_component_kind(tariff, 1, 0), "usage");
	ck_assert(tariff_class_asks(tariff, 0, 0) && !tariff_class_asks(tariff, 1, 0));
	ck_assert_uint_eq(tariff_attribute_values(tariff, 0), 2);
	ck_assert_str_eq(tariff_attribute_default(tariff, 0), "S");
	ck_assert(tariff_attribute_is_number(tariff, 1));
	ck_assert(!tariff_needs_intervals(tariff, 0) && !tariff_needs_intervals(tariff, -1));
	ck_assert_int_eq(tariff_estimation(tariff)->method, ESTIMATE_LAST_YEAR);
	ck_assert_int_eq(
	    tariff_profile(&cx, tariff, "A", "{\"people\": \"3.5\", \"other\": \"x\"}", &p), OK);
	ck_assert_int_eq(p.class, 0);
	ck_assert_int_eq(p.attributes[0], 0);
	ck_assert_int_eq(p.attributes[1], 3500);
	ck_assert_int_eq(tariff_profile(&cx, tariff, "A", "{\"people\": 2}", &p), OK);
	ck_assert_int_eq(p.attributes[1], 2000);
	ck_assert_int_eq(tariff_profile(&cx, tariff, "A", "{broken", &p), E_MALFORMED);
}
END_TEST

START_TEST(late_fees)
{
	const struct late_fee_rule once = { LATE_FEE_FIXED, .amount_minor = 500, .grace_days = 5 };
	const struct late_fee_rule often = { LATE_FEE_PERCENT, .percent_micro = 1500000,
		.grace_days = 5, .every_days = 30, .most = 3, .least_open_minor = 200 };
	const struct late_fee_rule none = { LATE_FEE_NONE };
	static const struct { int late, once, often;
	} steps[] = {
		{ 0, 0, 0 },
		{ 5, 0, 0 },
		{ 6, 1, 1 },
		{ 35, 1, 1 },
		{ 36, 1, 2 },
		{ 66, 1, 3 },
		{ 400, 1, 3 },
	};
	int64_t fee;

	for (size_t i = 0; i < COUNT(steps); i++) {
		ck_assert_int_eq(late_fee_steps(&once, steps[i].late), steps[i].once);
		ck_assert_int_eq(late_fee_steps(&often, steps[i].late), steps[i].often);
		ck_assert_int_eq(late_fee_steps(&none, steps[i].late), 0);
	}
	ck_assert(late_fee_amount(&once, 1, &fee) && fee == 500);
	ck_assert(late_fee_amount(&once, 0, &fee) && fee == 0);
	ck_assert(late_fee_amount(&often, 199, &fee) && fee == 0);
	ck_assert(late_fee_amount(&often, 12345, &fee) && fee == 185);	/* 185.175 */
	ck_assert(late_fee_amount(&often, 12367, &fee) && fee == 186);	/* 185.505 */
}
END_TEST

START_TEST(of_one_unit_in_another)
{
	static const struct { const char *from, *to; int64_t milli, out;
	} known[] = {
		{ "CCF", "m3", 1000, 2832 },
		{ "m3", "CCF", 2832, 1000 },
		{ "kgal", "gal", 1000, 1000000 },
		{ "CCF", "gal", 1000, 748052 }, /* 100 ft3 = 748.0519… gal */
		{ "kgal", "CCF", 1000, 1337 },
		{ "MWh", "kWh", 1234, 1234000 },
		{ "kWh", "MWh", 1499, 1 },
		{ "GJ", "kWh", 1000, 277778 },
		{ "therm", "kWh", 1000, 29307 },
		{ "therm", "GJ", 1000, 106 },
		{ "L", "m3", 1500, 2 },
		{ "L", "m3", 1499, 1 },
		{ "m3", "m3", -5, -5 },
	};
	int64_t out;

	for (size_t i = 0; i < COUNT(known); i++) {
		ck_assert(unit_convert(
		    unit_find(known[i].from), unit_find(known[i].to), known[i].milli, &out));
		ck_assert_msg(out == known[i].out, "%s in %s: %lld", known[i].from, known[i].to,
		    (long long)out);
	}
	ck_assert(!unit_convert(unit_find("kWh"), unit_find("m3"), 1, &out));
	ck_assert(!unit_convert(unit_find("MWh"), unit_find("kWh"), INT64_MAX / 2, &out));
	ck_assert_ptr_null(unit_find("ccf"));
	ck_assert_str_eq(unit_guess("ccf")->name, "CCF");
	ck_assert_str_eq(unit_guess("KWH")->name, "kWh");
	ck_assert_str_eq(unit_guess("hcf")->name, "CCF");
	ck_assert_str_eq(unit_guess("m³")->name, "m3");
	ck_assert_ptr_null(unit_guess("furlong"));
}
END_TEST

START_TEST(decimals)
{
	char out[32];
	int64_t v;
	static const char *const bad[] = { "", ".", "1.", ".5", "-", "1.2345", "1,5", " 1", "0x1",
		"1e2", "--1", "9223372036854775808" };

	for (size_t i = 0; i < COUNT(bad); i++)
		ck_assert_msg(!decimal_parse(bad[i], 3, &v), "%s is taken", bad[i]);
	ck_assert(decimal_parse("2.87", 3, &v) && v == 2870);
	ck_assert(decimal_parse("-0.001", 3, &v) && v == -1);
	ck_assert(decimal_parse("1.50000", 3, &v) && v == 1500);
	ck_assert(decimal_parse("0007", 0, &v) && v == 7);
	ck_assert_str_eq(decimal_text(out, 2870, 3), "2.87");
	ck_assert_str_eq(decimal_text(out, -1, 3), "-0.001");
	ck_assert_str_eq(decimal_text(out, 5000, 3), "5");
	ck_assert_str_eq(decimal_text(out, 0, 3), "0");
	ck_assert_str_eq(decimal_text(out, INT64_MIN, 0), "-9223372036854775808");
}
END_TEST

START_TEST(rounded)
{
	static const struct { int64_t milli; int64_t up, even, away, toward;
	} known[] = {
		{ 500, 1, 0, 1, 0 },
		{ 1500, 2, 2, 2, 1 },
		{ 2500, 3, 2, 3, 2 },
		{ 2499, 2, 2, 3, 2 },
		{ 2001, 2, 2, 3, 2 },
		{ 2000, 2, 2, 2, 2 },
		{ -500, -1, 0, -1, 0 },
		{ -1500, -2, -2, -2, -1 },
		{ -2001, -2, -2, -3, -2 },
		{ 0, 0, 0, 0, 0 },
	};
	int64_t v;

	for (size_t i = 0; i < COUNT(known); i++) {
		exact e = (exact)known[i].milli * (EXACT_MINOR / 1000);

		ck_assert(round_minor(e, HALF_UP, &v) && v == known[i].up);
		ck_assert(round_minor(e, HALF_EVEN, &v) && v == known[i].even);
		ck_assert(round_minor(e, ROUND_UP, &v) && v == known[i].away);
		ck_assert(round_minor(e, ROUND_DOWN, &v) && v == known[i].toward);
	}
	ck_assert(!round_minor((exact)INT64_MAX * EXACT_MINOR + EXACT_MINOR, HALF_UP, &v));
	ck_assert(round_minor((exact)INT64_MAX * EXACT_MINOR, HALF_UP, &v) && v == INT64_MAX);
}
END_TEST

/* A text and its tree are one. */
START_TEST(trees)
{
	static const char
	    text[] = "{\"b\":[1,-2.50,true,null,\"x\\\"y\"],\"a\":{},\"c/d\":{\"e~f\":\"g\"}}";
	const struct tree *t;
	struct input *in;

	ck_assert_int_eq(tree_parse(&cx, text, strlen(text), &t), OK);
	ck_assert_str_eq(tree_text(&cx, t), text);
	ck_assert_str_eq(tree_member(t, "b")->items[1].text, "-2.50");
	ck_assert_ptr_null(tree_member(t, "z"));
	ck_assert_str_eq(tree_below(&cx, "/x", "c/d"), "/x/c~1d");
	ck_assert_int_eq(input_parse(&cx, text, strlen(text), &in), OK);
	ck_assert_str_eq(tree_member(in_tree(in, "c/d"), "e~f")->text, "g");
	ck_assert_ptr_null(in_tree(in, "none"));
}
END_TEST

UNIT_MAIN("rating_doc", 0, refused_with_their_place, units_are_of_the_list, all_faults_are_told,
    far_too_long, far_too_deep, read_back, late_fees, of_one_unit_in_another, decimals, rounded,
    trees)
