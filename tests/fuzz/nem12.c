/*
 * Any bytes as NEM12: no record makes a day that is not whole, and a file that is good has all of its
 * days, in its lines' order.
 */
#include <string.h>
#include "csv.h"
#include "fuzz.h"
#include "nem12.h"
#include "text.h"

static void
check(const struct nem12_day *d, int64_t *last)
{
	if (d->line <= *last || d->n > NEM12_INTERVALS_MAX || strlen(d->quality) > d->n)
		abort();
	*last = d->line;
	(void)nem12_use_milli(d);
	(void)nem12_quality(d);
	(void)nem12_missing(d);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct nem12 p;
	struct arena *a = arena_new((size_t)16 << 20);
	struct csv *c = csv_new(a, &(struct csv_format){ CSV_UTF8, ',' });
	const char *s = (const char *)data;
	struct nem12_day day;
	struct csv_row row;
	int64_t last = 0, line = 1, days = 0;
	enum csv_step step;

	memset(&p, 0, sizeof p);
	while ((step = csv_next(c, &row)) != CSV_END) {
		if (step == CSV_MORE) {
			size_t fed = csv_feed(c, s, size);

			s += fed;
			size -= fed;
			if (size == 0)
				csv_finish(c);
			continue;
		}
		line = row.line;
		if (row.fault)
			nem12_unreadable(&p, row.line, row.fault_text);
		else if (nem12_record(&p, row.line, row.fields, row.n, &day)) {
			check(&day, &last);
			days++;
		}
	}
	if (nem12_end(&p, line, &day)) {
		check(&day, &last);
		days++;
	}
	if (p.fault_count == 0 && (days != p.days || !p.ended))
		abort();
	arena_free(a);
	return 0;
}
