/* The handlers of this module, for its route table. */
#ifndef BILLPORT_BILLING_API_H
#define BILLPORT_BILLING_API_H

#include "app.h"

handler bill_list, bill_totals, bill_get;
handler bill_reverse, bill_rebill, bill_adjust, bill_leak, adjustment_undo;
handler late_fee_preview, late_fee_run;
handler zone_list;
handler charge_list, charge_totals, charge_get, charge_raise, charge_waive, charge_cancel;
handler cycle_list, cycle_get, cycle_create, cycle_change, cycle_close, cycle_reopen;
handler cycle_preview, cycle_outcomes;
handler generation_list, generation_get, generation_start, generation_pause, generation_resume,
    generation_cancel;
handler service_list, service_get, service_create, service_change;
handler meter_list, meter_get, meter_span_list, meter_install, meter_change, meter_swap,
    meter_remove, meter_move;
handler read_list, read_get, read_record, read_replace, read_drop;
handler consumption_list;
handler simulation_list, simulation_create, simulation_get, simulation_delete, simulation_accounts,
    simulation_account;
handler price_list, price_get, price_create, price_change;
handler exception_list, exception_totals, exception_assignees, exception_get, exception_assign;
handler exception_escalate, exception_resolve, exception_preview, exception_batch;
handler tariff_list, tariff_get, tariff_create, tariff_change, tariff_copy, tariff_activate;
handler tariff_retire, tariff_check, tariff_quote, tariff_import;
answered tariff_drafted;	/* 201: what a new draft is, whoever made it */
handler gl_code_list, gl_code_create, gl_code_change;

handler bill_document, bill_email, delivery_list;
handler template_list, template_create, template_change, template_delete, template_sample, template_try;
handler batch_list, batch_get, batch_document, batch_create, batch_preview, batch_posted, batch_cancel;

#endif
