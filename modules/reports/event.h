/*
 * How the portal is used: events that its pages send, of the names and with the properties that
 * events.def declares and no others.
 */
#ifndef BILLPORT_EVENT_H
#define BILLPORT_EVENT_H

#include "db.h"
#include "input.h"

enum { EVENTS_AT_ONCE = 50 };

struct event {
	const char *name, *at, *on_day, *page, *object, *props_json;
	int64_t value;
	bool has_value;
};
struct event_batch { struct event event[EVENTS_AT_ONCE]; size_t n; };

/* One event as a page sent it; what is wrong is a fault at its field.  Its day is the tenant's. */
enum err event_read(struct cx *, struct input *, struct event *out) MUST_USE;

/* In the caller's transaction, in the name of a user. */
enum err keep_events(struct cx *, void *event_batch) MUST_USE;

/* A chore: events of more than thirteen months ago go. */
enum err events_prune(struct cx *) MUST_USE;

#endif
