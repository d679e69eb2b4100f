#include "api.h"
#include "text.h"

/* What became of the accounts of a cycle: each outcome is a list of its own. */

#define ACCOUNT " a.id `account.id`, a.number `account.number`, c.id `consumer.id`, c.name `consumer.name`,"

/* ---- billed ---- */

#define BILLED \
	"select straight_join b.id, 'billed' outcome," ACCOUNT " b.class, b.id `bill.id`, b.number `bill.number`," \
	" b.consumption_milli use_milli, b.unit, b.amount_minor, b.issued_on from bill b" \
	" join account a on a.id = b.account_id join consumer c on c.id = b.consumer_id"

static const struct filter bill_filters[] = {
	{ "generation_id", "b.generation_id = ?",       ID,   NULL },
	{ "class",         "b.class = " AS_ASCII,       TEXT, NULL },
};

static const struct order bill_orders[] = {
	{ "issued_on", "b.issued_on", "b.id", COLUMN_DATE, "issued_on", "id" },
};

/* ---- held ---- */

#define HELD(outcome) \
	"select straight_join x.id, '" outcome "' outcome," ACCOUNT " a.class, x.id `exception.id`," \
	" x.type `exception.type`, x.is_blocking `exception.is_blocking`, x.priority `exception.priority`," \
	" x.detail_json `exception.detail_json`, x.use_milli, x.risk_minor amount_minor, x.opened_at" \
	" from billing_exception x join account a on a.id = x.account_id" \
	" join consumer c on c.id = a.consumer_id"

static const struct filter held_filters[] = {
	{ "generation_id", "x.generation_id = ?",   ID,   NULL },
	{ "class",         "a.class = " AS_ASCII,   TEXT, NULL },
	{ "type",          "x.type = " AS_ASCII,    TEXT, NULL },
};

static const struct order held_orders[] = {
	{ "opened_at", "x.opened_at", "x.id", COLUMN_INSTANT, "opened_at", "id" },
};

/* ---- neither ---- */

#define SKIPPED \
	"select a.id, 'skipped' outcome," ACCOUNT " s.class from cycle k" \
	" straight_join account a on a.zone_id = k.zone_id" \
	" straight_join service s on s.account_id = a.id and s.utility = k.utility and s.status = 'active'" \
	" join consumer c on c.id = a.consumer_id" \
	" left join bill b on b.live_cycle = k.id and b.account_id = a.id" \
	" left join billing_exception x on x.cycle_id = k.id and x.account_id = a.id and x.is_blocking" \
	" and x.state in ('open', 'escalated')"

static const struct filter skipped_filters[] = {
	{ "class", "s.class = " AS_ASCII, TEXT, NULL },
};

static const struct order skipped_orders[] = {
	{ "number", "a.number", "a.id", COLUMN_TEXT, "account.number", "id", true },
};

static const struct list_title titles[] = {
	{ "id", NULL },
	{ "outcome", "Outcome", .coded = IN_WORDS },
	{ "account.number", "Account" },
	{ "consumer.name", "Consumer" },
	{ "class", "Class", .coded = IN_WORDS },
	{ "bill.number", "Bill" },
	{ "exception.type", "Exception", .coded = IN_WORDS },
	{ "issued_on", NULL },
	{ "opened_at", NULL },
};

/* GET /api/v1/cycles/:id/outcomes?outcome=billed|exception|missing|skipped */
enum err
cycle_outcomes(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	const char *outcome = rq_query_choice(rq, "outcome", "billed|exception|missing|skipped");
	struct param cycle = str(id);
	struct extra of = { .params = &cycle, .n = 1, .asked = id };
	struct list list = { .titles = titles, .title_count = COUNT(titles), .title = "Outcomes",
		.extra = &of, .extra_count = 1 };
	const struct row *row;

	if (id) {
		TRY(db_maybe(&rq->cx, &row, "select id from cycle where id = ?", str(id)));
		if (!row)
			return fail(&rq->cx, E_NOT_FOUND, "There is no such cycle.");
	}
	if (!outcome || same_text(outcome, "billed")) {
		list.select = BILLED, list.base = "bill b";
		of.sql = "b.cycle_id = ? and b.status = 'issued'";
		list.filters = bill_filters, list.filter_count = COUNT(bill_filters);
		list.orders = bill_orders, list.order_count = COUNT(bill_orders);
	} else if (same_text(outcome, "skipped")) {
		list.select = SKIPPED;
		of.sql = "k.id = ? and a.status = 'active' and b.id is null and x.id is null";
		list.filters = skipped_filters, list.filter_count = COUNT(skipped_filters);
		list.orders = skipped_orders, list.order_count = COUNT(skipped_orders);
	} else {
		bool missing = same_text(outcome, "missing");

		list.select = missing ? HELD("missing") : HELD("exception");
		list.base = rq_query(rq, "class")
		    ? "billing_exception x straight_join account a on a.id = x.account_id" : "billing_exception x";
		of.sql = missing
		    ? "x.cycle_id = ? and x.is_blocking = 1 and x.state in ('open', 'escalated') and x.type = 'missing_read'"
		    : "x.cycle_id = ? and x.is_blocking = 1 and x.state in ('open', 'escalated')";
		list.filters = held_filters, list.filter_count = COUNT(held_filters);
		list.orders = held_orders, list.order_count = COUNT(held_orders);
	}
	return rq_page(rq, &list);
}
