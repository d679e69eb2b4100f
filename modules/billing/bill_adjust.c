#include "bill_adjust.h"
#include <string.h>
#include "approvals.h"
#include "audit.h"
#include "bill_change.h"
#include "card.h"
#include "choices.h"
#include "clock.h"
#include "input.h"
#include "json_out.h"
#include "ledger.h"
#include "limit.h"
#include "money.h"
#include "text.h"

enum { TEXT_MAX = 120, SUMMARY_MAX = 300, LINES_MAX = 1000 };

static struct param
by(const struct cx *cx)
{
	return cx->who.kind == ACTOR_USER ? str(cx->who.id) : null();
}

static const char *
adjusting_json(struct cx *cx, const struct adjusting *in)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "bill_id", in->bill_id);
	json_put_i64(&j, "amount_minor", in->given_minor);
	if (in->use_milli)
		json_put_i64(&j, "use_milli", in->use_milli);
	if (in->line)
		json_put_i64(&j, "line", in->line);
	json_put_str(&j, "reason", in->reason);
	if (in->remarks)
		json_put_str(&j, "remarks", in->remarks);
	json_end(&j);
	return b.data;
}

enum err
prepare_adjusting(struct cx *cx, struct adjusting *in)
{
	TRY(bill_of(cx, in->bill_id, &in->account_id));
	if ((in->amount_minor == 0) == (in->use_milli == 0))
		fault_add(cx, "/amount", "required", "Give either an amount or the use of a leak.");
	if (in->line && in->use_milli)
		fault_add(cx, "/line", "unknown", "Use is rated over the whole bill: leave the line out.");
	TRY(check_bill_words(cx, in->reason, in->remarks));
	if (in->use_milli)
		TRY(rate_leak(cx, in->bill_id, in->use_milli, "/use_milli", &in->leak));
	return limit_alone(cx, LIMIT_ADJUSTMENT, &in->alone_minor);
}

/* ---- lines ---- */

/* A line to be added; about: the line that it is about, 0: none. */
struct given { int64_t about, amount_minor; const char *text; };

static enum err
last_line(struct cx *cx, const char *bill_id, int64_t *out)
{
	const struct row *row;

	TRY(db_one(cx, &row,
	    "select cast(max(line) as signed) line from bill_line where bill_id = ? for update",
	    str(bill_id)));
	*out = row_i64(row, "line");
	return *out + LINES_MAX < INT16_MAX
	    ? OK
	    : fail(cx, E_CONFLICT, "The bill has too many lines. Nothing was changed.");
}

static enum err
add_lines(struct cx *cx, const char *bill_id, const char *adjustment_id, const struct given *lines,
    size_t n)
{
	int64_t last;

	TRY(last_line(cx, bill_id, &last));
	for (size_t i = 0; i < n; i++)
		TRY(db_exec(cx,
		    "insert into bill_line (bill_id, line, kind, text, amount_minor, adjusts_line,"
		    " adjustment_id) values (?, ?, 'adjustment', ?, ?, ?, ?)",
		    str(bill_id), i64(last + 1 + (int64_t)i), str(lines[i].text),
		    i64(lines[i].amount_minor), lines[i].about ? i64(lines[i].about) : null(),
		    str(adjustment_id)));
	return OK;
}

/* An amount: one line. */
static enum err
of_amount(struct cx *cx, struct adjusting *in, struct given **lines, size_t *n)
{
	const struct row *about;

	if (in->line) {
		TRY(db_maybe(cx, &about,
		    "select line from bill_line where bill_id = ? and line = ?"
		    " and adjustment_id is null lock in share mode", str(in->bill_id), i64(in->line)));
		if (!about) {
			fault_add(cx, "/line", "not_found", "The bill has no such line.");
			return faults_check(cx);
		}
	}
	*lines = arena_array(cx->arena, struct given, 1);
	**lines = (struct given){ in->line, -in->amount_minor,
		bill_words(cx, in->reason, in->remarks, TEXT_MAX) };
	*n = 1;
	in->given_minor = in->amount_minor;
	return OK;
}

/* The use of a leak: a line for each that would have come to something else. */
static void
of_use(struct cx *cx, struct adjusting *in, struct given **lines, size_t *n)
{
	*lines = arena_array(cx->arena, struct given, in->leak.n + 1);
	*n = 0;
	for (size_t i = 0; i < in->leak.n; i++) {
		const struct leak_line *l = &in->leak.lines[i];

		if (l->would_minor != l->was_minor)
			(*lines)[(*n)++] = (struct given){ l->line, l->would_minor - l->was_minor,
				bill_words(cx, in->reason, l->text, TEXT_MAX) };
	}
	in->given_minor = in->leak.amount_minor - in->leak.would_minor;
}

/* ---- the adjustment ---- */

static enum err
post(struct cx *cx, struct adjusting *in, const struct locked_bill *bill)
{
	const struct choice *reason = choice_find(cx, CHOICE_ADJUST_REASON, in->reason);
	struct posting posting = { LEDGER_BILL_ADJUSTED, in->given_minor, in->bill_id };
	struct entry entry = {
		.account_id = in->account_id, .source_type = "adjustment", .source_id = in->id,
		.posted_on = bill->on, .memo = fmt(cx->arena, "Adjustment of %s", in->number),
		.postings = &posting, .count = 1,
	};

	TRY(ledger_post(cx, &entry));
	in->entry_id = entry.id;
	return db_exec_one(cx,
	    "insert into adjustment (id, kind, account_id, receivable_id, amount_minor, reason,"
	    " remarks, made_at, made_on, made_by, made_by_name, entry_id, use_milli)"
	    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(in->id), str(reason && reason->kind ? reason->kind : "other"), str(in->account_id),
	    str(in->bill_id), i64(in->given_minor), str(in->reason), str(in->remarks),
	    instant(cx, business_now()), str(bill->on), by(cx), str(cx->who.name),
	    str(in->entry_id), in->use_milli ? i64(in->use_milli) : null());
}

/* What the bill's row says of all its adjustments, and the audit of one. */
static enum err
count_it(struct cx *cx, const char *bill_id, const struct locked_bill *bill, int64_t by_minor,
    const struct audit *told, int64_t *adjusted_minor)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);
	struct audit audit = *told;

	*adjusted_minor = row_i64(bill->row, "adjusted_minor") + by_minor;
	TRY(db_exec_one(cx,
	    "update bill set adjusted_minor = ?, version = version + 1 where id = ?",
	    i64(*adjusted_minor), str(bill_id)));
	json_begin(&j);
	json_put_money(&j, "adjusted", *adjusted_minor, cx->who.currency);
	json_put_money(&j, "open", bill->r.open_minor - by_minor, cx->who.currency);
	json_end(&j);
	audit.after_json = b.data;
	audit.object_type = "bill";
	audit.object_id = bill_id;
	return audit_write(cx, &audit);
}

static enum err
ask(struct cx *cx, struct adjusting *in, const struct locked_bill *bill)
{
	struct bill_asking asking = {
		.kind = BILL_ADJUST_JOB, .input_json = adjusting_json(cx, in),
		.summary = fmt(cx->arena, "Adjust bill %s by %s: %s", bill->r.number,
		    money_words(cx, in->given_minor),
		    bill_words(cx, in->reason, in->remarks, SUMMARY_MAX / 2)),
		.amount_minor = in->given_minor, .bill_id = in->bill_id,
		.account_id = in->account_id, .reason = in->reason,
	};

	return ask_about_bill(cx, &asking, &in->approval_id);
}

/* With what was given up of the bill before: a limit is not met by halves. */
static bool
takes_another(const struct cx *cx, const struct adjusting *in, const struct locked_bill *bill)
{
	return !cx->approval_id &&
	    row_i64(bill->row, "adjusted_minor") + in->given_minor > in->alone_minor;
}

static enum err
may_give(struct cx *cx, const struct adjusting *in, const struct locked_bill *bill)
{
	if (in->given_minor <= 0)
		return fail(cx, E_CONFLICT,
		    "With so much less use bill %s would not have cost less. Nothing was changed.",
		    in->number);
	if (in->given_minor > bill->r.open_minor)
		return fail(cx, E_CONFLICT,
		    "%s is open of bill %s, which is less than %s. Nothing was changed. Adjust what"
		    " is open, and issue a credit note for the rest.",
		    money_words(cx, bill->r.open_minor), in->number,
		    money_words(cx, in->given_minor));
	if (cx->approval_id && in->given_minor > in->approved_minor)
		return fail(cx, E_CONFLICT,
		    "It would be more than was approved for bill %s. Nothing was changed.", in->number);
	return OK;
}

static enum err
give(struct cx *cx, struct adjusting *in, const struct locked_bill *bill,
    const struct given *lines, size_t n)
{
	const struct source from = { FROM_ADJUSTMENT, in->id };
	const struct signed_fact fact = open_fact(&bill->r, -in->given_minor, bill->on);

	TRY(post(cx, in, bill));
	TRY(add_lines(cx, in->bill_id, in->id, lines, n));
	TRY(allocate(cx, &from, &bill->r, in->given_minor, bill->on));
	TRY(metric_changes(cx, &fact, 1));
	in->open_minor = bill->r.open_minor - in->given_minor;
	TRY(count_it(cx, in->bill_id, bill, in->given_minor,
	    &(struct audit){ .action = "bill.adjust", .account_id = in->account_id,
		.reason = in->reason }, &in->adjusted_minor));
	return plan_settle(cx, in->account_id);
}

enum err
adjust_bill(struct cx *cx, void *arg)
{
	struct adjusting *in = arg;
	struct locked_bill bill;
	struct given *lines = NULL;
	size_t n;

	in->approval_id = NULL;
	if (cx->approval_id)
		TRY(approval_consume(cx, cx->approval_id, BILL_ADJUST_JOB, in->input_json));
	TRY(lock_bill(cx, in->bill_id, in->account_id, &bill));
	in->number = bill.r.number;
	if (in->use_milli)
		of_use(cx, in, &lines, &n);
	else
		TRY(of_amount(cx, in, &lines, &n));
	TRY(may_give(cx, in, &bill));
	if (takes_another(cx, in, &bill))
		return ask(cx, in, &bill);
	in->id = new_id(cx->arena);
	return give(cx, in, &bill, lines, n);
}

/* ---- taking one back ---- */

enum err
prepare_undoing(struct cx *cx, struct undoing *in)
{
	const struct row *row;

	TRY(db_maybe(cx, &row,
	    "select account_id, receivable_id from adjustment where id = ? and kind <> 'waiver'",
	    str(in->id)));
	if (!row)
		return fail(cx, E_NOT_FOUND, "There is no such adjustment.");
	in->account_id = row_str(row, "account_id");
	in->bill_id = row_str(row, "receivable_id");
	if (card_in_text(in->reason))
		fault_add(cx, "/reason", "card_number",
		    "This looks like a card number, which must not be stored. Leave it out, or keep"
		    " its last four digits only.");
	return faults_check(cx);
}

/* Each line of it once more, with the other sign. */
static enum err
counter_lines(struct cx *cx, const struct undoing *in)
{
	struct given *given;
	struct rows lines;

	TRY(db_all(cx, &lines,
	    "select line, text, amount_minor from bill_line where bill_id = ? and adjustment_id = ?"
	    " order by line for update", str(in->bill_id), str(in->id)));
	given = arena_array(cx->arena, struct given, lines.n + 1);
	for (size_t i = 0; i < lines.n; i++)
		given[i] = (struct given){ row_i64(&lines.row[i], "line"),
			-row_i64(&lines.row[i], "amount_minor"),
			fmt(cx->arena, "Taken back, line %lld",
			    (long long)row_i64(&lines.row[i], "line")) };
	return add_lines(cx, in->bill_id, in->id, given, lines.n);
}

static enum err
end_row(struct cx *cx, const struct undoing *in, const struct locked_bill *bill)
{
	return db_exec_one(cx,
	    "update adjustment set undone_on = ?, undone_by_name = ?, undone_reason = ?,"
	    " undo_entry_id = ? where id = ?",
	    str(bill->on), str(cx->who.name), str(in->reason), str(in->entry_id), str(in->id));
}

enum err
undo_adjustment(struct cx *cx, void *arg)
{
	struct undoing *in = arg;
	const struct source from = { FROM_ADJUSTMENT, in->id };
	const struct row *row;
	struct signed_fact fact;
	struct locked_bill bill;
	struct undone undone;

	TRY(lock_bill(cx, in->bill_id, in->account_id, &bill));
	in->number = bill.r.number;
	TRY(db_one(cx, &row,
	    "select amount_minor, entry_id, undone_on from adjustment where id = ? for update",
	    str(in->id)));
	if (!row_null(row, "undone_on"))
		return fail(cx, E_CONFLICT, "This adjustment of bill %s is undone already.", in->number);
	in->amount_minor = row_i64(row, "amount_minor");
	TRY(ledger_reverse(cx, row_str(row, "entry_id"), bill.on, "adjustment", in->id,
	    fmt(cx->arena, "Adjustment of %s taken back", in->number), &in->entry_id));
	TRY(counter_lines(cx, in));
	fact = open_fact(&bill.r, in->amount_minor, bill.on);
	TRY(deallocate(cx, &from, in->account_id, bill.on, &undone));
	TRY(metric_changes(cx, &fact, 1));
	TRY(end_row(cx, in, &bill));
	in->open_minor = bill.r.open_minor + in->amount_minor;
	TRY(count_it(cx, in->bill_id, &bill, -in->amount_minor,
	    &(struct audit){ .action = "bill.adjustment_undo", .account_id = in->account_id,
		.reason = in->reason }, &in->adjusted_minor));
	return plan_settle(cx, in->account_id);
}

/* ---- approved, in the worker ---- */

struct approved { struct adjusting in; struct job *job; };

static enum err
adjust_approved(struct cx *cx, void *arg)
{
	struct approved *a = arg;

	TRY(adjust_bill(cx, &a->in));
	return job_finish_about(cx, a->job, "bill", a->in.bill_id, a->in.number);
}

enum err
run_bill_adjust(struct cx *cx, struct job *job)
{
	struct approved a = { .job = job };
	struct input *in;

	TRY(input_parse(cx, job->input_json, strlen(job->input_json), &in));
	a.in.bill_id = in_id(in, "bill_id");
	a.in.approved_minor = in_i64(in, "amount_minor", 1, MONEY_MAX);
	a.in.use_milli = in_i64_or(in, "use_milli", 1, INT64_MAX - 1, 0);
	a.in.line = in_i64_or(in, "line", 1, INT16_MAX, 0);
	a.in.reason = in_text(in, "reason", 1, CHOICE_CODE_MAX);
	a.in.remarks = in_text_or(in, "remarks", 1, BILL_REMARKS_MAX, NULL);
	TRY(in_done(in));
	if (a.in.use_milli == 0)
		a.in.amount_minor = a.in.approved_minor;
	a.in.input_json = job->input_json;
	TRY(prepare_adjusting(cx, &a.in));
	return db_tx(cx, adjust_approved, &a);
}
