#include "take_in.h"
#include "audit.h"
#include "bulk.h"
#include "clock.h"
#include "ledger.h"
#include "metrics.h"
#include "text.h"

/* ---- new ones ---- */

enum err
create_consumers(struct cx *cx, const struct in_consumer *c, size_t n)
{
	struct param now = instant(cx, business_now());
	struct bulk b = bulk_of(cx, 7, n);

	for (size_t i = 0; i < n; i++)
		bulk_add(&b, str(c[i].id), str(c[i].number), str(c[i].name), str(c[i].kind),
		    str(c[i].phone), str(c[i].email), now);
	return bulk_write(cx, &b,
	    "insert into consumer (id, number, name, kind, phone, email, created_at)"
	    " values (?, ?, ?, ?, ?, ?, ?)");
}

enum err
create_accounts(struct cx *cx, const struct in_account *a, size_t n)
{
	struct bulk b = bulk_of(cx, 11, n), responsible = bulk_of(cx, 3, n);
	struct opening *opened = arena_array(cx->arena, struct opening, n);

	for (size_t i = 0; i < n; i++) {
		opened[i] = (struct opening){ a[i].id, a[i].owed_minor };
		bulk_add(&b, str(a[i].id), str(a[i].number), str(a[i].consumer_id), str(a[i].zone_id),
		    str(a[i].class), str(a[i].street), str(a[i].city), str(a[i].region),
		    str(a[i].postcode), str(a[i].opened_on), str(a[i].segment));
		bulk_add(&responsible, str(a[i].id), str(a[i].opened_on), str(a[i].consumer_id));
	}
	TRY(bulk_write(cx, &b,
	    "insert into account (id, number, consumer_id, zone_id, class, street, city, region,"
	    " postcode, opened_on, segment) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
	TRY(bulk_write(cx, &responsible,
	    "insert into account_consumer (account_id, from_on, consumer_id) values (?, ?, ?)"));
	return ledger_open_accounts(cx, opened, n);
}

/* ---- changes ---- */

static enum err
unchanged_since(struct cx *cx, uint64_t found)
{
	return found == 1 ? OK : fail(cx, E_STALE, "Somebody changed the same thing just now.");
}

enum err
change_consumers(struct cx *cx, const struct in_consumer *c, size_t n)
{
	struct audit *told = arena_array(cx->arena, struct audit, n);
	uint64_t found;

	for (size_t i = 0; i < n; i++) {
		TRY(db_exec_count(cx, &found,
		    "update consumer set name = ?, kind = ?, phone = ?, email = ?, version = version + 1"
		    " where id = ? and version = ?",
		    str(c[i].name), str(c[i].kind), str(c[i].phone), str(c[i].email), str(c[i].id),
		    i64(c[i].version)));
		TRY(unchanged_since(cx, found));
		told[i] = (struct audit){ .action = "consumer.edit", .object_type = "consumer",
			.object_id = c[i].id, .account_id = c[i].account_id, .reason = "Import",
			.before_json = c[i].before_json, .after_json = c[i].after_json };
	}
	return audit_write_all(cx, told, n);
}

/* ---- the facts of an account that moves ---- */

/* A fact of one of the account's rows; the zone stands in d[zone], the class in d[class] (-1: none). */
static enum err
move(struct cx *cx, enum dataset which, const struct fact *fact, const struct in_account *a, int zone,
    int class)
{
	struct fact before = *fact, after = *fact;

	if (zone >= 0) {
		before.d[zone] = a->zone_before;
		after.d[zone] = a->zone_id;
	}
	if (class >= 0) {
		before.d[class] = a->class_before;
		after.d[class] = a->class;
	}
	return metric_change(cx, which, &before, &after);
}

/* Bills keep the zone that they were issued in; the class is the account's. */
static enum err
move_bills(struct cx *cx, const struct in_account *a)
{
	struct rows rows;

	TRY(db_all(cx, &rows,
	    "select issued_on, zone_id, is_estimated, count(*) row_count, sum(amount_minor) sum_minor,"
	    " sum(consumption_milli) consumption from bill where account_id = ? and status = 'issued'"
	    " group by issued_on, zone_id, is_estimated lock in share mode",
	    str(a->id)));
	for (size_t i = 0; i < rows.n; i++) {
		const struct row *r = &rows.row[i];
		struct fact fact = { .on = row_str(r, "issued_on"),
			.d = { row_str(r, "zone_id"), NULL, "bill",
			    row_bool(r, "is_estimated") ? "1" : "0" },
			.m = { row_i64(r, "row_count"), row_i64(r, "sum_minor"),
			    row_i64(r, "consumption") } };

		TRY(move(cx, METRIC_BILLS, &fact, a, -1, 1));
	}
	return OK;
}

static enum err
move_due(struct cx *cx, const struct in_account *a)
{
	struct rows rows;

	TRY(db_all(cx, &rows,
	    "select due_on, kind, count(*) row_count, sum(amount_minor) sum_minor, sum(open_minor) left_minor"
	    " from receivable where account_id = ? and status <> 'cancelled'"
	    " group by due_on, kind lock in share mode",
	    str(a->id)));
	for (size_t i = 0; i < rows.n; i++) {
		const struct row *r = &rows.row[i];
		struct fact fact = { .on = row_str(r, "due_on"), .d = { NULL, NULL, row_str(r, "kind") },
			.m = { row_i64(r, "row_count"), row_i64(r, "sum_minor"),
			    row_i64(r, "left_minor") } };

		TRY(move(cx, METRIC_DUE, &fact, a, 0, 1));
	}
	return OK;
}

/* A void on another day is a row of its own, taken away. */
static enum err
move_payments(struct cx *cx, const struct in_account *a)
{
	struct rows rows;

	TRY(db_all(cx, &rows,
	    "select paid_on fact_on, method, channel, type, received_by, count(*) row_count,"
	    " sum(amount_minor) sum_minor from payment where account_id = ?"
	    " and status in ('posted', 'cancelled') group by paid_on, method, channel, type, received_by"
	    " union all select voided_on, method, channel, type, received_by, -count(*),"
	    " -sum(amount_minor) from payment where account_id = ? and status = 'cancelled'"
	    " group by voided_on, method, channel, type, received_by lock in share mode",
	    str(a->id), str(a->id)));
	for (size_t i = 0; i < rows.n; i++) {
		const struct row *r = &rows.row[i];
		struct fact fact = { .on = row_str(r, "fact_on"),
			.d = { row_str(r, "method"), row_str(r, "channel"), row_str(r, "type"),
			    row_str(r, "received_by") },
			.m = { row_i64(r, "row_count"), row_i64(r, "sum_minor") } };

		TRY(move(cx, METRIC_PAYMENTS, &fact, a, 4, -1));
	}
	return OK;
}

enum err
change_accounts(struct cx *cx, const struct in_account *a, size_t n)
{
	struct audit *told = arena_array(cx->arena, struct audit, n);
	uint64_t found;

	for (size_t i = 0; i < n; i++) {
		TRY(db_exec_count(cx, &found,
		    "update account set zone_id = ?, class = ?, street = ?, city = ?, region = ?,"
		    " postcode = ?, opened_on = ?, segment = ?, version = version + 1"
		    " where id = ? and version = ?",
		    str(a[i].zone_id), str(a[i].class), str(a[i].street), str(a[i].city),
		    str(a[i].region), str(a[i].postcode), str(a[i].opened_on), str(a[i].segment),
		    str(a[i].id), i64(a[i].version)));
		TRY(unchanged_since(cx, found));
		if (!same_text(a[i].class, a[i].class_before))
			TRY(move_bills(cx, &a[i]));
		if (!same_text(a[i].class, a[i].class_before) ||
		    !same_text(a[i].zone_id, a[i].zone_before))
			TRY(move_due(cx, &a[i]));
		if (!same_text(a[i].zone_id, a[i].zone_before))
			TRY(move_payments(cx, &a[i]));
		told[i] = (struct audit){ .action = "account.edit", .object_type = "account",
			.object_id = a[i].id, .account_id = a[i].id, .reason = "Import",
			.before_json = a[i].before_json, .after_json = a[i].after_json };
	}
	return audit_write_all(cx, told, n);
}
