#include "rows.h"
#include <stdlib.h>
#include <string.h>
#include "ask_private.h"
#include "clock.h"
#include "rows_private.h"

struct metric_place
metric_first_place(void)
{
	return (struct metric_place){ "9999-12-31", "ffffffff-ffff-ffff-ffff-ffffffffffff", 0, -1 };
}

/* ---- order ---- */

/* As the server keeps an id: of the older kinds the parts turned round, so that time comes last. */
static void
kept_as(const char *id, char out[33])
{
	static const unsigned char turned[] = { 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 19, 20, 21, 22,
		14, 15, 16, 17, 9, 10, 11, 12, 0, 1, 2, 3, 4, 5, 6, 7 };
	bool is_old = id[14] >= '0' && id[14] <= '5' && strchr("89abcdAB", id[19]) != NULL;
	size_t n = 0;

	for (unsigned i = 0; i < 36; i++)
		if (id[i] != '-')
			out[n++] = id[i];
	for (unsigned i = 0; is_old && i < 32; i++)
		out[i] = id[turned[i]];
	out[32] = '\0';
}

int
place_order(const struct metric_place *a, const struct metric_place *b)
{
	char x[33], y[33];
	int order = strcmp(b->on, a->on);

	if (order != 0)
		return order;
	kept_as(a->id, x);
	kept_as(b->id, y);
	order = strcmp(y, x);
	if (order == 0)
		order = (a->line > b->line) - (a->line < b->line);
	return order != 0 ? order : (a->leg > b->leg) - (a->leg < b->leg);
}

static int
by_place(const void *a, const void *b)
{
	const struct row_key *x = a, *y = b;

	return place_order(&x->place, &y->place);
}

/* ---- a page ---- */

enum err
metric_rows(struct cx *cx, const struct metric *metric, const struct metric_question *q,
    const struct metric_place *from, unsigned most, struct metric_rows *out)
{
	struct row_key *keys;
	struct metric_row *rows;
	struct legs legs;
	size_t n = 0;

	TRY(legs_of(cx, metric, q, &legs));
	keys = arena_array(cx->arena, struct row_key, ((size_t)most + 1) * LEGS_MAX);
	for (int i = 0; i < legs.n; i++) {
		size_t some;
		bool end;

		TRY(leg_keys(cx, &legs.leg[i], i, from, (size_t)most + 1, keys + n, &some, &end));
		n += some;
	}
	qsort(keys, n, sizeof *keys, by_place);
	out->more = n > most;
	out->n = out->more ? most : n;
	rows = arena_array(cx->arena, struct metric_row, out->n + 1);
	out->row = rows;
	return rows_read(cx, &legs, keys, out->n, rows);
}

/* ---- how many ---- */

/* The facts that count the rows of a leg, and how often each does. */
struct counter { const char *measure; int times; };

static size_t
counters_of(enum leg_kind kind, struct counter out[2])
{
	switch (kind) {
	case BILLS_ISSUED: case LINES_ISSUED: case PAYMENTS_TAKEN:
		/* what was undone on another day is two rows, and no count */
		out[0] = (struct counter){ "count", 1 };
		out[1] = (struct counter){ "undone", 2 };
		return 2;
	case BILLS_LIVE: case LINES_LIVE: case DEBTS_ISSUED: case DEBTS_LIVE: case DEBTS_DUE:
		out[0] = (struct counter){ "count", 1 };
		return 1;
	case DEBTS_DUE_OPEN: case DEBTS_OPEN: case DEBTS_STOOD:
		out[0] = (struct counter){ "open_count", 1 };
		return 1;
	case EXCEPTIONS_STOOD:
		out[0] = (struct counter){ "standing", 1 };
		return 1;
	case EXCEPTIONS_HELD:
		out[0] = (struct counter){ "held", 1 };
		return 1;
	case EXCEPTIONS_OPENED:
		out[0] = (struct counter){ "opened", 1 };
		return 1;
	case EXCEPTIONS_RESOLVED:
		out[0] = (struct counter){ "resolved", 1 };
		return 1;
	case BILLS_UNDONE: case LINES_UNDONE: case PAYMENTS_VOIDED:	/* with those that were begun */
	case DEBTS_CANCELLED:						/* by their rows */
	case LEG_KINDS:
		break;
	}
	return 0;
}

/* A leg's facts, counted in the time and by the filter of its terms. */
static void
count_facts(struct cx *cx, const struct leg *leg, const struct counter *c, const struct metric_question *q,
    const char *today, struct wanted *out)
{
	struct metric_term *term = arena_alloc(cx->arena, sizeof *term);

	*term = *leg->term;
	term->measure = c->measure;
	(void)term_wanted(cx, term, q, &q->period, today, out);
}

enum err
metric_row_count(struct cx *cx, const struct metric *metric, const struct metric_question *q, int64_t *count)
{
	struct wanted *wanted = arena_array(cx->arena, struct wanted, 2 * LEGS_MAX);
	int times[2 * LEGS_MAX];
	struct legs legs;
	char today[11];
	size_t n = 0;

	*count = 0;
	TRY(business_day(cx, business_now(), today));
	TRY(legs_of(cx, metric, q, &legs));
	for (int i = 0; i < legs.n; i++) {
		const struct leg *leg = &legs.leg[i];
		struct counter c[2];
		size_t some = counters_of(leg->kind, c);
		int64_t rows;

		for (size_t k = 0; k < some; k++) {
			count_facts(cx, leg, &c[k], q, today, &wanted[n]);
			times[n++] = c[k].times;
		}
		if (leg->kind == DEBTS_STOOD || leg->kind == DEBTS_CANCELLED) {
			TRY(leg_count(cx, leg, &rows));
			*count += leg->kind == DEBTS_CANCELLED ? 2 * rows : rows;
		}
	}
	TRY(sums_read(cx, wanted, n));
	for (size_t i = 0; i < n; i++)
		*count += times[i] * wanted_total(&wanted[i]);
	return OK;
}
