/*
 * YAML as far as published rate files use it: one document of mappings, sequences and plain or quoted
 * scalars, as a tree that knows its lines.  Aliases, anchors and tags are refused, so that no small file
 * can stand for a large one; so are doubled keys, keys that are no scalars, more than one document, and
 * what is over the limits below.  Borrowed from the arena of the cx.
 */
#ifndef BILLPORT_YAML_TREE_H
#define BILLPORT_YAML_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include "cx.h"

enum {
	YAML_BYTES_MAX = 4 << 20,
	YAML_NODES_MAX = 50000,
	YAML_MEMBERS_MAX = 2000,	/* of one list or map */
	YAML_DEPTH_MAX = 16,
	YAML_SCALAR_MAX = 4096		/* bytes of one */
};

enum yaml_kind { YAML_NULL, YAML_TEXT, YAML_LIST, YAML_MAP };

struct yaml {
	enum yaml_kind kind;
	bool quoted;			/* a text that stood in quotes */
	unsigned line;			/* from 1; of a member: of its key */
	const char *key;		/* of a member of a map, else NULL */
	const char *text;
	const struct yaml *items;	/* n of a list or a map, in the order of the file */
	size_t n;
};

/* E_TOO_LARGE; E_INPUT with a fault at `pointer` that names the line. */
enum err yaml_parse(struct cx *, const char *pointer, const char *text, size_t len,
    const struct yaml **) MUST_USE;

/* The member of a map; NULL: none, or not a map. */
const struct yaml *yaml_member(const struct yaml *, const char *key);

#endif
