/*
 * A layout: which metrics a dashboard shows, in sections.  As it is built in (dashboards.def), as
 * somebody sent it, as it is stored.
 */
#ifndef BILLPORT_LAYOUT_H
#define BILLPORT_LAYOUT_H

#include "input.h"
#include "json_out.h"
#include "query.h"

enum { LAYOUT_SECTIONS = 12, LAYOUT_TILES = 60, TILE_FILTERS = 6 };

struct tile {
	const struct metric *metric;
	const char *period;		/* NULL: the dashboard's */
	struct metric_filter filters[TILE_FILTERS];
	size_t filter_count;
};
struct section { const char *key, *title; const struct tile *tile; size_t n; };
struct layout { const struct section *section; size_t n; };

struct dashboard_page { const char *key, *title; enum permission permission; };
/* NULL: there is none. */
const struct dashboard_page *dashboard_page(const char *key);

/* only_open: tiles that the one who asks may not see are left out, and sections without any. */
struct layout layout_built_in(struct cx *, const struct dashboard_page *, bool only_open);
/* A stored one; what the catalog has no longer is left out, and so is what cannot be read. */
enum err layout_parse(struct cx *, const char *text, bool only_open, struct layout *out) MUST_USE;
/* As it was sent ({"sections": …}); faults name their fields, for only_open also what is closed. */
enum err layout_read(struct cx *, struct input *, bool only_open, struct layout *out) MUST_USE;

/* "sections": […], a member of an object. */
void layout_put(struct json *, const struct layout *);
/* {"sections": …}, as it is stored */
const char *layout_text(struct cx *, const struct layout *);

#endif
