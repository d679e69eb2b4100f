/* What a row of reads would do. */
#include "import_plan_private.h"
#include <string.h>
#include "clock.h"
#include "json_out.h"
#include "read_use.h"
#include "text.h"
#include "units.h"

/* ---- what is known of meters and accounts ---- */

struct known_meter {
	const char *id, *number, *account_id, *account_number, *kind, *utility, *removed_on;
	const struct row *const *spans;	/* in the order of time */
	size_t span_count;
	bool has_last;			/* a position; of this batch's rows too */
	const char *last_on, *last_id;
	int64_t last_milli;
	struct plan_meter *planned;	/* it is made by the plan */
	struct known_meter *next;	/* of the same account */
};

struct known_account {
	const char *id, *number, *class, *opened_on;
	struct known_meter *meters;
	const struct row *service[8];	/* active ones */
	size_t service_count;
};

struct there { const struct row *row; bool used; struct there *next; };

struct known {
	struct map *accounts, *meters;		/* by number */
	struct map *account_ids, *meter_ids;
	struct map *there;			/* struct there, by meter and day */
	struct rows bills;
};

/* How far a row has come: its meter. */
struct at_meter { struct known_meter *meter; };

struct id_list { struct buf text; struct json json; size_t n; };

static void
ids_begin(struct cx *cx, struct id_list *l)
{
	*l = (struct id_list){ .text = buf_in(cx->arena) };
	l->json = json_to(&l->text);
	json_begin_list(&l->json);
}

static const char *
ids_end(struct id_list *l)
{
	json_end_list(&l->json);
	return l->text.data;
}

#define NUMBERS "from json_table(?, '$[*]' columns (number varchar(32) path '$')) j straight_join "
#define IDS     "from json_table(?, '$[*]' columns (id char(36) path '$')) j straight_join "
#define METER \
	"select m.id, m.number, m.account_id, a.number account_number, m.kind, m.utility, m.removed_on "

static const char *
numbers_of(struct cx *cx, const struct import_plan *p, enum import_field field)
{
	struct id_list l;

	ids_begin(cx, &l);
	for (size_t i = 0; i < p->n; i++)
		if (p->rows[i].outcome != ROW_REFUSED && p->rows[i].value[field])
			json_str(&l.json, p->rows[i].value[field]);
	return ids_end(&l);
}

static struct known_meter *
take_meter(struct cx *cx, struct known *k, const struct row *r)
{
	struct known_meter *m = arena_alloc(cx->arena, sizeof *m);
	const struct known_meter *there;

	*m = (struct known_meter){ .id = row_str(r, "id"), .number = row_str(r, "number"),
		.account_id = row_str(r, "account_id"), .account_number = row_str(r, "account_number"),
		.kind = row_str(r, "kind"), .utility = row_str(r, "utility"),
		.removed_on = row_str(r, "removed_on") };
	there = map_add(k->meter_ids, m->id, m);
	return there ? (struct known_meter *)(uintptr_t)there : m;
}

static enum err
know_accounts(struct cx *cx, struct import_plan *p, struct known *k)
{
	struct rows accounts, meters, services;
	struct id_list ids;
	const char *json;

	TRY(db_all(cx, &accounts, "select a.id, a.number, a.class, a.opened_on " NUMBERS
	    "account a on a.number = j.number", str(numbers_of(cx, p, F_READ_ACCOUNT))));
	k->accounts = map_for(cx, accounts.n);
	k->account_ids = map_for(cx, accounts.n);
	ids_begin(cx, &ids);
	for (size_t i = 0; i < accounts.n; i++) {
		const struct row *r = &accounts.row[i];
		struct known_account *a = arena_alloc(cx->arena, sizeof *a);

		*a = (struct known_account){ .id = row_str(r, "id"), .number = row_str(r, "number"),
			.class = row_str(r, "class"), .opened_on = row_str(r, "opened_on") };
		if (map_add(k->accounts, a->number, a) != NULL)
			continue;
		(void)map_add(k->account_ids, a->id, a);
		json_str(&ids.json, a->id);
	}
	json = ids_end(&ids);
	TRY(db_all(cx, &meters, METER IDS "meter m on m.account_id = cast(j.id as uuid)"
	    " straight_join account a on a.id = m.account_id", str(json)));
	k->meter_ids = map_for(cx, meters.n + p->n);
	for (size_t i = 0; i < meters.n; i++) {
		struct known_meter *m = take_meter(cx, k, &meters.row[i]);
		struct known_account *a = (struct known_account *)(uintptr_t)map_get(k->account_ids, m->account_id);

		m->next = a->meters;
		a->meters = m;
	}
	if (!p->reading->makes_meters)
		return OK;
	TRY(db_all(cx, &services, "select s.id, s.account_id, s.utility, s.class, s.status " IDS
	    "service s on s.account_id = cast(j.id as uuid) where s.status = 'active'", str(json)));
	for (size_t i = 0; i < services.n; i++) {
		struct known_account *a = (struct known_account *)(uintptr_t)map_get(
		    k->account_ids, row_str(&services.row[i], "account_id"));

		if (a->service_count < COUNT(a->service))
			a->service[a->service_count++] = &services.row[i];
	}
	return OK;
}

static enum err
know_meters(struct cx *cx, struct import_plan *p, struct known *k)
{
	struct rows rows;

	TRY(know_accounts(cx, p, k));
	TRY(db_all(cx, &rows, METER NUMBERS "meter m on m.number = j.number"
	    " straight_join account a on a.id = m.account_id",
	    str(numbers_of(cx, p, F_READ_METER))));
	k->meters = map_for(cx, rows.n);
	for (size_t i = 0; i < rows.n; i++)
		(void)map_add(k->meters, row_str(&rows.row[i], "number"), take_meter(cx, k, &rows.row[i]));
	return OK;
}

/* ---- which meter a row is of ---- */

static bool
measures(const struct known_meter *m, const struct import_row *r, const char *utility)
{
	return same_text(m->kind, r->has_register ? "register" : "use") &&
	    (!utility || same_text(m->utility, utility)) &&
	    (!m->removed_on || strcmp(m->removed_on, r->value[F_READ_ON]) >= 0);
}

/* The meter that its account is given: of the utility, for uses. */
static struct known_meter *
make_meter(struct cx *cx, struct import_plan *p, struct known *k, struct known_account *a,
    const char *utility, const char *unit, const char *from_on)
{
	struct known_meter *m = arena_alloc(cx->arena, sizeof *m);
	struct plan_meter *plan = arena_alloc(cx->arena, sizeof *plan);
	bool opened = strcmp(a->opened_on, from_on) <= 0;
	int before = 0;

	for (const struct known_meter *other = a->meters; other; other = other->next)
		before++;
	*plan = (struct plan_meter){ .id = new_id(cx->arena), .account_id = a->id,
		.number = before > 0 ? fmt(cx->arena, "U-%.26s-%d", a->number, before + 1)
				     : fmt(cx->arena, "U-%.30s", a->number),
		.utility = utility,
		.unit = unit ? unit : "", .from_on = opened ? a->opened_on : from_on,
		.service_class = a->class, .makes_service = true, .kind = "use",
		.next = p->meters };
	for (size_t i = 0; i < a->service_count; i++)
		if (row_is(a->service[i], "utility", utility)) {
			plan->service_id = row_str(a->service[i], "id");
			plan->makes_service = false;
		}
	if (plan->makes_service)
		plan->service_id = new_id(cx->arena);
	p->meters = plan;
	*m = (struct known_meter){ .id = plan->id, .number = plan->number, .account_id = a->id,
		.account_number = a->number, .kind = "use", .utility = utility, .planned = plan,
		.next = a->meters };
	a->meters = m;
	(void)map_add(k->meter_ids, m->id, m);
	return m;
}

static const char *
from_of(struct cx *cx, const struct import_plan *p, const struct import_row *r)
{
	const char *on = r->value[F_READ_ON];
	int months = p->reading->period_months > 0 ? p->reading->period_months : r->is_month;
	char first[11], from[11];

	if (r->value[F_READ_FROM])
		return r->value[F_READ_FROM];
	if (months == 0 || r->has_register)
		return NULL;
	if (r->is_month) {
		date_add_days(on, 1, first);
		date_add_months(first, -months, from);
	} else {
		date_add_months(on, -months, first);
		date_add_days(first, 1, from);
	}
	return arena_strdup(cx->arena, from);
}

static struct known_meter *
meter_of_account(struct cx *cx, struct import_plan *p, struct known *k, struct import_row *r)
{
	const char *number = r->value[F_READ_ACCOUNT];
	const char *utility = r->value[F_READ_UTILITY] ? r->value[F_READ_UTILITY] : p->reading->utility;
	struct known_account *a = (struct known_account *)(uintptr_t)map_get(k->accounts, number);
	struct known_meter *found = NULL;
	size_t n = 0;

	if (!a) {
		import_fault(cx, p->reading, r, F_READ_ACCOUNT, "unknown", "There is no account %s.", number);
		return NULL;
	}
	for (struct known_meter *m = a->meters; m; m = m->next)
		if (measures(m, r, utility)) {
			found = m;
			n++;
		}
	if (n == 1)
		return found;
	if (n == 0 && r->has_use && p->reading->makes_meters) {
		const char *from = from_of(cx, p, r);

		return make_meter(cx, p, k, a, utility ? utility : p->utility,
		    r->value[F_READ_UNIT] ? r->value[F_READ_UNIT] : p->reading->unit,
		    from ? from : r->value[F_READ_ON]);
	}
	if (n == 0)
		import_fault(cx, p->reading, r, F_READ_ACCOUNT, "unknown", r->has_register
		    ? "Account %s has no meter with a register that stood on that day."
		    : "Account %s has no meter whose reads are uses. Let the import make one, or give the meter.",
		    number);
	else
		import_fault(cx, p->reading, r, F_READ_ACCOUNT, "several",
		    "Account %s has %zu such meters; give the meter's number.", number, n);
	return NULL;
}

static struct known_meter *
meter_of(struct cx *cx, struct import_plan *p, struct known *k, struct import_row *r)
{
	const char *number = r->value[F_READ_METER], *account = r->value[F_READ_ACCOUNT];
	struct known_meter *m;

	if (!number && !account) {
		import_fault(cx, p->reading, r, F_READ_METER, "required",
		    "The row names neither a meter nor an account.");
		return NULL;
	}
	if (!number)
		return meter_of_account(cx, p, k, r);
	m = (struct known_meter *)(uintptr_t)map_get(k->meters, number);
	if (!m)
		import_fault(cx, p->reading, r, F_READ_METER, "unknown", "There is no meter %s.", number);
	else if (r->has_register && !same_text(m->kind, "register"))
		import_fault(cx, p->reading, r, F_READ_REGISTER, "kind",
		    "Meter %s has no register: give the use of a period, not a position.", number);
	else if (r->has_use && same_text(m->kind, "register"))
		import_fault(cx, p->reading, r, F_READ_USE, "kind",
		    "Meter %s has a register: give its position in a column of registers, not its use.", number);
	return r->outcome == ROW_REFUSED ? NULL : m;
}

/* What a row says for itself. */
static void
check_row(struct cx *cx, const struct import_plan *p, struct import_row *r)
{
	const char *on = r->value[F_READ_ON], *from = r->value[F_READ_FROM];

	if (r->has_register && r->has_use)
		import_fault(cx, p->reading, r, F_READ_USE, "choice",
		    "A read is a register or a use, not both.");
	else if (!r->has_register && !r->has_use)
		import_fault(cx, p->reading, r,
		    p->reading->column[F_READ_USE] >= 0 ? F_READ_USE : F_READ_REGISTER, "required",
		    "There is no reading in this row.");
	if (strcmp(on, p->today) > 0)
		import_fault(cx, p->reading, r, F_READ_ON, "future", "%s is in the future.", on);
	if (from && strcmp(from, on) > 0)
		import_fault(cx, p->reading, r, F_READ_FROM, "range", "The period ends before it begins.");
}

/* ---- spans, last positions, what is there, what is billed ---- */

static enum err
know_spans(struct cx *cx, struct known *k, const char *meters_json)
{
	struct rows rows;
	size_t i = 0;

	TRY(db_all(cx, &rows,
	    "select s.meter_id, s.from_on, s.to_on, s.account_id, s.unit, s.digits, s.multiplier_milli,"
	    " s.start_milli, s.reason " IDS "meter_span s on s.meter_id = cast(j.id as uuid)"
	    " order by s.meter_id, s.from_on", str(meters_json)));
	while (i < rows.n) {
		const char *id = row_str(&rows.row[i], "meter_id");
		struct known_meter *m = (struct known_meter *)(uintptr_t)map_get(k->meter_ids, id);
		const struct row **spans = arena_array(cx->arena, const struct row *, 1);
		size_t n = 0;

		for (; i < rows.n && row_is(&rows.row[i], "meter_id", id); i++, n++) {
			spans = arena_grow(cx->arena, (void *)(uintptr_t)spans, n * sizeof *spans,
			    (n + 1) * sizeof *spans);
			spans[n] = &rows.row[i];
		}
		m->spans = spans;
		m->span_count = n;
	}
	return OK;
}

#define POSITIONS \
	"select r.meter_id, max(concat(r.read_on, lpad(r.register_milli, 18, '0'))) last " IDS \
	"meter_read r on r.meter_id = cast(j.id as uuid) and r.state = 'live' and r.register_milli is not null" \
	" group by r.meter_id order by r.meter_id"
#define BILLS \
	"select b.account_id, count(*) row_count, max(b.id) last " IDS \
	"bill b on b.account_id = cast(j.id as uuid) and b.status = 'issued' and b.live_cycle is not null" \
	" group by b.account_id order by b.account_id"

static const char *
joined(struct cx *cx, const struct rows *rows, const char *key)
{
	struct buf b = buf_in(cx->arena);

	buf_puts(&b, "");
	for (size_t i = 0; i < rows->n; i++)
		buf_printf(&b, "%s=%s;", row_str(&rows->row[i], key), row_str(&rows->row[i], "last"));
	return b.data ? b.data : "";
}

static enum err
know_positions(struct cx *cx, struct import_plan *p, struct known *k)
{
	struct rows rows;

	TRY(db_all(cx, &rows, POSITIONS, str(p->basis.meters_json)));
	p->basis.positions = joined(cx, &rows, "meter_id");
	for (size_t i = 0; i < rows.n; i++) {
		const char *last = row_str(&rows.row[i], "last");
		struct known_meter *m = (struct known_meter *)(uintptr_t)map_get(
		    k->meter_ids, row_str(&rows.row[i], "meter_id"));

		m->has_last = true;
		m->last_on = arena_strndup(cx->arena, last, 10);
		last += 10;
		while (*last == '0' && last[1])
			last++;
		if (!parse_i64(last, &m->last_milli))
			return fail(cx, E_INTERNAL, "A position cannot be read.");
	}
	return OK;
}

/* A cycle has at most 400 days, so much a bill of it may end before the day, or begin after. */
enum err
know_live_bills(struct cx *cx, struct plan_basis *basis, const char *days_json, struct rows *out)
{
	struct rows rows;

	TRY(db_all(cx, &rows, BILLS, str(basis->accounts_json)));
	basis->bills = joined(cx, &rows, "account_id");
	*out = (struct rows){ 0 };
	if (rows.n == 0)
		return OK;
	return db_all(cx, out,
	    "select b.account_id, b.number, c.utility, j.d on_day"
	    " from json_table(?, '$[*]' columns (a char(36) path '$[0]', d date path '$[1]')) j"
	    " straight_join bill b on b.account_id = cast(j.a as uuid) and b.status = 'issued'"
	    " and b.live_cycle is not null and b.to_on >= j.d - interval 400 day"
	    " and b.from_on <= j.d + interval 400 day"
	    " straight_join cycle c on c.id = b.live_cycle and j.d between c.from_on and c.to_on",
	    str(days_json));
}

enum err
check_basis(struct cx *cx, const struct plan_basis *b)
{
	struct rows rows;

	TRY(db_all(cx, &rows, POSITIONS " lock in share mode", str(b->meters_json)));
	if (!same_text(joined(cx, &rows, "meter_id"), b->positions ? b->positions : ""))
		return fail(cx, E_STALE, "One of the meters was read just now.");
	TRY(db_all(cx, &rows, BILLS " lock in share mode", str(b->accounts_json)));
	if (!same_text(joined(cx, &rows, "account_id"), b->bills))
		return fail(cx, E_STALE, "One of the accounts was billed just now.");
	return OK;
}

static const char *
day_key(struct cx *cx, const char *meter_id, const char *on)
{
	return fmt(cx->arena, "%s %s", meter_id, on);
}

/* Reads of the rows' meters and days; used: an earlier row of this import is that read. */
static enum err
know_reads(struct cx *cx, struct import_plan *p, struct known *k, const char *days_json)
{
	struct rows rows;

	TRY(db_all(cx, &rows,
	    "select r.id, r.meter_id, r.read_on, r.from_on, r.register_milli, r.use_milli, r.unit, x.line"
	    " from json_table(?, '$[*]' columns (m char(36) path '$[0]', d date path '$[1]')) j"
	    /* by the meter, not by the day: many are read on one, which a new table's statistics hide */
	    " straight_join meter_read r on r.meter_id = cast(j.m as uuid) and r.read_on + interval 0 day = j.d"
	    " left join import_row x on x.import_id = ? and x.read_id = r.id order by r.id",
	    str(days_json), str(p->import_id)));
	k->there = map_for(cx, rows.n);
	for (size_t i = rows.n; i-- > 0;) {
		const struct row *r = &rows.row[i];
		struct there *t = arena_alloc(cx->arena, sizeof *t), *first;

		*t = (struct there){ r, !row_null(r, "line"), NULL };
		first = (struct there *)(uintptr_t)map_add(
		    k->there, day_key(cx, row_str(r, "meter_id"), row_str(r, "read_on")), t);
		if (first) {
			t->next = first->next;
			first->next = t;
		}
	}
	return OK;
}

/* All lookups that need the meters. */
static enum err
know_rest(struct cx *cx, struct import_plan *p, struct known *k, const struct at_meter *at)
{
	struct id_list all, positions, accounts, days, billed;
	struct map *seen = map_for(cx, 4 * p->n + 4);
	const char *all_json, *days_json;

	ids_begin(cx, &all);
	ids_begin(cx, &positions);
	ids_begin(cx, &accounts);
	ids_begin(cx, &days);
	ids_begin(cx, &billed);
	for (size_t i = 0; i < p->n; i++) {
		const struct known_meter *m = at[i].meter;
		const char *on = p->rows[i].value[F_READ_ON];

		if (!m)
			continue;
		if (map_add(seen, m->id, m) == NULL) {
			json_str(&all.json, m->id);
			if (same_text(m->kind, "register"))
				json_str(&positions.json, m->id);
		}
		if (map_add(seen, m->account_id, m) == NULL)
			json_str(&accounts.json, m->account_id);
		if (map_add(seen, day_key(cx, m->account_id, on), m) == NULL) {
			json_begin_list(&billed.json);
			json_str(&billed.json, m->account_id);
			json_str(&billed.json, on);
			json_end_list(&billed.json);
		}
		if (!m->planned && map_add(seen, day_key(cx, m->id, on), m) == NULL) {
			json_begin_list(&days.json);
			json_str(&days.json, m->id);
			json_str(&days.json, on);
			json_end_list(&days.json);
		}
	}
	all_json = ids_end(&all);
	days_json = ids_end(&days);
	p->basis = (struct plan_basis){ .meters_json = ids_end(&positions),
		.accounts_json = ids_end(&accounts) };
	TRY(know_spans(cx, k, all_json));
	TRY(know_positions(cx, p, k));
	TRY(know_live_bills(cx, &p->basis, ids_end(&billed), &k->bills));
	return know_reads(cx, p, k, days_json);
}

/* ---- a row and its meter ---- */

static const struct row *
span_on(const struct known_meter *m, const char *on)
{
	for (size_t i = m->span_count; i-- > 0;)
		if (strcmp(row_str(m->spans[i], "from_on"), on) <= 0 &&
		    (row_null(m->spans[i], "to_on") || strcmp(row_str(m->spans[i], "to_on"), on) >= 0))
			return m->spans[i];
	return NULL;
}

static enum dimension
dimension_of(const char *utility)
{
	return same_text(utility, "electric") ? ENERGY : VOLUME;
}

/* The unit of the row, and whether it fits its meter. */
static const char *
unit_of(struct cx *cx, const struct import_plan *p, struct import_row *r, const struct known_meter *m,
    const struct row *span)
{
	const char *meter_unit = m->planned ? m->planned->unit : row_str(span, "unit");
	const char *given = r->value[F_READ_UNIT], *unit;
	const struct unit *its, *of_meter = unit_find(meter_unit);

	unit = given ? given : r->has_register && *meter_unit ? meter_unit
	    : p->reading->unit ? p->reading->unit : meter_unit;
	its = unit_find(unit);
	if (!*unit)
		import_fault(cx, p->reading, r, F_READ_UNIT, "required",
		    "Neither the row nor meter %s says a unit; choose one for the file.", m->number);
	else if (!its)
		import_fault(cx, p->reading, r, F_READ_UNIT, "choice", "The unit %s is not known.", unit);
	else if (of_meter ? its->dimension != of_meter->dimension
	    : its->dimension != dimension_of(m->utility) && !same_text(m->utility, "gas"))
		import_fault(cx, p->reading, r, F_READ_UNIT, "unit", "%s does not fit meter %s, which measures %s.",
		    unit, m->number, of_meter ? of_meter->name : m->utility);
	else if (r->has_register && of_meter && !same_text(unit, of_meter->name))
		import_fault(cx, p->reading, r, F_READ_UNIT, "unit",
		    "The register of meter %s shows %s, not %s.", m->number, of_meter->name, unit);
	return unit;
}

static void
check_billed(struct cx *cx, const struct import_plan *p, const struct known *k, struct import_row *r,
    const char *account_id, const char *utility)
{
	const char *on = r->value[F_READ_ON];

	for (size_t i = 0; i < k->bills.n; i++) {
		const struct row *b = &k->bills.row[i];

		if (row_is(b, "account_id", account_id) && row_is(b, "utility", utility) &&
		    row_is(b, "on_day", on)) {
			import_fault(cx, p->reading, r, F_READ_ON, "billed",
			    "This period is billed (%s). Reverse that bill, then import the row again.",
			    row_str(b, "number"));
			return;
		}
	}
}

static bool
same_or_null(const char *a, const char *b)
{
	return a && b ? same_text(a, b) : a == b;
}

/* The read that this row is, if it is there already: each answers for one row of a file; a position,
 * for as many as say it. */
static struct there *
find_there(struct cx *cx, const struct known *k, const struct import_row *r,
    const struct plan_of_read *x)
{
	struct there *t = (struct there *)(uintptr_t)map_get(
	    k->there, day_key(cx, x->meter_id, x->read_on));

	for (; t; t = t->next) {
		if (r->has_register) {
			if (!row_null(t->row, "register_milli") &&
			    row_i64(t->row, "register_milli") == r->register_milli)
				return t;
		} else if (!t->used && row_null(t->row, "register_milli") &&
		    row_i64(t->row, "use_milli") == r->use_milli && row_is(t->row, "unit", x->unit) &&
		    same_or_null(row_str(t->row, "from_on"), x->from_on)) {
			return t;
		}
	}
	return NULL;
}

/* The use since the position before. */
static void
work_out(struct cx *cx, const struct import_plan *p, struct import_row *r, struct known_meter *m,
    const struct row *span, struct plan_of_read *x)
{
	const char *from = row_str(span, "from_on");
	bool behind = m->has_last && date_days(m->last_on) >= date_days(from) - 1;
	struct position_use used;
	char day[11];

	x->is_position = true;
	x->register_milli = r->register_milli;
	x->multiplier_milli = row_i64(span, "multiplier_milli");
	x->has_previous = behind || !row_null(span, "start_milli");
	x->previous_milli = behind ? m->last_milli : row_i64(span, "start_milli");
	if (behind)
		date_add_days(m->last_on, 1, day);
	else
		date_add_days(from, row_is(span, "reason", "swapped") ? 1 : 0, day);
	if (x->has_previous)
		x->from_on = strcmp(day, x->read_on) > 0 ? x->read_on : arena_strdup(cx->arena, day);
	if (!x->has_previous)
		return;
	if (!use_of_positions(&(struct positions){ x->previous_milli, x->register_milli,
		x->multiplier_milli, (int)row_i64(span, "digits") }, &used)) {
		import_fault(cx, p->reading, r, F_READ_REGISTER, "range", "This is more than can be kept.");
		return;
	}
	x->has_use = true;
	x->use_milli = used.use_milli;
	x->rolled_over = used.rolled_over;
}

static void
check_position(struct cx *cx, const struct import_plan *p, struct import_row *r,
    const struct known_meter *m, const struct row *span)
{
	int digits = (int)row_i64(span, "digits");

	if (!position_fits(r->register_milli, digits))
		import_fault(cx, p->reading, r, F_READ_REGISTER, "range",
		    "The register of meter %s has %d digits.", m->number, digits);
	if (m->has_last && strcmp(r->value[F_READ_ON], m->last_on) < 0)
		import_fault(cx, p->reading, r, F_READ_ON, "before",
		    "Meter %s was read on %s already, which is later.", m->number, m->last_on);
	else if (m->has_last && same_text(r->value[F_READ_ON], m->last_on))
		import_fault(cx, p->reading, r, F_READ_REGISTER, "double",
		    "Meter %s was read on this day already, with another position.", m->number);
}

static void
plan_position(struct cx *cx, struct import_plan *p, struct import_row *r, struct known_meter *m,
    const struct row *span, struct plan_of_read *x)
{
	if (m->has_last && m->last_id && same_text(m->last_on, x->read_on) &&
	    m->last_milli == r->register_milli) {
		x->id = m->last_id;	/* the same on an earlier line */
		x->is_again = true;
		r->outcome = ROW_UNCHANGED;
		return;
	}
	check_position(cx, p, r, m, span);
	if (r->outcome != ROW_REFUSED)
		work_out(cx, p, r, m, span, x);
	if (r->outcome == ROW_REFUSED)
		return;
	x->id = new_id(cx->arena);
	r->outcome = ROW_CREATED;
	m->has_last = true;
	m->last_on = x->read_on;
	m->last_id = x->id;
	m->last_milli = x->register_milli;
}

static void
plan_read(struct cx *cx, struct import_plan *p, struct known *k, struct import_row *r,
    struct known_meter *m)
{
	struct plan_of_read *x = arena_alloc(cx->arena, sizeof *x);
	const char *on = r->value[F_READ_ON];
	const struct row *span = span_on(m, on);
	struct there *there;

	if (!span && !(m->planned && strcmp(m->planned->from_on, on) <= 0)) {
		import_fault(cx, p->reading, r, F_READ_ON, "range", m->removed_on && strcmp(m->removed_on, on) < 0
		    ? "Meter %s was not there any more on %s." : "Meter %s was not there yet on %s.",
		    m->number, on);
		return;
	}
	*x = (struct plan_of_read){ .meter_id = m->id, .read_on = on, .from_on = from_of(cx, p, r),
		.account_id = span ? row_str(span, "account_id") : m->account_id,
		.unit = unit_of(cx, p, r, m, span), .reason = r->value[F_READ_REASON],
		.quality = r->value[F_READ_QUALITY] ? r->value[F_READ_QUALITY] : "actual" };
	if (r->value[F_READ_ACCOUNT] && r->value[F_READ_METER]) {
		const struct known_account *a = map_get(k->accounts, r->value[F_READ_ACCOUNT]);

		if (!a || !same_text(a->id, x->account_id))
			import_fault(cx, p->reading, r, F_READ_METER, "taken",
			    "Meter %s is not on account %s.", m->number, r->value[F_READ_ACCOUNT]);
	}
	if (r->outcome == ROW_REFUSED)
		return;
	r->read = x;
	there = find_there(cx, k, r, x);
	if (there) {
		x->is_again = there->used;
		there->used = true;
		x->id = row_str(there->row, "id");
		r->outcome = ROW_UNCHANGED;
		return;
	}
	check_billed(cx, p, k, r, x->account_id, m->utility);
	if (r->outcome == ROW_REFUSED)
		return;
	if (r->has_register) {
		plan_position(cx, p, r, m, span, x);
		return;
	}
	x->has_use = true;
	x->use_milli = r->use_milli;
	x->id = new_id(cx->arena);
	r->outcome = ROW_CREATED;
}

enum err
plan_reads(struct cx *cx, struct import_plan *p)
{
	struct at_meter *at = arena_array(cx->arena, struct at_meter, p->n);
	struct known k = { .accounts = NULL };

	for (size_t i = 0; i < p->n; i++)
		if (p->rows[i].outcome != ROW_REFUSED)
			check_row(cx, p, &p->rows[i]);
	TRY(know_meters(cx, p, &k));
	for (size_t i = 0; i < p->n; i++)
		if (p->rows[i].outcome != ROW_REFUSED)
			at[i].meter = meter_of(cx, p, &k, &p->rows[i]);
	TRY(know_rest(cx, p, &k, at));
	for (size_t i = 0; i < p->n; i++)
		if (at[i].meter)
			plan_read(cx, p, &k, &p->rows[i], at[i].meter);
	return OK;
}
