/*
 * What a dashboard shows to whom: one's own layout, that of one's roles, what is built in; what the
 * catalog has no longer and what one may not see is left out; the numbers of a whole dashboard are
 * those that the catalog answers.
 */
#include "dashboard.h"
#include <string.h>
#include "clock.h"
#include "dashboard_values.h"
#include "fixture.h"
#include "text.h"
#include <check.h>		/* last: it has a macro named fail */
#undef fail

static struct fixture f;
static struct cx *const cx = &f.cx;

static void
setup(void)
{
	fixture_open(&f);
	permissions_add(&cx->who.may, CAN_READ_METRICS);
	permissions_add(&cx->who.may, CAN_READ_BILLS);
	permissions_add(&cx->who.may, CAN_READ_PAYMENTS);
	permissions_add(&cx->who.may, CAN_READ_EXCEPTIONS);
}

static void
teardown(void)
{
	fixture_close(&f);
}

static const struct dashboard_page *
page(const char *key)
{
	const struct dashboard_page *p = dashboard_page(key);

	ck_assert_ptr_nonnull(p);
	return p;
}

/* "billed outstanding | collected@today": keys, periods, sections. */
static const char *
shown(const struct layout *l)
{
	struct buf b = buf_in(cx->arena);

	for (size_t s = 0; s < l->n; s++) {
		buf_puts(&b, s > 0 ? " | " : "");
		for (size_t t = 0; t < l->section[s].n; t++) {
			const struct tile *tile = &l->section[s].tile[t];

			buf_puts(&b, t > 0 ? " " : "");
			buf_puts(&b, tile->metric->key);
			if (tile->period)
				buf_puts(&b, fmt(cx->arena, "@%s", tile->period));
			for (size_t i = 0; i < tile->filter_count; i++)
				buf_puts(&b, fmt(cx->arena, "?%s=%s", tile->filters[i].dimension,
				    tile->filters[i].value));
		}
	}
	return b.len ? b.data : "";
}

static enum err
read_layout(const char *json, bool only_open, struct layout *out)
{
	struct input *in;

	failure_clear(cx);
	ck_assert_int_eq(input_parse(cx, json, strlen(json), &in), OK);
	ck_assert_int_eq(layout_read(cx, in, only_open, out), OK);
	return in_done(in);
}

static const char *
of_tiles(const char *tiles)
{
	return fmt(cx->arena, "{\"sections\":[{\"key\":\"a\",\"title\":\"A\",\"metrics\":[%s]}]}", tiles);
}

static struct layout_change
change(const char *page_key, const char *role_id, int64_t version, const char *tiles)
{
	struct layout_change c = { .page = page(page_key), .role_id = role_id, .version = version };

	ck_assert_msg(read_layout(of_tiles(tiles), role_id == NULL, &c.layout) == OK, "%s: %s", tiles,
	    cx->failure.detail);
	return c;
}

static const char *
role_named(const char *name)
{
	const char *id = new_id(cx->arena);

	ck_assert_int_eq(db_exec(cx,
	    "insert into role (id, name, permissions, created_at) values (?, ?, repeat('0', 64), ?)", str(id),
	    str(name), instant(cx, business_now())), OK);
	ck_assert_int_eq(db_exec(cx, "insert into user_role (user_id, role_id) values (?, ?)", str(f.user_id),
	    str(id)), OK);
	return id;
}

static const char *
seen(const char *page_key, int from)
{
	struct dashboard d;

	ck_assert_int_eq(find_dashboard(cx, page(page_key), &d), OK);
	ck_assert_int_eq((int)d.from, from);
	return shown(&d.layout);
}

START_TEST(what_is_built_in_shows_what_one_may_see)
{
	static const char *const keys[] = { "billing", "payments", "home", "executive" };
	struct dashboard d;

	for (size_t i = 0; i < COUNT(keys); i++) {
		struct layout all = layout_built_in(cx, page(keys[i]), false);

		/* every tile is a metric of the catalog, and its period one that can be asked */
		ck_assert_uint_gt(all.n, 0);
		for (size_t s = 0; s < all.n; s++)
			for (size_t t = 0; t < all.section[s].n; t++) {
				struct metric_period p;

				if (all.section[s].tile[t].period)
					ck_assert_int_eq(
					    metric_period_read(cx, all.section[s].tile[t].period, &p), OK);
			}
	}
	ck_assert_ptr_null(dashboard_page("nowhere"));
	ck_assert_str_eq(seen("billing", BUILT_IN),
	    "bills_generated bills_actual bills_estimated bills_not_generated success_rate average_bill"
	    " | consumption high_use low_use zero_use average_use"
	    " | billed service_charges outstanding late_revenue late_payments");
	/* who may read payments alone has no section of bills */
	memset(&cx->who.may, 0, sizeof cx->who.may);
	permissions_add(&cx->who.may, CAN_READ_METRICS);
	permissions_add(&cx->who.may, CAN_READ_PAYMENTS);
	ck_assert_int_eq(find_dashboard(cx, page("billing"), &d), OK);
	ck_assert_uint_eq(d.layout.n, 1);
	ck_assert_str_eq(shown(&d.layout), "late_revenue late_payments");
}
END_TEST

START_TEST(ones_own_comes_first_then_the_first_role_by_name)
{
	const char *zeta = role_named("Zeta"), *alpha = role_named("Alpha");
	struct layout_change of_zeta = change("home", zeta, 0, "{\"key\":\"billed\"}");
	struct layout_change of_alpha = change("home", alpha, 0, "{\"key\":\"collected\",\"period\":\"today\"}");
	struct layout_change own = change("home", NULL, 0,
	    "{\"key\":\"collected\",\"filters\":{\"method\":\"cash\"}},{\"key\":\"outstanding\"}");
	struct dashboard d;

	fixture_must(&f, keep_layout, &of_zeta);
	ck_assert_str_eq(seen("home", OF_ROLE), "billed");
	fixture_must(&f, keep_layout, &of_alpha);
	ck_assert_str_eq(seen("home", OF_ROLE), "collected@today");
	fixture_must(&f, keep_layout, &own);
	ck_assert_int_eq(own.version, 1);
	ck_assert_str_eq(seen("home", OWN), "collected?method=cash outstanding");
	ck_assert_str_eq(seen("payments", BUILT_IN), shown(&(struct layout){
	    layout_built_in(cx, page("payments"), true).section, layout_built_in(cx, page("payments"), true).n }));
	/* another's is not mine */
	cx->who.id = f.other_user_id;
	(void)seen("home", BUILT_IN);
	cx->who.id = f.user_id;
	ck_assert_int_eq(find_dashboard_of_role(cx, page("home"), zeta, &d), OK);
	ck_assert_str_eq(shown(&d.layout), "billed");
	ck_assert_int_eq(d.version, 1);
	ck_assert_int_eq(find_dashboard_of_role(cx, page("home"), new_id(cx->arena), &d), E_NOT_FOUND);
	fixture_must(&f, drop_layout, &own);
	ck_assert_str_eq(seen("home", OF_ROLE), "collected@today");
	fixture_must(&f, drop_layout, &of_alpha);
	fixture_must(&f, drop_layout, &of_zeta);
	fixture_must(&f, drop_layout, &of_zeta);	/* there is none: well */
	(void)seen("home", BUILT_IN);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from audit where area = 'dashboard'"), 6);
	ck_assert_int_eq(fixture_i64(&f,
	    "select count(*) n from audit where action = 'dashboard.default' and object_type = 'role'"
	    " and after_json like '{\"page\":\"home\",\"role\":\"Zeta\"%'"), 1);
}
END_TEST

START_TEST(an_edit_names_the_version_that_it_saw)
{
	struct layout_change c = change("billing", NULL, 0, "{\"key\":\"billed\"}");
	struct layout_change again = c, late = c;

	fixture_must(&f, keep_layout, &c);
	ck_assert_int_eq(fixture_do(&f, keep_layout, &again), E_STALE);
	late.version = 1;
	fixture_must(&f, keep_layout, &late);
	late.version = 1;
	ck_assert_int_eq(fixture_do(&f, keep_layout, &late), E_STALE);
	ck_assert_int_eq(fixture_i64(&f, "select version n from dashboard_own"), 2);
}
END_TEST

static void
refused(const char *json, const char *pointer)
{
	struct layout l;

	ck_assert_msg(read_layout(json, true, &l) == E_INPUT, "%s was taken", json);
	ck_assert_msg(same_text(cx->failure.first->pointer, pointer), "%s: fault at %s", json,
	    cx->failure.first->pointer);
}

START_TEST(bad_layouts)
{
	struct buf many = buf_in(cx->arena);

	refused("{}", "/sections");
	refused("{\"sections\":[]}", "/sections");
	refused(of_tiles("{\"key\":\"nothing_of_the_kind\"}"), "/sections/0/metrics/0/key");
	refused(of_tiles("{\"key\":\"billed\",\"period\":\"someday\"}"), "/sections/0/metrics/0/period");
	refused(of_tiles("{\"key\":\"billed\",\"period\":\"2026-02-01..2026-01-01\"}"),
	    "/sections/0/metrics/0/period");
	refused(of_tiles("{\"key\":\"billed\",\"filters\":{\"method\":\"cash\"}}"),
	    "/sections/0/metrics/0/filters");
	refused(of_tiles("{\"key\":\"collected\",\"filters\":{\"method\":\"4111 1111 1111 1111\"}}"),
	    "/sections/0/metrics/0/filters");
	refused(of_tiles("{\"key\":\"collected\",\"filters\":[1]}"), "/sections/0/metrics/0/filters");
	refused(of_tiles("{\"key\":\"collected\",\"color\":\"red\"}"), "/sections/0/metrics/0/color");
	refused("{\"sections\":[{\"key\":\"A B\",\"title\":\"x\",\"metrics\":[]}]}", "/sections/0/key");
	refused("{\"sections\":[{\"key\":\"a\",\"title\":\"4111111111111111\",\"metrics\":[]}]}",
	    "/sections/0/title");
	for (int i = 0; i < 61; i++)
		buf_puts(&many, i ? ",{\"key\":\"billed\"}" : "{\"key\":\"billed\"}");
	refused(of_tiles(many.data), "/sections/0/metrics");
	/* what one may not see oneself */
	memset(&cx->who.may, 0, sizeof cx->who.may);
	permissions_add(&cx->who.may, CAN_READ_METRICS);
	refused(of_tiles("{\"key\":\"billed\"}"), "/sections/0/metrics/0/key");
}
END_TEST

/* Written when the catalog was another, or by hand. */
START_TEST(a_stored_layout_never_fails)
{
	static const char *const stored[] = { "{}", "{\"sections\":7}", "{\"sections\":[1,{},{\"key\":\"a\"}]}",
		"{\"sections\":[{\"key\":\"a\",\"title\":\"A\",\"metrics\":\"x\"}]}" };
	struct layout l;

	for (size_t i = 0; i < COUNT(stored); i++) {
		ck_assert_int_eq(layout_parse(cx, stored[i], true, &l), OK);
		ck_assert_uint_eq(l.n, 0);
	}
	ck_assert_int_eq(layout_parse(cx,
	    of_tiles("{\"key\":\"gone\"},{\"key\":\"billed\"},{\"key\":\"outstanding\",\"filters\":{\"method\":\"cash\"}},"
		     "{\"key\":\"collected\",\"period\":\"cycle:gone\"}"), true, &l), OK);
	ck_assert_str_eq(shown(&l), "billed collected@cycle:gone");
	ck_assert_str_eq(layout_text(cx, &l),
	    "{\"sections\":[{\"key\":\"a\",\"title\":\"A\",\"metrics\":[{\"key\":\"billed\"},"
	    "{\"key\":\"collected\",\"period\":\"cycle:gone\"}]}]}");
}
END_TEST

/* Each tile is what the catalog answers to the same question; one that cannot be is alone in that. */
START_TEST(a_dashboard_has_the_numbers_of_the_catalog)
{
	struct layout_change own = change("home", NULL, 0,
	    "{\"key\":\"bills_generated\"},{\"key\":\"billed\",\"period\":\"today\"},{\"key\":\"outstanding\"},"
	    "{\"key\":\"collected\",\"period\":\"today\"},{\"key\":\"past_due\"},{\"key\":\"billed\"}");
	struct metric_question q = { .filters = NULL };
	struct dashboard_values v;
	struct dashboard d;

	(void)fixture_bill(&f, f.account_id, 12345);
	(void)fixture_bill(&f, fixture_account(&f), 55);
	fixture_must(&f, keep_layout, &own);
	ck_assert_int_eq(metric_period_read(cx, "this_month", &q.period), OK);
	for (int round = 0; round < 2; round++) {
		ck_assert_int_eq(find_dashboard(cx, page("home"), &d), OK);
		ck_assert_int_eq(dashboard_ask(cx, &d, &q, &v), OK);
		ck_assert_uint_eq(v.n, 6);
		for (size_t i = 0; i < v.n; i++) {
			const struct tile *t = v.value[i].tile;
			struct metric_question one = q;
			struct metric_answers a;

			ck_assert_ptr_null(v.value[i].problem);
			ck_assert_ptr_eq(t, &d.layout.section[0].tile[i]);
			if (t->period)
				ck_assert_int_eq(metric_period_read(cx, t->period, &one.period), OK);
			ck_assert_int_eq(metric_ask(cx, &t->metric, 1, &one, &a), OK);
			ck_assert(v.value[i].answer.now.known == a.answer[0].now.known);
			ck_assert_int_eq(v.value[i].answer.now.scaled, a.answer[0].now.scaled);
			ck_assert_int_eq(v.value[i].answer.previous.scaled, a.answer[0].previous.scaled);
		}
		ck_assert_int_eq(v.value[1].answer.now.scaled, 12400);
		ck_assert_int_eq(v.value[2].answer.now.scaled, 12400);
	}
}
END_TEST

START_TEST(a_tile_that_cannot_be_answered_says_so_alone)
{
	struct metric_question q = { .filters = NULL };
	struct dashboard d = { .page = page("home") };
	struct dashboard_values v;

	(void)fixture_bill(&f, f.account_id, 700);
	ck_assert_int_eq(layout_parse(cx,
	    of_tiles("{\"key\":\"billed\"},{\"key\":\"billed\",\"period\":\"cycle:00000000-0000-7000-8000-000000000000\"},"
		     "{\"key\":\"outstanding\",\"filters\":{\"zone_id\":\"00000000-0000-7000-8000-000000000000\"}},"
		     "{\"key\":\"bills_generated\"}"), true, &d.layout), OK);
	ck_assert_int_eq(metric_period_read(cx, "this_month", &q.period), OK);
	ck_assert_int_eq(dashboard_ask(cx, &d, &q, &v), OK);
	ck_assert_uint_eq(v.n, 4);
	ck_assert_int_eq(v.value[0].answer.now.scaled, 700);
	ck_assert_ptr_nonnull(v.value[1].problem);
	ck_assert(!v.value[1].answer.now.known);
	ck_assert_ptr_nonnull(v.value[2].problem);
	ck_assert_ptr_null(v.value[3].problem);
	ck_assert_int_eq(v.value[3].answer.now.scaled, 1);
	ck_assert_int_eq(cx->failure.code, OK);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("dashboard");
	TCase *t = tcase_create("dashboard");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, what_is_built_in_shows_what_one_may_see);
	tcase_add_test(t, ones_own_comes_first_then_the_first_role_by_name);
	tcase_add_test(t, an_edit_names_the_version_that_it_saw);
	tcase_add_test(t, bad_layouts);
	tcase_add_test(t, a_stored_layout_never_fails);
	tcase_add_test(t, a_dashboard_has_the_numbers_of_the_catalog);
	tcase_add_test(t, a_tile_that_cannot_be_answered_says_so_alone);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
