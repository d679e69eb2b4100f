#include "api.h"

#include "clock.h"
#include "limit.h"
#include "settings.h"

/*
 * GET /api/v1/counter -- the rules that hold at the counter for the one who asks: how much he may
 * do alone, what the tenant wants checked, and the head of its documents.  A page that knows them
 * says before the money moves what will wait for another person; the operations decide themselves.
 */
enum err
counter_get(struct rq *rq)
{
	struct cx *cx = &rq->cx;
	int64_t overpayment, voids, corrections, credit_notes;
	char today[11];

	TRY(rq_valid(rq));
	TRY(limit_alone(cx, LIMIT_OVERPAYMENT, &overpayment));
	TRY(limit_alone(cx, LIMIT_VOID, &voids));
	TRY(limit_alone(cx, LIMIT_CORRECTION, &corrections));
	TRY(limit_alone(cx, LIMIT_CREDIT_NOTE, &credit_notes));
	TRY(business_day(cx, business_now(), today));
	return rq_json(rq, 200, j_str("today", today),
	    j_money("payment_cap", setting_i64(cx, SETTING_PAYMENT_CAP)),
	    j_money("overpayment_alone", overpayment), j_money("void_alone", voids),
	    j_money("correction_alone", corrections), j_money("credit_note_alone", credit_notes),
	    j_bool("approvals_allowed", setting_flag(cx, SETTING_APPROVALS_ALLOWED)),
	    j_money("second_check_above", setting_i64(cx, SETTING_SECOND_CHECK)),
	    j_i64("duplicate_days", setting_i64(cx, SETTING_DUPLICATE_DAYS)),
	    j_i64("credit_note_days", setting_i64(cx, SETTING_CREDIT_NOTE_DAYS)),
	    j_bool("caller_check", setting_flag(cx, SETTING_CALLER_CHECK)),
	    j_money("drawer_float", setting_i64(cx, SETTING_DRAWER_FLOAT)),
	    j_str("letterhead", setting_text(cx, SETTING_LETTERHEAD)));
}
