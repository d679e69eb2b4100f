#include "role.h"

#include <string.h>
#include "audit.h"
#include "clock.h"
#include "json_out.h"
#include "notifications.h"

static const struct { const char *code, *name;
} built_in[] = {
	{ "BM", "Billing Manager" },
	{ "BS", "Billing Specialist" },
	{ "UA", "Utility Administrator" },
	{ "RE", "Recovery Executive" },
	{ "CE", "Customer Executive" },
	{ "CM", "CSO Manager" },
	{ "CA", "CSO Agent" },
	{ "CO", "CSO Admin" },
	{ "CR", "Cashier" },
};

/* ---- sets of permissions ---- */

void
permissions_add_hex(struct permissions *set, const char *hex)
{
	struct permissions more;
	unsigned i;

	if (permissions_from_hex(&more, hex))
		for (i = 0; i < PERMISSION_WORDS; i++)
			set->w[i] |= more.w[i];
}

struct permissions
permissions_from_names(struct cx *cx, const char *pointer, const char *const *names, size_t n)
{
	struct permissions set = { { 0 } };
	enum permission p;
	size_t i;

	for (i = 0; i < n; i++) {
		p = permission_by_name(names[i]);
		if (p == PERM_FORGOTTEN)
			fault_add(cx, fmt(cx->arena, "%s/%zu", pointer, i), "unknown",
			    "There is no such permission.");
		else
			permissions_add(&set, p);
	}
	return set;
}

const char *
permissions_json(struct arena *a, const struct permissions *set)
{
	struct buf b = buf_in(a);
	struct json j = json_to(&b);
	unsigned i;

	json_begin_list(&j);
	for (i = 0; i < permission_count; i++)
		if (may(set, permission_table[i].bit))
			json_str(&j, permission_table[i].name);
	json_end_list(&j);
	return b.data;
}

/* x:read covers x:read_own. */
static struct permissions
with_covered(struct arena *a, const struct permissions *set)
{
	struct permissions out = *set;
	const char *name;
	size_t n;
	unsigned i;

	for (i = 0; i < permission_count; i++) {
		name = permission_table[i].name;
		n = strlen(name);
		if (n > 4 && same_text(name + n - 4, "_own") &&
		    permission_by_name(arena_strndup(a, name, n - 4)) != PERM_FORGOTTEN &&
		    may(set, permission_by_name(arena_strndup(a, name, n - 4))))
			permissions_add(&out, permission_table[i].bit);
	}
	return out;
}

bool
within_own(struct cx *cx, const struct permissions *set)
{
	struct permissions own = with_covered(cx->arena, &cx->who.may);

	return cx->who.kind == ACTOR_SYSTEM || permissions_within(set, &own);
}

enum err
may_grant(struct cx *cx, const struct permissions *set)
{
	return within_own(cx, set) ? OK
	    : fail(cx, E_FORBIDDEN, "You cannot give permissions that you do not have yourself.");
}

/* ---- reading ---- */

enum err
lock_roles(struct cx *cx)
{
	struct rows rows;

	return db_all(cx, &rows, "select id from role order by id for update");
}

enum err
role_id_by_name(struct cx *cx, const char *name, const char **id)
{
	const struct row *r;

	TRY(db_one(cx, &r, "select id from role where name = ? lock in share mode", str(name)));
	*id = row_str(r, "id");
	return OK;
}

static enum err
can_someone_manage(struct cx *cx)
{
	struct permissions set;
	const struct row *someone;
	struct rows roles;
	size_t i;

	TRY(db_all(cx, &roles, "select id, permissions from role order by id for update"));
	for (i = 0; i < roles.n; i++) {
		set = (struct permissions){ { 0 } };
		permissions_add_hex(&set, row_str(&roles.row[i], "permissions"));
		if (!may(&set, CAN_MANAGE_USERS))
			continue;
		TRY(db_maybe(cx, &someone,
		    "select u.id from user_role ur join user u on u.id = ur.user_id"
		    " where ur.role_id = ? and u.is_active = true limit 1 lock in share mode",
		    str(row_str(&roles.row[i], "id"))));
		if (someone)
			return OK;
	}
	return fail(cx, E_CONFLICT, "Somebody must still be able to manage users.");
}

enum err
permissions_of_user(struct cx *cx, const char *user_id, struct permissions *out)
{
	struct rows rows;
	size_t i;

	*out = (struct permissions){ { 0 } };
	TRY(db_all(cx, &rows,
	    "select r.permissions from user_role ur join role r on r.id = ur.role_id"
	    " where ur.user_id = ? lock in share mode", str(user_id)));
	for (i = 0; i < rows.n; i++)
		permissions_add_hex(out, row_str(&rows.row[i], "permissions"));
	return OK;
}

enum err
managers_remain(struct cx *cx)
{
	struct permissions own;

	TRY(can_someone_manage(cx));
	if (cx->who.kind != ACTOR_USER)
		return OK;
	TRY(permissions_of_user(cx, cx->who.id, &own));
	return may(&own, CAN_MANAGE_USERS) ? OK
	    : fail(cx, E_CONFLICT, "You cannot take away your own right to manage users.");
}

/* ---- writing ---- */

static const char *
role_json(struct arena *a, const char *name, const struct permissions *set)
{
	struct buf b = buf_in(a);
	struct json j = json_to(&b);

	json_begin(&j);
	if (name)
		json_put_str(&j, "name", name);
	if (set) {
		json_key(&j, "permissions");
		json_raw(&j, permissions_json(a, set));
	}
	json_end(&j);
	return b.data;
}

/* The others who manage users hear of it. */
static enum err
tell(struct cx *cx, const char *kind, const char *did, const char *name)
{
	return notify(cx, &(struct notice){ .kind = kind, .severity = NOTICE_WARNING,
	    .permission = CAN_MANAGE_USERS, .link = "/settings/roles",
	    .text = fmt(cx->arena, "%s %s the role %s.", cx->who.name, did, name) });
}

static enum err
insert_role(struct cx *cx, struct role_change *c, bool is_built_in)
{
	enum err e;

	c->id = new_id(cx->arena);
	c->new_version = 1;
	e = db_exec(cx,
	    "insert into role (id, name, is_built_in, permissions, created_at) values (?, ?, ?, ?, ?)",
	    str(c->id), str(c->name), boolean(is_built_in),
	    str(permissions_hex(cx->arena, &c->permissions)), instant(cx, business_now()));
	if (e == E_CONFLICT && db_duplicate(cx))
		return fail(cx, E_CONFLICT, "There is a role of this name already.");
	TRY(e);
	return audit_write(cx,
	    &(struct audit){ .action = "role.create",
		.object_type = "role",
		.object_id = c->id,
		.after_json = role_json(cx->arena, c->name, &c->permissions) });
}

enum err
create_role(struct cx *cx, void *arg)
{
	struct role_change *c = arg;

	TRY(lock_roles(cx));
	TRY(may_grant(cx, &c->permissions));
	TRY(insert_role(cx, c, false));
	return tell(cx, "role.create", "added", c->name);
}

/* One's own, changeable role at the version that was read. */
static enum err
lock_role(struct cx *cx, const struct role_change *c, const struct row **role)
{
	TRY(lock_roles(cx));
	TRY(db_one(cx, role,
	    "select name, is_built_in, permissions, version from role where id = ? for update",
	    str(c->id)));
	if (row_bool(*role, "is_built_in"))
		return fail(cx, E_CONFLICT, "Built-in roles cannot be changed. Make a copy of it.");
	return OK;
}

enum err
change_role(struct cx *cx, void *arg)
{
	struct role_change *c = arg;
	struct permissions old = { { 0 } }, added;
	const struct row *role;
	const char *name;
	unsigned i;
	enum err e;

	TRY(lock_role(cx, c, &role));
	if (row_i64(role, "version") != c->version)
		return fail(cx, E_STALE, "The role was changed in the meantime.");
	permissions_add_hex(&old, row_str(role, "permissions"));
	if (!within_own(cx, &old))
		return fail(cx, E_FORBIDDEN, "This role may do things that you may not.");
	added = c->has_permissions ? c->permissions : old;
	TRY(may_grant(cx, &added));
	name = c->name ? c->name : row_str(role, "name");
	for (i = 0; !c->has_permissions && i < PERMISSION_WORDS; i++)
		c->permissions.w[i] = old.w[i];
	e = db_exec_one(cx,
	    "update role set name = ?, permissions = ?, version = version + 1 where id = ?",
	    str(name), str(permissions_hex(cx->arena, &c->permissions)), str(c->id));
	if (e == E_CONFLICT && db_duplicate(cx))
		return fail(cx, E_CONFLICT, "There is a role of this name already.");
	TRY(e);
	TRY(managers_remain(cx));
	TRY(tell(cx, "role.change", c->has_permissions ? "changed the permissions of" : "renamed",
	    name));
	TRY(audit_write(cx,
	    &(struct audit){ .action = "role.change",
		.object_type = "role",
		.object_id = c->id,
		.before_json = role_json(cx->arena, c->name ? row_str(role, "name") : NULL,
		    c->has_permissions ? &old : NULL),
		.after_json = role_json(
		    cx->arena, c->name, c->has_permissions ? &c->permissions : NULL) }));
	c->new_version = c->version + 1;
	return OK;
}

enum err
delete_role(struct cx *cx, void *arg)
{
	struct role_change *c = arg;
	struct permissions old = { { 0 } };
	const struct row *role, *user;

	TRY(lock_role(cx, c, &role));
	permissions_add_hex(&old, row_str(role, "permissions"));
	if (!within_own(cx, &old))
		return fail(cx, E_FORBIDDEN, "This role may do things that you may not.");
	TRY(db_maybe(cx, &user,
	    "select user_id from user_role where role_id = ? limit 1 lock in share mode",
	    str(c->id)));
	if (user)
		return fail(cx, E_CONFLICT, "Users still have this role. Take it from them first.");
	TRY(db_exec_one(cx, "delete from role where id = ?", str(c->id)));
	TRY(tell(cx, "role.delete", "deleted", row_str(role, "name")));
	return audit_write(cx,
	    &(struct audit){ .action = "role.delete",
		.object_type = "role",
		.object_id = c->id,
		.before_json = role_json(cx->arena, row_str(role, "name"), &old) });
}

/* ---- the built-in ones ---- */

static struct permissions
default_permissions(const char *code)
{
	struct permissions set = { { 0 } };
	const char *roles;
	unsigned i;

	for (i = 0; i < permission_count; i++)
		for (roles = permission_table[i].roles; *roles; roles += strspn(roles, " ")) {
			if (strcspn(roles, " ") == strlen(code) &&
			    strncmp(roles, code, strlen(code)) == 0)
				permissions_add(&set, permission_table[i].bit);
			roles += strcspn(roles, " ");
		}
	return set;
}

static enum err
update_built_in(struct cx *cx, const struct row *role, const struct permissions *set)
{
	const char *id = row_str(role, "id");
	struct permissions old = { { 0 } };

	if (!row_bool(role, "is_built_in") ||
	    row_is(role, "permissions", permissions_hex(cx->arena, set)))
		return OK;
	permissions_add_hex(&old, row_str(role, "permissions"));
	TRY(db_exec_one(cx, "update role set permissions = ?, version = version + 1 where id = ?",
	    str(permissions_hex(cx->arena, set)), str(id)));
	return audit_write(cx,
	    &(struct audit){ .action = "role.change",
		.object_type = "role",
		.object_id = id,
		.before_json = role_json(cx->arena, NULL, &old),
		.after_json = role_json(cx->arena, NULL, set) });
}

enum err
create_built_in_roles(struct cx *cx, void *arg)
{
	struct role_change c;
	const struct row *role;
	size_t i;

	(void)arg;
	TRY(lock_roles(cx));
	for (i = 0; i < COUNT(built_in); i++) {
		c = (struct role_change){ .name = built_in[i].name,
		    .permissions = default_permissions(built_in[i].code) };
		TRY(db_maybe(cx, &role,
		    "select id, is_built_in, permissions from role where name = ? for update",
		    str(c.name)));
		if (role)
			TRY(update_built_in(cx, role, &c.permissions));
		else
			TRY(insert_role(cx, &c, true));
	}
	return OK;
}
