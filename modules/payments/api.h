/* The handlers of this module, for its route table. */
#ifndef BILLPORT_PAYMENTS_API_H
#define BILLPORT_PAYMENTS_API_H

#include "app.h"

handler payment_list, payment_totals, payment_get, payment_record, payment_void, payment_correct;
handler payment_verify, payment_flag, payment_annotate;
handler counter_get;
handler receivable_list;
handler receipt_get, receipt_mail;
handler drawer_mine, drawer_close_list, drawer_close_totals, drawer_close_get, drawer_close;
handler credit_note_list, credit_note_totals, credit_note_get, credit_note_document;
handler credit_note_create, credit_note_void, credit_note_use, credit_note_undo;
handler plan_list, plan_totals, plan_get, plan_create, plan_preview, plan_cancel, instalment_list;

#endif
