/*
 * Permissions: one line each in permissions.def.  PERM_FORGOTTEN is 0, so that a route that names
 * none is caught at start.  A set travels as a hex bit mask from the verdict to the module.
 */
#ifndef BILLPORT_PERMISSION_H
#define BILLPORT_PERMISSION_H

#include <stdbool.h>
#include <stdint.h>
#include "arena.h"

enum permission {
	PERM_FORGOTTEN = 0,
	NOBODY_ASKED = -1,		/* public routes */
	SIGNED_IN = -2,			/* any valid identity */
#define PERMISSION(bit, NAME, name, roles, sentence) NAME = bit,
#include "permissions.def"
#undef PERMISSION
};

enum { PERMISSION_WORDS = 4 };		/* 256 bits */

struct permissions { uint64_t w[PERMISSION_WORDS]; };

/* false for what is no permission of the table's kind (forgotten, SIGNED_IN, NOBODY_ASKED). */
bool may(const struct permissions *, enum permission);
void permissions_add(struct permissions *, enum permission);
bool permissions_within(const struct permissions *part, const struct permissions *whole);
/* 64 digits: the mask as one number of 256 bits, the highest first. */
void permissions_to_hex(const struct permissions *, char out[65]);
char *permissions_hex(struct arena *, const struct permissions *);
bool permissions_from_hex(struct permissions *, const char *);		/* false: malformed */

/* "payments:record" <-> bit; 0 / NULL when there is none. */
enum permission permission_by_name(const char *);
const char *permission_name(enum permission);
/* "payments:record payments:void", in the table's order: what OAuth calls a scope */
const char *permissions_names(struct arena *, const struct permissions *);

struct permission_row { enum permission bit; const char *constant, *name, *roles, *sentence; };
extern const struct permission_row permission_table[];
extern const unsigned permission_count;

#endif
