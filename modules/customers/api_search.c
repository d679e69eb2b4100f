#include "api.h"
enum err
search_all(struct rq *rq)
{
	const char *q = rq_query(rq, "q");

	(void)q;
	TRY(rq_valid(rq));
	return rq_json_text(rq, 200, "{\"data\":[],\"detected\":\"name\"}");
}
