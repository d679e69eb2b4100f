/* An account with an interval meter: billed by the hour, for whole cycles. */
#include "generate_judging.h"
#include <string.h>
#include "clock.h"
#include "cycle_use.h"
#include "text.h"

/* The one interval meter of the account; *several: it has more, whose hours are not added up. */
const struct gen_meter *
hourly_meter(const struct gen_account *a, const struct gen_run *run, bool *several)
{
	const struct gen_meter *found = NULL;

	*several = false;
	for (size_t i = 0; i < a->meter_count; i++)
		if (same_text(a->meters[i].kind, "interval") && a->meters[i].removed > run->from) {
			*several = found != NULL;
			found = &a->meters[i];
		}
	return found;
}

/* A meter of another kind, whose use would not be billed. */
bool
has_other_reads(const struct gen_account *a)
{
	for (size_t i = 0; i < a->read_count; i++)
		if (a->reads[i].has_use && !same_text(a->reads[i].meter->kind, "interval"))
			return true;
	return false;
}

/* What the meter's days come to, as a read of them all. */
static void
take_intervals(struct judging *g, const struct gen_meter *m, const struct meter_intervals *x)
{
	struct gen_read *r = arena_alloc(g->cx->arena, sizeof *r);

	*r = (struct gen_read){ .meter_id = m->id, .meter = m, .unit = g->out->unit, .quality = x->quality,
		.from = g->out->from, .to = g->out->to, .has_use = true, .use_milli = x->use_milli };
	g->used = arena_array(g->cx->arena, const struct gen_read *, 1);
	g->used[0] = r;
	g->used_count = 1;
	g->out->use_milli = g->input.use_milli = x->use_milli;
	g->out->quality = x->quality;
	g->out->is_estimated = same_text(x->quality, "estimated");
	g->input.intervals = x->of;
	g->input.interval_count = x->n;
}

#define FIRST_SPAN \
	"select from_on from meter_span where meter_id = ? and account_id = ?" \
	" and (to_on is null or to_on >= ?) order by from_on limit 1"

/* Before the meter was on this account its days were another's. */
static enum err
begin_with_meter(struct judging *g, const struct gen_meter *m)
{
	struct param on = str(g->run->from_on);
	const struct row *span;

	if (g->run->locks)
		TRY(db_maybe(g->cx, &span, FIRST_SPAN " lock in share mode", str(m->id), str(g->a->id), on));
	else
		TRY(db_maybe(g->cx, &span, FIRST_SPAN, str(m->id), str(g->a->id), on));
	if (span && date_days(row_str(span, "from_on")) > g->out->from)
		g->out->from = date_days(row_str(span, "from_on"));
	return OK;
}

/* What gen_unchanged() looks at again. */
static void
mark_hours(struct judging *g, const struct gen_meter *m, const struct meter_intervals *x)
{
	g->a->hourly_id = m->id;
	g->a->hourly_from = g->out->from;
	g->a->hourly_to = g->out->to;
	g->a->hourly_mark = x->mark;
}

/* Billed for whole cycles: each day must have its values. */
enum err
judge_hours(struct judging *g, const struct gen_meter *m, bool due, int32_t since)
{
	struct meter_intervals x = { .days = 0 };
	int32_t days;
	enum err e = OK;

	g->out->from = since >= g->run->from ? since + 1 : g->run->from;
	g->out->to = g->a->ended < g->run->to ? g->a->ended : g->run->to;
	TRY(begin_with_meter(g, m));
	days = g->out->to - g->out->from + 1;
	if (days <= 0)
		return OK;
	if (judge_tariff(g))
		e = meter_intervals_load(g->cx, m->id, g->out->from, g->out->to,
		    tariff_unit(g->out->version->tariff), &x);
	mark_hours(g, m, &x);
	if (e == E_CONFLICT) {
		judge_hold(g, EXCEPTION_REFUSED, g->cx->failure.detail, NULL);
		failure_clear(g->cx);
	} else if (e != OK) {
		return e;
	} else if (g->out->exception_count == 0 && x.days < days) {
		if (x.days == 0 && !due)
			return OK;
		judge_hold(g, EXCEPTION_MISSING_READ, fmt(g->cx->arena, "Meter %s has values of %d of %d days.",
		    m->number, x.days, days), NULL);
	} else if (g->out->exception_count == 0) {
		take_intervals(g, m, &x);
		judge_twice(g);
		judge_active(g);
		judge_rate(g);
		TRY(judge_unusual(g));
	}
	judge_reach(g);
	judge_conclude(g);
	return OK;
}
