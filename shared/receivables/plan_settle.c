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
settle(struct cx *cx, const struct row *plan, int64_t left)
{
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

/* What is open of its receivables, each as far as it was when the plan was made. */
static enum err
left_of(struct cx *cx, const char *plan_id, int64_t *left)
{
	const struct row *r;
	struct rows parts;

	*left = 0;
	TRY(db_all(cx, &parts,
	    "select receivable_id, open_minor from plan_receivable where plan_id = ?"
	    " order by receivable_id lock in share mode", str(plan_id)));
	for (size_t i = 0; i < parts.n; i++) {
		int64_t then = row_i64(&parts.row[i], "open_minor"), now;

		TRY(db_one(cx, &r, "select open_minor from receivable where id = ? for update",
		    str(row_str(&parts.row[i], "receivable_id"))));
		now = row_i64(r, "open_minor");
		*left += now < then ? now : then;
	}
	return OK;
}

enum err
plan_settle(struct cx *cx, const char *account_id)
{
	struct rows plans;
	int64_t left;

	TRY(db_all(cx, &plans,
	    "select id, total_minor, left_minor from plan where account_id = ?"
	    " and status in ('active', 'completed') order by id for update", str(account_id)));
	for (size_t i = 0; i < plans.n; i++) {
		TRY(left_of(cx, row_str(&plans.row[i], "id"), &left));
		TRY(settle(cx, &plans.row[i], left));
	}
	return OK;
}
