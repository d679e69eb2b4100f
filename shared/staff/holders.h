/*
 * The tenant's people by what they may do: to whom something can be given.
 */
#ifndef BILLPORT_HOLDERS_H
#define BILLPORT_HOLDERS_H

#include "db.h"

/* {"data": [{"id", "name"}]} of the active users who hold a permission by any of their roles, by name. */
enum err staff_json(struct cx *, enum permission, const char **json) MUST_USE;

/* The name of an active user who holds it; *name is NULL where he is none.  In the caller's
 * transaction: user and roles are locked in share mode. */
enum err staff_name(struct cx *, const char *user_id, enum permission, const char **name) MUST_USE;

#endif
