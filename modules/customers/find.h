/*
 * One box for everything: what a word or number that somebody typed may mean, best first.
 */
#ifndef BILLPORT_FIND_H
#define BILLPORT_FIND_H

#include "db.h"

enum { FIND_MAX = 20 };

struct result {
	const char *kind;		/* "account", "consumer", "meter", "receipt", "bill", … */
	const char *id, *title, *subtitle, *number, *account_id, *status, *on;
	bool has_owed, has_amount;
	int64_t owed_minor, amount_minor;
	const char *detected;		/* what q is if this is meant; NULL: one of people */
	int score;			/* 0: exactly that; the more, the further off */
};

struct finding {
	const char *q;			/* not blank */
	struct result results[FIND_MAX * 8];
	size_t n;
	const char *detected;		/* what q looks like, or what the best result says it is */
};

/*
 * Everything that q may mean and the cx's actor may open, in no order.  Those with a row rule find
 * what the rule leaves them.
 */
enum err find_people(struct cx *, struct finding *) MUST_USE;
enum err find_numbered(struct cx *, struct finding *) MUST_USE;
/* Order them, keep the best `limit` (at most FIND_MAX) and say what q is. */
void find_best(struct cx *, struct finding *, size_t limit);

#endif
