#include "view.h"
#include "audit.h"
#include "clock.h"
#include "json_out.h"
#include "text.h"

static enum err
may_share(struct cx *cx)
{
	return may(&cx->who.may, CAN_SHARE_VIEWS)
	    ? OK : fail(cx, E_FORBIDDEN, "You may not share views. Nothing was saved.");
}

static enum err
tell(struct cx *cx, const char *action, const char *id, const char *name, bool is_shared)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "name", name);
	json_put_bool(&j, "is_shared", is_shared);
	json_end(&j);
	return audit_write(cx, &(struct audit){
		.action = action, .object_type = "saved_view", .object_id = id,
		.after_json = b.data,
	});
}

static enum err
named_twice(struct cx *cx, enum err e, const char *name)
{
	return e == E_CONFLICT && db_duplicate(cx)
	    ? fail(cx, E_CONFLICT, "You have a view named %s on this page already.", name) : e;
}

enum err
create_view(struct cx *cx, void *arg)
{
	struct view *v = arg;
	struct rows own;

	if (v->is_shared)
		TRY(may_share(cx));
	TRY(db_all(cx, &own,
	    "select id from saved_view where user_id = ? and page = ? lock in share mode",
	    str(cx->who.id), str(v->page)));
	if (own.n >= VIEWS_A_PAGE)
		return fail(cx, E_CONFLICT,
		    "You have %d views on this page already. Delete one first.", VIEWS_A_PAGE);
	v->id = new_id(cx->arena);
	TRY(named_twice(cx,
	    db_exec(cx,
		"insert into saved_view (id, page, name, query, user_id, user_name, is_shared,"
		" created_at) values (?, ?, ?, ?, ?, ?, ?, ?)",
		str(v->id), str(v->page), str(v->name), str(v->query), str(cx->who.id),
		str(cx->who.name), boolean(v->is_shared), instant(cx, business_now())),
	    v->name));
	return tell(cx, "view.create", v->id, v->name, v->is_shared);
}

/* The view as it stands, if this user may touch it. */
static enum err
find_view(struct cx *cx, const char *id, const struct row **row)
{
	TRY(db_maybe(cx, row,
	    "select user_id, name, query, is_shared, version from saved_view where id = ? for update",
	    str(id)));
	if (*row && !row_is(*row, "user_id", cx->who.id) &&
	    !(row_bool(*row, "is_shared") && may(&cx->who.may, CAN_SHARE_VIEWS)))
		*row = NULL;
	return *row ? OK : fail(cx, E_NOT_FOUND, "There is no such view of yours.");
}

enum err
change_view(struct cx *cx, void *arg)
{
	struct view *v = arg;
	const struct row *row;
	bool was_shared;

	TRY(find_view(cx, v->id, &row));
	if (row_i64(row, "version") != v->version)
		return fail(cx, E_STALE, "The view was changed in the meantime.");
	was_shared = row_bool(row, "is_shared");
	if (!v->has_name)
		v->name = row_str(row, "name");
	if (!v->has_query)
		v->query = row_str(row, "query");
	if (!v->has_shared)
		v->is_shared = was_shared;
	if (v->is_shared && !was_shared)
		TRY(may_share(cx));
	TRY(named_twice(cx,
	    db_exec_one(cx,
		"update saved_view set name = ?, query = ?, is_shared = ?, version = version + 1"
		" where id = ?",
		str(v->name), str(v->query), boolean(v->is_shared), str(v->id)),
	    v->name));
	return tell(cx, "view.change", v->id, v->name, v->is_shared);
}

enum err
delete_view(struct cx *cx, void *arg)
{
	struct view *v = arg;
	const struct row *row;

	TRY(find_view(cx, v->id, &row));
	TRY(db_exec_one(cx, "delete from saved_view where id = ?", str(v->id)));
	return tell(cx, "view.delete", v->id, row_str(row, "name"), row_bool(row, "is_shared"));
}

enum err
keep_preference(struct cx *cx, void *arg)
{
	struct preference *p = arg;
	struct rows kept;
	bool is_new = true;

	if (!*p->value)
		return db_exec(cx, "delete from preference where user_id = ? and name = ?",
		    str(cx->who.id), str(p->name));
	TRY(db_all(cx, &kept, "select name from preference where user_id = ? lock in share mode",
	    str(cx->who.id)));
	for (size_t i = 0; i < kept.n; i++)
		if (row_is(&kept.row[i], "name", p->name))
			is_new = false;
	if (is_new && kept.n >= PREFERENCES_A_USER)
		return fail(cx, E_CONFLICT, "Too many preferences are kept already.");
	return db_exec(cx,
	    "insert into preference (user_id, name, value) values (?, ?, ?)"
	    " on duplicate key update value = values(value)",
	    str(cx->who.id), str(p->name), str(p->value));
}
