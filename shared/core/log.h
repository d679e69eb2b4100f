/*
 * One JSON line an event, to standard error by one write(2), at most 4 KiB
 * (longer text is cut).  Never a secret, a token or a whole body.
 */
#ifndef BILLPORT_LOG_H
#define BILLPORT_LOG_H

#include <stdint.h>
#include "err.h"

enum level { LOG_INFO, LOG_WARN, LOG_ERROR };

void log_name(const char *module);		/* once, at start */
/* text is printf-formatted and escaped; request_id may be NULL. */
void log_event(enum level, const char *request_id, const char *event, const char *text, ...)
    PRINTF_LIKE(4, 5);

/* A programmer's mistake: one line, then abort. */
NEVER_RETURNS void bug(const char *what, ...) PRINTF_LIKE(1, 2);

struct request_log {
	const char *request_id, *method, *route, *path, *tenant, *actor;
	int status;
	int64_t us, db_us, bytes;
	unsigned statements;
	unsigned reruns;
};
void log_request(const struct request_log *);

#endif
