/* The handlers of this module, for its route table. */
#ifndef BILLPORT_ADMIN_API_H
#define BILLPORT_ADMIN_API_H

#include "app.h"

handler approval_list, approval_get, approval_approve, approval_reject;
handler job_list, job_get;
handler setting_list, setting_get, setting_put, setting_preview;
handler choice_list, choice_create, choice_change, choice_order;
handler role_limit_list, role_limit_put;
handler tenant_get, tenant_change, tenant_setup;
handler notification_list, notification_seen;
handler metrics_get;
handler file_create;
handler import_list, import_create, import_get, import_change, import_preview;
handler import_run, import_cancel, import_row_list, import_refusal_list;

#endif
