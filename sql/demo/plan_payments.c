#include "demo.h"
#include <stdlib.h>
#include <string.h>
#include "clock.h"
#include "day.h"
#include "text.h"

enum purpose { WHEN = 201, PART, HOUR, METHOD, CHANNEL, WHO, NOTE, VOID_, AGAIN, RANK, GIVE_UP, KEEP,
	BRAND, PAPER };
enum { SUNDAY, SATURDAY = 6 };

#define MINUTE_US INT64_C(60000000)
#define HOUR_US   (60 * MINUTE_US)
/* Of what was billed, at most so much is paid, in tenths of a per cent. */
enum { PAID_MOST = 932 };

/* The first instant of each day, found once. */
static int64_t
start_of(const struct plan *p, int day)
{
	static struct { const struct plan *of; int first; int64_t at[500]; } known;
	char on[11];
	int i;

	if (known.of != p) {
		memset(&known, 0, sizeof known);
		known.of = p;
		known.first = date_days(p->last_on) - 480;
	}
	i = day - known.first;
	if (i < 0 || i >= 500)
		abort();
	if (known.at[i] == 0) {
		date_from_days(day, on);
		if (!day_start(p->is->zone, on, &known.at[i]))
			abort();
	}
	return known.at[i];
}

int64_t
at_counter(const struct plan *p, int day, uint64_t a, uint64_t b)
{
	int weekday = (day + 4) % 7, minutes;

	if (weekday == SUNDAY)
		weekday = (++day + 4) % 7;
	if (day > date_days(p->last_on))
		return 0;
	minutes = weekday == SATURDAY ? 4 * 60 : 8 * 60;
	return start_of(p, day) + 9 * HOUR_US +
	    between(p, 0, (int64_t)minutes * 60 * 1000, HOUR, a, b) * 1000;
}

static void
by_cash(const struct plan *p, struct planned_payment *y, uint64_t k)
{
	y->method = "cash";
	y->channel = "walk_in";
	y->received_minor = y->amount_minor;
	if (chance_of(p, 3, METHOD, k, 2) != 0)
		y->received_minor = (y->amount_minor + p->is->note_minor - 1) /
		    p->is->note_minor * p->is->note_minor;
	if (chance_of(p, 90, KEEP, k, 0) == 0)		/* "Keep it for the next one." */
		y->kept_minor = y->received_minor - y->amount_minor;
}

static void
by_card(const struct plan *p, struct planned_payment *y, uint64_t k)
{
	unsigned x = chance_of(p, 100, CHANNEL, k, 0);

	y->method = "card_terminal";
	y->channel = x < 74 ? "walk_in" : x < 95 ? "phone" : "mail";
	y->received_minor = -1;
	/* each as usual as all that are less so */
	y->brand = p->is->brands.word[0];
	for (unsigned b = 1; b < p->is->brands.n && chance_of(p, 2, BRAND, k, b) != 0; b++)
		y->brand = p->is->brands.word[b];
	y->reference = fmt(p->arena, "T%02u-%05u", chance_of(p, 6, CHANNEL, k, 1) + 1,
	    chance_of(p, 100000, CHANNEL, k, 2));
	if (chance_of(p, 120, KEEP, k, 1) == 0)		/* a round sum */
		y->kept_minor = p->is->note_minor * 2 - y->amount_minor % (p->is->note_minor * 2);
}

/* By cheque, which comes with the mail more often than not, or is fetched. */
static void
by_cheque(const struct plan *p, struct planned_payment *y, uint64_t k)
{
	unsigned x = chance_of(p, 100, PAPER, k, 0);

	y->method = "cheque";
	y->channel = x < 55 ? "mail" : x < 88 ? "walk_in" : "field";
	y->received_minor = -1;
	y->reference = fmt(p->arena, "%06u", chance_of(p, 900000, PAPER, k, 1) + 100000);
}

/* At the counter a cashier; on the phone the executives. */
static unsigned
receiver(const struct plan *p, const struct planned_payment *y, uint64_t k)
{
	unsigned cashiers = 0;

	while (cashiers < p->is->staff_count && same_text(p->is->staff[cashiers].role, "Cashier"))
		cashiers++;
	if (same_text(y->channel, "walk_in") || chance_of(p, 5, WHO, k, 0) == 0)
		return chance_of(p, cashiers, WHO, k, 1);
	return cashiers + chance_of(p, 2, WHO, k, 2);
}

static struct planned_payment *
add(struct plan *p, unsigned bill, int64_t amount_minor, int64_t at, uint64_t nth)
{
	static const char *const notes[] = { "Paid by a relative.", "Asked for a printed receipt.",
		"Will pay the rest on Friday.", "Address confirmed.",
		"Called about the meter reading." };
	uint64_t k = (uint64_t)p->bills[bill].account * 1000 + (uint64_t)p->bills[bill].month * 10 +
	    nth;
	struct planned_payment *y;

	if (at == 0 || amount_minor <= 0)
		return NULL;
	y = &p->payments[p->payment_count++];
	*y = (struct planned_payment){ .bill = bill, .at = at, .amount_minor = amount_minor };
	if (amount_minor <= p->is->cash_max && chance_of(p, 100, METHOD, k, 0) < 43)
		by_cash(p, y, k);
	else if (chance_of(p, 8, PAPER, k, 2) == 0)
		by_cheque(p, y, k);
	else
		by_card(p, y, k);
	y->staff = receiver(p, y, k);
	if (chance_of(p, 60, NOTE, k, 0) == 0)
		y->notes = notes[chance_of(p, COUNT(notes), NOTE, k, 1)];
	p->paid_minor += amount_minor;
	return y;
}

/* How soon after the bill: the ways of people.  0: never. */
static int
days_until(const struct plan *p, const struct premises *a, const struct planned_bill *b)
{
	uint64_t m = (uint64_t)b->month;

	if (a->payer < 600)
		return (int)between(p, 1, 12, WHEN, b->account, m);
	if (a->payer < 880)
		return (int)between(p, 8, 21, WHEN, b->account, m);
	if (a->payer < 950)
		return (int)between(p, 18, 42, WHEN, b->account, m);
	if (a->payer < 972)	/* now and then */
		return chance_of(p, 3, WHEN, b->account, m + 50) == 0 ? 0
		    : (int)between(p, 20, 55, WHEN, b->account, m);
	/* stopped some months ago */
	return b->month < (int)between(p, 4, 10, GIVE_UP, b->account, 0)
	    ? (int)between(p, 15, 50, WHEN, b->account, m) : 0;
}

/* A mistake at the counter: taken, voided the same day or the next, taken again. */
static void
maybe_mistaken(struct plan *p, struct planned_payment *y, uint64_t account, uint64_t month)
{
	int64_t again;

	if (y->amount_minor > p->is->void_limit || chance_of(p, 220, VOID_, account, month) != 0)
		return;
	again = y->at + between(p, 15, 100, VOID_, account, month + 100) * MINUTE_US;
	if (chance_of(p, 4, VOID_, account, month + 200) == 0)
		again += 24 * HOUR_US;
	if (again + HOUR_US > start_of(p, date_days(p->last_on)) + 24 * HOUR_US)
		return;
	y->voided = MISTAKE;
	y->void_at = again - 5 * MINUTE_US;
	p->paid_minor -= y->amount_minor;
	(void)add(p, y->bill, y->amount_minor, again, 7);
}

static void
plan_payment(struct plan *p, unsigned bill)
{
	const struct planned_bill *b = &p->bills[bill];
	const struct premises *a = &p->accounts[b->account];
	int days = days_until(p, a, b), day = date_days(b->issued_on) + days;
	uint64_t i = b->account, m = (uint64_t)b->month;
	struct planned_payment *y;

	if (days == 0)
		return;
	if (a->class != 2 && chance_of(p, 28, PART, i, m) == 0) {
		int64_t part = b->amount_minor * between(p, 40, 70, PART, i, m + 50) / 100;

		part -= part % (p->is->note_minor / 5);
		if (add(p, bill, part, at_counter(p, day, i, m + 50), 1) != NULL &&
		    part > 0 && chance_of(p, 12, PART, i, m + 100) != 0)
			(void)add(p, bill, b->amount_minor - part,
			    at_counter(p, day + (int)between(p, 5, 16, PART, i, m + 150), i, m), 2);
		return;
	}
	y = add(p, bill, b->amount_minor, at_counter(p, day, i, m), 0);
	if (y != NULL)
		maybe_mistaken(p, y, i, m);
}

static int
by_time(const void *x, const void *y)
{
	const struct planned_payment *a = x, *b = y;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return a->bill < b->bill ? -1 : a->bill > b->bill;
}

/* Late in a month almost everything would be paid, which is not how it is: some have not paid what
 * was billed of late.  Drops whole bills' payments, account after account. */
static void
leave_some_open(struct plan *p)
{
	int64_t most = p->billed_minor / 1000 * PAID_MOST;
	size_t kept = 0;

	for (unsigned share = 1; p->paid_minor > most && share <= 14; share++) {
		kept = 0;
		for (size_t i = 0; i < p->payment_count; i++) {
			const struct planned_payment *y = &p->payments[i];
			const struct planned_bill *b = &p->bills[y->bill];
			bool works = p->accounts[b->account].class == 2;
			bool drop = b->month >= MONTHS - (works ? 1 : 3) && p->paid_minor > most &&
			    chance_of(p, works ? 12 : 40, RANK, b->account, 0) < share;

			if (drop && y->voided == NOT_VOIDED)
				p->paid_minor -= y->amount_minor;
			if (!drop)
				p->payments[kept++] = *y;
		}
		p->payment_count = kept;
	}
}

/* The last two large ones: someone has asked to void them. */
static void
ask_for_voids(struct plan *p)
{
	unsigned asked = 0;

	for (size_t i = p->payment_count; i-- > 0 && asked < 2;) {
		struct planned_payment *y = &p->payments[i];

		if (y->amount_minor <= p->is->void_limit || y->voided != NOT_VOIDED)
			continue;
		y->voided = TO_APPROVE;
		y->void_at = start_of(p, date_days(p->last_on)) + 17 * HOUR_US +
		    asked * 11 * MINUTE_US;
		asked++;
	}
}

void
plan_payments(struct plan *p)
{
	p->payments = arena_array(p->arena, struct planned_payment, p->bill_count * 2);
	for (unsigned i = 0; i < p->bill_count; i++)
		plan_payment(p, i);
	qsort(p->payments, p->payment_count, sizeof *p->payments, by_time);
	leave_some_open(p);
	ask_for_voids(p);
}
