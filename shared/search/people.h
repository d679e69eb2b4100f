/*
 * What consumers and accounts are found by, told in one place: whoever writes one of them asks for
 * its words to be indexed anew.
 *
 *   consumer   number, name, phone, e-mail, contacts
 *   account    number, street, meters, and all of its consumer
 */
#ifndef BILLPORT_SEARCH_PEOPLE_H
#define BILLPORT_SEARCH_PEOPLE_H

#include "db.h"

/* A consumer and all of its accounts; in the caller's transaction. */
enum err search_consumer(struct cx *, const char *consumer_id) MUST_USE;
/* One account. */
enum err search_account(struct cx *, const char *account_id) MUST_USE;

/*
 * Many, for what came in by file.  kind is "consumer" or "account"; the objects after an id (NULL:
 * from the first) in the order of ids, at most `limit` (1,000); *last is the id of the last one and
 * *n how many there were: 0 when all are done.  One transaction a call: the caller's.
 */
enum err search_people(struct cx *, const char *kind, const char *after_id, size_t limit,
    const char **last, size_t *n) MUST_USE;

#endif
