#include "consumer.h"
#include "audit.h"
#include "clock.h"
#include "json_out.h"
#include "search.h"

static const char *
described(struct cx *cx, const struct new_consumer *in)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "number", in->number);
	json_put_str(&j, "name", in->name);
	json_put_str(&j, "kind", in->kind);
	json_end(&j);
	return b.data;
}

enum err
create_consumer(struct cx *cx, void *arg)
{
	struct new_consumer *in = arg;
	const char *texts[] = { in->number, in->name, in->phone, in->email };
	enum err e;

	in->id = new_id(cx->arena);
	e = db_exec(cx,
	    "insert into consumer (id, number, name, kind, phone, email, created_at)"
	    " values (?, ?, ?, ?, ?, ?, ?)",
	    str(in->id), str(in->number), str(in->name), str(in->kind), str(in->phone),
	    str(in->email), instant(cx, business_now()));
	if (e != OK && db_duplicate(cx))
		return fail(
		    cx, E_CONFLICT, "There is a consumer with number %s already.", in->number);
	TRY(e);
	TRY(search_index(cx, "consumer", in->id, texts, COUNT(texts)));
	return audit_write(cx, &(struct audit){
		.action = "consumer.create", .object_type = "consumer", .object_id = in->id,
		.after_json = described(cx, in),
	});
}
