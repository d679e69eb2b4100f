#include "password.h"

#include <argon2.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include "text.h"

enum { SALT = 16, HASH = 32, ENCODED = 128 };

/* The hash of a password that nobody knows: what an unknown user's attempt is held against. */
static const char nobody[] =
    "$argon2id$v=19$m=19456,t=2,p=1$WSCx2dqUPRSF2bcihJY9PA$9nw/w+IzNt07upTGISjZXef/2YFZyDG4PZy42smm9nI";

/* Of the passwords most often found in leaks, those that are long enough for the policy, and the
 * short ones that are written twice or padded to reach it. */
static const char *const common[] = {
	"000000000000", "0123456789012", "012345678910", "111111111111", "112233445566",
	"121212121212", "123123123123", "123412341234", "1234567890-=", "123456789012",
	"1234567890123", "12345678901234", "123456789123", "1234567891011", "12345678910",
	"123456789abc", "1234qwerasdf", "147258369147", "1q2w3e4r5t6y", "1q2w3e4r5t6y7u",
	"1qaz2wsx3edc", "1qaz2wsx3edc4rfv", "222222222222", "987654321098", "999999999999",
	"aaaaaaaaaaaa", "abc123abc123", "abcd1234abcd", "abcd12345678", "abcdefghijkl",
	"abcdefghijklm", "adminadminadmin", "administrator", "administrator1", "administrator123",
	"asdfasdfasdf", "asdfghjkl123", "asdfghjkl;'", "basketball12", "billportbillport",
	"changeme1234", "changemechangeme", "changethispassword", "charlie12345", "chocolate123",
	"correcthorsebatterystaple", "defaultpassword", "dragon123456", "football1234",
	"iloveyou1234", "iloveyouforever", "letmein12345", "letmeinletmein", "liverpool123",
	"master123456", "michael12345", "monkey123456", "mypassword12", "mypassword123",
	"newpassword1", "newpassword123", "p@ssw0rd1234", "p@ssword1234", "pass12345678",
	"passpasspass", "passw0rd1234", "passw0rdpassw0rd", "password0000", "password1111",
	"password1234", "password12345", "password123456", "password123!", "password1234!",
	"password2024", "password2025", "password2026", "passwordpassword", "princess1234",
	"q1w2e3r4t5y6", "qazwsxedcrfv", "qazwsxedc123", "qwer1234qwer", "qwerasdfzxcv",
	"qwerty123456", "qwerty1234567", "qwertyqwerty", "qwertyuiop12", "qwertyuiop123",
	"qwertyuiop[]", "qwertyuiopasdf", "secretsecret", "shadow123456", "sunshine1234",
	"superman1234", "temporary123", "test12345678", "testtesttest", "trustno1trustno1",
	"welcome12345", "welcome123456", "welcomewelcome", "whatever1234", "zaq12wsxcde3",
	"zxcvbnm12345", "zxcvbnmasdfg",
};

/* Argon2's 19 MiB go back to the system at once: without a fixed threshold the C library learns
 * from the first free to keep them. */
static void
give_memory_back(void)
{
	static bool done;

	if (!done)
		(void)mallopt(M_MMAP_THRESHOLD, 1 << 20);
	done = true;
}

enum err
password_hash(struct cx *cx, const char *password, const char **encoded)
{
	unsigned char salt[SALT];
	char *out = arena_alloc(cx->arena, ENCODED);

	give_memory_back();
	random_bytes(salt, sizeof salt);
	if (argon2id_hash_encoded(PASSWORD_PASSES, PASSWORD_MEMORY_KIB, PASSWORD_LANES, password,
	    strlen(password), salt, sizeof salt, HASH, out, ENCODED) != ARGON2_OK)
		return fail(cx, E_INTERNAL, "The password could not be stored.");
	*encoded = out;
	return OK;
}

bool
password_matches(struct cx *cx, const char *password, const char *encoded)
{
	bool same;

	(void)cx;
	give_memory_back();
	same = argon2id_verify(encoded ? encoded : nobody, password, strlen(password)) == ARGON2_OK;
	return same && encoded != NULL;
}

bool
password_outdated(const char *encoded)
{
	static const char today[] = "$argon2id$v=19$m=19456,t=2,p=1$";

	_Static_assert(PASSWORD_MEMORY_KIB == 19456 && PASSWORD_PASSES == 2 && PASSWORD_LANES == 1,
	    "today[] and nobody[] name the parameters");
	return strncmp(encoded, today, sizeof today - 1) != 0;
}

static bool
is_common(const char *folded)
{
	size_t i;

	for (i = 0; i < COUNT(common); i++)
		if (same_text(folded, common[i]))
			return true;
	return false;
}

/* How many different bytes it has. */
static unsigned
variety(const char *s)
{
	bool seen[256] = { false };
	unsigned n = 0;

	for (; *s; s++) {
		n += !seen[(unsigned char)*s];
		seen[(unsigned char)*s] = true;
	}
	return n;
}

const char *
password_fault(struct cx *cx, const char *password, const char *email)
{
	size_t n = utf8_length(password);
	const char *folded, *mail, *at;

	if (n < PASSWORD_MIN)
		return "A password has at least 12 characters.";
	if (n > PASSWORD_MAX)
		return "A password has at most 256 characters.";
	folded = utf8_fold(cx->arena, password);
	mail = utf8_fold(cx->arena, email);
	at = strchr(mail, '@');
	if (same_text(folded, mail) ||
	    (at && same_text(folded, arena_strndup(cx->arena, mail, (size_t)(at - mail)))))
		return "A password must not be the e-mail address.";
	if (is_common(folded) || variety(folded) < 4)
		return "This password is among the first that anyone would try.";
	return NULL;
}

const char *
password_one_time(struct arena *a)
{
	static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";	/* 31 */
	char *out = arena_alloc(a, 25);
	unsigned char byte;
	unsigned i;

	for (i = 0; i < 24; i++) {
		if (i % 5 == 4) {
			out[i] = '-';
			continue;
		}
		do
			random_bytes(&byte, 1);
		while ((byte & 31) == 31);
		out[i] = letters[byte & 31];
	}
	return out;
}
