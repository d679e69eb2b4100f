#include "api.h"
#include "generate.h"
#include "generation.h"
#include "generation_view.h"
#include "text.h"

static const struct filter filters[] = {
	{ "cycle_id", "g.cycle_id = ?", ID,     NULL },
	{ "state",    "g.state = ?",    CHOICE, "running|paused|done|failed|cancelled" },
	{ "kind",     "if(g.account_id is null, 'bulk', 'single') = " AS_ASCII, CHOICE, "bulk|single" },
};

static const struct order orders[] = {
	{ "started_at", "g.started_at", "g.id", COLUMN_INSTANT, "started_at", "id" },
};

/* GET /api/v1/generations?cycle_id=… -- the latest first */
enum err
generation_list(struct rq *rq)
{
	return rq_page(rq, &(struct list){
		.select = "select " GENERATION_COLUMNS GENERATION_TABLES,
		.title = "Runs",
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
	});
}

static enum err
answer(struct rq *rq, const char *id, int status)
{
	const struct row *run;

	TRY(db_maybe(&rq->cx, &run,
	    "select " GENERATION_COLUMNS GENERATION_TABLES " where g.id = ?", str(id)));
	return run ? rq_row(rq, status, run) : fail(&rq->cx, E_NOT_FOUND, "There is no such run.");
}

/* GET /api/v1/generations/:id */
enum err
generation_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");

	TRY(rq_valid(rq));
	return answer(rq, id, 200);
}

/* ---- beginning ---- */

static void
put_no_figures(struct json *j, const char *currency)
{
	static const char *const none[] = { "parts_finished", "done", "billed", "excepted", "skipped",
		"estimated", "use_milli" };

	json_begin(j);
	for (size_t i = 0; i < COUNT(none); i++)
		json_put_i64(j, none[i], 0);
	json_put_money(j, "amount", 0, currency);
	json_end(j);
}

/* The answer is kept with the request, so it says what holds of a run that has just begun. */
static enum err
begun(struct rq *rq, const void *arg)
{
	const struct starting_generation *in = arg;
	const struct row *run, *cycle;
	struct cx *cx = &rq->cx;
	struct buf text = buf_in(cx->arena);
	struct json j = json_to(&text);

	TRY(db_one(cx, &run,
	    "select id, cycle_id, filter_json, state, parts, accounts, issued_on, due_on, started_at,"
	    " started_by, started_by_name, version from generation where id = ? lock in share mode",
	    str(in->id)));
	TRY(db_one(cx, &cycle, "select id, name from cycle where id = ? lock in share mode",
	    str(in->cycle_id)));
	json_begin(&j);
	json_put_str(&j, "id", in->id);
	json_key(&j, "cycle");
	json_row(&j, cycle, cx->who.currency);
	json_key(&j, "account");
	json_null(&j);
	json_key(&j, "filter");
	json_raw(&j, row_str(run, "filter_json"));
	json_put_str(&j, "state", "running");
	json_put_i64(&j, "parts", row_i64(run, "parts"));
	json_put_i64(&j, "accounts", row_i64(run, "accounts"));
	json_key(&j, "figures");
	put_no_figures(&j, cx->who.currency);
	json_put_str(&j, "issued_on", row_str(run, "issued_on"));
	json_put_str(&j, "due_on", row_str(run, "due_on"));
	json_put_str(&j, "started_at", row_str(run, "started_at"));
	json_key(&j, "started_by");
	json_begin(&j);
	json_put_str(&j, "id", row_str(run, "started_by"));
	json_put_str(&j, "name", row_str(run, "started_by_name"));
	json_end(&j);
	json_put_str(&j, "finished_at", NULL);
	json_put_str(&j, "failure", NULL);
	json_put_i64(&j, "version", row_i64(run, "version"));
	json_end(&j);
	rq_set_header(rq, "Location", fmt(cx->arena, "/api/v1/generations/%s", in->id));
	return rq_json_text(rq, 202, text.data);
}

static enum err
billed(struct rq *rq, const void *arg)
{
	const struct generating *in = arg;
	struct buf text = buf_in(rq->cx.arena);
	struct json j = json_to(&text);

	json_begin(&j);
	json_put_str(&j, "id", in->generation_id);
	json_put_str(&j, "outcome", in->bill_id ? "billed" : "exception");
	json_key(&j, "bill");
	if (in->bill_id) {
		json_begin(&j);
		json_put_str(&j, "id", in->bill_id);
		json_put_str(&j, "number", in->number);
		json_put_money(&j, "amount", in->amount_minor, rq->cx.who.currency);
		json_end(&j);
	} else {
		json_null(&j);
	}
	json_key(&j, "exceptions");
	json_begin_list(&j);
	for (size_t i = 0; i < in->exception_count; i++) {
		json_begin(&j);
		json_put_str(&j, "id", in->exceptions[i].id);
		json_put_str(&j, "type", in->exceptions[i].type);
		json_put_bool(&j, "is_blocking", in->exceptions[i].is_blocking);
		json_end(&j);
	}
	json_end_list(&j);
	json_end(&j);
	return rq_json_text(rq, 201, text.data);
}

/* POST /api/v1/generations {"cycle_id", "classes"?, "segments"?, "issued_on"?, "due_on"?} -- a run;
 * with "account_id" (and "estimate"?) that account at once */
enum err
generation_start(struct rq *rq)
{
	struct starting_generation *run = arena_alloc(rq->cx.arena, sizeof *run);
	struct generating one = { .account_id = in_id_or(rq->body, "account_id", NULL),
		.estimate = in_bool_or(rq->body, "estimate", false) };

	run->cycle_id = one.cycle_id = rq_body_id(rq, "cycle_id");
	run->issued_on = one.issued_on = in_date_or(rq->body, "issued_on", NULL);
	run->due_on = one.due_on = in_date_or(rq->body, "due_on", NULL);
	run->classes = in_texts(rq->body, "classes", 0, GENERATION_FILTERS_MAX, 40, &run->class_count);
	run->segments = in_texts(rq->body, "segments", 0, GENERATION_FILTERS_MAX, 40, &run->segment_count);
	if (one.account_id && run->class_count + run->segment_count > 0)
		in_fault(rq->body, "account_id", "unknown", "One account, or classes and segments: not both.");
	if (!one.account_id && one.estimate)
		in_fault(rq->body, "estimate", "unknown", "Only one account is estimated by hand.");
	TRY(rq_valid(rq));
	if (one.account_id)
		return rq_once(rq, generate_account, billed, &one);
	TRY(prepare_generation(&rq->cx, run));
	return rq_once(rq, start_generation, begun, run);
}

/* ---- states ---- */

static enum err
turn(struct rq *rq, operation *op)
{
	char *id = arena_strdup(rq->cx.arena, rq_path_id(rq, "id"));

	TRY(rq_valid(rq));
	TRY(db_tx(&rq->cx, op, id));
	return answer(rq, id, 200);
}

/* POST /api/v1/generations/:id/pause */
enum err
generation_pause(struct rq *rq)
{
	return turn(rq, pause_generation);
}

/* POST /api/v1/generations/:id/resume */
enum err
generation_resume(struct rq *rq)
{
	return turn(rq, resume_generation);
}

/* POST /api/v1/generations/:id/cancel */
enum err
generation_cancel(struct rq *rq)
{
	return turn(rq, cancel_generation);
}
