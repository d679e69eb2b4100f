#include "token.h"

#include <jwt.h>
#include "clock.h"
#include "json_out.h"
#include "text.h"
#include "unit.h"

static struct token_keys keys;
static struct claims user, client;
static const char issuer[] = "https://billport.test";

static void
prepare(void)
{
	keys = (struct token_keys){ .n = 2, .signing = 0 };
	ck_assert(token_key_generate(&cx, &keys.key[0]));
	ck_assert(token_key_generate(&cx, &keys.key[1]));
	token_issuer(issuer);
	user = (struct claims){ .kind = ACTOR_USER };
	uuid7(user.tenant_id);
	uuid7(user.sub);
	uuid7(user.session_id);
	client = (struct claims){ .kind = ACTOR_CLIENT, .has_scope = true };
	uuid7(client.tenant_id);
	uuid7(client.sub);
	permissions_add(&client.scope, CAN_READ_BILLS);
	permissions_add(&client.scope, CAN_RECORD_PAYMENT);
}

static const char *
issued(const struct claims *c)
{
	const char *token;

	ck_assert_int_eq(token_issue(&cx, &keys, c, &token), OK);
	return token;
}

static bool
accepted(const char *token)
{
	struct claims out;
	enum err e, kept;

	failure_clear(&cx);
	e = token_verify(&cx, &keys, token, &out);
	failure_clear(&cx);
	kept = token_verify_kept(&cx, &keys, token, &out);
	ck_assert_int_eq(e, kept);
	ck_assert(e == OK || e == E_UNAUTHENTICATED);
	return e == OK;
}

/* Signed by the library with our own key: header members beside alg and typ, then claims, as JSON. */
static const char *
forged(const char *header, const char *claims, jwt_alg_t alg, const char *pem)
{
	jwt_t *jwt;
	char *text;
	const char *out;

	ck_assert_int_eq(jwt_new(&jwt), 0);
	ck_assert_int_eq(jwt_set_alg(jwt, alg, (const unsigned char *)pem, (int)strlen(pem)), 0);
	if (*header)
		ck_assert_int_eq(jwt_add_headers_json(jwt, header), 0);
	ck_assert_int_eq(jwt_add_grants_json(jwt, claims), 0);
	text = jwt_encode_str(jwt);
	ck_assert_ptr_nonnull(text);
	out = arena_strdup(cx.arena, text);
	free(text);
	jwt_free(jwt);
	return out;
}

static const char *
kid_header(void)
{
	return fmt(cx.arena, "{\"kid\":\"%s\"}", keys.key[0].kid);
}

/* The claims of a user with one member replaced (value NULL: left out). */
static const char *
claims_with(const char *key, const char *value)
{
	int64_t now = real_now() / 1000000;
	const struct { const char *key, *value;
	} all[] = {
		{ "iss", fmt(cx.arena, "\"%s\"", issuer) },
		{ "aud", "\"billport\"" },
		{ "sub", fmt(cx.arena, "\"%s\"", user.sub) },
		{ "tid", fmt(cx.arena, "\"%s\"", user.tenant_id) },
		{ "sid", fmt(cx.arena, "\"%s\"", user.session_id) },
		{ "kind", "\"user\"" },
		{ "iat", fmt(cx.arena, "%lld", (long long)now) },
		{ "nbf", fmt(cx.arena, "%lld", (long long)now) },
		{ "exp", fmt(cx.arena, "%lld", (long long)now + 300) },
		{ "jti", fmt(cx.arena, "\"%s\"", new_id(cx.arena)) },
	};
	struct buf b = buf_in(cx.arena);
	bool replaced = false;

	buf_putc(&b, '{');
	for (size_t i = 0; i < COUNT(all); i++) {
		const char *v = all[i].value;

		if (same_text(all[i].key, key)) {
			v = value;
			replaced = true;
		}
		if (v)
			buf_printf(&b, "%s\"%s\":%s", b.len > 1 ? "," : "", all[i].key, v);
	}
	if (!replaced && value)
		buf_printf(&b, ",\"%s\":%s", key, value);
	buf_putc(&b, '}');
	return b.data;
}

static const char *
with(const char *key, const char *value)
{
	return forged(
	    kid_header(), claims_with(key, value), JWT_ALG_ES256, keys.key[0].private_pem);
}

static const char *
at(int64_t seconds)
{
	return fmt(cx.arena, "%lld", (long long)(real_now() / 1000000 + seconds));
}

START_TEST(what_is_issued_is_accepted)
{
	struct claims out;

	prepare();
	ck_assert_int_eq(token_verify(&cx, &keys, issued(&user), &out), OK);
	ck_assert_str_eq(out.sub, user.sub);
	ck_assert_str_eq(out.tenant_id, user.tenant_id);
	ck_assert_str_eq(out.session_id, user.session_id);
	ck_assert_str_eq(out.kid, keys.key[0].kid);
	ck_assert_int_eq(out.kind, ACTOR_USER);
	ck_assert(!out.has_scope);
	ck_assert_int_eq(token_verify(&cx, &keys, issued(&client), &out), OK);
	ck_assert_int_eq(out.kind, ACTOR_CLIENT);
	ck_assert_str_eq(out.session_id, "");
	ck_assert(out.has_scope && may(&out.scope, CAN_READ_BILLS) &&
	    may(&out.scope, CAN_RECORD_PAYMENT));
	ck_assert(!may(&out.scope, CAN_VOID_PAYMENT));
	/* the forger's tools work */
	ck_assert(accepted(with("jti", fmt(cx.arena, "\"%s\"", new_id(cx.arena)))));
}
END_TEST

START_TEST(claims_are_held_to_the_letter)
{
	const char *id;

	prepare();
	id = fmt(cx.arena, "\"%s\"", new_id(cx.arena));
	const struct { const char *key, *value;
	} bad[] = {
		{ "iss", "\"https://elsewhere.test\"" },
		{ "iss", NULL },
		{ "iss", "[\"https://billport.test\"]" },
		{ "aud", "\"other\"" },
		{ "aud", NULL },
		{ "aud", "[\"billport\"]" },
		{ "aud", "\"Billport\"" },
		{ "sub", NULL },
		{ "sub", "\"\"" },
		{ "sub", "\"../admin\"" },
		{ "sub", "7" },
		{ "tid", NULL },
		{ "tid", "null" },
		{ "sid", NULL },
		{ "sid", "\"x\"" },
		{ "jti", NULL },
		{ "kind", NULL },
		{ "kind", "\"admin\"" },
		{ "kind", "\"client\"" },
		{ "exp", NULL },
		{ "exp", at(0) },
		{ "exp", at(-1) },
		{ "exp", at(-31) },
		{ "exp", "0" },
		{ "exp", "-1" },
		{ "exp", at(330) },
		{ "exp", at(86400) },
		{ "exp", "1e12" },
		{ "exp", "9223372036854775807" },
		{ "exp", fmt(cx.arena, "\"%s\"", at(300)) },
		{ "nbf", at(60) },
		{ "nbf", NULL },
		{ "nbf", "\"soon\"" },
		{ "iat", at(60) },
		{ "iat", NULL },
		{ "scope", "\"payments:void\"" },
		{ "extra", id },
	};
	for (size_t i = 0; i < COUNT(bad); i++)
		ck_assert_msg(!accepted(with(bad[i].key, bad[i].value)), "%s = %s was accepted",
		    bad[i].key, bad[i].value ? bad[i].value : "nothing");
	ck_assert(accepted(with("nbf", at(20))));	/* another host's clock */
}
END_TEST

START_TEST(header_is_held_to_the_letter)
{
	const char *kid, *good;

	prepare();
	kid = keys.key[0].kid;
	good = claims_with("", NULL);
	ck_assert(accepted(forged(kid_header(), good, JWT_ALG_ES256, keys.key[0].private_pem)));
	/* the other key's name, no name, a path for a name */
	ck_assert(!accepted(forged(fmt(cx.arena, "{\"kid\":\"%s\"}", keys.key[1].kid), good,
	    JWT_ALG_ES256, keys.key[0].private_pem)));
	ck_assert(!accepted(forged("", good, JWT_ALG_ES256, keys.key[0].private_pem)));
	ck_assert(!accepted(
	    forged("{\"kid\":\"../../dev/null\"}", good, JWT_ALG_ES256, keys.key[0].private_pem)));
	ck_assert(!accepted(forged(fmt(cx.arena, "{\"kid\":\" %s\"}", kid), good, JWT_ALG_ES256,
	    keys.key[0].private_pem)));
	ck_assert(!accepted(forged(fmt(cx.arena, "{\"kid\":\"%s\",\"jku\":\"https://x\"}", kid),
	    good, JWT_ALG_ES256, keys.key[0].private_pem)));
	ck_assert(!accepted(forged(fmt(cx.arena, "{\"kid\":\"%s\",\"crit\":[\"exp\"]}", kid), good,
	    JWT_ALG_ES256, keys.key[0].private_pem)));
	/* W2: the public key as a secret */
	ck_assert(!accepted(forged(kid_header(), good, JWT_ALG_HS256, keys.key[0].public_pem)));
	ck_assert(!accepted(forged(kid_header(), good, JWT_ALG_HS512, keys.key[0].public_pem)));
}
END_TEST

START_TEST(shapes)
{
	char *token, *broken, *long_one = arena_alloc(cx.arena, 32u << 20);
	const char *parts[] = { "", ".", "..", "...", "a.b", "a.b.c", "a..c", ".b.c", "a.b.",
		"a.b.c.d", "a.b.c=", "a b.c.d", "\xff.\xff.\xff", "Bearer x" };
	size_t i, n;

	prepare();
	token = arena_strdup(cx.arena, issued(&user));
	n = strlen(token);
	for (i = 0; i < COUNT(parts); i++)
		ck_assert_msg(!accepted(parts[i]), "%s", parts[i]);
	for (i = 0; i < n; i++)			/* cut anywhere */
		ck_assert_msg(!accepted(arena_strndup(cx.arena, token, i)), "cut to %zu", i);
	/* any letter changed, also bits that decode to nothing */
	for (i = 0; i < n; i++) {
		broken = arena_strdup(cx.arena, token);
		broken[i] = broken[i] == 'A' ? 'B' : 'A';
		if (broken[i] != token[i])
			ck_assert_msg(!accepted(broken), "letter %zu", i);
		broken[i] = (char)(token[i] ^ 1);
		ck_assert_msg(!accepted(broken), "letter %zu", i);
	}
	ck_assert(!accepted(fmt(cx.arena, "%s ", token)));
	ck_assert(!accepted(fmt(cx.arena, "%s=", token)));
	ck_assert(!accepted(fmt(cx.arena, "%s.%s", token, token)));
	memset(long_one, 'A', (32u << 20) - 1);	/* W4 */
	long_one[10] = long_one[20] = '.';
	ck_assert(!accepted(long_one));
	long_one[TOKEN_MAX + 1] = '\0';
	ck_assert(!accepted(long_one));
	ck_assert(accepted(token));
}
END_TEST

/* Any bytes under a real signature of other ones. */
static const char *
signed_bytes(const char *header, const char *claims)
{
	const char *good = issued(&user), *sig = strrchr(good, '.');

	return fmt(cx.arena, "%s.%s%s", base64url_encode(cx.arena, header, strlen(header)),
	    base64url_encode(cx.arena, claims, strlen(claims)), sig);
}

START_TEST(doubled_and_foreign)
{
	const char *kid;

	prepare();
	kid = keys.key[0].kid;
	ck_assert(!accepted(signed_bytes("{\"alg\":\"none\"}", "{}")));
	ck_assert(!accepted(signed_bytes(
	    fmt(cx.arena, "{\"alg\":\"ES256\",\"alg\":\"none\",\"typ\":\"JWT\",\"kid\":\"%s\"}",
		kid),
	    "{}")));
	ck_assert(!accepted(signed_bytes("[]", "[]")));
	ck_assert(!accepted(signed_bytes("null", "null")));
	ck_assert(!accepted(
	    signed_bytes(fmt(cx.arena, "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"%s\"}", kid),
		"{\"sub\":1,\"sub\":2}")));
}
END_TEST

START_TEST(kept_ones_end_with_their_key)
{
	struct token_keys left;
	struct claims out;
	const char *token;

	prepare();
	token = issued(&user);
	ck_assert_int_eq(token_verify_kept(&cx, &keys, token, &out), OK);
	ck_assert_int_eq(token_verify_kept(&cx, &keys, token, &out), OK);
	ck_assert_str_eq(out.sub, user.sub);
	left = (struct token_keys){ .n = 1, .signing = 0 };
	left.key[0] = keys.key[1];
	ck_assert_int_eq(token_verify_kept(&cx, &left, token, &out), E_UNAUTHENTICATED);
}
END_TEST

START_TEST(kept_ones_end_with_their_time)
{
	struct claims soon, out;
	const char *token;

	prepare();
	soon = user;
	soon.exp = real_now() / 1000000 + 2;
	token = issued(&soon);
	ck_assert_int_eq(token_verify_kept(&cx, &keys, token, &out), OK);
	while (real_now() / 1000000 < soon.exp)
		(void)0;
	ck_assert_int_eq(token_verify_kept(&cx, &keys, token, &out), E_UNAUTHENTICATED);
}
END_TEST

START_TEST(many_are_kept)
{
	struct claims out;
	const char *token[64];

	prepare();
	for (int i = 0; i < 64; i++) {
		uuid7(user.sub);
		token[i] = issued(&user);
		ck_assert_int_eq(token_verify_kept(&cx, &keys, token[i], &out), OK);
		ck_assert_str_eq(out.sub, user.sub);
	}
	ck_assert_int_eq(token_verify_kept(&cx, &keys, token[63], &out), OK);
	ck_assert_str_eq(out.sub, user.sub);
}
END_TEST

START_TEST(keys_and_their_names)
{
	const char *json;
	struct token_key other;

	prepare();
	ck_assert(token_key_sound(&cx, &keys.key[0]));
	other = keys.key[0];
	memcpy(other.public_pem, keys.key[1].public_pem, sizeof other.public_pem);
	ck_assert(!token_key_sound(&cx, &other));
	other.public_pem[0] = '\0';
	ck_assert(!token_key_sound(&cx, &other));
	ck_assert_str_ne(keys.key[0].kid, keys.key[1].kid);
	ck_assert_int_eq((int)strlen(keys.key[0].kid), 32);
	ck_assert_int_eq(token_jwks(&cx, &keys, &json), OK);
	ck_assert_ptr_nonnull(strstr(json, keys.key[0].kid));
	ck_assert_ptr_nonnull(strstr(json, keys.key[1].kid));
	ck_assert_ptr_null(strstr(json, "PRIVATE"));
	ck_assert_ptr_null(strstr(json, "\"d\""));
	ck_assert_ptr_nonnull(strstr(json, "\"crv\":\"P-256\""));
}
END_TEST

START_TEST(without_a_signing_key)
{
	const char *token;

	prepare();
	keys.signing = -1;
	ck_assert_int_eq(token_issue(&cx, &keys, &user, &token), E_INTERNAL);
	keys.n = 0;
	ck_assert(!accepted("a.b.c"));
}
END_TEST

START_TEST(a_key_without_a_public_half_aborts)
{
	struct claims out;
	const char *token;

	prepare();
	token = issued(&user);
	keys.key[0].public_pem[0] = '\0';	/* W1: libjwt would accept anything */
	(void)!token_verify(&cx, &keys, token, &out);
}
END_TEST

UNIT_MAIN("token", 1, a_key_without_a_public_half_aborts, what_is_issued_is_accepted,
    claims_are_held_to_the_letter, header_is_held_to_the_letter, shapes, doubled_and_foreign,
    kept_ones_end_with_their_key, kept_ones_end_with_their_time, many_are_kept,
    keys_and_their_names, without_a_signing_key)
