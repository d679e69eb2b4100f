#include "metrics.h"
#include <stdlib.h>
#include <string.h>
#include "bulk.h"
#include "clock.h"
#include "text.h"

enum { DIMENSIONS = METRIC_DIMENSIONS, MEASURES = METRIC_MEASURES, BULK_MAX = 1000 };

static const char *const names[DATASETS] = {
#define DATASET(NAME, name, dims, measures) name,
#include "datasets.def"
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

#define INSERT_DELTA "insert into metric_delta" \
	" (id, dataset, fact_on, d1, d2, d3, d4, d5, d6, d7, d8, d9, d10, m1, m2, m3, m4, m5, m6)" \
	" values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"

#define DELTA_VALUES(x) \
	str((x)->d[0]), str((x)->d[1]), str((x)->d[2]), str((x)->d[3]), str((x)->d[4]), str((x)->d[5]), \
	    str((x)->d[6]), str((x)->d[7]), str((x)->d[8]), str((x)->d[9]), i64((x)->m[0]), \
	    i64((x)->m[1]), i64((x)->m[2]), i64((x)->m[3]), i64((x)->m[4]), i64((x)->m[5])

static bool
is_nothing(const struct delta *x)
{
	for (unsigned i = 0; i < MEASURES; i++)
		if (x->m[i] != 0)
			return false;
	return true;
}

static enum err
append(struct cx *cx, const struct delta *x)
{
	if (is_nothing(x))
		return OK;
	return db_exec(cx, INSERT_DELTA, str(new_id(cx->arena)), str(x->dataset), str(x->on),
	    DELTA_VALUES(x));
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
		if (x->d[i] != y->d[i])
			order = strcmp(x->d[i], y->d[i]);
	return order;
}

static size_t
hashed(size_t h, const char *s)
{
	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 1099511628211u;
	return (h ^ '|') * 1099511628211u;
}

static size_t
bucket_hash(const struct delta *x)
{
	size_t h = hashed(hashed(14695981039346656037u, x->dataset), x->on);

	for (unsigned i = 0; i < DIMENSIONS; i++)
		h = hashed(h, x->d[i]);
	return h;
}

/* Sum deltas of one bucket into one, without those that come to nothing.  How many are left. */
static size_t
sum_buckets(struct cx *cx, struct delta *x, size_t n)
{
	size_t slots = 16, out = 0, left = 0;
	struct delta **slot;

	while (slots < 2 * n)
		slots *= 2;
	slot = arena_array(cx->arena, struct delta *, slots);
	for (size_t i = 0; i < n; i++) {
		size_t at = bucket_hash(&x[i]) & (slots - 1);

		while (slot[at] && by_bucket(slot[at], &x[i]) != 0)
			at = (at + 1) & (slots - 1);
		if (slot[at]) {
			for (unsigned k = 0; k < MEASURES; k++)
				slot[at]->m[k] += x[i].m[k];
		} else {
			slot[at] = &x[out];
			x[out++] = x[i];
		}
	}
	for (size_t i = 0; i < out; i++)
		if (!is_nothing(&x[i]))
			x[left++] = x[i];
	return left;
}

static enum err
append_all(struct cx *cx, const struct delta *x, size_t n)
{
	struct bulk b = bulk_of(cx, 3 + DIMENSIONS + MEASURES, n);

	for (size_t i = 0; i < n; i++)
		bulk_add(&b, str(new_id(cx->arena)), str(x[i].dataset), str(x[i].on), DELTA_VALUES(&x[i]));
	return bulk_write(cx, &b, INSERT_DELTA);
}

enum err
metric_changes(struct cx *cx, const struct signed_fact *facts, size_t n)
{
	struct delta *x = arena_array(cx->arena, struct delta, n);

	for (size_t i = 0; i < n; i++) {
		x[i].dataset = names[facts[i].which];
		add_fact(&x[i], &facts[i].fact, facts[i].sign);
	}
	return append_all(cx, x, sum_buckets(cx, x, n));
}

/* ---- folding ---- */

enum days { BY_DAY, BY_DUE, NO_DAYS };

static const struct cut { enum dataset of; int number; enum days days; const char *dims; } cuts[] = {
#define CUT(NAME, number, days, dims) { NAME, number, days, dims },
#include "datasets.def"
};

static const char *const dimensions[DATASETS] = {
#define DATASET(NAME, name, dims, measures) dims,
#include "datasets.def"
};

#define NO_DAY "0001-01-01"

struct folding { int64_t max; unsigned folded; };

static void
read_deltas(struct delta *out, const struct rows *rows)
{
	static const char *const d[] = { "d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8", "d9", "d10" };
	static const char *const m[] = { "m1", "m2", "m3", "m4", "m5", "m6" };

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

/* The place of a name among names apart by blanks, or -1. */
static int
place(const char *names_apart, const char *name, size_t len)
{
	int at = 0;

	for (const char *p = names_apart; *p; at++) {
		size_t n = strcspn(p, " ");

		if (n == len && strncmp(p, name, n) == 0)
			return at;
		p += n + (p[n] == ' ');
	}
	return -1;
}

/* The delta with the dimensions of the cut alone. */
static struct delta
cut_down(const struct cut *cut, const struct delta *x)
{
	struct delta out = *x;

	for (unsigned i = 0; i < DIMENSIONS; i++)
		out.d[i] = "";
	for (const char *p = cut->dims; *p;) {
		size_t n = strcspn(p, " ");
		int at = place(dimensions[cut->of], p, n);

		out.d[at] = x->d[at];
		p += n + (p[n] == ' ');
	}
	if (cut->days == NO_DAYS)
		out.on = NO_DAY;
	else if (cut->days == BY_DUE)
		out.on = x->d[place(dimensions[cut->of], "due_on", 6)];
	return out;
}

static enum err
add_to_cut(struct cx *cx, const struct cut *cut, const struct delta *x, size_t n)
{
	struct bulk b = bulk_of(cx, 3 + DIMENSIONS + MEASURES, n);

	for (size_t i = 0; i < n; i++) {
		const struct delta *y = &x[i];

		bulk_add(&b, str(y->dataset), i64(cut->number), str(y->on), DELTA_VALUES(y));
	}
	return bulk_write(cx, &b,
	    "insert into metric_rollup (dataset, cut, on_day, d1, d2, d3, d4, d5, d6, d7, d8, d9, d10,"
	    " m1, m2, m3, m4, m5, m6)"
	    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on duplicate key update"
	    " m1 = m1 + values(m1), m2 = m2 + values(m2), m3 = m3 + values(m3), m4 = m4 + values(m4),"
	    " m5 = m5 + values(m5), m6 = m6 + values(m6)");
}

static enum err
add_to_rollup(struct cx *cx, const struct delta *x, size_t n)
{
	struct delta *of = arena_array(cx->arena, struct delta, n);

	for (size_t c = 0; c < COUNT(cuts); c++) {
		size_t count = 0;

		for (size_t i = 0; i < n; i++)
			if (same_text(x[i].dataset, names[cuts[c].of]))
				of[count++] = cut_down(&cuts[c], &x[i]);
		count = sum_buckets(cx, of, count);
		qsort(of, count, sizeof *of, by_bucket);	/* rows near each other one after another */
		TRY(add_to_cut(cx, &cuts[c], of, count));
	}
	return OK;
}

enum err
metric_start(struct cx *cx)
{
	return db_exec(cx, "insert into metric_state (version, folded_at) values (0, ?)",
	    instant(cx, real_now()));
}

/* Whose turn it is to fold this tenant's: who has the state's row. */
static enum err
take_turn(struct cx *cx, bool *mine)
{
	const struct row *state;

	TRY(db_maybe(cx, &state, "select version from metric_state for update skip locked"));
	*mine = state != NULL;
	return OK;
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
	bool mine;

	in->folded = 0;
	TRY(take_turn(cx, &mine));
	if (!mine)
		return OK;
	TRY(db_all(cx, &rows, "select id, dataset, fact_on, d1, d2, d3, d4, d5, d6, d7, d8, d9, d10,"
	    " m1, m2, m3, m4, m5, m6 from metric_delta limit ? for update skip locked", i64(in->max)));
	if (rows.n == 0)
		return OK;
	deltas = arena_array(cx->arena, struct delta, rows.n);
	ids = arena_array(cx->arena, struct param, rows.n);
	read_deltas(deltas, &rows);
	for (size_t i = 0; i < rows.n; i++)
		ids[i] = str(deltas[i].id);
	TRY(add_to_rollup(cx, deltas, rows.n));
	TRY(db_bulk(cx, rows.n, &ids, 1, "delete from metric_delta where id = ?"));
	in->folded = (unsigned)rows.n;
	return db_exec(cx,
	    "update metric_state set version = version + 1, folded = folded + ?, folded_at = ?",
	    i64((int64_t)rows.n), instant(cx, real_now()));
}

enum err
metric_fold(struct cx *cx, unsigned max, unsigned *folded)
{
	struct folding in = { .max = max < BULK_MAX ? max : BULK_MAX };
	enum err e = db_tx_claim(cx, fold, &in);

	*folded = e == OK ? in.folded : 0;
	return e;
}
