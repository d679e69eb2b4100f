#include "jobs.h"
#include "audit.h"
#include "clock.h"
#include "json_out.h"
#include "lease.h"
#include "text.h"

enum err
job_enqueue_for(struct cx *cx, const char *requested_by, const char *requested_by_name,
    const char *kind, const char *input_json, const char *approval_id, int64_t run_at,
    const char **id)
{
	int64_t now = business_now();

	*id = new_id(cx->arena);
	return db_exec(cx,
	    "insert into job (id, kind, input_json, requested_by, requested_by_name, approval_id,"
	    " run_at, created_at) values (?, ?, ?, ?, ?, ?, ?, ?)",
	    str(*id), str(kind), str(input_json), str(requested_by),
	    str(requested_by_name ? requested_by_name : ""), str(approval_id),
	    instant(cx, run_at > 0 ? run_at : now), instant(cx, now));
}

enum err
job_enqueue(struct cx *cx, const char *kind, const char *input_json, const char *approval_id,
    int64_t run_at, const char **id)
{
	return job_enqueue_for(
	    cx, cx->who.id, cx->who.name, kind, input_json, approval_id, run_at, id);
}

/* The claim's number is the lease's token: whoever takes a job up after the lease ran out raises
 * it, and the one before changes nothing any more. */
static enum err
held(struct cx *cx, uint64_t found)
{
	return found == 1
	    ? OK
	    : fail(cx, E_CONFLICT, "The job was cancelled or taken up by another worker.");
}

enum err
job_progress(struct cx *cx, struct job *job, int64_t done, int64_t total, const char *position)
{
	uint64_t n;

	TRY(db_exec_count(cx, &n,
	    "update job set done = ?, total = ?, position = ?, lease_until = ?"
	    " where id = ? and state = 'running' and attempts = ?",
	    i64(done), total < 0 ? null() : i64(total), str(position),
	    instant(cx, real_now() + JOB_LEASE_US), str(job->id), i64(job->attempts)));
	TRY(held(cx, n));
	job->done = done;
	job->total = total;
	job->position = position;
	return OK;
}

enum err
job_finish(struct cx *cx, struct job *job, const char *result_json)
{
	uint64_t n;

	TRY(db_exec_count(cx, &n,
	    "update job set state = 'done', result_json = ?, lease_until = null,"
	    " finished_at = ? where id = ? and state = 'running' and attempts = ?",
	    str(result_json), instant(cx, business_now()), str(job->id), i64(job->attempts)));
	TRY(held(cx, n));
	job->finished = true;
	return OK;
}

enum err
job_finish_about(
    struct cx *cx, struct job *job, const char *type, const char *id, const char *number)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "type", type);
	json_put_str(&j, "id", id);
	json_put_str(&j, "number", number);
	json_end(&j);
	return job_finish(cx, job, b.data);
}

enum err
cancel_job(struct cx *cx, void *arg)
{
	const char *id = arg;
	const struct row *row;
	uint64_t n;

	TRY(db_maybe(cx, &row, "select state from job where id = ? for update", str(id)));
	if (!row)
		return fail(cx, E_NOT_FOUND, "There is no such job.");
	TRY(db_exec_count(cx, &n,
	    "update job set state = 'cancelled', lease_until = null, finished_at = ?"
	    " where id = ? and state in ('queued', 'paused', 'running')",
	    instant(cx, business_now()), str(id)));
	if (n == 0)
		return fail(cx, E_CONFLICT, "The job has ended: it is %s.", row_str(row, "state"));
	return audit_write(cx, &(struct audit){
		.action = "job.cancel", .object_type = "job", .object_id = id,
	});
}
