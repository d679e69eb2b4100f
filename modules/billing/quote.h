/*
 * What a bill would be: rated as bills are, and posted nowhere.
 */
#ifndef BILLPORT_QUOTE_H
#define BILLPORT_QUOTE_H

#include "db.h"
#include "rating.h"
#include "tariff_book.h"
#include "tree.h"

enum { QUOTE_INTERVALS_MAX = 120000, QUOTE_BILLS_MAX = 36 };

struct quoting {
	const char *class;
	const struct tree *attributes;	/* an object of texts; NULL: none */
	const char *from_on, *to_on;
	const char *use, *demand;	/* decimal texts, or NULL */
	int64_t minutes;		/* of an interval; 0: there are none */
	const struct tree *values;	/* a list of numbers, or a text of them */
	bool monthly;			/* a bill for each calendar month */
};

struct quoted_bill {			/* .rated.count lines */
	struct rating_input in;
	struct rated rated;
};

struct quoted {
	struct tariff_version version;
	struct rating_version under;
	struct tariff_profile profile;
	struct quoted_bill *bills;
	size_t n;
	int64_t use_milli, total_minor, tax_minor, fixed_minor;
};

/* E_NOT_FOUND; E_INPUT with a fault where it cannot be rated. */
enum err quote_tariff(struct cx *, const char *id, const struct quoting *, struct quoted *) MUST_USE;

#endif
