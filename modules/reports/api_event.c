#include "api.h"
#include "event.h"
#include "settings.h"

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
	batch.n = n;
	return rq_tx(rq, keep_events, taken, &batch);
}
