#include <string.h>
#include "charge.h"
#include "clock.h"
#include "credit_note.h"
#include "desk.h"
#include "payment.h"
#include "plan.h"
#include "settings.h"
#include "text.h"

enum { HELD_MAX = 8, PART_COUNT = 4 };

static enum err
void_one(struct desk *d, const struct deed *deed, struct taken *taken)
{
	static const char *const reasons[] = { "Entered on the wrong account", "Entered twice",
	    "Wrong amount entered", "Customer changed the method of payment" };
	const struct planned_payment *y = &d->plan->payments[deed->of];
	struct voiding in = { .id = taken->payment[deed->of],
		.reason = y->voided == TO_APPROVE
		    ? "Consumer says this was paid twice; bank statement attached to the case"
		    : reasons[deed->of % COUNT(reasons)] };

	desk_as(d, desk_staff(d, "Recovery Executive"));
	TRY(prepare_voiding(&d->cx, &in));
	TRY(desk_tx(d, void_payment, &in));
	if (!in.approval_id)
		taken->left_minor[y->bill] += taken->paid_minor[deed->of];
	return OK;
}

struct owed { unsigned bill; const char *id; int64_t open_minor; };

/* Bills of an account, issued by now and open, that are in no plan and, if for_good, that nobody
 * pays from now on; oldest due first, at most max. */
static enum err
open_now(struct desk *d, unsigned account, int64_t at, bool for_good, struct owed *out, size_t max,
    size_t *n)
{
	const struct plan *p = d->plan;
	struct rows rows;

	*n = 0;
	TRY(db_all(&d->cx,
	    &rows, "select r.id, r.open_minor, x.plan_id from receivable r"
	    " left join plan_receivable x on x.receivable_id = r.id"
	    " where r.account_id = ? and r.kind = 'bill' and r.status = 'open' order by r.due_on, r.id",
	    str(d->ids->account[account])));
	for (size_t i = 0; i < rows.n && *n < max; i++) {
		const struct row *r = &rows.row[i];

		for (unsigned k = 0; k < p->bill_count && row_null(r, "plan_id"); k++)
			if (p->bills[k].account == account && row_is(r, "id", d->ids->bill[k]) &&
			    p->bills[k].at < at && (!for_good || p->paid_until[k] < at))
				out[(*n)++] = (struct owed){ k, row_str(r, "id"),
					row_i64(r, "open_minor") };
	}
	return OK;
}

/* ---- charges ---- */

static enum err
charge_it(struct desk *d, const struct deed *deed)
{
	struct raising in = { .account_id = d->ids->account[deed->of], .amount_minor = -1 };
	const struct row *price;

	desk_as(d, desk_staff(d, "Customer Executive"));
	TRY(db_one(&d->cx, &price, "select id from price where code = ?",
	    str(d->plan->is->offers[deed->offer].code)));
	in.price_id = row_str(price, "id");
	return desk_tx(d, raise_charge, &in);
}

static enum err
end_charge(struct desk *d, const struct deed *deed, const char *charge_id)
{
	struct ending_charge in = { .charge_id = charge_id,
		.reason = deed->kind == CHARGE_CANCELLED ? "our_error" : "goodwill" };

	desk_as(d, desk_staff(d, "Billing Manager"));
	TRY(prepare_ending_charge(&d->cx, &in));
	return desk_tx(d, deed->kind == CHARGE_CANCELLED ? cancel_charge : waive_charge, &in);
}

static enum err
pay_charge(struct desk *d, const struct deed *deed, const char *charge_id, int64_t open_minor)
{
	struct paying paying = { charge_id, open_minor };
	struct recording in = {
		.account_id = d->ids->account[deed->of], .amount_minor = open_minor,
		.method = "cash", .received_minor = -1, .paid_at = deed->at,
		.paying = &paying, .count = 1,
	};

	desk_as(d, (int)(deed->of % 2));
	return desk_tx(d, record_payment, &in);
}

static enum err
go_on_with_charge(struct desk *d, const struct deed *deed)
{
	const struct row *charge;

	TRY(db_maybe(&d->cx, &charge, "select r.id, r.open_minor from receivable r"
	    " where r.account_id = ? and r.kind = 'charge' and r.status = 'open'"
	    " and r.open_minor = r.amount_minor order by r.due_on limit 1",
	    str(d->ids->account[deed->of])));
	if (!charge)
		return OK;
	if (deed->kind == CHARGE_PAID)
		return pay_charge(d, deed, row_str(charge, "id"), row_i64(charge, "open_minor"));
	return end_charge(d, deed, row_str(charge, "id"));
}

/* ---- credit notes ---- */

static enum err
credit_it(struct desk *d, const struct deed *deed, struct taken *taken)
{
	static const char *const reasons[] = { "billing_error", "adjustment", "customer", "duplicate" };
	const struct planned_payment *y = &d->plan->payments[deed->of];
	struct crediting in = {
		.payment_id = taken->payment[deed->of], .amount_minor = y->amount_minor / 4 / 50 * 50,
		.reason = reasons[deed->of % COUNT(reasons)],
		.remarks = deed->of % 3 ? NULL : "The reading was corrected after the bill went out.",
	};

	if (in.amount_minor <= 0)
		return OK;
	desk_as(d, desk_staff(d, "Billing Manager"));
	TRY(prepare_crediting(&d->cx, &in));
	if (in.amount_minor > in.alone_minor)
		in.amount_minor = in.alone_minor;
	return desk_tx(d, create_credit_note, &in);
}

static enum err
spend_it(struct desk *d, const struct deed *deed, struct taken *taken)
{
	const struct planned_payment *y = &d->plan->payments[deed->of];
	unsigned account = d->plan->bills[y->bill].account;
	struct credit_using in = { .account_id = d->ids->account[account], .count = 1 };
	struct owed owed;
	struct paying paying;
	const struct row *note;
	size_t n;

	TRY(db_maybe(&d->cx, &note, "select id, remaining_minor from credit_note"
	    " where payment_id = ? and status = 'active' limit 1", str(taken->payment[deed->of])));
	TRY(open_now(d, account, deed->at, false, &owed, 1, &n));
	if (!note || n == 0)
		return OK;
	paying = (struct paying){ owed.id, row_i64(note, "remaining_minor") };
	if (paying.amount_minor > owed.open_minor)
		paying.amount_minor = owed.open_minor;
	in.note_id = row_str(note, "id");
	in.paying = &paying;
	desk_as(d, desk_staff(d, "Customer Executive"));
	TRY(desk_tx(d, use_credit_note, &in));
	taken->left_minor[owed.bill] -= paying.amount_minor;
	return OK;
}

/* ---- plans ---- */

static enum err
spread_it(struct desk *d, const struct deed *deed)
{
	struct planning *in = arena_array(d->cx.arena, struct planning, 1);
	struct owed owed[HELD_MAX];
	const char *ids[HELD_MAX];
	char on[11], first[11];

	if (!date_in_zone(d->plan->is->zone, deed->at, on))
		return E_INTERNAL;
	date_add_days(on, 2, first);
	*in = (struct planning){
		.account_id = d->ids->account[deed->of], .receivable_ids = ids,
		.instalments = PART_COUNT, .every = "month", .first_due_on = first,
		.notes = "Agreed by phone.",
		.override_reason = "Below the floor: a household that lost an income",
	};
	TRY(open_now(d, deed->of, deed->at, true, owed, HELD_MAX, &in->count));
	for (size_t i = 0; i < in->count; i++)
		ids[i] = owed[i].id;
	if (in->count == 0)
		return OK;
	desk_as(d, desk_staff(d, "Recovery Executive"));
	return desk_tx(d, create_plan, in);
}

static enum err
pay_part(struct desk *d, const struct deed *deed)
{
	struct instalment part = { .number = 1 };
	struct recording in = {
		.account_id = d->ids->account[deed->of], .method = "cash", .received_minor = -1,
		.paid_at = deed->at, .parts = &part, .part_count = 1,
	};
	const struct row *plan;

	TRY(db_maybe(&d->cx, &plan, "select p.id, i.amount_minor from plan p join instalment i"
	    " on i.plan_id = p.id and i.number = 1 where p.account_id = ? and p.status = 'active'"
	    " and p.left_minor = p.total_minor", str(d->ids->account[deed->of])));
	if (!plan)
		return OK;
	in.plan_id = row_str(plan, "id");
	in.amount_minor = part.amount_minor = row_i64(plan, "amount_minor");
	desk_as(d, (int)(deed->of % 2));
	return desk_tx(d, record_payment, &in);
}

enum err
post_deed(struct desk *d, const struct deed *deed, struct taken *taken)
{
	desk_time(d, deed->at);
	if ((deed->kind == VOIDED || deed->kind == CREDITED || deed->kind == SPENT) &&
	    taken->payment[deed->of][0] == '\0')
		return OK;		/* credit had met all of its bill */
	switch (deed->kind) {
	case VOIDED:
		return void_one(d, deed, taken);
	case CHARGED:
		return charge_it(d, deed);
	case CHARGE_PAID:
	case CHARGE_WAIVED:
	case CHARGE_CANCELLED:
		return go_on_with_charge(d, deed);
	case CREDITED:
		return credit_it(d, deed, taken);
	case SPENT:
		return spend_it(d, deed, taken);
	case PLANNED:
		return spread_it(d, deed);
	case PAID_PART:
		break;
	}
	return pay_part(d, deed);
}
