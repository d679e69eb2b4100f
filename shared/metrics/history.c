#include <string.h>
#include "ask_private.h"
#include "clock.h"

/* What a biller's books begin with. */
static const struct metric_term books[HISTORY_TERMS] = {
	{ ADD, METRIC_BILLS, FLOW, "count", "" },
	{ ADD, METRIC_PAYMENTS, FLOW, "count", "" },
	{ ADD, METRIC_RECEIVABLES, FLOW, "count", "" },
};

/* The last day of the month that a period begins in. */
static int
first_month_end(const struct metric_period *p)
{
	char first[11], next[11];

	memcpy(first, p->from, sizeof first);
	memcpy(first + 8, "01", 2);
	date_add_months(first, 1, next);
	return date_days(next) - 1;
}

void
history_wanted(struct cx *cx, const struct metric_period *p, struct wanted w[HISTORY_TERMS])
{
	for (unsigned i = 0; i < HISTORY_TERMS; i++)
		w[i] = (struct wanted){ .of = books[i].of, .axis = BY_DAY, .from = SINCE_EVER,
			.to = p ? first_month_end(p) : FOR_EVER, .term = term_plan(cx->arena, &books[i]),
			.group = { -1, -1, -1 }, .by_day = !p };
}

bool
history_reaches(const struct wanted w[HISTORY_TERMS], const struct metric_period *p)
{
	for (unsigned i = 0; i < HISTORY_TERMS; i++)
		if (w[i].count > 0 && (!w[i].by_day || w[i].part[0].day <= first_month_end(p)))
			return true;
	return false;
}
