#include "payment_private.h"

#include <string.h>

#include "approvals.h"
#include "audit.h"
#include "json_out.h"
#include "ledger.h"
#include "limit.h"
#include "settings.h"
#include "text.h"

static const char *
correction_json(struct cx *cx, const struct correction *in)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "payment_id", in->old.id);
	json_put_str(&j, "reason", in->old.reason);
	json_recording(&j, &in->new, cx->who.currency);
	json_end(&j);
	return b.data;
}

enum err
prepare_correction(struct cx *cx, struct correction *in)
{
	TRY(visible_payment(cx, in->old.id, &in->old.account_id));
	TRY(limit_alone(cx, LIMIT_CORRECTION, &in->alone_minor));
	TRY(limit_alone(cx, LIMIT_OVERPAYMENT, &in->new.alone_minor));
	in->new.is_prepared = true;
	if (!in->old.input_json)
		in->old.input_json = correction_json(cx, in);
	return OK;
}

/* The money may have been taken for another account: both are locked, in the order of their ids. */
static enum err
lock_accounts(struct cx *cx, struct correction *in)
{
	bool old_first = strcmp(in->old.account_id, in->new.account_id) <= 0;

	if (old_first)
		TRY(lock_account(cx, in->old.account_id));
	TRY(lock_payer(cx, &in->new));
	return old_first ? OK : lock_account(cx, in->old.account_id);
}

static int64_t
larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static bool
needs_another(struct cx *cx, const struct correction *in, const struct row *p)
{
	return !cx->approval_id &&
	    (larger(row_i64(p, "amount_minor"), in->new.amount_minor) > in->alone_minor ||
		in->new.credit_minor > in->new.alone_minor);
}

static enum err
ask_for_approval(struct cx *cx, struct correction *in, const struct row *p)
{
	struct approval_request ask = {
		.kind = PAYMENT_CORRECT_JOB,
		.input_json = in->old.input_json,
		.amount_minor = larger(row_i64(p, "amount_minor"), in->new.amount_minor),
		.account_id = in->old.account_id,
		.summary = summary_text(cx,
		    fmt(cx->arena, "Correct payment %s of %s to %s: %s", row_str(p, "receipt_no"),
			money_words(cx, row_i64(p, "amount_minor")),
			money_words(cx, in->new.amount_minor), in->old.reason)),
	};

	TRY(not_asked_yet(cx, PAYMENT_CORRECT_JOB, in->old.account_id, in->old.id));
	TRY(approval_request(cx, &ask));
	in->approval_id = ask.id;
	return audit_write(cx, &(struct audit){
		.action = "payment.correct_requested", .object_type = "payment",
		.object_id = in->old.id, .account_id = in->old.account_id,
		.reason = in->old.reason,
	});
}

/* What the corrected payment said, for the audit row of the one that stands for it. */
static const char *
before_json(struct cx *cx, const struct row *p)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "receipt_no", row_str(p, "receipt_no"));
	json_put_money(&j, "amount", row_i64(p, "amount_minor"), cx->who.currency);
	json_put_str(&j, "method", row_str(p, "method"));
	json_put_str(&j, "paid_on", row_str(p, "paid_on"));
	if (row_i64(p, "credit_minor") > 0)
		json_put_money(&j, "credit", row_i64(p, "credit_minor"), cx->who.currency);
	json_end(&j);
	return b.data;
}

static enum err
repost(struct cx *cx, struct correction *in, const struct row *p)
{
	const struct corrected old = { in->old.id, in->old.reason, before_json(cx, p) };
	struct voiding back = in->old;

	back.reason = fmt(cx->arena, "Corrected: %s", in->old.reason);
	TRY(reverse_payment(cx, &back, p));
	in->old.void_entry_id = back.void_entry_id;
	TRY(lock_payer(cx, &in->new));	/* as the void left it */
	return post_payment(cx, &in->new, &old);
}

enum err
correct_payment(struct cx *cx, void *arg)
{
	struct correction *in = arg;
	const struct row *p;

	in->approval_id = NULL;
	no_card_in(cx, "/reason", in->old.reason);
	TRY(check_recording(cx, &in->new));
	if (cx->approval_id)
		TRY(approval_consume(
		    cx, cx->approval_id, PAYMENT_CORRECT_JOB, in->old.input_json));
	TRY(lock_accounts(cx, in));
	TRY(lock_posted(cx, in->old.id, &p));
	return needs_another(cx, in, p) ? ask_for_approval(cx, in, p) : repost(cx, in, p);
}
