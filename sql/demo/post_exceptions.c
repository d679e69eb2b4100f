/* What was odd about bills and is looked at by somebody, and what held some back. */
#include <stdlib.h>
#include <string.h>
#include "clock.h"
#include "desk.h"
#include "exception_work.h"
#include "ledger.h"
#include "text.h"

enum { BATCH = 100 };

enum purpose { TYPE = 401, LEFT, WORKED };
/* Of warnings one in so many is left for good. */
enum { LEFT_OF = 12 };

enum step { WARN, HOLD, BILL, ACCEPT };
struct event { int64_t at; enum step step; unsigned of; enum exception_type type; bool is_hold; };

struct working {
	struct desk *desk;
	struct event *events;
	size_t n, from, to;
};

static void
add(struct working *w, int64_t at, enum step step, unsigned of, enum exception_type type, bool is_hold)
{
	w->events[w->n++] = (struct event){ at, step, of, type, is_hold };
}

static enum exception_type
odd(const char *class)
{
	return same_text(class, "high") ? EXCEPTION_HIGH
	    : same_text(class, "low")	? EXCEPTION_LOW
					: EXCEPTION_ZERO;
}

/* Bills of unusual use are told at once; most are looked at some days later. */
static enum err
plan_warnings(struct working *w)
{
	const struct plan *p = w->desk->plan;
	struct cx *cx = &w->desk->cx;
	struct rows rows = { 0 };

	for (size_t from = 0, k = 0; from == 0 || rows.n == 5000; from = k) {
		TRY(db_all(cx, &rows, "select number, use_class from bill where use_class in"
		    " ('high', 'low', 'zero') order by number limit ?, 5000", i64((int64_t)from)));
		for (size_t i = 0; i < rows.n; i++, k++) {
			const char *number = row_str(&rows.row[i], "number");
			unsigned bill = (unsigned)(strtoll(number + strcspn(number, "0123456789"), NULL, 10) -
			    w->desk->ids->first_bill_no);
			enum exception_type type = odd(row_str(&rows.row[i], "use_class"));
			int64_t at, later;

			if (bill >= p->bill_count)
				continue;
			at = p->bills[bill].at + 1000000;
			later = at_counter(p, date_days(p->bills[bill].issued_on) +
			    (int)between(p, 1, 9, WORKED, bill, 0), bill, 911);
			add(w, at, WARN, bill, type, false);
			if (later > at && chance_of(p, LEFT_OF, LEFT, bill, 0) != 0)
				add(w, later, ACCEPT, bill, type, false);
		}
	}
	return OK;
}

static void
plan_holds(struct working *w)
{
	static const enum exception_type why[] = { EXCEPTION_MISSING_READ, EXCEPTION_MISSING_READ,
		EXCEPTION_NEGATIVE, EXCEPTION_REFUSED };
	const struct plan *p = w->desk->plan;

	for (unsigned k = 0; k < p->bill_count; k++)
		if (p->bills[k].held_at != 0) {
			enum exception_type type = why[chance_of(p, COUNT(why), TYPE, k, 0)];

			add(w, p->bills[k].held_at, HOLD, k, type, false);
			add(w, p->bills[k].at, BILL, k, type, false);
		}
	for (unsigned i = 0; i < p->hold_count; i++)
		add(w, p->holds[i].at, HOLD, i, why[chance_of(p, COUNT(why), TYPE, i, 1)], true);
}

static int
by_time(const void *x, const void *y)
{
	const struct event *a = x, *b = y;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return a->of != b->of ? (a->of < b->of ? -1 : 1) : (int)a->step - (int)b->step;
}

/* ---- carried out ---- */

static struct new_exception
opened(const struct working *w, const struct event *e)
{
	const struct desk *d = w->desk;
	const struct plan *p = d->plan;
	const struct planned_bill *b = e->is_hold ? NULL : &p->bills[e->of];
	unsigned account = b ? b->account : p->holds[e->of].account;
	int month = b ? b->month : p->holds[e->of].month;
	const struct premises *a = &p->accounts[account];

	return (struct new_exception){ .type = e->type, .is_blocking = e->step == HOLD,
		.cycle_id = d->ids->cycle[a->zone][month], .account_id = d->ids->account[account],
		.zone_id = d->ids->zone[a->zone], .class = p->is->classes[a->class].name,
		.segment = a->segment, .utility = p->is->utility,
		.bill_id = e->step == WARN ? d->ids->bill[e->of] : NULL,
		.use_milli = e->step == WARN ? b->consumption_milli : EXCEPTION_UNKNOWN,
		.usual_milli = a->usual_milli, .bill_minor = b ? b->amount_minor : EXCEPTION_UNKNOWN,
		.previous_minor = b ? b->amount_minor * 2 / 3 : EXCEPTION_UNKNOWN };
}

static enum err
open_one(struct cx *cx, struct working *w, const struct event *e)
{
	struct new_exception x = opened(w, e);
	struct exception_detail detail = { .unit = w->desk->plan->is->unit,
		.text = e->type == EXCEPTION_REFUSED ? "The read is of another meter." : NULL };

	x.detail_json = exception_detail(cx, &detail);
	return exception_open_all(cx, &x, 1);
}

static enum err
accept_one(struct cx *cx, struct working *w, const struct event *e)
{
	const struct planned_bill *b = &w->desk->plan->bills[e->of];
	struct resolving in = { .action = BY_ACCEPT, .account_id = w->desk->ids->account[b->account] };
	const struct row *x;

	TRY(lock_account(cx, in.account_id));
	TRY(db_maybe(cx, &x, "select id from billing_exception where account_id = ? and bill_id = ?"
	    " and state = 'open' limit 1 for update", str(in.account_id), str(w->desk->ids->bill[e->of])));
	if (!x)
		return OK;
	in.id = row_str(x, "id");
	return resolve_exception(cx, &in);
}

static enum err
work_some(struct cx *cx, void *arg)
{
	struct working *w = arg;

	for (size_t i = w->from; i < w->to; i++) {
		const struct event *e = &w->events[i];
		const struct planned_bill *b = e->is_hold ? NULL : &w->desk->plan->bills[e->of];

		desk_time(w->desk, e->at);
		if (e->step == WARN || e->step == HOLD)
			TRY(open_one(cx, w, e));
		else if (e->step == ACCEPT)
			TRY(accept_one(cx, w, e));
		else
			TRY(exception_billed_all(cx,
			    w->desk->ids->cycle[w->desk->plan->accounts[b->account].zone][b->month],
			    &(struct billed_account){
				w->desk->ids->account[b->account], w->desk->ids->bill[e->of] }, 1));
	}
	return OK;
}

/* What is long past is closed; the last month's cycles have their bills. */
static enum err
end_cycles(struct cx *cx, void *arg)
{
	const struct desk *d = arg;

	for (int m = 0; m < MONTHS; m++)
		for (unsigned z = 0; z < d->plan->is->zones.n; z++) {
			bool last = m >= MONTHS - 2;

			if (d->ids->cycle[z][m][0] != '\0')
				TRY(db_exec_one(cx, "update cycle set state = ?, closed_at = ?,"
				    " closed_by_name = ?, version = version + 1 where id = ?",
				    str(last ? "generated" : "closed"),
				    last ? null() : instant(cx, business_now()),
				    last ? null() : str(cx->who.name), str(d->ids->cycle[z][m])));
		}
	return OK;
}

static enum err
post_all(struct working *w)
{
	const struct plan *p = w->desk->plan;
	int64_t end;

	w->events = arena_array(p->arena, struct event, 4 * p->bill_count + p->hold_count + 1);
	TRY(plan_warnings(w));
	plan_holds(w);
	qsort(w->events, w->n, sizeof *w->events, by_time);
	for (; w->from < w->n; w->from = w->to) {
		w->to = w->from + BATCH < w->n ? w->from + BATCH : w->n;
		TRY(desk_tx(w->desk, work_some, w));
	}
	end = w->n > 0 ? w->events[w->n - 1].at : 0;
	desk_time(w->desk, end);
	return desk_tx(w->desk, end_cycles, w->desk);
}

int
post_exceptions(const struct plan *p, struct ids *ids)
{
	struct desk d;
	struct working w = { .desk = &d };
	enum err e;

	desk_open(&d, p, ids);
	e = desk_enter(&d, desk_staff(&d, "Billing Specialist"));
	if (e == OK)
		e = post_all(&w);
	desk_close(&d);
	return e == OK ? 0 : 1;
}
