#include "role_limit.h"
#include <inttypes.h>
#include "audit.h"
#include "json_out.h"
#include "notifications.h"
#include "text.h"

void
role_limits_from(struct role_limits *l, const struct rows *rows)
{
	enum limit which;

	for (unsigned i = 0; i < LIMITS; i++)
		l->of[i].alone = l->of[i].approve = NO_LIMIT;
	for (size_t i = 0; i < rows->n; i++) {
		const struct row *r = &rows->row[i];

		if (!row_is(r, "role_id", l->role_id) || !limit_by_name(row_str(r, "kind"), &which))
			continue;
		if (!row_null(r, "alone_minor"))
			l->of[which].alone = row_i64(r, "alone_minor");
		if (!row_null(r, "approve_minor"))
			l->of[which].approve = row_i64(r, "approve_minor");
	}
}

static const char *
as_json(struct cx *cx, const struct role_limits *l, const char *role)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	if (role)
		json_put_str(&j, "role", role);
	for (unsigned i = 0; i < LIMITS; i++) {
		if (l->of[i].alone != NO_LIMIT)
			json_put_i64(&j, fmt(cx->arena, "%s_alone_minor", limit_table[i].name),
			    l->of[i].alone);
		if (l->of[i].approve != NO_LIMIT)
			json_put_i64(&j, fmt(cx->arena, "%s_approve_minor", limit_table[i].name),
			    l->of[i].approve);
	}
	json_end(&j);
	return b.data;
}

int64_t
role_limits_version(struct cx *cx, const struct role_limits *l)
{
	uint32_t h = 2166136261u;

	for (const char *p = as_json(cx, l, NULL); *p; p++)
		h = (h ^ (unsigned char)*p) * 16777619u;
	return (int64_t)(h & 0x7fffffffu) + 1;
}

static struct param
or_null(int64_t minor)
{
	return minor == NO_LIMIT ? null() : i64(minor);
}

enum err
change_role_limits(struct cx *cx, void *arg)
{
	struct role_limits *in = arg, was = { .role_id = in->role_id };
	const struct row *role;
	struct rows rows;

	TRY(db_one(cx, &role, "select name from role where id = ? lock in share mode",
	    str(in->role_id)));
	TRY(db_all(cx, &rows, "select role_id, kind, alone_minor, approve_minor from role_limit"
	    " where role_id = ? for update", str(in->role_id)));
	role_limits_from(&was, &rows);
	if (role_limits_version(cx, &was) != in->version)
		return fail(cx, E_STALE, "Someone else has changed these limits. Nothing was"
		    " changed; read them again.");
	TRY(db_exec(cx, "delete from role_limit where role_id = ?", str(in->role_id)));
	for (unsigned i = 0; i < LIMITS; i++)
		if (in->of[i].alone != NO_LIMIT || in->of[i].approve != NO_LIMIT)
			TRY(db_exec(cx,
			    "insert into role_limit (role_id, kind, alone_minor, approve_minor)"
			    " values (?, ?, ?, ?)", str(in->role_id), str(limit_table[i].name),
			    or_null(in->of[i].alone), or_null(in->of[i].approve)));
	in->version = role_limits_version(cx, in);
	TRY(notify(cx, &(struct notice){ .kind = "role.limits", .permission = CAN_MANAGE_USERS,
	    .text = fmt(cx->arena, "%s changed the limits of the role %s.", cx->who.name,
		row_str(role, "name")), .link = "/settings/limits" }));
	return audit_write(cx, &(struct audit){ .action = "role.limits", .object_type = "role",
	    .object_id = in->role_id, .before_json = as_json(cx, &was, row_str(role, "name")),
	    .after_json = as_json(cx, in, row_str(role, "name")) });
}
