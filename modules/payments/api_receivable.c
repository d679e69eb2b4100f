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
 * piece: a bill with its period, a charge with what it is for, and the plan that it is in. */
enum err
receivable_list(struct rq *rq)
{
	return rq_page(rq,
	    &(struct list){
		.select =
		    "select straight_join r.id, r.kind, r.number, r.status, r.amount_minor, r.open_minor,"
		    " r.issued_on, r.due_on, b.from_on, b.to_on, ch.name, ch.served_on,"
		    " a.id `account.id`, a.number `account.number`, pl.id `plan.id`, pl.number `plan.number`"
		    " from receivable r join account a on a.id = r.account_id left join bill b on b.id = r.id"
		    " left join charge ch on ch.id = r.id"
		    " left join (plan_receivable pr join plan pl on pl.id = pr.plan_id"
		    " and pl.status = 'active') on pr.receivable_id = r.id",
		.base = "receivable r",
		.filters = filters,
		.filter_count = COUNT(filters),
		.orders = orders,
		.order_count = COUNT(orders),
	    });
}
