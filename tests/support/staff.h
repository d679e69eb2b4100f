/*
 * A tenant with people who can sign in, of this test alone: it may lock, disable and suspend them.
 *
 *   staff_open();                                        in a checked fixture; staff_close() after
 *   id = staff_add("ada", "Cashier");                    ada@<code>.example, STAFF_PASSWORD
 *   struct caller *ada = staff_sign_in("ada");
 */
#ifndef BILLPORT_TEST_STAFF_H
#define BILLPORT_TEST_STAFF_H

#include "api.h"
#include "fixture.h"

#define STAFF_PASSWORD "correct horse battery"

extern struct fixture staff;		/* in the tenant, as the system */

/* Found it, with its built-in roles and "admin", a Utility Administrator. */
void staff_open(void);
/* The same, of an electric tenant in Asia/Kolkata. */
void staff_open_in_kolkata(void);
void staff_close(void);

const char *staff_code(void);
const char *staff_email(const char *name);
/* A user with this role (NULL: none); the id. */
const char *staff_add(const char *name, const char *role);
const char *staff_role(const char *name);	/* its id */

/* POST /auth/login, whatever comes of it. */
struct reply *staff_login(const char *name, const char *password);
/* Signed in with STAFF_PASSWORD. */
struct caller *staff_sign_in(const char *name);

/* How many audit rows of this action (and reason, or NULL) the tenant has. */
int64_t staff_audited(const char *action, const char *reason);
/* What auth decided is kept by nginx for less than a second. */
void let_verdicts_go(void);

#endif
