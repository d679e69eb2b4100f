/*
 * Tokens.  By the first byte: the rest as a whole token; as the claims, or as the header, of one
 * that our own key signs; or as a change to a good one, which must end it.
 */
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include "clock.h"
#include "fuzz.h"
#include "text.h"
#include "token.h"

static struct token_keys keys;
static EVP_PKEY *private_key;
static char *good, *good_header, *good_claims;

static void
begin(void)
{
	struct cx cx = fuzz_cx();
	struct claims c = { .tenant_id = "0190a6e2-7b1c-7c3e-8f00-0123456789ab",
		.sub = "0190a6e2-7b1c-7c3e-8f00-0123456789ac",
		.session_id = "0190a6e2-7b1c-7c3e-8f00-0123456789ad", .kind = ACTOR_USER };
	const char *token, *dot;
	size_t n;
	BIO *pem;

	token_issuer("http://127.0.0.1:8080");
	MUST(token_key_generate(&cx, &keys.key[0]));
	keys.n = 1;
	MUST(token_issue(&cx, &keys, &c, &token) == OK);
	pem = BIO_new_mem_buf(keys.key[0].private_pem, -1);
	private_key = PEM_read_bio_PrivateKey(pem, NULL, NULL, NULL);
	BIO_free(pem);
	MUST(private_key);
	good = strdup(token);
	dot = strchr(token, '.');
	good_header = strdup((char *)base64url_decode(cx.arena, token, (size_t)(dot - token), &n));
	token = dot + 1;
	dot = strchr(token, '.');
	good_claims = strdup((char *)base64url_decode(cx.arena, token, (size_t)(dot - token), &n));
}

/* header.claims.signature with our key, r and s as JWS has them. */
static char *
signed_token(struct cx *cx, const void *header, size_t hn, const void *claims, size_t cn)
{
	char *head = fmt(cx->arena, "%s.%s", base64url_encode(cx->arena, header, hn),
	    base64url_encode(cx->arena, claims, cn));
	unsigned char der[128], raw[64];
	const unsigned char *at = der;
	size_t n = sizeof der;
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	ECDSA_SIG *sig;

	MUST(EVP_DigestSignInit(md, NULL, EVP_sha256(), NULL, private_key) == 1);
	MUST(EVP_DigestSign(md, der, &n, (unsigned char *)head, strlen(head)) == 1);
	EVP_MD_CTX_free(md);
	sig = d2i_ECDSA_SIG(NULL, &at, (long)n);
	MUST(sig);
	BN_bn2binpad(ECDSA_SIG_get0_r(sig), raw, 32);
	BN_bn2binpad(ECDSA_SIG_get0_s(sig), raw + 32, 32);
	ECDSA_SIG_free(sig);
	return fmt(cx->arena, "%s.%s", head, base64url_encode(cx->arena, raw, sizeof raw));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cx cx;
	struct claims c;
	char *token;
	uint8_t mode;

	if (!good)
		begin();
	if (!size)
		return 0;
	cx = fuzz_cx();
	mode = *data++ % 4, size--;
	if (mode == 0) {
		token = arena_strndup(cx.arena, (const char *)data, size);
	} else if (mode == 1) {
		token = signed_token(&cx, good_header, strlen(good_header), data, size);
	} else if (mode == 2) {
		token = signed_token(&cx, data, size, good_claims, strlen(good_claims));
	} else {
		token = arena_strdup(cx.arena, good);
		for (; size >= 3; data += 3, size -= 3)
			token[(data[0] | data[1] << 8) % (int)strlen(good)] = (char)data[2];
	}
	(void)token_kid(&cx, token);
	if (token_verify(&cx, &keys, token, &c) != OK) {
		MUST(c.kind == ACTOR_NONE && cx.failure.code == E_UNAUTHENTICATED);
		return 0;
	}
	MUST(mode != 0);
	MUST(mode != 3 || strcmp(token, good) == 0);
	MUST(strlen(token) <= TOKEN_MAX);
	MUST(c.kind == ACTOR_USER || c.kind == ACTOR_CLIENT);
	MUST(uuid_valid(c.tenant_id) && uuid_valid(c.sub));
	MUST(c.kind != ACTOR_USER || uuid_valid(c.session_id));
	MUST(c.exp > real_now() / 1000000 - 5);
	return 0;
}
