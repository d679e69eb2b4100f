/*
 * Thresholds: a metric, a test and a limit, over a period and filters; who passes it is told by an
 * alert (alert_check.h).  Operations know no HTTP and run inside the caller's transaction.
 */
#ifndef BILLPORT_THRESHOLD_H
#define BILLPORT_THRESHOLD_H

#include "query.h"

enum { THRESHOLDS_A_TENANT = 200, THRESHOLD_FILTERS = 12, THRESHOLD_NAME_MAX = 120 };

struct threshold {
	const char *id;			/* out, where it is new */
	const struct metric *metric;
	const char *name, *test, *period, *severity;
	int64_t limit;			/* scaled: threshold.limit_value */
	struct metric_filter *filters;
	size_t filter_count;
	const char *owner_id;		/* NULL: nobody's, whoever may work alerts is told */
	bool by_mail, is_active;
	int64_t version;		/* changing: that which was read */
	const char *owner_name;		/* out */
};

/* rise and fall: the limit is a change, in hundredths of a percent or of a point. */
bool threshold_is_change(const char *test);

/* May this identity see all rows of it?  Who sees but his own gets no alerts of it. */
bool metric_is_whole(const struct metric *, const struct permissions *);

/* Faults at /filters/…, /period and /limit: a dimension that the metric has not, a value that is none,
 * a zone, cycle or user that is not there.  Plain reads: outside the transaction. */
enum err check_threshold(struct cx *, struct threshold *) MUST_USE;

/* {"zone_id": "…"} as it is kept, as filters. */
enum err filters_read(struct cx *, const char *json, struct metric_filter **, size_t *n) MUST_USE;
/* [{"name", "value", "text"}]: what they are called.  Plain reads. */
enum err filters_told(struct cx *, const struct metric_filter *, size_t n, const char **json) MUST_USE;
/* "North Zone, residential" */
enum err filters_words(struct cx *, const struct metric_filter *, size_t n, const char **words) MUST_USE;

/* E_CONFLICT: there are too many; E_INPUT: the owner is nobody who may work alerts. */
enum err create_threshold(struct cx *, void *threshold) MUST_USE;
/* All fields but the metric.  An alert of a threshold that is switched off, or that now asks something
 * else, ends.  E_NOT_FOUND, E_STALE. */
enum err change_threshold(struct cx *, void *threshold) MUST_USE;
/* With its live alert, which ends.  E_NOT_FOUND, E_STALE. */
enum err delete_threshold(struct cx *, void *threshold) MUST_USE;

#endif
