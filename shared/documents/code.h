/*
 * Codes that scanners read, as shapes.  Internal to shared/documents.
 */
#ifndef BILLPORT_DOCUMENT_CODE_H
#define BILLPORT_DOCUMENT_CODE_H

#include "paper.h"

/* A QR code (medium error correction) with its quiet zone, side points wide, from x, y.  false: the
 * text is longer than one takes. */
bool code_qr(struct paper *, const char *text, double x, double y, double side) MUST_USE;
/*
 * Code 128 in set B, with quiet zones, within width; narrow bars are no thinner than 0.7 points.
 * false: it does not fit, or the text is not of printable ASCII.
 */
bool code_128(struct paper *, const char *text, double x, double y, double width,
    double height) MUST_USE;

#endif
