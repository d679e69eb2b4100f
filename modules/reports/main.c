/*
 * reports: who did what, and what the ledger says.
 * Start at routes[]; it is everything this process answers, and to whom.
 */
#include "api.h"

static const struct route routes[] = {
	{ GET, "/api/v1/audit",               VERDICT, CAN_READ_AUDIT,  audit_list,      FAST, 0 },
	{ GET, "/api/v1/gl-accounts",         VERDICT, CAN_READ_LEDGER, gl_account_list, FAST, 0 },
	{ GET, "/api/v1/journal-entries",     VERDICT, CAN_READ_LEDGER, entry_list,      FAST, 0 },
	{ GET, "/api/v1/journal-entries/:id", VERDICT, CAN_READ_LEDGER, entry_get,       FAST, 0 },
};

int
main(int argc, char **argv)
{
	return app_run("reports", routes, COUNT(routes), argc, argv);
}
