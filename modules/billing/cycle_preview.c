#include "cycle_preview.h"
#include <stdlib.h>
#include <string.h>
#include "clock.h"
#include "tariff_book.h"
#include "text.h"

enum { LAST_SHARE = 3, LAST_OF = 4 };	/* three quarters */

/* One service of the utility, and what is known of its account in this cycle. */
struct seen {
	char account[37];
	const char *tariff_code;	/* NULL: the one that knows its class */
	struct preview_group *class, *segment;
	int started, last_to, last_days;
	int64_t reads;
	bool active, billed, held, has_tariff;
};

struct counting {
	struct cycle_preview *in;
	const struct row *cycle;
	struct seen *all;
	size_t n, most;
};

static bool
is_among(const char *list, const char *text)
{
	size_t n = strlen(text);

	for (const char *at = list; at; at = strchr(at, ',')) {
		at += *at == ',';
		if (strncmp(at, text, n) == 0 && (at[n] == ',' || at[n] == '\0'))
			return true;
	}
	return false;
}

static struct preview_group *
group_of(struct cx *cx, struct preview_group **list, const char *key)
{
	struct preview_group *g = *list;

	for (; g; g = g->next)
		if (key == g->key || (key && g->key && same_text(key, g->key)))
			return g;
	g = arena_alloc(cx->arena, sizeof *g);
	*g = (struct preview_group){ .key = arena_strdup(cx->arena, key), .next = *list };
	return *list = g;
}

static enum err
add_service(struct cx *cx, const struct row *row, void *arg)
{
	struct counting *c = arg;
	const char *class = row_str(row, "class"), *segment = row_str(row, "segment");
	struct seen *s;

	if ((c->in->classes && !is_among(c->in->classes, class)) ||
	    (c->in->segments && !is_among(c->in->segments, segment ? segment : "")))
		return OK;
	if (c->n > 0 && same_text(c->all[c->n - 1].account, row_str(row, "id")))
		return OK;		/* one bill, whatever its services */
	if (c->n == c->most) {
		size_t most = c->most ? 2 * c->most : 1024;

		c->all = arena_grow(cx->arena, c->all, c->most * sizeof *s, most * sizeof *s);
		c->most = most;
	}
	s = &c->all[c->n++];
	*s = (struct seen){ .class = group_of(cx, &c->in->by_class, class),
		.segment = group_of(cx, &c->in->by_segment, segment), .started = date_days(row_str(row, "started_on")),
		.active = row_is(row, "status", "active") && row_is(row, "service_status", "active"),
		.tariff_code = arena_strdup(cx->arena, row_str(row, "tariff_code")),
		.last_to = -1000000 };
	memcpy(s->account, row_str(row, "id"), 37);
	return OK;
}

static int
by_account(const void *a, const void *b)
{
	return strcmp(((const struct seen *)a)->account, ((const struct seen *)b)->account);
}

static struct seen *
find(const struct counting *c, const char *account)
{
	struct seen key;

	memcpy(key.account, account, 37);
	return c->n == 0 ? NULL : bsearch(&key, c->all, c->n, sizeof key, by_account);
}

static enum err
add_reads(struct cx *cx, const struct row *row, void *arg)
{
	struct seen *s = find(arg, row_str(row, "account_id"));

	(void)cx;
	if (s)
		s->reads++;
	return OK;
}

static enum err
add_bill(struct cx *cx, const struct row *row, void *arg)
{
	struct seen *s = find(arg, row_str(row, "account_id"));

	(void)cx;
	if (s)
		s->billed = true;
	return OK;
}

static enum err
add_exception(struct cx *cx, const struct row *row, void *arg)
{
	struct seen *s = find(arg, row_str(row, "account_id"));

	(void)cx;
	if (s)
		s->held = true;
	return OK;
}

static enum err
add_last(struct cx *cx, const struct row *row, void *arg)
{
	struct seen *s = find(arg, row_str(row, "account_id"));
	int to = date_days(row_str(row, "to_on"));

	(void)cx;
	if (s && to > s->last_to) {
		s->last_to = to;
		s->last_days = to - date_days(row_str(row, "from_on")) + 1;
	}
	return OK;
}

/* Unbilled for three quarters of the cycle's days, or of what it was billed for last. */
static bool
is_due(const struct counting *c, const struct seen *s)
{
	int to = date_days(row_str(c->cycle, "to_on"));
	int days = to - date_days(row_str(c->cycle, "from_on")) + 1;
	int since = s->last_to > -1000000 ? s->last_to : s->started - 1;

	if (s->last_days > days)
		days = s->last_days;
	return s->active && (to - since) * LAST_OF >= days * LAST_SHARE;
}

static void
add_figures(struct preview_figures *f, const struct counting *c, const struct seen *s)
{
	bool due = s->reads > 0 || s->held || is_due(c, s);

	f->accounts++;
	f->due += due || s->billed;
	f->reads += s->reads;
	f->billed += s->billed;
	if (s->billed)
		return;
	if (s->held) {
		f->held++;
		return;
	}
	f->ready += s->reads > 0;
	f->missing += due && s->reads == 0;
	f->inactive += s->reads > 0 && !s->active;
	f->no_tariff += s->reads > 0 && !s->has_tariff;
}

/* What is asked of each table is asked once, and put together here. */
static enum err
gather(struct cx *cx, struct counting *c)
{
	const char *zone = row_str(c->cycle, "zone_id"), *utility = row_str(c->cycle, "utility");
	const char *from = row_str(c->cycle, "from_on"), *to = row_str(c->cycle, "to_on");

	TRY(db_each(cx, add_service, c,
	    "select a.id, a.segment, a.status, s.class, s.tariff_code, s.status service_status,"
	    " s.started_on"
	    " from account a join service s on s.account_id = a.id where a.zone_id = ? and s.utility = ?"
	    " order by a.id, s.started_on desc", str(zone), str(utility)));
	qsort(c->all, c->n, sizeof *c->all, by_account);
	TRY(db_each(cx, add_reads, c,
	    "select r.account_id from meter_read r join meter m on m.id = r.meter_id"
	    " where r.read_on between ? and ? and r.state = 'live' and m.utility = ?",
	    str(from), str(to), str(utility)));
	TRY(db_each(cx, add_bill, c, "select account_id from bill where live_cycle = ?",
	    str(c->in->cycle_id)));
	TRY(db_each(cx, add_exception, c,
	    "select account_id from billing_exception where cycle_id = ? and is_blocking"
	    " and state in ('open', 'escalated')", str(c->in->cycle_id)));
	return db_each(cx, add_last, c,
	    "select b.account_id, b.from_on, b.to_on from bill b where b.zone_id = ?"
	    " and b.status = 'issued' and b.to_on < ? and b.to_on >= cast(? as date) - interval 100 day"
	    " and b.issued_on >= cast(? as date) - interval 130 day",
	    str(zone), str(to), str(from), str(from));
}

/* Does a tariff in force price the service, as a run would look for it? */
static enum err
find_tariffs(struct cx *cx, struct counting *c)
{
	const struct rows *active = &c->in->tariffs;
	struct tariff_version *all = arena_array(cx->arena, struct tariff_version, active->n);
	struct tariff_book book = { all, active->n };
	const struct preview_group *class = NULL;
	bool has = false;

	for (size_t i = 0; i < active->n; i++)
		TRY(tariff_load(cx, row_str(&active->row[i], "id"), &all[i]));
	for (size_t i = 0; i < c->n; i++) {
		struct seen *s = &c->all[i];
		const struct tariff_version *v;
		size_t n;

		if (s->tariff_code) {
			s->has_tariff = tariff_of_service(&book, s->tariff_code, s->class->key, &v, &n)
			    == TARIFF_FOUND;
			continue;
		}
		if (s->class != class) {
			class = s->class;
			has = tariff_of_service(&book, NULL, class->key, &v, &n) == TARIFF_FOUND;
		}
		s->has_tariff = has;
	}
	return OK;
}

enum err
preview_cycle(struct cx *cx, struct cycle_preview *in)
{
	struct counting c = { .in = in };

	TRY(db_maybe(cx, &c.cycle,
	    "select zone_id, utility, from_on, to_on, state from cycle where id = ?", str(in->cycle_id)));
	if (!c.cycle)
		return fail(cx, E_NOT_FOUND, "There is no such cycle.");
	in->running = row_is(c.cycle, "state", "generating");
	TRY(gather(cx, &c));
	TRY(db_all(cx, &in->tariffs,
	    "select id, code, name, effective_on from tariff where state = 'active' and utility = ?"
	    " and effective_on <= ? and (ends_on is null or ends_on >= ?) order by code, effective_on",
	    str(row_str(c.cycle, "utility")), str(row_str(c.cycle, "to_on")),
	    str(row_str(c.cycle, "from_on"))));
	TRY(find_tariffs(cx, &c));
	for (size_t i = 0; i < c.n; i++) {
		add_figures(&in->all, &c, &c.all[i]);
		add_figures(&c.all[i].class->figures, &c, &c.all[i]);
		add_figures(&c.all[i].segment->figures, &c, &c.all[i]);
	}
	return OK;
}
