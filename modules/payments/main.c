/*
 * payments: money that comes in, over HTTP.
 * Start at routes[]; it is everything this process answers, and to whom.
 */
#include "api.h"

#define READ CAN_READ_PAYMENTS
#define OWN  CAN_READ_OWN_PAYMENTS	/* under a row rule: what he received himself */

#define CLOSES "/api/v1/drawer-closes"

static const struct route routes[] = {
	{ GET, "/api/v1/receivables", VERDICT, CAN_READ_BILLS, receivable_list, FAST, 0 },
	{ GET, "/api/v1/payments", VERDICT, READ, payment_list, FAST, OWN },
	{ GET, "/api/v1/payments/totals", VERDICT, READ, payment_totals, FAST, OWN },
	{ POST, "/api/v1/payments", VERDICT, CAN_RECORD_PAYMENT, payment_record, FAST, 0 },
	{ GET, "/api/v1/payments/:id", VERDICT, READ, payment_get, FAST, OWN },
	{ POST, "/api/v1/payments/:id/void", VERDICT, CAN_VOID_PAYMENT, payment_void, FAST, 0 },
	{ GET, "/api/v1/payments/:id/receipt", VERDICT, READ, receipt_get, SLOW, OWN },
	{ POST, "/api/v1/payments/:id/receipt/email", VERDICT, CAN_SEND_RECEIPT, receipt_mail, FAST,
	    0 },

	{ GET, "/api/v1/drawers/mine", VERDICT, CAN_CLOSE_DRAWER, drawer_mine, FAST, 0 },
	{ GET, CLOSES, VERDICT, CAN_READ_DRAWERS, drawer_close_list, FAST, CAN_CLOSE_DRAWER },
	{ GET, CLOSES "/totals", VERDICT, CAN_READ_DRAWERS, drawer_close_totals, FAST, CAN_CLOSE_DRAWER },
	{ GET, CLOSES "/:id", VERDICT, CAN_READ_DRAWERS, drawer_close_get, FAST, CAN_CLOSE_DRAWER },
	{ POST, CLOSES, VERDICT, CAN_CLOSE_DRAWER, drawer_close, FAST, 0 },
};

int
main(int argc, char **argv)
{
	return app_run("payments", routes, COUNT(routes), argc, argv);
}
