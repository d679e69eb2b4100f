#include "api.h"
#include <string.h>
#include "clock.h"
#include "event.h"
#include "settings.h"
#include "text.h"

/* ---- nobody does more than this in a minute ---- */

enum { PEOPLE = 64, A_MINUTE = 600 };
#define MINUTE_US INT64_C(60000000)

static struct { char id[37]; int64_t since; size_t n; } lately[PEOPLE];

/* How many of n more are kept of this user; the longest silent gives up his place to a new one. */
static size_t
within_bounds(const char *user_id, size_t n)
{
	int64_t now = monotonic_now();
	size_t at = 0;

	for (size_t i = 0; i < PEOPLE; i++) {
		if (same_text(lately[i].id, user_id)) {
			at = i;
			break;
		}
		if (lately[i].since < lately[at].since)
			at = i;
	}
	if (!same_text(lately[at].id, user_id) || now - lately[at].since > MINUTE_US) {
		(void)snprintf(lately[at].id, sizeof lately[at].id, "%s", user_id);
		lately[at].since = now;
		lately[at].n = 0;
	}
	if (n > A_MINUTE - lately[at].n)
		n = A_MINUTE - lately[at].n;
	lately[at].n += n;
	return n;
}

static enum err
taken(struct rq *rq, const void *arg)
{
	const struct event_batch *batch = arg;

	return rq_json(rq, 200, j_i64("taken", (int64_t)batch->n), j_bool("is_tracked", true));
}

/* POST /api/v1/events {"events": [{"name", "at"?, "page"?, "object"?, "value"?, "props"?}]} */
enum err
event_take(struct rq *rq)
{
	struct event_batch batch = { .n = 0 };
	struct input **sent;
	size_t n;

	if (rq->cx.who.kind != ACTOR_USER)
		return fail(&rq->cx, E_FORBIDDEN, "Only a person uses the portal.");
	sent = in_list(rq->body, "events", 1, EVENTS_AT_ONCE, &n);
	for (size_t i = 0; sent != NULL && i < n; i++)
		TRY(event_read(&rq->cx, sent[i], &batch.event[i]));
	TRY(rq_valid(rq));
	if (!setting_flag(&rq->cx, SETTING_TRACK_BEHAVIOUR))
		return rq_json(rq, 200, j_i64("taken", 0), j_bool("is_tracked", false));
	batch.n = within_bounds(rq->cx.who.id, n);
	if (batch.n == 0)
		return taken(rq, &batch);
	return rq_tx(rq, keep_events, taken, &batch);
}
