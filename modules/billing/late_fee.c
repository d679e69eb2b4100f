#include "late_fee.h"
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include "audit.h"
#include "bulk.h"
#include "clock.h"
#include "json_out.h"
#include "ledger.h"
#include "numbering.h"
#include "receivables.h"
#include "settings.h"
#include "tariff.h"
#include "text.h"

/* Bills of a page, and the memory of what is done about them. */
enum { PAGE = 500, PAGE_MEMORY = 32 << 20, STEPS_MAX = 240, POSITION_MAX = 48, RUN_HOUR = 3 };

/* ---- rules ---- */

/* A tariff version's rule; most bills have one of a few. */
struct rule {
	const char *tariff_id;
	const struct late_fee_rule *fee;
	int due_days;
	struct rule *next;
};

/* Memory of cx lasts for all of them. */
struct rules { struct cx *cx; struct rule *first; };

static enum err
rule_of(struct rules *rules, const char *tariff_id, const struct rule **out)
{
	struct cx *cx = rules->cx;
	struct rule *r = rules->first;
	const struct tariff *tariff;
	const struct row *row;

	while (r && !same_text(r->tariff_id, tariff_id))
		r = r->next;
	if (!r) {
		TRY(db_one(cx, &row, "select doc_json from tariff where id = ?", str(tariff_id)));
		TRY(tariff_parse(cx, row_str(row, "doc_json"), strlen(row_str(row, "doc_json")), "",
		    &tariff));
		r = arena_alloc(cx->arena, sizeof *r);
		*r = (struct rule){ arena_strdup(cx->arena, tariff_id), tariff_late_fee(tariff),
			tariff_due_days(tariff), rules->first };
		if (r->due_days < 0)
			r->due_days = (int)setting_i64(cx, SETTING_BILL_DUE_DAYS);
		rules->first = r;
	}
	*out = r;
	return OK;
}

/* ---- a page of bills that are late ---- */

struct late {
	const struct row *row;		/* as it was when the page was read */
	const char *id, *account_id;
	const struct rule *rule;
	int days, steps;		/* earned by now */
	bool charged[STEPS_MAX + 1];	/* by step */
	bool planned;			/* an active plan covers it */
	int64_t open_minor;
	struct debtor debtor;
};

struct page {
	struct late *late;
	size_t n, read;			/* read: bills looked at, of which n earned a fee */
	char position[POSITION_MAX];	/* where the next page begins: "2026-04-01 <id>" */
};

static enum err
read_page(struct cx *cx, struct rules *rules, const char *today, const char *position,
    struct page *out)
{
	const char *on = *position ? arena_strndup(cx->arena, position, 10) : "0001-01-01";
	const char *after = *position ? position + 11 : "00000000-0000-0000-0000-000000000000";
	struct rows rows;

	TRY(db_all(cx, &rows,
	    "select straight_join r.id, r.account_id, r.number, r.due_on, r.open_minor, r.cycle_id,"
	    " b.tariff_id, b.consumer_id from receivable r join bill b on b.id = r.id where r.status = 'open'"
	    " and r.due_on >= ? and (r.due_on > ? or r.id > ?) and r.due_on < ? and r.kind = 'bill'"
	    " and b.tariff_id is not null order by r.due_on, r.id limit ?",
	    str(on), str(on), str(after), str(today), i64(PAGE)));
	out->late = arena_array(cx->arena, struct late, rows.n + 1);
	out->n = 0;
	out->read = rows.n;
	for (size_t i = 0; i < rows.n; i++) {
		const struct row *row = &rows.row[i];
		struct late *l = &out->late[out->n];

		*l = (struct late){ .row = row, .id = row_str(row, "id"),
			.account_id = row_str(row, "account_id"),
			.days = (int)(date_days(today) - date_days(row_str(row, "due_on"))),
			.open_minor = row_i64(row, "open_minor") };
		TRY(rule_of(rules, row_str(row, "tariff_id"), &l->rule));
		l->steps = late_fee_steps(l->rule->fee, l->days);
		if (l->steps > STEPS_MAX)
			l->steps = STEPS_MAX;
		out->n += l->steps > 0;
	}
	if (rows.n > 0)
		(void)snprintf(out->position, sizeof out->position, "%s %s",
		    row_str(&rows.row[rows.n - 1], "due_on"), row_str(&rows.row[rows.n - 1], "id"));
	return OK;
}

/* The ids of the page as a JSON list, in their order. */
static const char *
ids_of(struct cx *cx, const struct page *p, bool of_accounts)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin_list(&j);
	for (size_t i = 0; i < p->n; i++)
		json_str(&j, of_accounts ? p->late[i].account_id : p->late[i].id);
	json_end_list(&j);
	return b.data;
}

static void
mark_steps(struct page *p, const struct rows *steps)
{
	for (size_t k = 0; k < steps->n; k++)
		for (size_t i = 0; i < p->n; i++)
			if (row_is(&steps->row[k], "receivable_id", p->late[i].id) &&
			    row_i64(&steps->row[k], "step") <= STEPS_MAX)
				p->late[i].charged[row_i64(&steps->row[k], "step")] = true;
}

static void
mark_planned(struct page *p, const struct rows *planned)
{
	for (size_t k = 0; k < planned->n; k++)
		for (size_t i = 0; i < p->n; i++)
			if (row_is(&planned->row[k], "receivable_id", p->late[i].id))
				p->late[i].planned = true;
}

#define OF_PAGE(columns, table, key) \
	"select " columns " from json_table(?, '$[*]' columns (id char(36) path '$')) j" \
	" straight_join " table " on x." key " = j.id"

/* The fee of a step; 0: it is charged already, or none is earned. */
static int64_t
fee_of(const struct late *l, int step)
{
	int64_t fee;

	if (l->planned || l->charged[step] ||
	    !late_fee_amount(l->rule->fee, l->open_minor, &fee) || fee < 0)
		return 0;
	return fee;
}

/* ---- charging a page ---- */

struct charging {
	struct page *page;
	const char *today;
	struct job *job;
	int64_t done, raised, raised_minor;
};

static enum err
lock_page(struct cx *cx, struct page *p)
{
	const char **accounts = arena_array(cx->arena, const char *, p->n);
	const char *ids = ids_of(cx, p, false);
	struct rows rows, plans;

	for (size_t i = 0; i < p->n; i++)
		accounts[i] = p->late[i].account_id;
	TRY(ledger_lock_accounts(cx, accounts, p->n));
	TRY(db_all(cx, &rows, OF_PAGE("x.id, x.status, x.open_minor", "receivable x", "id")
	    " for update", str(ids)));
	for (size_t k = 0; k < rows.n; k++)
		for (size_t i = 0; i < p->n; i++)
			if (row_is(&rows.row[k], "id", p->late[i].id))
				p->late[i].open_minor = row_is(&rows.row[k], "status", "open")
				    ? row_i64(&rows.row[k], "open_minor") : 0;
	TRY(db_all(cx, &rows, OF_PAGE("x.receivable_id, x.step", "late_fee x", "receivable_id")
	    " lock in share mode", str(ids)));
	mark_steps(p, &rows);
	TRY(db_all(cx, &rows, OF_PAGE("x.receivable_id, x.plan_id", "plan_receivable x", "receivable_id")
	    " lock in share mode", str(ids)));
	for (size_t k = 0; k < rows.n; k++) {
		TRY(db_all(cx, &plans,
		    "select id from plan where id = ? and status = 'active' lock in share mode",
		    str(row_str(&rows.row[k], "plan_id"))));
		if (plans.n > 0)
			mark_planned(p, &(struct rows){ .n = 1, .row = &rows.row[k] });
	}
	TRY(db_all(cx, &rows, OF_PAGE("distinct x.id, x.zone_id, x.class, x.segment", "account x", "id")
	    " lock in share mode", str(ids_of(cx, p, true))));
	for (size_t k = 0; k < rows.n; k++)
		for (size_t i = 0; i < p->n; i++)
			if (row_is(&rows.row[k], "id", p->late[i].account_id))
				p->late[i].debtor = (struct debtor){
					.zone_id = row_str(&rows.row[k], "zone_id"),
					.class = row_str(&rows.row[k], "class"),
					.segment = row_null(&rows.row[k], "segment")
					    ? "" : row_str(&rows.row[k], "segment") };
	return OK;
}

/* What is raised, each a charge. */
struct fees {
	size_t n;
	const struct late **of;
	struct posting *postings;
	struct entry *entries;
	struct receivable *receivables;
	struct signed_fact *facts;
	struct audit *audits;
	int *steps;
};

static struct fees
fees_of(struct cx *cx, const struct page *p, const char *today)
{
	struct fees f = { 0 };
	size_t most = 1;

	for (size_t i = 0; i < p->n; i++)
		most += (size_t)p->late[i].steps;
	f.of = arena_array(cx->arena, const struct late *, most);
	f.postings = arena_array(cx->arena, struct posting, most);
	f.entries = arena_array(cx->arena, struct entry, most);
	f.receivables = arena_array(cx->arena, struct receivable, most);
	f.facts = arena_array(cx->arena, struct signed_fact, most);
	f.audits = arena_array(cx->arena, struct audit, most);
	f.steps = arena_array(cx->arena, int, most);
	for (size_t i = 0; i < p->n; i++)
		for (int step = 1; step <= p->late[i].steps; step++) {
			const struct late *l = &p->late[i];
			int64_t fee = fee_of(l, step);
			const char *id;
			char due[11];

			if (fee == 0)
				continue;
			id = new_id(cx->arena);
			date_add_days(today, l->rule->due_days, due);
			f.of[f.n] = l;
			f.steps[f.n] = step;
			f.postings[f.n] = (struct posting){ LEDGER_LATE_FEE, fee, id };
			f.entries[f.n] = (struct entry){ .account_id = l->account_id,
				.source_type = "charge", .source_id = id, .posted_on = today,
				.memo = fmt(cx->arena, "Late fee, bill %s", row_str(l->row, "number")),
				.postings = &f.postings[f.n], .count = 1 };
			f.receivables[f.n] = (struct receivable){ .id = id,
				.account_id = l->account_id, .kind = "charge", .issued_on = today,
				.due_on = arena_strdup(cx->arena, due), .zone_id = l->debtor.zone_id,
				.class = l->debtor.class, .segment = l->debtor.segment,
				.cycle_id = row_str(l->row, "cycle_id"), .is_late_fee = true,
				.amount_minor = fee, .open_minor = fee };
			f.facts[f.n] = issued_fact(&f.receivables[f.n]);
			f.n++;
		}
	return f;
}

static enum err
write_charges(struct cx *cx, struct fees *f, const char *today)
{
	struct bulk charges = bulk_of(cx, 15, f->n), steps = bulk_of(cx, 3, f->n);
	struct param now = instant(cx, business_now());

	for (size_t i = 0; i < f->n; i++) {
		const struct receivable *r = &f->receivables[i];
		const struct late *l = f->of[i];

		bulk_add(&charges, str(r->id), str(r->account_id),
		    str(row_str(l->row, "consumer_id")), str(r->number),
		    str(f->entries[i].memo), str("late_fee"), i64(r->amount_minor), str(today),
		    str(today), str(r->due_on), now,
		    cx->who.kind == ACTOR_USER ? str(cx->who.id) : null(), str(cx->who.name),
		    str(f->entries[i].id), str(l->id));
		bulk_add(&steps, str(l->id), i64(f->steps[i]), str(r->id));
	}
	TRY(bulk_write(cx, &charges,
	    "insert into charge (id, account_id, consumer_id, number, name, kind, amount_minor,"
	    " served_on, issued_on, due_on, raised_at, raised_by, raised_by_name, entry_id, about_id)"
	    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
	return bulk_write(
	    cx, &steps, "insert into late_fee (receivable_id, step, charge_id) values (?, ?, ?)");
}

static const char *
told(struct cx *cx, const struct receivable *r, const struct late *l, int step)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "number", r->number);
	json_put_str(&j, "bill", row_str(l->row, "number"));
	json_put_i64(&j, "step", step);
	json_put_money(&j, "amount", r->amount_minor, cx->who.currency);
	json_put_str(&j, "due_on", r->due_on);
	json_end(&j);
	return b.data;
}

static enum err
raise(struct cx *cx, struct fees *f, const char *today)
{
	bool *counted = arena_array(cx->arena, bool, f->n);
	int64_t first;

	TRY(ledger_post_all(cx, f->entries, f->n));
	TRY(metric_changes(cx, f->facts, f->n));
	TRY(number_reserve(cx, SERIES_CHARGE, (int64_t)f->n, &first));
	for (size_t i = 0; i < f->n; i++) {
		struct receivable *r = &f->receivables[i];

		TRY(number_text(cx, SERIES_CHARGE, first + (int64_t)i, today, &r->number));
		f->audits[i] = (struct audit){ .action = "charge.raise", .object_type = "charge",
			.object_id = r->id, .account_id = r->account_id,
			.after_json = told(cx, r, f->of[i], f->steps[i]) };
	}
	TRY(receivables_open(cx, f->receivables, counted, f->n));
	TRY(write_charges(cx, f, today));
	return audit_write_all(cx, f->audits, f->n);
}

static enum err
charge_page(struct cx *cx, void *arg)
{
	struct charging *c = arg;
	struct fees fees = { 0 };

	c->raised = c->raised_minor = 0;
	for (size_t i = 0; i < c->page->n; i++) {	/* begun anew after a deadlock */
		c->page->late[i].planned = false;
		memset(c->page->late[i].charged, 0, sizeof c->page->late[i].charged);
	}
	if (c->page->n > 0) {
		TRY(lock_page(cx, c->page));
		fees = fees_of(cx, c->page, c->today);
	}
	if (fees.n > 0)
		TRY(raise(cx, &fees, c->today));
	for (size_t i = 0; i < fees.n; i++)
		c->raised_minor += fees.receivables[i].amount_minor;
	c->raised = (int64_t)fees.n;
	return job_progress(cx, c->job, c->done + (int64_t)c->page->read, -1, c->page->position);
}

static void
free_arena(void *arena)
{
	arena_free(arena);
}

/* In memory of its own, given back after each page: a job's lives as long as the job. */
static enum err
page_apart(struct cx *cx, struct arena *memory, struct rules *rules, const char *position,
    struct charging *c)
{
	struct cx aside = *cx;
	enum err e;

	aside.arena = memory;
	if (setjmp(*arena_arm(memory)) != 0) {
		arena_disarm(memory);
		(void)db_settle(cx);
		arena_reset(memory);
		return fail(cx, E_INTERNAL, "Late fees need more memory than they may have.");
	}
	e = read_page(&aside, rules, c->today, position, c->page);
	if (e == OK && c->page->read > 0)
		e = db_tx(&aside, charge_page, c);
	arena_disarm(memory);
	if (e != OK)
		(void)fail(cx, e, "%s", aside.failure.detail ? aside.failure.detail : "It failed.");
	arena_reset(memory);
	return e;
}

struct finishing { struct job *job; const char *result; };

static enum err
finish(struct cx *cx, void *arg)
{
	const struct finishing *f = arg;

	return job_finish(cx, f->job, f->result);
}

enum err
run_late_fees(struct cx *cx, struct job *job)
{
	struct rules rules = { .cx = cx };
	struct page page = { 0 };
	struct charging c = { .page = &page, .job = job };
	struct arena *memory = arena_new(PAGE_MEMORY);
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);
	int64_t raised = 0, raised_minor = 0;
	char today[11], position[POSITION_MAX] = "";

	if (!memory)
		return fail(cx, E_STORAGE, "Out of memory.");
	arena_defer(cx->arena, free_arena, memory);
	TRY(business_day(cx, business_now(), today));
	c.today = today;
	c.done = job->done;
	if (job->position && strlen(job->position) < sizeof position)
		memcpy(position, job->position, strlen(job->position) + 1);
	do {
		TRY(page_apart(cx, memory, &rules, position, &c));
		memcpy(position, page.position, sizeof position);
		job->position = position;	/* its own was the page's memory */
		c.done += (int64_t)page.read;
		raised += c.raised;
		raised_minor += c.raised_minor;
	} while (page.read == PAGE);
	json_begin(&j);
	json_put_i64(&j, "bills", c.done);
	json_put_i64(&j, "raised", raised);
	json_put_money(&j, "amount", raised_minor, cx->who.currency);
	json_end(&j);
	return db_tx(cx, finish, &(struct finishing){ job, b.data });
}

/* ---- when it runs ---- */

enum err
enqueue_late_fees(struct cx *cx, void *arg)
{
	return job_enqueue(cx, LATE_FEE_JOB, "{}", NULL, 0, arg);
}

enum err
late_fees_daily(struct cx *cx)
{
	const struct row *row;
	const char *id;

	TRY(job_daily_due(cx, LATE_FEE_JOB, RUN_HOUR, 23, &id));
	if (!id)
		return OK;
	TRY(db_maybe(cx, &row,
	    "select id from tariff where state in ('active', 'retired')"
	    " and json_value(doc_json, '$.late_fee.kind') is not null limit 1"));
	return row ? job_daily_enqueue(cx, LATE_FEE_JOB, id) : OK;
}

/* ---- before ---- */

static enum err
look_at_page(struct cx *cx, struct page *p)
{
	const char *ids = ids_of(cx, p, false);
	struct rows rows;

	TRY(db_all(cx, &rows, OF_PAGE("x.receivable_id, x.step", "late_fee x", "receivable_id"),
	    str(ids)));
	mark_steps(p, &rows);
	TRY(db_all(cx, &rows, OF_PAGE("x.receivable_id", "plan_receivable x", "receivable_id")
	    " join plan y on y.id = x.plan_id where y.status = 'active'", str(ids)));
	mark_planned(p, &rows);
	return OK;
}

/* Those who are named. */
static enum err
name_them(struct cx *cx, struct late_fee *fees, size_t n)
{
	const struct row *row;

	for (size_t i = 0; i < n; i++) {
		TRY(db_one(cx, &row,
		    "select a.number, c.name from account a join consumer c on c.id = ? where a.id = ?",
		    str(fees[i].consumer_id), str(fees[i].account_id)));
		fees[i].account_number = row_str(row, "number");
		fees[i].consumer_name = row_str(row, "name");
	}
	return OK;
}

enum err
preview_late_fees(struct cx *cx, size_t most, struct late_fee **out, size_t *n, int64_t *count,
    int64_t *total_minor)
{
	struct rules rules = { .cx = cx };
	struct page page = { 0 };
	char today[11], position[POSITION_MAX] = "";

	*out = arena_array(cx->arena, struct late_fee, most + 1);
	*n = 0;
	*count = *total_minor = 0;
	TRY(business_day(cx, business_now(), today));
	do {
		TRY(read_page(cx, &rules, today, position, &page));
		TRY(page.n > 0 ? look_at_page(cx, &page) : OK);
		for (size_t i = 0; i < page.n; i++)
			for (int step = 1; step <= page.late[i].steps; step++) {
				const struct late *l = &page.late[i];
				int64_t fee = fee_of(l, step);

				if (fee == 0)
					continue;
				++*count;
				*total_minor += fee;
				if (*n < most)
					(*out)[(*n)++] = (struct late_fee){ l->id,
						row_str(l->row, "number"), l->account_id, NULL,
						row_str(l->row, "consumer_id"), NULL,
						row_str(l->row, "due_on"), l->days, step,
						l->open_minor, fee };
			}
		memcpy(position, page.position, sizeof position);
	} while (page.read == PAGE);
	return name_them(cx, *out, *n);
}
