/*
 * auth: who comes in, and what he may do.  The only process that holds the signing key and sees
 * password hashes.
 * Start at routes[]; it is everything this process answers, and to whom.
 */
#include <stdlib.h>
#include "api.h"
#include "token.h"

static const struct route routes[] = {
	{ GET, "/api/v1/health", PUBLIC, NOBODY_ASKED, health_get, FAST, 0 },
	{ GET, "/.well-known/jwks.json", PUBLIC, NOBODY_ASKED, jwks_get, FAST, 0 },
	{ GET, "/internal/verdict", INTERNAL, NOBODY_ASKED, verdict_get, FAST, 0 },

	{ POST, "/api/v1/auth/login", PUBLIC, NOBODY_ASKED, auth_login, SLOW, 0 },
	{ POST, "/api/v1/auth/refresh", PUBLIC, NOBODY_ASKED, auth_refresh, FAST, 0 },
	{ POST, "/api/v1/auth/logout", PUBLIC, NOBODY_ASKED, auth_logout, FAST, 0 },
	{ POST, "/api/v1/auth/token", PUBLIC, NOBODY_ASKED, auth_token, SLOW, 0 },
	{ GET, "/api/v1/auth/support", PUBLIC, NOBODY_ASKED, support_get, FAST, 0 },
	{ POST, "/api/v1/auth/support", PUBLIC, NOBODY_ASKED, support_ask, FAST, 0 },
	{ GET, "/api/v1/auth/me", VERDICT, SIGNED_IN, auth_me, FAST, 0 },
	{ POST, "/api/v1/auth/password", VERDICT, SIGNED_IN, auth_password, SLOW, 0 },

	{ GET, "/api/v1/sessions", VERDICT, SIGNED_IN, session_list, FAST, 0 },
	{ DELETE, "/api/v1/sessions/:id", VERDICT, SIGNED_IN, session_delete, FAST, 0 },

	{ GET, "/api/v1/users", VERDICT, CAN_READ_USERS, user_list, FAST, 0 },
	{ POST, "/api/v1/users", VERDICT, CAN_MANAGE_USERS, user_create, SLOW, 0 },
	{ GET, "/api/v1/users/:id", VERDICT, CAN_READ_USERS, user_get, FAST, 0 },
	{ PATCH, "/api/v1/users/:id", VERDICT, CAN_MANAGE_USERS, user_change, FAST, 0 },
	{ POST, "/api/v1/users/:id/password", VERDICT, CAN_MANAGE_USERS, user_reset_password, SLOW,
	    0 },

	{ POST, "/api/v1/users/:id/unlock", VERDICT, CAN_MANAGE_USERS, user_unlock, FAST, 0 },
	{ GET, "/api/v1/lockouts", VERDICT, CAN_READ_USERS, lockout_list, FAST, 0 },

	{ GET, "/api/v1/roles", VERDICT, CAN_READ_USERS, role_list, FAST, 0 },
	{ POST, "/api/v1/roles", VERDICT, CAN_MANAGE_USERS, role_create, FAST, 0 },
	{ GET, "/api/v1/roles/:id", VERDICT, CAN_READ_USERS, role_get, FAST, 0 },
	{ PATCH, "/api/v1/roles/:id", VERDICT, CAN_MANAGE_USERS, role_change, FAST, 0 },
	{ DELETE, "/api/v1/roles/:id", VERDICT, CAN_MANAGE_USERS, role_delete, FAST, 0 },
	{ GET, "/api/v1/permissions", VERDICT, CAN_READ_USERS, permission_list, FAST, 0 },

	{ GET, "/api/v1/api-clients", VERDICT, CAN_MANAGE_CLIENTS, client_list, FAST, 0 },
	{ POST, "/api/v1/api-clients", VERDICT, CAN_MANAGE_CLIENTS, client_create, FAST, 0 },
	{ GET, "/api/v1/api-clients/:id", VERDICT, CAN_MANAGE_CLIENTS, client_get, FAST, 0 },
	{ PATCH, "/api/v1/api-clients/:id", VERDICT, CAN_MANAGE_CLIENTS, client_change, FAST, 0 },
	{ POST, "/api/v1/api-clients/:id/secret", VERDICT, CAN_MANAGE_CLIENTS, client_secret, FAST,
	    0 },
	{ POST, "/api/v1/api-clients/:id/revoke", VERDICT, CAN_MANAGE_CLIENTS, client_revoke, FAST,
	    0 },
};

int
main(int argc, char **argv)
{
	const char *origin = getenv("BILLPORT_SECURE_ORIGIN");

	if (origin)
		token_issuer(origin);
	return app_run("auth", routes, COUNT(routes), argc, argv);
}
