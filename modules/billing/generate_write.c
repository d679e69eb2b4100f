/* What was judged, written: few statements for a thousand accounts. */
#include "generate_private.h"
#include <stdlib.h>
#include <string.h>
#include "bulk.h"
#include "clock.h"
#include "json_out.h"
#include "ledger.h"
#include "receivables.h"
#include "text.h"

/* ---- locks ---- */

static const char *
ids_json(struct cx *cx, const struct gen_judged *j, size_t n)
{
	struct buf b = buf_in(cx->arena);
	struct json out = json_to(&b);

	json_begin_list(&out);
	for (size_t i = 0; i < n; i++)
		if (j[i].outcome != GEN_SKIPPED)
			json_str(&out, j[i].account->id);
	json_end_list(&out);
	return b.data;
}

struct owing { struct gen_judged *judged; size_t n, at; };

static enum err
take_owed(struct cx *cx, const struct row *row, void *arg)
{
	struct owing *o = arg;

	(void)cx;
	while (o->at < o->n && !same_text(o->judged[o->at].account->id, row->values[0].s))
		o->at++;
	if (o->at < o->n) {
		struct gen_account *a = (struct gen_account *)(uintptr_t)o->judged[o->at++].account;

		a->owed_minor = row->values[1].i;
	}
	return OK;
}

/* In the order of the judged, which is that of ids. */
static enum err
lock_balances(struct cx *cx, struct gen_judged *judged, size_t n)
{
	struct owing o = { .judged = judged, .n = n };

	return db_each(cx, take_owed, &o,
	    "select b.account_id, b.owed_minor from json_table(?, '$[*]' columns (id char(36) path '$')) j"
	    " straight_join account_balance b on b.account_id = j.id for update",
	    str(ids_json(cx, judged, n)));
}

enum err
gen_lock(struct cx *cx, const struct gen_run *run, struct gen_judged *judged, size_t n)
{
	TRY(lock_balances(cx, judged, n));
	return run->locks ? OK : gen_unchanged(cx, run, judged, n);
}

/* ---- one entry ---- */

struct codes { struct coded code[256]; size_t n; };

static bool
add_code(struct codes *c, const char *gl_code, enum gl_purpose purpose, int64_t minor)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (gl_code ? c->code[i].gl_code && same_text(c->code[i].gl_code, gl_code)
			    : !c->code[i].gl_code && c->code[i].purpose == purpose)
			break;
	if (i == COUNT(c->code))
		return false;
	if (i == c->n)
		c->code[c->n++] = (struct coded){ .gl_code = gl_code, .purpose = purpose };
	c->code[i].amount_minor += minor;
	return true;
}

static enum err
post(struct cx *cx, const struct gen_run *run, const struct gen_judged *judged, size_t n,
    const struct gen_judged *single, const char **entry_id)
{
	struct codes *codes = arena_alloc(cx->arena, sizeof *codes);
	struct entry entry = { .account_id = single ? single->account->id : NULL,
		.source_type = single ? "bill" : "generation",
		.source_id = single ? single->id : run->generation_id, .posted_on = run->issued_on,
		.memo = single ? single->number : NULL };
	struct coding coding = { .receivable_id = single ? single->id : NULL };

	for (size_t i = 0; i < n; i++)
		for (size_t l = 0; judged[i].outcome == GEN_BILLED && l < judged[i].line_count; l++) {
			const struct gen_line *x = &judged[i].lines[l];

			if (!add_code(codes, x->gl_code, same_text(x->kind, "tax") ? TAX : REVENUE, x->amount_minor))
				return fail(cx, E_CONFLICT, "These bills name more than %zu GL codes.",
				    COUNT(codes->code));
		}
	coding.codes = codes->code;
	coding.count = codes->n;
	TRY(ledger_post_batch(cx, &entry, &coding));
	*entry_id = entry.id;
	return OK;
}

/* ---- bills ---- */

static struct param
day_param(struct cx *cx, int32_t day)
{
	char on[11];

	date_from_days(day, on);
	return str(arena_strndup(cx->arena, on, 10));
}

/* NULL: none. */
static const char *
segment_of(const struct gen_account *a)
{
	return a->segment ? a->segment : "";
}

static enum err
open_receivables(struct cx *cx, const struct gen_run *run, const struct gen_judged *judged, size_t n,
    struct receivable *r)
{
	bool *counted = arena_array(cx->arena, bool, n);
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		if (judged[i].outcome == GEN_BILLED)
			r[count++] = (struct receivable){ .id = judged[i].id,
				.account_id = judged[i].account->id, .kind = "bill",
				.number = judged[i].number, .issued_on = run->issued_on,
				.due_on = run->due_on, .zone_id = run->zone_id,
				.class = judged[i].account->class,
				.segment = segment_of(judged[i].account), .cycle_id = run->cycle_id,
				.amount_minor = judged[i].amount_minor };
	return receivables_open(cx, r, counted, count);
}

static enum err
write_headers(struct cx *cx, const struct gen_run *run, const struct gen_judged *judged, size_t n,
    const char *entry_id)
{
	struct bulk rows = bulk_of(cx, 29, n);

	for (size_t i = 0; i < n; i++) {
		const struct gen_judged *b = &judged[i];
		const struct gen_account *a = b->account;

		if (b->outcome != GEN_BILLED)
			continue;
		bulk_add(&rows, str(b->id), str(a->id), str(a->consumer_id), str(run->zone_id),
		    str(b->number), day_param(cx, b->from), day_param(cx, b->to), str(run->issued_on),
		    str(run->due_on), boolean(b->is_estimated), i64(b->use_milli), str(b->unit),
		    i64(b->amount_minor), str(entry_id), str(run->cycle_id), str(run->generation_id),
		    str(a->service_id), str(b->version->id), str(a->service_class), str(b->quality),
		    i64(b->fixed_minor), i64(b->tax_minor), i64(a->owed_minor), str(b->copy_json),
		    str(run->replaces_id), str(a->class), str(segment_of(a)), str(run->utility),
		    str(b->use_class));
	}
	return bulk_write(cx, &rows,
	    "insert into bill (id, account_id, consumer_id, zone_id, number, from_on, to_on, issued_on,"
	    " due_on, is_estimated, consumption_milli, unit, amount_minor, entry_id, cycle_id,"
	    " generation_id, service_id, tariff_id, class, quality, fixed_minor, tax_minor, before_minor,"
	    " copy_json, replaces_id, account_class, segment, utility, use_class)"
	    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
	    " ?)");
}

static enum err
write_lines(struct cx *cx, const struct gen_judged *judged, size_t n)
{
	size_t most = 0;
	struct bulk rows;

	for (size_t i = 0; i < n; i++)
		most += judged[i].line_count;
	rows = bulk_of(cx, 11, most);
	for (size_t i = 0; i < n; i++)
		for (size_t l = 0; judged[i].outcome == GEN_BILLED && l < judged[i].line_count; l++) {
			const struct gen_line *x = &judged[i].lines[l];
			bool part = x->from != NEVER;

			bulk_add(&rows, str(judged[i].id), i64((int64_t)l + 1), str(x->kind), str(x->text),
			    x->has_quantity ? i64(x->quantity_milli) : null(),
			    x->rate_micro != 0 || x->has_quantity ? i64(x->rate_micro) : null(),
			    i64(x->amount_minor), x->tier > 0 ? i64(x->tier) : null(), str(x->gl_code),
			    part ? day_param(cx, x->from) : null(), part ? day_param(cx, x->to) : null());
		}
	return bulk_write(cx, &rows,
	    "insert into bill_line (bill_id, line, kind, text, quantity_milli, rate_micro, amount_minor,"
	    " tier, gl_code, from_on, to_on) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
}

/* ---- facts ---- */

/* r: the receivables of those that were billed, in their order. */
static enum err
note_facts(struct cx *cx, const struct gen_run *run, const struct gen_judged *judged, size_t n,
    const struct receivable *r)
{
	struct signed_fact *facts;
	size_t most = 0, count = 0;

	for (size_t i = 0; i < n; i++)
		most += 2 + judged[i].line_count;
	facts = arena_array(cx->arena, struct signed_fact, most);
	for (size_t i = 0; i < n; i++) {
		const struct gen_judged *b = &judged[i];
		struct bill_about about = { .issued_on = run->issued_on, .zone_id = run->zone_id,
			.class = b->account->class, .segment = segment_of(b->account),
			.cycle_id = run->cycle_id, .utility = run->utility, .unit = b->unit,
			.use_class = b->use_class, .is_estimated = b->is_estimated,
			.amount_minor = b->amount_minor, .consumption_milli = b->use_milli };

		if (b->outcome != GEN_BILLED)
			continue;
		facts[count++] = bill_fact(&about);
		facts[count++] = issued_fact(r++);
		for (size_t l = 0; l < b->line_count; l++)
			facts[count++] = line_fact(&about, b->lines[l].kind, b->lines[l].gl_code,
			    b->lines[l].amount_minor);
	}
	return metric_changes(cx, facts, count);
}

/* ---- exceptions ---- */

static enum err
open_exceptions(struct cx *cx, const struct gen_judged *judged, size_t n)
{
	struct new_exception *all;
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += judged[i].exception_count;
	all = arena_array(cx->arena, struct new_exception, count);
	count = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < judged[i].exception_count; k++)
			all[count++] = judged[i].exceptions[k];
	return exception_open_all(cx, all, count);
}

static enum err
settle_exceptions(struct cx *cx, const struct gen_run *run, const struct gen_judged *judged, size_t n)
{
	struct billed_account *all = arena_array(cx->arena, struct billed_account, n);
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		if (judged[i].outcome == GEN_BILLED && judged[i].account->is_excepted)
			all[count++] = (struct billed_account){ judged[i].account->id, judged[i].id };
	return exception_billed_all(cx, run->cycle_id, all, count);
}

/* ---- together ---- */

static struct gen_written
counted(const struct gen_judged *judged, size_t n)
{
	struct gen_written w = { .billed = 0 };

	for (size_t i = 0; i < n; i++) {
		const struct gen_judged *b = &judged[i];

		w.billed += b->outcome == GEN_BILLED;
		w.excepted += b->outcome == GEN_EXCEPTED;
		w.skipped += b->outcome == GEN_SKIPPED && b->account->is_chosen && b->account->service_id;
		if (b->outcome != GEN_BILLED)
			continue;
		w.estimated += b->is_estimated;
		w.amount_minor += b->amount_minor;
		w.use_milli += b->use_milli;
	}
	return w;
}

enum err
gen_write(struct cx *cx, const struct gen_run *run, struct gen_judged *judged, size_t n, bool is_single,
    struct gen_written *out)
{
	struct receivable *r = arena_array(cx->arena, struct receivable, n);
	const char *entry_id = NULL;

	*out = counted(judged, n);
	if (out->billed > 0) {
		TRY(post(cx, run, judged, n, is_single ? &judged[0] : NULL, &entry_id));
		TRY(open_receivables(cx, run, judged, n, r));
		TRY(write_headers(cx, run, judged, n, entry_id));
		TRY(write_lines(cx, judged, n));
		TRY(note_facts(cx, run, judged, n, r));
		TRY(settle_exceptions(cx, run, judged, n));
	}
	return open_exceptions(cx, judged, n);
}
