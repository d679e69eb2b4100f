#include "metric_rows_file.h"
#include <setjmp.h>
#include <string.h>
#include "alerts_live.h"
#include "audit.h"
#include "json_out.h"
#include "metric_io.h"
#include "money.h"
#include "text.h"
#include "units.h"

enum { COLUMNS = 16, UNITS = 16, PAGE_MEMORY = 8 << 20 };

/* The places of a row's values. */
struct columns {
	unsigned on, type, number, account, consumer, zone, text, undone;
	unsigned utility, unit, amount;		/* 0: not there */
	unsigned value, divisor;		/* of a quotient both */
};

/* What rows add up to, of one utility and unit (of none where the metric is not of use). */
struct sum { const char *utility, *unit; int64_t numerator, denominator; };

struct taking {
	struct rq *rq;
	const struct metric *metric;
	const struct metric_question *q;
	struct columns at;
	struct column columns[COLUMNS];
	struct list_title titles[COLUMNS];
	struct shape shape;
	struct rows_file *file;
	struct sum sums[UNITS];
	size_t sum_count;
	int64_t rows;
};

/* ---- columns ---- */

static unsigned
add(struct taking *t, const char *name, const char *title, enum column_type type, int coded)
{
	unsigned n = t->shape.n++;

	t->columns[n] = (struct column){ name, type };
	t->titles[n] = (struct list_title){ .key = name, .title = title, .coded = coded };
	return n;
}

static unsigned
add_figure(struct taking *t, enum metric_unit unit, const char *name, const char *title)
{
	const char *key = unit == MONEY ? fmt(t->rq->cx.arena, "%s_minor", name) : name;

	return add(t, key, title, unit == USE ? COLUMN_TEXT : COLUMN_I64, 0);
}

static void
choose_columns(struct taking *t)
{
	const struct metric *m = t->metric;
	bool divides = metric_divides(m);

	t->shape.columns = t->columns;
	t->at.on = add(t, "on", "Day", COLUMN_DATE, 0);
	t->at.type = add(t, "type", "Type", COLUMN_TEXT, IN_WORDS);
	t->at.number = add(t, "number", "Number", COLUMN_TEXT, 0);
	t->at.account = add(t, "account.number", "Account", COLUMN_TEXT, 0);
	t->at.consumer = add(t, "consumer.name", "Consumer", COLUMN_TEXT, 0);
	t->at.zone = add(t, "zone.name", "Area", COLUMN_TEXT, 0);
	t->at.text = add(t, "text", "What", COLUMN_TEXT, 0);
	t->at.undone = add(t, "is_undone", "Undone", COLUMN_BOOL, 0);
	if (m->unit == USE) {
		t->at.utility = add(t, "utility", "Utility", COLUMN_TEXT, IN_WORDS);
		t->at.unit = add(t, "unit_of_use", "Unit", COLUMN_TEXT, 0);
	}
	/* where no figure of the metric is one already */
	if (m->unit != MONEY && !(divides && metric_part_unit(m, false) == MONEY))
		t->at.amount = add(t, "amount_minor", "Amount", COLUMN_I64, 0);
	if (divides) {
		t->at.value = add_figure(t, metric_part_unit(m, false), "numerator", "Numerator");
		t->at.divisor = add_figure(t, metric_part_unit(m, true), "denominator", "Denominator");
	} else {
		t->at.value = add_figure(t, m->unit, "value", m->name);
	}
}

/* ---- rows ---- */

static struct sum *
sum_of(struct taking *t, const struct metric_row *r)
{
	const char *utility = r->utility ? r->utility : "", *unit = r->unit ? r->unit : "";

	if (t->metric->unit != USE)
		utility = unit = "";
	for (size_t i = 0; i < t->sum_count; i++)
		if (same_text(t->sums[i].utility, utility) && same_text(t->sums[i].unit, unit))
			return &t->sums[i];
	if (t->sum_count == UNITS)
		return NULL;
	t->sums[t->sum_count] = (struct sum){ arena_strdup(t->rq->cx.arena, utility),
		arena_strdup(t->rq->cx.arena, unit), 0, 0 };
	return &t->sums[t->sum_count++];
}

static struct value
text_value(const char *s)
{
	return s ? (struct value){ .s = s, .len = strlen(s) } : (struct value){ .null = true };
}

static struct value
figure(const struct taking *t, unsigned column, int64_t v, char text[32])
{
	if (t->columns[column].type == COLUMN_TEXT)
		return text_value(decimal_text(text, v, 3));
	return (struct value){ .i = v };
}

static enum err
put_row(struct cx *cx, struct taking *t, const struct metric_row *r, row_fn *put, void *put_arg)
{
	struct value v[COLUMNS] = { { 0 } };
	struct row row = { &t->shape, v };
	struct sum *sum = sum_of(t, r);
	char value[32], divisor[32];

	if (!sum || !money_add(sum->numerator, r->numerator, &sum->numerator) ||
	    !money_add(sum->denominator, r->denominator, &sum->denominator))
		return fail(cx, E_INTERNAL, "A total is larger than can be shown.");
	v[t->at.on] = text_value(r->on);
	v[t->at.type] = text_value(r->type);
	v[t->at.number] = text_value(r->number);
	v[t->at.account] = text_value(r->account_no);
	v[t->at.consumer] = text_value(r->consumer);
	v[t->at.zone] = text_value(r->zone);
	v[t->at.text] = text_value(r->text);
	v[t->at.undone].i = r->is_undone;
	if (t->at.unit) {
		v[t->at.utility] = text_value(r->utility);
		v[t->at.unit] = text_value(r->unit);
	}
	if (t->at.amount)
		v[t->at.amount].i = r->is_undone ? -r->amount_minor : r->amount_minor;
	v[t->at.value] = figure(t, t->at.value, r->numerator, value);
	if (t->at.divisor)
		v[t->at.divisor] = figure(t, t->at.divisor, r->denominator, divisor);
	t->rows++;
	return put(cx, &row, put_arg);
}

/* A page in memory of its own, which the next one takes again. */
static enum err
read_page(struct cx *cx, struct arena *memory, struct taking *t, const struct metric_place *from,
    struct metric_rows *out)
{
	struct cx aside = *cx;
	enum err e;

	arena_reset(memory);
	aside.arena = memory;
	if (setjmp(*arena_arm(memory)) != 0)
		return fail(cx, E_INTERNAL, "A page of rows needs more memory than it may have.");
	e = metric_rows(&aside, t->metric, t->q, from, METRIC_PAGE, out);
	arena_disarm(memory);
	if (e != OK)
		(void)fail(cx, e, "%s", aside.failure.detail ? aside.failure.detail : "It failed.");
	return e;
}

/* ---- the last line ---- */

/* "85", "1,234.50 USD", "99.7432": the value of a sum, and nothing where it divides by nothing. */
static const char *
value_text(struct taking *t, const struct sum *s)
{
	struct arena *a = t->rq->cx.arena;
	struct metric_value v = metric_value_of(t->metric->unit, s->numerator, metric_divides(t->metric),
	    s->denominator);
	char text[32];

	if (!v.known)
		return "n/a";
	switch (t->metric->unit) {
	case MONEY:
		return fmt(a, "%s %s", money_plain(a, v.scaled, t->rq->cx.who.currency), t->rq->cx.who.currency);
	case USE:
		return fmt(a, "%s%s%s", decimal_text(text, v.scaled, 3), *s->unit ? " " : "", s->unit);
	case PERCENT:
		return fmt(a, "%s %%", decimal_text(text, v.scaled, 4));
	case DAYS:
		return fmt(a, "%s days", decimal_text(text, v.scaled, 2));
	case COUNTED:
		break;
	}
	return fmt(a, "%lld", (long long)v.scaled);
}

/* A part of a quotient, where no column of money says it already. */
static void
put_part(struct buf *b, const char *name, const char *of, enum metric_unit unit, int64_t sum)
{
	char text[32];

	if (unit == MONEY)
		return;
	buf_printf(b, ",%s%s=%s", name, of, decimal_text(text, sum, unit == USE ? 3 : 0));
}

/* What adds up to the value, where no column of money says it already; then the value. */
static void
put_control(struct taking *t)
{
	struct arena *a = t->rq->cx.arena;
	struct buf control = buf_in(a), words = buf_in(a);
	static const struct sum none = { "", "", 0, 0 };
	bool divides = metric_divides(t->metric), sums_value = t->metric->unit == MONEY && !divides;

	for (size_t i = 0; i < t->sum_count || i == 0; i++) {
		const struct sum *s = t->sum_count > 0 ? &t->sums[i] : &none;
		const char *of = *s->unit ? fmt(a, " %s %s", s->utility, s->unit) : "";

		if (divides) {
			put_part(&control, "numerator", of, metric_part_unit(t->metric, false), s->numerator);
			put_part(&control, "denominator", of, metric_part_unit(t->metric, true), s->denominator);
		}
		if (!sums_value) {
			const char *value = value_text(t, s);

			buf_printf(&control, ",value%s=%.*s", of, t->metric->unit == MONEY ? (int)strlen(value)
			    : (int)strcspn(value, " "), value);
		}
		buf_printf(&words, "%s%s", i > 0 ? "; " : fmt(a, "%s: ", t->metric->name), value_text(t, s));
	}
	t->file->control = control.len > 0 ? control.data : NULL;
	t->file->total = words.data;
}

/* ---- the file ---- */

static const char *
filters_in_words(struct taking *t)
{
	struct buf b = buf_in(t->rq->cx.arena);

	buf_puts(&b, metric_period_words(&t->rq->cx, t->metric, &t->q->period));
	for (size_t i = 0; i < t->q->filter_count; i++)
		buf_printf(&b, " \xc2\xb7 %s: %s", t->q->filters[i].title, t->q->filters[i].text);
	if (t->q->received_by)
		buf_puts(&b, " \xc2\xb7 Received by yourself");
	return b.data;
}

static enum err
begin(struct cx *cx, struct rows_file *file, void *arg)
{
	struct taking *t = arg;
	int64_t count;

	t->file = file;
	TRY(metric_row_count(cx, t->metric, t->q, &count));
	file->expected = (uint64_t)count;
	return OK;
}

static void
free_memory(void *arena)
{
	arena_free(arena);
}

static enum err
give(struct cx *cx, row_fn *put, void *put_arg, void *arg)
{
	struct taking *t = arg;
	struct arena *memory = arena_new(PAGE_MEMORY);
	struct metric_place from = metric_first_place();
	struct metric_rows page;

	if (!memory)
		return fail(cx, E_STORAGE, "Out of memory.");
	arena_defer(cx->arena, free_memory, memory);
	do {
		TRY(read_page(cx, memory, t, &from, &page));
		for (size_t i = 0; i < page.n; i++)
			TRY(put_row(cx, t, &page.row[i], put, put_arg));
		if (page.n > 0)
			from = page.row[page.n - 1].place;
	} while (page.more);
	put_control(t);
	return OK;
}

static enum err
told(struct cx *cx, void *arg)
{
	struct taking *t = arg;
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "key", t->metric->key);
	json_put_str(&j, "period", t->q->period.asked);
	json_key(&j, "filters");
	json_metric_filters(&j, t->q->filters, t->q->filter_count);
	json_put_str(&j, "format", t->file->format);
	json_put_i64(&j, "rows", t->rows);
	json_end(&j);
	return audit_write(cx, &(struct audit){ .action = "metric.export", .object_type = "metric",
	    .after_json = b.data });
}

enum err
metric_rows_file(struct rq *rq, const struct metric *m, const struct metric_question *q)
{
	struct taking *t = arena_alloc(rq->cx.arena, sizeof *t);
	struct rows_file file;
	enum err e;

	t->rq = rq;
	t->metric = m;
	t->q = q;
	choose_columns(t);
	file = (struct rows_file){
		.name = fmt(rq->cx.arena, "%s-%s", m->key, metric_is_of_today(m) ? "now" : q->period.from),
		.title = m->name, .filters = filters_in_words(t),
		.titles = t->titles, .title_count = t->shape.n, .shape = &t->shape,
	};
	e = rq_file(rq, &file, begin, give, t);
	/* Cut short it was given all the same. */
	if (e != OK && t->rows == 0)
		return e;
	TRY(db_tx(&rq->cx, told, t));
	return e;
}
