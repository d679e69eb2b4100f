/*
 * Rating alone, one core: bills a second for tariffs of several kinds.  Prints a line of JSON for
 * each: {"name", "bills_s", "ns", "check"}; check is the sum of the bills, so that nothing is left
 * out.
 *
 *   build/bench/rating [SECONDS]		make bench runs it
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "arena.h"
#include "clock.h"
#include "rating.h"
#include "text.h"

enum { ROUNDS = 5, YEAR = 365 * 24 };

static struct interval year[YEAR];

#define FOUR "{\"from\":\"0\",\"price\":\"2.87\"},{\"from\":\"14\",\"price\":\"4.29\"}," \
	"{\"from\":\"40\",\"price\":\"6.44\"},{\"from\":\"148\",\"price\":\"10.07\"}"
#define USAGE "{\"id\":\"u\",\"kind\":\"usage\",\"name\":\"Water\",\"tiers\":[" FOUR "]}"

static const struct kind { const char *name, *doc;
} kinds[] = {
	{ "four tiers", "{\"unit\":\"CCF\",\"classes\":{\"R\":{\"components\":[" USAGE "]}}}" },
	{ "four tiers, fixed by meter size, surcharge, tax",
	    "{\"unit\":\"CCF\",\"attributes\":[{\"name\":\"size\",\"values\":[\"S\",\"L\"],"
	    "\"default\":\"L\"}],"
	    "\"classes\":{\"R\":{\"components\":[{\"id\":\"f\",\"kind\":\"fixed\",\"name\":"
	    "\"Service\",\"amount\":{\"by\":"
	    "\"size\",\"values\":{\"S\":\"12.10\",\"L\":\"20.35\"}}}," USAGE
	    ",{\"id\":\"p\",\"kind\":\"percent\",\"name\":"
	    "\"Fund\",\"percent\":\"3\"},{\"id\":\"t\",\"kind\":\"tax\",\"name\":\"Tax\","
	    "\"percent\":\"8.875\"}]}}}" },
	{ "four tiers of thirty days, in a season",
	    "{\"unit\":\"CCF\",\"period\":{\"days\":30},\"seasons\":[{\"name\":\"S\",\"from\":"
	    "\"05-01\",\"to\":\"10-31\"}],"
	    "\"classes\":{\"R\":{\"components\":[{\"id\":\"u\",\"kind\":\"usage\",\"name\":"
	    "\"Water\",\"season\":\"S\","
	    "\"tiers\":[" FOUR "]}]}}}" },
};

static double
measure(const struct kind *k, const struct tariff *t, struct tariff_profile *p, double seconds,
    int64_t *check)
{
	struct rating_version version = { t, p, INT32_MIN, INT32_MAX };
	static struct rated r;
	double best = 1e9;

	for (int round = 0; round < ROUNDS; round++) {
		int64_t began = monotonic_now(), until = began + (int64_t)(seconds * 1e6 / ROUNDS),
			now = began, n = 0;

		*check = 0;
		while (now < until) {
			for (int i = 0; i < 4096; i++, n++) {
				struct rating_input in = { .versions = &version,
					.version_count = 1,
					.from = 20580 + i % 30,
					.to = 20640 + i % 30,
					.use_milli = (int64_t)i * 53,
					.demand_milli = -1 };

				if (rate(&in, &r) != RATED) {
					fprintf(stderr, "%s was not rated\n", k->name);
					exit(1);
				}
				*check += r.total_minor;
			}
			now = monotonic_now();
		}
		if ((double)(now - began) / (double)n < best)
			best = (double)(now - began) / (double)n;
	}
	return best * 1000;
}

/* A year of hours under a tariff by time of use: how long one bill takes. */
static void
by_the_hour(struct cx *cx)
{
	struct buf b = buf_in(cx->arena);
	const struct tariff *t;
	struct tariff_profile p;
	struct rating_version version = { .profile = &p, .from = INT32_MIN, .to = INT32_MAX };
	struct rating_input in = { .versions = &version,
		.version_count = 1,
		.from = 20454,
		.to = 20454 + 364,
		.intervals = year,
		.interval_count = YEAR };
	static struct rated r;
	int64_t began, n = 200;

	buf_puts(&b, "{\"unit\":\"kWh\",\"schedules\":{\"e\":{");
	for (int w = 0; w < 2; w++) {
		buf_puts(&b, w ? ",\"weekend\":[" : "\"weekday\":[");
		for (int m = 0; m < 12; m++)
			buf_printf(&b, "%s[0,0,0,0,0,0,1,1,1,1,0,0,0,0,0,0,%d,%d,2,2,2,0,0,0]",
			    m ? "," : "", 2 - w, 2 - w);
		buf_puts(&b, "]");
	}
	buf_puts(&b,
	    "}},\"classes\":{\"R\":{\"components\":[{\"id\":\"e\",\"kind\":\"tou\",\"name\":"
	    "\"Energy\",\"schedule\":"
	    "\"e\",\"rates\":[[{\"from\":\"0\",\"price\":\"0.08\"}],[{\"from\":\"0\",\"price\":"
	    "\"0.12\"}],[{\"from\":\"0\","
	    "\"price\":\"0.31\"}]]},{\"id\":\"d\",\"kind\":\"demand\",\"name\":\"Demand\","
	    "\"rates\":[[{\"from\":\"0\","
	    "\"price\":\"4.10\"}]]}]}}}");
	if (tariff_parse(cx, b.data, b.len, "", &t) != OK ||
	    tariff_profile(cx, t, "R", NULL, &p) != OK)
		exit(1);
	version.tariff = t;
	for (int i = 0; i < YEAR; i++)
		year[i] = (struct interval){ in.from + i / 24, (int16_t)(i % 24 * 60), 60,
			400 + i * 37 % 1900 };
	began = monotonic_now();
	for (int64_t i = 0; i < n; i++)
		if (rate(&in, &r) != RATED)
			exit(1);
	printf(
	    "{\"name\": \"a year by the hour\", \"bills_s\": %.0f, \"ns\": %.0f, \"check\":"
	    " %lld}\n",
	    (double)n * 1e6 / (double)(monotonic_now() - began),
	    (double)(monotonic_now() - began) * 1000 / (double)n, (long long)r.total_minor);
}

int
main(int argc, char **argv)
{
	double seconds = argc > 1 ? strtod(argv[1], NULL) : 2;
	struct cx cx = { .arena = arena_new((size_t)64 << 20) };

	cx.who.currency = "USD";
	for (size_t i = 0; i < COUNT(kinds); i++) {
		const struct tariff *t;
		struct tariff_profile p;
		int64_t check;
		double ns;

		if (tariff_parse(&cx, kinds[i].doc, strlen(kinds[i].doc), "", &t) != OK ||
		    tariff_profile(&cx, t, "R", NULL, &p) != OK) {
			fprintf(stderr, "%s: %s\n", kinds[i].name, cx.failure.detail);
			return 1;
		}
		ns = measure(&kinds[i], t, &p, seconds, &check);
		printf("{\"name\": \"%s\", \"bills_s\": %.0f, \"ns\": %.0f, \"check\": %lld}\n",
		    kinds[i].name, 1e9 / ns, ns, (long long)check);
	}
	by_the_hour(&cx);
	arena_free(cx.arena);
	return 0;
}
