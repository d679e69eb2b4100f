/*
 * Simulations: a cycle's use rated by two tariffs; who is left out and why; both documents are
 * kept; nothing else is touched.
 */
#include "simulation.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "clock.h"
#include "cycle_use.h"
#include "fixture.h"
#include "text.h"
#include <check.h>
#undef fail			/* Check has a macro of that name */

static const struct job_kind kinds[] = { { SIMULATION_JOB, run_simulation, 3 } };
static struct fixture f;
static struct cx *const cx = &f.cx;
static const char *cycle, *old_tariff, *draft;

#define DOC(price) \
	"{\"unit\":\"m3\",\"classes\":{\"HOMES\":{\"components\":[{\"id\":\"u\",\"kind\":" \
	"\"usage\"," \
	"\"name\":\"Use\",\"tiers\":[{\"from\":\"0\",\"price\":\"" price "\"}]}]}}}"

struct statement { const char *id, *a, *b, *c, *d; int64_t n; };

static enum err
insert_tariff(struct cx *c, void *arg)
{
	const struct statement *s = arg;

	return db_exec(c,
	    "insert into tariff (id, code, revision, name, utility, state, effective_on, doc_json,"
	    " created_at, created_by_name) values (?, 'W', ?, ?, 'water', ?, '2026-01-01', ?, ?,"
	    " 'Test')",
	    str(s->id), i64(s->n), str(s->a), str(s->b), str(s->c), instant(c, business_now()));
}

static enum err
insert_cycle(struct cx *c, void *arg)
{
	const struct statement *s = arg;

	return db_exec(c,
	    "insert into cycle (id, name, zone_id, utility, from_on, to_on, bill_on, due_on, state,"
	    " created_at, created_by_name) values (?, 'March', ?, 'water', '2026-03-01',"
	    " '2026-03-31',"
	    " '2026-04-01', '2026-04-22', ?, ?, 'Test')",
	    str(s->id), str(f.zone_id), str(s->a), instant(c, business_now()));
}

static enum err
insert_service(struct cx *c, void *arg)
{
	const struct statement *s = arg;

	TRY(db_exec(c,
	    "insert into service (id, account_id, utility, class, tariff_code, started_on)"
	    " values (?, ?, 'water', ?, ?, '2020-01-01')",
	    str(s->id), str(s->a), str(s->b), str(s->c)));
	TRY(db_exec(c, "insert into meter (id, account_id, service_id, number, utility, kind, unit)"
	    " values (?, ?, ?, ?, 'water', 'use', 'm3')", str(s->id), str(s->a), str(s->id),
	    str(s->id + 18)));
	return db_exec(c, "insert into meter_span (meter_id, from_on, account_id, service_id, unit,"
	    " multiplier_milli, reason) values (?, '2020-01-01', ?, ?, 'm3', 1000, 'installed')",
	    str(s->id), str(s->a), str(s->id));
}

static enum err
insert_read(struct cx *c, void *arg)
{
	const struct statement *s = arg;

	return db_exec(c,
	    "insert into meter_read (id, account_id, meter_id, read_on, from_on, use_milli, unit,"
	    " quality, source, read_at, read_by_name) values (?, ?, ?, ?, ?, ?, ?, 'actual',"
	    " 'staff', ?, 'Test')",
	    str(new_id(c->arena)), str(s->a), str(s->id), str(s->b), str(s->c), i64(s->n),
	    str(s->d), instant(c, business_now()));
}

static const char *
make_tariff(const char *name, const char *state, const char *doc, int64_t revision)
{
	struct statement s = {
		.id = new_id(cx->arena), .a = name, .b = state, .c = doc, .n = revision
	};

	fixture_must(&f, insert_tariff, &s);
	return s.id;
}

/* The fixture's account or another one, with a service and a meter; the meter's id. */
static const char *
make_service(const char *account, const char *class, const char *tariff_code)
{
	struct statement s = {
		.id = new_id(cx->arena), .a = account, .b = class, .c = tariff_code
	};

	fixture_must(&f, insert_service, &s);
	return s.id;
}

static void
make_read(const char *account, const char *meter, const char *on, const char *from,
    int64_t use_milli, const char *unit)
{
	struct statement s = {
		.id = meter, .a = account, .b = on, .c = from, .d = unit, .n = use_milli
	};

	fixture_must(&f, insert_read, &s);
}

static void
setup(void)
{
	struct statement s = { .a = "closed" };

	fixture_open(&f);
	s.id = cycle = new_id(cx->arena);
	fixture_must(&f, insert_cycle, &s);
	old_tariff = make_tariff("Now", "active", DOC("2.00"), 1);
	draft = make_tariff("Proposed", "draft", DOC("2.50"), 2);
}

static void
teardown(void)
{
	fixture_close(&f);
}

static const char *
simulated(void)
{
	struct simulating in = { .name = "A try", .cycle_id = cycle, .tariff_id = draft };
	bool ran = true;

	ck_assert_msg(prepare_simulation(cx, &in) == OK, "%s", cx->failure.detail);
	fixture_must(&f, create_simulation, &in);
	for (int i = 0; i < 200 && fixture_i64(&f, "select count(*) n from simulation where id = ?"
	    " and state = 'running'", str(in.id)) == 1; i++) {
		struct identity who = cx->who;

		ck_assert_int_eq(jobs_run_one(cx, kinds, 1, &ran), OK);
		cx->who = who;
		if (!ran)			/* the stack's own worker has it */
			nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
	}
	return in.id;
}

static int64_t
figure(const char *id, const char *what)
{
	const struct row *row;

	ck_assert_int_eq(
	    db_one(cx, &row,
		"select accounts, left_out, base_minor, new_minor, use_milli, state = 'done'"
		" done, parts_done, json_value(left_out_json, '$.no_read') no_read,"
		" json_value(left_out_json, '$.duplicate') duplicate, json_value(left_out_json,"
		" '$.class') class,"
		" json_value(left_out_json, '$.negative') negative, json_value(left_out_json,"
		" '$.unit') unit,"
		" json_value(left_out_json, '$.other_tariff') other_tariff from simulation where"
		" id = ?",
		str(id)),
	    OK);
	return row_value(row, what)->s ? strtoll(row_value(row, what)->s, NULL, 10)
				       : row_i64(row, what);
}

/* 10 m3, and 2,000 L which are 2 m3, at 2.00 and at 2.50. */
START_TEST(rated_by_both)
{
	const char *other = fixture_account(&f), *id;

	make_read(f.account_id, make_service(f.account_id, "HOMES", NULL), "2026-03-31", NULL,
	    10000, "m3");
	make_read(
	    other, make_service(other, "HOMES", "W"), "2026-03-20", "2026-02-20", 2000000, "L");
	id = simulated();
	ck_assert_int_eq(figure(id, "done"), 1);
	ck_assert_int_eq(figure(id, "accounts"), 2);
	ck_assert_int_eq(figure(id, "left_out"), 0);
	ck_assert_int_eq(figure(id, "base_minor"), 2000 + 400);
	ck_assert_int_eq(figure(id, "new_minor"), 2500 + 500);
	ck_assert_int_eq(
	    fixture_i64(&f,
		"select change_minor n from simulation_row where simulation_id = ?"
		" and account_id = ? and from_on = '2026-03-01' and to_on = '2026-03-31'",
		str(id), str(f.account_id)),
	    500);
	ck_assert_int_eq(
	    fixture_i64(&f,
		"select use_milli n from simulation_row where simulation_id = ?"
		" and account_id = ? and from_on = '2026-02-20' and to_on = '2026-03-20'",
		str(id), str(other)),
	    2000);
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from bill where cycle_id = ?", str(cycle)), 0);
	ck_assert_int_eq(
	    fixture_i64(&f,
		"select count(*) n from simulation where id = ? and json_value(result_json,"
		" '$.classes[0].accounts') = 2 and json_value(result_json,"
		" '$.percent[11].accounts') = 2",
		str(id)),
	    1);
}
END_TEST

/* Each for its reason, and counted once. */
START_TEST(left_out)
{
	const char *account[6], *id, *meter;

	for (size_t i = 0; i < COUNT(account); i++)
		account[i] = fixture_account(&f);
	make_service(account[0], "HOMES", NULL);
	meter = make_service(account[1], "HOMES", NULL);
	make_read(account[1], meter, "2026-03-31", NULL, 5000, "m3");
	make_read(account[1], meter, "2026-03-31", NULL, 5000, "m3");
	make_read(
	    account[2], make_service(account[2], "SHOPS", NULL), "2026-03-31", NULL, 5000, "m3");
	make_read(
	    account[3], make_service(account[3], "HOMES", NULL), "2026-03-31", NULL, -1, "m3");
	make_read(
	    account[4], make_service(account[4], "HOMES", NULL), "2026-03-31", NULL, 5000, "kWh");
	make_read(
	    account[5], make_service(account[5], "HOMES", "OTHER"), "2026-03-31", NULL, 5000, "m3");
	make_read(f.account_id, make_service(f.account_id, "HOMES", NULL), "2026-03-31", NULL, 1000,
	    "m3");
	id = simulated();
	ck_assert_int_eq(figure(id, "accounts"), 1);
	ck_assert_int_eq(figure(id, "left_out"), 6);
	ck_assert_int_eq(figure(id, "no_read"), 1);
	ck_assert_int_eq(figure(id, "duplicate"), 1);
	ck_assert_int_eq(figure(id, "class"), 1);
	ck_assert_int_eq(figure(id, "negative"), 1);
	ck_assert_int_eq(figure(id, "unit"), 1);
	ck_assert_int_eq(figure(id, "other_tariff"), 1);
}
END_TEST

START_TEST(deleted_with_its_rows)
{
	const char *id;

	make_read(f.account_id, make_service(f.account_id, "HOMES", NULL), "2026-03-31", NULL, 1000,
	    "m3");
	id = simulated();
	ck_assert_int_eq(delete_simulation(cx, id), OK);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from simulation"), 0);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from simulation_row"), 0);
	ck_assert_int_eq(delete_simulation(cx, id), E_NOT_FOUND);
}
END_TEST

/* Its job finds it gone and stops. */
START_TEST(deleted_before_it_ran)
{
	struct simulating in = { .name = "A try", .cycle_id = cycle, .tariff_id = draft };
	bool ran;

	make_read(f.account_id, make_service(f.account_id, "HOMES", NULL), "2026-03-31", NULL, 1000,
	    "m3");
	ck_assert_int_eq(prepare_simulation(cx, &in), OK);
	fixture_must(&f, create_simulation, &in);
	ck_assert_int_eq(delete_simulation(cx, in.id), OK);
	ck_assert_int_eq(jobs_run_one(cx, kinds, 1, &ran), OK);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from simulation_row"), 0);
}
END_TEST

START_TEST(refused)
{
	struct simulating in = { .name = "A try", .cycle_id = cycle, .tariff_id = draft };

	ck_assert_int_eq(prepare_simulation(cx, &in), E_CONFLICT);	/* nobody has the utility */
	make_service(f.account_id, "HOMES", NULL);
	in.base_tariff_id = draft;
	ck_assert_int_eq(prepare_simulation(cx, &in), E_CONFLICT);	/* with itself */
	in.base_tariff_id = f.account_id;
	ck_assert_int_eq(prepare_simulation(cx, &in), E_NOT_FOUND);
	in.base_tariff_id = NULL;
	in.cycle_id = f.account_id;
	ck_assert_int_eq(prepare_simulation(cx, &in), E_NOT_FOUND);
	in.cycle_id = cycle;
	in.tariff_id = make_tariff("Broken", "draft", "{\"unit\":\"m3\",\"classes\":{}}", 3);
	failure_clear(cx);
	ck_assert_int_eq(prepare_simulation(cx, &in), E_INPUT);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("simulation");
	TCase *tcase = tcase_create("simulation");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, rated_by_both);
	tcase_add_test(tcase, left_out);
	tcase_add_test(tcase, deleted_with_its_rows);
	tcase_add_test(tcase, deleted_before_it_ran);
	tcase_add_test(tcase, refused);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
