/*
 * A zip archive written from front to back, to whoever takes the bytes: sizes follow their data, so
 * nothing is kept or sought.  Internal to shared/documents.
 */
#ifndef BILLPORT_DOCUMENT_ZIP_H
#define BILLPORT_DOCUMENT_ZIP_H

#include <stddef.h>
#include <stdint.h>
#include "cx.h"
#include "sheet.h"

struct zip;

enum err zip_begin(struct cx *, table_out *, void *arg, struct zip **) MUST_USE;
void zip_part(struct zip *, const char *name);	/* ends the part before */
void zip_put(struct zip *, const void *, size_t);
void zip_puts(struct zip *, const char *);
void zip_end(struct zip *);

#endif
