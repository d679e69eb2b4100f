#include "api.h"

#include "payment_receipt.h"

static enum err
queued(struct rq *rq, const void *arg)
{
	const struct receipt_mail *m = arg;

	return rq_json(rq, 202, j_str("id", m->mail_id), j_str("to", m->to),
	    j_str("state", "queued"));
}

/* POST /api/v1/payments/:id/receipt/email {"to"?} -- the consumer's own address where none is said;
 * GET /api/v1/payments/:id tells what became of it */
enum err
receipt_mail(struct rq *rq)
{
	struct receipt_mail m = {
		.payment_id = rq_path_id(rq, "id"),
		.to = in_text_or(rq->body, "to", 3, 254, NULL),
	};

	TRY(rq_valid(rq));
	TRY(prepare_receipt_mail(&rq->cx, &m));
	return rq_once(rq, queue_receipt_mail, queued, &m);
}
