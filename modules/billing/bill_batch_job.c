#include "bill_batch_private.h"

#include <string.h>

#include "bill_document.h"
#include "bill_template.h"
#include "bulk.h"
#include "clock.h"
#include "exception.h"
#include "files.h"
#include "text.h"

enum {
	CHUNK = 100,			/* bills that are read, drawn and noted together */
	CHUNK_ARENA = 12 << 20,
	PLAN_ROWS = 1000,
	SINK_BYTES = 4 << 20		/* what a chunk gives, and all fonts at the end */
};

struct running {
	struct job *job;
	const char *id, *channel, *sort, *template_id, *name;
	int64_t bills, done, pages, failed;
	struct arena *arena;		/* of a chunk */
	struct batch_choice choice;
	struct chosen_bills chosen;
	/* the chunk under way */
	int64_t from, to;
	struct bill_pile pile;
	int64_t *page, *page_count;	/* of each of its bills; 0 pages: it is left out */
	/* the document */
	struct bill_book *book;
	struct file_writer *file;
	struct sink { unsigned char *data; size_t len; bool full; } sink;
	const char *file_id;
};

/* ---- memory of a chunk ---- */

static void
free_arena(void *arena)
{
	arena_free(arena);
}

typedef enum err work(struct cx *, struct running *);

static enum err
with_arena(struct cx *cx, struct running *run, work *fn)
{
	struct cx in = *cx;
	enum err e;

	in.arena = run->arena;
	if (setjmp(*arena_arm(run->arena)) != 0) {
		(void)db_settle(cx);
		arena_reset(run->arena);
		return fail(cx, E_INTERNAL, "A part of the batch needs more memory than it may have.");
	}
	e = fn(&in, run);
	arena_disarm(run->arena);
	if (e != OK)
		(void)fail(cx, e, "%s", in.failure.detail ? in.failure.detail : "It failed.");
	arena_reset(run->arena);
	return e;
}

static enum err
still_running(struct cx *cx, const struct running *run)
{
	const struct row *b;

	TRY(db_one(cx, &b, "select state from bill_batch where id = ? for update", str(run->id)));
	return row_is(b, "state", "running") ? OK : fail(cx, E_CONFLICT, "The batch was stopped.");
}

/* ---- which bills ---- */

/* The next thousand deliveries of the plan, from run->from. */
static enum err
write_plan_rows(struct cx *cx, struct running *run)
{
	struct bulk rows = bulk_of(cx, 10, PLAN_ROWS);

	for (int64_t i = run->from; i < run->bills && i < run->from + PLAN_ROWS; i++) {
		const struct chosen *c = &run->chosen.bill[i];

		bulk_add(&rows, str(new_id(cx->arena)), str(c->id), str(run->id), str(run->channel),
		    str(""), str("waiting"), i64(i + 1), boolean(c->is_copy),
		    instant(cx, business_now()), str(cx->who.name));
	}
	return bulk_write(cx, &rows,
	    "insert into bill_delivery (id, bill_id, batch_id, channel, address, state, position, is_copy,"
	    " delivered_at, by_name) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
}

static enum err
write_plan(struct cx *cx, void *arg)
{
	struct running *run = arg;

	TRY(still_running(cx, run));
	for (run->from = 0; run->from < run->bills; run->from += PLAN_ROWS)
		TRY(with_arena(cx, run, write_plan_rows));
	TRY(db_exec_one(cx, "update bill_batch set bills = ?, amount_minor = ? where id = ?",
	    i64(run->bills), i64(run->chosen.sums.amount_minor), str(run->id)));
	return job_progress(cx, run->job, 0, run->bills, "planned");
}

static enum err
plan(struct cx *cx, struct running *run)
{
	TRY(choose_bills(cx, &run->choice, true, &run->chosen));
	if (run->chosen.n == 0 || run->chosen.n > BATCH_BILLS_MAX)
		return fail(cx, E_CONFLICT, run->chosen.n ? "These are too many bills for one batch."
		    : "All of these bills were delivered meanwhile.");
	sort_bills(&run->chosen, run->sort);
	run->bills = (int64_t)run->chosen.n;
	return db_tx(cx, write_plan, run);
}

/* ---- printing ---- */

static void
pour(void *arg, const void *data, size_t n)
{
	struct sink *s = arg;

	if (n > SINK_BYTES - s->len) {
		s->full = true;
		return;
	}
	memcpy(s->data + s->len, data, n);
	s->len += n;
}

static enum err
empty_sink(struct cx *cx, struct running *run)
{
	if (run->sink.full)
		return fail(cx, E_INTERNAL, "A part of the document is too large.");
	TRY(file_put(cx, run->file, run->sink.data, run->sink.len));
	run->sink.len = 0;
	return OK;
}

static enum err
note_printed(struct cx *cx, void *arg)
{
	const struct running *run = arg;

	TRY(still_running(cx, run));
	for (size_t i = 0; i < run->pile.n; i++) {
		const struct bill_loaded *b = &run->pile.bill[i];
		bool left_out = run->page_count[i] == 0;

		TRY(db_exec(cx,
		    "update bill_delivery set address = ?, page = ?, pages = ?, failure = ?"
		    " where batch_id = ? and position = ?",
		    str(b->address), left_out ? null() : i64(run->page[i]),
		    left_out ? null() : i64(run->page_count[i]),
		    left_out ? str("The bill was reversed before it was printed.") : null(),
		    str(run->id), i64(b->position)));
	}
	TRY(db_exec_one(cx, "update bill_batch set done = ?, pages = ?, failed = ? where id = ?",
	    i64(run->to), i64(run->pages), i64(run->failed), str(run->id)));
	return job_progress(cx, run->job, run->to, run->bills, "printing");
}

static enum err
print_chunk(struct cx *cx, struct running *run)
{
	TRY(load_bills(cx, run->id, run->from, run->to, &run->pile));
	run->page = arena_array(cx->arena, int64_t, run->pile.n);
	run->page_count = arena_array(cx->arena, int64_t, run->pile.n);
	for (size_t i = 0; i < run->pile.n; i++) {
		if (run->pile.bill[i].sheet.reversed_on) {
			run->failed++;
			continue;
		}
		TRY(bill_book_add(
		    cx, run->book, &run->pile.bill[i].sheet, &run->page[i], &run->page_count[i]));
		run->pages += run->page_count[i];
	}
	TRY(empty_sink(cx, run));
	return db_tx(cx, note_printed, run);
}

static enum err
finish_printing(struct cx *cx, void *arg)
{
	const struct running *run = arg;
	struct param now = instant(cx, business_now());

	TRY(still_running(cx, run));
	TRY(db_exec(cx,
	    "update bill_delivery set state = if(failure is null, 'printed', 'failed'), delivered_at = ?"
	    " where batch_id = ? and state = 'waiting'", now, str(run->id)));
	TRY(db_exec_one(cx,
	    "update bill_batch set state = 'done', file_id = ?, finished_at = ?, version = version + 1"
	    " where id = ?", str(run->file_id), now, str(run->id)));
	return job_finish(cx, run->job, NULL);
}

static enum err
print(struct cx *cx, struct running *run)
{
	struct bill_look look;
	struct file_made made;

	TRY(bill_look_of(cx, run->template_id, &look));
	run->sink.data = arena_alloc(cx->arena, SINK_BYTES);
	run->file = file_begin(cx);
	run->pages = run->failed = 0;
	TRY(bill_book_open(cx, &look, run->name, business_now(), pour, &run->sink, &run->book));
	for (run->from = 1; run->from <= run->bills; run->from += CHUNK) {
		run->to = run->from + CHUNK - 1 < run->bills ? run->from + CHUNK - 1 : run->bills;
		TRY(with_arena(cx, run, print_chunk));
	}
	if (run->pages == 0)
		return fail(cx, E_CONFLICT, "All bills of the batch were reversed. There is nothing to print.");
	TRY(bill_book_close(run->book));
	TRY(empty_sink(cx, run));
	TRY(file_end(cx, run->file, fmt(cx->arena, "%s.pdf", run->name), "application/pdf", &made));
	run->file_id = made.id;
	return db_tx(cx, finish_printing, run);
}

/* ---- sending ---- */

static enum err
could_not(struct cx *cx, struct running *run, const struct bill_loaded *b, const char *why)
{
	run->failed++;
	return db_exec(cx,
	    "update bill_delivery set state = 'failed', address = ?, failure = ?, delivered_at = ?"
	    " where batch_id = ? and position = ?",
	    str(b->email ? b->email : ""), str(why), instant(cx, business_now()), str(run->id),
	    i64(b->position));
}

static enum err
send_one(struct cx *cx, struct running *run, const struct bill_loaded *b)
{
	const char *outbox_id;

	TRY(put_bill_in_outbox(cx, b->id, b->sheet.number, b->email, run->template_id, &outbox_id));
	return db_exec(cx,
	    "update bill_delivery set state = 'queued', address = ?, outbox_id = ?, delivered_at = ?"
	    " where batch_id = ? and position = ?",
	    str(b->email), str(outbox_id), instant(cx, business_now()), str(run->id),
	    i64(b->position));
}

/* Whose address cannot be used is for a person to look at, where the bill is of a cycle. */
static struct new_exception
bad_email(const struct bill_loaded *b)
{
	return (struct new_exception){
		.type = EXCEPTION_BAD_EMAIL, .cycle_id = b->cycle_id, .account_id = b->account_id,
		.zone_id = b->zone_id, .class = b->class, .segment = b->segment, .utility = b->utility,
		.bill_id = b->id, .use_milli = EXCEPTION_UNKNOWN,
		.usual_milli = EXCEPTION_UNKNOWN, .bill_minor = b->sheet.amount_minor,
		.previous_minor = EXCEPTION_UNKNOWN,
	};
}

static enum err
send_pile(struct cx *cx, void *arg)
{
	struct running *run = arg;
	struct new_exception *bad = arena_array(cx->arena, struct new_exception, run->pile.n);
	size_t n = 0;

	run->failed = 0;
	TRY(still_running(cx, run));
	for (size_t i = 0; i < run->pile.n; i++) {
		const struct bill_loaded *b = &run->pile.bill[i];
		bool none = !b->email || !*b->email;

		if (b->sheet.reversed_on) {
			TRY(could_not(cx, run, b, "The bill was reversed before it was sent."));
		} else if (none || !address_valid(b->email)) {
			TRY(could_not(cx, run, b, none ? "The consumer has no e-mail address."
			    : "This is not an e-mail address."));
			if (b->cycle_id)
				bad[n++] = bad_email(b);
		} else
			TRY(send_one(cx, run, b));
	}
	if (n > 0)
		TRY(exception_open_all(cx, bad, n));
	TRY(db_exec_one(cx, "update bill_batch set done = ?, failed = failed + ? where id = ?"
	    " and done = ?", i64(run->to), i64(run->failed), str(run->id), i64(run->from - 1)));
	return job_progress(cx, run->job, run->to, run->bills, "sending");
}

static enum err
send_chunk(struct cx *cx, struct running *run)
{
	TRY(load_bills(cx, run->id, run->from, run->to, &run->pile));
	return db_tx(cx, send_pile, run);
}

static enum err
finish_sending(struct cx *cx, void *arg)
{
	const struct running *run = arg;

	TRY(still_running(cx, run));
	TRY(db_exec_one(cx,
	    "update bill_batch set state = 'done', finished_at = ?, version = version + 1 where id = ?",
	    instant(cx, business_now()), str(run->id)));
	return job_finish(cx, run->job, NULL);
}

static enum err
send_all(struct cx *cx, struct running *run)
{
	for (run->from = run->done + 1; run->from <= run->bills; run->from += CHUNK) {
		run->to = run->from + CHUNK - 1 < run->bills ? run->from + CHUNK - 1 : run->bills;
		TRY(with_arena(cx, run, send_chunk));
	}
	return db_tx(cx, finish_sending, run);
}

/* ---- the job ---- */

static enum err
begin(struct cx *cx, struct job *job, struct running *run)
{
	struct input *in;
	const struct row *b;

	TRY(input_parse(cx, job->input_json, strlen(job->input_json), &in));
	run->job = job;
	run->id = in_id(in, "batch_id");
	TRY(in_done(in));
	TRY(db_one(cx, &b,
	    "select name, channel, sort, state, template_id, filter_json, bills, done from bill_batch"
	    " where id = ?", str(run->id)));
	if (!row_is(b, "state", "running"))
		return fail(cx, E_CONFLICT, "The batch is %s.", row_str(b, "state"));
	run->name = row_str(b, "name");
	run->channel = row_str(b, "channel");
	run->sort = row_str(b, "sort");
	run->template_id = row_str(b, "template_id");
	run->bills = row_i64(b, "bills");
	run->done = row_i64(b, "done");
	run->arena = arena_new(CHUNK_ARENA);
	if (!run->arena)
		return fail(cx, E_STORAGE, "Out of memory.");
	arena_defer(cx->arena, free_arena, run->arena);
	return choice_read(cx, row_str(b, "filter_json"), &run->choice);
}

enum err
run_bill_batch(struct cx *cx, struct job *job)
{
	struct running *run = arena_alloc(cx->arena, sizeof *run);

	TRY(begin(cx, job, run));
	if (job->position == NULL)
		TRY(plan(cx, run));
	return same_text(run->channel, "print") ? print(cx, run) : send_all(cx, run);
}
