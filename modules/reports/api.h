/* The handlers of this module, for its route table. */
#ifndef BILLPORT_REPORTS_API_H
#define BILLPORT_REPORTS_API_H

#include "app.h"

handler audit_list;
handler gl_account_list, entry_list, entry_get;
handler view_list, view_create, view_change, view_delete;
handler preference_list, preference_put;
handler metric_list, metric_change_polarity, metric_query, metric_trends, metric_trend_get, metric_breakdown_get;
handler threshold_list, threshold_create, threshold_preview, threshold_change, threshold_delete;
handler alert_list, alert_totals, alert_owners, alert_get;
handler alert_acknowledge, alert_snooze, alert_assign, alert_resolve;
handler dashboard_get, dashboard_keep, dashboard_reset, dashboard_role_set, dashboard_role_unset;
handler dashboard_values;
/* The page of the path, if the one who asks may open it. */
struct dashboard_page;
enum err dashboard_page_open(struct rq *, const struct dashboard_page **) MUST_USE;
handler event_take, use_report_list, use_report_get;
handler metric_rows_get;

#endif
