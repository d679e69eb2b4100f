#include "bill_reverse.h"
#include <string.h>
#include "approvals.h"
#include "audit.h"
#include "choices.h"
#include "clock.h"
#include "input.h"
#include "json_out.h"
#include "ledger.h"
#include "limit.h"
#include "metrics.h"
#include "money.h"
#include "text.h"

enum { REASON_MAX = 500, SUMMARY_MAX = 300 };

const char *
reversing_json(struct cx *cx, const struct reversing *in)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "bill_id", in->bill_id);
	json_put_str(&j, "reason", in->reason);
	if (in->remarks)
		json_put_str(&j, "remarks", in->remarks);
	json_end(&j);
	return b.data;
}

enum err
prepare_reversing(struct cx *cx, struct reversing *in)
{
	TRY(bill_of(cx, in->bill_id, &in->account_id));
	TRY(check_bill_words(cx, in->reason, in->remarks));
	return limit_alone(cx, LIMIT_REBILL, &in->alone_minor);
}

/* ---- its entry ---- */

/* The lines that it was issued with. */
static enum err
issued_lines(struct cx *cx, const char *bill_id, struct rows *out)
{
	return db_all(cx, out,
	    "select kind, gl_code, amount_minor from bill_line where bill_id = ?"
	    " and adjustment_id is null order by line lock in share mode", str(bill_id));
}

/* One bill out of an entry over many: what its lines came to, by their codes. */
static enum err
post_alone(struct cx *cx, const struct reversing *in, const struct locked_bill *bill,
    struct entry *entry)
{
	struct coding coding = { .receivable_id = in->bill_id, .is_taken_back = true };
	struct coded *codes;
	struct rows lines;

	TRY(issued_lines(cx, in->bill_id, &lines));
	codes = arena_array(cx->arena, struct coded, lines.n + 1);
	for (size_t i = 0; i < lines.n; i++) {
		const struct row *l = &lines.row[i];

		codes[i] = (struct coded){
			row_null(l, "gl_code") ? NULL : row_str(l, "gl_code"),
			row_is(l, "kind", "tax") ? TAX : REVENUE, row_i64(l, "amount_minor") };
	}
	coding.codes = codes;
	coding.count = lines.n;
	entry->account_id = bill->r.account_id;
	return ledger_post_batch(cx, entry, &coding);
}

static enum err
turn_entry(struct cx *cx, struct reversing *in, const struct locked_bill *bill)
{
	struct entry entry = {
		.source_type = "bill", .source_id = in->bill_id, .posted_on = bill->on,
		.memo = fmt(cx->arena, "Reversal of %s", bill->r.number),
	};
	const struct row *of;

	TRY(db_one(cx, &of,
	    "select source_type, source_id from journal_entry where id = ? lock in share mode",
	    str(row_str(bill->row, "entry_id"))));
	if (row_is(of, "source_type", "bill") && row_is(of, "source_id", in->bill_id))
		return ledger_reverse(cx, row_str(bill->row, "entry_id"), bill->on, "bill",
		    in->bill_id, entry.memo, &in->entry_id);
	TRY(post_alone(cx, in, bill, &entry));
	in->entry_id = entry.id;
	return OK;
}

/* ---- the bill ---- */

/* The bill's facts and those of its lines are taken away today: on its own day they vanish, later
 * they stand as negative ones.  was: what it was owed as. */
static enum err
take_facts(struct cx *cx, const struct locked_bill *bill, const struct receivable *was)
{
	const struct row *b = bill->row;
	struct bill_about about = {
		.issued_on = row_str(b, "issued_on"), .undone_on = bill->on,
		.zone_id = row_str(b, "zone_id"), .class = row_str(b, "account_class"),
		.segment = row_str(b, "segment"), .cycle_id = row_str(b, "cycle_id"),
		.utility = row_str(b, "utility"), .unit = row_str(b, "unit"),
		.use_class = row_str(b, "use_class"), .is_estimated = row_bool(b, "is_estimated"),
		.amount_minor = row_i64(b, "amount_minor"),
		.consumption_milli = row_i64(b, "consumption_milli"),
	};
	struct signed_fact *facts;
	struct rows lines;

	TRY(issued_lines(cx, was->id, &lines));
	facts = arena_array(cx->arena, struct signed_fact, 2 + lines.n);
	facts[0] = bill_fact(&about);
	facts[1] = cancelled_fact(was, bill->on);
	for (size_t i = 0; i < lines.n; i++)
		facts[2 + i] = line_fact(&about, row_str(&lines.row[i], "kind"),
		    row_str(&lines.row[i], "gl_code"), row_i64(&lines.row[i], "amount_minor"));
	return metric_changes(cx, facts, 2 + lines.n);
}

static enum err
write_reversed(struct cx *cx, const struct reversing *in, const struct locked_bill *bill)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	TRY(db_exec_one(cx,
	    "update bill set status = 'reversed', reversed_on = ?, reversed_by_name = ?,"
	    " reverse_reason = ?, reverse_entry_id = ?, version = version + 1 where id = ?",
	    str(bill->on), str(cx->who.name),
	    str(bill_words(cx, in->reason, in->remarks, REASON_MAX)), str(in->entry_id),
	    str(in->bill_id)));
	json_begin(&j);
	json_put_str(&j, "status", "reversed");
	json_put_money(&j, "amount", in->amount_minor, cx->who.currency);
	json_put_str(&j, "remarks", in->remarks);
	json_end(&j);
	return audit_write(cx, &(struct audit){
		.action = "bill.reverse", .object_type = "bill", .object_id = in->bill_id,
		.account_id = in->account_id, .reason = in->reason,
		.before_json = "{\"status\":\"issued\"}", .after_json = b.data,
	});
}

enum err
take_bill_back(struct cx *cx, struct reversing *in, struct locked_bill *bill, struct loose *loose)
{
	struct receivable was = bill->r;

	in->number = bill->r.number;
	in->amount_minor = bill->r.amount_minor;
	TRY(turn_entry(cx, in, bill));
	TRY(loosen(cx, &bill->r, bill->on, loose));
	TRY(receivable_cancel(cx, &bill->r, bill->on));
	TRY(take_facts(cx, bill, &was));
	return write_reversed(cx, in, bill);
}

/* Why it cannot be taken back alone. */
static enum err
nothing_met(struct cx *cx, const struct locked_bill *bill)
{
	int64_t adjusted = row_i64(bill->row, "adjusted_minor");
	int64_t paid = bill->r.amount_minor - bill->r.open_minor - adjusted;

	if (paid > 0)
		return fail(cx, E_CONFLICT,
		    "%s was paid on bill %s. Nothing was changed. Rebill the account, which moves it"
		    " to the new bill, or void or correct the payment first.",
		    money_words(cx, paid), bill->r.number);
	if (adjusted > 0)
		return fail(cx, E_CONFLICT,
		    "Bill %s was adjusted by %s. Nothing was changed. Undo the adjustment first.",
		    bill->r.number, money_words(cx, adjusted));
	return OK;
}

static enum err
ask(struct cx *cx, struct reversing *in, const struct locked_bill *bill)
{
	struct bill_asking asking = {
		.kind = BILL_REVERSE_JOB, .input_json = reversing_json(cx, in),
		.summary = fmt(cx->arena, "Reverse bill %s of %s: %s", bill->r.number,
		    money_words(cx, bill->r.amount_minor),
		    bill_words(cx, in->reason, in->remarks, SUMMARY_MAX / 2)),
		.amount_minor = bill->r.amount_minor, .bill_id = in->bill_id,
		.account_id = in->account_id, .reason = in->reason,
	};

	return ask_about_bill(cx, &asking, &in->approval_id);
}

enum err
reverse_bill(struct cx *cx, void *arg)
{
	struct reversing *in = arg;
	struct locked_bill bill;
	struct loose loose;

	in->approval_id = NULL;
	if (cx->approval_id)
		TRY(approval_consume(cx, cx->approval_id, BILL_REVERSE_JOB, in->input_json));
	TRY(lock_bill(cx, in->bill_id, in->account_id, &bill));
	TRY(nothing_met(cx, &bill));
	if (!cx->approval_id && bill.r.amount_minor > in->alone_minor)
		return ask(cx, in, &bill);
	TRY(take_bill_back(cx, in, &bill, &loose));
	return plan_settle(cx, in->account_id);
}

/* ---- approved, in the worker ---- */

enum err
read_reversing(struct cx *cx, const struct job *job, struct reversing *out)
{
	struct input *in;

	TRY(input_parse(cx, job->input_json, strlen(job->input_json), &in));
	out->bill_id = in_id(in, "bill_id");
	out->reason = in_text(in, "reason", 1, CHOICE_CODE_MAX);
	out->remarks = in_text_or(in, "remarks", 1, BILL_REMARKS_MAX, NULL);
	TRY(in_done(in));
	out->input_json = job->input_json;
	return OK;
}

struct approved { struct reversing in; struct job *job; };

static enum err
reverse_approved(struct cx *cx, void *arg)
{
	struct approved *a = arg;

	TRY(reverse_bill(cx, &a->in));
	return job_finish_about(cx, a->job, "bill", a->in.bill_id, a->in.number);
}

enum err
run_bill_reverse(struct cx *cx, struct job *job)
{
	struct approved a = { .job = job };

	TRY(read_reversing(cx, job, &a.in));
	TRY(prepare_reversing(cx, &a.in));
	return db_tx(cx, reverse_approved, &a);
}
