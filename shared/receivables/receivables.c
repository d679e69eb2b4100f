#include "receivables.h"
#include "bulk.h"
#include "money.h"
#include "text.h"

enum err
receivable_open(struct cx *cx, const struct receivable *r)
{
	if (r->amount_minor <= 0 || r->amount_minor > MONEY_MAX)
		return fail(cx, E_INTERNAL, "A receivable needs an amount above nothing.");
	TRY(db_exec(cx,
	    "insert into receivable"
	    " (id, account_id, kind, number, amount_minor, open_minor, issued_on, due_on, changed_on,"
	    " zone_id, class, segment, cycle_id, is_late_fee, status)"
	    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open')",
	    str(r->id), str(r->account_id), str(r->kind), str(r->number), i64(r->amount_minor),
	    i64(r->amount_minor), str(r->issued_on), str(r->due_on), str(r->issued_on),
	    str(r->zone_id), str(r->class), str(r->segment ? r->segment : ""), str(r->cycle_id),
	    boolean(r->is_late_fee)));
	return db_exec_one(cx,
	    "update account_balance set owed_minor = owed_minor + ? where account_id = ?",
	    i64(r->amount_minor), str(r->account_id));
}

enum err
receivables_open(struct cx *cx, const struct receivable *r, const bool *counted, size_t n)
{
	struct bulk rows = bulk_of(cx, 14, n), owed = bulk_of(cx, 2, n);

	for (size_t i = 0; i < n; i++) {
		if (r[i].amount_minor <= 0 || r[i].amount_minor > MONEY_MAX)
			return fail(cx, E_INTERNAL, "A receivable needs an amount above nothing.");
		bulk_add(&rows, str(r[i].id), str(r[i].account_id), str(r[i].kind), str(r[i].number),
		    i64(r[i].amount_minor), i64(r[i].amount_minor), str(r[i].issued_on),
		    str(r[i].due_on), str(r[i].issued_on), str(r[i].zone_id), str(r[i].class),
		    str(r[i].segment ? r[i].segment : ""), str(r[i].cycle_id),
		    boolean(r[i].is_late_fee));
		if (!counted[i])
			bulk_add(&owed, str(r[i].account_id), i64(r[i].amount_minor));
	}
	TRY(bulk_write(cx, &rows,
	    "insert into receivable"
	    " (id, account_id, kind, number, amount_minor, open_minor, issued_on, due_on, changed_on,"
	    " zone_id, class, segment, cycle_id, is_late_fee, status)"
	    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open')"));
	/* Their rows stand, locked: an update of many by one statement, several times quicker than one each. */
	return bulk_write(cx, &owed, "insert into account_balance (account_id, owed_minor) values (?, ?)"
	    " on duplicate key update owed_minor = owed_minor + value(owed_minor)");
}

static struct receivable
receivable_of(const struct row *row)
{
	return (struct receivable){
		.id = row_str(row, "id"),
		.account_id = row_str(row, "account_id"),
		.kind = row_str(row, "kind"),
		.number = row_str(row, "number"),
		.status = row_str(row, "status"),
		.issued_on = row_str(row, "issued_on"),
		.due_on = row_str(row, "due_on"),
		.zone_id = row_str(row, "zone_id"),
		.class = row_str(row, "class"),
		.segment = row_str(row, "segment"),
		.cycle_id = row_str(row, "cycle_id"),
		.is_late_fee = row_bool(row, "is_late_fee"),
		.amount_minor = row_i64(row, "amount_minor"),
		.open_minor = row_i64(row, "open_minor"),
	};
}

enum err
lock_receivable(struct cx *cx, const char *id, const char *account_id, struct receivable *out)
{
	const struct row *row;

	TRY(db_maybe(cx, &row,
	    "select id, account_id, kind, number, status, issued_on, due_on, zone_id, class, segment,"
	    " cycle_id, is_late_fee, amount_minor, open_minor from receivable where id = ? for update",
	    str(id)));
	if (!row || !row_is(row, "account_id", account_id))
		return fail(cx, E_NOT_FOUND, "There is no such bill or charge on this account.");
	*out = receivable_of(row);
	return OK;
}

static struct param
if_from(const struct source *from, int kind)
{
	return (int)from->kind == kind ? str(from->id) : null();
}

/* Met on a day before one on which it had been met: before changed_on is set. */
#define TANGLED " is_tangled = is_tangled or (changed_on > issued_on and changed_on > ?),"

enum err
allocate(struct cx *cx, const struct source *from, const struct receivable *r,
    int64_t amount_minor, const char *allocated_on)
{
	uint64_t n = 0;

	if (amount_minor <= 0)
		return fail(cx, E_INTERNAL, "An allocation needs an amount above nothing.");
	/* Both rows are locked by now and r says how it stands; the condition is the last guard. */
	if (same_text(r->status, "open") && amount_minor <= r->open_minor)
		TRY(db_exec_count(cx, &n,
		    "update receivable set open_minor = ?, status = ?," TANGLED
		    " changed_on = greatest(changed_on, ?)"
		    " where id = ? and status = 'open' and open_minor = ?",
		    i64(r->open_minor - amount_minor),
		    str(amount_minor == r->open_minor ? "paid" : "open"), str(allocated_on),
		    str(allocated_on), str(r->id), i64(r->open_minor)));
	if (n == 0)
		return fail(cx, E_CONFLICT, "Less than this amount is open on %s.", r->number);
	TRY(db_exec_one(cx,
	    "update account_balance set owed_minor = owed_minor - ? where account_id = ?",
	    i64(amount_minor), str(r->account_id)));
	return db_exec(cx,
	    "insert into allocation (id, payment_id, credit_use_id, adjustment_id, receivable_id,"
	    " amount_minor, was_open_minor, allocated_on) values (?, ?, ?, ?, ?, ?, ?, ?)",
	    str(new_id(cx->arena)), if_from(from, FROM_PAYMENT), if_from(from, FROM_CREDIT),
	    if_from(from, FROM_ADJUSTMENT), str(r->id), i64(amount_minor), i64(r->open_minor),
	    str(allocated_on));
}

/* One live edge: turned back. */
static enum err
turn_back(struct cx *cx, const struct source *from, const struct receivable *r,
    const char *edge_id, int64_t amount_minor, const char *allocated_on)
{
	uint64_t n;

	TRY(db_exec_count(cx, &n,
	    "update receivable set status = 'open', open_minor = open_minor + ?," TANGLED
	    " changed_on = greatest(changed_on, ?) where id = ? and status <> 'cancelled'",
	    i64(amount_minor), str(allocated_on), str(allocated_on), str(r->id)));
	if (n == 0)
		return fail(cx, E_CONFLICT, "%s was cancelled since.", r->number);
	TRY(db_exec_one(cx,
	    "update account_balance set owed_minor = owed_minor + ? where account_id = ?",
	    i64(amount_minor), str(r->account_id)));
	return db_exec(cx,
	    "insert into allocation (id, payment_id, credit_use_id, adjustment_id, receivable_id,"
	    " amount_minor, allocated_on, reverses_id) values (?, ?, ?, ?, ?, ?, ?, ?)",
	    str(new_id(cx->arena)), if_from(from, FROM_PAYMENT), if_from(from, FROM_CREDIT),
	    if_from(from, FROM_ADJUSTMENT), str(r->id), i64(amount_minor), str(allocated_on),
	    str(edge_id));
}

/* A join finds what is live: a subquery would not lock. */
#define LIVE_EDGES(source) \
	"select a.id edge_id, a.amount_minor edge_minor, r.id, r.account_id, r.kind, r.number, r.status," \
	" r.issued_on, r.due_on, r.zone_id, r.class, r.segment, r.cycle_id, r.is_late_fee," \
	" r.amount_minor, r.open_minor" \
	" from allocation a join receivable r on r.id = a.receivable_id" \
	" left join allocation u on u.reverses_id = a.id" \
	" where a." source " = ? and a.reverses_id is null and u.id is null and r.account_id = ?" \
	" order by a.receivable_id, a.id for update"

static enum err
live_edges(struct cx *cx, const struct source *from, const char *account_id, struct rows *out)
{
	switch (from->kind) {
	case FROM_PAYMENT:
		return db_all(cx, out, LIVE_EDGES("payment_id"), str(from->id), str(account_id));
	case FROM_CREDIT:
		return db_all(cx, out, LIVE_EDGES("credit_use_id"), str(from->id), str(account_id));
	case FROM_ADJUSTMENT:
		break;
	}
	return db_all(cx, out, LIVE_EDGES("adjustment_id"), str(from->id), str(account_id));
}

enum err
deallocate(struct cx *cx, const struct source *from, const char *account_id,
    const char *allocated_on, struct undone *undone)
{
	struct rows edges;

	TRY(live_edges(cx, from, account_id, &edges));
	undone->edge = arena_alloc(cx->arena, (edges.n + 1) * sizeof *undone->edge);
	undone->n = edges.n;
	for (size_t i = 0; i < edges.n; i++) {
		struct receivable *r = &undone->edge[i].r;
		int64_t minor = undone->edge[i].amount_minor = row_i64(&edges.row[i], "edge_minor");

		*r = receivable_of(&edges.row[i]);	/* as read, before the first of its edges */
		if (i > 0 && same_text(undone->edge[i - 1].r.id, r->id))
			r->open_minor = undone->edge[i - 1].r.open_minor + undone->edge[i - 1].amount_minor;
		TRY(turn_back(cx, from, r, row_str(&edges.row[i], "edge_id"), minor, allocated_on));
	}
	return OK;
}

static bool
is_turned_back(const struct rows *edges, const char *id)
{
	for (size_t i = 0; i < edges->n; i++)
		if (!row_null(&edges->row[i], "reverses_id") &&
		    row_is(&edges->row[i], "reverses_id", id))
			return true;
	return false;
}

enum err
loosen(struct cx *cx, struct receivable *r, const char *on, struct loose *out)
{
	struct loose_edge *edges;
	struct rows all;
	size_t n = 0;

	TRY(db_all(cx, &all,
	    "select id, payment_id, credit_use_id, adjustment_id, amount_minor, reverses_id"
	    " from allocation where receivable_id = ? order by allocated_on, id for update",
	    str(r->id)));
	edges = arena_array(cx->arena, struct loose_edge, all.n + 1);
	*out = (struct loose){ .edges = edges };
	for (size_t i = 0; i < all.n; i++) {
		const struct row *edge = &all.row[i];

		if (!row_null(edge, "reverses_id") || !row_null(edge, "adjustment_id") ||
		    is_turned_back(&all, row_str(edge, "id")))
			continue;
		edges[n].amount_minor = row_i64(edge, "amount_minor");
		edges[n].from = row_null(edge, "payment_id")
		    ? (struct source){ FROM_CREDIT, row_str(edge, "credit_use_id") }
		    : (struct source){ FROM_PAYMENT, row_str(edge, "payment_id") };
		TRY(turn_back(cx, &edges[n].from, r, row_str(edge, "id"), edges[n].amount_minor, on));
		out->amount_minor += edges[n++].amount_minor;
	}
	out->n = n;
	r->open_minor += out->amount_minor;
	if (n > 0)
		r->status = "open";
	return OK;
}

enum err
fasten(struct cx *cx, const struct loose *loose, struct receivable *r, const char *on)
{
	for (size_t i = 0; i < loose->n; i++) {
		const struct loose_edge *edge = &loose->edges[i];

		TRY(allocate(cx, &edge->from, r, edge->amount_minor, on));
		r->open_minor -= edge->amount_minor;
		if (r->open_minor == 0)
			r->status = "paid";
	}
	return OK;
}

enum err
receivable_cancel(struct cx *cx, const struct receivable *r, const char *on)
{
	if (same_text(r->status, "cancelled"))
		return fail(cx, E_CONFLICT, "%s is already cancelled.", r->number);
	if (r->open_minor != r->amount_minor)
		return fail(cx, E_CONFLICT,
		    "Something of %s was paid or waived already, so it cannot be cancelled;"
		    " nothing was changed.", r->number);
	TRY(db_exec_one(cx,
	    "update receivable set status = 'cancelled', open_minor = 0,"
	    " cancelled_on = greatest(issued_on, ?), changed_on = greatest(changed_on, ?) where id = ?",
	    str(on), str(on), str(r->id)));
	return db_exec_one(cx,
	    "update account_balance set owed_minor = owed_minor - ? where account_id = ?",
	    i64(r->open_minor), str(r->account_id));
}

enum err
read_debtor(struct cx *cx, const char *account_id, struct debtor *out)
{
	const struct row *a;

	TRY(db_one(cx, &a,
	    "select consumer_id, zone_id, class, segment, status from account where id = ?"
	    " lock in share mode", str(account_id)));
	*out = (struct debtor){ row_str(a, "consumer_id"), row_str(a, "zone_id"), row_str(a, "class"),
		row_null(a, "segment") ? "" : row_str(a, "segment"), row_str(a, "status") };
	return OK;
}

/* ---- facts ---- */

static struct receivable_about
about(const struct receivable *r)
{
	return (struct receivable_about){ .issued_on = r->issued_on, .due_on = r->due_on,
		.zone_id = r->zone_id, .class = r->class, .segment = r->segment,
		.cycle_id = r->cycle_id, .kind = r->is_late_fee ? "late_fee" : r->kind };
}

struct signed_fact
issued_fact(const struct receivable *r)
{
	struct receivable_about a = about(r);

	return receivable_fact(&a, r->issued_on, (struct receivable_change){
		.count = 1, .amount_minor = r->amount_minor, .open_minor = r->amount_minor,
		.open_count = 1 });
}

struct signed_fact
open_fact(const struct receivable *r, int64_t by_minor, const char *on)
{
	struct receivable_about a = about(r);

	return receivable_fact(&a, on, (struct receivable_change){
		.open_minor = by_minor,
		.open_count = (r->open_minor + by_minor != 0) - (r->open_minor != 0) });
}

struct signed_fact
cancelled_fact(const struct receivable *r, const char *on)
{
	struct receivable_about a = about(r);

	return receivable_fact(&a, on, (struct receivable_change){
		.count = -1, .amount_minor = -r->amount_minor, .open_minor = -r->open_minor,
		.open_count = -(r->open_minor != 0) });
}
