/*
 * JSON whose keys are not known beforehand (a tariff's classes, a published rate file): the whole
 * text as a tree, members in the order in which they stand.  Parsed by the same grammar and within
 * the same limits as typed input (input.h).  Borrowed from the arena of the cx.
 */
#ifndef BILLPORT_TREE_H
#define BILLPORT_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "cx.h"
#include "input.h"

enum tree_kind { TREE_NULL, TREE_BOOL, TREE_NUMBER, TREE_TEXT, TREE_LIST, TREE_OBJECT };

struct tree {
	enum tree_kind kind;
	const char *key;		/* of a member, else NULL */
	const char *text;		/* of a text; of a number as it was written */
	bool truth;
	const struct tree *items;	/* n of a list or an object */
	size_t n;
};

/* E_MALFORMED as input_parse() says it; a text of 0 bytes is an empty object. */
enum err tree_parse(struct cx *, const char *text, size_t len, const struct tree **) MUST_USE;

/* A field of typed input, whatever it holds; known from then on.  NULL: missing or null. */
const struct tree *in_tree(struct input *, const char *key);

/* The member of an object, NULL: none, or not an object. */
const struct tree *tree_member(const struct tree *, const char *key);

/* "/classes/RESIDENTIAL~1X/components": a pointer one step further, by key or by place. */
const char *tree_below(struct cx *, const char *pointer, const char *key);
const char *tree_below_at(struct cx *, const char *pointer, size_t i);

/* Written again, without blanks. */
const char *tree_text(struct cx *, const struct tree *);

#endif
