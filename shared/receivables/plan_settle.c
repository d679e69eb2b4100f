#include "receivables.h"
#include "clock.h"
#include "text.h"

/* When the first instalment falls due that so much does not pay; NULL: all are paid. */
static enum err
next_due(struct cx *cx, const char *plan_id, int64_t paid_minor, const char **out)
{
	struct rows schedule;

	*out = NULL;
	TRY(db_all(cx, &schedule,
	    "select due_on, amount_minor from instalment where plan_id = ? order by number"
	    " lock in share mode", str(plan_id)));
	for (size_t i = 0; i < schedule.n && !*out; i++) {
		paid_minor -= row_i64(&schedule.row[i], "amount_minor");
		if (paid_minor < 0)
			*out = row_str(&schedule.row[i], "due_on");
	}
	return OK;
}

static enum err
settle(struct cx *cx, const struct row *plan)
{
	int64_t left = row_i64(plan, "open_minor");
	const char *due_on;

	if (left == row_i64(plan, "left_minor"))
		return OK;
	TRY(next_due(cx, row_str(plan, "id"), row_i64(plan, "total_minor") - left, &due_on));
	return db_exec_one(cx,
	    "update plan set left_minor = ?, next_due_on = ?, status = ?, ended_at = ?,"
	    " version = version + 1 where id = ?",
	    i64(left), str(due_on), str(left == 0 ? "completed" : "active"),
	    left == 0 ? instant(cx, business_now()) : null(), str(row_str(plan, "id")));
}

enum err
plan_settle(struct cx *cx, const char *account_id)
{
	const struct row *any;
	struct rows plans;

	/* Most accounts have none, and every payment asks. */
	TRY(db_maybe(cx, &any,
	    "select id from plan where account_id = ? and status in ('active', 'completed') limit 1"
	    " lock in share mode", str(account_id)));
	if (!any)
		return OK;
	TRY(db_all(cx, &plans,
	    "select p.id, p.total_minor, p.left_minor,"
	    " cast(sum(least(r.open_minor, pr.open_minor)) as signed) open_minor from plan p"
	    " join plan_receivable pr on pr.plan_id = p.id"
	    " join receivable r on r.id = pr.receivable_id"
	    " where p.account_id = ? and p.status in ('active', 'completed')"
	    " group by p.id, p.total_minor, p.left_minor for update", str(account_id)));
	for (size_t i = 0; i < plans.n; i++)
		TRY(settle(cx, &plans.row[i]));
	return OK;
}
