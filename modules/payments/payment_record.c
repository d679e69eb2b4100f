#include "payment_private.h"

#include <string.h>

#include "approvals.h"
#include "audit.h"
#include "clock.h"
#include "credit_note.h"
#include "json_out.h"
#include "ledger.h"
#include "notifications.h"
#include "numbering.h"
#include "settings.h"
#include "text.h"

enum { NAMED_IN_MEMO = 3 };

/* A recording while it is worked on: its mode, its payer, its receivables in the order asked. */
struct taking {
	struct recording *in;
	const struct choice *mode;
	const struct paying *paying;	/* asked for, or what the instalments come to */
	struct receivable *bills;
	size_t count;
};

/* ---- the rules over rows, under their locks ---- */

/* A not-found of something that the input named is a fault of that field. */
static enum err
not_there(struct cx *cx, enum err e, const char *pointer, const char *sentence)
{
	if (e != E_NOT_FOUND)
		return e;
	failure_clear(cx);
	fault_add(cx, pointer, "not_found", "%s", sentence);
	return faults_check(cx);
}

/* In one statement what lock_account() and read_debtor() take two for: every payment does it. */
enum err
lock_payer(struct cx *cx, struct recording *in)
{
	const struct row *b;

	in->owed_minor = in->account_credit_minor = 0;
	TRY(db_maybe(cx, &b,
	    "select b.owed_minor, b.credit_minor, a.consumer_id, a.zone_id, a.class, a.segment, a.status"
	    " from account_balance b join account a on a.id = b.account_id"
	    " where b.account_id = ? for update", str(in->account_id)));
	if (!b) {
		TRY(not_there(cx, lock_account(cx, in->account_id), "/account_id",
		    "There is no such account."));
		return read_debtor(cx, in->account_id, &in->payer);
	}
	in->owed_minor = row_i64(b, "owed_minor");
	in->account_credit_minor = row_i64(b, "credit_minor");
	in->payer = (struct debtor){ row_str(b, "consumer_id"), row_str(b, "zone_id"),
		row_str(b, "class"), row_null(b, "segment") ? "" : row_str(b, "segment"),
		row_str(b, "status") };
	return OK;
}

static const char *
kind_word(const struct receivable *r)
{
	return same_text(r->kind, "bill") ? "Bill" : "Charge";
}

static enum err
lock_bill(struct cx *cx, struct taking *t, size_t i)
{
	struct receivable *r = &t->bills[i];

	TRY(not_there(cx,
	    lock_receivable(cx, t->paying[i].receivable_id, t->in->account_id, r),
	    fmt(cx->arena, "/allocations/%zu/receivable_id", i), "This account has no such bill."));
	if (!same_text(r->status, "open"))
		return fail(cx, E_CONFLICT, "%s %s is already %s; nothing was taken.",
		    kind_word(r), r->number, r->status);
	if (t->paying[i].amount_minor > r->open_minor) {
		fault_add(cx, fmt(cx->arena, "/allocations/%zu/amount", i), "over_open",
		    "Only %s is open on %s.", money_words(cx, r->open_minor), r->number);
		return faults_check(cx);
	}
	return OK;
}

/* Receivables are locked by their ids, whatever order was asked for. */
static enum err
lock_bills(struct cx *cx, struct taking *t)
{
	size_t *order = arena_array(cx->arena, size_t, t->count);

	t->bills = arena_array(cx->arena, struct receivable, t->count);
	for (size_t i = 0; i < t->count; i++) {
		size_t k = i;

		for (; k > 0 && strcmp(t->paying[order[k - 1]].receivable_id,
			    t->paying[i].receivable_id) > 0; k--)
			order[k] = order[k - 1];
		order[k] = i;
	}
	for (size_t i = 0; i < t->count; i++)
		TRY(lock_bill(cx, t, order[i]));
	return OK;
}

/* The last guard: what came of a plan is what was asked, too. */
static enum err
adds_up(struct cx *cx, const struct taking *t)
{
	int64_t sum = t->in->credit_minor;

	for (size_t i = 0; i < t->count; i++)
		sum += t->paying[i].amount_minor;
	return sum == t->in->amount_minor
	    ? OK
	    : fail(cx, E_INTERNAL, "A payment and what it pays do not agree. Nothing was taken.");
}

/* What the payment meets.  Of a plan, its instalments come to receivables, oldest first. */
static enum err
lock_parties(struct cx *cx, struct taking *t)
{
	struct recording *in = t->in;
	struct paying *paying;

	t->paying = in->paying;
	t->count = in->count;
	if (in->plan_id) {
		TRY(plan_pay(cx, in->account_id, in->plan_id, in->parts, in->part_count, &paying,
		    &t->count));
		t->paying = paying;
	}
	TRY(lock_bills(cx, t));
	return adds_up(cx, t);
}

/* ---- writing ---- */

static const enum ledger_event *
events_of(const struct choice *mode)
{
	static const struct { const char *kind; enum ledger_event paid_kept[2]; } all[] = {
		{ "cash",     { LEDGER_PAYMENT_CASH,     LEDGER_KEPT_CASH } },
		{ "card",     { LEDGER_PAYMENT_CARD,     LEDGER_KEPT_CARD } },
		{ "cheque",   { LEDGER_PAYMENT_CHEQUE,   LEDGER_KEPT_CHEQUE } },
		{ "transfer", { LEDGER_PAYMENT_TRANSFER, LEDGER_KEPT_TRANSFER } },
		{ "other",    { LEDGER_PAYMENT_OTHER,    LEDGER_KEPT_OTHER } },
	};

	for (size_t i = 0; i < COUNT(all); i++)
		if (mode_is(mode, all[i].kind))
			return all[i].paid_kept;
	return all[COUNT(all) - 1].paid_kept;
}

/* "B-1, B-2, B-3 and 4 more" */
static const char *
bill_numbers(struct cx *cx, const struct taking *t)
{
	struct buf b = buf_in(cx->arena);

	for (size_t i = 0; i < t->count && i < NAMED_IN_MEMO; i++)
		buf_printf(&b, "%s%s", i ? ", " : "", t->bills[i].number);
	if (t->count > NAMED_IN_MEMO)
		buf_printf(&b, " and %zu more", t->count - NAMED_IN_MEMO);
	return t->count ? b.data : NULL;
}

static enum err
post_entry(struct cx *cx, struct taking *t)
{
	struct recording *in = t->in;
	const enum ledger_event *events = events_of(t->mode);
	struct posting *postings = arena_array(cx->arena, struct posting, t->count + 1);
	const char *numbers = bill_numbers(cx, t);
	struct entry entry = {
		.account_id = in->account_id,
		.source_type = "payment", .source_id = in->id,
		.posted_on = in->on,
		.memo = numbers ? fmt(cx->arena, "Payment of %s", numbers) : "Payment in advance",
		.postings = postings, .count = t->count,
	};

	for (size_t i = 0; i < t->count; i++)
		postings[i] = (struct posting){ events[0], t->paying[i].amount_minor,
			t->bills[i].id };
	if (in->credit_minor > 0)
		postings[entry.count++] = (struct posting){ events[1], in->credit_minor, NULL };
	TRY(ledger_post(cx, &entry));
	in->entry_id = entry.id;
	return OK;
}

/* What its row says of what it pays: late fees, and how long each was owed. */
static void
sum_up(const struct taking *t)
{
	struct recording *in = t->in;

	in->late_fee_minor = in->edge_days = 0;
	in->edges = (int64_t)t->count;
	for (size_t i = 0; i < t->count; i++) {
		int days = date_days(in->on) - date_days(t->bills[i].issued_on);

		in->edge_days += days > 0 ? days : 0;
		if (t->bills[i].is_late_fee)
			in->late_fee_minor += t->paying[i].amount_minor;
	}
}

static enum err
write_facts(struct cx *cx, const struct taking *t)
{
	const struct recording *in = t->in;
	struct signed_fact *facts = arena_array(cx->arena, struct signed_fact, t->count + 1);

	facts[0] = payment_fact(&(struct payment_about){
		.paid_on = in->on, .zone_id = in->payer.zone_id, .class = in->payer.class,
		.segment = in->payer.segment, .method = in->method, .channel = in->channel,
		.source = in->source, .type = in->type, .received_by = actor_user(cx),
		.brand = in->brand, .amount_minor = in->amount_minor,
		.late_fee_minor = in->late_fee_minor, .edges = in->edges, .edge_days = in->edge_days });
	for (size_t i = 0; i < t->count; i++)
		facts[i + 1] = open_fact(&t->bills[i], -t->paying[i].amount_minor, in->on);
	return metric_changes(cx, facts, t->count + 1);
}

/* The counters are the last locks: every payment of the tenant waits for them. */
static enum err
number_recording(struct cx *cx, struct recording *in)
{
	struct payment_numbers n;

	TRY(number_payment(cx, in->on, &n));
	in->payment_no = n.payment_no;
	in->transaction_no = n.transaction_no;
	in->receipt_no = n.receipt_no;
	return OK;
}

static enum err
insert_payment(struct cx *cx, const struct taking *t, const char *corrects_id)
{
	const struct recording *in = t->in;
	bool cash = mode_is(t->mode, "cash");

	return db_exec_one(cx,
	    "insert into payment (id, account_id, consumer_id, payment_no, transaction_no, receipt_no,"
	    " amount_minor, credit_minor, type, method, method_kind, channel, status, verification,"
	    " received_minor, change_minor, reference, card_last4, notes, paid_at, paid_on,"
	    " recorded_at, received_by, received_by_name, entry_id, plan_id, corrects_id, flag, zone_id,"
	    " class, segment, source, brand, late_fee_minor, edges, edge_days)"
	    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'posted', ?,"
	    " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(in->id), str(in->account_id), str(in->payer.consumer_id), str(in->payment_no),
	    str(in->transaction_no), str(in->receipt_no), i64(in->amount_minor),
	    i64(in->credit_minor), str(in->type), str(in->method), str(t->mode->kind),
	    str(in->channel), str(in->verification),
	    cash ? i64(in->amount_minor + in->change_minor) : null(),
	    cash ? i64(in->change_minor) : null(), str(in->reference), str(in->card_last4),
	    str(in->notes), instant(cx, in->at), str(in->on), instant(cx, in->recorded_at),
	    str(actor_user(cx)), str(cx->who.name), str(in->entry_id), str(in->plan_id),
	    str(corrects_id), str(in->flag), str(in->payer.zone_id), str(in->payer.class),
	    str(in->payer.segment), str(in->source), str(in->brand), i64(in->late_fee_minor),
	    i64(in->edges), i64(in->edge_days));
}

static enum err
meet_bills(struct cx *cx, struct taking *t)
{
	struct recording *in = t->in;
	const struct source from = { FROM_PAYMENT, in->id };
	struct paid *paid = arena_array(cx->arena, struct paid, t->count);

	for (size_t i = 0; i < t->count; i++) {
		const struct receivable *r = &t->bills[i];
		int64_t amount = t->paying[i].amount_minor;

		TRY(allocate(cx, &from, r, amount, in->on));
		paid[i] = (struct paid){ r->id, r->number, r->kind, amount,
			r->open_minor - amount };
	}
	in->paid = paid;
	in->paid_count = t->count;
	in->owed_minor -= in->amount_minor - in->credit_minor;
	in->account_credit_minor += in->credit_minor;
	for (size_t i = 0; i < in->part_count; i++)
		TRY(db_exec(cx,
		    "insert into payment_instalment (payment_id, plan_id, number, amount_minor)"
		    " values (?, ?, ?, ?)",
		    str(in->id), str(in->plan_id), i64(in->parts[i].number),
		    i64(in->parts[i].amount_minor)));
	return t->count ? plan_settle(cx, in->account_id) : OK;
}

static enum err
keep_credit(struct cx *cx, const struct taking *t)
{
	struct recording *in = t->in;
	struct overpaid over = {
		.payment_id = in->id, .entry_id = in->entry_id,
		.account_id = in->account_id, .consumer_id = in->payer.consumer_id,
		.amount_minor = in->credit_minor, .at = in->recorded_at,
	};

	in->note_id = in->note_no = NULL;
	if (in->credit_minor == 0)
		return OK;
	TRY(credit_note_of_overpayment(cx, &over));
	in->note_id = over.id;
	in->note_no = over.number;
	return OK;
}

static enum err
audit_recording(struct cx *cx, const struct taking *t, const struct corrected *old)
{
	const struct recording *in = t->in;
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "receipt_no", in->receipt_no);
	json_put_money(&j, "amount", in->amount_minor, cx->who.currency);
	json_put_str(&j, "method", in->method);
	json_put_str(&j, "paid_on", in->on);
	json_put_str(&j, "bill", bill_numbers(cx, t));
	if (in->credit_minor > 0) {
		json_put_money(&j, "credit", in->credit_minor, cx->who.currency);
		json_put_str(&j, "credit_note", in->note_no);
	}
	if (in->flag)
		json_put_str(&j, "flag", in->flag);
	if (in->confirm_duplicate)
		json_put_bool(&j, "duplicate_confirmed", true);
	json_end(&j);
	return audit_write(cx, &(struct audit){
		.action = old ? "payment.correct" : "payment.record",
		.object_type = "payment", .object_id = in->id, .account_id = in->account_id,
		.reason = old ? old->reason : NULL,
		.before_json = old ? old->before_json : NULL, .after_json = b.data,
	});
}

/* ---- taking it ---- */

static const char *
type_of(const struct taking *t)
{
	if (t->in->plan_id)
		return "instalment";
	for (size_t i = 0; i < t->count; i++)
		if (same_text(t->bills[i].kind, "bill"))
			return "bill";
	return t->count ? "service" : "advance";
}

/* The kind of its channel. */
static const char *
source_of(struct cx *cx, const struct recording *in)
{
	const struct choice *channel = choice_find(cx, CHOICE_PAYMENT_CHANNEL, in->channel);

	return channel && channel->kind ? channel->kind : "";
}

/* What came in from outside, and what is above the tenant's amount, another person verifies. */
static const char *
verification_of(struct cx *cx, const struct recording *in)
{
	int64_t above = setting_i64(cx, SETTING_SECOND_CHECK);

	if (in->paid_at)
		return "verified";
	return same_text(in->source, "online") ||
		(above > 0 && in->amount_minor > above)
	    ? "pending"
	    : "verified";
}

/* Whoever may verify it hears that it waits. */
static enum err
tell_verifiers(struct cx *cx, const struct recording *in)
{
	if (!same_text(in->verification, "pending"))
		return OK;
	return notify(cx, &(struct notice){ .kind = "payment.verify",
	    .permission = CAN_VERIFY_PAYMENT,
	    .text = fmt(cx->arena, "Payment %s of %s waits to be verified by another person.",
		in->receipt_no, money_words(cx, in->amount_minor)),
	    .link = fmt(cx->arena, "/payments/%s", in->id) });
}

enum err
post_payment(struct cx *cx, struct recording *in, const struct corrected *old)
{
	struct taking t = { .in = in, .mode = choice_find(cx, CHOICE_PAYMENT_MODE, in->method) };

	TRY(lock_parties(cx, &t));
	in->id = new_id(cx->arena);
	in->change_minor = in->received_minor > in->amount_minor
	    ? in->received_minor - in->amount_minor
	    : 0;
	in->type = type_of(&t);
	in->source = source_of(cx, in);
	in->flag = in->looks_doubled ? "duplicate" : NULL;
	in->verification = verification_of(cx, in);
	sum_up(&t);
	TRY(post_entry(cx, &t));
	TRY(write_facts(cx, &t));
	TRY(number_recording(cx, in));
	TRY(insert_payment(cx, &t, old ? old->id : NULL));
	TRY(meet_bills(cx, &t));
	TRY(keep_credit(cx, &t));
	TRY(tell_verifiers(cx, in));
	return audit_recording(cx, &t, old);
}

/* ---- above the limit ---- */

static bool
needs_another(struct cx *cx, const struct recording *in)
{
	int64_t alone = in->is_prepared ? in->alone_minor
					: setting_i64(cx, SETTING_OVERPAYMENT_LIMIT);

	return !cx->approval_id && !in->paid_at && in->credit_minor > alone;
}

static enum err
ask_for_approval(struct cx *cx, struct recording *in)
{
	struct taking t = { .in = in };
	struct approval_request ask = {
		.kind = PAYMENT_RECORD_JOB,
		.input_json = in->input_json ? in->input_json : recording_json(cx, in),
		.amount_minor = in->credit_minor,
		.account_id = in->account_id,
	};

	if (!setting_flag(cx, SETTING_APPROVALS_ALLOWED)) {
		fault_add(cx, "/credit", "over_limit",
		    "This keeps more credit than you may alone, and approvals are switched off here."
		    " Nothing was taken.");
		return faults_check(cx);
	}
	TRY(lock_parties(cx, &t));	/* nothing is asked for that could not be done now */
	ask.summary = summary_text(cx,
	    fmt(cx->arena, "Take %s for %s and keep %s of it as credit",
		money_words(cx, in->amount_minor), t.count ? bill_numbers(cx, &t) : "no bill",
		money_words(cx, in->credit_minor)));
	TRY(approval_request(cx, &ask));
	in->approval_id = ask.id;
	return audit_write(cx, &(struct audit){
		.action = "payment.record_requested", .object_type = "approval",
		.object_id = ask.id, .account_id = in->account_id,
	});
}

enum err
record_payment(struct cx *cx, void *arg)
{
	struct recording *in = arg;

	in->approval_id = NULL;
	TRY(check_recording(cx, in));
	if (cx->approval_id)
		TRY(approval_consume(cx, cx->approval_id, PAYMENT_RECORD_JOB, in->input_json));
	TRY(lock_payer(cx, in));
	return needs_another(cx, in) ? ask_for_approval(cx, in) : post_payment(cx, in, NULL);
}
