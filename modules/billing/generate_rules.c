/* What holds for a whole run: the cycle, the settings, the tariffs. */
#include "generate_private.h"
#include <string.h>
#include "clock.h"
#include "json_out.h"
#include "money.h"
#include "settings.h"
#include "text.h"

/* ---- tariffs ---- */

static const char *
decimal_in(struct arena *a, int64_t v, int places)
{
	char text[32];

	return arena_strdup(a, decimal_text(text, v, places));
}

/* The rule as a tariff's document has it. */
static const char *
late_fee_json(struct arena *a, const struct late_fee_rule *r, int decimals)
{
	struct buf b = buf_in(a);
	struct json j = json_to(&b);

	if (r->kind == LATE_FEE_NONE)
		return "null";
	json_begin(&j);
	if (r->kind == LATE_FEE_FIXED) {
		json_put_str(&j, "kind", "fixed");
		json_put_str(&j, "amount", decimal_in(a, r->amount_minor, decimals));
	} else {
		json_put_str(&j, "kind", "percent");
		json_put_str(&j, "percent", decimal_in(a, r->percent_micro, 6));
	}
	json_put_i64(&j, "grace_days", r->grace_days);
	json_key(&j, "every_days");
	if (r->every_days > 0)
		json_i64(&j, r->every_days);
	else
		json_null(&j);
	json_key(&j, "most");
	if (r->most > 0)
		json_i64(&j, r->most);
	else
		json_null(&j);
	json_put_str(&j, "least_open", r->least_open_minor > 0
	    ? decimal_in(a, r->least_open_minor, decimals) : NULL);
	json_end(&j);
	return b.data;
}

struct reading { struct gen_run *run; int decimals; size_t most; };

static enum err
add_version(struct cx *cx, const struct row *row, void *arg)
{
	struct reading *r = arg;
	struct gen_run *run = r->run;
	const char *doc = row_str(row, "doc_json");
	struct cx in = *cx;
	struct gen_version *v;
	enum err e;

	if (run->version_count == r->most) {
		size_t most = r->most ? 2 * r->most : 16;

		run->versions = arena_grow(run->keep, run->versions, r->most * sizeof *v, most * sizeof *v);
		r->most = most;
	}
	v = &run->versions[run->version_count];
	*v = (struct gen_version){ .id = arena_strdup(run->keep, row_str(row, "id")),
		.code = arena_strdup(run->keep, row_str(row, "code")),
		.name = arena_strdup(run->keep, row_str(row, "name")), .revision = row_i64(row, "revision"),
		.from = date_days(row_str(row, "effective_on")),
		.to = row_null(row, "ends_on") ? NEVER : date_days(row_str(row, "ends_on")) };
	in.arena = run->keep;
	e = tariff_parse(&in, doc, strlen(doc), "", &v->tariff);
	if (e != OK)
		return fail(cx, E_CONFLICT, "Tariff %s, revision %lld, cannot be read: %s", v->code,
		    (long long)v->revision, in.failure.detail ? in.failure.detail : "it is malformed.");
	v->late_fee_json = late_fee_json(run->keep, tariff_late_fee(v->tariff), r->decimals);
	run->version_count++;
	return OK;
}

/* A version ends where the next one of its code begins. */
static void
end_versions(struct gen_run *run)
{
	for (size_t i = 0; i + 1 < run->version_count; i++) {
		struct gen_version *v = &run->versions[i], *next = v + 1;

		if (same_text(v->code, next->code) && v->to >= next->from)
			v->to = next->from - 1;
	}
}

#define TARIFFS \
	"select id, code, revision, name, effective_on, ends_on, doc_json from tariff" \
	" where utility = ? and state = 'active' and effective_on <= ? order by code, effective_on"

static enum err
load_tariffs(struct cx *cx, struct gen_run *run)
{
	struct reading r = { .run = run, .decimals = currency_decimals(cx->who.currency) };
	struct param params[] = { str(run->utility), str(run->to_on) };

	if (run->locks)
		TRY(db_each_(cx, add_version, &r, TARIFFS " lock in share mode", params, COUNT(params)));
	else
		TRY(db_each_(cx, add_version, &r, TARIFFS, params, COUNT(params)));
	end_versions(run);
	return OK;
}

/* ---- the cycle and the settings ---- */

static const char *
kept(struct gen_run *run, const struct row *row, const char *column)
{
	return arena_strdup(run->keep, row_str(row, column));
}

enum err
gen_rules(struct cx *cx, struct gen_run *run)
{
	const struct row *cycle;

	if (run->locks)
		TRY(db_maybe(cx, &cycle, "select zone_id, utility, from_on, to_on, bill_on, due_on, state"
		    " from cycle where id = ? lock in share mode", str(run->cycle_id)));
	else
		TRY(db_maybe(cx, &cycle, "select zone_id, utility, from_on, to_on, bill_on, due_on, state"
		    " from cycle where id = ?", str(run->cycle_id)));
	if (!cycle)
		return fail(cx, E_NOT_FOUND, "There is no such cycle.");
	if (row_is(cycle, "state", "closed"))
		return fail(cx, E_CONFLICT, "The cycle is closed. Nothing was billed; open it again first.");
	run->zone_id = kept(run, cycle, "zone_id");
	run->utility = kept(run, cycle, "utility");
	run->from_on = kept(run, cycle, "from_on");
	run->to_on = kept(run, cycle, "to_on");
	if (!run->issued_on)
		run->issued_on = kept(run, cycle, "bill_on");
	if (!run->due_on && row_is(cycle, "bill_on", run->issued_on))
		run->due_on = kept(run, cycle, "due_on");
	if (!run->due_on) {
		char *due = arena_alloc(run->keep, 11);

		date_add_days(run->issued_on, (int)setting_i64(cx, SETTING_BILL_DUE_DAYS), due);
		run->due_on = due;
	}
	run->from = date_days(run->from_on);
	run->to = date_days(run->to_on);
	run->rules = (struct use_rules){
		.by_limits = same_text(setting_text(cx, SETTING_USE_CHECK), "limits"),
		.high_percent = setting_i64(cx, SETTING_HIGH_PERCENT),
		.low_percent = setting_i64(cx, SETTING_LOW_PERCENT),
		.very_percent = setting_i64(cx, SETTING_VERY_PERCENT),
		.hold_percent = setting_i64(cx, SETTING_HOLD_ABOVE),
		.hold_use_milli = setting_i64(cx, SETTING_HOLD_USE) * 1000,
		.estimates_most = setting_i64(cx, SETTING_ESTIMATES_MOST),
	};
	if (setting_flag(cx, SETTING_ESTIMATE_MISSING))
		run->estimates = true;
	return load_tariffs(cx, run);
}

/* ---- classes and attributes ---- */

static unsigned
slot_of(const char *code, const char *class, const char *attributes_json)
{
	unsigned h = 2166136261u;

	for (const char *at = class; *at; at++)
		h = (h ^ (unsigned char)*at) * 16777619u;
	for (const char *at = attributes_json; *at; at++)
		h = (h ^ (unsigned char)*at) * 16777619u;
	for (const char *at = code ? code : ""; *at; at++)
		h = (h ^ (unsigned char)*at) * 16777619u;
	return (h ^ h >> 15) % COUNT(((struct gen_run *)0)->profiles);
}

static bool
same_code(const char *a, const char *b)
{
	return a == b || (a && b && same_text(a, b));
}

static size_t
of_same_code(const struct gen_run *run, size_t first)
{
	size_t n = 1;

	while (first + n < run->version_count &&
	    same_text(run->versions[first + n].code, run->versions[first].code))
		n++;
	return n;
}

static bool
knows(const struct gen_version *v, size_t n, const char *class)
{
	for (size_t i = 0; i < n; i++)
		if (tariff_class(v[i].tariff, class) >= 0)
			return true;
	return false;
}

/* The tariff that is named, or the first by code that knows the class. */
static void
choose(const struct gen_run *run, struct gen_profile *p)
{
	size_t n;

	for (size_t i = 0; i < run->version_count; i += n) {
		const struct gen_version *v = &run->versions[i];

		n = of_same_code(run, i);
		if (p->code ? !same_text(p->code, v->code) : !knows(v, n, p->class))
			continue;
		p->versions = v;
		p->count = n;
		return;
	}
}

static enum err
make_profile(struct cx *cx, struct gen_run *run, struct gen_profile *p, struct arena *in)
{
	struct tariff_profile *profiles;

	choose(run, p);
	profiles = arena_array(in, struct tariff_profile, p->count);
	for (size_t i = 0; i < p->count; i++) {
		enum err e = tariff_profile(cx, p->versions[i].tariff, p->class, p->attributes_json, &profiles[i]);

		if (e == E_MALFORMED) {
			failure_clear(cx);
			p->is_broken = true;
			break;
		}
		TRY(e);
	}
	p->profiles = profiles;
	return OK;
}

enum err
gen_profile_of(struct cx *cx, struct gen_run *run, const char *code, const char *class,
    const char *attributes_json, const struct gen_profile **out)
{
	unsigned slot = slot_of(code, class, attributes_json);
	bool keeps = run->profile_count < GENERATE_PROFILES;
	struct arena *in = keeps ? run->keep : cx->arena;
	struct gen_profile *p;

	for (p = run->profiles[slot]; p; p = p->next)
		if (same_text(p->class, class) && same_text(p->attributes_json, attributes_json) &&
		    same_code(p->code, code)) {
			*out = p;
			return OK;
		}
	p = arena_alloc(in, sizeof *p);
	p->code = arena_strdup(in, code);
	p->class = arena_strdup(in, class);
	p->attributes_json = arena_strdup(in, attributes_json);
	TRY(make_profile(cx, run, p, in));
	*out = p;
	if (!keeps)
		return OK;
	p->next = run->profiles[slot];
	run->profiles[slot] = p;
	run->profile_count++;
	return OK;
}
