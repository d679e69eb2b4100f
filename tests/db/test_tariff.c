/* Tariffs as operations: bills that stand already, who is told, which tariff prices a service. */
#include "tariff_version.h"
#include <string.h>
#include "clock.h"
#include "fixture.h"
#include "tariff_book.h"
#include "text.h"
#include <check.h>
#undef fail			/* Check has a macro of that name */

#define DOC(class) "{\"unit\":\"CCF\",\"classes\":{\"" class "\":{\"components\":[{\"id\":\"u\"," \
	"\"kind\":\"per_unit\",\"name\":\"Use\",\"price\":\"1\"}]}}}"

static struct fixture f;
static struct cx *const cx = &f.cx;

static void
setup(void)
{
	fixture_open(&f);
}

static void
teardown(void)
{
	fixture_close(&f);
}

static const char *
draft(const char *code, const char *from)
{
	struct tariff_edit in = { .code = code, .name = "Water", .utility = "water", .effective_on = from,
		.doc_json = DOC("HOMES") };

	fixture_must(&f, create_tariff, &in);
	return in.id;
}

static enum err
activate(const char *id, bool confirm)
{
	struct tariff_step in = { .id = id, .confirm = confirm, .version = 1 };
	enum err e;

	failure_clear(cx);
	e = prepare_tariff_activation(cx, &in);
	return e == OK ? fixture_do(&f, activate_tariff, &in) : e;
}

static enum err
bill_it(struct cx *c, void *arg)
{
	const char **in = arg;

	TRY(db_exec_one(c, "insert into cycle (id, name, zone_id, utility, from_on, to_on, bill_on, due_on,"
	    " created_at, created_by_name) values (?, 'June', ?, 'water', '2026-06-01', '2026-06-30',"
	    " '2026-07-01', '2026-07-21', ?, 'Test')", str(in[0]), str(f.zone_id),
	    instant(c, business_now())));
	return db_exec_one(c, "update bill set cycle_id = ?, tariff_id = ?, from_on = '2026-06-01',"
	    " to_on = '2026-06-30' where id = ?", str(in[0]), str(in[1]), str(in[2]));
}

/* A live bill of June under a tariff. */
static void
billed(const char *tariff_id)
{
	const char *in[] = { new_id(cx->arena), tariff_id, fixture_bill(&f, f.account_id, 1000) };

	fixture_must(&f, bill_it, in);
}

START_TEST(what_was_billed_is_not_priced_anew_unawares)
{
	const char *one = draft("W", "2026-01-01"), *two, *three;
	struct tariff_step end = { .id = one, .on = "2026-06-15", .version = 2 };

	ck_assert_int_eq(activate(one, false), OK);
	billed(one);
	two = draft("W", "2026-06-16");
	ck_assert_int_eq(activate(two, false), E_CONFLICT);
	ck_assert_ptr_nonnull(strstr(cx->failure.detail, "1 bill of this tariff reach beyond 2026-06-16"));
	three = draft("W", "2026-07-01");
	ck_assert_int_eq(activate(three, false), OK);
	failure_clear(cx);
	ck_assert_int_eq(prepare_tariff_retirement(cx, &end), E_CONFLICT);
	ck_assert_int_eq(activate(two, true), OK);
	/* another code's bills are not asked */
	ck_assert_int_eq(activate(draft("X", "2026-06-16"), false), OK);
}
END_TEST

static enum err
turn_cycle(struct cx *c, void *arg)
{
	const char **in = arg;

	return db_exec_one(c, "update cycle set state = ? where id = ?", str(in[1]), str(in[0]));
}

/* Half of a cycle by these prices and half by others, silently. */
START_TEST(not_while_bills_are_made)
{
	const char *cycle[2] = { new_id(cx->arena), "generating" }, *bill, *one = draft("R", "2026-01-01");
	struct tariff_step retiring = { .id = one, .on = "2026-05-31", .confirm = true, .version = 2 };

	ck_assert_int_eq(activate(one, false), OK);
	bill = fixture_bill(&f, f.account_id, 100);
	fixture_must(&f, bill_it, ((const char *[]){ cycle[0], one, bill }));
	fixture_must(&f, turn_cycle, cycle);
	ck_assert_int_eq(activate(draft("R", "2026-06-15"), true), E_CONFLICT);
	ck_assert_int_eq(activate(draft("S", "2026-07-01"), true), OK);		/* none of its days */
	ck_assert_int_eq(prepare_tariff_retirement(cx, &retiring), OK);
	ck_assert_int_eq(fixture_do(&f, retire_tariff, &retiring), E_CONFLICT);
	cycle[1] = "generated";
	fixture_must(&f, turn_cycle, cycle);
	failure_clear(cx);
	fixture_must(&f, retire_tariff, &retiring);
}
END_TEST

START_TEST(everything_is_told)
{
	const char *id = draft("W", "2026-01-01");
	struct tariff_step end = { .id = id, .on = "2026-12-31", .version = 2 };

	ck_assert_int_eq(activate(id, false), OK);
	ck_assert_int_eq(prepare_tariff_retirement(cx, &end), OK);
	fixture_must(&f, retire_tariff, &end);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from audit where object_id = ? and action in"
	    " ('tariff.create', 'tariff.activate', 'tariff.retire')", str(id)), 3);
}
END_TEST

START_TEST(which_one_prices_a_service)
{
	struct tariff_version v[3] = { { .code = "A", .from = 0 }, { .code = "A", .from = 100 },
		{ .code = "B", .from = 0 } };
	struct tariff_book book = { v, 3 };
	const struct tariff_version *found;
	size_t n;

	ck_assert_int_eq(tariff_parse(cx, DOC("HOMES"), strlen(DOC("HOMES")), "", &v[0].tariff), OK);
	v[1].tariff = v[0].tariff;
	ck_assert_int_eq(tariff_parse(cx, DOC("SHOPS"), strlen(DOC("SHOPS")), "", &v[2].tariff), OK);
	ck_assert_int_eq(tariff_of_service(&book, NULL, "HOMES", &found, &n), TARIFF_FOUND);
	ck_assert(found == v && n == 2);
	ck_assert_int_eq(tariff_of_service(&book, NULL, "MILLS", &found, &n), TARIFF_NO_SUCH_CLASS);
	ck_assert_int_eq(tariff_of_service(&book, "B", "HOMES", &found, &n), TARIFF_NO_SUCH_CLASS);
	ck_assert_int_eq(tariff_of_service(&book, "C", "HOMES", &found, &n), TARIFF_NO_SUCH_CODE);
	v[2].tariff = v[0].tariff;
	ck_assert_int_eq(tariff_of_service(&book, NULL, "HOMES", &found, &n), TARIFF_AMBIGUOUS);
	ck_assert(!found && n == 0);
	ck_assert_int_eq(tariff_of_service(&book, "B", "HOMES", &found, &n), TARIFF_FOUND);
	ck_assert(found == &v[2] && n == 1);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("tariff");
	TCase *t = tcase_create("tariff");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, what_was_billed_is_not_priced_anew_unawares);
	tcase_add_test(t, not_while_bills_are_made);
	tcase_add_test(t, everything_is_told);
	tcase_add_test(t, which_one_prices_a_service);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
