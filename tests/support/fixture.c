#include "fixture.h"

#include <string.h>

#include "account.h"
#include "bill.h"
#include "clock.h"
#include "consumer.h"
#include "seen_facts.h"
#include "settings.h"
#include "tenant.h"
#include "text.h"
#include "zone.h"

#include <check.h>		/* last: it has a macro named fail */

static void
must(struct fixture *f, enum err e)
{
	const struct fault *fault = f->cx.failure.first;

	ck_assert_msg(e == OK, "error %d: %s%s%s", (int)e,
	    f->cx.failure.detail ? f->cx.failure.detail : "", fault ? " at " : "",
	    fault ? fault->pointer : "");
}

enum err
fixture_do(struct fixture *f, tx_fn *fn, void *arg)
{
	failure_clear(&f->cx);
	return db_tx(&f->cx, fn, arg);
}

void
fixture_must(struct fixture *f, tx_fn *fn, void *arg)
{
	must(f, fixture_do(f, fn, arg));
}

bool
fixture_fault(const struct fixture *f, const char *pointer, const char *code)
{
	for (const struct fault *x = f->cx.failure.first; x; x = x->next)
		if (same_text(x->pointer, pointer) && same_text(x->code, code))
			return true;
	return false;
}

int64_t
fixture_i64_(struct fixture *f, const char *sql, const struct param *params, size_t n)
{
	const struct row *r;

	must(f, db_one_(&f->cx, &r, sql, params, n));
	return row_i64(r, r->shape->columns[0].name);
}

static const char *
add_user(struct fixture *f, const char *name)
{
	const char *id = new_id(f->cx.arena);

	must(f,
	    db_exec(&f->cx,
		"insert into user (id, email, name, password_hash, created_at) values (?, ?, ?, 'x', ?)",
		str(id), str(fmt(f->cx.arena, "%s@example.com", id)), str(name),
		instant(&f->cx, business_now())));
	return id;
}

static void
found(struct fixture *f, struct new_tenant *t, const char *consumer)
{
	struct new_zone zone = { .name = "North" };
	struct new_consumer c = { .number = "C-1", .name = consumer, .kind = "person" };
	char code[] = "t-0000000000000000";
	const char *id;

	memset(f, 0, sizeof(*f));
	f->cx.arena = arena_new((size_t)256 << 20);
	ck_assert_ptr_nonnull(f->cx.arena);
	f->cx.db = db_open();
	f->cx.who.kind = ACTOR_SYSTEM;
	f->cx.who.name = "Test";
	f->cx.request_id = "test";
	id = new_id(f->cx.arena);
	memcpy(code + 2, id + 19, 4);		/* the random part of the id */
	memcpy(code + 6, id + 24, 12);
	t->code = arena_strdup(f->cx.arena, code);
	fixture_must(f, create_tenant, t);
	f->tenant_id = t->id;
	must(f, settings_load(&f->cx));

	f->user_id = add_user(f, "Dana Whitfield");
	f->other_user_id = add_user(f, "Sam Okafor");
	f->cx.who.kind = ACTOR_USER;
	f->cx.who.id = f->user_id;
	f->cx.who.name = "Dana Whitfield";
	fixture_must(f, create_zone, &zone);
	f->zone_id = zone.id;
	fixture_must(f, create_consumer, &c);
	f->consumer_id = c.id;
	f->account_id = fixture_account(f);
}

void
fixture_open(struct fixture *f)
{
	found(f,
	    &(struct new_tenant){ .name = "Test Water",
		.currency = "USD",
		.zone = "America/New_York",
		.locale = "en-US",
		.utility = "water" },
	    "Rosa Delgado");
}

void
fixture_open_rupees(struct fixture *f)
{
	found(f,
	    &(struct new_tenant){ .name = "Test Electric",
		.currency = "INR",
		.zone = "Asia/Kolkata",
		.locale = "en-IN",
		.utility = "electric" },
	    "प्रियंका द्विवेदी");
}

void
fixture_enter(struct fixture *f, const char *tenant_code)
{
	struct new_consumer c = { .kind = "person" };
	const struct row *zone;

	memset(f, 0, sizeof(*f));
	f->cx.arena = arena_new((size_t)256 << 20);
	ck_assert_ptr_nonnull(f->cx.arena);
	f->cx.db = db_open();
	f->cx.who.kind = ACTOR_SYSTEM;
	f->cx.who.name = "Test";
	f->cx.request_id = "test";
	must(f, enter_tenant(&f->cx, tenant_code));
	must(f, settings_load(&f->cx));
	f->tenant_id = f->cx.who.tenant_id;
	must(f, db_one(&f->cx, &zone, "select id from zone limit 1"));
	f->zone_id = row_str(zone, "id");
	c.number = fmt(f->cx.arena, "T-%.23s", new_id(f->cx.arena) + 13);
	c.name = fmt(f->cx.arena, "Testing %s", c.number);
	fixture_must(f, create_consumer, &c);
	f->consumer_id = c.id;
	f->account_id = fixture_account(f);
}

void
fixture_close(struct fixture *f)
{
	if (f->cx.db)
		db_close(f->cx.db);
	if (f->cx.arena)
		arena_free(f->cx.arena);
}

const char *
fixture_account(struct fixture *f)
{
	struct new_account a = {
		.number = fmt(f->cx.arena, "%s-%05u", f->consumer_id + 24, ++f->accounts),
		.consumer_id = f->consumer_id,
		.zone_id = f->zone_id,
		.class = "residential",
		.street = "418 Alder Street",
		.city = "Larkfield",
		.region = "NY",
		.postcode = "12345",
		.opened_on = "2020-01-01",
		.utility = "water",
	};

	fixture_must(f, create_account, &a);
	return a.id;
}

const char *
fixture_bill(struct fixture *f, const char *account_id, int64_t amount_minor)
{
	struct bill_line line = {
		.kind = "service", .text = "Water service", .amount_minor = amount_minor
	};
	char today[11], due[11], from[11];
	struct issuing in = {
		.account_id = account_id,
		.from_on = from,
		.to_on = today,
		.issued_on = today,
		.due_on = due,
		.unit = "kgal",
		.lines = &line,
		.line_count = 1,
	};

	ck_assert(date_in_zone(f->cx.who.zone, business_now(), today));
	date_add_days(today, 21, due);
	date_add_days(today, -30, from);
	fixture_must(f, issue_bill, &in);
	return in.id;
}

/* In one statement, so that a worker may fold meanwhile: a measure less what the rows say. */
#define FACTS_LESS(measure, dataset, rows) \
	"select cast(coalesce(sum(x), 0) as signed) n from (select " measure " x from metric_rollup" \
	" where dataset = '" dataset "' and (dataset, cut) in " FINEST_CUTS \
	" union all select " measure " from metric_delta where dataset = '" dataset "' union all " rows ") f"

static void
facts_agree(struct fixture *f)
{
	ck_assert_int_eq(fixture_i64(f,
	    FACTS_LESS("m1", "bills", "select -1 from bill where status = 'issued'")), 0);
	ck_assert_int_eq(fixture_i64(f,
	    FACTS_LESS("m2", "lines", "select -amount_minor from bill where status = 'issued'")), 0);
	ck_assert_int_eq(fixture_i64(f, FACTS_LESS("m2", "payments",
	    "select -amount_minor from payment where status = 'posted'")), 0);
	ck_assert_int_eq(fixture_i64(f,
	    FACTS_LESS("m3", "receivables", "select -open_minor from receivable")), 0);
	ck_assert_int_eq(fixture_i64(f,
	    FACTS_LESS("m4", "receivables", "select -1 from receivable where open_minor <> 0")), 0);
	ck_assert_int_eq(fixture_i64(f,
	    FACTS_LESS("m1", "exceptions", "select -1 from billing_exception where state <> 'resolved'")), 0);
	ck_assert_int_eq(fixture_i64(f, FACTS_LESS("m2", "exceptions",
	    "select -1 from billing_exception where state <> 'resolved' and held_on is not null")), 0);
}

void
fixture_balanced(struct fixture *f)
{
	int64_t open = fixture_i64(
	    f, "select cast(coalesce(sum(open_minor), 0) as signed) n from receivable");

	facts_agree(f);
	ck_assert_int_eq(
	    fixture_i64(f,
		"select count(*) n from (select entry_id from journal_line group by entry_id"
		" having sum(amount_minor) <> 0) x"),
	    0);
	ck_assert_int_eq(fixture_i64(f,
	    "select cast(coalesce(sum(owed_minor), 0) as signed) n from account_balance"), open);
	ck_assert_int_eq(
	    fixture_i64(f,
		"select cast(coalesce(sum(l.amount_minor), 0) as signed) n from journal_line l"
		" join gl_account g on g.code = l.gl_code where g.purpose = 'receivables'"),
	    open);
	ck_assert_int_eq(
	    fixture_i64(f,
		"select count(*) n from receivable r left join (select receivable_id,"
		" sum(if(reverses_id is null, amount_minor, -amount_minor)) paid from allocation group by receivable_id) a"
		" on a.receivable_id = r.id where r.status <> 'cancelled'"
		" and r.open_minor <> r.amount_minor - coalesce(a.paid, 0)"),
	    0);
	ck_assert_int_eq(
	    fixture_i64(f,
		"select count(*) n from receivable where (status = 'paid') <> (open_minor = 0)"
		" and status <> 'cancelled'"),
	    0);
}
