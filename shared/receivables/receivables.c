#include "receivables.h"
#include "money.h"
#include "text.h"

enum err
receivable_open(struct cx *cx, const struct receivable *r)
{
	if (r->amount_minor <= 0 || r->amount_minor > MONEY_MAX)
		return fail(cx, E_INTERNAL, "A receivable needs an amount above nothing.");
	TRY(db_exec(cx,
	    "insert into receivable"
	    " (id, account_id, kind, number, amount_minor, open_minor, issued_on, due_on, status)"
	    " values (?, ?, ?, ?, ?, ?, ?, ?, 'open')",
	    str(r->id), str(r->account_id), str(r->kind), str(r->number), i64(r->amount_minor),
	    i64(r->amount_minor), str(r->issued_on), str(r->due_on)));
	return db_exec_one(cx,
	    "update account_balance set owed_minor = owed_minor + ? where account_id = ?",
	    i64(r->amount_minor), str(r->account_id));
}

enum err
lock_receivable(struct cx *cx, const char *id, const char *account_id, struct receivable *out)
{
	const struct row *row;

	TRY(db_maybe(cx, &row,
	    "select id, account_id, kind, number, status, issued_on, due_on, amount_minor,"
	    " open_minor from receivable where id = ? for update",
	    str(id)));
	if (!row || !row_is(row, "account_id", account_id))
		return fail(cx, E_NOT_FOUND, "There is no such bill or charge on this account.");
	*out = (struct receivable){
		.id = row_str(row, "id"),
		.account_id = row_str(row, "account_id"),
		.kind = row_str(row, "kind"),
		.number = row_str(row, "number"),
		.status = row_str(row, "status"),
		.issued_on = row_str(row, "issued_on"),
		.due_on = row_str(row, "due_on"),
		.amount_minor = row_i64(row, "amount_minor"),
		.open_minor = row_i64(row, "open_minor"),
	};
	return OK;
}

enum err
allocate(struct cx *cx, const char *payment_id, const struct receivable *r, int64_t amount_minor,
    const char *allocated_on)
{
	uint64_t n = 0;

	if (amount_minor <= 0)
		return fail(cx, E_INTERNAL, "An allocation needs an amount above nothing.");
	/* Both rows are locked by now and r says how it stands; the condition is the last guard. */
	if (same_text(r->status, "open") && amount_minor <= r->open_minor)
		TRY(db_exec_count(cx, &n,
		    "update receivable set open_minor = ?, status = ?"
		    " where id = ? and status = 'open' and open_minor = ?",
		    i64(r->open_minor - amount_minor),
		    str(amount_minor == r->open_minor ? "paid" : "open"), str(r->id),
		    i64(r->open_minor)));
	if (n == 0)
		return fail(cx, E_CONFLICT, "Less than this amount is open on %s.", r->number);
	TRY(db_exec_one(cx,
	    "update account_balance set owed_minor = owed_minor - ? where account_id = ?",
	    i64(amount_minor), str(r->account_id)));
	return db_exec(cx,
	    "insert into allocation (id, payment_id, receivable_id, amount_minor, was_open_minor,"
	    " allocated_on) values (?, ?, ?, ?, ?, ?)",
	    str(new_id(cx->arena)), str(payment_id), str(r->id), i64(amount_minor),
	    i64(r->open_minor), str(allocated_on));
}

/* One live edge of the payment: turned back. */
static enum err
deallocate(struct cx *cx, const char *payment_id, const char *account_id, const struct row *edge,
    const char *allocated_on)
{
	uint64_t n;
	int64_t amount_minor = row_i64(edge, "amount_minor");

	TRY(db_exec_count(cx, &n,
	    "update receivable set status = 'open', open_minor = open_minor + ?"
	    " where id = ? and status <> 'cancelled'",
	    i64(amount_minor), str(row_str(edge, "receivable_id"))));
	if (n == 0)
		return fail(cx, E_CONFLICT, "What this payment paid was cancelled since.");
	TRY(db_exec_one(cx,
	    "update account_balance set owed_minor = owed_minor + ? where account_id = ?",
	    i64(amount_minor), str(account_id)));
	return db_exec(cx,
	    "insert into allocation"
	    " (id, payment_id, receivable_id, amount_minor, allocated_on, reverses_id) values (?, ?, ?, ?, ?, ?)",
	    str(new_id(cx->arena)), str(payment_id), str(row_str(edge, "receivable_id")),
	    i64(amount_minor), str(allocated_on), str(row_str(edge, "id")));
}

enum err
deallocate_payment(
    struct cx *cx, const char *payment_id, const char *account_id, const char *allocated_on)
{
	struct rows edges;

	TRY(db_all(cx, &edges,
	    "select a.id, a.receivable_id, a.amount_minor"
	    " from allocation a join receivable r on r.id = a.receivable_id"
	    " left join allocation u on u.reverses_id = a.id" /* a join: a subquery would not lock */
	    " where a.payment_id = ? and a.reverses_id is null and u.id is null and r.account_id = ?"
	    " order by a.receivable_id, a.id for update",
	    str(payment_id), str(account_id)));
	for (size_t i = 0; i < edges.n; i++)
		TRY(deallocate(cx, payment_id, account_id, &edges.row[i], allocated_on));
	return OK;
}
