/*
 * Published tariffs, taken over into a document of ours.  What cannot be is listed, with its place in the
 * file and a sentence; what is broken is a fault that names the place, and nothing is taken.
 */
#ifndef BILLPORT_TARIFF_TAKE_H
#define BILLPORT_TARIFF_TAKE_H

#include "cx.h"
#include "text.h"
#include "units.h"

enum { TAKE_BYTES_MAX = 4 << 20, LEFT_OUT_MAX = 150 };

struct tariff_taking {
	struct cx *cx;
	const char *class;		/* of a file that knows no classes; NULL: by itself */
	const struct unit *unit;	/* as asked for; NULL: as the file says */
	/* out */
	const char *name, *effective_on;	/* as the file says, or NULL */
	const char *doc_json;
	const char *left_out_json;	/* [{"at", "text"}] */
	size_t left_out;
	/* under way */
	struct buf list;
	unsigned faults;
};

/* The Open Water Rate Specification: YAML.  E_INPUT, E_TOO_LARGE. */
enum err take_owrs(struct tariff_taking *, const char *text, size_t len) MUST_USE;
/* The U.S. Utility Rate Database: JSON, one rate or the first of {"items": […]}. */
enum err take_urdb(struct tariff_taking *, const char *text, size_t len) MUST_USE;

/* ---- for those two ---- */

/* Something that is not as it was in the file: at "line 12" or "/demandunits". */
void left_out(struct tariff_taking *, const char *at, const char *sentence, ...) PRINTF_LIKE(3, 4);
/* Something that is wrong in it; the import will be refused. */
void take_fault(struct tariff_taking *, const char *at, const char *code, const char *sentence, ...)
    PRINTF_LIKE(4, 5);
/* At most max bytes of it, cut between letters. */
const char *take_cut(struct cx *, const char *text, size_t max);
/* doc_json and left_out_json are made of what is there; E_INPUT where anything was wrong. */
enum err take_end(struct tariff_taking *, const char *doc_json) MUST_USE;

#endif
