#include "client.h"

#include <string.h>
#include "audit.h"
#include "clock.h"
#include "json_out.h"
#include "notifications.h"
#include "role.h"
#include "secret.h"
#include "signing_key.h"

static const char *
client_json(struct arena *a, const char *name, const struct permissions *set)
{
	struct buf b = buf_in(a);
	struct json j = json_to(&b);

	json_begin(&j);
	if (name)
		json_put_str(&j, "name", name);
	if (set) {
		json_key(&j, "scopes");
		json_raw(&j, permissions_json(a, set));
	}
	json_end(&j);
	return b.data;
}

/* A new secret into *c, and its hash. */
static struct param
new_secret(struct cx *cx, struct client_change *c)
{
	unsigned char *hash = arena_alloc(cx->arena, SECRET_HASH);

	c->secret = secret_new(cx->arena, SECRET_BYTES);
	secret_hash(c->secret, strlen(c->secret), hash);
	return bytes(hash, SECRET_HASH);
}

/* The others who manage programs hear of what one may do. */
static enum err
tell(struct cx *cx, const char *kind, const char *words)
{
	return notify(cx, &(struct notice){ .kind = kind, .severity = NOTICE_WARNING,
	    .permission = CAN_MANAGE_CLIENTS, .link = "/settings/clients", .text = words });
}

enum err
create_client(struct cx *cx, void *arg)
{
	struct client_change *c = arg;

	TRY(may_grant(cx, &c->permissions));
	c->id = new_id(cx->arena);
	c->new_version = 1;
	TRY(db_exec(cx,
	    "insert into api_client (id, name, secret_hash, permissions, created_by, created_at)"
	    " values (?, ?, ?, ?, ?, ?)",
	    str(c->id), str(c->name), new_secret(cx, c),
	    str(permissions_hex(cx->arena, &c->permissions)), str(cx->who.id),
	    instant(cx, business_now())));
	TRY(tell(cx, "client.create", fmt(cx->arena, "%s created the API client %s: %s.",
	    cx->who.name, c->name, permissions_names(cx->arena, &c->permissions))));
	return audit_write(cx,
	    &(struct audit){ .action = "client.create",
		.object_type = "api_client",
		.object_id = c->id,
		.after_json = client_json(cx->arena, c->name, &c->permissions) });
}

/* The row under lock; nobody touches a client that may do more than he. */
static enum err
lock_client(struct cx *cx, const char *id, const struct row **client, struct permissions *had)
{
	TRY(db_one(cx, client,
	    "select name, permissions, revoked_at, version from api_client where id = ? for update",
	    str(id)));
	*had = (struct permissions){ { 0 } };
	permissions_add_hex(had, row_str(*client, "permissions"));
	return within_own(cx, had)
	    ? OK
	    : fail(cx, E_FORBIDDEN, "This client may do things that you may not.");
}

static enum err
not_revoked(struct cx *cx, const struct row *client)
{
	return row_null(client, "revoked_at") ? OK : fail(cx, E_CONFLICT, "The client is revoked.");
}

enum err
change_client(struct cx *cx, void *arg)
{
	struct client_change *c = arg;
	struct permissions had, set;
	const struct row *client;
	const char *name;

	TRY(lock_client(cx, c->id, &client, &had));
	if (row_i64(client, "version") != c->version)
		return fail(cx, E_STALE, "The client was changed in the meantime.");
	TRY(not_revoked(cx, client));
	set = c->has_permissions ? c->permissions : had;
	TRY(may_grant(cx, &set));
	name = c->name ? c->name : row_str(client, "name");
	TRY(db_exec_one(cx,
	    "update api_client set name = ?, permissions = ?, version = version + 1 where id = ?",
	    str(name), str(permissions_hex(cx->arena, &set)), str(c->id)));
	c->new_version = c->version + 1;
	if (c->has_permissions)
		TRY(tell(cx, "client.change", fmt(cx->arena, "%s changed what the API client %s"
		    " may do: %s.", cx->who.name, name, permissions_names(cx->arena, &set))));
	return audit_write(cx,
	    &(struct audit){ .action = "client.change",
		.object_type = "api_client",
		.object_id = c->id,
		.before_json = client_json(cx->arena, c->name ? row_str(client, "name") : NULL,
		    c->has_permissions ? &had : NULL),
		.after_json = client_json(cx->arena, c->name, c->has_permissions ? &set : NULL) });
}

enum err
renew_client_secret(struct cx *cx, void *arg)
{
	struct client_change *c = arg;
	struct permissions had;
	const struct row *client;

	TRY(lock_client(cx, c->id, &client, &had));
	TRY(not_revoked(cx, client));
	TRY(db_exec_one(cx,
	    "update api_client set secret_hash = ?, version = version + 1 where id = ?",
	    new_secret(cx, c), str(c->id)));
	c->new_version = row_i64(client, "version") + 1;
	TRY(tell(cx, "client.secret", fmt(cx->arena, "%s made a new secret for the API client %s.",
	    cx->who.name, row_str(client, "name"))));
	return audit_write(cx,
	    &(struct audit){
		.action = "client.secret", .object_type = "api_client", .object_id = c->id });
}

enum err
revoke_client(struct cx *cx, void *arg)
{
	struct client_change *c = arg;
	struct permissions had;
	const struct row *client;

	TRY(lock_client(cx, c->id, &client, &had));
	if (!row_null(client, "revoked_at"))
		return OK;
	TRY(db_exec_one(cx,
	    "update api_client set revoked_at = ?, version = version + 1 where id = ?",
	    instant(cx, business_now()), str(c->id)));
	TRY(tell(cx, "client.revoke", fmt(cx->arena, "%s revoked the API client %s.", cx->who.name,
	    row_str(client, "name"))));
	return audit_write(cx,
	    &(struct audit){
		.action = "client.revoke", .object_type = "api_client", .object_id = c->id });
}

/* ---- signing in ---- */

/* The scope asked for, out of what the client has.  false: a name that it has not. */
static bool
narrow(struct cx *cx, const char *scope, const struct permissions *had, struct permissions *out)
{
	const char *end;
	enum permission p;

	*out = *had;
	if (!scope)
		return true;
	*out = (struct permissions){ { 0 } };
	for (; *scope; scope = *end ? end + 1 : end) {
		end = strchrnul(scope, ' ');
		p = permission_by_name(arena_strndup(cx->arena, scope, (size_t)(end - scope)));
		if (p == PERM_FORGOTTEN || !may(had, p))
			return false;
		permissions_add(out, p);
	}
	return true;
}

static enum err
client_token(struct cx *cx, struct client_sign_in *in, const struct row *client,
    const struct permissions *granted)
{
	struct claims c = {
		.kind = ACTOR_CLIENT, .has_scope = in->scope != NULL, .scope = *granted
	};
	const struct token_keys *keys;

	TRY(signing_keys(cx, NULL, &keys));
	memcpy(c.tenant_id, row_str(client, "tenant_id"), sizeof c.tenant_id);
	memcpy(c.sub, row_str(client, "id"), sizeof c.sub);
	TRY(token_issue(cx, keys, &c, &in->access));
	in->granted = permissions_names(cx->arena, granted);
	return db_exec(cx,
	    "update store.api_client set last_used_at = ? where tenant_id = ? and id = ?",
	    instant(cx, business_now()), str(c.tenant_id), str(c.sub));
}

enum err
sign_in_client(struct cx *cx, struct client_sign_in *in)
{
	static const unsigned char nobody[SECRET_HASH];
	struct permissions had = { { 0 } }, granted;
	const struct row *client = NULL;
	const struct value *hash;
	bool same;

	if (uuid_valid(in->id))
		TRY(db_maybe(cx, &client,
		    "select c.tenant_id, c.id, c.secret_hash, c.permissions from store.api_client c"
		    " join store.tenant t on t.id = c.tenant_id"
		    " where c.id = ? and c.revoked_at is null and t.state = 'active'",
		    str(in->id)));
	hash = client ? row_value(client, "secret_hash") : NULL;
	same = secret_matches(
	    in->secret, hash && hash->len == SECRET_HASH ? (const unsigned char *)hash->s : nobody);
	in->outcome = client && same ? CLIENT_GOOD : CLIENT_WRONG;
	if (in->outcome != CLIENT_GOOD)
		return OK;
	permissions_add_hex(&had, row_str(client, "permissions"));
	if (narrow(cx, in->scope, &had, &granted))
		return client_token(cx, in, client, &granted);
	in->outcome = CLIENT_SCOPE;
	return OK;
}
