/* The handlers of this module, for its route table. */
#ifndef BILLPORT_ADMIN_API_H
#define BILLPORT_ADMIN_API_H

#include "app.h"

handler approval_list, approval_get, approval_approve, approval_reject;
handler job_list, job_get;
handler setting_list, setting_get, setting_put;
handler metrics_get;

#endif
