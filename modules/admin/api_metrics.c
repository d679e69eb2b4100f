#include "api.h"
#include <stdlib.h>
#include "counters.h"

/* GET /internal/metrics -- the counters of all modules' processes, as Prometheus reads them */
enum err
metrics_get(struct rq *rq)
{
	struct buf b = buf_in(rq->cx.arena);
	const char *folder = getenv("BILLPORT_RUN");

	TRY(rq_valid(rq));
	if (folder == NULL)
		return fail(&rq->cx, E_NOT_FOUND, "Nothing is counted here.");
	counters_text(&b, folder);
	return rq_bytes(rq, 200, "text/plain; version=0.0.4; charset=utf-8", NULL, b.data, b.len);
}
