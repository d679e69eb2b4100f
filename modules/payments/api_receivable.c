#include "api.h"

static const struct filter filters[] = {
	{ "account_id", "r.account_id = ?", ID,     NULL },
	{ "status",     "r.status = ?",     CHOICE, "open|paid|cancelled" },
	{ "kind",       "r.kind = ?",       CHOICE, "bill|charge" },
};

static const struct order orders[] = {
	{ "due_on", "r.due_on", "r.id", COLUMN_DATE, "due_on", "id", .up = true },
};

/* GET /api/v1/receivables?account_id=…&status=open&sort=due_on -- what an account owes, piece by
 * piece; from_on and to_on are the period of a bill. */
enum err
receivable_list(struct rq *rq)
{
	return rq_page(rq,
	    &(struct list){
		.select =
		    "select straight_join r.id, r.kind, r.number, r.status, r.amount_minor, r.open_minor,"
		    " r.issued_on, r.due_on, b.from_on, b.to_on, a.id `account.id`, a.number `account.number`"
		    " from receivable r join account a on a.id = r.account_id left join bill b on b.id = r.id",
		.filters = filters,
		.filter_count = COUNT(filters),
		.orders = orders,
		.order_count = COUNT(orders),
	    });
}
