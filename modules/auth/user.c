#include "user.h"

#include <string.h>
#include "audit.h"
#include "clock.h"
#include "json_out.h"
#include "notifications.h"
#include "password.h"
#include "role.h"

/* ---- a new one ---- */

/* local@domain, printable, no blanks; what a mail server makes of it is its own affair. */
static bool
email_valid(const char *s)
{
	const char *at = strchr(s, '@');
	size_t n = strlen(s);

	return at && at > s && at[1] && !strchr(at + 1, '@') && n <= 254 &&
	    strcspn(s, " \t\r\n\"<>,;:\\\x7f") == n;
}

void
check_new_user(struct cx *cx, const struct new_user *u)
{
	const char *fault = u->password ? password_fault(cx, u->password, u->email) : NULL;

	if (!email_valid(u->email))
		fault_add(cx, "/email", "format", "This is not an e-mail address.");
	if (fault)
		fault_add(cx, "/password", "weak", "%s", fault);
}

enum err
prepare_new_user(struct cx *cx, struct new_user *u)
{
	check_new_user(cx, u);
	TRY(faults_check(cx));
	u->email = utf8_fold(cx->arena, u->email);
	if (!u->password) {
		u->password = password_one_time(cx->arena);
		u->must_change_password = true;
	}
	return password_hash(cx, u->password, &u->password_hash);
}

static bool
named_before(const char *const *ids, size_t i)
{
	size_t k;

	for (k = 0; k < i; k++)
		if (same_text(ids[k], ids[i]))
			return true;
	return false;
}

/* Give exactly these roles, none of which may hold what the actor lacks unless the user had it. */
static enum err
give_roles(struct cx *cx, const char *user_id, const struct permissions *had,
    const char *const *ids, size_t n)
{
	struct permissions set;
	const struct row *role;
	size_t i;

	TRY(db_exec(cx, "delete from user_role where user_id = ?", str(user_id)));
	for (i = 0; i < n; i++) {
		if (named_before(ids, i))
			continue;
		TRY(db_maybe(cx, &role,
		    "select permissions from role where id = ? lock in share mode", str(ids[i])));
		if (!role) {
			fault_add(cx, fmt(cx->arena, "/role_ids/%zu", i), "unknown",
			    "There is no such role.");
			continue;
		}
		set = (struct permissions){ { 0 } };
		permissions_add_hex(&set, row_str(role, "permissions"));
		if (!permissions_within(&set, had))
			TRY(may_grant(cx, &set));
		TRY(db_exec(cx, "insert into user_role (user_id, role_id) values (?, ?)",
		    str(user_id), str(ids[i])));
	}
	return faults_check(cx);
}

static enum err
role_names(struct cx *cx, const char *user_id, const char **json)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);
	struct rows rows;
	size_t i;

	TRY(db_all(cx, &rows,
	    "select r.name from user_role ur join role r on r.id = ur.role_id"
	    " where ur.user_id = ? order by r.name lock in share mode", str(user_id)));
	json_begin_list(&j);
	for (i = 0; i < rows.n; i++)
		json_str(&j, row_str(&rows.row[i], "name"));
	json_end_list(&j);
	*json = b.data;
	return OK;
}

/* ["Cashier","CSO Agent"] as people read it. */
static const char *
in_words(struct cx *cx, const char *json)
{
	struct buf b = buf_in(cx->arena);

	for (const char *p = json; *p; p++)
		if (*p == ',')
			buf_puts(&b, ", ");
		else if (*p != '[' && *p != ']' && *p != '"' && *p != '\\')
			buf_putc(&b, *p);
	return b.len ? b.data : "no role";
}

static enum err
ids_of_roles(struct cx *cx, const struct new_user *u, const char *const **ids)
{
	const char **found;
	size_t i;

	*ids = u->role_ids;
	if (!u->role_names)
		return OK;
	found = arena_array(cx->arena, const char *, u->role_count);
	for (i = 0; i < u->role_count; i++)
		TRY(role_id_by_name(cx, u->role_names[i], &found[i]));
	*ids = found;
	return OK;
}

enum err
create_user(struct cx *cx, void *arg)
{
	static const struct permissions none;
	struct new_user *u = arg;
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);
	const char *const *ids;
	const char *roles;
	enum err e;

	if (!u->id)
		u->id = new_id(cx->arena);
	TRY(lock_roles(cx));
	e = db_exec(cx,
	    "insert into user (id, email, name, password_hash, must_change_password, created_at)"
	    " values (?, ?, ?, ?, ?, ?)",
	    str(u->id), str(u->email), str(u->name), str(u->password_hash),
	    boolean(u->must_change_password), instant(cx, business_now()));
	if (e == E_CONFLICT && db_duplicate(cx))
		return fail(cx, E_CONFLICT, "A user with this e-mail address exists already.");
	TRY(e);
	TRY(ids_of_roles(cx, u, &ids));
	TRY(give_roles(cx, u->id, &none, ids, u->role_count));
	TRY(role_names(cx, u->id, &roles));
	json_begin(&j);
	json_put_str(&j, "email", u->email);
	json_put_str(&j, "name", u->name);
	json_key(&j, "roles");
	json_raw(&j, roles);
	json_end(&j);
	TRY(notify(cx, &(struct notice){ .kind = "user.create", .permission = CAN_MANAGE_USERS,
	    .link = "/settings/users", .text = fmt(cx->arena, "%s added the user %s (%s): %s.", cx->who.name,
		u->name, u->email, in_words(cx, roles)) }));
	return audit_write(cx,
	    &(struct audit){ .action = "user.create",
		.object_type = "user",
		.object_id = u->id,
		.after_json = b.data });
}

/* ---- changing one ---- */

static enum err
end_sessions(struct cx *cx, const char *user_id, const char *keep, const char *why)
{
	return db_exec(cx,
	    "update session set revoked_at = ?, revoked_why = ? where user_id = ? and revoked_at is null and id <> ?",
	    instant(cx, real_now()), str(why), str(user_id),
	    str(keep ? keep : "00000000-0000-0000-0000-000000000000"));
}

/* What the user could do so far; E_FORBIDDEN where it is more than the actor may. */
static enum err
not_above(struct cx *cx, const char *user_id, struct permissions *had)
{
	TRY(permissions_of_user(cx, user_id, had));
	if (cx->who.id && same_text(cx->who.id, user_id))
		return OK;
	return within_own(cx, had)
	    ? OK
	    : fail(cx, E_FORBIDDEN, "This user may do things that you may not.");
}

static const char *
change_json(struct arena *a, const struct user_change *c, const char *name, bool is_active,
    const char *roles)
{
	struct buf b = buf_in(a);
	struct json j = json_to(&b);

	json_begin(&j);
	if (c->name)
		json_put_str(&j, "name", name);
	if (c->has_active)
		json_put_bool(&j, "is_active", is_active);
	if (c->has_roles) {
		json_key(&j, "roles");
		json_raw(&j, roles);
	}
	json_end(&j);
	return b.data;
}

/* What changed about a person's access is told to the others who manage users. */
static enum err
tell_of_access(struct cx *cx, const struct row *user, const struct user_change *c, bool active,
    const char *before, const char *after)
{
	bool was_active = row_bool(user, "is_active");
	const char *who = cx->who.name, *name = row_str(user, "name"), *text = NULL;

	if (was_active != active)
		text = fmt(cx->arena, active ? "%s let %s sign in again." : "%s disabled %s.", who, name);
	else if (c->has_roles && !same_text(before, after))
		text = fmt(cx->arena, "%s changed the roles of %s: from %s to %s.", who, name, in_words(cx, before), in_words(cx, after));
	return !text ? OK
	    : notify(cx, &(struct notice){ .kind = was_active != active ? "user.active" : "user.roles",
		  .severity = NOTICE_WARNING, .permission = CAN_MANAGE_USERS, .link = "/settings/users",
		  .text = text });
}

enum err
change_user(struct cx *cx, void *arg)
{
	struct user_change *c = arg;
	struct permissions had;
	const char *before, *after, *name;
	const struct row *user;
	bool active;

	TRY(lock_roles(cx));
	TRY(db_one(cx, &user, "select name, is_active, version from user where id = ? for update",
	    str(c->id)));
	if (row_i64(user, "version") != c->version)
		return fail(cx, E_STALE, "The user was changed in the meantime.");
	TRY(not_above(cx, c->id, &had));
	active = c->has_active ? c->is_active : row_bool(user, "is_active");
	if (!active && cx->who.id && same_text(cx->who.id, c->id))
		return fail(cx, E_CONFLICT, "You cannot disable yourself.");
	name = c->name ? c->name : row_str(user, "name");
	TRY(role_names(cx, c->id, &before));
	TRY(db_exec_one(cx,
	    "update user set name = ?, is_active = ?, version = version + 1 where id = ?",
	    str(name), boolean(active), str(c->id)));
	if (c->has_roles)
		TRY(give_roles(cx, c->id, &had, c->role_ids, c->role_count));
	TRY(role_names(cx, c->id, &after));
	if (!active)
		TRY(end_sessions(cx, c->id, NULL, "disabled"));
	TRY(managers_remain(cx));
	TRY(tell_of_access(cx, user, c, active, before, after));
	c->new_version = c->version + 1;
	return audit_write(cx,
	    &(struct audit){ .action = "user.change",
		.object_type = "user",
		.object_id = c->id,
		.before_json = change_json(
		    cx->arena, c, row_str(user, "name"), row_bool(user, "is_active"), before),
		.after_json = change_json(cx->arena, c, name, active, after) });
}

enum err
change_password(struct cx *cx, void *arg)
{
	struct password_change *c = arg;
	struct permissions had;
	const struct row *user;

	TRY(db_one(cx, &user, "select name, version from user where id = ? for update", str(c->user_id)));
	if (c->by_other)
		TRY(not_above(cx, c->user_id, &had));
	TRY(db_exec_one(cx,
	    "update user set password_hash = ?, must_change_password = ?, version = version + 1 where id = ?",
	    str(c->password_hash), boolean(c->must_change), str(c->user_id)));
	TRY(end_sessions(cx, c->user_id, c->keep_session, "password"));
	if (c->by_other)
		TRY(notify(cx, &(struct notice){ .kind = "user.reset_password",
		    .severity = NOTICE_WARNING, .permission = CAN_MANAGE_USERS,
		    .link = "/settings/users", .text = fmt(cx->arena,
			"%s gave %s a new one-time password.", cx->who.name,
			row_str(user, "name")) }));
	return audit_write(cx,
	    &(struct audit){ .action = c->by_other ? "user.reset_password" : "user.password",
		.object_type = "user",
		.object_id = c->user_id });
}
