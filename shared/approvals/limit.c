#include "limit.h"
#include "money.h"
#include "text.h"

const struct limit_row limit_table[LIMITS] = {
#define LIMIT(NAME, name, setting, text) { name, setting, text },
#include "limits.def"
};

static const struct { enum limit limit; const char *kind; } limited[] = {
#define LIMITED(NAME, kind) { NAME, kind },
#include "limits.def"
};

bool
limit_by_name(const char *name, enum limit *out)
{
	for (unsigned i = 0; i < LIMITS; i++)
		if (same_text(limit_table[i].name, name)) {
			*out = (enum limit)i;
			return true;
		}
	return false;
}

bool
limit_of_kind(const char *kind, enum limit *out)
{
	for (size_t i = 0; i < COUNT(limited); i++)
		if (same_text(limited[i].kind, kind)) {
			*out = limited[i].limit;
			return true;
		}
	return false;
}

enum err
limit_alone(struct cx *cx, enum limit which, int64_t *minor)
{
	const struct row *r;

	*minor = setting_i64(cx, limit_table[which].setting);
	if (cx->who.kind != ACTOR_USER || !cx->who.id)
		return OK;
	TRY(db_one(cx, &r,
	    "select max(l.alone_minor) most from user_role u join role_limit l"
	    " on l.role_id = u.role_id where u.user_id = ? and l.kind = ?",
	    str(cx->who.id), str(limit_table[which].name)));
	if (!row_null(r, "most"))
		*minor = row_i64(r, "most");
	return OK;
}

#define APPROVERS_ROLES \
	"select r.permissions, l.approve_minor from user_role u join role r on r.id = u.role_id" \
	" left join role_limit l on l.role_id = u.role_id and l.kind = ? where u.user_id = ?"

/* Of roles that may decide: any amount if one of them says so, else the largest; -1: any. */
static int64_t
largest(const struct rows *roles)
{
	struct permissions may_do;
	int64_t most = -1;

	for (size_t i = 0; i < roles->n; i++) {
		const struct row *r = &roles->row[i];

		if (!permissions_from_hex(&may_do, row_str(r, "permissions")) ||
		    !may(&may_do, CAN_APPROVE))
			continue;
		if (row_null(r, "approve_minor"))
			return -1;
		if (row_i64(r, "approve_minor") > most)
			most = row_i64(r, "approve_minor");
	}
	return most;
}

enum err
limit_approve(struct cx *cx, enum limit which, const char *user_id, int64_t *minor)
{
	struct rows roles;

	TRY(db_all(cx, &roles, APPROVERS_ROLES " lock in share mode",
	    str(limit_table[which].name), str(user_id)));
	*minor = largest(&roles);
	return OK;
}

enum err
limit_approve_now(struct cx *cx, enum limit which, const char *user_id, int64_t *minor)
{
	struct rows roles;

	TRY(db_all(cx, &roles, APPROVERS_ROLES, str(limit_table[which].name), str(user_id)));
	*minor = largest(&roles);
	return OK;
}

const char *
limit_refusal(struct cx *cx, int64_t approve_minor, int64_t amount_minor)
{
	if (approve_minor < 0 || amount_minor <= approve_minor)
		return NULL;
	return fmt(cx->arena, "Your roles may approve up to %s %s, and this is about %s %s. Nothing"
	    " was decided; someone with a higher limit can.",
	    money_plain(cx->arena, approve_minor, cx->who.currency), cx->who.currency,
	    money_plain(cx->arena, amount_minor, cx->who.currency), cx->who.currency);
}
