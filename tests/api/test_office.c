/*
 * The consumer's and the account's pages and the one box, through the real nginx: what they show, to
 * whom, in what order; edits with their versions; what another tenant sees of it.
 */
#include "till.h"

#include <stdlib.h>
#include <string.h>

#include "audit.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

static struct till t;
static struct caller *agent;

static void
people(void)
{
	till_people(&t);
	agent = api_sign_in("larkfield", "CSO Agent");
	caller_token(agent);
}

static void
setup(void)
{
	till_open(&t);
}

static void
teardown(void)
{
	till_close(&t);
}

static struct reply *
get_ok(struct caller *who, const char *path)
{
	struct reply *r = api_get(who, path);

	must_status(r, 200);
	return r;
}

static struct reply *
patch(struct caller *who, const char *path, int version, const char *body)
{
	const char *match = text("If-Match: \"%d\"", version);

	return api_call(&(struct call){
		.as = who, .method = "PATCH", .path = path, .body = body, .headers = { match } });
}

static struct reply *
post_ok(struct caller *who, const char *path, const char *body)
{
	struct reply *r = api_post(who, path, body);

	must_status(r, 201);
	return r;
}

static const char *
of_account(const char *what)
{
	return text("/api/v1/accounts/%s%s", t.account, what);
}

/* ---- the consumer: preferences and circumstances noted (D15), no card numbers (Z13) ---- */

START_TEST(a_consumer_with_all_that_is_his)
{
	const char *path = text("/api/v1/consumers/%s", t.f.consumer_id);
	const char *second = fixture_account(&t.f);
	struct reply *r;

	(void)fixture_bill(&t.f, second, 2500);
	(void)post_ok(t.clerk, text("%s/contacts", path),
	    "{\"kind\":\"phone\",\"value\":\"(212) 555-0111\",\"label\":\"Son\"}");
	r = get_ok(agent, path);
	ck_assert_uint_eq(reply_count(r, "accounts"), 2);
	ck_assert_int_eq(reply_i64(r, "totals.accounts"), 2);
	ck_assert_int_eq(reply_i64(r, "totals.owed.amount"), 12500);
	ck_assert_int_eq(reply_i64(r, "totals.credit.amount"), 0);
	ck_assert_str_eq(reply_str(r, "contacts.0.label"), "Son");
	ck_assert(!reply_has(r, "preferred_method"));
	must_status(patch(t.clerk, path, 1,
	    "{\"preferred_method\":\"cash\",\"circumstances\":\"Moves in May\",\"email\":null}"), 200);
	r = get_ok(agent, path);
	ck_assert_str_eq(reply_str(r, "preferred_method"), "cash");
	ck_assert_str_eq(reply_str(r, "circumstances"), "Moves in May");
	ck_assert_int_eq(reply_i64(r, "version"), 2);
	ck_assert_str_eq(reply_header(r, "ETag"), "\"2\"");
	r = get_ok(agent, of_account(""));
	ck_assert_str_eq(reply_str(r, "consumer.circumstances"), "Moves in May");
	/* what is wrong, what is old, who may not, whose it is not */
	must_problem(patch(t.clerk, path, 1, "{\"name\":\"Older\"}"), 412, "stale");
	must_fault(patch(t.clerk, path, 2, "{\"circumstances\":\"4111 1111 1111 1111\"}"),
	    "/circumstances", "card_number");
	must_fault(patch(t.clerk, path, 2, "{\"phone\":\"none\"}"), "/phone", "format");
	must_fault(patch(t.clerk, path, 2, "{\"shoe_size\":\"44\"}"), "/shoe_size", "unknown");
	must_status(patch(t.cashier, path, 2, "{\"name\":\"Mine\"}"), 403);
	must_status(patch(t.other, path, 2, "{\"name\":\"Theirs\"}"), 404);
}
END_TEST

START_TEST(contacts_over_http)
{
	const char *list = text("/api/v1/consumers/%s/contacts", t.f.consumer_id), *one;
	struct reply *r = post_ok(t.clerk, list, "{\"kind\":\"email\",\"value\":\"son@example.net\"}");

	one = text("/api/v1/contacts/%s", reply_str(r, "id"));
	must_status(patch(t.clerk, one, 1, "{\"label\":\"Son\"}"), 200);
	must_problem(patch(t.clerk, one, 1, "{\"label\":\"Heir\"}"), 412, "stale");
	must_fault(patch(t.clerk, one, 2, "{\"kind\":\"phone\"}"), "/value", "format");
	must_fault(patch(t.clerk, one, 2, "{\"value\":null}"), "/value", "required");
	r = get_ok(agent, list);
	ck_assert_uint_eq(reply_count(r, "data"), 1);
	ck_assert_str_eq(reply_str(r, "data.0.label"), "Son");
	must_status(api_call(&(struct call){ .as = agent, .method = "DELETE", .path = one }), 403);
	must_status(api_call(&(struct call){ .as = t.other, .method = "DELETE", .path = one }), 404);
	must_status(api_call(&(struct call){ .as = t.clerk, .method = "DELETE", .path = one }), 204);
	ck_assert_uint_eq(reply_count(get_ok(agent, list), "data"), 0);
}
END_TEST

/* ---- the account (D2, D15); what may not be opened is not counted (A5) ---- */

START_TEST(an_account_says_what_its_tabs_hold)
{
	struct reply *r;

	(void)pay(&t, t.clerk, 1000);
	(void)pay(&t, t.cashier, 500);
	(void)post_ok(agent, of_account("/notes"), "{\"text\":\"Dog bites\",\"is_pinned\":true}");
	(void)post_ok(agent, of_account("/notes"), "{\"text\":\"Not pinned\"}");
	(void)post_ok(agent, of_account("/caller-checks"), "{\"matched\":[\"phone\",\"name\"]}");
	r = get_ok(t.admin, of_account(""));
	ck_assert_int_eq(reply_i64(r, "counts.bills"), 1);
	ck_assert_int_eq(reply_i64(r, "counts.payments"), 2);
	ck_assert_int_eq(reply_i64(r, "counts.charges"), 0);
	ck_assert_int_eq(reply_i64(r, "counts.notes"), 2);
	ck_assert_uint_eq(reply_count(r, "pinned_notes"), 1);
	ck_assert_str_eq(reply_str(r, "pinned_notes.0.text"), "Dog bites");
	ck_assert(reply_bool(r, "caller_check.has_passed"));
	ck_assert_str_eq(reply_str(r, "caller_check.matched.1"), "name");
	ck_assert_uint_eq(reply_count(get_ok(agent, of_account("/meters")), "data"),
	    reply_count(r, "meters"));
	/* a cashier counts his own payments; who may not open a tab sees no number of it */
	ck_assert_int_eq(reply_i64(get_ok(t.cashier, of_account("")), "counts.payments"), 1);
	r = get_ok(agent, of_account(""));
	ck_assert(!reply_has(r, "counts.payments"));
	ck_assert(!reply_has(r, "counts.bills"));
	ck_assert_int_eq(reply_i64(r, "counts.notes"), 2);
}
END_TEST

START_TEST(notes_over_http)
{
	struct reply *r = post_ok(agent, of_account("/notes"), "{\"text\":\"First\"}");
	const char *one = text("/api/v1/account-notes/%s", reply_str(r, "id"));

	must_fault(api_post(agent, of_account("/notes"), "{\"text\":\"4111111111111111\"}"), "/text",
	    "card_number");
	must_fault(api_post(agent, of_account("/notes"), "{}"), "/text", "required");
	must_status(patch(t.clerk, one, 1, "{\"text\":\"Mine now\"}"), 403);
	must_status(patch(t.clerk, one, 1, "{\"is_pinned\":true}"), 200);
	must_status(patch(agent, one, 2, "{\"text\":\"Second\"}"), 200);
	must_status(api_call(&(struct call){ .as = t.clerk, .method = "DELETE", .path = one }), 403);
	r = get_ok(t.cashier, of_account("/notes"));
	ck_assert_str_eq(reply_str(r, "data.0.text"), "Second");
	ck_assert(reply_bool(r, "data.0.is_pinned"));
	ck_assert_uint_eq(reply_count(get_ok(agent, of_account("/notes?is_pinned=false")), "data"), 0);
	must_status(patch(t.other, one, 3, "{\"is_pinned\":true}"), 404);
	must_status(api_get(t.other, of_account("/notes")), 404);
	must_status(api_call(&(struct call){ .as = agent, .method = "DELETE", .path = one }), 204);
}
END_TEST

/* L16 */
START_TEST(caller_checks_over_http)
{
	struct reply *r;

	must_fault(api_post(agent, of_account("/caller-checks"), "{}"), "/matched", "required");
	must_fault(api_post(agent, of_account("/caller-checks"), "{\"matched\":[\"name\"],\"passed\":true}"),
	    "/matched", "too_little");
	must_fault(api_post(agent, of_account("/caller-checks"), "{\"matched\":[\"iris\",\"name\"]}"),
	    "/matched/0", "choice");
	must_status(api_post(t.manager, of_account("/caller-checks"), "{\"matched\":[]}"), 403);
	r = post_ok(agent, of_account("/caller-checks"), "{\"matched\":[\"name\",\"service_address\"]}");
	ck_assert(!reply_bool(r, "has_passed"));
	r = post_ok(agent, of_account("/caller-checks"), "{\"matched\":[\"name\",\"email\"]}");
	ck_assert(reply_bool(r, "has_passed"));
	r = get_ok(t.manager, of_account("/caller-checks"));
	ck_assert_uint_eq(reply_count(r, "data"), 2);
	ck_assert_str_eq(reply_str(r, "data.0.matched.1"), "email");
	must_status(api_get(t.other, of_account("/caller-checks")), 404);
}
END_TEST

/* ---- the timeline (D15), by permission (A5) ---- */

static size_t
has_kind(const struct reply *r, const char *kind)
{
	size_t n = 0;

	for (size_t i = 0; i < reply_count(r, "data"); i++)
		n += same_text(reply_str(r, text("data.%zu.kind", i)), kind);
	return n;
}

static const char *
moment(const struct reply *r, size_t i)
{
	const char *at = text("data.%zu.at", i);

	return reply_has(r, at) ? reply_str(r, at) : reply_str(r, text("data.%zu.on", i));
}

/* A bill, two payments of which one is void, an overpayment, a charge waived and one cancelled, a
 * plan that was ended, a note, a caller, an edit. */
static void
busy_day(void)
{
	const char *first = reply_str(pay(&t, t.clerk, 1000), "id"), *price, *charge;
	struct reply *r;

	(void)pay(&t, t.cashier, 500);
	must_status(void_as(t.recovery, first, "Taken twice"), 200);
	(void)post_ok(t.clerk, "/api/v1/payments",
	    text("{\"account_id\":\"%s\",\"method\":\"cash\",\"amount\":{\"amount\":1200,\"currency\":\"USD\"},"
		 "\"credit\":{\"amount\":200,\"currency\":\"USD\"},\"allocations\":[{\"receivable_id\":\"%s\","
		 "\"amount\":{\"amount\":1000,\"currency\":\"USD\"}}]}", t.account, t.bill));
	r = post_ok(t.manager, "/api/v1/prices",
	    text("{\"code\":\"t%.14s\",\"name\":\"Meter test\",\"amount\":{\"amount\":1500,\"currency\":\"USD\"}}",
		t.account + 20));
	price = reply_str(r, "id");
	for (int i = 0; i < 2; i++) {
		r = post_ok(t.clerk, "/api/v1/charges",
		    text("{\"account_id\":\"%s\",\"price_id\":\"%s\"}", t.account, price));
		charge = reply_str(r, "id");
		must_status(api_post(t.recovery,
		    text("/api/v1/charges/%s/%s", charge, i ? "cancel" : "waive"),
		    "{\"reason\":\"our_error\"}"), 200);
	}
	r = post_ok(t.recovery, "/api/v1/plans",
	    text("{\"account_id\":\"%s\",\"receivable_ids\":[\"%s\"],\"instalments\":2,\"every\":\"month\","
		 "\"first_due_on\":\"%s\",\"override_reason\":\"A test\"}", t.account, t.bill, t.today));
	must_status(api_post(t.recovery, text("/api/v1/plans/%s/cancel", reply_str(r, "id")),
	    "{\"reason\":\"Changed his mind\"}"), 200);
	(void)post_ok(agent, of_account("/notes"), "{\"text\":\"A busy day\"}");
	(void)post_ok(agent, of_account("/caller-checks"), "{\"matched\":[\"phone\",\"name\"]}");
	(void)post_ok(t.clerk, text("/api/v1/consumers/%s/contacts", t.f.consumer_id),
	    "{\"kind\":\"phone\",\"value\":\"(212) 555-0122\"}");
}

START_TEST(the_timeline_has_everything_in_order)
{
	static const char *const once[] = { "bill.issued", "payment.voided", "credit_note.issued",
		"charge.waived", "charge.cancelled", "plan.created", "plan.ended", "note.written",
		"caller.checked" };
	struct reply *r, *page;
	const char *next = "";
	size_t n, seen = 0;

	busy_day();
	r = get_ok(t.admin, of_account("/timeline?limit=100"));
	n = reply_count(r, "data");
	for (size_t i = 0; i < COUNT(once); i++)
		ck_assert_msg(has_kind(r, once[i]) == 1, "%s: %zu", once[i], has_kind(r, once[i]));
	ck_assert_uint_eq(has_kind(r, "payment.posted"), 3);
	ck_assert_uint_eq(has_kind(r, "charge.raised"), 2);
	ck_assert_uint_eq(has_kind(r, "consumer.changed"), 2);	/* made, a contact added */
	for (size_t i = 1; i < n; i++)
		ck_assert_msg(strcmp(moment(r, i - 1), moment(r, i)) >= 0, "%s before %s",
		    moment(r, i - 1), moment(r, i));
	/* the bill is known by its day alone, and so stands at its beginning */
	ck_assert_str_eq(reply_str(r, text("data.%zu.link.type", n - 1)), "bill");
	ck_assert_int_eq(reply_i64(r, text("data.%zu.amount.amount", n - 1)), 10000);
	/* the same by pages of two, without a gap or a repetition */
	do {
		page = get_ok(t.admin, of_account(text("/timeline?limit=2%s%s",
		    *next ? "&cursor=" : "", next)));
		for (size_t i = 0; i < reply_count(page, "data"); i++, seen++) {
			ck_assert_uint_lt(seen, n);
			ck_assert_str_eq(reply_str(page, text("data.%zu.id", i)),
			    reply_str(r, text("data.%zu.id", seen)));
			ck_assert_str_eq(reply_str(page, text("data.%zu.kind", i)),
			    reply_str(r, text("data.%zu.kind", seen)));
		}
		next = reply_has(page, "next_cursor") ? reply_str(page, "next_cursor") : "";
	} while (*next);
	ck_assert_uint_eq(seen, n);
	must_fault(api_get(t.admin, of_account("/timeline?cursor=abc")), "?cursor", "format");
	must_status(api_get(t.other, of_account("/timeline")), 404);
}
END_TEST

START_TEST(the_timeline_is_what_one_may_open)
{
	struct reply *r;

	busy_day();
	r = get_ok(agent, of_account("/timeline?limit=100"));
	for (size_t i = 0; i < reply_count(r, "data"); i++)
		ck_assert(!reply_has(r, text("data.%zu.amount", i)));
	ck_assert_uint_eq(has_kind(r, "note.written"), 1);
	r = get_ok(t.cashier, of_account("/timeline?limit=100"));
	ck_assert_uint_eq(has_kind(r, "payment.posted"), 1);
	ck_assert_uint_eq(has_kind(r, "payment.voided"), 0);
	ck_assert_uint_eq(has_kind(r, "bill.issued"), 1);
}
END_TEST

/* ---- changes (Z9) ---- */

static enum err
by_import(struct cx *c, void *arg)
{
	(void)arg;
	return audit_write(c, &(struct audit){ .action = "consumer.edit", .object_type = "consumer",
		.object_id = t.f.consumer_id, .account_id = t.account, .reason = "Import",
		.before_json = "{\"name\":\"A\"}", .after_json = "{\"name\":\"B\"}" });
}

START_TEST(the_change_log_tells_who_by_what_and_from_what)
{
	const char *path = text("/api/v1/consumers/%s", t.f.consumer_id);
	struct reply *r, *key;

	must_status(patch(t.clerk, path, 1, "{\"phone\":\"(518) 555-0123\"}"), 200);
	/* a program */
	key = post_ok(t.admin, "/api/v1/api-clients",
	    "{\"name\":\"Phone system\",\"scopes\":[\"consumers:read\",\"consumers:edit\"]}");
	r = api_post(NULL, "/api/v1/auth/token",
	    text("{\"grant_type\":\"client_credentials\",\"client_id\":\"%s\",\"client_secret\":\"%s\"}",
		reply_str(key, "id"), reply_str(key, "client_secret")));
	must_status(r, 200);
	must_status(patch(api_with_token(reply_str(r, "access_token")), path, 2,
	    "{\"email\":\"new@example.net\"}"), 200);
	(void)pay(&t, t.clerk, 100);			/* no change of what is known */
	r = get_ok(agent, of_account("/changes"));
	ck_assert_str_eq(reply_str(r, "data.0.channel"), "api");
	ck_assert_str_eq(reply_str(r, "data.0.actor.name"), "Phone system");
	ck_assert_str_eq(reply_str(r, "data.0.after.email"), "new@example.net");
	ck_assert(!reply_has(r, "data.0.before.email"));
	ck_assert_str_eq(reply_str(r, "data.1.channel"), "portal");
	ck_assert_str_eq(reply_str(r, "data.1.action"), "consumer.edit");
	ck_assert_str_eq(reply_str(r, "data.1.after.phone"), "(518) 555-0123");
	/* then how it began: the account and its consumer were made */
	ck_assert_uint_eq(reply_count(r, "data"), 4);
	ck_assert_str_eq(reply_str(r, "data.3.action"), "consumer.create");
	ck_assert_str_eq(reply_str(r, "data.3.channel"), "system");
	/* a file */
	fixture_must(&t.f, by_import, NULL);
	r = get_ok(agent, of_account("/changes"));
	ck_assert_uint_eq(reply_count(r, "data"), 5);
	ck_assert_str_eq(reply_str(r, "data.0.channel"), "import");
	ck_assert_str_eq(reply_str(r, "data.0.before.name"), "A");
	r = get_ok(agent, of_account("/changes?limit=4"));
	r = get_ok(agent, of_account(text("/changes?limit=4&cursor=%s", reply_str(r, "next_cursor"))));
	ck_assert_uint_eq(reply_count(r, "data"), 1);
	ck_assert_str_eq(reply_str(r, "data.0.action"), "consumer.create");
	must_status(api_get(t.other, of_account("/changes")), 404);
}
END_TEST

/* ---- habits (D15) ---- */

START_TEST(how_an_account_pays)
{
	struct reply *r;
	const char *id;

	r = get_ok(t.admin, of_account("/payment-habits"));
	ck_assert_uint_eq(reply_count(r, "months"), 24);
	ck_assert_uint_eq(reply_count(r, "methods"), 0);
	ck_assert(!reply_has(r, "mean_days_to_pay"));
	ck_assert(!reply_has(r, "last_payment"));
	(void)pay(&t, t.clerk, 1000);
	(void)pay(&t, t.cashier, 500);
	id = reply_str(pay(&t, t.clerk, 700), "id");
	must_status(void_as(t.recovery, id, "Taken twice"), 200);	/* counts no more */
	r = get_ok(t.admin, of_account("/payment-habits"));
	ck_assert_str_eq(reply_str(r, "methods.0.method"), "cash");
	ck_assert_int_eq(reply_i64(r, "methods.0.count"), 2);
	ck_assert_int_eq(reply_i64(r, "methods.0.amount.amount"), 1500);
	ck_assert_str_eq(reply_str(r, "channels.0.channel"), "walk_in");
	ck_assert_int_eq(reply_i64(r, "months.23.amount.amount"), 1500);
	ck_assert_int_eq(reply_i64(r, "months.22.count"), 0);
	ck_assert_int_eq(reply_i64(r, "on_time.count"), 2);
	ck_assert_int_eq(reply_i64(r, "on_time.of"), 2);
	ck_assert_int_eq(reply_i64(r, "on_time.share_bp"), 10000);
	ck_assert_ptr_nonnull(strstr(r->body, "\"mean_days_to_pay\":0.0"));
	ck_assert_int_eq(reply_i64(r, "last_payment.amount.amount"), 500);
	/* a cashier sees his own; who sees no payments sees no habits */
	r = get_ok(t.cashier, of_account("/payment-habits"));
	ck_assert_int_eq(reply_i64(r, "methods.0.amount.amount"), 500);
	must_status(api_get(agent, of_account("/payment-habits")), 403);
	must_status(api_get(t.other, of_account("/payment-habits")), 404);
}
END_TEST

/* ---- the one box (D2, D18, L11), by permission and row rule (A5) ---- */

static bool
found(struct caller *who, const char *q, const char *kind, const char *id)
{
	struct reply *r = get_ok(who, text("/api/v1/search?q=%s", q));

	for (size_t i = 0; i < reply_count(r, "data"); i++)
		if (same_text(reply_str(r, text("data.%zu.kind", i)), kind) &&
		    same_text(reply_str(r, text("data.%zu.id", i)), id))
			return true;
	return false;
}

START_TEST(one_box_finds_it_by_anything)
{
	struct reply *account = get_ok(t.admin, of_account("")), *paid = pay(&t, t.clerk, 1000), *r;
	const char *number = reply_str(account, "number"), *payment = reply_str(paid, "id");
	const char *path = text("/api/v1/consumers/%s", t.f.consumer_id), *bill;

	must_status(patch(t.clerk, path, 1,
	    "{\"name\":\"Zephyrine Quillfeather\",\"phone\":\"(914) 555-8143\","
	    "\"email\":\"zq@quill.example\"}"), 200);
	ck_assert(found(t.clerk, number, "account", t.account));
	ck_assert(found(t.clerk, "quillf", "account", t.account));
	ck_assert(found(t.clerk, "feather%20zeph", "account", t.account));
	ck_assert(found(t.clerk, "QUILL", "consumer", t.f.consumer_id));
	ck_assert(found(t.clerk, "5558143", "account", t.account));
	ck_assert(found(t.clerk, "(555)%208143", "account", t.account));
	ck_assert(found(t.clerk, "555-8143", "account", t.account));
	ck_assert(found(t.clerk, "zq@quill.example", "account", t.account));
	ck_assert(found(t.clerk, reply_str(paid, "receipt_no"), "receipt", payment));
	ck_assert(found(t.clerk, reply_str(paid, "receipt_no") + 2, "receipt", payment));
	ck_assert(found(t.clerk, reply_str(paid, "payment_no"), "receipt", payment));
	ck_assert(found(t.clerk, reply_str(paid, "transaction_no"), "receipt", payment));
	bill = reply_str(get_ok(t.admin, text("/api/v1/bills/%s", t.bill)), "number");
	ck_assert(found(t.clerk, bill, "bill", t.bill));
	/* essentials in place, and the best first */
	r = get_ok(t.clerk, text("/api/v1/search?q=%s", number));
	ck_assert_str_eq(reply_str(r, "detected"), "account");
	ck_assert_str_eq(reply_str(r, "data.0.id"), t.account);
	ck_assert_str_eq(reply_str(r, "data.0.title"), "Zephyrine Quillfeather");
	ck_assert_int_eq(reply_i64(r, "data.0.owed.amount"), 9000);
	r = get_ok(t.clerk, text("/api/v1/search?q=%s", reply_str(paid, "receipt_no")));
	ck_assert_str_eq(reply_str(r, "detected"), "receipt");
	ck_assert_str_eq(reply_str(r, "data.0.id"), payment);
	ck_assert_int_eq(reply_i64(r, "data.0.amount.amount"), 1000);
	ck_assert_str_eq(reply_str(get_ok(t.clerk, "/api/v1/search?q=555-8143"), "detected"), "phone");
	ck_assert_str_eq(reply_str(get_ok(t.clerk, "/api/v1/search?q=quillf"), "detected"), "name");
	ck_assert_str_eq(
	    reply_str(get_ok(t.clerk, "/api/v1/search?q=zq@quill"), "detected"), "email");
}
END_TEST

START_TEST(one_box_by_permission)
{
	struct reply *mine = pay(&t, t.cashier, 300), *his = pay(&t, t.clerk, 400);
	const char *my_no = reply_str(mine, "receipt_no"), *his_no = reply_str(his, "receipt_no");

	ck_assert(found(t.cashier, my_no, "receipt", reply_str(mine, "id")));
	ck_assert(!found(t.cashier, his_no, "receipt", reply_str(his, "id")));
	ck_assert(!found(t.cashier, reply_str(his, "payment_no"), "receipt", reply_str(his, "id")));
	ck_assert(found(t.clerk, his_no, "receipt", reply_str(his, "id")));
	ck_assert(!found(agent, his_no, "receipt", reply_str(his, "id")));
	ck_assert(!found(agent, reply_str(get_ok(t.admin, text("/api/v1/bills/%s", t.bill)), "number"),
	    "bill", t.bill));
	ck_assert(!found(t.other, his_no, "receipt", reply_str(his, "id")));
	ck_assert(!found(t.other, reply_str(get_ok(t.admin, of_account("")), "number"), "account",
	    t.account));
}
END_TEST

START_TEST(one_box_takes_anything)
{
	static const char *const q[] = { "", "%20", "x", "%25%25", "_", "'%20or%201%3D1", "!", "R-",
		"%F0%9F%98%80", "99999999999999999999", "-1", "%E0%A4%AA%E0%A5%8D" };

	for (size_t i = 0; i < COUNT(q); i++) {
		struct reply *r = get_ok(t.admin, text("/api/v1/search?q=%s", q[i]));

		ck_assert_uint_le(reply_count(r, "data"), 20);
	}
	ck_assert_uint_eq(reply_count(get_ok(t.admin, "/api/v1/search"), "data"), 0);
	ck_assert_uint_eq(reply_count(get_ok(t.admin, "/api/v1/search?q=zzqqzz"), "data"), 0);
	ck_assert_uint_eq(reply_count(get_ok(t.admin, "/api/v1/search?q=street&limit=3"), "data"), 3);
	must_fault(api_get(t.admin, "/api/v1/search?q=a&limit=21"), "?limit", NULL);
	must_fault(api_get(t.admin, text("/api/v1/search?q=%0*d", 101, 7)), "?q", "length");
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		a_consumer_with_all_that_is_his,
		contacts_over_http,
		an_account_says_what_its_tabs_hold,
		notes_over_http,
		caller_checks_over_http,
		the_timeline_has_everything_in_order,
		the_timeline_is_what_one_may_open,
		the_change_log_tells_who_by_what_and_from_what,
		how_an_account_pays,
		one_box_finds_it_by_anything,
		one_box_by_permission,
		one_box_takes_anything,
	};
	Suite *s = suite_create("api_office");
	TCase *c = tcase_create("office");
	SRunner *r;
	int failed;

	tcase_set_timeout(c, 120);
	tcase_add_unchecked_fixture(c, people, NULL);
	tcase_add_checked_fixture(c, setup, teardown);
	for (size_t i = 0; i < COUNT(tests); i++)
		tcase_add_test(c, tests[i]);
	suite_add_tcase(s, c);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
