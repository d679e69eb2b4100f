/*
 * Where rows are found: each kind of leg by one statement over the index of its day.  It is joined of
 * literals, of each filter that is asked for its own: with filters that a parameter switches off the
 * server keeps to the index of whichever was asked first (seen: 600 ms in place of 30).  Its views leave
 * the server no other index (sql/forced.def).
 */
#include "rows_private.h"
#include <string.h>
#include "ask_private.h"
#include "clock.h"
#include "log.h"
#include "text.h"

/* ---- the statements ---- */

/* of_cycle: where one is asked for; by_part: where a dimension that has an index of its own has one value.
 * NULL: by_day. */
struct leg_sql { const char *by_day, *by_part, *of_cycle, *lines, *day, *id, *line, *also; };

#define OF_LINES       " straight_join bill_line l on l.bill_id = b.id"
#define ISSUED         "bill_by_day b", "bill_by_part b", "bill_of_cycle b", ""
#define ISSUED_LINES   "bill_by_day b", "bill_by_part b", "bill_of_cycle b", OF_LINES
#define REVERSALS      "bill_by_reversal b", NULL, NULL, ""
#define REVERSED_LINES "bill_by_reversal b", NULL, NULL, OF_LINES
#define CYCLES(by_day) by_day, NULL, "receivable_of_cycle r", ""
#define ONLY(by_day)   by_day, NULL, NULL, ""
#define STANDS_A_DAY " and (b.reversed_on is null or b.reversed_on <> b.issued_on)"
#define REVERSED     " and b.reversed_on <> b.issued_on and b.status = 'reversed'"
#define LIVE         " and b.status = 'issued'"
#define AS_ISSUED    " and l.adjustment_id is null"
#define UNRESOLVED   " and (x.resolved_on is null or x.resolved_on > ?)"

/* A ? of `also` is the end of the leg's days. */
static const struct leg_sql legs[LEG_KINDS] = {
	[BILLS_ISSUED]    = { ISSUED, "b.issued_on", "b.id", "0", STANDS_A_DAY },
	[BILLS_UNDONE]    = { REVERSALS, "b.reversed_on", "b.id", "0", REVERSED },
	[BILLS_LIVE]      = { ISSUED, "b.issued_on", "b.id", "0", LIVE },
	/* of one bill in the order of their key, which is how the server finds them */
	[LINES_ISSUED]    = { ISSUED_LINES, "b.issued_on", "b.id", "l.line", STANDS_A_DAY AS_ISSUED },
	[LINES_UNDONE]    = { REVERSED_LINES, "b.reversed_on", "b.id", "l.line", REVERSED AS_ISSUED },
	[LINES_LIVE]      = { ISSUED_LINES, "b.issued_on", "b.id", "l.line", LIVE AS_ISSUED },
	[PAYMENTS_TAKEN]  = { ONLY("payment_by_day p"), "p.paid_on", "p.id", "0",
	    " and p.status not in ('pending', 'failed')"
	    " and (p.voided_on is null or p.voided_on <> p.paid_on)" },
	[PAYMENTS_VOIDED] = { ONLY("payment_by_void p"), "p.voided_on", "p.id", "0",
	    " and p.status = 'cancelled' and p.voided_on <> p.paid_on" },
	/* of columns of the day's index alone, but for the one that stood */
	[DEBTS_ISSUED]    = { ONLY("receivable_by_issue r"), "r.issued_on", "r.id", "0",
	    " and (r.cancelled_on is null or r.cancelled_on <> r.issued_on)" },
	[DEBTS_CANCELLED] = { ONLY("receivable_by_end r"), "r.cancelled_on", "r.id", "0",
	    " and r.cancelled_on <> r.issued_on" },
	[DEBTS_LIVE]      = { CYCLES("receivable_by_issue r"), "r.issued_on", "r.id", "0",
	    " and r.cancelled_on is null" },
	[DEBTS_DUE]       = { ONLY("receivable_by_due r"), "r.due_on", "r.id", "0",
	    " and r.cancelled_on is null" },
	[DEBTS_DUE_OPEN]  = { ONLY("receivable_open_by_due r"), "r.due_on", "r.id", "0",
	    " and r.status = 'open'" },
	[DEBTS_OPEN]      = { CYCLES("receivable_open r"), "r.issued_on", "r.id", "0",
	    " and r.status = 'open'" },
	/* what is open of it now may not have been then; that is looked up by edges */
	[DEBTS_STOOD]     = { ONLY("receivable_by_issue r"), "r.issued_on", "r.id", "0",
	    " and (r.open_minor > 0 or r.changed_on > ?)"
	    " and (r.cancelled_on is null or r.cancelled_on > ?)" },
	[EXCEPTIONS_STOOD]    = { ONLY("exception_by_opening x"), "x.opened_on", "x.id", "0", UNRESOLVED },
	[EXCEPTIONS_HELD]     = { ONLY("exception_by_hold x"), "x.held_on", "x.id", "0", UNRESOLVED },
	[EXCEPTIONS_OPENED]   = { ONLY("exception_by_opening x"), "x.opened_on", "x.id", "0", "" },
	[EXCEPTIONS_RESOLVED] = { ONLY("exception_by_end x"), "x.resolved_on", "x.id", "0", "" },
};

/* ---- what is asked ---- */

struct asked { struct buf text; struct param p[64]; size_t n; bool is_nothing; };

static void
ask(struct asked *a, struct param p)
{
	if (a->n == COUNT(a->p))
		bug("a leg has too many parameters");
	a->p[a->n++] = p;
}

/* Literals, and a parameter for each ? in them. */
static void
say(struct asked *a, const char *sql, struct param p)
{
	buf_puts(&a->text, sql);
	for (; (sql = strchr(sql, '?')); sql++)
		ask(a, p);
}

/* ---- filters ---- */

enum how { AN_ID, A_WORD, AS_WRITTEN, A_FLAG, A_KIND, A_FEE };
struct dimension_sql { enum how how; const char *column; bool has_index; };

#define OF_BILL { AN_ID, "b.zone_id", true }, { A_WORD, "b.account_class" }, { AS_WRITTEN, "b.segment" }, \
	{ AN_ID, "b.cycle_id" }, { A_WORD, "b.utility" }

/* In the order of datasets.def. */
static const struct dimension_sql dimensions[DATASETS][METRIC_DIMENSIONS] = {
	[METRIC_BILLS] = { OF_BILL, { AS_WRITTEN, "b.unit" }, { A_FLAG, "b.is_estimated", true }, { A_WORD, "b.use_class" } },
	[METRIC_LINES] = { OF_BILL, { A_WORD, "l.kind" }, { A_WORD, "l.gl_code" } },
	[METRIC_PAYMENTS] = { { AN_ID, "p.zone_id" }, { A_WORD, "p.class" }, { AS_WRITTEN, "p.segment" },
	    { A_WORD, "p.method" }, { A_WORD, "p.channel" }, { A_WORD, "p.source" }, { A_WORD, "p.type" },
	    { AN_ID, "p.received_by" }, { A_WORD, "p.brand" }, { A_FEE, NULL } },
	[METRIC_RECEIVABLES] = { { AN_ID, "r.zone_id" }, { A_WORD, "r.class" }, { AS_WRITTEN, "r.segment" },
	    { AN_ID, "r.cycle_id" }, { A_KIND, NULL } },
	[METRIC_EXCEPTIONS] = { { AN_ID, "x.zone_id" }, { A_WORD, "x.class" }, { AS_WRITTEN, "x.segment" },
	    { AN_ID, "x.cycle_id" }, { A_WORD, "x.utility" }, { A_WORD, "x.type" }, { A_FLAG, "x.is_blocking" } },
};

static bool
is_ascii(const char *s)
{
	while (*s)
		if ((unsigned char)*s++ >= 0x80)
			return false;
	return true;
}

/* The column, and what is said of it with a parameter for each ?. */
static void
say_of(struct asked *a, const char *column, const char *is, const char *value)
{
	buf_puts(&a->text, column);
	say(a, is, str(value));
}

/* Nothing stands as NULL, or as an empty text. */
static void
say_none(struct asked *a, const char *column, bool is_id)
{
	if (is_id) {
		say_of(a, column, " is null", NULL);
		return;
	}
	buf_puts(&a->text, "coalesce(");
	say_of(a, column, ", '') = ''", NULL);
}

/* A late fee is a charge of its own kind. */
static void
say_kind(struct asked *a, const char *value)
{
	if (same_text(value, "late_fee"))
		say(a, "r.is_late_fee = 1", null());
	else if (same_text(value, "charge"))
		say(a, "r.kind = 'charge' and r.is_late_fee = 0", null());
	else if (is_ascii(value))
		say(a, "r.kind = ?", str(value));
	else
		a->is_nothing = true;
}

/* One value of a dimension; what cannot stand in its column is in no row. */
static void
say_value(struct asked *a, const struct dimension_sql *d, const char *value)
{
	bool flag = same_text(value, "1");

	switch (d->how) {
	case AN_ID: case A_WORD:
		if (!*value)
			say_none(a, d->column, d->how == AN_ID);
		else if (d->how == AN_ID ? uuid_valid(value) : is_ascii(value))
			say_of(a, d->column, " = ?", value);
		else
			a->is_nothing = true;
		return;
	case AS_WRITTEN:	/* the collation of the index knows no case */
		say_of(a, d->column, " = ? and ", value);
		say_of(a, d->column, " = ? collate utf8mb4_bin", value);
		return;
	case A_FLAG:
		a->is_nothing = a->is_nothing || (!flag && !same_text(value, "0"));
		buf_puts(&a->text, d->column);
		buf_puts(&a->text, flag ? " = 1" : " = 0");
		return;
	case A_FEE:
		buf_puts(&a->text, flag ? "p.late_fee_minor <> 0" : "p.late_fee_minor = 0");
		return;
	case A_KIND:
		say_kind(a, value);
		return;
	}
}

static void
say_filters(struct asked *a, const struct leg *leg)
{
	for (int i = 0; i < METRIC_DIMENSIONS; i++) {
		const struct dimension_sql *d = &dimensions[leg->of][i];
		const struct term_filter *set = leg->set[i];

		if (leg->value[i]) {
			buf_puts(&a->text, " and (");
			say_value(a, d, leg->value[i]);
			buf_putc(&a->text, ')');
		}
		for (size_t k = 0; set && k < set->count; k++) {
			buf_puts(&a->text, k == 0 ? " and (" : " or ");
			say_value(a, d, set->value[k]);
			buf_puts(&a->text, k + 1 == set->count ? ")" : "");
		}
	}
}

/* ---- places ---- */

/*
 * Days up to the place's: "a <= ? and (a < ? or id < ?)".  Of the row at the place itself come lines after
 * it, or it stands in a leg before this one.
 */
static void
say_after(struct asked *a, const struct leg *leg, int number, const struct metric_place *after)
{
	const struct leg_sql *s = &legs[leg->kind];
	int line = number > after->leg ? after->line - 1 : after->line;

	say_of(a, s->day, " between ?", leg->from);
	say(a, " and ?", str(strcmp(after->on, leg->to) < 0 ? after->on : leg->to));
	if (after->leg >= 0) {
		buf_puts(&a->text, " and (");
		say_of(a, s->day, " < ? or ", after->on);
		say_of(a, s->id, " < ? or (", after->id);
		say_of(a, s->id, " = ? and ", after->id);
		buf_puts(&a->text, s->line);
		say(a, " > ?))", i64(line));
	}
	say(a, s->also, str(leg->to));
}

/* ---- what was open ---- */

static void
take_key(struct row_key *out, const struct row *row, int number)
{
	*out = (struct row_key){ .place = { .line = (int)row_i64(row, "line_count"), .leg = number } };
	memcpy(out->place.on, row_str(row, "on_day"), sizeof out->place.on);
	memcpy(out->place.id, row_str(row, "id"), sizeof out->place.id);
}

enum { EDGES_AT_ONCE = 200 };
#define TEN(x) x "," x "," x "," x "," x "," x "," x "," x "," x "," x
#define HUNDRED TEN(TEN("?"))

/* Of debts that changed since: what was open at the end of the day. */
static enum err
read_stood(struct cx *cx, struct row_key *keys, size_t n, const char *end)
{
	struct param p[1 + EDGES_AT_ONCE];
	struct rows edges;

	p[0] = str(end);
	for (size_t i = 0; i < EDGES_AT_ONCE; i++)
		p[i + 1] = str(keys[i < n ? i : n - 1].place.id);
	TRY(db_all_(cx, &edges, "select receivable_id id,"
	    " cast(sum(if(reverses_id is null, amount_minor, -amount_minor)) as signed) met_minor"
	    " from allocation where allocated_on <= ? and receivable_id in (" HUNDRED "," HUNDRED ")"
	    " group by receivable_id", p, COUNT(p)));
	for (size_t k = 0; k < edges.n; k++)
		for (size_t i = 0; i < n; i++)
			if (row_is(&edges.row[k], "id", keys[i].place.id))
				keys[i].stood_minor -= row_i64(&edges.row[k], "met_minor");
	return OK;
}

/* What was open of debts; those of which nothing was are left out. */
static enum err
take_stood(struct cx *cx, const struct leg *leg, int number, const struct rows *rows, struct row_key *out,
    size_t *n)
{
	struct row_key *keys = arena_array(cx->arena, struct row_key, rows->n);

	for (size_t i = 0; i < rows->n; i++) {
		take_key(&keys[i], &rows->row[i], number);
		keys[i].stood_minor = row_i64(&rows->row[i], "amount_minor");
	}
	for (size_t i = 0; i < rows->n; i += EDGES_AT_ONCE)
		TRY(read_stood(cx, keys + i,
		    rows->n - i < EDGES_AT_ONCE ? rows->n - i : EDGES_AT_ONCE, leg->to));
	*n = 0;
	for (size_t i = 0; i < rows->n; i++)
		if (keys[i].stood_minor != 0)
			out[(*n)++] = keys[i];
	return OK;
}

/* ---- how many ---- */

static enum err
count_cancelled(struct cx *cx, const struct leg *leg, int64_t *count)
{
	struct asked a = { .text = buf_in(cx->arena) };
	struct rows rows = { 0, NULL, NULL };

	say(&a, "select count(*) n from receivable r where r.cancelled_on >= ?", str(leg->from));
	say(&a, " and r.cancelled_on <= ? and r.cancelled_on <> r.issued_on", str(leg->to));
	say_filters(&a, leg);
	if (!a.is_nothing)
		TRY(db_built_all(cx, &rows, &(struct sql){ a.text.data, a.p, a.n }));
	*count = rows.n > 0 ? row_i64(&rows.row[0], "n") : 0;
	return OK;
}

/* One debt, edge by edge in the order in which they came. */
struct tangle {
	char id[37];
	int64_t open, open_then;	/* after what came so far; of it, by the end of the day */
	int64_t told;			/* what facts say of it: 1, it was open then */
	bool was_cancelled;		/* by then */
	int64_t more;			/* than facts say of all of them */
};

static void
end_tangle(struct tangle *t)
{
	if (t->was_cancelled)
		t->told -= t->open != 0;
	if (*t->id)
		t->more += (t->open_then != 0 && !t->was_cancelled) - t->told;
}

static enum err
take_edge(struct cx *cx, const struct row *row, void *arg)
{
	struct tangle *t = arg;
	int64_t before;

	(void)cx;
	if (!row_is(row, "id", t->id)) {
		end_tangle(t);
		memcpy(t->id, row_str(row, "id"), sizeof t->id);
		t->open = t->open_then = row_i64(row, "amount_minor");
		t->told = 1;
		t->was_cancelled = row_i64(row, "cancelled_count") != 0;
	}
	before = t->open;
	t->open -= row_i64(row, "met_minor");
	if (row_i64(row, "then_count") != 0) {
		t->told += (t->open != 0) - (before != 0);
		t->open_then -= row_i64(row, "met_minor");
	}
	return OK;
}

/*
 * Facts count what is open as it came about; of what was met on a day before one on which it had been met
 * already, days say otherwise.  Such debts are few, and marked.
 */
static enum err
count_tangled(struct cx *cx, const struct leg *leg, int64_t *count)
{
	struct asked a = { .text = buf_in(cx->arena) };
	struct tangle t = { .more = 0 };

	say(&a, "select r.id, r.amount_minor, coalesce(r.cancelled_on <= ?, 0) cancelled_count,"
	    " if(e.reverses_id is null, e.amount_minor, -e.amount_minor) met_minor,"
	    " greatest(e.allocated_on, r.issued_on) <= ? then_count"
	    " from receivable r straight_join allocation e on e.receivable_id = r.id"
	    " where r.is_tangled = 1 and r.issued_on <= ?", str(leg->to));
	say_filters(&a, leg);
	buf_puts(&a.text, " order by r.id, e.id");
	if (!a.is_nothing)
		TRY(db_built_each(cx, take_edge, &t, &(struct sql){ a.text.data, a.p, a.n }));
	end_tangle(&t);
	*count = t.more;
	return OK;
}

enum err
leg_count(struct cx *cx, const struct leg *leg, int64_t *count)
{
	*count = 0;
	if (leg->kind == DEBTS_CANCELLED)
		return count_cancelled(cx, leg, count);
	return count_tangled(cx, leg, count);
}

/* ---- rows ---- */

static const char *
view_of(const struct leg *leg)
{
	const struct leg_sql *s = &legs[leg->kind];
	int cycle = dataset_dimension(leg->of, "cycle_id");

	if (s->of_cycle && cycle >= 0 && leg->value[cycle])
		return s->of_cycle;
	for (int i = 0; s->by_part && i < METRIC_DIMENSIONS; i++)
		if (leg->value[i] && dimensions[leg->of][i].has_index)
			return s->by_part;
	return s->by_day;
}

/*
 * Prepared anew each time: a statement that is executed again, after another read the same table, has lost
 * the knowledge that its index holds all it needs (MariaDB 10.11), and looks up each row that it passes.
 */
static enum err
read_some(struct cx *cx, const struct leg *leg, int number, const struct metric_place *after,
    size_t most, struct rows *rows)
{
	const struct leg_sql *s = &legs[leg->kind];
	struct asked a = { .text = buf_in(cx->arena) };

	buf_printf(&a.text, "select %s id, %s on_day, %s line_count%s from %s%s where ", s->id, s->day, s->line,
	    leg->kind == DEBTS_STOOD ? ", r.amount_minor" : "", view_of(leg), s->lines);
	say_after(&a, leg, number, after);
	say_filters(&a, leg);
	buf_printf(&a.text, " order by %s desc, %s desc", s->day, s->id);
	say(&a, " limit ?", i64((int64_t)most));
	*rows = (struct rows){ 0, NULL, NULL };
	if (a.is_nothing || strcmp(leg->from, leg->to) > 0)
		return OK;
	return db_built_all(cx, rows, &(struct sql){ a.text.data, a.p, a.n, .anew = true });
}

enum err
leg_keys(struct cx *cx, const struct leg *leg, int number, const struct metric_place *after,
    size_t most, struct row_key *out, size_t *n, bool *end)
{
	struct metric_place at = *after;
	struct rows rows;
	size_t got;

	*n = 0;
	do {
		TRY(read_some(cx, leg, number, &at, most - *n, &rows));
		*end = rows.n < most - *n;
		got = rows.n;
		if (leg->kind == DEBTS_STOOD)
			TRY(take_stood(cx, leg, number, &rows, out + *n, &got));
		else
			for (size_t i = 0; i < rows.n; i++)
				take_key(&out[*n + i], &rows.row[i], number);
		*n += got;
		if (!*end) {		/* some were left out: on from the last that was looked at */
			struct row_key last;

			take_key(&last, &rows.row[rows.n - 1], number);
			at = last.place;
		}
	} while (!*end && *n < most);
	return OK;
}
