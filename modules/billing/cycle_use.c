#include "cycle_use.h"
#include <stdlib.h>
#include <string.h>
#include "clock.h"
#include "local_day.h"
#include "text.h"

enum { DAY_VALUES_MAX = 26 * 12, METERS_MAX = 8 };

/* ---- reads ---- */

/* The read before, of the same meter, ends where this one begins or later. */
struct meter_seen { char id[37]; int32_t to; };

struct adding {
	const struct cycle_dates *cycle;
	int32_t from, to;
	struct cycle_use *out;
	struct meter_seen meters[METERS_MAX];
	size_t meter_count;
};

static bool
overlaps(struct adding *a, const char *meter, int32_t from, int32_t to)
{
	for (size_t i = 0; i < a->meter_count; i++)
		if (same_text(a->meters[i].id, meter)) {
			bool before = from <= a->meters[i].to;

			a->meters[i].to = to;
			return before;
		}
	if (a->meter_count < METERS_MAX) {
		memcpy(a->meters[a->meter_count].id, meter, 37);
		a->meters[a->meter_count++].to = to;
	}
	return false;
}

static void
add_read(struct adding *a, struct account_use *u, const struct row *r)
{
	bool own = !row_null(r, "from_on");
	int32_t to = own ? date_days(row_str(r, "read_on")) : a->to;
	int32_t from = own ? date_days(row_str(r, "from_on")) : a->from;
	const struct unit *unit = unit_find(row_str(r, "unit"));
	int64_t use = row_i64(r, "use_milli");

	if (u->reads++ == 0) {
		*u = (struct account_use){ .account_id = u->account_id,
			.service_id = row_str(r, "service_id"), .class = row_str(r, "class"),
			.attributes_json = row_str(r, "attributes_json"),
			.tariff_code = row_str(r, "tariff_code"), .state = USE_KNOWN, .from = from,
			.to = to, .unit = unit, .reads = 1 };
		a->meter_count = 0;
	}
	u->has_intervals = u->has_intervals || row_is(r, "meter_kind", "interval");
	u->from = from < u->from ? from : u->from;
	u->to = to > u->to ? to : u->to;
	if (overlaps(a, row_str(r, "meter_id"), from, to))
		u->state = USE_DOUBLED;
	else if (!unit || !u->unit || !unit_convert(unit, u->unit, use, &use) ||
	    __builtin_add_overflow(u->use_milli, use, &u->use_milli))
		u->state = USE_UNITS;
	else if (row_null(r, "use_milli"))
		u->state = USE_NOT_WORKED_OUT;
	if (u->state == USE_KNOWN && u->use_milli < 0)
		u->state = USE_NEGATIVE;
}

static void
add_row(struct adding *a, const struct row *r)
{
	struct cycle_use *out = a->out;
	struct account_use *u = out->n > 0 ? &out->accounts[out->n - 1] : NULL;

	if (!u || !same_text(u->account_id, row_str(r, "account_id"))) {
		u = &out->accounts[out->n++];
		*u = (struct account_use){ .account_id = row_str(r, "account_id"),
			.service_id = row_str(r, "service_id"), .class = row_str(r, "class"),
			.attributes_json = row_str(r, "attributes_json"),
			.tariff_code = row_str(r, "tariff_code"), .state = USE_NO_READ,
			.from = a->from, .to = a->to };
	}
	if (!row_null(r, "meter_id"))
		add_read(a, u, r);
}

enum err
cycle_use_load(struct cx *cx, const struct cycle_dates *cycle, const char *after, const char *last,
    struct cycle_use *out)
{
	struct adding a = { .cycle = cycle, .from = date_days(cycle->from_on),
		.to = date_days(cycle->to_on), .out = out };
	struct rows rows;

	TRY(db_all(cx, &rows,
	    "select straight_join a.id account_id, s.id service_id, s.class, s.attributes_json,"
	    " s.tariff_code, m.id meter_id, m.kind meter_kind, r.read_on, r.from_on, r.use_milli, r.unit"
	    " from account a join service s on s.account_id = a.id and s.utility = ?"
	    " left join meter_read r on r.account_id = a.id and r.read_on between ? and ?"
	    " and r.state = 'live'"
	    " left join meter m on m.id = r.meter_id and m.service_id = s.id"
	    " where a.id > ? and a.id <= ? and a.zone_id = ? order by a.id, r.read_on limit 8000",
	    str(cycle->utility), str(cycle->from_on), str(cycle->to_on), str(after), str(last),
	    str(cycle->zone_id)));
	out->accounts = arena_array(cx->arena, struct account_use, rows.n);
	out->n = 0;
	out->is_last = rows.n < CYCLE_USE_ROWS;
	for (size_t i = 0; i < rows.n; i++)
		add_row(&a, &rows.row[i]);
	if (!out->is_last && out->n > 1)
		out->n--;			/* it may have more rows behind these */
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
		return fail(cx, E_CONFLICT, "The intervals of %s do not make a day.", row_str(r, "on_day"));
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
