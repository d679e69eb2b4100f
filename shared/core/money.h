/*
 * Money is int64 minor units and an ISO 4217 currency; nothing here is floating point.
 */
#ifndef BILLPORT_MONEY_H
#define BILLPORT_MONEY_H

#include <stdbool.h>
#include <stdint.h>
#include "arena.h"

#define MONEY_MAX INT64_C(99999999999999)	/* largest amount that any input may name */

/* Decimals of the minor unit (USD 2, JPY 0, KWD 3), or -1 for a code that does not exist. */
int currency_decimals(const char *code);

/* "145.50", "-1.00"; for CSV and as input to the locale formatter. */
char *money_plain(struct arena *, int64_t minor, const char *currency);

/* The same without an arena: a pointer into text. */
const char *money_plain_into(char text[32], int64_t minor, const char *currency);

/* false where the result leaves int64. */
bool money_add(int64_t a, int64_t b, int64_t *sum);

#endif
