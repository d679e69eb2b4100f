#include "api.h"
#include "money.h"
#include "price.h"
#include "text.h"

static const struct filter filters[] = {
	{ "active", "if(p.is_active, 'true', 'false') = " AS_ASCII, CHOICE, "true|false" },
	{ "kind",   "p.kind = ?", CHOICE, "service|late_fee" },
};

static const struct order orders[] = {
	{ "name", "p.name", "p.id", COLUMN_TEXT, "name", "id", true },
};

#define PRICE \
	"select p.id, p.code, p.name, p.kind, p.amount_minor, p.due_days, p.is_active, p.version" \
	" from price p"

/* GET /api/v1/prices?active=true -- by name */
enum err
price_list(struct rq *rq)
{
	return rq_page(rq, &(struct list){
		.select = PRICE,
		.title = "Price list",
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
	});
}

static enum err
answer(struct rq *rq, const char *id, int status)
{
	const struct row *price;

	TRY(db_maybe(&rq->cx, &price, PRICE " where p.id = ? lock in share mode", str(id)));
	return price ? rq_row(rq, status, price)
		     : fail(&rq->cx, E_NOT_FOUND, "There is no such price.");
}

/* GET /api/v1/prices/:id */
enum err
price_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");

	TRY(rq_valid(rq));
	return answer(rq, id, 200);
}

static enum err
created(struct rq *rq, const void *arg)
{
	const struct pricing *in = arg;

	rq_set_header(rq, "Location", fmt(rq->cx.arena, "/api/v1/prices/%s", in->id));
	return answer(rq, in->id, 201);
}

static enum err
changed(struct rq *rq, const void *arg)
{
	const struct pricing *in = arg;

	return answer(rq, in->id, 200);
}

/* POST /api/v1/prices {"code", "name", "kind"?, "amount", "due_days"?} */
enum err
price_create(struct rq *rq)
{
	struct pricing in = {
		.code         = rq_body_text(rq, "code", 1, PRICE_CODE_MAX),
		.name         = rq_body_text(rq, "name", 1, PRICE_NAME_MAX),
		.kind         = in_choice_or(rq->body, "kind", "service|late_fee", "service"),
		.amount_minor = rq_body_money(rq, "amount", 1, MONEY_MAX),
		.due_days     = in_i64_or(rq->body, "due_days", 0, PRICE_DAYS_MAX, 14),
	};

	TRY(rq_valid(rq));
	return rq_tx(rq, create_price, created, &in);
}

/* PATCH /api/v1/prices/:id {"name"?, "amount"?, "due_days"?, "is_active"?} -- If-Match */
enum err
price_change(struct rq *rq)
{
	struct pricing in = {
		.id           = rq_path_id(rq, "id"),
		.name         = in_text_or(rq->body, "name", 1, PRICE_NAME_MAX, NULL),
		.amount_minor = in_money_or(rq->body, "amount", 1, MONEY_MAX, -1),
		.due_days     = in_i64_or(rq->body, "due_days", 0, PRICE_DAYS_MAX, -1),
		.is_active    = in_has(rq->body, "is_active") ? in_bool(rq->body, "is_active") : -1,
		.version      = rq_version(rq),
	};

	TRY(rq_valid(rq));
	return rq_tx(rq, change_price, changed, &in);
}
