/*
 * admin: what waits for a decision, what runs in the background, what the tenant has set.
 * Start at routes[]; it is everything this process answers, and to whom.
 */
#include "api.h"

#define APPROVALS "/api/v1/approvals"
#define SETTINGS_ "/api/v1/settings"

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
	{ GET, "/internal/metrics", INTERNAL, NOBODY_ASKED, metrics_get, FAST, 0 },
};

int
main(int argc, char **argv)
{
	return app_run("admin", routes, COUNT(routes), argc, argv);
}
