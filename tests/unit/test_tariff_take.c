/*
 * Published tariffs taken over: what becomes of them, what is told, what is refused.  Prices are held
 * against what a bill comes to, so that a document that only looks right does not pass.
 */
#include "tariff_take.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "formula.h"
#include "rating.h"
#include "text.h"
#include "unit.h"
#include "yaml_tree.h"

#define META "metadata:\n  effective_date: 03/01/2018\n  utility_name: Brook Water\n  bill_unit: ccf\n"
#define RATES META "rate_structure:\n"

static struct tariff_taking taking;

static enum err
owrs(const char *text)
{
	failure_clear(&cx);
	taking = (struct tariff_taking){ .cx = &cx };
	return take_owrs(&taking, text, strlen(text));
}

static enum err
urdb(const char *text)
{
	failure_clear(&cx);
	taking = (struct tariff_taking){ .cx = &cx };
	return take_urdb(&taking, text, strlen(text));
}

static void
must(enum err e)
{
	ck_assert_msg(e == OK, "%s", cx.failure.detail ? cx.failure.detail : "failed");
}

/* What a bill of June 2026 is, in cents; -1: it cannot be rated. */
static int64_t
bill_of(const char *class, const char *attributes, int64_t use_milli)
{
	const struct tariff *t;
	struct tariff_profile p;
	static struct rated r;
	struct rating_version v;
	struct rating_input in = { .from = date_days("2026-06-01"), .to = date_days("2026-06-30"),
		.use_milli = use_milli, .demand_milli = -1, .versions = &v, .version_count = 1 };

	must(tariff_parse(&cx, taking.doc_json, strlen(taking.doc_json), "", &t));
	must(tariff_profile(&cx, t, class, attributes, &p));
	v = (struct rating_version){ t, &p, INT32_MIN, INT32_MAX };
	return rate(&in, &r) == RATED ? r.total_minor : -1;
}

static bool
told(const char *at, const char *words)
{
	const char *s = taking.left_out_json ? taking.left_out_json : "";
	const char *found = strstr(s, fmt(cx.arena, "{\"at\":\"%s\"", at));

	for (; found; found = strstr(found + 1, fmt(cx.arena, "{\"at\":\"%s\"", at))) {
		const char *end = strchr(found, '}');

		if (strstr(arena_strndup(cx.arena, found, (size_t)(end - found)), words))
			return true;
	}
	return false;
}

static void
refused(enum err e, const char *code, const char *words)
{
	ck_assert_int_eq(e, E_INPUT);
	for (const struct fault *f = cx.failure.first; f; f = f->next)
		if (strcmp(f->code, code) == 0 && strstr(f->message, words)) {
			ck_assert_str_eq(f->pointer, "/file_id");
			return;
		}
	ck_abort_msg("no fault \"%s\" with \"%s\" but: %s", code, words, cx.failure.detail);
}

/* ---- formulas ---- */

static bool
itself(void *arg, const char *name, unsigned depth, struct formula *out)
{
	(void)arg;
	(void)depth;
	*out = formula_of_name(arena_strdup(cx.arena, name));
	return true;
}

START_TEST(formulas)
{
	struct formula f;
	struct fraction x;
	int64_t v;
	bool whole;

	ck_assert(formula_parse("gpcd*people*(1/748) + 2*people/748", 1, itself, NULL, &f));
	ck_assert_uint_eq(f.n, 2);
	ck_assert_int_eq(f.terms[0].by.den, 748);
	ck_assert_uint_eq(f.terms[0].n, 2);
	ck_assert_int_eq(f.terms[1].by.num, 1);
	ck_assert_int_eq(f.terms[1].by.den, 374);
	ck_assert(formula_parse("(a+b)*(a-b) + b*b", 1, itself, NULL, &f));
	ck_assert_uint_eq(f.n, 1);			/* a² alone is left */
	ck_assert(!formula_parse("a/b", 1, itself, NULL, &f));
	ck_assert(!formula_parse("1/0", 1, itself, NULL, &f));
	ck_assert(!formula_parse("a+", 1, itself, NULL, &f));
	ck_assert(!formula_parse("((((((((((((((((1))))))))))))))))", 1, itself, NULL, &f));
	ck_assert(!formula_parse("9999999999999999*9999999999999999*9999999999999999", 1, itself, NULL, &f));
	ck_assert(fraction_parse("1,101.82", &x) && fraction_scaled(x, 2, &v, &whole) && whole);
	ck_assert_int_eq(v, 110182);
	ck_assert(fraction_parse("$2.87", &x) && !fraction_parse("2.87 per unit", &x) && !fraction_parse("", &x));
	ck_assert(fraction_scaled((struct fraction){ 2, 3 }, 2, &v, &whole) && !whole);
	ck_assert_int_eq(v, 67);
}
END_TEST

/* ---- the Open Water Rate Specification ---- */

START_TEST(first_units)
{
	/* units 1 to 9 at 2.00, 10 to 19 at 3.00, 20 and up at 5.00 */
	must(owrs(RATES "  HOMES:\n    tier_starts: [0, 10, 20]\n    tier_prices: [2.00, 3, 5.00]\n"
	    "    commodity_charge: Tiered\n    bill: commodity_charge\n"));
	ck_assert_str_eq(taking.name, "Brook Water");
	ck_assert_str_eq(taking.effective_on, "2018-03-01");
	ck_assert_int_eq(bill_of("HOMES", NULL, 9000), 1800);
	ck_assert_int_eq(bill_of("HOMES", NULL, 10000), 2100);
	ck_assert_int_eq(bill_of("HOMES", NULL, 19000), 4800);
	ck_assert_int_eq(bill_of("HOMES", NULL, 20000), 5300);
	ck_assert_int_eq(bill_of("HOMES", NULL, 0), 0);
	ck_assert_uint_eq(taking.left_out, 0);
}
END_TEST

START_TEST(parts_of_a_bill)
{
	must(owrs(RATES "  HOMES:\n    service_charge:\n      depends_on: meter_size\n      values:\n"
	    "        5/8\": 11.39\n        1 1/2\": 1,037.98\n    flat_rate: 2.10\n"
	    "    commodity_charge: flat_rate*usage_ccf\n    pump_charge: 0.5*usage_ccf\n"
	    "    drought_charge: 0\n    fire_line: 7.00\n"
	    "    bill: service_charge + commodity_charge+pump_charge+drought_charge\n"));
	/* 11.39 + 10 × 2.10 + 10 × 0.50 */
	ck_assert_int_eq(bill_of("HOMES", NULL, 10000), 3739);
	ck_assert_int_eq(bill_of("HOMES", "{\"meter_size\":\"1 1/2\\\"\"}", 10000), 106398);
	ck_assert_int_eq(bill_of("HOMES", "{\"meter_size\":\"9\\\"\"}", 10000), -1);
	ck_assert(told("line 16", "fire_line"));
	ck_assert(told("line 7", "billed as 5/8"));
	ck_assert_uint_eq(taking.left_out, 2);
}
END_TEST

START_TEST(two_attributes)
{
	must(owrs(RATES "  SHOPS:\n    tier_starts:\n      depends_on: meter_size\n      values:\n"
	    "        1\": [0, 11]\n        2\": [0, 21]\n    tier_prices:\n      depends_on: [water_type, zone]\n"
	    "      values:\n        POTABLE|North: [4, 10]\n        POTABLE|South: [5, 12]\n"
	    "        RECYCLED|North: [3, 3]\n    commodity_charge: Tiered\n    bill: commodity_charge\n"));
	/* 10 at 4.00 and 2 at 10.00; with the larger meter 12 at 4.00 */
	ck_assert_int_eq(bill_of("SHOPS", "{\"zone\":\"North\"}", 12000), 6000);
	ck_assert_int_eq(bill_of("SHOPS", "{\"zone\":\"North\",\"meter_size\":\"2\\\"\"}", 12000), 4800);
	ck_assert_int_eq(bill_of("SHOPS", "{\"zone\":\"South\"}", 12000), 7400);
	ck_assert_int_eq(bill_of("SHOPS", "{\"zone\":\"North\",\"water_type\":\"RECYCLED\"}", 12000), 3600);
	ck_assert_int_eq(bill_of("SHOPS", "{\"zone\":\"South\",\"water_type\":\"RECYCLED\"}", 12000), -1);
}
END_TEST

/* A file of one attribute may have bars in its values: they are not divided. */
START_TEST(bars_in_values)
{
	must(owrs(RATES "  HOMES:\n    service_charge:\n      depends_on:\n        - meter_size\n      values:\n"
	    "        1\": 80.70\n        1|1/2\": 151.59\n    bill: service_charge\n"));
	ck_assert_int_eq(bill_of("HOMES", "{\"meter_size\":\"1|1/2\\\"\"}", 0), 15159);
}
END_TEST

START_TEST(seasons)
{
	must(owrs(RATES "  HOMES:\n    flat_rate:\n      depends_on: season\n      values:\n"
	    "        Winter:\n          - 1.00\n        Summer:\n          - 3.00\n"
	    "    commodity_charge: flat_rate*usage_ccf\n    bill: commodity_charge\n"));
	ck_assert_int_eq(bill_of("HOMES", NULL, 10000), 3000);		/* June */
	ck_assert(told("rate_structure", "May to October"));
}
END_TEST

START_TEST(budgets)
{
	/* A budget of 8 units a person; up to it 2.00, to one and a half of it 4.00, then 9.00. */
	must(owrs(RATES "  HOMES:\n    a_head: 8\n    budget: a_head*people\n"
	    "    tier_starts: [0, 100%, 150%]\n    tier_prices: [2, 4, 9]\n    commodity_charge: Budget\n"
	    "    bill: commodity_charge\n"));
	ck_assert_int_eq(bill_of("HOMES", "{\"people\":\"2\"}", 16000), 3200);
	ck_assert_int_eq(bill_of("HOMES", "{\"people\":\"2\"}", 24000), 6400);
	ck_assert_int_eq(bill_of("HOMES", "{\"people\":\"2\"}", 25000), 7300);
	ck_assert_int_eq(bill_of("HOMES", NULL, 25000), -1);
	/* Indoors 8 a person, outdoors what the service says; the tiers begin at three things. */
	must(owrs(RATES "  HOMES:\n    indoor: 8*people\n    outdoor: 0.7*rain*area\n"
	    "    budget: indoor+outdoor\n    tier_starts: [0, indoor, 100%, 125%]\n"
	    "    tier_prices: [1, 2, 5, 9]\n    commodity_charge: Budget\n    bill: commodity_charge\n"));
	ck_assert(told("line 8", "number \\\"outdoor\\\""));
	ck_assert(told("line 10", "2 different things"));
	/* 2 people: 16 indoors, 4 outdoors, budget 20: 16×1 + 4×2 + 5×5 + 3×9 */
	ck_assert_int_eq(bill_of("HOMES", "{\"people\":\"2\",\"outdoor\":\"4\"}", 28000), 7600);
	ck_assert_int_eq(bill_of("HOMES", "{\"people\":\"2\",\"outdoor\":\"4\"}", 10000), 1000);
	ck_assert_int_eq(bill_of("HOMES", "{\"people\":\"2\",\"outdoor\":\"4\"}", 18000), 2000);
}
END_TEST

START_TEST(old_lists_and_left_out)
{
	must(owrs("metadata:\n  effective_date: soon\n  author: Ann\nrate_structure:\n  HOMES:\n"
	    "    - service_charge: 5\n    - permit: 3*acres\n    - bill: service_charge+permit+2*commodity_charge\n"
	    "    - commodity_charge: Tiered\n    - tier_starts: [0]\n    - tier_prices: [1]\n  NONE:\n"
	    "    bill: x*y\nnotes: none\n"));
	ck_assert_int_eq(bill_of("HOMES", NULL, 3000), 500);
	ck_assert_ptr_null(taking.effective_on);
	ck_assert(told("line 2", "no date"));
	ck_assert(told("line 3", "author"));
	ck_assert(told("metadata", "CCF was taken"));
	ck_assert(told("line 7", "acres"));
	ck_assert(told("line 8", "by tiers"));
	ck_assert(told("line 12", "nothing of it"));
	ck_assert(told("line 14", "notes"));
}
END_TEST

START_TEST(bad_tiers)
{
	refused(owrs(RATES "  HOMES:\n    tier_starts: [0, 15, 15]\n    tier_prices: [1, 2, 3]\n"
	    "    commodity_charge: Tiered\n    bill: commodity_charge\n"), "overlap", "line 7");
	refused(owrs(RATES "  HOMES:\n    tier_starts:\n      - 5\n      - 15\n    tier_prices: [1, 2]\n"
	    "    commodity_charge: Tiered\n    bill: commodity_charge\n"), "gap", "line 8");
	refused(owrs(RATES "  HOMES:\n    tier_starts: [0, 15]\n    tier_prices: [1]\n"
	    "    commodity_charge: Tiered\n    bill: commodity_charge\n"), "gap", "2 tier starts and 1 prices");
	refused(owrs(RATES "  HOMES:\n    tier_starts: [0, 15]\n    tier_prices: [1, free]\n"
	    "    commodity_charge: Tiered\n    bill: commodity_charge\n"), "format", "line 8");
	refused(owrs("metadata: {bill_unit: hogshead}\nrate_structure:\n  HOMES: {service_charge: 1,"
	    " bill: service_charge}\n"), "unit", "hogshead");
	refused(owrs("metadata: {}\n"), "required", "rate_structure");
}
END_TEST

START_TEST(bad_yaml)
{
	struct buf b = buf_in(cx.arena);

	refused(owrs("a: &a [x,x,x,x,x,x,x,x]\nb: [*a,*a,*a,*a,*a,*a,*a,*a]\n"), "alias", "Line 1");
	refused(owrs("a: 1\nb: *a\n"), "alias", "Line 2");
	refused(owrs("a: !!binary aGFsbG8=\n"), "alias", "tags");
	refused(owrs("a: 1\na: 2\n"), "doubled", "Line 2");
	refused(owrs("--- {a: 1}\n--- {b: 2}\n"), "format", "second document");
	refused(owrs(""), "required", "empty");
	refused(owrs(RATES "  HOMES:\n    tier_starts: [0, 15"), "format", "cannot be read");
	refused(owrs("\xff\xfe\x41"), "format", "cannot be read");
	for (int i = 0; i < 40; i++)
		buf_putc(&b, '[');
	refused(owrs(b.data), "depth", "too deeply");
	b = buf_in(cx.arena);
	buf_puts(&b, "a:\n");
	for (int i = 0; i < YAML_MEMBERS_MAX + 2; i++)
		buf_puts(&b, "  - 1\n");
	refused(owrs(b.data), "length", "too many");
	b = buf_in(cx.arena);
	while (b.len <= YAML_BYTES_MAX)
		buf_puts(&b, "# only a comment, again and again and again and again and again\n");
	ck_assert_int_eq(owrs(b.data), E_TOO_LARGE);
}
END_TEST

/* ---- the U.S. Utility Rate Database ---- */

/* twelve months of 24 hours: in summer from 12 to 18 o'clock `peak`, else nothing */
static const char *
grid(int peak, int summer, int winter)
{
	struct buf b = buf_in(cx.arena);

	for (int m = 0; m < 12; m++) {
		bool is_summer = m >= 5 && m <= 8;

		buf_puts(&b, m ? ",[" : "[[");
		for (int h = 0; h < 24; h++)
			buf_printf(&b, "%s%d", h ? "," : "", is_summer && h >= 12 && h < 18 ? peak
			    : is_summer ? summer : winter);
		buf_putc(&b, ']');
	}
	buf_putc(&b, ']');
	return b.data;
}

static enum err
energy(const char *structure, const char *weekday, const char *weekend, const char *more)
{
	return urdb(fmt(cx.arena, "{\"energyratestructure\":%s,\"energyweekdayschedule\":%s,"
	    "\"energyweekendschedule\":%s%s}", structure, weekday, weekend, more));
}

START_TEST(months_are_seasons)
{
	must(energy("[[{\"rate\":0.1,\"max\":100,\"unit\":\"kWh\"},{\"rate\":0.2,\"adj\":0.05}],[{\"rate\":9}]]",
	    grid(0, 0, 1), grid(0, 0, 1), ",\"name\":\"R-1\",\"startdate\":1514764800,\"sector\":\"Residential\","
	    "\"fixedchargefirstmeter\":0.5,\"fixedchargeunits\":\"$/day\",\"minmonthlycharge\":20"));
	ck_assert_str_eq(taking.effective_on, "2018-01-01");
	ck_assert_ptr_nonnull(strstr(taking.doc_json, "June to September"));
	/* 30 × 0.50, 100 × 0.10, 50 × 0.25; and nothing used: the least bill */
	ck_assert_int_eq(bill_of("RESIDENTIAL", NULL, 150000), 1500 + 1000 + 1250);
	ck_assert_int_eq(bill_of("RESIDENTIAL", NULL, 0), 2000);
}
END_TEST

START_TEST(hours_are_a_schedule)
{
	const struct tariff *t;

	must(energy("[[{\"rate\":0.1}],[{\"rate\":1.5e-1}]]", grid(1, 0, 0), grid(0, 0, 0),
	    ",\"demandratestructure\":[[{\"rate\":10,\"max\":50,\"unit\":\"kW\"},{\"rate\":8}]],"
	    "\"flatdemandstructure\":[[{\"rate\":1}],[{\"rate\":2}]],"
	    "\"flatdemandmonths\":[0,0,0,0,0,1,1,1,1,0,0,0]"));
	must(tariff_parse(&cx, taking.doc_json, strlen(taking.doc_json), "", &t));
	ck_assert_uint_eq(tariff_components(t, 0), 3);
	ck_assert_str_eq(tariff_component_kind(t, 0, 0), "tou");
	ck_assert_str_eq(tariff_component_kind(t, 0, 1), "demand");
	ck_assert(tariff_needs_intervals(t, 0));
	ck_assert_ptr_nonnull(strstr(taking.doc_json, "\"price\":\"0.15\""));
	ck_assert_int_eq(bill_of("GENERAL", NULL, 1000), -1);		/* no use by the hour */
}
END_TEST

START_TEST(urdb_left_out)
{
	must(energy("[[{\"rate\":0.1,\"sell\":0.03}]]", grid(0, 0, 0), grid(0, 0, 0),
	    ",\"coincidentratestructure\":[[{\"rate\":2}]],\"demandreactivepowercharge\":0.2,"
	    "\"lookbackpercent\":0,\"demandratestructure\":[[{\"rate\":3,\"unit\":\"kVA\"}]],"
	    "\"energycomments\":\"see rider 7\",\"fueladjustmentsmonthly\":[0,0.1],\"brandnew\":5,"
	    "\"fixedmonthlycharge\":\"9.5\""));
	ck_assert(told("/energyratestructure/0/0/sell", "feeds in"));
	ck_assert(told("/coincidentratestructure", "peak"));
	ck_assert(told("/demandreactivepowercharge", "Reactive"));
	ck_assert(told("/demandratestructure/0/0/unit", "kVA"));
	ck_assert(told("/fueladjustmentsmonthly", "fuel"));
	ck_assert(told("/brandnew", "not known"));
	ck_assert(told("", "energycomments"));
	ck_assert(!told("/lookbackpercent", ""));
	ck_assert_int_eq(bill_of("GENERAL", NULL, 10000), 950 + 100);
	must(urdb(fmt(cx.arena, "{\"items\":[{\"fixedmonthlycharge\":4},{\"x\":1}]}")));
	ck_assert(told("/items", "first one"));
	ck_assert_int_eq(bill_of("GENERAL", NULL, 0), 400);
	/* tiers by the day cannot be: the whole price of energy is left out, never half of it */
	must(energy("[[{\"rate\":0.1,\"max\":5,\"unit\":\"kWh daily\"},{\"rate\":0.2}]]", grid(0, 0, 0),
	    grid(0, 0, 0), ",\"fixedmonthlycharge\":4"));
	ck_assert(told("/energyratestructure/0/0/unit", "left out"));
	ck_assert_int_eq(bill_of("GENERAL", NULL, 10000), 400);
}
END_TEST

START_TEST(urdb_refused)
{
	refused(energy("[[{\"rate\":1,\"max\":100},{\"rate\":2,\"max\":100},{\"rate\":3}]]", grid(0, 0, 0),
	    grid(0, 0, 0), ""), "overlap", "/energyratestructure/0/1/max");
	refused(energy("[[{\"rate\":1},{\"rate\":2}]]", grid(0, 0, 0), grid(0, 0, 0), ""), "gap",
	    "/energyratestructure/0/0/max");
	refused(energy("[[{\"rate\":-1}]]", grid(0, 0, 0), grid(0, 0, 0), ""), "range", "below zero");
	refused(energy("[[{\"rate\":1}]]", grid(3, 0, 0), grid(0, 0, 0), ""), "range",
	    "/energyweekdayschedule/5/12");
	refused(energy("[[{\"rate\":1}]]", "[[0,1]]", grid(0, 0, 0), ""), "length", "12 months");
	refused(urdb("{\"energyratestructure\":[[{\"rate\":1"), "format", "byte");
	refused(urdb("{\"a\":1,\"a\":2}"), "format", "twice");
	refused(urdb("{\"items\":[]}"), "length", "no rate");
	refused(urdb("{\"name\":\"nothing\"}"), "required", "nothing of this rate");
	ck_assert_int_eq(take_urdb(&taking, "{}", (size_t)50 << 20), E_TOO_LARGE);
}
END_TEST

/* Every beginning of a file is taken or refused; none is half taken without a word. */
START_TEST(cut_anywhere)
{
	const char *whole = RATES "  HOMES:\n    service_charge:\n      depends_on: size\n      values:\n"
	    "        a: 1\n        b: 2\n    tier_starts: [0, 10]\n    tier_prices: [1, 2]\n"
	    "    commodity_charge: Tiered\n    bill: service_charge+commodity_charge\n";

	for (size_t n = 0; n < strlen(whole); n++) {
		enum err e;

		arena_reset(cx.arena);
		failure_clear(&cx);
		taking = (struct tariff_taking){ .cx = &cx };
		e = take_owrs(&taking, whole, n);
		ck_assert(e == OK || (e == E_INPUT && cx.failure.first));
		if (e == OK)
			ck_assert_ptr_nonnull(taking.doc_json);
	}
}
END_TEST

UNIT_MAIN("tariff_take", 0, formulas, first_units, parts_of_a_bill, two_attributes, bars_in_values, seasons,
    budgets, old_lists_and_left_out, bad_tiers, bad_yaml, months_are_seasons, hours_are_a_schedule,
    urdb_left_out, urdb_refused, cut_anywhere)
