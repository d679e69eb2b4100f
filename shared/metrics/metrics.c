#include "metrics.h"
#include <stdlib.h>
#include <string.h>
#include "text.h"

enum { DIMENSIONS = 6, MEASURES = 4, BULK_MAX = 1000 };

static const char *const names[DATASETS] = {
#define DATASET(NAME, name, dims, measures) name,
#include "datasets.def"
#undef DATASET
};

/* A delta as it is written or was read. */
struct delta { const char *id, *dataset, *on, *d[DIMENSIONS]; int64_t m[MEASURES]; };

static void
add_fact(struct delta *delta, const struct fact *fact, int64_t sign)
{
	delta->on = fact->on;
	for (unsigned i = 0; i < DIMENSIONS; i++)
		delta->d[i] = fact->d[i] ? fact->d[i] : "";
	for (unsigned i = 0; i < MEASURES; i++)
		delta->m[i] += sign * fact->m[i];
}

static bool
same_bucket(const struct fact *a, const struct fact *b)
{
	bool same = same_text(a->on, b->on);

	for (unsigned i = 0; same && i < DIMENSIONS; i++)
		same = same_text(a->d[i] ? a->d[i] : "", b->d[i] ? b->d[i] : "");
	return same;
}

static enum err
append(struct cx *cx, const struct delta *x)
{
	if (x->m[0] == 0 && x->m[1] == 0 && x->m[2] == 0 && x->m[3] == 0)
		return OK;
	return db_exec(cx,
	    "insert into metric_delta"
	    " (id, dataset, fact_on, d1, d2, d3, d4, d5, d6, m1, m2, m3, m4)"
	    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(new_id(cx->arena)), str(x->dataset), str(x->on), str(x->d[0]), str(x->d[1]),
	    str(x->d[2]), str(x->d[3]), str(x->d[4]), str(x->d[5]), i64(x->m[0]), i64(x->m[1]),
	    i64(x->m[2]), i64(x->m[3]));
}

enum err
metric_change(
    struct cx *cx, enum dataset which, const struct fact *before, const struct fact *after)
{
	struct delta taken = { .dataset = names[which] }, added = { .dataset = names[which] };

	if (before && after && same_bucket(before, after)) {
		add_fact(&added, before, -1);
		add_fact(&added, after, 1);
		return append(cx, &added);
	}
	if (before) {
		add_fact(&taken, before, -1);
		TRY(append(cx, &taken));
	}
	if (after) {
		add_fact(&added, after, 1);
		TRY(append(cx, &added));
	}
	return OK;
}

static int
by_bucket(const void *a, const void *b)
{
	const struct delta *x = a, *y = b;
	int order = strcmp(x->dataset, y->dataset);

	if (order == 0)
		order = strcmp(x->on, y->on);
	for (unsigned i = 0; order == 0 && i < DIMENSIONS; i++)
		order = strcmp(x->d[i], y->d[i]);
	return order;
}

/* Sum deltas of one bucket into the first of them; sorted by bucket, so that two folders take the
 * rollup's rows in one order.  How many buckets there are. */
static size_t
sum_buckets(struct delta *x, size_t n)
{
	size_t out = 0;

	qsort(x, n, sizeof *x, by_bucket);
	for (size_t i = 0; i < n; i++) {
		if (out > 0 && by_bucket(&x[out - 1], &x[i]) == 0)
			for (unsigned k = 0; k < MEASURES; k++)
				x[out - 1].m[k] += x[i].m[k];
		else
			x[out++] = x[i];
	}
	return out;
}

static enum err
append_all(struct cx *cx, const struct delta *x, size_t n)
{
	struct param *column[3 + DIMENSIONS + MEASURES];

	for (unsigned c = 0; c < COUNT(column); c++)
		column[c] = arena_array(cx->arena, struct param, n);
	for (size_t i = 0; i < n; i++) {
		column[0][i] = str(new_id(cx->arena));
		column[1][i] = str(x[i].dataset);
		column[2][i] = str(x[i].on);
		for (unsigned k = 0; k < DIMENSIONS; k++)
			column[3 + k][i] = str(x[i].d[k]);
		for (unsigned k = 0; k < MEASURES; k++)
			column[3 + DIMENSIONS + k][i] = i64(x[i].m[k]);
	}
	return db_bulk(cx, n, column, COUNT(column),
	    "insert into metric_delta"
	    " (id, dataset, fact_on, d1, d2, d3, d4, d5, d6, m1, m2, m3, m4)"
	    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
}

enum err
metric_changes(struct cx *cx, const struct signed_fact *facts, size_t n)
{
	struct delta *x = arena_array(cx->arena, struct delta, n);

	for (size_t i = 0; i < n; i++) {
		x[i].dataset = names[facts[i].which];
		add_fact(&x[i], &facts[i].fact, facts[i].sign);
	}
	return append_all(cx, x, sum_buckets(x, n));
}

/* ---- folding ---- */

struct folding { int64_t max; unsigned folded; };


static void
read_deltas(struct delta *out, const struct rows *rows)
{
	static const char *const d[] = { "d1", "d2", "d3", "d4", "d5", "d6" };
	static const char *const m[] = { "m1", "m2", "m3", "m4" };

	for (size_t i = 0; i < rows->n; i++) {
		const struct row *row = &rows->row[i];

		out[i].id = row_str(row, "id");
		out[i].dataset = row_str(row, "dataset");
		out[i].on = row_str(row, "fact_on");
		for (unsigned k = 0; k < DIMENSIONS; k++)
			out[i].d[k] = row_str(row, d[k]);
		for (unsigned k = 0; k < MEASURES; k++)
			out[i].m[k] = row_i64(row, m[k]);
	}
}

static enum err
add_to_rollup(struct cx *cx, const struct delta *x, size_t n)
{
	struct param *column[2 + DIMENSIONS + MEASURES];

	for (unsigned c = 0; c < COUNT(column); c++)
		column[c] = arena_array(cx->arena, struct param, n);
	for (size_t i = 0; i < n; i++) {
		column[0][i] = str(x[i].dataset);
		column[1][i] = str(x[i].on);
		for (unsigned k = 0; k < DIMENSIONS; k++)
			column[2 + k][i] = str(x[i].d[k]);
		for (unsigned k = 0; k < MEASURES; k++)
			column[2 + DIMENSIONS + k][i] = i64(x[i].m[k]);
	}
	return db_bulk(cx, n, column, COUNT(column),
	    "insert into metric_rollup"
	    " (dataset, fact_on, d1, d2, d3, d4, d5, d6, m1, m2, m3, m4)"
	    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on duplicate key update"
	    " m1 = m1 + values(m1), m2 = m2 + values(m2), m3 = m3 + values(m3), m4 = m4 + values(m4)");
}

/* Read, add and delete exactly what was read, in one transaction: killed anywhere, nothing is lost
 * or counted twice. */
static enum err
fold(struct cx *cx, void *arg)
{
	struct folding *in = arg;
	struct rows rows;
	struct delta *deltas;
	struct param *ids;

	in->folded = 0;
	TRY(db_all(cx, &rows, "select id, dataset, fact_on, d1, d2, d3, d4, d5, d6, m1, m2, m3, m4"
	    " from metric_delta limit ? for update skip locked", i64(in->max)));
	if (rows.n == 0)
		return OK;
	deltas = arena_array(cx->arena, struct delta, rows.n);
	ids = arena_array(cx->arena, struct param, rows.n);
	read_deltas(deltas, &rows);
	for (size_t i = 0; i < rows.n; i++)
		ids[i] = str(deltas[i].id);
	TRY(add_to_rollup(cx, deltas, sum_buckets(deltas, rows.n)));
	TRY(db_bulk(cx, rows.n, &ids, 1, "delete from metric_delta where id = ?"));
	in->folded = (unsigned)rows.n;
	return OK;
}

enum err
metric_fold(struct cx *cx, unsigned max, unsigned *folded)
{
	struct folding in = { .max = max < BULK_MAX ? max : BULK_MAX };
	enum err e = db_tx_claim(cx, fold, &in);

	*folded = e == OK ? in.folded : 0;
	return e;
}
