/*
 * How far a person may go: alone, without another one's approval, and as the one who approves.
 * A limit is a setting of the tenant; a role may have its own in its place (role_limit).
 *
 *   TRY(limit_alone(cx, LIMIT_VOID, &limit));	(before the transaction)
 *   if (amount > limit) … approval_request() …
 */
#ifndef BILLPORT_LIMITS_H
#define BILLPORT_LIMITS_H

#include "db.h"
#include "settings.h"

enum limit {
#define LIMIT(NAME, name, setting, text) NAME,
#include "limits.def"
	LIMITS
};

struct limit_row { const char *name; enum setting setting; const char *text; };
extern const struct limit_row limit_table[LIMITS];
/* false: there is no such limit */
bool limit_by_name(const char *, enum limit *);
/* Of an approval's kind ("payment.void"); false: no limit holds for it. */
bool limit_of_kind(const char *kind, enum limit *);

/* What the actor may do alone: the largest of his roles that have a limit, else the tenant's
 * setting; for programs and the system the setting.  Outside a transaction. */
enum err limit_alone(struct cx *, enum limit, int64_t *minor) MUST_USE;

/* What a user may approve: the largest of those of his roles that may decide at all; -1: any
 * amount.  Inside a transaction. */
enum err limit_approve(struct cx *, enum limit, const char *user_id, int64_t *minor) MUST_USE;
/* The same for reading: outside a transaction. */
enum err limit_approve_now(struct cx *, enum limit, const char *user_id, int64_t *minor) MUST_USE;

/* NULL, or why this approver may not: "Your roles may approve up to 500.00 USD; …". */
const char *limit_refusal(struct cx *, int64_t approve_minor, int64_t amount_minor);

#endif
