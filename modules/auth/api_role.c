#include "api.h"
#include "role.h"

enum { PERMISSIONS_MAX = 256 };

enum err
rq_changed(struct rq *rq, const char *id, int64_t version)
{
	rq_set_header(rq, "ETag", fmt(rq->cx.arena, "\"%lld\"", (long long)version));
	return rq_json(rq, 200, j_str("id", id), j_i64("version", version));
}

struct permissions
rq_body_permissions(struct rq *rq, const char *key, bool *given)
{
	const char **names;
	size_t n;

	*given = in_has(rq->body, key);
	if (!*given)
		return (struct permissions){ { 0 } };
	names = in_texts(rq->body, key, 0, PERMISSIONS_MAX, 64, &n);
	return permissions_from_names(&rq->cx, fmt(rq->cx.arena, "/%s", key), names, n);
}

static void
put_role(struct rq *rq, struct json *j, const struct row *r)
{
	struct permissions set = { { 0 } };

	permissions_add_hex(&set, row_str(r, "permissions"));
	json_begin(j);
	json_put_str(j, "id", row_str(r, "id"));
	json_put_str(j, "name", row_str(r, "name"));
	json_put_bool(j, "is_built_in", row_bool(r, "is_built_in"));
	json_key(j, "permissions");
	json_raw(j, permissions_json(rq->cx.arena, &set));
	json_put_i64(j, "user_count", row_i64(r, "user_count"));
	json_put_str(j, "created_at", row_str(r, "created_at"));
	json_put_i64(j, "version", row_i64(r, "version"));
	json_end(j);
}

#define ROLE_COLUMNS \
	"select r.id, r.name, r.is_built_in, r.permissions, r.created_at, r.version," \
	" (select count(*) from user_role ur where ur.role_id = r.id) user_count from role r"

/* GET /api/v1/roles -- all of them, by name */
enum err
role_list(struct rq *rq)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	struct rows rows;
	size_t i;

	TRY(rq_valid(rq));
	TRY(db_all(&rq->cx, &rows, ROLE_COLUMNS " order by r.name, r.id limit 1000"));
	json_begin(&j);
	json_key(&j, "data");
	json_begin_list(&j);
	for (i = 0; i < rows.n; i++)
		put_role(rq, &j, &rows.row[i]);
	json_end_list(&j);
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}

/* GET /api/v1/roles/:id */
enum err
role_get(struct rq *rq)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	const char *id = rq_path_id(rq, "id");
	const struct row *r;

	TRY(rq_valid(rq));
	TRY(db_one(&rq->cx, &r, ROLE_COLUMNS " where r.id = ?", str(id)));
	put_role(rq, &j, r);
	rq_set_header(rq, "ETag", fmt(rq->cx.arena, "\"%lld\"", (long long)row_i64(r, "version")));
	return rq_json_text(rq, 200, b.data);
}

static enum err
created(struct rq *rq, const void *arg)
{
	const struct role_change *c = arg;

	rq_set_header(rq, "Location", fmt(rq->cx.arena, "/api/v1/roles/%s", c->id));
	return rq_json(rq, 201, j_str("id", c->id), j_i64("version", c->new_version));
}

/* POST /api/v1/roles {"name", "permissions": ["payments:read"]} */
enum err
role_create(struct rq *rq)
{
	struct role_change c = { .name = rq_body_text(rq, "name", 1, 80) };

	c.permissions = rq_body_permissions(rq, "permissions", &c.has_permissions);
	if (!c.has_permissions)
		in_fault(rq->body, "permissions", "required", "Name the permissions.");
	TRY(rq_valid(rq));
	return rq_tx(rq, create_role, created, &c);
}

static enum err
changed(struct rq *rq, const void *arg)
{
	const struct role_change *c = arg;

	return rq_changed(rq, c->id, c->new_version);
}

/* PATCH /api/v1/roles/:id {"name", "permissions"}, If-Match */
enum err
role_change(struct rq *rq)
{
	struct role_change c = {
		.id = rq_path_id(rq, "id"),
		.version = rq_version(rq),
		.name = in_text_or(rq->body, "name", 1, 80, NULL),
	};

	c.permissions = rq_body_permissions(rq, "permissions", &c.has_permissions);
	TRY(rq_valid(rq));
	return rq_tx(rq, change_role, changed, &c);
}

static enum err
deleted(struct rq *rq, const void *arg)
{
	(void)arg;
	return rq_empty(rq, 204);
}

/* DELETE /api/v1/roles/:id -- one that no user has */
enum err
role_delete(struct rq *rq)
{
	struct role_change c = { .id = rq_path_id(rq, "id") };

	TRY(rq_valid(rq));
	return rq_tx(rq, delete_role, deleted, &c);
}

/* GET /api/v1/permissions -- what there is to give */
enum err
permission_list(struct rq *rq)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	unsigned i;

	TRY(rq_valid(rq));
	json_begin(&j);
	json_key(&j, "data");
	json_begin_list(&j);
	for (i = 0; i < permission_count; i++) {
		json_begin(&j);
		json_put_str(&j, "name", permission_table[i].name);
		json_put_str(&j, "description", permission_table[i].sentence);
		json_end(&j);
	}
	json_end_list(&j);
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}
