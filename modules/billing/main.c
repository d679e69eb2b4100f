/*
 * billing: bills and the zones they are told apart by.
 * Start at routes[]; it is everything this process answers, and to whom.
 */
#include "api.h"

static const struct route routes[] = {
	{ GET, "/api/v1/bills",        VERDICT, CAN_READ_BILLS,     bill_list,   FAST, 0 },
	{ GET, "/api/v1/bills/totals", VERDICT, CAN_READ_BILLS,     bill_totals, FAST, 0 },
	{ GET, "/api/v1/bills/:id",    VERDICT, CAN_READ_BILLS,     bill_get,    FAST, 0 },
	{ GET, "/api/v1/zones",        VERDICT, CAN_READ_CONSUMERS, zone_list,   FAST, 0 },
};

int
main(int argc, char **argv)
{
	return app_run("billing", routes, COUNT(routes), argc, argv);
}
