#include "jobs.h"
#include <stdlib.h>
#include <string.h>
#include <openssl/sha.h>
#include "clock.h"
#include "text.h"

struct daily { const char *id, *kind; };

/* One id for a tenant's day, so that of several workers one queues it. */
static const char *
day_id(struct cx *cx, const char *kind, const char *on)
{
	const char *text = fmt(cx->arena, "%s %s %s", kind, cx->who.tenant_id, on);
	unsigned char d[SHA256_DIGEST_LENGTH];
	const char *x;

	(void)SHA256((const unsigned char *)text, strlen(text), d);
	x = hex_encode(cx->arena, d, 16);
	return fmt(cx->arena, "%.8s-%.4s-8%.3s-a%.3s-%.12s", x, x + 8, x + 13, x + 17, x + 20);
}

static enum err
queue(struct cx *cx, void *arg)
{
	const struct daily *daily = arg;
	struct param now = instant(cx, business_now());
	enum err e = db_exec(cx,
	    "insert into job (id, kind, input_json, requested_by_name, run_at, created_at)"
	    " values (?, ?, '{}', ?, ?, ?)",
	    str(daily->id), str(daily->kind), str(cx->who.name), now, now);

	if (e == E_CONFLICT && db_duplicate(cx)) {	/* another worker was first */
		failure_clear(cx);
		return OK;
	}
	return e;
}

enum err
job_daily_due(struct cx *cx, const char *kind, int first_hour, int last_hour, const char **id)
{
	char wall[17], today[11];
	const struct row *row;
	long hour;

	*id = NULL;
	if (!wall_in_zone(cx->who.zone, business_now(), wall) ||
	    !date_in_zone(cx->who.zone, business_now(), today))
		return fail(cx, E_INTERNAL, "The tenant's time zone is not known here.");
	hour = strtol(wall + 11, NULL, 10);
	if (hour < first_hour || hour > last_hour)
		return OK;
	*id = day_id(cx, kind, today);
	TRY(db_maybe(cx, &row, "select id from job where id = ?", str(*id)));
	if (row)
		*id = NULL;
	return OK;
}

enum err
job_daily_enqueue(struct cx *cx, const char *kind, const char *id)
{
	return db_tx(cx, queue, &(struct daily){ id, kind });
}
