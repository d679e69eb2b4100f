#include "api.h"
#include "clock.h"
#include "session.h"

static const struct filter filters[] = {
	{ "user_id", "s.user_id = ?", ID, NULL },
};

static const struct order orders[] = {
	{ "created_at", "s.created_at", "s.id", COLUMN_INSTANT, "created_at", "id", false },
};

/* GET /api/v1/sessions -- one's own; ?user_id= or all=true: with sessions:read */
enum err
session_list(struct rq *rq)
{
	struct cx *cx = &rq->cx;
	const char *user_id = rq_query_id(rq, "user_id"),
		   *all = rq_query_choice(rq, "all", "true|false");
	bool everyone = all && same_text(all, "true");
	struct param now = instant(cx, real_now()), self = str(cx->who.id);
	struct extra extra[] = {
		{ "s.expires_at > ?", &now, 1, everyone ? "all" : "" },
		{ "s.user_id = ?", &self, 1, NULL },
	};

	if ((everyone || (user_id && !same_text(user_id, cx->who.id))) &&
	    !may(&cx->who.may, CAN_READ_SESSIONS))
		return fail(cx, E_FORBIDDEN, "You may see your own sessions only.");
	return rq_page(rq,
	    &(struct list){
		.select =
		    "select s.id, u.id `user.id`, u.name `user.name`, s.user_agent, s.address, s.created_at,"
		    " s.seen_at, s.expires_at from session s join user u on u.id = s.user_id",
		.where = "s.revoked_at is null",
		.filters = filters,
		.filter_count = COUNT(filters),
		.orders = orders,
		.order_count = COUNT(orders),
		.extra = extra,
		.extra_count = everyone || user_id ? 1 : 2,
	    });
}

static enum err
ended(struct rq *rq, const void *arg)
{
	(void)arg;
	return rq_empty(rq, 204);
}

/* DELETE /api/v1/sessions/:id -- one's own, or anyone's with sessions:revoke */
enum err
session_delete(struct rq *rq)
{
	bool any = may(&rq->cx.who.may, CAN_REVOKE_SESSIONS);
	struct ending e = {
		.id = rq_path_id(rq, "id"), .user_id = any ? NULL : rq->cx.who.id, .why = "revoked"
	};

	TRY(rq_valid(rq));
	return rq_tx(rq, end_session, ended, &e);
}
