#include "demo.h"
#include <ctype.h>
#include <string.h>
#include "clock.h"
#include "text.h"

enum purpose { KIN = 2, FIRST, LAST, NATIVE, PHONE, MAIL, STREET, HOUSE, ZONE, SIZE, USE, VACANT,
	PAYER, OPENED, LATE_OPENED, TRADE, POSTCODE, SEGMENT };

/* splitmix64 over the keys */
uint64_t
chance(const struct plan *p, uint64_t purpose, uint64_t a, uint64_t b)
{
	uint64_t keys[] = { purpose, a, b }, x = p->seed;

	for (unsigned i = 0; i < 3; i++) {
		x += keys[i] * UINT64_C(0x9e3779b97f4a7c15) + UINT64_C(0x9e3779b97f4a7c15);
		x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
		x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
		x ^= x >> 31;
	}
	return x;
}

unsigned
chance_of(const struct plan *p, unsigned n, uint64_t purpose, uint64_t a, uint64_t b)
{
	return (unsigned)(chance(p, purpose, a, b) % n);
}

int64_t
between(const struct plan *p, int64_t low, int64_t high, uint64_t purpose, uint64_t a, uint64_t b)
{
	return low + (int64_t)(chance(p, purpose, a, b) % (uint64_t)(high - low + 1));
}

static const char *
one(const struct plan *p, struct words w, enum purpose purpose, unsigned i)
{
	return w.word[chance_of(p, (unsigned)w.n, purpose, i, 1)];
}

/* "Ana Delgado" -> "ana.delgado@example.net"; NULL where the name is not plain ASCII */
static const char *
mail_for(struct plan *p, const char *name, unsigned i)
{
	static const char *const domains[] = { "example.com", "example.net", "example.org" };
	struct buf b = buf_in(p->arena);

	for (const char *s = name; *s != '\0'; s++) {
		if ((unsigned char)*s > 127)
			return NULL;
		if (isalnum((unsigned char)*s))
			buf_putc(&b, (char)tolower((unsigned char)*s));
		else if (*s == ' ')
			buf_putc(&b, '.');
	}
	buf_printf(&b, "%u@%s", i % 89, domains[i % 3]);
	return b.data;
}

static const char *
person_name(struct plan *p, unsigned i)
{
	const struct profile *is = p->is;

	if (is->native_firsts.n > 0 && chance_of(p, 4, NATIVE, i, 0) == 0)
		return fmt(p->arena, "%s %s", one(p, is->native_firsts, FIRST, i),
		    one(p, is->native_lasts, LAST, i));
	return fmt(p->arena, "%s %s", one(p, is->firsts, FIRST, i), one(p, is->lasts, LAST, i));
}

static void
make_consumer(struct plan *p, unsigned i, bool firm, unsigned nth_firm)
{
	struct household *c = &p->consumers[i];
	unsigned phone = chance_of(p, 100, PHONE, i, 0);
	char number[32];

	if (!firm)
		c->name = person_name(p, i);
	else if (nth_firm < p->is->firms.n)
		c->name = p->is->firms.word[nth_firm];
	else
		c->name = fmt(p->arena, "%s %s", one(p, p->is->lasts, LAST, i),
		    one(p, p->is->trades, TRADE, i));
	c->kind = firm ? "firm" : "person";
	c->number = fmt(p->arena, "C-%05u", 10001 + i);
	if (chance_of(p, 20, PHONE, i, 2) != 0) {
		size_t at = (size_t)(strstr(p->is->phone_format, "%02d") - p->is->phone_format);

		memcpy(number, p->is->phone_format, at);
		number[at] = (char)('0' + phone / 10);
		number[at + 1] = (char)('0' + phone % 10);
		number[at + 2] = '\0';
		c->phone = arena_strdup(p->arena, number);
	}
	if (firm || chance_of(p, 5, MAIL, i, 0) != 0)
		c->email = mail_for(p, c->name, i);
}

/* Each class has its share in every hundred or so, so that a small load has some of all. */
static unsigned
class_of(const struct plan *p, unsigned account)
{
	for (unsigned c = CLASSES - 1; c > 0; c--) {
		unsigned every = 1000 / (unsigned)p->is->classes[c].per_mille;

		if (account % every == every / 3)
			return c;
	}
	return 0;
}

static const char *
street_for(struct plan *p, unsigned i)
{
	bool native = p->is->native_streets.n > 0 && chance_of(p, 6, STREET, i, 3) == 0;
	const char *street = one(p, native ? p->is->native_streets : p->is->streets, STREET, i);
	unsigned house = (unsigned)between(p, 1, 499, HOUSE, i, 0);

	if (chance_of(p, 9, HOUSE, i, 1) == 0)
		return fmt(
		    p->arena, "%u %s, Apt %u", house, street, chance_of(p, 24, HOUSE, i, 2) + 1);
	return fmt(p->arena, "%u %s", house, street);
}

/* Most have been there for years; a few moved in during the thirteen months. */
static void
open_account(struct plan *p, struct premises *a, unsigned i)
{
	char on[11], first[11];
	int days = date_days(p->last_on);

	date_add_months(p->last_on, -MONTHS, first);
	memcpy(first + 8, "01", 3);
	if (chance_of(p, 33, LATE_OPENED, i, 0) == 0) {
		a->first_month = (int)chance_of(p, MONTHS - 1, LATE_OPENED, i, 1) + 1;
		date_add_months(first, a->first_month, on);
		date_add_days(on, (int)chance_of(p, 20, LATE_OPENED, i, 2), on);
	} else {
		date_from_days(days - (int)between(p, 500, 7000, OPENED, i, 0), on);
	}
	a->opened_on = arena_strdup(p->arena, on);
}

/* One household in five is of a segment; works are of the last. */
static const char *
segment_of(const struct plan *p, const struct premises *a, unsigned i)
{
	const struct words *of = &p->is->segments;

	if (a->class == 2)
		return of->word[of->n - 1];
	if (a->class == 1 || chance_of(p, 5, SEGMENT, i, 0) != 0)
		return NULL;
	return of->word[chance_of(p, (unsigned)of->n - 1, SEGMENT, i, 1)];
}

static void
make_account(struct plan *p, unsigned i)
{
	struct premises *a = &p->accounts[i];
	const struct class *class = &p->is->classes[a->class];
	unsigned sizes = 0;
	int64_t span = class->high_milli - class->low_milli;

	while (sizes < SIZES_MAX && class->sizes[sizes].label != NULL)
		sizes++;
	/* the lower half of a range is four times as usual as the upper */
	a->usual_milli = class->low_milli + (chance_of(p, 5, USE, i, 0) == 0
	    ? between(p, span / 2, span, USE, i, 1) : between(p, 0, span / 2, USE, i, 2));
	a->size = (unsigned)((a->usual_milli - class->low_milli) * (int64_t)sizes / (span + 1));
	a->zone = a->class == 2 ? (unsigned)p->is->zones.n - 1
	    : chance_of(p, (unsigned)p->is->zones.n, ZONE, i, 0);
	a->number = fmt(p->arena, "%s%06u", p->is->account_prefix, 100007 + i * 11);
	a->meter = fmt(p->arena, "%s%08u", p->is->meter_prefix, 20140031 + i * 137);
	a->street = street_for(p, i);
	a->postcode = fmt(p->arena, "%s%02u", p->is->postcode_prefix, 90 + a->zone % 10);
	a->vacant = a->class == 0 && chance_of(p, 70, VACANT, i, 0) == 0;
	a->payer = a->class == 2 ? 0 : (int)chance_of(p, 1000, PAYER, i, 0);
	a->segment = segment_of(p, a, i);
	open_account(p, a, i);
}

void
plan_people(struct plan *p, size_t accounts)
{
	unsigned consumers = 0, firms = 0, last_firm = 0, last_person = 0;

	p->account_count = accounts;
	p->accounts = arena_array(p->arena, struct premises, accounts);
	p->consumers = arena_array(p->arena, struct household, accounts);
	for (unsigned i = 0; i < accounts; i++) {
		struct premises *a = &p->accounts[i];
		bool firm, another;

		a->class = class_of(p, i);
		firm = a->class != 0;
		/* some own more than one */
		another = firm ? firms > 0 && chance_of(p, 4, KIN, i, 0) == 0
		    : last_person > 0 && chance_of(p, 30, KIN, i, 1) == 0;
		if (!another) {
			make_consumer(p, consumers, firm, firms);
			firms += firm ? 1 : 0;
			*(firm ? &last_firm : &last_person) = consumers++;
		}
		a->names_consumer = !another;
		a->consumer = firm ? last_firm : last_person;
		make_account(p, i);
	}
	p->consumer_count = consumers;
}
