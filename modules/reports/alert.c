#include "alert.h"
#include "audit.h"
#include "card.h"
#include "clock.h"
#include "json_out.h"
#include "notifications.h"
#include "holders.h"
#include "text.h"
#include "threshold.h"

enum err
alert_worker(struct cx *cx, const char *user_id, const char *pointer, const char **name)
{
	*name = NULL;
	if (!user_id)
		return OK;
	TRY(staff_name(cx, user_id, CAN_WORK_ALERTS, name));
	if (*name)
		return OK;
	fault_add(cx, pointer, "choice", "This is nobody who may work alerts.");
	return faults_check(cx);
}

/* It, locked, if the caller may see what it tells of and it has not ended. */
static enum err
lock_alert(struct cx *cx, const struct working_alert *in, const struct row **out)
{
	const struct metric *m;

	TRY(db_maybe(cx, out,
	    "select id, threshold_id, metric, state, text, from_on, owner_id, owner_name, note,"
	    " snoozed_until, version from alert where id = ? for update", str(in->id)));
	m = *out && !row_null(*out, "metric") ? metric_by_key(row_str(*out, "metric")) : NULL;
	if (!*out || (m && !metric_is_whole(m, &cx->who.may)))
		return fail(cx, E_NOT_FOUND, "There is no such alert.");
	if (row_i64(*out, "version") != in->version)
		return fail(cx, E_STALE,
		    "This alert has changed since you opened it. Nothing was changed.");
	if (row_is(*out, "state", "resolved"))
		return fail(cx, E_CONFLICT, "This alert is resolved already. Nothing was changed.");
	return OK;
}

static enum err
check_note(struct cx *cx, const char *note)
{
	if (note && card_in_text(note))
		fault_add(cx, "/note", "card_number",
		    "This looks like a card number, which must not be stored. Leave it out, or keep"
		    " its last four digits only.");
	return faults_check(cx);
}

struct told { const char *key, *before, *after; };

static enum err
tell(struct cx *cx, const char *action, const struct working_alert *in, const struct told *t, size_t n)
{
	struct buf was = buf_in(cx->arena), is = buf_in(cx->arena);
	struct json before = json_to(&was), after = json_to(&is);

	json_begin(&before);
	json_begin(&after);
	for (size_t i = 0; i < n; i++) {
		json_put_str(&before, t[i].key, t[i].before);
		json_put_str(&after, t[i].key, t[i].after);
	}
	json_end(&before);
	json_end(&after);
	return audit_write(cx, &(struct audit){
		.action = action, .object_type = "alert", .object_id = in->id, .reason = in->note,
		.before_json = was.data, .after_json = is.data,
	});
}

enum err
acknowledge_alert(struct cx *cx, void *arg)
{
	struct working_alert *in = arg;
	const struct row *a;

	TRY(check_note(cx, in->note));
	TRY(lock_alert(cx, in, &a));
	if (row_is(a, "state", "acknowledged"))
		return fail(cx, E_CONFLICT, "This alert is acknowledged already. Nothing was changed.");
	TRY(db_exec_one(cx,
	    "update alert set state = 'acknowledged', acknowledged_at = ?, acknowledged_by_name = ?,"
	    " snoozed_until = null, note = coalesce(?, note), version = version + 1 where id = ?",
	    instant(cx, business_now()), str(cx->who.name), str(in->note), str(in->id)));
	return tell(cx, "alert.acknowledge", in,
	    &(struct told){ "state", row_str(a, "state"), "acknowledged" }, 1);
}

enum err
snooze_alert(struct cx *cx, void *arg)
{
	struct working_alert *in = arg;
	const int64_t now = business_now(), longest = now + SNOOZE_DAYS_MAX * INT64_C(86400) * 1000000;
	const struct row *a;

	if (in->until <= now)
		fault_add(cx, "/until", "range", "This is in the past. Until when shall it be quiet?");
	else if (in->until > longest)
		fault_add(cx, "/until", "range", "At most %d days from now.", SNOOZE_DAYS_MAX);
	TRY(check_note(cx, in->note));
	TRY(lock_alert(cx, in, &a));
	TRY(db_exec_one(cx,
	    "update alert set state = 'snoozed', snoozed_until = ?, note = coalesce(?, note),"
	    " version = version + 1 where id = ?",
	    instant(cx, in->until), str(in->note), str(in->id)));
	return tell(cx, "alert.snooze", in, (const struct told[]){
		{ "state", row_str(a, "state"), "snoozed" },
		{ "snoozed_until", row_null(a, "snoozed_until") ? NULL
		    : instant_text(cx->arena, row_us(a, "snoozed_until")),
		    instant_text(cx->arena, in->until) },
	    }, 2);
}

enum err
assign_alert(struct cx *cx, void *arg)
{
	struct working_alert *in = arg;
	const struct row *a;

	TRY(check_note(cx, in->note));
	TRY(alert_worker(cx, in->user_id, "/user_id", &in->user_name));
	TRY(lock_alert(cx, in, &a));
	TRY(db_exec_one(cx,
	    "update alert set owner_id = ?, owner_name = ?, note = coalesce(?, note),"
	    " version = version + 1 where id = ?",
	    str(in->user_id), str(in->user_name), str(in->note), str(in->id)));
	if (in->user_id && (!cx->who.id || !same_text(in->user_id, cx->who.id)))
		TRY(notify(cx, &(struct notice){ .kind = "alert.assign", .severity = NOTICE_INFO,
			.text = fmt(cx->arena, "%s gave you an alert: %s",
			    cx->who.name ? cx->who.name : "Somebody", row_str(a, "text")),
			.link = fmt(cx->arena, "/alerts/%s", in->id),
			.user_id = in->user_id }));
	return tell(cx, "alert.assign", in,
	    &(struct told){ "owner", row_str(a, "owner_name"), in->user_name }, 1);
}

enum err
resolve_alert(struct cx *cx, void *arg)
{
	struct working_alert *in = arg;
	const struct row *a;

	TRY(check_note(cx, in->note));
	TRY(lock_alert(cx, in, &a));
	if (!row_null(a, "threshold_id"))
		TRY(db_exec(cx, "update threshold set quiet_from = ? where id = ?",
		    str(row_str(a, "from_on")), str(row_str(a, "threshold_id"))));
	TRY(db_exec_one(cx,
	    "update alert set state = 'resolved', resolved_at = ?, resolved_by_name = ?,"
	    " snoozed_until = null, note = coalesce(?, note), version = version + 1 where id = ?",
	    instant(cx, business_now()), str(cx->who.name), str(in->note), str(in->id)));
	return tell(cx, "alert.resolve", in,
	    &(struct told){ "state", row_str(a, "state"), "resolved" }, 1);
}

enum err
end_alert_of(struct cx *cx, const char *threshold_id, const char *note)
{
	struct working_alert in = { .note = note };
	const struct row *a;

	TRY(db_maybe(cx, &a, "select id, state from alert where live_threshold = ? for update",
	    str(threshold_id)));
	if (!a)
		return OK;
	in.id = row_str(a, "id");
	TRY(db_exec_one(cx,
	    "update alert set state = 'resolved', resolved_at = ?, resolved_by_name = ?,"
	    " snoozed_until = null, note = ?, version = version + 1 where id = ?",
	    instant(cx, business_now()), str(cx->who.kind == ACTOR_SYSTEM ? NULL : cx->who.name),
	    str(note), str(in.id)));
	return tell(cx, "alert.resolve", &in,
	    &(struct told){ "state", row_str(a, "state"), "resolved" }, 1);
}
