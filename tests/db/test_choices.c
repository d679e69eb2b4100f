/*
 * shared/settings/choices: what a tenant offers; kept with the settings, never deleted, codes for ever.
 */
#include "choices.h"
#include <stdlib.h>
#include <string.h>
#include "beside.h"
#include "fixture.h"
#include "settings.h"
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

static void
read_again(void)
{
	cx->who.settings_version = fixture_i64(
	    &f, "select settings_version n from store.tenant where id = ?", str(f.tenant_id));
	ck_assert_int_eq(settings_load(cx), OK);
}

static struct choice_change
added(const char *name, const char *kind)
{
	struct choice_change c = { .list = CHOICE_PAYMENT_MODE, .name = name, .kind = kind };

	fixture_must(&f, create_choice, &c);
	read_again();
	return c;
}

START_TEST(w2_a_new_tenant_begins_with_modes_channels_and_reasons)
{
	size_t n;
	const struct choice *modes = choices_of(cx, CHOICE_PAYMENT_MODE, &n);

	ck_assert_uint_eq(n, 5);
	ck_assert_str_eq(modes[0].code, "cash");
	ck_assert_str_eq(modes[0].kind, "cash");
	ck_assert(!modes[0].needs_reference && modes[1].needs_reference);
	ck_assert_str_eq(choice_find(cx, CHOICE_PAYMENT_CHANNEL, "walk_in")->kind, "counter");
	ck_assert_ptr_null(choice_find(cx, CHOICE_PAYMENT_MODE, "walk_in"));
	ck_assert_ptr_null(choice_find(cx, CHOICE_PAYMENT_MODE, NULL));
	for (unsigned l = 0; l < CHOICE_LISTS; l++) {
		(void)choices_of(cx, (enum choice_list)l, &n);
		ck_assert_uint_ge(n, 3);
	}
	ck_assert_str_eq(choice_name(cx, CHOICE_VOID_REASON, "fraud"), "Fraud");
	ck_assert_str_eq(choice_name(cx, CHOICE_VOID_REASON, "gone"), "gone");
}
END_TEST

START_TEST(one_more_is_seen_when_the_version_differs)
{
	struct choice_change c = { .list = CHOICE_PAYMENT_MODE, .name = "Gift voucher (2026)",
		.kind = "other", .has_reference = true, .needs_reference = true };

	fixture_must(&f, create_choice, &c);
	ck_assert_str_eq(c.code, "gift_voucher_202");
	ck_assert_ptr_null(choice_find(cx, CHOICE_PAYMENT_MODE, c.code));
	read_again();
	ck_assert(choice_active(cx, CHOICE_PAYMENT_MODE, c.code)->needs_reference);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from audit where action = 'choice.create'"
	    " and object_id = ?", str(c.id)), 1);
}
END_TEST

START_TEST(codes_are_made_once)
{
	struct choice_change twin = { .list = CHOICE_PAYMENT_MODE, .name = "Cash!", .kind = "cash" };

	ck_assert_str_eq(added("Cash", "cash").code, "cash_2");
	ck_assert_str_eq(added("現金", "cash").code, "item");
	ck_assert_str_eq(added("カード", "card").code, "item_2");
	twin.code = "cash";
	ck_assert_int_eq(fixture_do(&f, create_choice, &twin), E_CONFLICT);
	twin.code = "Cash";
	ck_assert_int_eq(fixture_do(&f, create_choice, &twin), E_INPUT);
	ck_assert(fixture_fault(&f, "/code", "format"));
	twin.code = NULL;
	twin.kind = "counter";
	ck_assert_int_eq(fixture_do(&f, create_choice, &twin), E_INPUT);
	ck_assert(fixture_fault(&f, "/kind", "choice"));
	twin.list = CHOICE_VOID_REASON;
	ck_assert_int_eq(fixture_do(&f, create_choice, &twin), E_INPUT);
	ck_assert(fixture_fault(&f, "/kind", "unknown"));
}
END_TEST

START_TEST(renamed_and_switched_off_but_the_code_keeps_its_name)
{
	struct choice_change c = added("Voucher", "other"), change = { .id = c.id, .version = 1,
		.name = "Old voucher", .has_active = true, .is_active = false };

	fixture_must(&f, change_choice, &change);
	ck_assert_int_eq(change.version, 2);
	read_again();
	ck_assert_ptr_null(choice_active(cx, CHOICE_PAYMENT_MODE, c.code));
	ck_assert_str_eq(choice_name(cx, CHOICE_PAYMENT_MODE, c.code), "Old voucher");
	change.version = 1;
	ck_assert_int_eq(fixture_do(&f, change_choice, &change), E_STALE);
	change.id = new_id(cx->arena);
	ck_assert_int_eq(fixture_do(&f, change_choice, &change), E_NOT_FOUND);
}
END_TEST

START_TEST(the_last_mode_and_channel_stay_on)
{
	static const enum choice_list lists[] = { CHOICE_PAYMENT_MODE, CHOICE_PAYMENT_CHANNEL };

	for (size_t l = 0; l < COUNT(lists); l++) {
		size_t n;
		const struct choice *c = choices_of(cx, lists[l], &n);

		for (size_t i = 0; i < n; i++) {
			struct choice_change off = { .id = arena_strdup(cx->arena, c[i].id),
				.version = 1, .has_active = true };

			ck_assert_int_eq(
			    fixture_do(&f, change_choice, &off), i + 1 < n ? OK : E_CONFLICT);
		}
	}
	read_again();
	ck_assert_ptr_nonnull(choice_active(cx, CHOICE_PAYMENT_MODE, "bank_transfer"));
	ck_assert_ptr_null(choice_active(cx, CHOICE_PAYMENT_MODE, "cash"));
}
END_TEST

static bool
switches_off(struct cx *c, unsigned who, void *arg)
{
	struct choice_change off = { .id = ((const char **)arg)[who], .version = 1,
		.has_active = true };

	return db_tx(c, change_choice, &off) == OK;
}

START_TEST(of_all_switched_off_at_once_one_stays)
{
	size_t n;
	const struct choice *c = choices_of(cx, CHOICE_PAYMENT_CHANNEL, &n);
	const char *ids[4];

	ck_assert_uint_eq(n, 4);
	for (size_t i = 0; i < 4; i++)
		ids[i] = arena_strdup(cx->arena, c[i].id);
	ck_assert_uint_eq(beside(&f, 4, switches_off, ids), 3);
}
END_TEST

START_TEST(put_in_another_order)
{
	size_t n;
	const struct choice *c = choices_of(cx, CHOICE_PAYMENT_MODE, &n);
	const char *ids[5];
	struct choice_order o = { CHOICE_PAYMENT_MODE, ids, 5 };

	for (size_t i = 0; i < 5; i++)
		ids[i] = arena_strdup(cx->arena, c[4 - i].id);
	fixture_must(&f, order_choices, &o);
	read_again();
	ck_assert_str_eq(choices_of(cx, CHOICE_PAYMENT_MODE, &n)[0].code, "bank_transfer");
	ids[1] = ids[0];
	ck_assert_int_eq(fixture_do(&f, order_choices, &o), E_INPUT);
	o.n = 4;
	ck_assert_int_eq(fixture_do(&f, order_choices, &o), E_INPUT);
}
END_TEST

START_TEST(a_list_is_never_too_long_to_be_kept)
{
	struct choice_change c = { .list = CHOICE_PAYMENT_MODE, .kind = "other" };
	size_t n;

	for (int i = 5; i < CHOICES_OF_LIST; i++) {
		c.code = NULL;
		c.name = fmt(cx->arena, "Mode %d", i);
		fixture_must(&f, create_choice, &c);
	}
	c.code = NULL;
	ck_assert_int_eq(fixture_do(&f, create_choice, &c), E_CONFLICT);
	read_again();
	(void)choices_of(cx, CHOICE_PAYMENT_MODE, &n);
	ck_assert_uint_eq(n, CHOICES_OF_LIST);
}
END_TEST

START_TEST(tenants_do_not_see_each_others_choices)
{
	struct fixture other;

	(void)added("Voucher", "other");
	fixture_open_rupees(&other);
	ck_assert_ptr_null(choice_find(&other.cx, CHOICE_PAYMENT_MODE, "voucher"));
	ck_assert_ptr_nonnull(choice_find(cx, CHOICE_PAYMENT_MODE, "voucher"));
	fixture_close(&other);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("choices");
	TCase *t = tcase_create("choices");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, w2_a_new_tenant_begins_with_modes_channels_and_reasons);
	tcase_add_test(t, one_more_is_seen_when_the_version_differs);
	tcase_add_test(t, codes_are_made_once);
	tcase_add_test(t, renamed_and_switched_off_but_the_code_keeps_its_name);
	tcase_add_test(t, the_last_mode_and_channel_stay_on);
	tcase_add_test(t, of_all_switched_off_at_once_one_stays);
	tcase_add_test(t, put_in_another_order);
	tcase_add_test(t, a_list_is_never_too_long_to_be_kept);
	tcase_add_test(t, tenants_do_not_see_each_others_choices);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
