/*
 * The tariffs that price a period, compiled: which of them prices a service, found without a statement.
 */
#ifndef BILLPORT_TARIFF_BOOK_H
#define BILLPORT_TARIFF_BOOK_H

#include "db.h"
#include "tariff.h"

struct tariff_version {
	const char *id, *code, *name;
	int64_t revision;
	int32_t from, to;		/* the days it is in force; to: INT32_MAX where no other follows */
	const struct tariff *tariff;
};

struct tariff_book { const struct tariff_version *versions; size_t n; };	/* by code, from */

/* One version, whatever its state, as if it were in force for ever: a simulation, a quote. */
enum err tariff_load(struct cx *, const char *id, struct tariff_version *) MUST_USE;

enum tariff_found { TARIFF_FOUND, TARIFF_NO_SUCH_CODE, TARIFF_NO_SUCH_CLASS, TARIFF_AMBIGUOUS };

/*
 * The versions that price a service: of its own code, or (code NULL) of the one code that knows its
 * class.  They stand side by side in the book; *n 0 unless TARIFF_FOUND.
 */
enum tariff_found tariff_of_service(const struct tariff_book *, const char *code, const char *class,
    const struct tariff_version **, size_t *n);
/* "Two tariffs know the class …", for an exception's words. */
const char *tariff_found_text(struct cx *, enum tariff_found, const char *code, const char *class);

#endif
