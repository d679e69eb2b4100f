#include "api.h"

#define JOB \
	"select j.id, j.kind, j.state, j.requested_by `requested_by.id`," \
	" j.requested_by_name `requested_by.name`, j.approval_id, j.done, j.total, j.attempts," \
	" j.run_at, j.created_at, j.finished_at, j.failure, j.result_json from job j"

static const struct filter filters[] = {
	{ "state", "j.state = ?", CHOICE, "queued|running|paused|done|failed|cancelled" },
	{ "kind",  "j.kind = " AS_ASCII, TEXT,   NULL },
};

static const struct order orders[] = {
	{ "created_at", "j.created_at", "j.id", COLUMN_INSTANT, "created_at", "id" },
};

/* GET /api/v1/jobs?state=failed -- newest first */
enum err
job_list(struct rq *rq)
{
	return rq_page(rq, &(struct list){
		.select = JOB,
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
	});
}

/* GET /api/v1/jobs/:id -- for who asked for it, and with CAN_READ_JOBS anyone's */
enum err
job_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	const struct row *job;

	TRY(rq_valid(rq));
	TRY(db_one(&rq->cx, &job, JOB " where j.id = ? and (? or j.requested_by = ?)",
	    str(id), boolean(may(&rq->cx.who.may, CAN_READ_JOBS)), str(rq->cx.who.id)));
	return rq_row(rq, 200, job);
}
