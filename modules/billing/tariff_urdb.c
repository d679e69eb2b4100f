/*
 * The U.S. Utility Rate Database's rates, as its API and its exports have them (JSON, version 3 and up):
 * https://openei.org/services/doc/rest/util_rates/
 */
#include "tariff_take.h"

#include <string.h>
#include "clock.h"
#include "tariff.h"
#include "urdb_private.h"

enum { DAY = 86400 };

/* Keys that say what a rate is and cost nothing; they stay in the file. */
static const char about[] = "|label|uri|approved|is_default|startdate|name|utility|eiaid|sector|"
    "servicetype|description|source|sourceparent|basicinformationcomments|energycomments|demandcomments|"
    "supersedes|revisions|country|voltagecategory|phasewiring|peakkwcapacityhistory|"
    "peakkwhusagehistory|voltageminimum|voltagemaximum|peakkwcapacitymin|peakkwcapacitymax|peakkwhusagemin|"
    "peakkwhusagemax|fixedattrs|energyattrs|demandattrs|fixedkeyvals|energykeyvals|demandkeyvals|latest_update|"
    "rateid|urdb_id|";
/* Keys that are read below. */
static const char read_here[] = "|energyratestructure|energyweekdayschedule|energyweekendschedule|"
    "demandratestructure|demandweekdayschedule|demandweekendschedule|demandrateunit|demandrateunits|demandunits|"
    "flatdemandstructure|flatdemandmonths|flatdemandunit|flatdemandunits|fixedmonthlycharge|"
    "fixedchargefirstmeter|fixedchargeunits|minmonthlycharge|mincharge|minchargeunits|";

/* ---- schedules ---- */

/* Does it hang on the month alone? */
static bool
by_month(const struct grid *g)
{
	for (size_t m = 0; m < MONTHS; m++)
		for (size_t h = 0; h < HOURS; h++)
			if (g->period[0][m][h] != g->period[0][m][0] || g->period[1][m][h] != g->period[0][m][0])
				return false;
	return true;
}

static bool
used(const struct grid *g, size_t period)
{
	for (size_t i = 0; i < 2; i++)
		for (size_t m = 0; m < MONTHS; m++)
			for (size_t h = 0; h < HOURS; h++)
				if (g->period[i][m][h] == period)
					return true;
	return false;
}

static void
put_side(struct json *j, const char *key, const struct grid *g, size_t side)
{
	json_key(j, key);
	json_begin_list(j);
	for (size_t m = 0; m < MONTHS; m++) {
		json_begin_list(j);
		for (size_t h = 0; h < HOURS; h++)
			json_i64(j, g->period[side][m][h]);
		json_end_list(j);
	}
	json_end_list(j);
}

static void
put_schedule(struct urdb *u, const char *name, const char *what, const struct grid *g)
{
	u->schedule_count++;
	json_key(&u->schedules, name);
	json_begin(&u->schedules);
	put_side(&u->schedules, "weekday", g, 0);
	put_side(&u->schedules, "weekend", g, 1);
	json_end(&u->schedules);
	json_key(&u->periods, name);
	json_begin_list(&u->periods);
	for (size_t i = 0; i < g->periods; i++)
		json_str(&u->periods, fmt(u->t->cx->arena, "%s %zu", what, i + 1));
	json_end_list(&u->periods);
}

/* ---- components ---- */

static void
begin(struct urdb *u, const char *id, const char *kind, const char *name)
{
	u->component_count++;
	json_begin(&u->components);
	json_put_str(&u->components, "id", id);
	json_put_str(&u->components, "kind", kind);
	json_put_str(&u->components, "name", name);
}

static void
put_rates(struct urdb *u, const struct tree *periods, const char *key)
{
	json_key(&u->components, "rates");
	json_begin_list(&u->components);
	for (size_t i = 0; i < periods->n; i++) {
		const char *tiers = urdb_tiers(u, &periods->items[i], tree_below_at(u->t->cx, urdb_at(u, key), i));

		json_raw(&u->components, tiers ? tiers : "[]");
	}
	json_end_list(&u->components);
}

static const char *
month_name(size_t month)
{
	static const char *const names[] = { "January", "February", "March", "April", "May", "June", "July",
		"August", "September", "October", "November", "December" };

	return names[month];
}

static const char *
last_day(size_t month)
{
	static const char *const days[] = { "01-31", "02-29", "03-31", "04-30", "05-31", "06-30", "07-31",
		"08-31", "09-30", "10-31", "11-30", "12-31" };

	return days[month];
}

/* Prices that change with the month alone need no use by the hour: a component for each run of months. */
static void
put_months(struct urdb *u, const struct tree *periods, const char *key, const struct grid *g)
{
	size_t first = 0, begun = 0;

	while (first < MONTHS && g->period[0][(first + 11) % 12][0] == g->period[0][first][0])
		first++;
	for (size_t i = 0; i < MONTHS; i += begun) {
		size_t m = (first + i) % MONTHS, p = g->period[0][m][0];
		const char *name, *tiers;

		for (begun = 1; i + begun < MONTHS && g->period[0][(m + begun) % MONTHS][0] == p;)
			begun++;
		name = begun == 1 ? month_name(m) : fmt(u->t->cx->arena, "%s to %s", month_name(m),
		    month_name((m + begun - 1) % MONTHS));
		u->season_count++;
		tiers = urdb_tiers(u, &periods->items[p], tree_below_at(u->t->cx, urdb_at(u, key), p));
		begin(u, fmt(u->t->cx->arena, "energy_%zu", u->season_count), "usage", "Energy");
		json_put_str(&u->components, "season", name);
		json_key(&u->components, "tiers");
		json_raw(&u->components, tiers ? tiers : "[]");
		json_end(&u->components);
		json_begin(&u->seasons);
		json_put_str(&u->seasons, "name", name);
		json_put_str(&u->seasons, "from", fmt(u->t->cx->arena, "%02zu-01", m + 1));
		json_put_str(&u->seasons, "to", last_day((m + begun - 1) % MONTHS));
		json_end(&u->seasons);
	}
}

static size_t
runs_of_months(const struct grid *g)
{
	size_t n = 0;

	for (size_t m = 0; m < MONTHS; m++)
		n += g->period[0][m][0] != g->period[0][(m + 11) % MONTHS][0];
	return n;
}

static void
put_energy(struct urdb *u)
{
	const struct tree *periods = urdb_structure(u, "energyratestructure", "kWh", "The price of energy");
	struct grid g = { .periods = periods ? periods->n : 0 };

	if (!periods) {
		if (!urdb_member(u, "energyratestructure"))
			left_out(u->t, urdb_at(u, "energyratestructure"), "The file has no price of energy.");
		return;
	}
	if (!urdb_read_grid(u, "energyweekdayschedule", "energyweekendschedule", &g))
		return;
	for (size_t i = 0; i < g.periods; i++)
		if (!used(&g, i))
			left_out(u->t, tree_below_at(u->t->cx, urdb_at(u, "energyratestructure"), i), "No hour of the"
			    " schedule has this rate.");
	if (by_month(&g) && runs_of_months(&g) == 0) {
		const char *tiers = urdb_tiers(u, &periods->items[g.period[0][0][0]],
		    tree_below_at(u->t->cx, urdb_at(u, "energyratestructure"), g.period[0][0][0]));

		begin(u, "energy", "usage", "Energy");
		json_key(&u->components, "tiers");
		json_raw(&u->components, tiers ? tiers : "[]");
		json_end(&u->components);
	} else if (by_month(&g) && runs_of_months(&g) <= TARIFF_SEASONS_MAX) {
		put_months(u, periods, "energyratestructure", &g);
	} else {
		put_schedule(u, "energy", "Energy rate", &g);
		begin(u, "energy", "tou", "Energy");
		json_put_str(&u->components, "schedule", "energy");
		put_rates(u, periods, "energyratestructure");
		json_end(&u->components);
	}
}

/* kW; other units of demand cannot be measured by intervals of energy. */
static bool
demand_unit(struct urdb *u, const char *key, const char *other, const char *what)
{
	const struct tree *unit = urdb_member(u, key) ? urdb_member(u, key) : urdb_member(u, other);

	if (!unit || !unit->text || strcmp(unit->text, "kW") == 0)
		return true;
	left_out(u->t, urdb_at(u, urdb_member(u, key) ? key : other), "Demand in %s cannot be billed here, only in kW. %s"
	    " was left out.", unit->text, what);
	return false;
}

static void
put_demand(struct urdb *u, const char *id, const char *name, const char *key, const struct tree *periods,
    const struct grid *g)
{
	put_schedule(u, id, name, g);
	begin(u, id, "demand", name);
	json_put_str(&u->components, "schedule", id);
	json_put_str(&u->components, "unit", "kW");
	put_rates(u, periods, key);
	json_end(&u->components);
}

static void
put_demands(struct urdb *u)
{
	const struct tree *periods = urdb_structure(u, "demandratestructure", "kW", "The price of demand");
	const struct tree *months = urdb_member(u, "flatdemandmonths");
	struct grid g = { .periods = periods ? periods->n : 0 };
	struct fraction f;

	if (periods && demand_unit(u, "demandrateunit", "demandrateunits", "The price of demand") &&
	    demand_unit(u, "demandunits", "demandunits", "The price of demand") &&
	    urdb_read_grid(u, "demandweekdayschedule", "demandweekendschedule", &g))
		put_demand(u, "demand", "Demand", "demandratestructure", periods, &g);
	periods = urdb_structure(u, "flatdemandstructure", "kW", "The monthly price of demand");
	if (!periods || !demand_unit(u, "flatdemandunit", "flatdemandunits", "The monthly price of demand"))
		return;
	g = (struct grid){ .periods = periods->n };
	for (size_t m = 0; m < MONTHS; m++) {
		if (months && (months->kind != TREE_LIST || months->n != MONTHS ||
		    !urdb_number(&months->items[m], &f) || f.den != 1 || f.num < 0 || (size_t)f.num >= g.periods)) {
			take_fault(u->t, urdb_at(u, "flatdemandmonths"), "range", "this names a rate for each of 12 months.");
			return;
		}
		for (size_t h = 0; months && h < HOURS; h++)
			g.period[0][m][h] = g.period[1][m][h] = (uint8_t)f.num;
	}
	put_demand(u, "flat_demand", "Monthly demand", "flatdemandstructure", periods, &g);
}

/* ---- what does not hang on use ---- */

/* An amount a month, a day, or a year (then by twelve); false: no such amount. */
static bool
amount_of(struct urdb *u, const char *key, const char *units, const char **per, struct fraction *amount)
{
	const struct tree *v = urdb_member(u, key), *unit = units ? urdb_member(u, units) : NULL;
	const char *said = unit && unit->text ? unit->text : "$/month";

	*per = "month";
	if (!v)
		return false;
	if (!urdb_number(v, amount)) {
		take_fault(u->t, urdb_at(u, key), "format", "this is no number.");
		return false;
	}
	if (amount->num == 0)
		return false;
	if (strcmp(said, "$/day") == 0) {
		*per = "day";
	} else if (strcmp(said, "$/year") == 0) {
		left_out(u->t, urdb_at(u, key), "%s a year is billed as a twelfth of it each month.", v->text);
		return fraction_times(*amount, (struct fraction){ 1, 12 }, amount);
	} else if (strcmp(said, "$/month") != 0) {
		left_out(u->t, urdb_at(u, units), "An amount in \"%s\" cannot be billed here; it was left out.", said);
		return false;
	}
	return true;
}

static void
put_fixed(struct urdb *u)
{
	static const char *const keys[][2] = { { "fixedchargefirstmeter", "fixedchargeunits" },
		{ "fixedmonthlycharge", NULL } };
	struct fraction amount;
	const char *per;

	for (size_t i = 0; i < 2; i++) {
		if (!amount_of(u, keys[i][0], keys[i][1], &per, &amount))
			continue;
		begin(u, i == 0 ? "fixed" : "fixed_monthly", "fixed", "Customer charge");
		json_put_str(&u->components, "amount", urdb_decimal(u, amount, PRICE_PLACES, urdb_at(u, keys[i][0])));
		json_put_str(&u->components, "per", per);
		json_end(&u->components);
	}
}

/* The least bill of a month, as text; NULL: there is none. */
static const char *
minimum(struct urdb *u)
{
	static const char *const keys[][2] = { { "mincharge", "minchargeunits" }, { "minmonthlycharge", NULL } };
	struct fraction amount;
	const char *per;

	for (size_t i = 0; i < 2; i++) {
		if (!amount_of(u, keys[i][0], keys[i][1], &per, &amount))
			continue;
		if (strcmp(per, "month") == 0)
			return urdb_decimal(u, amount, PRICE_PLACES, urdb_at(u, keys[i][0]));
		left_out(u->t, urdb_at(u, keys[i][0]), "The least bill is by the day; here it is by the month. It was left"
		    " out.");
	}
	return NULL;
}

static bool
is_nothing(const struct tree *v)
{
	struct fraction f;

	if (v->kind == TREE_NULL || (v->kind == TREE_BOOL && !v->truth))
		return true;
	if (v->kind == TREE_TEXT && !*v->text)
		return true;
	if (v->kind == TREE_LIST || v->kind == TREE_OBJECT) {
		for (size_t i = 0; i < v->n; i++)
			if (!is_nothing(&v->items[i]))
				return false;
		return true;
	}
	return urdb_number(v, &f) && f.num == 0;
}

static const char *
why_not(const char *key)
{
	if (strstr(key, "coincident"))
		return "Demand at the hour of the system's peak is not known here; it was left out.";
	if (strstr(key, "ratchet") || strstr(key, "lookback"))
		return "Demand of earlier months is not billed here; it was left out.";
	if (strstr(key, "reactive"))
		return "Reactive power is not billed here; it was left out.";
	if (strstr(key, "fueladj"))
		return "Adjustments for fuel by month have no place here; they were left out.";
	if (strcmp(key, "usenetmetering") == 0 || strcmp(key, "dgrules") == 0)
		return "What a consumer feeds in is not billed here; the rule was left out.";
	if (strcmp(key, "enddate") == 0)
		return "The file says when it ends. Here a version ends where the next begins, or where it is"
		    " retired.";
	if (strstr(key, "window"))
		return "Demand is measured over each interval of the meter; the file's window was left out.";
	if (strstr(key, "annualmin"))
		return "A least amount of a year cannot be billed here; it was left out.";
	if (strstr(key, "fixedchargeeaaddl"))
		return "The charge for each further meter has no place here; it was left out.";
	return "This is not known here; it was left out.";
}

static void
tell_others(struct urdb *u)
{
	struct buf kept = buf_in(u->t->cx->arena);

	for (size_t i = 0; i < u->rate->n; i++) {
		const struct tree *v = &u->rate->items[i];

		if (urdb_listed(read_here, v->key) || is_nothing(v))
			continue;
		if (!urdb_listed(about, v->key))
			left_out(u->t, urdb_at(u, v->key), "%s", why_not(v->key));
		else if (strstr(v->key, "comments") || strstr(v->key, "voltage") || strstr(v->key, "peakkw") ||
		    strstr(v->key, "phasewiring") || strstr(v->key, "description"))
			buf_printf(&kept, "%s%s", kept.len ? ", " : "", v->key);
	}
	if (kept.len)
		left_out(u->t, u->base, "What the file says in words, or of whom the rate is for, stays in the file:"
		    " %s.", kept.data);
}

/* ---- the whole ---- */

/* Seconds since 1970, or a date. */
static void
read_start(struct urdb *u)
{
	const struct tree *v = urdb_member(u, "startdate"), *name = urdb_member(u, "name");
	struct fraction f;
	char *day;

	if (name && name->kind == TREE_TEXT && *name->text && utf8_length(name->text) <= 120)
		u->t->name = name->text;
	if (!v)
		return;
	if (v->kind == TREE_TEXT && strlen(v->text) >= 10 &&
	    date_valid(arena_strndup(u->t->cx->arena, v->text, 10))) {
		u->t->effective_on = arena_strndup(u->t->cx->arena, v->text, 10);
	} else if (urdb_number(v, &f) && f.den == 1 && f.num > 0 && f.num / DAY < 200000) {
		day = arena_alloc(u->t->cx->arena, 11);
		date_from_days((int)(f.num / DAY), day);
		u->t->effective_on = day;
	} else {
		left_out(u->t, urdb_at(u, "startdate"), "The date from which it holds cannot be read.");
	}
}

static const char *
class_of(struct urdb *u)
{
	const struct tree *sector = urdb_member(u, "sector");

	if (u->t->class)
		return u->t->class;
	if (sector && sector->kind == TREE_TEXT) {
		if (strcmp(sector->text, "Residential") == 0)
			return "RESIDENTIAL";
		if (strcmp(sector->text, "Commercial") == 0)
			return "COMMERCIAL";
		if (strcmp(sector->text, "Industrial") == 0)
			return "INDUSTRIAL";
		if (strcmp(sector->text, "Lighting") == 0)
			return "LIGHTING";
	}
	return "GENERAL";
}

static const char *
document(struct urdb *u, const char *components, const char *seasons, const char *schedules,
    const char *periods)
{
	struct buf b = buf_in(u->t->cx->arena);
	struct json j = json_to(&b);
	const char *least = minimum(u);

	json_begin(&j);
	json_put_str(&j, "unit", "kWh");
	json_put_str(&j, "period", "month");
	json_put_str(&j, "change", "prorate");
	json_put_str(&j, "rounding", "half_up");
	json_key(&j, "seasons");
	json_raw(&j, seasons);
	json_key(&j, "attributes");
	json_raw(&j, "[]");
	json_key(&j, "schedules");
	json_raw(&j, schedules);
	json_key(&j, "periods");
	json_raw(&j, periods);
	json_key(&j, "classes");
	json_begin(&j);
	json_key(&j, class_of(u));
	json_begin(&j);
	json_put_str(&j, "name", u->t->name ? take_cut(u->t->cx, u->t->name, 80) : class_of(u));
	json_key(&j, "components");
	json_raw(&j, components);
	if (least) {
		json_key(&j, "minimum");
		json_begin(&j);
		json_put_str(&j, "amount", least);
		json_end(&j);
	}
	json_end(&j);
	json_end(&j);
	json_end(&j);
	return b.data;
}

/* The rate itself, or the first of an answer of the API. */
static enum err
find_rate(struct urdb *u, const struct tree *root)
{
	const struct tree *items = tree_member(root, "items");

	u->rate = root;
	u->base = "";
	if (!items)
		return OK;
	if (items->kind != TREE_LIST || items->n == 0 || items->items[0].kind != TREE_OBJECT) {
		take_fault(u->t, "/items", "length", "the file holds no rate.");
		return faults_check(u->t->cx);
	}
	if (items->n > 1)
		left_out(u->t, "/items", "The file holds %zu rates; the first one was taken.", items->n);
	u->rate = &items->items[0];
	u->base = "/items/0";
	return OK;
}

enum err
take_urdb(struct tariff_taking *t, const char *text, size_t len)
{
	struct urdb *u = arena_alloc(t->cx->arena, sizeof *u);
	struct buf components = buf_in(t->cx->arena), seasons = buf_in(t->cx->arena);
	struct buf schedules = buf_in(t->cx->arena), periods = buf_in(t->cx->arena);
	const struct tree *root;
	enum err e;

	u->t = t;
	if (len > TAKE_BYTES_MAX)
		return fail(t->cx, E_TOO_LARGE, "The file is over %d MiB. Nothing was changed.",
		    TAKE_BYTES_MAX >> 20);
	e = tree_parse(t->cx, text, len, &root);
	if (e == E_MALFORMED) {
		fault_add(t->cx, "/file_id", "format", "%s", t->cx->failure.detail);
		return faults_check(t->cx);
	}
	TRY(e);
	TRY(find_rate(u, root));
	u->components = json_to(&components);
	u->seasons = json_to(&seasons);
	u->schedules = json_to(&schedules);
	u->periods = json_to(&periods);
	json_begin_list(&u->components);
	json_begin_list(&u->seasons);
	json_begin(&u->schedules);
	json_begin(&u->periods);
	read_start(u);
	put_fixed(u);
	put_energy(u);
	put_demands(u);
	json_end_list(&u->components);
	json_end_list(&u->seasons);
	json_end(&u->schedules);
	json_end(&u->periods);
	tell_others(u);
	if (u->component_count == 0)
		take_fault(t, u->base[0] ? u->base : "/", "required", "nothing of this rate could be taken over.");
	TRY(faults_check(t->cx));
	return take_end(t, document(u, components.data, seasons.data, schedules.data, periods.data));
}
