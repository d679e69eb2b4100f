#include "api.h"

#include <string.h>

#include "bill_document.h"
#include "bill_template.h"
#include "json_out.h"
#include "text.h"

#define TEMPLATE "select id, name, is_default, texts_json, version from bill_template"

static enum err
put_template(struct cx *cx, struct json *j, const struct row *r)
{
	struct bill_words w;

	TRY(bill_words_read(cx, row_str(r, "texts_json"), &w));
	json_begin(j);
	json_put_str(j, "id", row_str(r, "id"));
	json_put_str(j, "name", row_str(r, "name"));
	json_put_bool(j, "is_default", row_bool(r, "is_default"));
	bill_words_put(j, &w);
	json_put_i64(j, "version", row_i64(r, "version"));
	json_end(j);
	return OK;
}

/* GET /api/v1/bill-templates -- by name */
enum err
template_list(struct rq *rq)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	struct rows rows;

	TRY(rq_valid(rq));
	TRY(db_all(&rq->cx, &rows, TEMPLATE " order by name"));
	json_begin(&j);
	json_key(&j, "data");
	json_begin_list(&j);
	for (size_t i = 0; i < rows.n; i++)
		TRY(put_template(&rq->cx, &j, &rows.row[i]));
	json_end_list(&j);
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}

static enum err
answer(struct rq *rq, const char *id, int status)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	const struct row *r;

	TRY(db_one(&rq->cx, &r, TEMPLATE " where id = ? lock in share mode", str(id)));
	TRY(put_template(&rq->cx, &j, r));
	rq_set_header(rq, "ETag", fmt(rq->cx.arena, "\"%lld\"", (long long)row_i64(r, "version")));
	return rq_json_text(rq, status, b.data);
}

static enum err
created(struct rq *rq, const void *arg)
{
	const struct templating *in = arg;

	rq_set_header(rq, "Location", fmt(rq->cx.arena, "/api/v1/bill-templates/%s", in->id));
	return answer(rq, in->id, 201);
}

static enum err
changed(struct rq *rq, const void *arg)
{
	const struct templating *in = arg;

	return answer(rq, in->id, 200);
}

/* What a body says over what a new template begins with. */
static enum err
new_words(struct rq *rq, struct templating *in)
{
	TRY(bill_words_read(&rq->cx, "{}", &in->words));
	in->name = rq_body_text(rq, "name", 1, TEMPLATE_NAME_MAX);
	in->make_default = in_bool_or(rq->body, "is_default", false);
	bill_words_input(rq->body, &in->words);
	return OK;
}

/* POST /api/v1/bill-templates {"name", "is_default"?, "message"?, …} */
enum err
template_create(struct rq *rq)
{
	struct templating in = { .id = NULL };

	TRY(new_words(rq, &in));
	TRY(rq_valid(rq));
	return rq_tx(rq, create_bill_template, created, &in);
}

/* PATCH /api/v1/bill-templates/:id {"name"?, "is_default"?, "message"?, …} -- If-Match */
enum err
template_change(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	struct templating in = {
		.id = id,
		.name = in_text_or(rq->body, "name", 1, TEMPLATE_NAME_MAX, NULL),
		.make_default = in_bool_or(rq->body, "is_default", false),
		.version = rq_version(rq),
	};
	const struct row *r = NULL;

	if (id && uuid_valid(id))
		TRY(db_maybe(&rq->cx, &r, TEMPLATE " where id = ?", str(id)));
	TRY(bill_words_read(&rq->cx, r ? row_str(r, "texts_json") : "{}", &in.words));
	bill_words_input(rq->body, &in.words);
	TRY(rq_valid(rq));
	return rq_tx(rq, change_bill_template, changed, &in);
}

static enum err
gone(struct rq *rq, const void *arg)
{
	(void)arg;
	return rq_empty(rq, 204);
}

/* DELETE /api/v1/bill-templates/:id */
enum err
template_delete(struct rq *rq)
{
	struct templating in = { .id = rq_path_id(rq, "id") };

	TRY(rq_valid(rq));
	return rq_tx(rq, delete_bill_template, gone, &in);
}

/* ---- samples ---- */

static enum sample_bill
kind_of(struct rq *rq)
{
	const char *kind = rq_query_choice(rq, "kind", "plain|estimated|long");

	return kind && same_text(kind, "estimated") ? SAMPLE_ESTIMATED
	    : kind && same_text(kind, "long")       ? SAMPLE_LONG
						    : SAMPLE_PLAIN;
}

static enum err
answer_sample(struct rq *rq, const struct bill_look *look, enum sample_bill kind, bool picture)
{
	struct bill_sheet s = sample_bill(&rq->cx, kind);
	const unsigned char *data;
	size_t len;

	if (picture) {
		TRY(bill_png(&rq->cx, look, &s, &data, &len));
		return rq_bytes(rq, 200, "image/png", "bill-sample.png", data, len);
	}
	TRY(bill_pdf(&rq->cx, look, &s, 0, &data, &len));
	return rq_bytes(rq, 200, "application/pdf", "bill-sample.pdf", data, len);
}

/* GET /api/v1/bill-templates/:id/sample?kind= */
enum err
template_sample(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	enum sample_bill kind = kind_of(rq);
	struct bill_look look;

	TRY(rq_valid(rq));
	TRY(bill_look_of(&rq->cx, id, &look));
	return answer_sample(rq, &look, kind, false);
}

/* POST /api/v1/bill-templates/sample?kind=&as=png {"name", …} -- nothing is kept */
enum err
template_try(struct rq *rq)
{
	struct templating in = { .id = NULL };
	enum sample_bill kind = kind_of(rq);
	const char *as = rq_query_choice(rq, "as", "pdf|png");
	struct bill_look look;

	TRY(new_words(rq, &in));
	TRY(rq_valid(rq));
	TRY(bill_look_with(&rq->cx, &in.words, &look));
	return answer_sample(rq, &look, kind, as && same_text(as, "png"));
}
