#include "till.h"

#include <string.h>

#include "clock.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

void
till_people(struct till *t)
{
	t->clerk = api_sign_in("larkfield", "Customer Executive");
	t->manager = api_sign_in("larkfield", "Billing Manager");
	t->recovery = api_sign_in("larkfield", "Recovery Executive");
	t->cashier = api_sign_in("larkfield", "Cashier");
	t->admin = api_sign_in("larkfield", "Utility Administrator");
	t->other = api_sign_in("suryanagar", "Utility Administrator");
	caller_token(t->clerk);
	caller_token(t->manager);
	caller_token(t->recovery);
	caller_token(t->cashier);
	caller_token(t->admin);
	caller_token(t->other);
}

void
till_open(struct till *t)
{
	fixture_enter(&t->f, "larkfield");
	t->account = t->f.account_id;
	t->bill = fixture_bill(&t->f, t->account, 10000);
	ck_assert(date_in_zone("America/New_York", business_now(), t->today));
}

void
till_close(struct till *t)
{
	fixture_close(&t->f);
}

const char *
cash_of(const struct till *t, int64_t minor, const char *bill_id)
{
	return text(
	    "{\"account_id\":\"%s\",\"method\":\"cash\",\"amount\":{\"amount\":%lld,\"currency\":\"USD\"},"
	    "\"allocations\":[{\"receivable_id\":\"%s\",\"amount\":{\"amount\":%lld,\"currency\":\"USD\"}}]}",
	    t->account, (long long)minor, bill_id, (long long)minor);
}

struct reply *
pay(struct till *t, struct caller *who, int64_t minor)
{
	struct reply *r = api_post(who, "/api/v1/payments", cash_of(t, minor, t->bill));

	must_status(r, 201);
	return r;
}

void
caller_known(struct till *t, struct caller *who)
{
	struct reply *r = api_post(who, text("/api/v1/accounts/%s/caller-checks", t->account),
	    "{\"matched\":[\"name\",\"account_number\"]}");

	must_status(r, 201);
}

struct reply *
void_as(struct caller *who, const char *payment_id, const char *reason)
{
	return api_post(
	    who, text("/api/v1/payments/%s/void", payment_id), text("{\"reason\":\"%s\"}", reason));
}

int64_t
open_now(struct till *t)
{
	struct reply *r = api_get(
	    t->admin, text("/api/v1/receivables?account_id=%s&limit=200", t->account));

	must_status(r, 200);
	for (size_t i = 0; i < reply_count(r, "data"); i++)
		if (strcmp(reply_str(r, text("data.%zu.id", i)), t->bill) == 0)
			return reply_i64(r, text("data.%zu.open.amount", i));
	ck_abort_msg("the bill is not in its account's list");
	return 0;
}

size_t
payments_now(struct till *t)
{
	struct reply *r = api_get(
	    t->admin, text("/api/v1/payments?account_id=%s&limit=200", t->account));

	must_status(r, 200);
	return reply_count(r, "data");
}

void
numbers_whole(struct till *t)
{
	ck_assert_int_eq(fixture_i64(&t->f,
			     "select (select count(*) from payment where receipt_no is not null)"
			     " - (next - first) n from number_series where series = 'receipt'"),
	    0);
}
