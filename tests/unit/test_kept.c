#include "kept.h"
#include <stdio.h>

#include "unit.h"

START_TEST(what_is_kept_is_found)
{
	struct kept *k = kept_new(4, 1000);
	size_t n;

	ck_assert_ptr_null(kept_get(k, "a", &n));
	kept_put(k, "a", "one", 4);
	kept_put(k, "b", "two", 4);
	ck_assert_str_eq(kept_get(k, "a", &n), "one");
	ck_assert_uint_eq(n, 4);
	kept_put(k, "a", "uno", 4);		/* of the same length, in place */
	ck_assert_str_eq(kept_get(k, "a", &n), "uno");
	kept_put(k, "a", "another", 8);
	ck_assert_str_eq(kept_get(k, "a", &n), "another");
	ck_assert_str_eq(kept_get(k, "b", &n), "two");
	kept_put(k, "", "", 0);
	ck_assert_ptr_nonnull(kept_get(k, "", &n));
	ck_assert_uint_eq(n, 0);
	kept_free(k);
}
END_TEST

START_TEST(what_was_used_longest_ago_makes_room)
{
	struct kept *k = kept_new(2, 1000);
	size_t n;

	kept_put(k, "a", "1", 2);
	kept_put(k, "b", "2", 2);
	(void)kept_get(k, "a", &n);
	kept_put(k, "c", "3", 2);
	ck_assert_ptr_nonnull(kept_get(k, "a", &n));
	ck_assert_ptr_null(kept_get(k, "b", &n));
	ck_assert_ptr_nonnull(kept_get(k, "c", &n));
	kept_free(k);
}
END_TEST

START_TEST(bytes_are_bounded)
{
	static char large[2000];
	struct kept *k = kept_new(8, 500);
	size_t n;

	kept_put(k, "a", large, 200);
	kept_put(k, "b", large, 200);
	kept_put(k, "c", large, 200);
	ck_assert_ptr_null(kept_get(k, "a", &n));
	ck_assert_ptr_nonnull(kept_get(k, "b", &n));
	ck_assert_ptr_nonnull(kept_get(k, "c", &n));
	kept_put(k, "b", large, sizeof large);		/* too large: what was there is wrong now, too */
	ck_assert_ptr_null(kept_get(k, "b", &n));
	ck_assert_ptr_nonnull(kept_get(k, "c", &n));
	kept_free(k);
	kept_free(NULL);
	ck_assert_ptr_null(kept_get(NULL, "a", &n));
	kept_put(NULL, "a", "", 0);
}
END_TEST

START_TEST(many)
{
	struct kept *k = kept_new(50, 1 << 20);
	char key[16];
	size_t n, there = 0;

	for (int i = 0; i < 1000; i++) {
		(void)snprintf(key, sizeof key, "k%d", i % 60);
		kept_put(k, key, &i, sizeof i);
	}
	for (int i = 0; i < 60; i++) {
		(void)snprintf(key, sizeof key, "k%d", i);
		there += kept_get(k, key, &n) != NULL;
	}
	ck_assert_uint_eq(there, 50);
	kept_free(k);
}
END_TEST

UNIT_MAIN("kept", 0, what_is_kept_is_found, what_was_used_longest_ago_makes_room, bytes_are_bounded, many)
