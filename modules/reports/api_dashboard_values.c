#include "api.h"
#include <string.h>
#include "alerts_live.h"
#include "amount.h"
#include "audit.h"
#include "clock.h"
#include "dashboard_values.h"
#include "local.h"
#include "metric_io.h"
#include "money.h"
#include "table_file.h"
#include "text.h"

enum { PAGE_FILTERS = 3 };

struct whole {
	struct dashboard d;
	struct metric_question asked;
	struct metric_filter filters[PAGE_FILTERS];
	const char *filters_text;		/* "All: no filter" */
	struct dashboard_values values;
	struct rows polarities;			/* what the tenant thinks otherwise */
};

static const char *
polarity_of(const struct whole *w, const struct metric *m)
{
	static const char *const names[] = { [NEUTRAL] = "neutral", [UP_GOOD] = "up_good", [UP_BAD] = "up_bad" };

	for (size_t i = 0; i < w->polarities.n; i++)
		if (row_is(&w->polarities.row[i], "metric", m->key))
			return row_str(&w->polarities.row[i], "polarity");
	return names[m->polarity];
}

/* ---- JSON ---- */

static void
put_number(struct cx *cx, struct json *j, const char *key, const struct metric *m,
    const struct metric_value *v)
{
	json_key(j, key);
	if (v->known)
		metric_json(j, m->unit, v->scaled, cx->who.currency);
	else
		json_null(j);
}

static void
put_change(struct json *j, const char *key, bool known, int64_t v)
{
	json_key(j, key);
	if (known)
		hundredths_json(j, v);
	else
		json_null(j);
}

static void
put_tile(struct cx *cx, struct json *j, const struct whole *w, const struct tile_value *v)
{
	const struct metric_answer *a = &v->answer;
	const struct metric *m = v->tile->metric;

	json_begin(j);
	json_put_str(j, "key", m->key);
	json_put_str(j, "name", m->name);
	json_put_str(j, "unit", metric_unit_name(m->unit));
	json_put_str(j, "definition", m->definition);
	json_put_str(j, "polarity", polarity_of(w, m));
	json_put_str(j, "utility", a->utility);
	json_put_str(j, "unit_of_use", a->unit);
	put_number(cx, j, "value", m, &a->now);
	put_number(cx, j, "previous", m, &a->previous);
	put_number(cx, j, "last_year", m, &a->last_year);
	put_change(j, "change", a->change.known, a->change.hundredths);
	put_change(j, "change_last_year", a->change_last_year.known, a->change_last_year.hundredths);
	json_put_str(j, "change_kind", m->unit == PERCENT ? "points" : "percent");
	json_put_str(j, "period", v->period);
	json_put_str(j, "own_filters", v->own_filters);
	json_put_str(j, "problem", v->problem);
	json_end(j);
}

static void
put_sections(struct cx *cx, struct json *j, const struct whole *w)
{
	const struct layout *l = &w->d.layout;

	json_key(j, "sections");
	json_begin_list(j);
	for (size_t s = 0; s < l->n; s++) {
		json_begin(j);
		json_put_str(j, "key", l->section[s].key);
		json_put_str(j, "title", l->section[s].title);
		json_key(j, "metrics");
		json_begin_list(j);
		for (size_t i = 0; i < w->values.n; i++)
			if (w->values.value[i].section == s)
				put_tile(cx, j, w, &w->values.value[i]);
		json_end_list(j);
		json_end(j);
	}
	json_end_list(j);
}

static enum err
tell(struct rq *rq, const struct whole *w)
{
	const struct metric_period *p = &w->asked.period;
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "page", w->d.page->key);
	json_put_str(&j, "title", w->d.page->title);
	json_key(&j, "period");
	json_begin(&j);
	json_put_str(&j, "asked", p->asked);
	json_put_str(&j, "from", p->from);
	json_put_str(&j, "to", p->to);
	json_put_str(&j, "text", p->text);
	json_put_bool(&j, "is_open", p->is_open);
	json_end(&j);
	json_put_str(&j, "filters", w->filters_text);
	put_sections(&rq->cx, &j, w);
	json_put_str(&j, "as_of", instant_text(rq->cx.arena, w->values.as_of_us));
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}

/* ---- as one file ---- */

enum { SECTION_AT, METRIC_AT, PERIOD_AT, VALUE_AT, UNIT_AT, PREVIOUS_AT, CHANGE_AT, YEAR_AT, YEAR_CHANGE_AT,
	CHANGE_UNIT_AT, NOTE_AT, DEFINITION_AT, FILE_WIDTH };
enum { FILE_ROWS = 600 };

struct writing {
	struct cx *cx;
	struct whole *w;
	bool on_paper;
	struct file_row *row;
	size_t n;
};

/* A plain decimal; on paper as the tenant's locale writes it. */
static const char *
number_cell(const struct writing *f, const struct metric *m, const struct metric_value *v,
    const char *unit_of_use)
{
	struct buf b = buf_in(f->cx->arena);
	struct json j = json_to(&b);

	if (!v->known)
		return f->on_paper ? "n/a" : NULL;
	if (f->on_paper)
		return metric_amount(f->cx, m->unit, v->scaled, unit_of_use);
	if (m->unit == MONEY)
		return money_plain(f->cx->arena, v->scaled, f->cx->who.currency);
	metric_json(&j, m->unit, v->scaled, f->cx->who.currency);
	return b.data;
}

static const char *
change_cell(const struct writing *f, const struct metric *m, bool known, int64_t hundredths)
{
	struct buf b = buf_in(f->cx->arena);
	struct json j = json_to(&b);

	if (!known)
		return f->on_paper ? "n/a" : NULL;
	if (f->on_paper && hundredths > 0)
		buf_putc(&b, '+');
	hundredths_json(&j, hundredths);
	if (f->on_paper)
		buf_puts(&b, m->unit == PERCENT ? " pp" : " %");
	return b.data;
}

static const char *
unit_cell(const struct writing *f, const struct metric *m, const char *unit_of_use)
{
	switch (m->unit) {
	case MONEY: return f->cx->who.currency;
	case PERCENT: return "%";
	case DAYS: return "days";
	case USE: return unit_of_use;
	case COUNTED: break;
	}
	return NULL;
}

static struct file_row *
next_row(struct writing *f, const char *section, const struct metric *m, const char *unit_of_use)
{
	struct file_row *row = &f->row[f->n < FILE_ROWS ? f->n++ : FILE_ROWS];

	*row = (struct file_row){ .cell = { [SECTION_AT] = section, [METRIC_AT] = m->name,
		[UNIT_AT] = unit_cell(f, m, unit_of_use), [DEFINITION_AT] = m->definition } };
	return row;
}

static void
name_use(struct writing *f, struct file_row *row, const struct metric *m, const char *utility)
{
	if (utility != NULL && *utility)
		row->cell[METRIC_AT] = fmt(f->cx->arena, "%s (%s)", m->name, utility);
}

static void
write_tiles(struct writing *f)
{
	for (size_t i = 0; i < f->w->values.n; i++) {
		const struct tile_value *v = &f->w->values.value[i];
		const struct metric_answer *a = &v->answer;
		const struct metric *m = v->tile->metric;
		struct file_row *row =
		    next_row(f, f->w->d.layout.section[v->section].title, m, a->unit);

		name_use(f, row, m, a->utility);
		row->cell[PERIOD_AT] = metric_is_of_today(m) ? metric_period_words(f->cx, m, &f->w->asked.period) : v->period;
		row->cell[NOTE_AT] = v->problem ? v->problem : *v->own_filters ? v->own_filters : NULL;
		row->cell[VALUE_AT] = number_cell(f, m, &a->now, a->unit);
		row->cell[PREVIOUS_AT] = number_cell(f, m, &a->previous, a->unit);
		row->cell[YEAR_AT] = number_cell(f, m, &a->last_year, a->unit);
		row->cell[CHANGE_AT] = change_cell(f, m, a->change.known, a->change.hundredths);
		row->cell[YEAR_CHANGE_AT] =
		    change_cell(f, m, a->change_last_year.known, a->change_last_year.hundredths);
		row->cell[CHANGE_UNIT_AT] = m->unit == PERCENT ? "points" : "%";
	}
}

/* What the page's pictures show, for the same filters. */
static enum err
write_points(struct writing *f, const char *section, const struct metric *m, const struct metric_question *q)
{
	struct metric_points points;

	TRY(metric_trend(f->cx, m, q, BY_MONTH, &points));
	for (size_t i = 0; i < points.n; i++) {
		const struct metric_point *p = &points.point[i];
		struct file_row *row = next_row(f, section, m, points.unit);

		name_use(f, row, m, points.utility);
		row->cell[PERIOD_AT] = metric_period_words(f->cx, NULL, &p->period);
		row->cell[VALUE_AT] = number_cell(f, m, &p->value, points.unit);
		row->cell[YEAR_AT] = number_cell(f, m, &p->compared, points.unit);
	}
	return OK;
}

/* Of use a trend for each utility and unit. */
static enum err
write_uses(struct writing *f, const char *section, const struct metric *m, const struct metric_question *asked)
{
	size_t n = asked->filter_count;
	struct metric_filter *filters = arena_array(f->cx->arena, struct metric_filter, n + 2);
	struct metric_question q = *asked;
	struct metric_answers answers;

	if (n)
		memcpy(filters, asked->filters, n * sizeof *filters);
	q.filters = filters;
	q.filter_count = n + 2;
	TRY(metric_ask(f->cx, &m, 1, asked, &answers));
	for (size_t i = 0; i < answers.n; i++) {
		const struct metric_answer *a = &answers.answer[i];

		if (a->utility == NULL)		/* nobody used anything */
			continue;
		filters[n] = (struct metric_filter){ .dimension = "utility", .value = a->utility };
		filters[n + 1] = (struct metric_filter){ .dimension = "unit", .value = a->unit };
		TRY(write_points(f, section, m, &q));
	}
	return OK;
}

static enum err
write_trend(struct writing *f, const char *section, const char *key)
{
	const struct metric *m = metric_by_key(key);
	struct metric_question q = f->w->asked;
	bool own;

	if (m == NULL || !metric_open_to(m, &f->cx->who.may, &own) || own)
		return OK;
	TRY(metric_period_read(f->cx, "last_12_months", &q.period));
	return m->unit == USE ? write_uses(f, section, m, &q) : write_points(f, section, m, &q);
}

static enum err
write_breakdown(struct writing *f, const char *section, const char *key, const char *by)
{
	const struct metric *m = metric_by_key(key);
	struct metric_question q = f->w->asked;
	struct metric_shares shares;
	bool own;

	if (m == NULL || !metric_open_to(m, &f->cx->who.may, &own) || own)
		return OK;
	if (same_text(by, "aging"))	/* known as of now, as the page has it */
		TRY(metric_period_read(f->cx, "today", &q.period));
	TRY(metric_breakdown(f->cx, m, &q, by, &shares));
	for (size_t i = 0; i < shares.n; i++) {
		const struct metric_share *s = &shares.share[i];
		struct file_row *row = next_row(f, section, m, shares.unit);

		row->cell[METRIC_AT] = fmt(f->cx->arena, "%s: %s", m->name, s->text);
		row->cell[PERIOD_AT] = metric_period_words(f->cx, NULL, &q.period);
		row->cell[VALUE_AT] = number_cell(f, m, &s->now, shares.unit);
		row->cell[PREVIOUS_AT] = number_cell(f, m, &s->previous, shares.unit);
	}
	return OK;
}

/* by NULL: a trend.  One that this question has not (receivables by a payment's method) is left out. */
static const struct { const char *page, *section, *metric, *by; } pictures[] = {
	{ "billing", "Revenue trend, billed", "billed", NULL },
	{ "billing", "Revenue trend, collected", "collected", NULL },
	{ "billing", "Consumption trend", "consumption", NULL },
	{ "billing", "Bills generated, by month", "bills_generated", NULL },
	{ "billing", "Service charges by kind", "service_charges", "kind" },
	{ "billing", "Outstanding by age", "outstanding", "aging" },
	{ "payments", "Collected, by month", "collected", NULL },
	{ "payments", "Collected by method", "collected", "method" },
	{ "payments", "Collected by channel", "collected", "channel" },
};

static enum err
write_pictures(struct writing *f)
{
	struct cx *cx = f->cx;

	for (size_t i = 0; i < COUNT(pictures); i++) {
		struct cx aside = *cx;
		enum err e;

		if (!same_text(pictures[i].page, f->w->d.page->key))
			continue;
		failure_clear(&aside);
		f->cx = &aside;
		e = pictures[i].by == NULL
		    ? write_trend(f, pictures[i].section, pictures[i].metric)
		    : write_breakdown(f, pictures[i].section, pictures[i].metric, pictures[i].by);
		f->cx = cx;
		if (e != OK && e != E_INPUT) {
			cx->failure = aside.failure;
			return e;
		}
	}
	return OK;
}

static enum err
note_export(struct cx *cx, void *arg)
{
	return audit_write(cx, arg);
}

static const struct file_column columns[FILE_WIDTH] = {
	[SECTION_AT] = { "Section", false, false }, [METRIC_AT] = { "Metric", false, false },
	[PERIOD_AT] = { "Period", false, false }, [VALUE_AT] = { "Value", true, false },
	[UNIT_AT] = { "Unit", false, true }, [PREVIOUS_AT] = { "Before", true, false },
	[CHANGE_AT] = { "Change", true, false }, [YEAR_AT] = { "A year ago", true, false },
	[YEAR_CHANGE_AT] = { "Change in a year", true, false },
	[CHANGE_UNIT_AT] = { "In", false, true }, [NOTE_AT] = { "Note", false, false },
	[DEFINITION_AT] = { "Definition", false, true },
};

static enum err
give_file(struct rq *rq, struct whole *w, const char *format)
{
	struct cx *cx = &rq->cx;
	struct writing f = { .cx = cx, .w = w, .on_paper = same_text(format, "pdf"),
		.row = arena_array(cx->arena, struct file_row, FILE_ROWS + 1) };
	struct table_file file = { .name = fmt(cx->arena, "%s-dashboard-%s-%s", w->d.page->key, w->asked.period.from,
		    w->asked.period.to),
		.title = w->d.page->title, .columns = FILE_WIDTH };
	struct audit note = { .action = "dashboard.export", .object_type = "dashboard" };

	write_tiles(&f);
	TRY(write_pictures(&f));
	memcpy(file.column, columns, sizeof columns);
	file.row = f.row;
	file.n = f.n;
	file.filters = fmt(cx->arena, "%s \xc2\xb7 %s \xc2\xb7 as of %s", metric_period_words(cx, NULL, &w->asked.period), w->filters_text,
	    same_text(format, "csv") ? instant_text(cx->arena, w->values.as_of_us)
				     : instant_local(cx, w->values.as_of_us));
	note.after_json = fmt(cx->arena,
	    "{\"what\":\"%s\",\"format\":\"%s\",\"period\":\"%s\",\"from\":\"%s\",\"to\":\"%s\",\"rows\":%zu}",
	    w->d.page->key, format, w->asked.period.asked, w->asked.period.from, w->asked.period.to, f.n);
	TRY(db_tx(cx, note_export, &note));
	return rq_table_file(rq, &file, format);
}

/* ---- what is asked ---- */

static void
page_filter(struct rq *rq, struct whole *w, const char *dimension)
{
	const char *value = rq_query(rq, dimension);

	if (value != NULL && *value)
		w->filters[w->asked.filter_count++] =
		    (struct metric_filter){ .dimension = dimension, .value = value };
}

/* GET /api/v1/dashboards/:page/values?period=last_month&zone_id=… */
enum err
dashboard_values(struct rq *rq)
{
	const char *period = rq_query(rq, "period"), *format;
	struct whole *w = arena_alloc(rq->cx.arena, sizeof *w);
	const struct dashboard_page *page;

	w->asked.filters = w->filters;
	page_filter(rq, w, "zone_id");
	page_filter(rq, w, "class");
	page_filter(rq, w, "segment");
	TRY(metric_period_read(&rq->cx, period && *period ? period : "this_month", &w->asked.period));
	TRY(rq_valid(rq));
	TRY(dashboard_page_open(rq, &page));
	/* of all metrics: each dataset has these three */
	TRY(metric_filters_check(&rq->cx, NULL, 0, w->filters, w->asked.filter_count));
	w->filters_text = w->asked.filter_count > 0
	    ? filters_text(&rq->cx, w->filters, w->asked.filter_count) : "All: no filter";
	TRY(find_dashboard(&rq->cx, page, &w->d));
	TRY(dashboard_ask(&rq->cx, &w->d, &w->asked, &w->values));
	TRY(db_all(&rq->cx, &w->polarities, "select metric, polarity from metric_choice"));
	return wants_file(rq, &format) ? give_file(rq, w, format) : tell(rq, w);
}
