/* What a day of an interval file would do. */
#include "import_plan_private.h"
#include <string.h>
#include "clock.h"
#include "interval_text.h"
#include "json_out.h"
#include "nem12.h"
#include "text.h"
#include "units.h"

#define NUMBERS "from json_table(?, '$[*]' columns (number varchar(32) path '$')) j straight_join "
#define METER \
	"select m.id, m.number, m.account_id, a.number account_number, m.kind, m.utility, m.unit," \
	" m.removed_on "

struct known_days {
	struct map *meters;		/* by number */
	struct map *accounts;		/* number to its interval meter, or to itself where it has none */
	struct map *several;		/* accounts with more than one */
	struct map *made;		/* account's number to struct plan_meter */
	struct map *services, *there, *spans;
	struct rows bills;
};

static const char *
numbers(struct cx *cx, const struct import_plan *p, bool serials)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);
	const char *last = "";

	json_begin_list(&j);
	for (size_t i = 0; i < p->n; i++) {
		const struct nem12_day *d = p->rows[i].day;
		const char *number = d == NULL ? "" : serials ? d->serial : d->nmi;

		if (*number && !same_text(number, last))
			json_str(&j, number);
		last = number;
	}
	json_end_list(&j);
	return b.data;
}

static enum err
know_meters(struct cx *cx, struct import_plan *p, struct known_days *k)
{
	struct rows by_serial, by_nmi, of_accounts, services = { 0 };
	const char *nmis = numbers(cx, p, false);

	TRY(db_all(cx, &by_serial, METER NUMBERS "meter m on m.number = j.number"
	    " straight_join account a on a.id = m.account_id", str(numbers(cx, p, true))));
	TRY(db_all(cx, &by_nmi, METER NUMBERS "meter m on m.number = j.number"
	    " straight_join account a on a.id = m.account_id", str(nmis)));
	TRY(db_all(cx, &of_accounts,
	    "select m.id, m.number, a.id account_id, a.number account_number, a.class, a.opened_on,"
	    " coalesce(m.kind, 'none') kind, m.utility, m.unit, m.removed_on " NUMBERS
	    "account a on a.number = j.number left join meter m on m.account_id = a.id"
	    " and m.kind = 'interval' and m.removed_on is null", str(nmis)));
	if (p->reading->makes_meters)
		TRY(db_all(cx, &services,
		    "select s.id, s.account_id, s.utility " NUMBERS "account a on a.number = j.number"
		    " straight_join service s on s.account_id = a.id and s.status = 'active'", str(nmis)));
	k->meters = map_for(cx, by_serial.n + by_nmi.n);
	k->accounts = map_for(cx, of_accounts.n);
	k->several = map_for(cx, of_accounts.n);
	k->made = map_for(cx, of_accounts.n);
	k->services = map_for(cx, services.n);
	for (size_t i = 0; i < by_serial.n; i++)
		(void)map_add(k->meters, row_str(&by_serial.row[i], "number"), &by_serial.row[i]);
	for (size_t i = 0; i < by_nmi.n; i++)
		(void)map_add(k->meters, row_str(&by_nmi.row[i], "number"), &by_nmi.row[i]);
	for (size_t i = 0; i < of_accounts.n; i++) {
		const struct row *r = &of_accounts.row[i];

		if (map_add(k->accounts, row_str(r, "account_number"), r) != NULL)
			(void)map_add(k->several, row_str(r, "account_number"), r);
	}
	for (size_t i = 0; i < services.n; i++)
		(void)map_add(k->services, service_key(cx, row_str(&services.row[i], "account_id"),
			row_str(&services.row[i], "utility")), &services.row[i]);
	return OK;
}

/* ---- whose a day is ---- */

struct day_meter {
	const char *id, *number, *account_id, *utility, *unit;
	struct plan_meter *planned;
};

static bool
make_meter(struct cx *cx, struct import_plan *p, struct known_days *k, const struct row *account,
    const struct nem12_day *d, struct day_meter *out)
{
	struct plan_meter *m = (struct plan_meter *)(uintptr_t)map_get(k->made, d->nmi);
	const char *utility = p->reading->utility ? p->reading->utility : "electric";

	if (!m) {
		const struct row *service = map_get(
		    k->services, service_key(cx, row_str(account, "account_id"), utility));
		const char *opened = row_str(account, "opened_on");

		m = arena_alloc(cx->arena, sizeof *m);
		*m = (struct plan_meter){ .id = new_id(cx->arena),
			.number = d->serial[0] ? d->serial : d->nmi,
			.account_id = row_str(account, "account_id"), .utility = utility,
			.unit = "kWh", .kind = "interval", .service_class = row_str(account, "class"),
			.from_on = strcmp(opened, d->on) <= 0 ? opened : d->on,
			.makes_service = service == NULL,
			.service_id = service ? row_str(service, "id") : new_id(cx->arena),
			.next = p->meters };
		p->meters = m;
		(void)map_add(k->made, d->nmi, m);
	}
	*out = (struct day_meter){ m->id, m->number, m->account_id, m->utility, m->unit, m };
	return true;
}

/* By the serial number, by the NMI as a meter's number, by the NMI as an account's. */
static bool
meter_of(struct cx *cx, struct import_plan *p, struct known_days *k, struct import_row *r,
    struct day_meter *out)
{
	const struct nem12_day *d = r->day;
	const struct row *m = d->serial[0] ? map_get(k->meters, d->serial) : NULL;

	if (!m)
		m = map_get(k->meters, d->nmi);
	if (!m)
		m = map_get(k->accounts, d->nmi);
	if (!m) {
		import_fault(cx, p->reading, r, -1, "unknown",
		    "There is no meter %s, and neither a meter nor an account %s.",
		    d->serial[0] ? d->serial : "(without number)", d->nmi);
		return false;
	}
	if (map_get(k->several, d->nmi) && row_is(m, "account_number", d->nmi) &&
	    !map_get(k->meters, d->serial)) {
		import_fault(cx, p->reading, r, -1, "several",
		    "Account %s has several interval meters; none has the number %s.", d->nmi, d->serial);
		return false;
	}
	if (row_is(m, "kind", "none") && p->reading->makes_meters)
		return make_meter(cx, p, k, m, d, out);
	if (row_is(m, "kind", "none")) {
		import_fault(cx, p->reading, r, -1, "unknown",
		    "Account %s has no interval meter. Install one, or let the import make it.", d->nmi);
		return false;
	}
	if (!row_is(m, "kind", "interval")) {
		import_fault(cx, p->reading, r, -1, "kind", "Meter %s does not measure intervals.",
		    row_str(m, "number"));
		return false;
	}
	*out = (struct day_meter){ row_str(m, "id"), row_str(m, "number"), row_str(m, "account_id"),
		row_str(m, "utility"), row_str(m, "unit"), NULL };
	return true;
}

/* ---- what is there ---- */

static const char *
key(struct cx *cx, const char *meter_id, const char *suffix, const char *on)
{
	return fmt(cx->arena, "%s %s %s", meter_id, suffix, on);
}

static enum err
know_days(struct cx *cx, struct import_plan *p, struct known_days *k, const struct day_meter *of)
{
	struct buf days = buf_in(cx->arena), meters = buf_in(cx->arena), accounts = buf_in(cx->arena);
	struct buf billed = buf_in(cx->arena);
	struct json d = json_to(&days), m = json_to(&meters), a = json_to(&accounts), b = json_to(&billed);
	struct map *seen = map_for(cx, 2 * p->n + 2);
	struct rows there, spans;

	json_begin_list(&d);
	json_begin_list(&m);
	json_begin_list(&a);
	json_begin_list(&b);
	for (size_t i = 0; i < p->n; i++) {
		const struct nem12_day *day = p->rows[i].day;

		if (!of[i].id)
			continue;
		json_begin_list(&d);
		json_str(&d, of[i].id);
		json_str(&d, day->suffix);
		json_str(&d, day->on);
		json_end_list(&d);
		if (map_add(seen, of[i].id, &of[i]) == NULL)
			json_str(&m, of[i].id);
		if (map_add(seen, of[i].account_id, &of[i]) == NULL)
			json_str(&a, of[i].account_id);
		json_begin_list(&b);
		json_str(&b, of[i].account_id);
		json_str(&b, day->on);
		json_end_list(&b);
	}
	json_end_list(&d);
	json_end_list(&m);
	json_end_list(&a);
	json_end_list(&b);
	TRY(db_all(cx, &there,
	    "select i.meter_id, i.register, i.on_day, i.minutes, i.unit, i.values_text, i.quality_text"
	    " from json_table(?, '$[*]' columns (m char(36) path '$[0]', r varchar(8) path '$[1]', d date path '$[2]')) j"
	    " straight_join interval_day i on i.meter_id = cast(j.m as uuid)"
	    " and i.register = convert(j.r using ascii) collate ascii_bin and i.on_day = j.d",
	    str(days.data)));
	k->there = map_for(cx, there.n);
	for (size_t i = 0; i < there.n; i++)
		(void)map_add(k->there, key(cx, row_str(&there.row[i], "meter_id"),
			row_str(&there.row[i], "register"), row_str(&there.row[i], "on_day")), &there.row[i]);
	TRY(db_all(cx, &spans,
	    "select s.meter_id, s.from_on, s.to_on, s.account_id"
	    " from json_table(?, '$[*]' columns (id char(36) path '$')) j"
	    " straight_join meter_span s on s.meter_id = cast(j.id as uuid) order by s.meter_id, s.from_on",
	    str(meters.data)));
	k->spans = map_for(cx, spans.n);
	for (size_t i = spans.n; i-- > 0;) {
		struct span_list { const struct row *row; void *next; } *s = arena_alloc(cx->arena, sizeof *s);
		struct span_list *head;

		*s = (struct span_list){ &spans.row[i], NULL };
		head = (void *)(uintptr_t)map_add(k->spans, row_str(&spans.row[i], "meter_id"), s);
		if (head) {
			s->next = head->next;
			head->next = s;
		}
	}
	p->basis = (struct plan_basis){ .meters_json = "[]", .accounts_json = accounts.data };
	return know_live_bills(cx, &p->basis, billed.data, &k->bills);
}

static const char *
account_on(const struct known_days *k, const struct day_meter *m, const char *on)
{
	const struct span_list { const struct row *row; const void *next; } *s = map_get(k->spans, m->id);

	if (m->planned)
		return strcmp(m->planned->from_on, on) <= 0 ? m->account_id : NULL;
	for (; s; s = s->next)
		if (strcmp(row_str(s->row, "from_on"), on) <= 0 &&
		    (row_null(s->row, "to_on") || strcmp(row_str(s->row, "to_on"), on) >= 0))
			return row_str(s->row, "account_id");
	return NULL;
}

/* ---- a day ---- */

static void
check_day(struct cx *cx, const struct import_plan *p, struct import_row *r, const struct day_meter *m)
{
	const struct nem12_day *d = r->day;
	const struct unit *unit = unit_find(d->unit), *its = unit_find(m->unit);

	if (strcmp(d->on, p->today) > 0)
		import_fault(cx, p->reading, r, -1, "future", "%s is in the future.", d->on);
	if (d->suffix[0] == 'E' && (!unit || unit->dimension != (its ? its->dimension : ENERGY)))
		import_fault(cx, p->reading, r, -1, "unit", "%s does not fit meter %s, which measures %s.",
		    d->unit, m->number, its ? its->name : "energy");
}

static void
check_billed(struct cx *cx, const struct import_plan *p, const struct known_days *k,
    struct import_row *r, const char *account_id, const char *utility)
{
	for (size_t i = 0; i < k->bills.n; i++) {
		const struct row *b = &k->bills.row[i];

		if (row_is(b, "account_id", account_id) && row_is(b, "utility", utility) &&
		    row_is(b, "on_day", r->day->on)) {
			import_fault(cx, p->reading, r, -1, "billed",
			    "This day is billed (%s). Reverse that bill, then import the file again.",
			    row_str(b, "number"));
			return;
		}
	}
}

static void
plan_day(struct cx *cx, struct import_plan *p, struct known_days *k, struct import_row *r,
    const struct day_meter *m)
{
	struct plan_of_read *x = arena_alloc(cx->arena, sizeof *x);
	const struct nem12_day *d = r->day;
	const char *account_id = account_on(k, m, d->on);
	const struct row *there = map_get(k->there, key(cx, m->id, d->suffix, d->on));

	check_day(cx, p, r, m);
	if (!account_id)
		import_fault(cx, p->reading, r, -1, "range", "Meter %s was not there on %s.", m->number, d->on);
	if (r->outcome == ROW_REFUSED)
		return;
	*x = (struct plan_of_read){ .account_id = account_id, .meter_id = m->id, .read_on = d->on };
	r->read = x;
	if (there && row_i64(there, "minutes") == d->minutes && row_is(there, "unit", d->unit) &&
	    row_is(there, "values_text", interval_values(cx, d)) &&
	    row_is(there, "quality_text", interval_quality(cx, d))) {
		r->outcome = ROW_UNCHANGED;
		return;
	}
	check_billed(cx, p, k, r, account_id, m->utility);
	if (r->outcome != ROW_REFUSED)
		r->outcome = there ? ROW_UPDATED : ROW_CREATED;
}

enum err
plan_days(struct cx *cx, struct import_plan *p)
{
	struct day_meter *of = arena_array(cx->arena, struct day_meter, p->n);
	struct known_days k = { .meters = NULL };

	TRY(know_meters(cx, p, &k));
	for (size_t i = 0; i < p->n; i++)
		if (p->rows[i].outcome != ROW_REFUSED)
			(void)meter_of(cx, p, &k, &p->rows[i], &of[i]);
	TRY(know_days(cx, p, &k, of));
	for (size_t i = 0; i < p->n; i++)
		if (of[i].id)
			plan_day(cx, p, &k, &p->rows[i], &of[i]);
	return OK;
}
