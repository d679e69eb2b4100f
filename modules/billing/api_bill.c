#include "api.h"
#include <string.h>
#include "detail.h"
#include "found.h"
#include "text.h"

#define BILL_COLUMNS \
	"b.id, b.number, b.status, a.id `account.id`, a.number `account.number`," \
	" c.id `consumer.id`, c.name `consumer.name`, b.from_on, b.to_on, b.issued_on, b.due_on," \
	" b.is_estimated, b.consumption_milli, b.unit, b.amount_minor, r.open_minor," \
	" r.status payment_status"
#define BILL_TABLES \
	" from bill b join receivable r on r.id = b.id" BILL_PARTIES
/* What is open, paid or cancelled begins from the receivables, which have an index for it. */
#define RECEIVABLE_TABLES \
	" from receivable r join bill b on b.id = r.id" BILL_PARTIES
#define BILL_PARTIES \
	" join account a on a.id = b.account_id join consumer c on c.id = b.consumer_id"

enum { NUMBER_MAX = 32, NUMBER_TELLS = 6 };

static const struct filter filters[] = {
	{ "account_id",     "b.account_id = ?",   ID,     NULL },
	{ "status",         "b.status = ?",       CHOICE, "issued|reversed" },
	{ "payment_status", "r.status = ?",       CHOICE, "open|paid|cancelled" },
	{ "zone_id",        "b.zone_id = ?",      ID,     NULL },
	{ "from",           "b.issued_on >= ?",   DATE,   NULL },
	{ "to",             "b.issued_on <= ?",   DATE,   NULL },
};

static const struct order orders[] = {
	{ "issued_on", "b.issued_on", "b.id", COLUMN_DATE, "issued_on", "id" },
};

static const struct order receivable_orders[] = {
	{ "issued_on", "r.issued_on", "r.id", COLUMN_DATE, "issued_on", "id" },
};

/* ?q= as a condition; n counts none or one. */
static size_t
by_number(struct rq *rq, struct param *param, struct extra *extra)
{
	const char *q = rq_query(rq, "q");

	if (q == NULL)
		return 0;
	if (utf8_length(q) > NUMBER_MAX)
		fault_add(&rq->cx, "?q", "length", "At most %d characters.", NUMBER_MAX);
	*param = str(like_beginning(rq->cx.arena, q));
	*extra = (struct extra){ "b.number like ? escape '!'", param, 1, q };
	return 1;
}

/* GET /api/v1/bills?account_id=…&from=2026-01-01 -- newest first; q: how the number begins */
enum err
bill_list(struct rq *rq)
{
	struct param prefix;
	struct extra extra;
	size_t n = by_number(rq, &prefix, &extra);
	/* Few have so much of a number in common: begin from its index, and sort.  Otherwise begin from
	 * the order, of which a page is soon found. */
	bool few = n > 0 && strlen(rq_query(rq, "q")) >= NUMBER_TELLS;
	bool by_status = !few && rq_query(rq, "payment_status") != NULL &&
	    rq_query(rq, "account_id") == NULL;

	return rq_page(rq, &(struct list){
		.select = few ? "select " BILL_COLUMNS BILL_TABLES
		    : by_status ? "select straight_join " BILL_COLUMNS RECEIVABLE_TABLES
		    : "select straight_join " BILL_COLUMNS BILL_TABLES,
		.filters = filters, .filter_count = COUNT(filters),
		.orders = by_status ? receivable_orders : orders, .order_count = COUNT(orders),
		.extra = &extra, .extra_count = n,
	});
}

/* GET /api/v1/bills/totals?… -- of the same query: how many, what they come to, what is open */
enum err
bill_totals(struct rq *rq)
{
	struct param prefix;
	struct extra extra;
	size_t n = by_number(rq, &prefix, &extra);

	return rq_totals(rq, &(struct list){
		.filters = filters, .filter_count = COUNT(filters),
		.extra = &extra, .extra_count = n,
		.totals = "select count(*) row_count,"
		    " cast(coalesce(sum(b.is_estimated), 0) as signed) estimated_count,"
		    " cast(coalesce(sum(b.amount_minor), 0) as signed) amount_minor,"
		    " cast(coalesce(sum(r.open_minor), 0) as signed) open_minor"
		    " from bill b join receivable r on r.id = b.id",
	});
}

/* GET /api/v1/bills/:id -- the row of the list, and its lines */
enum err
bill_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	const struct row *bill;
	struct rows lines;

	TRY(rq_valid(rq));
	TRY(db_one(&rq->cx, &bill,
	    "select " BILL_COLUMNS ", b.entry_id" BILL_TABLES " where b.id = ?", str(id)));
	TRY(db_all(&rq->cx, &lines,
	    "select line, kind, text, quantity_milli, rate_micro, amount_minor from bill_line"
	    " where bill_id = ? order by line", str(id)));
	return rq_row_with(rq, 200, bill, "lines", &lines);
}
