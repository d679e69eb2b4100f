#include <string.h>
#include "desk.h"
#include "numbering.h"
#include "payment.h"
#include "settings.h"

enum { BATCH = 250 };	/* a commit costs two waits for the disk */

/* The next bills of a part, at most BATCH: every parts-th account is this part's. */
struct run { struct desk *desk; size_t from, to; unsigned part, parts; };

static enum err
issue_one(struct cx *cx, struct desk *d, size_t k)
{
	const struct planned_bill *b = &d->plan->bills[k];
	struct bill_line lines[LINES_MAX];
	struct issuing in = {
		.account_id = d->ids->account[b->account], .from_on = b->from_on, .to_on = b->to_on,
		.issued_on = b->issued_on, .due_on = b->due_on, .is_estimated = b->estimated,
		.consumption_milli = b->consumption_milli, .unit = d->plan->is->unit,
		.lines = lines, .line_count = plan_lines(d->plan, b, lines),
	};

	desk_time(d, b->at);
	TRY(number_text(
	    cx, SERIES_BILL, d->ids->first_bill_no + (int64_t)k, b->issued_on, &in.reserved));
	TRY(issue_bill(cx, &in));
	memcpy(d->ids->bill[k], in.id, 37);
	return OK;
}

static enum err
issue_some(struct cx *cx, void *arg)
{
	struct run *r = arg;

	for (size_t k = r->from; k < r->to; k++)
		if (r->desk->plan->bills[k].account % r->parts == r->part)
			TRY(issue_one(cx, r->desk, k));
	return OK;
}

int
post_bills(const struct plan *p, struct ids *ids, unsigned part, unsigned parts)
{
	struct desk d;
	struct run r = { .desk = &d, .part = part, .parts = parts };
	enum err e;

	desk_open(&d, p, ids);
	e = desk_enter(&d, desk_staff(&d, "Billing Specialist"));
	for (; e == OK && r.from < p->bill_count; r.from = r.to) {
		r.to = r.from + BATCH * parts;
		if (r.to > p->bill_count)
			r.to = p->bill_count;
		e = desk_tx(&d, issue_some, &r);
	}
	desk_close(&d);
	return e == OK ? 0 : 1;
}

/* ---- payments and what else happens, merged by time ---- */

struct till {
	struct desk *desk;
	size_t from, to;		/* payments of this batch */
	char (*payment)[37];		/* ids by plan */
};

static enum err
take_one(struct cx *cx, struct till *t, size_t k)
{
	struct desk *d = t->desk;
	const struct planned_payment *y = &d->plan->payments[k];
	const struct planned_bill *b = &d->plan->bills[y->bill];
	struct paying paying = { d->ids->bill[y->bill], y->amount_minor };
	struct recording in = {
		.account_id = d->ids->account[b->account],
		.amount_minor = y->amount_minor + y->kept_minor, .credit_minor = y->kept_minor,
		.method = y->method, .channel = y->channel, .paid_at = y->at,
		.received_minor = y->received_minor, .reference = y->reference, .notes = y->notes,
		.paying = &paying, .count = 1,
	};

	desk_time(d, y->at);
	desk_as(d, (int)y->staff);
	TRY(record_payment(cx, &in));
	memcpy(t->payment[k], in.id, 37);
	return OK;
}

static enum err
take_some(struct cx *cx, void *arg)
{
	struct till *t = arg;

	for (size_t k = t->from; k < t->to; k++)
		TRY(take_one(cx, t, k));
	return OK;
}

static enum err
take_all(struct till *t)
{
	const struct plan *p = t->desk->plan;
	size_t done = 0;

	while (t->from < p->payment_count || done < p->deed_count) {
		int64_t until = done < p->deed_count ? p->deeds[done].at : INT64_MAX;

		for (t->to = t->from; t->to < p->payment_count && t->to - t->from < BATCH &&
		    p->payments[t->to].at <= until;)
			t->to++;
		if (t->to > t->from)
			TRY(desk_tx(t->desk, take_some, t));
		else
			TRY(post_deed(t->desk, &p->deeds[done++], t->payment));
		t->from = t->to;
	}
	return OK;
}

int
post_payments(const struct plan *p, struct ids *ids)
{
	struct desk d;
	struct till t = { .desk = &d };
	enum err e;

	desk_open(&d, p, ids);
	t.payment = arena_alloc(p->arena, p->payment_count * sizeof *t.payment + 1);
	e = desk_enter(&d, 0);
	if (e == OK)
		e = take_all(&t);
	desk_close(&d);
	return e == OK ? 0 : 1;
}
