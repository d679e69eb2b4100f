#include "session.h"

#include <string.h>
#include "audit.h"
#include "clock.h"
#include "log.h"
#include "secret.h"
#include "text.h"

enum { FAMILY = 16, REFRESH = 48 };

struct hashes { unsigned char family[SECRET_HASH], whole[SECRET_HASH]; };

static struct hashes
hashes_of(const unsigned char raw[REFRESH])
{
	struct hashes h = { { 0 }, { 0 } };

	secret_hash(raw, FAMILY, h.family);
	secret_hash(raw, REFRESH, h.whole);
	return h;
}

static bool
hashes_of_text(struct arena *a, const char *refresh, struct hashes *h)
{
	const unsigned char *raw;
	size_t n = strnlen(refresh, 65);

	if (n != REFRESH / 3 * 4 || !(raw = base64url_decode(a, refresh, n, &n)) || n != REFRESH)
		return false;
	*h = hashes_of(raw);
	return true;
}

enum err
open_session(struct cx *cx, struct new_session *s)
{
	unsigned char raw[REFRESH];
	struct hashes h;
	int64_t now = real_now();

	random_bytes(raw, sizeof raw);
	h = hashes_of(raw);
	s->id = new_id(cx->arena);
	s->refresh = base64url_encode(cx->arena, raw, sizeof raw);
	return db_exec(cx,
	    "insert into session (id, user_id, family_hash, refresh_hash, user_agent, address, created_at, seen_at,"
	    " expires_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(s->id), str(s->user_id), bytes(h.family, sizeof h.family),
	    bytes(h.whole, sizeof h.whole), str(s->user_agent), str(s->address), instant(cx, now),
	    instant(cx, now), instant(cx, now + s->seconds * 1000000));
}

enum err
enter_session(struct cx *cx, const char *refresh, bool *found)
{
	const struct row *s = NULL;
	struct hashes h;

	*found = false;
	if (!hashes_of_text(cx->arena, refresh, &h))
		return OK;
	TRY(db_maybe(cx, &s,
	    "select t.id tenant_id, t.code, t.currency, t.zone, t.locale, t.settings_version, u.id, u.name"
	    " from store.session s join store.tenant t on t.id = s.tenant_id"
	    " join store.user u on u.tenant_id = s.tenant_id and u.id = s.user_id"
	    " where s.family_hash = ?",
	    bytes(h.family, sizeof h.family)));
	if (!s)
		return OK;
	*found = true;
	cx->who = (struct identity){
		.tenant_id = row_str(s, "tenant_id"),
		.tenant_code = row_str(s, "code"),
		.currency = row_str(s, "currency"),
		.zone = row_str(s, "zone"),
		.locale = row_str(s, "locale"),
		.settings_version = row_i64(s, "settings_version"),
		.kind = ACTOR_USER,
		.id = row_str(s, "id"),
		.name = row_str(s, "name"),
	};
	return db_set_tenant(cx, cx->who.tenant_id);
}

/* ---- renewal ---- */

static bool
hash_is(const struct row *r, const char *column, const unsigned char hash[SECRET_HASH])
{
	const struct value *v = row_value(r, column);

	return !v->null && v->len == SECRET_HASH && same_bytes(v->s, hash, SECRET_HASH);
}

static enum err
revoke(struct cx *cx, const char *id, const char *why)
{
	TRY(db_exec(cx,
	    "update session set revoked_at = ?, revoked_why = ? where id = ? and revoked_at is null",
	    instant(cx, real_now()), str(why), str(id)));
	return audit_write(cx,
	    &(struct audit){ .action = "session.end",
		.object_type = "session",
		.object_id = id,
		.reason = why });
}

/* The next token of the family: its 16 bytes stay, the others are new. */
static enum err
rotate(struct cx *cx, struct renewal *r, const struct row *s, bool again)
{
	size_t n;
	unsigned char *raw = base64url_decode(cx->arena, r->refresh, strlen(r->refresh), &n);
	int64_t now = real_now();
	const struct value *last = row_value(s, "refresh_hash");
	struct hashes h;

	random_bytes(raw + FAMILY, REFRESH - FAMILY);
	h = hashes_of(raw);
	r->next = base64url_encode(cx->arena, raw, REFRESH);
	r->session_id = row_str(s, "id");
	r->seconds = (row_us(s, "expires_at") - now) / 1000000;
	r->good = true;
	return db_exec_one(cx,
	    "update session set previous_hash = ?, refresh_hash = ?, rotated_at = ?, seen_at = ? where id = ?",
	    bytes(last->s, last->len), bytes(h.whole, sizeof h.whole),
	    again ? instant(cx, row_us(s, "rotated_at")) : instant(cx, now), instant(cx, now),
	    str(row_str(s, "id")));
}

enum err
renew_session(struct cx *cx, void *arg)
{
	struct renewal *r = arg;
	const struct row *s, *u;
	int64_t now = real_now();
	struct hashes h;
	bool again;

	r->good = false;
	if (!hashes_of_text(cx->arena, r->refresh, &h))
		return OK;
	TRY(db_maybe(cx, &s,
	    "select id, user_id, refresh_hash, previous_hash, rotated_at, seen_at, expires_at, revoked_at"
	    " from session"
	    " where family_hash = ? for update",
	    bytes(h.family, sizeof h.family)));
	if (!s || !row_null(s, "revoked_at") || row_us(s, "expires_at") <= now)
		return OK;
	TRY(db_one(cx, &u,
	    "select is_active, must_change_password from user where id = ? lock in share mode",
	    str(row_str(s, "user_id"))));
	if (!row_bool(u, "is_active"))
		return OK;
	if (r->idle_seconds > 0 && now - row_us(s, "seen_at") > r->idle_seconds * 1000000)
		return revoke(cx, row_str(s, "id"), "idle");
	r->must_change_password = row_bool(u, "must_change_password");
	again = hash_is(s, "previous_hash", h.whole) &&
	    now - row_us(s, "rotated_at") <= REFRESH_GRACE * INT64_C(1000000);
	if (again || hash_is(s, "refresh_hash", h.whole))
		return rotate(cx, r, s, again);
	log_event(
	    LOG_WARN, cx->request_id, "refresh_reuse", "session %s is ended", row_str(s, "id"));
	return revoke(cx, row_str(s, "id"), "reuse");
}

/* ---- the end ---- */

enum err
end_session(struct cx *cx, void *arg)
{
	struct ending *e = arg;
	const struct row *s;

	TRY(db_one(
	    cx, &s, "select user_id, revoked_at from session where id = ? for update", str(e->id)));
	if (e->user_id && !row_is(s, "user_id", e->user_id))
		return fail(cx, E_NOT_FOUND, "Not found.");
	return row_null(s, "revoked_at") ? revoke(cx, e->id, e->why) : OK;
}

enum err
end_session_of(struct cx *cx, void *arg)
{
	const struct row *s;
	struct hashes h;

	if (!hashes_of_text(cx->arena, arg, &h))
		return OK;
	TRY(db_maybe(cx, &s, "select id, revoked_at from session where family_hash = ? for update",
	    bytes(h.family, sizeof h.family)));
	return s && row_null(s, "revoked_at") ? revoke(cx, row_str(s, "id"), "sign_out") : OK;
}
