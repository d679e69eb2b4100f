/* What a batch of an import writes, all in one transaction. */
#include "import_batch.h"
#include <string.h>
#include "bulk.h"
#include "ledger.h"
#include "open_items.h"
#include "reads_in.h"
#include "take_in.h"
#include "text.h"

/* What is written of a batch, gathered from its rows. */
struct gathered {
	struct in_consumer *new_consumers, *changed_consumers;
	size_t new_consumer_count, changed_consumer_count;
	struct in_account *new_accounts, *changed_accounts;
	size_t new_account_count, changed_account_count;
	struct in_meter *meters;
	size_t meter_count;
	struct in_service *services;
	struct in_change *changed_services;
	size_t service_count, changed_service_count;
	struct open_item *items;
	size_t item_count;
	const char **locked;		/* accounts that were there */
	size_t locked_count;
	int64_t zones;
};

static struct in_account
account_of(const struct import_row *r)
{
	const struct plan_of_row *p = r->plan;

	return (struct in_account){ .id = p->account_id, .number = r->value[F_ACCOUNT_NUMBER],
		.consumer_id = p->consumer->id, .zone_id = p->zone->id, .class = p->class,
		.street = p->street, .city = p->city, .region = p->region, .postcode = p->postcode,
		.opened_on = p->opened_on, .segment = p->segment,
		.owed_minor = p->item_id ? r->amount_minor : 0, .version = p->account_version,
		.before_json = p->before_json, .after_json = p->after_json };
}

static struct open_item
item_of(const struct import_row *r)
{
	const struct plan_of_row *p = r->plan;

	return (struct open_item){ .id = p->item_id, .account_id = p->account_id,
		.consumer_id = p->consumer->id, .zone_id = p->zone->id, .class = p->class,
		.segment = p->segment, .kind = p->item_kind, .number = p->item_number, .issued_on = p->issued_on,
		.due_on = p->due_on, .from_on = p->from_on, .to_on = p->to_on, .text = p->text,
		.amount_minor = r->amount_minor, .is_counted = p->makes_account };
}

static void
gather_consumers(struct cx *cx, const struct import_plan *p, struct gathered *g)
{
	size_t n = 0;

	for (const struct plan_consumer *c = p->consumers; c; c = c->next)
		n++;
	g->new_consumers = arena_array(cx->arena, struct in_consumer, n);
	g->changed_consumers = arena_array(cx->arena, struct in_consumer, n);
	for (const struct plan_consumer *c = p->consumers; c; c = c->next) {
		struct in_consumer in = { .id = c->id, .number = c->number, .name = c->name,
			.kind = c->kind, .phone = c->phone, .email = c->email, .version = c->version,
			.account_id = c->account_id, .before_json = c->before_json,
			.after_json = c->after_json };

		if (c->is_new)
			g->new_consumers[g->new_consumer_count++] = in;
		else if (c->is_changed)
			g->changed_consumers[g->changed_consumer_count++] = in;
	}
}

static void
gather_service(struct cx *cx, const struct import_row *r, struct gathered *g)
{
	const struct plan_of_row *p = r->plan;

	if (p->makes_service)
		g->services[g->service_count++] = (struct in_service){ p->service_id, p->account_id,
			p->service_utility, p->service_class, p->attributes_json, p->opened_on };
	else if (p->changes_service)
		g->changed_services[g->changed_service_count++] = (struct in_change){ p->service_id,
			p->account_id, p->service_class, p->attributes_json, p->service_version,
			p->service_before_json, p->service_after_json };
	for (size_t i = 0; i < p->new_meter_count; i++)
		g->meters[g->meter_count++] = (struct in_meter){ .id = new_id(cx->arena),
			.account_id = p->account_id, .service_id = p->service_id,
			.number = p->new_meters[i], .utility = p->service_utility,
			.kind = r->value[F_METER_KIND] ? r->value[F_METER_KIND] : "register",
			.size = r->value[F_METER_SIZE], .unit = r->value[F_METER_UNIT],
			.digits = r->has_digits ? (int)r->digits : 0,
			.multiplier_milli = r->has_multiplier ? r->multiplier_milli : 1000,
			.from_on = p->opened_on };
}

static void
gather_row(struct cx *cx, const struct import_row *r, struct gathered *g)
{
	const struct plan_of_row *p = r->plan;

	if (p->makes_account)
		g->new_accounts[g->new_account_count++] = account_of(r);
	else if (p->changes_account)
		g->changed_accounts[g->changed_account_count++] = account_of(r);
	if (!p->makes_account && (p->changes_account || p->item_id || p->service_id))
		g->locked[g->locked_count++] = p->account_id;
	gather_service(cx, r, g);
	if (p->item_id)
		g->items[g->item_count++] = item_of(r);
}

static void
gather(struct cx *cx, const struct import_batch *b, struct gathered *g)
{
	const struct import_plan *p = &b->plan;
	size_t meters = 0;

	for (size_t i = 0; i < p->n; i++)
		meters += p->rows[i].meter_count;
	g->new_accounts = arena_array(cx->arena, struct in_account, p->n);
	g->changed_accounts = arena_array(cx->arena, struct in_account, p->n);
	g->items = arena_array(cx->arena, struct open_item, p->n);
	g->locked = arena_array(cx->arena, const char *, p->n);
	g->meters = arena_array(cx->arena, struct in_meter, meters);
	g->services = arena_array(cx->arena, struct in_service, p->n);
	g->changed_services = arena_array(cx->arena, struct in_change, p->n);
	gather_consumers(cx, p, g);
	for (size_t i = 0; i < p->n; i++)
		if (p->rows[i].outcome != ROW_REFUSED)
			gather_row(cx, &p->rows[i], g);
}

static enum err
make_zones(struct cx *cx, struct import_plan *p, int64_t *made)
{
	for (struct plan_zone *z = p->zones; z; z = z->next) {
		bool new = false;

		if (!z->is_new)
			continue;
		TRY(take_in_zone(cx, z->name, &z->id, &new));
		*made += new;
	}
	return OK;
}

/* The lock order: accounts, then all that hangs on them. */
static enum err
write_people(struct cx *cx, struct import_batch *b, struct gathered *g)
{
	TRY(make_zones(cx, &b->plan, &g->zones));
	gather(cx, b, g);		/* knows the zones' ids now */
	TRY(ledger_lock_accounts(cx, g->locked, g->locked_count));
	TRY(create_consumers(cx, g->new_consumers, g->new_consumer_count));
	TRY(change_consumers(cx, g->changed_consumers, g->changed_consumer_count));
	TRY(create_accounts(cx, g->new_accounts, g->new_account_count));
	TRY(change_accounts(cx, g->changed_accounts, g->changed_account_count));
	TRY(create_services(cx, g->services, g->service_count));
	TRY(change_services(cx, g->changed_services, g->changed_service_count));
	TRY(create_meters(cx, g->meters, g->meter_count));
	return take_in_open_items(cx, b->import_id, g->items, g->item_count);
}

/* ---- what became of the rows ---- */

static const char *const outcomes[] = {
	[ROW_CREATED] = "created",
	[ROW_UPDATED] = "updated",
	[ROW_UNCHANGED] = "unchanged",
	[ROW_REFUSED] = "refused",
};

static const char *
number_of(const struct import_row *r)
{
	return !r->owns_number ? NULL
	    : r->value[F_ITEM_NUMBER] ? r->value[F_ITEM_NUMBER]
				      : r->value[F_ACCOUNT_NUMBER];
}

static const char *
account_id_of(const struct import_row *r)
{
	return r->read ? r->read->account_id : r->plan->account_id;
}

/* The read that this row answers for. */
static const char *
read_id_of(const struct import_row *r)
{
	return r->read && !r->read->is_again ? r->read->id : NULL;
}

/* A meter that the reads made is one more thing that its account is found by: the first row of it
 * says so. */
static const bool *
rows_to_index(struct cx *cx, const struct import_plan *p)
{
	bool *marked = arena_array(cx->arena, bool, p->n + 1);

	for (size_t i = 0; i < p->n; i++)
		marked[i] = !p->rows[i].read && p->rows[i].outcome == ROW_UPDATED;
	for (const struct plan_meter *m = p->meters; m; m = m->next)
		for (size_t i = 0; i < p->n; i++)
			if (p->rows[i].read && p->rows[i].outcome != ROW_REFUSED &&
			    same_text(p->rows[i].read->meter_id, m->id)) {
				marked[i] = true;
				break;
			}
	return marked;
}

static enum err
write_rows(struct cx *cx, const struct import_batch *b)
{
	struct bulk rows = bulk_of(cx, 9, b->plan.n), refusals = bulk_of(cx, 4, b->plan.n);
	const bool *to_index = rows_to_index(cx, &b->plan);

	for (size_t i = 0; i < b->plan.n; i++) {
		const struct import_row *r = &b->plan.rows[i];
		bool good = r->outcome != ROW_REFUSED;
		const char *consumer = good && !r->read ? r->value[F_CONSUMER_NUMBER] : NULL;

		bulk_add(&rows, str(b->import_id), i64(r->line), str(outcomes[r->outcome]),
		    str(number_of(r)), good ? str(account_id_of(r)) : null(), str(consumer),
		    consumer ? i64(r->plan->consumer_marks) : null(),
		    boolean(to_index[i]), str(good ? read_id_of(r) : NULL));
		if (!good)
			bulk_add(&refusals, str(b->import_id), i64(r->line), str(import_raw(cx, b->plan.reading, r)),
			    str(import_faults_json(cx, r)));
	}
	TRY(bulk_write(cx, &rows,
	    "insert into import_row (import_id, line, outcome, number, account_id, consumer_number,"
	    " consumer_marks, to_index, read_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?)"));
	return bulk_write(cx, &refusals,
	    "insert into import_refusal (import_id, line, raw, errors_json) values (?, ?, ?, ?)");
}

struct sums {
	int64_t outcome[ROW_REFUSED + 1], in, taken, there, refused, unread;
	int64_t use[ROW_REFUSED + 1];
};

static struct sums
sums_of(const struct import_plan *p)
{
	struct sums s = { .in = 0 };

	for (size_t i = 0; i < p->n; i++) {
		const struct import_row *r = &p->rows[i];
		int64_t amount = r->has_amount ? r->amount_minor : 0;

		s.outcome[r->outcome]++;
		s.use[r->outcome] += r->has_use ? r->use_milli : 0;
		s.in += amount;
		s.unread += r->amount_unread;
		if (r->outcome == ROW_REFUSED)
			s.refused += amount;
		else if (r->plan && r->plan->item_id)
			s.taken += amount;
		else
			s.there += amount;
	}
	return s;
}

static enum err
write_sums(struct cx *cx, const struct import_batch *b, const struct gathered *g,
    const struct made_reads *reads)
{
	struct sums s = sums_of(&b->plan);
	int64_t taken = s.use[ROW_CREATED] + s.use[ROW_UPDATED];

	return db_exec_one(cx,
	    "update import set next_offset = ?, next_line = ?, rows_in = rows_in + ?,"
	    " created = created + ?, updated = updated + ?, unchanged = unchanged + ?,"
	    " refused = refused + ?, made_consumers = made_consumers + ?, made_accounts = made_accounts + ?,"
	    " made_meters = made_meters + ?, made_zones = made_zones + ?, made_items = made_items + ?,"
	    " in_minor = in_minor + ?, taken_minor = taken_minor + ?, there_minor = there_minor + ?,"
	    " refused_minor = refused_minor + ?, unread_amounts = unread_amounts + ?,"
	    " made_reads = made_reads + ?, made_services = made_services + ?,"
	    " in_use_milli = in_use_milli + ?, taken_use_milli = taken_use_milli + ?,"
	    " there_use_milli = there_use_milli + ?, refused_use_milli = refused_use_milli + ?"
	    " where id = ?",
	    i64(b->next_offset), i64(b->next_line), i64((int64_t)b->plan.n),
	    i64(s.outcome[ROW_CREATED]), i64(s.outcome[ROW_UPDATED]), i64(s.outcome[ROW_UNCHANGED]),
	    i64(s.outcome[ROW_REFUSED]), i64((int64_t)g->new_consumer_count),
	    i64((int64_t)g->new_account_count), i64((int64_t)g->meter_count + reads->meters), i64(g->zones),
	    i64((int64_t)g->item_count), i64(s.in), i64(s.taken), i64(s.there), i64(s.refused),
	    i64(s.unread), i64(reads->reads), i64((int64_t)g->service_count + reads->services),
	    i64(taken + s.use[ROW_UNCHANGED] + s.use[ROW_REFUSED]), i64(taken), i64(s.use[ROW_UNCHANGED]), i64(s.use[ROW_REFUSED]),
	    str(b->import_id));
}

enum err
import_write_outcome(struct cx *cx, const struct import_batch *b, const struct made_reads *reads)
{
	struct gathered none = { .zones = 0 };

	TRY(write_rows(cx, b));
	return write_sums(cx, b, &none, reads);
}

enum err
write_batch(struct cx *cx, void *arg)
{
	struct import_batch *b = arg;
	struct gathered g = { .zones = 0 };
	struct made_reads reads = { 0 };
	const struct row *row;

	TRY(db_one(cx, &row, "select state, next_offset from import where id = ? for update",
	    str(b->import_id)));
	if (!row_is(row, "state", "running"))
		return fail(cx, E_CONFLICT, "The import was stopped.");
	if (row_i64(row, "next_offset") != b->from_offset)
		return fail(cx, E_INTERNAL, "The import was gone on with elsewhere.");
	if (b->plan.reading->kind == IMPORT_READS)
		TRY(write_reads(cx, b, &reads));
	else
		TRY(write_people(cx, b, &g));
	TRY(write_rows(cx, b));
	TRY(write_sums(cx, b, &g, &reads));
	return job_progress(cx, b->job, b->next_offset, b->file_bytes,
	    fmt(cx->arena, "%lld", (long long)b->next_line));
}
