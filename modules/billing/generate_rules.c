/* What holds for a whole run: the cycle, the settings, the tariffs. */
#include "generate_private.h"
#include <string.h>
#include "clock.h"
#include "json_out.h"
#include "money.h"
#include "settings.h"
#include "tariff_version.h"
#include "text.h"

enum { TARIFFS_MAX = 512, REACH_DAYS = 400 };

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

/* A span of days as the version that prices them; its document is read into the run's memory. */
static enum err
add_version(struct cx *cx, struct gen_run *run, const char *code, const struct tariff_span *span)
{
	struct gen_version *v = &run->versions[run->version_count];
	struct tariff_version *book = &run->book_versions[run->version_count];
	struct cx in = *cx;
	const struct row *row;
	const char *doc;
	enum err e;

	if (run->locks)
		TRY(db_one(cx, &row, "select doc_json from tariff where id = ? lock in share mode", str(span->id)));
	else
		TRY(db_one(cx, &row, "select doc_json from tariff where id = ?", str(span->id)));
	doc = row_str(row, "doc_json");
	*v = (struct gen_version){ .id = arena_strdup(run->keep, span->id),
		.code = arena_strdup(run->keep, code), .name = arena_strdup(run->keep, span->name),
		.revision = span->revision, .from = span->from, .to = span->to };
	in.arena = run->keep;
	e = tariff_parse(&in, doc, strlen(doc), "", &v->tariff);
	if (e != OK)
		return fail(cx, E_CONFLICT, "Tariff %s, version %lld, cannot be read: %s", v->code,
		    (long long)v->revision, in.failure.detail ? in.failure.detail : "it is malformed.");
	v->late_fee_json = late_fee_json(run->keep, tariff_late_fee(v->tariff),
	    currency_decimals(cx->who.currency));
	*book = (struct tariff_version){ v->id, v->code, v->name, v->revision, v->from, v->to, v->tariff };
	run->version_count++;
	return OK;
}

/* Of one code: those of the last years, the earliest first. */
static enum err
add_code(struct cx *cx, struct gen_run *run, const char *code)
{
	struct tariff_span *s;
	size_t n, before = run->version_count;

	TRY(tariff_spans(cx, code, &s, &n));
	for (size_t i = n; i-- > 0;) {
		size_t at;

		if (!s[i].in_force || s[i].from > run->to || s[i].to < run->from - REACH_DAYS)
			continue;
		if (run->version_count == TARIFFS_MAX)
			return fail(cx, E_CONFLICT, "More than %d tariffs are in force.", TARIFFS_MAX);
		TRY(add_version(cx, run, code, &s[i]));
		for (at = run->version_count - 1; at > before &&
		    run->versions[at - 1].from > run->versions[at].from; at--) {
			struct gen_version v = run->versions[at];
			struct tariff_version b = run->book_versions[at];

			run->versions[at] = run->versions[at - 1];
			run->versions[at - 1] = v;
			run->book_versions[at] = run->book_versions[at - 1];
			run->book_versions[at - 1] = b;
		}
	}
	return OK;
}

static enum err
load_tariffs(struct cx *cx, struct gen_run *run)
{
	struct rows codes;

	run->versions = arena_array(run->keep, struct gen_version, TARIFFS_MAX);
	run->book_versions = arena_array(run->keep, struct tariff_version, TARIFFS_MAX);
	TRY(db_all(cx, &codes, "select distinct code from tariff where utility = ?"
	    " and activated_at is not null order by code lock in share mode", str(run->utility)));
	for (size_t i = 0; i < codes.n; i++)
		TRY(add_code(cx, run, row_str(&codes.row[i], "code")));
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
	run->rules = use_rules_of(cx);
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

/* The tariff that is named, or the one that knows the class. */
static void
choose(struct cx *cx, const struct gen_run *run, struct gen_profile *p, struct arena *in)
{
	struct tariff_book book = { run->book_versions, run->version_count };
	const struct tariff_version *v;
	enum tariff_found found = tariff_of_service(&book, p->code, p->class, &v, &p->count);

	if (found == TARIFF_FOUND)
		p->versions = &run->versions[v - run->book_versions];
	else
		p->why = arena_strdup(in, tariff_found_text(cx, found, p->code, p->class));
}

static enum err
make_profile(struct cx *cx, struct gen_run *run, struct gen_profile *p, struct arena *in)
{
	struct tariff_profile *profiles;

	choose(cx, run, p, in);
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
