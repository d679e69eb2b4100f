#include "api.h"

#include <string.h>

#include "choices.h"
#include "exception_work.h"
#include "money.h"
#include "text.h"

enum { BATCH_MAX = 200 };
#define USE_MAX INT64_C(1000000000000000)

/* ---- what came of it ---- */

static void
put_bill(struct json *j, const struct resolving *in, const char *currency)
{
	json_key(j, "bill");
	if (!in->bill_id) {
		json_null(j);
		return;
	}
	json_begin(j);
	json_put_str(j, "id", in->bill_id);
	json_put_str(j, "number", in->bill_number);
	json_put_money(j, "amount", in->amount_minor, currency);
	json_put_i64(j, "use_milli", in->use_milli);
	json_put_bool(j, "is_estimated", in->is_estimated);
	json_end(j);
}

static void
put_types(struct json *j, const char *key, const char *const *types, size_t n)
{
	json_key(j, key);
	json_begin_list(j);
	for (size_t i = 0; i < n; i++)
		json_str(j, types[i]);
	json_end_list(j);
}

static enum err
resolved(struct rq *rq, const void *arg)
{
	const struct resolving *in = arg;
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);

	if (in->approval_id)
		return rq_json(rq, 202, j_str("approval_id", in->approval_id),
		    j_str("status", "waiting"));
	json_begin(&j);
	json_put_str(&j, "id", in->id);
	json_put_str(&j, "state", "resolved");
	json_put_str(&j, "resolution", exception_action_name(in->action));
	put_bill(&j, in, rq->cx.who.currency);
	put_types(&j, "held_by", in->held_by, in->held_count);
	json_put_i64(&j, "version", in->new_version);
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}

/* ---- one ---- */

static struct resolving
read_resolving(struct rq *rq)
{
	struct resolving in = {
		.id        = rq_path_id(rq, "id"),
		.action    = exception_action(rq_body_choice(rq, "action", EXCEPTION_ACTIONS)),
		.reason    = in_text_or(rq->body, "reason", 1, EXCEPTION_REASON_MAX, NULL),
		.read_id   = in_id_or(rq->body, "read_id", NULL),
		.meter_id  = in_id_or(rq->body, "meter_id", NULL),
		.read_on   = in_date_or(rq->body, "read_on", NULL),
		.has_value = in_has(rq->body, "value_milli"),
	};

	in.value_milli = in_i64_or(rq->body, "value_milli", 0, USE_MAX, 0);
	in.adjusting.amount_minor = in_money_or(rq->body, "amount", 1, MONEY_MAX, 0);
	in.adjusting.reason = in_text_or(rq->body, "adjust_reason", 1, CHOICE_CODE_MAX, NULL);
	if (in.action == BY_ADJUST)
		in.adjusting.use_milli = in.value_milli;
	return in;
}

/* What a resolution does beside resolving takes the permission for it, too. */
static enum err
allowed(struct rq *rq, const struct resolving *in)
{
	const struct permissions *can = &rq->cx.who.may;
	bool reads = in->action == BY_REREAD || in->action == BY_CORRECT;
	bool bills = reads || in->action == BY_ESTIMATE ||
	    (in->action == BY_ACCEPT && in->is_blocking);

	if (bills && !may(can, CAN_GENERATE_BILLS))
		return fail(&rq->cx, E_FORBIDDEN,
		    "This bills the account, which your roles do not allow. Nothing was changed.");
	if (reads && !may(can, CAN_RECORD_READS))
		return fail(&rq->cx, E_FORBIDDEN,
		    "This records a read, which your roles do not allow. Nothing was changed.");
	if (in->action == BY_ADJUST && !may(can, CAN_ADJUST_BILL))
		return fail(&rq->cx, E_FORBIDDEN,
		    "This adjusts a bill, which your roles do not allow. Nothing was changed.");
	return OK;
}

/* POST /api/v1/exceptions/:id/resolve {"action", "reason"?, "read_id"?, "meter_id"?, "value_milli"?,
 * "read_on"?} */
enum err
exception_resolve(struct rq *rq)
{
	struct resolving in = read_resolving(rq);

	in.version = rq_version(rq);
	TRY(rq_valid(rq));
	TRY(prepare_resolving(&rq->cx, &in));
	TRY(allowed(rq, &in));
	return rq_once(rq, resolve_exception, resolved, &in);
}

/* ---- looking first ---- */

struct preview { struct resolving resolving; struct rows lines; bool is_done; };

/* All of it, told and taken back. */
static enum err
try_resolving(struct cx *cx, void *arg)
{
	struct preview *p = arg;

	TRY(resolve_exception(cx, &p->resolving));
	p->lines = (struct rows){ 0, NULL, NULL };
	if (p->resolving.bill_id)
		TRY(db_all(cx, &p->lines,
		    "select kind, text, quantity_milli, rate_micro, amount_minor from bill_line"
		    " where bill_id = ? order by line lock in share mode",
		    str(p->resolving.bill_id)));
	p->is_done = true;
	return fail(cx, E_CONFLICT, "This was to be seen only.");
}

/* POST /api/v1/exceptions/:id/preview {as to resolve} -- what would come of it; nothing is changed */
enum err
exception_preview(struct rq *rq)
{
	struct preview p = { .resolving = read_resolving(rq) };
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	const struct row *before;
	enum err e;

	TRY(rq_valid(rq));
	TRY(prepare_resolving(&rq->cx, &p.resolving));
	TRY(allowed(rq, &p.resolving));
	e = db_tx(&rq->cx, try_resolving, &p);
	if (!p.is_done)
		return e;
	failure_clear(&rq->cx);
	TRY(db_maybe(&rq->cx, &before,
	    "select number, amount_minor, consumption_milli from bill where account_id = ?"
	    " and status = 'issued' order by to_on desc, id desc limit 1",
	    str(p.resolving.account_id)));
	json_begin(&j);
	put_bill(&j, &p.resolving, rq->cx.who.currency);
	put_types(&j, "held_by", p.resolving.held_by, p.resolving.held_count);
	put_types(&j, "warnings", p.resolving.warnings, p.resolving.warning_count);
	json_put_bool(&j, "waits", p.resolving.approval_id != NULL);
	json_key(&j, "adjusted");
	if (p.resolving.action == BY_ADJUST)
		json_money(&j, p.resolving.adjusting.given_minor, rq->cx.who.currency);
	else
		json_null(&j);
	json_key(&j, "lines");
	json_begin_list(&j);
	for (size_t i = 0; i < p.lines.n; i++)
		json_row(&j, &p.lines.row[i], rq->cx.who.currency);
	json_end_list(&j);
	json_key(&j, "previous");
	if (before)
		json_row(&j, before, rq->cx.who.currency);
	else
		json_null(&j);
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}

/* ---- many ---- */

struct batch {
	const char **ids;
	size_t n;
	const char *action, *reason, *user_id;
	struct buf results;
	struct json j;
	int64_t done, billed, amount_minor;
};

static enum err
work_on(struct rq *rq, const struct batch *batch, const char *id, struct resolving *r)
{
	struct working_exception w = {
		.id = id, .reason = batch->reason, .user_id = batch->user_id,
	};

	if (same_text(batch->action, "assign"))
		return db_tx(&rq->cx, assign_exception, &w);
	if (same_text(batch->action, "escalate"))
		return db_tx(&rq->cx, escalate_exception, &w);
	*r = (struct resolving){
		.id = id, .reason = batch->reason, .action = exception_action(batch->action),
	};
	TRY(prepare_resolving(&rq->cx, r));
	TRY(allowed(rq, r));
	return db_tx(&rq->cx, resolve_exception, r);
}

/* A refusal is this row's alone; where the storage has failed the rest would fail as well. */
static enum err
work_on_one(struct rq *rq, struct batch *batch, const char *id)
{
	struct resolving r = { 0 };
	enum err e = work_on(rq, batch, id, &r);
	const char *detail = e == OK ? NULL : arena_strdup(rq->cx.arena, rq->cx.failure.detail);

	if (e != OK && e != E_CONFLICT && e != E_INPUT && e != E_NOT_FOUND && e != E_STALE &&
	    e != E_FORBIDDEN)
		return e;
	failure_clear(&rq->cx);
	json_begin(&batch->j);
	json_put_str(&batch->j, "id", id);
	json_put_bool(&batch->j, "is_done", e == OK);
	json_put_str(&batch->j, "detail", detail);
	if (e != OK)
		r.bill_id = NULL;
	put_bill(&batch->j, &r, rq->cx.who.currency);
	json_end(&batch->j);
	batch->done += e == OK;
	batch->billed += r.bill_id != NULL;
	batch->amount_minor += r.bill_id ? r.amount_minor : 0;
	return OK;
}

static enum err
nothing_more(struct cx *cx, void *arg)
{
	(void)cx;
	(void)arg;
	return OK;
}

static enum err
batch_done(struct rq *rq, const void *arg)
{
	const struct batch *batch = arg;

	return rq_json(rq, 200, j_i64("done", batch->done),
	    j_i64("failed", (int64_t)batch->n - batch->done), j_i64("billed", batch->billed),
	    j_money("amount", batch->amount_minor), j_raw("data", batch->results.data));
}

static void
check_batch(struct rq *rq, struct batch *batch)
{
	for (size_t i = 0; i < batch->n; i++) {
		const char *plain = uuid_plain(rq->cx.arena, batch->ids[i]);

		if (!plain)
			in_fault(rq->body, "ids", "format", "These must be ids.");
		else
			batch->ids[i] = plain;
	}
	exception_check_reason(&rq->cx, batch->reason);
	if (!batch->reason && (same_text(batch->action, "dismiss") ||
	    same_text(batch->action, "escalate")))
		in_fault(rq->body, "reason", "required", "Say why.");
	if (batch->reason)
		exception_check_reason(&rq->cx, batch->reason);
	if (same_text(batch->action, "assign") && !in_sent(rq->body, "user_id"))
		in_fault(rq->body, "user_id", "required", "To whom? null: to nobody.");
}

/* POST /api/v1/exceptions/batch {"ids", "action", "reason"?, "user_id"?} -- each in a transaction of
 * its own; what came of all of them is kept under the key at the end, so that the same request again
 * finds either that answer or rows that are resolved already */
enum err
exception_batch(struct rq *rq)
{
	struct batch batch = { .results = buf_in(rq->cx.arena) };
	bool kept;

	batch.ids = in_texts(rq->body, "ids", 1, BATCH_MAX, 36, &batch.n);
	batch.action = rq_body_choice(rq, "action", "accept|dismiss|estimate|assign|escalate");
	batch.reason = in_text_or(rq->body, "reason", 1, EXCEPTION_REASON_MAX, NULL);
	batch.user_id = in_id_or(rq->body, "user_id", NULL);
	check_batch(rq, &batch);
	TRY(rq_valid(rq));
	TRY(rq_kept(rq, &kept));
	if (kept)
		return OK;
	batch.j = json_to(&batch.results);
	json_begin_list(&batch.j);
	for (size_t i = 0; i < batch.n; i++)
		TRY(work_on_one(rq, &batch, batch.ids[i]));
	json_end_list(&batch.j);
	return rq_once(rq, nothing_more, batch_done, &batch);
}
