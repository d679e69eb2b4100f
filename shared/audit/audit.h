/*
 * Who did what to what, when, why, by whose leave.  Insert and read only.
 */
#ifndef BILLPORT_AUDIT_H
#define BILLPORT_AUDIT_H

#include "db.h"

struct audit {
	const char *action;		/* "payment.void" */
	const char *object_type, *object_id, *account_id;
	const char *reason;
	const char *before_json, *after_json;	/* only the changed fields */
};

/* In the caller's transaction.  Actor, approver and request id come from the cx. */
enum err audit_write(struct cx *, const struct audit *) MUST_USE;

/* Many at once, as one statement for a thousand. */
enum err audit_write_all(struct cx *, const struct audit *, size_t n) MUST_USE;

/* For a refused money operation or a denied permission: in a transaction of its own, after the
 * refused one was rolled back.  Keeps the failure in the cx as it was. */
void audit_refusal(struct cx *, const struct audit *);

#endif
