/*
 * reports: numbers that open, who did what, what the ledger says, and the views that people keep.
 * Start at routes[]; it is everything this process answers, and to whom.
 */
#include "api.h"

static const struct route routes[] = {
	{ GET, "/api/v1/audit",               VERDICT, CAN_READ_AUDIT,  audit_list,      FAST, 0 },
	{ GET, "/api/v1/gl-accounts",         VERDICT, CAN_READ_LEDGER, gl_account_list, FAST, 0 },
	{ GET, "/api/v1/journal-entries",     VERDICT, CAN_READ_LEDGER, entry_list,      FAST, 0 },
	{ GET, "/api/v1/journal-entries/:id", VERDICT, CAN_READ_LEDGER, entry_get,       FAST, 0 },
	{ GET, "/api/v1/metrics",             VERDICT, CAN_READ_METRICS, metric_list,    FAST, 0 },
	{ GET, "/api/v1/metrics/query",       VERDICT, CAN_READ_METRICS, metric_query,   FAST, 0 },
	{ GET, "/api/v1/metrics/trends",      VERDICT, CAN_READ_METRICS, metric_trends,  FAST, 0 },
	{ PATCH, "/api/v1/metrics/:key",      VERDICT, CAN_MANAGE_THRESHOLDS, metric_change_polarity, FAST, 0 },
	{ GET, "/api/v1/metrics/:key/trend",  VERDICT, CAN_READ_METRICS, metric_trend_get, FAST, 0 },
	{ GET, "/api/v1/metrics/:key/breakdown", VERDICT, CAN_READ_METRICS, metric_breakdown_get, FAST, 0 },
	{ GET, "/api/v1/metrics/:key/rows",  VERDICT, CAN_READ_METRICS, metric_rows_get, FAST, 0 },
	{ GET, "/api/v1/saved-views",         VERDICT, SIGNED_IN,       view_list,       FAST, 0 },
	{ POST, "/api/v1/saved-views",        VERDICT, SIGNED_IN,       view_create,     FAST, 0 },
	{ PATCH, "/api/v1/saved-views/:id",   VERDICT, SIGNED_IN,       view_change,     FAST, 0 },
	{ DELETE, "/api/v1/saved-views/:id",  VERDICT, SIGNED_IN,       view_delete,     FAST, 0 },
	{ GET, "/api/v1/preferences",         VERDICT, SIGNED_IN,       preference_list, FAST, 0 },
	{ PUT, "/api/v1/preferences/:name",   VERDICT, SIGNED_IN,       preference_put,  FAST, 0 },

	/* thresholds and alerts */
	{ GET,    "/api/v1/thresholds",             VERDICT, CAN_MANAGE_THRESHOLDS, threshold_list,    FAST, 0 },
	{ POST,   "/api/v1/thresholds",             VERDICT, CAN_MANAGE_THRESHOLDS, threshold_create,  FAST, 0 },
	{ POST,   "/api/v1/thresholds/preview",     VERDICT, CAN_MANAGE_THRESHOLDS, threshold_preview, FAST, 0 },
	{ PATCH,  "/api/v1/thresholds/:id",         VERDICT, CAN_MANAGE_THRESHOLDS, threshold_change,  FAST, 0 },
	{ DELETE, "/api/v1/thresholds/:id",         VERDICT, CAN_MANAGE_THRESHOLDS, threshold_delete,  FAST, 0 },
	{ GET,    "/api/v1/alerts",                 VERDICT, CAN_READ_METRICS,      alert_list,        FAST, 0 },
	{ GET,    "/api/v1/alerts/totals",          VERDICT, CAN_READ_METRICS,      alert_totals,      FAST, 0 },
	{ GET,    "/api/v1/alerts/owners",          VERDICT, CAN_READ_METRICS,      alert_owners,      FAST, 0 },
	{ GET,    "/api/v1/alerts/:id",             VERDICT, CAN_READ_METRICS,      alert_get,         FAST, 0 },
	{ POST,   "/api/v1/alerts/:id/acknowledge", VERDICT, CAN_WORK_ALERTS,       alert_acknowledge, FAST, 0 },
	{ POST,   "/api/v1/alerts/:id/snooze",      VERDICT, CAN_WORK_ALERTS,       alert_snooze,      FAST, 0 },
	{ POST,   "/api/v1/alerts/:id/assign",      VERDICT, CAN_WORK_ALERTS,       alert_assign,      FAST, 0 },
	{ POST,   "/api/v1/alerts/:id/resolve",     VERDICT, CAN_WORK_ALERTS,       alert_resolve,     FAST, 0 },
	{ GET, "/api/v1/dashboards/:page",    VERDICT, CAN_READ_METRICS, dashboard_get,  FAST, 0 },
	{ PUT, "/api/v1/dashboards/:page",    VERDICT, CAN_READ_METRICS, dashboard_keep, FAST, 0 },
	{ DELETE, "/api/v1/dashboards/:page", VERDICT, CAN_READ_METRICS, dashboard_reset, FAST, 0 },
	{ PUT, "/api/v1/dashboards/:page/roles/:role_id", VERDICT, CAN_SET_DASHBOARDS, dashboard_role_set, FAST, 0 },
	{ DELETE, "/api/v1/dashboards/:page/roles/:role_id", VERDICT, CAN_SET_DASHBOARDS, dashboard_role_unset, FAST, 0 },
	{ GET, "/api/v1/dashboards/:page/values", VERDICT, CAN_READ_METRICS, dashboard_values, FAST, 0 },
	{ POST, "/api/v1/events",             VERDICT, SIGNED_IN,       event_take,      FAST, 0 },
	{ GET, "/api/v1/events/reports",      VERDICT, CAN_READ_BEHAVIOUR, use_report_list, FAST, 0 },
	{ GET, "/api/v1/events/reports/:key", VERDICT, CAN_READ_BEHAVIOUR, use_report_get, SLOW, 0 },
};

int
main(int argc, char **argv)
{
	return app_run("reports", routes, COUNT(routes), argc, argv);
}
