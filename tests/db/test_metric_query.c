/*
 * shared/metrics, asked: values are those of the facts at every moment, whoever folds, whatever the
 * process remembers of before.
 */
#include "query.h"
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include "beside.h"
#include "clock.h"
#include "fixture.h"
#include "settings.h"
#include "text.h"
#include <check.h>		/* last: it has a macro named fail */
#undef fail

static struct fixture f;
static struct cx *const cx = &f.cx;

/* The clock of these tests is their own, and moves as they say: noon in New York on May 14, 2026. */
static int64_t *clock_file;
#define NOON INT64_C(1778774400000000)

static int64_t *
map_clock(void)
{
	char path[] = "/tmp/billport-clock-XXXXXX";
	int fd = mkstemp(path);
	int64_t *map;

	ck_assert(fd >= 0 && ftruncate(fd, sizeof *map) == 0);
	map = mmap(NULL, sizeof *map, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	ck_assert(map != MAP_FAILED);
	(void)close(fd);
	ck_assert_int_eq(setenv("BILLPORT_CLOCK", path, 1), 0);
	(void)business_now();
	(void)unlink(path);
	return map;
}

static void
let_it_be(int64_t us)
{
	*clock_file = us - real_now();
}

static void
setup(void)
{
	clock_file = map_clock();
	let_it_be(NOON);
	fixture_open(&f);
}

static void
teardown(void)
{
	fixture_close(&f);
}

/* ---- facts ---- */

static enum err
change(struct cx *c, void *arg)
{
	return metric_changes(c, arg, 1);
}

struct batch { const struct signed_fact *fact; size_t n; };

static enum err
change_all(struct cx *c, void *arg)
{
	const struct batch *b = arg;

	return metric_changes(c, b->fact, b->n);
}

static void
add(enum dataset of, struct fact fact)
{
	struct signed_fact x = { of, 1, fact };

	fixture_must(&f, change, &x);
}

#define ZONE "11111111-1111-7111-8111-111111111111"
#define BILL(on, class, cycle, utility, unit, estimated, use, amount, milli) \
	add(METRIC_BILLS, (struct fact){ on, { ZONE, class, "", cycle, utility, unit, estimated, use }, { 1, amount, milli } })
#define PAYMENT(on, method, by, fee, amount, late, edges, days) \
	add(METRIC_PAYMENTS, (struct fact){ on, { ZONE, "residential", "", method, "walk_in", "counter", "bill", by, "", fee }, \
	    { 1, amount, late, edges, days } })
#define OWED(on, kind, due, count, amount, open) \
	add(METRIC_RECEIVABLES, (struct fact){ on, { ZONE, "residential", "", "", kind, due }, { count, amount, open, open != 0 } })
#define EXCEPTION(on, standing, held, opened, resolved, days) \
	add(METRIC_EXCEPTIONS, (struct fact){ on, { ZONE, "residential", "", "", "water", "missing", "1" }, \
	    { standing, held, 0, opened, resolved, days } })

static void
fold_all(void)
{
	unsigned n;

	do
		ck_assert_int_eq(metric_fold(cx, 1000, &n), OK);
	while (n > 0);
}

/* ---- asking ---- */

static struct metric_question
question(struct cx *c, const char *period)
{
	struct metric_question q = { .filters = NULL };

	ck_assert_int_eq(metric_period_read(c, period, &q.period), OK);
	return q;
}

static struct metric_answers
ask(struct cx *c, const struct metric *m, const struct metric_question *q)
{
	struct metric_answers out;

	ck_assert_int_eq(metric_ask(c, &m, 1, q, &out), OK);
	ck_assert_uint_ge(out.n, 1);
	return out;
}

static struct metric_answer
of(const char *key, const char *period)
{
	struct metric_question q = question(cx, period);

	return *ask(cx, metric_by_key(key), &q).answer;
}

static int64_t
now_of(const char *key, const char *period)
{
	struct metric_answer a = of(key, period);

	ck_assert_msg(a.now.known, "%s of %s is not known", key, period);
	return a.now.scaled;
}

/* As nobody remembers it: of a copy, which is not the catalog's. */
static int64_t
anew(const struct metric_question *q, const char *key)
{
	const struct metric copy = *metric_by_key(key);
	struct metric_answers out = ask(cx, &copy, q);

	return out.answer->now.scaled;
}

/* ---- values ---- */

START_TEST(a_month_of_each_unit)
{
	struct metric_question q;
	struct metric_answers a;

	for (int folded = 0; folded < 2; folded++) {
		if (folded == 0) {
			BILL("2026-05-03", "residential", "", "water", "kgal", "0", "high", 10000, 5000);
			BILL("2026-05-04", "commercial", "", "water", "kgal", "1", "usual", 5001, 2500);
			BILL("2026-05-04", "commercial", "", "electric", "kWh", "0", "zero", 900, 0);
			BILL("2026-04-04", "residential", "", "water", "kgal", "0", "usual", 8000, 4000);
			BILL("2026-04-20", "residential", "", "water", "kgal", "0", "usual", 7000, 4000);
			BILL("2025-05-09", "residential", "", "water", "kgal", "0", "usual", 4000, 1000);
			EXCEPTION("2026-05-02", 1, 1, 1, 0, 0);
			EXCEPTION("2026-05-05", -1, -1, 0, 1, 3);
			EXCEPTION("2026-05-06", 1, 1, 1, 0, 0);
		} else
			fold_all();
		ck_assert_int_eq(now_of("bills_generated", "this_month"), 3);
		ck_assert_int_eq(of("bills_generated", "this_month").previous.scaled, 1);	/* up to April 14 */
		ck_assert_int_eq(of("bills_generated", "this_month").change.hundredths, 20000);
		ck_assert_int_eq(of("bills_generated", "this_month").last_year.scaled, 1);
		ck_assert_int_eq(now_of("bills_generated", "last_month"), 2);
		ck_assert_int_eq(now_of("bills_actual", "this_month"), 2);
		ck_assert_int_eq(now_of("bills_estimated", "this_month"), 1);
		ck_assert_int_eq(now_of("high_use", "this_month"), 1);
		ck_assert_int_eq(now_of("zero_use", "this_month"), 1);
		ck_assert_int_eq(now_of("billed", "this_month"), 15901);
		ck_assert_int_eq(now_of("average_bill", "this_month"), 5300);
		ck_assert_int_eq(now_of("success_rate", "this_month"), 750000);
		/* where nothing was billed and nothing came up, what stands from before is no failure */
		ck_assert_int_eq(now_of("bills_not_generated", "today"), 1);
		ck_assert(!of("success_rate", "today").now.known);
		ck_assert_int_eq(of("success_rate", "this_month").change.hundredths, -2500);
		ck_assert_int_eq(now_of("bills_not_generated", "2026-05-01..2026-05-04"), 1);
		ck_assert_int_eq(now_of("bills_not_generated", "2026-05-01..2026-05-05"), 0);
		ck_assert_int_eq(now_of("exceptions_opened", "this_month"), 2);
		ck_assert_int_eq(now_of("exceptions_open", "this_month"), 1);
		ck_assert_int_eq(now_of("resolution_time", "this_month"), 300);
		ck_assert(!of("resolution_time", "last_month").now.known);
		ck_assert(!of("average_bill", "2026-03").now.known);
		/* of use one answer each, by utility and unit */
		q = question(cx, "this_month");
		a = ask(cx, metric_by_key("consumption"), &q);
		ck_assert_uint_eq(a.n, 1);		/* what nobody used is no utility's */
		ck_assert_str_eq(a.answer[0].utility, "water");
		ck_assert_str_eq(a.answer[0].unit, "kgal");
		ck_assert_int_eq(a.answer[0].now.scaled, 7500);
		a = ask(cx, metric_by_key("average_use"), &q);
		ck_assert_uint_eq(a.n, 2);
		ck_assert_str_eq(a.answer[0].utility, "electric");
		ck_assert_int_eq(a.answer[0].now.scaled, 0);
		ck_assert_int_eq(a.answer[1].now.scaled, 3750);
	}
}
END_TEST

START_TEST(stocks_and_what_falls_due)
{
	OWED("2026-04-10", "bill", "2026-05-01", 1, 10000, 10000);
	OWED("2026-04-20", "bill", "2026-05-01", 0, 0, -4000);	/* a payment's edge */
	OWED("2026-05-10", "bill", "2026-06-01", 1, 5000, 5000);
	OWED("2026-05-11", "charge", "2026-05-20", 1, 700, 700);
	OWED("2026-05-11", "late_fee", "2026-05-12", 1, 250, 250);
	for (int folded = 0; folded < 2; folded++) {
		if (folded)
			fold_all();
		ck_assert_int_eq(now_of("outstanding", "this_month"), 11000);
		ck_assert_int_eq(of("outstanding", "this_month").previous.scaled, 10000);	/* on April 14 */
		ck_assert_int_eq(now_of("outstanding", "2026-04"), 6000);
		ck_assert_int_eq(now_of("outstanding", "2026-03"), 0);
		ck_assert_int_eq(now_of("past_due", "this_month"), 6000);
		ck_assert_int_eq(now_of("past_due", "2026-03"), 6000);		/* of today, whatever is asked */
		ck_assert(!of("past_due", "this_month").previous.known);
		ck_assert_int_eq(now_of("total_due", "2026-05"), 10950);
		ck_assert_int_eq(now_of("total_due", "this_month"), 10950);	/* to its last day */
		ck_assert_int_eq(now_of("total_due", "2026-05-01..2026-05-14"), 10250);
		ck_assert_int_eq(now_of("total_due", "2026-06"), 5000);
		ck_assert_int_eq(now_of("expected", "next_30_days"), 5700);
		ck_assert_int_eq(now_of("late_fees", "this_month"), 250);
	}
}
END_TEST

/* Beside months before the first bill or payment there is nothing to compare with. */
START_TEST(part_of_a_year_is_no_year)
{
	struct metric_question q = question(cx, "2026-02"), may = question(cx, "2026-05");
	struct metric_shares s;
	struct metric_points p;

	BILL("2026-02-10", "residential", "", "water", "kgal", "0", "usual", 100, 10);
	BILL("2026-05-03", "residential", "", "water", "kgal", "0", "usual", 500, 50);
	OWED("2026-02-10", "bill", "2026-03-01", 1, 100, 100);
	for (int folded = 0; folded < 2; folded++) {
		if (folded)
			fold_all();
		ck_assert(!of("billed", "this_year").last_year.known);
		ck_assert(!of("billed", "this_year").change_last_year.known);
		ck_assert(!of("billed", "2026-02").previous.known);
		ck_assert(of("billed", "2026-03").previous.known);	/* of the month that it begins in */
		ck_assert_int_eq(of("billed", "2026-03").previous.scaled, 100);
		ck_assert(of("billed", "2026-02-20..2026-02-25").previous.known);
		ck_assert(of("billed", "this_month").previous.known);
		ck_assert_int_eq(of("billed", "this_month").previous.scaled, 0);
		ck_assert(!of("outstanding", "2026-02").previous.known);
		ck_assert(of("outstanding", "2026-03").previous.known);
		ck_assert_int_eq(metric_breakdown(cx, metric_by_key("billed"), &q, "class", &s), OK);
		ck_assert_int_eq(s.share[0].now.scaled, 100);
		ck_assert(!s.share[0].previous.known);
		ck_assert_int_eq(metric_trend(cx, metric_by_key("billed"), &may, BY_MONTH, &p), OK);
		ck_assert_int_eq(p.point[0].value.scaled, 500);
		ck_assert(!p.point[0].compared.known);
	}
	PAYMENT("2025-05-31", "cash", "u", "0", 5, 0, 1, 2);
	ck_assert(of("billed", "2026-02").previous.known);
	ck_assert_int_eq(metric_trend(cx, metric_by_key("billed"), &may, BY_MONTH, &p), OK);
	ck_assert(p.point[0].compared.known);
	ck_assert_int_eq(p.point[0].compared.scaled, 0);
}
END_TEST

START_TEST(what_will_stand_is_not_known)
{
	struct metric_question q = question(cx, "2026-06"), days = question(cx, "2026-05-13..2026-05-16");
	struct metric_points p;
	struct metric_shares s;

	OWED("2026-05-01", "bill", "2026-06-10", 1, 700, 700);
	ck_assert_int_eq(now_of("outstanding", "2026-05"), 700);
	ck_assert(!of("outstanding", "2026-06").now.known);
	ck_assert_int_eq(of("outstanding", "2026-06").previous.scaled, 700);
	ck_assert_int_eq(now_of("total_due", "2026-06"), 700);
	ck_assert_int_eq(metric_trend(cx, metric_by_key("outstanding"), &q, BY_MONTH, &p), OK);
	ck_assert(!p.point[0].value.known);
	ck_assert_int_eq(metric_trend(cx, metric_by_key("outstanding"), &days, BY_EACH_DAY, &p), OK);
	ck_assert_int_eq(p.point[1].value.scaled, 700);		/* today, the 14th */
	ck_assert(!p.point[2].value.known);
	OWED("2025-05-20", "bill", "2025-06-10", 1, 50, 50);
	ck_assert_int_eq(metric_trend(cx, metric_by_key("outstanding"), &q, BY_MONTH, &p), OK);
	ck_assert(!p.point[0].value.known);
	ck_assert_int_eq(p.point[0].compared.scaled, 50);	/* June a year before */
	ck_assert_int_eq(metric_breakdown(cx, metric_by_key("outstanding"), &q, "class", &s), OK);
	ck_assert(!s.total.known);
	ck_assert_int_eq(metric_breakdown(cx, metric_by_key("total_due"), &q, "class", &s), OK);
	ck_assert_int_eq(s.total.scaled, 700);
	ck_assert(!of("expected", "next_30_days").previous.known);	/* what is open of days gone by is another thing */
}
END_TEST

START_TEST(payments_and_their_takers)
{
	struct metric_question q = question(cx, "this_month");
	const struct metric *m = metric_by_key("collected");
	struct metric_filter mine = { "method", "cash", NULL, NULL };
	struct metric_answers a;

	PAYMENT("2026-05-02", "cash", "u1", "0", 1000, 0, 1, 10);
	PAYMENT("2026-05-02", "card", "u2", "1", 2000, 300, 2, 5);
	PAYMENT("2026-05-03", "cash", "u2", "0", 4000, 0, 1, 0);
	ck_assert_int_eq(now_of("collected", "this_month"), 7000);
	ck_assert_int_eq(now_of("late_revenue", "this_month"), 300);
	ck_assert_int_eq(now_of("late_payments", "this_month"), 1);
	ck_assert_int_eq(now_of("collection_time", "this_month"), 375);
	q.received_by = "u2";
	a = ask(cx, m, &q);
	ck_assert_int_eq(a.answer->now.scaled, 6000);
	q.filters = &mine;
	q.filter_count = 1;
	a = ask(cx, m, &q);
	ck_assert_int_eq(a.answer->now.scaled, 4000);
	q.received_by = NULL;
	a = ask(cx, m, &q);
	ck_assert_int_eq(a.answer->now.scaled, 5000);
	/* the row rule beside a filter that says somebody else: nothing */
	q.received_by = "u1";
	mine = (struct metric_filter){ "received_by", "u2", NULL, NULL };
	a = ask(cx, m, &q);
	ck_assert_int_eq(a.answer->now.scaled, 0);
	/* and nothing that has no receiver */
	q.filter_count = 0;
	a = ask(cx, metric_by_key("billed"), &q);
	ck_assert(!a.answer->now.known);
}
END_TEST

/* ---- what is remembered is right ---- */

static void
is_exact(const char *period)
{
	static const char *const keys[] = { "collected", "payments", "collection_time", "late_revenue" };
	struct metric_question q = question(cx, period);

	for (size_t i = 0; i < COUNT(keys); i++) {
		struct metric_answers a = ask(cx, metric_by_key(keys[i]), &q);

		ck_assert_int_eq(a.answer->now.scaled, anew(&q, keys[i]));
	}
}

START_TEST(remembered_and_read_anew_agree)
{
	unsigned n, state = 12345;

	for (int i = 0; i < 120; i++) {
		state = state * 1103515245u + 12345u;
		switch (state >> 16 & 7) {
		case 0:
			ck_assert_int_eq(metric_fold(cx, 1 + (state >> 20 & 7), &n), OK);
			break;
		case 1:
			fold_all();
			break;
		default:
			PAYMENT("2026-05-10", state >> 24 & 1 ? "cash" : "card", "u", "0", 1 + (state >> 20 & 255), 0, 1, 2);
			break;
		}
		if (state >> 28 & 1)
			is_exact("this_month");
		if (state >> 27 & 1)
			is_exact("this_week");
	}
	is_exact("this_month");
}
END_TEST

/* More than the process keeps between two questions; then of one that it has seen long ago. */
START_TEST(many_facts_between_two_questions)
{
	enum { MANY = 1300 };
	struct signed_fact *many = arena_array(cx->arena, struct signed_fact, MANY);

	PAYMENT("2026-05-10", "cash", "u", "0", 7, 0, 1, 2);
	ck_assert_int_eq(now_of("collected", "this_week"), 7);
	ck_assert_int_eq(now_of("collected", "this_month"), 7);
	for (int round = 0; round < 13; round++) {
		for (int i = 0; i < 100; i++)
			PAYMENT("2026-05-10", "cash", "u", "0", 1, 0, 1, 2);
		ck_assert_int_eq(now_of("collected", "this_month"), 7 + (round + 1) * 100);
	}
	ck_assert_int_eq(now_of("collected", "this_week"), 1307);
	/* at once more than one statement takes in */
	for (int i = 0; i < MANY; i++)
		many[i] = (struct signed_fact){ METRIC_PAYMENTS, 1, { "2026-05-10", { fmt(cx->arena, "z%d", i) }, { 1, 2 } } };
	for (int i = 0; i < MANY; i += MANY / 2) {
		struct batch b = { many + i, MANY / 2 };

		fixture_must(&f, change_all, &b);
	}
	ck_assert_int_eq(now_of("collected", "this_month"), 1307 + 2 * MANY);
	fold_all();
	ck_assert_int_eq(now_of("collected", "this_month"), 1307 + 2 * MANY);
	is_exact("this_week");
}
END_TEST

/* Dimensions as long as they may be: a fact that the process has no room for. */
START_TEST(a_fact_too_long_to_be_kept)
{
	static const char w[] = "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww";

	ck_assert_int_eq(now_of("collected", "this_month"), 0);
	for (int i = 1; i <= 3; i++) {
		add(METRIC_PAYMENTS, (struct fact){ "2026-05-10", { w, w, w, w, w, w, w, w, w, "0" }, { 1, 5 } });
		ck_assert_int_eq(now_of("collected", "this_month"), 5 * i + 3 * (i - 1));
		PAYMENT("2026-05-11", "cash", "u", "0", 3, 0, 1, 2);
		ck_assert_int_eq(now_of("collected", "this_month"), 8 * i);
	}
	fold_all();
	ck_assert_int_eq(now_of("collected", "this_month"), 24);
}
END_TEST

/* Another connection, of the same tenant. */
static struct cx
beside_us(void)
{
	struct cx other = *cx;

	other.db = db_open();
	ck_assert_ptr_nonnull(other.db);
	ck_assert_int_eq(db_set_tenant(&other, f.tenant_id), OK);
	return other;
}

/* Begun first, with the lower id, and committed last. */
static enum err
commits_late(struct cx *c, void *arg)
{
	struct signed_fact early = { METRIC_PAYMENTS, 1, { "2026-05-10", { "z" }, { 1, 100 } } };
	struct signed_fact late = { METRIC_PAYMENTS, 1, { "2026-05-10", { "z" }, { 1, 1000 } } };

	(void)arg;
	TRY(metric_changes(c, &early, 1));
	fixture_must(&f, change, &late);
	ck_assert_int_eq(now_of("collected", "this_month"), 1001);
	return OK;
}

START_TEST(what_commits_out_of_order_is_not_missed)
{
	struct cx other = beside_us();
	unsigned n;

	PAYMENT("2026-05-10", "cash", "u", "0", 1, 0, 1, 2);
	ck_assert_int_eq(now_of("collected", "this_month"), 1);
	ck_assert_int_eq(db_tx(&other, commits_late, NULL), OK);
	ck_assert_int_eq(now_of("collected", "this_month"), 1101);
	/* what another folds before it was seen here is read out of the rollup */
	for (int i = 0; i < 5; i++) {
		struct signed_fact x = { METRIC_PAYMENTS, 1, { "2026-05-10", { "z" }, { 1, 10 } } };

		ck_assert_int_eq(db_tx(&other, change, &x), OK);
		if (i % 2)
			ck_assert_int_eq(metric_fold(&other, 1000, &n), OK);
	}
	ck_assert_int_eq(now_of("collected", "this_month"), 1151);
	is_exact("this_month");
	db_close(other.db);
}
END_TEST

static enum err
adds_and_fails(struct cx *c, void *arg)
{
	TRY(change(c, arg));
	return fail(c, E_CONFLICT, "Never mind.");
}

START_TEST(what_is_rolled_back_never_was)
{
	struct signed_fact x = { METRIC_PAYMENTS, 1, { "2026-05-10", { "z" }, { 1, 10 } } };

	PAYMENT("2026-05-10", "cash", "u", "0", 1, 0, 1, 2);
	ck_assert_int_eq(now_of("collected", "this_month"), 1);
	ck_assert_int_eq(fixture_do(&f, adds_and_fails, &x), E_CONFLICT);
	ck_assert_int_eq(now_of("collected", "this_month"), 1);
	PAYMENT("2026-05-10", "cash", "u", "0", 2, 0, 1, 2);
	ck_assert_int_eq(now_of("collected", "this_month"), 3);
}
END_TEST

/* While a request waits for this process, another's reading serves it too; one that is passed on later
 * never sees less than what was committed before. */
START_TEST(a_request_that_waited_is_answered_from_what_was_read_meanwhile)
{
	struct metric_question q = question(cx, "this_month");
	const struct metric *m = metric_by_key("collected");
	uint64_t before;

	PAYMENT("2026-05-10", "cash", "u", "0", 1, 0, 1, 2);
	cx->passed_on_us = real_now();
	ck_assert_int_eq(ask(cx, m, &q).answer->now.scaled, 1);
	(void)usleep(20000);
	ck_assert_int_eq(ask(cx, m, &q).answer->now.scaled, 1);	/* read after it was passed on */
	before = db_counts(cx->db).statements;
	ck_assert_int_eq(ask(cx, m, &q).answer->now.scaled, 1);
	ck_assert_uint_eq(db_counts(cx->db).statements, before);
	PAYMENT("2026-05-10", "cash", "u", "0", 2, 0, 1, 2);
	cx->passed_on_us = real_now() / 1000 * 1000;
	ck_assert_int_eq(ask(cx, m, &q).answer->now.scaled, 3);
	PAYMENT("2026-05-10", "cash", "u", "0", 4, 0, 1, 2);
	cx->passed_on_us = real_now() / 1000 * 1000;
	ck_assert_int_eq(ask(cx, m, &q).answer->now.scaled, 7);
	PAYMENT("2026-05-10", "cash", "u", "0", 8, 0, 1, 2);
	cx->passed_on_us = 0;					/* nobody knows when */
	ck_assert_int_eq(ask(cx, m, &q).answer->now.scaled, 15);
}
END_TEST

START_TEST(the_day_passes)
{
	PAYMENT("2026-05-14", "cash", "u", "0", 5, 0, 1, 2);
	OWED("2026-05-01", "bill", "2026-05-14", 1, 300, 300);
	ck_assert_int_eq(now_of("collected", "today"), 5);
	ck_assert_int_eq(now_of("past_due", "today"), 0);
	let_it_be(NOON + INT64_C(12) * 3600 * 1000000 - 200000);	/* a tenth of a second before midnight there */
	ck_assert_int_eq(now_of("collected", "today"), 5);
	let_it_be(NOON + INT64_C(12) * 3600 * 1000000);
	ck_assert_int_eq(now_of("collected", "today"), 0);
	ck_assert_int_eq(now_of("collected", "yesterday"), 5);
	ck_assert_int_eq(now_of("past_due", "today"), 300);
	let_it_be(NOON);
	ck_assert_int_eq(now_of("collected", "today"), 5);
}
END_TEST

START_TEST(tenants_share_a_process_and_no_number)
{
	static struct fixture g;
	struct metric_question q;
	struct metric_answers a;
	const struct metric *m = metric_by_key("collected");

	fixture_open_rupees(&g);
	PAYMENT("2026-05-10", "cash", "u", "0", 11, 0, 1, 2);
	for (int i = 0; i < 3; i++) {
		struct signed_fact x = { METRIC_PAYMENTS, 1, { "2026-05-10", { "z" }, { 1, 100 } } };

		fixture_must(&g, change, &x);
		q = question(&g.cx, "this_month");
		a = ask(&g.cx, m, &q);
		ck_assert_int_eq(a.answer->now.scaled, 100 * (i + 1));
		ck_assert_int_eq(now_of("collected", "this_month"), 11);
	}
	fixture_close(&g);
}
END_TEST

/* More tenants than the process keeps: what was dropped is read again. */
START_TEST(more_tenants_than_are_kept)
{
	enum { TENANTS = 11 };
	static struct fixture g[TENANTS];

	for (int i = 0; i < TENANTS; i++)
		fixture_open(&g[i]);
	for (int round = 1; round <= 3; round++)
		for (int i = 0; i < TENANTS; i++) {
			struct signed_fact x = { METRIC_PAYMENTS, 1, { "2026-05-10", { "z" }, { 1, i + 1 } } };
			struct metric_question q;

			fixture_must(&g[i], change, &x);
			q = question(&g[i].cx, "this_month");
			ck_assert_int_eq(ask(&g[i].cx, metric_by_key("collected"), &q).answer->now.scaled,
			    round * (i + 1));
		}
	for (int i = 0; i < TENANTS; i++)
		fixture_close(&g[i]);
}
END_TEST

/* Writers add two facts that make nothing together; folders fold; a reader sees nothing else ever. */
enum { WRITERS = 2, PAIRS = 120 };

static enum err
add_pair(struct cx *c, void *arg)
{
	const struct signed_fact pair[] = {
		{ METRIC_PAYMENTS, 1, { "2026-05-10", { "z", "", "", "cash" }, { 1, 500 } } },
		{ METRIC_PAYMENTS, 1, { "2026-05-10", { "z", "", "", "card" }, { 1, -500 } } },
	};

	(void)arg;
	return metric_changes(c, pair, 2);
}

static bool
reads(struct cx *c, _Atomic int *left)
{
	const struct metric *m[] = { metric_by_key("collected"), metric_by_key("payments") };
	int64_t before = 0;

	do {
		struct metric_question q = { .filters = NULL };
		struct metric_answers a;

		if (metric_period_read(c, "this_month", &q.period) != OK || metric_ask(c, m, 2, &q, &a) != OK)
			return false;
		if (a.answer[0].now.scaled != 0 || a.answer[1].now.scaled % 2 || a.answer[1].now.scaled < before)
			return false;
		before = a.answer[1].now.scaled;
		arena_reset(c->arena);
	} while (atomic_load(left) > 0 || before < 2 * PAIRS * WRITERS);
	return before == 2 * PAIRS * WRITERS;
}

static bool
writes_folds_or_reads(struct cx *c, unsigned who, void *arg)
{
	_Atomic int *left = arg;
	unsigned n;

	if (who >= WRITERS + 1)
		return reads(c, left);
	if (who == WRITERS) {
		while (atomic_load(left) > 0) {
			if (metric_fold(c, 9, &n) != OK)
				return false;
			arena_reset(c->arena);
		}
		return true;
	}
	for (unsigned i = 0; i < PAIRS; i++) {
		if (db_tx(c, add_pair, NULL) != OK)
			return false;
		arena_reset(c->arena);
	}
	atomic_fetch_sub(left, 1);
	return true;
}

START_TEST(a_reader_sees_whole_transactions_while_others_write_and_fold)
{
	_Atomic int *left = shared_memory(sizeof *left);

	atomic_store(left, WRITERS);
	ck_assert_uint_eq(beside(&f, WRITERS + 3, writes_folds_or_reads, left), WRITERS + 3);
}
END_TEST

/* ---- trend and breakdown ---- */

START_TEST(trends)
{
	struct metric_question q = question(cx, "2026-05-01..2026-05-14");
	struct metric_points p;
	int64_t sum = 0;

	PAYMENT("2026-05-01", "cash", "u", "0", 5, 0, 1, 2);
	PAYMENT("2026-05-14", "cash", "u", "0", 7, 0, 1, 2);
	PAYMENT("2025-05-14", "cash", "u", "0", 3, 0, 1, 2);
	OWED("2026-04-10", "bill", "2026-05-01", 1, 100, 100);
	OWED("2026-05-03", "bill", "2026-06-01", 1, 50, 50);
	fold_all();
	PAYMENT("2026-05-14", "cash", "u", "0", 1, 0, 1, 2);
	ck_assert_int_eq(metric_trend(cx, metric_by_key("collected"), &q, BY_EACH_DAY, &p), OK);
	ck_assert_uint_eq(p.n, 14);
	ck_assert_int_eq(p.point[0].value.scaled, 5);
	ck_assert_int_eq(p.point[13].value.scaled, 8);
	ck_assert_int_eq(p.point[13].compared.scaled, 3);
	ck_assert_int_eq(metric_trend(cx, metric_by_key("outstanding"), &q, BY_EACH_DAY, &p), OK);
	ck_assert_int_eq(p.point[0].value.scaled, 100);
	ck_assert_int_eq(p.point[2].value.scaled, 150);
	ck_assert_int_eq(p.point[13].value.scaled, 150);
	ck_assert_int_eq(metric_trend(cx, metric_by_key("collected"), &q, BY_WEEK, &p), OK);
	ck_assert_uint_eq(p.n, 3);
	ck_assert_str_eq(p.point[0].period.to, "2026-05-02");
	ck_assert_str_eq(p.point[2].period.from, "2026-05-10");
	for (size_t i = 0; i < p.n; i++)
		sum += p.point[i].value.scaled;
	ck_assert_int_eq(sum, 13);
	q = question(cx, "last_12_months");
	ck_assert_int_eq(metric_trend(cx, metric_by_key("collected"), &q, BY_MONTH, &p), OK);
	ck_assert_uint_eq(p.n, 12);
	ck_assert_int_eq(p.point[11].value.scaled, 13);
	ck_assert_int_eq(p.point[11].compared.scaled, 3);
	q = question(cx, "2017-01-01..2026-05-01");
	ck_assert_int_eq(metric_trend(cx, metric_by_key("collected"), &q, BY_EACH_DAY, &p), E_INPUT);
	ck_assert(fixture_fault(&f, "?step", "range"));
}
END_TEST

START_TEST(breakdowns)
{
	struct metric_question q = question(cx, "this_month");
	struct metric_shares s;

	PAYMENT("2026-05-01", "cash", "u", "0", 5, 0, 1, 2);
	PAYMENT("2026-05-02", "cheque", "u", "0", 50, 0, 1, 2);
	fold_all();
	PAYMENT("2026-05-02", "cash", "u", "0", 20, 0, 1, 2);
	PAYMENT("2026-04-02", "bank_transfer", "u", "0", 9, 0, 1, 2);
	ck_assert_int_eq(metric_breakdown(cx, metric_by_key("collected"), &q, "method", &s), OK);
	ck_assert_uint_eq(s.n, 3);
	ck_assert_str_eq(s.share[0].value, "cheque");
	ck_assert_str_eq(s.share[0].text, "Check");
	ck_assert_int_eq(s.share[0].now.scaled, 50);
	ck_assert_int_eq(s.share[1].now.scaled, 25);
	ck_assert_int_eq(s.share[2].now.scaled, 0);
	ck_assert_int_eq(s.share[2].previous.scaled, 9);
	ck_assert_int_eq(s.total.scaled, 75);
	ck_assert_int_eq(metric_breakdown(cx, metric_by_key("collected"), &q, "utility", &s), E_INPUT);
	ck_assert(fixture_fault(&f, "?by", "unknown"));
	ck_assert_int_eq(metric_breakdown(cx, metric_by_key("collected"), &q, "aging", &s), E_INPUT);
	failure_clear(cx);
	ck_assert_int_eq(metric_breakdown(cx, metric_by_key("collected"), &q, "segment", &s), OK);
	ck_assert_str_eq(s.share[0].text, "None");
}
END_TEST

START_TEST(ages_of_what_is_open)
{
	struct metric_question q = question(cx, "today");
	struct metric_shares s;
	static const struct { const char *value; int64_t now; } aged[] = {
		{ "current", 3 }, { "1-30", 12 }, { "31-60", 48 }, { "61-90", 192 }, { "91+", 256 },
	};

	OWED("2026-01-01", "bill", "2026-06-30", 1, 1, 1);
	OWED("2026-01-01", "bill", "2026-05-14", 1, 2, 2);	/* today is not late */
	OWED("2026-01-01", "bill", "2026-05-13", 1, 4, 4);
	OWED("2026-01-01", "bill", "2026-04-14", 1, 8, 8);
	OWED("2026-01-01", "bill", "2026-04-13", 1, 16, 16);
	OWED("2026-01-01", "bill", "2026-03-15", 1, 32, 32);
	fold_all();
	OWED("2026-01-01", "bill", "2026-03-14", 1, 64, 64);
	OWED("2026-01-01", "bill", "2026-02-13", 1, 128, 128);
	OWED("2026-01-01", "bill", "2026-02-12", 1, 256, 256);
	ck_assert_int_eq(metric_breakdown(cx, metric_by_key("outstanding"), &q, "aging", &s), OK);
	ck_assert_uint_eq(s.n, COUNT(aged));
	for (size_t i = 0; i < COUNT(aged); i++) {
		ck_assert_str_eq(s.share[i].value, aged[i].value);
		ck_assert_int_eq(s.share[i].now.scaled, aged[i].now);
	}
	ck_assert_int_eq(s.total.scaled, 511);
	let_it_be(NOON + INT64_C(24) * 3600 * 1000000);		/* a day passes, and nothing is written */
	q = question(cx, "today");
	ck_assert_int_eq(metric_breakdown(cx, metric_by_key("outstanding"), &q, "aging", &s), OK);
	ck_assert_int_eq(s.share[0].now.scaled, 1);
	ck_assert_int_eq(s.share[1].now.scaled, 6);
	ck_assert_int_eq(s.total.scaled, 511);
}
END_TEST

START_TEST(unlike_units_are_not_added)
{
	struct metric_question q = question(cx, "this_month");
	struct metric_filter utility = { "utility", "water", NULL, NULL };
	struct metric_points p;
	struct metric_shares s;

	BILL("2026-05-03", "residential", "", "water", "kgal", "0", "usual", 10000, 5000);
	BILL("2026-05-04", "residential", "", "electric", "kWh", "0", "usual", 5001, 2500);
	ck_assert_int_eq(metric_trend(cx, metric_by_key("consumption"), &q, BY_EACH_DAY, &p), E_INPUT);
	ck_assert(fixture_fault(&f, "?utility", "required"));
	failure_clear(cx);
	ck_assert_int_eq(metric_trend_of_one(cx, metric_by_key("consumption"), &q, BY_EACH_DAY, &p), OK);
	ck_assert_uint_eq(p.n, 0);
	ck_assert_int_eq(metric_trend_of_one(cx, metric_by_key("billed"), &q, BY_EACH_DAY, &p), OK);
	ck_assert_uint_eq(p.n, 14);	/* to today */
	ck_assert_int_eq(metric_breakdown(cx, metric_by_key("consumption"), &q, "class", &s), E_INPUT);
	ck_assert(fixture_fault(&f, "?utility", "required"));
	failure_clear(cx);
	q.filters = &utility;
	q.filter_count = 1;
	ck_assert_int_eq(metric_trend_of_one(cx, metric_by_key("consumption"), &q, BY_EACH_DAY, &p), OK);
	ck_assert_uint_eq(p.n, 14);	/* to today */
	ck_assert_str_eq(p.unit, "kgal");
	ck_assert_int_eq(metric_breakdown(cx, metric_by_key("consumption"), &q, "class", &s), OK);
	ck_assert_int_eq(s.total.scaled, 5000);
	ck_assert_str_eq(s.unit, "kgal");
	BILL("2026-05-05", "residential", "", "water", "CCF", "0", "usual", 10000, 5000);
	ck_assert_int_eq(metric_breakdown(cx, metric_by_key("consumption"), &q, "class", &s), E_INPUT);
	ck_assert(fixture_fault(&f, "?unit", "required"));
}
END_TEST

/* ---- cycles ---- */

static const char *
cycle(const char *name, const char *from, const char *to)
{
	const char *id = new_id(cx->arena);

	ck_assert_int_eq(db_exec(cx, "insert into cycle (id, name, zone_id, utility, from_on, to_on, bill_on, due_on,"
	    " created_at, created_by_name) values (?, ?, ?, 'water', ?, ?, ?, ?, ?, 'Test')", str(id), str(name),
	    str(f.zone_id), str(from), str(to), str(to), str(to), instant(cx, business_now())), OK);
	return id;
}

START_TEST(cycles)
{
	const char *year = cycle("North - April 2025", "2025-04-02", "2025-05-01");
	const char *before = cycle("North - March 2026", "2026-03-01", "2026-03-31");
	const char *it = cycle("North - April 2026", "2026-04-01", "2026-04-30");
	const char *asked = fmt(cx->arena, "cycle:%s", it);
	struct metric_question q = question(cx, asked);
	struct metric_points p;
	struct metric_answers a;

	BILL("2026-05-03", "residential", it, "water", "kgal", "0", "usual", 100, 5000);
	BILL("2026-05-04", "residential", it, "water", "kgal", "0", "usual", 200, 6000);
	BILL("2026-04-04", "residential", before, "water", "kgal", "0", "usual", 50, 4000);
	fold_all();
	BILL("2025-05-04", "residential", year, "water", "kgal", "0", "usual", 80, 4000);
	add(METRIC_RECEIVABLES, (struct fact){ "2026-05-03", { ZONE, "residential", "", it, "bill", "2026-05-13" },
	    { 1, 100, 100, 1 } });
	a = ask(cx, metric_by_key("billed"), &q);
	ck_assert_str_eq(q.period.text, "North - April 2026");
	ck_assert_int_eq(a.answer->now.scaled, 300);
	ck_assert_int_eq(a.answer->previous.scaled, 50);
	ck_assert_int_eq(a.answer->last_year.scaled, 80);
	ck_assert_str_eq(a.previous->text, "North - March 2026");
	ck_assert_int_eq(now_of("outstanding", asked), 100);
	ck_assert_int_eq(now_of("past_due", asked), 100);
	ck_assert(!of("collected", asked).now.known);		/* a payment is no cycle's */
	q = question(cx, "2026-03-01..2026-05-01");
	ck_assert_int_eq(metric_trend(cx, metric_by_key("billed"), &q, BY_CYCLE, &p), OK);
	ck_assert_uint_eq(p.n, 2);
	ck_assert_int_eq(p.point[0].value.scaled, 50);
	ck_assert(!p.point[0].compared.known);
	ck_assert_int_eq(p.point[1].value.scaled, 300);
	ck_assert_int_eq(p.point[1].compared.scaled, 80);
	q = question(cx, asked);
	ck_assert_int_eq(metric_trend(cx, metric_by_key("billed"), &q, BY_MONTH, &p), OK);
	ck_assert_uint_eq(p.n, 1);
	ck_assert_int_eq(p.point[0].value.scaled, 300);
}
END_TEST

/* ---- filters ---- */

START_TEST(filters_are_checked)
{
	static const struct { const char *dimension, *value, *key; bool good; } tried[] = {
		{ "zone_id", "11111111-1111-7111-8111-111111111111", "billed", false },	/* there is none */
		{ "zone_id", "no id", "billed", false }, { "nothing", "x", "billed", false },
		{ "due_on", "2026-01-01", "outstanding", false }, { "utility", "water", "billed", true },
		{ "utility", "water", "collected", false }, { "is_estimated", "2", "billed", false },
		{ "is_estimated", "1", "billed", true }, { "segment", "", "billed", true },
		{ "class", "01234567890123456789012345678901234567890", "billed", false },
		{ "received_by", "", "collected", true },
	};
	struct metric_filter zone = { "zone_id", f.zone_id, NULL, NULL };
	const struct metric *m = metric_by_key("billed");

	for (size_t i = 0; i < COUNT(tried); i++) {
		struct metric_filter x = { tried[i].dimension, tried[i].value, NULL, NULL };

		m = metric_by_key(tried[i].key);
		failure_clear(cx);
		ck_assert_msg((metric_filters_check(cx, &m, 1, &x, 1) == OK) == tried[i].good, "%s = %s",
		    tried[i].dimension, tried[i].value);
		if (!tried[i].good)
			ck_assert_str_eq(cx->failure.first->pointer, fmt(cx->arena, "?%s", tried[i].dimension));
	}
	failure_clear(cx);
	m = metric_by_key("billed");
	ck_assert_int_eq(metric_filters_check(cx, &m, 1, &zone, 1), OK);
	ck_assert_str_eq(zone.title, "Area");
	ck_assert_str_eq(zone.text, "North");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("metric query");
	TCase *tcase = tcase_create("metric query");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, a_month_of_each_unit);
	tcase_add_test(tcase, stocks_and_what_falls_due);
	tcase_add_test(tcase, part_of_a_year_is_no_year);
	tcase_add_test(tcase, what_will_stand_is_not_known);
	tcase_add_test(tcase, payments_and_their_takers);
	tcase_add_test(tcase, remembered_and_read_anew_agree);
	tcase_add_test(tcase, many_facts_between_two_questions);
	tcase_add_test(tcase, a_fact_too_long_to_be_kept);
	tcase_add_test(tcase, what_commits_out_of_order_is_not_missed);
	tcase_add_test(tcase, what_is_rolled_back_never_was);
	tcase_add_test(tcase, a_request_that_waited_is_answered_from_what_was_read_meanwhile);
	tcase_add_test(tcase, the_day_passes);
	tcase_add_test(tcase, tenants_share_a_process_and_no_number);
	tcase_add_test(tcase, more_tenants_than_are_kept);
	tcase_add_test(tcase, a_reader_sees_whole_transactions_while_others_write_and_fold);
	tcase_add_test(tcase, trends);
	tcase_add_test(tcase, breakdowns);
	tcase_add_test(tcase, ages_of_what_is_open);
	tcase_add_test(tcase, unlike_units_are_not_added);
	tcase_add_test(tcase, cycles);
	tcase_add_test(tcase, filters_are_checked);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
