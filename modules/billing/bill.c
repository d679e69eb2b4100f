#include "bill.h"
#include "audit.h"
#include "clock.h"
#include "json_out.h"
#include "ledger.h"
#include "money.h"
#include "numbering.h"
#include "receivables.h"
#include "rounding.h"
#include "text.h"
#include "use_rules.h"

static bool
is_tax(const struct bill_line *l)
{
	return same_text(l->kind, "tax");
}

/* The exact worth of a line; base: what a share is taken of. */
static bool
worth_of(const struct bill_line *l, exact base, exact *worth)
{
	if (l->share_bp != 0)
		return exact_share(base, l->share_bp, 10000, worth);
	if (l->quantity_milli != 0 || l->rate_micro != 0)	/* one of them 0: nothing used or asked */
		return !__builtin_mul_overflow((exact)l->quantity_milli * l->rate_micro,
		    (exact)EXACT_NANO, worth);
	*worth = (exact)l->amount_minor * EXACT_MINOR;
	return true;
}

/* Every line's exact worth; what is not tax first, since shares are taken of its sum. */
static bool
measure(const struct bill_line *l, size_t n, exact *worth)
{
	exact base = 0;

	for (size_t i = 0; i < n; i++)
		if (!is_tax(&l[i]) &&
		    (!worth_of(&l[i], 0, &worth[i]) || __builtin_add_overflow(base, worth[i], &base)))
			return false;
	for (size_t i = 0; i < n; i++)
		if (is_tax(&l[i]) && !worth_of(&l[i], base, &worth[i]))
			return false;
	return true;
}

enum err
bill_compute(struct cx *cx, struct bill_line *l, size_t n, int64_t *total_minor, int64_t *tax_minor)
{
	exact worth[BILL_LINES_MAX] = { 0 };
	int64_t minor[BILL_LINES_MAX];

	if (n == 0 || n > BILL_LINES_MAX)
		return fail(cx, E_INPUT, "A bill has 1 to %d lines.", BILL_LINES_MAX);
	if (!measure(l, n, worth) || !round_all(worth, n, HALF_UP, minor, total_minor))
		return fail(cx, E_INPUT, "A line of the bill is too large.");
	*tax_minor = 0;
	for (size_t i = 0; i < n; i++) {
		l[i].amount_minor = minor[i];
		if (is_tax(&l[i]))
			*tax_minor += minor[i];
	}
	return OK;
}

static enum err
check_dates(struct cx *cx, const struct issuing *in)
{
	if (!date_valid(in->from_on) || !date_valid(in->to_on) || !date_valid(in->issued_on) ||
	    !date_valid(in->due_on))
		return fail(cx, E_INPUT, "A date of the bill does not exist.");
	if (date_days(in->to_on) < date_days(in->from_on))
		return fail(cx, E_INPUT, "The period ends before it begins.");
	if (date_days(in->due_on) < date_days(in->issued_on))
		return fail(cx, E_INPUT, "The bill is due before it is issued.");
	return OK;
}

static enum err
post(struct cx *cx, struct issuing *in, int64_t tax_minor)
{
	struct posting postings[2];
	struct entry entry = {
		.account_id = in->account_id, .source_type = "bill", .source_id = in->id,
		.posted_on = in->issued_on, .memo = in->number, .postings = postings,
	};

	if (in->amount_minor > tax_minor)
		postings[entry.count++] = (struct posting){
			LEDGER_BILL, in->amount_minor - tax_minor, in->id };
	if (tax_minor > 0)
		postings[entry.count++] = (struct posting){ LEDGER_BILL_TAX, tax_minor, in->id };
	TRY(ledger_post(cx, &entry));
	in->entry_id = entry.id;
	return OK;
}

static enum err
write_lines(struct cx *cx, const struct issuing *in)
{
	struct param id[BILL_LINES_MAX], line[BILL_LINES_MAX], kind[BILL_LINES_MAX],
	    text[BILL_LINES_MAX], quantity[BILL_LINES_MAX], rate[BILL_LINES_MAX],
	    amount[BILL_LINES_MAX];
	struct param *const cols[] = { id, line, kind, text, quantity, rate, amount };

	for (size_t i = 0; i < in->line_count; i++) {
		const struct bill_line *l = &in->lines[i];
		bool metered = l->share_bp == 0 && (l->quantity_milli != 0 || l->rate_micro != 0);

		id[i] = str(in->id);
		line[i] = i64((int64_t)i + 1);
		kind[i] = str(l->kind);
		text[i] = str(l->text);
		quantity[i] = metered ? i64(l->quantity_milli) : null();
		rate[i] = metered ? i64(l->rate_micro) : null();
		amount[i] = i64(l->amount_minor);
	}
	return db_bulk(cx, in->line_count, cols, COUNT(cols),
	    "insert into bill_line (bill_id, line, kind, text, quantity_milli, rate_micro, amount_minor)"
	    " values (?, ?, ?, ?, ?, ?, ?)");
}

/* Its use is held against the account's bill before, as generation does. */
static enum err
classify(struct cx *cx, struct issuing *in)
{
	struct use_rules rules = use_rules_of(cx);
	struct use_to_check use = { .use_milli = in->consumption_milli, .low_milli = -1, .high_milli = -1,
		.days = date_days(in->to_on) - date_days(in->from_on) + 1 };
	const struct row *before;

	in->use_class = "none";
	if (!*in->unit)
		return OK;
	TRY(db_maybe(cx, &before,
	    "select from_on, to_on, consumption_milli from bill where account_id = ? and unit = ?"
	    " and status = 'issued' and to_on < ? order by to_on desc limit 1 lock in share mode",
	    str(in->account_id), str(in->unit), str(in->from_on)));
	if (before) {
		use.previous_milli = row_i64(before, "consumption_milli");
		use.previous_days =
		    date_days(row_str(before, "to_on")) - date_days(row_str(before, "from_on")) + 1;
	}
	in->use_class = use_class(&rules, &use);
	return OK;
}

static enum err
note_facts(struct cx *cx, const struct issuing *in, const struct receivable *r)
{
	struct bill_about bill = {
		.issued_on = in->issued_on, .zone_id = r->zone_id, .class = r->class,
		.segment = r->segment, .cycle_id = in->cycle_id, .utility = in->utility, .unit = in->unit,
		.use_class = in->use_class, .is_estimated = in->is_estimated,
		.amount_minor = in->amount_minor, .consumption_milli = in->consumption_milli,
	};
	struct signed_fact facts[2 + BILL_LINES_MAX] = { bill_fact(&bill), issued_fact(r) };

	for (size_t i = 0; i < in->line_count; i++)
		facts[2 + i] = line_fact(&bill, in->lines[i].kind, NULL, in->lines[i].amount_minor);
	return metric_changes(cx, facts, 2 + in->line_count);
}

static const char *
described(struct cx *cx, const struct issuing *in)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "number", in->number);
	json_put_money(&j, "amount", in->amount_minor, cx->who.currency);
	json_put_str(&j, "due_on", in->due_on);
	json_end(&j);
	return b.data;
}

/* Header, lines and receivable of a bill whose entry is posted. */
static enum err
write_bill(struct cx *cx, const struct issuing *in, const struct receivable *r,
    const char *consumer_id)
{
	TRY(receivable_open(cx, r));
	TRY(db_exec(cx,
	    "insert into bill (id, account_id, consumer_id, zone_id, number, from_on, to_on, issued_on,"
	    " due_on, is_estimated, consumption_milli, unit, amount_minor, entry_id, account_class,"
	    " segment, utility, cycle_id, use_class)"
	    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(in->id), str(in->account_id), str(consumer_id), str(r->zone_id), str(in->number),
	    str(in->from_on), str(in->to_on), str(in->issued_on), str(in->due_on),
	    boolean(in->is_estimated), i64(in->consumption_milli), str(in->unit), i64(in->amount_minor),
	    str(in->entry_id), str(r->class), str(r->segment), str(in->utility ? in->utility : ""),
	    str(in->cycle_id), str(in->use_class)));
	TRY(write_lines(cx, in));
	return note_facts(cx, in, r);
}

enum err
issue_bill(struct cx *cx, void *arg)
{
	struct issuing *in = arg;
	struct debtor debtor;
	int64_t tax_minor;

	TRY(check_dates(cx, in));
	TRY(bill_compute(cx, in->lines, in->line_count, &in->amount_minor, &tax_minor));
	if (in->amount_minor > MONEY_MAX)
		return fail(cx, E_INPUT, "The bill would come to more than can be billed.");
	if (in->amount_minor <= 0 || tax_minor < 0 || tax_minor > in->amount_minor)
		return fail(cx, E_CONFLICT, "The bill would not come to more than nothing.");
	TRY(lock_account(cx, in->account_id));
	TRY(read_debtor(cx, in->account_id, &debtor));
	if (!same_text(debtor.status, "active"))
		return fail(cx, E_CONFLICT, "The account is %s.", debtor.status);
	TRY(classify(cx, in));
	in->id = new_id(cx->arena);
	in->number = in->reserved;
	if (in->number == NULL)
		TRY(number_next(cx, SERIES_BILL, in->issued_on, &in->number));
	TRY(post(cx, in, tax_minor));
	TRY(write_bill(cx, in, &(struct receivable){
		.id = in->id, .account_id = in->account_id, .kind = "bill", .number = in->number,
		.issued_on = in->issued_on, .due_on = in->due_on, .zone_id = debtor.zone_id,
		.class = debtor.class, .segment = debtor.segment, .cycle_id = in->cycle_id,
		.amount_minor = in->amount_minor, .open_minor = in->amount_minor,
	    }, debtor.consumer_id));
	return audit_write(cx, &(struct audit){
		.action = "bill.issue", .object_type = "bill", .object_id = in->id,
		.account_id = in->account_id, .after_json = described(cx, in),
	});
}
