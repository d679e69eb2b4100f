/*
 * What stands in the way of a tariff, and what one should know before it prices bills.
 */
#ifndef BILLPORT_TARIFF_CHECK_H
#define BILLPORT_TARIFF_CHECK_H

#include "db.h"
#include "tariff_version.h"

enum { TARIFF_SPANS_TOLD = 16 };

struct tariff_problem {
	bool is_error;			/* else a warning */
	const char *pointer;		/* into the document; "": of the version */
	const char *text;
	struct tariff_problem *next;
};

struct tariff_class_use { const char *class; int64_t services; bool known; };

struct tariff_check {
	bool ready;			/* no error among the problems */
	struct tariff_problem *problems;
	struct tariff_days gaps[TARIFF_SPANS_TOLD];
	size_t gap_count;
	const struct tariff_span *cut[TARIFF_SPANS_TOLD];	/* versions that it would end earlier */
	size_t cut_count;
	int64_t bills;			/* live bills whose days it would price */
	struct tariff_class_use *classes;
	size_t class_count;
};

/* on: as if it began then; NULL: as it says itself.  E_NOT_FOUND. */
enum err check_tariff(struct cx *, const char *id, const char *on, struct tariff_check *) MUST_USE;

/* A document that may be put into force: E_INPUT with a fault for each thing that is wrong, GL codes
 * that are not known among them. */
enum err tariff_errors(struct cx *, const char *doc_json) MUST_USE;

#endif
