/*
 * Where rows are found: each kind of leg by one statement, over the index of its day.  A filter that
 * nobody asks for is (1 or …), which the server leaves out before it chooses an index, so that a
 * statement is as quick as if it had been written for the filters that there are.
 */
#include "rows_private.h"
#include <string.h>
#include "clock.h"
#include "log.h"
#include "text.h"

/* (any, value) */
#define IS(column) " and (? or " column " = ?)"
/* (any, value, there is one): a column that may be NULL, whose filter may ask for that */
#define IS_OR_NONE(column) IS(column) " and (? or " column " is null)"
/* (any, value, value): letters as they are written; the collation of the index knows no case */
#define IS_WRITTEN(column) " and (? or (" column " = ? and " column " = ? collate utf8mb4_bin))"
/* (any, place, values apart by commas) */
#define ONE_OF(columns) " and (? or find_in_set(elt(?, " columns "), ?) > 0)"

/* (from, to, day, id, id, line): the latest first; of the row itself lines after this one */
#define AFTER(day, id, line) day " between ? and ? and (" day " < ? or " id " < ? or (" id " = ? and " line " > ?))"
#define ORDER(day, id) " order by " day " desc, " id " desc limit ?"

#define OF_BILL \
	IS("b.zone_id") IS("b.account_class") IS_WRITTEN("b.segment") IS_OR_NONE("b.cycle_id") \
	IS("b.utility")
#define BILLS(day, which) \
	"select b.id, " day " on_day, 0 line_count from bill b where " AFTER(day, "b.id", "0") which \
	OF_BILL IS_WRITTEN("b.unit") IS("b.is_estimated") IS("b.use_class") \
	ONE_OF("b.account_class, b.utility, b.use_class") ORDER(day, "b.id")
/* Of one bill in the order of their key, which is how the server finds them. */
#define LINES(day, which) \
	"select b.id, " day " on_day, l.line line_count from bill b straight_join bill_line l on l.bill_id = b.id" \
	" where " AFTER(day, "b.id", "l.line") which " and l.adjustment_id is null" \
	OF_BILL IS("l.kind") IS_OR_NONE("l.gl_code") ONE_OF("l.kind, coalesce(l.gl_code, '')") ORDER(day, "b.id")
#define STANDS_A_DAY " and (b.reversed_on is null or b.reversed_on <> b.issued_on)"
#define REVERSED     " and b.reversed_on <> b.issued_on and b.status = 'reversed'"
#define LIVE         " and b.status = 'issued'"

#define PAYMENTS(day, which) \
	"select p.id, " day " on_day, 0 line_count from payment p where " AFTER(day, "p.id", "0") which \
	IS_OR_NONE("p.zone_id") IS("p.class") IS_WRITTEN("p.segment") IS("p.method") IS("p.channel") \
	IS("p.source") IS("p.type") IS_OR_NONE("p.received_by") IS_OR_NONE("p.brand") \
	" and (? or (p.late_fee_minor <> 0) = ?)" \
	ONE_OF("p.method, p.channel, p.source, p.type, coalesce(p.brand, '')") ORDER(day, "p.id")

#define OF_DEBT \
	IS_OR_NONE("r.zone_id") IS("r.class") IS_WRITTEN("r.segment") IS_OR_NONE("r.cycle_id") \
	IS("r.kind") IS("r.is_late_fee") ONE_OF("if(r.is_late_fee, 'late_fee', r.kind)")
#define DEBTS(day, which) \
	"select r.id, " day " on_day, 0 line_count, r.amount_minor, r.open_minor, r.changed_on from receivable r" \
	" where " AFTER(day, "r.id", "0") which OF_DEBT ORDER(day, "r.id")
/* (end, end): what is open of it now may not have been then; that is looked up by edges */
#define STOOD " and (r.open_minor > 0 or r.changed_on > ?) and (r.cancelled_on is null or r.cancelled_on > ?)"

#define EXCEPTIONS(day, which) \
	"select x.id, " day " on_day, 0 line_count from billing_exception x where " AFTER(day, "x.id", "0") which \
	IS("x.zone_id") IS("x.class") IS_WRITTEN("x.segment") IS_OR_NONE("x.cycle_id") IS("x.utility") \
	IS("x.type") IS("x.is_blocking") ONE_OF("x.class, x.utility, x.type") ORDER(day, "x.id")
#define UNRESOLVED " and (x.resolved_on is null or x.resolved_on > ?)"

static const char *const statements[LEG_KINDS] = {
	[BILLS_ISSUED]        = BILLS("b.issued_on", STANDS_A_DAY),
	[BILLS_UNDONE]        = BILLS("b.reversed_on", REVERSED),
	[BILLS_LIVE]          = BILLS("b.issued_on", LIVE),
	[LINES_ISSUED]        = LINES("b.issued_on", STANDS_A_DAY),
	[LINES_UNDONE]        = LINES("b.reversed_on", REVERSED),
	[LINES_LIVE]          = LINES("b.issued_on", LIVE),
	[PAYMENTS_TAKEN]      = PAYMENTS("p.paid_on", " and p.status not in ('pending', 'failed')"
	    " and (p.voided_on is null or p.voided_on <> p.paid_on)"),
	[PAYMENTS_VOIDED]     = PAYMENTS("p.voided_on", " and p.status = 'cancelled' and p.voided_on <> p.paid_on"),
	[DEBTS_ISSUED]        = DEBTS("r.issued_on", " and (r.cancelled_on is null or r.cancelled_on <> r.issued_on)"),
	[DEBTS_CANCELLED]     = DEBTS("r.cancelled_on", " and r.cancelled_on <> r.issued_on"),
	[DEBTS_LIVE]          = DEBTS("r.issued_on", " and r.status <> 'cancelled'"),
	[DEBTS_DUE]           = DEBTS("r.due_on", " and r.status <> 'cancelled'"),
	[DEBTS_DUE_OPEN]      = DEBTS("r.due_on", " and r.status = 'open'"),
	[DEBTS_OPEN]          = DEBTS("r.issued_on", " and r.status = 'open'"),
	[DEBTS_STOOD]         = DEBTS("r.issued_on", STOOD),
	[EXCEPTIONS_STOOD]    = EXCEPTIONS("x.opened_on", UNRESOLVED),
	[EXCEPTIONS_HELD]     = EXCEPTIONS("x.held_on", UNRESOLVED),
	[EXCEPTIONS_OPENED]   = EXCEPTIONS("x.opened_on", ""),
	[EXCEPTIONS_RESOLVED] = EXCEPTIONS("x.resolved_on", ""),
};

/* ---- parameters ---- */

#define NOBODY "00000000-0000-0000-0000-000000000000"

struct asked { struct param p[64]; size_t n; bool is_nothing; };

static void
ask(struct asked *a, struct param p)
{
	if (a->n == COUNT(a->p))
		bug("a leg has too many parameters");
	a->p[a->n++] = p;
}

static bool
is_ascii(const char *s)
{
	while (*s)
		if ((unsigned char)*s++ >= 0x80)
			return false;
	return true;
}

/* A column of ids or of ASCII words; what cannot stand in it is in no row. */
static void
ask_word(struct asked *a, const char *value, bool is_id)
{
	const char *other = is_id ? NOBODY : "";

	if (value && *value && (is_id ? !uuid_valid(value) : !is_ascii(value)))
		a->is_nothing = true;
	ask(a, boolean(!value));
	ask(a, str(value && *value && !a->is_nothing ? value : other));
}

static void
ask_or_none(struct asked *a, const char *value, bool is_id)
{
	bool none = value && !*value;

	ask_word(a, none ? NULL : value, is_id);
	ask(a, boolean(!none));
}

static void
ask_written(struct asked *a, const char *value)
{
	ask(a, boolean(!value));
	ask(a, str(value ? value : ""));
	ask(a, str(value ? value : ""));
}

static void
ask_flag(struct asked *a, const char *value)
{
	if (value && !same_text(value, "0") && !same_text(value, "1"))
		a->is_nothing = true;
	ask(a, boolean(!value));
	ask(a, i64(value && *value == '1'));
}

/* A late fee is a charge of its own kind. */
static void
ask_kind(struct asked *a, const char *value)
{
	bool fee = value && same_text(value, "late_fee");
	bool charge = value && same_text(value, "charge");

	ask_word(a, fee ? "charge" : value, false);
	ask(a, boolean(!fee && !charge));
	ask(a, i64(fee));
}

/* Columns that a set may be of, as ONE_OF() names them. */
static void
ask_set(struct asked *a, const struct leg *leg, const char *columns)
{
	const char *name = leg->set_of < 0 ? NULL : dataset_shape(leg->of)->dimension[leg->set_of];
	int place = 0;

	ask(a, boolean(!name));
	for (int at = 1; name && *columns; at++) {
		size_t n = strcspn(columns, " ");

		if (strlen(name) == n && strncmp(columns, name, n) == 0)
			place = at;
		columns += n + (columns[n] == ' ');
	}
	if (name && place == 0)
		bug("the catalog asks for several of %s", name);
	ask(a, i64(place));
	ask(a, str(name ? leg->set : ""));
}

static void
ask_filters(struct asked *a, const struct leg *leg)
{
	const char *const *v = leg->value;

	switch (leg->of) {
	case METRIC_BILLS: case METRIC_LINES: case METRIC_EXCEPTIONS:
		ask_word(a, v[0], true);
		ask_word(a, v[1], false);
		ask_written(a, v[2]);
		ask_or_none(a, v[3], true);
		ask_word(a, v[4], false);
		break;
	case METRIC_PAYMENTS: case METRIC_RECEIVABLES: case DATASETS:
		ask_or_none(a, v[0], true);
		ask_word(a, v[1], false);
		ask_written(a, v[2]);
		break;
	}
	switch (leg->of) {
	case METRIC_BILLS:
		ask_written(a, v[5]);
		ask_flag(a, v[6]);
		ask_word(a, v[7], false);
		ask_set(a, leg, "class utility use_class");
		break;
	case METRIC_LINES:
		ask_word(a, v[5], false);
		ask_or_none(a, v[6], false);
		ask_set(a, leg, "kind gl_code");
		break;
	case METRIC_EXCEPTIONS:
		ask_word(a, v[5], false);
		ask_flag(a, v[6]);
		ask_set(a, leg, "class utility type");
		break;
	case METRIC_PAYMENTS:
		for (unsigned i = 3; i < 7; i++)
			ask_word(a, v[i], false);
		ask_or_none(a, v[7], true);
		ask_or_none(a, v[8], false);
		ask_flag(a, v[9]);
		ask_set(a, leg, "method channel source type brand");
		break;
	case METRIC_RECEIVABLES:
		ask_or_none(a, v[3], true);
		ask_kind(a, v[4]);
		ask_set(a, leg, "kind");
		break;
	case DATASETS:
		break;
	}
}

/* Of the row at the place itself come lines after it, or it stands in a leg before this one. */
static void
ask_after(struct asked *a, const struct leg *leg, int number, const struct metric_place *after)
{
	const char *to = strcmp(after->on, leg->to) < 0 ? after->on : leg->to;
	int line = number > after->leg ? after->line - 1 : after->line;

	ask(a, str(leg->from));
	ask(a, str(to));
	ask(a, str(after->on));
	ask(a, str(after->id));
	ask(a, str(after->id));
	ask(a, i64(line));
	if (leg->kind == DEBTS_STOOD) {
		ask(a, str(leg->to));
		ask(a, str(leg->to));
	}
	if (leg->kind == EXCEPTIONS_STOOD || leg->kind == EXCEPTIONS_HELD)
		ask(a, str(leg->to));
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

/* What is open of debts as they stand in a leg; those of which nothing was are left out. */
static enum err
take_debts(struct cx *cx, const struct leg *leg, int number, const struct rows *rows,
    struct row_key *out, size_t *n)
{
	struct row_key *keys = arena_array(cx->arena, struct row_key, rows->n);
	size_t kept = 0;

	for (size_t i = 0; i < rows->n; i++) {
		take_key(&keys[i], &rows->row[i], number);
		keys[i].stood_minor = row_i64(&rows->row[i],
		    leg->kind == DEBTS_STOOD ? "amount_minor" : "open_minor");
	}
	for (size_t i = 0; leg->kind == DEBTS_STOOD && i < rows->n; i += EDGES_AT_ONCE)
		TRY(read_stood(cx, keys + i,
		    rows->n - i < EDGES_AT_ONCE ? rows->n - i : EDGES_AT_ONCE, leg->to));
	for (size_t i = 0; i < rows->n; i++)
		if (leg->kind != DEBTS_STOOD || keys[i].stood_minor != 0)
			out[kept++] = keys[i];
	*n = kept;
	return OK;
}

/* ---- how many ---- */

#define MANY_DEBTS(which) "select count(*) n from receivable r where " which OF_DEBT

enum err
leg_count(struct cx *cx, const struct leg *leg, int64_t *count)
{
	struct asked a = { .n = 0 };
	const struct row *same, *changed;

	*count = 0;
	ask(&a, str(leg->from));
	ask(&a, str(leg->to));
	if (leg->kind == DEBTS_STOOD)
		ask(&a, str(leg->to));
	ask_filters(&a, leg);
	if (a.is_nothing)
		return OK;
	if (leg->kind == DEBTS_CANCELLED) {
		TRY(db_one_(cx, &same, MANY_DEBTS("r.cancelled_on between ? and ?"
		    " and r.cancelled_on <> r.issued_on"), a.p, a.n));
		*count = row_i64(same, "n");
		return OK;
	}
	TRY(db_one_(cx, &same, MANY_DEBTS("r.issued_on between ? and ? and r.status = 'open'"
	    " and r.changed_on <= ?"), a.p, a.n));
	*count = row_i64(same, "n");
	a.n = 0;
	ask(&a, str(leg->to));
	ask(&a, str(leg->from));
	ask(&a, str(leg->to));
	ask(&a, str(leg->to));
	ask(&a, str(leg->to));
	ask_filters(&a, leg);
	/* How many groups there are: a query over them would be refused the second time. */
	TRY(db_maybe_(cx, &changed, "select count(*) over () n from receivable r"
	    " left join allocation e on e.receivable_id = r.id and e.allocated_on <= ?"
	    " where r.issued_on between ? and ? and r.changed_on > ?"
	    " and (r.cancelled_on is null or r.cancelled_on > ?)" OF_DEBT
	    " group by r.id having min(r.amount_minor)"
	    " <> coalesce(sum(if(e.reverses_id is null, e.amount_minor, -e.amount_minor)), 0) limit 1",
	    a.p, a.n));
	*count += changed ? row_i64(changed, "n") : 0;
	return OK;
}

/* ---- rows ---- */

static enum err
read_some(struct cx *cx, const struct leg *leg, int number, const struct metric_place *after,
    size_t most, struct rows *rows)
{
	struct asked a = { .n = 0 };

	ask_after(&a, leg, number, after);
	ask_filters(&a, leg);
	ask(&a, i64((int64_t)most));
	*rows = (struct rows){ 0, NULL, NULL };
	if (a.is_nothing || strcmp(leg->from, leg->to) > 0)
		return OK;
	return db_all_(cx, rows, statements[leg->kind], a.p, a.n);
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
		if (leg->of == METRIC_RECEIVABLES)
			TRY(take_debts(cx, leg, number, &rows, out + *n, &got));
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
