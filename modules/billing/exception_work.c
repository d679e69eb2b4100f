#include "exception_work.h"

#include <string.h>

#include "audit.h"
#include "card.h"
#include "clock.h"
#include "exception_stand.h"
#include "json_out.h"
#include "ledger.h"
#include "money.h"
#include "notifications.h"
#include "holders.h"
#include "text.h"

/* ---- what can be done ---- */

static const struct { const char *name; unsigned action; } actions[] = {
	{ "accept", BY_ACCEPT }, { "reread", BY_REREAD }, { "estimate", BY_ESTIMATE },
	{ "correct", BY_CORRECT }, { "adjust", BY_ADJUST }, { "dismiss", BY_DISMISS },
};

static const struct { const char *type, *text; unsigned actions; } types[] = {
#define EXCEPTION(NAME, name, text, actions) { name, text, actions },
#include "exceptions.def"
};

unsigned
exception_action(const char *name)
{
	for (size_t i = 0; i < COUNT(actions); i++)
		if (same_text(actions[i].name, name))
			return actions[i].action;
	return 0;
}

const char *
exception_action_name(unsigned action)
{
	for (size_t i = 0; i < COUNT(actions); i++)
		if (actions[i].action == action)
			return actions[i].name;
	return "";
}

unsigned
exception_actions(const char *type, bool is_blocking)
{
	if (!is_blocking)
		return BY_ACCEPT | BY_ADJUST | BY_DISMISS;
	for (size_t i = 0; i < COUNT(types); i++)
		if (same_text(types[i].type, type))
			return types[i].actions | BY_DISMISS;
	return BY_DISMISS;
}

const char *
exception_text(const char *type)
{
	for (size_t i = 0; i < COUNT(types); i++)
		if (same_text(types[i].type, type))
			return types[i].text;
	return type;
}

/* ---- one of them, locked ---- */

enum err
lock_exception(struct cx *cx, const char *id, int64_t version, const struct row **out)
{
	TRY(db_maybe(cx, out,
	    "select " STOOD_COLUMNS ", x.state, x.bill_id, x.read_id, x.meter_id, x.assigned_to,"
	    " x.assigned_to_name, x.version from billing_exception x where x.id = ? for update", str(id)));
	if (!*out)
		return fail(cx, E_NOT_FOUND, "There is no such exception.");
	if (version != 0 && row_i64(*out, "version") != version)
		return fail(cx, E_STALE,
		    "Somebody has worked on this exception since you opened it. Nothing was changed.");
	if (row_is(*out, "state", "resolved"))
		return fail(cx, E_CONFLICT,
		    "This exception is resolved already. Nothing was changed.");
	return OK;
}

void
exception_check_reason(struct cx *cx, const char *reason)
{
	if (card_in_text(reason))
		fault_add(cx, "/reason", "card_number",
		    "This looks like a card number, which must not be stored. Leave it out, or keep"
		    " its last four digits only.");
}

/* "High use, account 10-0042" */
static enum err
words_of(struct cx *cx, const struct row *x, const char **out)
{
	const struct row *account;

	TRY(db_one(cx, &account, "select number from account where id = ? lock in share mode",
	    str(row_str(x, "account_id"))));
	*out = fmt(cx->arena, "%s, account %s", exception_text(row_str(x, "type")),
	    row_str(account, "number"));
	return OK;
}

/* ---- assigning ---- */

/* Who may resolve exceptions can be given one. */
static enum err
read_assignee(struct cx *cx, struct working_exception *in)
{
	in->user_name = NULL;
	if (!in->user_id)
		return OK;
	TRY(staff_name(cx, in->user_id, CAN_RESOLVE_EXCEPTIONS, &in->user_name));
	if (in->user_name)
		return OK;
	fault_add(cx, "/user_id", "choice", "This is nobody who may resolve exceptions.");
	return faults_check(cx);
}

static const char *
assigned_json(struct cx *cx, const char *name)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "assigned_to", name);
	json_end(&j);
	return b.data;
}

enum err
assign_exception(struct cx *cx, void *arg)
{
	struct working_exception *in = arg;
	const struct row *x;
	const char *words;

	TRY(read_assignee(cx, in));
	TRY(lock_exception(cx, in->id, in->version, &x));
	TRY(db_exec_one(cx,
	    "update billing_exception set assigned_to = ?, assigned_to_name = ?, version = version + 1"
	    " where id = ?", str(in->user_id), str(in->user_name), str(in->id)));
	in->state = row_str(x, "state");
	in->new_version = row_i64(x, "version") + 1;
	if (in->user_id && (!cx->who.id || !same_text(in->user_id, cx->who.id))) {
		TRY(words_of(cx, x, &words));
		TRY(notify(cx, &(struct notice){ .kind = "exception.assign", .severity = NOTICE_INFO,
			.text = fmt(cx->arena, "%s gave you an exception: %s.",
			    cx->who.name ? cx->who.name : "Somebody", words),
			.link = fmt(cx->arena, "/exceptions/%s", in->id),
			.user_id = in->user_id }));
	}
	return audit_write(cx, &(struct audit){
		.action = "exception.assign", .object_type = "exception", .object_id = in->id,
		.account_id = row_str(x, "account_id"),
		.before_json = assigned_json(cx, row_str(x, "assigned_to_name")),
		.after_json = assigned_json(cx, in->user_name),
	});
}

/* ---- escalating ---- */

enum err
escalate_exception(struct cx *cx, void *arg)
{
	struct working_exception *in = arg;
	const struct row *x;
	const char *words;

	exception_check_reason(cx, in->reason);
	TRY(faults_check(cx));
	TRY(lock_exception(cx, in->id, in->version, &x));
	if (row_is(x, "state", "escalated"))
		return fail(cx, E_CONFLICT,
		    "This exception is before the billing managers already. Nothing was changed.");
	TRY(db_exec_one(cx,
	    "update billing_exception set state = 'escalated', escalated_at = ?, version = version + 1"
	    " where id = ?", instant(cx, business_now()), str(in->id)));
	in->state = "escalated";
	in->user_id = row_str(x, "assigned_to");
	in->user_name = row_str(x, "assigned_to_name");
	in->new_version = row_i64(x, "version") + 1;
	TRY(words_of(cx, x, &words));
	TRY(notify(cx, &(struct notice){ .kind = "exception.escalate", .severity = NOTICE_WARNING,
		.text = fmt(cx->arena, "%s escalated an exception: %s, %s at risk. %s",
		    cx->who.name ? cx->who.name : "Somebody", words,
		    money_words(cx, row_i64(x, "risk_minor")), in->reason),
		.link = fmt(cx->arena, "/exceptions/%s", in->id),
		.permission = CAN_APPROVE }));
	return audit_write(cx, &(struct audit){
		.action = "exception.escalate", .object_type = "exception", .object_id = in->id,
		.account_id = row_str(x, "account_id"), .reason = in->reason,
	});
}
