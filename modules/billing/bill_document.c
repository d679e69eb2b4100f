#include "bill_document.h"

#include <string.h>

#include "audit.h"
#include "bill_template.h"
#include "clock.h"
#include "input.h"
#include "json_out.h"
#include "local.h"
#include "settings.h"
#include "text.h"

/* The document's date: the day of issue, so that the same bill gives the same bytes. */
static int64_t
made_at(const struct bill_sheet *s)
{
	return (int64_t)date_days(s->issued_on) * 86400 * 1000000;
}

enum err
render_bill(struct cx *cx, const char *bill_id, const char *template_id, bool copy,
    struct bill_document *out)
{
	struct bill_loaded b;
	struct bill_look look;

	TRY(bill_look_of(cx, template_id, &look));
	TRY(load_bill(cx, bill_id, &b));
	b.sheet.is_copy = copy;
	out->number = b.sheet.number;
	return bill_pdf(cx, &look, &b.sheet, made_at(&b.sheet), &out->pdf, &out->len);
}

/* ---- by e-mail ---- */

enum err
prepare_bill_mail(struct cx *cx, struct bill_mail *m)
{
	const struct row *b, *before;
	struct bill_look look;

	TRY(db_maybe(cx, &b,
	    "select b.number, b.status, b.account_id, c.email from bill b"
	    " join consumer c on c.id = b.consumer_id where b.id = ?", str(m->bill_id)));
	if (!b)
		return fail(cx, E_NOT_FOUND, "There is no such bill.");
	if (!row_is(b, "status", "issued"))
		return fail(cx, E_CONFLICT, "This bill was reversed. Nothing was sent.");
	if (m->template_id)
		TRY(bill_look_of(cx, m->template_id, &look));
	m->number = row_str(b, "number");
	m->account_id = row_str(b, "account_id");
	if (!m->to)
		m->to = row_str(b, "email");
	if (!m->to || !*m->to)
		fault_add(cx, "/to", "required",
		    "No e-mail address of the consumer is known. Say where to send it.");
	else if (!address_valid(m->to))
		fault_add(cx, "/to", "format", "This is not an e-mail address.");
	TRY(faults_check(cx));
	TRY(db_maybe(cx, &before, "select id from bill_delivery where bill_id = ?"
	    " and state in ('printed', 'queued') limit 1", str(m->bill_id)));
	m->is_copy = before != NULL;
	return OK;
}

enum err
put_bill_in_outbox(struct cx *cx, const char *bill_id, const char *number, const char *to,
    const char *template_id, const char **outbox_id)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);
	struct mail mail = {
		.kind = BILL_MAIL, .to = to, .object_type = "bill", .object_id = bill_id,
		.subject = fmt(cx->arena, "Bill %s", number),
	};

	json_begin(&j);
	json_put_str(&j, "template_id", template_id);
	json_end(&j);
	mail.body_json = b.data;
	TRY(mail_queue(cx, &mail));
	*outbox_id = mail.id;
	return OK;
}

enum err
queue_bill_mail(struct cx *cx, void *arg)
{
	struct bill_mail *m = arg;
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);
	const char *outbox_id;

	TRY(put_bill_in_outbox(cx, m->bill_id, m->number, m->to, m->template_id, &outbox_id));
	m->id = new_id(cx->arena);
	TRY(db_exec(cx,
	    "insert into bill_delivery (id, bill_id, channel, address, state, outbox_id, is_copy,"
	    " delivered_at, by_name) values (?, ?, 'email', ?, 'queued', ?, ?, ?, ?)",
	    str(m->id), str(m->bill_id), str(m->to), str(outbox_id), boolean(m->is_copy),
	    instant(cx, business_now()), str(cx->who.name)));
	json_begin(&j);
	json_put_str(&j, "to", m->to);
	json_end(&j);
	return audit_write(cx, &(struct audit){
		.action = "bill.mail", .object_type = "bill", .object_id = m->bill_id,
		.account_id = m->account_id, .after_json = b.data,
	});
}

/* Lines as mail ends them. */
static const char *
mail_lines(struct cx *cx, const char *text)
{
	struct buf b = buf_in(cx->arena);

	for (; text && *text; text++)
		if (*text == '\n')
			buf_puts(&b, "\r\n");
		else if (*text != '\r')
			buf_putc(&b, *text);
	return b.len > 0 ? b.data : "";
}

static const char *
words_of(struct cx *cx, const struct bill_look *look, const struct bill_sheet *s)
{
	return fmt(cx->arena,
	    "Dear %s,\r\n\r\nyour %s %s for account %s is attached.\r\n\r\n"
	    "Amount due: %s\r\nDue date:   %s\r\nPeriod:     %s\r\n\r\n%s%s%s\r\n",
	    s->consumer, same_text(s->title, "Bill") ? "bill"
		: fmt(cx->arena, "%c%s", s->title[0] | 0x20, s->title + 1),
	    s->number, s->account_no, money_local(cx, bill_due_minor(s)),
	    date_local(cx, s->due_on), period_local(cx, s->from_on, s->to_on),
	    mail_lines(cx, look->how_to_pay), look->how_to_pay ? "\r\n\r\n" : "",
	    mail_lines(cx, look->letterhead));
}

enum err
letter_of_bill(struct cx *cx, const struct mail *mail, struct letter *letter)
{
	const char *json = mail->body_json ? mail->body_json : "{}", *template_id;
	const unsigned char *pdf;
	struct bill_look look;
	struct bill_loaded b;
	struct input *in;

	TRY(input_parse(cx, json, strlen(json), &in));
	template_id = in_id_or(in, "template_id", NULL);
	if (bill_look_of(cx, template_id, &look) == E_NOT_FOUND) {	/* gone meanwhile */
		failure_clear(cx);
		TRY(bill_look_of(cx, NULL, &look));
	}
	TRY(load_bill(cx, mail->object_id, &b));
	TRY(bill_pdf(cx, &look, &b.sheet, made_at(&b.sheet), &pdf, &letter->file_len));
	letter->file = pdf;
	letter->file_type = "application/pdf";
	letter->file_name = fmt(cx->arena, "bill-%s.pdf", b.sheet.number);
	letter->text = words_of(cx, &look, &b.sheet);
	return OK;
}
