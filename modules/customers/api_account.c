#include "api.h"
#include "detail.h"
#include "found.h"

#define ACCOUNT_COLUMNS \
	"a.id, a.number, a.status, a.class, a.street, a.city, a.region, a.postcode, a.opened_on," \
	" a.closed_on, a.version, c.id `consumer.id`, c.number `consumer.number`," \
	" c.name `consumer.name`, c.phone `consumer.phone`, c.email `consumer.email`," \
	" z.id `zone.id`, z.name `zone.name`, coalesce(b.owed_minor, 0) owed_minor," \
	" coalesce(b.credit_minor, 0) credit_minor"
#define ACCOUNT_TABLES \
	" from account a join consumer c on c.id = a.consumer_id join zone z on z.id = a.zone_id" \
	" left join account_balance b on b.account_id = a.id"

static const struct filter filters[] = {
	{ "status",      "a.status = ?",      CHOICE, "active|closed" },
	{ "zone_id",     "a.zone_id = ?",     ID,     NULL },
	{ "consumer_id", "a.consumer_id = ?", ID,     NULL },
};

static const struct order orders[] = {
	{ "number", "a.number", "a.id", COLUMN_TEXT, "number", "id", true },
};

/* GET /api/v1/accounts?q=maple&status=active -- by number; q finds parts of the number, the
 * consumer's name, phone and e-mail, the street, and meter numbers. */
enum err
account_list(struct rq *rq)
{
	struct extra found[1];
	size_t n;

	TRY(rq_found(rq, "account", "a.id", found, &n));
	return rq_page(rq, &(struct list){
		.select = "select straight_join " ACCOUNT_COLUMNS ACCOUNT_TABLES,
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
		.extra = found, .extra_count = n,
	});
}

/* GET /api/v1/accounts/:id -- the row of the list, and the account's meters */
enum err
account_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	const struct row *a;
	struct rows meters;

	TRY(rq_valid(rq));
	TRY(db_one(
	    &rq->cx, &a, "select " ACCOUNT_COLUMNS ACCOUNT_TABLES " where a.id = ?", str(id)));
	TRY(db_all(&rq->cx, &meters,
	    "select id, number, utility from meter where account_id = ? order by number", str(id)));
	return rq_row_with(rq, 200, a, "meters", &meters);
}
