/* Opening exceptions by the thousand, and ending those of accounts that were billed after all. */
#include "exception_stand.h"
#include "exception.h"

#include <stdlib.h>
#include <string.h>

#include "bulk.h"
#include "clock.h"
#include "json_out.h"
#include "settings.h"
#include "text.h"

/* Of an account and cycle there are a few types; db_all() takes 10,000 rows. */
enum { AT_ONCE = 500 };

/* One that is opened, and under which id if it is not open already. */
struct opened { const struct new_exception *x; const char *id; int64_t risk_minor; };

static int
by_place(const char *account_id, const char *cycle_id, const char *type, const struct opened *o)
{
	int order = strcmp(account_id, o->x->account_id);

	if (order == 0)
		order = strcmp(cycle_id ? cycle_id : "", o->x->cycle_id ? o->x->cycle_id : "");
	return order ? order : strcmp(type, exception_name(o->x->type));
}

static int
compare(const void *a, const void *b)
{
	const struct opened *o = a;

	return by_place(o->x->account_id, o->x->cycle_id, exception_name(o->x->type), b);
}

static int
find(const void *key, const void *element)
{
	const struct stood *s = key;

	return by_place(s->account_id, s->cycle_id, s->type, element);
}

static bool
same_place(const struct opened *a, const struct opened *b)
{
	return same_text(a->x->account_id, b->x->account_id) && a->x->cycle_id && b->x->cycle_id &&
	    same_text(a->x->cycle_id, b->x->cycle_id);
}

/* The first that holds a bill back, sorted by place, stands for it; one of no cycle by itself. */
static bool
may_hold(const struct opened *o, size_t i)
{
	if (!o[i].x->is_blocking)
		return false;
	for (size_t k = i; k-- > 0 && same_place(&o[k], &o[i]); )
		if (o[k].x->is_blocking)
			return false;
	return true;
}

static struct param
use_or_null(int64_t milli)
{
	return milli == EXCEPTION_UNKNOWN ? null() : i64(milli);
}

static enum err
insert(struct cx *cx, const struct opened *list, size_t n, const char *today)
{
	struct bulk rows = bulk_of(cx, 22, n);
	int64_t step = setting_i64(cx, SETTING_RISK_STEP);
	struct param at = instant(cx, business_now());

	for (size_t i = 0; i < n; i++) {
		const struct new_exception *x = list[i].x;

		bulk_add(&rows, str(list[i].id), str(x->cycle_id), str(x->generation_id),
		    str(x->account_id), str(x->zone_id), str(x->meter_id), str(x->read_id),
		    str(x->bill_id), str(exception_name(x->type)), boolean(x->is_blocking),
		    i64(list[i].risk_minor),
		    i64(exception_priority(list[i].risk_minor, step, x->is_blocking, 0)),
		    use_or_null(x->use_milli), use_or_null(x->usual_milli),
		    str(x->detail_json ? x->detail_json : "{}"), at, str(today), str("open"),
		    str(x->class ? x->class : ""), str(x->segment ? x->segment : ""),
		    str(x->utility ? x->utility : ""), may_hold(list, i) ? str(today) : null());
	}
	return bulk_write(cx, &rows,
	    "insert into billing_exception (id, cycle_id, generation_id, account_id, zone_id, meter_id,"
	    " read_id, bill_id, type, is_blocking, risk_minor, priority, use_milli, usual_milli,"
	    " detail_json, opened_at, opened_on, state, class, segment, utility, held_on)"
	    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
	    " on duplicate key update generation_id = value(generation_id), meter_id = value(meter_id),"
	    " read_id = value(read_id), bill_id = value(bill_id),"
	    " priority = least(priority, value(priority)), use_milli = value(use_milli),"
	    " usual_milli = value(usual_milli), detail_json = value(detail_json), version = version + 1");
}

/* Of one account and cycle: as they were before, as they are now. */
struct place { struct stood was[EXCEPTION_TYPES], is[EXCEPTION_TYPES]; bool is_new[EXCEPTION_TYPES]; size_t n; };

/* Exactly one of those that hold the bill back stands for it: the one that did before, else one that
 * does already, else the first. */
static void
choose_holder(struct place *p, const char *today)
{
	size_t holder = p->n;

	for (size_t i = 0; i < p->n; i++)
		if (p->is[i].is_blocking && p->is[i].held_on &&
		    (holder == p->n || (p->is_new[holder] && !p->is_new[i])))
			holder = i;
	for (size_t i = 0; i < p->n && holder == p->n; i++)
		if (p->is[i].is_blocking)
			holder = i;
	for (size_t i = 0; i < p->n; i++)
		if (i != holder)
			p->is[i].held_on = NULL;
		else if (!p->is[i].held_on)
			p->is[i].held_on = today;
}

static void
settle_place(struct place *p, const char *today, struct bulk *mend, struct stood_facts *f)
{
	choose_holder(p, today);
	for (size_t i = 0; i < p->n; i++) {
		const struct stood *was = &p->was[i], *is = &p->is[i];

		stood_changed(f, p->is_new[i] ? NULL : was, is);
		if (was->is_blocking != is->is_blocking || was->risk_minor != is->risk_minor ||
		    !was->held_on != !is->held_on)
			bulk_add(mend, boolean(is->is_blocking), i64(is->risk_minor), str(is->held_on),
			    str(is->id));
	}
	p->n = 0;
}

/* What stands there now, against what the list says of it. */
static enum err
settle(struct cx *cx, const struct opened *list, size_t n, const struct rows *rows, const char *today,
    struct stood_facts *f)
{
	struct bulk mend = bulk_of(cx, 4, rows->n);
	struct place p = { .n = 0 };

	for (size_t i = 0; i < rows->n; i++) {
		struct stood row = stood_of(&rows->row[i]);
		const struct opened *o = bsearch(&row, list, n, sizeof *list, find);

		if (p.n > 0 && !(same_text(p.is[0].account_id, row.account_id) &&
			same_text(p.is[0].cycle_id, row.cycle_id)))
			settle_place(&p, today, &mend, f);
		if (p.n == EXCEPTION_TYPES)
			return fail(cx, E_INTERNAL, "More exceptions of an account than there are types.");
		p.was[p.n] = p.is[p.n] = row;
		p.is_new[p.n] = o && same_text(o->id, row.id);
		if (o) {
			p.is[p.n].is_blocking = o->x->is_blocking;
			p.is[p.n].risk_minor = o->risk_minor;
		}
		p.n++;
	}
	settle_place(&p, today, &mend, f);
	return bulk_write(cx, &mend, "update billing_exception set is_blocking = ?, risk_minor = ?,"
	    " held_on = ? where id = ?");
}

static const char *
places_json(struct cx *cx, const struct opened *list, size_t n)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin_list(&j);
	for (size_t i = 0; i < n; i++) {
		if (!list[i].x->cycle_id || (i > 0 && same_place(&list[i - 1], &list[i])))
			continue;
		json_begin(&j);
		json_put_str(&j, "a", list[i].x->account_id);
		json_put_str(&j, "c", list[i].x->cycle_id);
		json_end(&j);
	}
	json_end_list(&j);
	return b.data;
}

#define AT_PLACES \
	" from json_table(?, '$[*]' columns (a char(36) path '$.a', c char(36) path '$.c')) j" \
	" straight_join exception_by_place x on x.account_id = j.a and x.cycle_id = j.c" \
	" where x.state in ('open', 'escalated')"

static enum err
open_some(struct cx *cx, const struct opened *list, size_t n, const char *today)
{
	struct stood_facts f = { NULL, 0 };
	struct rows rows;

	TRY(insert(cx, list, n, today));
	TRY(db_all(cx, &rows, "select " STOOD_COLUMNS AT_PLACES
	    " order by x.account_id, x.cycle_id, x.id for update", str(places_json(cx, list, n))));
	f.fact = arena_array(cx->arena, struct signed_fact, STOOD_FACTS * (rows.n + n) + 1);
	TRY(settle(cx, list, n, &rows, today, &f));
	for (size_t i = 0; i < n; i++) {
		const struct new_exception *x = list[i].x;

		if (!x->cycle_id)	/* another of its type does not take its place */
			stood_changed(&f, NULL, &(struct stood){ .type = exception_name(x->type),
				.zone_id = x->zone_id, .class = x->class, .segment = x->segment,
				.utility = x->utility, .opened_on = today,
				.held_on = x->is_blocking ? today : NULL, .is_blocking = x->is_blocking,
				.risk_minor = list[i].risk_minor });
	}
	return metric_changes(cx, f.fact, f.n);
}

enum err
exception_open_all(struct cx *cx, const struct new_exception *list, size_t n)
{
	struct opened *sorted = arena_array(cx->arena, struct opened, n);
	char today[11];

	TRY(business_day(cx, business_now(), today));
	for (size_t i = 0; i < n; i++)
		sorted[i] = (struct opened){ &list[i], new_id(cx->arena), exception_risk(&list[i]) };
	qsort(sorted, n, sizeof *sorted, compare);
	for (size_t at = 0, some; at < n; at += some) {
		some = n - at < AT_ONCE ? n - at : AT_ONCE;
		while (at + some < n && same_place(&sorted[at + some - 1], &sorted[at + some]))
			some++;		/* those of a place together */
		TRY(open_some(cx, sorted + at, some, arena_strdup(cx->arena, today)));
	}
	return OK;
}

/* ---- ending ---- */

struct ended { struct rows rows; struct bulk writes; struct stood_facts f; };

static enum err
billed_some(struct cx *cx, const char *cycle_id, const struct billed_account *list, size_t n,
    const char *today)
{
	struct opened *places = arena_array(cx->arena, struct opened, n);
	struct new_exception *x = arena_array(cx->arena, struct new_exception, n);
	struct param now = instant(cx, business_now()), name = str(cx->who.name ? cx->who.name : "");
	struct ended e;

	for (size_t i = 0; i < n; i++) {
		x[i] = (struct new_exception){ .account_id = list[i].account_id, .cycle_id = cycle_id };
		places[i].x = &x[i];
	}
	TRY(db_all(cx, &e.rows, "select " STOOD_COLUMNS AT_PLACES " and x.is_blocking order by x.id"
	    " for update", str(places_json(cx, places, n))));
	e.writes = bulk_of(cx, 5, e.rows.n);
	e.f = (struct stood_facts){
		arena_array(cx->arena, struct signed_fact, STOOD_FACTS * e.rows.n + 1), 0 };
	for (size_t k = 0; k < e.rows.n; k++) {
		struct stood was = stood_of(&e.rows.row[k]), is = was;
		size_t i = 0;

		is.resolved_on = strcmp(today, was.opened_on) < 0 ? was.opened_on : today;
		stood_changed(&e.f, &was, &is);
		while (i + 1 < n && !same_text(list[i].account_id, was.account_id))
			i++;
		bulk_add(&e.writes, now, str(is.resolved_on), name, str(list[i].bill_id), str(is.id));
	}
	TRY(bulk_write(cx, &e.writes,
	    "update billing_exception set state = 'resolved', resolution = 'billed', resolved_at = ?,"
	    " resolved_on = ?, resolved_by_name = ?, bill_id = ?, version = version + 1 where id = ?"));
	return metric_changes(cx, e.f.fact, e.f.n);
}

enum err
exception_billed_all(
    struct cx *cx, const char *cycle_id, const struct billed_account *list, size_t n)
{
	char today[11];

	TRY(business_day(cx, business_now(), today));
	for (size_t at = 0; at < n; at += AT_ONCE)
		TRY(billed_some(cx, cycle_id, list + at, n - at < AT_ONCE ? n - at : AT_ONCE,
		    arena_strdup(cx->arena, today)));
	return OK;
}
