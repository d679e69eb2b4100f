#include "api.h"

/* GET /internal/metrics -- the counters of all modules' processes, as Prometheus reads them */
enum err
metrics_get(struct rq *rq)
{
	return rq_bytes(rq, 200, "text/plain; version=0.0.4; charset=utf-8", NULL, "", 0);
}
