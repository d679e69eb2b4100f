#include "token.h"

#include <jwt.h>
#include <stdlib.h>
#include <string.h>
#include "clock.h"
#include "input.h"
#include "secret.h"
#include "text.h"

static const char audience[] = "billport", type[] = "JWT";
static const char *issuer = "billport";

enum { SIGNATURE = 64 };

struct part { const char *s; size_t len; };

void
token_issuer(const char *name)
{
	issuer = name;
}

static enum err
refuse(struct cx *cx)
{
	return fail(cx, E_UNAUTHENTICATED, "The access token is not valid or has run out.");
}

static bool
is_base64url(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	    c == '-' || c == '_';
}

/* Three non-empty parts of base64url letters and at most TOKEN_MAX bytes. */
static bool
split(const char *token, struct part part[3])
{
	size_t i, n = strnlen(token, TOKEN_MAX + 1);
	unsigned k = 0;

	if (n > TOKEN_MAX)
		return false;
	part[0] = (struct part){ token, 0 };
	for (i = 0; i < n; i++) {
		if (token[i] == '.') {
			if (++k > 2)
				return false;
			part[k] = (struct part){ token + i + 1, 0 };
		} else if (is_base64url(token[i])) {
			part[k].len++;
		} else {
			return false;
		}
	}
	return k == 2 && part[0].len && part[1].len && part[2].len;
}

/* NULL unless it is the one encoding of its bytes. */
static const char *
decode(struct arena *a, const struct part *p, size_t *n)
{
	unsigned char *out = base64url_decode(a, p->s, p->len, n);
	const char *again;

	if (!out)
		return NULL;
	again = base64url_encode(a, out, *n);
	return strlen(again) == p->len && memcmp(again, p->s, p->len) == 0 ? (const char *)out
									   : NULL;
}

static struct input *
object(struct cx *scratch, const struct part *p)
{
	struct input *in;
	size_t n;
	const char *text = decode(scratch->arena, p, &n);

	return text && n > 0 && input_parse(scratch, text, n, &in) == OK ? in : NULL;
}

/* The member's text, untrimmed; "" when it is missing or of another type (a fault is noted). */
static const char *
text_of(struct input *in, const char *key, size_t max)
{
	const char *s = in_secret(in, key, max);

	return s ? s : "";
}

const char *
token_kid(struct cx *cx, const char *token)
{
	struct cx scratch = { .arena = cx->arena };
	struct part part[3];
	struct input *in;

	if (!split(token, part) || !(in = object(&scratch, &part[0])))
		return "";
	return text_of(in, "kid", TOKEN_KID_MAX);
}

static const struct token_key *
key_by_kid(const struct token_keys *keys, const char *kid)
{
	unsigned i;

	for (i = 0; i < keys->n; i++)
		if (same_text(keys->key[i].kid, kid))
			return &keys->key[i];
	return NULL;
}

static const struct token_key *
header_key(struct cx *cx, const struct token_keys *keys, const struct part *p)
{
	struct cx scratch = { .arena = cx->arena };
	struct input *in = object(&scratch, p);
	const struct token_key *key;

	if (!in)
		return NULL;
	if (!same_text(text_of(in, "alg", 16), "ES256") || !same_text(text_of(in, "typ", 16), type))
		return NULL;
	key = key_by_kid(keys, text_of(in, "kid", TOKEN_KID_MAX));
	return in_done(in) == OK ? key : NULL;
}

/* "payments:read bills:read"; a name that does not exist refuses. */
static bool
scope_parse(struct arena *a, const char *scope, struct permissions *out)
{
	const char *end;
	enum permission p;

	for (; *scope; scope = *end ? end + 1 : end) {
		end = strchrnul(scope, ' ');
		p = permission_by_name(arena_strndup(a, scope, (size_t)(end - scope)));
		if (p == PERM_FORGOTTEN)
			return false;
		permissions_add(out, p);
	}
	return true;
}

static bool
times_good(struct input *in, int64_t *exp)
{
	int64_t now = real_now() / 1000000;
	int64_t iat = in_i64(in, "iat", 1, INT32_MAX * INT64_C(2));
	int64_t nbf = in_i64(in, "nbf", 1, INT32_MAX * INT64_C(2));

	*exp = in_i64(in, "exp", 1, INT32_MAX * INT64_C(2));
	return *exp > now && nbf <= now + TOKEN_LEEWAY && iat <= now + TOKEN_LEEWAY &&
	    *exp > iat && *exp - iat <= TOKEN_SECONDS;
}

static void
copy_id(char out[37], const char *id)
{
	memcpy(out, id && strlen(id) == 36 ? id : "", id && strlen(id) == 36 ? 37 : 1);
}

static bool
claims_read(struct cx *cx, const struct part *p, struct claims *out)
{
	struct cx scratch = { .arena = cx->arena };
	struct input *in = object(&scratch, p);
	bool good;

	if (!in)
		return false;
	good = same_text(text_of(in, "iss", 256), issuer) &&
	    same_text(text_of(in, "aud", 64), audience);
	out->kind = same_text(text_of(in, "kind", 8), "user") ? ACTOR_USER : ACTOR_CLIENT;
	good = good && (out->kind == ACTOR_USER || same_text(text_of(in, "kind", 8), "client"));
	copy_id(out->sub, in_id(in, "sub"));
	copy_id(out->tenant_id, in_id(in, "tid"));
	if (out->kind == ACTOR_USER)
		copy_id(out->session_id, in_id(in, "sid"));
	(void)in_id(in, "jti");
	good = times_good(in, &out->exp) && good;
	if (out->kind == ACTOR_CLIENT && in_has(in, "scope")) {
		out->has_scope = true;
		good = scope_parse(cx->arena, text_of(in, "scope", 2000), &out->scope) && good;
	}
	return in_done(in) == OK && good;
}

/* The signature, by libjwt.  Nothing may jump out of here: the tree is not the arena's. */
static bool
signed_by(const char *token, const struct token_key *key)
{
	jwt_t *jwt = NULL;
	bool good;

	if (!key->public_pem[0])
		abort();		/* without a key libjwt accepts anything */
	good = jwt_decode(&jwt, token, (const unsigned char *)key->public_pem,
	    (int)strlen(key->public_pem)) == 0 && jwt_get_alg(jwt) == JWT_ALG_ES256;
	jwt_free(jwt);
	return good;
}

enum err
token_verify(struct cx *cx, const struct token_keys *keys, const char *token, struct claims *out)
{
	const struct token_key *key;
	struct part part[3];
	size_t n;

	*out = (struct claims){ .kind = ACTOR_NONE };
	if (!split(token, part))
		return refuse(cx);
	if (!decode(cx->arena, &part[2], &n) || n != SIGNATURE)
		return refuse(cx);
	key = header_key(cx, keys, &part[0]);
	/* The signature last: it costs a hundred times what the rest does. */
	if (!key || !claims_read(cx, &part[1], out) || !signed_by(token, key)) {
		*out = (struct claims){ .kind = ACTOR_NONE };
		return refuse(cx);
	}
	memcpy(out->kid, key->kid, sizeof out->kid);
	return OK;
}

/* All claims, then the signature.  As above: no allocation of ours in between. */
static char *
encode(const struct token_key *key, const struct claims *c, const char *jti, const char *scope)
{
	bool user = c->kind == ACTOR_USER;
	int64_t now = real_now() / 1000000;
	jwt_t *jwt = NULL;
	char *text = NULL;

	if (jwt_new(&jwt) != 0)
		return NULL;
	if (jwt_set_alg(jwt, JWT_ALG_ES256, (const unsigned char *)key->private_pem,
		(int)strlen(key->private_pem)) == 0 &&
	    jwt_add_header(jwt, "kid", key->kid) == 0 && jwt_add_grant(jwt, "iss", issuer) == 0 &&
	    jwt_add_grant(jwt, "aud", audience) == 0 && jwt_add_grant(jwt, "sub", c->sub) == 0 &&
	    jwt_add_grant(jwt, "tid", c->tenant_id) == 0 &&
	    jwt_add_grant(jwt, "kind", user ? "user" : "client") == 0 &&
	    (!user || jwt_add_grant(jwt, "sid", c->session_id) == 0) &&
	    (!scope || jwt_add_grant(jwt, "scope", scope) == 0) &&
	    jwt_add_grant(jwt, "jti", jti) == 0 && jwt_add_grant_int(jwt, "iat", now) == 0 &&
	    jwt_add_grant_int(jwt, "nbf", now) == 0 &&
	    jwt_add_grant_int(jwt, "exp", c->exp ? c->exp : now + TOKEN_SECONDS) == 0)
		text = jwt_encode_str(jwt);
	jwt_free(jwt);
	return text;
}

enum err
token_issue(
    struct cx *cx, const struct token_keys *keys, const struct claims *c, const char **token)
{
	const char *jti = new_id(cx->arena);
	const char *scope = c->has_scope ? permissions_names(cx->arena, &c->scope) : NULL;
	char *out = arena_alloc(cx->arena, TOKEN_MAX + 1), *text;
	size_t n;

	if (keys->signing < 0 || !keys->key[keys->signing].private_pem[0])
		return fail(cx, E_INTERNAL, "There is no signing key.");
	text = encode(&keys->key[keys->signing], c, jti, scope);
	n = text ? strlen(text) : 0;
	if (n > 0 && n <= TOKEN_MAX)
		memcpy(out, text, n);
	free(text);			/* the library's */
	if (n == 0 || n > TOKEN_MAX)
		return fail(cx, E_INTERNAL, "The access token could not be made.");
	*token = out;
	return OK;
}

/* ---- tokens already verified ---- */

enum { SETS = 512, WAYS = 4 };

static struct kept {
	unsigned char hash[SECRET_HASH];
	struct claims claims;		/* exp 0: empty */
} kept[SETS][WAYS];

enum err
token_verify_kept(
    struct cx *cx, const struct token_keys *keys, const char *token, struct claims *out)
{
	int64_t now = real_now() / 1000000;
	unsigned char hash[SECRET_HASH];
	struct kept *set, *oldest;
	size_t n = strnlen(token, TOKEN_MAX + 1);
	unsigned i;

	if (n > TOKEN_MAX)
		return refuse(cx);
	secret_hash(token, n, hash);
	set = kept[(hash[0] | (unsigned)hash[1] << 8) % SETS];
	oldest = set;
	for (i = 0; i < WAYS; i++) {
		if (set[i].claims.exp > now && memcmp(set[i].hash, hash, sizeof hash) == 0 &&
		    key_by_kid(keys, set[i].claims.kid)) {
			*out = set[i].claims;
			return OK;
		}
		if (set[i].claims.exp < oldest->claims.exp)
			oldest = &set[i];
	}
	TRY(token_verify(cx, keys, token, out));
	memcpy(oldest->hash, hash, sizeof hash);
	oldest->claims = *out;
	return OK;
}
