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
		.utility = d->plan->is->utility,
		.cycle_id = d->ids->cycle[d->plan->accounts[b->account].zone][b->month],
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
	struct taken taken;
};

/* So much of a planned payment as its bill leaves: credit may have met some of it. */
static int64_t
to_take(const struct till *t, size_t k)
{
	const struct planned_payment *y = &t->desk->plan->payments[k];
	int64_t left = t->taken.left_minor[y->bill];

	return y->amount_minor < left ? y->amount_minor : left;
}

static enum err
take_one(struct cx *cx, struct till *t, size_t k)
{
	struct desk *d = t->desk;
	const struct planned_payment *y = &d->plan->payments[k];
	const struct planned_bill *b = &d->plan->bills[y->bill];
	int64_t amount = to_take(t, k), kept = amount < y->amount_minor ? 0 : y->kept_minor;
	struct paying paying = { d->ids->bill[y->bill], amount };
	struct recording in = {
		.account_id = d->ids->account[b->account],
		.amount_minor = amount + kept, .credit_minor = kept,
		.method = y->method, .channel = y->channel, .paid_at = y->at,
		.received_minor = y->received_minor, .reference = y->reference, .brand = y->brand,
		.notes = y->notes,
		.paying = &paying, .count = 1,
	};

	if (amount == 0)
		return OK;
	desk_time(d, y->at);
	desk_as(d, (int)y->staff);
	TRY(record_payment(cx, &in));
	memcpy(t->taken.payment[k], in.id, 37);
	t->taken.paid_minor[k] = amount;
	return OK;
}

static enum err
take_some(struct cx *cx, void *arg)
{
	struct till *t = arg;

	/* rerun whole, it begins where it began */
	for (size_t k = t->from; k < t->to; k++) {
		t->taken.left_minor[t->desk->plan->payments[k].bill] += t->taken.paid_minor[k];
		t->taken.paid_minor[k] = 0;
	}
	for (size_t k = t->from; k < t->to; k++) {
		TRY(take_one(cx, t, k));
		t->taken.left_minor[t->desk->plan->payments[k].bill] -= t->taken.paid_minor[k];
	}
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
			TRY(post_deed(t->desk, &p->deeds[done++], &t->taken));
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
	t.taken.payment = arena_alloc(p->arena, p->payment_count * sizeof *t.taken.payment + 1);
	t.taken.paid_minor = arena_array(p->arena, int64_t, p->payment_count + 1);
	t.taken.left_minor = arena_array(p->arena, int64_t, p->bill_count + 1);
	for (size_t k = 0; k < p->payment_count; k++) {
		t.taken.payment[k][0] = '\0';
		t.taken.paid_minor[k] = 0;
	}
	for (size_t k = 0; k < p->bill_count; k++)
		t.taken.left_minor[k] = p->bills[k].amount_minor;
	e = desk_enter(&d, 0);
	if (e == OK)
		e = take_all(&t);
	desk_close(&d);
	return e == OK ? 0 : 1;
}
