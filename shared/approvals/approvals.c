#include "approvals.h"
#include <string.h>
#include <openssl/sha.h>
#include "audit.h"
#include "card.h"
#include "clock.h"
#include "jobs.h"
#include "json_out.h"
#include "limit.h"
#include "notifications.h"
#include "settings.h"
#include "text.h"

static const int64_t DAY_US = INT64_C(86400) * 1000000;

static struct param
hash(struct cx *cx, const char *input_json)
{
	unsigned char *digest = arena_alloc(cx->arena, SHA256_DIGEST_LENGTH);

	(void)SHA256((const unsigned char *)input_json, strlen(input_json), digest);
	return bytes(digest, SHA256_DIGEST_LENGTH);
}

/* What an audit row says of an approval's step. */
static enum err
tell(struct cx *cx, const char *action, const struct row *approval, const char *reason,
    const char *state)
{
	struct buf out = buf_in(cx->arena);
	struct json json = json_to(&out);

	json_begin(&json);
	json_put_str(&json, "state", state);
	json_put_str(&json, "kind", row_str(approval, "kind"));
	json_put_i64(&json, "amount_minor", row_i64(approval, "amount_minor"));
	json_end(&json);
	return audit_write(cx,
	    &(struct audit){
		.action = action,
		.object_type = "approval",
		.object_id = row_str(approval, "id"),
		.account_id = row_str(approval, "account_id"),
		.reason = reason,
		.after_json = out.data,
	    });
}

static enum err
lock_approval(struct cx *cx, const char *id, const struct row **out)
{
	TRY(db_maybe(cx, out,
	    "select id, kind, input_json, input_hash, summary, amount_minor, account_id, requested_by,"
	    " requested_by_name, expires_at, state, version from approval where id = ? for update",
	    str(id)));
	if (!*out)
		return fail(cx, E_NOT_FOUND, "There is no such approval.");
	return OK;
}

static bool
has_expired(const struct row *approval)
{
	return row_us(approval, "expires_at") <= business_now();
}

static const char *
page_of(struct cx *cx, const char *id)
{
	return fmt(cx->arena, "/approvals?open=%s", id);
}

enum err
approval_request(struct cx *cx, struct approval_request *r)
{
	int64_t now = business_now();
	const struct row *approval;

	if (cx->who.kind != ACTOR_USER)
		return fail(cx, E_FORBIDDEN,
		    "Above the limit another person must approve, and only a person can ask.");
	if (!setting_flag(cx, SETTING_APPROVALS_ALLOWED))
		return fail(cx, E_INPUT,
		    "The amount is above the limit, and approvals are switched off here.");
	r->id = new_id(cx->arena);
	TRY(db_exec(cx,
	    "insert into approval (id, kind, input_json, input_hash, summary, amount_minor,"
	    " account_id, requested_by, requested_by_name, requested_at, expires_at)"
	    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(r->id), str(r->kind), str(r->input_json), hash(cx, r->input_json), str(r->summary),
	    i64(r->amount_minor), str(r->account_id), str(cx->who.id), str(cx->who.name),
	    instant(cx, now), instant(cx, now + setting_i64(cx, SETTING_APPROVAL_DAYS) * DAY_US)));
	TRY(lock_approval(cx, r->id, &approval));
	TRY(notify(cx, &(struct notice){ .kind = "approval.waiting", .severity = NOTICE_WARNING,
	    .permission = CAN_APPROVE, .link = page_of(cx, r->id),
	    .text = fmt(cx->arena, "%s asks for approval: %s", cx->who.name, r->summary) }));
	return tell(cx, "approval.request", approval, NULL, "waiting");
}

/* The approval, locked, if this actor may decide it now. */
static enum err
decidable(struct cx *cx, const struct decision *d, const struct row **out)
{
	const struct row *approval;

	TRY(lock_approval(cx, d->id, &approval));
	if (!d->reason || utf8_length(d->reason) < 3) {
		fault_add(cx, "/reason", "required", "Say why, in a few words.");
		return faults_check(cx);
	}
	if (cx->who.kind != ACTOR_USER)
		return fail(cx, E_FORBIDDEN, "Only a person can decide this.");
	if (row_is(approval, "requested_by", cx->who.id))
		return fail(cx, E_FORBIDDEN, "Another person than the one who asked must decide.");
	if (!row_is(approval, "state", "waiting"))
		return fail(cx, E_CONFLICT, "This was decided already: it is %s.",
		    row_str(approval, "state"));
	if (has_expired(approval))
		return fail(cx, E_CONFLICT, "This has waited too long and has expired.");
	if (row_i64(approval, "version") != d->version)
		return fail(cx, E_STALE, "Someone else has changed this.");
	*out = approval;
	return OK;
}

static enum err
decide(struct cx *cx, const struct decision *d, const struct row *approval, const char *state,
    const char *action)
{
	TRY(db_exec_one(cx,
	    "update approval set state = ?, decided_by = ?, decided_by_name = ?, decided_at = ?,"
	    " reason = ?, job_id = ?, version = version + 1 where id = ?",
	    str(state), str(cx->who.id), str(cx->who.name), instant(cx, business_now()),
	    str(d->reason), str(d->job_id), str(d->id)));
	TRY(notify(cx, &(struct notice){ .kind = action, .user_id = row_str(approval, "requested_by"),
	    .severity = same_text(state, "approved") ? NOTICE_INFO : NOTICE_WARNING,
	    .link = page_of(cx, d->id), .text = fmt(cx->arena, "%s %s what you asked for (%s): %s",
		cx->who.name, state, row_str(approval, "summary"), d->reason) }));
	return tell(cx, action, approval, d->reason, state);
}

/* What this amount needs, this person may. */
static enum err
within_limit(struct cx *cx, const struct row *approval)
{
	const char *refusal;
	enum limit limit;
	int64_t most;

	if (!limit_of_kind(row_str(approval, "kind"), &limit))
		return OK;
	TRY(limit_approve(cx, limit, cx->who.id, &most));
	refusal = limit_refusal(cx, most, row_i64(approval, "amount_minor"));
	return refusal ? fail(cx, E_FORBIDDEN, "%s", refusal) : OK;
}

static enum err
check_reason(struct cx *cx, const struct decision *d)
{
	if (card_in_text(d->reason))
		fault_add(cx, "/reason", "card_number",
		    "This looks like a card number, which must not be stored. Leave it out, or keep"
		    " its last four digits only.");
	return faults_check(cx);
}

enum err
approve_request(struct cx *cx, void *arg)
{
	struct decision *d = arg;
	const struct row *approval;

	d->job_id = NULL;
	TRY(check_reason(cx, d));
	TRY(decidable(cx, d, &approval));
	TRY(within_limit(cx, approval));
	TRY(job_enqueue_for(cx, row_str(approval, "requested_by"),
	    row_str(approval, "requested_by_name"), row_str(approval, "kind"),
	    row_str(approval, "input_json"), d->id, 0, &d->job_id));
	return decide(cx, d, approval, "approved", "approval.approve");
}

enum err
reject_request(struct cx *cx, void *arg)
{
	struct decision *d = arg;
	const struct row *approval;

	d->job_id = NULL;
	TRY(check_reason(cx, d));
	TRY(decidable(cx, d, &approval));
	return decide(cx, d, approval, "rejected", "approval.reject");
}

enum err
approval_consume(struct cx *cx, const char *id, const char *kind, const char *input_json)
{
	const struct row *approval;
	struct param given = hash(cx, input_json);
	const struct value *kept;

	TRY(lock_approval(cx, id, &approval));
	kept = row_value(approval, "input_hash");
	if (!row_is(approval, "kind", kind) || kept->len != given.len ||
	    !same_bytes(kept->s, given.s, given.len))
		return fail(cx, E_CONFLICT, "This is not what was approved.");
	if (!cx->who.id || !row_is(approval, "requested_by", cx->who.id))
		return fail(cx, E_FORBIDDEN, "This was approved for another person.");
	if (!row_is(approval, "state", "approved"))
		return fail(cx, E_CONFLICT, "The approval is %s.", row_str(approval, "state"));
	if (has_expired(approval))
		return fail(cx, E_CONFLICT, "The approval has expired.");
	return db_exec_one(
	    cx, "update approval set state = 'used', version = version + 1 where id = ?", str(id));
}

static enum err
expire_one(struct cx *cx, void *id)
{
	const struct row *approval;

	TRY(lock_approval(cx, id, &approval));
	if (!row_is(approval, "state", "waiting") || !has_expired(approval))
		return OK;		/* decided meanwhile */
	TRY(db_exec_one(cx,
	    "update approval set state = 'expired', version = version + 1 where id = ?", str(id)));
	TRY(notify(cx, &(struct notice){ .kind = "approval.expire", .severity = NOTICE_WARNING,
	    .user_id = row_str(approval, "requested_by"), .link = page_of(cx, id),
	    .text = fmt(cx->arena, "Nobody decided in time what you asked for: %s",
		row_str(approval, "summary")) }));
	return tell(cx, "approval.expire", approval, NULL, "expired");
}

enum err
approvals_expire(struct cx *cx)
{
	struct rows due;

	TRY(db_all(cx, &due,
	    "select id from approval where state = 'waiting' and expires_at <= ? limit 100",
	    instant(cx, business_now())));
	for (size_t i = 0; i < due.n; i++)
		TRY(db_tx(cx, expire_one, arena_strdup(cx->arena, row_str(&due.row[i], "id"))));
	return OK;
}

enum err
approval_failed(struct cx *cx, const char *id)
{
	const struct row *approval;

	TRY(lock_approval(cx, id, &approval));
	if (!row_is(approval, "state", "approved"))
		return OK;
	TRY(db_exec_one(cx,
	    "update approval set state = 'failed', version = version + 1 where id = ?", str(id)));
	TRY(notify(cx, &(struct notice){ .kind = "approval.fail", .severity = NOTICE_WARNING,
	    .user_id = row_str(approval, "requested_by"), .link = page_of(cx, id),
	    .text = fmt(cx->arena, "This was approved but could not be done any more: %s",
		row_str(approval, "summary")) }));
	return tell(cx, "approval.fail", approval, NULL, "failed");
}
