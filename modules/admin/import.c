#include "import.h"
#include <string.h>
#include "audit.h"
#include "clock.h"
#include "files.h"
#include "input.h"
#include "jobs.h"
#include "json_out.h"
#include "text.h"

enum { SAMPLES = 3, SAMPLE_ROWS = 100, NAME_MAX_LETTERS = 80, SAMPLE_LETTERS = 60 };

/* ---- words ---- */

static const struct { enum import_kind kind; const char *name; } kinds[] = {
	{ IMPORT_ACCOUNTS, "accounts" }, { IMPORT_RECEIVABLES, "receivables" },
	{ IMPORT_READS, "reads" }, { IMPORT_NEM12, "nem12" },
};

const char *
import_kind_text(enum import_kind kind)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (kinds[i].kind == kind)
			return kinds[i].name;
	return "accounts";
}

enum import_kind
import_kind_of(const char *s)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (same_text(kinds[i].name, s))
			return kinds[i].kind;
	return IMPORT_ACCOUNTS;
}

const char *
import_encoding_text(enum csv_encoding e)
{
	return e == CSV_WINDOWS_1252 ? "windows-1252" : "utf-8";
}

static const struct { char mark; const char *name; } separators[] = {
	{ ',', "comma" }, { ';', "semicolon" }, { '\t', "tab" }, { '|', "bar" },
};

const char *
import_separator_text(char c)
{
	for (size_t i = 0; i < COUNT(separators); i++)
		if (separators[i].mark == c)
			return separators[i].name;
	return "comma";
}

char
import_separator_of(const char *s)
{
	for (size_t i = 0; i < COUNT(separators); i++)
		if (same_text(separators[i].name, s))
			return separators[i].mark;
	return ',';
}

const char *
import_dates_text(enum date_order d)
{
	return d == DATE_YMD ? "ymd" : d == DATE_MDY ? "mdy" : "dmy";
}

enum date_order
import_dates_of(const char *s)
{
	return same_text(s, "ymd") ? DATE_YMD : same_text(s, "mdy") ? DATE_MDY : DATE_DMY;
}

/* ---- who may ---- */

bool
import_kind_may(const struct cx *cx, enum import_kind kind)
{
	return may(&cx->who.may, CAN_IMPORT) || (kind & (IMPORT_READS | IMPORT_NEM12)) != 0;
}

enum err
import_may(struct cx *cx, const char *id)
{
	const struct row *row;

	TRY(db_maybe(cx, &row, "select kind from import where id = ?", str(id)));
	if (!row || !import_kind_may(cx, import_kind_of(row_str(row, "kind"))))
		return fail(cx, E_NOT_FOUND, "Not found.");
	return OK;
}

/* ---- what a file looks like ---- */

struct head {				/* the first rows */
	const char **names;
	const char *(*samples)[SAMPLES + 1];
	size_t columns, rows;
};

/* At most so many characters. */
static const char *
cut(struct arena *a, const char *s, size_t most)
{
	size_t n = 0, left = strlen(s), step;

	while (most-- > 0 && (step = utf8_step(s + n, left - n)) > 0)
		n += step;
	return arena_strndup(a, s, n);
}

static void
take_names(struct cx *cx, const struct csv_row *row, struct head *h)
{
	h->columns = row->n;
	h->names = arena_array(cx->arena, const char *, row->n);
	h->samples = arena_alloc_n(cx->arena, row->n, sizeof *h->samples);
	for (size_t i = 0; i < row->n; i++) {
		const char *s = row->fields[i];

		while (*s == ' ' || *s == '\t')
			s++;
		h->names[i] = *s ? cut(cx->arena, s, NAME_MAX_LETTERS)
				 : fmt(cx->arena, "Column %zu", i + 1);
	}
}

/* What a column has that its samples do not have yet. */
static void
take_samples(struct cx *cx, const struct csv_row *row, struct head *h)
{
	h->rows++;
	for (size_t i = 0; i < row->n && i < h->columns; i++) {
		const char *s = cut(cx->arena, row->fields[i], SAMPLE_LETTERS);
		size_t k = 0;

		while (k < SAMPLES && h->samples[i][k] && !same_text(h->samples[i][k], s))
			k++;
		if (k < SAMPLES && *s && !h->samples[i][k])
			h->samples[i][k] = s;
	}
}

static void
read_head(struct cx *cx, const struct csv_format *format, const char *data, size_t n, bool whole,
    struct head *h)
{
	struct csv *c = csv_new(cx->arena, format);
	struct csv_row row;

	*h = (struct head){ .names = NULL };
	while (h->rows < SAMPLE_ROWS) {
		enum csv_step step = csv_next(c, &row);

		if (step == CSV_MORE && n == 0 && !whole)
			h->rows += h->names != NULL;	/* a long one, of which the rest lies behind */
		if (step == CSV_END || (step == CSV_MORE && n == 0 && !whole))
			return;
		if (step == CSV_MORE) {
			size_t fed = csv_feed(c, data, n);

			data += fed;
			n -= fed;
			if (n == 0 && whole)
				csv_finish(c);
		} else if (!h->names && row.n > 0) {
			take_names(cx, &row, h);
		} else if (!h->names) {
			return;		/* a header that cannot be read */
		} else if (!import_is_end(&row)) {
			take_samples(cx, &row, h);	/* one that cannot be read is refused later */
		}
	}
}

static const char *
columns_json(struct cx *cx, const struct head *h)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin_list(&j);
	for (size_t i = 0; i < h->columns; i++) {
		json_begin(&j);
		json_put_str(&j, "name", h->names[i]);
		json_key(&j, "samples");
		json_begin_list(&j);
		for (size_t k = 0; k < SAMPLES && h->samples[i][k]; k++)
			json_str(&j, h->samples[i][k]);
		json_end_list(&j);
		json_end(&j);
	}
	json_end_list(&j);
	return b.data;
}

static enum err
first_bytes(struct cx *cx, const char *file_id, const char **data, size_t *n)
{
	TRY(file_next(cx, file_open(cx, file_id, 0), data, n));
	if (*n == 0)
		return fail(cx, E_CONFLICT,
		    "The content of this file is not kept any more. Upload it again.");
	return OK;
}

/* Months without days are periods of one month, until somebody says otherwise; the header may name
 * the unit. */
static void
guess_reads(struct cx *cx, struct import_reading *r, const struct head *h)
{
	int on = r->column[F_READ_ON], of[] = { r->column[F_READ_USE], r->column[F_READ_REGISTER] };
	char day[11];

	if (on >= 0 && h->samples[on][0] && import_month(h->samples[on][0], day))
		r->period_months = 1;
	for (size_t i = 0; i < COUNT(of) && r->column[F_READ_UNIT] < 0 && !r->unit; i++)
		if (of[i] >= 0)
			r->unit = import_unit_in(cx, h->names[of[i]]);
}

enum err
import_describe(struct cx *cx, const char *file_id, enum import_kind kind,
    const struct csv_format *format, struct import_description *out)
{
	const char *data = "", *fault;
	const char *const **samples;
	const struct row *file;
	struct head h;
	size_t n = 0;

	*out = (struct import_description){ .file_id = file_id, .reading = { .kind = kind } };
	TRY(db_maybe(cx, &file, "select bytes, is_utf8 from file where id = ?", str(file_id)));
	if (!file)
		return fail(cx, E_NOT_FOUND, "There is no such file.");
	TRY(first_bytes(cx, file_id, &data, &n));
	fault = csv_guess(cx->arena, data, n, row_bool(file, "is_utf8"), &out->reading.format);
	if (fault)
		return fail(cx, E_CONFLICT, "%s", fault);
	if (format)
		out->reading.format = *format;
	if (kind == IMPORT_NEM12) {		/* its columns are what the format says */
		for (int f = 0; f < IMPORT_FIELDS; f++)
			out->reading.column[f] = -1;
		out->columns_json = "[]";
		out->reading.dates = DATE_YMD;
		out->reading.decimal_mark = '.';
		return OK;
	}
	read_head(cx, &out->reading.format, data, n, row_i64(file, "bytes") == (int64_t)n, &h);
	if (!h.names || h.rows == 0)
		return fail(cx, E_CONFLICT,
		    "The file needs a header line that can be read and at least one row under it.");
	out->reading.columns = h.columns;
	out->columns_json = columns_json(cx, &h);
	samples = arena_array(cx->arena, const char *const *, h.columns);
	for (size_t i = 0; i < h.columns; i++)
		samples[i] = h.samples[i];
	import_guess(cx, kind, h.names, samples, h.columns, out->reading.column);
	import_guess_marks(cx, &out->reading, samples);
	if (kind == IMPORT_READS)
		guess_reads(cx, &out->reading, &h);
	return OK;
}

/* ---- how it is kept ---- */

static const char *
format_json(struct cx *cx, const struct import_reading *r)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "encoding", import_encoding_text(r->format.encoding));
	json_put_str(&j, "separator", import_separator_text(r->format.separator));
	json_put_str(&j, "date_order", import_dates_text(r->dates));
	json_put_str(&j, "decimal_mark", r->decimal_mark == ',' ? "," : ".");
	json_put_i64(&j, "columns", (int64_t)r->columns);
	if (r->kind & (IMPORT_READS | IMPORT_NEM12)) {
		json_put_i64(&j, "period_months", r->period_months);
		json_put_str(&j, "unit", r->unit);
		json_put_str(&j, "utility", r->utility);
		json_put_bool(&j, "makes_meters", r->makes_meters);
	}
	json_end(&j);
	return b.data;
}

static const char *
mapping_json(struct cx *cx, const struct import_reading *r)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	for (int f = 0; f < IMPORT_FIELDS; f++)
		if (r->column[f] >= 0)
			json_put_i64(&j, import_fields[f].name, r->column[f]);
	json_end(&j);
	return b.data;
}

enum err
import_reading_of(struct cx *cx, const struct row *row, struct import_reading *r)
{
	const char *text = row_str(row, "format_json"), *encoding;
	struct input *format, *mapping;
	enum err e;

	*r = (struct import_reading){ .kind = import_kind_of(row_str(row, "kind")) };
	TRY(input_parse(cx, text, strlen(text), &format));
	text = row_str(row, "mapping_json");
	TRY(input_parse(cx, text, strlen(text), &mapping));
	encoding = in_text(format, "encoding", 1, 20);
	r->format.encoding = encoding && same_text(encoding, "utf-8") ? CSV_UTF8 : CSV_WINDOWS_1252;
	r->format.separator = import_separator_of(in_text_or(format, "separator", 1, 20, ","));
	r->dates = import_dates_of(in_text_or(format, "date_order", 1, 3, "ymd"));
	r->decimal_mark = *in_text_or(format, "decimal_mark", 1, 1, ".");
	r->columns = (size_t)in_i64(format, "columns", 0, CSV_FIELDS_MAX);
	r->period_months = (int)in_i64_or(format, "period_months", 0, IMPORT_MONTHS_MAX, 0);
	r->unit = in_text_or(format, "unit", 1, 8, NULL);
	r->utility = in_text_or(format, "utility", 1, 24, NULL);
	r->makes_meters = in_bool_or(format, "makes_meters", false);
	for (int f = 0; f < IMPORT_FIELDS; f++)
		r->column[f] = import_fields[f].kinds & r->kind
		    ? (int)in_i64_or(mapping, import_fields[f].name, 0, CSV_FIELDS_MAX - 1, -1)
		    : -1;
	e = in_done(format);
	return e == OK ? in_done(mapping) : e;
}

size_t
import_missing(const struct import_reading *r, enum import_field missing[IMPORT_FIELDS])
{
	size_t n = 0;

	for (int f = 0; f < IMPORT_FIELDS; f++)
		if (import_fields[f].kinds & r->kind && import_fields[f].required && r->column[f] < 0)
			missing[n++] = (enum import_field)f;
	if (r->kind == IMPORT_READS && r->column[F_READ_ACCOUNT] < 0 && r->column[F_READ_METER] < 0)
		missing[n++] = F_READ_METER;
	if (r->kind == IMPORT_READS && r->column[F_READ_REGISTER] < 0 && r->column[F_READ_USE] < 0)
		missing[n++] = F_READ_USE;
	return n;
}

/* ---- operations ---- */

static enum err
audited(struct cx *cx, const char *action, const char *id)
{
	return audit_write(
	    cx, &(struct audit){ .action = action, .object_type = "import", .object_id = id });
}

enum err
create_import(struct cx *cx, void *arg)
{
	struct new_import *in = arg;
	const struct import_description *d = &in->description;

	in->id = new_id(cx->arena);
	TRY(db_exec(cx,
	    "insert into import (id, kind, file_id, format_json, columns_json, mapping_json, created_at,"
	    " created_by, created_by_name) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(in->id), str(import_kind_text(d->reading.kind)), str(d->file_id),
	    str(format_json(cx, &d->reading)), str(d->columns_json),
	    str(mapping_json(cx, &d->reading)), instant(cx, business_now()), str(cx->who.id),
	    str(cx->who.name)));
	return audited(cx, "import.create", in->id);
}

enum err
change_import(struct cx *cx, void *arg)
{
	const struct import_change *in = arg;
	const struct import_description *d = &in->description;
	const struct row *row;

	TRY(db_maybe(
	    cx, &row, "select state, version from import where id = ? for update", str(in->id)));
	if (!row)
		return fail(cx, E_NOT_FOUND, "Not found.");
	if (row_i64(row, "version") != in->version)
		return fail(cx, E_STALE, "Somebody changed this import in the meantime.");
	if (!row_is(row, "state", "mapping"))
		return fail(cx, E_CONFLICT, "This import was begun; its columns cannot be changed any more.");
	return db_exec_one(cx,
	    "update import set format_json = ?, columns_json = if(?, ?, columns_json), mapping_json = ?,"
	    " version = version + 1 where id = ?",
	    str(format_json(cx, &d->reading)), boolean(in->columns_changed), str(d->columns_json),
	    str(mapping_json(cx, &d->reading)), str(in->id));
}

/* May it be run?  A running one whose job has ended without it may. */
static enum err
check_startable(struct cx *cx, const struct row *row)
{
	bool ended = row_is(row, "state", "running") && !row_null(row, "job_state") &&
	    (row_is(row, "job_state", "failed") || row_is(row, "job_state", "cancelled"));

	if (row_is(row, "state", "done"))
		return fail(cx, E_CONFLICT, "This import is done. Upload the file again to run it again.");
	if (row_is(row, "state", "running") && !ended)
		return fail(cx, E_CONFLICT, "This import is running already.");
	return OK;
}

enum err
start_import(struct cx *cx, void *arg)
{
	struct import_start *in = arg;
	const struct row *row, *other;

	TRY(db_maybe(cx, &row,
	    "select i.state, j.state job_state from import i left join job j on j.id = i.job_id"
	    " where i.id = ? for update",
	    str(in->id)));
	if (!row)
		return fail(cx, E_NOT_FOUND, "Not found.");
	TRY(check_startable(cx, row));
	TRY(db_maybe(cx, &other,
	    "select i.id from import i join job j on j.id = i.job_id"
	    " where i.state = 'running' and i.id <> ? and j.state in ('queued', 'running', 'paused')"
	    " limit 1 lock in share mode",
	    str(in->id)));
	if (other)
		return fail(cx, E_CONFLICT, "Another import is running. Start this one when it is done.");
	TRY(job_enqueue(cx, IMPORT_RUN_JOB, fmt(cx->arena, "{\"import_id\":\"%s\"}", in->id), NULL, 0,
	    &in->job_id));
	TRY(db_exec_one(cx,
	    "update import set state = 'running', job_id = ?, started_at = coalesce(started_at, ?),"
	    " finished_at = null, version = version + 1 where id = ?",
	    str(in->job_id), instant(cx, business_now()), str(in->id)));
	return audited(cx, "import.run", in->id);
}

enum err
queue_import_index(struct cx *cx, const char *id)
{
	const struct row *row;
	const char *job_id;

	TRY(db_one(cx, &row,
	    "select kind, created + updated row_count, made_meters from import where id = ? for update",
	    str(id)));
	if (row_i64(row, row_is(row, "kind", "accounts") ? "row_count" : "made_meters") == 0)
		return OK;
	TRY(job_enqueue(cx, IMPORT_INDEX_JOB, fmt(cx->arena, "{\"import_id\":\"%s\"}", id), NULL, 0,
	    &job_id));
	return db_exec_one(
	    cx, "update import set index_job_id = ? where id = ?", str(job_id), str(id));
}

enum err
cancel_import(struct cx *cx, void *arg)
{
	const char *id = arg;
	const struct row *row;
	uint64_t n = 0;

	TRY(db_maybe(cx, &row,
	    "select i.state, i.job_id, j.state job_state from import i left join job j on j.id = i.job_id"
	    " where i.id = ? for update",
	    str(id)));
	if (!row)
		return fail(cx, E_NOT_FOUND, "Not found.");
	if (row_is(row, "state", "done") || row_is(row, "state", "cancelled"))
		return fail(cx, E_CONFLICT, "This import is %s already.", row_str(row, "state"));
	if (!row_null(row, "job_state"))
		TRY(db_exec_count(cx, &n,
		    "update job set state = 'cancelled', lease_until = null, finished_at = ?"
		    " where id = ? and state in ('queued', 'paused', 'running')",
		    instant(cx, business_now()), str(row_str(row, "job_id"))));
	TRY(db_exec_one(cx,
	    "update import set state = 'cancelled', finished_at = ?, version = version + 1 where id = ?",
	    instant(cx, business_now()), str(id)));
	TRY(queue_import_index(cx, id));
	return audited(cx, "import.cancel", id);
}
