#include "api.h"
#include <string.h>
#include "detail.h"
#include "found.h"
#include "numbering.h"
#include "text.h"

enum { Q_MAX = 100, EXTRAS = 4, SEGMENT_FEW = 500 };

/* ---- lists ---- */

/* due_on is never before issued_on, so the days up to which it is asked for bound that, too. */
static const struct filter filters[] = {
	{ "cycle_id",       "b.cycle_id = ?",       ID,      NULL },
	{ "generation_id",  "b.generation_id = ?",  ID,      NULL },
	{ "account_id",     "b.account_id = ?",     ID,      NULL },
	{ "consumer_id",    "b.consumer_id = ?",    ID,      NULL },
	{ "zone_id",        "b.zone_id = ?",        ID,      NULL },
	{ "status",         "b.status = ?",         CHOICE,  "issued|reversed" },
	{ "payment_status", "owed.status = ?",      CHOICE,  "open|paid|cancelled" },
	{ "class",          "b.class = " AS_ASCII,  TEXT,    NULL },
	{ "segment",        "owner.segment = ?",    TEXT,    NULL },
	{ "quality",        "b.quality = ?",        CHOICE,  "actual|estimated|substituted" },
	{ "from",           "b.issued_on >= ?",     DATE,    NULL },
	{ "to",             "b.issued_on <= ?",     DATE,    NULL },
	{ "due_from",       "b.due_on >= ?",        DATE,    NULL },
	{ "due_to",         "b.due_on <= ? and b.issued_on <= ?", DATE, NULL },
	{ "amount_min",     "b.amount_minor >= ?",  INTEGER, NULL },
	{ "amount_max",     "b.amount_minor <= ?",  INTEGER, NULL },
};

static const struct order orders[] = {
	{ "issued_on", "b.issued_on",    "b.id", COLUMN_DATE, "issued_on",    "id", false },
	{ "amount",    "b.amount_minor", "b.id", COLUMN_I64,  "amount_minor", "id", false },
};

static const struct order receivable_orders[] = {
	{ "issued_on", "owed.issued_on", "owed.id", COLUMN_DATE, "issued_on", "id", false },
};

static const struct list_title titles[] = {
	{ "number", "Bill" },
	{ "status", "Status", .coded = IN_WORDS },
	{ "payment_status", "Payment", .coded = IN_WORDS },
	{ "account.number", "Account" },
	{ "account.street", "Service address" },
	{ "account.city", "City", true },
	{ "consumer.name", "Consumer" },
	{ "zone.name", "Zone", true },
	{ "cycle.name", "Cycle", true },
	{ "cycle.utility", "Utility", true, IN_WORDS },
	{ "class", "Class", true },
	{ "from_on", "From" },
	{ "to_on", "To" },
	{ "issued_on", "Issued" },
	{ "due_on", "Due" },
	{ "is_estimated", "Estimated", true },
	{ "quality", "Quality", true, IN_WORDS },
	{ "consumption_milli", "Use (thousandths)", true },
	{ "unit", "Unit", true },
	{ "adjusted_minor", "Adjusted", true },
};

#define COLUMNS \
	"b.id, b.number, b.status, b.class, b.quality, a.id `account.id`, a.number `account.number`," \
	" a.street `account.street`, a.city `account.city`, c.id `consumer.id`," \
	" c.name `consumer.name`, z.id `zone.id`, z.name `zone.name`, cy.id `cycle.id`," \
	" cy.name `cycle.name`, cy.utility `cycle.utility`, b.generation_id, b.from_on, b.to_on," \
	" b.issued_on, b.due_on, b.is_estimated, b.consumption_milli, b.unit, b.amount_minor," \
	" b.adjusted_minor, r.open_minor, r.status payment_status"
#define JOINS \
	" join receivable r on r.id = b.id join account a on a.id = b.account_id" \
	" join consumer c on c.id = b.consumer_id join zone z on z.id = b.zone_id" \
	" left join cycle cy on cy.id = b.cycle_id"

/* The column whose numbers begin with q, or NULL; bare digits are a bill's number. */
static enum err
numbered(struct rq *rq, const char *q, const char **sql, const char **pattern)
{
	const struct row *hit;
	int64_t n;

	if (parse_i64(q, &n) && n >= 0)
		TRY(number_text(&rq->cx, SERIES_BILL, n, "2000-01-01", &q));
	*pattern = like_beginning(rq->cx.arena, q);
	TRY(db_maybe(&rq->cx, &hit,
	    "select 1 hit from bill where number like ? escape '!' limit 1", str(*pattern)));
	*sql = hit ? "b.number like ? escape '!'" : NULL;
	return OK;
}

/* ?q=: how the bill's number begins, or parts of what its account is found by: its number, the
 * service address, the consumer's name and number, the meter. */
static enum err
searched(struct rq *rq, struct extra *out, size_t *n)
{
	const char *q = rq_query(rq, "q"), *sql = NULL, *pattern = NULL;
	size_t found;

	q = q && utf8_length(q) <= Q_MAX ? q + strspn(q, " ") : "";
	if (*q)
		TRY(numbered(rq, q, &sql, &pattern));
	TRY(rq_found_or(rq, "account", "b.account_id", sql, pattern, out + *n, &found));
	*n += found;
	return OK;
}

/* ?name=true|false as one of two conditions. */
static size_t
whether(struct rq *rq, const char *name, const char *yes, const char *no, struct extra *out)
{
	const char *is = rq_query_choice(rq, name, "true|false");

	if (!is)
		return 0;
	*out = (struct extra){ .sql = same_text(is, "true") ? yes : no,
		.asked = fmt(rq->cx.arena, "%s=%s", name, is) };
	return 1;
}

#define DELIVERIES \
	"(select count(*) from bill_delivery d where d.bill_id = b.id" \
	" and d.state in ('printed', 'queued'))"

static enum err
narrowed(struct rq *rq, struct extra out[EXTRAS], size_t *n)
{
	*n = 0;
	*n += whether(rq, "is_estimated", "b.is_estimated = 1", "b.is_estimated = 0", out + *n);
	*n += whether(rq, "adjusted", "b.is_adjusted = 1", "b.is_adjusted = 0", out + *n);
	*n += whether(rq, "delivered", DELIVERIES " > 0", DELIVERIES " = 0", out + *n);
	return searched(rq, out, n);
}

/* Has the segment so few accounts that their bills are looked for? */
static enum err
is_small_segment(struct rq *rq, bool *small)
{
	const char *segment = rq_query(rq, "segment");
	const struct row *count;

	*small = false;
	if (segment == NULL)
		return OK;
	TRY(db_one(&rq->cx, &count,
	    "select count(*) n from (select a.id from account a where a.segment = ? limit ?) few",
	    str(segment), i64(SEGMENT_FEW + 1)));
	*small = row_i64(count, "n") <= SEGMENT_FEW;
	return OK;
}

static bool
asks_true(struct rq *rq, const char *name)
{
	const char *s = rq_query(rq, name);

	return s && same_text(s, "true");
}

/* From where the ids come: bills alone, where nothing else is asked for; what is open, paid or
 * cancelled from the receivables, which have an index for it, unless few bills are asked for
 * anyway; a small segment's from its accounts. */
static struct list
list_of(struct rq *rq, bool small_segment, const struct extra *extra, size_t n)
{
	static const char *const few[] = { "account_id", "consumer_id", "cycle_id", "generation_id",
		"segment", "q" };
	bool by_status = rq_query(rq, "payment_status") != NULL, of_status = by_status;
	const char *sort = rq_query(rq, "sort"), *base, *first;
	struct filter *own = arena_array(rq->cx.arena, struct filter, COUNT(filters));

	for (size_t i = 0; i < COUNT(few); i++)
		of_status = of_status && rq_query(rq, few[i]) == NULL;
	of_status = of_status && !asks_true(rq, "is_estimated") && !asks_true(rq, "adjusted");
	of_status = of_status && (!sort || strstr(sort, "issued_on"));
	base = of_status ? "receivable owed straight_join bill b on b.id = owed.id" : "bill b";
	if (by_status && !of_status)
		base = fmt(rq->cx.arena, "%s straight_join receivable owed on owed.id = b.id", base);
	if (rq_query(rq, "segment") != NULL)
		base = fmt(rq->cx.arena, "%s straight_join account owner on owner.id = b.account_id", base);
	first = !small_segment ? base
	    : fmt(rq->cx.arena, "account owner straight_join bill b on b.account_id = owner.id%s",
		by_status ? " straight_join receivable owed on owed.id = b.id" : "");
	memcpy(own, filters, sizeof filters);
	for (size_t i = 0; small_segment && i < COUNT(filters); i++)
		if (same_text(own[i].name, "segment"))
			own[i].base = first;
	return (struct list){
		.select = fmt(rq->cx.arena, "select straight_join " COLUMNS " from %s" JOINS, base),
		.base = base,
		.filters = own, .filter_count = COUNT(filters),
		.orders = of_status ? receivable_orders : orders,
		.order_count = of_status ? COUNT(receivable_orders) : COUNT(orders),
		.extra = extra, .extra_count = n,
		.totals = fmt(rq->cx.arena,
		    "select count(*) row_count,"
		    " cast(coalesce(sum(b.is_estimated), 0) as signed) estimated_count,"
		    " cast(coalesce(sum(b.status = 'reversed'), 0) as signed) reversed_count,"
		    " cast(coalesce(sum(if(b.status = 'reversed', 0, b.amount_minor)), 0) as signed) amount_minor,"
		    " cast(coalesce(sum(if(b.status = 'reversed', 0, b.adjusted_minor)), 0) as signed) adjusted_minor,"
		    " cast(coalesce(sum(r.open_minor), 0) as signed) open_minor"
		    " from %s join receivable r on r.id = b.id", first),
		.title = "Bills", .titles = titles, .title_count = COUNT(titles),
	};
}

/* GET /api/v1/bills?cycle_id=…&q=alder -- newest first */
enum err
bill_list(struct rq *rq)
{
	struct extra extra[EXTRAS];
	struct list list;
	bool small;
	size_t n;

	TRY(narrowed(rq, extra, &n));
	TRY(is_small_segment(rq, &small));
	list = list_of(rq, small, extra, n);
	return rq_page(rq, &list);
}

/* GET /api/v1/bills/totals?<the list's query> -- reversed ones are counted, not summed */
enum err
bill_totals(struct rq *rq)
{
	struct extra extra[EXTRAS];
	struct list list;
	bool small;
	size_t n;

	TRY(narrowed(rq, extra, &n));
	TRY(is_small_segment(rq, &small));
	list = list_of(rq, small, extra, n);
	return rq_totals(rq, &list);
}

/* ---- one bill ---- */

static enum err
read_lines(struct rq *rq, const char *id, struct rows *lines, struct rows *adjustments)
{
	TRY(db_all(&rq->cx, lines,
	    "select line, kind, text, tier, quantity_milli, rate_micro, amount_minor, gl_code, from_on,"
	    " to_on, adjusts_line, adjustment_id from bill_line where bill_id = ? order by line",
	    str(id)));
	return db_all(&rq->cx, adjustments,
	    "select id, kind, amount_minor, reason, remarks, use_milli, made_at, made_on,"
	    " made_by_name made_by, entry_id, undone_on, undone_by_name undone_by, undone_reason,"
	    " undo_entry_id from adjustment where receivable_id = ? order by made_at, id", str(id));
}

/* What met it; a payment that the caller may not open has no name there. */
static enum err
read_edges(struct rq *rq, const char *id, struct rows *edges)
{
	return db_all(&rq->cx, edges,
	    "select al.amount_minor, al.allocated_on,"
	    " if(al.payment_id is not null, 'payment', if(al.credit_use_id is not null, 'credit_note',"
	    " 'adjustment')) source, coalesce(p.id, u.credit_note_id, al.adjustment_id) source_id,"
	    " coalesce(p.receipt_no, n.number) source_number, back.allocated_on reversed_on"
	    " from allocation al left join allocation back on back.reverses_id = al.id"
	    " left join payment p on p.id = al.payment_id and (? or p.received_by = ?)"
	    " left join credit_use u on u.id = al.credit_use_id"
	    " left join credit_note n on n.id = u.credit_note_id"
	    " where al.receivable_id = ? and al.reverses_id is null order by al.id",
	    boolean(may(&rq->cx.who.may, CAN_READ_PAYMENTS)), str(rq->cx.who.id), str(id));
}

/* Beside it: late fees on it, exceptions of its account and cycle, how it went out, what was done. */
static enum err
read_around(struct rq *rq, const struct row *bill, struct rows out[4])
{
	struct param id = str(row_str(bill, "id"));

	TRY(db_all(&rq->cx, &out[0],
	    "select h.id, h.number, h.name, h.kind, h.status, h.amount_minor, r.open_minor, h.issued_on,"
	    " h.due_on from charge h join receivable r on r.id = h.id where h.about_id = ?"
	    " order by h.id", id));
	TRY(db_all(&rq->cx, &out[1],
	    "select id, type, is_blocking, state, priority, opened_at, resolution, reason"
	    " from billing_exception where account_id = ? and (bill_id = ? or cycle_id = ?)"
	    " order by opened_at, id", str(row_str(bill, "account.id")), id,
	    row_null(bill, "cycle.id") ? null() : str(row_str(bill, "cycle.id"))));
	TRY(db_all(&rq->cx, &out[2],
	    "select id, channel, address, state, is_copy, failure, delivered_at, by_name, batch_id"
	    " from bill_delivery where bill_id = ? order by delivered_at, id", id));
	return db_all(&rq->cx, &out[3],
	    "select at, action, actor_name actor, approved_by_name approved_by, reason from audit"
	    " where object_id = ? and action <> 'refused' order by at, id", id);
}

/* GET /api/v1/bills/:id -- the row of the list, its lines, and all that happened to it */
enum err
bill_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	struct rows lines, adjustments, edges, around[4];
	const struct row *bill;

	TRY(rq_valid(rq));
	TRY(db_maybe(&rq->cx, &bill,
	    "select " COLUMNS ", b.service_id, b.fixed_minor, b.tax_minor, b.before_minor,"
	    " b.copy_json, t.id `tariff.id`, t.code `tariff.code`, t.name `tariff.name`,"
	    " t.revision `tariff.revision`, b.entry_id, old.id `replaces.id`, old.number `replaces.number`,"
	    " new.id `replaced_by.id`, new.number `replaced_by.number`, b.reversed_on,"
	    " b.reversed_by_name reversed_by, b.reverse_reason, b.reverse_entry_id, b.version"
	    " from bill b" JOINS " left join tariff t on t.id = b.tariff_id"
	    " left join bill old on old.id = b.replaces_id left join bill new on new.replaces_id = b.id"
	    " where b.id = ?", str(id)));
	if (!bill)
		return fail(&rq->cx, E_NOT_FOUND, "There is no such bill.");
	TRY(read_lines(rq, id, &lines, &adjustments));
	TRY(read_edges(rq, id, &edges));
	TRY(read_around(rq, bill, around));
	return rq_row_parts(rq, 200, bill, { "lines", &lines, NULL },
	    { "adjustments", &adjustments, NULL }, { "allocations", &edges, NULL },
	    { "charges", &around[0], NULL }, { "exceptions", &around[1], NULL },
	    { "deliveries", &around[2], NULL }, { "history", &around[3], NULL });
}
