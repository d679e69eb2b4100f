#include "lockout.h"

#include <string.h>
#include "audit.h"
#include "clock.h"
#include "notifications.h"
#include "role.h"
#include "secret.h"
#include "text.h"

struct attempt
attempt_on(struct cx *cx, const char *tenant_code, const char *email)
{
	struct attempt a = { .seconds = 0 };
	const char *who = fmt(
	    cx->arena, "%s\n%s", utf8_fold(cx->arena, tenant_code), utf8_fold(cx->arena, email));

	secret_hash(who, strlen(who), a.who);
	return a;
}

int64_t
lockout_seconds(int64_t failures)
{
	int64_t seconds = LOCKOUT_FIRST;

	if (failures < LOCKOUT_FREE)
		return 0;
	for (; failures > LOCKOUT_FREE && seconds < LOCKOUT_LONGEST; failures--)
		seconds *= 2;
	return seconds < LOCKOUT_LONGEST ? seconds : LOCKOUT_LONGEST;
}

enum err
count_attempt(struct cx *cx, void *arg)
{
	struct attempt *a = arg;
	int64_t now = real_now(), until, seconds;
	const struct row *r;

	TRY(db_exec(cx,
	    "insert into store.lockout (who_hash, failures, locked_until, changed_at) values (?, 0, null, ?)"
	    " on duplicate key update who_hash = values(who_hash)",
	    bytes(a->who, sizeof a->who), instant(cx, now)));
	TRY(db_one(cx, &r,
	    "select failures, locked_until, changed_at from store.lockout where who_hash = ? for update",
	    bytes(a->who, sizeof a->who)));
	until = row_us(r, "locked_until");
	a->seconds = until > now ? (until - now + 999999) / 1000000 : 0;
	a->failures = row_i64(r, "failures");
	if (a->seconds > 0)
		return OK;
	if (now - row_us(r, "changed_at") > LOCKOUT_FORGET * INT64_C(1000000))
		a->failures = 0;
	a->failures++;
	seconds = lockout_seconds(a->failures);
	a->locks = seconds > 0;
	return db_exec_one(cx,
	    "update store.lockout set failures = ?, locked_until = ?, changed_at = ? where who_hash = ?",
	    i64(a->failures), seconds ? instant(cx, now + seconds * 1000000) : null(),
	    instant(cx, now), bytes(a->who, sizeof a->who));
}

enum err
forget_attempts(struct cx *cx, const struct attempt *a)
{
	TRY(db_exec(cx, "delete from store.lockout where changed_at < ? limit 20",
	    instant(cx, real_now() - 24 * LOCKOUT_FORGET * INT64_C(1000000))));
	return db_exec(
	    cx, "delete from store.lockout where who_hash = ?", bytes(a->who, sizeof a->who));
}

/* The hash is that of attempt_on(): addresses are kept folded. */
enum err
read_lockouts(struct cx *cx, struct rows *out)
{
	return db_all(cx, out,
	    "select u.id, u.name, u.email, l.failures, l.locked_until from user u"
	    " join store.lockout l on l.who_hash = unhex(sha2(concat(?, char(10), u.email), 256))"
	    " where l.locked_until > ? order by u.name, u.id",
	    str(utf8_fold(cx->arena, cx->who.tenant_code)), instant(cx, real_now()));
}

enum err
unlock_user(struct cx *cx, void *arg)
{
	struct unlocking *in = arg;
	struct permissions his;
	const struct row *user, *lock;
	struct attempt a;

	TRY(db_one(cx, &user, "select name, email from user where id = ? lock in share mode",
	    str(in->user_id)));
	TRY(permissions_of_user(cx, in->user_id, &his));
	if (!within_own(cx, &his))
		return fail(cx, E_FORBIDDEN, "This user may do things that you may not.");
	a = attempt_on(cx, cx->who.tenant_code, row_str(user, "email"));
	TRY(db_maybe(cx, &lock,
	    "select locked_until from store.lockout where who_hash = ? for update",
	    bytes(a.who, sizeof a.who)));
	in->was_locked = lock && row_us(lock, "locked_until") > real_now();
	TRY(db_exec(cx, "delete from store.lockout where who_hash = ?", bytes(a.who, sizeof a.who)));
	if (in->was_locked)
		TRY(notify(cx, &(struct notice){ .kind = "user.unlock",
		    .permission = CAN_MANAGE_USERS, .link = "/settings/users",
		    .text = fmt(cx->arena, "%s unlocked %s's account.", cx->who.name,
			row_str(user, "name")) }));
	return audit_write(cx, &(struct audit){ .action = "user.unlock", .object_type = "user",
	    .object_id = in->user_id });
}
