/* What a row of reads would do. */
#include "import_known.h"
#include <string.h>
#include "clock.h"
#include "read_use.h"
#include "text.h"
#include "units.h"

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
