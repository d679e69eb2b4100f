/*
 * Working alerts: what somebody does about one.  How they come and go: alert_check.h.  Operations know
 * no HTTP and run inside the caller's transaction.
 */
#ifndef BILLPORT_ALERT_H
#define BILLPORT_ALERT_H

#include "db.h"

enum { ALERT_NOTE_MAX = 500, SNOOZE_DAYS_MAX = 90 };

struct working_alert {
	const char *id;
	int64_t version;
	const char *note;		/* or NULL */
	int64_t until;			/* of a snooze: an instant */
	const char *user_id;		/* of an assignment; NULL: nobody */
	const char *user_name;		/* out */
};

/* Each: E_NOT_FOUND (also of a metric that the caller may not see whole), E_STALE, E_CONFLICT where it
 * has ended. */
enum err acknowledge_alert(struct cx *, void *working_alert) MUST_USE;
/* Comes back by itself when the time is over, if it still holds. */
enum err snooze_alert(struct cx *, void *working_alert) MUST_USE;
/* E_INPUT: nobody who may work alerts. */
enum err assign_alert(struct cx *, void *working_alert) MUST_USE;
/* While it still holds its threshold is quiet: until it is over, or another period begins. */
enum err resolve_alert(struct cx *, void *working_alert) MUST_USE;

/* An alert that ends because of what was done to its threshold; *none* is no failure. */
enum err end_alert_of(struct cx *, const char *threshold_id, const char *note) MUST_USE;

/* The name of a user who may work alerts; a fault at /user_id or another pointer if he may not. */
enum err alert_worker(struct cx *, const char *user_id, const char *pointer, const char **name) MUST_USE;

#endif
