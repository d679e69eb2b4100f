/*
 * Text for documents of a thousand pages: what is of one simple script is shaped at once with the
 * house's type, everything else by pango, and blocks that come again and again are laid out once.
 * Internal to shared/documents.
 */
#ifndef BILLPORT_DOCUMENT_TYPESET_H
#define BILLPORT_DOCUMENT_TYPESET_H

#include "paper.h"

struct typeset;

/* For one open paper, which it uses as long as that is open. */
struct typeset *typeset_open(struct paper *);

/* The height of a line of this type. */
double typeset_leading(struct type);
double typeset_width(struct typeset *, struct type, const char *);
/*
 * One line with its top at y between x and x + width; what does not fit goes on below, as much as
 * `lines` lines, and the rest is cut with an ellipsis.  Returns the height that it took.  Where dry,
 * nothing is written.
 */
double typeset_put(struct typeset *, struct type, enum side, double x, double y, double width,
    int lines, const char *, bool dry);
/* A text of several lines that many pages have in common. */
double typeset_block(
    struct typeset *, struct type, double x, double y, double width, const char *, bool dry);

#endif
