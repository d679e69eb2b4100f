/*
 * An operation above a limit needs the decision of another person.  The operation stores its
 * validated input as JSON and answers 202 with the approval's id; the decision enqueues a job
 * that runs the operation as the requester, with cx->approved_by set, and consumes the approval.
 */
#ifndef BILLPORT_APPROVALS_H
#define BILLPORT_APPROVALS_H

#include "db.h"

struct approval_request {
	const char *kind;		/* job kind that runs it: "payment.void" */
	const char *input_json;
	const char *summary;		/* in words, for the one who decides */
	int64_t amount_minor;
	const char *account_id;
	const char *id;			/* out */
};

/* Store the request (inside the caller's transaction).  E_INPUT where the tenant forbids it
 * (setting approvals_allowed), E_FORBIDDEN for actors that are not users. */
enum err approval_request(struct cx *, struct approval_request *) MUST_USE;

struct decision {
	const char *id, *reason;
	int64_t version;
	const char *job_id; /* out, when approved */
};
/* By another person than the requester, with a reason (E_INPUT), waiting and not expired
 * (E_CONFLICT); to approve, also within the limits of his roles (limit.h; E_FORBIDDEN). */
enum err approve_request(struct cx *, void *decision) MUST_USE;
enum err reject_request(struct cx *, void *decision) MUST_USE;

/* The worker, in the operation's transaction, first of all locks: approved, unexpired, with this
 * input (by hash); becomes 'used'. */
enum err approval_consume(
    struct cx *, const char *id, const char *kind, const char *input_json) MUST_USE;

/* In the caller's transaction: what was approved was refused when it ran.  Nothing if it was not
 * approved (any more). */
enum err approval_failed(struct cx *, const char *id) MUST_USE;

/* The worker, outside a transaction: those of this tenant that waited too long. */
enum err approvals_expire(struct cx *) MUST_USE;

#endif
