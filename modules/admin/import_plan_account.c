/* What a row of accounts or of open items would do. */
#include "import_plan_private.h"
#include <string.h>
#include "json_out.h"
#include "numbering.h"
#include "text.h"

/* ---- numbers that rows have or are given ---- */

const char *
consumer_number_of(const struct import_row *r)
{
	return r->value[F_CONSUMER_NUMBER] ? r->value[F_CONSUMER_NUMBER] : r->derived_consumer;
}

const char *
item_number_of(const struct import_row *r)
{
	if (r->value[F_ITEM_NUMBER])
		return r->value[F_ITEM_NUMBER];
	if (!r->has_amount || r->amount_minor == 0)
		return NULL;
	return r->value[F_BILL_NUMBER] ? r->value[F_BILL_NUMBER] : r->derived_item;
}

/* ---- what changes ---- */

struct changes { struct buf old_text, new_text; struct json before, after; bool any; };

static void
changes_begin(struct cx *cx, struct changes *c)
{
	*c = (struct changes){ .old_text = buf_in(cx->arena), .new_text = buf_in(cx->arena) };
	c->before = json_to(&c->old_text);
	c->after = json_to(&c->new_text);
	json_begin(&c->before);
	json_begin(&c->after);
}

/* What the field will be: an empty cell leaves what is there. */
static const char *
merged(struct changes *c, const char *key, const char *old, const char *given)
{
	if (!given || (old && same_text(old, given)))
		return old;
	json_put_str(&c->before, key, old);
	json_put_str(&c->after, key, given);
	c->any = true;
	return given;
}

static void
changes_end(struct changes *c)
{
	json_end(&c->before);
	json_end(&c->after);
}

/* ---- the consumer ---- */

enum { MARK_BITS = 15 };

/* A few bits of each cell about the consumer; 0 where it is empty. */
static int64_t
marks_of(const struct import_row *r)
{
	static const enum import_field fields[] = { F_CONSUMER_NAME, F_CONSUMER_KIND, F_PHONE, F_EMAIL };
	int64_t marks = 0;

	for (size_t i = 0; i < COUNT(fields); i++) {
		uint64_t h = UINT64_C(14695981039346656037);
		const char *s = r->value[fields[i]];

		for (; s && *s; s++)
			h = (h ^ (unsigned char)*s) * UINT64_C(1099511628211);
		if (r->value[fields[i]])
			marks |= (int64_t)((h >> 40) % ((1u << MARK_BITS) - 1) + 1) << (MARK_BITS * i);
	}
	return marks;
}

static bool
marks_agree(int64_t a, int64_t b)
{
	const int64_t one = (1 << MARK_BITS) - 1;

	for (unsigned i = 0; i < 4; i++) {
		int64_t x = a >> (MARK_BITS * i) & one, y = b >> (MARK_BITS * i) & one;

		if (x != 0 && y != 0 && x != y)
			return false;
	}
	return true;
}

/* How a consumer was described first in this batch. */
struct described { const char *number; int64_t line, marks; };

/* A consumer on several rows is described alike, or the later rows are refused. */
static void
check_described(struct cx *cx, struct import_plan *p, struct found *f, struct import_row *r,
    struct plan_of_row *plan, const char *number)
{
	const struct row *earlier = map_get(f->marks, number);
	struct described *d = arena_alloc(cx->arena, sizeof *d);
	const struct described *first;
	int64_t line = 0;

	plan->consumer_marks = marks_of(r);
	*d = (struct described){ number, r->line, plan->consumer_marks };
	first = map_add(f->consumers_seen, number, d);
	if (earlier && !marks_agree(row_i64(earlier, "marks"), plan->consumer_marks))
		line = row_i64(earlier, "line");
	else if (first && !marks_agree(first->marks, plan->consumer_marks))
		line = first->line;
	if (line > 0)
		import_fault(cx, p->reading, r, F_CONSUMER_NUMBER, "double",
		    "Consumer %s is described otherwise on line %lld.", number, (long long)line);
	else if (first)			/* what a later row adds */
		((struct described *)(uintptr_t)first)->marks |= plan->consumer_marks;
}

static struct plan_consumer *
planned(const struct import_plan *p, const char *number)
{
	struct plan_consumer *c = p->consumers;

	while (c && !same_number(c->number, number))
		c = c->next;
	return c;
}

static struct plan_consumer *
known_consumer(struct cx *cx, const struct row *row)
{
	struct plan_consumer *c = arena_alloc(cx->arena, sizeof *c);
	struct plan_consumer *was = arena_alloc(cx->arena, sizeof *was);

	*c = (struct plan_consumer){ .id = row_str(row, "consumer_id"),
		.number = row_str(row, "consumer_number"),
		.version = row_i64(row, "consumer_version"),
		.name = row_str(row, "name"), .kind = row_str(row, "kind"),
		.phone = row_str(row, "phone"), .email = row_str(row, "email") };
	*was = *c;
	c->was = was;
	return c;
}

static struct plan_consumer *
new_consumer(struct cx *cx, const struct import_row *r, const char *number)
{
	struct plan_consumer *c = arena_alloc(cx->arena, sizeof *c);

	*c = (struct plan_consumer){ .id = new_id(cx->arena), .number = number, .is_new = true,
		.name = r->value[F_CONSUMER_NAME],
		.kind = r->value[F_CONSUMER_KIND] ? r->value[F_CONSUMER_KIND] : "person",
		.phone = r->value[F_PHONE], .email = r->value[F_EMAIL] };
	return c;
}

/* The consumer as the row leaves him; true: the row changes him. */
static bool
change_consumer(struct cx *cx, struct plan_consumer *c, const struct import_row *r)
{
	struct changes ch;

	changes_begin(cx, &ch);
	c->name = merged(&ch, "name", c->name, r->value[F_CONSUMER_NAME]);
	c->kind = merged(&ch, "kind", c->kind, r->value[F_CONSUMER_KIND]);
	c->phone = merged(&ch, "phone", c->phone, r->value[F_PHONE]);
	c->email = merged(&ch, "email", c->email, r->value[F_EMAIL]);
	if (!ch.any || c->is_new)
		return ch.any;
	/* what all rows of the batch change of him together */
	changes_begin(cx, &ch);
	(void)merged(&ch, "name", c->was->name, c->name);
	(void)merged(&ch, "kind", c->was->kind, c->kind);
	(void)merged(&ch, "phone", c->was->phone, c->phone);
	(void)merged(&ch, "email", c->was->email, c->email);
	changes_end(&ch);
	c->is_changed = true;
	c->before_json = ch.old_text.data;
	c->after_json = ch.new_text.data;
	return true;
}

/* ---- zone, meters, open item ---- */

static struct plan_zone *
zone_named(struct import_plan *p, const char *name)
{
	struct plan_zone *z = p->zones;

	while (z && !same_text(z->name, name))
		z = z->next;
	return z;
}

static enum err
find_zone(struct cx *cx, struct import_plan *p, const char *name, struct plan_zone **out)
{
	struct plan_zone *z = zone_named(p, name);
	const struct row *row;

	if (!z) {
		TRY(db_maybe(cx, &row, "select id from zone where name = ?", str(name)));
		z = arena_alloc(cx->arena, sizeof *z);
		*z = (struct plan_zone){ .id = row ? row_str(row, "id") : new_id(cx->arena),
			.name = name, .is_new = !row, .next = p->zones };
		p->zones = z;
	}
	*out = z;
	return OK;
}

static void
plan_meters(struct cx *cx, struct import_plan *p, struct found *f, struct import_row *r,
    struct plan_of_row *plan)
{
	for (size_t i = 0; i < r->meter_count; i++) {
		const struct row *there = map_get(f->meters, r->meters[i]);
		const struct import_row *other = map_get(f->meters_seen, r->meters[i]);

		if (there && !(plan->account_id && row_is(there, "account_id", plan->account_id)))
			import_fault(cx, p->reading, r, F_METER_NUMBER, "taken",
			    "Meter %s belongs to account %s.", r->meters[i],
			    row_str(there, "account_number"));
		else if (other)
			import_fault(cx, p->reading, r, F_METER_NUMBER, "double",
			    "Meter %s stands on line %lld already.", r->meters[i], (long long)other->line);
		else if (!there)
			plan->new_meters[plan->new_meter_count++] = r->meters[i];
	}
}

/* An item that is there already must be this very one. */
static void
compare_item(struct cx *cx, struct import_plan *p, struct import_row *r, struct plan_of_row *plan,
    const struct row *there, int field, int amount_field)
{
	if (!plan->account_id || !row_is(there, "account_id", plan->account_id))
		import_fault(cx, p->reading, r, field, "taken",
		    "There is a bill or charge %s of another account already.", plan->item_number);
	else if (!row_is(there, "kind", plan->item_kind))
		import_fault(cx, p->reading, r, field, "taken", "%s is a %s here.", plan->item_number,
		    row_str(there, "kind"));
	else if (row_i64(there, "amount_minor") != r->amount_minor)
		import_fault(cx, p->reading, r, amount_field, "changed",
		    "%s is here with another amount. Bills and charges do not change once they are issued.",
		    plan->item_number);
	else
		plan->item_there = true;
}

static void
plan_item(struct cx *cx, struct import_plan *p, struct found *f, struct import_row *r,
    struct plan_of_row *plan, int field, int amount_field)
{
	bool is_bill = same_text(plan->item_kind, "bill");
	const struct row *there = map_get(f->items, plan->item_number);
	const struct import_row *other;

	if (strcmp(plan->due_on, plan->issued_on) < 0)
		import_fault(cx, p->reading, r, field == F_ITEM_NUMBER ? F_ITEM_DUE_ON : F_BILL_DUE_ON,
		    "range", "This is due before it is issued.");
	if (there) {
		compare_item(cx, p, r, plan, there, field, amount_field);
	} else if (number_format_makes(is_bill ? f->bill_format : f->charge_format, plan->item_number)) {
		import_fault(cx, p->reading, r, field, "series",
		    "A number like this is given out here: %s. Change that number format in the settings"
		    " first, or the number in the file.",
		    is_bill ? f->bill_format : f->charge_format);
	} else if ((other = map_get(f->items_seen, plan->item_number)) != NULL) {
		import_fault(cx, p->reading, r, field, "double", "%s stands on line %lld already.",
		    plan->item_number, (long long)other->line);
	} else {
		plan->item_id = new_id(cx->arena);
	}
}

/* ---- a row of accounts ---- */

static enum err
plan_new(struct cx *cx, struct import_plan *p, struct import_row *r, struct plan_of_row *plan)
{
	plan->makes_account = true;
	plan->account_id = new_id(cx->arena);
	plan->class = r->value[F_CLASS] ? r->value[F_CLASS] : "residential";
	plan->street = r->value[F_STREET];
	plan->city = r->value[F_CITY] ? r->value[F_CITY] : "";
	plan->region = r->value[F_REGION] ? r->value[F_REGION] : "";
	plan->postcode = r->value[F_POSTCODE] ? r->value[F_POSTCODE] : "";
	plan->opened_on = r->value[F_OPENED_ON] ? r->value[F_OPENED_ON] : p->today;
	plan->segment = r->value[F_SEGMENT];
	return find_zone(cx, p, r->value[F_ZONE] ? r->value[F_ZONE] : "Main", &plan->zone);
}

static enum err
plan_known(struct cx *cx, struct import_plan *p, const struct row *a, struct import_row *r,
    struct plan_of_row *plan)
{
	struct changes ch;

	plan->account_id = row_str(a, "id");
	plan->account_version = row_i64(a, "version");
	changes_begin(cx, &ch);
	plan->class = merged(&ch, "class", row_str(a, "class"), r->value[F_CLASS]);
	plan->street = merged(&ch, "street", row_str(a, "street"), r->value[F_STREET]);
	plan->city = merged(&ch, "city", row_str(a, "city"), r->value[F_CITY]);
	plan->region = merged(&ch, "region", row_str(a, "region"), r->value[F_REGION]);
	plan->postcode = merged(&ch, "postcode", row_str(a, "postcode"), r->value[F_POSTCODE]);
	plan->opened_on = merged(&ch, "opened_on", row_str(a, "opened_on"), r->value[F_OPENED_ON]);
	plan->segment = merged(&ch, "segment", row_str(a, "segment"), r->value[F_SEGMENT]);
	TRY(find_zone(cx, p, r->value[F_ZONE] ? r->value[F_ZONE] : row_str(a, "zone_name"), &plan->zone));
	if (!row_is(a, "zone_id", plan->zone->id))
		(void)merged(&ch, "zone", row_str(a, "zone_name"), plan->zone->name);
	changes_end(&ch);
	plan->changes_account = ch.any;
	plan->before_json = ch.old_text.data;
	plan->after_json = ch.new_text.data;
	return OK;
}

/* Whose account it is: the file may name him, and then it must be the same. */
static struct plan_consumer *
find_consumer(struct cx *cx, struct import_plan *p, struct found *f, const struct row *account,
    struct import_row *r)
{
	const char *number = account ? row_str(account, "consumer_number") : consumer_number_of(r);
	const char *given = r->value[F_CONSUMER_NUMBER];
	struct plan_consumer *c;
	const struct row *known;

	if (!number) {
		import_fault(cx, p->reading, r, F_ACCOUNT_NUMBER, "length",
		    "Of a number this long no number for the consumer can be made; give one in the file.");
		return NULL;
	}
	if (account && given && !same_number(given, number)) {
		import_fault(cx, p->reading, r, F_CONSUMER_NUMBER, "consumer",
		    "Account %s is consumer %s's. Who is responsible for an account is not changed by import.",
		    row_str(account, "number"), number);
		return NULL;
	}
	if ((c = planned(p, number)) != NULL)
		return c;
	known = account ? account : map_get(f->consumers, number);
	if (known && !account && !given) {
		import_fault(cx, p->reading, r, F_ACCOUNT_NUMBER, "taken",
		    "There is a consumer %s already; give the consumer's number in the file.", number);
		return NULL;
	}
	return known ? known_consumer(cx, known) : new_consumer(cx, r, number);
}

static void
open_bill_of(struct cx *cx, struct import_plan *p, struct found *f, struct import_row *r,
    struct plan_of_row *plan)
{
	if (!item_number_of(r))
		return;
	plan->item_kind = "bill";
	plan->item_number = item_number_of(r);
	plan->issued_on = r->value[F_BILL_ISSUED_ON] ? r->value[F_BILL_ISSUED_ON] : p->today;
	plan->due_on = r->value[F_BILL_DUE_ON] ? r->value[F_BILL_DUE_ON] : plan->issued_on;
	plan->from_on = plan->to_on = plan->issued_on;
	plan->text = "Balance brought forward";
	plan_item(cx, p, f, r, plan, F_BILL_NUMBER, F_BILL_AMOUNT);
}

/* ---- its service ---- */

static const char *
attributes_of(struct cx *cx, const struct import_row *r)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	if (r->value[F_METER_SIZE])
		json_put_str(&j, "meter_size", r->value[F_METER_SIZE]);
	if (r->value[F_WATER_TYPE])
		json_put_str(&j, "water_type", r->value[F_WATER_TYPE]);
	json_end(&j);
	return b.data;
}

/* What the account is supplied with: made with its first meter, or where the file says anything of it. */
static void
plan_service(struct cx *cx, const struct import_plan *p, struct found *f, struct import_row *r,
    struct plan_of_row *plan)
{
	const char *utility = r->value[F_UTILITY] ? r->value[F_UTILITY] : p->utility;
	const struct row *there = map_get(f->services, service_key(cx, plan->account_id, utility));
	bool says = r->value[F_SERVICE_CLASS] || r->value[F_METER_SIZE] || r->value[F_WATER_TYPE];
	struct changes ch;

	if (!says && plan->new_meter_count == 0)
		return;
	plan->service_utility = utility;
	plan->attributes_json = attributes_of(cx, r);
	if (!there) {
		plan->service_id = new_id(cx->arena);
		plan->makes_service = true;
		plan->service_class = r->value[F_SERVICE_CLASS] ? r->value[F_SERVICE_CLASS] : plan->class;
		return;
	}
	plan->service_id = row_str(there, "id");
	plan->service_version = row_i64(there, "version");
	changes_begin(cx, &ch);
	plan->service_class = merged(&ch, "class", row_str(there, "class"), r->value[F_SERVICE_CLASS]);
	(void)merged(&ch, "meter_size", row_str(there, "meter_size"), r->value[F_METER_SIZE]);
	(void)merged(&ch, "water_type", row_str(there, "water_type"), r->value[F_WATER_TYPE]);
	changes_end(&ch);
	plan->changes_service = ch.any;
	plan->service_before_json = ch.old_text.data;
	plan->service_after_json = ch.new_text.data;
}

/* The row stands: it counts among what later rows of the batch find. */
static void
keep(struct cx *cx, struct import_plan *p, struct found *f, struct import_row *r,
    struct plan_of_row *plan, struct plan_consumer *c, bool is_known)
{
	bool changed = change_consumer(cx, c, r);

	if (!planned(p, c->number)) {
		c->next = p->consumers;
		p->consumers = c;
	}
	if (changed && !c->account_id)
		c->account_id = plan->account_id;
	plan->consumer = c;
	for (size_t i = 0; i < plan->new_meter_count; i++)
		(void)map_add(f->meters_seen, plan->new_meters[i], r);
	if (plan->item_id)
		(void)map_add(f->items_seen, plan->item_number, r);
	r->plan = plan;
	r->outcome = !is_known ? ROW_CREATED
	    : changed || plan->changes_account || plan->new_meter_count > 0 || plan->item_id ||
		plan->makes_service || plan->changes_service
	    ? ROW_UPDATED
	    : ROW_UNCHANGED;
}

enum err
plan_account(struct cx *cx, struct import_plan *p, struct found *f, struct import_row *r)
{
	struct plan_of_row *plan = arena_alloc(cx->arena, sizeof *plan);
	const struct row *a = map_get(f->accounts, r->value[F_ACCOUNT_NUMBER]);
	struct plan_consumer *c = find_consumer(cx, p, f, a, r);

	if (a)
		TRY(plan_known(cx, p, a, r, plan));
	else
		TRY(plan_new(cx, p, r, plan));
	plan_meters(cx, p, f, r, plan);
	plan_service(cx, p, f, r, plan);
	open_bill_of(cx, p, f, r, plan);
	if (r->outcome != ROW_REFUSED && c && r->value[F_CONSUMER_NUMBER])
		check_described(cx, p, f, r, plan, c->number);
	if (r->outcome != ROW_REFUSED && c)
		keep(cx, p, f, r, plan, c, a != NULL);
	return OK;
}

/* ---- a row of open items ---- */

enum err
plan_receivable(struct cx *cx, struct import_plan *p, struct found *f, struct import_row *r)
{
	struct plan_of_row *plan = arena_alloc(cx->arena, sizeof *plan);
	const struct row *a = map_get(f->accounts, r->value[F_ACCOUNT_NUMBER]);

	if (!a) {
		import_fault(cx, p->reading, r, F_ACCOUNT_NUMBER, "unknown", "There is no account %s.",
		    r->value[F_ACCOUNT_NUMBER]);
		return OK;
	}
	if (r->amount_minor == 0)
		import_fault(cx, p->reading, r, F_ITEM_AMOUNT, "range", "Nothing is open of it.");
	*plan = (struct plan_of_row){
		.account_id = row_str(a, "id"),
		.class = row_str(a, "class"),
		.item_kind = r->value[F_ITEM_KIND] ? r->value[F_ITEM_KIND] : "bill",
		.item_number = r->value[F_ITEM_NUMBER],
		.issued_on = r->value[F_ITEM_ISSUED_ON],
		.due_on = r->value[F_ITEM_DUE_ON] ? r->value[F_ITEM_DUE_ON] : r->value[F_ITEM_ISSUED_ON],
		.text = r->value[F_ITEM_TEXT],
	};
	plan->from_on = r->value[F_ITEM_FROM_ON] ? r->value[F_ITEM_FROM_ON] : plan->issued_on;
	plan->to_on = r->value[F_ITEM_TO_ON] ? r->value[F_ITEM_TO_ON] : plan->from_on;
	if (strcmp(plan->to_on, plan->from_on) < 0)
		import_fault(cx, p->reading, r, F_ITEM_TO_ON, "range", "This ends before it begins.");
	plan->consumer = known_consumer(cx, a);
	TRY(find_zone(cx, p, row_str(a, "zone_name"), &plan->zone));
	plan_item(cx, p, f, r, plan, F_ITEM_NUMBER, F_ITEM_AMOUNT);
	if (r->outcome == ROW_REFUSED)
		return OK;
	r->plan = plan;
	r->outcome = plan->item_there ? ROW_UNCHANGED : ROW_CREATED;
	return OK;
}
