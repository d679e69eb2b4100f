/* What is done to payments: taken, voided, corrected, verified, flagged, annotated. */
#include "api.h"

#include "clock.h"
#include "payment.h"
#include "payment_columns.h"
#include "text.h"

/* Nothing was done yet: another person decides. */
static enum err
waits(struct rq *rq, const char *approval_id)
{
	return rq_json(rq, 202, j_str("approval_id", approval_id), j_str("status", "waiting"));
}

/* ---- recording ---- */

static void
put_paid(struct json *j, const struct recording *in, const char *currency)
{
	json_key(j, "allocations");
	json_begin_list(j);
	for (size_t i = 0; i < in->paid_count; i++) {
		json_begin(j);
		json_put_str(j, "receivable_id", in->paid[i].receivable_id);
		json_put_str(j, "number", in->paid[i].number);
		json_put_str(j, "kind", in->paid[i].kind);
		json_put_money(j, "amount", in->paid[i].amount_minor, currency);
		json_put_money(j, "left", in->paid[i].left_minor, currency);
		json_end(j);
	}
	json_end_list(j);
}

static void
put_note_and_account(struct json *j, const struct recording *in, const char *currency)
{
	json_key(j, "credit_note");
	if (in->note_id) {
		json_begin(j);
		json_put_str(j, "id", in->note_id);
		json_put_str(j, "number", in->note_no);
		json_end(j);
	} else {
		json_null(j);
	}
	json_key(j, "account");
	json_begin(j);
	json_put_money(j, "owed", in->owed_minor, currency);
	json_put_money(j, "credit", in->account_credit_minor, currency);
	json_end(j);
}

static enum err
taken(struct rq *rq, const struct recording *in, const struct voiding *corrected)
{
	const char *currency = rq->cx.who.currency;
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "id", in->id);
	json_put_str(&j, "payment_no", in->payment_no);
	json_put_str(&j, "transaction_no", in->transaction_no);
	json_put_str(&j, "receipt_no", in->receipt_no);
	json_put_money(&j, "amount", in->amount_minor, currency);
	json_put_money(&j, "change", in->change_minor, currency);
	json_put_money(&j, "credit", in->credit_minor, currency);
	json_put_str(&j, "type", in->type);
	json_put_str(&j, "status", "posted");
	json_put_str(&j, "verification", in->verification);
	json_put_str(&j, "flag", in->flag);
	json_put_str(&j, "entry_id", in->entry_id);
	json_put_str(&j, "paid_at", instant_text(rq->cx.arena, in->at));
	json_put_str(&j, "paid_on", in->on);
	put_paid(&j, in, currency);
	put_note_and_account(&j, in, currency);
	if (corrected) {
		json_put_str(&j, "corrects_id", corrected->id);
		json_put_str(&j, "void_entry_id", corrected->void_entry_id);
	}
	json_end(&j);
	rq_set_header(rq, "Location", fmt(rq->cx.arena, "/api/v1/payments/%s", in->id));
	return rq_json_text(rq, 201, b.data);
}

static enum err
recorded(struct rq *rq, const void *arg)
{
	const struct recording *in = arg;

	return in->approval_id ? waits(rq, in->approval_id) : taken(rq, in, NULL);
}

/*
 * POST /api/v1/payments {"account_id", "amount", "method", "channel"?, "paid_on"?, "received"?,
 * "reference"?, "card_last4"?, "brand"?, "notes"?, "credit"?, "confirm_duplicate"?, "allocations":
 * [{"receivable_id", "amount"}] or "plan_id" and "instalments": [{"number", "amount"}]} -- 202 where
 * it keeps more credit than one may alone
 */
enum err
payment_record(struct rq *rq)
{
	struct recording in;

	read_recording(&rq->cx, rq->body, &in);
	TRY(rq_valid(rq));
	TRY(prepare_recording(&rq->cx, &in));
	return rq_once(rq, record_payment, recorded, &in);
}

/* ---- voiding ---- */

static enum err
voided(struct rq *rq, const void *arg)
{
	const struct voiding *in = arg;

	if (in->approval_id)
		return waits(rq, in->approval_id);
	return rq_json(rq, 200, j_str("id", in->id), j_str("status", "cancelled"),
	    j_str("void_entry_id", in->void_entry_id));
}

/* POST /api/v1/payments/:id/void {"reason": "…", "reason_code"?} -- 202 where it waits for another
 * person */
enum err
payment_void(struct rq *rq)
{
	struct voiding in = {
		.id          = rq_path_id(rq, "id"),
		.reason      = rq_body_text(rq, "reason", 3, PAYMENT_REASON_MAX),
		.reason_code = in_text_or(rq->body, "reason_code", 1, 16, NULL),
	};

	TRY(rq_valid(rq));
	TRY(prepare_voiding(&rq->cx, &in));
	return rq_once(rq, void_payment, voided, &in);
}

/* ---- correcting ---- */

static enum err
corrected(struct rq *rq, const void *arg)
{
	const struct correction *in = arg;

	return in->approval_id ? waits(rq, in->approval_id) : taken(rq, &in->new, &in->old);
}

/* POST /api/v1/payments/:id/correct {"reason", and a payment's own fields} */
enum err
payment_correct(struct rq *rq)
{
	struct correction in = {
		.old.id     = rq_path_id(rq, "id"),
		.old.reason = rq_body_text(rq, "reason", 3, PAYMENT_CORRECTION_MAX),
	};

	read_recording(&rq->cx, rq->body, &in.new);
	TRY(rq_valid(rq));
	TRY(prepare_correction(&rq->cx, &in));
	return rq_once(rq, correct_payment, corrected, &in);
}

/* ---- checks ---- */

static enum err
verified(struct rq *rq, const void *arg)
{
	const struct verifying *in = arg;

	return rq_json(rq, 200, j_str("id", in->id), j_str("verification", "verified"),
	    j_str("verified_at", in->verified_at));
}

/* POST /api/v1/payments/:id/verify -- by another person than the one who took it */
enum err
payment_verify(struct rq *rq)
{
	struct verifying in = { .id = rq_path_id(rq, "id") };

	TRY(rq_valid(rq));
	return rq_tx(rq, verify_payment, verified, &in);
}

static enum err
flagged(struct rq *rq, const void *arg)
{
	const struct flagging *in = arg;

	return rq_json(rq, 200, j_str("id", in->id), j_str("flag", in->flag),
	    j_str("flag_reason", in->flag ? in->reason : NULL));
}

/* POST /api/v1/payments/:id/flag {"flag": "duplicate|fraud|review" or null, "reason"} */
enum err
payment_flag(struct rq *rq)
{
	struct flagging in = {
		.id     = rq_path_id(rq, "id"),
		.flag   = in_choice_or(rq->body, "flag", PAYMENT_FLAGS, NULL),
		.reason = rq_body_text(rq, "reason", 3, PAYMENT_REASON_MAX),
	};

	TRY(rq_valid(rq));
	return rq_tx(rq, flag_payment, flagged, &in);
}

static enum err
annotated(struct rq *rq, const void *arg)
{
	const struct annotating *in = arg;

	rq_set_header(rq, "ETag", fmt(rq->cx.arena, "\"%lld\"", (long long)(in->version + 1)));
	return rq_json(rq, 200, j_str("id", in->id), j_str("notes", in->notes),
	    j_i64("version", in->version + 1));
}

/* PATCH /api/v1/payments/:id {"notes": "…" or null}, If-Match */
enum err
payment_annotate(struct rq *rq)
{
	struct annotating in = {
		.id      = rq_path_id(rq, "id"),
		.version = rq_version(rq),
		.notes   = in_text_or(rq->body, "notes", 1, 500, NULL),
	};

	TRY(rq_valid(rq));
	return rq_tx(rq, annotate_payment, annotated, &in);
}
