/*
 * Tariffs: what a unit costs, by code and version.  A version is a draft, edited until it is right;
 * then active from its day on, and never changed again; then retired, at its last day.  Versions of one
 * code never overlap: one that is activated ends the one before it the day before.
 */
#ifndef BILLPORT_TARIFF_VERSION_H
#define BILLPORT_TARIFF_VERSION_H

#include "db.h"

enum {
	TARIFF_CODE_LENGTH = 32,
	TARIFF_NAME_LENGTH = 120,
	TARIFF_VERSIONS_OF_CODE = 1000	/* at most */
};

#define UTILITIES "water|electric|gas|sewer|municipal"

/* ---- drafting ---- */

struct tariff_edit {
	const char *id;			/* out of create_tariff(), copy_tariff() */
	const char *code;		/* of a new one; copy: NULL the same */
	const char *name;		/* NULL: as it is */
	const char *utility;		/* NULL: as it is */
	const char *effective_on;	/* NULL: as it is, unless it is emptied */
	bool no_effective_on;
	const char *doc_json;		/* parsed already, and written anew; NULL: as it is */
	const char *source;		/* "hand", "owrs", "urdb"; of a new one */
	const char *file_id;		/* or NULL */
	const char *left_out_json;	/* or NULL: nothing */
	const char *from_id;		/* copy: of which */
	int64_t version;		/* change: as it was read */
};

/* arg is a struct tariff_edit.  A code that is there gets its next revision. */
enum err create_tariff(struct cx *, void *edit) MUST_USE;
/* E_NOT_FOUND, E_STALE; E_CONFLICT: it is no draft. */
enum err change_tariff(struct cx *, void *edit) MUST_USE;
enum err copy_tariff(struct cx *, void *edit) MUST_USE;

/* ---- into force, and out of it ---- */

struct tariff_step {
	const char *id;
	const char *on;			/* first day, or last; NULL: as the draft says; today */
	bool confirm;			/* yes, although … */
	int64_t version;
	int64_t bills;			/* filled by prepare_…: live bills of days that it changes */
};

/* What is asked before the transaction, for it reads much: is the document whole, are bills there?
 * E_NOT_FOUND, E_INPUT with pointers into the document, E_CONFLICT where it wants a confirmation. */
enum err prepare_tariff_activation(struct cx *, struct tariff_step *) MUST_USE;
enum err activate_tariff(struct cx *, void *step) MUST_USE;
enum err prepare_tariff_retirement(struct cx *, struct tariff_step *) MUST_USE;
enum err retire_tariff(struct cx *, void *step) MUST_USE;

/* ---- the days of a code ---- */

struct tariff_span {			/* a version and the days that it prices */
	const char *id, *name, *state, *effective_on, *ends_on;
	int64_t revision;
	bool in_force;			/* it has days */
	int32_t from, to;		/* of them; to: INT32_MAX where no other follows */
};

/* All versions of a code, by revision, the last one first.  Within a transaction their rows are
 * locked. */
enum err tariff_spans(struct cx *, const char *code, struct tariff_span **, size_t *n) MUST_USE;
/* How the days would be if version id began on a day. */
void tariff_spans_with(struct tariff_span *, size_t n, const char *id, const char *on);
/* Live bills of the code from a day on (to: INT32_MAX for ever).  Outside a transaction. */
enum err tariff_bills(struct cx *, const char *code, const char *utility, int32_t from, int32_t to,
    int64_t *bills) MUST_USE;
/* Days between the versions that none of them prices; at most max are told. */
struct tariff_days { int32_t from, to; };
size_t tariff_gaps(const struct tariff_span *, size_t n, struct tariff_days *, size_t max);

#endif
