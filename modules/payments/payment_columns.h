/*
 * The columns of payments over HTTP, for a list and for one.  Aliases are the answer's keys; keys of
 * one object stand together.
 */
#ifndef BILLPORT_PAYMENT_COLUMNS_H
#define BILLPORT_PAYMENT_COLUMNS_H

#define PAYMENT_STATUSES      "pending|posted|failed|cancelled|returned"
#define PAYMENT_TYPES         "bill|service|instalment|advance"
#define PAYMENT_VERIFICATIONS "verified|pending"
#define PAYMENT_FLAGS         "duplicate|fraud|review"

#define OWN_COLUMNS \
	"p.id, p.payment_no, p.transaction_no, p.receipt_no, p.amount_minor, p.credit_minor, p.type," \
	" p.method, p.method_kind, p.channel, p.status, p.verification, p.flag, p.paid_at, p.paid_on," \
	" p.corrects_id"
#define ACCOUNT_COLUMNS  "a.id `account.id`, a.number `account.number`"
#define CONSUMER_COLUMNS "c.id `consumer.id`, c.number `consumer.number`, c.name `consumer.name`"
#define RECEIVER_COLUMNS "p.received_by `received_by.id`, p.received_by_name `received_by.name`"
#define NOTE_COLUMNS     "cn.id `credit_note.id`, cn.number `credit_note.number`"
#define ROW_COLUMNS \
	OWN_COLUMNS ", " ACCOUNT_COLUMNS ", " CONSUMER_COLUMNS ", " RECEIVER_COLUMNS ", " \
	NOTE_COLUMNS ", p.version"

/* At most one of a payment is of its overpayment. */
#define JOIN_NOTE " left join credit_note cn on cn.payment_id = p.id and cn.source = 'overpayment'"

#endif
