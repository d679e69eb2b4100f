/*
 * Marks of tiles: what has passed a threshold and nobody has dealt with.  The process keeps a tenant's
 * for a second, so that a tile costs a comparison and no statement.
 */
#ifndef BILLPORT_ALERTS_LIVE_H
#define BILLPORT_ALERTS_LIVE_H

#include "query.h"

/* {"class":"residential","zone_id":"…"}: filters in the order of their names, as thresholds keep
 * them; without any "{}". */
const char *metric_filters_json(struct arena *, const struct metric_filter *, size_t n);

struct live_alert {
	char id[37], metric[41], period[49], severity[9], state[13];	/* state: new, acknowledged */
	char filter_json[401], text[2001];
	bool is_long;			/* its filters do not fit: it marks nothing */
};
enum { LIVE_ALERTS_KEPT = 64 };
struct live_alerts { const struct live_alert *alert; size_t n; };

/* The tenant's, at most a second old, the most severe first; the first LIVE_ALERTS_KEPT of them.
 * Valid until it is called again.  Not inside a write transaction. */
enum err alerts_live(struct cx *, struct live_alerts *) MUST_USE;

/* Does it tell of today alone, whatever the period? */
bool metric_is_of_today(const struct metric *);

/* The one that marks this metric over this period ("this_month") and these filters, NULL: none.  What
 * is past due is so whatever the period.  A USE metric's answers: the filters with "utility" too. */
const struct live_alert *alert_on(const struct live_alerts *, const struct metric *,
    const char *period_asked, const char *filters_json);

#endif
