#include <stdlib.h>
#include <string.h>
#include "clock.h"
#include "desk.h"
#include "drawer.h"
#include "settings.h"

enum { DAYS = 21, FLOAT_EVERY = 9 };
#define LATER_US INT64_C(1200000000)	/* twenty minutes after the last payment */

/* One in nine drawers does not hold what it should. */
static int64_t
off_by(const struct plan *p, unsigned staff, int day)
{
	static const int64_t often[] = { -25, -100, 10, -500, 75 };

	if (chance_of(p, FLOAT_EVERY, 71, staff, (uint64_t)day) != 0)
		return 0;
	return often[chance_of(p, COUNT(often), 72, staff, (uint64_t)day)];
}

static enum err
close_one(struct desk *d, unsigned staff, int day, int64_t at)
{
	static const char *const why[] = { "Counted twice; no explanation found",
	    "Probably given out as change in the morning rush", "A coin roll was one short" };
	struct closing in = { 0 };
	struct drawer open;

	desk_time(d, at);
	desk_as(d, (int)staff);
	TRY(read_drawer(&d->cx, &open));
	if (open.count == 0)
		return OK;
	in.float_minor = setting_i64(&d->cx, SETTING_DRAWER_FLOAT);
	in.taken_minor = open.taken_minor;
	in.counted_minor = in.float_minor + in.taken_minor + off_by(d->plan, staff, day);
	if (in.counted_minor < 0)
		in.counted_minor = 0;
	if (in.counted_minor != in.float_minor + in.taken_minor)
		in.notes = why[chance_of(d->plan, COUNT(why), 73, staff, (uint64_t)day)];
	return desk_tx(d, close_drawer, &in);
}

/* Each of the staff on each day: after the last payment that he took then. */
static enum err
close_days(struct desk *d)
{
	const struct plan *p = d->plan;
	int last = date_days(p->last_on), first = last - DAYS + 1;
	int64_t ends[DAYS][STAFF_MAX] = { 0 };
	enum err e = OK;
	char on[11];

	for (size_t k = 0; k < p->payment_count; k++) {
		const struct planned_payment *y = &p->payments[k];
		int day;

		if (!date_in_zone(p->is->zone, y->at, on))
			abort();
		day = date_days(on);
		if (day >= first && day <= last)
			ends[day - first][y->staff] = y->at + LATER_US;
	}
	for (int day = first; e == OK && day <= last; day++)
		for (unsigned s = 0; e == OK && s < p->is->staff_count; s++)
			if (ends[day - first][s])
				e = close_one(d, s, day, ends[day - first][s]);
	return e;
}

int
post_drawers(const struct plan *p, struct ids *ids)
{
	struct desk d;
	enum err e;

	desk_open(&d, p, ids);
	e = desk_enter(&d, 0);
	if (e == OK)
		e = close_days(&d);
	desk_close(&d);
	return e == OK ? 0 : 1;
}
