/* The rows of an import: what became of each, and the refused ones as a file. */
#include "api.h"
#include <string.h>
#include "csv.h"
#include "import.h"
#include "input.h"
#include "text.h"

enum { FLUSH = 64 << 10 };

static const struct filter row_filters[] = {
	{ "outcome", "r.outcome = ?", CHOICE, "created|updated|unchanged|refused" },
};

static const struct order orders[] = {
	{ "line", "r.line", "r.import_id", COLUMN_I64, "line", "import_id", true },
};

static enum err
of_import(struct rq *rq, struct param *id)
{
	const struct row *row;

	*id = str(rq_path_id(rq, "id"));
	TRY(import_may(&rq->cx, id->s));
	return db_one(&rq->cx, &row, "select id from import where id = ?", *id);
}

/* GET /api/v1/imports/:id/rows?outcome=created -- by line */
enum err
import_row_list(struct rq *rq)
{
	struct param id;
	struct extra extra = { "r.import_id = ?", &id, 1, NULL };

	TRY(of_import(rq, &id));
	return rq_page(rq, &(struct list){
		.select = "select r.import_id, r.line, r.outcome, r.number, a.id `account.id`,"
		    " a.number `account.number` from import_row r left join account a on a.id = r.account_id",
		.filters = row_filters, .filter_count = COUNT(row_filters),
		.orders = orders, .order_count = COUNT(orders),
		.extra = &extra, .extra_count = 1,
	});
}

/* ---- the refused ones ---- */

struct refusals {
	struct rq *rq;
	struct import_reading reading;
	struct csv *csv;
	struct arena *memory;		/* of one row */
	struct buf out;
	int64_t rows;
};

static const char csv_type[] = "text/csv; charset=utf-8";

static enum err
flush(struct refusals *r)
{
	bool there = rq_stream(r->rq, csv_type, "refused-rows.csv", r->out.data, r->out.len);

	r->out.len = 0;
	return there ? OK : fail(&r->rq->cx, E_INTERNAL, "The client has left.");
}

/* "Column 3 (email): This is not an e-mail address." */
static void
put_reasons(struct cx *cx, struct buf *out, const char *json)
{
	struct buf text = buf_in(cx->arena);
	struct input *in, **faults;
	const char *whole = fmt(cx->arena, "{\"faults\":%s}", json);
	size_t n = 0;

	if (input_parse(cx, whole, strlen(whole), &in) != OK) {
		failure_clear(cx);
		return;
	}
	faults = in_list(in, "faults", 0, 1000, &n);
	for (size_t i = 0; i < n; i++) {
		int64_t column = in_i64_or(faults[i], "column", 1, CSV_FIELDS_MAX, 0);
		const char *field = in_text_or(faults[i], "field", 1, 40, NULL);

		buf_puts(&text, i > 0 ? " " : "");
		if (column > 0)
			buf_printf(&text, "Column %lld (%s): ", (long long)column, field ? field : "");
		buf_puts(&text, in_text_or(faults[i], "message", 1, 1000, ""));
	}
	failure_clear(cx);
	csv_put(out, text.data ? text.data : "");
}

/* The cells of a row as they stood; of one that cannot be read, all in the first. */
static void
put_cells(struct refusals *r, const char *raw)
{
	struct csv_row row;
	size_t n = 1;

	csv_again(r->csv);
	(void)csv_feed(r->csv, raw, strlen(raw));
	csv_finish(r->csv);
	if (csv_next(r->csv, &row) == CSV_ROW && row.n > 0) {
		for (n = 0; n < row.n; n++) {
			if (n > 0)
				buf_putc(&r->out, ',');
			csv_put(&r->out, row.fields[n]);
		}
	} else {
		csv_put(&r->out, raw);
	}
	for (; n < r->reading.columns; n++)
		buf_putc(&r->out, ',');
}

static enum err
put_refusal(struct cx *cx, const struct row *row, void *arg)
{
	struct refusals *r = arg;
	struct cx in = *cx;

	put_cells(r, row_str(row, "raw"));
	buf_printf(&r->out, ",%lld,", (long long)row_i64(row, "line"));
	in.arena = r->memory;
	if (setjmp(*arena_arm(r->memory)) == 0)
		put_reasons(&in, &r->out, row_str(row, "errors_json"));
	arena_disarm(r->memory);
	arena_reset(r->memory);
	buf_puts(&r->out, "\r\n");
	r->rows++;
	return r->out.len >= FLUSH ? flush(r) : OK;
}

static enum err
put_names(struct cx *cx, struct refusals *r, const char *columns_json)
{
	const char *whole = fmt(cx->arena, "{\"columns\":%s}", columns_json);
	struct input *in, **columns;
	size_t n;

	TRY(input_parse(cx, whole, strlen(whole), &in));
	columns = in_list(in, "columns", 1, CSV_FIELDS_MAX, &n);
	for (size_t i = 0; i < n; i++) {
		csv_put(&r->out, in_text_or(columns[i], "name", 0, 400, ""));
		buf_putc(&r->out, ',');
	}
	failure_clear(cx);
	buf_puts(&r->out, "line,reasons\r\n");
	return OK;
}

static void
free_arena(void *arena)
{
	arena_free(arena);
}

static enum err
refusals_as_csv(struct rq *rq, const char *id)
{
	struct refusals r = { .rq = rq, .out = buf_in(rq->cx.arena) };
	const struct row *row;

	TRY(rq_valid(rq));
	TRY(db_one(&rq->cx, &row,
	    "select kind, format_json, mapping_json, columns_json from import where id = ?", str(id)));
	TRY(import_reading_of(&rq->cx, row, &r.reading));
	r.csv = csv_new(rq->cx.arena, &(struct csv_format){ CSV_UTF8, r.reading.format.separator });
	r.memory = arena_new((size_t)8 << 20);
	if (r.memory == NULL)
		return fail(&rq->cx, E_STORAGE, "Out of memory.");
	arena_defer(rq->cx.arena, free_arena, r.memory);
	TRY(put_names(&rq->cx, &r, row_str(row, "columns_json")));
	TRY(db_each(&rq->cx, put_refusal, &r,
	    "select line, raw, errors_json from import_refusal where import_id = ? order by line",
	    str(id)));
	buf_printf(&r.out, "#end,rows=%lld\r\n", (long long)r.rows);
	return flush(&r);
}

/* GET /api/v1/imports/:id/refusals -- by line; as CSV the rows as they stood, each with its line and
 * the reasons in two more columns: mended, the file can be imported again */
enum err
import_refusal_list(struct rq *rq)
{
	struct param id;
	struct extra extra = { "r.import_id = ?", &id, 1, NULL };

	TRY(of_import(rq, &id));
	if (rq->accept != NULL && strstr(rq->accept, "text/csv") != NULL)
		return refusals_as_csv(rq, id.s);
	return rq_page(rq, &(struct list){
		.select = "select r.import_id, r.line, r.raw, r.errors_json from import_refusal r",
		.orders = orders, .order_count = COUNT(orders),
		.extra = &extra, .extra_count = 1,
	});
}
