#include "credit_document.h"

#include "credit.h"
#include "local.h"
#include "settings.h"
#include "text.h"

enum err
render_credit_note(struct cx *cx, const char *id, struct credit_document *out)
{
	const char *letterhead = setting_text(cx, SETTING_LETTERHEAD);
	const struct row *n;
	struct credit_sheet sheet;

	TRY(db_maybe(cx, &n,
	    "select n.number, n.status, n.amount_minor, n.remaining_minor, n.remarks, n.created_at,"
	    " n.expires_on, n.created_by_name, n.voided_on, n.void_reason,"
	    " coalesce(k.name, n.reason) reason, a.number account_no, a.street, a.city, a.postcode,"
	    " c.name consumer, p.receipt_no, p.paid_on, p.amount_minor paid_minor"
	    " from credit_note n join account a on a.id = n.account_id"
	    " join consumer c on c.id = n.consumer_id"
	    " left join payment p on p.id = n.payment_id and (? or p.received_by = ?)"
	    " left join choice k on k.list = 'credit_reason' and k.code = n.reason where n.id = ?",
	    boolean(may(&cx->who.may, CAN_READ_PAYMENTS)), str(cx->who.id), str(id)));
	if (!n)
		return fail(cx, E_NOT_FOUND, "There is no such credit note.");
	sheet = (struct credit_sheet){
		.letterhead = *letterhead ? letterhead : cx->who.tenant_code,
		.number = row_str(n, "number"),
		.created = instant_local(cx, row_us(n, "created_at")),
		.expires = date_local(cx, row_str(n, "expires_on")),
		.consumer = row_str(n, "consumer"),
		.account_no = row_str(n, "account_no"),
		.address = fmt(cx->arena, "%s, %s %s", row_str(n, "street"), row_str(n, "city"),
		    row_str(n, "postcode")),
		.reason = row_str(n, "reason"),
		.remarks = row_str(n, "remarks"),
		.receipt_no = row_str(n, "receipt_no"),
		.paid = date_local(cx, row_str(n, "paid_on")),
		.paid_minor = row_i64(n, "paid_minor"),
		.amount_minor = row_i64(n, "amount_minor"),
		.used_minor = row_is(n, "status", "void")
		    ? 0 : row_i64(n, "amount_minor") - row_i64(n, "remaining_minor"),
		.remaining_minor = row_i64(n, "remaining_minor"),
		.created_by = row_str(n, "created_by_name"),
		.voided = date_local(cx, row_str(n, "voided_on")),
		.void_reason = row_str(n, "void_reason"),
		.created_at = row_us(n, "created_at"),
	};
	out->number = sheet.number;
	return credit_pdf(cx, &sheet, &out->pdf, &out->len);
}
