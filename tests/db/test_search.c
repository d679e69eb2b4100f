/*
 * shared/search: part of a word, of a number, in any script; every word must be there; nothing that
 * LIKE would take for more than a letter; another tenant's rows are not there.
 */
#include "search.h"
#include "beside.h"
#include "fixture.h"
#include "people.h"
#include "text.h"
#include <unistd.h>
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

/* ---- numbers ---- */

START_TEST(a_number_is_one_word_however_it_is_typed)
{
	const char *rosa = has("LW-100007", "(518) 555-0143", "Rosa Delgado");
	static const char *const q[] = { "5550143", "(555) 0143", "555-0143", "518 555 0143",
		"518.555.0143", "+1 518 555 0143", "LW-100007", "lw100007", "100007", "0143", "5014" };

	(void)has("LW-200008", "(518) 555-9999", "Ana Alvarez");
	for (size_t i = 0; i < COUNT(q); i++)
		ck_assert_msg(found(q[i], rosa) == 1, "%s", q[i]);
	ck_assert_uint_eq(found("555-0144", rosa), 0);
	ck_assert_uint_eq(found("rosa 555-0143", rosa), 1);
}
END_TEST

/* ---- blocks ---- */

enum { MANY = 700 };

struct many { struct search_object objects[MANY]; const char *texts[MANY][3]; };

static enum err
do_bulk(struct cx *c, void *arg)
{
	return search_index_bulk(c, "test", ((const struct many *)arg)->objects, MANY);
}

/* Maria Vale, Street 0 … with a number each; the last one is somebody else. */
static struct many *
block_of_many(void)
{
	struct many *m = arena_alloc(cx->arena, sizeof *m);

	for (unsigned i = 0; i < MANY; i++) {
		m->texts[i][0] = i == MANY - 1 ? "Li Óskarsdóttir" : "Maria Vale";
		m->texts[i][1] = i % 7 ? "Long Street" : "Short Avenue Street";
		m->texts[i][2] = fmt(cx->arena, "77-%05u", i);
		m->objects[i] = (struct search_object){ new_id(cx->arena), m->texts[i], 3 };
	}
	fixture_must(&f, do_bulk, m);
	return m;
}

START_TEST(a_block_finds_parts)
{
	struct many *m = block_of_many();
	const char *last = m->objects[MANY - 1].id, *tenth = m->objects[10].id, **ids;
	size_t n;

	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from search_part where kind = 'test'"), 0);
	ck_assert_uint_eq(found("skars", last), 1);
	ck_assert_uint_eq(found("ÓSKARSDÓTTIR", last), 1);
	ck_assert_uint_eq(found("li", last), 1);
	ck_assert_uint_eq(found("77-00010", tenth), 1);
	ck_assert_uint_eq(found("7700010", tenth), 1);
	ck_assert_uint_eq(found("00010", tenth), 1);
	ck_assert_uint_eq(found("maria 00010 stree", tenth), 1);
	ck_assert_uint_eq(found("short 00010", tenth), 0);
	ck_assert_uint_eq(found("zz", tenth), 0);
	ck_assert_uint_eq(found("rav", tenth), 0);	/* across two words */
	ck_assert_int_eq(search_find(cx, "test", "venue stre", MANY, &ids, &n), OK);
	ck_assert_uint_eq(n, MANY / 7);
	ck_assert_int_eq(search_find(cx, "test", "stre", MANY + 1, &ids, &n), OK);
	ck_assert_uint_eq(n, MANY);
	ck_assert_int_eq(search_find(cx, "test", "stre", 50, &ids, &n), OK);
	ck_assert_uint_eq(n, 50);		/* more than are of use */
	ck_assert_int_eq(search_find(cx, "other", "stre", 50, &ids, &n), OK);
	ck_assert_uint_eq(n, 0);
}
END_TEST

START_TEST(what_is_indexed_anew_leaves_its_block)
{
	struct many *m = block_of_many();
	struct indexing x = { .id = m->objects[10].id, .texts = { "Maria Stone", "77-00010" } };

	fixture_must(&f, do_index, &x);
	ck_assert_uint_eq(found("stone", x.id), 1);
	ck_assert_uint_eq(found("00010", x.id), 1);
	ck_assert_uint_eq(found("vale 00010", x.id), 0);
	ck_assert_uint_eq(found("vale 00011", m->objects[11].id), 1);
	/* and comes back in another one */
	m->texts[10][0] = "Maria Hill";
	fixture_must(&f, do_bulk, m);
	ck_assert_uint_eq(found("hill 00010", x.id), 1);
	ck_assert_uint_eq(found("stone", x.id), 0);
	ck_assert_uint_eq(found("00011", m->objects[11].id), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from search_block where kind = 'test'"), 2);
}
END_TEST

static const char *
best(const char *q, size_t at)
{
	struct search_hit *hits;
	size_t n;

	ck_assert_int_eq(search_best(cx, "test", q, 20, &hits, &n), OK);
	ck_assert_uint_gt(n, at);
	return hits[at].id;
}

/* Whole words, then beginnings, then parts; in blocks and out of them. */
START_TEST(the_best_come_first)
{
	struct many *m = block_of_many();
	const char *part = has("Susanna", NULL, NULL), *beginning = has("Annabel", NULL, NULL);
	const char *whole = has("Ann", "Somebody", NULL);

	ck_assert_str_eq(best("ann", 0), whole);
	ck_assert_str_eq(best("ann", 1), beginning);
	ck_assert_str_eq(best("ann", 2), part);
	m->texts[3][0] = "Vale Ann";
	m->texts[4][0] = "Vale Annabel";
	m->texts[5][0] = "Vale Susanna";
	fixture_must(&f, do_bulk, m);
	ck_assert_str_eq(best("vale ann", 0), m->objects[3].id);
	ck_assert_str_eq(best("vale ann", 1), m->objects[4].id);
	ck_assert_str_eq(best("vale ann", 2), m->objects[5].id);
	ck_assert_str_eq(best("li", 0), m->objects[MANY - 1].id);
}
END_TEST

START_TEST(another_tenants_blocks_are_not_there)
{
	struct many *m = block_of_many();
	struct fixture other;
	const char **ids;
	size_t n;

	fixture_open_rupees(&other);
	ck_assert_int_eq(search_find(&other.cx, "test", "stre", 50, &ids, &n), OK);
	ck_assert_uint_eq(n, 0);
	ck_assert_uint_eq(found("00010", m->objects[10].id), 1);
	fixture_close(&other);
}
END_TEST

/* ---- what came in by file ---- */

struct coming { unsigned from, count; };

static enum err
come_in(struct cx *c, void *arg)
{
	const struct coming *in = arg;
	struct param *column[5];

	for (unsigned i = 0; i < 5; i++)
		column[i] = arena_array(c->arena, struct param, in->count);
	for (unsigned i = 0; i < in->count; i++) {
		column[0][i] = str(new_id(c->arena));
		column[1][i] = str(fmt(c->arena, "F-%06u", in->from + i));
		column[2][i] = str(fmt(c->arena, "Filed Person%u", in->from + i));
		column[3][i] = str(fmt(c->arena, "(518) 700-%04u", in->from + i));
		column[4][i] = instant(c, 0);
	}
	return db_bulk(c, in->count, column, 5,
	    "insert into consumer (id, number, name, phone, created_at) values (?, ?, ?, ?, ?)");
}

struct indexing_all { const char *after; size_t n, all; };

static enum err
index_next(struct cx *c, void *arg)
{
	struct indexing_all *in = arg;

	return search_people(c, "consumer", in->after, &in->after, &in->n);
}

static size_t
index_all(void)
{
	struct indexing_all in = { NULL, 0, 0 };

	do {
		fixture_must(&f, index_next, &in);
		in.all += in.n;
	} while (in.n > 0);
	return in.all;
}

static size_t
consumers(const char *q)
{
	const char **ids;
	size_t n;

	ck_assert_int_eq(search_find(cx, "consumer", q, 50, &ids, &n), OK);
	return n;
}

START_TEST(what_came_in_by_file_is_indexed_in_bulk)
{
	struct coming first = { 0, 600 }, few = { 600, 5 };

	fixture_must(&f, come_in, &first);
	ck_assert_uint_eq(consumers("person77"), 0);
	ck_assert_uint_eq(index_all(), 601);		/* and the one that was there */
	ck_assert_uint_eq(consumers("person599"), 1);
	ck_assert_uint_eq(consumers("518-700-0077"), 1);
	ck_assert_uint_eq(consumers("f-000077"), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from search_block"), 1);
	/* too few for a block; what has one is left alone */
	fixture_must(&f, come_in, &few);
	ck_assert_uint_eq(index_all(), 5);
	ck_assert_uint_eq(consumers("person604"), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from search_block"), 1);
}
END_TEST

struct forgetting { const char *id; };

static enum err
forget(struct cx *c, void *arg)
{
	return search_forget(c, "consumer", &((const struct forgetting *)arg)->id, 1);
}

START_TEST(what_was_changed_in_bulk_is_forgotten_until_then)
{
	struct coming first = { 0, 600 };
	struct forgetting x;
	const struct row *r;

	fixture_must(&f, come_in, &first);
	(void)index_all();
	ck_assert_int_eq(db_one(cx, &r, "select id from consumer where number = 'F-000042'"), OK);
	x.id = row_str(r, "id");
	fixture_must(&f, forget, &x);
	ck_assert_uint_eq(consumers("f-000042"), 0);
	ck_assert_uint_eq(index_all(), 1);
	ck_assert_uint_eq(consumers("f-000042"), 1);
}
END_TEST

static enum err
enqueue(struct cx *c, void *arg)
{
	return job_enqueue(c, SEARCH_INDEX_JOB, "{}", NULL, 0, arg);
}

static void
run_job(void)
{
	static const struct job_kind kinds[] = { { SEARCH_INDEX_JOB, run_search_index, 1 } };
	struct identity me = cx->who;
	const char *id;
	bool ran = true;

	fixture_must(&f, enqueue, &id);
	while (ran && fixture_i64(&f, "select count(*) n from job where id = ? and state = 'queued'",
		   str(id)))
		ck_assert_int_eq(jobs_run_one(cx, kinds, 1, &ran), OK);
	cx->who = me;
	ck_assert_int_eq(db_set_tenant(cx, f.tenant_id), OK);
	for (unsigned i = 0; i < 200; i++) {	/* the stack's own worker may have been quicker */
		if (fixture_i64(&f, "select count(*) n from job where id = ? and state = 'done'",
			str(id)))
			return;
		(void)usleep(50000);
	}
	ck_abort_msg("the job did not end");
}

START_TEST(a_job_indexes_what_is_in_no_block)
{
	struct coming first = { 0, 700 }, second = { 700, 600 };
	struct rows all;

	fixture_must(&f, come_in, &first);
	run_job();
	ck_assert_uint_eq(consumers("person699"), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from search_block"), 1);
	fixture_must(&f, come_in, &second);
	run_job();
	ck_assert_uint_eq(consumers("person1299"), 1);
	ck_assert_int_eq(fixture_i64(&f, "select max(block) n from search_block"), 1);
	/* a block whose objects all went elsewhere goes */
	ck_assert_int_eq(db_all(cx, &all, "select object_id from search_text where place < ?",
	    i64(SEARCH_BLOCK)), OK);
	for (size_t i = 0; i < all.n; i++) {
		struct forgetting x = { row_str(&all.row[i], "object_id") };

		fixture_must(&f, forget, &x);
	}
	run_job();
	ck_assert_int_eq(
	    fixture_i64(&f, "select count(*) n from search_block where block = 0"), 0);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from search_gram where block = 0"), 0);
	ck_assert_uint_eq(consumers("person699"), 1);
	ck_assert_uint_eq(consumers("person1299"), 1);
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
	tcase_add_test(t, a_number_is_one_word_however_it_is_typed);
	tcase_add_test(t, a_block_finds_parts);
	tcase_add_test(t, what_is_indexed_anew_leaves_its_block);
	tcase_add_test(t, the_best_come_first);
	tcase_add_test(t, another_tenants_blocks_are_not_there);
	tcase_add_test(t, what_came_in_by_file_is_indexed_in_bulk);
	tcase_add_test(t, what_was_changed_in_bulk_is_forgotten_until_then);
	tcase_add_test(t, a_job_indexes_what_is_in_no_block);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
