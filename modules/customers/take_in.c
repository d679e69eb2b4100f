#include "take_in.h"
#include "audit.h"
#include "bulk.h"
#include "clock.h"
#include "ledger.h"

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
		told[i] = (struct audit){ .action = "account.edit", .object_type = "account",
			.object_id = a[i].id, .account_id = a[i].id, .reason = "Import",
			.before_json = a[i].before_json, .after_json = a[i].after_json };
	}
	return audit_write_all(cx, told, n);
}
