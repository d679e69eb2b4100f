#include "worker.h"
#include <string.h>
#include "alert_check.h"
#include "alert_tell.h"
#include "approvals.h"
#include "bill_adjust.h"
#include "bill_rebill.h"
#include "bill_reverse.h"
#include "bill_batch.h"
#include "bill_document.h"
#include "charge.h"
#include "late_fee.h"
#include "clock.h"
#include "event.h"
#include "exception.h"
#include "files.h"
#include "generate_job.h"
#include "generation.h"
#include "import.h"
#include "import_job.h"
#include "credit_note.h"
#include "log.h"
#include "metrics.h"
#include "notifications.h"
#include "payment.h"
#include "payment_receipt.h"
#include "people.h"
#include "simulation.h"

#define SECOND_US INT64_C(1000000)
#define MINUTE_US (60 * SECOND_US)
#define DAY_US    (24 * 60 * MINUTE_US)
#define FOLDED_US (15 * SECOND_US)	/* facts come all day: a threshold is held against them so often */

enum { FOLD_MAX = 1000, PRUNE_MAX = 500, PRUNE_BATCHES = 20, TENANTS_A_TURN = 1000 };

/* What a job of each kind runs, how often it may be begun, and what its asker must still be let do. */
const struct job_kind worker_kinds[] = {
	{ PAYMENT_VOID_JOB, run_payment_void, 5, CAN_VOID_PAYMENT },
	{ PAYMENT_RECORD_JOB, run_payment_record, 5, CAN_RECORD_PAYMENT },
	{ PAYMENT_CORRECT_JOB, run_payment_correct, 5, CAN_CORRECT_PAYMENT },
	{ CREDIT_NOTE_JOB,  run_credit_note_create, 5, CAN_CREATE_CREDIT_NOTE },
	{ CHARGE_WAIVE_JOB,  run_charge_waive,  5, CAN_WAIVE_CHARGE },
	{ CHARGE_CANCEL_JOB, run_charge_cancel, 5, CAN_CANCEL_CHARGE },
	{ BILL_REVERSE_JOB, run_bill_reverse, 5, CAN_REBILL },
	{ BILL_REBILL_JOB,  run_bill_rebill,  5, CAN_REBILL },
	{ BILL_ADJUST_JOB,  run_bill_adjust,  5, CAN_ADJUST_BILL },
	/* each death of a worker in the middle costs one */
	{ LATE_FEE_JOB,     run_late_fees,    50 },
	{ BILL_BATCH_JOB, run_bill_batch, 50, CAN_DISTRIBUTE_BILLS },
	{ SEARCH_INDEX_JOB, run_search_index, 5 },
	{ "verify",         run_verify,       3 },
	/* each death of a worker in the middle costs one */
	{ IMPORT_RUN_JOB,   run_import,       50 },
	{ IMPORT_INDEX_JOB, run_import_index, 50 },
	{ SIMULATION_JOB,   run_simulation,   20 },
	{ BILL_GENERATE_JOB, run_generate,    200, CAN_GENERATE_BILLS },
};
const size_t worker_kind_count = COUNT(worker_kinds);

/* ---- mail ---- */

/* Who makes the letter of each kind. */
static const struct mail_kind mails[] = {
	{ RECEIPT_MAIL, letter_of_receipt },
	{ BILL_MAIL, letter_of_bill },
	{ ALERT_MAIL, letter_of_alert },
};

static enum err
send_mail(struct cx *cx)
{
	return mail_send_due(cx, mails, COUNT(mails), &worker_stop);
}

/* ---- metric deltas ---- */

/* All deltas of every tenant that has some; a thousand a transaction.  One tenant's trouble is told and
 * keeps the others from nothing. */
static enum err
fold_deltas(struct cx *cx)
{
	char tenant[37] = "00000000-0000-0000-0000-000000000000";
	const struct row *row;
	unsigned folded = 0;
	enum err e;

	while (!worker_stop) {
		if (folded < FOLD_MAX) {	/* this one is done: the next */
			TRY(db_set_tenant(cx, NULL));
			TRY(db_one(cx, &row,
			    "select min(tenant_id) as tenant_id from store.metric_delta"
			    " where tenant_id > ?",
			    str(tenant)));
			if (row_null(row, "tenant_id"))
				break;
			memcpy(tenant, row_str(row, "tenant_id"), sizeof tenant);
		}
		folded = 0;
		e = job_enter_tenant(cx, tenant);
		if (e == OK)
			e = metric_fold(cx, FOLD_MAX, &folded);
		if (e != OK)
			log_event(LOG_WARN, NULL, "fold_deltas", "tenant %s: %s", tenant,
			    cx->failure.detail ? cx->failure.detail : "failed");
		arena_reset(cx->arena);
	}
	return OK;
}

/* ---- thresholds ---- */

/* Tenants with a threshold that was not looked at for a minute, or for a while after facts were folded,
 * or with a notice of the system whose snooze is over: the others cost nothing. */
static enum err
tenants_to_check(struct cx *cx, char out[TENANTS_A_TURN][37], size_t *n)
{
	int64_t now = business_now();
	struct rows rows;

	TRY(db_set_tenant(cx, NULL));
	TRY(db_all(cx, &rows,
	    "select t.tenant_id from store.threshold t left join store.metric_state s"
	    " on s.tenant_id = t.tenant_id where t.is_active and (t.checked_at is null"
	    " or t.checked_at <= ? or t.checked_at > ? or t.checked_fold is null"
	    " or (t.checked_fold <> s.version and t.checked_at <= ?))"
	    " union select tenant_id from store.alert where snoozed_until <= ?"
	    " and state = 'snoozed' and threshold_id is null limit 1000",
	    instant(cx, now - MINUTE_US), instant(cx, now), instant(cx, now - FOLDED_US),
	    instant(cx, now)));
	for (*n = 0; *n < rows.n && *n < TENANTS_A_TURN; ++*n)
		memcpy(out[*n], row_str(&rows.row[*n], "tenant_id"), sizeof out[*n]);
	return OK;
}

/* One tenant's trouble is told and keeps the others from nothing. */
static enum err
check_alerts(struct cx *cx)
{
	static char tenant[TENANTS_A_TURN][37];
	size_t n;

	TRY(tenants_to_check(cx, tenant, &n));
	for (size_t i = 0; i < n && !worker_stop; i++) {
		enum err e = job_enter_tenant(cx, tenant[i]);

		if (e == OK)
			e = alerts_check(cx);
		if (e != OK)
			log_event(LOG_WARN, NULL, "check_alerts", "tenant %s: %s", tenant[i],
			    cx->failure.detail ? cx->failure.detail : "failed");
		arena_reset(cx->arena);
	}
	return OK;
}

/* ---- what is old enough to go ---- */

struct pruning { tx_fn *fn; const char *before, *now; uint64_t n; };

static enum err
prune(struct cx *cx, tx_fn *fn, int64_t keep_us)
{
	struct pruning p = {
		.before = instant_sql(cx->arena, real_now() - keep_us),
		.now = instant_sql(cx->arena, real_now()),
	};
	int batches = 0;

	do
		TRY(db_tx_claim(cx, fn, &p));
	while (p.n == PRUNE_MAX && ++batches < PRUNE_BATCHES && !worker_stop);
	return OK;
}

static enum err
delete_idempotency(struct cx *cx, void *arg)
{
	struct pruning *p = arg;

	return db_exec_count(cx, &p->n, "delete from store.idempotency where created_at < ?"
	    " order by created_at limit 500", str(p->before));
}

static enum err
delete_sessions(struct cx *cx, void *arg)
{
	struct pruning *p = arg;

	return db_exec_count(cx, &p->n, "delete from store.session where expires_at < ? limit 500",
	    str(p->before));
}

static enum err
delete_lockouts(struct cx *cx, void *arg)
{
	struct pruning *p = arg;

	return db_exec_count(cx, &p->n, "delete from store.lockout where changed_at < ?"
	    " and (locked_until is null or locked_until < ?) order by changed_at limit 500",
	    str(p->before), str(p->now));
}

static enum err
prune_idempotency(struct cx *cx)
{
	return prune(cx, delete_idempotency, DAY_US);
}

/* A session that ended is still listed for a month; a count of failures is forgotten in a day. */
static enum err
prune_sign_ins(struct cx *cx)
{
	TRY(prune(cx, delete_sessions, 30 * DAY_US));
	return prune(cx, delete_lockouts, DAY_US);
}

const struct chore worker_chores[] = {
	{ "fold_deltas",       fold_deltas,       SECOND_US,      true },
	{ "send_mail",         send_mail,         SECOND_US,      true },
	{ "alerts_check",      check_alerts,      5 * SECOND_US,  true },
	{ "approvals_expire",  approvals_expire,  MINUTE_US,      false },
	{ "credit_notes_expire", credit_notes_expire, MINUTE_US,   false },
	{ "late_fees_daily",   late_fees_daily,   MINUTE_US,      false },
	{ "generations_stopped", generations_stopped, 10 * SECOND_US, false },
	{ "search_gather",     search_gather,     MINUTE_US,      false },
	{ "exceptions_age",    exceptions_age,    30 * MINUTE_US, false },
	{ "enqueue_verify",    enqueue_verify,    MINUTE_US,      false },
	{ "prune_idempotency", prune_idempotency, 5 * MINUTE_US,  true },
	{ "prune_sign_ins",    prune_sign_ins,    10 * MINUTE_US, true },
	{ "prune_notices",     notifications_prune, 60 * MINUTE_US, true },
	{ "events_prune",      events_prune,      60 * MINUTE_US, false },
	{ "files_sweep",       files_sweep,       60 * MINUTE_US, false },
};
const size_t worker_chore_count = COUNT(worker_chores);
