#include "sign_in.h"

#include <string.h>
#include "audit.h"
#include "clock.h"
#include "lockout.h"
#include "notifications.h"
#include "password.h"
#include "session.h"
#include "settings.h"
#include "signing_key.h"
#include "text.h"
#include "token.h"
#include "user.h"

enum err
access_token(struct cx *cx, const char *session_id, const char **token)
{
	const struct token_keys *keys;
	struct claims c = { .kind = ACTOR_USER };

	TRY(signing_keys(cx, NULL, &keys));
	memcpy(c.tenant_id, cx->who.tenant_id, sizeof c.tenant_id);
	memcpy(c.sub, cx->who.id, sizeof c.sub);
	memcpy(c.session_id, session_id, sizeof c.session_id);
	return token_issue(cx, keys, &c, token);
}

static enum err
locked(struct cx *cx)
{
	return fail(cx, E_LIMIT, "Too many wrong passwords. Try again later.");
}

static enum err
wrong(struct cx *cx)
{
	return fail(
	    cx, E_UNAUTHENTICATED, "The tenant, the e-mail address or the password is wrong.");
}

/* Byte for byte: a column that takes an accent or an invisible letter for none would let one account
 * be guessed at under many spellings, each counted for itself. */
static enum err
find_person(struct cx *cx, const struct sign_in *in, const struct row **person)
{
	const char *email = utf8_fold(cx->arena, in->email);

	return db_maybe(cx, person,
	    "select t.id tenant_id, t.code, t.currency, t.zone, t.locale, t.settings_version, t.state,"
	    " u.id, u.name, u.email, u.password_hash, u.is_active, u.must_change_password"
	    " from store.tenant t left join store.user u on u.tenant_id = t.id and u.email = ?"
	    " and u.email = ? collate utf8mb4_nopad_bin where t.code = convert(? using ascii) collate ascii_bin",
	    str(email), str(email), str(utf8_fold(cx->arena, in->tenant)));
}

/* From here on in the tenant; in the name of nobody yet. */
static enum err
enter(struct cx *cx, const struct row *p)
{
	cx->who = (struct identity){
		.tenant_id = row_str(p, "tenant_id"),
		.tenant_code = row_str(p, "code"),
		.currency = row_str(p, "currency"),
		.zone = row_str(p, "zone"),
		.locale = row_str(p, "locale"),
		.settings_version = row_i64(p, "settings_version"),
		.kind = ACTOR_SYSTEM,
		.name = "sign-in",
	};
	return db_set_tenant(cx, cx->who.tenant_id);
}

struct refusal { const struct row *person; const struct attempt *attempt; const char *why; };

/* Whoever manages users hears of it; an address that nobody has locks nobody out. */
static enum err
tell_of_lock(struct cx *cx, const struct refusal *r)
{
	int64_t seconds = lockout_seconds(r->attempt->failures);

	if (row_null(r->person, "id"))
		return OK;
	return notify(cx, &(struct notice){ .kind = "sign_in.lock", .severity = NOTICE_WARNING,
	    .permission = CAN_MANAGE_USERS, .link = "/settings/users?locked=1",
	    .text = fmt(cx->arena, "%s (%s) is locked out for %lld %s after %lld wrong passwords.",
		row_str(r->person, "name"), row_str(r->person, "email"),
		(long long)(seconds < 120 ? seconds : seconds / 60),
		seconds < 120 ? "seconds" : "minutes", (long long)r->attempt->failures) });
}

static enum err
note_refusal(struct cx *cx, void *arg)
{
	const struct refusal *r = arg;
	const char *id = row_str(r->person, "id");

	TRY(audit_write(cx,
	    &(struct audit){ .action = "sign_in.fail",
		.object_type = "user",
		.object_id = id,
		.reason = r->why }));
	if (r->attempt->locks)
		TRY(tell_of_lock(cx, r));
	return !r->attempt->locks
	    ? OK
	    : audit_write(cx,
		  &(struct audit){ .action = "sign_in.lock",
		      .object_type = "user",
		      .object_id = id,
		      .reason = fmt(cx->arena, "%lld failures, %lld seconds",
			  (long long)r->attempt->failures,
			  (long long)lockout_seconds(r->attempt->failures)) });
}

static enum err
refused(struct cx *cx, const struct row *person, const struct attempt *a, const char *why)
{
	struct refusal r = { person, a, why };

	if (person) {
		TRY(enter(cx, person));
		TRY(db_tx(cx, note_refusal, &r));
	}
	return wrong(cx);
}

struct success {
	struct sign_in *in;
	const struct row *person;
	const struct attempt *attempt;
	struct new_session session;
	const char *new_hash;		/* NULL: as it is */
};

static enum err
let_in(struct cx *cx, void *arg)
{
	struct success *s = arg;

	TRY(db_exec_one(cx,
	    "update user set last_sign_in_at = ?, password_hash = coalesce(?, password_hash) where id = ?",
	    instant(cx, business_now()), str(s->new_hash), str(row_str(s->person, "id"))));
	TRY(open_session(cx, &s->session));
	TRY(forget_attempts(cx, s->attempt));
	return audit_write(cx, &(struct audit){ .action = "sign_in", .object_type = "session",
	    .object_id = s->session.id, .reason = s->in->address });
}

static enum err
welcome(struct cx *cx, struct sign_in *in, const struct row *p, const struct attempt *a)
{
	struct success s = { .in = in, .person = p, .attempt = a };

	TRY(enter(cx, p));
	cx->who.kind = ACTOR_USER;
	cx->who.id = row_str(p, "id");
	cx->who.name = row_str(p, "name");
	TRY(settings_load(cx));
	if (password_outdated(row_str(p, "password_hash")))
		TRY(password_hash(cx, in->password, &s.new_hash));
	in->session_seconds = setting_i64(cx, SETTING_SESSION_HOURS) * 3600;
	s.session = (struct new_session){ .user_id = cx->who.id, .user_agent = in->user_agent,
	    .address = in->address, .seconds = in->session_seconds };
	TRY(db_tx(cx, let_in, &s));
	in->refresh = s.session.refresh;
	in->must_change_password = row_bool(p, "must_change_password");
	return access_token(cx, s.session.id, &in->access);
}

enum err
sign_in(struct cx *cx, struct sign_in *in)
{
	struct attempt a = attempt_on(cx, in->tenant, in->email);
	const struct row *p;
	bool known, same;

	TRY(db_tx(cx, count_attempt, &a));
	in->locked_seconds = a.seconds;
	if (a.seconds > 0)
		return locked(cx);
	TRY(find_person(cx, in, &p));
	known = p && !row_null(p, "id");
	same = password_matches(cx, in->password, known ? row_str(p, "password_hash") : NULL);
	if (!same)
		return refused(cx, p, &a, known ? "wrong password" : "unknown user");
	if (!row_is(p, "state", "active") || !row_bool(p, "is_active"))
		return refused(
		    cx, p, &a, row_bool(p, "is_active") ? "suspended tenant" : "disabled user");
	return welcome(cx, in, p, &a);
}

/* ---- one's own password ---- */

struct own_change { struct password_change change; const struct attempt *attempt; };

static enum err
own_password_changed(struct cx *cx, void *arg)
{
	struct own_change *c = arg;

	TRY(change_password(cx, &c->change));
	return forget_attempts(cx, c->attempt);
}

static enum err
wrong_current(struct cx *cx, const struct row *user, const struct attempt *a)
{
	struct refusal r = { user, a, "wrong current password" };

	TRY(db_tx(cx, note_refusal, &r));
	fault_add(cx, "/current", "wrong", "This is not your current password.");
	return faults_check(cx);
}

enum err
change_own_password(struct cx *cx, struct own_password *in)
{
	struct own_change c = { .change = {
				    .user_id = cx->who.id, .keep_session = cx->who.session_id } };
	const struct row *user;
	struct attempt a;
	const char *fault;

	TRY(db_one(
	    cx, &user, "select id, name, email, password_hash from user where id = ?", str(cx->who.id)));
	if ((fault = password_fault(cx, in->next, row_str(user, "email"))))
		fault_add(cx, "/new", "weak", "%s", fault);
	else if (same_text(in->next, in->current))
		fault_add(cx, "/new", "same", "The new password must be another one.");
	TRY(faults_check(cx));
	a = attempt_on(cx, cx->who.tenant_code, row_str(user, "email"));
	TRY(db_tx(cx, count_attempt, &a));
	in->locked_seconds = a.seconds;
	if (a.seconds > 0)
		return locked(cx);
	if (!password_matches(cx, in->current, row_str(user, "password_hash")))
		return wrong_current(cx, user, &a);
	TRY(password_hash(cx, in->next, &c.change.password_hash));
	c.attempt = &a;
	return db_tx(cx, own_password_changed, &c);
}
