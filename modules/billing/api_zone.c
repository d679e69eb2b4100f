#include "api.h"

/* GET /api/v1/zones -- all of them, by name */
enum err
zone_list(struct rq *rq)
{
	struct rows zones;

	TRY(rq_valid(rq));
	TRY(db_all(&rq->cx, &zones, "select id, name from zone order by name"));
	return rq_rows(rq, &zones);
}
