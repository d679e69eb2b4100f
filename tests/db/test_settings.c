/*
 * shared/settings: checked values, one version a change, and a process that reads again when told.
 */
#include "settings.h"
#include <string.h>
#include "beside.h"
#include "fixture.h"
#include "text.h"
#include <check.h>
#undef fail			/* Check has a macro of that name */

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

static int64_t
version(void)
{
	return fixture_i64(
	    &f, "select settings_version n from store.tenant where id = ?", str(f.tenant_id));
}

static void
read_again(void)
{
	cx->who.settings_version = version();
	ck_assert_int_eq(settings_load(cx), OK);
}

START_TEST(what_is_not_set_has_its_default)
{
	ck_assert_str_eq(setting_text(cx, SETTING_RECEIPT_FORMAT), "R-{n}");
	ck_assert_int_eq(setting_i64(cx, SETTING_PAYMENT_CAP), 5000000);
	ck_assert(setting_flag(cx, SETTING_APPROVALS_ALLOWED));
}
END_TEST

START_TEST(a_change_is_seen_when_the_version_differs_and_not_before)
{
	struct setting_change c = { SETTING_PAYMENT_CAP, "100", 0 };
	int64_t before = version();

	fixture_must(&f, change_setting, &c);
	ck_assert_int_eq(version(), before + 1);
	ck_assert_int_eq(settings_load(cx), OK);
	ck_assert_int_eq(setting_i64(cx, SETTING_PAYMENT_CAP), 5000000);
	read_again();
	ck_assert_int_eq(setting_i64(cx, SETTING_PAYMENT_CAP), 100);
	ck_assert_int_eq(
	    fixture_i64(&f,
		"select count(*) n from audit where action = 'setting.change'"
		" and before_json = '{\"payment_cap\":\"5000000\"}' and after_json = '{\"payment_cap\":\"100\"}'"),
	    1);
}
END_TEST

START_TEST(a_stale_version_changes_nothing)
{
	struct setting_change c = { SETTING_VOID_LIMIT, "1", 0 };

	fixture_must(&f, change_setting, &c);
	ck_assert_int_eq(fixture_do(&f, change_setting, &c), E_STALE);
	c.version = 1;
	c.value = "2";
	fixture_must(&f, change_setting, &c);
	ck_assert_int_eq(fixture_do(&f, change_setting, &c), E_STALE);
	read_again();
	ck_assert_int_eq(setting_i64(cx, SETTING_VOID_LIMIT), 2);
}
END_TEST

START_TEST(wrong_values_are_told)
{
	static const struct { enum setting which; const char *good, *bad; } table[] = {
		{ SETTING_RECEIPT_FORMAT, "X{n:4}", "X" },
		{ SETTING_PAYMENT_CAP, "1", "0" },
		{ SETTING_PAYMENT_CAP, "99999999999999", "99999999999999999999999" },
		{ SETTING_APPROVALS_ALLOWED, "false", "no" },
		{ SETTING_APPROVAL_DAYS, "90", "91" },
		{ SETTING_APPROVAL_DAYS, "1", "1.5" },
		{ SETTING_LETTERHEAD, "", NULL },
	};
	char *longest = arena_alloc(cx->arena, 502);

	for (size_t i = 0; i < COUNT(table); i++) {
		ck_assert_ptr_null(setting_fault(cx, table[i].which, table[i].good));
		if (table[i].bad)
			ck_assert_ptr_nonnull(setting_fault(cx, table[i].which, table[i].bad));
	}
	memset(longest, 'x', 501);
	ck_assert_ptr_nonnull(setting_fault(cx, SETTING_LETTERHEAD, longest));
	longest[500] = '\0';
	ck_assert_ptr_null(setting_fault(cx, SETTING_LETTERHEAD, longest));
}
END_TEST

START_TEST(a_wrong_value_is_a_fault_and_changes_nothing)
{
	struct setting_change c = { SETTING_APPROVAL_DAYS, "0", 0 };
	int64_t before = version();

	ck_assert_int_eq(fixture_do(&f, change_setting, &c), E_INPUT);
	ck_assert(fixture_fault(&f, "/value", "format"));
	ck_assert_int_eq(version(), before);
}
END_TEST

/* A process serves many tenants; the one asked for longest ago makes room. */
START_TEST(tenants_do_not_see_each_others_settings)
{
	struct setting_change c = { SETTING_LETTERHEAD, "Larkfield Water\nMain Street", 0 };
	struct fixture others[20];

	fixture_must(&f, change_setting, &c);
	read_again();
	for (size_t i = 0; i < COUNT(others); i++) {
		fixture_open_rupees(&others[i]);
		ck_assert_str_eq(setting_text(&others[i].cx, SETTING_LETTERHEAD), "");
	}
	ck_assert_int_eq(settings_load(cx), OK);	/* was pushed out */
	ck_assert_str_eq(setting_text(cx, SETTING_LETTERHEAD), "Larkfield Water\nMain Street");
	for (size_t i = 0; i < COUNT(others); i++)
		fixture_close(&others[i]);
}
END_TEST

/* The row's user may call the procedure; a module that changes no settings may not. */
START_TEST(only_who_changes_settings_raises_the_version)
{
	struct setting_change c = { SETTING_LETTERHEAD, "By admin", 0 };
	struct cx as;

	(void)open_as(&f, &as, "bp_admin");
	ck_assert_int_eq(db_tx(&as, change_setting, &c), OK);
	db_close(as.db);
	read_again();
	ck_assert_str_eq(setting_text(cx, SETTING_LETTERHEAD), "By admin");
	(void)open_as(&f, &as, "bp_payments");
	c.version = 1;
	ck_assert_int_ne(db_tx(&as, change_setting, &c), OK);
	db_close(as.db);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("settings");
	TCase *t = tcase_create("settings");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, what_is_not_set_has_its_default);
	tcase_add_test(t, a_change_is_seen_when_the_version_differs_and_not_before);
	tcase_add_test(t, a_stale_version_changes_nothing);
	tcase_add_test(t, wrong_values_are_told);
	tcase_add_test(t, a_wrong_value_is_a_fault_and_changes_nothing);
	tcase_add_test(t, tenants_do_not_see_each_others_settings);
	tcase_add_test(t, only_who_changes_settings_raises_the_version);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
