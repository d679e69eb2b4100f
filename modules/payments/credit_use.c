/* Paying with a credit note, and taking that back. */
#include "credit_note.h"
#include "payment_private.h"

#include <string.h>

#include "audit.h"
#include "clock.h"
#include "input.h"
#include "ledger.h"
#include "text.h"

static void
check_paying(struct cx *cx, struct credit_using *in)
{
	in->amount_minor = 0;
	for (size_t i = 0; i < in->count; i++) {
		for (size_t k = 0; k < i; k++)
			if (same_text(in->paying[i].receivable_id, in->paying[k].receivable_id))
				fault_add(cx, fmt(cx->arena, "/allocations/%zu/receivable_id", i),
				    "twice", "This bill or charge is named twice.");
		in->amount_minor += in->paying[i].amount_minor;
	}
}

/* Lock each receivable, by id, and hold what is asked for against what is open. */
static enum err
lock_paid(struct cx *cx, const struct credit_using *in, struct receivable *out)
{
	bool locked[CREDIT_USE_MAX] = { false };

	for (size_t n = 0; n < in->count; n++) {
		size_t i = in->count;
		enum err e;

		for (size_t k = 0; k < in->count; k++)
			if (!locked[k] && (i == in->count ||
			    strcmp(in->paying[k].receivable_id, in->paying[i].receivable_id) < 0))
				i = k;
		locked[i] = true;
		e = lock_receivable(cx, in->paying[i].receivable_id, in->account_id, &out[i]);
		if (e == E_NOT_FOUND) {
			failure_clear(cx);
			fault_add(cx, fmt(cx->arena, "/allocations/%zu/receivable_id", i),
			    "not_found", "This account has no such bill or charge.");
			return faults_check(cx);
		}
		TRY(e);
		if (!same_text(out[i].status, "open"))
			return fail(cx, E_CONFLICT, "%s is already %s; nothing was used.",
			    out[i].number, out[i].status);
		if (in->paying[i].amount_minor > out[i].open_minor)
			fault_add(cx, fmt(cx->arena, "/allocations/%zu/amount", i), "over_open",
			    "Only %s is open on %s.", money_words(cx, out[i].open_minor),
			    out[i].number);
	}
	return faults_check(cx);
}

static enum err
check_usable(struct cx *cx, const struct credit_using *in, const struct row *note, const char *on)
{
	const char *number = row_str(note, "number");

	if (row_is(note, "status", "applied") || row_is(note, "status", "void"))
		return fail(cx, E_CONFLICT, "Credit note %s is %s; nothing was used.", number,
		    row_is(note, "status", "applied") ? "used up" : "void");
	if (strcmp(row_str(note, "expires_on"), on) < 0)
		return fail(cx, E_CONFLICT, "Credit note %s expired on %s; nothing was used.",
		    number, row_str(note, "expires_on"));
	if (in->amount_minor > row_i64(note, "remaining_minor"))
		fault_add(cx, "/allocations", "over_credit", "Only %s remains of credit note %s.",
		    money_words(cx, row_i64(note, "remaining_minor")), number);
	return faults_check(cx);
}

static enum err
post_use(struct cx *cx, struct credit_using *in, const struct row *note, const char *on)
{
	struct posting postings[CREDIT_USE_MAX];
	struct entry entry = {
		.account_id = in->account_id, .source_type = "credit_use", .source_id = in->id,
		.posted_on = on, .memo = fmt(cx->arena, "Use of %s", row_str(note, "number")),
		.postings = postings, .count = in->count,
	};

	for (size_t i = 0; i < in->count; i++)
		postings[i] = (struct posting){ LEDGER_CREDIT_USED, in->paying[i].amount_minor,
			in->paying[i].receivable_id };
	TRY(ledger_post(cx, &entry));
	in->entry_id = entry.id;
	return db_exec_one(cx,
	    "insert into credit_use (id, credit_note_id, account_id, amount_minor, used_at, used_on,"
	    " used_by, used_by_name, entry_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(in->id), str(in->note_id), str(in->account_id), i64(in->amount_minor),
	    instant(cx, business_now()), str(on), str(actor_user(cx)), str(cx->who.name), str(in->entry_id));
}

/* What remains of the note from now on, and what the audit says of it. */
static enum err
note_remains(struct cx *cx, const char *action, const struct row *note, const char *account_id,
    int64_t remaining_minor, const char *reason)
{
	int64_t was[] = { row_i64(note, "remaining_minor"), remaining_minor };
	const char *json[2];

	TRY(db_exec_one(cx,
	    "update credit_note set remaining_minor = ?, status = ?, version = version + 1"
	    " where id = ?",
	    i64(remaining_minor), str(remaining_minor == 0 ? "applied" : "active"),
	    str(row_str(note, "id"))));
	for (int i = 0; i < 2; i++) {
		struct buf b = buf_in(cx->arena);
		struct json j = json_to(&b);

		json_begin(&j);
		json_put_money(&j, "remaining", was[i], cx->who.currency);
		json_end(&j);
		json[i] = b.data;
	}
	return audit_write(cx, &(struct audit){
		.action = action, .object_type = "credit_note", .object_id = row_str(note, "id"),
		.account_id = account_id, .reason = reason,
		.before_json = json[0], .after_json = json[1],
	});
}

enum err
use_credit_note(struct cx *cx, void *arg)
{
	struct credit_using *in = arg;
	struct receivable paid[CREDIT_USE_MAX];
	struct signed_fact facts[CREDIT_USE_MAX];
	const struct row *note;
	char on[11];

	if (in->count == 0 || in->count > CREDIT_USE_MAX)
		return fail(cx, E_INTERNAL, "A credit note pays 1 to %d receivables at a time.",
		    CREDIT_USE_MAX);
	check_paying(cx, in);
	TRY(faults_check(cx));
	TRY(business_day(cx, business_now(), on));
	TRY(lock_account(cx, in->account_id));
	TRY(lock_paid(cx, in, paid));
	TRY(lock_note(cx, in->note_id, in->account_id, &note));
	TRY(check_usable(cx, in, note, on));

	in->id = new_id(cx->arena);
	TRY(post_use(cx, in, note, on));
	for (size_t i = 0; i < in->count; i++) {
		int64_t amount = in->paying[i].amount_minor;

		facts[i] = open_fact(&paid[i], -amount, on);
		TRY(allocate(cx, &(struct source){ FROM_CREDIT, in->id }, &paid[i], amount, on));
	}
	TRY(metric_changes(cx, facts, in->count));
	TRY(plan_settle(cx, in->account_id));
	in->remaining_minor = row_i64(note, "remaining_minor") - in->amount_minor;
	return note_remains(
	    cx, "credit_note.use", note, in->account_id, in->remaining_minor, NULL);
}

static enum err
lock_use(struct cx *cx, const struct credit_undoing *in, const struct row **out)
{
	TRY(db_maybe(cx, out,
	    "select id, amount_minor, entry_id, undone_on from credit_use"
	    " where id = ? and credit_note_id = ? for update", str(in->use_id), str(in->note_id)));
	if (!*out)
		return fail(cx, E_NOT_FOUND, "There is no such use of this credit note.");
	if (!row_null(*out, "undone_on"))
		return fail(cx, E_CONFLICT, "This use of the credit note was undone already.");
	return OK;
}

enum err
undo_credit_use(struct cx *cx, void *arg)
{
	struct credit_undoing *in = arg;
	const struct row *note, *use;
	struct signed_fact *facts;
	struct undone undone;
	char on[11];

	no_card_in(cx, "/reason", in->reason);
	TRY(faults_check(cx));
	TRY(business_day(cx, business_now(), on));
	TRY(lock_account(cx, in->account_id));
	TRY(lock_use(cx, in, &use));
	TRY(lock_note(cx, in->note_id, in->account_id, &note));
	TRY(ledger_reverse(cx, row_str(use, "entry_id"), on, "credit_use", in->use_id,
	    fmt(cx->arena, "Use of %s undone", row_str(note, "number")), &in->entry_id));
	TRY(deallocate(
	    cx, &(struct source){ FROM_CREDIT, in->use_id }, in->account_id, on, &undone));
	facts = arena_array(cx->arena, struct signed_fact, undone.n + 1);
	for (size_t i = 0; i < undone.n; i++)
		facts[i] = open_fact(&undone.edge[i].r, undone.edge[i].amount_minor, on);
	TRY(metric_changes(cx, facts, undone.n));
	TRY(plan_settle(cx, in->account_id));
	TRY(db_exec_one(cx,
	    "update credit_use set undone_on = ?, undone_reason = ?, undo_entry_id = ? where id = ?",
	    str(on), str(in->reason), str(in->entry_id), str(in->use_id)));
	in->amount_minor = row_i64(use, "amount_minor");
	in->remaining_minor = row_i64(note, "remaining_minor") + in->amount_minor;
	return note_remains(
	    cx, "credit_note.undo", note, in->account_id, in->remaining_minor, in->reason);
}
