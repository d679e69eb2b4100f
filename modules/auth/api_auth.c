/* Signing in and out, the token of a program, and oneself. */
#include <string.h>
#include "api.h"
#include "client.h"
#include "password.h"
#include "role.h"
#include "session.h"
#include "settings.h"
#include "sign_in.h"
#include "signing_key.h"
#include "token.h"

#define COOKIE "__Host-billport"

/* GET /api/v1/health -- through nginx, this process and the database */
enum err
health_get(struct rq *rq)
{
	const struct row *r;

	TRY(rq_valid(rq));
	TRY(db_one(&rq->cx, &r, "select 1 good"));
	return rq_json(rq, 200, j_str("status", "ok"));
}

/* GET /.well-known/jwks.json */
enum err
jwks_get(struct rq *rq)
{
	const struct token_keys *keys;
	const char *json;

	TRY(rq_valid(rq));
	TRY(signing_keys(&rq->cx, NULL, &keys));
	TRY(token_jwks(&rq->cx, keys, &json));
	rq_set_header(rq, "Cache-Control", "public, max-age=300");
	return rq_json_text(rq, 200, json);
}

/* ---- people ---- */

/*
 * SameSite keeps other sites away from the cookie; this keeps other ports of the same host away,
 * which browsers count as the same site.  Programs send no Origin.
 */
static enum err
own_page(struct rq *rq)
{
	const char *origin = rq_header(rq, "Origin"), *host = rq_header(rq, "Host");
	const char *from = origin ? strstr(origin, "://") : NULL;

	if (!origin || (from && host && same_text(from + 3, host)))
		return OK;
	return fail(&rq->cx, E_FORBIDDEN, "This can be asked by Billport's own page only.");
}

static void
set_cookie(struct rq *rq, const char *refresh, int64_t seconds)
{
	rq_set_header(rq, "Set-Cookie",
	    fmt(rq->cx.arena, COOKIE "=%s; Path=/; Max-Age=%lld; Secure; HttpOnly; SameSite=Strict",
		refresh, (long long)seconds));
}

static enum err
signed_in(struct rq *rq, const char *access, bool must_change)
{
	return rq_json(rq, 200, j_str("access_token", access), j_str("token_type", "Bearer"),
	    j_i64("expires_in", TOKEN_SECONDS), j_bool("must_change_password", must_change));
}

static enum err
retry_after(struct rq *rq, int64_t seconds, enum err e)
{
	if (e == E_LIMIT)
		rq_set_header(rq, "Retry-After", fmt(rq->cx.arena, "%lld", (long long)seconds));
	return e;
}

/* What a browser says of itself, cut to what the column takes. */
static const char *
agent(struct rq *rq)
{
	const char *s = rq->user_agent ? rq->user_agent : "";
	size_t n = strnlen(s, 255);

	while (n > 0 && !utf8_valid(s, n))
		n--;
	return arena_strndup(rq->cx.arena, s, n);
}

/* POST /api/v1/auth/login {"tenant", "email", "password"} */
enum err
auth_login(struct rq *rq)
{
	struct sign_in in = {
		.tenant = rq_body_text(rq, "tenant", 1, 32),
		.email = rq_body_text(rq, "email", 1, 254),
		.password = in_secret(rq->body, "password", PASSWORD_MAX),
		.user_agent = agent(rq),
		.address = rq->remote_addr ? rq->remote_addr : "",
	};

	TRY(own_page(rq));
	TRY(rq_valid(rq));
	TRY(retry_after(rq, in.locked_seconds, sign_in(&rq->cx, &in)));
	set_cookie(rq, in.refresh, in.session_seconds);
	return signed_in(rq, in.access, in.must_change_password);
}

static enum err
sign_in_again(struct rq *rq)
{
	set_cookie(rq, "", 0);
	return fail(&rq->cx, E_UNAUTHENTICATED, "The session has ended. Sign in again.");
}

/* POST /api/v1/auth/refresh, with the cookie */
enum err
auth_refresh(struct rq *rq)
{
	struct renewal r = { .refresh = rq_cookie(rq, COOKIE) };
	const char *access;
	bool found;

	TRY(own_page(rq));
	TRY(rq_valid(rq));
	if (!r.refresh)
		return fail(&rq->cx, E_UNAUTHENTICATED, "Sign in first.");
	TRY(enter_session(&rq->cx, r.refresh, &found));
	if (found) {
		TRY(settings_load(&rq->cx));
		/* a page that is open is seen whenever its token runs out */
		r.idle_seconds = setting_i64(&rq->cx, SETTING_SESSION_IDLE) * 60 + TOKEN_SECONDS;
		TRY(db_tx(&rq->cx, renew_session, &r));
	}
	if (!found || !r.good)
		return sign_in_again(rq);
	TRY(access_token(&rq->cx, r.session_id, &access));
	set_cookie(rq, r.next, r.seconds);
	return signed_in(rq, access, r.must_change_password);
}

/* POST /api/v1/auth/logout, with the cookie -- 204 whether or not there was a session */
enum err
auth_logout(struct rq *rq)
{
	const char *refresh = rq_cookie(rq, COOKIE);
	bool found = false;

	TRY(own_page(rq));
	TRY(rq_valid(rq));
	if (refresh)
		TRY(enter_session(&rq->cx, refresh, &found));
	if (found)
		TRY(db_tx(&rq->cx, end_session_of, arena_strdup(rq->cx.arena, refresh)));
	set_cookie(rq, "", 0);
	return rq_empty(rq, 204);
}

/* POST /api/v1/auth/password {"current", "new"} */
enum err
auth_password(struct rq *rq)
{
	struct own_password in = {
		.current = in_secret(rq->body, "current", PASSWORD_MAX),
		.next = in_secret(rq->body, "new", PASSWORD_MAX),
	};

	TRY(rq_valid(rq));
	if (rq->cx.who.kind != ACTOR_USER)
		return fail(&rq->cx, E_FORBIDDEN, "Only a user has a password.");
	TRY(retry_after(rq, in.locked_seconds, change_own_password(&rq->cx, &in)));
	return rq_empty(rq, 204);
}

/* ---- oneself ---- */

static void
put_roles(struct json *j, const struct rows *roles)
{
	size_t i;

	json_key(j, "roles");
	json_begin_list(j);
	for (i = 0; i < roles->n; i++)
		json_str(j, row_str(&roles->row[i], "name"));
	json_end_list(j);
}

static enum err
read_self(struct cx *cx, const struct row **self, struct rows *roles)
{
	*roles = (struct rows){ 0 };
	if (cx->who.kind == ACTOR_CLIENT)
		return db_one(cx, self,
		    "select name, null email, false must_change_password from api_client where id = ?",
		    str(cx->who.id));
	TRY(db_all(cx, roles,
	    "select r.name from user_role ur join role r on r.id = ur.role_id where ur.user_id = ? order by r.name",
	    str(cx->who.id)));
	return db_one(cx, self, "select name, email, must_change_password from user where id = ?",
	    str(cx->who.id));
}

/* GET /api/v1/auth/me */
enum err
auth_me(struct rq *rq)
{
	struct cx *cx = &rq->cx;
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);
	const struct row *self, *tenant;
	struct rows roles;

	TRY(rq_valid(rq));
	TRY(read_self(cx, &self, &roles));
	TRY(db_one(cx, &tenant,
	    "select code, name, currency, zone, locale, utility from store.tenant where id = ?",
	    str(cx->who.tenant_id)));
	json_begin(&j);
	json_put_str(&j, "kind", cx->who.kind == ACTOR_CLIENT ? "client" : "user");
	json_put_str(&j, "id", cx->who.id);
	json_put_str(&j, "name", row_str(self, "name"));
	json_put_str(&j, "email", row_str(self, "email"));
	json_put_str(&j, "session_id", cx->who.session_id);
	json_put_bool(&j, "must_change_password", row_bool(self, "must_change_password"));
	json_put_i64(&j, "idle_minutes", setting_i64(cx, SETTING_SESSION_IDLE));
	json_key(&j, "tenant");
	json_row(&j, tenant, NULL);
	put_roles(&j, &roles);
	json_key(&j, "permissions");
	json_raw(&j, permissions_json(cx->arena, &cx->who.may));
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}
