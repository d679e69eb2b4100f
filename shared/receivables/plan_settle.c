#include "receivables.h"
#include "clock.h"
#include "text.h"

enum err
plan_settle(struct cx *cx, const char *account_id)
{
	struct rows plans;

	TRY(db_all(cx, &plans,
	    "select p.id, p.status, cast(sum(r.open_minor) as signed) open_minor from plan p"
	    " join plan_receivable pr on pr.plan_id = p.id"
	    " join receivable r on r.id = pr.receivable_id"
	    " where p.account_id = ? and p.status in ('active', 'completed')"
	    " group by p.id, p.status for update", str(account_id)));
	for (size_t i = 0; i < plans.n; i++) {
		bool done = row_i64(&plans.row[i], "open_minor") == 0;

		if (done == row_is(&plans.row[i], "status", "completed"))
			continue;
		TRY(db_exec_one(cx,
		    "update plan set status = ?, ended_at = ?, version = version + 1 where id = ?",
		    str(done ? "completed" : "active"),
		    done ? instant(cx, business_now()) : null(), str(row_str(&plans.row[i], "id"))));
	}
	return OK;
}
