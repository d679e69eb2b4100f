/*
 * The context of one unit of work: a request, a job batch, a test.  Everything below the HTTP
 * layer takes it first.  It says in whose name (identity), with what memory (arena), over which
 * connection (db), and keeps the failure that is to be told.
 */
#ifndef BILLPORT_CX_H
#define BILLPORT_CX_H

#include <stdbool.h>
#include <stdint.h>
#include "arena.h"
#include "err.h"
#include "permission.h"

enum actor_kind { ACTOR_NONE, ACTOR_USER, ACTOR_CLIENT, ACTOR_SYSTEM };

struct identity {
	const char *tenant_id;		/* NULL: public or platform */
	const char *tenant_code;	/* "larkfield" */
	const char *currency;		/* ISO 4217 of the tenant */
	const char *zone;		/* "America/New_York" */
	const char *locale;		/* "en-US" */
	int64_t settings_version;
	enum actor_kind kind;
	const char *id;			/* user or client; NULL for the system */
	const char *name;		/* as audit shows it */
	const char *session_id;		/* NULL for clients and jobs */
	struct permissions may;
};

struct fault {				/* one wrong field of the input */
	const char *pointer;		/* JSON pointer "/allocations/0/amount", or query "?from" */
	/* required, type, range, length, format, choice, unknown, ... */
	const char *code;
	const char *message;		/* a sentence */
	struct fault *next;
};

struct cx {
	struct arena *arena;
	struct db *db;			/* NULL where nothing is stored (unit tests) */
	struct identity who;
	const char *request_id;
	/* when the front door passed it on, by the clock of this machine (µs since 1970, the millisecond
	 * rounded down); 0: not known */
	int64_t passed_on_us;
	/* user id: this run carries a granted approval; else NULL */
	const char *approved_by;
	const char *approved_by_name;
	const char *approval_id;
	struct {
		enum err code;
		const char *detail;	/* one sentence a user may read */
		struct fault *first, *last;
	} failure;
};

/* Record the failure and give its code back.  The sentence may be read by a user. */
enum err fail(struct cx *, enum err, const char *sentence, ...) PRINTF_LIKE(3, 4);

/* Note a wrong field; validation goes on, so that all are told together. */
void fault_add(struct cx *, const char *pointer, const char *code, const char *message, ...)
    PRINTF_LIKE(4, 5);

/* E_INPUT with the first fault's sentence if any fault was noted, else OK. */
enum err faults_check(struct cx *) MUST_USE;

/* Forget the failure and its faults (before a rerun). */
void failure_clear(struct cx *);

/* "145.50 USD", in the tenant's currency, for sentences. */
const char *money_words(struct cx *, int64_t minor);
/* The tenant's business day of an instant (microseconds). */
enum err business_day(struct cx *, int64_t us, char out[11]) MUST_USE;

#endif
