#include "demo.h"
#include <stdlib.h>
#include <string.h>
#include "clock.h"
#include "cx.h"
#include "day.h"

enum purpose { NOISE = 101, AWAY, SPIKE, ESTIMATE, SPARING, HOLD };
/* One of so many bills is of little use; is held back for some days; of the last ones, still is. */
enum { SPARED = 90, HELD = 70, STILL_HELD = 45 };

#define HOUR_US INT64_C(3600000000)

static void
add_line(struct bill_line *lines, size_t *n, struct bill_line line)
{
	if (*n < LINES_MAX)
		lines[(*n)++] = line;
}

size_t
plan_lines(const struct plan *p, const struct planned_bill *b, struct bill_line lines[LINES_MAX])
{
	const struct premises *a = &p->accounts[b->account];
	const struct class *class = &p->is->classes[a->class];
	const struct meter_size *size = &class->sizes[a->size];
	int64_t below = 0;
	size_t n = 0;

	add_line(lines, &n, (struct bill_line){
		.kind = "service", .text = size->label, .amount_minor = size->service_minor });
	for (unsigned t = 0; t < TIERS_MAX && class->tiers[t].text != NULL; t++) {
		const struct tier *tier = &class->tiers[t];
		int64_t upto = tier->upto_milli == 0 || tier->upto_milli > b->consumption_milli
		    ? b->consumption_milli : tier->upto_milli;

		if (upto > below)
			add_line(lines, &n, (struct bill_line){ .kind = "usage", .text = tier->text,
			    .quantity_milli = upto - below, .rate_micro = tier->rate_micro });
		below = upto;
	}
	if (p->is->carriage_micro != 0 && b->consumption_milli > 0)
		add_line(lines, &n,
		    (struct bill_line){ .kind = "usage",
			.text = p->is->carriage_text,
			.quantity_milli = b->consumption_milli,
			.rate_micro = p->is->carriage_micro });
	if (p->is->fee_minor != 0)
		add_line(lines, &n, (struct bill_line){ .kind = "service", .text = p->is->fee_text,
		    .amount_minor = p->is->fee_minor });
	if (p->is->tax_bp != 0)
		add_line(lines, &n, (struct bill_line){ .kind = "tax", .text = p->is->tax_text,
		    .share_bp = p->is->tax_bp });
	return n;
}

/* What the meter said, or was thought to say. */
static int64_t
consumption(const struct plan *p, unsigned i, int month, int calendar_month)
{
	const struct premises *a = &p->accounts[i];
	uint64_t m = (uint64_t)month;
	int64_t milli;

	if (a->vacant || (a->class == 0 && chance_of(p, 250, AWAY, i, m) == 0))
		return 0;
	milli = a->usual_milli / 100 * p->is->season[calendar_month - 1];
	if (a->class == 2)		/* works do not water lawns */
		milli = a->usual_milli;
	milli = milli / 1000 * between(p, 850, 1150, NOISE, i, m);
	if (chance_of(p, 300, SPIKE, i, m) == 0)
		milli *= between(p, 4, 7, SPIKE, i, m + 100);
	else if (chance_of(p, SPARED, SPARING, i, m) == 0)
		milli = milli * between(p, 12, 34, SPARING, i, m + 100) / 100;
	return milli / p->is->step_milli * p->is->step_milli;
}

static bool
estimated(const struct plan *p, unsigned i, int month, int calendar_month)
{
	bool winter = calendar_month == 12 || calendar_month <= 2;
	unsigned share = winter ? (unsigned)p->is->winter_estimates : 3;

	return chance_of(p, 100, ESTIMATE, i, (uint64_t)month) < share;
}

static void
copy_date(char to[11], const char *from)
{
	memcpy(to, from, 11);
}

void
month_begins(const struct plan *p, int month, char out[11])
{
	char first[11];

	date_add_months(p->last_on, -MONTHS, first);
	memcpy(first + 8, "01", 3);
	date_add_months(first, month, out);
}

void
zone_bills_on(const struct plan *p, unsigned zone, int month, char out[11])
{
	char next[11];

	month_begins(p, month + 1, next);
	date_add_days(next, 1 + (int)zone * 3 / 2, out);
	if (strcmp(out, p->last_on) > 0)
		copy_date(out, p->last_on);
}

static int64_t
billed_at(const struct plan *p, const char *on, unsigned account)
{
	int64_t at;

	if (!day_start(p->is->zone, on, &at))
		abort();
	return at + 6 * HOUR_US + (int64_t)account * 50000;
}

/* Some bills are held back for days, until somebody has read the meter again. */
static void
hold_back(const struct plan *p, struct planned_bill *b)
{
	int days = (int)between(p, 2, 11, HOLD, b->account, (uint64_t)b->month + 50);
	char on[11];

	if (chance_of(p, HELD, HOLD, b->account, (uint64_t)b->month) != 0)
		return;
	date_add_days(b->issued_on, days, on);
	if (strcmp(on, p->last_on) > 0)
		return;
	b->held_at = billed_at(p, b->issued_on, b->account);
	copy_date(b->issued_on, on);
}

/* The dates of an account's bill of a month, and when it was issued: zone after zone. */
static void
date_bill(const struct plan *p, struct planned_bill *b, const char *month_on)
{
	const struct premises *a = &p->accounts[b->account];
	char next[11];

	date_add_months(month_on, 1, next);
	copy_date(b->from_on, month_on);
	if (strcmp(a->opened_on, month_on) > 0 && b->month == a->first_month)
		copy_date(b->from_on, a->opened_on);
	date_add_days(next, -1, b->to_on);
	zone_bills_on(p, a->zone, b->month, b->issued_on);
	hold_back(p, b);
	date_add_days(b->issued_on, p->is->due_days, b->due_on);
	b->at = billed_at(p, b->issued_on, b->account);
}

static int
by_time(const void *x, const void *y)
{
	const struct planned_bill *a = x, *b = y;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return a->account < b->account ? -1 : a->account > b->account;
}

bool
waits(const struct plan *p, unsigned account, int month)
{
	return month == MONTHS - 1 && p->accounts[account].zone == p->is->zones.n - 1;
}

int64_t
plan_use(const struct plan *p, unsigned account, int month)
{
	char month_on[11];

	month_begins(p, month, month_on);
	return consumption(p, account, month, (month_on[5] - '0') * 10 + month_on[6] - '0');
}

/* The last month's bill of a few is still held back. */
static bool
still_held(struct plan *p, unsigned account, int month)
{
	char on[11];

	if (month != MONTHS - 1 || p->accounts[account].first_month == month ||
	    account % STILL_HELD != STILL_HELD / 2)
		return false;
	zone_bills_on(p, p->accounts[account].zone, month, on);
	p->holds[p->hold_count++] =
	    (struct planned_hold){ account, month, billed_at(p, on, account) };
	return true;
}

void
plan_bills(struct plan *p)
{
	struct cx cx = { .arena = p->arena };
	struct bill_line lines[LINES_MAX];
	char month_on[11];
	int64_t tax;

	p->holds = arena_array(p->arena, struct planned_hold, p->account_count);
	p->bills = arena_array(p->arena, struct planned_bill, p->account_count * MONTHS);
	for (int m = 0; m < MONTHS; m++) {
		int calendar;

		month_begins(p, m, month_on);
		calendar = (month_on[5] - '0') * 10 + month_on[6] - '0';
		for (unsigned i = 0; i < p->account_count; i++) {
			struct planned_bill *b = &p->bills[p->bill_count];

			if (m < p->accounts[i].first_month || waits(p, i, m) || still_held(p, i, m))
				continue;
			*b = (struct planned_bill){ .account = i, .month = m,
			    .consumption_milli = consumption(p, i, m, calendar) };
			b->estimated = b->consumption_milli > 0 && estimated(p, i, m, calendar);
			date_bill(p, b, month_on);
			if (bill_compute(
				&cx, lines, plan_lines(p, b, lines), &b->amount_minor, &tax) != OK)
				abort();
			p->billed_minor += b->amount_minor;
			p->bill_count++;
		}
	}
	qsort(p->bills, p->bill_count, sizeof *p->bills, by_time);
}
