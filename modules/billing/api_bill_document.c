#include "api.h"

#include "bill_document.h"
#include "text.h"

/* GET /api/v1/bills/:id/document?copy=true&template_id= -- the PDF, to be shown or saved */
enum err
bill_document(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	const char *template_id = rq_query_id(rq, "template_id");
	const char *copy = rq_query_choice(rq, "copy", "true|false");
	struct bill_document d;

	TRY(rq_valid(rq));
	TRY(render_bill(&rq->cx, id, template_id, copy && same_text(copy, "true"), &d));
	return rq_bytes(rq, 200, "application/pdf", fmt(rq->cx.arena, "bill-%s.pdf", d.number), d.pdf,
	    d.len);
}

static enum err
queued(struct rq *rq, const void *arg)
{
	const struct bill_mail *m = arg;

	return rq_json(rq, 202, j_str("id", m->id), j_str("to", m->to), j_str("state", "queued"));
}

/* POST /api/v1/bills/:id/email {"to"?, "template_id"?} -- GET /api/v1/bill-deliveries?bill_id= tells
 * what became of it */
enum err
bill_email(struct rq *rq)
{
	struct bill_mail m = {
		.bill_id     = rq_path_id(rq, "id"),
		.to          = in_text_or(rq->body, "to", 3, 254, NULL),
		.template_id = in_id_or(rq->body, "template_id", NULL),
	};

	TRY(rq_valid(rq));
	TRY(prepare_bill_mail(&rq->cx, &m));
	return rq_once(rq, queue_bill_mail, queued, &m);
}

/* ---- deliveries ---- */

/* How a mail fares is what its row of the outbox says. */
#define STATE \
	"if(d.state <> 'queued' or o.id is null, d.state, if(o.state = 'sending', 'queued', o.state))"
#define DELIVERY \
	"select straight_join d.id, b.id `bill.id`, b.number `bill.number`, b.amount_minor `bill.amount_minor`," \
	" a.id `account.id`, a.number `account.number`, c.id `consumer.id`, c.name `consumer.name`," \
	" d.batch_id, d.channel, d.address, " STATE " state, d.position, d.page, d.pages, d.is_copy," \
	" coalesce(d.failure, if(o.state = 'failed', o.failure, null)) failure, d.delivered_at, d.by_name" \
	" from bill_delivery d left join outbox o on o.id = d.outbox_id join bill b on b.id = d.bill_id" \
	" join account a on a.id = b.account_id join consumer c on c.id = b.consumer_id"

static const struct filter filters[] = {
	{ "bill_id",  "d.bill_id = ?",  ID,     NULL },
	{ "batch_id", "d.batch_id = ?", ID,     NULL },
	{ "channel",  "d.channel = ?",  CHOICE, "print|email" },
	{ "state",    STATE " = ?",     CHOICE, "waiting|printed|queued|accepted|failed|cancelled" },
};

static const struct order orders[] = {
	{ "delivered_at", "d.delivered_at", "d.id", COLUMN_INSTANT, "delivered_at", "id", false },
};

static const struct list_title titles[] = {
	{ "bill.number", "Bill" },
	{ "bill.amount_minor", "Amount" },
	{ "account.number", "Account" },
	{ "consumer.name", "Consumer" },
	{ "batch_id", NULL },
	{ "channel", "How", .coded = IN_WORDS },
	{ "address", "Where to" },
	{ "state", "State", .coded = IN_WORDS },
	{ "position", "No.", true },
	{ "page", "Page", true },
	{ "pages", "Pages", true },
	{ "is_copy", "Copy", true },
	{ "failure", "What went wrong" },
	{ "delivered_at", "When" },
	{ "by_name", "By", true },
};

/* GET /api/v1/bill-deliveries?batch_id=…&state=failed -- newest first */
enum err
delivery_list(struct rq *rq)
{
	return rq_page(rq, &(struct list){
		.select = DELIVERY, .title = "Bills delivered",
		.titles = titles, .title_count = COUNT(titles),
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
	});
}
