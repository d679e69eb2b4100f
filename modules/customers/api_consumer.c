#include "api.h"
#include "found.h"

#define CONSUMER \
	"select c.id, c.number, c.name, c.kind, c.phone, c.email, c.created_at, c.version" \
	" from consumer c"

static const struct filter filters[] = {
	{ "kind", "c.kind = ?", CHOICE, "person|firm" },
};

static const struct order orders[] = {
	{ "name", "c.name", "c.id", COLUMN_TEXT, "name", "id", true },
};

/* GET /api/v1/consumers?q=delgado -- by name; q finds parts of name, number, phone and e-mail. */
enum err
consumer_list(struct rq *rq)
{
	struct extra found[1];
	size_t n;

	TRY(rq_found(rq, "consumer", "c.id", found, &n));
	return rq_page(rq, &(struct list){
		.select = CONSUMER,
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
		.extra = found, .extra_count = n,
	});
}

/* GET /api/v1/consumers/:id */
enum err
consumer_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	const struct row *c;

	TRY(rq_valid(rq));
	TRY(db_one(&rq->cx, &c, CONSUMER " where c.id = ?", str(id)));
	return rq_row(rq, 200, c);
}
