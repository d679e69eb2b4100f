#include "api.h"
#include "caller.h"

static const struct order orders[] = {
	{ "at", "k.at", "k.id", COLUMN_INSTANT, "at", "id", false },
};

/* GET /api/v1/accounts/:id/caller-checks -- newest first */
enum err
caller_check_list(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	struct param *of = arena_array(rq->cx.arena, struct param, 1);

	if (id != NULL)
		TRY(account_exists(rq, id));
	of[0] = str(id);
	return rq_page(rq, &(struct list){
		.select = "select " CALLER_COLUMNS " from caller_check k",
		.orders = orders, .order_count = COUNT(orders),
		.extra = &(struct extra){ "k.account_id = ?", of, 1, id }, .extra_count = 1,
	});
}

static enum err
checked(struct rq *rq, const void *arg)
{
	const struct caller_check *in = arg;

	return rq_json(rq, 201, j_str("id", in->id), j_bool("has_passed", in->has_passed),
	    j_str("at", in->at));
}

/* POST /api/v1/accounts/:id/caller-checks {"matched": ["account_number", "phone"], "passed"?} */
enum err
caller_check_add(struct rq *rq)
{
	struct caller_check in = { .account_id = rq_path_id(rq, "id"), .claims = -1 };

	in.matched = in_texts(rq->body, "matched", 0, CALLER_KNOWS_COUNT, 40, &in.n);
	if (!in_has(rq->body, "matched"))
		in_fault(rq->body, "matched", "required", "Say what the caller knew.");
	if (in_has(rq->body, "passed"))
		in.claims = in_bool(rq->body, "passed");
	TRY(rq_valid(rq));
	return rq_tx(rq, check_caller, checked, &in);
}
