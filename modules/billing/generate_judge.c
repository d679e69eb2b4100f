/* What comes of one account: a bill, exceptions, or nothing. */
#include "generate_judging.h"
#include <string.h>
#include "clock.h"
#include "cycle_use.h"
#include "money.h"
#include "text.h"

enum { DUE_SHARE = 3, DUE_OF = 4 };	/* three quarters */

/* ---- exceptions ---- */

static struct new_exception *
add_exception(struct judging *g, enum exception_type type, bool is_blocking, const char *detail)
{
	struct gen_judged *out = g->out;
	struct new_exception *x;

	if (out->exception_count == JUDGED_EXCEPTIONS_MAX || (g->run->accepted & TYPE_BIT(type)))
		return NULL;
	for (size_t i = 0; i < out->exception_count; i++)
		if (out->exceptions[i].type == type) {
			out->exceptions[i].is_blocking = out->exceptions[i].is_blocking || is_blocking;
			return &out->exceptions[i];
		}
	x = &out->exceptions[out->exception_count++];
	*x = (struct new_exception){ .type = type, .is_blocking = is_blocking,
		.cycle_id = g->run->cycle_id, .generation_id = g->run->generation_id,
		.account_id = g->a->id, .zone_id = g->run->zone_id, .class = g->a->class,
		.segment = g->a->segment, .utility = g->run->utility, .use_milli = EXCEPTION_UNKNOWN,
		.usual_milli = EXCEPTION_UNKNOWN, .bill_minor = EXCEPTION_UNKNOWN,
		.previous_minor = g->a->bill_count > 0 ? g->a->bills[0].amount_minor : EXCEPTION_UNKNOWN,
		.detail_json = detail };
	return x;
}

void
judge_hold(struct judging *g, enum exception_type type, const char *text, const struct gen_read *r)
{
	struct exception_detail d = { .unit = g->out->unit, .text = text,
		.meter = r && r->meter ? r->meter->number : NULL,
		.days = g->out->to - g->out->from + 1 };
	struct new_exception *x = add_exception(g, type, true, exception_detail(g->cx, &d));

	if (x && r) {
		x->meter_id = r->meter_id;
		x->read_id = r->id;
	}
	if (x && g->used_count > 0)
		x->use_milli = g->out->use_milli;
}

static bool
is_held(const struct gen_judged *out)
{
	for (size_t i = 0; i < out->exception_count; i++)
		if (out->exceptions[i].is_blocking)
			return true;
	return false;
}

/* ---- is it due? ---- */

/* Unbilled for three quarters of the cycle's days, or of what it was billed for last: who is billed
 * every other month is not missed in between. */
static bool
is_due(const struct judging *g, int32_t *since)
{
	const struct gen_account *a = g->a;
	const struct gen_bill *last = NULL;
	int32_t to = g->run->to, days = g->run->to - g->run->from + 1;

	for (size_t i = 0; i < a->bill_count && !last; i++)
		if (a->bills[i].to <= to)
			last = &a->bills[i];
	*since = last ? last->to : a->started - 1;
	if (last && last->to - last->from + 1 > days)
		days = last->to - last->from + 1;
	if (a->is_closed || a->ended < g->run->from)
		return false;
	if (a->ended < to)
		to = a->ended;
	return (int64_t)(to - *since) * DUE_OF >= (int64_t)days * DUE_SHARE;
}

/* ---- the reads ---- */

/* A meter that was there for most of the cycle, and has no read in it. */
static const struct gen_meter *
unread(const struct judging *g)
{
	const struct gen_run *run = g->run;

	for (size_t m = 0; m < g->a->meter_count; m++) {
		const struct gen_meter *x = &g->a->meters[m];
		bool read = same_text(x->kind, "interval");

		if (x->removed <= run->to || x->installed > run->from + (run->to - run->from + 1) / DUE_OF)
			continue;
		for (size_t i = 0; i < g->a->read_count && !read; i++)
			read = same_text(g->a->reads[i].meter_id, x->id);
		if (!read)
			return x;
	}
	return NULL;
}

static bool
overlap(const struct gen_read *r, int32_t from, int32_t to)
{
	return r->from <= to && r->to >= from;
}

static bool
use_reads(struct judging *g)
{
	struct gen_judged *out = g->out;

	g->used = arena_array(g->cx->arena, const struct gen_read *, g->a->read_count);
	for (size_t i = 0; i < g->a->read_count; i++) {
		const struct gen_read *r = &g->a->reads[i];

		if (!r->has_use)
			continue;
		g->used[g->used_count++] = r;
		if (g->used_count == 1 || r->from < out->from)
			out->from = r->from;
		if (g->used_count == 1 || r->to > out->to)
			out->to = r->to;
		if (same_text(r->quality, "estimated"))
			out->quality = "estimated";
		else if (same_text(r->quality, "substituted") && !same_text(out->quality, "estimated"))
			out->quality = "substituted";
		g->rolled_over = g->rolled_over || r->rolled_over;
		if (r->meter && (r->meter->replaces ? r->meter->installed >= g->run->from - 1
						    : r->meter->removed <= g->run->to))
			g->swapped = true;
	}
	out->is_estimated = same_text(out->quality, "estimated");
	return g->used_count > 0;
}

/* The same days twice: two uses of one meter, or days that a live bill is for. */
void
judge_twice(struct judging *g)
{
	for (size_t i = 0; i < g->used_count; i++) {
		const struct gen_read *r = g->used[i];

		for (size_t k = 0; k < i; k++)
			if (same_text(r->meter_id, g->used[k]->meter_id) &&
			    overlap(r, g->used[k]->from, g->used[k]->to)) {
				judge_hold(g, EXCEPTION_DUPLICATE, "Two reads of one meter are for the same days.", r);
				return;
			}
		for (size_t k = 0; k < g->a->bill_count; k++)
			if (overlap(r, g->a->bills[k].from, g->a->bills[k].to)) {
				judge_hold(g, EXCEPTION_DUPLICATE, "Some of the days of this read are billed already.", r);
				return;
			}
	}
}

void
judge_active(struct judging *g)
{
	int32_t end = g->a->ended;

	if (g->a->is_closed)
		end = g->a->closed < end ? g->a->closed : end;
	for (size_t i = 0; i < g->used_count; i++)
		if (g->used[i]->use_milli > 0 && g->used[i]->to > (end == NEVER && g->a->is_closed ? -1 : end)) {
			judge_hold(g, EXCEPTION_INACTIVE_USE, g->a->is_closed
			    ? "The account is closed." : "The service has ended.", g->used[i]);
			return;
		}
}

/* ---- the tariff ---- */

static bool
take_versions(struct judging *g)
{
	const struct gen_profile *p = g->profile;
	struct rating_input *in = &g->input;

	*in = (struct rating_input){ .versions = g->versions, .from = g->out->from, .to = g->out->to,
		.demand_milli = -1 };
	for (size_t i = 0; i < p->count && in->version_count < RATED_VERSIONS_MAX; i++) {
		const struct gen_version *v = &p->versions[i];

		if (v->from > in->to || v->to < in->from)
			continue;
		g->version_rows[in->version_count] = v;
		g->versions[in->version_count++] =
		    (struct rating_version){ v->tariff, &p->profiles[i], v->from, v->to };
	}
	if (in->version_count == 0)
		return false;
	g->out->version = g->version_rows[in->version_count - 1];
	g->out->unit = tariff_unit(g->out->version->tariff)->name;
	return true;
}

/* All use in the tariff's unit; a position of demand beside it. */
static bool
add_up(struct judging *g)
{
	const struct unit *to = tariff_unit(g->out->version->tariff);
	int64_t sum = 0;

	for (size_t i = 0; i < g->used_count; i++) {
		const struct unit *unit = unit_find(g->used[i]->unit);
		int64_t milli;

		if (unit && unit->dimension == POWER && to->dimension == ENERGY) {
			if (g->used[i]->use_milli > g->input.demand_milli)
				g->input.demand_milli = g->used[i]->use_milli;
			continue;
		}
		if (!unit || !unit_convert(unit, to, g->used[i]->use_milli, &milli) ||
		    __builtin_add_overflow(sum, milli, &sum)) {
			judge_hold(g, EXCEPTION_REFUSED, fmt(g->cx->arena, "The read is in %s, the tariff in %s.",
			    g->used[i]->unit, to->name), g->used[i]);
			return false;
		}
	}
	g->out->use_milli = g->input.use_milli = sum;
	return true;
}

bool
judge_tariff(struct judging *g)
{
	if (g->profile->is_broken) {
		judge_hold(g, EXCEPTION_REFUSED, "The attributes of the service cannot be read.", NULL);
		return false;
	}
	if (g->profile->count == 0 || !take_versions(g)) {
		judge_hold(g, EXCEPTION_NO_TARIFF, g->profile->why ? g->profile->why
		    : fmt(g->cx->arena, "No tariff for class %s is in force on these days.", g->a->service_class),
		    g->used_count > 0 ? g->used[0] : NULL);
		return false;
	}
	return true;
}

static bool
has_no_rate(enum rate_result r)
{
	return r == RATE_GAP || r == RATE_CLASS;
}

void
judge_rate(struct judging *g)
{
	struct gen_judged *out = g->out;
	enum rate_result r = rate(&g->input, &g->rated);

	if (r != RATED) {
		judge_hold(g, has_no_rate(r) ? EXCEPTION_NO_TARIFF : EXCEPTION_REFUSED,
		    rate_why(g->cx, &g->input, &g->rated, r), g->used_count > 0 ? g->used[0] : NULL);
		return;
	}
	if (g->rated.total_minor == 0 && g->input.use_milli == 0) {
		judge_hold(g, EXCEPTION_ZERO, "Nothing was used, and the tariff asks nothing for that: there is"
		    " nothing to bill.", g->used_count > 0 ? g->used[0] : NULL);
		return;
	}
	if (g->rated.total_minor <= 0 || g->rated.total_minor > MONEY_MAX || g->rated.tax_minor < 0 ||
	    g->rated.tax_minor > g->rated.total_minor) {
		judge_hold(g, EXCEPTION_REFUSED, g->rated.total_minor > MONEY_MAX
		    ? "The bill would come to more than can be billed."
		    : "The bill would not come to more than nothing.",
		    g->used_count > 0 ? g->used[0] : NULL);
		return;
	}
	g->is_rated = true;
	out->amount_minor = g->rated.total_minor;
	out->tax_minor = g->rated.tax_minor;
	out->fixed_minor = g->rated.fixed_minor;
}

/* ---- what is unusual ---- */

/* The bill before, in this bill's unit. */
static const struct gen_bill *
previous(const struct judging *g, int64_t *use_milli)
{
	const struct gen_bill *b = NULL;

	for (size_t i = 0; i < g->a->bill_count && !b; i++)
		if (g->a->bills[i].to < g->out->from)
			b = &g->a->bills[i];
	if (!b)
		return NULL;
	if (same_text(b->unit, g->out->unit)) {
		*use_milli = b->use_milli;
		return b;
	}
	{
		const struct unit *from = unit_find(b->unit), *to = unit_find(g->out->unit);

		return from && to && unit_convert(from, to, b->use_milli, use_milli) ? b : NULL;
	}
}

static enum err
estimates_before(struct judging *g, int64_t *n)
{
	const struct gen_account *a = g->a;

	*n = 0;
	if (!g->out->is_estimated || a->bill_count == 0 || !a->bills[0].is_estimated)
		return OK;
	TRY(gen_load_history(g->cx, g->run, g->a));
	while ((size_t)*n < a->bill_count && a->bills[*n].is_estimated)
		++*n;
	return OK;
}

static void
tell(struct judging *g, const struct use_finding *f, int64_t estimates)
{
	struct exception_detail d = { .unit = g->out->unit, .percent = f->percent,
		.days = g->out->to - g->out->from + 1, .is_very = f->is_very, .is_held = f->is_blocking,
		.in_row = f->type == EXCEPTION_ESTIMATED ? estimates + 1 : 0,
		.meter = g->used_count > 0 && g->used[0]->meter ? g->used[0]->meter->number : NULL };
	struct new_exception *x =
	    add_exception(g, f->type, f->is_blocking, exception_detail(g->cx, &d));

	if (!x)
		return;
	x->use_milli = g->out->use_milli;
	x->usual_milli = f->has_usual ? f->usual_milli : EXCEPTION_UNKNOWN;
	if (g->used_count > 0) {
		x->meter_id = g->used[0]->meter_id;
		x->read_id = g->used[0]->id;
	}
}

enum err
judge_unusual(struct judging *g)
{
	struct use_finding found[USE_FINDINGS_MAX];
	int64_t before = 0;
	const struct gen_bill *last = previous(g, &before);
	struct use_to_check u = { .use_milli = g->out->use_milli,
		.days = g->out->to - g->out->from + 1, .previous_milli = before,
		.previous_days = last ? last->to - last->from + 1 : 0, .low_milli = g->a->low_milli,
		.high_milli = g->a->high_milli, .is_estimated = g->out->is_estimated,
		.rolled_over = g->rolled_over, .meter_swapped = g->swapped, .accepted = g->run->accepted };
	size_t n;

	TRY(estimates_before(g, &u.estimates_before));
	g->out->use_class = use_class(&g->run->rules, &u);
	n = use_check(&g->run->rules, &u, found);
	for (size_t i = 0; i < n; i++)
		tell(g, &found[i], u.estimates_before);
	return OK;
}

void
judge_reach(struct judging *g)
{
	struct exception_detail d = { .unit = NULL };

	if (!address_is_good(g->a->street, g->a->city, g->a->postcode))
		(void)add_exception(g, EXCEPTION_BAD_ADDRESS, false, exception_detail(g->cx, &d));
	if (g->a->email && *g->a->email && !email_is_good(g->a->email)) {
		d.text = fmt(g->cx->arena, "%s is no address of mail.", g->a->email);
		(void)add_exception(g, EXCEPTION_BAD_EMAIL, false, exception_detail(g->cx, &d));
	}
}

/* ---- without reads ---- */

static bool
scaled(int64_t use_milli, int64_t days, int64_t of_days, int64_t *out)
{
	__extension__ __int128 product = (__int128)use_milli * days;

	if (of_days <= 0 || use_milli < 0)
		return false;
	*out = (int64_t)((product + of_days / 2) / of_days);
	return true;
}

/* By the tariff's rule, out of what was billed before. */
static bool
by_rule(const struct judging *g, const struct estimation_rule *rule, int64_t *use_milli)
{
	const struct gen_account *a = g->a;
	int64_t days = g->out->to - g->out->from + 1, use = 0, of_days = 0;
	size_t most = rule->method == ESTIMATE_LAST ? 1 : (size_t)(rule->periods > 0 ? rule->periods : 1);

	for (size_t i = 0, n = 0; i < a->bill_count && n < most; i++) {
		const struct gen_bill *b = &a->bills[i];

		if (b->to >= g->out->from || !same_text(b->unit, g->out->unit))
			continue;
		if (rule->method == ESTIMATE_LAST_YEAR &&
		    (b->to < g->out->from - 365 || b->from > g->out->to - 365))
			continue;
		use += b->use_milli;
		of_days += b->to - b->from + 1;
		if (rule->method != ESTIMATE_LAST_YEAR)
			n++;
	}
	return scaled(use, days, of_days, use_milli);
}

/* *done: there is an estimate, and the bill may be rated. */
static enum err
estimate(struct judging *g, int32_t since, bool *done)
{
	const struct estimation_rule *rule;

	*done = false;
	g->out->from = since + 1 > g->run->from - 400 ? since + 1 : g->run->from;
	g->out->to = g->a->ended < g->run->to ? g->a->ended : g->run->to;
	if (g->out->to < g->out->from || g->profile->is_broken || g->profile->count == 0 || !take_versions(g))
		return OK;
	rule = tariff_estimation(g->out->version->tariff);
	if (rule->method == ESTIMATE_NONE)
		return OK;
	TRY(gen_load_history(g->cx, g->run, g->a));
	if (!by_rule(g, rule, &g->input.use_milli))
		return OK;
	g->out->use_milli = g->input.use_milli;
	g->out->is_estimated = true;
	g->out->quality = "estimated";
	*done = true;
	return OK;
}

/* ---- together ---- */

static void
take_lines(struct judging *g)
{
	struct gen_judged *out = g->out;

	out->lines = arena_array(g->cx->arena, struct gen_line, g->rated.count);
	out->line_count = g->rated.count;
	for (size_t i = 0; i < g->rated.count; i++) {
		const struct rated_line *l = &g->rated.lines[i];
		bool whole = l->from == g->input.from && l->to == g->input.to;

		out->lines[i] = (struct gen_line){ .kind = line_kind_name(l),
			.text = line_text(g->cx, &g->input, l), .gl_code = line_gl_code(&g->input, l),
			.quantity_milli = l->quantity_milli, .rate_micro = l->rate_micro,
			.amount_minor = l->amount_minor, .from = whole ? NEVER : l->from, .to = l->to,
			.tier = l->tier, .has_quantity = l->quantity_milli != 0 || l->kind == LINE_USAGE };
	}
}

void
judge_conclude(struct judging *g)
{
	struct gen_judged *out = g->out;
	size_t kept = 0;

	for (size_t i = 0; i < out->exception_count; i++)
		out->exceptions[i].bill_minor = g->is_rated ? out->amount_minor : EXCEPTION_UNKNOWN;
	if (!is_held(out) && g->is_rated) {
		out->outcome = GEN_BILLED;
		take_lines(g);
		out->id = new_id(g->cx->arena);
		for (size_t i = 0; i < out->exception_count; i++)
			out->exceptions[i].bill_id = out->id;
		out->copy_json = gen_copy_json(g->cx, g->run, out, g->used, g->used_count);
		return;
	}
	out->outcome = GEN_EXCEPTED;
	for (size_t i = 0; i < out->exception_count; i++)
		if (out->exceptions[i].is_blocking)
			out->exceptions[kept++] = out->exceptions[i];
	out->exception_count = kept;
}

/* One below nothing among others: their sum hides it. */
static void
check_each(struct judging *g)
{
	for (size_t i = 0; i < g->used_count && g->used_count > 1; i++)
		if (g->used[i]->use_milli < 0) {
			judge_hold(g, EXCEPTION_NEGATIVE, "One of the reads is below the one before.", g->used[i]);
			return;
		}
}

static enum err
judge_use(struct judging *g, bool due)
{
	bool known = judge_tariff(g) && add_up(g);
	const struct gen_meter *m = due ? unread(g) : NULL;

	if (m)
		judge_hold(g, EXCEPTION_MISSING_READ, fmt(g->cx->arena, "Meter %s has no read.", m->number), NULL);
	judge_twice(g);
	judge_active(g);
	check_each(g);
	if (known) {
		if (g->out->use_milli >= 0)
			judge_rate(g);
		TRY(judge_unusual(g));
	}
	judge_reach(g);
	judge_conclude(g);
	return OK;
}

static enum err
judge_missing(struct judging *g, int32_t since)
{
	bool estimated = false;
	const struct gen_meter *m = unread(g);

	if (g->run->estimates)
		TRY(estimate(g, since, &estimated));
	if (estimated) {
		judge_rate(g);
		TRY(judge_unusual(g));
		judge_reach(g);
	} else {
		struct exception_detail d = { .unit = m ? m->unit : NULL, .meter = m ? m->number : NULL,
			.text = g->run->estimates ? "There is nothing to estimate by." : NULL };
		struct new_exception *x =
		    add_exception(g, EXCEPTION_MISSING_READ, true, exception_detail(g->cx, &d));

		if (x && m)
			x->meter_id = m->id;
	}
	judge_conclude(g);
	return OK;
}

enum err
gen_judge(struct cx *cx, struct gen_run *run, struct gen_account *a, struct gen_judged *out)
{
	struct judging g = { .cx = cx, .run = run, .a = a, .out = out };
	const struct gen_meter *hourly;
	int32_t since;
	bool due, several;

	*out = (struct gen_judged){ .account = a, .quality = "actual", .use_class = "none" };
	if (!a->is_chosen || !a->service_id || a->is_billed)
		return OK;
	TRY(gen_profile_of(cx, run, a->tariff_code, a->service_class, a->attributes_json, &g.profile));
	due = is_due(&g, &since);
	hourly = hourly_meter(a, run, &several);
	if (hourly && (several || has_other_reads(a))) {
		out->from = run->from;
		out->to = run->to;
		judge_hold(&g, EXCEPTION_REFUSED, several
		    ? "The account has several interval meters: their hours are not added up."
		    : "The account has reads of other meters beside an interval meter: they are not added up.",
		    NULL);
		judge_conclude(&g);
		return OK;
	}
	if (hourly)
		return judge_hours(&g, hourly, due, since);
	if (use_reads(&g))
		return judge_use(&g, due);
	return due ? judge_missing(&g, since) : OK;
}
