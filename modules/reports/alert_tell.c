#include "alert_tell.h"
#include "json_out.h"
#include "notifications.h"
#include "text.h"
#include "threshold.h"

enum err
alert_people_read(struct cx *cx, struct alert_people *out)
{
	struct alert_person *people;
	struct rows rows;
	size_t n = 0;

	TRY(db_all(cx, &rows,
	    "select u.id, u.email, r.permissions from user u join user_role ur on ur.user_id = u.id"
	    " join role r on r.id = ur.role_id where u.is_active order by u.id"));
	people = arena_array(cx->arena, struct alert_person, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++) {
		const struct row *u = &rows.row[i];
		struct permissions set = { { 0 } };

		if (n == 0 || !same_text(people[n - 1].id, row_str(u, "id")))
			people[n++] = (struct alert_person){ .id = row_str(u, "id"),
				.email = row_str(u, "email") };
		(void)permissions_from_hex(&set, row_str(u, "permissions"));
		for (unsigned w = 0; w < PERMISSION_WORDS; w++)
			people[n - 1].may.w[w] |= set.w[w];
	}
	*out = (struct alert_people){ people, n };
	return OK;
}

static bool
is_administrator(const struct alert_person *p)
{
	return may(&p->may, CAN_MANAGE_USERS);
}

static bool
hears(const struct alert_person *p, const struct alert_news *n, bool is_critical)
{
	if (n->metric && !metric_is_whole(n->metric, &p->may))
		return false;
	if (is_critical && is_administrator(p))
		return true;
	return n->owner_id ? same_text(p->id, n->owner_id) : may(&p->may, CAN_WORK_ALERTS);
}

static bool
gets_mail(const struct alert_person *p, const struct alert_news *n, bool is_critical)
{
	return p->email && *p->email && ((is_critical && is_administrator(p)) ||
	    (n->by_mail && n->owner_id && same_text(p->id, n->owner_id)));
}

static enum err
write_to(struct cx *cx, const struct alert_person *p, const struct alert_news *n, bool is_critical)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "text", n->text);
	json_end(&j);
	return mail_queue(cx, &(struct mail){
		.kind = ALERT_MAIL, .to = p->email,
		.subject = is_critical ? "Critical alert" : "Alert",
		.object_type = "alert", .object_id = n->alert_id, .body_json = b.data,
	});
}

enum err
alert_tell(struct cx *cx, const struct alert_people *people, const struct alert_news *n)
{
	bool is_critical = same_text(n->severity, "critical");
	enum severity severity = is_critical ? NOTICE_CRITICAL
	    : same_text(n->severity, "warning") ? NOTICE_WARNING : NOTICE_INFO;

	for (size_t i = 0; i < people->n; i++) {
		const struct alert_person *p = &people->person[i];

		if (!hears(p, n, is_critical))
			continue;
		TRY(notify(cx, &(struct notice){ .kind = "alert.open", .severity = severity,
			.text = n->text, .link = fmt(cx->arena, "/alerts/%s", n->alert_id),
			.user_id = p->id }));
		if (gets_mail(p, n, is_critical))
			TRY(write_to(cx, p, n, is_critical));
	}
	return OK;
}

/* As the alert stands when the letter is made; gone with its tenant's data, it is not sent. */
enum err
letter_of_alert(struct cx *cx, const struct mail *mail, struct letter *letter)
{
	const struct row *a;

	TRY(db_maybe(cx, &a, "select name, severity, state, text from alert where id = ?",
	    str(mail->object_id)));
	if (!a)
		return fail(cx, E_NOT_FOUND, "The alert is gone.");
	letter->subject = fmt(cx->arena, "%s: %s",
	    row_is(a, "severity", "critical") ? "Critical alert" : "Alert", row_str(a, "name"));
	letter->text = fmt(cx->arena,
	    "%s\r\n\r\n%s\r\n\r\nSign in to Billport (tenant %s) and open Alerts to acknowledge, snooze,"
	    " assign or resolve it.\r\n",
	    row_str(a, "text"), row_is(a, "state", "resolved") ? "It is over by now."
	    : "It still holds.", cx->who.tenant_code);
	return OK;
}
