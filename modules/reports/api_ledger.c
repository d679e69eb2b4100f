#include "api.h"
#include "detail.h"

/* (The group by is for the server: without one it refuses every second execution, error 1140.) */
#define ENTRY \
	"select e.id, e.event, e.posted_on, e.posted_at, e.source_type `source.type`," \
	" e.source_id `source.id`, e.reverses_id, e.memo," \
	" (select cast(sum(l.amount_minor) as signed) from journal_line l" \
	"  where l.entry_id = e.id and l.amount_minor > 0 group by l.entry_id) amount_minor" \
	" from journal_entry e"

static const struct filter filters[] = {
	{ "source_id", "e.source_id = ?",  ID,   NULL },
	{ "event",     "e.event = " AS_ASCII, TEXT, NULL },
	{ "from",      "e.posted_on >= ?", DATE, NULL },
	{ "to",        "e.posted_on <= ?", DATE, NULL },
};

static const struct order orders[] = {
	{ "posted_on", "e.posted_on", "e.id", COLUMN_DATE, "posted_on", "id" },
};

/* GET /api/v1/gl-accounts -- the chart; debits, credits and balance (debits less credits) are sums
 * of the journal, never stored */
enum err
gl_account_list(struct rq *rq)
{
	struct rows accounts;

	TRY(rq_valid(rq));
	TRY(db_all(&rq->cx, &accounts,
	    "select g.code, g.name, g.kind, g.purpose, coalesce(l.debit, 0) debit_minor,"
	    " coalesce(l.credit, 0) credit_minor, coalesce(l.balance, 0) balance_minor"
	    " from gl_account g left join (select gl_code,"
	    "  cast(sum(greatest(amount_minor, 0)) as signed) debit,"
	    "  cast(sum(greatest(-amount_minor, 0)) as signed) credit,"
	    "  cast(sum(amount_minor) as signed) balance from journal_line group by gl_code) l"
	    " on l.gl_code = g.code order by g.code"));
	return rq_rows(rq, &accounts);
}

/* GET /api/v1/journal-entries?source_id=…&from=2026-04-01 -- newest first; amount: its debits */
enum err
entry_list(struct rq *rq)
{
	return rq_page(rq, &(struct list){
		.select = ENTRY,
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
	});
}

/* GET /api/v1/journal-entries/:id -- with its lines; debits positive, credits negative */
enum err
entry_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	const struct row *entry;
	struct rows lines;

	TRY(rq_valid(rq));
	TRY(db_one(&rq->cx, &entry, ENTRY " where e.id = ?", str(id)));
	TRY(db_all(&rq->cx, &lines,
	    "select l.line, g.code `gl_account.code`, g.name `gl_account.name`, l.amount_minor,"
	    " l.account_id, l.receivable_id from journal_line l join gl_account g on g.code = l.gl_code"
	    " where l.entry_id = ? order by l.line",
	    str(id)));
	return rq_row_with(rq, 200, entry, "lines", &lines);
}
