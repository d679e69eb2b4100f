#include "password.h"

#include <time.h>

#include "clock.h"
#include "secret.h"
#include "text.h"
#include "unit.h"

START_TEST(a_hash_matches_its_password_only)
{
	const char *one, *two;

	ck_assert_int_eq(password_hash(&cx, "correct horse battery", &one), OK);
	ck_assert_int_eq(password_hash(&cx, "correct horse battery", &two), OK);
	ck_assert_str_ne(one, two);		/* salted */
	ck_assert_int_eq(strncmp(one, "$argon2id$v=19$m=19456,t=2,p=1$", 31), 0);
	ck_assert(strlen(one) <= 200);		/* the column */
	ck_assert(password_matches(&cx, "correct horse battery", one));
	ck_assert(!password_matches(&cx, "correct horse batterz", one));
	ck_assert(!password_matches(&cx, "", one));
	ck_assert(!password_matches(&cx, "correct horse battery", "not a hash"));
	ck_assert(!password_outdated(one));
	ck_assert(password_outdated("$argon2id$v=19$m=4096,t=3,p=1$c2FsdHNhbHQ$aGFzaA"));
}
END_TEST

/* Processor time: the machine may be busy with other things. */
static int64_t
time_of(const char *encoded)
{
	clock_t began = clock();

	ck_assert(!password_matches(&cx, "some wrong password", encoded));
	return (int64_t)(clock() - began) * 1000000 / CLOCKS_PER_SEC;
}

/* The stand-in for an unknown user must be a sound hash of today's cost: libargon2 gives up early
 * on a broken one. */
START_TEST(nobody_costs_as_much_as_somebody)
{
	const char *encoded;
	int64_t known = INT64_MAX, unknown = INT64_MAX, t;

	ck_assert_int_eq(password_hash(&cx, "correct horse battery", &encoded), OK);
	for (int i = 0; i < 5; i++) {
		if ((t = time_of(encoded)) < known)
			known = t;
		if ((t = time_of(NULL)) < unknown)
			unknown = t;
	}
	ck_assert_msg(unknown > known / 2 && known > unknown / 2, "known %lld us, unknown %lld us",
	    (long long)known, (long long)unknown);
}
END_TEST

START_TEST(policy)
{
	static const char mail[] = "Ada.Byron@Larkfield.example";
	char many[257 * 2 + 1];
	size_t i;
	static const char *const bad[] = {
		"", "short", "elevenchars", "ada.byron@larkfield.example",
		"ADA.BYRON@LARKFIELD.EXAMPLE", "passwordpassword", "PasswordPassword",
		"123456789012", "abababababab", "aaaaaaaaaaaaaaaa",
	};
	static const char *const good[] = {
		"twelve chars", "correct horse battery", "ड़ा पासवर्ड है", "k7mw-9xqp-3fhj",
		"tr0ub4dor&3xyz",
	};

	for (i = 0; i < COUNT(bad); i++)
		ck_assert_msg(password_fault(&cx, bad[i], mail) != NULL, "%s was taken", bad[i]);
	for (i = 0; i < COUNT(good); i++)
		ck_assert_msg(
		    password_fault(&cx, good[i], mail) == NULL, "%s was refused", good[i]);
	ck_assert(password_fault(&cx, "long.enough.name", "long.enough.name@x.example") != NULL);
	for (i = 0; i < 257; i++)
		memcpy(many + i * 2,
		    i % 4 == 0       ? "é"
			: i % 4 == 1 ? "ü"
			: i % 4 == 2 ? "ß"
				     : "ø",
		    3);
	ck_assert(password_fault(&cx, many, mail) != NULL);	/* 257 characters */
	many[256 * 2] = '\0';
	ck_assert(password_fault(&cx, many, mail) == NULL);	/* 256, in 512 bytes */
}
END_TEST

START_TEST(one_time_passwords)
{
	const char *one = password_one_time(cx.arena), *two = password_one_time(cx.arena);

	ck_assert_int_eq((int)strlen(one), 24);
	ck_assert_str_ne(one, two);
	for (int i = 0; i < 24; i++)
		ck_assert_msg(i % 5 == 4
			? one[i] == '-'
			: strchr("abcdefghjkmnpqrstuvwxyz23456789", one[i]) != NULL,
		    "%s", one);
	ck_assert(password_fault(&cx, one, "a@b.example") == NULL);
}
END_TEST

START_TEST(secrets)
{
	unsigned char hash[SECRET_HASH];
	const char *one = secret_new(cx.arena, SECRET_BYTES);

	ck_assert_int_eq((int)strlen(one), 43);
	ck_assert_str_ne(one, secret_new(cx.arena, SECRET_BYTES));
	secret_hash(one, strlen(one), hash);
	ck_assert(secret_matches(one, hash));
	ck_assert(!secret_matches("", hash));
	hash[31] ^= 1;
	ck_assert(!secret_matches(one, hash));
	secret_hash("abc", 3, hash);
	ck_assert_str_eq(hex_encode(cx.arena, hash, 32),
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
END_TEST

UNIT_MAIN("password", 0, a_hash_matches_its_password_only, nobody_costs_as_much_as_somebody, policy,
    one_time_passwords, secrets)
