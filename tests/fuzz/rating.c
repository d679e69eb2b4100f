/*
 * Any tariff document, and any use rated by it.  The text up to the first NUL is the document, what
 * follows are dates, use, attributes and intervals.  Lines add up, and nothing leaves its range.
 */
#include "fuzz.h"
#include "rating.h"

enum { INTERVALS = 64 };

struct bytes { const uint8_t *at; size_t n; };

static int64_t
next(struct bytes *b, size_t width)
{
	uint64_t v = 0;

	for (size_t i = 0; i < width && b->n > 0; i++, b->n--)
		v = v << 8 | *b->at++;
	return (int64_t)v;
}

static void
rate_class(struct cx *cx, const struct tariff *t, size_t class, struct bytes b)
{
	static struct interval intervals[INTERVALS];
	static struct rated r;
	struct tariff_profile p[2];
	struct rating_version v[2];
	int32_t from = (int32_t)next(&b, 2) + 10000, to = from + (int32_t)next(&b, 1);
	struct rating_input in = { .versions = v, .version_count = 1 + (size_t)(next(&b, 1) & 1),
		.from = from, .to = to, .use_milli = next(&b, 8), .demand_milli = next(&b, 4) - 1 };
	enum rate_result e;
	int64_t sum = 0;

	for (size_t i = 0; i < 2; i++) {
		if (tariff_profile(cx, t, tariff_class_code(t, class), NULL, &p[i]) != OK)
			return;
		for (size_t k = 0; k < tariff_attributes(t); k++)
			if (next(&b, 1) & 1)
				p[i].attributes[k] = next(
				    &b, tariff_attribute_is_number(t, k) ? 6 : 1);
		v[i] = (struct rating_version){ t, &p[i], i == 0 ? INT32_MIN : from + 7,
			INT32_MAX };
	}
	if (in.version_count == 2)
		v[0].to = from + 6;
	if (b.n > 4 && next(&b, 1) & 1) {
		in.intervals = intervals;
		while (b.n > 4 && in.interval_count < INTERVALS)
			intervals[in.interval_count++] = (struct interval){ from +
				    (int32_t)next(&b, 1),
				(int16_t)(next(&b, 2) % 1500), (int16_t)next(&b, 1), next(&b, 3) };
	}
	e = rate(&in, &r);
	(void)rate_why(cx, &in, &r, e);
	MUST(e == RATED || r.count == 0);
	for (size_t i = 0; i < r.count; i++) {
		MUST(!__builtin_add_overflow(sum, r.lines[i].amount_minor, &sum));
		MUST(r.lines[i].from >= from && r.lines[i].to <= to);
		MUST(*line_text(cx, &in, &r.lines[i]));
		MUST(*line_arithmetic(cx, &in, &r.lines[i]));
	}
	MUST(e != RATED || sum == r.total_minor);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cx cx = fuzz_cx();
	const uint8_t *end = memchr(data, 0, size);
	size_t len = end ? (size_t)(end - data) : size;
	const struct tariff *t;
	const struct tree *tree;
	int64_t fee;

	if (tariff_parse(&cx, (const char *)data, len, "", &t) != OK)
		return 0;
	MUST(tree_parse(&cx, (const char *)data, len, &tree) == OK && *tree_text(&cx, tree) == '{');
	for (int late = 0; late < 400; late += 37)
		MUST(late_fee_steps(tariff_late_fee(t), late) <= late);
	(void)late_fee_amount(tariff_late_fee(t), (int64_t)size << 20, &fee);
	for (size_t i = 0; i < tariff_classes(t); i++)
		rate_class(&cx, t, i, (struct bytes){ data + len, size - len });
	return 0;
}
