#include "bill_change.h"
#include <string.h>
#include "approvals.h"
#include "audit.h"
#include "card.h"
#include "choices.h"
#include "clock.h"
#include "ledger.h"
#include "text.h"

enum err
bill_of(struct cx *cx, const char *bill_id, const char **account_id)
{
	const struct row *bill;

	TRY(db_maybe(cx, &bill, "select account_id from bill where id = ?", str(bill_id)));
	if (!bill)
		return fail(cx, E_NOT_FOUND, "There is no such bill.");
	*account_id = row_str(bill, "account_id");
	return OK;
}

enum err
check_bill_words(struct cx *cx, const char *reason, const char *remarks)
{
	if (!cx->approval_id && !choice_active(cx, CHOICE_ADJUST_REASON, reason))
		fault_add(cx, "/reason", "choice", "This is none of the reasons to change a bill.");
	if (card_in_text(remarks))
		fault_add(cx, "/remarks", "card_number",
		    "This looks like a card number, which must not be stored. Leave it out, or keep"
		    " its last four digits only.");
	return faults_check(cx);
}

const char *
bill_words(struct cx *cx, const char *reason, const char *remarks, size_t most)
{
	const char *words = choice_name(cx, CHOICE_ADJUST_REASON, reason);
	size_t n = 0;

	if (remarks)
		words = fmt(cx->arena, "%s: %s", words, remarks);
	for (; most > 0 && words[n]; most--)
		n += utf8_step(words + n, strlen(words + n));
	return arena_strndup(cx->arena, words, n);
}

enum err
lock_bill(struct cx *cx, const char *bill_id, const char *account_id, struct locked_bill *out)
{
	TRY(business_day(cx, business_now(), out->on));
	TRY(lock_account(cx, account_id));
	TRY(read_debtor(cx, account_id, &out->debtor));
	TRY(lock_receivable(cx, bill_id, account_id, &out->r));
	TRY(db_one(cx, &out->row,
	    "select number, status, zone_id, cycle_id, generation_id, tariff_id, class, issued_on, from_on, to_on,"
	    " is_estimated, consumption_milli, unit, amount_minor, adjusted_minor, copy_json, entry_id,"
	    " account_class, segment, utility, use_class from bill where id = ? for update", str(bill_id)));
	return row_is(out->row, "status", "reversed")
	    ? fail(cx, E_CONFLICT, "Bill %s is reversed. Nothing was changed.", out->r.number)
	    : OK;
}

enum err
ask_about_bill(struct cx *cx, const struct bill_asking *in, const char **approval_id)
{
	struct approval_request ask = {
		.kind = in->kind, .input_json = in->input_json, .summary = in->summary,
		.amount_minor = in->amount_minor, .account_id = in->account_id,
	};
	const struct row *waiting;

	TRY(db_maybe(cx, &waiting,
	    "select id from approval where state = 'waiting' and kind in ('bill.reverse',"
	    " 'bill.rebill', 'bill.adjust') and account_id = ? and input_json like ?"
	    " and expires_at > ? limit 1 lock in share mode",
	    str(in->account_id), str(fmt(cx->arena, "%%\"bill_id\":\"%s\"%%", in->bill_id)),
	    instant(cx, business_now())));
	if (waiting)
		return fail(cx, E_CONFLICT,
		    "A change of this bill waits for approval already. Nothing was changed.");
	TRY(approval_request(cx, &ask));
	*approval_id = ask.id;
	return audit_write(cx, &(struct audit){
		.action = fmt(cx->arena, "%s_requested", in->kind), .object_type = "bill",
		.object_id = in->bill_id, .account_id = in->account_id, .reason = in->reason,
	});
}
