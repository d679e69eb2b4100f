#include "api.h"

#include <string.h>

#include "clock.h"
#include "payment.h"
#include "receipt.h"
#include "settings.h"
#include "text.h"

/* "card_terminal" -> "Card terminal" */
static const char *
words(struct cx *cx, const char *name)
{
	char *out = arena_strdup(cx->arena, name);

	if (same_text(name, "walk_in"))
		return "Walk-in";
	for (char *c = out; *c; c++)
		if (*c == '_')
			*c = ' ';
	if (*out >= 'a' && *out <= 'z')
		*out = (char)(*out - 'a' + 'A');
	return out;
}

static enum err
read_row(struct rq *rq, const char *id, const struct row **p)
{
	TRY(db_maybe(&rq->cx, p,
	    "select p.receipt_no, p.payment_no, p.transaction_no, p.method, p.channel, p.status, p.reference,"
	    " p.amount_minor, p.received_minor, p.change_minor, p.paid_at, p.paid_on, p.recorded_at,"
	    " p.received_by_name, p.void_reason, p.voided_on, c.name consumer, a.number account_no, a.street,"
	    " a.city, a.postcode from payment p join account a on a.id = p.account_id"
	    " join consumer c on c.id = p.consumer_id where p.id = ? and (? = 0 or p.received_by = ?)",
	    str(id), i64(own_payments_only(&rq->cx)), str(rq->cx.who.id)));
	if (!*p)
		return fail(&rq->cx, E_NOT_FOUND, "There is no such payment.");
	if (row_null(*p, "receipt_no"))
		return fail(
		    &rq->cx, E_CONFLICT, "This payment is not posted yet; it has no receipt.");
	return OK;
}

static const struct receipt_line *
lines(struct cx *cx, const struct rows *paid)
{
	struct receipt_line *out = arena_array(cx->arena, struct receipt_line, paid->n + 1);

	for (size_t i = 0; i < paid->n; i++) {
		const struct row *a = &paid->row[i];
		const char *kind = words(cx, row_str(a, "receivable.kind"));

		out[i] = (struct receipt_line){
			.text = row_null(a, "receivable.from_on")
			    ? fmt(cx->arena, "%s, %s", kind,
				  date_local(cx, row_str(a, "receivable.issued_on")))
			    : fmt(cx->arena, "%s, %s", kind,
				  period_local(cx, row_str(a, "receivable.from_on"),
				      row_str(a, "receivable.to_on"))),
			.number = row_str(a, "receivable.number"),
			.billed_minor = row_i64(a, "receivable.amount_minor"),
			.paid_minor = row_i64(a, "amount_minor"),
			.left_minor = row_i64(a, "left_minor"),
		};
	}
	return out;
}

/* A payment dated back was made on a day, not at an hour that anyone noted. */
static const char *
paid_words(struct cx *cx, const struct row *p)
{
	return same_text(row_str(p, "paid_at"), row_str(p, "recorded_at"))
	    ? instant_local(cx, row_us(p, "paid_at"))
	    : fmt(cx->arena, "%s\nentered %s", date_local(cx, row_str(p, "paid_on")),
	        instant_local(cx, row_us(p, "recorded_at")));
}

/* GET /api/v1/payments/:id/receipt -- the PDF, to be shown or saved */
enum err
receipt_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	struct cx *cx = &rq->cx;
	const struct row *p;
	const unsigned char *pdf;
	struct receipt r;
	struct rows paid;
	const char *letterhead;
	size_t len;

	TRY(rq_valid(rq));
	TRY(read_row(rq, id, &p));
	TRY(read_allocations(cx, id, !row_is(p, "status", "posted"), &paid));
	letterhead = setting_text(cx, SETTING_LETTERHEAD);
	r = (struct receipt){
		.letterhead = *letterhead ? letterhead : cx->who.tenant_code,
		.receipt_no = row_str(p, "receipt_no"),
		.payment_no = row_str(p, "payment_no"),
		.transaction_no = row_str(p, "transaction_no"),
		.paid = paid_words(cx, p),
		.consumer = row_str(p, "consumer"),
		.account_no = row_str(p, "account_no"),
		.address = fmt(cx->arena, "%s, %s %s", row_str(p, "street"), row_str(p, "city"),
		    row_str(p, "postcode")),
		.method = words(cx, row_str(p, "method")),
		.channel = words(cx, row_str(p, "channel")),
		.received_by = row_str(p, "received_by_name"),
		.reference = row_str(p, "reference"),
		.amount_minor = row_i64(p, "amount_minor"),
		.received_minor = row_i64(p, "received_minor"),
		.change_minor = row_i64(p, "change_minor"),
		.voided = date_local(cx, row_str(p, "voided_on")),
		.void_reason = row_str(p, "void_reason"),
		.recorded_at = row_us(p, "recorded_at"),
		.lines = lines(cx, &paid),
		.line_count = paid.n,
	};
	TRY(receipt_pdf(cx, &r, &pdf, &len));
	return rq_bytes(
	    rq, 200, "application/pdf", fmt(cx->arena, "receipt-%s.pdf", r.receipt_no), pdf, len);
}
