/*
 * A number is what its rows add up to: for every metric of the catalog, in periods and with filters of
 * chance, over what happened at random, whoever folds, stops or is killed at it; and each filter of the
 * catalog is needed for that.
 *
 * BILLPORT_TILES=40 for so many days (6 otherwise), BILLPORT_SEED=… for the same ones again.
 */
#include "tiles.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "beside.h"
#include "clock.h"
#include "rows.h"
#include "text.h"
#include <check.h>
#undef fail			/* Check has a macro of that name */

static struct world w;
static uint64_t seed;
static struct arena *memory;

static int64_t
number_of(const char *name, int64_t otherwise)
{
	const char *text = getenv(name);
	int64_t n;

	return text && parse_i64(text, &n) ? n : otherwise;
}

static void
setup(void)
{
	uint32_t r;

	random_bytes(&r, sizeof r);
	seed = (uint64_t)number_of("BILLPORT_SEED", (int64_t)r + 1);
	memory = arena_new((size_t)64 << 20);
	world_open(&w, seed, false);
}

static void
teardown(void)
{
	world_close(&w);
	arena_free(memory);
}

/* ---- whoever folds ---- */

static bool
fold_for_ever(struct cx *cx, unsigned who, void *arg)
{
	unsigned n;

	(void)who, (void)arg;
	while (metric_fold(cx, 3, &n) == OK)
		if (n == 0)
			(void)usleep(500);
	return false;
}

static enum err
hold(struct cx *cx, void *arg)
{
	volatile int *held = arg;
	const struct row *state;

	TRY(db_exec(cx, "insert ignore into metric_state (version, folded_at) values (0, ?)",
	    instant(cx, real_now())));
	TRY(db_one(cx, &state, "select version from metric_state for update"));
	*held = 1;
	for (;;)
		(void)usleep(1000000);
	return OK;
}

/* Whoever would fold finds that another one does. */
static bool
let_nobody_fold(struct cx *cx, unsigned who, void *arg)
{
	(void)who;
	return db_tx(cx, hold, arg) == OK;
}

static void
fold_all(void)
{
	unsigned n;

	do
		ck_assert_int_eq(metric_fold(&w.f.cx, 1000, &n), OK);
	while (n > 0);
}

/* ---- the property ---- */

static void
every_metric_agrees(const char *when)
{
	size_t n;
	const struct metric *catalog = metric_catalog(&n);
	struct cx cx = w.f.cx;

	cx.arena = memory;
	for (size_t i = 0; i < n; i++) {
		struct metric_question q = tile_question(&w, &cx, &catalog[i]);
		const char *wrong = tile_differs(&w, &cx, &catalog[i], catalog[i].key, &q);

		/* the same again, by what the process remembers */
		if (!wrong && world_random(&w, 3) == 0)
			wrong = tile_differs(&w, &cx, &catalog[i], catalog[i].key, &q);
		ck_assert_msg(!wrong, "seed %llu, %s: %s: %s", (unsigned long long)seed, when,
		    tile_words(&cx, &catalog[i], &q), wrong);
		arena_reset(memory);
	}
}

/* Days pass, things happen. */
static void
live(unsigned deeds)
{
	world_live(&w, deeds);
	world_days(&w, (int)world_random(&w, 4));
}

static void
everything_came_about(void)
{
	for (unsigned i = 0; i < DEEDS; i++)
		ck_assert_msg(w.done[i] > 0, "seed %llu: deed %u never came about", (unsigned long long)seed, i);
}

START_TEST(a_tile_is_its_rows_whoever_folds)
{
	volatile int *held = shared_memory(sizeof *held);
	int64_t days = number_of("BILLPORT_TILES", 6);

	world_live(&w, 120);
	for (int64_t day = 0; day < days; day++) {
		pid_t other;

		live(60);
		fold_all();
		every_metric_agrees("folded");

		*held = 0;
		other = begin_beside(&w.f, let_nobody_fold, (void *)held);
		while (!*held)
			(void)usleep(1000);
		live(40);
		every_metric_agrees("nobody folds");
		(void)end_beside(other, true);

		other = begin_beside(&w.f, fold_for_ever, NULL);
		every_metric_agrees("somebody folds");
		live(20);
		every_metric_agrees("somebody folds while things happen");
		(void)usleep((useconds_t)world_random(&w, 4000));
		(void)end_beside(other, true);
		every_metric_agrees("killed at it");
	}
	if (days >= 6)
		everything_came_about();
}
END_TEST

/* ---- each filter is needed ---- */

/* The catalog's metric without the filter of one term. */
static struct metric
without_filter(const struct metric *m, size_t term)
{
	struct metric out = *m;

	out.terms[term].filter = "";
	return out;
}

/* Is the tampered metric found out by any of so many questions, the first of them about everything? */
static bool
is_found_out(struct cx *cx, const struct metric *tampered, const struct metric *m, int questions)
{
	bool told = false;

	for (int k = 0; k < questions && !told; k++) {
		struct metric_question q = tile_question(&w, cx, m);

		if (k == 0) {
			q = (struct metric_question){ .filter_count = 0 };
			ck_assert_int_eq(metric_period_read(cx, "last_12_months", &q.period), OK);
		}
		told = tile_differs(&w, cx, tampered, m->key, &q) != NULL;
		arena_reset(memory);
	}
	return told;
}

START_TEST(no_filter_of_the_catalog_is_decoration)
{
	size_t n, filtered = 0;
	const struct metric *catalog = metric_catalog(&n);
	struct cx cx = w.f.cx;

	world_live(&w, 200);
	world_days(&w, 20);		/* what was raised is past due */
	world_live(&w, 100);
	while (w.done[A_LATE_FEE] == 0 || w.done[A_VOID] == 0)
		world_live(&w, 50);
	cx.arena = memory;
	for (size_t i = 0; i < n; i++)
		for (size_t t = 0; t < catalog[i].term_count; t++) {
			struct metric tampered = without_filter(&catalog[i], t);
			bool told = false;

			if (!*catalog[i].terms[t].filter)
				continue;
			filtered++;
			/* what there is not yet comes about in time */
			for (int k = 0; k < 24 && !told; k++) {
				told = is_found_out(&cx, &tampered, &catalog[i], 15);
				if (!told) {
					world_live(&w, 60);
					world_days(&w, 8);
				}
			}
			ck_assert_msg(told, "seed %llu: %s is the same without \"%s\"", (unsigned long long)seed,
			    catalog[i].key, catalog[i].terms[t].filter);
		}
	ck_assert_uint_gt(filtered, 8);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("tiles");
	TCase *t = tcase_create("tiles");
	SRunner *r = srunner_create(s);
	int failed;

	world_clock("tiles");
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, (double)(120 + 60 * number_of("BILLPORT_TILES", 6)));
	tcase_add_test(t, a_tile_is_its_rows_whoever_folds);
	tcase_add_test(t, no_filter_of_the_catalog_is_decoration);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
