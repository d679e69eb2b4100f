/*
 * How a number is written: "R-{n}", "PAY-{yyyy}-{n:6}".  Knows no database.
 */
#ifndef BILLPORT_NUMBERING_FORMAT_H
#define BILLPORT_NUMBERING_FORMAT_H

#include <stdbool.h>
#include <stdint.h>
#include "text.h"

/* Exactly one {n} or {n:W}, W 1..12; optional {yyyy} {yy} {mm}; visible ASCII; at most 24 bytes. */
bool number_format_valid(const char *format);

/* n in a valid format; on is a date "YYYY-MM-DD".  In the arena. */
const char *number_format(struct arena *, const char *format, int64_t n, const char *on);

/* Could the format make this number, of whatever day?  Letters are compared without case. */
bool number_format_makes(const char *format, const char *number);

#endif
