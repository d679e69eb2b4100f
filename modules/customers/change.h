/*
 * What an edit changed, field by field, as the audit keeps it: {"phone": old} and {"phone": new}.
 */
#ifndef BILLPORT_CUSTOMERS_CHANGE_H
#define BILLPORT_CUSTOMERS_CHANGE_H

#include "cx.h"
#include "json_out.h"

struct change { struct buf old_text, new_text; struct json before, after; bool any; };

/* In place, since the writers point at the buffers beside them. */
void change_begin(struct cx *, struct change *);
/* Nothing is noted where both are the same; NULL is a value like any other. */
void change_str(struct change *, const char *key, const char *before, const char *after);
void change_bool(struct change *, const char *key, bool before, bool after);
void change_end(struct change *);

/* A fault at the pointer if the text holds what looks like a card number. */
void refuse_card(struct cx *, const char *pointer, const char *text);

#endif
