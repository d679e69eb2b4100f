/*
 * The double-entry ledger.  Balanced, immutable entries; the only writer of journal_entry
 * and journal_line; with shared/receivables above it, of receivable and account_balance.  All functions run inside the
 * caller's transaction; the caller has locked the account (lock_account) first, then receivables
 * by id, as the lock order says.
 */
#ifndef BILLPORT_LEDGER_H
#define BILLPORT_LEDGER_H

#include "db.h"

enum gl_purpose {
#define GL(NAME, name, code, kind, title) NAME,
#include "chart.def"
#undef GL
	GL_PURPOSES
};

enum ledger_event {
#define POSTING(EVENT, name, debit, credit) EVENT,
#include "postings.def"
#undef POSTING
	LEDGER_EVENTS
};

/* One amount that an event moves. amount_minor > 0; receivable_id may be NULL. */
struct posting { enum ledger_event event; int64_t amount_minor; const char *receivable_id; };

struct entry {
	const char *account_id;		/* whose subledger; NULL only for batch entries */
	const char *source_type, *source_id;
	const char *posted_on;		/* business day */
	const char *memo;
	const struct posting *postings;
	size_t count;
	const char *id;			/* out */
};

/* Write the default chart for the tenant of the cx.  Does nothing where it stands already. */
enum err ledger_chart(struct cx *) MUST_USE;

/* Post; the entry's event column is the first posting's.  What it moves on the account's credit
 * (lines of purpose CREDIT) moves account_balance.credit_minor with it. */
enum err ledger_post(struct cx *, struct entry *) MUST_USE;

/* Many entries of one posting each, none of which moves customers' credit: what a bulk job posts.
 * The accounts are locked or new. */
enum err ledger_post_all(struct cx *, struct entry *, size_t n) MUST_USE;

/* So much of bills to one GL code: the code, or with NULL the one that a purpose has now. */
struct coded { const char *gl_code; enum gl_purpose purpose; int64_t amount_minor; };

/* One entry of event "bill" over the lines of any number of bills, of which it is the total: what
 * they come to on receivables, against a line for each GL code (amounts of one code are added; they
 * come in any order).  Its account is NULL, and so are its lines': the bills that name it are its
 * subledger.  Its source is the run: "generation" and the run's id (billport-verify looks for that).
 * With an account and a receivable it is of that one alone; with is_taken_back every
 * line's sign is turned.  Postings are not looked at.  E_CONFLICT: there is no such code;
 * E_INTERNAL: the total is not above nothing. */
struct coding {
	const struct coded *codes;
	size_t count;
	const char *receivable_id;
	bool is_taken_back;
};
enum err ledger_post_batch(struct cx *, struct entry *, const struct coding *) MUST_USE;

/* What was paid on one receivable of an account is now on another: the first is owed so much again,
 * the second so much less.  Postings are not looked at. */
enum err ledger_move(struct cx *, struct entry *, const char *from_receivable_id,
    const char *to_receivable_id, int64_t amount_minor) MUST_USE;

/* A new entry with every line's sign turned, and the accounts' credit with them; E_CONFLICT if it was reversed already.  *out = id. */
enum err ledger_reverse(struct cx *, const char *entry_id, const char *posted_on,
    const char *source_type, const char *source_id, const char *memo, const char **out) MUST_USE;

/* The balance of an account that is being made.  With it there from the first moment, accounts that
 * are first billed side by side do not wait for one another's gaps. */
enum err ledger_open_account(struct cx *, const char *account_id) MUST_USE;

/* The same for many; and their locks, in one order.  owed: what the receivables come to that are opened
 * on it in this very transaction, counted here once (receivables_open). */
struct opening { const char *account_id; int64_t owed_minor; };
enum err ledger_open_accounts(struct cx *, const struct opening *, size_t n) MUST_USE;
enum err ledger_lock_accounts(struct cx *, const char *const *account_ids, size_t n) MUST_USE;

/* The account's lock: its account_balance row, made if there is none. E_NOT_FOUND: no such account. */
enum err lock_account(struct cx *, const char *account_id) MUST_USE;

#endif
