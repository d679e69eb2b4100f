/* The handlers of this module, for its route table. */
#ifndef BILLPORT_PAYMENTS_API_H
#define BILLPORT_PAYMENTS_API_H

#include "app.h"

handler payment_list, payment_totals, payment_get, payment_record, payment_void;
handler receivable_list;
handler receipt_get, receipt_mail;
handler drawer_mine, drawer_close_list, drawer_close_totals, drawer_close_get, drawer_close;

#endif
