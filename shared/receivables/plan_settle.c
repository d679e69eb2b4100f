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

/* What is open of one of its receivables, as far as it was when the plan was made. */
static int64_t
open_of(const struct row *part)
{
	int64_t now = row_i64(part, "open_minor"), then = row_i64(part, "was_open_minor");

	return now < then ? now : then;
}

enum err
plan_settle(struct cx *cx, const char *account_id)
{
	const struct row *any;
	struct rows parts;
	int64_t left = 0;

	/* Most accounts have none, and every payment asks. */
	TRY(db_maybe(cx, &any,
	    "select id from plan where account_id = ? and status in ('active', 'completed') limit 1"
	    " lock in share mode", str(account_id)));
	if (!any)
		return OK;
	/* Sums are made here: a prepared statement that groups over joined views was seen to leave its
	 * client waiting for an answer when it was run again (MariaDB 10.11). */
	TRY(db_all(cx, &parts,
	    "select straight_join p.id, p.total_minor, p.left_minor, r.open_minor,"
	    " pr.open_minor was_open_minor from plan p"
	    " join plan_receivable pr on pr.plan_id = p.id"
	    " join receivable r on r.id = pr.receivable_id"
	    " where p.account_id = ? and p.status in ('active', 'completed')"
	    " order by p.id for update", str(account_id)));
	for (size_t i = 0; i < parts.n; i++) {
		const struct row *part = &parts.row[i];

		left += open_of(part);
		if (i + 1 < parts.n && row_is(part, "id", row_str(part + 1, "id")))
			continue;
		TRY(settle(cx, part, left));
		left = 0;
	}
	return OK;
}
