#include "credit_note.h"
#include "payment_private.h"

#include <string.h>

#include "approvals.h"
#include "audit.h"
#include "card.h"
#include "choices.h"
#include "clock.h"
#include "input.h"
#include "json_out.h"
#include "ledger.h"
#include "limit.h"
#include "money.h"
#include "numbering.h"
#include "settings.h"
#include "text.h"

enum { REMARKS_MAX = 500, REASON_MAX = 16 };

enum err
lock_note(struct cx *cx, const char *id, const char *account_id, const struct row **out)
{
	TRY(db_maybe(cx, out,
	    "select id, number, source, status, amount_minor, remaining_minor, expires_on, entry_id,"
	    " payment_id from credit_note where id = ? and account_id = ? for update",
	    str(id), str(account_id)));
	return *out ? OK : fail(cx, E_NOT_FOUND, "There is no such credit note.");
}

enum err
account_of_credit_note(struct cx *cx, const char *id, const char **account_id)
{
	const struct row *note;

	TRY(db_maybe(cx, &note, "select account_id from credit_note where id = ?", str(id)));
	if (!note)
		return fail(cx, E_NOT_FOUND, "There is no such credit note.");
	*account_id = row_str(note, "account_id");
	return OK;
}

/* ---- issuing ---- */

struct issue {
	const char *id, *number, *account_id, *consumer_id, *payment_id, *source, *reason, *remarks;
	const char *entry_id, *expires_on;
	int64_t amount_minor, at;
};

static enum err
insert_note(struct cx *cx, struct issue *n)
{
	char on[11], expires[11];
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	TRY(business_day(cx, n->at, on));
	date_add_days(on, (int)setting_i64(cx, SETTING_CREDIT_NOTE_DAYS), expires);
	n->expires_on = arena_strdup(cx->arena, expires);
	TRY(number_next(cx, SERIES_CREDIT_NOTE, on, &n->number));
	TRY(db_exec_one(cx,
	    "insert into credit_note (id, number, account_id, consumer_id, payment_id, source, reason,"
	    " remarks, amount_minor, remaining_minor, status, created_at, created_on, expires_on,"
	    " created_by, created_by_name, entry_id)"
	    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'active', ?, ?, ?, ?, ?, ?)",
	    str(n->id), str(n->number), str(n->account_id), str(n->consumer_id), str(n->payment_id),
	    str(n->source), str(n->reason), str(n->remarks), i64(n->amount_minor),
	    i64(n->amount_minor), instant(cx, n->at), str(on), str(expires), str(actor_user(cx)),
	    str(cx->who.name), str(n->entry_id)));

	json_begin(&j);
	json_put_str(&j, "number", n->number);
	json_put_money(&j, "amount", n->amount_minor, cx->who.currency);
	json_put_str(&j, "reason", n->reason);
	json_put_str(&j, "remarks", n->remarks);
	json_put_str(&j, "expires_on", n->expires_on);
	json_end(&j);
	return audit_write(cx, &(struct audit){
		.action = "credit_note.create", .object_type = "credit_note", .object_id = n->id,
		.account_id = n->account_id, .reason = n->reason, .after_json = b.data,
	});
}

enum err
credit_note_of_overpayment(struct cx *cx, struct overpaid *in)
{
	struct issue n = {
		.id = new_id(cx->arena), .account_id = in->account_id,
		.consumer_id = in->consumer_id, .payment_id = in->payment_id,
		.source = "overpayment", .reason = "overpayment", .entry_id = in->entry_id,
		.amount_minor = in->amount_minor, .at = in->at,
	};

	TRY(insert_note(cx, &n));
	in->id = n.id;
	in->number = n.number;
	return OK;
}

static const char *
crediting_json(struct cx *cx, const struct crediting *in)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "payment_id", in->payment_id);
	if (in->amount_minor >= 0)
		json_put_i64(&j, "amount_minor", in->amount_minor);
	json_put_str(&j, "reason", in->reason);
	if (in->remarks)
		json_put_str(&j, "remarks", in->remarks);
	json_end(&j);
	return b.data;
}

enum err
prepare_crediting(struct cx *cx, struct crediting *in)
{
	const struct row *p;

	TRY(db_maybe(cx, &p, "select account_id from payment where id = ?", str(in->payment_id)));
	if (!p) {
		fault_add(cx, "/payment_id", "not_found", "There is no such payment.");
		return faults_check(cx);
	}
	in->account_id = row_str(p, "account_id");
	if (!choice_active(cx, CHOICE_CREDIT_REASON, in->reason) && !cx->approval_id) {
		fault_add(cx, "/reason", "choice", "This is none of the reasons for credit notes.");
		return faults_check(cx);
	}
	return limit_alone(cx, LIMIT_CREDIT_NOTE, &in->alone_minor);
}

/* What the payment's live notes leave of it. */
static enum err
creditable(struct cx *cx, const struct crediting *in, int64_t paid_minor, int64_t *left)
{
	struct rows notes;

	*left = paid_minor;
	TRY(db_all(cx, &notes,
	    "select amount_minor from credit_note where payment_id = ? and status <> 'void'"
	    " for update", str(in->payment_id)));
	for (size_t i = 0; i < notes.n; i++)
		*left -= row_i64(&notes.row[i], "amount_minor");
	return OK;
}

static enum err
ask_for_note(struct cx *cx, struct crediting *in, const struct row *p, int64_t amount_minor)
{
	struct crediting fixed = *in;
	struct approval_request ask = {
		.kind = CREDIT_NOTE_JOB,
		.summary = fmt(cx->arena, "Credit note of %s for payment %s",
		    money_words(cx, amount_minor), row_str(p, "receipt_no")),
		.amount_minor = amount_minor,
		.account_id = in->account_id,
	};
	const struct row *waiting;

	fixed.amount_minor = amount_minor;	/* what is approved is this amount, whatever is left then */
	ask.input_json = crediting_json(cx, &fixed);
	TRY(db_maybe(cx, &waiting,
	    "select id from approval where state = 'waiting' and kind = 'credit_note.create'"
	    " and account_id = ? and input_json like ? and expires_at > ? limit 1"
	    " lock in share mode",
	    str(in->account_id), str(fmt(cx->arena, "%%%s%%", in->payment_id)),
	    instant(cx, business_now())));
	if (waiting)
		return fail(cx, E_CONFLICT,
		    "A credit note for this payment waits for approval already.");
	TRY(approval_request(cx, &ask));
	in->approval_id = ask.id;
	return audit_write(cx, &(struct audit){
		.action = "credit_note.requested", .object_type = "payment",
		.object_id = in->payment_id, .account_id = in->account_id, .reason = in->reason,
	});
}

/* Is it within what may be credited of the payment?  Gives the amount. */
static enum err
check_crediting(struct cx *cx, const struct crediting *in, const struct row *p, int64_t *amount)
{
	int64_t left;

	if (!row_is(p, "status", "posted"))
		return fail(cx, E_CONFLICT,
		    "Payment %s is %s: only a posted payment can be credited.",
		    row_str(p, "receipt_no"), row_str(p, "status"));
	TRY(creditable(cx, in, row_i64(p, "amount_minor"), &left));
	*amount = in->amount_minor < 0 ? left : in->amount_minor;
	if (left <= 0)
		return fail(cx, E_CONFLICT, "All of payment %s was credited already.",
		    row_str(p, "receipt_no"));
	if (*amount <= 0)
		fault_add(cx, "/amount", "range", "The amount must be more than nothing.");
	else if (*amount > left)
		fault_add(cx, "/amount", "over_payment",
		    "Maximum: %s, what credit notes leave of the payment.", money_words(cx, left));
	return faults_check(cx);
}

static enum err
issue_note(struct cx *cx, struct crediting *in, const struct row *p, int64_t amount_minor)
{
	struct issue n = {
		.id = new_id(cx->arena), .account_id = in->account_id,
		.consumer_id = row_str(p, "consumer_id"), .payment_id = in->payment_id,
		.source = "manual", .reason = in->reason, .remarks = in->remarks,
		.amount_minor = amount_minor, .at = business_now(),
	};
	struct posting posting = { LEDGER_CREDIT_NOTE, amount_minor, NULL };
	struct entry entry = {
		.account_id = in->account_id, .source_type = "credit_note", .source_id = n.id,
		.memo = fmt(cx->arena, "Credit for %s", row_str(p, "receipt_no")),
		.postings = &posting, .count = 1,
	};
	char on[11];

	TRY(business_day(cx, n.at, on));
	entry.posted_on = on;
	TRY(ledger_post(cx, &entry));
	n.entry_id = entry.id;
	TRY(insert_note(cx, &n));
	in->id = n.id;
	in->number = n.number;
	in->entry_id = n.entry_id;
	in->expires_on = n.expires_on;
	return OK;
}

enum err
create_credit_note(struct cx *cx, void *arg)
{
	struct crediting *in = arg;
	const struct row *p;
	int64_t amount = 0;

	in->approval_id = NULL;
	no_card_in(cx, "/remarks", in->remarks);
	TRY(faults_check(cx));
	if (cx->approval_id)
		TRY(approval_consume(cx, cx->approval_id, CREDIT_NOTE_JOB, in->input_json));
	TRY(lock_account(cx, in->account_id));
	TRY(db_one(cx, &p,
	    "select status, receipt_no, consumer_id, amount_minor from payment where id = ? for update",
	    str(in->payment_id)));
	TRY(check_crediting(cx, in, p, &amount));
	if (!cx->approval_id && amount > in->alone_minor)
		return ask_for_note(cx, in, p, amount);
	in->amount_minor = amount;
	return issue_note(cx, in, p, amount);
}

/* ---- the approved note, in the worker ---- */

struct approved { struct crediting crediting; struct job *job; };

static enum err
create_approved(struct cx *cx, void *arg)
{
	struct approved *a = arg;

	TRY(create_credit_note(cx, &a->crediting));
	return job_finish_about(cx, a->job, "credit_note", a->crediting.id, a->crediting.number);
}

enum err
run_credit_note_create(struct cx *cx, struct job *job)
{
	struct approved a = { .job = job };
	struct input *in;

	TRY(input_parse(cx, job->input_json, strlen(job->input_json), &in));
	a.crediting.payment_id = in_id(in, "payment_id");
	a.crediting.amount_minor = in_i64_or(in, "amount_minor", 1, MONEY_MAX, -1);
	a.crediting.reason = in_text(in, "reason", 1, REASON_MAX);
	a.crediting.remarks = in_text_or(in, "remarks", 1, REMARKS_MAX, NULL);
	TRY(in_done(in));
	a.crediting.input_json = job->input_json;
	TRY(prepare_crediting(cx, &a.crediting));
	return db_tx(cx, create_approved, &a);
}

/* ---- ending ---- */

/* The row of a note that nobody used. */
static enum err
note_is_void(struct cx *cx, const struct row *note, const char *account_id, const char *on,
    const char *reason, const char *entry_id)
{
	TRY(db_exec_one(cx,
	    "update credit_note set status = 'void', remaining_minor = 0, voided_on = ?,"
	    " void_reason = ?, void_entry_id = ?, version = version + 1 where id = ?",
	    str(on), str(reason), str(entry_id), str(row_str(note, "id"))));
	return audit_write(cx, &(struct audit){
		.action = "credit_note.void", .object_type = "credit_note",
		.object_id = row_str(note, "id"), .account_id = account_id, .reason = reason,
		.before_json = "{\"status\":\"active\"}", .after_json = "{\"status\":\"void\"}",
	});
}

static enum err
reverse_note(struct cx *cx, const struct row *note, const char *on, const char **entry_id)
{
	return ledger_reverse(cx, row_str(note, "entry_id"), on, "credit_note",
	    row_str(note, "id"), fmt(cx->arena, "Void of %s", row_str(note, "number")), entry_id);
}

static bool
was_used(const struct row *note)
{
	return row_i64(note, "remaining_minor") != row_i64(note, "amount_minor");
}

enum err
void_credit_of_payment(
    struct cx *cx, const char *payment_id, const char *account_id, const char *on)
{
	struct rows notes;

	TRY(db_all(cx, &notes,
	    "select id, number, source, amount_minor, remaining_minor, entry_id from credit_note"
	    " where payment_id = ? and status <> 'void' order by id for update", str(payment_id)));
	for (size_t i = 0; i < notes.n; i++)
		if (was_used(&notes.row[i]))
			return fail(cx, E_CONFLICT,
			    "Credit note %s of this payment was used: undo its use first. Nothing"
			    " was changed.", row_str(&notes.row[i], "number"));
	for (size_t i = 0; i < notes.n; i++) {
		const struct row *note = &notes.row[i];
		const char *entry_id = NULL;

		if (row_is(note, "source", "manual"))
			TRY(reverse_note(cx, note, on, &entry_id));
		TRY(note_is_void(cx, note, account_id, on, "The payment was voided", entry_id));
	}
	return OK;
}

enum err
void_credit_note(struct cx *cx, void *arg)
{
	struct ending_credit *in = arg;
	const struct row *note;
	char on[11];

	no_card_in(cx, "/reason", in->reason);
	TRY(faults_check(cx));
	TRY(business_day(cx, business_now(), on));
	TRY(lock_account(cx, in->account_id));
	TRY(lock_note(cx, in->id, in->account_id, &note));
	if (row_is(note, "status", "void"))
		return fail(cx, E_CONFLICT, "Credit note %s is void already.",
		    row_str(note, "number"));
	if (row_is(note, "source", "overpayment"))
		return fail(cx, E_CONFLICT,
		    "Credit note %s is money that a payment left over: it is void when the payment"
		    " is voided. Nothing was changed.", row_str(note, "number"));
	if (was_used(note))
		return fail(cx, E_CONFLICT,
		    "Some of credit note %s was used: undo its use first. Nothing was changed.",
		    row_str(note, "number"));
	TRY(reverse_note(cx, note, on, &in->entry_id));
	return note_is_void(cx, note, in->account_id, on, in->reason, in->entry_id);
}

/* ---- past the last day ---- */

struct expiring { const char *id, *on; };

static enum err
expire_note(struct cx *cx, void *arg)
{
	const struct expiring *in = arg;
	uint64_t n;

	TRY(db_exec_count(cx, &n,
	    "update credit_note set status = 'expired', version = version + 1"
	    " where id = ? and status = 'active' and expires_on < ?", str(in->id), str(in->on)));
	if (n == 0)
		return OK;		/* used up or void meanwhile */
	return audit_write(cx, &(struct audit){
		.action = "credit_note.expire", .object_type = "credit_note",
		.object_id = in->id, .before_json = "{\"status\":\"active\"}",
		.after_json = "{\"status\":\"expired\"}",
	});
}

enum err
credit_notes_expire(struct cx *cx)
{
	struct expiring in;
	struct rows due;
	char on[11];

	TRY(business_day(cx, business_now(), on));
	in.on = on;
	TRY(db_all(cx, &due,
	    "select id from credit_note where status = 'active' and expires_on < ? limit 100",
	    str(on)));
	for (size_t i = 0; i < due.n; i++) {
		in.id = row_str(&due.row[i], "id");
		TRY(db_tx(cx, expire_note, &in));
	}
	return OK;
}
