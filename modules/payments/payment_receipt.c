#include "payment_receipt.h"

#include "audit.h"
#include "choices.h"
#include "clock.h"
#include "json_out.h"
#include "mail.h"
#include "payment.h"
#include "payment_columns.h"
#include "receipt.h"
#include "settings.h"
#include "text.h"

static enum err
read_row(struct cx *cx, const char *id, const struct row **p)
{
	TRY(db_maybe(cx, p,
	    "select p.receipt_no, p.payment_no, p.transaction_no, p.method, p.method_kind, p.channel,"
	    " p.status, p.reference, p.card_last4, p.amount_minor, p.credit_minor, p.received_minor,"
	    " p.change_minor, p.paid_at, p.paid_on, p.recorded_at,"
	    " p.received_by_name, p.void_reason, p.voided_on, p.account_id, c.name consumer, c.email,"
	    " a.number account_no, a.street, a.city, a.postcode, cn.number credit_note_no,"
	    " pl.number plan_no, o.receipt_no corrects_no, k.receipt_no corrected_by_no from payment p"
	    " join account a on a.id = p.account_id join consumer c on c.id = p.consumer_id"
	    JOIN_NOTE " left join plan pl on pl.id = p.plan_id"
	    " left join payment o on o.id = p.corrects_id left join payment k on k.corrects_id = p.id"
	    " where p.id = ? and (? = 0 or p.received_by = ?)",
	    str(id), i64(own_payments_only(cx)), str(cx->who.id)));
	if (!*p)
		return fail(cx, E_NOT_FOUND, "There is no such payment.");
	if (row_null(*p, "receipt_no"))
		return fail(cx, E_CONFLICT, "This payment is not posted yet; it has no receipt.");
	return OK;
}

/* ---- the document ---- */

#define EDGES(reversed_on, joins) \
	"select straight_join r.id `receivable.id`, r.number `receivable.number`, r.kind `receivable.kind`," \
	" r.status `receivable.status`, r.amount_minor `receivable.amount_minor`, r.open_minor `receivable.open_minor`," \
	" r.issued_on `receivable.issued_on`, r.due_on `receivable.due_on`, b.from_on `receivable.from_on`," \
	" b.to_on `receivable.to_on`, ch.name `receivable.name`, ch.served_on `receivable.served_on`," \
	" al.amount_minor, al.was_open_minor, al.was_open_minor - al.amount_minor left_minor, " reversed_on \
	" reversed_on from allocation al join receivable r on r.id = al.receivable_id" \
	" left join bill b on b.id = r.id left join charge ch on ch.id = r.id " joins \
	" where al.payment_id = ? and al.reverses_id is null order by al.id"

enum err
read_allocations(struct cx *cx, const char *payment_id, bool turned_back, struct rows *out)
{
	if (turned_back)
		return db_all(cx, out,
		    EDGES("back.allocated_on",
			"left join allocation back on back.reverses_id = al.id"),
		    str(payment_id));
	return db_all(cx, out, EDGES("cast(null as date)", ""), str(payment_id));
}

/* "Bill, Sep 1 – 30, 2025", "Meter test, Oct 3, 2025" */
static const char *
paid_for(struct cx *cx, const struct row *a)
{
	if (!row_null(a, "receivable.name"))
		return fmt(cx->arena, "%s, %s", row_str(a, "receivable.name"),
		    date_local(cx, row_str(a, "receivable.served_on")));
	if (!row_null(a, "receivable.from_on"))
		return fmt(cx->arena, "Bill, %s",
		    period_local(cx, row_str(a, "receivable.from_on"),
			row_str(a, "receivable.to_on")));
	return fmt(cx->arena, "%s, %s", row_is(a, "receivable.kind", "bill") ? "Bill" : "Charge",
	    date_local(cx, row_str(a, "receivable.issued_on")));
}

static const struct receipt_line *
lines(struct cx *cx, const struct rows *paid)
{
	struct receipt_line *out = arena_array(cx->arena, struct receipt_line, paid->n + 1);

	for (size_t i = 0; i < paid->n; i++) {
		const struct row *a = &paid->row[i];

		out[i] = (struct receipt_line){
			.text = paid_for(cx, a),
			.number = row_str(a, "receivable.number"),
			.billed_minor = row_i64(a, "receivable.amount_minor"),
			.paid_minor = row_i64(a, "amount_minor"),
			.left_minor = row_i64(a, "left_minor"),
		};
	}
	return out;
}

enum err
read_instalments_paid(struct cx *cx, const char *payment_id, struct rows *out)
{
	return db_all(cx, out,
	    "select pi.number, i.due_on, i.amount_minor due_minor, pi.amount_minor"
	    " from payment_instalment pi join instalment i on i.plan_id = pi.plan_id"
	    " and i.number = pi.number where pi.payment_id = ? order by pi.number",
	    str(payment_id));
}

static enum err
put_plan(struct cx *cx, const char *id, const struct row *p, struct receipt *r)
{
	struct receipt_instalment *out;
	struct rows paid;

	r->plan_no = row_str(p, "plan_no");
	if (!r->plan_no)
		return OK;
	TRY(read_instalments_paid(cx, id, &paid));
	out = arena_array(cx->arena, struct receipt_instalment, paid.n);
	for (size_t i = 0; i < paid.n; i++)
		out[i] = (struct receipt_instalment){
			.number = row_i64(&paid.row[i], "number"),
			.due = date_local(cx, row_str(&paid.row[i], "due_on")),
			.paid_minor = row_i64(&paid.row[i], "amount_minor"),
		};
	r->instalments = out;
	r->instalment_count = paid.n;
	return OK;
}

static const char *
reference_name(const struct row *p)
{
	return row_is(p, "method_kind", "card") ? "Terminal reference"
	    : row_is(p, "method_kind", "cheque") ? "Number"
	                                         : "Reference";
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

enum err
render_receipt(struct cx *cx, const char *id, struct payment_receipt *out)
{
	const char *letterhead = setting_text(cx, SETTING_LETTERHEAD);
	const struct row *p;
	struct receipt r;
	struct rows paid;

	TRY(read_row(cx, id, &p));
	TRY(read_allocations(cx, id, !row_is(p, "status", "posted"), &paid));
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
		.method = choice_name(cx, CHOICE_PAYMENT_MODE, row_str(p, "method")),
		.channel = choice_name(cx, CHOICE_PAYMENT_CHANNEL, row_str(p, "channel")),
		.received_by = row_str(p, "received_by_name"),
		.reference = row_str(p, "reference"),
		.reference_name = reference_name(p),
		.card_last4 = row_str(p, "card_last4"),
		.credit_minor = row_i64(p, "credit_minor"),
		.credit_note_no = row_str(p, "credit_note_no"),
		.corrects_no = row_str(p, "corrects_no"),
		.corrected_by_no = row_str(p, "corrected_by_no"),
		.amount_minor = row_i64(p, "amount_minor"),
		.received_minor = row_i64(p, "received_minor"),
		.change_minor = row_i64(p, "change_minor"),
		.voided = date_local(cx, row_str(p, "voided_on")),
		.void_reason = row_str(p, "void_reason"),
		.recorded_at = row_us(p, "recorded_at"),
		.lines = lines(cx, &paid),
		.line_count = paid.n,
	};
	TRY(put_plan(cx, id, p, &r));
	out->receipt_no = r.receipt_no;
	return receipt_pdf(cx, &r, &out->pdf, &out->len);
}

/* ---- by e-mail ---- */

enum err
prepare_receipt_mail(struct cx *cx, struct receipt_mail *m)
{
	const struct row *p;

	if (!may(&cx->who.may, CAN_READ_PAYMENTS) && !may(&cx->who.may, CAN_READ_OWN_PAYMENTS))
		return fail(cx, E_FORBIDDEN, "You may not see payments. Nothing was sent.");
	TRY(read_row(cx, m->payment_id, &p));
	m->receipt_no = row_str(p, "receipt_no");
	m->account_id = row_str(p, "account_id");
	if (!m->to)
		m->to = row_str(p, "email");
	if (!m->to || !*m->to)
		fault_add(cx, "/to", "required",
		    "No e-mail address of the consumer is known. Say where to send it.");
	else if (!address_valid(m->to))
		fault_add(cx, "/to", "format", "This is not an e-mail address.");
	return faults_check(cx);
}

enum err
queue_receipt_mail(struct cx *cx, void *arg)
{
	struct receipt_mail *m = arg;
	struct mail mail = {
		.kind = RECEIPT_MAIL, .to = m->to, .object_type = "payment", .object_id = m->payment_id,
		.subject = fmt(cx->arena, "Receipt %s", m->receipt_no),
	};
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	TRY(mail_queue(cx, &mail));
	m->mail_id = mail.id;
	json_begin(&j);
	json_put_str(&j, "to", m->to);
	json_end(&j);
	return audit_write(cx, &(struct audit){
		.action = "receipt.mail", .object_type = "payment", .object_id = m->payment_id,
		.account_id = m->account_id, .after_json = b.data,
	});
}

/* Lines as mail ends them. */
static const char *
mail_lines(struct cx *cx, const char *text)
{
	struct buf b = buf_in(cx->arena);

	for (; *text; text++)
		if (*text == '\n')
			buf_puts(&b, "\r\n");
		else if (*text != '\r')
			buf_putc(&b, *text);
	return b.len > 0 ? b.data : "";
}

enum err
letter_of_receipt(struct cx *cx, const struct mail *mail, struct letter *letter)
{
	const char *letterhead = setting_text(cx, SETTING_LETTERHEAD);
	struct payment_receipt receipt;
	const struct row *p;

	TRY(read_row(cx, mail->object_id, &p));
	TRY(render_receipt(cx, mail->object_id, &receipt));
	letter->file = receipt.pdf;
	letter->file_len = receipt.len;
	letter->file_type = "application/pdf";
	letter->file_name = fmt(cx->arena, "receipt-%s.pdf", receipt.receipt_no);
	letter->text = fmt(cx->arena,
	    "Dear %s,\r\n\r\n%s of %s on %s.%s\r\n\r\nThe receipt %s for account %s is attached."
	    "\r\n\r\n%s\r\n",
	    row_str(p, "consumer"),
	    row_null(p, "voided_on") ? "thank you for your payment"
				     : "this is the receipt of your payment",
	    money_local(cx, row_i64(p, "amount_minor")), date_local(cx, row_str(p, "paid_on")),
	    row_null(p, "voided_on") ? "" : " The payment was voided since.",
	    receipt.receipt_no, row_str(p, "account_no"),
	    mail_lines(cx, *letterhead ? letterhead : cx->who.tenant_code));
	return OK;
}
