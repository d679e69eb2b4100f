/*
 * Tenants: what an operator does.  Reached by database users with base grants on store.tenant
 * alone (bp_worker, bp_operator).
 *
 * A tenant is founded in one transaction with its people, whom modules/auth owns:
 *
 *   static enum err
 *   found(struct cx *cx, void *arg)
 *   {
 *       TRY(create_tenant(cx, &in->tenant));
 *       TRY(create_built_in_roles(cx, …));
 *       return create_user(cx, …);
 *   }
 */
#ifndef BILLPORT_TENANT_H
#define BILLPORT_TENANT_H

#include "db.h"

struct new_tenant {
	/* 2 to 32 of a-z 0-9 -, begins with a letter; typed at sign-in */
	const char *code;
	const char *name;
	const char *currency, *zone, *locale;	/* "USD", "America/New_York", "en-US" */
	const char *utility;		/* "water", "electric", "gas", "sewer", "municipal" */
	int64_t first_number;		/* where number series begin; 0: 1 */
	const char *id;			/* out */
};

/*
 * Inside the caller's transaction: the tenant's row, chart of accounts, number series, audit row.
 * From then on cx->who and the connection are in the new tenant (also after a rollback: set the
 * tenant anew before other work).  E_INPUT names what is wrong; E_CONFLICT: the code is taken.
 */
enum err create_tenant(struct cx *, void *new_tenant) MUST_USE;

/* Put cx->who (all but kind, id, name, permissions) and the connection into a tenant by its code,
 * outside a transaction.  E_NOT_FOUND. */
enum err enter_tenant(struct cx *, const char *code) MUST_USE;

/* state 'active' or 'suspended'; version of the verdict's settings rises, so that processes see it. */
struct tenant_state { const char *id, *state, *reason; };
enum err set_tenant_state(struct cx *, void *tenant_state) MUST_USE;

#endif
