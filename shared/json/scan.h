/*
 * The grammar of RFC 8259 to the letter, held against a text before json-c (which takes more than
 * the grammar does) builds a tree of it.  Strict UTF-8, no NUL and no half surrogate in strings.
 */
#ifndef BILLPORT_SCAN_H
#define BILLPORT_SCAN_H

#include <stddef.h>

enum {
	JSON_DEPTH = 16,	/* the outermost object is 1 */
	JSON_KEY = 64,		/* bytes of a key as it stands in the text */
	JSON_VALUES = 20000,	/* a tree costs up to 900 bytes a value */
	JSON_GROUPS = 5000	/* objects and arrays */
};

struct scan {			/* what was counted on the way */
	size_t values, groups, members;
	size_t at;		/* where it went wrong */
};

/* NULL if text is one JSON object, else what is wrong with it, as half a sentence. */
const char *json_scan(const char *text, size_t len, struct scan *);

#endif
