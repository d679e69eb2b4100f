/*
 * Typed input.  A JSON object (request body, stored job input) is parsed once, checked as a
 * whole, and read field by field.  Each getter notes a fault in the cx where the field is wrong
 * and returns a harmless value, so that a handler reads everything and asks once: in_done().
 *
 * Refused by the parser with E_MALFORMED: anything that is not one JSON object, single quotes,
 * NaN, Infinity, comments, doubled keys, NUL or raw control characters in strings, invalid
 * UTF-8, half surrogates, depth over 16, keys over 64 bytes, over 20,000 values or 5,000 objects
 * and arrays.  Integers that do not fit int64 and fractions are
 * faults of the field that holds them.
 *
 * Strings are borrowed from the arena of the cx.
 */
#ifndef BILLPORT_INPUT_H
#define BILLPORT_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "cx.h"

struct input;

/* The body as an object.  len bytes; no NUL needed.  An empty text is an empty object. */
enum err input_parse(struct cx *, const char *text, size_t len, struct input **) MUST_USE;

/* Required; length in code points.  Leading and trailing blanks are cut; "" counts as missing.
 * Control characters are a fault, but for line ends and tabs where max is over 200. */
const char *in_text(struct input *, const char *key, size_t min, size_t max);
const char *in_text_or(struct input *, const char *key, size_t min, size_t max,
    const char *otherwise);
/* A secret: nothing is cut, control characters are allowed. */
const char *in_secret(struct input *, const char *key, size_t max);
const char *in_id(struct input *, const char *key);		/* UUID text, lower case */
const char *in_id_or(struct input *, const char *key, const char *otherwise);
int64_t in_i64(struct input *, const char *key, int64_t min, int64_t max);
int64_t in_i64_or(struct input *, const char *key, int64_t min, int64_t max, int64_t otherwise);
bool in_bool(struct input *, const char *key);
bool in_bool_or(struct input *, const char *key, bool otherwise);
const char *in_date(struct input *, const char *key);		/* "YYYY-MM-DD" that exists */
const char *in_date_or(struct input *, const char *key, const char *otherwise);
/* One of "cash|card_terminal|cheque". */
const char *in_choice(struct input *, const char *key, const char *choices);
const char *in_choice_or(struct input *, const char *key, const char *choices,
    const char *otherwise);
/* {"amount": 14550, "currency": "USD"}; the currency must be the tenant's; minor units. */
int64_t in_money(struct input *, const char *key, int64_t min, int64_t max);
int64_t in_money_or(struct input *, const char *key, int64_t min, int64_t max, int64_t otherwise);
/* An array of min..max objects; NULL and *n = 0 when it is wrong, or missing and
 * min is 0. */
struct input **in_list(struct input *, const char *key, size_t min, size_t max, size_t *n);
/* An array of min..max texts of at most len code points each. */
const char **in_texts(struct input *, const char *key, size_t min, size_t max, size_t len,
    size_t *n);
struct input *in_object_or(struct input *, const char *key, struct input *otherwise);

/* Is the key there (and not null)?  Marks it as known. */
bool in_has(struct input *, const char *key);
/* Is the key there, null too?  Marks it as known: an edit that may empty a field. */
bool in_sent(struct input *, const char *key);

/* A fault of our own at a key: in_fault(in, "amount", "range", "…") */
void in_fault(struct input *, const char *key, const char *code, const char *message, ...)
    PRINTF_LIKE(4, 5);

/* Fields nobody read are faults ("unknown"), also in nested objects.  E_INPUT or OK. */
enum err in_done(struct input *) MUST_USE;

#endif
