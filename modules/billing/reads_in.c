#include "reads_in.h"
#include "audit.h"
#include "bulk.h"
#include "clock.h"

enum err
create_services(struct cx *cx, const struct in_service *s, size_t n)
{
	struct bulk b = bulk_of(cx, 6, n);

	for (size_t i = 0; i < n; i++)
		bulk_add(&b, str(s[i].id), str(s[i].account_id), str(s[i].utility), str(s[i].class),
		    str(s[i].attributes_json), str(s[i].started_on));
	return bulk_write(cx, &b,
	    "insert into service (id, account_id, utility, class, attributes_json, started_on)"
	    " values (?, ?, ?, ?, ?, ?)");
}

enum err
create_meters(struct cx *cx, const struct in_meter *m, size_t n)
{
	struct bulk meters = bulk_of(cx, 11, n), spans = bulk_of(cx, 8, n);

	for (size_t i = 0; i < n; i++) {
		struct param digits = m[i].digits > 0 ? i64(m[i].digits) : null();
		struct param unit = str(m[i].unit ? m[i].unit : "");

		bulk_add(&meters, str(m[i].id), str(m[i].account_id), str(m[i].service_id),
		    str(m[i].number), str(m[i].utility), str(m[i].kind), str(m[i].size), unit, digits,
		    i64(m[i].multiplier_milli), str(m[i].from_on));
		bulk_add(&spans, str(m[i].id), str(m[i].from_on), str(m[i].account_id),
		    str(m[i].service_id), unit, digits, i64(m[i].multiplier_milli), str("installed"));
	}
	TRY(bulk_write(cx, &meters,
	    "insert into meter (id, account_id, service_id, number, utility, kind, size, unit, digits,"
	    " multiplier_milli, installed_on) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
	return bulk_write(cx, &spans,
	    "insert into meter_span (meter_id, from_on, account_id, service_id, unit, digits,"
	    " multiplier_milli, reason) values (?, ?, ?, ?, ?, ?, ?, ?)");
}

enum err
create_reads(struct cx *cx, const struct in_read *r, size_t n)
{
	struct bulk b = bulk_of(cx, 21, n);
	struct param now = instant(cx, business_now());
	struct param by = cx->who.kind == ACTOR_USER ? str(cx->who.id) : null();

	for (size_t i = 0; i < n; i++)
		bulk_add(&b, str(r[i].id), str(r[i].account_id), str(r[i].meter_id), str(r[i].read_on),
		    str(r[i].from_on), r[i].is_position ? i64(r[i].register_milli) : null(),
		    r[i].has_previous ? i64(r[i].previous_milli) : null(),
		    r[i].is_position ? i64(r[i].multiplier_milli) : null(), boolean(r[i].rolled_over),
		    r[i].has_use ? i64(r[i].use_milli) : null(), str(r[i].unit), str(r[i].quality),
		    str(r[i].reason), str("import"), str(r[i].import_id), i64(r[i].line),
		    str(r[i].replaces_id), null(), now, by, str(cx->who.name));
	return bulk_write(cx, &b,
	    "insert into meter_read (id, account_id, meter_id, read_on, from_on, register_milli,"
	    " previous_milli, multiplier_milli, rolled_over, use_milli, unit, quality, reason, source,"
	    " import_id, line, replaces_id, notes, read_at, read_by, read_by_name)"
	    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
}

enum err
change_services(struct cx *cx, const struct in_change *c, size_t n)
{
	struct audit *told = arena_array(cx->arena, struct audit, n);
	uint64_t found;

	for (size_t i = 0; i < n; i++) {
		TRY(db_exec_count(cx, &found,
		    "update service set class = ?, attributes_json = json_merge_patch(attributes_json, ?), version = version + 1"
		    " where id = ? and version = ?",
		    str(c[i].class), str(c[i].attributes_json), str(c[i].id), i64(c[i].version)));
		if (found != 1)
			return fail(cx, E_STALE, "Somebody changed the same thing just now.");
		told[i] = (struct audit){ .action = "service.change", .object_type = "service",
			.object_id = c[i].id, .account_id = c[i].account_id, .reason = "Import",
			.before_json = c[i].before_json, .after_json = c[i].after_json };
	}
	return audit_write_all(cx, told, n);
}
