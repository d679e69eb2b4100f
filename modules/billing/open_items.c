#include "open_items.h"
#include "audit.h"
#include "bulk.h"
#include "clock.h"
#include "ledger.h"
#include "receivables.h"
#include "text.h"

static bool
is_bill(const struct open_item *item)
{
	return same_text(item->kind, "bill");
}

static enum err
post(struct cx *cx, const struct open_item *items, size_t n, const char **entry_ids)
{
	struct entry *entries = arena_array(cx->arena, struct entry, n);
	struct posting *postings = arena_array(cx->arena, struct posting, n);

	for (size_t i = 0; i < n; i++) {
		postings[i] = (struct posting){ LEDGER_OPENING, items[i].amount_minor, items[i].id };
		entries[i] = (struct entry){ .account_id = items[i].account_id,
			.source_type = items[i].kind, .source_id = items[i].id,
			.posted_on = items[i].issued_on, .memo = items[i].number,
			.postings = &postings[i], .count = 1 };
	}
	TRY(ledger_post_all(cx, entries, n));
	for (size_t i = 0; i < n; i++)
		entry_ids[i] = entries[i].id;
	return OK;
}

static enum err
open_receivables(struct cx *cx, const struct open_item *items, size_t n, struct receivable *r)
{
	bool *counted = arena_array(cx->arena, bool, n);

	for (size_t i = 0; i < n; i++) {
		const struct open_item *x = &items[i];

		counted[i] = x->is_counted;
		r[i] = (struct receivable){ .id = x->id, .account_id = x->account_id, .kind = x->kind,
			.number = x->number, .issued_on = x->issued_on, .due_on = x->due_on,
			.zone_id = x->zone_id, .class = x->class, .segment = x->segment,
			.amount_minor = x->amount_minor };
	}
	return receivables_open(cx, r, counted, n);
}

static enum err
write_bills(struct cx *cx, const char *import_id, const struct open_item *items, size_t n,
    const char *const *entry_ids)
{
	struct bulk bills = bulk_of(cx, 14, n), lines = bulk_of(cx, 3, n);

	for (size_t i = 0; i < n; i++) {
		const struct open_item *x = &items[i];

		if (!is_bill(x))
			continue;
		bulk_add(&bills, str(x->id), str(x->account_id), str(x->consumer_id), str(x->zone_id),
		    str(x->number), str(x->from_on), str(x->to_on), str(x->issued_on), str(x->due_on),
		    i64(x->amount_minor), str(entry_ids[i]), str(import_id), str(x->class),
		    str(x->segment ? x->segment : ""));
		bulk_add(&lines, str(x->id), str(x->text ? x->text : "Balance brought forward"),
		    i64(x->amount_minor));
	}
	TRY(bulk_write(cx, &bills,
	    "insert into bill (id, account_id, consumer_id, zone_id, number, from_on, to_on, issued_on,"
	    " due_on, amount_minor, entry_id, import_id, account_class, segment, unit)"
	    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')"));
	return bulk_write(cx, &lines,
	    "insert into bill_line (bill_id, line, kind, text, amount_minor)"
	    " values (?, 1, 'adjustment', ?, ?)");
}

static enum err
write_charges(struct cx *cx, const char *import_id, const struct open_item *items, size_t n,
    const char *const *entry_ids)
{
	struct param now = instant(cx, business_now());
	struct bulk charges = bulk_of(cx, 14, n);

	for (size_t i = 0; i < n; i++) {
		const struct open_item *x = &items[i];

		if (!is_bill(x))
			bulk_add(&charges, str(x->id), str(x->account_id), str(x->consumer_id),
			    str(x->number), str(x->text ? x->text : "Charge brought forward"),
			    i64(x->amount_minor), str(x->from_on), str(x->issued_on), str(x->due_on),
			    now, str(cx->who.id), str(cx->who.name ? cx->who.name : ""),
			    str(entry_ids[i]), str(import_id));
	}
	return bulk_write(cx, &charges,
	    "insert into charge (id, account_id, consumer_id, number, name, amount_minor, served_on,"
	    " issued_on, due_on, raised_at, raised_by, raised_by_name, entry_id, import_id)"
	    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
}

static enum err
note_facts(struct cx *cx, const struct open_item *items, const struct receivable *r, size_t n)
{
	struct signed_fact *facts = arena_array(cx->arena, struct signed_fact, 3 * n);
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		const struct open_item *x = &items[i];
		struct bill_about bill = { .issued_on = x->issued_on, .zone_id = x->zone_id,
			.class = x->class, .segment = x->segment, .use_class = "none",
			.amount_minor = x->amount_minor };

		facts[count++] = issued_fact(&r[i]);
		if (!is_bill(x))
			continue;
		facts[count++] = bill_fact(&bill);
		facts[count++] = line_fact(&bill, "adjustment", NULL, x->amount_minor);
	}
	return metric_changes(cx, facts, count);
}

enum err
take_in_open_items(struct cx *cx, const char *import_id, const struct open_item *items, size_t n)
{
	const char **entry_ids = arena_array(cx->arena, const char *, n);
	struct receivable *r = arena_array(cx->arena, struct receivable, n);

	if (n == 0)
		return OK;
	TRY(post(cx, items, n, entry_ids));
	TRY(open_receivables(cx, items, n, r));
	TRY(write_bills(cx, import_id, items, n, entry_ids));
	TRY(write_charges(cx, import_id, items, n, entry_ids));
	return note_facts(cx, items, r, n);
}

enum err
take_in_zone(struct cx *cx, const char *name, const char **id, bool *made)
{
	const char *new = new_id(cx->arena);
	const struct row *row;

	TRY(db_exec(cx, "insert into zone (id, name) values (?, ?) on duplicate key update name = name",
	    str(new), str(name)));
	TRY(db_one(cx, &row, "select id from zone where name = ? lock in share mode", str(name)));
	*id = row_str(row, "id");
	*made = same_text(*id, new);
	if (!*made)
		return OK;
	return audit_write(cx, &(struct audit){
		.action = "zone.create", .object_type = "zone", .object_id = new,
	});
}
