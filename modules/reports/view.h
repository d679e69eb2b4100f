/*
 * Saved views (filters of a page under a name) and preferences: what people keep for themselves.
 * Both belong to a user; a view may be shared with everyone of the tenant.
 */
#ifndef BILLPORT_VIEW_H
#define BILLPORT_VIEW_H

#include "db.h"

enum { VIEWS_A_PAGE = 50, PREFERENCES_A_USER = 200 };

struct view {
	const char *id;			/* out, where it is new */
	const char *page, *name, *query;
	bool is_shared;
	/* changing: what was sent, and the version that was read */
	bool has_name, has_query, has_shared;
	int64_t version;
};

/* Each in the caller's transaction, in the name of a user.  Sharing asks for CAN_SHARE_VIEWS.
 * E_CONFLICT: a name that the user has for that page already, or too many views. */
enum err create_view(struct cx *, void *view) MUST_USE;
/* One's own, or, with CAN_SHARE_VIEWS, one that is shared.  E_NOT_FOUND for another's, E_STALE. */
enum err change_view(struct cx *, void *view) MUST_USE;
enum err delete_view(struct cx *, void *view) MUST_USE;

struct preference { const char *name, *value; };
/* Kept for the user; an empty value forgets it.  E_CONFLICT: too many. */
enum err keep_preference(struct cx *, void *preference) MUST_USE;

#endif
