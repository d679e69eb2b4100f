/*
 * shared/audit: who, what, when, by whose leave; kept when the operation was refused, and by nobody
 * changed.
 */
#include "audit.h"
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

static enum err
write_it(struct cx *c, void *arg)
{
	return audit_write(c, arg);
}

static enum err
write_and_refuse(struct cx *c, void *arg)
{
	TRY(audit_write(c, arg));
	return fail(c, E_CONFLICT, "It cannot be done.");
}

static const struct audit void_of = {
	.action = "payment.void", .object_type = "payment", .reason = "Wrong \"account\" ₹",
	.before_json = "{\"status\":\"posted\"}", .after_json = "{\"status\":\"cancelled\"}",
};

START_TEST(a_row_says_who_what_and_by_whose_leave)
{
	struct audit a = void_of;
	const struct row *r;

	a.object_id = new_id(cx->arena);
	a.account_id = f.account_id;
	cx->approved_by = f.other_user_id;
	cx->approved_by_name = "Sam Okafor";
	fixture_must(&f, write_it, &a);
	ck_assert_int_eq(
	    db_one(cx, &r, "select * from audit where object_id = ?", str(a.object_id)), OK);
	ck_assert_str_eq(row_str(r, "actor_kind"), "user");
	ck_assert_str_eq(row_str(r, "actor_id"), f.user_id);
	ck_assert_str_eq(row_str(r, "actor_name"), "Dana Whitfield");
	ck_assert_str_eq(row_str(r, "approved_by"), f.other_user_id);
	ck_assert_str_eq(row_str(r, "approved_by_name"), "Sam Okafor");
	ck_assert_str_eq(row_str(r, "action"), "payment.void");
	ck_assert_str_eq(row_str(r, "account_id"), f.account_id);
	ck_assert_str_eq(row_str(r, "reason"), "Wrong \"account\" ₹");
	ck_assert_str_eq(row_str(r, "request_id"), "test");
	ck_assert_str_eq(row_str(r, "before_json"), "{\"status\":\"posted\"}");
	ck_assert_ptr_nonnull(row_str(r, "at"));
}
END_TEST

START_TEST(a_rolled_back_operation_leaves_no_row)
{
	struct audit a = void_of;

	a.object_id = new_id(cx->arena);
	ck_assert_int_eq(fixture_do(&f, write_and_refuse, &a), E_CONFLICT);
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from audit where object_id = ?", str(a.object_id)),
	    0);
}
END_TEST

START_TEST(a_refusal_is_kept_and_the_failure_too)
{
	struct audit a = { .action = "payment.refused", .object_type = "payment" };

	a.object_id = new_id(cx->arena);
	ck_assert_int_eq(fixture_do(&f, write_and_refuse, &a), E_CONFLICT);
	audit_refusal(cx, &a);
	ck_assert_int_eq(cx->failure.code, E_CONFLICT);
	ck_assert_str_eq(cx->failure.detail, "It cannot be done.");
	ck_assert_int_eq(fixture_i64(&f,
			     "select count(*) n from audit where object_id = ?"
			     " and action = 'payment.refused' and reason = 'It cannot be done.'",
			     str(a.object_id)),
	    1);
	ck_assert(!db_in_tx(cx));
}
END_TEST

/* The database refuses it to every module (1142): no statement of ours could. */
START_TEST(no_module_changes_or_removes_a_row)
{
	static const char *const users[] = { "bp_payments", "bp_admin", "bp_reports", "bp_worker",
		"bp_operator" };
	struct audit a = void_of;
	struct cx as;

	fixture_must(&f, write_it, &a);
	for (size_t i = 0; i < COUNT(users); i++) {
		(void)open_as(&f, &as, users[i]);
		ck_assert_int_ne(db_exec(&as, "update audit set reason = 'another'"), OK);
		ck_assert_int_ne(db_exec(&as, "delete from audit"), OK);
		ck_assert_int_ne(db_exec(&as, "update journal_line set amount_minor = 1"), OK);
		ck_assert_int_ne(db_exec(&as, "delete from journal_entry"), OK);
		db_close(as.db);
	}
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from audit where reason = 'another'"), 0);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("audit");
	TCase *t = tcase_create("audit");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_row_says_who_what_and_by_whose_leave);
	tcase_add_test(t, a_rolled_back_operation_leaves_no_row);
	tcase_add_test(t, a_refusal_is_kept_and_the_failure_too);
	tcase_add_test(t, no_module_changes_or_removes_a_row);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
