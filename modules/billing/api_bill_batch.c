#include "api.h"

#include <string.h>

#include "bill_batch.h"
#include "detail.h"
#include "files.h"
#include "text.h"

/* A batch whose job has failed or was stopped has, too. */
#define STATE \
	"if(t.state = 'running' and j.state in ('failed', 'cancelled'), j.state, t.state)"
#define BATCH \
	"t.id, t.name, t.channel, t.sort, " STATE " state, y.id `cycle.id`, y.name `cycle.name`," \
	" t.bills, t.done, t.failed, t.pages, t.amount_minor," \
	" coalesce(t.failure, if(t.state = 'running', j.failure, null)) failure, t.created_at," \
	" t.created_by_name, t.finished_at, t.posted_on, t.version"
#define TABLES \
	" from bill_batch t left join job j on j.id = t.job_id left join cycle y on y.id = t.cycle_id"

static const struct filter filters[] = {
	{ "state",    STATE " = ?",     CHOICE, "running|done|failed|cancelled" },
	{ "channel",  "t.channel = ?",  CHOICE, "print|email" },
	{ "cycle_id", "t.cycle_id = ?", ID,     NULL },
};

static const struct order orders[] = {
	{ "created_at", "t.created_at", "t.id", COLUMN_INSTANT, "created_at", "id", false },
};

static const struct list_title titles[] = {
	{ "name", "Batch" },
	{ "channel", "How", .coded = IN_WORDS },
	{ "sort", "Order", true, IN_WORDS },
	{ "state", "State", .coded = IN_WORDS },
	{ "cycle.name", "Cycle" },
	{ "failure", "What went wrong", true },
	{ "created_at", "Begun" },
	{ "created_by_name", "By" },
	{ "finished_at", "Ended", true },
	{ "posted_on", "Posted" },
};

/* GET /api/v1/bill-batches?state=running -- newest first */
enum err
batch_list(struct rq *rq)
{
	return rq_page(rq, &(struct list){
		.select = "select straight_join " BATCH TABLES, .title = "Bill batches",
		.titles = titles, .title_count = COUNT(titles),
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
	});
}

/* ---- one ---- */

static enum err
read_mails(struct cx *cx, const char *id, const char **json)
{
	const struct row *m;

	TRY(db_one(cx, &m,
	    "select count(*) all_count, cast(coalesce(sum(o.state = 'accepted'), 0) as signed) accepted,"
	    " cast(coalesce(sum(o.state = 'failed'), 0) as signed) failed from bill_delivery d"
	    " straight_join outbox o on o.id = d.outbox_id where d.batch_id = ?", str(id)));
	*json = fmt(cx->arena, "{\"queued\": %lld, \"accepted\": %lld, \"failed\": %lld}",
	    (long long)(row_i64(m, "all_count") - row_i64(m, "accepted") - row_i64(m, "failed")),
	    (long long)row_i64(m, "accepted"), (long long)row_i64(m, "failed"));
	return OK;
}

#define WHOLE \
	"select " BATCH ", t.file_id, f.bytes, p.name template_name, t.job_id" TABLES \
	" left join file f on f.id = t.file_id left join bill_template p on p.id = t.template_id" \
	" where t.id = ?"

static enum err
answer(struct rq *rq, const char *id)
{
	const struct row *batch;
	const char *mails;

	TRY(db_maybe(&rq->cx, &batch, WHOLE, str(id)));
	if (!batch)
		return fail(&rq->cx, E_NOT_FOUND, "There is no such batch.");
	TRY(read_mails(&rq->cx, id, &mails));
	return rq_row_parts(rq, 200, batch, { "mails", NULL, mails });
}

/* GET /api/v1/bill-batches/:id -- also while it runs: the page asks again */
enum err
batch_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");

	TRY(rq_valid(rq));
	return answer(rq, id);
}

/* GET /api/v1/bill-batches/:id/document -- all bills, as one PDF */
enum err
batch_document(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id"), *data, *name;
	const struct row *batch;
	struct file_reader *file;
	size_t n;

	TRY(rq_valid(rq));
	TRY(db_maybe(&rq->cx, &batch, "select channel, file_id, created_at from bill_batch where id = ?", str(id)));
	if (!batch)
		return fail(&rq->cx, E_NOT_FOUND, "There is no such batch.");
	if (row_null(batch, "file_id"))
		return fail(&rq->cx, E_CONFLICT, row_is(batch, "channel", "print")
		    ? "The document is not finished." : "This batch was sent by e-mail; it has no document.");
	/* by its date: a batch's name may hold what a header must not */
	name = fmt(rq->cx.arena, "bills-%.10s-%.8s.pdf", row_str(batch, "created_at"), id);
	file = file_open(&rq->cx, row_str(batch, "file_id"), 0);
	for (;;) {
		TRY(file_next(&rq->cx, file, &data, &n));
		if (n == 0 || !rq_stream(rq, "application/pdf", name, data, n))
			return OK;
	}
}

/* ---- beginning one ---- */

static void
read_choice(struct rq *rq, struct batch_choice *c)
{
	*c = (struct batch_choice){
		.cycle_id = in_id_or(rq->body, "cycle_id", NULL),
		.zone_id  = in_id_or(rq->body, "zone_id", NULL),
		.class    = in_text_or(rq->body, "class", 1, 40, NULL),
		.segment  = in_text_or(rq->body, "segment", 1, 40, NULL),
		.from     = in_date_or(rq->body, "from", NULL),
		.to       = in_date_or(rq->body, "to", NULL),
		.reach    = in_choice_or(rq->body, "reach", "all|with_email|without_email", "all"),
		.again    = in_bool_or(rq->body, "again", false),
	};
	c->ids = in_texts(rq->body, "bill_ids", 0, BATCH_IDS_MAX, 36, &c->id_count);
	for (size_t i = 0; i < c->id_count; i++)
		if (!uuid_valid(c->ids[i])) {
			fault_add(&rq->cx, fmt(rq->cx.arena, "/bill_ids/%zu", i), "format",
			    "This is not an id.");
			break;
		}
}

static enum err
begun(struct rq *rq, const void *arg)
{
	const struct new_batch *in = arg;

	rq_set_header(rq, "Location", fmt(rq->cx.arena, "/api/v1/bill-batches/%s", in->id));
	return rq_json(rq, 201, j_str("id", in->id), j_str("state", "running"),
	    j_str("job_id", in->job_id));
}

/* POST /api/v1/bill-batches {"channel", "cycle_id"?, "bill_ids"?, …, "sort"?, "template_id"?} */
enum err
batch_create(struct rq *rq)
{
	struct new_batch in = {
		.name        = in_text_or(rq->body, "name", 1, 120, NULL),
		.channel     = rq_body_choice(rq, "channel", "print|email"),
		.sort        = in_choice_or(rq->body, "sort", "postcode|street|account", "postcode"),
		.template_id = in_id_or(rq->body, "template_id", NULL),
	};

	read_choice(rq, &in.choice);
	TRY(rq_valid(rq));
	TRY(prepare_batch(&rq->cx, &in));
	return rq_once(rq, create_batch, begun, &in);
}

static const char *
query_text(struct rq *rq, const char *name)
{
	const char *s = rq_query(rq, name);

	if (s && utf8_length(s) > 40)
		fault_add(&rq->cx, fmt(rq->cx.arena, "?%s", name), "length", "At most 40 characters.");
	return s && *s ? s : NULL;
}

/* GET /api/v1/bill-batches/preview?cycle_id=… */
enum err
batch_preview(struct rq *rq)
{
	const char *again = rq_query_choice(rq, "again", "true|false");
	struct batch_choice c = {
		.cycle_id = rq_query_id(rq, "cycle_id"),
		.zone_id  = rq_query_id(rq, "zone_id"),
		.class    = query_text(rq, "class"),
		.segment  = query_text(rq, "segment"),
		.from     = rq_query_date(rq, "from"),
		.to       = rq_query_date(rq, "to"),
		.reach    = rq_query_choice(rq, "reach", "all|with_email|without_email"),
		.again    = again && same_text(again, "true"),
	};
	struct batch_preview found;

	(void)rq_query_choice(rq, "channel", "print|email");
	TRY(rq_valid(rq));
	TRY(preview_batch(&rq->cx, &c, &found));
	return rq_json(rq, 200, j_i64("bills", found.bills), j_money("amount", found.amount_minor),
	    j_i64("with_email", found.with_email),
	    j_i64("delivered_before", found.delivered_before));
}

/* ---- what becomes of it ---- */

static enum err
nothing(struct rq *rq, const void *arg)
{
	(void)arg;
	return rq_empty(rq, 204);
}

/* POST /api/v1/bill-batches/:id/posted {"posted_on"} */
enum err
batch_posted(struct rq *rq)
{
	struct batch_posting in = {
		.id        = rq_path_id(rq, "id"),
		.posted_on = rq_body_date(rq, "posted_on"),
	};

	TRY(rq_valid(rq));
	TRY(rq_tx(rq, mark_batch_posted, nothing, &in));
	return answer(rq, in.id);
}

/* POST /api/v1/bill-batches/:id/cancel */
enum err
batch_cancel(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");

	TRY(rq_valid(rq));
	TRY(rq_tx(rq, cancel_batch, nothing, arena_strdup(rq->cx.arena, id)));
	return answer(rq, id);
}
