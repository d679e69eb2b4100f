/*
 * payments: money that comes in, over HTTP.
 * Start at routes[]; it is everything this process answers, and to whom.
 */
#include "api.h"

#define READ CAN_READ_PAYMENTS
#define OWN  CAN_READ_OWN_PAYMENTS	/* under a row rule: what he received himself */

#define NOTES "/api/v1/credit-notes"
#define PLANS "/api/v1/plans"
#define CLOSES "/api/v1/drawer-closes"

static const struct route routes[] = {
	{ GET, "/api/v1/counter", VERDICT, SIGNED_IN, counter_get, FAST, 0 },
	{ GET, "/api/v1/receivables", VERDICT, CAN_READ_BILLS, receivable_list, FAST, 0 },
	{ GET, "/api/v1/payments", VERDICT, READ, payment_list, FAST, OWN },
	{ GET, "/api/v1/payments/totals", VERDICT, READ, payment_totals, FAST, OWN },
	{ POST, "/api/v1/payments", VERDICT, CAN_RECORD_PAYMENT, payment_record, FAST, 0 },
	{ GET, "/api/v1/payments/:id", VERDICT, READ, payment_get, FAST, OWN },
	{ POST, "/api/v1/payments/:id/void", VERDICT, CAN_VOID_PAYMENT, payment_void, FAST, 0 },
	{ POST, "/api/v1/payments/:id/correct", VERDICT, CAN_CORRECT_PAYMENT, payment_correct, FAST, 0 },
	{ POST, "/api/v1/payments/:id/verify", VERDICT, CAN_VERIFY_PAYMENT, payment_verify, FAST, 0 },
	{ POST, "/api/v1/payments/:id/flag", VERDICT, CAN_FLAG_PAYMENT, payment_flag, FAST, 0 },
	{ PATCH, "/api/v1/payments/:id", VERDICT, CAN_ANNOTATE_PAYMENT, payment_annotate, FAST, 0 },
	{ GET, "/api/v1/payments/:id/receipt", VERDICT, READ, receipt_get, SLOW, OWN },
	{ POST, "/api/v1/payments/:id/receipt/email", VERDICT, CAN_SEND_RECEIPT, receipt_mail, FAST,
	    0 },

	{ GET, "/api/v1/drawers/mine", VERDICT, CAN_CLOSE_DRAWER, drawer_mine, FAST, 0 },
	{ GET, CLOSES, VERDICT, CAN_READ_DRAWERS, drawer_close_list, FAST, CAN_CLOSE_DRAWER },
	{ GET, CLOSES "/totals", VERDICT, CAN_READ_DRAWERS, drawer_close_totals, FAST, CAN_CLOSE_DRAWER },
	{ GET, CLOSES "/:id", VERDICT, CAN_READ_DRAWERS, drawer_close_get, FAST, CAN_CLOSE_DRAWER },
	{ POST, CLOSES, VERDICT, CAN_CLOSE_DRAWER, drawer_close, FAST, 0 },

	{ GET, NOTES, VERDICT, CAN_READ_CREDIT_NOTES, credit_note_list, FAST, 0 },
	{ GET, NOTES "/totals", VERDICT, CAN_READ_CREDIT_NOTES, credit_note_totals, FAST, 0 },
	{ GET, NOTES "/:id", VERDICT, CAN_READ_CREDIT_NOTES, credit_note_get, FAST, 0 },
	{ GET, NOTES "/:id/document", VERDICT, CAN_READ_CREDIT_NOTES, credit_note_document, SLOW, 0 },
	{ POST, NOTES, VERDICT, CAN_CREATE_CREDIT_NOTE, credit_note_create, FAST, 0 },
	{ POST, NOTES "/:id/void", VERDICT, CAN_CREATE_CREDIT_NOTE, credit_note_void, FAST, 0 },
	{ POST, NOTES "/:id/use", VERDICT, CAN_USE_CREDIT_NOTE, credit_note_use, FAST, 0 },
	{ POST, NOTES "/:id/uses/:use_id/undo", VERDICT, CAN_USE_CREDIT_NOTE, credit_note_undo, FAST, 0 },

	{ GET, PLANS, VERDICT, CAN_READ_PLANS, plan_list, FAST, 0 },
	{ GET, PLANS "/totals", VERDICT, CAN_READ_PLANS, plan_totals, FAST, 0 },
	{ POST, PLANS, VERDICT, CAN_CREATE_PLAN, plan_create, FAST, 0 },
	{ POST, PLANS "/preview", VERDICT, CAN_CREATE_PLAN, plan_preview, FAST, 0 },
	{ GET, PLANS "/:id", VERDICT, CAN_READ_PLANS, plan_get, FAST, 0 },
	{ POST, PLANS "/:id/cancel", VERDICT, CAN_CREATE_PLAN, plan_cancel, FAST, 0 },
	{ GET, "/api/v1/instalments", VERDICT, CAN_READ_PLANS, instalment_list, FAST, 0 },
};

int
main(int argc, char **argv)
{
	return app_run("payments", routes, COUNT(routes), argc, argv);
}
