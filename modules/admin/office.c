#include "office.h"
#include <string.h>
#include <unicode/uloc.h>
#include "audit.h"
#include "clock.h"
#include "input.h"
#include "json_out.h"
#include "money.h"
#include "notifications.h"
#include "text.h"

bool
locale_known(const char *locale)
{
	char ours[16];
	int32_t n = uloc_countAvailable();

	if (strlen(locale) != 5 || locale[2] != '-')
		return false;
	memcpy(ours, locale, 6);
	ours[2] = '_';
	for (int32_t i = 0; i < n; i++) {
		const char *known = uloc_getAvailable(i);
		size_t len = strlen(known);

		/* also where a script stands between: zh_Hant_TW */
		if (same_text(known, ours) || (len > 5 && strncmp(known, ours, 3) == 0 &&
		    same_text(known + len - 3, ours + 2)))
			return true;
	}
	return false;
}

static enum err
from_json(struct cx *cx, const struct row *r, struct office *o)
{
	const char *text = row_str(r, "about_json");
	struct input *in;

	if (!text)
		return fail(cx, E_NOT_FOUND, "Not found.");
	TRY(input_parse(cx, text, strlen(text), &in));
	o->code = in_text(in, "code", 1, 32);
	o->name = in_text(in, "name", 1, 120);
	o->currency = in_text(in, "currency", 3, 3);
	o->zone = in_text(in, "zone", 1, 64);
	o->locale = in_text(in, "locale", 2, 16);
	o->utility = in_text(in, "utility", 1, 24);
	o->version = in_i64(in, "version", 1, INT64_MAX - 1);
	return in_done(in);
}

enum err
read_office(struct cx *cx, struct office *o)
{
	const struct row *r, *posted;

	TRY(db_one(cx, &r, "select store.tenant_about() about_json"));
	TRY(db_maybe(cx, &posted, "select id from journal_entry limit 1"));
	o->currency_fixed = posted != NULL;
	return from_json(cx, r, o);
}

static enum err
check(struct cx *cx, const struct office_change *c)
{
	if (c->currency && currency_decimals(c->currency) < 0)
		fault_add(cx, "/currency", "choice", "There is no currency %s.", c->currency);
	if (c->zone && !zone_valid(c->zone))
		fault_add(cx, "/zone", "choice", "There is no time zone %s.", c->zone);
	if (c->locale && !locale_known(c->locale))
		fault_add(cx, "/locale", "choice",
		    "There is no locale %s; one is written like en-US.", c->locale);
	return faults_check(cx);
}

static const char *
as_json(struct cx *cx, const char *name, const char *currency, const char *zone, const char *locale)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "name", name);
	json_put_str(&j, "currency", currency);
	json_put_str(&j, "zone", zone);
	json_put_str(&j, "locale", locale);
	json_end(&j);
	return b.data;
}

/* Whatever is posted is posted in one currency. */
static enum err
nothing_posted(struct cx *cx)
{
	const struct row *posted;

	TRY(db_maybe(cx, &posted, "select id from journal_entry limit 1 lock in share mode"));
	return posted ? fail(cx, E_CONFLICT, "Amounts have been posted in this currency, so it"
	    " cannot be changed any more. Nothing was changed.") : OK;
}

enum err
change_office(struct cx *cx, void *arg)
{
	struct office_change *c = arg;
	const struct row *r;
	struct office was;
	const char *name, *currency, *zone, *locale;

	TRY(check(cx, c));
	TRY(db_one(cx, &r, "select store.tenant_about() about_json lock in share mode"));
	TRY(from_json(cx, r, &was));
	if (was.version != c->version)
		return fail(cx, E_STALE, "Someone else has changed the settings. Nothing was changed;"
		    " read them again.");
	name = c->name ? c->name : was.name;
	currency = c->currency ? c->currency : was.currency;
	zone = c->zone ? c->zone : was.zone;
	locale = c->locale ? c->locale : was.locale;
	if (!same_text(currency, was.currency))
		TRY(nothing_posted(cx));
	TRY(db_exec(cx, "call store.tenant_change(?, ?, ?, ?, ?)", i64(c->version), str(name),
	    str(currency), str(zone), str(locale)));
	c->version++;
	TRY(notify(cx, &(struct notice){ .kind = "tenant.change", .permission = CAN_CHANGE_SETTINGS,
	    .text = fmt(cx->arena, "%s changed the office's name, currency, time zone or locale.",
		cx->who.name), .link = "/settings/office" }));
	return audit_write(cx, &(struct audit){ .action = "tenant.change", .object_type = "tenant",
	    .object_id = cx->who.tenant_id,
	    .before_json = as_json(cx, was.name, was.currency, was.zone, was.locale),
	    .after_json = as_json(cx, name, currency, zone, locale) });
}
