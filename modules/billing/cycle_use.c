#include "cycle_use.h"
#include <stdlib.h>
#include <string.h>
#include "clock.h"
#include "local_day.h"
#include "text.h"

enum { DAY_VALUES_MAX = 26 * 12, METERS_MAX = 8, SERVICES_MAX = 4 };

/* ---- reads ---- */

/* A meter of the account: whose service it measures, and where its last read ended. */
struct meter_seen { char id[37]; const char *service; int32_t to; };

/* What is known of an account while its chunk is put together. */
struct account_seen {
	struct account_use use;
	struct account_seen *next;	/* of the same slot */
	struct { const char *id, *class, *attributes, *tariff_code; } services[SERVICES_MAX];
	size_t service_count;
	struct meter_seen meters[METERS_MAX];
	size_t meter_count;
};

enum { SLOTS = 4096 };

struct chunk {
	const struct cycle_dates *cycle;
	int32_t from, to;
	struct account_seen *accounts;
	size_t n;
	struct account_seen *slots[SLOTS];
};

static size_t
slot_of(const char *id)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (; *id; id++)
		h = (h ^ (unsigned char)*id) * UINT64_C(1099511628211);
	return (size_t)(h ^ h >> 32) & (SLOTS - 1);
}

static struct account_seen *
seen(const struct chunk *c, const struct row *row)
{
	const char *id = row_str(row, "account_id");
	struct account_seen *a = c->slots[slot_of(id)];

	while (a && !same_text(a->use.account_id, id))
		a = a->next;
	return a;
}

/* The latest first, which is the one where there is no read. */
static enum err
add_service(struct cx *cx, const struct row *row, void *arg)
{
	struct account_seen *a = seen(arg, row);

	if (!a || a->service_count == SERVICES_MAX)
		return OK;
	a->services[a->service_count].id = arena_strdup(cx->arena, row_str(row, "id"));
	a->services[a->service_count].class = arena_strdup(cx->arena, row_str(row, "class"));
	a->services[a->service_count].attributes = arena_strdup(
	    cx->arena, row_str(row, "attributes_json"));
	a->services[a->service_count++].tariff_code = arena_strdup(
	    cx->arena, row_str(row, "tariff_code"));
	return OK;
}

static enum err
add_meter(struct cx *cx, const struct row *row, void *arg)
{
	struct account_seen *a = seen(arg, row);
	struct meter_seen *m;

	if (!a || row_null(row, "service_id") || a->meter_count == METERS_MAX)
		return OK;
	m = &a->meters[a->meter_count++];
	memcpy(m->id, row_str(row, "meter_id"), 37);
	m->service = arena_strdup(cx->arena, row_str(row, "service_id"));
	m->to = INT32_MIN;
	return OK;
}

/* The service that a read's meter measures; *meter is NULL where it is another utility's. */
static size_t
service_of(struct account_seen *a, const char *meter_id, struct meter_seen **meter)
{
	*meter = NULL;
	for (size_t i = 0; i < a->meter_count; i++)
		for (size_t k = 0; k < a->service_count && same_text(a->meters[i].id, meter_id);
		     k++)
			if (same_text(a->meters[i].service, a->services[k].id)) {
				*meter = &a->meters[i];
				return k;
			}
	return 0;
}

static void
take_service(struct account_use *u, const struct account_seen *a, size_t k)
{
	u->service_id = a->services[k].id;
	u->class = a->services[k].class;
	u->attributes_json = a->services[k].attributes;
	u->tariff_code = a->services[k].tariff_code;
}

static enum err
add_read(struct cx *cx, const struct row *r, void *arg)
{
	const struct chunk *c = arg;
	struct account_seen *a = seen(c, r);
	bool own = !row_null(r, "from_on");
	int64_t use = row_i64(r, "use_milli");
	const struct unit *unit = unit_find(row_str(r, "unit"));
	struct meter_seen *meter;
	struct account_use *u;
	int32_t from, to;
	size_t service;

	(void)cx;
	if (!a)
		return OK;
	service = service_of(a, row_str(r, "meter_id"), &meter);
	if (!meter)
		return OK;
	from = own ? date_days(row_str(r, "from_on")) : c->from;
	to = own ? date_days(row_str(r, "read_on")) : c->to;
	u = &a->use;
	if (u->reads++ == 0) {
		take_service(u, a, service);
		u->state = USE_KNOWN;
		u->from = from;
		u->to = to;
		u->unit = unit;
	}
	u->from = from < u->from ? from : u->from;
	u->to = to > u->to ? to : u->to;
	/* the read before ends where this one begins, or later */
	if (from <= meter->to)
		u->state = USE_DOUBLED;
	else if (row_null(r, "use_milli"))
		u->state = USE_NOT_WORKED_OUT;
	else if (!unit || !u->unit || !unit_convert(unit, u->unit, use, &use) ||
	    __builtin_add_overflow(u->use_milli, use, &u->use_milli))
		u->state = USE_UNITS;
	meter->to = to;
	return OK;
}

/* ---- a chunk ---- */

static void
index_accounts(struct cx *cx, struct chunk *c, const struct rows *ids)
{
	c->n = ids->n;
	c->accounts = arena_array(cx->arena, struct account_seen, ids->n);
	for (size_t i = 0; i < ids->n; i++) {
		struct account_seen *a = &c->accounts[i];
		size_t slot;

		a->use = (struct account_use){ .account_id = row_str(&ids->row[i], "id"),
			.state = USE_NO_READ, .from = c->from, .to = c->to };
		slot = slot_of(a->use.account_id);
		a->next = c->slots[slot];
		c->slots[slot] = a;
	}
}

/* One table a statement, each by its index of accounts: their join costs twice as much. */
static enum err
gather(struct cx *cx, struct chunk *c, const char *after, const char *last)
{
	TRY(db_each(cx, add_service, c,
	    "select account_id, id, class, attributes_json, tariff_code from service"
	    " where account_id > ? and account_id <= ? and utility = ? order by account_id,"
	    " started_on desc",
	    str(after), str(last), str(c->cycle->utility)));
	TRY(db_each(cx, add_meter, c,
	    "select account_id, meter_id, service_id from meter_span"
	    " where account_id > ? and account_id <= ?", str(after), str(last)));
	return db_each(cx, add_read, c,
	    "select account_id, meter_id, read_on, from_on, use_milli, unit from meter_read"
	    " where account_id > ? and account_id <= ? and read_on between ? and ? and state ="
	    " 'live'"
	    " order by account_id, read_on",
	    str(after), str(last), str(c->cycle->from_on), str(c->cycle->to_on));
}

enum err
cycle_use_load(struct cx *cx, const struct cycle_dates *cycle, const char *after, const char *last,
    struct cycle_use *out)
{
	struct chunk *c = arena_alloc(cx->arena, sizeof *c);
	struct rows ids;

	c->cycle = cycle;
	c->from = date_days(cycle->from_on);
	c->to = date_days(cycle->to_on);
	TRY(db_all(cx, &ids,
	    "select id from account where id > ? and id <= ? and zone_id = ? order by id limit"
	    " 4000",
	    str(after), str(last), str(cycle->zone_id)));
	out->is_last = ids.n < CYCLE_USE_ACCOUNTS;
	out->n = 0;
	out->next = ids.n > 0 ? row_str(&ids.row[ids.n - 1], "id") : after;
	if (ids.n == 0)
		return OK;
	index_accounts(cx, c, &ids);
	TRY(gather(cx, c, after, out->next));
	out->accounts = arena_array(cx->arena, struct account_use, c->n);
	for (size_t i = 0; i < c->n; i++) {
		struct account_seen *a = &c->accounts[i];

		if (a->service_count == 0)
			continue;
		if (a->use.reads == 0)
			take_service(&a->use, a, 0);
		if (a->use.state == USE_KNOWN && a->use.use_milli < 0)
			a->use.state = USE_NEGATIVE;
		out->accounts[out->n++] = a->use;
	}
	return OK;
}

/* ---- intervals ---- */

/* "120,0,35": thousandths.  false: not so many, or no numbers. */
static bool
values_of(const char *text, int64_t values[DAY_VALUES_MAX], size_t *n)
{
	*n = 0;
	while (*text && *n < DAY_VALUES_MAX) {
		char *end;

		values[(*n)++] = strtoll(text, &end, 10);
		if (end == text || (*end != ',' && *end != '\0'))
			return false;
		text = end + (*end == ',');
	}
	return *n > 0 && *text == '\0';
}

static enum err
add_day(struct cx *cx, const struct row *r, const struct unit *unit, struct local_day *day,
    struct interval *out, size_t *n)
{
	const struct unit *from = unit_find(row_str(r, "unit"));
	int32_t on = date_days(row_str(r, "on_day"));
	int64_t values[DAY_VALUES_MAX];
	bool good;

	*n = 0;
	good = from && values_of(row_str(r, "values_text"), values, n);

	for (size_t i = 0; good && i < *n; i++)
		good = unit_convert(from, unit, values[i], &values[i]);
	if (good && day->day != on)
		good = local_day(cx->who.zone, on, day);
	if (!good || !local_intervals(day, (int)row_i64(r, "minutes"), values, *n, out))
		return fail(
		    cx, E_CONFLICT, "The intervals of %s do not make a day.", row_str(r, "on_day"));
	return OK;
}

enum err
cycle_intervals_load(struct cx *cx, const struct account_use *u, const struct unit *unit,
    struct interval **out, size_t *count)
{
	char from[11], to[11];
	struct local_day day = { .day = INT32_MIN };
	struct rows rows;

	date_from_days(u->from, from);
	date_from_days(u->to, to);
	TRY(db_all(cx, &rows,
	    "select i.on_day, i.minutes, i.unit, i.values_text from meter m"
	    " join interval_day i on i.meter_id = m.id where m.account_id = ? and m.service_id = ?"
	    " and i.on_day between ? and ? and i.register not like 'B%' order by i.on_day",
	    str(u->account_id), str(u->service_id), str(from), str(to)));
	*out = arena_array(cx->arena, struct interval, rows.n * DAY_VALUES_MAX);
	*count = 0;
	for (size_t i = 0; i < rows.n; i++) {
		size_t n = 0;

		TRY(add_day(cx, &rows.row[i], unit, &day, *out + *count, &n));
		*count += n;
	}
	return OK;
}

#define DAYS_OF_METER \
	"select i.on_day, i.minutes, i.unit, i.values_text, i.quality_text, i.version from interval_day i" \
	" where i.meter_id = ? and i.on_day between ? and ? and i.register not like 'B%' order by i.on_day"

#define MARK_OF_DAY INT64_C(4294967296)

static const char *
lesser(const char *quality, const char *letters)
{
	return strchr(letters, 'E') ? "estimated"
	    : strchr(letters, 'S') && strcmp(quality, "actual") == 0 ? "substituted" : quality;
}

enum err
meter_intervals_load(struct cx *cx, const char *meter_id, int32_t from, int32_t to,
    const struct unit *unit, struct meter_intervals *out)
{
	char first[11], last[11];
	struct local_day day = { .day = INT32_MIN };
	struct rows rows;

	date_from_days(from, first);
	date_from_days(to, last);
	if (db_in_tx(cx))
		TRY(db_all(cx, &rows, DAYS_OF_METER " lock in share mode", str(meter_id), str(first), str(last)));
	else
		TRY(db_all(cx, &rows, DAYS_OF_METER, str(meter_id), str(first), str(last)));
	*out = (struct meter_intervals){ .quality = "actual",
		.of = arena_array(cx->arena, struct interval, rows.n * DAY_VALUES_MAX) };
	for (size_t i = 0; i < rows.n; i++) {
		const struct row *r = &rows.row[i];
		size_t n = 0;

		out->mark += MARK_OF_DAY + row_i64(r, "version");
		if (i == 0 || strcmp(row_str(r, "on_day"), row_str(&rows.row[i - 1], "on_day")) != 0)
			out->days++;
		TRY(add_day(cx, r, unit, &day, out->of + out->n, &n));
		for (size_t k = 0; k < n; k++)
			out->use_milli += out->of[out->n + k].use_milli;
		out->n += n;
		out->quality = lesser(out->quality, row_str(r, "quality_text"));
	}
	return OK;
}

enum err
meter_intervals_mark(struct cx *cx, const char *meter_id, int32_t from, int32_t to, int64_t *mark)
{
	char first[11], last[11];
	struct rows rows;

	date_from_days(from, first);
	date_from_days(to, last);
	TRY(db_all(cx, &rows, "select i.version from interval_day i where i.meter_id = ?"
	    " and i.on_day between ? and ? and i.register not like 'B%' lock in share mode",
	    str(meter_id), str(first), str(last)));
	*mark = 0;
	for (size_t i = 0; i < rows.n; i++)
		*mark += MARK_OF_DAY + row_i64(&rows.row[i], "version");
	return OK;
}
