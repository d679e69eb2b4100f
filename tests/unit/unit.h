/*
 * What every unit test starts with: a context with an arena and no database, and a main that runs
 * the tests in processes of their own and fails if one of them failed.
 */
#ifndef BILLPORT_UNIT_H
#define BILLPORT_UNIT_H

#include <check.h>
#undef fail			/* an old name of ck_abort_msg; ours is in cx.h */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include "cx.h"

static struct cx cx;

static void
unit_setup(void)
{
	memset(&cx, 0, sizeof cx);
	cx.arena = arena_new((size_t)64 << 20);
	cx.who.currency = "USD";
	cx.who.zone = "America/New_York";
	ck_assert_ptr_nonnull(cx.arena);
}

static void
unit_teardown(void)
{
	arena_free(cx.arena);
}

/* Tests that must end by abort(): n of them, from the front. */
static int
unit_run(const char *name, const TTest *const tests[], size_t n, size_t aborting)
{
	Suite *suite = suite_create(name);
	TCase *tcase = tcase_create(name);
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, unit_setup, unit_teardown);
	tcase_set_timeout(tcase, 60);
	for (size_t i = 0; i < n; i++) {
		if (i < aborting)
			tcase_add_test_raise_signal(tcase, tests[i], SIGABRT);
		else
			tcase_add_test(tcase, tests[i]);
	}
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_set_fork_status(runner, CK_FORK);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}

#define UNIT_MAIN(name, aborting, ...) \
	int main(void) \
	{ \
		const TTest *const tests[] = { __VA_ARGS__ }; \
		return unit_run(name, tests, COUNT(tests), aborting); \
	}

#endif
