/* The limits of a role: how far its members go alone, and up to what amount they approve. */
#ifndef BILLPORT_ROLE_LIMIT_H
#define BILLPORT_ROLE_LIMIT_H

#include "db.h"
#include "limit.h"

enum { NO_LIMIT = -1 };		/* alone: the tenant's; approve: any amount */

struct role_limits {
	const char *role_id;
	int64_t version;		/* in: what was read; out */
	struct { int64_t alone, approve; } of[LIMITS];
};

/* A number that stands for these limits: it changes with any of them. */
int64_t role_limits_version(struct cx *, const struct role_limits *);
/* The limits among rows of (role_id, kind, alone_minor, approve_minor). */
void role_limits_from(struct role_limits *, const struct rows *);

/* Operation: all limits of the role at once; audit row.  E_NOT_FOUND, E_STALE. */
enum err change_role_limits(struct cx *, void *role_limits) MUST_USE;

#endif
