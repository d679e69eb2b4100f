#include "tenant.h"
#include <string.h>
#include "audit.h"
#include "choices.h"
#include "clock.h"
#include "ledger.h"
#include "metrics.h"
#include "money.h"
#include "numbering.h"
#include "text.h"

static bool
code_good(const char *code)
{
	size_t n = strlen(code);

	return n >= 2 && n <= 32 && code[0] >= 'a' && code[0] <= 'z' &&
	    strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789-") == n;
}

/* "en-US": a language and a country. */
static bool
locale_good(const char *l)
{
	return strlen(l) == 5 && l[0] >= 'a' && l[0] <= 'z' && l[1] >= 'a' && l[1] <= 'z' &&
	    l[2] == '-' && l[3] >= 'A' && l[3] <= 'Z' && l[4] >= 'A' && l[4] <= 'Z';
}

static enum err
check(struct cx *cx, const struct new_tenant *in)
{
	static const char *const utilities[] = { "water", "electric", "gas", "sewer", "municipal" };
	bool known = false;

	if (!code_good(in->code))
		fault_add(cx, "/code", "format",
		    "A code is 2 to 32 of a-z, 0-9 and -, beginning with a letter.");
	if (utf8_length(in->name) < 2 || utf8_length(in->name) > 120)
		fault_add(cx, "/name", "length", "A name has 2 to 120 characters.");
	if (currency_decimals(in->currency) < 0)
		fault_add(cx, "/currency", "choice", "There is no currency %s.", in->currency);
	if (!zone_valid(in->zone))
		fault_add(cx, "/zone", "choice", "There is no time zone %s.", in->zone);
	if (!locale_good(in->locale))
		fault_add(cx, "/locale", "format", "A locale is written like en-US.");
	for (size_t i = 0; i < COUNT(utilities); i++)
		known = known || same_text(in->utility, utilities[i]);
	if (!known)
		fault_add(
		    cx, "/utility", "choice", "One of water, electric, gas, sewer, municipal.");
	return faults_check(cx);
}

enum err
create_tenant(struct cx *cx, void *arg)
{
	struct new_tenant *in = arg;
	enum err e;

	TRY(check(cx, in));
	in->id = new_id(cx->arena);
	e = db_exec(cx,
	    "insert into store.tenant (id, code, name, currency, zone, locale, utility, created_at)"
	    " values (?, ?, ?, ?, ?, ?, ?, ?)",
	    str(in->id), str(in->code), str(in->name), str(in->currency), str(in->zone),
	    str(in->locale), str(in->utility), instant(cx, business_now()));
	if (e != OK && db_duplicate(cx))
		return fail(cx, E_CONFLICT, "There is a tenant with code %s already.", in->code);
	TRY(e);
	cx->who.tenant_id = in->id;
	cx->who.tenant_code = in->code;
	cx->who.currency = in->currency;
	cx->who.zone = in->zone;
	cx->who.locale = in->locale;
	cx->who.settings_version = 1;
	TRY(db_set_tenant(cx, in->id));
	TRY(ledger_chart(cx));
	TRY(choices_start(cx));
	TRY(metric_start(cx));
	TRY(number_series_start(cx, in->first_number > 0 ? in->first_number : 1));
	return audit_write(cx, &(struct audit){
		.action = "tenant.create", .object_type = "tenant", .object_id = in->id,
	});
}

enum err
enter_tenant(struct cx *cx, const char *code)
{
	const struct row *t;

	TRY(db_one(cx, &t,
	    "select id, code, currency, zone, locale, settings_version from store.tenant where code = ?",
	    str(code)));
	cx->who.tenant_id = row_str(t, "id");
	cx->who.tenant_code = row_str(t, "code");
	cx->who.currency = row_str(t, "currency");
	cx->who.zone = row_str(t, "zone");
	cx->who.locale = row_str(t, "locale");
	cx->who.settings_version = row_i64(t, "settings_version");
	return db_set_tenant(cx, cx->who.tenant_id);
}

enum err
set_tenant_state(struct cx *cx, void *arg)
{
	const struct tenant_state *in = arg;
	enum err e;

	e = db_exec_one(cx,
	    "update store.tenant set state = ?, settings_version = settings_version + 1 where id = ?",
	    str(in->state), str(in->id));
	if (e == E_NOT_FOUND)
		return fail(cx, e, "There is no such tenant.");
	TRY(e);
	return audit_write(cx, &(struct audit){
		.action = same_text(in->state, "active") ? "tenant.resume" : "tenant.suspend",
		.object_type = "tenant", .object_id = in->id, .reason = in->reason,
	});
}
