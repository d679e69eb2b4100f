#include "price.h"
#include <string.h>
#include "audit.h"
#include "json_out.h"
#include "text.h"

static const char *
described(struct cx *cx, const char *name, int64_t amount_minor, int64_t due_days, bool is_active)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "name", name);
	json_put_money(&j, "amount", amount_minor, cx->who.currency);
	json_put_i64(&j, "due_days", due_days);
	json_put_bool(&j, "is_active", is_active);
	json_end(&j);
	return b.data;
}

enum err
create_price(struct cx *cx, void *arg)
{
	struct pricing *in = arg;
	enum err e;

	if (in->code[strspn(in->code, "abcdefghijklmnopqrstuvwxyz0123456789_-")]) {
		fault_add(cx, "/code", "format", "A code is of a-z, digits, - and _.");
		return faults_check(cx);
	}
	in->id = new_id(cx->arena);
	e = db_exec_one(cx,
	    "insert into price (id, code, name, kind, amount_minor, due_days)"
	    " values (?, ?, ?, ?, ?, ?)",
	    str(in->id), str(in->code), str(in->name), str(in->kind), i64(in->amount_minor),
	    i64(in->due_days));
	if (e == E_CONFLICT && db_duplicate(cx))
		return fail(cx, E_CONFLICT, "There is a price with this code already.");
	TRY(e);
	in->version = 1;
	return audit_write(cx, &(struct audit){
		.action = "price.create", .object_type = "price", .object_id = in->id,
		.after_json = described(cx, in->name, in->amount_minor, in->due_days, true),
	});
}

enum err
change_price(struct cx *cx, void *arg)
{
	struct pricing *in = arg;
	const struct row *was;
	struct pricing now = *in;

	TRY(db_maybe(cx, &was,
	    "select name, amount_minor, due_days, is_active, version from price where id = ?"
	    " for update", str(in->id)));
	if (!was)
		return fail(cx, E_NOT_FOUND, "There is no such price.");
	if (row_i64(was, "version") != in->version)
		return fail(cx, E_STALE, "Someone else has changed this. Nothing was changed;"
		    " read it again.");
	now.name = in->name ? in->name : row_str(was, "name");
	now.amount_minor = in->amount_minor >= 0 ? in->amount_minor : row_i64(was, "amount_minor");
	now.due_days = in->due_days >= 0 ? in->due_days : row_i64(was, "due_days");
	now.is_active = in->is_active >= 0 ? in->is_active : row_i64(was, "is_active") != 0;
	TRY(db_exec_one(cx,
	    "update price set name = ?, amount_minor = ?, due_days = ?, is_active = ?,"
	    " version = version + 1 where id = ?",
	    str(now.name), i64(now.amount_minor), i64(now.due_days), boolean(now.is_active),
	    str(in->id)));
	return audit_write(cx, &(struct audit){
		.action = "price.change", .object_type = "price", .object_id = in->id,
		.before_json = described(cx, row_str(was, "name"), row_i64(was, "amount_minor"),
		    row_i64(was, "due_days"), row_i64(was, "is_active") != 0),
		.after_json = described(
		    cx, now.name, now.amount_minor, now.due_days, now.is_active),
	});
}
