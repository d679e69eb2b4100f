/* Any text decoded, any bytes encoded: there is one spelling for each, and it leads back. */
#include "fuzz.h"
#include "text.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	unsigned char *plain;
	char *coded;
	size_t n;

	plain = base64url_decode(a, (const char *)data, size, &n);
	if (plain) {
		coded = base64url_encode(a, plain, n);
		MUST(strlen(coded) == size && memcmp(coded, data, size) == 0);
	} else {
		MUST(n == 0);
	}
	coded = base64url_encode(a, data, size);
	plain = base64url_decode(a, coded, strlen(coded), &n);
	MUST(plain && n == size && (n == 0 || memcmp(plain, data, n) == 0));
	MUST(strlen(hex_encode(a, data, size)) == 2 * size);
	return 0;
}
