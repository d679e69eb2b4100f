/* The tariff, and the cycle that waits: the last zone's month is read and not yet billed. */
#include <string.h>
#include "clock.h"
#include "cycle.h"
#include "day.h"
#include "desk.h"
#include "json_out.h"
#include "money.h"
#include "read.h"
#include "settings.h"
#include "tariff_version.h"
#include "text.h"
#include "units.h"

#define HOUR_US (INT64_C(3600) * 1000000)
enum { BATCH = 200 };
/* One of so many was not read, was misread, stood still, was away, leaks. */
enum { UNREAD = 31, MISREAD = 47, STOOD_STILL = 53, AWAY = 43, LEAKS = 29 };

/* ---- the tariff ---- */

/* "Service charge, 5/8 in. meter": what stands before the comma, and behind it. */
static const char *
before_comma(struct arena *a, const char *label)
{
	return arena_strndup(a, label, strcspn(label, ","));
}

const char *
size_of_label(const char *label)
{
	const char *comma = strchr(label, ',');

	return comma ? comma + 2 : label;
}

static void
put_price(struct json *j, const char *key, int64_t rate_micro)
{
	char text[32];

	json_put_str(j, key, decimal_text(text, rate_micro, 8));
}

static void
begin_component(struct json *j, const char *id, const char *kind, const char *name)
{
	json_begin(j);
	json_put_str(j, "id", id);
	json_put_str(j, "kind", kind);
	json_put_str(j, "name", name);
}

static void
put_sizes(struct json *j, const struct profile *is, const struct class *c, struct arena *a)
{
	begin_component(j, "service", "fixed", before_comma(a, c->sizes[0].label));
	json_key(j, "amount");
	json_begin(j);
	json_put_str(j, "by", "meter_size");
	json_key(j, "values");
	json_begin(j);
	for (int i = 0; i < SIZES_MAX && c->sizes[i].label; i++)
		json_put_str(j, size_of_label(c->sizes[i].label),
		    money_plain(a, c->sizes[i].service_minor, is->currency));
	json_end(j);
	json_end(j);
	json_put_str(j, "per", "period");
	json_end(j);
}

static void
put_tiers(struct json *j, const struct class *c, struct arena *a)
{
	int64_t from = 0;
	char text[32];

	begin_component(j, "use", "usage", before_comma(a, c->tiers[0].text));
	json_key(j, "tiers");
	json_begin_list(j);
	for (int i = 0; i < TIERS_MAX && c->tiers[i].text; i++) {
		json_begin(j);
		json_put_str(j, "from", decimal_text(text, from, 3));
		put_price(j, "price", c->tiers[i].rate_micro);
		json_end(j);
		from = c->tiers[i].upto_milli;
	}
	json_end_list(j);
	json_end(j);
}

static void
put_class(struct json *j, const struct profile *is, const struct class *c, struct arena *a)
{
	char text[32];

	json_key(j, c->name);
	json_begin(j);
	json_key(j, "components");
	json_begin_list(j);
	put_sizes(j, is, c, a);
	put_tiers(j, c, a);
	if (is->carriage_micro != 0) {
		begin_component(j, "carriage", "per_unit", is->carriage_text);
		put_price(j, "price", is->carriage_micro);
		json_end(j);
	}
	if (is->fee_minor != 0) {
		begin_component(j, "fee", "fixed", is->fee_text);
		json_put_str(j, "amount", money_plain(a, is->fee_minor, is->currency));
		json_put_str(j, "per", "period");
		json_end(j);
	}
	if (is->tax_bp != 0) {
		begin_component(j, "tax", "tax", is->tax_text);
		json_put_str(j, "percent", decimal_text(text, is->tax_bp, 2));
		json_put_str(j, "of", "all");
		json_end(j);
	}
	json_end_list(j);
	json_end(j);
}

static void
put_attributes(struct json *j, const struct profile *is)
{
	const char *seen[CLASSES * SIZES_MAX];
	size_t n = 0;

	json_key(j, "attributes");
	json_begin_list(j);
	json_begin(j);
	json_put_str(j, "name", "meter_size");
	json_key(j, "values");
	json_begin_list(j);
	for (int c = 0; c < CLASSES; c++)
		for (int i = 0; i < SIZES_MAX && is->classes[c].sizes[i].label; i++) {
			const char *size = size_of_label(is->classes[c].sizes[i].label);
			size_t k = 0;

			while (k < n && !same_text(seen[k], size))
				k++;
			if (k < n)
				continue;
			seen[n++] = size;
			json_str(j, size);
		}
	json_end_list(j);
	json_end(j);
	json_end_list(j);
}

static const char *
tariff_doc(struct cx *cx, const struct profile *is)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "unit", is->unit);
	json_put_str(&j, "period", "bill");
	json_put_str(&j, "change", "prorate");
	json_put_str(&j, "rounding", "half_up");
	put_attributes(&j, is);
	json_key(&j, "classes");
	json_begin(&j);
	for (int c = 0; c < CLASSES; c++)
		put_class(&j, is, &is->classes[c], cx->arena);
	json_end(&j);
	json_key(&j, "estimation");
	json_raw(&j, "{\"method\":\"average\",\"periods\":3}");
	json_key(&j, "terms");
	json_begin(&j);
	json_put_i64(&j, "due_days", is->due_days);
	json_end(&j);
	json_end(&j);
	return b.data;
}

/* ---- the cycle, and its reads ---- */

struct waiting {
	struct desk *desk;
	struct tariff_edit tariff;
	struct tariff_step step;
	const char *first_on;		/* of all bills */
	const char *from_on, *to_on, *before_on;
	bool is_before;			/* the last read before it */
	unsigned from, to;		/* accounts of a batch */
};

static enum err
draft(struct cx *cx, void *arg)
{
	struct waiting *w = arg;
	const struct profile *is = w->desk->plan->is;

	w->tariff = (struct tariff_edit){ .code = "STANDARD",
		.name = fmt(cx->arena, "%s, standard rates", is->name), .utility = is->utility,
		.effective_on = w->first_on, .doc_json = tariff_doc(cx, is), .source = "hand" };
	TRY(create_tariff(cx, &w->tariff));
	w->tariff.id = arena_strdup(w->desk->plan->arena, w->tariff.id);
	return OK;
}

static enum err
open_cycle(struct cx *cx, void *arg)
{
	struct waiting *w = arg;
	const struct plan *p = w->desk->plan;
	struct cycling in = { .zone_id = w->desk->ids->zone[p->is->zones.n - 1],
		.utility = p->is->utility, .from_on = w->from_on, .to_on = w->to_on,
		.due_days = p->is->due_days };

	return create_cycle(cx, &in);
}

static int64_t
as_read(int64_t use_milli, unsigned i)
{
	return i % MISREAD == 11 ? 9 * use_milli
	    : i % STOOD_STILL == 17 ? 0
	    : i % AWAY == 3 ? use_milli / 3
	    : i % LEAKS == 5 ? use_milli * 9 / 5 : use_milli;
}

/* Where the register stood, or where it stands: what was billed until then, and the month's use. */
static enum err
read_one(struct cx *cx, struct waiting *w, unsigned i)
{
	const struct plan *p = w->desk->plan;
	struct new_read r = { .account_id = w->desk->ids->account[i], .is_register = true,
		.quality = "actual", .source = "staff", .read_on = w->is_before ? w->before_on : w->to_on };
	const struct row *meter;

	if (w->is_before ? strcmp(p->accounts[i].opened_on, w->before_on) >= 0 : i % UNREAD == 7)
		return OK;		/* nobody was there; nobody came by */
	TRY(db_one(cx, &meter, "select id from meter where number = ? lock in share mode",
	    str(p->accounts[i].meter)));
	r.meter_id = row_str(meter, "id");
	for (size_t k = 0; k < p->bill_count; k++)
		if (p->bills[k].account == i)
			r.value_milli += p->bills[k].consumption_milli;
	if (!w->is_before)
		r.value_milli += as_read(plan_use(p, i, MONTHS - 1), i);
	return record_read(cx, &r);
}

static enum err
read_some(struct cx *cx, void *arg)
{
	struct waiting *w = arg;
	const struct plan *p = w->desk->plan;

	for (unsigned i = w->from; i < w->to; i++)
		if (waits(p, i, MONTHS - 1))
			TRY(read_one(cx, w, i));
	return OK;
}

static enum err
read_all(struct waiting *w)
{
	const struct plan *p = w->desk->plan;

	for (; w->from < p->account_count; w->from = w->to) {
		w->to = w->from + BATCH < p->account_count ? w->from + BATCH : (unsigned)p->account_count;
		TRY(desk_tx(w->desk, read_some, w));
	}
	return OK;
}

static enum err
post_all(struct waiting *w)
{
	struct desk *d = w->desk;

	TRY(desk_tx(d, draft, w));
	w->step = (struct tariff_step){ .id = w->tariff.id, .version = 1, .confirm = true };
	TRY(prepare_tariff_activation(&d->cx, &w->step));
	TRY(desk_tx(d, activate_tariff, &w->step));
	TRY(desk_tx(d, open_cycle, w));
	return read_all(w);
}

enum err
post_first_reads(struct desk *d)
{
	char from[11], before[11];
	struct waiting w = { .desk = d, .before_on = before, .is_before = true };
	int64_t at;

	month_begins(d->plan, MONTHS - 1, from);
	date_add_days(from, -1, before);
	if (!day_start(d->plan->is->zone, before, &at))
		return E_INTERNAL;
	desk_time(d, at + 18 * HOUR_US);
	return read_all(&w);
}

int
post_cycles(const struct plan *p, struct ids *ids)
{
	char first[11], from[11], next[11], to[11];
	struct desk d;
	struct waiting w = { .desk = &d, .first_on = first, .from_on = from, .to_on = to };
	int64_t at;
	enum err e;

	month_begins(p, 0, first);
	month_begins(p, MONTHS - 1, from);
	month_begins(p, MONTHS, next);
	date_add_days(next, -1, to);
	desk_open(&d, p, ids);
	if (!day_start(p->is->zone, p->last_on, &at))
		return 1;
	desk_time(&d, at + 18 * HOUR_US);
	e = desk_enter(&d, desk_staff(&d, "Billing Manager"));
	if (e == OK)
		e = post_all(&w);
	desk_close(&d);
	return e == OK ? 0 : 1;
}
