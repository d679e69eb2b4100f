/*
 * The one vocabulary of failure.  Every function that can fail returns enum err; OK is 0.
 * A sentence for the user goes with it through fail() in cx.h; err_status() in app gives the
 * HTTP status.  E_RERUN never leaves shared/db.
 */
#ifndef BILLPORT_ERR_H
#define BILLPORT_ERR_H

enum err {
	OK,
	E_MALFORMED,		/* 400: not JSON, not UTF-8, bad header */
	E_UNAUTHENTICATED,	/* 401 */
	E_FORBIDDEN,		/* 403 */
	E_NOT_FOUND,		/* 404: also another tenant's id */
	E_METHOD,		/* 405 */
	E_CONFLICT,		/* 409: the state of things forbids it */
	E_BUSY,			/* 409: a twin of this request is still under way */
	E_STALE,		/* 412: If-Match names an older version */
	E_TOO_LARGE,		/* 413 */
	E_MEDIA,		/* 415 */
	E_INPUT,		/* 422: typed input is wrong; faults name the fields */
	E_KEY_REUSED,		/* 422: idempotency key with another body */
	E_NO_VERSION,		/* 428: an edit without If-Match */
	E_LIMIT,		/* 429 */
	E_INTERNAL,		/* 500: our mistake; details are in the log */
	E_STORAGE,		/* 503: the database is away; try again */
	E_RERUN,		/* inside shared/db: deadlock or snapshot conflict */
	E__COUNT
};

#if defined(__GNUC__)
#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))
#define NEVER_RETURNS __attribute__((noreturn))
#else
#define MUST_USE
#define PRINTF_LIKE(f, a)
#define NEVER_RETURNS
#endif

/* The only macro that returns. */
#define TRY(x) do { enum err e_ = (x); if (e_ != OK) return e_; } while (0)

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#endif
