#include "demo.h"
#include <stdlib.h>
#include <string.h>
#include "clock.h"

enum purpose { CHARGING = 301, WHICH, END, CREDIT, SPEND, SPREAD, LATE };
/* Of bills paid late one in so many is charged for it; of many accounts fewer, for each takes its time. */
enum { LATE_CHARGED = 3, LATE_ACCOUNTS = 120, GRACE = 3 };

static void
add(struct plan *p, enum deed_kind kind, int64_t at, unsigned of, unsigned offer)
{
	if (at != 0)
		p->deeds[p->deed_count++] = (struct deed){ at, kind, of, offer };
}

/* Now and then something is done for an account, and paid with its next bill, or not. */
static void
plan_charge(struct plan *p, unsigned account)
{
	int last = date_days(p->last_on), day = last - (int)between(p, 2, 330, CHARGING, account, 1);
	unsigned offer = chance_of(p, PRICES, WHICH, account, 0);
	unsigned end = chance_of(p, 10, END, account, 0);
	int64_t at = at_counter(p, day, account, 901);
	int later = day + (int)between(p, 2, 16, END, account, 1);

	if (p->accounts[account].vacant || p->accounts[account].first_month > 1)
		return;
	add(p, CHARGED, at, account, offer);
	if (at == 0 || later <= day)
		return;
	if (end < 7)
		add(p, CHARGE_PAID, at_counter(p, later, account, 902), account, offer);
	else if (end == 7)
		add(p, CHARGE_WAIVED, at_counter(p, later, account, 902), account, offer);
	else if (end == 8)
		add(p, CHARGE_CANCELLED, at_counter(p, later, account, 902), account, offer);
}

/* Who paid well after the bill was due is charged for it a few days on, and most pay that too. */
static void
plan_late_fee(struct plan *p, unsigned k)
{
	const struct planned_payment *y = &p->payments[k];
	const struct planned_bill *b = &p->bills[y->bill];
	unsigned offer = 0, one_in = (unsigned)p->account_count / LATE_ACCOUNTS;
	char on[11];
	int day;

	if (one_in < LATE_CHARGED)
		one_in = LATE_CHARGED;
	while (offer < PRICES && strcmp(p->is->offers[offer].kind, "late_fee") != 0)
		offer++;
	if (offer == PRICES || y->voided != NOT_VOIDED || !date_in_zone(p->is->zone, y->at, on) ||
	    date_days(on) < date_days(b->due_on) + GRACE || chance_of(p, one_in, LATE, k, 0) != 0)
		return;
	day = date_days(on) + (int)between(p, 1, 3, LATE, k, 1);
	add(p, CHARGED, at_counter(p, day, k, 908), b->account, offer);
	if (chance_of(p, 6, LATE, k, 2) != 0)
		add(p, CHARGE_PAID, at_counter(p, day + (int)between(p, 3, 20, LATE, k, 3), k, 909),
		    b->account, offer);
}

/* What a payment leaves: its note is used some weeks later; another is written by hand. */
static void
plan_credit(struct plan *p, unsigned k)
{
	const struct planned_payment *y = &p->payments[k];
	char on[11];
	int day;

	if (y->voided != NOT_VOIDED || !date_in_zone(p->is->zone, y->at, on))
		return;
	day = date_days(on);
	if (y->kept_minor > 0) {
		if (chance_of(p, 2, SPEND, k, 0) == 0)
			add(p, SPENT, at_counter(p, day + (int)between(p, 20, 50, SPEND, k, 1), k, 903),
			    k, 0);
		return;
	}
	if (chance_of(p, 260, CREDIT, k, 0) != 0)
		return;
	add(p, CREDITED, at_counter(p, day + (int)between(p, 1, 6, CREDIT, k, 1), k, 904), k, 0);
	if (chance_of(p, 2, SPEND, k, 2) == 0)
		add(p, SPENT, at_counter(p, day + (int)between(p, 8, 30, SPEND, k, 3), k, 905), k, 0);
}

/* Some of those who stopped paying agreed on a plan of late. */
static void
plan_spread(struct plan *p, unsigned account)
{
	int day = date_days(p->last_on) - (int)between(p, 3, 40, SPREAD, account, 1);
	int64_t at = at_counter(p, day, account, 906);

	if (p->accounts[account].payer < 950 || chance_of(p, 2, SPREAD, account, 0) != 0)
		return;
	add(p, PLANNED, at, account, 0);
	if (at != 0 && chance_of(p, 3, SPREAD, account, 2) != 0)
		add(p, PAID_PART, at_counter(p, day + 2, account, 907), account, 0);
}

static int
by_time(const void *x, const void *y)
{
	const struct deed *a = x, *b = y;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return a->kind != b->kind ? (int)a->kind - (int)b->kind : (a->of > b->of) - (a->of < b->of);
}

void
plan_deeds(struct plan *p)
{
	p->deeds = arena_array(p->arena, struct deed, p->payment_count * 4 + p->account_count * 4 + 1);
	p->paid_until = arena_array(p->arena, int64_t, p->bill_count + 1);
	memset(p->paid_until, 0, (p->bill_count + 1) * sizeof *p->paid_until);
	for (unsigned k = 0; k < p->payment_count; k++) {
		struct planned_payment *y = &p->payments[k];

		if (y->voided != NOT_VOIDED) {
			y->kept_minor = 0;
			add(p, VOIDED, y->void_at, k, 0);
		}
		if (p->paid_until[y->bill] < y->at)
			p->paid_until[y->bill] = y->at;
		if (p->paid_until[y->bill] < y->void_at)
			p->paid_until[y->bill] = y->void_at;
		plan_credit(p, k);
		plan_late_fee(p, k);
	}
	for (unsigned i = 0; i < p->account_count; i++) {
		if (chance_of(p, 22, CHARGING, i, 0) == 0)
			plan_charge(p, i);
		plan_spread(p, i);
	}
	qsort(p->deeds, p->deed_count, sizeof *p->deeds, by_time);
}
