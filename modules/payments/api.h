/* The handlers of this module, for its route table. */
#ifndef BILLPORT_PAYMENTS_API_H
#define BILLPORT_PAYMENTS_API_H

#include "app.h"

handler payment_list, payment_totals, payment_get, payment_record, payment_void;
handler receivable_list;
handler receipt_get;

/* What a payment was applied to: each edge with what was open before it and what it left. */
#define ALLOCATIONS_OF_PAYMENT \
	"select r.id `receivable.id`, r.number `receivable.number`, r.kind `receivable.kind`," \
	" r.status `receivable.status`, r.amount_minor `receivable.amount_minor`, r.open_minor `receivable.open_minor`," \
	" r.issued_on `receivable.issued_on`, r.due_on `receivable.due_on`, b.from_on `receivable.from_on`," \
	" b.to_on `receivable.to_on`, al.amount_minor, al.was_open_minor, al.was_open_minor - al.amount_minor left_minor," \
	" back.allocated_on reversed_on from allocation al join receivable r on r.id = al.receivable_id" \
	" left join bill b on b.id = r.id left join allocation back on back.reverses_id = al.id" \
	" where al.payment_id = ? and al.reverses_id is null order by r.due_on, r.id"

#endif
