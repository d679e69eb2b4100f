/*
 * What the tenant offers its people to choose from: payment modes, channels, reasons.  Kept by the
 * process with the settings and read again with them; getters cost nothing.  Rows keep the code,
 * people read the name.  Items are never deleted, only switched off, so that an old row's code
 * always has a name; a code and its kind never change.
 */
#ifndef BILLPORT_CHOICES_H
#define BILLPORT_CHOICES_H

#include "db.h"

enum choice_list {
#define CHOICE_LIST(NAME, name, kinds, needs_one, text) NAME,
#include "choices.def"
	CHOICE_LISTS
};

enum { CHOICES_OF_LIST = 40, CHOICE_CODE_MAX = 16, CHOICE_NAME_MAX = 80 };

struct choice {
	const char *id, *code, *name;
	const char *kind;		/* of a payment mode or channel; else NULL */
	bool needs_reference, is_active;
};

/* Good until the answer is sent.  NULL: the list has no such code (choice_active: or it is off). */
const struct choice *choice_find(struct cx *, enum choice_list, const char *code);
const struct choice *choice_active(struct cx *, enum choice_list, const char *code);
/* All of a list, active or not, in the tenant's order; n of them. */
const struct choice *choices_of(struct cx *, enum choice_list, size_t *n);
/* What people read: the name, or the code itself where the list does not have it. */
const char *choice_name(struct cx *, enum choice_list, const char *code);

struct choice_list_row { const char *name, *kinds, *text; bool needs_one; };
extern const struct choice_list_row choice_list_table[CHOICE_LISTS];
/* false: there is no such list */
bool choice_list_by_name(const char *, enum choice_list *);

/* Called by settings_load(), at the same times and for the same version. */
enum err choices_load(struct cx *) MUST_USE;

/* In a transaction: what a new tenant begins with. */
enum err choices_start(struct cx *) MUST_USE;

struct choice_change {
	enum choice_list list;		/* of a new one; out of a change */
	const char *id;			/* out of a new one */
	const char *code;		/* of a new one; NULL: made from its name; out */
	const char *name;		/* NULL: as it is */
	const char *kind;		/* of a new one */
	bool has_reference, needs_reference;
	bool has_active, is_active;
	int64_t version;		/* of a change, in and out */
};
/* Operations: audit row, and the settings' version rises.  E_INPUT, E_CONFLICT (the code is taken;
 * the last one of a list that needs one; the list is full), E_STALE. */
enum err create_choice(struct cx *, void *choice_change) MUST_USE;
enum err change_choice(struct cx *, void *choice_change) MUST_USE;

struct choice_order { enum choice_list list; const char *const *ids; size_t n; };
/* All of the list's ids, each once, in their new order; else E_INPUT. */
enum err order_choices(struct cx *, void *choice_order) MUST_USE;

#endif
