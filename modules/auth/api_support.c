/* Help for one who cannot sign in. */
#include "api.h"
#include "support.h"

/* GET /api/v1/auth/support?tenant=larkfield -- {"contact"}, "" where none is known */
enum err
support_get(struct rq *rq)
{
	const char *tenant = rq_query(rq, "tenant"), *contact;

	if (!tenant || !*tenant || utf8_length(tenant) > 32)
		fault_add(&rq->cx, "?tenant", "required", "Name the office by its code.");
	TRY(rq_valid(rq));
	TRY(support_contact(&rq->cx, tenant, &contact));
	return rq_json(rq, 200, j_str("contact", contact));
}

/* POST /api/v1/auth/support {"tenant", "name", "email", "message"} -- 202 whether or not there is
 * such a tenant */
enum err
support_ask(struct rq *rq)
{
	struct support_request r = {
		.tenant = rq_body_text(rq, "tenant", 1, 32),
		.name = rq_body_text(rq, "name", 1, 120),
		.email = rq_body_text(rq, "email", 3, 254),
		.message = rq_body_text(rq, "message", 3, 1000),
		.address = rq->remote_addr ? rq->remote_addr : "",
	};
	enum err e;

	TRY(rq_valid(rq));
	e = ask_support(&rq->cx, &r);
	if (e == E_LIMIT)
		rq_set_header(rq, "Retry-After",
		    fmt(rq->cx.arena, "%lld", (long long)r.wait_seconds));
	TRY(e);
	return rq_json(rq, 202, j_str("status", "received"));
}
