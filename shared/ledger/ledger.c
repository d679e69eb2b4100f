#include "ledger.h"
#include <stdlib.h>
#include <string.h>
#include "bulk.h"
#include "clock.h"
#include "json_out.h"
#include "money.h"
#include "text.h"

static const struct { const char *name, *code, *kind, *title; } chart[GL_PURPOSES] = {
#define GL(NAME, name, code, kind, title) { name, code, kind, title },
#include "chart.def"
#undef GL
};

static const struct { const char *name; enum gl_purpose debit, credit; } events[LEDGER_EVENTS] = {
#define POSTING(EVENT, name, debit, credit) { name, debit, credit },
#include "postings.def"
#undef POSTING
};

enum err
ledger_chart(struct cx *cx)
{
	for (unsigned i = 0; i < GL_PURPOSES; i++)
		TRY(db_exec(cx,
		    "insert into gl_account (code, name, kind, purpose) values (?, ?, ?, ?)"
		    " on duplicate key update purpose = purpose",
		    str(chart[i].code), str(chart[i].title), str(chart[i].kind),
		    str(chart[i].name)));
	return OK;
}

enum err
lock_account(struct cx *cx, const char *account_id)
{
	const struct row *row;

	TRY(db_maybe(cx, &row,
	    "select account_id from account_balance where account_id = ? for update",
	    str(account_id)));
	if (row)
		return OK;
	TRY(db_maybe(
	    cx, &row, "select id from account where id = ? lock in share mode", str(account_id)));
	if (!row)
		return fail(cx, E_NOT_FOUND, "There is no such account.");
	return db_exec(cx, "insert into account_balance (account_id) values (?)"
	    " on duplicate key update account_id = account_id", str(account_id));
}

enum err
ledger_open_account(struct cx *cx, const char *account_id)
{
	return db_exec(cx, "insert into account_balance (account_id) values (?)", str(account_id));
}

/* The two lines of one posting.  The chart says which code a purpose has for this tenant; read in
 * the statement, it is locked like any read of a write. */
static enum err
post_lines(struct cx *cx, const struct entry *e, const struct posting *p, int64_t line)
{
	if (p->amount_minor <= 0 || p->amount_minor > MONEY_MAX)
		return fail(cx, E_INTERNAL, "An amount cannot be posted.");
	return db_exec(cx,
	    "insert into journal_line (entry_id, line, gl_code, amount_minor, account_id, receivable_id) values"
	    " (?, ?, (select code from gl_account where purpose = ?), ?, ?, ?),"
	    " (?, ?, (select code from gl_account where purpose = ?), ?, ?, ?)",
	    str(e->id), i64(line), str(chart[events[p->event].debit].name), i64(p->amount_minor),
	    str(e->account_id), str(p->receivable_id), str(e->id), i64(line + 1),
	    str(chart[events[p->event].credit].name), i64(-p->amount_minor), str(e->account_id),
	    str(p->receivable_id));
}

/* What the account may use later rises or falls. */
static enum err
credit_changes(struct cx *cx, const char *account_id, int64_t by_minor)
{
	if (by_minor == 0 || account_id == NULL)
		return OK;
	return db_exec_one(cx,
	    "update account_balance set credit_minor = credit_minor + ? where account_id = ?",
	    i64(by_minor), str(account_id));
}

static int64_t
credit_of(const struct posting *p)
{
	return (events[p->event].credit == CREDIT ? p->amount_minor : 0) -
	    (events[p->event].debit == CREDIT ? p->amount_minor : 0);
}

static enum err
begin_entry(struct cx *cx, struct entry *e, enum ledger_event event)
{
	e->id = new_id(cx->arena);
	return db_exec(cx,
	    "insert into journal_entry"
	    " (id, event, posted_on, posted_at, source_type, source_id, memo) values (?, ?, ?, ?, ?, ?, ?)",
	    str(e->id), str(events[event].name), str(e->posted_on), instant(cx, business_now()),
	    str(e->source_type), str(e->source_id), str(e->memo));
}

enum err
ledger_post(struct cx *cx, struct entry *e)
{
	int64_t credit = 0;

	if (e->count == 0)
		return fail(cx, E_INTERNAL, "An entry needs a posting.");
	TRY(begin_entry(cx, e, e->postings[0].event));
	for (size_t i = 0; i < e->count; i++) {
		TRY(post_lines(cx, e, &e->postings[i], (int64_t)(2 * i + 1)));
		credit += credit_of(&e->postings[i]);
	}
	return credit_changes(cx, e->account_id, credit);
}

enum err
ledger_move(struct cx *cx, struct entry *e, const char *from_receivable_id,
    const char *to_receivable_id, int64_t amount_minor)
{
	const char *purpose = chart[events[LEDGER_MOVED].debit].name;

	if (amount_minor <= 0 || amount_minor > MONEY_MAX)
		return fail(cx, E_INTERNAL, "An amount cannot be posted.");
	TRY(begin_entry(cx, e, LEDGER_MOVED));
	return db_exec(cx,
	    "insert into journal_line (entry_id, line, gl_code, amount_minor, account_id, receivable_id) values"
	    " (?, 1, (select code from gl_account where purpose = ?), ?, ?, ?),"
	    " (?, 2, (select code from gl_account where purpose = ?), ?, ?, ?)",
	    str(e->id), str(purpose), i64(amount_minor), str(e->account_id),
	    str(from_receivable_id), str(e->id), str(purpose), i64(-amount_minor),
	    str(e->account_id), str(to_receivable_id));
}

/* The accounts' credit follows the lines that a reversal turned. */
static enum err
credit_turns(struct cx *cx, const char *entry_id)
{
	struct rows lines;

	TRY(db_all(cx, &lines,
	    "select l.account_id, l.amount_minor from journal_line l join gl_account g"
	    " on g.code = l.gl_code where l.entry_id = ? and g.purpose = 'credit'"
	    " order by l.line lock in share mode", str(entry_id)));
	for (size_t i = 0; i < lines.n; i++)
		TRY(credit_changes(cx, row_str(&lines.row[i], "account_id"),
		    -row_i64(&lines.row[i], "amount_minor")));
	return OK;
}

enum err
ledger_reverse(struct cx *cx, const char *entry_id, const char *posted_on, const char *source_type,
    const char *source_id, const char *memo, const char **out)
{
	const char *id = new_id(cx->arena);
	uint64_t n;
	enum err e;

	e = db_exec_count(cx, &n,
	    "insert into journal_entry"
	    " (id, event, posted_on, posted_at, source_type, source_id, reverses_id, memo)"
	    " select ?, event, ?, ?, ?, ?, id, ? from journal_entry where id = ? and reverses_id is null",
	    str(id), str(posted_on), instant(cx, business_now()), str(source_type), str(source_id),
	    str(memo), str(entry_id));
	if (e == E_CONFLICT && db_duplicate(cx))
		return fail(cx, E_CONFLICT, "This entry was reversed already.");
	TRY(e);
	if (n == 0)
		return fail(cx, E_NOT_FOUND, "There is no such entry to reverse.");
	TRY(db_exec(cx, "insert into journal_line"
	    " (entry_id, line, gl_code, amount_minor, account_id, receivable_id)"
	    " select ?, line, gl_code, -amount_minor, account_id, receivable_id from journal_line"
	    " where entry_id = ?", str(id), str(entry_id)));
	*out = id;
	return credit_turns(cx, id);
}

/* ---- many at once ---- */

/* The tenant's codes by purpose. */
static enum err
read_codes(struct cx *cx, const char *codes[GL_PURPOSES])
{
	struct rows rows;

	TRY(db_all(cx, &rows, "select code, purpose from gl_account lock in share mode"));
	for (unsigned p = 0; p < GL_PURPOSES; p++) {
		codes[p] = NULL;
		for (size_t i = 0; i < rows.n; i++)
			if (row_is(&rows.row[i], "purpose", chart[p].name))
				codes[p] = row_str(&rows.row[i], "code");
	}
	return OK;
}

enum err
ledger_post_all(struct cx *cx, struct entry *e, size_t n)
{
	struct bulk entries = bulk_of(cx, 7, n), lines = bulk_of(cx, 6, 2 * n);
	struct param now = instant(cx, business_now());
	const char *codes[GL_PURPOSES];

	TRY(read_codes(cx, codes));
	for (size_t i = 0; i < n; i++) {
		const struct posting *p = e[i].postings;

		if (e[i].count != 1 || credit_of(p) != 0 || p->amount_minor <= 0 ||
		    p->amount_minor > MONEY_MAX)
			return fail(cx, E_INTERNAL, "An entry cannot be posted in bulk.");
		e[i].id = new_id(cx->arena);
		bulk_add(&entries, str(e[i].id), str(events[p->event].name), str(e[i].posted_on), now,
		    str(e[i].source_type), str(e[i].source_id), str(e[i].memo));
		bulk_add(&lines, str(e[i].id), i64(1), str(codes[events[p->event].debit]),
		    i64(p->amount_minor), str(e[i].account_id), str(p->receivable_id));
		bulk_add(&lines, str(e[i].id), i64(2), str(codes[events[p->event].credit]),
		    i64(-p->amount_minor), str(e[i].account_id), str(p->receivable_id));
	}
	TRY(bulk_write(cx, &entries,
	    "insert into journal_entry"
	    " (id, event, posted_on, posted_at, source_type, source_id, memo) values (?, ?, ?, ?, ?, ?, ?)"));
	return bulk_write(cx, &lines,
	    "insert into journal_line (entry_id, line, gl_code, amount_minor, account_id, receivable_id)"
	    " values (?, ?, ?, ?, ?, ?)");
}

/* ---- by GL codes ---- */

static int
by_code(const void *a, const void *b)
{
	return strcmp(((const struct coded *)a)->gl_code, ((const struct coded *)b)->gl_code);
}

/* Each code once, with what comes to it; *n tells how many are not nothing. */
static enum err
add_up(struct cx *cx, const struct coding *in, const char *const codes[GL_PURPOSES],
    struct coded *out, size_t *n, int64_t *total)
{
	*n = 0;
	*total = 0;
	for (size_t i = 0; i < in->count; i++) {
		out[i] = in->codes[i];
		if (!out[i].gl_code)
			out[i].gl_code = codes[out[i].purpose];
		if (!out[i].gl_code || __builtin_add_overflow(*total, out[i].amount_minor, total))
			return fail(cx, E_INTERNAL, "An amount cannot be posted.");
	}
	qsort(out, in->count, sizeof *out, by_code);
	for (size_t i = 0; i < in->count; i++) {
		if (*n > 0 && same_text(out[*n - 1].gl_code, out[i].gl_code))
			out[*n - 1].amount_minor += out[i].amount_minor;
		else
			out[(*n)++] = out[i];
	}
	return *total > 0 ? OK : fail(cx, E_INTERNAL, "An amount cannot be posted.");
}

static enum err
write_coded(struct cx *cx, const struct entry *e, const struct coding *in,
    const struct coded *codes, size_t n)
{
	struct bulk lines = bulk_of(cx, 6, n);
	int64_t line = 1, sign = in->is_taken_back ? -1 : 1;

	for (size_t i = 0; i < n; i++)
		if (codes[i].amount_minor != 0)
			bulk_add(&lines, str(e->id), i64(line++), str(codes[i].gl_code),
			    i64(sign * codes[i].amount_minor), str(e->account_id),
			    str(in->receivable_id));
	return bulk_write(cx, &lines,
	    "insert into journal_line (entry_id, line, gl_code, amount_minor, account_id, receivable_id)"
	    " values (?, ?, ?, ?, ?, ?)");
}

enum err
ledger_post_batch(struct cx *cx, struct entry *e, const struct coding *in)
{
	struct coded *lines = arena_array(cx->arena, struct coded, in->count + 1);
	const char *codes[GL_PURPOSES];
	int64_t total;
	enum err err;
	size_t n;

	TRY(read_codes(cx, codes));
	TRY(add_up(cx, in, codes, lines + 1, &n, &total));
	for (size_t i = 1; i <= n; i++)
		lines[i].amount_minor = -lines[i].amount_minor;
	lines[0] = (struct coded){ codes[RECEIVABLES], RECEIVABLES, total };
	TRY(begin_entry(cx, e, LEDGER_BILL));
	err = write_coded(cx, e, in, lines, n + 1);
	if (err == E_CONFLICT && !db_duplicate(cx))
		return fail(cx, E_CONFLICT, "A line names a GL code that is not in the chart.");
	return err;
}

enum err
ledger_open_accounts(struct cx *cx, const struct opening *o, size_t n)
{
	struct bulk b = bulk_of(cx, 2, n);

	for (size_t i = 0; i < n; i++)
		bulk_add(&b, str(o[i].account_id), i64(o[i].owed_minor));
	return bulk_write(cx, &b, "insert into account_balance (account_id, owed_minor) values (?, ?)");
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

enum err
ledger_lock_accounts(struct cx *cx, const char *const *ids, size_t n)
{
	const char **sorted = arena_array(cx->arena, const char *, n);
	struct buf list = buf_in(cx->arena);
	struct json j = json_to(&list);
	struct rows rows;

	if (n == 0)
		return OK;
	for (size_t i = 0; i < n; i++)
		sorted[i] = ids[i];
	qsort(sorted, n, sizeof *sorted, by_text);
	json_begin_list(&j);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || !same_text(sorted[i], sorted[i - 1]))
			json_str(&j, sorted[i]);
	json_end_list(&j);
	return db_all(cx, &rows,
	    "select b.account_id from json_table(?, '$[*]' columns (id char(36) path '$')) j"
	    " straight_join account_balance b on b.account_id = j.id for update",
	    str(list.data));
}
