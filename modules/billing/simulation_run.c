/* The job of a simulation: a share of the accounts, some thousands at a time. */
#include <stdlib.h>
#include <string.h>
#include "audit.h"
#include "bulk.h"
#include "clock.h"
#include "cycle_use.h"
#include "json_out.h"
#include "simulation.h"
#include "simulation_result.h"
#include "text.h"
#include "tree.h"

enum { PROFILES = 4096, BATCH_ARENA = 40 << 20, WHY_MAX = 12 };

/* An account's class and attributes under both documents, worked out once. */
struct profiles { const char *class, *attributes; struct simulated_tariff base, draft; };

struct why { const char *text; int64_t n; };

struct part {
	struct job *job;
	const char *id, *last;
	char after[37];
	struct cycle_dates dates;
	const char *base_code, *draft_code;
	const struct tariff *base, *draft;
	struct cx *kept;			/* memory of the whole job */
	struct profiles *known[PROFILES];
	size_t known_count;
	int64_t done;
	bool is_last;
};

/* What a batch adds; worked out again if its transaction is. */
struct batch {
	struct part *part;
	struct bulk rows;
	const char *next;		/* go on behind it */
	int64_t accounts, left_out, use_milli, base_minor, new_minor;
	struct why why[WHY_MAX];
};

/* ---- classes and attributes ---- */

static enum err
profile_of(struct part *p, const struct account_use *u, const struct profiles **out)
{
	uint64_t h = 14695981039346656037u;
	struct profiles *made;
	size_t at;

	for (const char *s = u->class; *s; s++)
		h = (h ^ (unsigned char)*s) * 1099511628211u;
	for (const char *s = u->attributes_json; *s; s++)
		h = (h ^ (unsigned char)*s) * 1099511628211u;
	for (at = h % PROFILES; p->known[at]; at = (at + 1) % PROFILES)
		if (same_text(p->known[at]->class, u->class) &&
		    same_text(p->known[at]->attributes, u->attributes_json)) {
			*out = p->known[at];
			return OK;
		}
	made = arena_alloc(p->kept->arena, sizeof *made);
	made->class = arena_strdup(p->kept->arena, u->class);
	made->attributes = arena_strdup(p->kept->arena, u->attributes_json);
	made->base.tariff = p->base;
	made->draft.tariff = p->draft;
	TRY(tariff_profile(p->kept, p->base, u->class, u->attributes_json, &made->base.profile));
	TRY(tariff_profile(p->kept, p->draft, u->class, u->attributes_json, &made->draft.profile));
	if (p->known_count < PROFILES / 2) {
		p->known[at] = made;
		p->known_count++;
	}
	*out = made;
	return OK;
}

/* ---- a batch ---- */

static void
leave_out(struct batch *b, const char *why)
{
	size_t i = 0;

	while (i + 1 < WHY_MAX && b->why[i].text && !same_text(b->why[i].text, why))
		i++;
	b->why[i].text = why;
	b->why[i].n++;
	b->left_out++;
}

/* A service names its tariff, or has that of the utility. */
static bool
is_meant(const struct part *p, const struct account_use *u)
{
	return !u->tariff_code || same_text(u->tariff_code, p->base_code) ||
	    same_text(u->tariff_code, p->draft_code);
}

static enum err
rate_account(struct cx *cx, struct batch *b, const struct account_use *u)
{
	static const char *const states[] = { NULL, "no_read", "duplicate", "negative", "no_use",
		"unit" };
	const struct profiles *p;
	struct rating_version version;
	struct rating_input in;
	static struct rated was, is;
	const char *why = states[u->state];
	char from[11], to[11];

	if (!why && !is_meant(b->part, u))
		why = "other_tariff";
	if (!why) {
		TRY(profile_of(b->part, u, &p));
		if (simulate_account(cx, &p->base, u, &version, &in, &was, &why))
			(void)simulate_account(cx, &p->draft, u, &version, &in, &is, &why);
	}
	if (why) {
		leave_out(b, why);
		return OK;
	}
	date_from_days(u->from, from);
	date_from_days(u->to, to);
	bulk_add(&b->rows, str(b->part->id), str(u->account_id), str(p->class),
	    str(arena_strdup(cx->arena, from)), str(arena_strdup(cx->arena, to)), i64(is.use_milli),
	    str(p->attributes), i64(was.total_minor), i64(is.total_minor),
	    i64(is.total_minor - was.total_minor));
	b->accounts++;
	b->use_milli += is.use_milli;
	b->base_minor += was.total_minor;
	b->new_minor += is.total_minor;
	return OK;
}

/* {"no_read": 12} and what this batch adds. */
static enum err
add_reasons(struct cx *cx, const char *was, const struct batch *b, const char **out)
{
	const struct tree *t;
	struct buf text = buf_in(cx->arena);
	struct json j = json_to(&text);

	TRY(tree_parse(cx, was, strlen(was), &t));
	json_begin(&j);
	for (size_t i = 0; i < t->n; i++) {
		int64_t n = t->items[i].text ? strtoll(t->items[i].text, NULL, 10) : 0;

		for (size_t k = 0; k < WHY_MAX && b->why[k].text; k++)
			if (same_text(b->why[k].text, t->items[i].key))
				n += b->why[k].n;
		json_put_i64(&j, t->items[i].key, n);
	}
	for (size_t k = 0; k < WHY_MAX && b->why[k].text; k++)
		if (!tree_member(t, b->why[k].text))
			json_put_i64(&j, b->why[k].text, b->why[k].n);
	json_end(&j);
	*out = text.data;
	return OK;
}

/* Rows, sums, position and lease together.  The simulation's own row comes last: other parts wait
 * for it. */
static enum err
write_batch(struct cx *cx, void *arg)
{
	struct batch *b = arg;
	struct part *p = b->part;
	const struct row *row;
	const char *reasons;

	TRY(bulk_write(cx, &b->rows,
	    "insert into simulation_row (simulation_id, account_id, class, from_on, to_on,"
	    " use_milli,"
	    " attributes_json, base_minor, new_minor, change_minor) values (?, ?, ?, ?, ?, ?, ?,"
	    " ?, ?, ?)"));
	TRY(db_maybe(cx, &row,
	    "select state, left_out_json from simulation where id = ? for update", str(p->id)));
	if (!row || !row_is(row, "state", "running"))
		return fail(cx, E_CONFLICT, "The simulation was taken away.");
	TRY(add_reasons(cx, row_str(row, "left_out_json"), b, &reasons));
	TRY(db_exec_one(cx,
	    "update simulation set accounts = accounts + ?, left_out = left_out + ?, use_milli ="
	    " use_milli + ?,"
	    " base_minor = base_minor + ?, new_minor = new_minor + ?, left_out_json = ?,"
	    " parts_done = parts_done + ? where id = ?",
	    i64(b->accounts), i64(b->left_out), i64(b->use_milli), i64(b->base_minor),
	    i64(b->new_minor), str(reasons), i64(p->is_last), str(p->id)));
	return job_progress(cx, p->job, p->done + b->accounts + b->left_out, -1,
	    p->is_last ? "end" : b->next);
}

static enum err
one_batch(struct cx *cx, struct part *p)
{
	struct batch *b = arena_alloc(cx->arena, sizeof *b);
	struct cycle_use use;

	b->part = p;
	TRY(cycle_use_load(cx, &p->dates, p->after, p->last, &use));
	b->rows = bulk_of(cx, 10, use.n);
	for (size_t i = 0; i < use.n; i++)
		TRY(rate_account(cx, b, &use.accounts[i]));
	p->is_last = use.is_last;
	b->next = use.next;
	TRY(db_tx(cx, write_batch, b));
	memmove(p->after, b->next, 37);
	p->done += b->accounts + b->left_out;
	return OK;
}

/* ---- the job ---- */

static enum err
compile(struct cx *cx, const char *doc, const struct tariff **out)
{
	return tariff_parse(cx, doc, strlen(doc), "", out);
}

static enum err
begin(struct cx *cx, struct job *job, struct part *p)
{
	struct input *in;
	const struct row *s;
	const char *after;

	TRY(input_parse(cx, job->input_json, strlen(job->input_json), &in));
	p->job = job;
	p->kept = cx;
	p->done = job->done;
	p->id = in_id(in, "simulation_id");
	after = in_id(in, "after");
	p->last = in_id(in, "last");
	TRY(in_done(in));
	p->is_last = job->position && same_text(job->position, "end");
	memcpy(p->after, job->position && strlen(job->position) == 36 ? job->position : after, 37);
	TRY(db_maybe(cx, &s,
	    "select x.state, x.doc_json, x.base_doc_json, k.zone_id, k.utility, k.from_on, k.to_on,"
	    " t.code, b.code base_code from simulation x join cycle k on k.id = x.cycle_id"
	    " join tariff t on t.id = x.tariff_id join tariff b on b.id = x.base_tariff_id where"
	    " x.id = ?",
	    str(p->id)));
	if (!s || !row_is(s, "state", "running"))
		return fail(cx, E_CONFLICT, "The simulation was taken away.");
	p->dates = (struct cycle_dates){ row_str(s, "zone_id"), row_str(s, "utility"),
		row_str(s, "from_on"), row_str(s, "to_on") };
	p->draft_code = row_str(s, "code");
	p->base_code = row_str(s, "base_code");
	TRY(compile(cx, row_str(s, "base_doc_json"), &p->base));
	return compile(cx, row_str(s, "doc_json"), &p->draft);
}

static void
free_arena(void *arena)
{
	arena_free(arena);
}

/* Batches with memory of their own. */
static enum err
rate_all(struct cx *cx, struct part *p)
{
	struct arena *memory = arena_new(BATCH_ARENA);
	enum err e = OK;

	if (!memory)
		return fail(cx, E_STORAGE, "Out of memory.");
	arena_defer(cx->arena, free_arena, memory);
	while (!p->is_last && e == OK) {
		struct cx in = *cx;

		in.arena = memory;
		if (setjmp(*arena_arm(memory)) != 0) {
			(void)db_settle(cx);
			arena_reset(memory);
			return fail(cx, E_INTERNAL, "A batch needs more memory than it may have.");
		}
		e = one_batch(&in, p);
		arena_disarm(memory);
		if (e != OK)
			(void)fail(
			    cx, e, "%s", in.failure.detail ? in.failure.detail : "It failed.");
		arena_reset(memory);
		p->job->position = NULL;	/* it lay in the batch's memory */
	}
	return e;
}

struct ending { struct part *part; const char *result; };

static enum err
finish(struct cx *cx, void *arg)
{
	const struct ending *e = arg;
	uint64_t n;

	if (e->result)
		TRY(db_exec_count(cx, &n, "update simulation set state = 'done', result_json = ?,"
		    " finished_at = ?, version = version + 1 where id = ? and state = 'running'",
		    str(e->result), instant(cx, business_now()), str(e->part->id)));
	return job_finish(cx, e->part->job, NULL);
}

static enum err
give_up(struct cx *cx, void *arg)
{
	const struct ending *e = arg;
	uint64_t n;

	return db_exec_count(cx, &n, "update simulation set state = 'failed', failure = ?,"
	    " finished_at = ?, version = version + 1 where id = ? and state = 'running'",
	    str(e->result), instant(cx, business_now()), str(e->part->id));
}

static enum err
run_part(struct cx *cx, struct job *job, struct part *p)
{
	struct ending ending = { .part = p };
	const struct row *row;

	TRY(begin(cx, job, p));
	TRY(rate_all(cx, p));
	TRY(db_one(cx, &row, "select parts, parts_done from simulation where id = ?", str(p->id)));
	if (row_i64(row, "parts") == row_i64(row, "parts_done"))
		TRY(simulation_result(cx, p->id, &ending.result));
	return db_tx(cx, finish, &ending);
}

enum err
run_simulation(struct cx *cx, struct job *job)
{
	struct part *p = arena_alloc(cx->arena, sizeof *p);
	enum err e = run_part(cx, job, p);
	struct ending why = { p, cx->failure.detail ? cx->failure.detail : "It failed." };

	if (e == OK || e == E_STORAGE || e == E_INTERNAL || e == E_BUSY || !p->id)
		return e;		/* it is tried again */
	failure_clear(cx);
	if (db_tx(cx, give_up, &why) != OK)
		failure_clear(cx);
	return fail(cx, e, "%s", why.result);
}
