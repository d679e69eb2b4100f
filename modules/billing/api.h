/* The handlers of this module, for its route table. */
#ifndef BILLPORT_BILLING_API_H
#define BILLPORT_BILLING_API_H

#include "app.h"

handler bill_list, bill_totals, bill_get;
handler zone_list;

#endif
