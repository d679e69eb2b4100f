#include "audit.h"
#include "bulk.h"
#include "clock.h"
#include "log.h"
#include "text.h"

static const char *const kinds[] = {
	[ACTOR_NONE] = "none",
	[ACTOR_USER] = "user",
	[ACTOR_CLIENT] = "client",
	[ACTOR_SYSTEM] = "system",
};

enum err
audit_write(struct cx *cx, const struct audit *a)
{
	return db_exec(cx,
	    "insert into audit (id, at, actor_kind, actor_id, actor_name, approved_by,"
	    " approved_by_name, action, object_type, object_id, account_id, reason, request_id,"
	    " before_json, after_json) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(new_id(cx->arena)), instant(cx, business_now()), str(kinds[cx->who.kind]),
	    str(cx->who.id), str(cx->who.name ? cx->who.name : ""), str(cx->approved_by),
	    str(cx->approved_by_name), str(a->action), str(a->object_type), str(a->object_id),
	    str(a->account_id), str(a->reason), str(cx->request_id), str(a->before_json),
	    str(a->after_json));
}

enum err
audit_write_all(struct cx *cx, const struct audit *a, size_t n)
{
	struct param at = instant(cx, business_now());
	struct bulk b = bulk_of(cx, 15, n);

	for (size_t i = 0; i < n; i++)
		bulk_add(&b, str(new_id(cx->arena)), at, str(kinds[cx->who.kind]), str(cx->who.id),
		    str(cx->who.name ? cx->who.name : ""), str(cx->approved_by),
		    str(cx->approved_by_name), str(a[i].action), str(a[i].object_type),
		    str(a[i].object_id), str(a[i].account_id), str(a[i].reason),
		    str(cx->request_id), str(a[i].before_json), str(a[i].after_json));
	return bulk_write(cx, &b,
	    "insert into audit (id, at, actor_kind, actor_id, actor_name, approved_by,"
	    " approved_by_name, action, object_type, object_id, account_id, reason, request_id,"
	    " before_json, after_json) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
}

static enum err
write_alone(struct cx *cx, void *arg)
{
	return audit_write(cx, arg);
}

void
audit_refusal(struct cx *cx, const struct audit *a)
{
	struct audit copy = *a;
	struct cx aside = *cx;		/* the failure that is to be told stays in cx */

	failure_clear(&aside);
	if (!copy.reason)
		copy.reason = cx->failure.detail;
	if (db_tx(&aside, write_alone, &copy) != OK)
		log_event(LOG_ERROR, cx->request_id, "audit", "a refusal of %s could not be kept",
		    a->action);
}
