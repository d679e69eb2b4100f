#include "account.h"
#include "audit.h"
#include "json_out.h"
#include "ledger.h"
#include "people.h"

static const char *
described(struct cx *cx, const struct new_account *in)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "number", in->number);
	json_put_str(&j, "consumer_id", in->consumer_id);
	json_put_str(&j, "zone_id", in->zone_id);
	json_put_str(&j, "class", in->class);
	json_put_str(&j, "street", in->street);
	json_end(&j);
	return b.data;
}

static enum err
add_meter(struct cx *cx, const struct new_account *in, const char *number)
{
	const char *id = new_id(cx->arena), *unit = in->unit ? in->unit : "";
	struct param digits = in->digits > 0 ? i64(in->digits) : null();
	enum err e = db_exec(cx,
	    "insert into meter (id, account_id, service_id, number, utility, kind, size, unit, digits,"
	    " installed_on) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(id), str(in->id), str(in->service_id), str(number), str(in->utility),
	    str(in->meter_kind ? in->meter_kind : "register"), str(in->meter_size), str(unit), digits,
	    str(in->opened_on));

	if (e != OK && db_duplicate(cx))
		return fail(cx, E_CONFLICT, "There is a meter with number %s already.", number);
	TRY(e);
	return db_exec(cx,
	    "insert into meter_span (meter_id, from_on, account_id, service_id, unit, digits,"
	    " multiplier_milli, start_milli, reason) values (?, ?, ?, ?, ?, ?, 1000, ?, 'installed')",
	    str(id), str(in->opened_on), str(in->id), str(in->service_id), str(unit), digits,
	    i64(in->start_milli));
}

static enum err
add_service(struct cx *cx, struct new_account *in)
{
	in->service_id = NULL;
	if (in->meter_count == 0)
		return OK;
	in->service_id = new_id(cx->arena);
	TRY(db_exec(cx,
	    "insert into service (id, account_id, utility, class, attributes_json, started_on)"
	    " values (?, ?, ?, ?, ?, ?)",
	    str(in->service_id), str(in->id), str(in->utility),
	    str(in->service_class ? in->service_class : in->class),
	    str(in->attributes_json ? in->attributes_json : "{}"), str(in->opened_on)));
	for (size_t i = 0; i < in->meter_count; i++)
		TRY(add_meter(cx, in, in->meters[i]));
	return OK;
}

enum err
create_account(struct cx *cx, void *arg)
{
	struct new_account *in = arg;
	const struct row *consumer;
	enum err e;

	TRY(db_maybe(cx, &consumer,
	    "select id from consumer where id = ? lock in share mode",
	    str(in->consumer_id)));
	if (consumer == NULL)
		return fail(cx, E_CONFLICT, "There is no such consumer.");
	in->id = new_id(cx->arena);
	e = db_exec(cx,
	    "insert into account (id, number, consumer_id, zone_id, class, street, city, region,"
	    " postcode, opened_on, segment) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(in->id), str(in->number), str(in->consumer_id), str(in->zone_id), str(in->class),
	    str(in->street), str(in->city), str(in->region), str(in->postcode), str(in->opened_on),
	    str(in->segment));
	if (e != OK && db_duplicate(cx))
		return fail(
		    cx, E_CONFLICT, "There is an account with number %s already.", in->number);
	if (e == E_CONFLICT)
		return fail(cx, E_CONFLICT, "There is no such zone.");
	TRY(e);
	TRY(db_exec(cx,
	    "insert into account_consumer (account_id, from_on, consumer_id) values (?, ?, ?)",
	    str(in->id), str(in->opened_on), str(in->consumer_id)));
	TRY(ledger_open_account(cx, in->id));
	TRY(add_service(cx, in));
	TRY(search_account(cx, in->id));
	return audit_write(cx, &(struct audit){
		.action = "account.create", .object_type = "account", .object_id = in->id,
		.account_id = in->id, .after_json = described(cx, in),
	});
}
