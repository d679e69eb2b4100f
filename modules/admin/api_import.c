#include "api.h"
#include "import.h"
#include "text.h"
#include "units.h"

#define STATE \
	" if(i.state = 'running' and j.state in ('failed', 'cancelled'), j.state, i.state) state"
#define IMPORT \
	"select i.id, i.kind," STATE ", f.id `file.id`, f.name `file.name`, f.bytes `file.bytes`," \
	" i.rows_in, i.created, i.updated, i.unchanged, i.refused, i.created_at," \
	" i.created_by `created_by.id`, i.created_by_name `created_by.name`, i.started_at, i.finished_at," \
	" i.version from import i join file f on f.id = i.file_id left join job j on j.id = i.job_id"
#define WHOLE \
	"select i.id, i.kind," STATE ", f.id file_id, f.name file_name, f.bytes file_bytes," \
	" i.format_json, i.columns_json, i.mapping_json, i.rows_in, i.created, i.updated, i.unchanged," \
	" i.refused, i.made_consumers, i.made_accounts, i.made_meters, i.made_zones, i.made_items," \
	" i.made_services, i.made_reads, i.in_use_milli, i.taken_use_milli, i.there_use_milli," \
	" i.refused_use_milli, i.in_minor, i.taken_minor, i.there_minor, i.refused_minor, i.unread_amounts," \
	" i.owed_before_minor, i.owed_after_minor, i.job_id, i.index_job_id, i.created_at, i.created_by," \
	" i.created_by_name, i.started_at, i.finished_at, i.version" \
	" from import i join file f on f.id = i.file_id left join job j on j.id = i.job_id where i.id = ?"

static const struct order orders[] = {
	{ "created_at", "i.created_at", "i.id", COLUMN_INSTANT, "created_at", "id" },
};

/* GET /api/v1/imports -- newest first */
enum err
import_list(struct rq *rq)
{
	struct extra reads = { "i.kind in ('reads', 'nem12')", NULL, 0, NULL };

	return rq_page(rq, &(struct list){
		.select = IMPORT,
		.extra = &reads, .extra_count = !import_kind_may(&rq->cx, IMPORT_ACCOUNTS),
		.orders = orders, .order_count = COUNT(orders),
	});
}

/* ---- one, whole ---- */

static void
put_columns(struct json *j, const struct import_reading *r)
{
	json_key(j, "mapping");
	json_begin_list(j);
	for (int f = 0; f < IMPORT_FIELDS; f++) {
		if (r->column[f] < 0)
			continue;
		json_begin(j);
		json_put_str(j, "field", import_fields[f].name);
		json_put_i64(j, "column", r->column[f] + 1);
		json_end(j);
	}
	json_end_list(j);
	json_key(j, "fields");
	json_begin_list(j);
	for (int f = 0; f < IMPORT_FIELDS; f++) {
		if (!(import_fields[f].kinds & r->kind))
			continue;
		json_begin(j);
		json_put_str(j, "name", import_fields[f].name);
		json_put_bool(j, "required", import_fields[f].required);
		json_end(j);
	}
	json_end_list(j);
}

static void
put_missing(struct json *j, const struct import_reading *r)
{
	enum import_field missing[IMPORT_FIELDS];
	size_t n = import_missing(r, missing);

	json_key(j, "missing");
	json_begin_list(j);
	for (size_t i = 0; i < n; i++)
		json_str(j, import_fields[missing[i]].name);
	json_end_list(j);
}

static void
put_format(struct json *j, const struct import_reading *r)
{
	json_key(j, "format");
	json_begin(j);
	json_put_str(j, "encoding", import_encoding_text(r->format.encoding));
	json_put_str(j, "separator", import_separator_text(r->format.separator));
	json_put_str(j, "date_order", import_dates_text(r->dates));
	json_put_str(j, "decimal_mark", r->decimal_mark == ',' ? "," : ".");
	json_end(j);
}

static void
put_money_or_null(struct json *j, const struct row *row, const char *key, const char *column,
    const char *currency)
{
	if (!row_null(row, column)) {
		json_put_money(j, key, row_i64(row, column), currency);
		return;
	}
	json_key(j, key);
	json_null(j);
}

static void
put_sums(struct json *j, const struct row *row, const char *currency)
{
	static const char *const counts[] = { "rows_in", "created", "updated", "unchanged", "refused" };
	static const char *const made[][2] = { { "consumers", "made_consumers" },
		{ "accounts", "made_accounts" }, { "meters", "made_meters" }, { "zones", "made_zones" },
		{ "items", "made_items" }, { "services", "made_services" }, { "reads", "made_reads" } };
	static const char *const uses[][2] = { { "in_file_milli", "in_use_milli" },
		{ "taken_milli", "taken_use_milli" }, { "there_milli", "there_use_milli" },
		{ "refused_milli", "refused_use_milli" } };

	for (size_t i = 0; i < COUNT(counts); i++)
		json_put_i64(j, counts[i], row_i64(row, counts[i]));
	json_key(j, "made");
	json_begin(j);
	for (size_t i = 0; i < COUNT(made); i++)
		json_put_i64(j, made[i][0], row_i64(row, made[i][1]));
	json_end(j);
	json_key(j, "amounts");
	json_begin(j);
	json_put_money(j, "in_file", row_i64(row, "in_minor"), currency);
	json_put_money(j, "taken", row_i64(row, "taken_minor"), currency);
	json_put_money(j, "there", row_i64(row, "there_minor"), currency);
	json_put_money(j, "refused", row_i64(row, "refused_minor"), currency);
	json_put_i64(j, "unread", row_i64(row, "unread_amounts"));
	put_money_or_null(j, row, "owed_before", "owed_before_minor", currency);
	put_money_or_null(j, row, "owed_after", "owed_after_minor", currency);
	json_end(j);
	json_key(j, "uses");
	json_begin(j);
	for (size_t i = 0; i < COUNT(uses); i++)
		json_put_i64(j, uses[i][0], row_i64(row, uses[i][1]));
	json_end(j);
}

static void
put_options(struct json *j, const struct import_reading *r)
{
	json_key(j, "options");
	if (!(r->kind & (IMPORT_READS | IMPORT_NEM12))) {
		json_null(j);
		return;
	}
	json_begin(j);
	json_put_i64(j, "period_months", r->period_months);
	json_put_str(j, "unit", r->unit);
	json_put_str(j, "utility", r->utility);
	json_put_bool(j, "makes_meters", r->makes_meters);
	json_end(j);
}

/* The job behind it: how far it is. */
static enum err
put_job(struct rq *rq, struct json *j, const char *key, const char *id)
{
	const struct row *job = NULL;

	if (id != NULL)
		TRY(db_maybe(&rq->cx, &job,
		    "select id, state, done, total, failure from job where id = ?", str(id)));
	json_key(j, key);
	if (job == NULL) {
		json_null(j);
		return OK;
	}
	json_begin(j);
	json_put_str(j, "id", row_str(job, "id"));
	json_put_str(j, "state", row_str(job, "state"));
	json_put_i64(j, "done", row_i64(job, "done"));
	json_key(j, "total");
	if (row_null(job, "total"))
		json_null(j);
	else
		json_i64(j, row_i64(job, "total"));
	json_put_str(j, "failure", row_str(job, "failure"));
	json_end(j);
	return OK;
}

static void
put_head(struct json *j, const struct row *row)
{
	json_put_str(j, "id", row_str(row, "id"));
	json_put_str(j, "kind", row_str(row, "kind"));
	json_put_str(j, "state", row_str(row, "state"));
	json_key(j, "file");
	json_begin(j);
	json_put_str(j, "id", row_str(row, "file_id"));
	json_put_str(j, "name", row_str(row, "file_name"));
	json_put_i64(j, "bytes", row_i64(row, "file_bytes"));
	json_end(j);
}

static void
put_times(struct json *j, const struct row *row)
{
	json_put_str(j, "created_at", row_str(row, "created_at"));
	json_key(j, "created_by");
	json_begin(j);
	json_put_str(j, "id", row_str(row, "created_by"));
	json_put_str(j, "name", row_str(row, "created_by_name"));
	json_end(j);
	json_put_str(j, "started_at", row_str(row, "started_at"));
	json_put_str(j, "finished_at", row_str(row, "finished_at"));
	json_put_i64(j, "version", row_i64(row, "version"));
}

static enum err
answer_import(struct rq *rq, int status, const char *id)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	struct import_reading reading;
	const struct row *row;

	TRY(db_one(&rq->cx, &row, WHOLE, str(id)));
	TRY(import_reading_of(&rq->cx, row, &reading));
	json_begin(&j);
	put_head(&j, row);
	put_format(&j, &reading);
	json_key(&j, "columns");
	json_raw(&j, row_str(row, "columns_json"));
	put_columns(&j, &reading);
	put_missing(&j, &reading);
	put_sums(&j, row, rq->cx.who.currency);
	put_options(&j, &reading);
	TRY(put_job(rq, &j, "job", row_str(row, "job_id")));
	TRY(put_job(rq, &j, "index_job", row_str(row, "index_job_id")));
	put_times(&j, row);
	json_end(&j);
	rq_set_header(
	    rq, "ETag", fmt(rq->cx.arena, "\"%lld\"", (long long)row_i64(row, "version")));
	return rq_json_text(rq, status, b.data);
}

/* GET /api/v1/imports/:id -- also while it runs: the page asks again */
enum err
import_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");

	TRY(rq_valid(rq));
	TRY(import_may(&rq->cx, id));
	return answer_import(rq, 200, id);
}

/* ---- making and mapping ---- */

static enum err
created(struct rq *rq, const void *arg)
{
	const struct new_import *in = arg;

	return rq_json(rq, 201, j_str("id", in->id), j_str("state", "mapping"));
}

/* POST /api/v1/imports {"kind": "accounts", "file_id"}: the columns are guessed */
enum err
import_create(struct rq *rq)
{
	const char *kind = rq_body_choice(rq, "kind", "accounts|receivables|reads|nem12");
	const char *file_id = rq_body_id(rq, "file_id");
	struct new_import in = { .id = NULL };

	TRY(rq_valid(rq));
	if (!import_kind_may(&rq->cx, import_kind_of(kind)))
		return fail(&rq->cx, E_FORBIDDEN, "You may import reads only.");
	TRY(import_describe(&rq->cx, file_id, import_kind_of(kind), NULL, &in.description));
	return rq_tx(rq, create_import, created, &in);
}

static void
read_mapping(struct rq *rq, struct import_reading *r)
{
	size_t n;
	struct input **pairs = in_list(rq->body, "mapping", 0, IMPORT_FIELDS, &n);

	for (int f = 0; f < IMPORT_FIELDS; f++)
		r->column[f] = -1;
	for (size_t i = 0; i < n; i++) {
		const char *name = in_text(pairs[i], "field", 1, 40);
		int64_t column = in_i64(pairs[i], "column", 1, (int64_t)r->columns);
		int field = -1;

		for (int f = 0; name != NULL && f < IMPORT_FIELDS; f++)
			if (import_fields[f].kinds & r->kind && same_text(import_fields[f].name, name))
				field = f;
		if (field < 0) {
			in_fault(pairs[i], "field", "choice", "There is no such field here.");
			continue;
		}
		if (r->column[field] >= 0)
			in_fault(pairs[i], "field", "doubled", "This field has two columns.");
		for (int f = 0; f < IMPORT_FIELDS; f++)
			if (r->column[f] == (int)column - 1 && f != field)
				in_fault(pairs[i], "column", "doubled", "This column is given twice.");
		r->column[field] = (int)column - 1;
	}
}

/* What is sent of the format; true: the columns are others now. */
static bool
read_format(struct rq *rq, struct import_reading *r)
{
	struct csv_format before = r->format;
	const char *separator = in_choice_or(rq->body, "separator", "comma|semicolon|tab|bar",
	    import_separator_text(r->format.separator));
	const char *encoding = in_choice_or(rq->body, "encoding", "utf-8|windows-1252",
	    import_encoding_text(r->format.encoding));
	const char *dates = in_choice_or(rq->body, "date_order", "ymd|mdy|dmy",
	    import_dates_text(r->dates));
	const char *mark = in_choice_or(rq->body, "decimal_mark", ".|,", r->decimal_mark == ',' ? "," : ".");

	if (separator == NULL || encoding == NULL || dates == NULL || mark == NULL)
		return false;		/* noted */
	r->format.separator = import_separator_of(separator);
	r->format.encoding = same_text(encoding, "utf-8") ? CSV_UTF8 : CSV_WINDOWS_1252;
	r->dates = import_dates_of(dates);
	r->decimal_mark = *mark;
	return r->format.separator != before.separator || r->format.encoding != before.encoding;
}

/* What is sent of how reads are meant. */
static void
read_options(struct rq *rq, struct import_reading *r)
{
	if (!(r->kind & (IMPORT_READS | IMPORT_NEM12)))
		return;
	r->period_months = (int)in_i64_or(rq->body, "period_months", 0, IMPORT_MONTHS_MAX, r->period_months);
	r->makes_meters = in_bool_or(rq->body, "makes_meters", r->makes_meters);
	if (in_sent(rq->body, "unit")) {
		const char *unit = in_text_or(rq->body, "unit", 1, 8, NULL);
		const struct unit *known = unit ? unit_guess(unit) : NULL;

		if (unit && !known)
			in_fault(rq->body, "unit", "choice", "This unit is not known.");
		r->unit = known ? known->name : NULL;
	}
	if (in_sent(rq->body, "utility"))
		r->utility = in_choice_or(rq->body, "utility", "water|electric|gas|sewer|municipal", NULL);
}

static enum err
changed(struct rq *rq, const void *arg)
{
	const struct import_change *c = arg;

	rq_set_header(rq, "ETag", fmt(rq->cx.arena, "\"%lld\"", (long long)c->version + 1));
	return rq_json(rq, 200, j_str("id", c->id), j_i64("version", c->version + 1));
}

/* PATCH /api/v1/imports/:id {"mapping": [{"field", "column"}], "separator", "encoding", "date_order",
 * "decimal_mark"} with If-Match.  Another separator or encoding makes other columns, which are guessed
 * anew. */
enum err
import_change(struct rq *rq)
{
	struct import_change c = { .id = rq_path_id(rq, "id"), .version = rq_version(rq) };
	const struct row *row;

	TRY(import_may(&rq->cx, c.id));
	TRY(db_maybe(&rq->cx, &row,
	    "select kind, file_id, format_json, mapping_json from import where id = ?", str(c.id)));
	if (row == NULL)
		return fail(&rq->cx, E_NOT_FOUND, "Not found.");
	TRY(import_reading_of(&rq->cx, row, &c.description.reading));
	c.columns_changed = read_format(rq, &c.description.reading);
	read_options(rq, &c.description.reading);
	if (in_has(rq->body, "mapping"))
		read_mapping(rq, &c.description.reading);
	TRY(rq_valid(rq));
	if (c.columns_changed) {
		struct import_reading asked = c.description.reading;

		TRY(import_describe(&rq->cx, row_str(row, "file_id"), asked.kind, &asked.format,
		    &c.description));
		c.description.reading.period_months = asked.period_months;
		c.description.reading.unit = asked.unit;
		c.description.reading.utility = asked.utility;
		c.description.reading.makes_meters = asked.makes_meters;
	}
	return rq_tx(rq, change_import, changed, &c);
}

/* ---- running and stopping ---- */

static enum err
started(struct rq *rq, const void *arg)
{
	const struct import_start *s = arg;

	return rq_json(rq, 200, j_str("id", s->id), j_str("state", "running"),
	    j_str("job_id", s->job_id));
}

/* POST /api/v1/imports/:id/run */
enum err
import_run(struct rq *rq)
{
	struct import_start s = { .id = rq_path_id(rq, "id") };
	enum import_field missing[IMPORT_FIELDS];
	const struct row *row;
	size_t n;

	TRY(rq_valid(rq));
	TRY(import_may(&rq->cx, s.id));
	TRY(db_one(&rq->cx, &row, "select kind, format_json, mapping_json from import where id = ?",
	    str(s.id)));
	TRY(import_reading_of(&rq->cx, row, &s.reading));
	n = import_missing(&s.reading, missing);
	for (size_t i = 0; i < n; i++)
		fault_add(&rq->cx, fmt(rq->cx.arena, "/mapping/%s", import_fields[missing[i]].name),
		    "required", "No column is chosen for %s, which every row needs.",
		    import_fields[missing[i]].name);
	TRY(faults_check(&rq->cx));
	return rq_once(rq, start_import, started, &s);
}

static enum err
cancelled(struct rq *rq, const void *arg)
{
	return rq_json(rq, 200, j_str("id", arg), j_str("state", "cancelled"));
}

/* POST /api/v1/imports/:id/cancel -- what was taken in stays */
enum err
import_cancel(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");

	TRY(rq_valid(rq));
	TRY(import_may(&rq->cx, id));
	return rq_tx(rq, cancel_import, cancelled, (void *)(uintptr_t)id);
}
