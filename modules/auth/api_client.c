#include "api.h"
#include "client.h"
#include "role.h"

#define CLIENT_COLUMNS \
	"select c.id, c.name, c.permissions, c.created_at, c.last_used_at, c.revoked_at, c.version," \
	" u.id user_id, u.name user_name from api_client c left join user u on u.id = c.created_by"

static void
put_client(struct rq *rq, struct json *j, const struct row *r)
{
	struct permissions set = { { 0 } };

	permissions_add_hex(&set, row_str(r, "permissions"));
	json_begin(j);
	json_put_str(j, "id", row_str(r, "id"));
	json_put_str(j, "name", row_str(r, "name"));
	json_key(j, "scopes");
	json_raw(j, permissions_json(rq->cx.arena, &set));
	json_key(j, "created_by");
	if (row_null(r, "user_id")) {
		json_null(j);
	} else {
		json_begin(j);
		json_put_str(j, "id", row_str(r, "user_id"));
		json_put_str(j, "name", row_str(r, "user_name"));
		json_end(j);
	}
	json_put_str(j, "created_at", row_str(r, "created_at"));
	json_put_str(j, "last_used_at", row_str(r, "last_used_at"));
	json_put_str(j, "revoked_at", row_str(r, "revoked_at"));
	json_put_i64(j, "version", row_i64(r, "version"));
	json_end(j);
}

/* GET /api/v1/api-clients -- the newest first, revoked ones too */
enum err
client_list(struct rq *rq)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	struct rows rows;
	size_t i;

	TRY(rq_valid(rq));
	TRY(db_all(
	    &rq->cx, &rows, CLIENT_COLUMNS " order by c.created_at desc, c.id desc limit 1000"));
	json_begin(&j);
	json_key(&j, "data");
	json_begin_list(&j);
	for (i = 0; i < rows.n; i++)
		put_client(rq, &j, &rows.row[i]);
	json_end_list(&j);
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}

/* GET /api/v1/api-clients/:id */
enum err
client_get(struct rq *rq)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	const char *id = rq_path_id(rq, "id");
	const struct row *r;

	TRY(rq_valid(rq));
	TRY(db_one(&rq->cx, &r, CLIENT_COLUMNS " where c.id = ?", str(id)));
	put_client(rq, &j, r);
	rq_set_header(rq, "ETag", fmt(rq->cx.arena, "\"%lld\"", (long long)row_i64(r, "version")));
	return rq_json_text(rq, 200, b.data);
}

/* The secret is shown here and nowhere again. */
static enum err
with_secret(struct rq *rq, int status, const struct client_change *c)
{
	return rq_json(rq, status, j_str("id", c->id), j_str("client_secret", c->secret),
	    j_i64("version", c->new_version));
}

static enum err
created(struct rq *rq, const void *arg)
{
	const struct client_change *c = arg;

	rq_set_header(rq, "Location", fmt(rq->cx.arena, "/api/v1/api-clients/%s", c->id));
	return with_secret(rq, 201, c);
}

/* POST /api/v1/api-clients {"name", "scopes": ["payments:read"]} */
enum err
client_create(struct rq *rq)
{
	struct client_change c = { .name = rq_body_text(rq, "name", 1, 120) };

	c.permissions = rq_body_permissions(rq, "scopes", &c.has_permissions);
	if (!c.has_permissions)
		in_fault(rq->body, "scopes", "required", "Name the scopes.");
	TRY(rq_valid(rq));
	return rq_tx(rq, create_client, created, &c);
}

static enum err
changed(struct rq *rq, const void *arg)
{
	const struct client_change *c = arg;

	return rq_changed(rq, c->id, c->new_version);
}

/* PATCH /api/v1/api-clients/:id {"name", "scopes"}, If-Match */
enum err
client_change(struct rq *rq)
{
	struct client_change c = {
		.id = rq_path_id(rq, "id"),
		.version = rq_version(rq),
		.name = in_text_or(rq->body, "name", 1, 120, NULL),
	};

	c.permissions = rq_body_permissions(rq, "scopes", &c.has_permissions);
	TRY(rq_valid(rq));
	return rq_tx(rq, change_client, changed, &c);
}

static enum err
renewed(struct rq *rq, const void *arg)
{
	return with_secret(rq, 200, arg);
}

/* POST /api/v1/api-clients/:id/secret -- the old one counts no more */
enum err
client_secret(struct rq *rq)
{
	struct client_change c = { .id = rq_path_id(rq, "id") };

	TRY(rq_valid(rq));
	return rq_tx(rq, renew_client_secret, renewed, &c);
}

static enum err
revoked(struct rq *rq, const void *arg)
{
	(void)arg;
	return rq_empty(rq, 204);
}

/* POST /api/v1/api-clients/:id/revoke -- for good; its tokens end with it */
enum err
client_revoke(struct rq *rq)
{
	struct client_change c = { .id = rq_path_id(rq, "id") };

	TRY(rq_valid(rq));
	return rq_tx(rq, revoke_client, revoked, &c);
}
