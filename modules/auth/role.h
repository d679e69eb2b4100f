/*
 * Roles: named sets of permissions, per tenant.  The built-in ones are defined by permissions.def
 * and follow it; they can be copied, not changed, renamed or deleted.
 *
 * Nobody grants what he lacks: a role may be created, changed or given only with permissions that
 * the actor holds himself, where x:read covers x:read_own.  The system (operators' tools, actor
 * kind ACTOR_SYSTEM) may grant all.
 */
#ifndef BILLPORT_ROLE_H
#define BILLPORT_ROLE_H

#include "db.h"

/*
 * In a transaction, with the tenant set: make the built-in roles as permissions.def has them now;
 * those that exist get today's permissions.  Safe to call again.  arg is not used.
 */
enum err create_built_in_roles(struct cx *, void *);

/* The id of a role by its name ("Cashier"), in a transaction; E_NOT_FOUND. */
enum err role_id_by_name(struct cx *, const char *name, const char **id) MUST_USE;

struct role_change {
	const char *id;			/* in for a change, out for a new one */
	int64_t version;		/* in for a change: what If-Match named */
	int64_t new_version;		/* out */
	const char *name;		/* NULL: as it is */
	struct permissions permissions;
	bool has_permissions;		/* false: as they are */
};

/* Operations: in a transaction, each writes its audit row. */
enum err create_role(struct cx *, void *role_change);
enum err change_role(struct cx *, void *role_change);
enum err delete_role(struct cx *, void *role_change);

/* E_FORBIDDEN unless the actor holds all of these himself. */
enum err may_grant(struct cx *, const struct permissions *) MUST_USE;

bool within_own(struct cx *, const struct permissions *);

/* In a transaction: every role of the tenant.  Changes of users and roles begin with it, so that
 * two of them cannot each take away the last manager. */
enum err lock_roles(struct cx *) MUST_USE;
/* The union of a user's roles, in a transaction. */
enum err permissions_of_user(struct cx *, const char *user_id, struct permissions *) MUST_USE;
/* After a change of users or roles, in its transaction: someone active can still manage users,
 * and the actor himself, if a user, still can.  E_CONFLICT. */
enum err managers_remain(struct cx *) MUST_USE;

/* "payments:read", … to a set; a fault at key for each name that does not exist. */
struct permissions permissions_from_names(
    struct cx *, const char *pointer, const char *const *names, size_t n);
/* A JSON list of the outward names. */
const char *permissions_json(struct arena *, const struct permissions *);
/* Add the hex mask of a row to a set. */
void permissions_add_hex(struct permissions *, const char *hex);

#endif
