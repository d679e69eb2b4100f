#include "import_job.h"
#include <stdlib.h>
#include <string.h>
#include "audit.h"
#include "clock.h"
#include "files.h"
#include "import.h"
#include "import_batch.h"
#include "input.h"
#include "json_out.h"
#include "notifications.h"
#include "people.h"
#include "text.h"
#include "worker.h"

enum {
	BATCH_ROWS = 500,
	BATCH_BYTES = 512 * 1024,	/* of the file */
	BATCH_ARENA = 24 << 20,
	REPLANS = 5
};

/* ---- memory of a batch ---- */

static void
free_arena(void *arena)
{
	arena_free(arena);
}

enum err
import_with_arena(struct cx *cx, struct arena *arena, import_work *fn, void *arg)
{
	struct cx in = *cx;
	enum err e;

	in.arena = arena;
	if (setjmp(*arena_arm(arena)) != 0) {
		(void)db_settle(cx);
		arena_reset(arena);
		return fail(cx, E_INTERNAL, "A batch needs more memory than it may have.");
	}
	e = fn(&in, arg);
	arena_disarm(arena);
	if (e != OK)
		(void)fail(cx, e, "%s", in.failure.detail ? in.failure.detail : "It failed.");
	arena_reset(arena);
	return e;
}

/* ---- the file, row by row ---- */

enum err
import_next_row(struct cx *cx, struct source_file *s, struct csv_row *row, bool *any)
{
	for (;;) {
		enum csv_step step = csv_next(s->csv, row);

		if (step != CSV_MORE) {
			*any = step == CSV_ROW;
			return OK;
		}
		if (s->n == 0) {
			TRY(file_next(cx, s->file, &s->left, &s->n));
			if (s->n == 0)
				csv_finish(s->csv);
		}
		if (s->n > 0) {
			size_t fed = csv_feed(s->csv, s->left, s->n);

			s->left += fed;
			s->n -= fed;
		}
	}
}

struct running {
	struct import_reading reading;
	struct source_file source;
	struct import_batch batch;
	const char *file_id;
	char today[11];
};

static enum err
read_batch(struct cx *cx, struct running *run)
{
	struct import_batch *b = &run->batch;
	struct import_row *rows = arena_array(cx->arena, struct import_row, BATCH_ROWS);
	struct csv_row row;
	size_t n = 0;
	bool any = true;

	b->from_offset = b->next_offset;
	while (n < BATCH_ROWS && b->next_offset - b->from_offset < BATCH_BYTES) {
		TRY(import_next_row(cx, &run->source, &row, &any));
		if (!any)
			break;
		b->next_offset = row.next_offset;
		b->next_line = row.next_line;
		if (!import_is_end(&row))
			import_read_row(cx, &run->reading, &row, &rows[n++]);
	}
	b->is_last = !any;
	b->plan = (struct import_plan){ .import_id = b->import_id, .reading = &run->reading,
		.today = run->today, .rows = rows, .n = n, .utility = b->utility };
	return OK;
}

/* What the plan made of the rows goes; what reading found of them stays. */
static void
forget_plan(struct import_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].was_read) {
			rows[i].plan = NULL;
			rows[i].read = NULL;
			rows[i].outcome = ROW_GOOD;
			rows[i].faults = rows[i].last_fault = NULL;
			rows[i].owns_number = false;
		}
}

static enum err
one_batch(struct cx *cx, void *arg)
{
	struct running *run = arg;
	struct import_batch *b = &run->batch;
	enum err e = OK;

	TRY(read_batch(cx, run));
	for (int i = 0; i < REPLANS; i++) {
		forget_plan(b->plan.rows, b->plan.n);
		TRY(import_plan(cx, &b->plan));
		e = db_tx(cx, write_batch, b);
		if (e != E_STALE && !(e == E_CONFLICT && db_duplicate(cx)))
			return e;
		failure_clear(cx);
	}
	return fail(cx, E_STORAGE, "Others are changing the same things just now.");
}

/* ---- the job ---- */

static enum err
import_of(struct cx *cx, const struct job *job, const char **id)
{
	struct input *in;

	TRY(input_parse(cx, job->input_json, strlen(job->input_json), &in));
	*id = in_id(in, "import_id");
	return in_done(in);
}

static enum err
total_owed(struct cx *cx, int64_t *minor)
{
	const struct row *row;

	TRY(db_one(cx, &row, "select coalesce(sum(owed_minor), 0) all_minor from account_balance"));
	*minor = row_i64(row, "all_minor");
	return OK;
}

struct noting { const char *id; int64_t owed_minor; };

static enum err
note_owed(struct cx *cx, void *arg)
{
	const struct noting *n = arg;

	return db_exec(cx, "update import set owed_before_minor = ? where id = ?"
	    " and owed_before_minor is null", i64(n->owed_minor), str(n->id));
}

static enum err
begin(struct cx *cx, struct job *job, struct running *run)
{
	struct import_batch *b = &run->batch;
	const struct row *row, *tenant;
	struct noting noting;

	b->job = job;
	TRY(import_of(cx, job, &b->import_id));
	TRY(db_one(cx, &row,
	    "select i.state, i.kind, i.file_id, i.format_json, i.mapping_json, i.next_offset, i.next_line,"
	    " f.bytes from import i join file f on f.id = i.file_id where i.id = ?",
	    str(b->import_id)));
	if (!row_is(row, "state", "running"))
		return fail(cx, E_CONFLICT, "The import is %s.", row_str(row, "state"));
	TRY(import_reading_of(cx, row, &run->reading));
	TRY(db_one(cx, &tenant, "select utility from store.tenant where id = ?",
	    str(cx->who.tenant_id)));
	TRY(business_day(cx, business_now(), run->today));
	b->utility = row_str(tenant, "utility");
	run->file_id = row_str(row, "file_id");
	b->file_bytes = row_i64(row, "bytes");
	b->next_offset = row_i64(row, "next_offset");
	b->next_line = row_i64(row, "next_line");
	run->source = (struct source_file){ .file = file_open(cx, row_str(row, "file_id"), b->next_offset),
		.csv = csv_new(cx->arena, &run->reading.format) };
	noting = (struct noting){ .id = b->import_id };
	TRY(total_owed(cx, &noting.owed_minor));
	return db_tx(cx, note_owed, &noting);
}

/* Past the header, or to where the last batch ended. */
static enum err
to_first_row(struct cx *cx, struct running *run)
{
	struct import_batch *b = &run->batch;
	struct csv_row header;
	bool any;

	if (b->next_offset > 0) {
		csv_at(run->source.csv, b->next_offset, b->next_line);
		return OK;
	}
	TRY(import_next_row(cx, &run->source, &header, &any));
	if (!any || header.n != run->reading.columns)
		return fail(cx, E_CONFLICT, "The content of this file is not kept any more. Upload it again.");
	return OK;
}

/* Whoever may import hears of it, the one who began it too: he may have left the page. */
static enum err
tell(struct cx *cx, const char *id, enum severity severity, const char *text)
{
	struct cx aside = *cx;
	enum err e;

	aside.who.id = NULL;
	e = notify(&aside, &(struct notice){ .kind = "import.end", .severity = severity, .text = text,
	    .link = fmt(cx->arena, "/settings/imports/%s", id), .permission = CAN_IMPORT });
	cx->failure = aside.failure;
	return e;
}

struct ending { struct running *run; int64_t owed_minor; };

static enum err
finish(struct cx *cx, void *arg)
{
	struct ending *e = arg;
	const struct import_batch *b = &e->run->batch;
	const struct row *row;
	struct buf text = buf_in(cx->arena);
	struct json j = json_to(&text);
	static const char *const told[] = { "rows_in", "created", "updated", "unchanged", "refused" };

	TRY(db_one(cx, &row,
	    "select i.rows_in, i.created, i.updated, i.unchanged, i.refused, i.taken_minor, f.name"
	    " from import i join file f on f.id = i.file_id where i.id = ? for update",
	    str(b->import_id)));
	json_begin(&j);
	for (size_t i = 0; i < COUNT(told); i++)
		json_put_i64(&j, told[i], row_i64(row, told[i]));
	json_put_money(&j, "taken", row_i64(row, "taken_minor"), cx->who.currency);
	json_end(&j);
	TRY(queue_import_index(cx, b->import_id));
	TRY(db_exec_one(cx,
	    "update import set state = 'done', finished_at = ?, owed_after_minor = ?,"
	    " version = version + 1 where id = ?",
	    instant(cx, business_now()), i64(e->owed_minor), str(b->import_id)));
	TRY(tell(cx, b->import_id, row_i64(row, "refused") > 0 ? NOTICE_WARNING : NOTICE_INFO,
	    fmt(cx->arena, "%s is imported: of %lld rows %lld created, %lld updated, %lld unchanged,"
		" %lld refused.", row_str(row, "name"), (long long)row_i64(row, "rows_in"),
		(long long)row_i64(row, "created"), (long long)row_i64(row, "updated"),
		(long long)row_i64(row, "unchanged"), (long long)row_i64(row, "refused"))));
	TRY(audit_write(cx, &(struct audit){ .action = "import.done", .object_type = "import",
	    .object_id = b->import_id, .after_json = text.data }));
	return job_finish(cx, b->job, text.data);
}

struct giving_up { const char *id, *why; };

/* It cannot go on: what came in so far is to be found all the same. */
static enum err
give_up(struct cx *cx, void *arg)
{
	const struct giving_up *g = arg;
	uint64_t n;

	TRY(db_exec_count(cx, &n, "update import set state = 'failed', finished_at = ?,"
	    " version = version + 1 where id = ? and state = 'running'",
	    instant(cx, business_now()), str(g->id)));
	if (n == 0)
		return OK;
	TRY(queue_import_index(cx, g->id));
	return tell(cx, g->id, NOTICE_CRITICAL,
	    fmt(cx->arena, "An import stopped before its end: %s What was taken in stays.", g->why));
}

static enum err
take_in(struct cx *cx, struct job *job, struct running *run)
{
	struct arena *memory = arena_new(BATCH_ARENA);
	struct ending ending = { .run = run };

	if (!memory)
		return fail(cx, E_STORAGE, "Out of memory.");
	arena_defer(cx->arena, free_arena, memory);
	TRY(begin(cx, job, run));
	if (run->reading.kind == IMPORT_NEM12) {
		TRY(take_in_intervals(cx, &run->batch,
		    &(struct interval_file){ run->file_id, run->reading, run->today }, memory));
		run->batch.is_last = true;
	} else {
		TRY(to_first_row(cx, run));
	}
	while (!run->batch.is_last) {
		if (worker_stop)
			return fail(cx, E_BUSY, "The worker is leaving.");
		TRY(import_with_arena(cx, memory, one_batch, run));
		job->position = NULL;		/* it lay in the batch's memory */
	}
	TRY(total_owed(cx, &ending.owed_minor));
	return db_tx(cx, finish, &ending);
}

enum err
run_import(struct cx *cx, struct job *job)
{
	struct running *run = arena_alloc(cx->arena, sizeof *run);
	enum err e = take_in(cx, job, run);
	struct giving_up giving_up = { run->batch.import_id,
		cx->failure.detail ? cx->failure.detail : "It failed." };

	if (e == OK || e == E_STORAGE || e == E_INTERNAL || e == E_BUSY || !run->batch.import_id)
		return e;		/* it is tried again */
	failure_clear(cx);
	if (db_tx(cx, give_up, &giving_up) != OK)
		failure_clear(cx);
	return fail(cx, e, "%s", giving_up.why);
}

/* ---- finding by parts of words ---- */

struct indexing {
	struct job *job;
	const char *import_id;
	char phase;			/* c consumers, a accounts, u what was updated, e the end */
	char after[37];			/* an id, or a line */
	int64_t done, total;
};

struct index_step { struct indexing now, next; };

static void
keep_text(char to[37], const char *text)
{
	size_t n = strlen(text);

	memset(to, 0, 37);
	memcpy(to, text, n < 37 ? n : 36);
}

/* Of rows that changed what was there. */
static enum err
index_updated(struct cx *cx, const struct indexing *now, const char **last, size_t *n)
{
	struct rows rows;

	TRY(db_all(cx, &rows,
	    "select r.line, a.consumer_id from import_row r join account a on a.id = r.account_id"
	    " where r.import_id = ? and r.line > ? and r.to_index order by r.line limit 100"
	    " lock in share mode",
	    str(now->import_id), i64(strtoll(now->after, NULL, 10))));
	for (size_t i = 0; i < rows.n; i++)
		TRY(search_consumer(cx, row_str(&rows.row[i], "consumer_id")));
	*n = rows.n;
	if (rows.n > 0)
		*last = fmt(cx->arena, "%lld", (long long)row_i64(&rows.row[rows.n - 1], "line"));
	return OK;
}

/* Ids rise with time: what came in lies behind the import's own. */
static enum err
index_some(struct cx *cx, void *arg)
{
	struct index_step *s = arg;
	const struct indexing *now = &s->now;
	const char *last = NULL;
	size_t n = 0;

	s->next = *now;
	if (now->phase == 'u')
		TRY(index_updated(cx, now, &last, &n));
	else
		TRY(search_people(cx, now->phase == 'c' ? "consumer" : "account", now->after, &last,
		    &n));
	if (n > 0) {
		keep_text(s->next.after, last);
	} else {
		s->next.phase = now->phase == 'c' ? 'a' : now->phase == 'a' ? 'u' : 'e';
		keep_text(s->next.after, now->phase == 'c' ? now->import_id : "0");
	}
	s->next.done += (int64_t)n;
	if (s->next.total < s->next.done)
		s->next.total = s->next.done;
	return job_progress(cx, now->job, s->next.done, s->next.total,
	    fmt(cx->arena, "%c %s", s->next.phase, s->next.after));
}

static enum err
one_index_step(struct cx *cx, void *arg)
{
	struct index_step *s = arg;

	TRY(db_tx(cx, index_some, s));
	s->now = s->next;
	return OK;
}

enum err
run_import_index(struct cx *cx, struct job *job)
{
	struct index_step s = { .now = { .job = job, .phase = 'c', .done = job->done } };
	struct arena *memory = arena_new(BATCH_ARENA);
	const struct row *row;

	if (!memory)
		return fail(cx, E_STORAGE, "Out of memory.");
	arena_defer(cx->arena, free_arena, memory);
	TRY(import_of(cx, job, &s.now.import_id));
	TRY(db_one(cx, &row, "select made_consumers, made_accounts, updated from import where id = ?",
	    str(s.now.import_id)));
	s.now.total = row_i64(row, "made_consumers") + row_i64(row, "made_accounts") +
	    row_i64(row, "updated");
	keep_text(s.now.after, s.now.import_id);
	if (job->position && strlen(job->position) > 2) {
		s.now.phase = job->position[0];
		keep_text(s.now.after, job->position + 2);
	}
	while (s.now.phase != 'e') {
		if (worker_stop)
			return fail(cx, E_BUSY, "The worker is leaving.");
		TRY(import_with_arena(cx, memory, one_index_step, &s));
		job->position = NULL;
	}
	return OK;
}
