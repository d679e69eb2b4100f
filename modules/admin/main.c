/*
 * admin: what waits for a decision, what runs in the background, what the tenant has set.
 * Start at routes[]; it is everything this process answers, and to whom.
 */
#include "api.h"

#define APPROVALS "/api/v1/approvals"
#define SETTINGS_ "/api/v1/settings"
#define CHOICES "/api/v1/choices"
#define IMPORTS "/api/v1/imports"

static const struct route routes[] = {
	{ GET, APPROVALS, VERDICT, CAN_READ_APPROVALS, approval_list, FAST, SIGNED_IN },
	{ GET, APPROVALS "/:id", VERDICT, CAN_READ_APPROVALS, approval_get, FAST, SIGNED_IN },
	{ POST, APPROVALS "/:id/approve", VERDICT, CAN_APPROVE, approval_approve, FAST, 0 },
	{ POST, APPROVALS "/:id/reject", VERDICT, CAN_APPROVE, approval_reject, FAST, 0 },
	{ GET, "/api/v1/jobs", VERDICT, CAN_READ_JOBS, job_list, FAST, 0 },
	{ GET, "/api/v1/jobs/:id", VERDICT, CAN_READ_JOBS, job_get, FAST, SIGNED_IN },
	{ GET, SETTINGS_, VERDICT, CAN_READ_SETTINGS, setting_list, FAST, 0 },
	{ GET, SETTINGS_ "/:name", VERDICT, CAN_READ_SETTINGS, setting_get, FAST, 0 },
	{ PUT, SETTINGS_ "/:name", VERDICT, CAN_CHANGE_SETTINGS, setting_put, FAST, 0 },
	{ GET, SETTINGS_ "/:name/preview", VERDICT, CAN_READ_SETTINGS, setting_preview, FAST, 0 },
	{ GET, CHOICES, VERDICT, SIGNED_IN, choice_list, FAST, 0 },
	{ POST, CHOICES, VERDICT, CAN_CHANGE_SETTINGS, choice_create, FAST, 0 },
	{ PUT, CHOICES "/order", VERDICT, CAN_CHANGE_SETTINGS, choice_order, FAST, 0 },
	{ PATCH, CHOICES "/:id", VERDICT, CAN_CHANGE_SETTINGS, choice_change, FAST, 0 },
	{ GET, "/api/v1/role-limits", VERDICT, CAN_READ_SETTINGS, role_limit_list, FAST, 0 },
	{ PUT, "/api/v1/role-limits/:id", VERDICT, CAN_CHANGE_SETTINGS, role_limit_put, FAST, 0 },
	{ GET, "/api/v1/tenant", VERDICT, SIGNED_IN, tenant_get, FAST, 0 },
	{ PATCH, "/api/v1/tenant", VERDICT, CAN_CHANGE_SETTINGS, tenant_change, FAST, 0 },
	{ GET, "/api/v1/tenant/setup", VERDICT, CAN_READ_SETTINGS, tenant_setup, FAST, 0 },
	{ GET, "/api/v1/notifications", VERDICT, SIGNED_IN, notification_list, FAST, 0 },
	{ POST, "/api/v1/notifications/seen", VERDICT, SIGNED_IN, notification_seen, FAST, 0 },
	{ POST, "/api/v1/files", VERDICT, CAN_IMPORT, file_create, SLOW, SIGNED_IN, true },
	{ GET, IMPORTS, VERDICT, CAN_IMPORT, import_list, FAST, CAN_RECORD_READS },
	{ POST, IMPORTS, VERDICT, CAN_IMPORT, import_create, SLOW, CAN_RECORD_READS },
	{ GET, IMPORTS "/:id", VERDICT, CAN_IMPORT, import_get, FAST, CAN_RECORD_READS },
	{ PATCH, IMPORTS "/:id", VERDICT, CAN_IMPORT, import_change, SLOW, CAN_RECORD_READS },
	{ GET, IMPORTS "/:id/preview", VERDICT, CAN_IMPORT, import_preview, SLOW, CAN_RECORD_READS },
	{ POST, IMPORTS "/:id/run", VERDICT, CAN_IMPORT, import_run, FAST, CAN_RECORD_READS },
	{ POST, IMPORTS "/:id/cancel", VERDICT, CAN_IMPORT, import_cancel, FAST, CAN_RECORD_READS },
	{ GET, IMPORTS "/:id/rows", VERDICT, CAN_IMPORT, import_row_list, FAST, CAN_RECORD_READS },
	{ GET, IMPORTS "/:id/refusals", VERDICT, CAN_IMPORT, import_refusal_list, FAST, CAN_RECORD_READS },
	{ GET, "/internal/metrics", INTERNAL, NOBODY_ASKED, metrics_get, FAST, 0 },
};

int
main(int argc, char **argv)
{
	return app_run("admin", routes, COUNT(routes), argc, argv);
}
