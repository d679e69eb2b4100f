/*
 * Money and dates as the tenant's locale writes them (ICU).  For documents, which are made in the
 * slow pool and the worker: ICU's data cost memory that the fast pool does not have.
 */
#ifndef BILLPORT_DOCUMENT_LOCAL_H
#define BILLPORT_DOCUMENT_LOCAL_H

#include "cx.h"

/* "$1,234.50", "₹1,23,456.00": by the locale, from minor units. */
char *money_local(struct cx *, int64_t minor);
/*
 * The same for many values: made once, written into the caller's text without memory of their own.
 * Numbers without the currency's sign ("1,234.50"): a column's title names it.
 */
struct local_formats;
enum { LOCAL_TEXT = 512 };
struct local_formats *local_formats(struct cx *);
const char *local_amount(struct local_formats *, char text[LOCAL_TEXT], int64_t minor);
/* With the currency's sign: "$1,234.50". */
const char *local_money(struct local_formats *, char text[LOCAL_TEXT], int64_t minor);
/* What a unit costs, in millionths of the minor unit: "$2.87", "$0.123456". */
const char *local_rate(struct local_formats *, char text[LOCAL_TEXT], int64_t rate_micro);
/* Thousandths, as many decimals as it has: "12", "3.5". */
const char *local_quantity(struct local_formats *, char text[LOCAL_TEXT], int64_t milli);
/* "Sep 1 – 30, 2025"; "Sep". */
const char *local_period(
    struct local_formats *, char text[LOCAL_TEXT], const char *from_on, const char *to_on);
const char *local_month(struct local_formats *, char text[LOCAL_TEXT], const char *on);
const char *local_date(struct local_formats *, char text[LOCAL_TEXT], const char *on);
const char *local_instant(struct local_formats *, char text[LOCAL_TEXT], int64_t us);

/* "Oct 31, 2025" of a valid date; NULL in, NULL out. */
char *date_local(struct cx *, const char *on);
/* "Sep 1 – 30, 2025" of two valid dates. */
char *period_local(struct cx *, const char *from_on, const char *to_on);
/* "Oct 31, 2025, 4:38 PM" in the tenant's zone. */
char *instant_local(struct cx *, int64_t us);

#endif
