/*
 * shared/search: part of a word, of a number, in any script; every word must be there; nothing that
 * LIKE would take for more than a letter; another tenant's rows are not there.
 */
#include "search.h"
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

struct indexing { const char *id; const char *texts[4]; };

static enum err
do_index(struct cx *c, void *arg)
{
	const struct indexing *x = arg;

	return search_index(c, "test", x->id, x->texts, COUNT(x->texts));
}

static const char *
has(const char *a, const char *b, const char *c)
{
	struct indexing x = { .id = new_id(cx->arena), .texts = { a, b, c, NULL } };

	fixture_must(&f, do_index, &x);
	return x.id;
}

/* How many are found, and whether this one is among them. */
static size_t
found(const char *q, const char *id)
{
	const char **ids;
	size_t n;
	bool among = false;

	ck_assert_int_eq(search_find(cx, "test", q, 50, &ids, &n), OK);
	for (size_t i = 0; i < n; i++)
		among = among || same_text(ids[i], id);
	ck_assert_msg(among == (n > 0), "%s", q);
	return n;
}

START_TEST(a_part_of_a_word_or_number_finds_it)
{
	const char *rosa = has("10-00042", "Rosa Delgado", "418 Alder Street");

	ck_assert_uint_eq(found("gado", rosa), 1);
	ck_assert_uint_eq(found("DELG", rosa), 1);
	ck_assert_uint_eq(found("00042", rosa), 1);
	ck_assert_uint_eq(found("10-00042", rosa), 1);
	ck_assert_uint_eq(found("42", rosa), 1);
	ck_assert_uint_eq(found("alder 418", rosa), 1);
	ck_assert_uint_eq(found("  rosa,  del ", rosa), 1);
	ck_assert_uint_eq(found("rosa del street 418 0004", rosa), 1);
	ck_assert_uint_eq(found("x", rosa), 0);
	ck_assert_uint_eq(found("", rosa), 0);
	/* one letter is too little to ask for */
	ck_assert_uint_eq(found("rosa x", rosa), 1);
	ck_assert_uint_eq(found("delgadx", rosa), 0);
}
END_TEST

START_TEST(every_word_must_be_there)
{
	const char *rosa = has("Rosa Delgado", "Alder Street", NULL);

	(void)has("Rosa Miller", "Birch Street", NULL);
	(void)has("Ana Delgado", "Alder Street", NULL);
	ck_assert_uint_eq(found("rosa delgado", rosa), 1);
	ck_assert_uint_eq(found("rosa alder", rosa), 1);
	ck_assert_uint_eq(found("rosa delgado alder", rosa), 1);
	ck_assert_uint_eq(found("rosa delgado birch", rosa), 0);
}
END_TEST

START_TEST(wildcards_are_not_wild)
{
	const char *rosa = has("Rosa_50%", "a\\b", NULL);

	ck_assert_uint_eq(found("%%", rosa), 0);
	ck_assert_uint_eq(found("__", rosa), 0);
	ck_assert_uint_eq(found("r%a", rosa), 0);		/* r and a: too short each */
	/* the words ro and sa: both are parts */
	ck_assert_uint_eq(found("ro%sa", rosa), 1);
	ck_assert_uint_eq(found("50%", rosa), 1);
	ck_assert_uint_eq(found("r_sa' or '1'='1", rosa), 0);
	ck_assert_uint_eq(found("\\\\", rosa), 0);
}
END_TEST

START_TEST(any_script_and_apostrophes)
{
	const char *priya = has("प्रियंका द्विवेदी", NULL, NULL),
		   *brien = has("Siobhán O'Brien", "D’Arcy", NULL);

	ck_assert_uint_eq(found("द्विवे", priya), 1);
	ck_assert_uint_eq(found("वेदी", priya), 1);
	ck_assert_uint_eq(found("obrien", brien), 1);
	ck_assert_uint_eq(found("O'Brien", brien), 1);
	ck_assert_uint_eq(found("O’Brien", brien), 1);
	ck_assert_uint_eq(found("darcy", brien), 1);
	ck_assert_uint_eq(found("SIOBHÁN", brien), 1);
}
END_TEST

START_TEST(words_longer_than_an_ending)
{
	const char *x = has("Donaudampfschifffahrtsgesellschaft", NULL, NULL);

	ck_assert_uint_eq(found("Donaudampfschifffahrtsgesellschaft", x), 1);
	ck_assert_uint_eq(found("dampfschifffahrtsgesell", x), 1);
	ck_assert_uint_eq(found("Donaudampfschifffahrtskapitän", x), 0);
}
END_TEST

START_TEST(indexing_again_replaces)
{
	struct indexing x = { .id = new_id(cx->arena),
		.texts = { "Maiden Name", NULL, NULL, NULL } };

	fixture_must(&f, do_index, &x);
	x.texts[0] = "Married Name";
	fixture_must(&f, do_index, &x);
	ck_assert_uint_eq(found("maiden", x.id), 0);
	ck_assert_uint_eq(found("married", x.id), 1);
	x.texts[0] = NULL;
	fixture_must(&f, do_index, &x);
	ck_assert_uint_eq(found("married", x.id), 0);
}
END_TEST

/* Between rare and common: both words as sets; and no more than asked for. */
START_TEST(many_with_the_same_words)
{
	const char **ids;
	size_t n;

	for (unsigned i = 0; i < 620; i++)
		(void)has("Street", i % 2 ? "Maple" : "Cedar", i == 619 ? "Only" : NULL);
	ck_assert_int_eq(search_find(cx, "test", "street", 50, &ids, &n), OK);
	ck_assert_uint_eq(n, 50);
	ck_assert_int_eq(search_find(cx, "test", "street", 700, &ids, &n), OK);
	ck_assert_uint_eq(n, 620);
	ck_assert_int_eq(search_find(cx, "test", "stree cedar", 700, &ids, &n), OK);
	ck_assert_uint_eq(n, 310);
	ck_assert_int_eq(search_find(cx, "test", "stree eet", 700, &ids, &n), OK);
	ck_assert_uint_eq(n, 620);
	ck_assert_int_eq(search_find(cx, "test", "stree eet maple", 700, &ids, &n), OK);
	ck_assert_uint_eq(n, 310);
	ck_assert_int_eq(search_find(cx, "test", "stree eet maple only", 700, &ids, &n), OK);
	ck_assert_uint_eq(n, 1);
	ck_assert_int_eq(search_find(cx, "other", "street", 700, &ids, &n), OK);
	ck_assert_uint_eq(n, 0);
}
END_TEST

START_TEST(another_tenant_finds_nothing)
{
	const char *rosa = has("Zebulon", NULL, NULL);
	struct fixture other;
	const char **ids;
	size_t n;

	fixture_open_rupees(&other);
	ck_assert_int_eq(search_find(&other.cx, "test", "zebulon", 50, &ids, &n), OK);
	ck_assert_uint_eq(n, 0);
	ck_assert_uint_eq(found("zebulon", rosa), 1);
	fixture_close(&other);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("search");
	TCase *t = tcase_create("search");
	SRunner *r;
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, a_part_of_a_word_or_number_finds_it);
	tcase_add_test(t, every_word_must_be_there);
	tcase_add_test(t, wildcards_are_not_wild);
	tcase_add_test(t, any_script_and_apostrophes);
	tcase_add_test(t, words_longer_than_an_ending);
	tcase_add_test(t, indexing_again_replaces);
	tcase_add_test(t, many_with_the_same_words);
	tcase_add_test(t, another_tenant_finds_nothing);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
