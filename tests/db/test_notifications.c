/* shared/notifications: for a permission or a person, cut where too long, gone after 90 days. */
#include "notifications.h"
#include <string.h>
#include "clock.h"
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

static enum err
tell(struct cx *c, void *arg)
{
	return notify(c, arg);
}

START_TEST(for_those_who_hold_a_permission_or_for_one)
{
	struct notice all = { .kind = "test", .text = "To all", .permission = CAN_APPROVE,
		.link = "/approvals" },
		      one = { .kind = "test", .severity = NOTICE_CRITICAL, .text = "To one",
			      .user_id = f.other_user_id };

	fixture_must(&f, tell, &all);
	fixture_must(&f, tell, &one);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from notification where permission = ?"
	    " and user_id is null and actor_id = ? and link = '/approvals' and severity = 'info'",
	    i64(CAN_APPROVE), str(f.user_id)), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from notification where user_id = ?"
	    " and permission is null and severity = 'critical'", str(f.other_user_id)), 1);
}
END_TEST

START_TEST(a_long_text_is_cut_between_characters)
{
	struct buf b = buf_in(cx->arena);
	struct notice n = { .kind = "test", .permission = CAN_APPROVE };

	for (int i = 0; i < 2000; i++)
		buf_puts(&b, "ü");
	n.text = b.data;
	fixture_must(&f, tell, &n);
	ck_assert_int_eq(fixture_i64(&f, "select char_length(text) n from notification"), 1500);
}
END_TEST

START_TEST(old_ones_go)
{
	struct notice n = { .kind = "test", .text = "Once", .permission = CAN_APPROVE };

	fixture_must(&f, tell, &n);
	fixture_must(&f, tell, &n);
	ck_assert_int_eq(db_exec(cx, "insert into notification (id, at, kind, text, permission)"
	    " values (?, ?, 'test', 'Long ago', 13)", str(new_id(cx->arena)),
	    instant(cx, business_now() - INT64_C(91) * 86400 * 1000000)), OK);
	ck_assert_int_eq(notifications_prune(cx), OK);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from notification"), 2);
}
END_TEST

START_TEST(no_other_tenant_sees_them)
{
	struct notice n = { .kind = "test", .text = "Here", .permission = CAN_APPROVE };
	struct fixture other;

	fixture_must(&f, tell, &n);
	fixture_open_rupees(&other);
	ck_assert_int_eq(fixture_i64(&other, "select count(*) n from notification"), 0);
	fixture_close(&other);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("notifications");
	TCase *t = tcase_create("notifications");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, for_those_who_hold_a_permission_or_for_one);
	tcase_add_test(t, a_long_text_is_cut_between_characters);
	tcase_add_test(t, old_ones_go);
	tcase_add_test(t, no_other_tenant_sees_them);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
