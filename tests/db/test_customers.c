/*
 * Consumers, accounts and zones on a real database: what is written, how they are found, what is
 * refused.
 */
#include "account.h"
#include "consumer.h"
#include "zone.h"

#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "ledger.h"
#include "search.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

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

static struct new_consumer
consumer(const char *number)
{
	return (struct new_consumer){ .number = number,
		.name = "Renée O'Brien-Kowalski",
		.kind = "person",
		.phone = "(518) 555-0142",
		.email = "renee@example.net" };
}

static const char *const two_meters[] = { "W20140031", "W20140168" };

static struct new_account
account(const char *number)
{
	return (struct new_account){
		.number = number,
		.consumer_id = f.consumer_id,
		.zone_id = f.zone_id,
		.class = "commercial",
		.street = "12 Quarry Road",
		.city = "Larkfield",
		.region = "NY",
		.postcode = "12190",
		.opened_on = "2024-02-29",
		.utility = "water",
		.meters = two_meters,
		.meter_count = 2,
	};
}

static bool
finds(const char *kind, const char *q, const char *id)
{
	const char **ids;
	size_t n;

	ck_assert_int_eq(search_find(cx, kind, q, 100, &ids, &n), OK);
	for (size_t i = 0; i < n; i++)
		if (same_text(ids[i], id))
			return true;
	return false;
}

START_TEST(a_consumer_is_kept)
{
	struct new_consumer c = consumer("C-77");
	const struct row *r;

	fixture_must(&f, create_consumer, &c);
	ck_assert_int_eq(db_one(cx, &r, "select * from consumer where id = ?", str(c.id)), OK);
	ck_assert(row_is(r, "number", "C-77"));
	ck_assert(row_is(r, "name", "Renée O'Brien-Kowalski"));
	ck_assert(row_is(r, "kind", "person"));
	ck_assert_int_eq(row_i64(r, "version"), 1);
	ck_assert_int_eq(fixture_i64(&f,
			     "select count(*) n from audit where action = 'consumer.create'"
			     " and object_id = ? and actor_name = 'Dana Whitfield'",
			     str(c.id)),
	    1);
}
END_TEST

START_TEST(a_consumer_is_found_by_parts)
{
	static const char *const by[] = { "C-77", "brien", "KOWAL", "renée", "RENÉE kowal", "0142",
		"renee@ex" };
	struct new_consumer c = consumer("C-77");

	fixture_must(&f, create_consumer, &c);
	for (size_t i = 0; i < COUNT(by); i++)
		ck_assert_msg(finds("consumer", by[i], c.id), "not found by %s", by[i]);
	ck_assert(!finds("consumer", "delgado", c.id));
	ck_assert(!finds("account", "kowal", c.id));
	ck_assert(!finds("consumer", "kowal delgado", c.id));
}
END_TEST

START_TEST(without_phone_and_mail)
{
	struct new_consumer c = { .number = "C-78", .name = "प्रियंका द्विवेदी", .kind = "firm" };

	fixture_must(&f, create_consumer, &c);
	ck_assert_int_eq(fixture_i64(&f,
			     "select count(*) n from consumer where id = ? and phone is null"
			     " and email is null",
			     str(c.id)),
	    1);
	ck_assert(finds("consumer", "द्विवेदी", c.id));
}
END_TEST

START_TEST(numbers_are_taken_once)
{
	struct new_consumer c = consumer("C-77"), again = consumer("C-77");
	struct new_account a = account("44-1"), same = account("44-1"), meter = account("44-2");
	struct new_zone zone = { .name = "South" }, twin = { .name = "South" };

	fixture_must(&f, create_consumer, &c);
	ck_assert_int_eq(fixture_do(&f, create_consumer, &again), E_CONFLICT);
	ck_assert_ptr_nonnull(strstr(cx->failure.detail, "C-77"));
	fixture_must(&f, create_account, &a);
	ck_assert_int_eq(fixture_do(&f, create_account, &same), E_CONFLICT);
	ck_assert_ptr_nonnull(strstr(cx->failure.detail, "44-1"));
	ck_assert_int_eq(fixture_do(&f, create_account, &meter), E_CONFLICT);
	ck_assert_ptr_nonnull(strstr(cx->failure.detail, two_meters[0]));
	fixture_must(&f, create_zone, &zone);
	ck_assert_int_eq(fixture_do(&f, create_zone, &twin), E_CONFLICT);
	/* what was refused left nothing */
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from account where number = '44-2'"), 0);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from meter"), 2);
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from audit where action = 'consumer.create'"), 2);
}
END_TEST

START_TEST(an_account_is_kept)
{
	struct new_account a = account("44-1");
	const struct row *r;

	fixture_must(&f, create_account, &a);
	ck_assert_int_eq(db_one(cx, &r, "select * from account where id = ?", str(a.id)), OK);
	ck_assert(row_is(r, "status", "active"));
	ck_assert(row_is(r, "class", "commercial"));
	ck_assert(row_is(r, "opened_on", "2024-02-29"));
	ck_assert_int_eq(fixture_i64(&f,
			     "select count(*) n from account_consumer where account_id = ?"
			     " and consumer_id = ? and from_on = '2024-02-29' and to_on is null",
			     str(a.id), str(f.consumer_id)),
	    1);
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from meter where account_id = ?", str(a.id)), 2);
	ck_assert_int_eq(fixture_i64(&f,
			     "select count(*) n from audit where action = 'account.create'"
			     " and object_id = ? and account_id = ?",
			     str(a.id), str(a.id)),
	    1);
	ck_assert_int_eq(
	    fixture_i64(
		&f, "select count(*) n from account_balance where account_id = ?", str(a.id)),
	    1);
}
END_TEST

START_TEST(an_account_is_found_by_all_that_one_knows)
{
	static const char *const by[] = { "44-1", "delgado", "osa del", "quarry", "QUARRY rosa",
		"20140168", "W2014" };
	struct new_account a = account("44-1");

	fixture_must(&f, create_account, &a);
	for (size_t i = 0; i < COUNT(by); i++)
		ck_assert_msg(finds("account", by[i], a.id), "not found by %s", by[i]);
	ck_assert(!finds("account", "alder quarry", a.id));
	ck_assert(finds("account", "alder", f.account_id));
}
END_TEST

START_TEST(an_account_needs_who_and_where)
{
	struct new_account nobody = account("44-1"), nowhere = account("44-1");

	nobody.consumer_id = new_id(cx->arena);
	nowhere.zone_id = new_id(cx->arena);
	ck_assert_int_eq(fixture_do(&f, create_account, &nobody), E_CONFLICT);
	ck_assert_str_eq(cx->failure.detail, "There is no such consumer.");
	ck_assert_int_eq(fixture_do(&f, create_account, &nowhere), E_CONFLICT);
	ck_assert_str_eq(cx->failure.detail, "There is no such zone.");
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from account"), 1);
}
END_TEST

START_TEST(another_tenants_people_are_unknown)
{
	struct fixture other;
	struct new_account a;

	fixture_open_rupees(&other);
	a = account("44-1");
	a.consumer_id = other.consumer_id;
	ck_assert_int_eq(fixture_do(&f, create_account, &a), E_CONFLICT);
	ck_assert_str_eq(cx->failure.detail, "There is no such consumer.");
	a.consumer_id = f.consumer_id;
	a.zone_id = other.zone_id;
	ck_assert_int_eq(fixture_do(&f, create_account, &a), E_CONFLICT);
	ck_assert(!finds("consumer", "द्विवेदी", other.consumer_id));
	ck_assert_int_eq(
	    fixture_do(&f, create_zone, &(struct new_zone){ .name = "North-West" }), OK);
	fixture_close(&other);
}
END_TEST

START_TEST(the_same_numbers_in_another_tenant)
{
	struct new_account mine = account("44-1"), theirs = account("44-1");
	struct fixture other;

	fixture_must(&f, create_account, &mine);
	fixture_open_rupees(&other);
	theirs.consumer_id = other.consumer_id;
	theirs.zone_id = other.zone_id;
	fixture_must(&other, create_account, &theirs);
	fixture_close(&other);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		a_consumer_is_kept,
		a_consumer_is_found_by_parts,
		without_phone_and_mail,
		numbers_are_taken_once,
		an_account_is_kept,
		an_account_is_found_by_all_that_one_knows,
		an_account_needs_who_and_where,
		another_tenants_people_are_unknown,
		the_same_numbers_in_another_tenant,
	};
	Suite *s = suite_create("customers");
	TCase *t = tcase_create("customers");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, setup, teardown);
	for (size_t i = 0; i < COUNT(tests); i++)
		tcase_add_test(t, tests[i]);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
