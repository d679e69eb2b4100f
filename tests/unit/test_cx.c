#include "cx.h"

#include "text.h"
#include "unit.h"

START_TEST(fail_with_ok_aborts)
{
	fail(&cx, OK, "all is well");
}
END_TEST

START_TEST(failure_is_kept)
{
	ck_assert_int_eq(fail(&cx, E_CONFLICT, "Payment is already %s.", "cancelled"), E_CONFLICT);
	ck_assert_int_eq(cx.failure.code, E_CONFLICT);
	ck_assert_str_eq(cx.failure.detail, "Payment is already cancelled.");
	fail(&cx, E_NOT_FOUND, "No.");
	ck_assert_int_eq(cx.failure.code, E_NOT_FOUND);
	ck_assert_str_eq(cx.failure.detail, "No.");
}
END_TEST

START_TEST(faults_are_told_together_in_order)
{
	char pointer[] = "/amount";

	ck_assert_int_eq(faults_check(&cx), OK);
	fault_add(&cx, pointer, "range", "Amount must be at most %d.", 5);
	pointer[1] = 'X';				/* it was copied */
	fault_add(&cx, "?from", "format", "From is no date.");
	ck_assert_int_eq(cx.failure.code, OK);
	ck_assert_int_eq(faults_check(&cx), E_INPUT);
	ck_assert_int_eq(cx.failure.code, E_INPUT);
	ck_assert_str_eq(cx.failure.detail, "Amount must be at most 5.");
	ck_assert_str_eq(cx.failure.first->pointer, "/amount");
	ck_assert_str_eq(cx.failure.first->code, "range");
	ck_assert_str_eq(cx.failure.first->next->pointer, "?from");
	ck_assert_ptr_eq(cx.failure.first->next, cx.failure.last);
	ck_assert_ptr_null(cx.failure.last->next);
}
END_TEST

START_TEST(sentences_are_no_formats)
{
	fault_add(&cx, "/a", "x", "%s", "100%s%n");
	ck_assert_int_eq(faults_check(&cx), E_INPUT);
	ck_assert_str_eq(cx.failure.detail, "100%s%n");
}
END_TEST

START_TEST(forgotten)
{
	fault_add(&cx, "/a", "x", "Wrong.");
	ck_assert_int_eq(faults_check(&cx), E_INPUT);
	failure_clear(&cx);
	ck_assert_int_eq(cx.failure.code, OK);
	ck_assert_ptr_null(cx.failure.detail);
	ck_assert_int_eq(faults_check(&cx), OK);
	fault_add(&cx, "/b", "x", "Other.");
	ck_assert_str_eq(cx.failure.first->pointer, "/b");
}
END_TEST

START_TEST(a_flood_of_faults_ends)
{
	size_t n = 0;

	for (int i = 0; i < 100000; i++)
		fault_add(&cx, fmt(cx.arena, "/f%d", i), "unknown", "No.");
	for (struct fault *f = cx.failure.first; f; f = f->next)
		n++;
	ck_assert_uint_eq(n, 100);
}
END_TEST

UNIT_MAIN("cx", 1, fail_with_ok_aborts, failure_is_kept, faults_are_told_together_in_order,
    sentences_are_no_formats, forgotten, a_flood_of_faults_ends)
