/* The handlers of this module, for its route table. */
#ifndef BILLPORT_PAYMENTS_API_H
#define BILLPORT_PAYMENTS_API_H

#include "app.h"

handler payment_list, payment_totals, payment_get, payment_record, payment_void;
handler receivable_list;
handler receipt_get;
handler drawer_mine, drawer_close_list, drawer_close_totals, drawer_close_get, drawer_close;

/* What a payment was applied to: each edge with what was open before it and what it left.  None of
 * a posted payment is turned back, so that of those it is not asked. */
enum err read_allocations(
    struct cx *, const char *payment_id, bool turned_back, struct rows *) MUST_USE;

#endif
