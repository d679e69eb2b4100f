/*
 * What the text of a cell says, by the kind of value that it should be.  Knows neither fields nor rows.
 */
#ifndef BILLPORT_IMPORT_VALUE_H
#define BILLPORT_IMPORT_VALUE_H

#include <stdbool.h>
#include <stdint.h>
#include "cx.h"

/* "ymd", "mdy", "dmy": how 03/04/2026 is meant; 2026-04-03 always is what it is. */
enum date_order { DATE_YMD = 1, DATE_MDY, DATE_DMY };

/* Without blanks around, runs of blanks and ends of lines within as one blank; the apostrophe that
 * keeps a spreadsheet from taking a text for a formula is taken off.  NULL: nothing is left. */
const char *value_squeezed(struct cx *, const char *);

/* Each of a text that is not empty. */
bool value_has_controls(const char *);
bool value_is_number(const char *);	/* of an account, a bill, … */
bool value_is_phone(const char *);
bool value_is_email(const char *);
bool value_is_class(const char *);	/* as a tariff writes it */

/* The word of ours that is meant, as "firm" by "Company"; NULL: none. */
const char *value_class(struct cx *, const char *);
const char *value_kind(const char *);
const char *value_item(const char *);
const char *value_utility(const char *);
const char *value_quality(const char *);
const char *value_meter_kind(const char *);

/* false: it is none. */
bool import_date(const char *, enum date_order, char out[11]);
bool import_month(const char *, char last_day[11]);
bool import_money(const char *, char decimal_mark, int decimals, int64_t *minor);
bool import_reading_milli(struct cx *, const char *, char decimal_mark, int64_t *milli);
/* The unit that a header names: "Usage (CCF)".  NULL: none. */
const char *import_unit_in(struct cx *, const char *header);

#endif
