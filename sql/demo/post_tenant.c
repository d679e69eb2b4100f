#include <stdio.h>
#include <string.h>
#include "account.h"
#include "clock.h"
#include "consumer.h"
#include "cycle.h"
#include "day.h"
#include "desk.h"
#include "numbering.h"
#include "price.h"
#include "role.h"
#include "settings.h"
#include "tenant.h"
#include "text.h"
#include "threshold.h"
#include "user.h"
#include "zone.h"

enum { BATCH = 250 };	/* a commit costs two waits for the disk */

struct founding { struct desk *desk; struct new_tenant tenant; struct new_user users[STAFF_MAX]; };

static void
keep_id(char to[37], const char *id)
{
	memcpy(to, id, 37);
}

/* A tenant with its people, all or nothing. */
static enum err
found(struct cx *cx, void *arg)
{
	struct founding *f = arg;
	const struct plan *p = f->desk->plan;

	cx->who.kind = ACTOR_SYSTEM;
	cx->who.name = "Onboarding";
	TRY(create_tenant(cx, &f->tenant));
	keep_id(f->desk->ids->tenant, f->tenant.id);
	TRY(create_built_in_roles(cx, NULL));
	for (size_t i = 0; i < p->is->staff_count; i++) {
		TRY(create_user(cx, &f->users[i]));
		keep_id(f->desk->ids->staff[i], f->users[i].id);
	}
	return OK;
}

static enum err
found_tenant(struct desk *d, const char *password)
{
	const struct profile *is = d->plan->is;
	struct founding f = {
		.desk = d,
		.tenant = {
			.code = is->code, .name = is->name, .currency = is->currency, .zone = is->zone,
			.locale = is->locale, .utility = is->utility, .first_number = 5001,
		},
	};

	for (size_t i = 0; i < is->staff_count; i++) {
		f.users[i] = (struct new_user){
			.email = fmt(d->plan->arena, "%s@%s.example", is->staff[i].mail, is->code),
			.name = is->staff[i].name, .password = password,
			.role_names = &is->staff[i].role, .role_count = 1,
		};
		TRY(prepare_new_user(&d->cx, &f.users[i]));
	}
	return desk_tx(d, found, &f);
}

static enum err
settle(struct cx *cx, void *arg)
{
	struct desk *d = arg;
	const struct profile *is = d->plan->is;
	struct setting_change changes[] = {
		{ SETTING_PAYMENT_CAP, fmt(cx->arena, "%lld", (long long)is->payment_cap), 0 },
		{ SETTING_VOID_LIMIT,  fmt(cx->arena, "%lld", (long long)is->void_limit),  0 },
		{ SETTING_LETTERHEAD,  is->letterhead, 0 },
		{ SETTING_SUPPORT_CONTACT, is->support, 0 },
	};

	for (size_t i = 0; i < COUNT(changes); i++)
		TRY(change_setting(cx, &changes[i]));
	d->ids->settings_version = 1 + (int64_t)COUNT(changes);
	for (size_t i = 0; i < PRICES; i++) {
		const struct offer *o = &is->offers[i];
		struct pricing price = { .code = o->code, .name = o->name, .kind = o->kind,
			.amount_minor = o->amount_minor, .due_days = o->due_days };

		TRY(create_price(cx, &price));
	}
	for (size_t i = 0; i < is->zones.n; i++) {
		struct new_zone zone = { .name = is->zones.word[i] };

		TRY(create_zone(cx, &zone));
		keep_id(d->ids->zone[i], zone.id);
	}
	return OK;
}

/* Limits of the two utilities, in minor units and ten thousandths of a percent; past due is beyond its
 * own from the first look on. */
static const struct { const char *metric, *name, *test, *period, *severity; int64_t limit[2]; } watched[] = {
	{ "success_rate", "Success rate below 99 %", "below", "this_month", "warning", { 990000, 990000 } },
	{ "past_due", "Too much past due", "above", "this_month", "warning", { 500000, 10000000 } },
	{ "zero_use", "Zero consumption rises", "rise", "last_month", "info", { 2500, 2500 } },
	{ "collection_rate", "Collection rate of last month", "below", "last_month", "warning", { 700000, 700000 } },
	{ "exceptions_open", "Exceptions pile up", "above", "this_month", "warning", { 200, 50 } },
};

static enum err
watch(struct cx *cx, void *arg)
{
	const struct desk *d = arg;
	const bool second = d->plan->is == &suryanagar;

	for (size_t i = 0; i < COUNT(watched); i++) {
		struct threshold t = { .metric = metric_by_key(watched[i].metric), .name = watched[i].name,
			.test = watched[i].test, .period = watched[i].period,
			.severity = watched[i].severity, .limit = watched[i].limit[second],
			.is_active = true };

		TRY(create_threshold(cx, &t));
	}
	return OK;
}

/* A cycle for each zone's month, but for the last zone's last one, which waits. */
static enum err
open_cycles(struct cx *cx, void *arg)
{
	struct desk *d = arg;
	const struct plan *p = d->plan;

	for (int m = 0; m < MONTHS; m++)
		for (unsigned z = 0; z < p->is->zones.n; z++) {
			char from[11], to[11], bill[11], due[11];
			struct cycling in = { .zone_id = d->ids->zone[z], .utility = p->is->utility,
				.from_on = from, .to_on = to, .bill_on = bill, .due_on = due };

			if (m == MONTHS - 1 && z == p->is->zones.n - 1)
				continue;
			month_begins(p, m, from);
			month_begins(p, m + 1, to);
			date_add_days(to, -1, to);
			zone_bills_on(p, z, m, bill);
			date_add_days(bill, p->is->due_days, due);
			TRY(create_cycle(cx, &in));
			keep_id(d->ids->cycle[z][m], in.id);
		}
	return OK;
}

/* Consumers and their accounts: [from, to) of the accounts. */
struct moving { struct desk *desk; unsigned from, to; char (*consumers)[37]; };

static enum err
move_in(struct cx *cx, void *arg)
{
	struct moving *m = arg;
	const struct plan *p = m->desk->plan;
	struct ids *ids = m->desk->ids;

	for (unsigned i = m->from; i < m->to; i++) {
		const struct premises *a = &p->accounts[i];
		const struct household *c = &p->consumers[a->consumer];
		struct new_account account = {
			.number = a->number,
			.zone_id = ids->zone[a->zone],
			.class = p->is->classes[a->class].name, .segment = a->segment,
			.street = a->street,
			.city = p->is->city,
			.region = p->is->region,
			.postcode = a->postcode,
			.opened_on = a->opened_on,
			.utility = p->is->utility,
			.meters = &a->meter,
			.meter_count = 1,
			.attributes_json = fmt(cx->arena, "{\"meter_size\":\"%s\"}",
			    size_of_label(p->is->classes[a->class].sizes[a->size].label)),
			.unit = p->is->unit,
		};
		if (a->names_consumer) {
			struct new_consumer consumer = {
				.number = c->number, .name = c->name, .kind = c->kind,
				.phone = c->phone, .email = c->email,
			};

			TRY(create_consumer(cx, &consumer));
			keep_id(m->consumers[a->consumer], consumer.id);
		}
		account.consumer_id = m->consumers[a->consumer];
		TRY(create_account(cx, &account));
		keep_id(ids->account[i], account.id);
	}
	return OK;
}

static enum err
reserve_numbers(struct cx *cx, void *arg)
{
	struct desk *d = arg;

	return number_reserve(
	    cx, SERIES_BILL, (int64_t)d->plan->bill_count, &d->ids->first_bill_no);
}

static enum err
post_all(struct desk *d, const char *password)
{
	const struct plan *p = d->plan;
	struct moving m = { .desk = d };
	int64_t start;

	if (p->bill_count == 0 || !day_start(p->is->zone, p->bills[0].from_on, &start))
		return E_INPUT;
	desk_time(d, start);
	m.consumers = arena_alloc(p->arena, p->consumer_count * sizeof *m.consumers);
	TRY(found_tenant(d, password));
	d->ids->settings_version = 1;
	TRY(desk_enter(d, -1));
	TRY(desk_tx(d, settle, d));
	TRY(desk_tx(d, watch, d));
	TRY(desk_enter(d, -1));
	TRY(desk_tx(d, open_cycles, d));
	for (; m.from < p->account_count; m.from = m.to) {
		m.to = m.from + BATCH;
		if (m.to > p->account_count)
			m.to = (unsigned)p->account_count;
		TRY(desk_tx(d, move_in, &m));
	}
	TRY(desk_tx(d, reserve_numbers, d));
	return post_first_reads(d);
}

int
post_tenant(const struct plan *p, struct ids *ids, const char *password)
{
	struct desk d;
	enum err e;

	desk_open(&d, p, ids);
	e = post_all(&d, password);
	desk_close(&d);
	return e == OK ? 0 : 1;
}
