/*
 * The credit note as a PDF, from its rows.
 */
#ifndef BILLPORT_CREDIT_DOCUMENT_H
#define BILLPORT_CREDIT_DOCUMENT_H

#include "db.h"

struct credit_document { const char *number; const unsigned char *pdf; size_t len; };

/* E_NOT_FOUND: no such note. */
enum err render_credit_note(struct cx *, const char *id, struct credit_document *) MUST_USE;

#endif
