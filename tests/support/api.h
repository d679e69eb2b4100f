/*
 * An API client for tests, through the real nginx.  The stack is named by BILLPORT_TEST_URL and
 * BILLPORT_TEST_STATUS (what tests/support/stack prints).  Whatever goes wrong in here fails the
 * running test.  Replies live until the test ends.
 *
 *   struct caller *clerk = api_sign_in("larkfield", "Customer Executive");
 *   struct reply *r = api_get(clerk, "/api/v1/payments?limit=1");
 *   ck_assert_int_eq(r->status, 200);
 *   id = reply_str(r, "data.0.id");
 *
 * With BILLPORT_SEEN set, each exchange is appended to that file, for tests/support/seen.mjs, which
 * holds it against the contract.
 */
#ifndef BILLPORT_TEST_API_H
#define BILLPORT_TEST_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct caller;				/* NULL: anonymous */

struct reply {
	int status;
	const char *head;		/* all header lines */
	const char *type;		/* Content-Type without parameters; "" if there is none */
	const char *body;		/* NUL-ended */
	size_t len;
	void *json;			/* of a body that is JSON */
};

struct call {
	struct caller *as;
	const char *method, *path;
	const char *body;		/* or NULL */
	size_t len;			/* 0: strlen(body) */
	const char *key;		/* Idempotency-Key, or NULL */
	const char *headers[4];		/* "If-Match: \"1\"", … up to NULL */
};

/* The address of the stack, without a slash at its end. */
const char *api_url(void);
/* A text built like printf's, that lives until the test ends. */
const char *text(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* A fresh Idempotency-Key. */
const char *fresh_key(void);

/* Sign in as one of the stack's people, by tenant and role; kept and renewed by itself. */
struct caller *api_sign_in(const char *tenant, const char *role);
/* One who sends this token. */
struct caller *api_with_token(const char *token);
const char *caller_token(struct caller *);

struct reply *api_call(const struct call *);
struct reply *api_get(struct caller *, const char *path);
/* With a fresh Idempotency-Key. */
struct reply *api_post(struct caller *, const char *path, const char *body);
/* All at once, each over a connection of its own. */
void api_together(const struct call *, struct reply **, size_t n);

/* ---- looking into a reply ---- */
/* By dotted path, numbers index arrays: "data.0.amount.amount".  Missing or of another type: the
 * test fails.  reply_has: it is there and not null. */
const char *reply_str(const struct reply *, const char *path);
int64_t reply_i64(const struct reply *, const char *path);
bool reply_bool(const struct reply *, const char *path);
size_t reply_count(const struct reply *, const char *path);
bool reply_has(const struct reply *, const char *path);
/* A header's value, or NULL. */
const char *reply_header(const struct reply *, const char *name);

/* A problem of this status and slug ("input"), well formed, with a request id. */
void must_problem(const struct reply *, int status, const char *slug);
/* The same for 422 input, with a fault at this pointer and code (NULL: any code). */
void must_fault(const struct reply *, const char *pointer, const char *code);
/* The status, and the whole reply told if it is another. */
void must_status(const struct reply *, int status);

#endif
