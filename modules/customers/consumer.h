/*
 * Consumers: the people and firms that owe.
 */
#ifndef BILLPORT_CONSUMER_H
#define BILLPORT_CONSUMER_H

#include "db.h"

struct new_consumer {
	const char *number, *name;
	const char *kind;		/* "person" or "firm" */
	const char *phone, *email;	/* may be NULL */
	const char *id;			/* out */
};

/* In the caller's transaction: the row, its words in the search index ("consumer"), audit.
 * E_CONFLICT: the number is taken. */
enum err create_consumer(struct cx *, void *new_consumer) MUST_USE;

#endif
