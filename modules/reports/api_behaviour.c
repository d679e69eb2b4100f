#include "api.h"
#include <string.h>
#include "audit.h"
#include "behaviour.h"
#include "clock.h"
#include "day.h"
#include "query.h"
#include "table_file.h"
#include "text.h"

static void
put_about(struct json *j, const struct use_report *r)
{
	json_put_str(j, "key", r->key);
	json_put_str(j, "role", r->role);
	json_put_str(j, "question", r->question);
	json_put_str(j, "explanation", r->explanation);
}

/* GET /api/v1/events/reports */
enum err
use_report_list(struct rq *rq)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);

	TRY(rq_valid(rq));
	json_begin(&j);
	json_key(&j, "data");
	json_begin_list(&j);
	for (size_t i = 0; i < use_report_count; i++) {
		json_begin(&j);
		put_about(&j, &use_reports[i]);
		json_end(&j);
	}
	json_end_list(&j);
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}

/* ---- an answer ---- */

struct asked {
	const struct use_report *report;
	struct metric_period period;
	struct use_question question;
	const char *role_name;
	struct rows rows;
};

/* "high_use" is what the catalog calls it, "exception.resolve" "Exception resolve". */
static const char *
in_words(struct cx *cx, const char *code)
{
	const struct metric *m = metric_by_key(code);
	char *text;

	if (m != NULL)
		return m->name;
	text = arena_strdup(cx->arena, code);
	for (char *c = text; *c; c++)
		if (*c == '_' || *c == '.')
			*c = ' ';
		else if (c > text && c[-1] == ' ' && *c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	if (*text >= 'a' && *text <= 'z')
		*text = (char)(*text - 'a' + 'A');
	return text;
}

static const char *
hundredths(struct cx *cx, int64_t v)
{
	int64_t whole = (v < 0 ? -v : v) / 100, rest = (v < 0 ? -v : v) % 100;
	const char *sign = v < 0 ? "-" : "";

	if (rest == 0)
		return fmt(cx->arena, "%s%lld", sign, (long long)whole);
	return rest % 10 == 0 ? fmt(cx->arena, "%s%lld.%lld", sign, (long long)whole, (long long)rest / 10)
			      : fmt(cx->arena, "%s%lld.%02lld", sign, (long long)whole, (long long)rest);
}

/* As a JSON number or text, and as a cell of a file; NULL: nothing. */
static const char *
shown(struct cx *cx, const struct row *row, const struct use_column *c)
{
	if (row_null(row, c->key))
		return NULL;
	switch (c->type) {
	case USE_TEXT: return row_str(row, c->key);
	case USE_CODE: return in_words(cx, row_str(row, c->key));
	case USE_COUNT: case USE_MS: return fmt(cx->arena, "%lld", (long long)row_i64(row, c->key));
	case USE_PERCENT: case USE_DAYS: break;
	}
	return hundredths(cx, row_i64(row, c->key));
}

static bool
is_number(const struct use_column *c)
{
	return c->type != USE_TEXT && c->type != USE_CODE;
}

static size_t
columns_of(const struct use_report *r)
{
	size_t n = 0;

	while (n < USE_COLUMNS && r->column[n].key != NULL)
		n++;
	return n;
}

static void
put_columns(struct json *j, const struct use_report *r)
{
	static const char *const types[] = { [USE_TEXT] = "text", [USE_CODE] = "text",
		[USE_COUNT] = "count", [USE_MS] = "milliseconds", [USE_PERCENT] = "percent",
		[USE_DAYS] = "days" };

	json_key(j, "columns");
	json_begin_list(j);
	for (size_t c = 0; c < columns_of(r); c++) {
		json_begin(j);
		json_put_str(j, "key", r->column[c].key);
		json_put_str(j, "title", r->column[c].title);
		json_put_str(j, "type", types[r->column[c].type]);
		json_end(j);
	}
	json_end_list(j);
	json_key(j, "picture");
	json_begin(j);
	json_put_str(j, "label", r->label);
	json_put_str(j, "value", r->value);
	json_end(j);
}

static void
put_rows(struct cx *cx, struct json *j, const struct asked *a)
{
	json_key(j, "data");
	json_begin_list(j);
	for (size_t i = 0; i < a->rows.n; i++) {
		json_begin(j);
		for (size_t c = 0; c < columns_of(a->report); c++) {
			const struct use_column *column = &a->report->column[c];
			const char *text = shown(cx, &a->rows.row[i], column);

			json_key(j, column->key);
			if (text != NULL && is_number(column))
				json_raw(j, text);
			else
				json_str(j, text);
		}
		json_end(j);
	}
	json_end_list(j);
}

static enum err
tell(struct rq *rq, const struct asked *a)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);

	json_begin(&j);
	put_about(&j, a->report);
	json_key(&j, "period");
	json_begin(&j);
	json_put_str(&j, "asked", a->period.asked);
	json_put_str(&j, "from", a->period.from);
	json_put_str(&j, "to", a->period.to);
	json_put_str(&j, "text", a->period.text);
	json_put_bool(&j, "is_open", a->period.is_open);
	json_end(&j);
	json_key(&j, "role_of_people");
	if (a->question.role_id != NULL) {
		json_begin(&j);
		json_put_str(&j, "id", a->question.role_id);
		json_put_str(&j, "name", a->role_name);
		json_end(&j);
	} else
		json_null(&j);
	put_columns(&j, a->report);
	put_rows(&rq->cx, &j, a);
	json_put_str(&j, "as_of", instant_text(rq->cx.arena, business_now()));
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}

/* ---- as a file ---- */

static enum err
note_export(struct cx *cx, void *arg)
{
	return audit_write(cx, arg);
}

static enum err
give_file(struct rq *rq, const struct asked *a, const char *format)
{
	struct cx *cx = &rq->cx;
	struct file_row *rows = arena_array(cx->arena, struct file_row, a->rows.n + 1);
	struct table_file f = { .name = a->report->key, .title = a->report->question,
		.filters = fmt(cx->arena, "%s \xc2\xb7 %s", a->period.text,
		    a->role_name ? a->role_name : "All roles"),
		.columns = columns_of(a->report), .row = rows, .n = a->rows.n };
	struct audit note = { .action = "report.export", .object_type = "report",
		.after_json = fmt(cx->arena, "{\"what\":\"%s\",\"format\":\"%s\",\"from\":\"%s\",\"to\":\"%s\","
		    "\"rows\":%zu}", a->report->key, format, a->period.from, a->period.to, a->rows.n) };

	for (size_t c = 0; c < f.columns; c++) {
		const struct use_column *column = &a->report->column[c];

		f.column[c] = (struct file_column){ .is_number = is_number(column), .title =
			column->type == USE_MS ? fmt(cx->arena, "%s (ms)", column->title)
			: column->type == USE_PERCENT ? fmt(cx->arena, "%s (%%)", column->title)
			: column->title };
		for (size_t i = 0; i < a->rows.n; i++)
			rows[i].cell[c] = shown(cx, &a->rows.row[i], column);
	}
	TRY(db_tx(cx, note_export, &note));
	return rq_table_file(rq, &f, format);
}

static enum err
find_role(struct cx *cx, struct asked *a)
{
	const struct row *role;

	if (a->question.role_id == NULL)
		return OK;
	TRY(db_maybe(cx, &role, "select name from role where id = ?", str(a->question.role_id)));
	if (role == NULL)
		fault_add(cx, "?role_id", "choice", "There is no such role.");
	else
		a->role_name = row_str(role, "name");
	return OK;
}

static enum err
instants_of(struct cx *cx, struct asked *a)
{
	char next[11];
	int64_t since, until;

	date_add_days(a->period.to, 1, next);
	if (!day_start(cx->who.zone, a->period.from, &since) || !day_start(cx->who.zone, next, &until))
		return fail(cx, E_INTERNAL, "The tenant's zone is not known.");
	a->question.from = a->period.from;
	a->question.to = a->period.to;
	a->question.since = instant_sql(cx->arena, since);
	a->question.until = instant_sql(cx->arena, until);
	return OK;
}

/* GET /api/v1/events/reports/:key?period=last_month&role_id=… */
enum err
use_report_get(struct rq *rq)
{
	struct cx *cx = &rq->cx;
	struct asked a = { .report = use_report(rq_path_text(rq, "key")) };
	const char *period = rq_query(rq, "period"), *format;

	a.question.role_id = rq_query_id(rq, "role_id");
	TRY(metric_period_read(cx, period ? period : "last_30_days", &a.period));
	TRY(find_role(cx, &a));
	TRY(rq_valid(rq));
	if (a.report == NULL)
		return fail(cx, E_NOT_FOUND, "There is no such report.");
	TRY(instants_of(cx, &a));
	TRY(a.report->answer(cx, &a.question, &a.rows));
	return wants_file(rq, &format) ? give_file(rq, &a, format) : tell(rq, &a);
}
