#include "holders.h"
#include "json_out.h"
#include "text.h"

static bool
holds(const struct row *role, enum permission permission)
{
	struct permissions set = { { 0 } };

	return role && permissions_from_hex(&set, row_str(role, "permissions")) && may(&set, permission);
}

enum err
staff_json(struct cx *cx, enum permission permission, const char **json)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);
	const char *last = "";
	struct rows rows;

	TRY(db_all(cx, &rows,
	    "select u.id, u.name, r.permissions from user u join user_role ur on ur.user_id = u.id"
	    " join role r on r.id = ur.role_id where u.is_active order by u.name, u.id"));
	json_begin(&j);
	json_key(&j, "data");
	json_begin_list(&j);
	for (size_t i = 0; i < rows.n; i++) {
		const struct row *u = &rows.row[i];

		if (!holds(u, permission) || same_text(last, row_str(u, "id")))
			continue;
		last = row_str(u, "id");
		json_begin(&j);
		json_put_str(&j, "id", last);
		json_put_str(&j, "name", row_str(u, "name"));
		json_end(&j);
	}
	json_end_list(&j);
	json_end(&j);
	*json = b.data;
	return OK;
}

enum err
staff_name(struct cx *cx, const char *user_id, enum permission permission, const char **name)
{
	const struct row *user, *role;
	struct rows roles;
	bool can = false;

	*name = NULL;
	TRY(db_maybe(cx, &user, "select name, is_active from user where id = ? lock in share mode",
	    str(user_id)));
	TRY(db_all(cx, &roles, "select role_id from user_role where user_id = ? lock in share mode",
	    str(user_id)));
	for (size_t i = 0; i < roles.n; i++) {
		TRY(db_maybe(cx, &role, "select permissions from role where id = ? lock in share mode",
		    str(row_str(&roles.row[i], "role_id"))));
		can = can || holds(role, permission);
	}
	if (can && user && row_bool(user, "is_active"))
		*name = row_str(user, "name");
	return OK;
}
