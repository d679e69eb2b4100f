#include "settings.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "audit.h"
#include "card.h"
#include "choices.h"
#include "clock.h"
#include "json_out.h"
#include "log.h"
#include "numbering.h"
#include "text.h"

enum { TENANTS_KEPT = 16, TEXT_KEPT = 16 * 1024 };

const struct setting_row setting_table[SETTINGS] = {
#define SETTING(NAME, name, type, dflt, check, text) { name, #type, dflt, check, text },
#include "settings.def"
#undef SETTING
};

/* What the process knows of a tenant.  Values point at the defaults or into text; it outlives the
 * request, and so lies in no arena. */
struct kept {
	char tenant_id[37];
	int64_t version;
	uint64_t used;			/* the one used longest ago makes room */
	size_t len;
	const char *value[SETTINGS];
	char text[TEXT_KEPT];
};
static struct kept kept[TENANTS_KEPT];
static uint64_t uses;

static struct kept *
find_kept(const char *tenant_id)
{
	for (size_t i = 0; i < TENANTS_KEPT; i++)
		if (same_text(kept[i].tenant_id, tenant_id))
			return &kept[i];
	return NULL;
}

static struct kept *
oldest_kept(void)
{
	struct kept *oldest = &kept[0];

	for (size_t i = 1; i < TENANTS_KEPT; i++)
		if (kept[i].used < oldest->used)
			oldest = &kept[i];
	return oldest;
}

/* SETTINGS: no such name (a setting that a later release dropped). */
static enum setting
by_name(const char *name)
{
	unsigned i = 0;

	while (i < SETTINGS && !same_text(setting_table[i].name, name))
		i++;
	return (enum setting)i;
}

static enum err
keep(struct cx *cx, struct kept *k, const struct row *row)
{
	enum setting which = by_name(row_str(row, "name"));
	const char *value = row_str(row, "value");
	size_t size = strlen(value) + 1;

	if (which == SETTINGS)
		return OK;
	if (size > TEXT_KEPT - k->len) {
		log_event(LOG_ERROR, cx->request_id, "settings",
		    "tenant %s has too much text in its settings", k->tenant_id);
		return fail(cx, E_INTERNAL, "The settings could not be read.");
	}
	memcpy(k->text + k->len, value, size);
	k->value[which] = k->text + k->len;
	k->len += size;
	return OK;
}

enum err
settings_load(struct cx *cx)
{
	const char *tenant_id = cx->who.tenant_id;
	struct kept *k;
	struct rows rows;

	if (!tenant_id)
		return OK;
	k = find_kept(tenant_id);
	if (!k || k->version != cx->who.settings_version) {
		TRY(db_all(cx, &rows, "select name, value from setting"));
		if (!k)
			k = oldest_kept();
		k->tenant_id[0] = '\0';		/* nobody's, should it fail half way */
		k->len = 0;
		for (unsigned i = 0; i < SETTINGS; i++)
			k->value[i] = setting_table[i].dflt;
		for (size_t i = 0; i < rows.n; i++)
			TRY(keep(cx, k, &rows.row[i]));
		k->version = cx->who.settings_version;
		memcpy(k->tenant_id, tenant_id, strnlen(tenant_id, 36) + 1);
		k->tenant_id[36] = '\0';
	}
	k->used = ++uses;
	return choices_load(cx);
}

const char *
setting_text(struct cx *cx, enum setting which)
{
	const struct kept *k;

	if (!cx->who.tenant_id)
		return setting_table[which].dflt;
	k = find_kept(cx->who.tenant_id);
	if (!k) {
		log_event(LOG_ERROR, cx->request_id, "bug",
		    "setting %s asked before settings_load()", setting_table[which].name);
		abort();
	}
	return k->value[which];
}

int64_t
setting_i64(struct cx *cx, enum setting which)
{
	int64_t n;

	if (!parse_i64(setting_text(cx, which), &n) && !parse_i64(setting_table[which].dflt, &n))
		abort();		/* not a number by settings.def */
	return n;
}

bool
setting_flag(struct cx *cx, enum setting which)
{
	return same_text(setting_text(cx, which), "true");
}

/* "1..90" */
static void
range_of(const char *check, int64_t *min, int64_t *max)
{
	char *end;

	*min = strtoll(check, &end, 10);
	*max = strtoll(end + strspn(end, "."), NULL, 10);
}

static bool
chosen(const char *choices, const char *value)
{
	size_t len = strlen(value);

	for (const char *c = choices; *c; c += strcspn(c, "|"), c += *c == '|')
		if (strcspn(c, "|") == len && strncmp(c, value, len) == 0)
			return true;
	return false;
}

const char *
setting_fault(struct cx *cx, enum setting which, const char *value)
{
	const struct setting_row *s = &setting_table[which];
	int64_t min = 0, max = 0, n = 0;

	range_of(s->check, &min, &max);
	if (same_text(s->type, "TEXT")) {
		n = (int64_t)utf8_length(value);
		if (n < min || n > max)
			return fmt(cx->arena, "Must have %" PRId64 " to %" PRId64 " characters.",
			    min, max);
		if (card_in_text(value))
			return "This looks like a card number, which must not be stored.";
	} else if (same_text(s->type, "NUMBER") || same_text(s->type, "MONEY")) {
		if (!parse_i64(value, &n))
			return "Must be a whole number.";
		if (n < min || n > max)
			return fmt(cx->arena, "Must be from %" PRId64 " to %" PRId64 ".", min, max);
	} else if (same_text(s->type, "FLAG")) {
		if (!chosen("true|false", value))
			return "Must be true or false.";
	} else if (same_text(s->type, "CHOICE")) {
		if (!chosen(s->check, value))
			return fmt(cx->arena, "Must be one of: %s.", s->check);
	} else if (!number_format_valid(value)) {
		return "Must hold {n} or {n:WIDTH} once; {yyyy}, {yy} and {mm} may stand beside it.";
	}
	return NULL;
}

static const char *
as_json(struct cx *cx, enum setting which, const char *value)
{
	struct buf out = buf_in(cx->arena);
	struct json json = json_to(&out);

	json_begin(&json);
	json_put_str(&json, setting_table[which].name, value);
	json_end(&json);
	return out.data;
}

enum err
change_setting(struct cx *cx, void *arg)
{
	const struct setting_change *in = arg;
	const char *name = setting_table[in->which].name;
	const char *before = setting_table[in->which].dflt;
	const char *fault = setting_fault(cx, in->which, in->value);
	const struct row *row;

	if (fault) {
		fault_add(cx, "/value", "format", "%s", fault);
		return faults_check(cx);
	}
	TRY(db_maybe(
	    cx, &row, "select value, version from setting where name = ? for update", str(name)));
	if ((row ? row_i64(row, "version") : 0) != in->version)
		return fail(cx, E_STALE, "Someone else has changed this setting.");
	if (row) {
		before = row_str(row, "value");
		TRY(db_exec_one(cx,
		    "update setting set value = ?, changed_at = ?, version = version + 1"
		    " where name = ?",
		    str(in->value), instant(cx, business_now()), str(name)));
	} else {
		TRY(db_exec(cx, "insert into setting (name, value, changed_at) values (?, ?, ?)",
		    str(name), str(in->value), instant(cx, business_now())));
	}
	TRY(db_exec(cx, "call store.settings_changed()"));
	return audit_write(cx, &(struct audit){
		.action = "setting.change", .object_type = "setting",
		.before_json = as_json(cx, in->which, before),
		.after_json = as_json(cx, in->which, in->value),
	});
}
