/*
 * Access tokens: JWTs signed with ES256, behind a wrapper stricter than libjwt.
 *
 * token_verify() accepts exactly what token_issue() makes:
 *   shape    at most 4096 bytes, three non-empty parts of canonical base64url; the signature 64 bytes
 *   header   exactly alg "ES256", typ "JWT" (libjwt 1.10.2 neither writes nor takes another), kid; any
 *            other member (jwk, jku, x5c, crit …) refuses
 *   key      the one of our own live keys that kid names; P-256 by construction
 *   claims   exactly iss, aud "billport", sub, tid, kind, iat, nbf, exp, jti; sid for users only;
 *            scope for clients only; a doubled or unknown one refuses, so does a wrong type
 *   time     exp must lie after now (no leeway: what has run out has run out), nbf and iat at most
 *            30 s ahead of now (clocks of two hosts), exp - iat at most 300 s.  Real time.
 * All of it is read by the same strict parser as request bodies, before libjwt sees the text and
 * says whether the signature is the key's.
 */
#ifndef BILLPORT_TOKEN_H
#define BILLPORT_TOKEN_H

#include "cx.h"

enum {
	TOKEN_MAX = 4096, TOKEN_SECONDS = 300, TOKEN_LEEWAY = 30,
	TOKEN_KEYS = 8, TOKEN_KID_MAX = 40, TOKEN_PEM_MAX = 600
};

struct token_key {
	char kid[TOKEN_KID_MAX + 1];
	char public_pem[TOKEN_PEM_MAX];
	char private_pem[TOKEN_PEM_MAX];	/* "" where it is not ours to sign with */
};
struct token_keys {
	unsigned n;
	int signing;			/* index of the one that signs; -1: none */
	struct token_key key[TOKEN_KEYS];
};

struct claims {
	char tenant_id[37], sub[37], session_id[37];	/* session_id "" for clients */
	enum actor_kind kind;		/* ACTOR_USER, ACTOR_CLIENT */
	char kid[TOKEN_KID_MAX + 1];	/* verify: which key signed it */
	bool has_scope;			/* clients: narrowed to scope */
	struct permissions scope;
	int64_t exp;			/* seconds; issue: 0 gives TOKEN_SECONDS from now */
};

/* The issuer's name in iss; borrowed for the life of the process. */
void token_issuer(const char *);

/* E_UNAUTHENTICATED with one sentence for whatever is wrong. */
enum err token_verify(
    struct cx *, const struct token_keys *, const char *token, struct claims *) MUST_USE;
enum err token_issue(
    struct cx *, const struct token_keys *, const struct claims *, const char **token) MUST_USE;

/*
 * The same as token_verify() with a table of tokens already verified (by SHA-256, 2,048 places,
 * the oldest of four neighbours gives way).  An entry counts until its exp, and while its key is
 * among the keys given.
 */
enum err token_verify_kept(
    struct cx *, const struct token_keys *, const char *token, struct claims *) MUST_USE;

/* kid of an unverified token, "" if it has none: only to know which keys to look for. */
const char *token_kid(struct cx *, const char *token);

/* {"keys": [{"kty","crv","x","y","kid","use","alg"}]} */
enum err token_jwks(struct cx *, const struct token_keys *, const char **json) MUST_USE;

/* A new P-256 key; kid is the first 24 bytes of its RFC 7638 thumbprint.  false: OpenSSL failed. */
bool token_key_generate(struct cx *, struct token_key *);
/* Is it a P-256 public key, and kid its thumbprint? */
bool token_key_sound(struct cx *, const struct token_key *);

#endif
