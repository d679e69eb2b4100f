/*
 * What a dashboard shows to whom: one's own layout, else that of one's role, else what is built in.
 */
#ifndef BILLPORT_DASHBOARD_H
#define BILLPORT_DASHBOARD_H

#include "layout.h"

struct dashboard {
	const struct dashboard_page *page;
	struct layout layout;
	enum { BUILT_IN, OF_ROLE, OWN } from;
	const char *role_id, *role_name;	/* OF_ROLE */
	int64_t version;			/* of the layout that is edited; 0: there is none */
};

/* What the one who asks sees.  Of several roles that have a layout the first by name counts. */
enum err find_dashboard(struct cx *, const struct dashboard_page *, struct dashboard *out) MUST_USE;
/* What a role sees, all tiles.  E_NOT_FOUND: no such role. */
enum err find_dashboard_of_role(struct cx *, const struct dashboard_page *, const char *role_id,
    struct dashboard *out) MUST_USE;

/* Each in the caller's transaction, with its audit row.  role_id NULL: one's own.  E_STALE. */
struct layout_change {
	const struct dashboard_page *page;
	const char *role_id;
	struct layout layout;
	int64_t version;
};
enum err keep_layout(struct cx *, void *layout_change) MUST_USE;
enum err drop_layout(struct cx *, void *layout_change) MUST_USE;

#endif
