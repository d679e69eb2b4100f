#include "api.h"
#include "card.h"
#include "office.h"
#include "text.h"

/* GET /api/v1/tenant -- for everyone who is signed in */
enum err
tenant_get(struct rq *rq)
{
	struct office o;

	TRY(rq_valid(rq));
	TRY(read_office(&rq->cx, &o));
	rq_set_header(rq, "ETag", fmt(rq->cx.arena, "\"%lld\"", (long long)o.version));
	return rq_json(rq, 200, j_str("code", o.code), j_str("name", o.name),
	    j_str("currency", o.currency), j_bool("currency_fixed", o.currency_fixed),
	    j_str("zone", o.zone), j_str("locale", o.locale), j_str("utility", o.utility),
	    j_i64("version", o.version));
}

static enum err
changed(struct rq *rq, const void *arg)
{
	const struct office_change *c = arg;

	rq_set_header(rq, "ETag", fmt(rq->cx.arena, "\"%lld\"", (long long)c->version));
	return rq_json(rq, 200, j_i64("version", c->version));
}

/* PATCH /api/v1/tenant {"name", "currency", "zone", "locale"}, If-Match.  The currency can be
 * changed until something is posted. */
enum err
tenant_change(struct rq *rq)
{
	struct office_change c = {
		.version = rq_version(rq),
		.name = in_text_or(rq->body, "name", 2, 120, NULL),
		.currency = in_text_or(rq->body, "currency", 3, 3, NULL),
		.zone = in_text_or(rq->body, "zone", 1, 64, NULL),
		.locale = in_text_or(rq->body, "locale", 2, 16, NULL),
	};

	if (c.name && card_in_text(c.name))
		in_fault(rq->body, "name", "card_number", "This looks like a card number.");
	TRY(rq_valid(rq));
	return rq_tx(rq, change_office, changed, &c);
}

/* GET /api/v1/tenant/setup -- what a new office has done already */
enum err
tenant_setup(struct rq *rq)
{
	const struct row *r;

	TRY(rq_valid(rq));
	TRY(db_one(&rq->cx, &r,
	    "select (select count(*) from user where is_active) users,"
	    " (select count(*) from price where is_active) prices,"
	    " exists (select 1 from account) has_accounts,"
	    " exists (select 1 from payment) has_payments,"
	    " (select count(*) from choice where version > 1) choices_changed,"
	    " (select count(*) from role_limit) role_limits"));
	return rq_json(rq, 200, j_i64("users", row_i64(r, "users")),
	    j_i64("prices", row_i64(r, "prices")),
	    j_bool("has_accounts", row_i64(r, "has_accounts") != 0),
	    j_bool("has_payments", row_i64(r, "has_payments") != 0),
	    j_i64("choices_changed", row_i64(r, "choices_changed")),
	    j_i64("role_limits", row_i64(r, "role_limits")));
}
