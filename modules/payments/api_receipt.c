#include "api.h"

#include "payment_receipt.h"
#include "text.h"

/* GET /api/v1/payments/:id/receipt -- the PDF, to be shown or saved */
enum err
receipt_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	struct payment_receipt r;

	TRY(rq_valid(rq));
	TRY(render_receipt(&rq->cx, id, &r));
	return rq_bytes(rq, 200, "application/pdf",
	    fmt(rq->cx.arena, "receipt-%s.pdf", r.receipt_no), r.pdf, r.len);
}
