/*
 * Templates: the words and the look of bills beside their figures.  One of them is the default;
 * where there is none, the house's own look is taken.  Operations know no HTTP and run inside the
 * caller's transaction.
 */
#ifndef BILLPORT_BILL_TEMPLATE_H
#define BILLPORT_BILL_TEMPLATE_H

#include "bill_paper.h"
#include "db.h"
#include "input.h"
#include "json_out.h"

enum { TEMPLATE_NAME_MAX = 80, TEMPLATES_MAX = 50 };

/* Everything a template says.  Texts may be NULL. */
struct bill_words {
	const char *message, *terms, *how_to_pay, *footer;
	const char *accent;		/* "#1f5fa8" */
	bool show_history, show_slip, show_qr, show_barcode;
};

/* As it is kept, {} giving what a new one begins with. */
enum err bill_words_read(struct cx *, const char *texts_json, struct bill_words *) MUST_USE;
/* From a request's body: what it does not say stays as it is in *words.  Faults at the fields: what
 * looks like a card number; an accent that cannot be read on white. */
void bill_words_input(struct input *, struct bill_words *words);
/* Its members, into an object that is open. */
void bill_words_put(struct json *, const struct bill_words *);
const char *bill_words_json(struct cx *, const struct bill_words *);

/* The look of documents: a template's, or (NULL) the default's; letterhead and paper are the
 * tenant's settings.  Plain SELECTs: outside a transaction.  E_NOT_FOUND: no such template. */
enum err bill_look_of(struct cx *, const char *template_id, struct bill_look *) MUST_USE;
/* The look that words would give. */
enum err bill_look_with(struct cx *, const struct bill_words *, struct bill_look *) MUST_USE;

struct templating {
	const char *id;			/* out of a new one */
	const char *name;		/* NULL in a change: as it is */
	bool make_default;
	struct bill_words words;	/* whole: a change is made over what was read */
	int64_t version;		/* of a change */
};
/* Audit row.  E_CONFLICT: the name is taken; E_STALE. */
enum err create_bill_template(struct cx *, void *templating) MUST_USE;
enum err change_bill_template(struct cx *, void *templating) MUST_USE;
/* id and nothing else.  E_CONFLICT: it is the default. */
enum err delete_bill_template(struct cx *, void *templating) MUST_USE;

#endif
