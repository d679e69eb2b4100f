#include "zone.h"
#include "audit.h"
#include "text.h"

enum err
create_zone(struct cx *cx, void *arg)
{
	struct new_zone *in = arg;
	enum err e;

	in->id = new_id(cx->arena);
	e = db_exec(cx, "insert into zone (id, name) values (?, ?)", str(in->id), str(in->name));
	if (e != OK && db_duplicate(cx))
		return fail(cx, E_CONFLICT, "There is a zone named %s already.", in->name);
	TRY(e);
	return audit_write(cx, &(struct audit){
		.action = "zone.create", .object_type = "zone", .object_id = in->id,
	});
}
