/*
 * What nginx asks before it lets a request through, at most once a second for each token.  The
 * token's signature may be remembered; session, user, tenant and permissions are looked up anew.
 */
#include <string.h>
#include "api.h"
#include "clock.h"
#include "role.h"
#include "signing_key.h"
#include "token.h"

static const char *
bearer(struct rq *rq)
{
	const char *h = rq_header(rq, "Authorization");

	return h && strncasecmp(h, "Bearer ", 7) == 0 ? h + 7 : "";
}

/* Keys are read again when the token names one that is not known yet. */
static enum err
verify(struct cx *cx, const char *token, struct claims *c)
{
	const struct token_keys *keys;
	const char *kid;

	TRY(signing_keys(cx, NULL, &keys));
	if (token_verify_kept(cx, keys, token, c) == OK)
		return OK;
	kid = token_kid(cx, token);
	if (!*kid)
		return E_UNAUTHENTICATED;
	failure_clear(cx);
	TRY(signing_keys(cx, kid, &keys));
	return token_verify_kept(cx, keys, token, c);
}

#define TENANT_COLUMNS "t.code, t.currency, t.zone, t.locale, t.settings_version"

static enum err
look_up_user(struct cx *cx, const struct claims *c, struct rows *rows)
{
	struct param now = instant(cx, real_now());

	return db_all(cx, rows,
	    "select " TENANT_COLUMNS ", u.name, u.must_change_password, r.permissions"
	    " from store.session s"
	    " join store.signing_key k on k.kid = ?"
	    " join store.tenant t on t.id = s.tenant_id"
	    " join store.user u on u.tenant_id = s.tenant_id and u.id = s.user_id"
	    " left join store.user_role ur force index (primary) on ur.tenant_id = u.tenant_id and ur.user_id = u.id"
	    " left join store.role r on r.tenant_id = ur.tenant_id and r.id = ur.role_id"
	    " where s.tenant_id = ? and s.id = ? and s.user_id = ? and s.revoked_at is null and s.expires_at > ?"
	    " and (k.state <> 'retired' or k.retired_at > ?) and u.is_active = true and t.state = 'active'",
	    str(c->kid), str(c->tenant_id), str(c->session_id), str(c->sub), now, now);
}

static enum err
look_up_client(struct cx *cx, const struct claims *c, struct rows *rows)
{
	return db_all(cx, rows,
	    "select " TENANT_COLUMNS ", c.name, false must_change_password, c.permissions"
	    " from store.api_client c"
	    " join store.signing_key k on k.kid = ?"
	    " join store.tenant t on t.id = c.tenant_id"
	    " where c.tenant_id = ? and c.id = ? and c.revoked_at is null"
	    " and (k.state <> 'retired' or k.retired_at > ?) and t.state = 'active'",
	    str(c->kid), str(c->tenant_id), str(c->sub), instant(cx, real_now()));
}

/* The union of the rows, within the token's scope; nothing at all before a first password was changed. */
static struct permissions
permissions_of(const struct rows *rows, const struct claims *c)
{
	struct permissions set = { { 0 } };
	size_t i;
	unsigned w;

	if (row_bool(rows->row, "must_change_password"))
		return set;
	for (i = 0; i < rows->n; i++)
		if (!row_null(&rows->row[i], "permissions"))
			permissions_add_hex(&set, row_str(&rows->row[i], "permissions"));
	for (w = 0; c->has_scope && w < PERMISSION_WORDS; w++)
		set.w[w] &= c->scope.w[w];
	return set;
}

static const char *
percent_encoded(struct arena *a, const char *s)
{
	static const char digits[] = "0123456789ABCDEF";
	struct buf b = buf_in(a);

	buf_puts(&b, "");
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		    c == '-' || c == '_') {
			buf_putc(&b, *s);
		} else {
			buf_putc(&b, '%');
			buf_putc(&b, digits[c >> 4]);
			buf_putc(&b, digits[c & 15]);
		}
	}
	return b.data;
}

static void
tell(struct rq *rq, const struct claims *c, const struct row *r, const struct permissions *set)
{
	struct arena *a = rq->cx.arena;

	rq_set_header(rq, "X-Auth-Tenant", arena_strdup(a, c->tenant_id));
	rq_set_header(rq, "X-Auth-Tenant-Code", row_str(r, "code"));
	rq_set_header(rq, "X-Auth-Currency", row_str(r, "currency"));
	rq_set_header(rq, "X-Auth-Zone", row_str(r, "zone"));
	rq_set_header(rq, "X-Auth-Locale", row_str(r, "locale"));
	rq_set_header(
	    rq, "X-Auth-Settings", fmt(a, "%lld", (long long)row_i64(r, "settings_version")));
	rq_set_header(rq, "X-Auth-Kind", c->kind == ACTOR_CLIENT ? "client" : "user");
	rq_set_header(rq, "X-Auth-Id", arena_strdup(a, c->sub));
	rq_set_header(rq, "X-Auth-Name", percent_encoded(a, row_str(r, "name")));
	if (c->session_id[0])
		rq_set_header(rq, "X-Auth-Session", arena_strdup(a, c->session_id));
	rq_set_header(rq, "X-Auth-Permissions", permissions_hex(a, set));
	rq_set_header(rq, "X-Accel-Expires", fmt(a, "@%lld", (long long)(real_now() / 1000000)));
}

/* GET /internal/verdict, Authorization: Bearer … -- 204 with X-Auth-*, or 401 */
enum err
verdict_get(struct rq *rq)
{
	struct permissions set;
	struct claims c;
	struct rows rows;

	TRY(verify(&rq->cx, bearer(rq), &c));
	if (c.kind == ACTOR_CLIENT)
		TRY(look_up_client(&rq->cx, &c, &rows));
	else
		TRY(look_up_user(&rq->cx, &c, &rows));
	if (rows.n == 0)
		return fail(&rq->cx, E_UNAUTHENTICATED, "The session has ended. Sign in again.");
	set = permissions_of(&rows, &c);
	tell(rq, &c, rows.row, &set);
	return rq_empty(rq, 204);
}
