/* Keys of ES256 over OpenSSL: making them, publishing them. */
#include "token.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>
#include "json_out.h"
#include "secret.h"
#include "text.h"

enum { COORDINATE = 32, KID_BYTES = 24 };

struct point { unsigned char x[COORDINATE], y[COORDINATE]; };

static bool
coordinate(const EVP_PKEY *key, const char *name, unsigned char out[COORDINATE])
{
	BIGNUM *n = NULL;
	bool good = EVP_PKEY_get_bn_param(key, name, &n) == 1 &&
	    BN_bn2binpad(n, out, COORDINATE) == COORDINATE;

	BN_free(n);
	return good;
}

static bool
point_of(const EVP_PKEY *key, struct point *p)
{
	char group[32] = "";

	return EVP_PKEY_get_utf8_string_param(
		   key, OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof group, NULL) == 1 &&
	    same_text(group, "prime256v1") && coordinate(key, OSSL_PKEY_PARAM_EC_PUB_X, p->x) &&
	    coordinate(key, OSSL_PKEY_PARAM_EC_PUB_Y, p->y);
}

static bool
point_of_pem(const char *pem, struct point *p)
{
	BIO *in = BIO_new_mem_buf(pem, -1);
	EVP_PKEY *key = in ? PEM_read_bio_PUBKEY(in, NULL, NULL, NULL) : NULL;
	bool good = key && point_of(key, p);

	EVP_PKEY_free(key);
	BIO_free(in);
	return good;
}

/* RFC 7638: SHA-256 over the required members in the order of their names. */
static const char *
thumbprint(struct arena *a, const struct point *p)
{
	unsigned char hash[SECRET_HASH];
	const char *text = fmt(a, "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}",
	    base64url_encode(a, p->x, COORDINATE), base64url_encode(a, p->y, COORDINATE));

	secret_hash(text, strlen(text), hash);
	return base64url_encode(a, hash, KID_BYTES);
}

bool
token_key_sound(struct cx *cx, const struct token_key *key)
{
	struct point p;

	return point_of_pem(key->public_pem, &p) && same_text(thumbprint(cx->arena, &p), key->kid);
}

enum err
token_jwks(struct cx *cx, const struct token_keys *keys, const char **json)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);
	struct point p;
	unsigned i;

	json_begin(&j);
	json_key(&j, "keys");
	json_begin_list(&j);
	for (i = 0; i < keys->n; i++) {
		if (!point_of_pem(keys->key[i].public_pem, &p))
			return fail(cx, E_INTERNAL, "A signing key cannot be read.");
		json_begin(&j);
		json_put_str(&j, "kty", "EC");
		json_put_str(&j, "crv", "P-256");
		json_put_str(&j, "x", base64url_encode(cx->arena, p.x, COORDINATE));
		json_put_str(&j, "y", base64url_encode(cx->arena, p.y, COORDINATE));
		json_put_str(&j, "kid", keys->key[i].kid);
		json_put_str(&j, "use", "sig");
		json_put_str(&j, "alg", "ES256");
		json_end(&j);
	}
	json_end_list(&j);
	json_end(&j);
	*json = b.data;
	return OK;
}

static bool
text_from(BIO *bio, char out[TOKEN_PEM_MAX])
{
	int n = BIO_read(bio, out, TOKEN_PEM_MAX - 1);

	out[n > 0 ? n : 0] = '\0';
	return n > 0 && BIO_pending(bio) == 0;
}

static bool
write_pems(EVP_PKEY *key, struct token_key *out)
{
	BIO *priv = BIO_new(BIO_s_mem()), *pub = BIO_new(BIO_s_mem());
	bool good = priv && pub &&
	    PEM_write_bio_PKCS8PrivateKey(priv, key, NULL, NULL, 0, NULL, NULL) == 1 &&
	    PEM_write_bio_PUBKEY(pub, key) == 1 && text_from(priv, out->private_pem) &&
	    text_from(pub, out->public_pem);

	BIO_free(priv);
	BIO_free(pub);
	return good;
}

bool
token_key_generate(struct cx *cx, struct token_key *out)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	struct point p;
	bool good;

	*out = (struct token_key){ "", "", "" };
	good = key && point_of(key, &p) && write_pems(key, out);
	EVP_PKEY_free(key);
	if (!good)
		return false;
	memcpy(out->kid, thumbprint(cx->arena, &p), KID_BYTES / 3 * 4 + 1);
	return true;
}
