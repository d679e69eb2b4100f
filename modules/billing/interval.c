#include "interval.h"
#include "bulk.h"
#include "clock.h"
#include "json_out.h"
#include "ledger.h"
#include "reads_in.h"
#include "text.h"
#include "units.h"

enum { DAYS_AT_ONCE = 500 };

enum err
write_interval_days(struct cx *cx, const struct in_day *d, size_t n)
{
	struct bulk b = bulk_of(cx, 11, n);
	struct param now = instant(cx, business_now());

	for (size_t i = 0; i < n; i++)
		bulk_add(&b, str(d[i].meter_id), str(d[i].register_code), str(d[i].on), i64(d[i].minutes),
		    str(d[i].unit), i64(d[i].use_milli), str(d[i].values_text), str(d[i].quality_text),
		    str(d[i].import_id), i64(d[i].line), now);
	return bulk_write(cx, &b,
	    "insert into interval_day (meter_id, register, on_day, minutes, unit, use_milli, values_text,"
	    " quality_text, import_id, line, read_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
	    " on duplicate key update minutes = value(minutes), unit = value(unit),"
	    " use_milli = value(use_milli), values_text = value(values_text),"
	    " quality_text = value(quality_text), import_id = value(import_id), line = value(line),"
	    " read_at = value(read_at), version = version + 1");
}

/* ---- the reads of days ---- */

struct summed { const struct row *first; int64_t use_milli, line; int worst; bool fits; };

static const char *const qualities[] = { "actual", "substituted", "estimated" };

static int
worst_of(const char *quality)
{
	int worst = 0;

	for (; *quality; quality++) {
		int is = *quality == 'E' ? 2 : *quality == 'S' ? 1 : 0;

		worst = is > worst ? is : worst;
	}
	return worst;
}

/* A register of the day, in the unit of the first. */
static void
add(struct summed *s, const struct row *r)
{
	const struct unit *from = unit_find(row_str(r, "unit")), *to = unit_find(row_str(s->first, "unit"));
	int64_t use = 0;
	int worst = worst_of(row_str(r, "quality_text"));

	s->fits = s->fits && from && to && unit_convert(from, to, row_i64(r, "use_milli"), &use);
	s->use_milli += use;
	s->line = row_i64(r, "line") > 0 ? row_i64(r, "line") : s->line;
	s->worst = worst > s->worst ? worst : s->worst;
}

static const char *
as_json(struct cx *cx, const struct rows *days)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin_list(&j);
	for (size_t i = 0; i < days->n; i++) {
		json_begin_list(&j);
		json_str(&j, row_str(&days->row[i], "meter_id"));
		json_str(&j, row_str(&days->row[i], "on_day"));
		json_end_list(&j);
	}
	json_end_list(&j);
	return b.data;
}

#define DAYS "from json_table(?, '$[*]' columns (m char(36) path '$[0]', d date path '$[1]')) j straight_join "

static bool
same_day(const struct row *a, const struct row *b, const char *day)
{
	return row_is(a, "meter_id", row_str(b, "meter_id")) && row_is(a, "on_day", row_str(b, day));
}

/* The read that stands for the day; *same: one of them says what the day says. */
static const char *
read_of_day(const struct summed *s, const struct rows *reads, bool *same)
{
	const char *other = NULL;

	*same = false;
	for (size_t i = 0; i < reads->n; i++) {
		const struct row *r = &reads->row[i];

		if (!same_day(s->first, r, "read_on"))
			continue;
		if (row_i64(r, "use_milli") == s->use_milli && row_is(r, "quality", qualities[s->worst]) &&
		    row_is(r, "unit", row_str(s->first, "unit")))
			*same = true;
		else if (!other)
			other = row_str(r, "id");
	}
	return other;
}

/* ---- which days, and whose ---- */

#define SPANS \
	"select s.meter_id, j.d on_day, s.account_id " DAYS \
	"meter_span s on s.meter_id = cast(j.m as uuid) and s.from_on <= j.d" \
	" and (s.to_on is null or s.to_on >= j.d) order by s.meter_id, j.d, s.from_on"

enum err
prepare_interval_reads(struct cx *cx, struct days_read *in)
{
	struct rows spans;

	TRY(db_all(cx, &in->days,
	    "select distinct meter_id, on_day from interval_day where import_id = ?"
	    " and (meter_id > ? or (meter_id = ? and on_day > ?)) order by meter_id, on_day limit ?",
	    str(in->import_id), str(in->after_meter), str(in->after_meter), str(in->after_on),
	    i64(DAYS_AT_ONCE)));
	in->n = in->days.n;
	in->account_count = 0;
	if (in->n == 0)
		return OK;
	in->last_meter = row_str(&in->days.row[in->n - 1], "meter_id");
	in->last_on = row_str(&in->days.row[in->n - 1], "on_day");
	TRY(db_all(cx, &spans, SPANS, str(as_json(cx, &in->days))));
	in->accounts = arena_array(cx->arena, const char *, spans.n);
	for (size_t i = 0; i < spans.n; i++)
		in->accounts[in->account_count++] = row_str(&spans.row[i], "account_id");
	return OK;
}

/* ---- together ---- */

static const char *
account_of_day(const struct rows *spans, const struct row *day)
{
	for (size_t k = 0; k < spans->n; k++)
		if (same_day(day, &spans->row[k], "on_day"))
			return row_str(&spans->row[k], "account_id");
	return NULL;
}

/* The read of a day in place of the one that stands there, if it is another. */
static enum err
take_day(struct cx *cx, const struct days_read *in, const struct summed *s, const struct rows *reads,
    const char *account_id, struct in_read *new, size_t *n)
{
	bool same;
	const char *other = read_of_day(s, reads, &same);

	if (same || !s->fits)
		return OK;
	if (other)
		TRY(db_exec_one(cx,
		    "update meter_read set state = 'replaced', version = version + 1 where id = ?",
		    str(other)));
	new[(*n)++] = (struct in_read){ .id = new_id(cx->arena), .account_id = account_id,
		.meter_id = row_str(s->first, "meter_id"), .read_on = row_str(s->first, "on_day"),
		.from_on = row_str(s->first, "on_day"), .unit = row_str(s->first, "unit"),
		.quality = qualities[s->worst], .has_use = true, .use_milli = s->use_milli,
		.import_id = in->import_id, .replaces_id = other, .line = s->line };
	return OK;
}

enum err
read_interval_days(struct cx *cx, void *arg)
{
	struct days_read *in = arg;
	struct rows registers, reads, spans;
	struct in_read *new;
	size_t n = 0;
	const char *json = as_json(cx, &in->days);

	in->made = 0;
	if (in->n == 0)
		return OK;
	TRY(ledger_lock_accounts(cx, in->accounts, in->account_count));
	TRY(db_all(cx, &registers, "select i.meter_id, i.on_day, i.unit, i.use_milli, i.quality_text, i.line "
	    DAYS "interval_day i on i.meter_id = cast(j.m as uuid) and i.on_day = j.d"
	    " and i.register like 'E%' order by i.meter_id, i.on_day, i.register lock in share mode",
	    str(json)));
	TRY(db_all(cx, &reads, "select r.id, r.meter_id, r.read_on, r.use_milli, r.unit, r.quality " DAYS
	    "meter_read r on r.meter_id = cast(j.m as uuid) and r.read_on + interval 0 day = j.d"
	    " and r.state = 'live' and r.source = 'import' and r.from_on = r.read_on"
	    " order by r.meter_id, r.read_on, r.id for update", str(json)));
	TRY(db_all(cx, &spans, SPANS " lock in share mode", str(json)));
	new = arena_array(cx->arena, struct in_read, registers.n);
	for (size_t i = 0; i < registers.n;) {
		struct summed s = { .first = &registers.row[i], .fits = true };
		const char *account_id = account_of_day(&spans, s.first);

		for (; i < registers.n && same_day(s.first, &registers.row[i], "on_day"); i++)
			add(&s, &registers.row[i]);
		if (account_id)
			TRY(take_day(cx, in, &s, &reads, account_id, new, &n));
	}
	in->made = (int64_t)n;
	return create_reads(cx, new, n);
}
