#include "api.h"
#include <string.h>
#include "approvals.h"
#include "clock.h"
#include "detail.h"
#include "limit.h"
#include "text.h"

/* result: what came of it, {"type", "id"}, once it was used. */
#define APPROVAL \
	"select p.id, p.kind, p.summary, p.amount_minor, p.account_id, p.state," \
	" p.requested_by `requested_by.id`, p.requested_by_name `requested_by.name`, p.requested_at," \
	" p.expires_at, p.decided_by `decided_by.id`, p.decided_by_name `decided_by.name`," \
	" p.decided_at, p.reason, p.job_id, if(p.state = 'used', j.result_json, null) result_json," \
	" p.version from approval p left join job j on j.id = p.job_id"

static const struct filter filters[] = {
	{ "state",      "p.state = ?", CHOICE, "waiting|approved|rejected|expired|used|failed" },
	{ "account_id", "p.account_id = ?", ID, NULL },
};

static const struct order orders[] = {
	{ "requested_at", "p.requested_at", "p.id", COLUMN_INSTANT, "requested_at", "id" },
};

/* The row rule: without CAN_READ_APPROVALS one sees what one asked for oneself. */
static bool
own_only(const struct rq *rq)
{
	return !may(&rq->cx.who.may, CAN_READ_APPROVALS);
}

/* GET /api/v1/approvals?state=waiting -- newest first */
enum err
approval_list(struct rq *rq)
{
	struct param me = str(rq->cx.who.id);
	struct extra own = { "p.requested_by = ?", &me, 1, NULL };

	return rq_page(rq, &(struct list){
		.select = APPROVAL,
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
		.extra = &own, .extra_count = own_only(rq) ? 1 : 0,
	});
}

/* May the caller decide it now?  *why: the sentence that says why not; NULL where it is decided. */
static enum err
decidable(struct rq *rq, const struct row *a, bool *can, const char **why)
{
	struct cx *cx = &rq->cx;
	enum limit limit;
	int64_t most;

	*why = NULL;
	*can = row_is(a, "state", "waiting");
	if (!*can)
		return OK;
	if (row_us(a, "expires_at") <= business_now())
		*why = "This has waited too long and has expired.";
	else if (cx->who.kind != ACTOR_USER)
		*why = "Only a person can decide this.";
	else if (row_is(a, "requested_by.id", cx->who.id))
		*why = "You asked for this yourself: another person must decide.";
	else if (!may(&cx->who.may, CAN_APPROVE))
		*why = "Your roles do not let you decide this.";
	else if (limit_of_kind(row_str(a, "kind"), &limit)) {
		TRY(limit_approve_now(cx, limit, cx->who.id, &most));
		*why = limit_refusal(cx, most, row_i64(a, "amount_minor"));
	}
	*can = *why == NULL;
	return OK;
}

/* GET /api/v1/approvals/:id -- can_decide: the caller, now; else cannot_because says why not */
enum err
approval_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id"), *why;
	struct buf b = buf_in(rq->cx.arena);
	const struct row *a;
	bool can;

	TRY(rq_valid(rq));
	TRY(db_one(&rq->cx, &a, APPROVAL " where p.id = ? and (? or p.requested_by = ?)",
	    str(id), boolean(!own_only(rq)), str(rq->cx.who.id)));
	TRY(decidable(rq, a, &can, &why));
	if (why)
		json_escape(&b, why, strlen(why));
	return rq_row_parts(rq, 200, a, { "can_decide", NULL, can ? "true" : "false" },
	    { "cannot_because", NULL, why ? b.data : "null" });
}

static enum err
approved(struct rq *rq, const void *arg)
{
	const struct decision *d = arg;

	return rq_json(rq, 200, j_str("id", d->id), j_str("state", "approved"),
	    j_str("job_id", d->job_id));
}

static enum err
rejected(struct rq *rq, const void *arg)
{
	const struct decision *d = arg;

	return rq_json(rq, 200, j_str("id", d->id), j_str("state", "rejected"));
}

/* POST /api/v1/approvals/:id/approve {"version": 1, "reason": "…"}.  The operation then runs as a
 * job in the name of the one who asked. */
enum err
approval_approve(struct rq *rq)
{
	struct decision d = {
		.id      = rq_path_id(rq, "id"),
		.version = in_i64(rq->body, "version", 1, INT64_MAX - 1),
		.reason  = rq_body_text(rq, "reason", 3, 500),
	};

	TRY(rq_valid(rq));
	return rq_once(rq, approve_request, approved, &d);
}

/* POST /api/v1/approvals/:id/reject {"version": 1, "reason": "…"} */
enum err
approval_reject(struct rq *rq)
{
	struct decision d = {
		.id      = rq_path_id(rq, "id"),
		.version = in_i64(rq->body, "version", 1, INT64_MAX - 1),
		.reason  = rq_body_text(rq, "reason", 3, 500),
	};

	TRY(rq_valid(rq));
	return rq_once(rq, reject_request, rejected, &d);
}
