#include "api.h"
#include "role_limit.h"
#include "money.h"
#include "text.h"

static void
put_money(struct rq *rq, struct json *j, const char *key, int64_t minor)
{
	json_key(j, key);
	if (minor == NO_LIMIT) {
		json_str(j, NULL);
		return;
	}
	json_begin(j);
	json_put_i64(j, "amount", minor);
	json_put_str(j, "currency", rq->cx.who.currency);
	json_end(j);
}

static void
put_role(struct rq *rq, struct json *j, const struct row *role, const struct rows *limits)
{
	struct role_limits l = { .role_id = row_str(role, "id") };
	struct permissions set = { { 0 } };

	(void)permissions_from_hex(&set, row_str(role, "permissions"));
	role_limits_from(&l, limits);
	json_begin(j);
	json_put_str(j, "id", row_str(role, "id"));
	json_put_str(j, "name", row_str(role, "name"));
	json_put_bool(j, "is_built_in", row_bool(role, "is_built_in"));
	json_put_bool(j, "approves", may(&set, CAN_APPROVE));
	json_put_i64(j, "version", role_limits_version(&rq->cx, &l));
	json_key(j, "limits");
	json_begin_list(j);
	for (unsigned i = 0; i < LIMITS; i++) {
		json_begin(j);
		json_put_str(j, "kind", limit_table[i].name);
		put_money(rq, j, "alone", l.of[i].alone);
		put_money(rq, j, "approve", l.of[i].approve);
		json_end(j);
	}
	json_end_list(j);
	json_end(j);
}

/* GET /api/v1/role-limits -- every role, and what the tenant lets one do alone who has no other limit */
enum err
role_limit_list(struct rq *rq)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	struct rows roles, limits;

	TRY(rq_valid(rq));
	TRY(db_all(&rq->cx, &roles,
	    "select id, name, is_built_in, permissions from role order by is_built_in desc, name, id"));
	TRY(db_all(&rq->cx, &limits,
	    "select role_id, kind, alone_minor, approve_minor from role_limit"));
	json_begin(&j);
	json_key(&j, "tenant");
	json_begin_list(&j);
	for (unsigned i = 0; i < LIMITS; i++) {
		json_begin(&j);
		json_put_str(&j, "kind", limit_table[i].name);
		json_put_str(&j, "description", limit_table[i].text);
		json_put_str(&j, "setting", setting_table[limit_table[i].setting].name);
		put_money(rq, &j, "alone", setting_i64(&rq->cx, limit_table[i].setting));
		json_end(&j);
	}
	json_end_list(&j);
	json_key(&j, "data");
	json_begin_list(&j);
	for (size_t i = 0; i < roles.n; i++)
		put_role(rq, &j, &roles.row[i], &limits);
	json_end_list(&j);
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}

static enum err
changed(struct rq *rq, const void *arg)
{
	const struct role_limits *l = arg;

	rq_set_header(rq, "ETag", fmt(rq->cx.arena, "\"%lld\"", (long long)l->version));
	return rq_json(rq, 200, j_str("id", l->role_id), j_i64("version", l->version));
}

/* PUT /api/v1/role-limits/:id {"limits": [{"kind", "alone": money?, "approve": money?}]}, If-Match.
 * All limits of the role: what is not named has none. */
enum err
role_limit_put(struct rq *rq)
{
	struct role_limits l = { .role_id = rq_path_id(rq, "id"), .version = rq_version(rq) };
	struct input **list;
	enum limit which;
	size_t n = 0;

	for (unsigned i = 0; i < LIMITS; i++)
		l.of[i].alone = l.of[i].approve = NO_LIMIT;
	if (!in_has(rq->body, "limits"))
		in_fault(rq->body, "limits", "required", "Name the limits; an empty list is allowed.");
	list = in_list(rq->body, "limits", 0, LIMITS, &n);
	for (size_t i = 0; i < n; i++) {
		const char *kind = in_text(list[i], "kind", 1, 16);
		int64_t alone = in_money_or(list[i], "alone", 0, MONEY_MAX, NO_LIMIT),
			approve = in_money_or(list[i], "approve", 0, MONEY_MAX, NO_LIMIT);

		if (*kind && !limit_by_name(kind, &which)) {
			in_fault(list[i], "kind", "choice", "There is no such limit.");
		} else if (*kind) {
			l.of[which].alone = alone;
			l.of[which].approve = approve;
		}
	}
	TRY(rq_valid(rq));
	return rq_tx(rq, change_role_limits, changed, &l);
}
