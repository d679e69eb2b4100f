#include "signing_key.h"

#include <string.h>
#include "clock.h"
#include "log.h"
#include "text.h"

enum { KEEP_US = 5000000, ASK_AGAIN_US = 1000000, PUBLISH_US = 600000000 };

/* ---- for the process that signs and verifies ---- */

static struct token_keys live = { .signing = -1 };
static int64_t read_at;			/* 0: never */

static void
copy_pem(char out[TOKEN_PEM_MAX], const char *pem)
{
	size_t n = strlen(pem);

	memcpy(out, n < TOKEN_PEM_MAX ? pem : "", n < TOKEN_PEM_MAX ? n + 1 : 1);
}

/* Looked into before?  Reading a key's PEM costs as much as five verdicts. */
static bool
is_known(const struct token_key *k)
{
	unsigned i;

	for (i = 0; i < live.n; i++)
		if (same_text(live.key[i].kid, k->kid) &&
		    same_text(live.key[i].public_pem, k->public_pem))
			return true;
	return false;
}

static enum err
read_keys(struct cx *cx)
{
	struct token_keys fresh = { .signing = -1 };
	struct rows rows;
	size_t i;

	TRY(db_all(cx, &rows,
	    "select kid, state, private_pem, public_pem from store.signing_key"
	    " where state <> 'retired' or retired_at > ? order by created_at desc limit 8",
	    instant(cx, real_now())));
	for (i = 0; i < rows.n; i++) {
		struct token_key *k = &fresh.key[fresh.n];
		const char *kid = row_str(&rows.row[i], "kid");

		memcpy(k->kid, kid, strnlen(kid, TOKEN_KID_MAX));
		copy_pem(k->private_pem, row_str(&rows.row[i], "private_pem"));
		copy_pem(k->public_pem, row_str(&rows.row[i], "public_pem"));
		if (!is_known(k) && !token_key_sound(cx, k)) {
			log_event(LOG_ERROR, cx->request_id, "signing_key",
			    "%s is not a P-256 key of that name", kid);
			*k = (struct token_key){ "", "", "" };
			continue;
		}
		if (row_is(&rows.row[i], "state", "signing"))
			fresh.signing = (int)fresh.n;
		fresh.n++;
	}
	live = fresh;
	read_at = monotonic_now();
	return OK;
}

static bool
is_live(const char *kid)
{
	unsigned i;

	for (i = 0; i < live.n; i++)
		if (same_text(live.key[i].kid, kid))
			return true;
	return false;
}

enum err
signing_keys(struct cx *cx, const char *kid, const struct token_keys **keys)
{
	int64_t age = monotonic_now() - read_at;

	if (!read_at || age > KEEP_US || (kid && age > ASK_AGAIN_US && !is_live(kid)))
		TRY(read_keys(cx));
	*keys = &live;
	return live.signing >= 0
	    ? OK
	    : fail(
		  cx, E_INTERNAL, "There is no signing key. The operator runs billport-keys init.");
}

/* ---- for the operator ---- */

static enum err
new_key(struct cx *cx, const char *state, const char **kid)
{
	struct token_key *k = arena_alloc(cx->arena, sizeof *k);

	if (!token_key_generate(cx, k))
		return fail(cx, E_INTERNAL, "OpenSSL made no key.");
	*kid = k->kid;
	return db_exec(cx,
	    "insert into store.signing_key (kid, state, private_pem, public_pem, created_at) values (?, ?, ?, ?, ?)",
	    str(k->kid), str(state), str(k->private_pem), str(k->public_pem),
	    instant(cx, real_now()));
}

static enum err
in_state(struct cx *cx, const char *state, const struct row **key)
{
	return db_maybe(cx, key,
	    "select kid, created_at from store.signing_key where state = ? limit 1 for update",
	    str(state));
}

enum err
init_signing_keys(struct cx *cx, void *arg)
{
	const struct row *key;
	const char *kid;

	(void)arg;
	TRY(in_state(cx, "signing", &key));
	if (!key)
		TRY(new_key(cx, "signing", &kid));
	TRY(in_state(cx, "next", &key));
	return key ? OK : new_key(cx, "next", &kid);
}

/* From when it counts no more, and without its private half. */
static enum err
retire(struct cx *cx, const char *kid, int64_t from)
{
	return db_exec_one(cx,
	    "update store.signing_key set state = 'retired', private_pem = '', retired_at = ? where kid = ?",
	    instant(cx, from), str(kid));
}

static enum err
published_long_enough(struct cx *cx, const struct row *next)
{
	int64_t created = 0;

	return instant_parse(row_str(next, "created_at"), &created) &&
		real_now() - created > PUBLISH_US
	    ? OK
	    : fail(cx, E_CONFLICT,
		  "The next key was published less than ten minutes ago: verifiers may not know it yet.");
}

static enum err
promote(struct cx *cx, struct rotation *r, const struct row *old, const struct row *next)
{
	if (!r->force && !r->now)
		TRY(published_long_enough(cx, next));
	if (old)
		TRY(retire(cx, row_str(old, "kid"), real_now() + (r->now ? 0 : PUBLISH_US)));
	r->signing = row_str(next, "kid");
	TRY(db_exec_one(
	    cx, "update store.signing_key set state = 'signing' where kid = ?", str(r->signing)));
	return new_key(cx, "next", &r->next);
}

enum err
rotate_signing_keys(struct cx *cx, void *arg)
{
	struct rotation *r = arg;
	const struct row *signing, *next;

	TRY(in_state(cx, "signing", &signing));
	TRY(in_state(cx, "next", &next));
	if (!next)
		return fail(cx, E_CONFLICT, "There is no next key. Run init first.");
	if (!r->kid || (signing && row_is(signing, "kid", r->kid)))
		return promote(cx, r, signing, next);
	TRY(retire(cx, r->kid, real_now()));
	r->signing = signing ? row_str(signing, "kid") : NULL;
	r->next = row_str(next, "kid");
	return row_is(next, "kid", r->kid) ? new_key(cx, "next", &r->next) : OK;
}
