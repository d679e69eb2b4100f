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
#include "jobs.h"

/* A consumer and all of its accounts; in the caller's transaction. */
enum err search_consumer(struct cx *, const char *consumer_id) MUST_USE;
/* One account. */
enum err search_account(struct cx *, const char *account_id) MUST_USE;

/*
 * Many, for what came in by file.  kind is "consumer" or "account"; of those after an id (NULL: from
 * the first), in the order of ids, the next ones that are in no block yet become one: SEARCH_BLOCK
 * at most, and fewer than 512 are indexed one by one.  *last is the id of the last one and *n how many there were; 0: all are done.  In the
 * caller's transaction.
 */
enum err search_people(
    struct cx *, const char *kind, const char *after_id, const char **last, size_t *n) MUST_USE;

/*
 * The job that does so for all of a tenant, a block a transaction, in flat memory:
 *   job_enqueue(cx, SEARCH_INDEX_JOB, "{}", NULL, 0, &id)
 * Until then what came in is not found, and what was changed is found as it was, so whoever changes
 * objects in bulk asks for it in the same transaction.  See also search_forget().
 */
#define SEARCH_INDEX_JOB "search.index"
enum err run_search_index(struct cx *, struct job *) MUST_USE;

/* Up to 1,000 objects that were changed in bulk: the next job indexes them anew. */
enum err search_forget(struct cx *, const char *kind, const char *const *ids, size_t n) MUST_USE;

/* A chore: objects that came one by one are put into blocks, once there are thousands. */
enum err search_gather(struct cx *) MUST_USE;

#endif
