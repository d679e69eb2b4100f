/*
 * What is known of the accounts of a batch.  One table a statement: the same statements serve a run,
 * which reads in a snapshot, and a single account, which reads under locks in the transaction that
 * bills it.
 */
#include "generate_private.h"
#include <string.h>
#include "clock.h"
#include "cycle_use.h"
#include "json_out.h"
#include "text.h"

enum { CHUNK_LEAST = 200, BILL_DAYS = 130, HISTORY_DAYS = 800 };

#define OF_LIST " from json_table(?, '$[*]' columns (id char(36) path '$')) j straight_join "
#define LOCKED  " lock in share mode"

/* The same statement with locks or without. */
#define EACH(run, cx, fn, arg, sql, ...) \
	each_((cx), (run)->locks ? sql LOCKED : sql, (fn), (arg), LIST_(struct param, __VA_ARGS__))

static enum err
each_(struct cx *cx, const char *sql, row_fn *fn, void *arg, const struct param *params, size_t n)
{
	return db_each_(cx, fn, arg, sql, params, n);
}

/* ---- an index by account ---- */

static uint64_t
hash_of(const char *id)
{
	uint64_t h = UINT64_C(1469598103934665603);

	for (; *id; id++)
		h = (h ^ (unsigned char)*id) * UINT64_C(1099511628211);
	return h ^ h >> 32;
}

static size_t
slot_of(const struct gen_batch *b, const char *id)
{
	return (size_t)hash_of(id) & (b->buckets - 1);
}

static void
index_accounts(struct cx *cx, struct gen_batch *b)
{
	for (b->buckets = 16; b->buckets < 2 * b->count;)
		b->buckets *= 2;
	b->index = arena_array(cx->arena, struct gen_account *, b->buckets);
	for (size_t i = 0; i < b->count; i++) {
		size_t slot = slot_of(b, b->accounts[i].id);

		b->accounts[i].next = b->index[slot];
		b->index[slot] = &b->accounts[i];
	}
}

static struct gen_account *
account_of(const struct gen_batch *b, const char *id)
{
	struct gen_account *a = b->index[slot_of(b, id)];

	while (a && !same_text(a->id, id))
		a = a->next;
	return a;
}

/* ---- rows ---- */

/* Rows come in the order of the columns of their statement. */
static const char *
text_at(struct cx *cx, const struct row *row, unsigned i)
{
	const struct value *v = &row->values[i];

	return v->null ? NULL : arena_strndup(cx->arena, v->s, v->len);
}

static int64_t
number_at(const struct row *row, unsigned i)
{
	return row->values[i].null ? 0 : row->values[i].i;
}

static int32_t
day_at(const struct row *row, unsigned i, int32_t otherwise)
{
	return row->values[i].null ? otherwise : date_days(row->values[i].s);
}

static bool
is_at(const struct row *row, unsigned i, const char *text)
{
	return !row->values[i].null && same_text(row->values[i].s, text);
}

struct loading { struct gen_run *run; struct gen_batch *batch; size_t most; };

/* ---- accounts ---- */

#define ACCOUNT \
	"select a.id, a.number, a.consumer_id, a.class, a.segment, a.street, a.city, a.region, a.postcode," \
	" a.status, a.closed_on, a.zone_id"

static enum err
add_account(struct cx *cx, const struct row *row, void *arg)
{
	struct loading *l = arg;
	struct gen_batch *b = l->batch;
	struct gen_account *a;

	memcpy(b->last, row->values[0].s, 37);
	l->most--;
	if (!is_at(row, 11, l->run->zone_id))
		return OK;
	a = &b->accounts[b->count++];
	*a = (struct gen_account){ .id = text_at(cx, row, 0), .number = text_at(cx, row, 1),
		.consumer_id = text_at(cx, row, 2), .class = text_at(cx, row, 3),
		.segment = text_at(cx, row, 4), .street = text_at(cx, row, 5), .city = text_at(cx, row, 6),
		.region = text_at(cx, row, 7), .postcode = text_at(cx, row, 8),
		.is_closed = !is_at(row, 9, "active"), .closed = day_at(row, 10, NEVER),
		.is_chosen = true, .low_milli = -1, .high_milli = -1 };
	return OK;
}

static enum err
next_accounts(struct cx *cx, struct gen_run *run, const char *after, const char *last,
    struct gen_batch *b)
{
	struct loading l = { .run = run, .batch = b };

	b->accounts = arena_array(cx->arena, struct gen_account, run->most + CHUNK_LEAST);
	memcpy(b->last, after, 37);
	while (b->count < run->most) {
		size_t chunk = run->most - b->count;

		if (chunk < CHUNK_LEAST && run->most > CHUNK_LEAST)
			chunk = CHUNK_LEAST;
		l.most = chunk;
		TRY(EACH(run, cx, add_account, &l, ACCOUNT
		    " from account a where a.id > ? and a.id <= ? order by a.id limit ?",
		    str(arena_strdup(cx->arena, b->last)), str(last), i64((int64_t)chunk)));
		if (l.most > 0) {
			b->is_last = true;
			return OK;
		}
	}
	return OK;
}

static const char *
list_of(struct cx *cx, const struct gen_batch *b, bool consumers)
{
	struct buf out = buf_in(cx->arena);
	struct json j = json_to(&out);

	json_begin_list(&j);
	for (size_t i = 0; i < b->count; i++)
		json_str(&j, consumers ? b->accounts[i].consumer_id : b->accounts[i].id);
	json_end_list(&j);
	return out.data;
}

/* One row for each of the list's ids, in its order. */
struct naming { struct gen_batch *batch; size_t at; };

static enum err
add_consumer(struct cx *cx, const struct row *row, void *arg)
{
	struct naming *n = arg;

	while (n->at < n->batch->count && !is_at(row, 0, n->batch->accounts[n->at].consumer_id))
		n->at++;
	if (n->at == n->batch->count)
		return OK;
	n->batch->accounts[n->at].name = text_at(cx, row, 1);
	n->batch->accounts[n->at].email = text_at(cx, row, 2);
	n->at++;
	return OK;
}

/* ---- services, meters, reads, bills ---- */

/* The one that runs at the cycle's end; of several the latest. */
static enum err
add_service(struct cx *cx, const struct row *row, void *arg)
{
	struct loading *l = arg;
	struct gen_account *a = account_of(l->batch, row->values[1].s);
	int32_t started = day_at(row, 6, 0);

	if (!a || started > l->run->to || (a->service_id && a->started >= started))
		return OK;
	a->service_id = text_at(cx, row, 0);
	a->service_class = text_at(cx, row, 2);
	a->tariff_code = text_at(cx, row, 3);
	a->attributes_json = text_at(cx, row, 4);
	a->started = started;
	a->ended = is_at(row, 5, "active") ? NEVER : day_at(row, 7, NEVER);
	a->low_milli = row->values[8].null ? -1 : row->values[8].i;
	a->high_milli = row->values[9].null ? -1 : row->values[9].i;
	return OK;
}

/* Rows of one account come together; the array grows by doubling. */
static void *
one_more(struct cx *cx, void *array, size_t n, size_t size)
{
	if (n == 0)
		return arena_alloc(cx->arena, 2 * size);
	if (n < 2 || (n & (n - 1)) != 0)
		return array;
	return arena_grow(cx->arena, array, n * size, 2 * n * size);
}

static enum err
add_meter(struct cx *cx, const struct row *row, void *arg)
{
	struct loading *l = arg;
	struct gen_account *a = account_of(l->batch, row->values[1].s);

	if (!a)
		return OK;
	a->meters = one_more(cx, a->meters, a->meter_count, sizeof *a->meters);
	a->meters[a->meter_count++] = (struct gen_meter){ .id = text_at(cx, row, 0),
		.account_id = a->id, .number = text_at(cx, row, 2), .utility = text_at(cx, row, 3),
		.kind = text_at(cx, row, 4), .unit = text_at(cx, row, 5),
		.installed = day_at(row, 6, INT32_MIN), .removed = day_at(row, 7, NEVER),
		.replaces = !row->values[8].null };
	return OK;
}

static enum err
add_read(struct cx *cx, const struct row *row, void *arg)
{
	struct loading *l = arg;
	struct gen_account *a = account_of(l->batch, row->values[1].s);
	struct gen_read r;

	if (!a)
		return OK;
	r = (struct gen_read){ .id = text_at(cx, row, 0), .meter_id = text_at(cx, row, 2),
		.to = day_at(row, 3, 0), .is_register = !row->values[5].null,
		.register_milli = number_at(row, 5), .previous_milli = number_at(row, 6),
		.multiplier_milli = row->values[7].null ? 1000 : row->values[7].i,
		.rolled_over = number_at(row, 8) != 0, .has_use = !row->values[9].null,
		.use_milli = number_at(row, 9), .unit = text_at(cx, row, 10), .quality = text_at(cx, row, 11) };
	r.from = day_at(row, 4, r.to);
	if (!r.is_register && row->values[4].null) {
		r.from = l->run->from;		/* the period is the cycle's */
		r.to = l->run->to;
	}
	a->reads_mark += hash_of(r.id);
	a->reads = one_more(cx, a->reads, a->read_count, sizeof r);
	a->reads[a->read_count++] = r;
	return OK;
}

/* Live ones of its service, or of before there were services. */
static enum err
add_bill(struct cx *cx, const struct row *row, void *arg)
{
	struct loading *l = arg;
	struct gen_account *a = account_of(l->batch, row->values[0].s);
	struct gen_bill x;
	size_t i;

	if (!a)
		return OK;
	a->bills_mark += hash_of(row->values[9].s);
	if (!row->values[7].null && a->service_id && !is_at(row, 7, a->service_id))
		return OK;
	if (is_at(row, 8, l->run->cycle_id))
		a->is_billed = true;
	x = (struct gen_bill){ .from = day_at(row, 1, 0), .to = day_at(row, 2, 0),
		.use_milli = number_at(row, 3), .amount_minor = number_at(row, 4),
		.unit = text_at(cx, row, 5), .is_estimated = number_at(row, 6) != 0 };
	a->bills = one_more(cx, a->bills, a->bill_count, sizeof x);
	for (i = a->bill_count++; i > 0 && a->bills[i - 1].to < x.to; i--)
		a->bills[i] = a->bills[i - 1];
	a->bills[i] = x;
	return OK;
}

static enum err
add_excepted(struct cx *cx, const struct row *row, void *arg)
{
	struct loading *l = arg;
	struct gen_account *a = account_of(l->batch, row->values[0].s);

	(void)cx;
	if (a)
		a->is_excepted = true;
	return OK;
}

/* Few have any, and in the first run over a cycle nobody. */
static enum err
find_excepted(struct cx *cx, struct loading *l, struct param ids)
{
	return EACH(l->run, cx, add_excepted, l, "select x.account_id" OF_LIST
	    "billing_exception x on x.account_id = j.id where x.cycle_id = ? and x.is_blocking"
	    " and x.state in ('open', 'escalated')", ids, str(l->run->cycle_id));
}

#define BILLS \
	"select b.account_id, b.from_on, b.to_on, b.consumption_milli, b.amount_minor, b.unit," \
	" b.is_estimated, b.service_id, b.cycle_id, b.id"

static const char *
day_text(struct cx *cx, int32_t day)
{
	char *on = arena_alloc(cx->arena, 11);

	date_from_days(day, on);
	return on;
}

/* Whoever a run did not choose is left alone. */
static bool
is_among(const char *list_json, const char *text)
{
	char quoted[96];
	size_t n = strlen(text);

	if (!list_json)
		return true;
	if (n + 3 > sizeof quoted)
		return false;
	quoted[0] = '"';
	memcpy(quoted + 1, text, n);
	memcpy(quoted + 1 + n, "\"", 2);
	return strstr(list_json, quoted) != NULL;
}

/* Far enough that the bill before is among them, if the account is billed regularly. */
static int32_t
before_days(const struct gen_run *run)
{
	int32_t days = run->to - run->from + 41;

	return days > BILL_DAYS ? days : BILL_DAYS;
}

static enum err
load_rest(struct cx *cx, struct gen_run *run, struct gen_batch *b)
{
	struct loading l = { .run = run, .batch = b };
	struct naming names = { .batch = b };
	struct param ids;

	if (b->count == 0)
		return OK;
	index_accounts(cx, b);
	ids = str(list_of(cx, b, false));
	TRY(EACH(run, cx, add_consumer, &names, "select c.id, c.name, c.email" OF_LIST
	    "consumer c on c.id = j.id", str(list_of(cx, b, true))));
	TRY(EACH(run, cx, add_service, &l,
	    "select s.id, s.account_id, s.class, s.tariff_code, s.attributes_json, s.status, s.started_on,"
	    " s.ended_on, s.low_milli, s.high_milli" OF_LIST
	    "service s on s.account_id = j.id where s.utility = ?", ids, str(run->utility)));
	TRY(EACH(run, cx, add_meter, &l,
	    "select m.id, m.account_id, m.number, m.utility, m.kind, m.unit, m.installed_on, m.removed_on,"
	    " m.replaces_id" OF_LIST "meter m on m.account_id = j.id where m.utility = ?", ids,
	    str(run->utility)));
	TRY(EACH(run, cx, add_read, &l,
	    "select r.id, r.account_id, r.meter_id, r.read_on, r.from_on, r.register_milli,"
	    " r.previous_milli, r.multiplier_milli, r.rolled_over, r.use_milli, r.unit, r.quality" OF_LIST
	    "meter_read r on r.account_id = j.id and r.read_on between ? and ?"
	    " where r.state = 'live'", ids, str(run->from_on), str(run->to_on)));
	TRY(EACH(run, cx, add_bill, &l, BILLS OF_LIST
	    "bill b on b.account_id = j.id and b.to_on >= ? where b.status = 'issued'", ids,
	    str(day_text(cx, run->from - before_days(run)))));
	TRY(find_excepted(cx, &l, ids));
	for (size_t i = 0; i < b->count; i++)
		b->accounts[i].is_chosen = is_among(run->segments_json,
		    b->accounts[i].segment ? b->accounts[i].segment : "") &&
		    (!b->accounts[i].service_id || is_among(run->classes_json, b->accounts[i].service_class));
	return OK;
}

/* ---- meters that have left since they were read ---- */

static enum err
add_moved(struct cx *cx, const struct row *row, void *arg)
{
	struct gen_read *r = arg;
	struct gen_meter *m = arena_alloc(cx->arena, sizeof *m);

	*m = (struct gen_meter){ .id = r->meter_id, .number = text_at(cx, row, 0),
		.utility = text_at(cx, row, 1), .kind = text_at(cx, row, 2), .unit = text_at(cx, row, 3),
		.installed = INT32_MIN, .removed = r->to };
	r->meter = m;
	return OK;
}

static enum err
find_meters(struct cx *cx, struct gen_run *run, struct gen_account *a)
{
	size_t kept = 0;

	for (size_t i = 0; i < a->read_count; i++) {
		struct gen_read *r = &a->reads[i];

		for (size_t k = 0; k < a->meter_count && !r->meter; k++)
			if (same_text(a->meters[k].id, r->meter_id))
				r->meter = &a->meters[k];
		if (!r->meter)
			TRY(EACH(run, cx, add_moved, r,
			    "select m.number, m.utility, m.kind, m.unit from meter m where m.id = ?",
			    str(r->meter_id)));
		if (r->meter && same_text(r->meter->utility, run->utility))
			a->reads[kept++] = *r;
	}
	a->read_count = kept;
	return OK;
}

static enum err
find_all_meters(struct cx *cx, struct gen_run *run, struct gen_batch *b)
{
	for (size_t i = 0; i < b->count; i++)
		TRY(find_meters(cx, run, &b->accounts[i]));
	return OK;
}

/* ---- what is asked for ---- */

enum err
gen_load(struct cx *cx, struct gen_run *run, const char *after, const char *last,
    struct gen_batch *out)
{
	*out = (struct gen_batch){ .count = 0 };
	TRY(next_accounts(cx, run, after, last, out));
	TRY(load_rest(cx, run, out));
	return find_all_meters(cx, run, out);
}

enum err
gen_load_one(struct cx *cx, struct gen_run *run, const char *account_id, struct gen_batch *out)
{
	struct loading l = { .run = run, .batch = out, .most = 1 };

	*out = (struct gen_batch){ .is_last = true };
	out->accounts = arena_array(cx->arena, struct gen_account, 1);
	TRY(EACH(run, cx, add_account, &l, ACCOUNT " from account a where a.id = ?", str(account_id)));
	if (l.most > 0)
		return fail(cx, E_NOT_FOUND, "There is no such account.");
	TRY(load_rest(cx, run, out));
	return find_all_meters(cx, run, out);
}

enum err
gen_load_history(struct cx *cx, struct gen_run *run, struct gen_account *a)
{
	struct gen_batch one = { .accounts = a, .count = 1 };
	struct loading l = { .run = run, .batch = &one };
	uint64_t mark = a->bills_mark;

	a->bills = NULL;
	a->bill_count = 0;
	a->next = NULL;
	index_accounts(cx, &one);
	TRY(EACH(run, cx, add_bill, &l, BILLS
	    " from bill b where b.account_id = ? and b.to_on >= ? and b.status = 'issued'", str(a->id),
	    str(day_text(cx, run->from - HISTORY_DAYS))));
	a->bills_mark = mark;		/* is held against what is found by load_rest() */
	return OK;
}

/* ---- is it still so? ---- */

struct marking { const struct gen_judged *judged; size_t n, at; uint64_t *marks; };

/* Rows come in the order of the judged. */
static enum err
add_mark(struct cx *cx, const struct row *row, void *arg)
{
	struct marking *m = arg;

	(void)cx;
	while (m->at < m->n && !is_at(row, 0, m->judged[m->at].account->id))
		m->at++;
	if (m->at < m->n)
		m->marks[m->at] += hash_of(row->values[1].s);
	return OK;
}

/* Values of days that a bill by the hour is made of; of one that is held anyhow it is no matter. */
static enum err
hours_unchanged(struct cx *cx, const struct gen_judged *judged, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct gen_account *a = judged[i].account;
		int64_t mark;

		if (judged[i].outcome != GEN_BILLED || !a->hourly_id)
			continue;
		TRY(meter_intervals_mark(cx, a->hourly_id, a->hourly_from, a->hourly_to, &mark));
		if (mark != a->hourly_mark)
			return fail(cx, E_STALE, "Values of a day have come meanwhile.");
	}
	return OK;
}

enum err
gen_unchanged(struct cx *cx, const struct gen_run *run, const struct gen_judged *judged, size_t n)
{
	struct marking reads = { judged, n, 0, arena_array(cx->arena, uint64_t, n) };
	struct marking bills = { judged, n, 0, arena_array(cx->arena, uint64_t, n) };
	struct buf b = buf_in(cx->arena);
	struct json ids = json_to(&b);

	json_begin_list(&ids);
	for (size_t i = 0; i < n; i++)
		if (judged[i].outcome != GEN_SKIPPED)
			json_str(&ids, judged[i].account->id);
	json_end_list(&ids);
	TRY(db_each(cx, add_mark, &reads, "select r.account_id, r.id" OF_LIST
	    "meter_read r on r.account_id = j.id and r.read_on between ? and ?"
	    " where r.state = 'live'" LOCKED, str(b.data), str(run->from_on), str(run->to_on)));
	TRY(db_each(cx, add_mark, &bills, "select b.account_id, b.id" OF_LIST
	    "bill b on b.account_id = j.id and b.to_on >= ? where b.status = 'issued'" LOCKED,
	    str(b.data), str(day_text(cx, run->from - before_days(run)))));
	for (size_t i = 0; i < n; i++)
		if (judged[i].outcome != GEN_SKIPPED &&
		    (reads.marks[i] != judged[i].account->reads_mark ||
			bills.marks[i] != judged[i].account->bills_mark))
			return fail(cx, E_STALE, "A read or a bill has come or gone meanwhile.");
	return hours_unchanged(cx, judged, n);
}
