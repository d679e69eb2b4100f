/*
 * What the office knows of a consumer: edits, contacts, notes, caller checks.  What is written, what
 * is refused, who may, what the history says, and that search follows.
 */
#include "caller.h"
#include "consumer.h"
#include "note.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "search.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

static struct fixture f, other;
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

/* The latest audit row of this action, checked to be by the fixture's user. */
static const struct row *
told(const char *action, const char *object_id)
{
	const struct row *r;

	ck_assert_int_eq(db_one(cx, &r, "select before_json, after_json, account_id, actor_name, actor_kind"
	    " from audit where action = ? and object_id = ? order by at desc, id desc limit 1",
	    str(action), str(object_id)), OK);
	ck_assert(row_is(r, "actor_name", "Dana Whitfield"));
	return r;
}

static int64_t
told_times(const char *action)
{
	return fixture_i64(&f, "select count(*) n from audit where action = ?", str(action));
}

/* ---- consumers (D15, Z9, Z13) ---- */

static struct consumer_edit
editing(int64_t version)
{
	return (struct consumer_edit){ .id = f.consumer_id, .version = version };
}

#define TO(text) { true, text }

START_TEST(a_consumer_is_edited)
{
	struct consumer_edit e = editing(1);
	const char *second = fixture_account(&f);
	const struct row *r;

	e.name = (struct edit)TO("Rosa Delgado-Whyte");
	e.phone = (struct edit)TO("518-555-0177");
	e.preferred_method = (struct edit)TO("cash");
	e.circumstances = (struct edit)TO("Hard of hearing: write, do not call");
	fixture_must(&f, edit_consumer, &e);
	ck_assert_int_eq(e.new_version, 2);
	ck_assert_int_eq(db_one(cx, &r, "select * from consumer where id = ?", str(f.consumer_id)), OK);
	ck_assert(row_is(r, "name", "Rosa Delgado-Whyte"));
	ck_assert(row_is(r, "preferred_method", "cash"));
	ck_assert_int_eq(row_i64(r, "version"), 2);
	r = told("consumer.edit", f.consumer_id);
	ck_assert_ptr_nonnull(strstr(row_str(r, "before_json"), "\"name\":\"Rosa Delgado\""));
	ck_assert_ptr_nonnull(strstr(row_str(r, "after_json"), "\"name\":\"Rosa Delgado-Whyte\""));
	ck_assert_ptr_nonnull(strstr(row_str(r, "after_json"), "\"preferred_method\":\"cash\""));
	ck_assert_ptr_null(strstr(row_str(r, "after_json"), "email"));	/* it is as it was */
	/* the index follows: the consumer and all of its accounts */
	ck_assert(finds("consumer", "whyte", f.consumer_id));
	ck_assert(finds("account", "whyte", f.account_id));
	ck_assert(finds("account", "whyte 5550177", second));
	/* nothing new: nothing told */
	e = editing(2);
	e.name = (struct edit)TO("Rosa Delgado-Whyte");
	fixture_must(&f, edit_consumer, &e);
	ck_assert_int_eq(e.new_version, 2);
	ck_assert_int_eq(told_times("consumer.edit"), 1);
	/* emptied */
	e = editing(2);
	e.phone = e.circumstances = e.preferred_method = (struct edit)TO(NULL);
	fixture_must(&f, edit_consumer, &e);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from consumer where id = ? and phone is null"
	    " and circumstances is null and preferred_method is null", str(f.consumer_id)), 1);
	ck_assert(!finds("account", "5550177", second));
}
END_TEST

START_TEST(a_wrong_edit_changes_nothing)
{
	struct consumer_edit e = editing(1), stale = editing(7), nobody = editing(1);

	e.name = e.kind = (struct edit)TO(NULL);
	e.phone = (struct edit)TO("call me");
	e.email = (struct edit)TO("rosa at home");
	e.preferred_method = (struct edit)TO("barter");
	e.circumstances = (struct edit)TO("Pays with 4111 1111 1111 1111");
	ck_assert_int_eq(fixture_do(&f, edit_consumer, &e), E_INPUT);
	ck_assert(fixture_fault(&f, "/name", "required"));
	ck_assert(fixture_fault(&f, "/kind", "required"));
	ck_assert(fixture_fault(&f, "/phone", "format"));
	ck_assert(fixture_fault(&f, "/email", "format"));
	ck_assert(fixture_fault(&f, "/preferred_method", "choice"));
	ck_assert(fixture_fault(&f, "/circumstances", "card_number"));
	stale.name = (struct edit)TO("Somebody");
	ck_assert_int_eq(fixture_do(&f, edit_consumer, &stale), E_STALE);
	nobody.id = new_id(cx->arena);
	ck_assert_int_eq(fixture_do(&f, edit_consumer, &nobody), E_NOT_FOUND);
	ck_assert_int_eq(fixture_i64(&f, "select version n from consumer where id = ?",
	    str(f.consumer_id)), 1);
	ck_assert_int_eq(told_times("consumer.edit"), 0);
}
END_TEST

START_TEST(phones_and_addresses)
{
	static const char *const phones[] = { "5185550142", "(518) 555-0142", "+91 98450 11234",
		"518.555.0142 x12" };
	static const char *const no_phones[] = { "12345", "call 5185550142", "55501", "+", "" };

	for (size_t i = 0; i < COUNT(phones); i++)
		ck_assert_msg(phone_valid(phones[i]), "%s", phones[i]);
	for (size_t i = 0; i < COUNT(no_phones); i++)
		ck_assert_msg(!phone_valid(no_phones[i]), "%s", no_phones[i]);
	ck_assert(email_plausible("r.delgado@example.net"));
	ck_assert(!email_plausible("example.net"));
	ck_assert(!email_plausible("@example.net"));
	ck_assert(!email_plausible("a@b@c"));
	ck_assert(!email_plausible("a b@c"));
}
END_TEST

/* ---- contacts (Z9) ---- */

START_TEST(contacts_come_change_and_go)
{
	struct contact_edit c = { .consumer_id = f.consumer_id, .kind = TO("phone"),
		.value = TO("(212) 555-0199"), .label = TO("Daughter") };
	struct contact_edit change, gone;
	const struct row *r;

	fixture_must(&f, add_contact, &c);
	ck_assert(finds("account", "212-555-0199", f.account_id));
	ck_assert(finds("consumer", "2125550199", f.consumer_id));
	r = told("contact.add", f.consumer_id);
	ck_assert(row_null(r, "before_json"));
	ck_assert_ptr_nonnull(strstr(row_str(r, "after_json"), "\"label\":\"Daughter\""));

	change = (struct contact_edit){ .id = c.id, .version = 1, .value = TO("(212) 555-0188") };
	fixture_must(&f, edit_contact, &change);
	ck_assert_int_eq(change.new_version, 2);
	r = told("contact.edit", f.consumer_id);
	ck_assert_ptr_nonnull(strstr(row_str(r, "before_json"), "(212) 555-0199"));
	ck_assert_ptr_nonnull(strstr(row_str(r, "after_json"), "(212) 555-0188"));
	ck_assert(!finds("account", "2125550199", f.account_id));
	ck_assert(finds("account", "2125550188", f.account_id));
	ck_assert_int_eq(fixture_do(&f, edit_contact, &change), E_STALE);

	gone = (struct contact_edit){ .id = c.id };
	fixture_must(&f, remove_contact, &gone);
	ck_assert(!finds("account", "2125550188", f.account_id));
	r = told("contact.remove", f.consumer_id);
	ck_assert_ptr_nonnull(strstr(row_str(r, "before_json"), "(212) 555-0188"));
	ck_assert(row_null(r, "after_json"));
	ck_assert_int_eq(fixture_do(&f, remove_contact, &gone), E_NOT_FOUND);
	ck_assert_int_eq(fixture_do(&f, edit_contact, &change), E_NOT_FOUND);
}
END_TEST

START_TEST(contacts_are_what_they_say)
{
	struct contact_edit phone = { .consumer_id = f.consumer_id, .kind = TO("phone"),
		.value = TO("rosa@example.net") };
	struct contact_edit mail = { .consumer_id = f.consumer_id, .kind = TO("email"),
		.value = TO("(212) 555-0199") };
	struct contact_edit post = { .consumer_id = f.consumer_id, .kind = TO("post"),
		.value = TO("PO Box 12, Larkfield"), .label = TO("5555 5555 5555 4444") };
	struct contact_edit nobody = { .consumer_id = new_id(cx->arena), .kind = TO("post"),
		.value = TO("PO Box 12") };

	ck_assert_int_eq(fixture_do(&f, add_contact, &phone), E_INPUT);
	ck_assert(fixture_fault(&f, "/value", "format"));
	ck_assert_int_eq(fixture_do(&f, add_contact, &mail), E_INPUT);
	ck_assert_int_eq(fixture_do(&f, add_contact, &post), E_INPUT);
	ck_assert(fixture_fault(&f, "/label", "card_number"));
	post.label = (struct edit){ false, NULL };
	fixture_must(&f, add_contact, &post);
	/* a box is no phone */
	post.version = 1;
	post.kind = (struct edit)TO("phone");
	post.value.sent = false;
	ck_assert_int_eq(fixture_do(&f, edit_contact, &post), E_INPUT);
	ck_assert_int_eq(fixture_do(&f, add_contact, &nobody), E_NOT_FOUND);
}
END_TEST

/* ---- notes (Z13) ---- */

static const char *
write_one(const char *words)
{
	struct note_edit n = { .account_id = f.account_id, .text = TO(words) };

	fixture_must(&f, write_note, &n);
	return n.id;
}

START_TEST(notes_are_of_who_wrote_them)
{
	const char *id = write_one("Called about the leak"), *me = cx->who.id, *name = cx->who.name;
	struct note_edit e = { .id = id, .version = 1, .text = TO("Called twice about the leak") };
	struct note_edit pin = { .id = id, .version = 2, .sends_pin = true, .is_pinned = true };
	struct note_edit gone = { .id = id };

	fixture_must(&f, edit_note, &e);
	ck_assert_ptr_nonnull(strstr(row_str(told("note.edit", id), "before_json"), "Called about"));
	ck_assert(row_is(told("note.write", id), "account_id", f.account_id));
	cx->who.id = f.other_user_id;
	cx->who.name = "Another";
	e.version = 2;
	ck_assert_int_eq(fixture_do(&f, edit_note, &e), E_FORBIDDEN);
	ck_assert_ptr_nonnull(strstr(cx->failure.detail, "Dana Whitfield"));
	ck_assert_int_eq(fixture_do(&f, remove_note, &gone), E_FORBIDDEN);
	/* anyone may pin it */
	fixture_must(&f, edit_note, &pin);
	ck_assert_int_eq(
	    fixture_i64(&f, "select is_pinned n from account_note where id = ?", str(id)), 1);
	cx->who.id = me;
	cx->who.name = name;
	ck_assert_int_eq(fixture_do(&f, edit_note, &e), E_STALE);
	fixture_must(&f, remove_note, &gone);
	ck_assert_ptr_nonnull(
	    strstr(row_str(told("note.remove", id), "before_json"), "Called twice"));
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from account_note"), 0);
}
END_TEST

START_TEST(notes_take_no_card_numbers)
{
	struct note_edit n = { .account_id = f.account_id, .text = TO("Card 4111-1111-1111-1111") };
	struct note_edit e = { .id = write_one("Fine"), .version = 1,
		.text = TO("It was 4111111111111111") };
	struct note_edit nowhere = { .account_id = new_id(cx->arena), .text = TO("Hello") };

	ck_assert_int_eq(fixture_do(&f, write_note, &n), E_INPUT);
	ck_assert(fixture_fault(&f, "/text", "card_number"));
	ck_assert_int_eq(fixture_do(&f, edit_note, &e), E_INPUT);
	ck_assert_int_eq(fixture_do(&f, write_note, &nowhere), E_NOT_FOUND);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from account_note where text = 'Fine'"), 1);
}
END_TEST

/* ---- callers (L16) ---- */

#define KNOWS(...) \
	(const char *const[]){ __VA_ARGS__ }, sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *)

static bool
passes(const char *const *matched, size_t n)
{
	struct caller_check c = { .account_id = f.account_id, .matched = matched, .n = n, .claims = -1 };

	fixture_must(&f, check_caller, &c);
	ck_assert_int_eq(fixture_i64(&f, "select has_passed n from caller_check where id = ?",
	    str(c.id)), c.has_passed);
	return c.has_passed;
}

START_TEST(a_caller_passes_by_two_of_which_one_is_secret)
{
	const struct row *r;

	ck_assert(passes(KNOWS("account_number", "phone")));
	ck_assert(passes(KNOWS("name", "last_payment_amount")));
	ck_assert(passes(KNOWS("service_address", "meter_number", "name")));
	ck_assert(!passes(KNOWS("name", "service_address")));
	ck_assert(!passes(KNOWS("account_number")));
	ck_assert(!passes(NULL, 0));
	r = told("caller.check", f.account_id);
	ck_assert_ptr_nonnull(strstr(row_str(r, "after_json"), "\"has_passed\":false"));
	ck_assert_int_eq(told_times("caller.check"), 6);
}
END_TEST

START_TEST(a_caller_check_is_honest)
{
	struct caller_check c = { .account_id = f.account_id, .claims = 1 };
	const char *const twice[] = { "phone", "phone" }, *const odd[] = { "phone", "shoe_size" };
	const char *const few[] = { "name", "service_address" }, *const good[] = { "phone", "email" };

	c.matched = twice, c.n = 2;
	ck_assert_int_eq(fixture_do(&f, check_caller, &c), E_INPUT);
	ck_assert(fixture_fault(&f, "/matched/1", "doubled"));
	c.matched = odd;
	ck_assert_int_eq(fixture_do(&f, check_caller, &c), E_INPUT);
	ck_assert(fixture_fault(&f, "/matched/1", "choice"));
	c.matched = few;
	ck_assert_int_eq(fixture_do(&f, check_caller, &c), E_INPUT);
	ck_assert(fixture_fault(&f, "/matched", "too_little"));
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from caller_check"), 0);
	/* right in all, and yet the clerk has doubts */
	c.matched = good, c.claims = 0;
	fixture_must(&f, check_caller, &c);
	ck_assert(!c.has_passed);
	c.account_id = new_id(cx->arena);
	ck_assert_int_eq(fixture_do(&f, check_caller, &c), E_NOT_FOUND);
}
END_TEST

/* ---- torture: the k-th allocation or database call fails, for each k ---- */

static enum err
one_edit(void)
{
	static unsigned turn;
	struct consumer_edit e;
	const struct row *r;

	TRY(db_one(cx, &r, "select version from consumer where id = ?", str(f.consumer_id)));
	e = editing(row_i64(r, "version"));
	e.name = (struct edit)TO(turn++ % 2 ? "Rosa Odd" : "Rosa Even");
	return db_tx(cx, edit_consumer, &e);
}

static enum err
one_contact(void)
{
	struct contact_edit c = { .consumer_id = f.consumer_id, .kind = TO("post"),
		.value = TO("PO Box 12") };

	return db_tx(cx, add_contact, &c);
}

static enum err
one_note(void)
{
	struct note_edit n = { .account_id = f.account_id, .text = TO("Tortured") };

	return db_tx(cx, write_note, &n);
}

static enum err
one_caller(void)
{
	const char *const knows[] = { "phone", "email" };
	struct caller_check c = { .account_id = f.account_id, .matched = knows, .n = 2, .claims = -1 };

	return db_tx(cx, check_caller, &c);
}

/* Untouched by the failure?  *out: what it said. */
static bool
attempt(enum err (*op)(void), unsigned long k, unsigned error, enum err *out)
{
	unsigned long allocations = arena_alloc_count(), calls = db_call_count(cx->db);

	if (setjmp(*arena_arm(cx->arena)) != 0) {
		arena_disarm(cx->arena);
		arena_fail_at(0);
		*out = E_INTERNAL;
		return false;
	}
	if (error)
		db_fail_at(cx->db, k, error);
	else
		arena_fail_at(k);
	*out = op();
	arena_fail_at(0);
	db_fail_at(cx->db, 0, 0);
	arena_disarm(cx->arena);
	return error ? db_call_count(cx->db) - calls < k : arena_alloc_count() - allocations < k;
}

/* What the audit tells is what was done: as many edits as versions, contacts, notes and checks as
 * are there; and the index knows the name that the row has. */
static void
whole(void)
{
	const struct row *r;

	ck_assert_int_eq(fixture_i64(&f, "select (select count(*) from audit where action = 'consumer.edit')"
	    " + 1 - (select version from consumer where id = ?) n", str(f.consumer_id)), 0);
	ck_assert_int_eq(fixture_i64(&f, "select (select count(*) from audit where action = 'contact.add')"
	    " - (select count(*) from contact) n"), 0);
	ck_assert_int_eq(fixture_i64(&f, "select (select count(*) from audit where action = 'note.write')"
	    " - (select count(*) from account_note) n"), 0);
	ck_assert_int_eq(fixture_i64(&f, "select (select count(*) from audit where action = 'caller.check')"
	    " - (select count(*) from caller_check) n"), 0);
	ck_assert_int_eq(
	    db_one(cx, &r, "select name from consumer where id = ?", str(f.consumer_id)), OK);
	ck_assert(finds("account", row_str(r, "name"), f.account_id));
	ck_assert(finds("consumer", row_str(r, "name"), f.consumer_id));
}

START_TEST(all_or_nothing)
{
	static enum err (*const ops[])(void) = { one_edit, one_contact, one_note, one_caller };
	static const unsigned errors[] = { 0, 1213, 2013 };
	const struct identity who = cx->who;

	for (size_t i = 0; i < COUNT(ops); i++) {
		ck_assert_int_eq(ops[i](), OK);	/* statements are prepared in another arena */
		for (size_t x = 0; x < COUNT(errors); x++) {
			bool untouched = false;

			for (unsigned long k = 1; !untouched; k += errors[x] ? 1 : 5) {
				enum err e;

				ck_assert_uint_lt(k, 5000);
				untouched = attempt(ops[i], k, errors[x], &e);
				(void)db_settle(cx);
				cx->who = who;
				/* a deadlock outside a transaction: try again */
				ck_assert_msg(e == OK || e == E_STORAGE ||
				    (errors[x] == 0 && e == E_INTERNAL), "%zu: k %lu, error %u: %d",
				    i, k, errors[x], (int)e);
				failure_clear(cx);
				ck_assert_int_eq(db_set_tenant(cx, f.tenant_id), OK);
				whole();
			}
		}
	}
}
END_TEST

/* ---- two tenants ---- */

START_TEST(another_tenants_people_are_unknown)
{
	struct contact_edit c = { .kind = TO("post"), .value = TO("PO Box 1") };
	struct consumer_edit e = { .version = 1, .name = TO("Stolen") };
	struct note_edit n = { .text = TO("Hello") }, change = { .version = 1, .text = TO("Hi") };
	const char *const knows[] = { "phone", "email" };
	struct caller_check k = { .matched = knows, .n = 2, .claims = -1 };

	fixture_open_rupees(&other);
	c.consumer_id = e.id = other.consumer_id;
	n.account_id = k.account_id = other.account_id;
	ck_assert_int_eq(fixture_do(&f, add_contact, &c), E_NOT_FOUND);
	ck_assert_int_eq(fixture_do(&f, edit_consumer, &e), E_NOT_FOUND);
	ck_assert_int_eq(fixture_do(&f, write_note, &n), E_NOT_FOUND);
	ck_assert_int_eq(fixture_do(&f, check_caller, &k), E_NOT_FOUND);
	fixture_must(&other, write_note, &n);
	fixture_must(&other, add_contact, &c);
	change.id = n.id;
	ck_assert_int_eq(fixture_do(&f, edit_note, &change), E_NOT_FOUND);
	ck_assert_int_eq(fixture_do(&f, remove_note, &change), E_NOT_FOUND);
	ck_assert_int_eq(fixture_do(&f, remove_contact, &c), E_NOT_FOUND);
	fixture_close(&other);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		a_consumer_is_edited,
		a_wrong_edit_changes_nothing,
		phones_and_addresses,
		contacts_come_change_and_go,
		contacts_are_what_they_say,
		notes_are_of_who_wrote_them,
		notes_take_no_card_numbers,
		a_caller_passes_by_two_of_which_one_is_secret,
		a_caller_check_is_honest,
		another_tenants_people_are_unknown,
		all_or_nothing,
	};
	Suite *s = suite_create("office");
	TCase *t = tcase_create("office");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 300);
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
