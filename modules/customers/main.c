/*
 * customers: who owes, and what is billed.
 * Start at routes[]; it is everything this process answers, and to whom.
 */
#include "api.h"

#define READ CAN_READ_CONSUMERS
#define EDIT CAN_EDIT_CONSUMERS
#define NOTE CAN_WRITE_NOTES
#define OWN  CAN_READ_OWN_PAYMENTS	/* under a row rule: what he received himself */

static const struct route routes[] = {
	{ GET,    "/api/v1/consumers",              VERDICT, READ, consumer_list,  FAST, 0 },
	{ GET,    "/api/v1/consumers/:id",          VERDICT, READ, consumer_get,   FAST, 0 },
	{ PATCH,  "/api/v1/consumers/:id",          VERDICT, EDIT, consumer_edit,  FAST, 0 },
	{ GET,    "/api/v1/consumers/:id/contacts", VERDICT, READ, contact_list,   FAST, 0 },
	{ POST,   "/api/v1/consumers/:id/contacts", VERDICT, EDIT, contact_add,    FAST, 0 },
	{ PATCH,  "/api/v1/contacts/:id",           VERDICT, EDIT, contact_edit,   FAST, 0 },
	{ DELETE, "/api/v1/contacts/:id",           VERDICT, EDIT, contact_remove, FAST, 0 },
	{ GET,    "/api/v1/accounts",               VERDICT, READ, account_list,   FAST, 0 },
	{ GET,    "/api/v1/accounts/:id",           VERDICT, READ, account_get,    FAST, 0 },
	{ GET,    "/api/v1/accounts/:id/meters",    VERDICT, READ, meter_list,     FAST, 0 },
	{ GET,    "/api/v1/accounts/:id/timeline",  VERDICT, READ, timeline_get,   FAST, 0 },
	{ GET,    "/api/v1/accounts/:id/changes",   VERDICT, READ, change_list,    FAST, 0 },
	{ GET,    "/api/v1/accounts/:id/payment-habits", VERDICT, CAN_READ_PAYMENTS, habits_get, FAST, OWN },
	{ GET,    "/api/v1/accounts/:id/notes",     VERDICT, READ, note_list,      FAST, 0 },
	{ POST,   "/api/v1/accounts/:id/notes",     VERDICT, NOTE, note_write,     FAST, 0 },
	{ PATCH,  "/api/v1/account-notes/:id",      VERDICT, NOTE, note_edit,      FAST, 0 },
	{ DELETE, "/api/v1/account-notes/:id",      VERDICT, NOTE, note_remove,    FAST, 0 },
	{ GET,    "/api/v1/accounts/:id/caller-checks", VERDICT, READ, caller_check_list, FAST, 0 },
	{ POST,   "/api/v1/accounts/:id/caller-checks", VERDICT, CAN_CHECK_CALLER, caller_check_add, FAST, 0 },
	{ GET,    "/api/v1/search",                 VERDICT, SIGNED_IN, search_all, FAST, 0 },
};

int
main(int argc, char **argv)
{
	return app_run("customers", routes, COUNT(routes), argc, argv);
}
