/*
 * billport-verify [--json] [TENANT-CODE …]
 *
 * Do the books agree?  For each tenant (all, if none is named), in one consistent snapshot, with
 * statements of its own over the base tables: nothing here calls the code that it checks.  One line
 * a check; with --json one object a tenant.  Exit status 0: all agree; 1: something differs; 2: it
 * could not be carried out.
 *
 * Start at checks[].  Each statement shows what is wrong, and so shows nothing when all is well.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "clock.h"
#include "db.h"
#include "json_out.h"
#include "log.h"
#include "settings.h"
#include "text.h"

enum { EXAMPLES = 20, PARAMS = 16 };

enum table {
	ENTRIES, REVERSALS, RECEIVABLES, ACCOUNTS, PAYMENTS, BILLS, KEYS, APPROVALS, FACTS, SEARCHED, TABLES
};

/* How many rows a check looked at; each ? is the tenant. */
static const char *const counts[TABLES] = {
	[ENTRIES]     = "select count(*) n from store.journal_entry where tenant_id = ?",
	[REVERSALS]   = "select count(*) n from store.journal_entry where tenant_id = ? and reverses_id is not null",
	[RECEIVABLES] = "select count(*) n from store.receivable where tenant_id = ?",
	[ACCOUNTS]    = "select count(*) n from store.account where tenant_id = ?",
	[PAYMENTS]    = "select count(*) n from store.payment where tenant_id = ?",
	[BILLS]       = "select count(*) n from store.bill where tenant_id = ?",
	[KEYS]        = "select count(*) n from store.idempotency where tenant_id = ?",
	[APPROVALS]   = "select count(*) n from store.approval where tenant_id = ?",
	[FACTS]       = "select (select count(*) from store.metric_rollup where tenant_id = ?)"
	    " + (select count(*) from store.metric_delta where tenant_id = ?) n",
	[SEARCHED]    = "select (select count(*) from store.account where tenant_id = ?)"
	    " + (select count(*) from store.consumer where tenant_id = ?) n",
};

struct check {
	const char *name;
	enum table of;
	const char *sql;		/* column "example"; each ? is the tenant */
};

#define LIVE "sum(if(reverses_id is null, amount_minor, -amount_minor))"
#define TURNOVER(entry) "(select sum(l.amount_minor) from store.journal_line l" \
	" where l.tenant_id = " entry ".tenant_id and l.entry_id = " entry ".id and l.amount_minor > 0)"

/* Facts rebuilt from the base rows less what rollup and deltas say: nothing is left over.
 * Dimensions are compared by bytes; the rollup's columns are. */
#define FACTS_DIFFER(rebuilt, dataset) \
	"select concat(fact_on, ' ', d1, ' ', d2, ' ', d3, ' ', d4, ' ', d5, ': ', sum(m1), ' ', sum(m2), ' '," \
	" sum(m3)) example from (" rebuilt \
	" union all select fact_on, d1, d2, d3, d4, d5, -m1, -m2, -m3 from store.metric_rollup" \
	" where tenant_id = ? and dataset = '" dataset "'" \
	" union all select fact_on, d1, d2, d3, d4, d5, -m1, -m2, -m3 from store.metric_delta" \
	" where tenant_id = ? and dataset = '" dataset "') f" \
	" group by fact_on, d1, d2, d3, d4, d5 having sum(m1) <> 0 or sum(m2) <> 0 or sum(m3) <> 0"

/* An id as text, too: beside a column of ids '' would be no id, and so nothing. */
#define BYTES(x) "convert(" x " using utf8mb4) collate utf8mb4_bin"

static const struct check checks[] = {
	{ "entries_balance", ENTRIES,
	    "select concat('entry ', e.id, ': ', count(l.entry_id),"
	    " ' lines, sum ', coalesce(sum(l.amount_minor), 0)) example"
	    " from store.journal_entry e left join store.journal_line l"
	    " on l.tenant_id = e.tenant_id and l.entry_id = e.id where e.tenant_id = ? group by e.id"
	    " having count(l.entry_id) < 2 or sum(l.amount_minor) <> 0" },
	{ "reversals_mirror", REVERSALS,
	    "select concat('entry ', e.id, ' reverses ', e.reverses_id) example from store.journal_entry e"
	    " where e.tenant_id = ? and e.reverses_id is not null and ("
	    "(select count(*) from store.journal_line l where l.tenant_id = e.tenant_id and l.entry_id = e.id)"
	    " <> (select count(*) from store.journal_line l where l.tenant_id = e.tenant_id"
	    " and l.entry_id = e.reverses_id)"
	    " or exists (select 1 from store.journal_line l left join store.journal_line o"
	    " on o.tenant_id = l.tenant_id and o.entry_id = e.reverses_id and o.line = l.line"
	    " and o.gl_code = l.gl_code and o.amount_minor = -l.amount_minor"
	    " and o.account_id <=> l.account_id and o.receivable_id <=> l.receivable_id"
	    " where l.tenant_id = e.tenant_id and l.entry_id = e.id and o.entry_id is null)"
	    " or exists (select 1 from store.journal_entry b where b.tenant_id = e.tenant_id"
	    " and b.id = e.reverses_id and b.reverses_id is not null))" },
	{ "receivables_open", RECEIVABLES,
	    "select concat(r.number, ': ', r.status, ', open ', r.open_minor, ', edges leave ',"
	    " r.amount_minor - coalesce(x.live, 0)) example from store.receivable r"
	    " left join (select receivable_id, " LIVE " live from store.allocation where tenant_id = ?"
	    " group by receivable_id) x on x.receivable_id = r.id where r.tenant_id = ? and"
	    " if(r.status = 'cancelled', r.open_minor = 0 and coalesce(x.live, 0) = 0,"
	    " r.open_minor = r.amount_minor - coalesce(x.live, 0)"
	    " and (r.status = 'paid') = (r.open_minor = 0)) is not true" },
	{ "receivables_ledger", RECEIVABLES,
	    "select concat(coalesce(r.number, x.receivable_id, 'no receivable'), ': open ',"
	    " coalesce(r.open_minor, 0), ', ledger ', x.gl) example"
	    " from (select l.receivable_id, sum(l.amount_minor) gl from store.gl_account g"
	    " join store.journal_line l on l.tenant_id = g.tenant_id and l.gl_code = g.code"
	    " where g.tenant_id = ? and g.purpose = 'receivables' group by l.receivable_id) x"
	    " left join store.receivable r on r.tenant_id = ? and r.id = x.receivable_id"
	    " where x.gl <> coalesce(r.open_minor, 0)" },
	{ "ledger_total", RECEIVABLES,
	    "select concat('ledger ', x.gl, ', open ', y.open_minor) example from"
	    " (select coalesce(sum(l.amount_minor), 0) gl from store.gl_account g"
	    " join store.journal_line l on l.tenant_id = g.tenant_id and l.gl_code = g.code"
	    " where g.tenant_id = ? and g.purpose = 'receivables') x join"
	    " (select coalesce(sum(open_minor), 0) open_minor from store.receivable where tenant_id = ?) y"
	    " on x.gl <> y.open_minor" },
	{ "account_balances", ACCOUNTS,
	    "select concat(a.number, ': owed ', coalesce(b.owed_minor, 0), ', open ', coalesce(x.open_minor, 0),"
	    " ', credit ', coalesce(b.credit_minor, 0), ', ledger ', coalesce(c.credit_minor, 0)) example"
	    " from store.account a left join store.account_balance b"
	    " on b.tenant_id = a.tenant_id and b.account_id = a.id"
	    " left join (select account_id, sum(open_minor) open_minor from store.receivable"
	    " where tenant_id = ? group by account_id) x on x.account_id = a.id"
	    " left join (select l.account_id, -sum(l.amount_minor) credit_minor from store.gl_account g"
	    " join store.journal_line l on l.tenant_id = g.tenant_id and l.gl_code = g.code"
	    " where g.tenant_id = ? and g.purpose = 'credit' group by l.account_id) c on c.account_id = a.id"
	    " where a.tenant_id = ? and (coalesce(b.owed_minor, 0) <> coalesce(x.open_minor, 0)"
	    " or coalesce(b.credit_minor, 0) <> coalesce(c.credit_minor, 0))" },
	{ "payment_edges", PAYMENTS,
	    "select concat(p.payment_no, ': ', p.status, ', amount ', p.amount_minor, ', edges ',"
	    " coalesce(x.live, 0)) example from store.payment p"
	    " left join (select payment_id, " LIVE " live from store.allocation where tenant_id = ?"
	    " group by payment_id) x on x.payment_id = p.id where p.tenant_id = ? and"
	    " coalesce(x.live, 0) not between 0 and if(p.status = 'posted', p.amount_minor, 0)" },
	{ "edges_reversed", PAYMENTS,
	    "select concat('edge ', u.id, ' reverses ', u.reverses_id) example from store.allocation u"
	    " join store.allocation a on a.tenant_id = u.tenant_id and a.id = u.reverses_id"
	    " where u.tenant_id = ? and u.reverses_id is not null and (a.reverses_id is not null"
	    " or a.payment_id <> u.payment_id or a.receivable_id <> u.receivable_id"
	    " or a.amount_minor <> u.amount_minor)" },
	{ "payment_entries", PAYMENTS,
	    "select concat(p.payment_no, ': ', p.status, ', entry ', p.entry_id) example"
	    " from store.payment p join store.journal_entry e on e.tenant_id = p.tenant_id and e.id = p.entry_id"
	    " left join store.journal_entry v on v.tenant_id = p.tenant_id and v.reverses_id = p.entry_id"
	    " where p.tenant_id = ? and (e.source_type = 'payment' and e.source_id = p.id"
	    " and e.reverses_id is null and e.posted_on = p.paid_on and " TURNOVER("e") " = p.amount_minor and"
	    " if(p.status = 'cancelled', v.id = p.void_entry_id and v.source_id = p.id"
	    " and v.posted_on = p.voided_on and p.void_reason is not null and p.voided_at is not null,"
	    " p.void_entry_id is null and p.voided_at is null"
	    " and (p.status = 'posted') = (v.id is null))) is not true" },
	{ "bill_entries", BILLS,
	    "select concat(b.number, ': ', b.status, ', amount ', b.amount_minor) example"
	    " from store.bill b join store.journal_entry e on e.tenant_id = b.tenant_id and e.id = b.entry_id"
	    " left join store.journal_entry v on v.tenant_id = b.tenant_id and v.reverses_id = b.entry_id"
	    " join store.receivable r on r.tenant_id = b.tenant_id and r.id = b.id"
	    " where b.tenant_id = ? and (e.source_type = 'bill' and e.source_id = b.id"
	    " and e.posted_on = b.issued_on and " TURNOVER("e") " = b.amount_minor"
	    " and r.kind = 'bill' and r.number = b.number and r.account_id = b.account_id"
	    " and r.amount_minor = b.amount_minor and r.issued_on = b.issued_on and r.due_on = b.due_on"
	    " and (b.status = 'reversed') = (v.id is not null)"
	    " and (b.status = 'reversed') = (r.status = 'cancelled')"
	    " and (select sum(l.amount_minor) from store.bill_line l where l.tenant_id = b.tenant_id"
	    " and l.bill_id = b.id) = b.amount_minor) is not true" },
	{ "entry_sources", ENTRIES,
	    "select concat('entry ', e.id, ' of ', e.source_type, ' ', e.source_id) example"
	    " from store.journal_entry e"
	    " left join store.payment p on e.source_type = 'payment' and p.tenant_id = e.tenant_id"
	    " and p.id = e.source_id and e.id in (p.entry_id, p.void_entry_id)"
	    " left join store.bill b on e.source_type = 'bill' and b.tenant_id = e.tenant_id"
	    " and b.id = e.source_id where e.tenant_id = ? and e.source_type in ('payment', 'bill')"
	    " and p.id is null and b.id is null" },
	{ "receivables_sources", RECEIVABLES,
	    "select concat(r.kind, ' ', r.number) example from store.receivable r left join store.bill b"
	    " on b.tenant_id = r.tenant_id and b.id = r.id"
	    " where r.tenant_id = ? and r.kind = 'bill' and b.id is null" },
	{ "payments_received_by", PAYMENTS,
	    "select concat('user ', p.received_by) example from (select distinct received_by from store.payment"
	    " where tenant_id = ? and received_by is not null) p left join user u"
	    " on u.id = p.received_by where u.id is null" },
	{ "approvals", APPROVALS,
	    "select concat(a.kind, ' ', a.id, ': ', a.state, ', job ', coalesce(j.state, 'none')) example"
	    " from store.approval a left join store.job j on j.tenant_id = a.tenant_id and j.id = a.job_id"
	    " where a.tenant_id = ? and ((a.state in ('approved', 'used', 'failed')) <> (j.id is not null)"
	    " or a.state = 'used' and j.state <> 'done' or a.state = 'failed' and j.state <> 'failed'"
	    " or a.state = 'approved' and j.state in ('done', 'failed')"
	    " or j.id is not null and (j.approval_id is null or j.approval_id <> a.id)"
	    " or a.decided_by = a.requested_by)" },
	{ "facts_bills", FACTS, FACTS_DIFFER(
	    "select b.issued_on fact_on, " BYTES("b.zone_id") " d1, " BYTES("a.class") " d2,"
	    " " BYTES("'bill'") " d3, " BYTES("b.is_estimated") " d4, " BYTES("''") " d5, count(*) m1,"
	    " sum(b.amount_minor) m2, sum(b.consumption_milli) m3"
	    " from store.bill b join store.account a on a.tenant_id = b.tenant_id and a.id = b.account_id"
	    " where b.tenant_id = ? and b.status = 'issued'"
	    " group by b.issued_on, b.zone_id, a.class, b.is_estimated", "bills") },
	{ "facts_payments", FACTS, FACTS_DIFFER(
	    "select p.paid_on fact_on, " BYTES("p.method") " d1, " BYTES("p.channel") " d2, " BYTES("p.type")
	    " d3, coalesce(" BYTES("p.received_by") ", '') d4, " BYTES("a.zone_id") " d5, count(*) m1,"
	    " sum(p.amount_minor) m2, 0 m3"
	    " from store.payment p join store.account a on a.tenant_id = p.tenant_id and a.id = p.account_id"
	    " where p.tenant_id = ? and p.status in ('posted', 'cancelled')"
	    " group by p.paid_on, p.method, p.channel, p.type, p.received_by, a.zone_id"
	    " union all select p.voided_on, p.method, p.channel, p.type, coalesce(" BYTES("p.received_by") ", ''),"
	    " " BYTES("a.zone_id") ", -1, -p.amount_minor, 0"
	    " from store.payment p join store.account a on a.tenant_id = p.tenant_id and a.id = p.account_id"
	    " where p.tenant_id = ? and p.status = 'cancelled'", "payments") },
	{ "facts_due", FACTS, FACTS_DIFFER(
	    "select r.due_on fact_on, " BYTES("a.zone_id") " d1, " BYTES("a.class") " d2, " BYTES("r.kind")
	    " d3, " BYTES("''") " d4, " BYTES("''") " d5, count(*) m1, sum(r.amount_minor) m2,"
	    " sum(r.open_minor) m3"
	    " from store.receivable r join store.account a on a.tenant_id = r.tenant_id and a.id = r.account_id"
	    " where r.tenant_id = ? and r.status <> 'cancelled'"
	    " group by r.due_on, a.zone_id, a.class, r.kind", "due") },
	{ "search_complete", SEARCHED,
	    "select concat(x.kind, ' ', x.number) example from"
	    " (select 'account' kind, number, id from store.account where tenant_id = ?"
	    " union all select 'consumer', number, id from store.consumer where tenant_id = ?) x"
	    " where not exists (select 1 from store.search_part s where s.tenant_id = ?"
	    " and s.object_id = x.id and s.kind = x.kind)" },
};

/* ---- telling ---- */

struct report {
	const char *tenant;
	bool as_json;
	bool differs;
	int64_t began;			/* monotonic: of the check under way */
	struct json *json;
};

static void
tell_as_json(struct json *json, const char *name, int64_t checked, int64_t wrong, int64_t ms,
    const struct rows *examples)
{
	json_begin(json);
	json_put_str(json, "check", name);
	json_put_i64(json, "checked", checked);
	json_put_i64(json, "differ", wrong);
	json_put_i64(json, "ms", ms);
	json_key(json, "examples");
	json_begin_list(json);
	for (size_t i = 0; i < examples->n; i++)
		json_str(json, row_str(&examples->row[i], "example"));
	json_end_list(json);
	json_end(json);
}

static void
tell(struct report *report, const char *name, int64_t checked, int64_t wrong, const struct rows *examples)
{
	int64_t ms = (monotonic_now() - report->began) / 1000;

	report->began = monotonic_now();
	report->differs = report->differs || wrong > 0;
	if (report->as_json) {
		tell_as_json(report->json, name, checked, wrong, ms, examples);
		return;
	}
	(void)printf("%-16s %-22s %10" PRId64 " %6" PRId64 " ms  ", report->tenant, name, checked, ms);
	if (wrong == 0)
		(void)printf("OK\n");
	else
		(void)printf("DIFFERS in %" PRId64 "\n", wrong);
	for (size_t i = 0; i < examples->n; i++)
		(void)printf("%-16s   %s\n", "", row_str(&examples->row[i], "example"));
	(void)fflush(stdout);
}

/* ---- the checks above ---- */

/* A statement from the tables above, with the tenant for each ?. */
static enum err
ask(struct cx *cx, struct rows *out, const char *sql, const char *tenant_id)
{
	struct param params[PARAMS];
	size_t n = 0;

	for (const char *p = sql; *p; p++)
		if (*p == '?' && n < PARAMS)
			params[n++] = str(tenant_id);
	return db_all_(cx, out, sql, params, n);
}

static enum err
carry_out(struct cx *cx, struct report *report, const struct check *check, const char *tenant_id,
    int64_t checked)
{
	struct rows rows;
	int64_t wrong;

	/* The window counts what the limit cuts off. */
	const char *sql = fmt(cx->arena, "select x.example, count(*) over () as wrong from (%s) x limit %d",
	    check->sql, EXAMPLES);

	TRY(ask(cx, &rows, sql, tenant_id));
	wrong = rows.n ? row_i64(&rows.row[0], "wrong") : 0;
	tell(report, check->name, checked, wrong, &rows);
	return OK;
}

/* ---- numbers ---- */

struct numbered { const char *name, *series, *format_name; const char *sql, *gaps; };

/* A number's text without the letters before and behind it is the number; what an older format wrote
 * is only counted. */
#define NUMBERS(table, column) \
	"select count(*) n, count(distinct if(" column " like ?, cast(substr(" column ", ?," \
	" char_length(" column ") - ?) as signed), null)) as distinct_n," \
	" coalesce(sum(" column " like ?), 0) as alike," \
	" min(if(" column " like ?, cast(substr(" column ", ?, char_length(" column ") - ?) as signed), null)) lowest," \
	" max(if(" column " like ?, cast(substr(" column ", ?, char_length(" column ") - ?) as signed), null)) highest" \
	" from store." table " where tenant_id = ? and " column " is not null"
#define MISSING(table, column) \
	"select concat(nr + 1, if(following > nr + 2, concat(' to ', following - 1), '')) example from" \
	" (select nr, lead(nr) over (order by nr) following from (select cast(substr(" column ", ?," \
	" char_length(" column ") - ?) as signed) nr from store." table \
	" where tenant_id = ? and " column " like ? union all select ?) a) b where following > nr + 1 limit 20"

static const struct numbered series[] = {
	{ "numbers_payment", "payment", "payment_format",
	    NUMBERS("payment", "payment_no"), MISSING("payment", "payment_no") },
	{ "numbers_transaction", "transaction", "transaction_format",
	    NUMBERS("payment", "transaction_no"), MISSING("payment", "transaction_no") },
	{ "numbers_receipt", "receipt", "receipt_format",
	    NUMBERS("payment", "receipt_no"), MISSING("payment", "receipt_no") },
	{ "numbers_bill", "bill", "bill_format", NUMBERS("bill", "number"), MISSING("bill", "number") },
};

/* Where the number stands in a text of this format: how many characters before and behind it, and
 * what LIKE finds. */
struct place { int64_t before, around; const char *like; };

static struct place
place_of(struct cx *cx, const char *format)
{
	struct buf like = buf_in(cx->arena);
	struct place at = { 0 };
	bool behind = false;
	const char *p = format;

	while (*p) {
		size_t len = *p == '{' ? strcspn(p, "}") + 1 : 1, wide = 1;

		if (len > 1 && p[1] == 'n') {
			buf_putc(&like, '%');
			behind = true;
			p += len;
			continue;
		}
		if (len > 1)
			wide = len == strlen("{yyyy}") ? 4 : 2;
		for (size_t i = 0; i < wide; i++) {
			if (len == 1 && (*p == '%' || *p == '_' || *p == '\\'))
				buf_putc(&like, '\\');
			buf_putc(&like, len > 1 ? '_' : *p);
		}
		at.before += behind ? 0 : (int64_t)wide;
		at.around += (int64_t)wide;
		p += len;
	}
	at.like = like.data ? like.data : "%";
	return at;
}

static enum err
format_of(struct cx *cx, const char *tenant_id, const char *name, const char **out)
{
	const struct row *row;

	TRY(db_maybe(cx, &row, "select value from store.setting where tenant_id = ? and name = ?",
	    str(tenant_id), str(name)));
	*out = row ? row_str(row, "value") : "{n}";
	for (unsigned i = 0; !row && i < SETTINGS; i++)
		if (same_text(setting_table[i].name, name))
			*out = setting_table[i].dflt;
	return OK;
}

/* Each number from the first to the last given is used once; bills' gaps are those noted. */
static enum err
check_numbers(struct cx *cx, struct report *report, const struct numbered *s, const char *tenant_id)
{
	struct param p[13];
	struct rows rows, examples = { 0 };
	const struct row *given, *used, *gaps;
	const char *format;
	struct place at;
	int64_t n, wanted, wrong;
	bool good;

	TRY(format_of(cx, tenant_id, s->format_name, &format));
	at = place_of(cx, format);
	TRY(db_maybe(cx, &given, "select next, first from store.number_series where tenant_id = ? and series = ?",
	    str(tenant_id), str(s->series)));
	TRY(db_one(cx, &gaps, "select coalesce(sum(last_no - first_no + 1), 0) n from store.number_gap"
	    " where tenant_id = ? and series = ?", str(tenant_id), str(s->series)));
	for (unsigned i = 0; i < 3; i++) {
		struct param *q = i == 0 ? p : i == 1 ? p + 4 : p + 7;

		q[0] = str(at.like);
		q[1] = i64(at.before + 1);
		q[2] = i64(at.around);
	}
	p[3] = str(at.like);
	p[10] = str(tenant_id);
	TRY(db_all_(cx, &rows, s->sql, p, 11));
	used = &rows.row[0];

	n = row_i64(used, "n");
	wanted = given ? row_i64(given, "next") - row_i64(given, "first") : 0;
	good = n + row_i64(gaps, "n") == wanted && row_i64(used, "distinct_n") == row_i64(used, "alike") &&
	    (row_null(used, "lowest") || (given && row_i64(used, "lowest") >= row_i64(given, "first") &&
	    row_i64(used, "highest") < row_i64(given, "next")));
	wrong = llabs(n + row_i64(gaps, "n") - wanted);
	if (!good)
		TRY(db_all_(cx, &examples, s->gaps, (struct param[]){
			i64(at.before + 1), i64(at.around), str(tenant_id), str(at.like),
			i64(given ? row_i64(given, "first") - 1 : 0) }, 5));
	tell(report, s->name, n, good ? 0 : wrong > 0 ? wrong : 1, &examples);
	return OK;
}

/* A key whose answer was never kept: its transaction would have rolled back. */
static enum err
check_keys(struct cx *cx, struct report *report, const char *tenant_id, int64_t checked)
{
	struct rows rows;

	TRY(db_all(cx, &rows, "select concat(principal, ' ', idem_key) example, count(*) over () as wrong"
	    " from store.idempotency where tenant_id = ? and created_at < ?"
	    " and (status is null or status not between 200 and 299 or answer is null) limit 20",
	    str(tenant_id), instant(cx, real_now() - INT64_C(60000000))));
	tell(report, "idempotency", checked, rows.n ? row_i64(&rows.row[0], "wrong") : 0, &rows);
	return OK;
}

/* ---- a tenant ---- */

struct tenant { const char *id, *code; struct report *report; };

static enum err
check_tenant(struct cx *cx, void *arg)
{
	const struct tenant *t = arg;
	int64_t checked[TABLES];
	struct rows rows;

	for (unsigned i = 0; i < TABLES; i++) {
		TRY(ask(cx, &rows, counts[i], t->id));
		checked[i] = row_i64(&rows.row[0], "n");
	}
	t->report->began = monotonic_now();
	for (size_t i = 0; i < COUNT(checks); i++)
		TRY(carry_out(cx, t->report, &checks[i], t->id, checked[checks[i].of]));
	for (size_t i = 0; i < COUNT(series); i++)
		TRY(check_numbers(cx, t->report, &series[i], t->id));
	return check_keys(cx, t->report, t->id, checked[KEYS]);
}

/* Rows of tenants that do not exist, in the tables that have no foreign key. */
static enum err
check_strays(struct cx *cx, void *arg)
{
	struct report *report = arg;
	struct rows rows;

	TRY(db_all(cx, &rows, "select concat(x.name, ' of tenant ', x.tenant_id) example, count(*) over () as wrong"
	    " from (select distinct 'metric_delta' name, tenant_id from store.metric_delta"
	    " union all select distinct 'metric_rollup', tenant_id from store.metric_rollup"
	    " union all select distinct 'search_part', tenant_id from store.search_part) x"
	    " left join store.tenant t on t.id = x.tenant_id where t.id is null limit 20"));
	tell(report, "strays", 3, rows.n ? row_i64(&rows.row[0], "wrong") : 0, &rows);
	return OK;
}

static enum err
verify(struct cx *cx, struct report *report, tx_fn *fn, void *arg)
{
	struct buf out = buf_in(cx->arena);
	struct json json = json_to(&out);
	enum err e;

	report->json = &json;
	report->began = monotonic_now();
	json_begin(&json);
	json_put_str(&json, "tenant", report->tenant);
	json_key(&json, "checks");
	json_begin_list(&json);
	e = db_snapshot(cx, fn, arg);
	json_end_list(&json);
	json_put_bool(&json, "agrees", e == OK && !report->differs);
	json_end(&json);
	if (e == OK && report->as_json)
		(void)puts(out.data);
	(void)fflush(stdout);
	return e;
}

struct wanted { const char *const *codes; int n; };

static bool
is_wanted(const struct wanted *w, const char *code)
{
	for (int i = 0; i < w->n; i++)
		if (same_text(w->codes[i], code))
			return true;
	return w->n == 0;
}

static enum err
verify_all(struct cx *cx, const struct wanted *wanted, bool as_json, bool *differs)
{
	struct rows tenants;
	int found = 0;

	TRY(db_set_tenant(cx, NULL));
	TRY(db_all(cx, &tenants, "select id, code from store.tenant order by code"));
	for (size_t i = 0; i < tenants.n; i++) {
		struct tenant t = { .id = row_str(&tenants.row[i], "id"), .code = row_str(&tenants.row[i], "code") };
		struct report report = { .tenant = t.code, .as_json = as_json };

		if (!is_wanted(wanted, t.code))
			continue;
		found++;
		t.report = &report;
		TRY(db_set_tenant(cx, t.id));	/* for the one view: names of people lie behind it */
		TRY(verify(cx, &report, check_tenant, &t));
		*differs = *differs || report.differs;
	}
	if (wanted->n == 0) {
		struct report report = { .tenant = "-", .as_json = as_json };

		TRY(db_set_tenant(cx, NULL));
		TRY(verify(cx, &report, check_strays, &report));
		*differs = *differs || report.differs;
	} else if (found < wanted->n) {
		return fail(cx, E_NOT_FOUND, "There is no tenant of such a code.");
	}
	return OK;
}

int
main(int argc, char **argv)
{
	struct cx cx = { .arena = arena_new((size_t)64 << 20), .who = { .kind = ACTOR_SYSTEM, .name = "verify" } };
	struct wanted wanted = { 0 };
	bool as_json = argc > 1 && same_text(argv[1], "--json"), differs = false;
	enum err e;

	log_name("verify");
	wanted.n = argc - 1 - as_json;
	wanted.codes = (const char *const *)argv + 1 + as_json;
	if (!cx.arena)
		return 2;
	if (wanted.n > 0 && wanted.codes[0][0] == '-') {
		(void)fputs("usage: billport-verify [--json] [TENANT-CODE ...]\n", stderr);
		arena_free(cx.arena);
		return 2;
	}
	cx.db = db_open();
	e = verify_all(&cx, &wanted, as_json, &differs);
	if (e != OK)
		(void)fprintf(stderr, "billport-verify: %s\n", cx.failure.detail);
	db_close(cx.db);
	arena_free(cx.arena);
	return e != OK ? 2 : differs;
}
