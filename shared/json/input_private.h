/*
 * What the halves of typed input share: how a parsed object is held.  Only shared/json includes it.
 */
#ifndef BILLPORT_INPUT_PRIVATE_H
#define BILLPORT_INPUT_PRIVATE_H

#include <json.h>
#include "input.h"

struct field {
	const char *key;
	struct json_object *value;	/* NULL for null */
	struct input *inner;		/* where it was opened as an object */
	struct input **list;		/* … as a list of n objects */
	size_t n;
	bool known;
};

struct input {
	struct cx *cx;
	const char *pointer;		/* of the object; "" for the outermost */
	struct field *fields;
	size_t n;
};

/* The object at a pointer; NULL is an empty one. */
struct input *input_of(struct cx *, const char *pointer, struct json_object *);

/* The field, known from now on; NULL where there is none.  Its value: NULL also for null. */
struct field *input_find(struct input *, const char *key);
struct json_object *input_value(struct input *, const char *key);

/* The pointer of a field, "Receivable id" for the sentence about "receivable_id". */
const char *input_below(struct input *, const char *key);
const char *input_label(struct input *, const char *key);

/* A fault that says the field's name and then what holds for it; one that it is required. */
void input_wrong(struct input *, const char *key, const char *code, const char *what);
void input_missing(struct input *, const char *key);

/* The bytes of a string; NULL and a fault if it is none. */
const char *input_string(struct input *, const char *key, struct json_object *);
/* Does it hold what cannot be shown?  Line ends and tabs may be let pass. */
bool input_has_control(const char *, bool lines);

#endif
