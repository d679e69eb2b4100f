#include "facts_seen.h"
#include "clock.h"

bool
fact_of_row(const struct row *row, struct seen_fact *out)
{
	static const char *const d[] = { "d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8", "d9", "d10" };
	static const char *const m[] = { "m1", "m2", "m3", "m4", "m5", "m6" };
	int due;

	if (row_null(row, "id"))
		return false;
	out->id = row_str(row, "id");
	out->of = dataset_by_name(row_str(row, "dataset"));
	if (out->of == DATASETS)
		return false;
	out->day = date_days(row_str(row, "fact_on"));
	for (unsigned i = 0; i < METRIC_DIMENSIONS; i++)
		out->d[i] = row_str(row, d[i]);
	for (unsigned i = 0; i < METRIC_MEASURES; i++)
		out->m[i] = row_i64(row, m[i]);
	due = dataset_shape(out->of)->due;
	out->due = due >= 0 && date_valid(out->d[due]) ? date_days(out->d[due]) : SINCE_EVER;
	return true;
}

enum err
sums_recall(struct cx *cx, struct wanted *w, size_t n, const char *key)
{
	(void)key;
	return sums_read(cx, w, n);
}
