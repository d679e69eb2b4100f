/*
 * customers: who owes, and what is billed.
 * Start at routes[]; it is everything this process answers, and to whom.
 */
#include "api.h"

static const struct route routes[] = {
	{ GET, "/api/v1/consumers",     VERDICT, CAN_READ_CONSUMERS, consumer_list, FAST, 0 },
	{ GET, "/api/v1/consumers/:id", VERDICT, CAN_READ_CONSUMERS, consumer_get,  FAST, 0 },
	{ GET, "/api/v1/accounts",      VERDICT, CAN_READ_CONSUMERS, account_list,  FAST, 0 },
	{ GET, "/api/v1/accounts/:id",  VERDICT, CAN_READ_CONSUMERS, account_get,   FAST, 0 },
};

int
main(int argc, char **argv)
{
	return app_run("customers", routes, COUNT(routes), argc, argv);
}
