#include "dashboard.h"
#include "audit.h"
#include "text.h"

/* ---- finding ---- */

static enum err
own_layout(struct cx *cx, const struct dashboard_page *page, const struct row **row)
{
	return db_maybe(cx, row,
	    "select layout_json, version from dashboard_own where page = ? and user_id = ?",
	    str(page->key), str(cx->who.id));
}

/* Of one's roles that have one, the first by name. */
static enum err
layout_of_roles(struct cx *cx, const struct dashboard_page *page, const struct row **row)
{
	return db_maybe(cx, row,
	    "select d.layout_json, r.id role_id, r.name role_name from user_role u"
	    " join dashboard_default d on d.role_id = u.role_id and d.page = ?"
	    " join role r on r.id = u.role_id where u.user_id = ? order by r.name, r.id limit 1",
	    str(page->key), str(cx->who.id));
}

enum err
find_dashboard(struct cx *cx, const struct dashboard_page *page, struct dashboard *out)
{
	const struct row *row = NULL;

	*out = (struct dashboard){ .page = page };
	if (cx->who.kind == ACTOR_USER)		/* a program has neither layouts nor roles */
		TRY(own_layout(cx, page, &row));
	if (row != NULL) {
		out->from = OWN;
		out->version = row_i64(row, "version");
		return layout_parse(cx, row_str(row, "layout_json"), true, &out->layout);
	}
	if (cx->who.kind == ACTOR_USER)
		TRY(layout_of_roles(cx, page, &row));
	if (row != NULL) {
		out->from = OF_ROLE;
		out->role_id = row_str(row, "role_id");
		out->role_name = row_str(row, "role_name");
		return layout_parse(cx, row_str(row, "layout_json"), true, &out->layout);
	}
	out->layout = layout_built_in(cx, page, true);
	return OK;
}

enum err
find_dashboard_of_role(
    struct cx *cx, const struct dashboard_page *page, const char *role_id, struct dashboard *out)
{
	const struct row *role, *row;

	*out = (struct dashboard){ .page = page };
	TRY(db_one(cx, &role, "select id, name from role where id = ?", str(role_id)));
	TRY(db_maybe(cx, &row,
	    "select layout_json, version from dashboard_default where page = ? and role_id = ?",
	    str(page->key), str(role_id)));
	if (row == NULL) {
		out->layout = layout_built_in(cx, page, false);
		return OK;
	}
	out->from = OF_ROLE;
	out->role_id = row_str(role, "id");
	out->role_name = row_str(role, "name");
	out->version = row_i64(row, "version");
	return layout_parse(cx, row_str(row, "layout_json"), false, &out->layout);
}

/* ---- keeping ---- */

static enum err
lock_layout(struct cx *cx, const struct layout_change *in, const struct row **was)
{
	if (in->role_id == NULL)
		return db_maybe(cx, was,
		    "select layout_json, version from dashboard_own where page = ? and user_id = ?"
		    " for update",
		    str(in->page->key), str(cx->who.id));
	return db_maybe(cx, was,
	    "select layout_json, version from dashboard_default where page = ? and role_id = ?"
	    " for update",
	    str(in->page->key), str(in->role_id));
}

static enum err
role_exists(struct cx *cx, const char *id, const char **name)
{
	const struct row *role;

	*name = NULL;
	if (id == NULL)
		return OK;
	TRY(db_one(cx, &role, "select name from role where id = ? lock in share mode", str(id)));
	*name = row_str(role, "name");
	return OK;
}

static enum err
store(struct cx *cx, const struct layout_change *in, bool is_new, const char *text)
{
	const char *page = in->page->key;

	if (in->role_id == NULL && is_new)
		return db_exec(cx, "insert into dashboard_own (page, user_id, layout_json) values (?, ?, ?)",
		    str(page), str(cx->who.id), str(text));
	if (in->role_id == NULL)
		return db_exec_one(cx,
		    "update dashboard_own set layout_json = ?, version = version + 1"
		    " where page = ? and user_id = ?",
		    str(text), str(page), str(cx->who.id));
	if (is_new)
		return db_exec(cx,
		    "insert into dashboard_default (page, role_id, layout_json) values (?, ?, ?)", str(page),
		    str(in->role_id), str(text));
	return db_exec_one(cx,
	    "update dashboard_default set layout_json = ?, version = version + 1"
	    " where page = ? and role_id = ?",
	    str(text), str(page), str(in->role_id));
}

/* What the audit row says of a layout: the page, the role, the keys. */
static const char *
told(struct cx *cx, const struct layout_change *in, const char *role, const char *text)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "page", in->page->key);
	if (role != NULL)
		json_put_str(&j, "role", role);
	json_key(&j, "layout");
	json_raw(&j, text);
	json_end(&j);
	return b.data;
}

enum err
keep_layout(struct cx *cx, void *arg)
{
	struct layout_change *in = arg;
	const char *text = layout_text(cx, &in->layout), *role;
	const struct row *was;
	enum err e;

	TRY(role_exists(cx, in->role_id, &role));
	TRY(lock_layout(cx, in, &was));
	if (in->version != (was != NULL ? row_i64(was, "version") : 0))
		return fail(cx, E_STALE, "The dashboard was laid out anew in the meantime. Nothing was saved.");
	e = store(cx, in, was == NULL, text);
	if (e == E_CONFLICT && db_duplicate(cx))
		return fail(cx, E_STALE, "The dashboard was laid out anew in the meantime. Nothing was saved.");
	TRY(e);
	in->version++;
	return audit_write(cx, &(struct audit){
		.action = in->role_id ? "dashboard.default" : "dashboard.layout",
		.object_type = in->role_id ? "role" : "dashboard", .object_id = in->role_id,
		.before_json = was ? told(cx, in, role, row_str(was, "layout_json")) : NULL,
		.after_json = told(cx, in, role, text),
	});
}

enum err
drop_layout(struct cx *cx, void *arg)
{
	const struct layout_change *in = arg;
	const struct row *was;
	const char *role;

	TRY(role_exists(cx, in->role_id, &role));
	TRY(lock_layout(cx, in, &was));
	if (was == NULL)
		return OK;
	if (in->role_id == NULL)
		TRY(db_exec_one(cx, "delete from dashboard_own where page = ? and user_id = ?",
		    str(in->page->key), str(cx->who.id)));
	else
		TRY(db_exec_one(cx, "delete from dashboard_default where page = ? and role_id = ?",
		    str(in->page->key), str(in->role_id)));
	return audit_write(cx, &(struct audit){
		.action = in->role_id ? "dashboard.default_reset" : "dashboard.reset",
		.object_type = in->role_id ? "role" : "dashboard", .object_id = in->role_id,
		.before_json = told(cx, in, role, row_str(was, "layout_json")),
	});
}
