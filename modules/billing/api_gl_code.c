#include "api.h"
#include <string.h>
#include "gl_code.h"
#include "text.h"

static void
put(struct json *j, const struct row *row, int64_t lines, int64_t tariffs)
{
	json_begin(j);
	json_put_str(j, "code", row_str(row, "code"));
	json_put_str(j, "name", row_str(row, "name"));
	json_put_str(j, "kind", row_str(row, "kind"));
	json_put_str(j, "purpose", row_str(row, "purpose"));
	json_put_bool(j, "is_active", row_bool(row, "is_active"));
	json_put_i64(j, "used", lines);
	json_put_i64(j, "tariffs", tariffs);
	json_put_i64(j, "version", row_i64(row, "version"));
	json_end(j);
}

/* GET /api/v1/gl-codes?kind=revenue&active=true&q=42 -- by code; short by nature, so not paged */
enum err
gl_code_list(struct rq *rq)
{
	const char *kind = rq_query_choice(rq, "kind", GL_KINDS);
	const char *active = rq_query_choice(rq, "active", "true|false");
	const char *q = rq_query(rq, "q");
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	struct rows rows;

	TRY(rq_valid(rq));
	TRY(db_all(&rq->cx, &rows,
	    "select code, name, kind, purpose, is_active, version from gl_account"
	    " where (? is null or kind = ?) and (? is null or is_active = ?)"
	    " and (? is null or locate(?, concat(code, ' ', name)) > 0) order by code limit 1000",
	    str(kind), str(kind), str(active), boolean(active && same_text(active, "true")),
	    str(q), str(q)));
	json_begin(&j);
	json_key(&j, "data");
	json_begin_list(&j);
	for (size_t i = 0; i < rows.n; i++) {
		int64_t lines, tariffs;

		TRY(gl_code_use(&rq->cx, row_str(&rows.row[i], "code"), &lines, &tariffs));
		put(&j, &rows.row[i], lines, tariffs);
	}
	json_end_list(&j);
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}

static enum err
answer(struct rq *rq, const struct gl_edit *in, int status)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	const struct row *row;

	TRY(db_one(&rq->cx, &row,
	    "select code, name, kind, purpose, is_active, version from gl_account where code = ?"
	    " lock in share mode", str(in->code)));
	put(&j, row, in->lines, in->tariffs);
	rq_set_header(rq, "ETag", fmt(rq->cx.arena, "\"%lld\"", (long long)row_i64(row, "version")));
	return rq_json_text(rq, status, b.data);
}

static enum err
created(struct rq *rq, const void *arg)
{
	const struct gl_edit *in = arg;

	rq_set_header(rq, "Location", fmt(rq->cx.arena, "/api/v1/gl-codes/%s", in->code));
	return answer(rq, in, 201);
}

static enum err
changed(struct rq *rq, const void *arg)
{
	const struct gl_edit *in = arg;

	return answer(rq, in, 200);
}

/* POST /api/v1/gl-codes {"code", "name", "kind"} */
enum err
gl_code_create(struct rq *rq)
{
	struct gl_edit in = {
		.code = rq_body_text(rq, "code", 1, GL_CODE_LENGTH),
		.name = rq_body_text(rq, "name", 1, GL_NAME_LENGTH),
		.kind = rq_body_choice(rq, "kind", GL_KINDS),
	};

	TRY(rq_valid(rq));
	return rq_tx(rq, create_gl_code, created, &in);
}

/* PATCH /api/v1/gl-codes/:id {"name"?, "is_active"?} -- If-Match; :id is the code */
enum err
gl_code_change(struct rq *rq)
{
	struct gl_edit in = {
		.code      = rq_path_text(rq, "id"),
		.name      = in_text_or(rq->body, "name", 1, GL_NAME_LENGTH, NULL),
		.is_active = in_has(rq->body, "is_active") ? in_bool(rq->body, "is_active") : -1,
		.version   = rq_version(rq),
	};

	TRY(rq_valid(rq));
	TRY(gl_code_use(&rq->cx, in.code, &in.lines, &in.tariffs));
	return rq_tx(rq, change_gl_code, changed, &in);
}
