#include "api.h"
#include "detail.h"
#include "lockout.h"
#include "password.h"
#include "user.h"

enum { ROLES_MAX = 20 };

#define USER_COLUMNS \
	"select u.id, u.email, u.name, u.is_active, u.must_change_password, u.last_sign_in_at, u.created_at, u.version"
/* Derived and grouped: as a subquery of the select, MariaDB refuses it at its second execution. */
#define ROLES_OF_ALL \
	" left join (select ur.user_id, json_arrayagg(json_object('id', r.id, 'name', r.name) order by r.name) names" \
	" from user_role ur join role r on r.id = ur.role_id group by ur.user_id) x on x.user_id = u.id"

static const struct filter filters[] = {
	{ "role_id",
	    "exists (select 1 from user_role fr where fr.user_id = u.id and fr.role_id = ?)", ID,
	    NULL },
	{ "q", "locate(lower(?), lower(concat(u.name, ' ', u.email))) > 0", TEXT, NULL },
};

static const struct order orders[] = {
	{ "name", "u.name", "u.id", COLUMN_TEXT, "name", "id", true },
};

/*
 * GET /api/v1/users?active=all -- by name; those who may sign in, unless active says false or all;
 * q: part of name or e-mail (a tenant has hundreds of users at most)
 */
enum err
user_list(struct rq *rq)
{
	const char *active = rq_query_choice(rq, "active", "true|false|all");
	bool all = active && same_text(active, "all");
	struct param is_active = boolean(!active || same_text(active, "true"));
	struct extra extra = { "u.is_active = ?", &is_active, 1, active ? active : "true" };

	return rq_page(rq,
	    &(struct list){
		.select = USER_COLUMNS
		", coalesce(x.names, '[]') roles_json from user u" ROLES_OF_ALL,
		.filters = filters,
		.filter_count = COUNT(filters),
		.orders = orders,
		.order_count = COUNT(orders),
		.extra = &extra,
		.extra_count = all ? 0 : 1,
	    });
}

/* GET /api/v1/users/:id */
enum err
user_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	const struct row *u;
	struct rows roles;

	TRY(rq_valid(rq));
	TRY(db_one(&rq->cx, &u, USER_COLUMNS " from user u where u.id = ?", str(id)));
	TRY(db_all(&rq->cx, &roles,
	    "select r.id, r.name from user_role ur join role r on r.id = ur.role_id"
	    " where ur.user_id = ? order by r.name", str(id)));
	return rq_row_with(rq, 200, u, "roles", &roles);
}

/* Optional "role_ids"; each must look like an id. */
static const char **
role_ids(struct rq *rq, size_t *n)
{
	const char **ids = in_texts(rq->body, "role_ids", 0, ROLES_MAX, 36, n);
	size_t i;

	for (i = 0; i < *n; i++)
		if ((ids[i] = uuid_plain(rq->cx.arena, ids[i])) == NULL)
			fault_add(&rq->cx, fmt(rq->cx.arena, "/role_ids/%zu", i), "format",
			    "This is not an id.");
	return ids;
}

/* The one-time password is shown here and nowhere again. */
static enum err
created(struct rq *rq, const void *arg)
{
	const struct new_user *u = arg;

	rq_set_header(rq, "Location", fmt(rq->cx.arena, "/api/v1/users/%s", u->id));
	return rq_json(rq, 201, j_str("id", u->id), j_str("email", u->email),
	    j_str("name", u->name), j_str("password", u->password),
	    j_bool("must_change_password", true), j_i64("version", 1));
}

/* POST /api/v1/users {"email", "name", "role_ids"} */
enum err
user_create(struct rq *rq)
{
	struct new_user u = {
		.email = rq_body_text(rq, "email", 3, 254),
		.name = rq_body_text(rq, "name", 1, 120),
	};

	if (!in_has(rq->body, "role_ids"))
		in_fault(
		    rq->body, "role_ids", "required", "Name the roles; an empty list is allowed.");
	u.role_ids = role_ids(rq, &u.role_count);
	if (*u.email)
		check_new_user(&rq->cx, &u);
	TRY(rq_valid(rq));
	TRY(prepare_new_user(&rq->cx, &u));
	return rq_tx(rq, create_user, created, &u);
}

static enum err
changed(struct rq *rq, const void *arg)
{
	const struct user_change *c = arg;

	return rq_changed(rq, c->id, c->new_version);
}

/* PATCH /api/v1/users/:id {"name", "is_active", "role_ids"}, If-Match */
enum err
user_change(struct rq *rq)
{
	struct user_change c = {
		.id = rq_path_id(rq, "id"),
		.version = rq_version(rq),
		.name = in_text_or(rq->body, "name", 1, 120, NULL),
		.has_active = in_has(rq->body, "is_active"),
		.has_roles = in_has(rq->body, "role_ids"),
	};

	if (c.has_active)
		c.is_active = in_bool(rq->body, "is_active");
	if (c.has_roles)
		c.role_ids = role_ids(rq, &c.role_count);
	TRY(rq_valid(rq));
	return rq_tx(rq, change_user, changed, &c);
}

struct reset { const char *password; struct password_change change; };

static enum err
password_reset(struct rq *rq, const void *arg)
{
	const struct reset *r = arg;

	return rq_json(
	    rq, 200, j_str("password", r->password), j_bool("must_change_password", true));
}

static enum err
reset_password(struct cx *cx, void *arg)
{
	struct reset *r = arg;

	return change_password(cx, &r->change);
}

/* POST /api/v1/users/:id/password -- a new one-time password, answered once */
enum err
user_reset_password(struct rq *rq)
{
	struct reset r = { .password = password_one_time(rq->cx.arena),
	    .change = { .user_id = rq_path_id(rq, "id"), .must_change = true, .by_other = true } };
	const struct row *u;

	TRY(rq_valid(rq));
	TRY(db_one(&rq->cx, &u, "select id from user where id = ?", str(r.change.user_id)));
	if (rq->cx.who.id && same_text(row_str(u, "id"), rq->cx.who.id))
		return fail(&rq->cx, E_CONFLICT, "Change your own password with the current one.");
	TRY(password_hash(&rq->cx, r.password, &r.change.password_hash));
	return rq_tx(rq, reset_password, password_reset, &r);
}

/* ---- lockouts ---- */

/* GET /api/v1/lockouts -- who is locked out just now, and until when */
enum err
lockout_list(struct rq *rq)
{
	struct rows rows;

	TRY(rq_valid(rq));
	TRY(read_lockouts(&rq->cx, &rows));
	return rq_rows(rq, &rows);
}

static enum err
unlocked(struct rq *rq, const void *arg)
{
	const struct unlocking *u = arg;

	return rq_json(rq, 200, j_str("id", u->user_id), j_bool("was_locked", u->was_locked));
}

/* POST /api/v1/users/:id/unlock -- he may try again at once; well also if he was not locked */
enum err
user_unlock(struct rq *rq)
{
	struct unlocking u = { .user_id = rq_path_id(rq, "id") };

	TRY(rq_valid(rq));
	return rq_tx(rq, unlock_user, unlocked, &u);
}
