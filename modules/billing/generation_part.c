/* A part of a run, batch by batch. */
#include "generation_part.h"
#include <string.h>
#include "audit.h"
#include "clock.h"
#include "generate_private.h"
#include "generation.h"
#include "input.h"
#include "json_out.h"
#include "numbering.h"
#include "settings.h"
#include "text.h"

enum { LOOKS_MAX = 9 };

struct generation_work {
	struct job *job;
	struct gen_run run;
	int64_t part, done, accounts;
	int looks;			/* at the batch at hand, that came to nothing */
	char after[37], last[37];
};

/* One batch, from reading to writing. */
struct step {
	struct generation_work *work;
	struct gen_batch batch;
	struct gen_judged *judged;	/* of all that were loaded */
	struct gen_written written;
};

const char *
generation_of(const struct generation_work *w)
{
	return w->run.generation_id;
}

/* ---- what is asked for ---- */

static enum err
read_input(struct cx *cx, struct generation_work *w)
{
	struct input *in;

	TRY(input_parse(cx, w->job->input_json, strlen(w->job->input_json), &in));
	w->run.generation_id = in_id(in, "generation_id");
	w->part = in_i64(in, "part", 1, GENERATION_PARTS_MAX);
	return in_done(in);
}

static const char *
list_json(struct cx *cx, struct input *in, const char *key)
{
	size_t n;
	const char **texts = in_texts(in, key, 0, GENERATION_FILTERS_MAX, 40, &n);
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	if (n == 0)
		return NULL;
	json_begin_list(&j);
	for (size_t i = 0; i < n; i++)
		json_str(&j, texts[i]);
	json_end_list(&j);
	return b.data;
}

static enum err
read_filter(struct cx *cx, struct generation_work *w, const char *filter_json)
{
	struct input *in;

	TRY(input_parse(cx, filter_json, strlen(filter_json), &in));
	w->run.classes_json = list_json(cx, in, "classes");
	w->run.segments_json = list_json(cx, in, "segments");
	return in_done(in);
}

enum err
begin_part(struct cx *cx, struct job *job, struct generation_work **out)
{
	struct generation_work *w = arena_alloc(cx->arena, sizeof *w);
	const struct row *run, *part;

	*out = w;
	w->job = job;
	w->run.keep = cx->arena;
	TRY(read_input(cx, w));
	TRY(db_one(cx, &run,
	    "select cycle_id, filter_json, state, issued_on, due_on from generation where id = ?",
	    str(w->run.generation_id)));
	if (!row_is(run, "state", "running"))
		return fail(cx, E_CONFLICT, "The run is %s.", row_str(run, "state"));
	TRY(db_one(cx, &part, "select first_account, last_account, accounts, done from generation_part"
	    " where generation_id = ? and part = ?", str(w->run.generation_id), i64(w->part)));
	w->run.cycle_id = row_str(run, "cycle_id");
	w->run.issued_on = row_str(run, "issued_on");
	w->run.due_on = row_str(run, "due_on");
	w->done = row_i64(part, "done");
	w->accounts = row_i64(part, "accounts");
	memcpy(w->last, row_str(part, "last_account"), 37);
	memcpy(w->after, job->position ? job->position : row_str(part, "first_account"), 37);
	job->position = NULL;
	TRY(read_filter(cx, w, row_str(run, "filter_json")));
	return gen_rules(cx, &w->run);
}

/* ---- a batch ---- */

static enum err
load(struct cx *cx, void *arg)
{
	struct step *s = arg;

	return gen_load(cx, &s->work->run, s->work->after, s->work->last, &s->batch);
}

static enum err
judge(struct cx *cx, struct step *s)
{
	s->judged = arena_array(cx->arena, struct gen_judged, s->batch.count);
	for (size_t i = 0; i < s->batch.count; i++)
		TRY(gen_judge(cx, &s->work->run, &s->batch.accounts[i], &s->judged[i]));
	return OK;
}

/* Numbers of the part's block, and of another one where it does not reach. */
static enum err
number_bills(struct cx *cx, struct step *s, const struct row *part, int64_t *next, int64_t *last)
{
	size_t bills = 0;

	*next = row_i64(part, "next_number");
	*last = row_i64(part, "last_number");
	for (size_t i = 0; i < s->batch.count; i++)
		bills += s->judged[i].outcome == GEN_BILLED;
	if (*next + (int64_t)bills - 1 > *last) {
		if (*next <= *last)
			TRY(number_gap(cx, SERIES_BILL, *next, *last, "Left of a block that was too small"));
		TRY(number_reserve(cx, SERIES_BILL, (int64_t)bills, next));
		*last = *next + (int64_t)bills - 1;
	}
	for (size_t i = 0; i < s->batch.count; i++)
		if (s->judged[i].outcome == GEN_BILLED)
			TRY(number_text(cx, SERIES_BILL, (*next)++, s->work->run.issued_on, &s->judged[i].number));
	return OK;
}

static enum err
note(struct cx *cx, const struct step *s)
{
	const struct gen_written *w = &s->written;

	if (w->billed + w->excepted == 0)
		return OK;
	return audit_write(cx, &(struct audit){ .action = "generation.batch",
	    .object_type = "generation", .object_id = s->work->run.generation_id,
	    .after_json = fmt(cx->arena,
		"{\"part\":%lld,\"billed\":%lld,\"excepted\":%lld,\"skipped\":%lld,"
		"\"amount\":{\"amount\":%lld,\"currency\":\"%s\"}}", (long long)s->work->part,
		(long long)w->billed, (long long)w->excepted, (long long)w->skipped,
		(long long)w->amount_minor, cx->who.currency) });
}

static enum err
write_position(struct cx *cx, struct step *s, int64_t next, int64_t last)
{
	const struct gen_written *w = &s->written;
	int64_t done = w->billed + w->excepted + w->skipped;

	TRY(db_exec_one(cx,
	    "update generation_part set next_number = ?, last_number = ?, done = done + ?,"
	    " billed = billed + ?, excepted = excepted + ?, skipped = skipped + ?,"
	    " estimated = estimated + ?, amount_minor = amount_minor + ?, use_milli = use_milli + ?"
	    " where generation_id = ? and part = ?",
	    i64(next), i64(last), i64(done), i64(w->billed), i64(w->excepted), i64(w->skipped),
	    i64(w->estimated), i64(w->amount_minor), i64(w->use_milli),
	    str(s->work->run.generation_id), i64(s->work->part)));
	return job_progress(cx, s->work->job, s->work->done + done, s->work->accounts, s->batch.last);
}

static enum err
write_step(struct cx *cx, void *arg)
{
	struct step *s = arg;
	struct generation_work *w = s->work;
	const struct row *run, *part;
	int64_t next, last;

	TRY(db_one(cx, &run, "select state from generation where id = ? lock in share mode",
	    str(w->run.generation_id)));
	if (!row_is(run, "state", "running"))
		return fail(cx, E_CONFLICT, "The run is %s.", row_str(run, "state"));
	TRY(db_one(cx, &part, "select done, next_number, last_number from generation_part"
	    " where generation_id = ? and part = ? for update", str(w->run.generation_id),
	    i64(w->part)));
	if (row_i64(part, "done") != w->done)
		return fail(cx, E_INTERNAL, "The part was gone on with elsewhere.");
	TRY(gen_lock(cx, &w->run, s->judged, s->batch.count));
	TRY(number_bills(cx, s, part, &next, &last));
	TRY(gen_write(cx, &w->run, s->judged, s->batch.count, false, &s->written));
	TRY(note(cx, s));
	return write_position(cx, s, next, last);
}

/* *again: somebody billed one of them, or changed a read, since they were loaded.  Another look is taken,
 * at fewer: the sooner they are locked behind it. */
static enum err
one_step(struct cx *cx, struct step *s, bool *again)
{
	struct generation_work *w = s->work;
	enum err e;

	*again = false;
	w->run.most = GENERATE_BATCH >> (w->looks > 1 ? w->looks - 1 : 0);
	TRY(db_snapshot(cx, load, s));
	if (s->batch.count == 0)
		return OK;
	TRY(judge(cx, s));
	e = db_tx(cx, write_step, s);
	*again = e == E_STALE || (e == E_CONFLICT && db_duplicate(cx));
	if (!*again) {
		w->looks = 0;
		return e;
	}
	failure_clear(cx);
	return ++w->looks < LOOKS_MAX
	    ? OK : fail(cx, E_STORAGE, "Others are changing the same accounts just now.");
}

enum err
generate_some(struct cx *cx, struct generation_work *w, bool *over)
{
	struct step s = { .work = w };
	bool again;

	*over = false;
	TRY(one_step(cx, &s, &again));
	if (again)
		return OK;
	if (s.batch.count > 0) {
		w->done += s.written.billed + s.written.excepted + s.written.skipped;
		memcpy(w->after, s.batch.last, 37);
		w->job->position = NULL;	/* it lay in the batch's memory */
	}
	if (!s.batch.is_last)
		return OK;
	*over = true;
	return db_tx(cx, end_part, &(struct ending_part){ w->run.generation_id, w->part, w->job });
}
