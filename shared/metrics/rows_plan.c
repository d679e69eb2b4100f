/*
 * A metric's terms as legs: where its rows come from, and what each adds.
 */
#include "ask_private.h"
#include "rows_private.h"
#include <string.h>
#include "clock.h"
#include "log.h"
#include "text.h"

#define FIRST_DAY "0001-01-01"
#define LAST_DAY  "9999-12-31"

bool
leg_undoes(enum leg_kind kind)
{
	return kind == BILLS_UNDONE || kind == LINES_UNDONE || kind == PAYMENTS_VOIDED ||
	    kind == DEBTS_CANCELLED;
}

/* ---- filters ---- */

static bool
is_one_of(const char *value, const struct term_filter *f)
{
	for (size_t i = 0; i < f->count; i++)
		if (same_text(f->value[i], value))
			return true;
	return false;
}

/* What the question asks of a dimension; a term's filter narrows it.  false: nothing is left. */
static bool
narrow(struct leg *leg, const struct term_filter *f)
{
	const char *asked = leg->value[f->dimension];

	if (asked)
		return is_one_of(asked, f);
	if (f->count == 1)
		leg->value[f->dimension] = f->value[0];
	else
		leg->set[f->dimension] = f;
	return true;
}

/* One value of a dimension, asked for twice: the same, or there are no rows. */
static bool
put(struct leg *leg, const char *dimension, const char *value)
{
	int at = dataset_dimension(leg->of, dimension);

	if (at < 0) {
		bug("a filter %s of %s was not checked", dimension, dataset_shape(leg->of)->name);
		return false;
	}
	if (leg->value[at] && !same_text(leg->value[at], value))
		return false;
	leg->value[at] = value;
	return true;
}

static bool
filtered(struct cx *cx, struct leg *leg, const struct metric_question *q)
{
	const struct term_plan *plan = term_plan(cx->arena, leg->term);

	if (q->received_by && !put(leg, "received_by", q->received_by))
		return false;
	if (q->period.cycle_id && !put(leg, "cycle_id", q->period.cycle_id))
		return false;
	for (size_t i = 0; i < q->filter_count; i++)
		if (!put(leg, q->filters[i].dimension, q->filters[i].value))
			return false;
	for (size_t i = 0; i < plan->filter_count; i++)
		if (!narrow(leg, &plan->filter[i]))
			return false;
	return true;
}

/* ---- kinds ---- */

/* Where a term's rows come from, and over which days. */
struct source { enum leg_kind kind[2]; int n; const char *from, *to; };

struct days { const char *today; bool of_cycle; };

static bool
measures(const struct metric_term *t, const char *one, const char *or_other)
{
	return same_text(t->measure, one) || same_text(t->measure, or_other);
}

static struct source
flow(enum leg_kind begun, enum leg_kind undone, enum leg_kind live, const struct days *d,
    const struct metric_period *p)
{
	if (d->of_cycle)
		return (struct source){ { live }, 1, FIRST_DAY, LAST_DAY };
	return (struct source){ { begun, undone }, 2, p->from, p->to };
}

static struct source
of_debts(struct cx *cx, const struct metric_term *t, const struct days *d, const struct metric_period *p)
{
	bool of_open = measures(t, "open", "open_count");
	char *yesterday = arena_alloc(cx->arena, 11);

	switch (t->time) {
	case FLOW:
		return flow(DEBTS_ISSUED, DEBTS_CANCELLED, DEBTS_LIVE, d, p);
	case DUE:
		if (d->of_cycle)	/* whenever it falls due */
			return (struct source){ { of_open ? DEBTS_OPEN : DEBTS_LIVE }, 1, FIRST_DAY, LAST_DAY };
		return (struct source){ { of_open ? DEBTS_DUE_OPEN : DEBTS_DUE }, 1, p->from, p->due_to };
	case PAST_DUE:
		date_add_days(d->today, -1, yesterday);
		return (struct source){ { DEBTS_DUE_OPEN }, 1, FIRST_DAY, yesterday };
	case STOCK:
		break;
	}
	if (d->of_cycle || strcmp(p->to, d->today) >= 0)
		return (struct source){ { DEBTS_OPEN }, 1, FIRST_DAY, LAST_DAY };
	return (struct source){ { DEBTS_STOOD }, 1, FIRST_DAY, p->to };
}

static struct source
of_exceptions(const struct metric_term *t, const struct days *d, const struct metric_period *p)
{
	struct source s = { { EXCEPTIONS_OPENED }, 1, p->from, p->to };

	if (t->time == STOCK) {
		s.kind[0] = same_text(t->measure, "held") ? EXCEPTIONS_HELD : EXCEPTIONS_STOOD;
		s.from = FIRST_DAY;
	} else if (measures(t, "resolved", "days")) {
		s.kind[0] = EXCEPTIONS_RESOLVED;
	}
	if (d->of_cycle) {
		s.from = FIRST_DAY;
		s.to = LAST_DAY;
	}
	return s;
}

static struct source
source_of(struct cx *cx, const struct metric_term *t, const struct days *d, const struct metric_period *p)
{
	switch (t->of) {
	case METRIC_BILLS:
		return flow(BILLS_ISSUED, BILLS_UNDONE, BILLS_LIVE, d, p);
	case METRIC_LINES:
		return flow(LINES_ISSUED, LINES_UNDONE, LINES_LIVE, d, p);
	case METRIC_PAYMENTS:
		return (struct source){ { PAYMENTS_TAKEN, PAYMENTS_VOIDED }, 2, p->from, p->to };
	case METRIC_RECEIVABLES:
		return of_debts(cx, t, d, p);
	case METRIC_EXCEPTIONS: case DATASETS:
		break;
	}
	return of_exceptions(t, d, p);
}

/* ---- legs ---- */

static struct share
share_of(struct cx *cx, const struct metric_term *t)
{
	return (struct share){
		.measure = term_plan(cx->arena, t)->measure,
		.in_numerator = t->part == ADD || t->part == BOTH ? 1 : t->part == TAKE ? -1 : 0,
		.in_denominator = t->part == PER || t->part == BOTH,
	};
}

static struct leg *
leg_like(struct legs *legs, const struct metric_term *t, enum leg_kind kind)
{
	for (int i = 0; i < legs->n; i++)
		if (legs->leg[i].kind == kind && same_text(legs->leg[i].term->filter, t->filter))
			return &legs->leg[i];
	return NULL;
}

static void
add_term(struct cx *cx, const struct metric_term *t, const struct metric_question *q,
    const struct days *d, struct legs *out)
{
	struct source s = source_of(cx, t, d, &q->period);

	for (int i = 0; i < s.n; i++) {
		struct leg *leg = leg_like(out, t, s.kind[i]);
		struct leg new = { .kind = s.kind[i], .of = t->of, .from = s.from, .to = s.to,
			.term = t };

		if (!leg) {
			if (!filtered(cx, &new, q))
				return;
			leg = &out->leg[out->n++];
			*leg = new;
		}
		leg->share[leg->shares++] = share_of(cx, t);
	}
}

/* A cycle's payments, what a user received of bills, how things will stand: nothing can be said of it. */
static bool
can_be_told(const struct metric *metric, const struct metric_question *q, const char *today)
{
	for (size_t i = 0; i < metric->term_count; i++) {
		enum dataset of = metric->terms[i].of;

		if (q->period.cycle_id && dataset_dimension(of, "cycle_id") < 0)
			return false;
		if (q->received_by && dataset_dimension(of, "received_by") < 0)
			return false;
		if (is_ahead(&metric->terms[i], &q->period, today))
			return false;
	}
	return true;
}

enum err
legs_of(struct cx *cx, const struct metric *metric, const struct metric_question *q, struct legs *out)
{
	char today[11];
	struct days d = { arena_alloc(cx->arena, sizeof today), q->period.cycle_id != NULL };

	TRY(business_day(cx, business_now(), today));
	memcpy((char *)d.today, today, sizeof today);
	out->n = 0;
	for (size_t i = 0; can_be_told(metric, q, today) && i < metric->term_count; i++)
		if (metric->terms[i].part != WHERE_ANY)
			add_term(cx, &metric->terms[i], q, &d, out);
	return OK;
}
