#include "bill_rebill.h"
#include "approvals.h"
#include "audit.h"
#include "clock.h"
#include "generate.h"
#include "json_out.h"
#include "ledger.h"
#include "text.h"

enum { SUMMARY_MAX = 300 };

static enum err
may_rebill(struct cx *cx, const struct locked_bill *bill)
{
	int64_t adjusted = row_i64(bill->row, "adjusted_minor");
	const struct row *plan;
	struct rows planned;

	if (row_null(bill->row, "generation_id"))
		return fail(cx, E_CONFLICT,
		    "Bill %s was not made from reads of a cycle, so it cannot be made anew. Nothing was"
		    " changed.", bill->r.number);
	if (adjusted > 0)
		return fail(cx, E_CONFLICT,
		    "Bill %s was adjusted by %s. Nothing was changed. Undo the adjustment first.",
		    bill->r.number, money_words(cx, adjusted));
	TRY(db_all(cx, &planned,
	    "select plan_id from plan_receivable where receivable_id = ? lock in share mode",
	    str(bill->r.id)));
	for (size_t i = 0; i < planned.n; i++) {
		TRY(db_maybe(cx, &plan,
		    "select number from plan where id = ? and status = 'active' lock in share mode",
		    str(row_str(&planned.row[i], "plan_id"))));
		if (plan)
			return fail(cx, E_CONFLICT,
			    "Plan %s covers bill %s and would not cover the new one. Nothing was changed."
			    " End the plan first.", row_str(plan, "number"), bill->r.number);
	}
	return OK;
}

static enum err
ask(struct cx *cx, struct reversing *in, const struct locked_bill *bill)
{
	struct bill_asking asking = {
		.kind = BILL_REBILL_JOB, .input_json = reversing_json(cx, in),
		.summary = fmt(cx->arena, "Bill anew what bill %s of %s is for: %s", bill->r.number,
		    money_words(cx, bill->r.amount_minor),
		    bill_words(cx, in->reason, in->remarks, SUMMARY_MAX / 2)),
		.amount_minor = bill->r.amount_minor, .bill_id = in->bill_id,
		.account_id = in->account_id, .reason = in->reason,
	};

	return ask_about_bill(cx, &asking, &in->approval_id);
}

static enum err
is_held(struct cx *cx, const struct rebilling *in, const struct generating *g)
{
	struct buf b = buf_in(cx->arena);

	buf_puts(&b, "");
	for (size_t i = 0; i < g->exception_count; i++)
		if (g->exceptions[i].is_blocking)
			buf_printf(&b, "%s%s", b.len ? ", " : "", g->exceptions[i].type);
	return fail(cx, E_CONFLICT,
	    "The new bill would be held (%s). Nothing was changed. Reverse bill %s instead: what holds"
	    " the new one then stands among the exceptions.", b.data, in->old.number);
}

/* What was paid moves: edges, entry, and what is open of the new bill. */
static enum err
move_paid(struct cx *cx, struct rebilling *in, const struct locked_bill *bill,
    const struct loose *loose)
{
	struct receivable new;
	struct signed_fact fact;
	struct entry entry = {
		.account_id = in->old.account_id, .source_type = "bill", .source_id = in->id,
		.posted_on = bill->on,
		.memo = fmt(cx->arena, "Paid on %s, now on %s", bill->r.number, in->number),
	};

	in->moved_minor = loose->amount_minor;
	in->open_minor = in->amount_minor - loose->amount_minor;
	if (loose->amount_minor == 0)
		return OK;
	if (loose->amount_minor > in->amount_minor)
		return fail(cx, E_CONFLICT,
		    "%s was paid on bill %s, more than the new one comes to (%s). Nothing was changed."
		    " Correct or void the payment first, or leave the bill and issue a credit note.",
		    money_words(cx, loose->amount_minor), bill->r.number,
		    money_words(cx, in->amount_minor));
	TRY(lock_receivable(cx, in->id, in->old.account_id, &new));
	fact = open_fact(&new, -loose->amount_minor, bill->on);
	TRY(fasten(cx, loose, &new, bill->on));
	TRY(ledger_move(cx, &entry, in->old.bill_id, in->id, loose->amount_minor));
	TRY(metric_changes(cx, &fact, 1));
	return db_exec_one(cx, "update bill set moved_minor = ?, moved_entry_id = ? where id = ?",
	    i64(loose->amount_minor), str(entry.id), str(in->id));
}

static enum err
tell(struct cx *cx, const struct rebilling *in)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "number", in->number);
	json_put_str(&j, "replaces", in->old.number);
	json_put_money(&j, "amount", in->amount_minor, cx->who.currency);
	json_put_money(&j, "moved", in->moved_minor, cx->who.currency);
	json_end(&j);
	return audit_write(cx, &(struct audit){
		.action = "bill.rebill", .object_type = "bill", .object_id = in->id,
		.account_id = in->old.account_id, .reason = in->old.reason, .after_json = b.data,
	});
}

/* Issued today, due as many days later as the old one was. */
static enum err
bill_anew(struct cx *cx, struct rebilling *in, const struct locked_bill *bill)
{
	char due[11];
	struct generating g = {
		.cycle_id = row_str(bill->row, "cycle_id"), .account_id = in->old.account_id,
		.issued_on = bill->on, .due_on = due, .replaces_id = in->old.bill_id,
	};

	date_add_days(bill->on,
	    (int)(date_days(bill->r.due_on) - date_days(bill->r.issued_on)), due);
	TRY(generate_account(cx, &g));
	if (!g.bill_id)
		return is_held(cx, in, &g);
	in->id = g.bill_id;
	in->number = g.number;
	in->amount_minor = g.amount_minor;
	return OK;
}

enum err
rebill_bill(struct cx *cx, void *arg)
{
	struct rebilling *in = arg;
	struct locked_bill bill;
	struct loose loose;

	in->old.approval_id = NULL;
	if (cx->approval_id)
		TRY(approval_consume(cx, cx->approval_id, BILL_REBILL_JOB, in->old.input_json));
	TRY(lock_bill(cx, in->old.bill_id, in->old.account_id, &bill));
	TRY(may_rebill(cx, &bill));
	if (!cx->approval_id && bill.r.amount_minor > in->old.alone_minor)
		return ask(cx, &in->old, &bill);
	TRY(take_bill_back(cx, &in->old, &bill, &loose));
	TRY(bill_anew(cx, in, &bill));
	TRY(move_paid(cx, in, &bill, &loose));
	TRY(plan_settle(cx, in->old.account_id));
	return tell(cx, in);
}

/* ---- approved, in the worker ---- */

struct approved { struct rebilling in; struct job *job; };

static enum err
rebill_approved(struct cx *cx, void *arg)
{
	struct approved *a = arg;

	TRY(rebill_bill(cx, &a->in));
	return job_finish_about(cx, a->job, "bill", a->in.id, a->in.number);
}

enum err
run_bill_rebill(struct cx *cx, struct job *job)
{
	struct approved a = { .job = job };

	TRY(read_reversing(cx, job, &a.in.old));
	TRY(prepare_reversing(cx, &a.in.old));
	return db_tx(cx, rebill_approved, &a);
}
