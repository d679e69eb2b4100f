#include "support.h"
#include <string.h>
#include "audit.h"
#include "card.h"
#include "clock.h"
#include "json_out.h"
#include "lockout.h"
#include "notifications.h"
#include "settings.h"
#include "text.h"

/* Into the tenant, in the name of nobody; *found false: there is none, or it is suspended. */
static enum err
enter(struct cx *cx, const char *code, bool *found)
{
	const struct row *t;

	TRY(db_maybe(cx, &t,
	    "select id, code, currency, zone, locale, settings_version from store.tenant"
	    " where code = convert(? using ascii) collate ascii_bin and state = 'active'",
	    str(utf8_fold(cx->arena, code))));
	*found = t != NULL;
	if (!t)
		return OK;
	cx->who = (struct identity){
		.tenant_id = row_str(t, "id"),
		.tenant_code = row_str(t, "code"),
		.currency = row_str(t, "currency"),
		.zone = row_str(t, "zone"),
		.locale = row_str(t, "locale"),
		.settings_version = row_i64(t, "settings_version"),
		.kind = ACTOR_SYSTEM,
		.name = "help without sign-in",
	};
	TRY(db_set_tenant(cx, cx->who.tenant_id));
	return settings_load(cx);
}

enum err
support_contact(struct cx *cx, const char *tenant_code, const char **contact)
{
	bool found;

	*contact = "";
	TRY(enter(cx, tenant_code, &found));
	if (found)
		*contact = setting_text(cx, SETTING_SUPPORT_CONTACT);
	return OK;
}

static enum err
note_request(struct cx *cx, void *arg)
{
	const struct support_request *r = arg;
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	TRY(notify(cx, &(struct notice){ .kind = "support.request", .severity = NOTICE_WARNING,
	    .permission = CAN_MANAGE_USERS, .link = "/settings/users",
	    .text = fmt(cx->arena, "%s (%s) cannot sign in and writes: %s", r->name, r->email,
		r->message) }));
	json_begin(&j);
	json_put_str(&j, "name", r->name);
	json_put_str(&j, "email", r->email);
	json_put_str(&j, "message", r->message);
	json_end(&j);
	return audit_write(cx, &(struct audit){ .action = "support.request",
	    .object_type = "tenant", .object_id = cx->who.tenant_id, .reason = r->address,
	    .after_json = b.data });
}

static enum err
check(struct cx *cx, const struct support_request *r)
{
	static const char *const refused =
	    "This looks like a card number. Leave it out: help never needs it.";

	if (card_in_text(r->message))
		fault_add(cx, "/message", "card_number", "%s", refused);
	if (card_in_text(r->name))
		fault_add(cx, "/name", "card_number", "%s", refused);
	if (!strchr(r->email, '@') || strchr(r->email, ' '))
		fault_add(cx, "/email", "format", "An e-mail address like ada@larkfield.example.");
	return faults_check(cx);
}

enum err
ask_support(struct cx *cx, struct support_request *r)
{
	struct attempt a;
	bool found;

	TRY(check(cx, r));
	a = attempt_on(cx, fmt(cx->arena, "help %s", r->tenant), r->address);
	TRY(db_tx(cx, count_attempt, &a));
	r->wait_seconds = a.seconds;
	if (a.seconds > 0)
		return fail(cx, E_LIMIT, "Many messages came from here. This one was not sent: try"
		    " again later, or ask a colleague to help you.");
	TRY(enter(cx, r->tenant, &found));
	return found ? db_tx(cx, note_request, r) : OK;
}
