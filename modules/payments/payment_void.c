#include "payment_private.h"

#include "approvals.h"
#include "audit.h"
#include "clock.h"
#include "credit_note.h"
#include "json_out.h"
#include "ledger.h"
#include "limit.h"
#include "text.h"

static const char *
voiding_json(struct cx *cx, const struct voiding *in)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "payment_id", in->id);
	json_put_str(&j, "reason", in->reason);
	json_put_str(&j, "reason_code", in->reason_code);
	json_end(&j);
	return b.data;
}

enum err
prepare_voiding(struct cx *cx, struct voiding *in)
{
	TRY(visible_payment(cx, in->id, &in->account_id));
	TRY(limit_alone(cx, LIMIT_VOID, &in->alone_minor));
	if (!in->input_json)
		in->input_json = voiding_json(cx, in);
	return OK;
}

enum err
not_asked_yet(struct cx *cx, const char *kind, const char *account_id, const char *payment_id)
{
	const struct row *waiting;

	TRY(db_maybe(cx, &waiting,
	    "select id from approval where state = 'waiting' and kind = ?"
	    " and account_id = ? and input_json like ? and expires_at > ? limit 1"
	    " lock in share mode",
	    str(kind), str(account_id),
	    str(fmt(cx->arena, "%%\"payment_id\":\"%s\"%%", payment_id)),
	    instant(cx, business_now())));
	return waiting ? fail(cx, E_CONFLICT,
			     "This waits for approval already. Nothing was changed.")
		       : OK;
}

static enum err
ask_for_approval(struct cx *cx, struct voiding *in, const struct row *p)
{
	struct approval_request ask = {
		.kind = PAYMENT_VOID_JOB,
		.input_json = in->input_json,
		.amount_minor = row_i64(p, "amount_minor"),
		.account_id = in->account_id,
		/* for the one who decides: which payment and why */
		.summary = summary_text(cx,
		    fmt(cx->arena, "Void payment %s: %s", row_str(p, "receipt_no"), in->reason)),
	};

	TRY(not_asked_yet(cx, PAYMENT_VOID_JOB, in->account_id, in->id));
	TRY(approval_request(cx, &ask));
	in->approval_id = ask.id;
	return audit_write(cx, &(struct audit){
		.action = "payment.void_requested", .object_type = "payment", .object_id = in->id,
		.account_id = in->account_id, .reason = in->reason,
	});
}

/* The payment's fact is taken away on the day of the void: on its own day it vanishes, later it
 * stands as a negative one. */
static enum err
void_facts(struct cx *cx, const struct row *p, const char *on, const struct undone *undone)
{
	struct signed_fact *facts = arena_array(cx->arena, struct signed_fact, undone->n + 1);

	facts[0] = payment_fact(&(struct payment_about){
		.paid_on = row_str(p, "paid_on"), .undone_on = on, .zone_id = row_str(p, "zone_id"),
		.class = row_str(p, "class"), .segment = row_str(p, "segment"),
		.method = row_str(p, "method"), .channel = row_str(p, "channel"),
		.source = row_str(p, "source"), .type = row_str(p, "type"),
		.received_by = row_str(p, "received_by"), .brand = row_str(p, "brand"),
		.amount_minor = row_i64(p, "amount_minor"),
		.late_fee_minor = row_i64(p, "late_fee_minor"), .edges = row_i64(p, "edges"),
		.edge_days = row_i64(p, "edge_days") });
	for (size_t i = 0; i < undone->n; i++)
		facts[i + 1] = open_fact(&undone->edge[i].r, undone->edge[i].amount_minor, on);
	return metric_changes(cx, facts, undone->n + 1);
}

static enum err
cancel_row(struct cx *cx, const struct voiding *in, int64_t now, const char *on)
{
	return db_exec_one(cx,
	    "update payment set status = 'cancelled', void_reason = ?, void_code = ?, voided_at = ?,"
	    " voided_on = ?, voided_by = ?, voided_by_name = ?, void_entry_id = ?,"
	    " version = version + 1 where id = ?",
	    str(in->reason), str(in->reason_code), instant(cx, now), str(on), str(actor_user(cx)),
	    str(cx->who.name), str(in->void_entry_id), str(in->id));
}

enum err
reverse_payment(struct cx *cx, struct voiding *in, const struct row *p)
{
	const struct source from = { FROM_PAYMENT, in->id };
	int64_t now = business_now();
	struct undone undone;
	char on[11];

	TRY(business_day(cx, now, on));
	TRY(ledger_reverse(cx, row_str(p, "entry_id"), on, "payment", in->id,
	    fmt(cx->arena, "Void of %s", row_str(p, "receipt_no")), &in->void_entry_id));
	TRY(deallocate(cx, &from, in->account_id, on, &undone));
	TRY(void_facts(cx, p, on, &undone));
	TRY(void_credit_of_payment(cx, in->id, in->account_id, on));
	TRY(cancel_row(cx, in, now, on));
	TRY(undone.n ? plan_settle(cx, in->account_id) : OK);
	return audit_write(cx,
	    &(struct audit){
		.action = "payment.void",
		.object_type = "payment",
		.object_id = in->id,
		.account_id = in->account_id,
		.reason = in->reason,
		.before_json = "{\"status\":\"posted\"}",
		.after_json = "{\"status\":\"cancelled\"}",
	    });
}

enum err
lock_posted(struct cx *cx, const char *id, const struct row **out)
{
	TRY(db_one(cx, out,
	    "select status, receipt_no, amount_minor, credit_minor, type, method, channel, source, brand,"
	    " zone_id, class, segment, late_fee_minor, edges, edge_days, received_by, paid_on, entry_id"
	    " from payment where id = ? for update",
	    str(id)));
	if (!row_is(*out, "status", "posted"))
		return fail(cx, E_CONFLICT, "Payment %s is already %s. Nothing was changed.",
		    row_str(*out, "receipt_no"), row_str(*out, "status"));
	return OK;
}

static enum err
check_voiding(struct cx *cx, const struct voiding *in)
{
	const struct choice *code = in->reason_code
	    ? choice_find(cx, CHOICE_VOID_REASON, in->reason_code)
	    : NULL;

	if (in->reason_code && !cx->approval_id && !(code && code->is_active))
		fault_add(cx, "/reason_code", "choice", "There is no such reason in the list.");
	no_card_in(cx, "/reason", in->reason);
	return faults_check(cx);
}

enum err
void_payment(struct cx *cx, void *arg)
{
	struct voiding *in = arg;
	const struct row *p;

	in->approval_id = NULL;
	TRY(check_voiding(cx, in));
	if (cx->approval_id)
		TRY(approval_consume(cx, cx->approval_id, PAYMENT_VOID_JOB, in->input_json));
	TRY(lock_account(cx, in->account_id));
	TRY(lock_posted(cx, in->id, &p));
	if (!cx->approval_id && row_i64(p, "amount_minor") > in->alone_minor)
		return ask_for_approval(cx, in, p);
	return reverse_payment(cx, in, p);
}
