/* The handlers of this module, for its route table. */
#ifndef BILLPORT_AUTH_API_H
#define BILLPORT_AUTH_API_H

#include "app.h"

handler health_get, jwks_get, verdict_get;
handler auth_login, auth_refresh, auth_logout, auth_token, auth_me, auth_password;
handler support_get, support_ask, lockout_list, user_unlock;
handler session_list, session_delete;
handler user_list, user_get, user_create, user_change, user_reset_password;
handler role_list, role_get, role_create, role_change, role_delete, permission_list;
handler client_list, client_get, client_create, client_change, client_secret, client_revoke;

/* Answers 200 {"id", "version"} with the ETag. */
enum err rq_changed(struct rq *, const char *id, int64_t version) MUST_USE;
/* Optional list of permission names at key; *given tells whether it was there. */
struct permissions rq_body_permissions(struct rq *, const char *key, bool *given);

#endif
