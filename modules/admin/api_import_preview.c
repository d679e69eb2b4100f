/* What an import would do, before it does it. */
#include "api.h"
#include "import.h"
#include "import_check.h"
#include "text.h"

static const char *const outcomes[] = {
	[ROW_GOOD] = "unchanged",
	[ROW_CREATED] = "created",
	[ROW_UPDATED] = "updated",
	[ROW_UNCHANGED] = "unchanged",
	[ROW_REFUSED] = "refused",
};

static void
put_row(struct rq *rq, struct json *j, const struct import_row *r)
{
	json_begin(j);
	json_put_i64(j, "line", r->line);
	json_put_str(j, "outcome", outcomes[r->outcome]);
	json_key(j, "cells");
	json_begin_list(j);
	for (size_t i = 0; r->cells != NULL && i < r->n; i++)
		json_str(j, r->cells[i]);
	if (r->cells == NULL)
		json_str(j, r->raw);
	json_end_list(j);
	json_key(j, "errors");
	json_raw(j, import_faults_json(&rq->cx, r));
	json_end(j);
}

static void
put_rows(struct rq *rq, struct json *j, const char *key, const struct import_row *rows, size_t n)
{
	json_key(j, key);
	json_begin_list(j);
	for (size_t i = 0; i < n; i++)
		put_row(rq, j, &rows[i]);
	json_end_list(j);
}

/* GET /api/v1/imports/:id/preview -- the first rows and what would become of them, the first rows with
 * errors, and counts over the file as far as it can be read through in a few seconds */
enum err
import_preview(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	struct import_reading reading;
	struct import_check check;
	const struct row *row;

	TRY(rq_valid(rq));
	TRY(import_may(&rq->cx, id));
	TRY(db_one(&rq->cx, &row,
	    "select kind, file_id, format_json, mapping_json from import where id = ?", str(id)));
	TRY(import_reading_of(&rq->cx, row, &reading));
	TRY(import_check(&rq->cx, row_str(row, "file_id"), &reading, &check));
	json_begin(&j);
	put_rows(rq, &j, "rows", check.first, check.first_count);
	put_rows(rq, &j, "faulty", check.faulty, check.faulty_count);
	json_key(&j, "checked");
	json_begin(&j);
	json_put_i64(&j, "rows", check.rows);
	json_put_i64(&j, "with_errors", check.faults);
	json_put_i64(&j, "doubled", check.doubled);
	json_put_money(&j, "amount", check.in_minor, rq->cx.who.currency);
	json_put_i64(&j, "unread_amounts", check.unread_amounts);
	json_put_i64(&j, "use_milli", check.use_milli);
	json_put_bool(&j, "whole", check.whole);
	json_put_i64(&j, "bytes", check.bytes);
	json_end(&j);
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}
