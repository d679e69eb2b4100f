#include "tiles.h"
#include <string.h>
#include "clock.h"
#include "made.h"
#include "rows.h"
#include "text.h"
#include <check.h>
#undef fail			/* Check has a macro of that name */

#define FOREVER "9999-12-31"

/* ---- what each metric means ---- */

/*
 * {b} the filters, of bills; {l} of lines, {p} payments, {r} what is owed, {x} exceptions.
 * {b:issued_on} that day lies in the period.  {end} {today}: days.
 */
#define BILLS(what, which) \
	"(select " what " from bill b where {b:issued_on}{b}" which ")" \
	" - (select " what " from bill b where b.status = 'reversed' and {b:reversed_on}{b}" which ")"
#define LINES(what, which) \
	"(select " what " from bill_line l join bill b on b.id = l.bill_id" \
	" where l.adjustment_id is null and {b:issued_on}{l}" which ")" \
	" - (select " what " from bill_line l join bill b on b.id = l.bill_id" \
	" where l.adjustment_id is null and b.status = 'reversed' and {b:reversed_on}{l}" which ")"
#define PAYMENTS(what, which) \
	"(select " what " from payment p where p.status in ('posted', 'cancelled', 'returned') and {p:paid_on}{p}" which ")" \
	" - (select " what " from payment p where p.status = 'cancelled' and {p:voided_on}{p}" which ")"
#define SUM(what) "coalesce(sum(" what "), 0)"
#define HELD "(select count(*) from billing_exception x where x.held_on <= '{end}'" \
	" and (x.resolved_on is null or x.resolved_on > '{end}'){x})"
#define OPEN_THEN(which) \
	"(select " SUM("r.amount_minor") " from receivable r where r.issued_on <= '{end}'{r}" which ")" \
	" - (select " SUM("r.amount_minor") " from receivable r where r.cancelled_on <= '{end}'{r}" which ")" \
	" - (select " SUM("if(e.reverses_id is null, e.amount_minor, -e.amount_minor)") " from allocation e" \
	" join receivable r on r.id = e.receivable_id where greatest(e.allocated_on, r.issued_on) <= '{end}'{r}" which ")"

/* rows: how many there are behind it, where that is more than the sum can tell */
static const struct meaning { const char *key, *numerator, *denominator, *rows; } meanings[] = {
	{ "bills_generated", BILLS("count(*)", ""), NULL },
	{ "bills_actual", BILLS("count(*)", " and not b.is_estimated"), NULL },
	{ "bills_estimated", BILLS("count(*)", " and b.is_estimated"), NULL },
	{ "bills_not_generated", HELD, NULL },
	{ "success_rate", BILLS("count(*)", ""), BILLS("count(*)", "") " + " HELD },
	{ "average_bill", BILLS(SUM("b.amount_minor"), ""), BILLS("count(*)", "") },
	{ "consumption", BILLS(SUM("b.consumption_milli"), ""), NULL },
	{ "high_use", BILLS("count(*)", " and b.use_class = 'high'"), NULL },
	{ "low_use", BILLS("count(*)", " and b.use_class = 'low'"), NULL },
	{ "zero_use", BILLS("count(*)", " and b.use_class = 'zero'"), NULL },
	{ "average_use", BILLS(SUM("b.consumption_milli"), ""), BILLS("count(*)", "") },
	{ "billed", BILLS(SUM("b.amount_minor"), ""), NULL },
	{ "service_charges", LINES(SUM("l.amount_minor"), " and l.kind in ('service', 'fixed', 'surcharge', 'minimum')"),
	    NULL },
	{ "outstanding", OPEN_THEN(" and r.kind = 'bill'"), NULL },
	{ "past_due", "(select " SUM("r.open_minor") " from receivable r where r.status = 'open'"
	    " and r.due_on < '{today}' and r.kind = 'bill'{r})", NULL },
	{ "late_revenue", PAYMENTS(SUM("p.late_fee_minor"), ""), NULL, "(select count(*) from payment p"
	    " where p.late_fee_minor > 0 and {p:paid_on} and coalesce(p.voided_on, '') <> p.paid_on{p})"
	    " + (select count(*) from payment p where p.late_fee_minor > 0 and {p:voided_on}"
	    " and p.voided_on <> p.paid_on{p})" },
	{ "late_payments", PAYMENTS("count(*)", " and p.late_fee_minor > 0"), NULL },
	{ "late_fees", "(select " SUM("r.amount_minor") " from receivable r join charge c on c.id = r.id"
	    " where c.kind = 'late_fee' and {r:issued_on}{r}) - (select " SUM("r.amount_minor") " from receivable r"
	    " join charge c on c.id = r.id where c.kind = 'late_fee' and {r:cancelled_on}{r})", NULL },
	{ "exceptions_open", "(select count(*) from billing_exception x where x.opened_on <= '{end}'"
	    " and (x.resolved_on is null or x.resolved_on > '{end}'){x})", NULL },
	{ "exceptions_opened", "(select count(*) from billing_exception x where {x:opened_on}{x})", NULL },
	{ "exceptions_resolved", "(select count(*) from billing_exception x where x.state = 'resolved'"
	    " and {x:resolved_on}{x})", NULL },
	{ "resolution_time", "(select " SUM("datediff(x.resolved_on, x.opened_on)") " from billing_exception x"
	    " where x.state = 'resolved' and {x:resolved_on}{x})", "(select count(*) from billing_exception x"
	    " where x.state = 'resolved' and {x:resolved_on}{x})" },
	{ "collected", PAYMENTS(SUM("p.amount_minor"), ""), NULL },
	{ "payments", PAYMENTS("count(*)", ""), NULL },
	{ "average_payment", PAYMENTS(SUM("p.amount_minor"), ""), PAYMENTS("count(*)", "") },
	{ "total_due", "(select " SUM("r.amount_minor") " from receivable r where r.status <> 'cancelled'"
	    " and {r:due_on}{r})", NULL },
	{ "collection_rate", PAYMENTS(SUM("p.amount_minor"), ""), "(select " SUM("r.amount_minor")
	    " from receivable r where r.status <> 'cancelled' and {r:due_on}{r})" },
	{ "collection_time", PAYMENTS(SUM("p.edge_days"), ""), PAYMENTS(SUM("p.edges"), "") },
	{ "expected", "(select " SUM("r.open_minor") " from receivable r where {r:due_on}{r})", NULL },
};

/* ---- as statements ---- */

struct asking {
	struct cx *cx;
	const struct metric_question *q;
	const char *utility, *unit;	/* of one answer of a metric of use; else NULL */
	char today[11];
	const char *end;
};

static void
put_equals(struct buf *b, const char *column, const char *value)
{
	buf_printf(b, " and cast(coalesce(%s, '') as char character set utf8mb4) collate utf8mb4_bin = '%s'", column,
	    value);
}

static void
put_filter(struct asking *a, struct buf *b, char of, const char *name, const char *value)
{
	const char *table = of == 'l' ? "b" : fmt(a->cx->arena, "%c", of);

	if (same_text(name, "class") && (of == 'b' || of == 'l'))
		put_equals(b, "b.account_class", value);
	else if (same_text(name, "kind") && of == 'r')
		put_equals(b, "if(r.is_late_fee, 'late_fee', r.kind)", value);
	else if (of == 'l' && (same_text(name, "kind") || same_text(name, "gl_code")))
		put_equals(b, fmt(a->cx->arena, "l.%s", name), value);
	else if (same_text(name, "has_late_fee"))
		put_equals(b, "(p.late_fee_minor <> 0)", value);
	else
		put_equals(b, fmt(a->cx->arena, "%s.%s", table, name), value);
}

static void
put_filters(struct asking *a, struct buf *b, char of)
{
	const struct metric_question *q = a->q;

	for (size_t i = 0; i < q->filter_count; i++)
		put_filter(a, b, of, q->filters[i].dimension, q->filters[i].value);
	if (q->received_by)
		put_filter(a, b, of, "received_by", q->received_by);
	if (q->period.cycle_id)
		put_filter(a, b, of, "cycle_id", q->period.cycle_id);
	if (a->utility)
		put_filter(a, b, of, "utility", a->utility);
	if (a->unit)
		put_filter(a, b, of, "unit", a->unit);
}

static void
put_word(struct asking *a, struct buf *b, const char *word, size_t n)
{
	if (n == 1)
		put_filters(a, b, *word);
	else if (n > 2 && word[1] == ':' && a->q->period.cycle_id)
		buf_printf(b, "%c.%.*s is not null", *word, (int)n - 2, word + 2);
	else if (n > 2 && word[1] == ':')
		buf_printf(b, "%c.%.*s between '%s' and '%s'", *word, (int)n - 2, word + 2, a->q->period.from,
		    strncmp(word + 2, "due_on", 6) == 0 ? a->q->period.due_to : a->q->period.to);
	else
		buf_puts(b, *word == 'e' ? a->end : a->today);
}

static int64_t
said(struct asking *a, const char *meaning)
{
	static unsigned sent;
	struct buf b = buf_in(a->cx->arena);
	struct rows rows;
	struct sql sql;

	buf_puts(&b, "select cast(");
	for (const char *p = meaning; *p;) {
		size_t n = strcspn(p, "{");

		buf_put(&b, p, n);
		p += n;
		if (!*p)
			break;
		n = strcspn(++p, "}");
		put_word(a, &b, p, n);
		p += n + 1;
	}
	/* the server refuses a second execution of what adds up in a subquery: none is like another */
	buf_printf(&b, " as signed) n, %u sent", ++sent);
	sql = (struct sql){ b.data, NULL, 0 };
	ck_assert_msg(db_built_all(a->cx, &rows, &sql) == OK, "%s", b.data);
	return row_i64(&rows.row[0], "n");
}

static const struct meaning *
meaning_of(const char *key)
{
	for (size_t i = 0; i < COUNT(meanings); i++)
		if (same_text(meanings[i].key, key))
			return &meanings[i];
	ck_abort_msg("nobody has written what %s means", key);
	return NULL;
}

/* ---- questions ---- */

const char *
tile_words(struct cx *cx, const struct metric *m, const struct metric_question *q)
{
	struct buf b = buf_in(cx->arena);

	buf_printf(&b, "%s of %s", m->key, q->period.asked);
	for (size_t i = 0; i < q->filter_count; i++)
		buf_printf(&b, " %s=%s", q->filters[i].dimension, q->filters[i].value);
	if (q->received_by)
		buf_puts(&b, " by himself");
	return b.data;
}

static const char *
some_period(struct world *w, struct cx *cx)
{
	static const char *const named[] = { "today", "yesterday", "this_week", "last_week", "this_month", "last_month",
		"this_year", "last_7_days", "last_30_days", "last_12_months", "next_30_days", "this_quarter",
		"this_fiscal_year" };
	char today[11], from[11], to[11];
	int days = (int)world_random(w, 45) - 40;

	switch (world_random(w, 4)) {
	case 0:
		return named[world_random(w, COUNT(named))];
	case 1:
		return fmt(cx->arena, "cycle:%s", w->cycle[world_random(w, WORLD_CYCLES)]);
	default:
		ck_assert_int_eq(business_day(cx, business_now(), today), OK);
		date_add_days(today, days, from);
		date_add_days(today, days + (int)world_random(w, 25), to);
		return fmt(cx->arena, "%s..%s", from, to);
	}
}

/* A value that the dimension has somewhere. */
static const char *
some_value(struct world *w, struct cx *cx, const char *name)
{
	struct rows rows;
	bool of_bills = same_text(name, "unit") || same_text(name, "use_class") || same_text(name, "utility");
	const char *columns = same_text(name, "kind")
	    ? "select distinct if(is_late_fee, 'late_fee', kind) v from receivable"
	      " union select distinct kind from bill_line"
	    : same_text(name, "gl_code") ? "select distinct coalesce(gl_code, '') v from bill_line"
	    : same_text(name, "zone_id") ? "select id v from zone" : same_text(name, "cycle_id") ? "select id v from cycle"
	    : same_text(name, "type") ? "select distinct type v from payment union select distinct type from billing_exception"
	    : same_text(name, "class") || same_text(name, "segment")
	    ? fmt(cx->arena, "select distinct convert(coalesce(%s, '') using utf8mb4) collate utf8mb4_bin v from account", name)
	    : fmt(cx->arena, "select distinct coalesce(%s, '') v from %s", name, of_bills ? "bill" : "payment");
	struct sql sql = { columns, NULL, 0 };

	if (strncmp(name, "is_", 3) == 0 || strncmp(name, "has_", 4) == 0)
		return world_random(w, 2) == 0 ? "0" : "1";
	ck_assert_msg(db_built_all(cx, &rows, &sql) == OK, "%s", columns);
	return rows.n > 0 ? row_str(&rows.row[world_random(w, rows.n)], "v") : "";
}

struct metric_question
tile_question(struct world *w, struct cx *cx, const struct metric *m)
{
	struct metric_filter *filters = arena_array(cx->arena, struct metric_filter, 4);
	struct metric_question q = { .filters = filters };
	const struct metric_dimension *d;
	size_t wanted = world_random(w, 3), dimensions = 0;

	ck_assert_int_eq(metric_period_read(cx, some_period(w, cx), &q.period), OK);
	while (metric_dimension_at(dimensions))
		dimensions++;
	for (int i = 0; i < 40 && q.filter_count < wanted; i++) {
		d = metric_dimension_at(world_random(w, dimensions));
		if (!metric_has_dimension(m, d->name) ||
		    (q.filter_count > 0 && same_text(filters[0].dimension, d->name)))
			continue;
		filters[q.filter_count++] = (struct metric_filter){ d->name, some_value(w, cx, d->name), NULL, NULL };
	}
	if (m->own != PERM_FORGOTTEN && world_random(w, 4) == 0)
		q.received_by = world_random(w, 2) == 0 ? w->f.user_id : w->f.other_user_id;
	return q;
}

/* ---- rows, to the end ---- */

struct added { const char *utility, *unit; int64_t numerator, denominator; };
struct adding { struct added of[16]; size_t n; int64_t rows; const char *wrong; };

static struct added *
added_of(struct adding *a, const char *utility, const char *unit)
{
	for (size_t i = 0; i < a->n; i++)
		if (same_text(a->of[i].utility, utility) && same_text(a->of[i].unit, unit))
			return &a->of[i];
	ck_assert_uint_lt(a->n, COUNT(a->of));
	a->of[a->n] = (struct added){ utility, unit, 0, 0 };
	return &a->of[a->n++];
}

static void
add_rows(struct world *w, struct cx *cx, const struct metric *m, const struct metric_question *q, struct adding *out)
{
	struct metric_place at = metric_first_place();
	const char *last = "9999-12-31";
	struct metric_rows page;

	do {
		unsigned most = 1 + (unsigned)world_random(w, 60);

		ck_assert_int_eq(metric_rows(cx, m, q, &at, most, &page), OK);
		if (page.n > most || (page.more && page.n < most))
			out->wrong = "a page is not full";
		for (size_t i = 0; i < page.n; i++) {
			const struct metric_row *r = &page.row[i];
			bool of_use = m->unit == USE;
			struct added *a = added_of(out, of_use ? r->utility : "", of_use ? r->unit : "");

			a->numerator += r->numerator;
			a->denominator += r->denominator;
			if (strcmp(r->on, last) > 0)
				out->wrong = "rows are not in the order of their days";
			last = r->on;
		}
		out->rows += (int64_t)page.n;
		if (page.n > 0)
			at = page.row[page.n - 1].place;
	} while (page.more);
}

/* ---- all held against one another ---- */

static const char *
answer_differs(struct asking *a, const struct meaning *means, const struct metric_answer *answer,
    struct adding *rows)
{
	bool of_use = answer->metric->unit == USE && answer->utility;
	struct added *sum = added_of(rows, of_use ? answer->utility : "", of_use ? answer->unit : "");
	int64_t numerator, denominator = 0;

	a->utility = of_use ? answer->utility : NULL;
	a->unit = of_use ? answer->unit : NULL;
	numerator = said(a, means->numerator);
	if (means->denominator)
		denominator = said(a, means->denominator);
	if (means->rows && said(a, means->rows) != rows->rows)
		return fmt(a->cx->arena, "%lld rows", (long long)rows->rows);
	if (answer->now.numerator == numerator && sum->numerator == numerator &&
	    answer->now.denominator == denominator && sum->denominator == denominator)
		return NULL;
	return fmt(a->cx->arena, "tile %lld/%lld, rows %lld/%lld (%lld of them), tables %lld/%lld",
	    (long long)answer->now.numerator, (long long)answer->now.denominator, (long long)sum->numerator,
	    (long long)sum->denominator, (long long)rows->rows, (long long)numerator, (long long)denominator);
}

/* Payments of a cycle, how things will stand: there is no such number, and nothing behind it. */
static bool
cannot_be_told(const struct metric *m, const struct metric_question *q, const char *today)
{
	bool ahead = strcmp(today, q->period.from) < 0;

	for (size_t i = 0; i < m->term_count; i++)
		if (q->period.cycle_id ? m->terms[i].of == METRIC_PAYMENTS : ahead && m->terms[i].time == STOCK)
			return true;
	return false;
}

const char *
tile_differs(struct world *w, struct cx *cx, const struct metric *m, const char *means,
    const struct metric_question *q)
{
	struct asking a = { .cx = cx, .q = q };
	struct adding rows = { .n = 0 };
	struct metric_answers answers;
	const char *wrong = NULL;
	int64_t count;

	ck_assert_int_eq(business_day(cx, business_now(), a.today), OK);
	a.end = q->period.cycle_id || strcmp(q->period.to, a.today) >= 0 ? FOREVER : q->period.to;
	ck_assert_int_eq(metric_ask(cx, &m, 1, q, &answers), OK);
	ck_assert_int_eq(metric_row_count(cx, m, q, &count), OK);
	add_rows(w, cx, m, q, &rows);
	if (rows.wrong || count != rows.rows)
		return rows.wrong ? rows.wrong
		    : fmt(cx->arena, "%lld rows are told, there are %lld", (long long)count, (long long)rows.rows);
	if (cannot_be_told(m, q, a.today))
		return rows.rows == 0 && !answers.answer[0].now.known ? NULL : "it can be told";
	for (size_t i = 0; i < answers.n && !wrong; i++)
		wrong = answer_differs(&a, meaning_of(means), &answers.answer[i], &rows);
	/* of units that no answer names there is nothing */
	for (size_t i = 0; i < rows.n && !wrong && m->unit == USE; i++) {
		bool named = rows.of[i].numerator == 0 && rows.of[i].denominator == 0;

		for (size_t k = 0; k < answers.n; k++)
			named = named || (answers.answer[k].utility && same_text(answers.answer[k].utility, rows.of[i].utility) &&
			    same_text(answers.answer[k].unit, rows.of[i].unit));
		if (!named)
			wrong = fmt(cx->arena, "no answer is in %s", rows.of[i].unit);
	}
	return wrong;
}
