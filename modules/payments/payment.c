#include "payment_private.h"

#include <string.h>

#include "audit.h"
#include "card.h"
#include "clock.h"
#include "json_out.h"
#include "money.h"
#include "notifications.h"
#include "text.h"

enum { SUMMARY_MAX = 300 };

bool
own_payments_only(const struct cx *cx)
{
	return !may(&cx->who.may, CAN_READ_PAYMENTS) && may(&cx->who.may, CAN_READ_OWN_PAYMENTS);
}

const char *
actor_user(const struct cx *cx)
{
	return cx->who.kind == ACTOR_USER ? cx->who.id : NULL;
}

const char *
summary_text(struct cx *cx, const char *words)
{
	size_t n = 0;

	for (int left = SUMMARY_MAX; left && words[n]; left--)
		n += utf8_step(words + n, strlen(words + n));
	return arena_strndup(cx->arena, words, n);
}

void
no_card_in(struct cx *cx, const char *pointer, const char *text)
{
	if (card_in_text(text))
		fault_add(cx, pointer, "card_number", CARD_SENTENCE);
}

enum err
visible_payment(struct cx *cx, const char *id, const char **account_id)
{
	const struct row *p;
	const char *by;

	TRY(db_maybe(
	    cx, &p, "select account_id, received_by from payment where id = ?", str(id)));
	by = p ? row_str(p, "received_by") : NULL;
	if (!p ||
	    (!cx->approval_id && own_payments_only(cx) &&
		!(by && cx->who.id && same_text(by, cx->who.id))))
		return fail(cx, E_NOT_FOUND, "There is no such payment.");
	*account_id = row_str(p, "account_id");
	return OK;
}

/* ---- checks ---- */

/* The payment, locked alone: nothing of its money moves here. */
static enum err
lock_payment(struct cx *cx, const char *id, const struct row **out)
{
	const char *by;

	TRY(db_maybe(cx, out,
	    "select id, account_id, receipt_no, status, verification, received_by, notes, flag,"
	    " flag_reason, version from payment where id = ? for update",
	    str(id)));
	by = *out ? row_str(*out, "received_by") : NULL;
	if (!*out ||
	    (own_payments_only(cx) && !(by && cx->who.id && same_text(by, cx->who.id))))
		return fail(cx, E_NOT_FOUND, "There is no such payment.");
	return OK;
}

static const char *
text_json(struct cx *cx, const char *key, const char *value)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, key, value);
	json_end(&j);
	return b.data;
}

static enum err
tell(struct cx *cx, const struct row *p, const char *action, const char *reason, const char *key,
    const char *before, const char *after)
{
	return audit_write(cx,
	    &(struct audit){
		.action = action,
		.object_type = "payment",
		.object_id = row_str(p, "id"),
		.account_id = row_str(p, "account_id"),
		.reason = reason,
		.before_json = text_json(cx, key, before),
		.after_json = text_json(cx, key, after),
	    });
}

enum err
verify_payment(struct cx *cx, void *arg)
{
	struct verifying *in = arg;
	int64_t now = business_now();
	const struct row *p;

	TRY(lock_payment(cx, in->id, &p));
	if (!row_is(p, "status", "posted") && !row_is(p, "status", "pending"))
		return fail(cx, E_CONFLICT, "Payment %s is %s; there is nothing to verify.",
		    row_str(p, "receipt_no"), row_str(p, "status"));
	if (!row_is(p, "verification", "pending"))
		return fail(cx, E_CONFLICT, "Payment %s is verified already; nothing was changed.",
		    row_str(p, "receipt_no"));
	if (cx->who.kind != ACTOR_USER)
		return fail(cx, E_FORBIDDEN, "Only a person can verify a payment.");
	if (row_is(p, "received_by", cx->who.id))
		return fail(cx, E_FORBIDDEN,
		    "Another person than the one who took the payment must verify it.");
	in->verified_at = instant_text(cx->arena, now);
	TRY(db_exec_one(cx,
	    "update payment set verification = 'verified', verified_at = ?, verified_by = ?,"
	    " verified_by_name = ?, version = version + 1 where id = ?",
	    instant(cx, now), str(cx->who.id), str(cx->who.name), str(in->id)));
	return tell(cx, p, "payment.verify", NULL, "verification", "pending", "verified");
}

enum err
flag_payment(struct cx *cx, void *arg)
{
	struct flagging *in = arg;
	const struct row *p;

	no_card_in(cx, "/reason", in->reason);
	TRY(faults_check(cx));
	TRY(lock_payment(cx, in->id, &p));
	TRY(db_exec_one(cx,
	    "update payment set flag = ?, flag_reason = ?, version = version + 1 where id = ?",
	    str(in->flag), in->flag ? str(in->reason) : null(), str(in->id)));
	if (in->flag && same_text(in->flag, "fraud"))
		TRY(notify(cx, &(struct notice){ .kind = "payment.fraud",
		    .severity = NOTICE_WARNING, .permission = CAN_VOID_PAYMENT,
		    .text = fmt(cx->arena, "Payment %s was marked as fraud: %s",
			row_str(p, "receipt_no"), in->reason),
		    .link = fmt(cx->arena, "/payments/%s", in->id) }));
	return tell(cx, p, "payment.flag", in->reason, "flag", row_str(p, "flag"), in->flag);
}

enum err
annotate_payment(struct cx *cx, void *arg)
{
	struct annotating *in = arg;
	const struct row *p;

	no_card_in(cx, "/notes", in->notes);
	TRY(faults_check(cx));
	TRY(lock_payment(cx, in->id, &p));
	if (row_i64(p, "version") != in->version)
		return fail(cx, E_STALE,
		    "Someone else has changed this payment. Nothing was changed; look at it again.");
	TRY(db_exec_one(cx, "update payment set notes = ?, version = version + 1 where id = ?",
	    str(in->notes), str(in->id)));
	return tell(cx, p, "payment.annotate", NULL, "notes", row_str(p, "notes"), in->notes);
}
