/*
 * A whole dashboard with its numbers.  Tiles that share period and filters are asked together; one that
 * cannot be answered says why, and the others stand.
 */
#ifndef BILLPORT_DASHBOARD_VALUES_H
#define BILLPORT_DASHBOARD_VALUES_H

#include "dashboard.h"

struct tile_value {
	size_t section;				/* which of the layout */
	const struct tile *tile;
	struct metric_answer answer;		/* known false: n/a */
	const char *problem;			/* NULL: there is none */
	const char *period, *own_filters;	/* in words; own_filters "": it has none */
};
struct dashboard_values {
	const struct tile_value *value;
	size_t n;
	int64_t as_of_us;
};

/* asked: the page's period and filters (checked), which a tile's own overrule. */
enum err dashboard_ask(struct cx *, const struct dashboard *, const struct metric_question *asked,
    struct dashboard_values *out) MUST_USE;

/* "Area: North Zone · Class: Residential"; "" without any. */
const char *filters_text(struct cx *, const struct metric_filter *, size_t n);

#endif
