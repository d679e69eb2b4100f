#include "api.h"
#include "bill_adjust.h"
#include "bill_rebill.h"
#include "bill_reverse.h"
#include "choices.h"
#include "json_out.h"
#include "money.h"
#include "text.h"

static enum err
waits(struct rq *rq, const char *approval_id)
{
	return rq_json(rq, 202, j_str("approval_id", approval_id), j_str("status", "waiting"));
}

/* ---- reversing ---- */

static enum err
reversed(struct rq *rq, const void *arg)
{
	const struct reversing *in = arg;

	if (in->approval_id)
		return waits(rq, in->approval_id);
	return rq_json(rq, 200, j_str("id", in->bill_id), j_str("number", in->number),
	    j_str("status", "reversed"), j_money("reversed", in->amount_minor),
	    j_str("entry_id", in->entry_id));
}

static struct reversing
read_reversal(struct rq *rq)
{
	return (struct reversing){
		.bill_id = rq_path_id(rq, "id"),
		.reason  = rq_body_text(rq, "reason", 1, CHOICE_CODE_MAX),
		.remarks = in_text_or(rq->body, "remarks", 1, BILL_WORDS_MAX, NULL),
	};
}

/* POST /api/v1/bills/:id/reverse {"reason", "remarks"?} -- 202 where it waits for another person */
enum err
bill_reverse(struct rq *rq)
{
	struct reversing in = read_reversal(rq);

	TRY(rq_valid(rq));
	TRY(prepare_reversing(&rq->cx, &in));
	return rq_once(rq, reverse_bill, reversed, &in);
}

static enum err
rebilled(struct rq *rq, const void *arg)
{
	const struct rebilling *in = arg;
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);

	if (in->old.approval_id)
		return waits(rq, in->old.approval_id);
	rq_set_header(rq, "Location", fmt(rq->cx.arena, "/api/v1/bills/%s", in->id));
	json_begin(&j);
	json_put_str(&j, "id", in->id);
	json_put_str(&j, "number", in->number);
	json_put_str(&j, "status", "issued");
	json_put_money(&j, "amount", in->amount_minor, rq->cx.who.currency);
	json_put_money(&j, "open", in->open_minor, rq->cx.who.currency);
	json_put_money(&j, "moved", in->moved_minor, rq->cx.who.currency);
	json_key(&j, "replaces");
	json_begin(&j);
	json_put_str(&j, "id", in->old.bill_id);
	json_put_str(&j, "number", in->old.number);
	json_end(&j);
	json_end(&j);
	return rq_json_text(rq, 201, b.data);
}

/* POST /api/v1/bills/:id/rebill {"reason", "remarks"?} -- 202 where it waits for another person */
enum err
bill_rebill(struct rq *rq)
{
	struct rebilling in = { .old = read_reversal(rq) };

	TRY(rq_valid(rq));
	TRY(prepare_reversing(&rq->cx, &in.old));
	return rq_once(rq, rebill_bill, rebilled, &in);
}

/* ---- adjusting ---- */

static enum err
adjusted(struct rq *rq, const void *arg)
{
	const struct adjusting *in = arg;

	if (in->approval_id)
		return waits(rq, in->approval_id);
	return rq_json(rq, 201, j_str("id", in->id), j_str("bill_id", in->bill_id),
	    j_str("number", in->number), j_money("amount", in->given_minor),
	    j_money("adjusted", in->adjusted_minor), j_money("open", in->open_minor),
	    j_str("entry_id", in->entry_id));
}

/* POST /api/v1/bills/:id/adjust {"amount" or "use_milli", "reason", "remarks"?, "line"?} -- 202 where
 * it waits for another person */
enum err
bill_adjust(struct rq *rq)
{
	struct adjusting in = {
		.bill_id      = rq_path_id(rq, "id"),
		.amount_minor = in_money_or(rq->body, "amount", 1, MONEY_MAX, 0),
		.use_milli    = in_i64_or(rq->body, "use_milli", 1, INT64_MAX - 1, 0),
		.line         = in_i64_or(rq->body, "line", 1, INT16_MAX, 0),
		.reason       = rq_body_text(rq, "reason", 1, CHOICE_CODE_MAX),
		.remarks      = in_text_or(rq->body, "remarks", 1, BILL_REMARKS_MAX, NULL),
	};

	TRY(rq_valid(rq));
	TRY(prepare_adjusting(&rq->cx, &in));
	return rq_once(rq, adjust_bill, adjusted, &in);
}

static void
put_leak_line(struct rq *rq, struct json *j, const struct leak_line *l)
{
	json_begin(j);
	json_key(j, "line");
	if (l->line)
		json_i64(j, l->line);
	else
		json_null(j);
	json_put_str(j, "kind", l->kind);
	json_put_str(j, "text", l->text);
	json_put_money(j, "amount", l->was_minor, rq->cx.who.currency);
	json_put_money(j, "would", l->would_minor, rq->cx.who.currency);
	json_end(j);
}

/* Why it could not be given up as things stand; NULL: it could. */
static const char *
leak_refusal(struct rq *rq, const struct leak *leak)
{
	int64_t difference = leak->amount_minor - leak->would_minor;

	if (difference <= 0)
		return "With so much less use the bill would not have cost less.";
	if (difference > leak->open_minor)
		return fmt(rq->cx.arena, "Only %s is open: adjust that, and issue a credit note for the"
		    " rest.", money_words(&rq->cx, leak->open_minor));
	return NULL;
}

/* GET /api/v1/bills/:id/leak?use_milli=12000 -- what it would come to with so much less use */
enum err
bill_leak(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	int64_t use = rq_query_i64(rq, "use_milli", 1, INT64_MAX - 1, 0);
	const char *currency = rq->cx.who.currency;
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	struct leak leak;

	if (use == 0)
		fault_add(&rq->cx, "?use_milli", "required", "Say how much was not used.");
	TRY(rq_valid(rq));
	TRY(rate_leak(&rq->cx, id, use, "?use_milli", &leak));
	json_begin(&j);
	json_put_i64(&j, "use_milli", use);
	json_put_i64(&j, "was_use_milli", leak.was_use_milli);
	json_put_str(&j, "unit", leak.unit);
	json_put_money(&j, "amount", leak.amount_minor, currency);
	json_put_money(&j, "would", leak.would_minor, currency);
	json_put_money(&j, "difference", leak.amount_minor - leak.would_minor, currency);
	json_put_money(&j, "open", leak.open_minor, currency);
	json_put_str(&j, "refusal", leak_refusal(rq, &leak));
	json_key(&j, "lines");
	json_begin_list(&j);
	for (size_t i = 0; i < leak.n; i++)
		put_leak_line(rq, &j, &leak.lines[i]);
	json_end_list(&j);
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}

static enum err
undone(struct rq *rq, const void *arg)
{
	const struct undoing *in = arg;

	return rq_json(rq, 200, j_str("id", in->id), j_str("bill_id", in->bill_id),
	    j_str("number", in->number), j_money("amount", in->amount_minor),
	    j_money("adjusted", in->adjusted_minor), j_money("open", in->open_minor),
	    j_str("entry_id", in->entry_id));
}

/* POST /api/v1/adjustments/:id/undo {"reason"} */
enum err
adjustment_undo(struct rq *rq)
{
	struct undoing in = {
		.id     = rq_path_id(rq, "id"),
		.reason = rq_body_text(rq, "reason", 3, BILL_REMARKS_MAX),
	};

	TRY(rq_valid(rq));
	TRY(prepare_undoing(&rq->cx, &in));
	return rq_once(rq, undo_adjustment, undone, &in);
}
