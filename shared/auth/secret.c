#include "secret.h"

#include <openssl/sha.h>
#include <string.h>
#include "text.h"

void
secret_hash(const void *data, size_t n, unsigned char out[SECRET_HASH])
{
	SHA256(data, n, out);
}

char *
secret_new(struct arena *a, size_t n)
{
	unsigned char *raw = arena_alloc(a, n);

	random_bytes(raw, n);
	return base64url_encode(a, raw, n);
}

bool
secret_matches(const char *secret, const unsigned char hash[SECRET_HASH])
{
	unsigned char own[SECRET_HASH];

	secret_hash(secret, strlen(secret), own);
	return same_bytes(own, hash, SECRET_HASH);
}
