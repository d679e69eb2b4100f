#include "arena.h"

#include <malloc.h>
#include <stdint.h>

#include "unit.h"

START_TEST(unarmed_exhaustion_aborts)
{
	struct arena *a = arena_new(4096);

	arena_alloc(a, 8192);
}
END_TEST

START_TEST(unarmed_injected_failure_aborts)
{
	arena_fail_at(1);
	arena_alloc(cx.arena, 1);
}
END_TEST

START_TEST(zeroed_aligned_apart)
{
	unsigned char *last = NULL;

	for (size_t n = 0; n < 3000; n++) {
		unsigned char *p = arena_alloc(cx.arena, n);

		ck_assert_uint_eq((uintptr_t)p % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < n; i++)
			ck_assert_uint_eq(p[i], 0);
		memset(p, 0xa5, n);
		ck_assert_ptr_ne(p, last);
		last = p;
	}
}
END_TEST

START_TEST(zero_again_after_reset)
{
	for (int round = 0; round < 3; round++) {
		unsigned char *p = arena_alloc(cx.arena, 5000);

		for (size_t i = 0; i < 5000; i++)
			ck_assert_uint_eq(p[i], 0);
		memset(p, 0xff, 5000);
		ck_assert_uint_ge(arena_used(cx.arena), 5000);
		arena_reset(cx.arena);
		ck_assert_uint_eq(arena_used(cx.arena), 0);
	}
}
END_TEST

START_TEST(text_is_copied)
{
	char source[] = "abcdef", *whole = arena_strdup(cx.arena, source);
	char *part = arena_strndup(cx.arena, source, 3);

	source[0] = 'x';
	ck_assert_str_eq(whole, "abcdef");
	ck_assert_str_eq(part, "abc");
	ck_assert_ptr_null(arena_strdup(cx.arena, NULL));
	ck_assert_str_eq(arena_strndup(cx.arena, NULL, 0), "");
}
END_TEST

static char order[8];

static void
note(void *what)
{
	strncat(order, what, 1);
}

START_TEST(deferred_last_first_and_once)
{
	arena_defer(cx.arena, note, "a");
	arena_defer(cx.arena, note, "b");
	arena_defer(cx.arena, note, "c");
	ck_assert_str_eq(order, "");
	arena_reset(cx.arena);
	ck_assert_str_eq(order, "cba");
	arena_reset(cx.arena);
	ck_assert_str_eq(order, "cba");
}
END_TEST

START_TEST(ceiling_jumps_and_leaves_a_reserve)
{
	struct arena *a = arena_new(1 << 20);
	volatile size_t given = 0;

	if (setjmp(*arena_arm(a)) == 0) {
		for (;;) {
			arena_alloc(a, 1000);
			given = given + 1000;
		}
	}
	ck_assert_uint_gt(given, 900 * 1000);
	ck_assert_uint_le(given, 1 << 20);
	memset(arena_alloc(a, 50000), 1, 50000);	/* to tell of it with */
	arena_reset(a);
	if (setjmp(*arena_arm(a)) == 0) {		/* and the reset gives all of it back */
		for (int i = 0; i < 900; i++)
			arena_alloc(a, 1000);
		arena_disarm(a);
	} else {
		ck_abort_msg("exhausted after a reset");
	}
	arena_free(a);
}
END_TEST

START_TEST(sizes_that_overflow_jump)
{
	volatile int jumps = 0;
	volatile size_t huge = SIZE_MAX / 8;

	if (setjmp(*arena_arm(cx.arena)) == 0)
		arena_alloc(cx.arena, SIZE_MAX);
	else
		jumps++;
	if (setjmp(*arena_arm(cx.arena)) == 0)
		(void)arena_array(cx.arena, struct identity, huge);
	else
		jumps++;
	if (setjmp(*arena_arm(cx.arena)) == 0)
		arena_alloc(cx.arena, SIZE_MAX - 8);
	else
		jumps++;
	ck_assert_int_eq(jumps, 3);
}
END_TEST

START_TEST(kth_allocation_fails)
{
	for (volatile unsigned long k = 1; k <= 5; k = k + 1) {
		volatile unsigned long done = 0;

		arena_fail_at(k);
		if (setjmp(*arena_arm(cx.arena)) == 0) {
			for (int i = 0; i < 5; i++) {
				arena_alloc(cx.arena, 10);
				done = done + 1;
			}
			ck_abort_msg("allocation %lu did not fail", k);
		}
		ck_assert_uint_eq(done, k - 1);
		arena_reset(cx.arena);
	}
	arena_fail_at(0);
	arena_alloc(cx.arena, 10);
}
END_TEST

START_TEST(allocations_are_counted)
{
	unsigned long before = arena_alloc_count();

	arena_alloc(cx.arena, 1);
	arena_strdup(cx.arena, "x");
	arena_defer(cx.arena, note, "a");
	ck_assert_uint_eq(arena_alloc_count() - before, 3);
}
END_TEST

START_TEST(object_is_given_back_when_its_note_fails)
{
	arena_fail_at(1);
	if (setjmp(*arena_arm(cx.arena)) == 0)
		arena_defer(cx.arena, note, "z");
	ck_assert_str_eq(order, "z");
	arena_reset(cx.arena);
	ck_assert_str_eq(order, "z");
}
END_TEST

START_TEST(grows_in_place_or_moves)
{
	char *p = arena_alloc(cx.arena, 100), *q;

	memset(p, 'a', 100);
	q = arena_grow(cx.arena, p, 100, 200);
	ck_assert_ptr_eq(p, q);
	for (int i = 100; i < 200; i++)
		ck_assert_int_eq(q[i], 0);
	arena_alloc(cx.arena, 1);			/* no longer the last */
	p = arena_grow(cx.arena, q, 200, 400);
	ck_assert_ptr_ne(p, q);
	ck_assert_int_eq(p[99], 'a');
	ck_assert_int_eq(p[399], 0);
	ck_assert_ptr_eq(arena_grow(cx.arena, p, 400, 10), p);
	for (size_t n = 400; n < (4 << 20); n *= 2)	/* through chunks of all kinds */
		p = arena_grow(cx.arena, p, n, n * 2);
	ck_assert_int_eq(p[99], 'a');
	ck_assert_int_eq(p[(4 << 20) - 1], 0);
	memset(p, 'b', 4 << 20);
}
END_TEST

START_TEST(large_blocks_go_back)
{
	struct mallinfo2 before, during, after;

	arena_alloc(cx.arena, 1);
	before = mallinfo2();
	arena_alloc(cx.arena, 8 << 20);
	arena_alloc(cx.arena, 300000);
	during = mallinfo2();
	arena_reset(cx.arena);
	after = mallinfo2();
	if (during.hblkhd == 0)
		return;					/* a sanitizer's allocator tells nothing */
	ck_assert_uint_ge(during.hblkhd, before.hblkhd + (8 << 20));
	ck_assert_uint_le(after.hblkhd, before.hblkhd);
	ck_assert_uint_le(after.uordblks, before.uordblks);
}
END_TEST

UNIT_MAIN("arena", 2, unarmed_exhaustion_aborts, unarmed_injected_failure_aborts,
    zeroed_aligned_apart, zero_again_after_reset, text_is_copied, deferred_last_first_and_once,
    ceiling_jumps_and_leaves_a_reserve, sizes_that_overflow_jump, kth_allocation_fails,
    allocations_are_counted, object_is_given_back_when_its_note_fails, grows_in_place_or_moves,
    large_blocks_go_back)
