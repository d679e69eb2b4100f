/* Seasons, attributes, schedules, and the rules beside the prices. */
#include "parse_private.h"

#include <string.h>

/* "05-01" as month and day. */
static bool
month_day(struct parse *p, struct spot s, int *month, int *day)
{
	const char *v = text_of(p, s, 5);
	static const char shape[] = "dd-dd";

	*month = *day = 1;
	for (size_t i = 0; i < 5; i++)
		if (shape[i] == 'd' ? v[i] < '0' || v[i] > '9' : v[i] != shape[i]) {
			if (*v)
				wrong(p, s.at, "format",
				    "This must be a month and a day, like \"05-01\".");
			return false;
		}
	*month = (v[0] - '0') * 10 + v[1] - '0';
	*day = (v[3] - '0') * 10 + v[4] - '0';
	if (*month >= 1 && *month <= 12 && *day >= 1 && *day <= month_days(2000, *month))
		return true;
	wrong(p, s.at, "format", "There is no such day.");
	*month = *day = 1;
	return false;
}

static void
season_of(struct parse *p, struct spot s, int8_t place)
{
	struct spot from = below(p, s, "from");
	int m, d, to_m, to_d;
	bool taken = false;

	if (!object_of(p, s, "name|from|to"))
		return;
	p->t->season_names[place] = text_of(p, below(p, s, "name"), 40);
	for (int8_t i = 0; i < place; i++)
		if (strcmp(p->t->season_names[i], p->t->season_names[place]) == 0)
			wrong(
			    p, below(p, s, "name").at, "doubled", "Another season has this name.");
	if (!month_day(p, from, &m, &d) || !month_day(p, below(p, s, "to"), &to_m, &to_d))
		return;
	if (to_m == 2 && to_d == 28)
		to_d = 29;			/* the month's end, in every year */
	for (;;) {
		taken = taken || p->t->season_of[m][d] >= 0;
		p->t->season_of[m][d] = place;
		if (m == to_m && d == to_d)
			break;
		if (++d > month_days(2000, m))
			d = 1, m = m % 12 + 1;
	}
	if (taken)
		wrong(p, from.at, "overlap", "This season overlaps another.");
}

void
parse_seasons(struct parse *p, struct spot s)
{
	memset(p->t->season_of, -1, sizeof p->t->season_of);
	if (!given(s) || !list_of(p, s, 0, TARIFF_SEASONS_MAX))
		return;
	for (size_t i = 0; i < s.v->n; i++) {
		p->t->season_names[i] = "";
		p->t->seasons = i + 1;
		season_of(p, item(p, s, i), (int8_t)i);
	}
}

static void
default_of(struct parse *p, struct spot s, struct attribute *a)
{
	a->otherwise = ATTRIBUTE_UNKNOWN;
	if (!given(s))
		return;
	a->default_text = s.v->text;
	if (a->is_number) {
		a->otherwise = decimal_of(p, s, 3, 0, USE_MAX);
		return;
	}
	a->default_text = text_of(p, s, 80);
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->values[i], a->default_text) == 0)
			a->otherwise = (int64_t)i;
	if (a->otherwise == ATTRIBUTE_UNKNOWN)
		wrong(p, s.at, "choice", "The default is not one of the values.");
}

static void
attribute_read(struct parse *p, struct spot s, struct attribute *a)
{
	struct spot values = below(p, s, "values");

	a->name = "";
	if (!object_of(p, s, "name|values|number|default"))
		return;
	a->name = text_of(p, below(p, s, "name"), 40);
	for (const struct attribute *b = p->t->attributes; b < a; b++)
		if (strcmp(a->name, b->name) == 0)
			wrong(p, below(p, s, "name").at, "doubled",
			    "Another attribute has this name.");
	a->is_number = truth_or(p, below(p, s, "number"), false);
	if (a->is_number && given(values))
		wrong(p, values.at, "unknown", "A number has no listed values.");
	if (!a->is_number && list_of(p, values, 1, 200)) {
		a->values = arena_array(p->cx->arena, const char *, values.v->n);
		a->n = values.v->n;
		for (size_t i = 0; i < a->n; i++) {
			a->values[i] = text_of(p, item(p, values, i), 80);
			for (size_t k = 0; k < i; k++)
				if (strcmp(a->values[i], a->values[k]) == 0)
					wrong(p, item(p, values, i).at, "doubled",
					    "This value stands twice.");
		}
	}
	default_of(p, below(p, s, "default"), a);
}

void
parse_attributes(struct parse *p, struct spot s)
{
	if (!given(s) || !list_of(p, s, 0, TARIFF_ATTRIBUTES_MAX))
		return;
	for (size_t i = 0; i < s.v->n; i++)
		attribute_read(p, item(p, s, i), &p->t->attributes[p->t->attribute_count++]);
}

/* 12 months of 24 hours. */
static void
hours_of(struct parse *p, struct spot s, uint8_t hours[12][24], size_t *periods)
{
	if (!list_of(p, s, 12, 12))
		return;
	for (size_t m = 0; m < 12; m++) {
		struct spot month = item(p, s, m);

		if (!list_of(p, month, 24, 24))
			continue;
		for (size_t h = 0; h < 24; h++) {
			const struct tree *v = &month.v->items[h];
			size_t n;

			if (v->kind != TREE_NUMBER || v->text[1] != '\0') {
				n = (size_t)whole_of(
				    p, item(p, month, h), 0, TARIFF_PERIODS_MAX - 1);
			} else {
				n = (size_t)(v->text[0] - '0');
			}
			hours[m][h] = (uint8_t)n;
			if (n >= *periods)
				*periods = n + 1;
		}
	}
}

static void
period_names_of(struct parse *p, struct spot s, struct schedule *c)
{
	if (!given(s) || !list_of(p, s, c->periods, TARIFF_PERIODS_MAX))
		return;
	c->periods = s.v->n;
	for (size_t i = 0; i < s.v->n; i++)
		c->period_names[i] = text_of(p, item(p, s, i), 40);
}

void
parse_schedules(struct parse *p, struct spot s, struct spot names)
{
	if (given(names) && object_of(p, names, NULL))
		for (size_t i = 0; i < names.v->n; i++)
			if (!tree_member(s.v, names.v->items[i].key))
				wrong(p, tree_below(p->cx, names.at, names.v->items[i].key),
				    "unknown", "There is no schedule of this name.");
	if (!given(s) || !object_of(p, s, NULL))
		return;
	if (s.v->n > TARIFF_SCHEDULES_MAX) {
		wrong(
		    p, s.at, "length", "A tariff has at most %d schedules.", TARIFF_SCHEDULES_MAX);
		return;
	}
	for (size_t i = 0; i < s.v->n; i++) {
		struct schedule *c = &p->t->schedules[p->t->schedule_count++];
		struct spot one = below(p, s, s.v->items[i].key);

		c->name = s.v->items[i].key;
		c->periods = 1;
		if (!object_of(p, one, "weekday|weekend"))
			continue;
		hours_of(p, below(p, one, "weekday"), c->period[0], &c->periods);
		hours_of(p, below(p, one, "weekend"), c->period[1], &c->periods);
		period_names_of(p, below(p, names, c->name), c);
	}
}

/* Money to the minor unit. */
static int64_t
minor_of(struct parse *p, struct spot s, int64_t min)
{
	return decimal_of(p, s, p->t->decimals, min, INT64_C(99999999999999));
}

void
parse_late_fee(struct parse *p, struct spot s)
{
	struct late_fee_rule *r = &p->t->late_fee;
	struct spot every = below(p, s, "every_days"), most = below(p, s, "most"),
	    least = below(p, s, "least_open");

	if (!given(s) || !object_of(p, s,
	    "kind|amount|percent|grace_days|every_days|most|least_open"))
		return;
	r->kind = choice_of(p, below(p, s, "kind"), "fixed|percent") == 0 ? LATE_FEE_FIXED
	    : LATE_FEE_PERCENT;
	if (r->kind == LATE_FEE_FIXED)
		r->amount_minor = minor_of(p, below(p, s, "amount"), 1);
	else
		r->percent_micro = decimal_of(p, below(p, s, "percent"), 6, 1, SHARE_ALL);
	if (given(below(p, s, r->kind == LATE_FEE_FIXED ? "percent" : "amount")))
		wrong(p, s.at, "unknown", "A late fee is either an amount or a percentage.");
	r->grace_days = (int)whole_of(p, below(p, s, "grace_days"), 0, 365);
	if (given(every))
		r->every_days = (int)whole_of(p, every, 1, 366);
	if (given(most))
		r->most = (int)whole_of(p, most, 1, 1000);
	if (given(least))
		r->least_open_minor = minor_of(p, least, 0);
}

void
parse_estimation(struct parse *p, struct spot s)
{
	struct spot periods = below(p, s, "periods");

	if (!given(s) || !object_of(p, s, "method|periods"))
		return;
	p->t->estimation.method = (enum estimate_method)(1 +
	    choice_of(p, below(p, s, "method"), "average|last_year|last"));
	p->t->estimation.periods = given(periods) ? (int)whole_of(p, periods, 1, 24) : 3;
}
