/* One account, in the caller's transaction. */
#include "generate_private.h"
#include "generate.h"
#include "audit.h"
#include "clock.h"
#include "ledger.h"
#include "numbering.h"
#include "text.h"

static enum err
write_run(struct cx *cx, const struct gen_run *run, const char *account_id)
{
	struct param now = instant(cx, business_now());

	return db_exec(cx,
	    "insert into generation (id, cycle_id, account_id, filter_json, state, parts, accounts,"
	    " issued_on, due_on, started_at, started_by, started_by_name, finished_at)"
	    " values (?, ?, ?, '{\"classes\":[],\"segments\":[]}', 'done', 1, 1, ?, ?, ?, ?, ?, ?)",
	    str(run->generation_id), str(run->cycle_id), str(account_id), str(run->issued_on),
	    str(run->due_on), now, str(cx->who.id), str(cx->who.name ? cx->who.name : ""), now);
}

static enum err
write_part(struct cx *cx, const struct gen_run *run, const char *account_id,
    const struct gen_written *w)
{
	return db_exec(cx,
	    "insert into generation_part (generation_id, part, first_account, last_account, accounts, done,"
	    " billed, excepted, skipped, estimated, amount_minor, use_milli, is_finished)"
	    " values (?, 1, ?, ?, 1, 1, ?, ?, ?, ?, ?, ?, true)",
	    str(run->generation_id), str(account_id), str(account_id), i64(w->billed), i64(w->excepted),
	    i64(w->skipped), i64(w->estimated), i64(w->amount_minor), i64(w->use_milli));
}

static enum err
check(struct cx *cx, const struct gen_batch *b, const struct gen_judged *judged)
{
	const struct gen_account *a = b->accounts;

	if (b->count == 0)
		return fail(cx, E_CONFLICT, "The account is not of this cycle's zone. Nothing was billed.");
	if (!a->service_id)
		return fail(cx, E_CONFLICT, "The account has no service of this cycle's utility."
		    " Nothing was billed.");
	if (a->is_billed)
		return fail(cx, E_CONFLICT, "The account has a bill in this cycle already. Nothing was"
		    " billed; take that one back first.");
	if (judged->outcome == GEN_SKIPPED)
		return fail(cx, E_CONFLICT, "There is nothing to bill: no read in the dates of the cycle, and"
		    " none is due.");
	return OK;
}

static enum err
note(struct cx *cx, const struct generating *in)
{
	if (in->bill_id)
		return audit_write(cx, &(struct audit){ .action = "bill.issue", .object_type = "bill",
		    .object_id = in->bill_id, .account_id = in->account_id,
		    .after_json = fmt(cx->arena,
			"{\"number\":\"%s\",\"amount\":{\"amount\":%lld,\"currency\":\"%s\"},\"generation_id\":\"%s\"}",
			in->number, (long long)in->amount_minor, cx->who.currency, in->generation_id) });
	return audit_write(cx, &(struct audit){ .action = "generation.hold",
	    .object_type = "generation", .object_id = in->generation_id, .account_id = in->account_id,
	    .after_json = fmt(cx->arena, "{\"cycle_id\":\"%s\",\"exceptions\":%zu}", in->cycle_id,
		in->exception_count) });
}

/* Those that are open on the account there now, also such as were open before. */
static enum err
tell_exceptions(struct cx *cx, struct generating *in)
{
	struct rows rows;

	TRY(db_all(cx, &rows,
	    "select id, type, is_blocking from billing_exception where account_id = ? and cycle_id = ?"
	    " and state in ('open', 'escalated') order by is_blocking desc, type limit 8 lock in share mode",
	    str(in->account_id), str(in->cycle_id)));
	in->exception_count = rows.n;
	for (size_t i = 0; i < rows.n; i++)
		in->exceptions[i] = (struct generated_exception){ row_str(&rows.row[i], "id"),
			row_str(&rows.row[i], "type"), row_bool(&rows.row[i], "is_blocking") };
	return OK;
}

static enum err
number_bill(struct cx *cx, const struct gen_run *run, struct gen_judged *judged)
{
	if (judged->outcome != GEN_BILLED)
		return OK;
	return number_next(cx, SERIES_BILL, run->issued_on, &judged->number);
}

enum err
generate_account(struct cx *cx, void *arg)
{
	struct generating *in = arg;
	struct gen_run run = { .keep = cx->arena, .cycle_id = in->cycle_id, .issued_on = in->issued_on,
		.due_on = in->due_on, .estimates = in->estimate, .accepted = in->accepted,
		.replaces_id = in->replaces_id, .locks = true };
	struct gen_judged judged;
	struct gen_written written;
	struct gen_batch batch;

	run.generation_id = in->generation_id = new_id(cx->arena);
	TRY(lock_account(cx, in->account_id));
	TRY(gen_rules(cx, &run));
	TRY(gen_load_one(cx, &run, in->account_id, &batch));
	if (batch.count > 0)
		TRY(gen_judge(cx, &run, batch.accounts, &judged));
	TRY(check(cx, &batch, &judged));
	TRY(gen_lock(cx, &run, &judged, 1));
	TRY(write_run(cx, &run, in->account_id));
	TRY(number_bill(cx, &run, &judged));
	TRY(gen_write(cx, &run, &judged, 1, true, &written));
	TRY(write_part(cx, &run, in->account_id, &written));
	in->bill_id = judged.outcome == GEN_BILLED ? judged.id : NULL;
	in->number = in->bill_id ? judged.number : NULL;
	in->amount_minor = judged.amount_minor;
	in->use_milli = judged.use_milli;
	in->is_estimated = judged.is_estimated;
	TRY(tell_exceptions(cx, in));
	return note(cx, in);
}
