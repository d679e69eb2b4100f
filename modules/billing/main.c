/*
 * billing: cycles and the bills that are made of their reads, one-off charges, zones.
 * Start at routes[]; it is everything this process answers, and to whom.
 */
#include "api.h"

#define TARIFFS "/api/v1/tariffs"

static const struct route routes[] = {
	{ GET, "/api/v1/bills",        VERDICT, CAN_READ_BILLS,     bill_list,   FAST, 0 },
	{ GET, "/api/v1/bills/totals", VERDICT, CAN_READ_BILLS,     bill_totals, FAST, 0 },
	{ GET, "/api/v1/bills/:id",    VERDICT, CAN_READ_BILLS,     bill_get,    FAST, 0 },
	{ POST, "/api/v1/bills/:id/reverse",    VERDICT, CAN_REBILL,       bill_reverse,    FAST, 0 },
	{ POST, "/api/v1/bills/:id/rebill",     VERDICT, CAN_REBILL,       bill_rebill,     FAST, 0 },
	{ POST, "/api/v1/bills/:id/adjust",     VERDICT, CAN_ADJUST_BILL,  bill_adjust,     FAST, 0 },
	{ GET,  "/api/v1/bills/:id/leak",       VERDICT, CAN_ADJUST_BILL,  bill_leak,       FAST, 0 },
	{ POST, "/api/v1/adjustments/:id/undo", VERDICT, CAN_ADJUST_BILL,  adjustment_undo, FAST, 0 },
	{ GET,  "/api/v1/late-fees/preview",    VERDICT, CAN_READ_BILLS,   late_fee_preview, SLOW, 0 },
	{ POST, "/api/v1/late-fees/run",        VERDICT, CAN_RAISE_CHARGE, late_fee_run,    FAST, 0 },
	{ GET, "/api/v1/zones",        VERDICT, CAN_READ_CONSUMERS, zone_list,   FAST, 0 },

	{ GET,   "/api/v1/cycles",              VERDICT, CAN_READ_BILLS,    cycle_list,     FAST, 0 },
	{ POST,  "/api/v1/cycles",              VERDICT, CAN_MANAGE_CYCLES, cycle_create,   FAST, 0 },
	{ GET,   "/api/v1/cycles/:id",          VERDICT, CAN_READ_BILLS,    cycle_get,      FAST, 0 },
	{ PATCH, "/api/v1/cycles/:id",          VERDICT, CAN_MANAGE_CYCLES, cycle_change,   FAST, 0 },
	{ POST,  "/api/v1/cycles/:id/close",    VERDICT, CAN_MANAGE_CYCLES, cycle_close,    FAST, 0 },
	{ POST,  "/api/v1/cycles/:id/reopen",   VERDICT, CAN_MANAGE_CYCLES, cycle_reopen,   FAST, 0 },
	{ GET,   "/api/v1/cycles/:id/preview",  VERDICT, CAN_READ_BILLS,    cycle_preview,  SLOW, 0 },
	{ GET,   "/api/v1/cycles/:id/outcomes", VERDICT, CAN_READ_BILLS,    cycle_outcomes, FAST, 0 },
	{ GET,   "/api/v1/generations",            VERDICT, CAN_READ_BILLS,     generation_list,   FAST, 0 },
	{ POST,  "/api/v1/generations",            VERDICT, CAN_GENERATE_BILLS, generation_start,  FAST, 0 },
	{ GET,   "/api/v1/generations/:id",        VERDICT, CAN_READ_BILLS,     generation_get,    FAST, 0 },
	{ POST,  "/api/v1/generations/:id/pause",  VERDICT, CAN_GENERATE_BILLS, generation_pause,  FAST, 0 },
	{ POST,  "/api/v1/generations/:id/resume", VERDICT, CAN_GENERATE_BILLS, generation_resume, FAST, 0 },
	{ POST,  "/api/v1/generations/:id/cancel", VERDICT, CAN_GENERATE_BILLS, generation_cancel, FAST, 0 },

	{ GET,   "/api/v1/charges",            VERDICT, CAN_READ_BILLS,    charge_list,   FAST, 0 },
	{ GET,   "/api/v1/charges/totals",     VERDICT, CAN_READ_BILLS,    charge_totals, FAST, 0 },
	{ POST,  "/api/v1/charges",            VERDICT, CAN_RAISE_CHARGE,  charge_raise,  FAST, 0 },
	{ GET,   "/api/v1/charges/:id",        VERDICT, CAN_READ_BILLS,    charge_get,    FAST, 0 },
	{ POST,  "/api/v1/charges/:id/waive",  VERDICT, CAN_WAIVE_CHARGE,  charge_waive,  FAST, 0 },
	{ POST,  "/api/v1/charges/:id/cancel", VERDICT, CAN_CANCEL_CHARGE, charge_cancel, FAST, 0 },

	{ GET,    "/api/v1/simulations",     VERDICT, CAN_SIMULATE, simulation_list,   FAST, 0 },
	{ POST,   "/api/v1/simulations",     VERDICT, CAN_SIMULATE, simulation_create, FAST, 0 },
	{ GET,    "/api/v1/simulations/:id", VERDICT, CAN_SIMULATE, simulation_get,    FAST, 0 },
	{ DELETE, "/api/v1/simulations/:id", VERDICT, CAN_SIMULATE, simulation_delete, SLOW, 0 },
	{ GET,    "/api/v1/simulations/:id/accounts", VERDICT, CAN_SIMULATE, simulation_accounts, FAST, 0 },
	{ GET,    "/api/v1/simulations/:id/accounts/:account_id", VERDICT, CAN_SIMULATE, simulation_account,
	    FAST, 0 },

	{ GET,   "/api/v1/prices",             VERDICT, CAN_READ_BILLS,    price_list,    FAST, 0 },
	{ POST,  "/api/v1/prices",             VERDICT, CAN_MANAGE_PRICES, price_create,  FAST, 0 },
	{ GET,   "/api/v1/prices/:id",         VERDICT, CAN_READ_BILLS,    price_get,     FAST, 0 },
	{ PATCH, "/api/v1/prices/:id",         VERDICT, CAN_MANAGE_PRICES, price_change,  FAST, 0 },

	{ GET,   "/api/v1/services",           VERDICT, CAN_READ_READS,   service_list,     FAST, 0 },
	{ POST,  "/api/v1/services",           VERDICT, CAN_RECORD_READS, service_create,   FAST, 0 },
	{ GET,   "/api/v1/services/:id",       VERDICT, CAN_READ_READS,   service_get,      FAST, 0 },
	{ PATCH, "/api/v1/services/:id",       VERDICT, CAN_RECORD_READS, service_change,   FAST, 0 },
	{ GET,   "/api/v1/meters",             VERDICT, CAN_READ_READS,   meter_list,       FAST, 0 },
	{ POST,  "/api/v1/meters",             VERDICT, CAN_RECORD_READS, meter_install,    FAST, 0 },
	{ GET,   "/api/v1/meters/:id",         VERDICT, CAN_READ_READS,   meter_get,        FAST, 0 },
	{ PATCH, "/api/v1/meters/:id",         VERDICT, CAN_RECORD_READS, meter_change,     FAST, 0 },
	{ GET,   "/api/v1/meters/:id/spans",   VERDICT, CAN_READ_READS,   meter_span_list,  FAST, 0 },
	{ POST,  "/api/v1/meters/:id/swap",    VERDICT, CAN_RECORD_READS, meter_swap,       FAST, 0 },
	{ POST,  "/api/v1/meters/:id/remove",  VERDICT, CAN_RECORD_READS, meter_remove,     FAST, 0 },
	{ POST,  "/api/v1/meters/:id/move",    VERDICT, CAN_RECORD_READS, meter_move,       FAST, 0 },
	{ GET,   "/api/v1/reads",              VERDICT, CAN_READ_READS,   read_list,        FAST, 0 },
	{ POST,  "/api/v1/reads",              VERDICT, CAN_RECORD_READS, read_record,      FAST, 0 },
	{ GET,   "/api/v1/reads/:id",          VERDICT, CAN_READ_READS,   read_get,         FAST, 0 },
	{ POST,  "/api/v1/reads/:id/replace",  VERDICT, CAN_RECORD_READS, read_replace,     FAST, 0 },
	{ POST,  "/api/v1/reads/:id/drop",     VERDICT, CAN_RECORD_READS, read_drop,        FAST, 0 },
	{ GET,   "/api/v1/consumption",        VERDICT, CAN_READ_READS,   consumption_list, FAST, 0 },

	{ GET,  "/api/v1/exceptions",              VERDICT, CAN_READ_EXCEPTIONS,    exception_list,      FAST, 0 },
	{ GET,  "/api/v1/exceptions/totals",       VERDICT, CAN_READ_EXCEPTIONS,    exception_totals,    FAST, 0 },
	{ GET,  "/api/v1/exceptions/assignees",    VERDICT, CAN_READ_EXCEPTIONS,    exception_assignees, FAST, 0 },
	{ POST, "/api/v1/exceptions/batch",        VERDICT, CAN_RESOLVE_EXCEPTIONS, exception_batch,     SLOW, 0 },
	{ GET,  "/api/v1/exceptions/:id",          VERDICT, CAN_READ_EXCEPTIONS,    exception_get,       FAST, 0 },
	{ POST, "/api/v1/exceptions/:id/preview",  VERDICT, CAN_RESOLVE_EXCEPTIONS, exception_preview,   FAST, 0 },
	{ POST, "/api/v1/exceptions/:id/resolve",  VERDICT, CAN_RESOLVE_EXCEPTIONS, exception_resolve,   FAST, 0 },
	{ POST, "/api/v1/exceptions/:id/assign",   VERDICT, CAN_RESOLVE_EXCEPTIONS, exception_assign,    FAST, 0 },
	{ POST, "/api/v1/exceptions/:id/escalate", VERDICT, CAN_RESOLVE_EXCEPTIONS, exception_escalate,  FAST, 0 },
	{ GET,   TARIFFS,                   VERDICT, CAN_READ_TARIFFS,   tariff_list,     FAST, 0 },
	{ POST,  TARIFFS,                   VERDICT, CAN_MANAGE_TARIFFS, tariff_create,   FAST, 0 },
	{ GET,   TARIFFS "/:id",            VERDICT, CAN_READ_TARIFFS,   tariff_get,      FAST, 0 },
	{ PATCH, TARIFFS "/:id",            VERDICT, CAN_MANAGE_TARIFFS, tariff_change,   FAST, 0 },
	{ GET,   TARIFFS "/:id/check",      VERDICT, CAN_READ_TARIFFS,   tariff_check,    FAST, 0 },
	{ POST,  TARIFFS "/:id/copy",       VERDICT, CAN_MANAGE_TARIFFS, tariff_copy,     FAST, 0 },
	{ POST,  TARIFFS "/:id/activate",   VERDICT, CAN_MANAGE_TARIFFS, tariff_activate, FAST, 0 },
	{ POST,  TARIFFS "/:id/retire",     VERDICT, CAN_MANAGE_TARIFFS, tariff_retire,   FAST, 0 },
	{ POST,  TARIFFS "/:id/quote",      VERDICT, CAN_READ_TARIFFS,   tariff_quote,    FAST, 0 },
	{ GET,   "/api/v1/gl-codes",        VERDICT, CAN_READ_TARIFFS,   gl_code_list,    FAST, 0 },
	{ POST,  "/api/v1/gl-codes",        VERDICT, CAN_MANAGE_GL,      gl_code_create,  FAST, 0 },
	{ PATCH, "/api/v1/gl-codes/:id",    VERDICT, CAN_MANAGE_GL,      gl_code_change,  FAST, 0 },
};

int
main(int argc, char **argv)
{
	return app_run("billing", routes, COUNT(routes), argc, argv);
}
