/*
 * payments: money that comes in, over HTTP.
 * Start at routes[]; it is everything this process answers, and to whom.
 */
#include "api.h"

#define READ CAN_READ_PAYMENTS
#define OWN  CAN_READ_OWN_PAYMENTS	/* under a row rule: what he received himself */

static const struct route routes[] = {
	{ GET, "/api/v1/receivables", VERDICT, CAN_READ_BILLS, receivable_list, FAST, 0 },
	{ GET, "/api/v1/payments", VERDICT, READ, payment_list, FAST, OWN },
	{ GET, "/api/v1/payments/totals", VERDICT, READ, payment_totals, FAST, OWN },
	{ POST, "/api/v1/payments", VERDICT, CAN_RECORD_PAYMENT, payment_record, FAST, 0 },
	{ GET, "/api/v1/payments/:id", VERDICT, READ, payment_get, FAST, OWN },
	{ POST, "/api/v1/payments/:id/void", VERDICT, CAN_VOID_PAYMENT, payment_void, FAST, 0 },
	{ GET, "/api/v1/payments/:id/receipt", VERDICT, READ, receipt_get, SLOW, OWN },
};

int
main(int argc, char **argv)
{
	return app_run("payments", routes, COUNT(routes), argc, argv);
}
