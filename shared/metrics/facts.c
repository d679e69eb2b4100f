#include "facts.h"
#include <string.h>
#include "text.h"

/* Of what is taken away: on its own day it vanishes, later that is a row of its own. */
static int64_t
undone(const char *on, const char *undone_on)
{
	return undone_on && !same_text(on, undone_on) ? -1 : 0;
}

static const char *
flag(bool is)
{
	return is ? "1" : "0";
}

struct signed_fact
bill_fact(const struct bill_about *b)
{
	return (struct signed_fact){ METRIC_BILLS, b->undone_on ? -1 : 1, {
		.on = b->undone_on ? b->undone_on : b->issued_on,
		.d = { b->zone_id, b->class, b->segment, b->cycle_id, b->utility, b->unit,
		    flag(b->is_estimated), b->use_class },
		.m = { 1, b->amount_minor, b->consumption_milli, undone(b->issued_on, b->undone_on) } } };
}

struct signed_fact
line_fact(const struct bill_about *b, const char *kind, const char *gl_code, int64_t amount_minor)
{
	return (struct signed_fact){ METRIC_LINES, b->undone_on ? -1 : 1, {
		.on = b->undone_on ? b->undone_on : b->issued_on,
		.d = { b->zone_id, b->class, b->segment, b->cycle_id, b->utility, kind, gl_code },
		.m = { 1, amount_minor, undone(b->issued_on, b->undone_on) } } };
}

struct signed_fact
payment_fact(const struct payment_about *p)
{
	return (struct signed_fact){ METRIC_PAYMENTS, p->undone_on ? -1 : 1, {
		.on = p->undone_on ? p->undone_on : p->paid_on,
		.d = { p->zone_id, p->class, p->segment, p->method, p->channel, p->source, p->type,
		    p->received_by, p->brand, flag(p->late_fee_minor != 0) },
		.m = { 1, p->amount_minor, p->late_fee_minor, p->edges, p->edge_days,
		    undone(p->paid_on, p->undone_on) } } };
}

struct signed_fact
receivable_fact(const struct receivable_about *r, const char *on, struct receivable_change by)
{
	return (struct signed_fact){ METRIC_RECEIVABLES, 1, {
		.on = strcmp(on, r->issued_on) < 0 ? r->issued_on : on,
		.d = { r->zone_id, r->class, r->segment, r->cycle_id, r->kind, r->due_on },
		.m = { by.count, by.amount_minor, by.open_minor, by.open_count } } };
}

struct signed_fact
exception_fact(const struct exception_about *x, const char *on, struct exception_change by)
{
	return (struct signed_fact){ METRIC_EXCEPTIONS, 1, {
		.on = on,
		.d = { x->zone_id, x->class, x->segment, x->cycle_id, x->utility, x->type,
		    flag(x->is_blocking) },
		.m = { by.standing, by.held, by.risk_minor, by.opened, by.resolved, by.days } } };
}
