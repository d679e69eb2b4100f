/*
 * Interval files (NEM12).  The file is read through first: where one record of it is wrong, nothing of
 * it is taken in, and the records that are wrong are told by their lines.  Then its days come in, some
 * hundred a transaction, and the reads that they come to.
 */
#include <string.h>
#include "import_batch.h"
#include "interval.h"
#include "interval_text.h"
#include "ledger.h"
#include "nem12.h"
#include "text.h"
#include "worker.h"

enum { BATCH_DAYS = 200, REPLANS = 5, RAW_MAX = 4000 };

struct through {			/* reading it through */
	struct nem12 p;
	struct source_file source;
	int64_t *lines;			/* of its days */
	size_t days, room;
	const char *raw[NEM12_FAULTS_MAX];	/* of each fault, as it stood */
	uint64_t *seen;			/* hashes of registers and days, an open table */
	size_t slots, seen_count;
	int64_t last_line;
};

static void
open_again(struct cx *cx, const struct interval_file *f, struct source_file *s)
{
	*s = (struct source_file){ .file = file_open(cx, f->file_id, 0),
		.csv = csv_new(cx->arena, &f->reading.format) };
}

/* ---- what is wrong with it ---- */

static bool
seen_before(struct cx *cx, struct through *t, const struct nem12_day *d)
{
	uint64_t h = UINT64_C(14695981039346656037);
	const char *parts[] = { d->nmi, d->serial, d->suffix, d->on };
	size_t i;

	for (size_t k = 0; k < COUNT(parts); k++)
		for (const char *s = parts[k]; *s || s == parts[k]; s++) {
			h = (h ^ (unsigned char)*s) * UINT64_C(1099511628211);
			if (*s == '\0')
				break;
		}
	h |= 1;
	if (2 * t->seen_count >= t->slots) {
		size_t slots = t->slots > 0 ? 2 * t->slots : 4096;
		uint64_t *table = arena_array(cx->arena, uint64_t, slots);

		for (size_t k = 0; k < t->slots; k++)
			if (t->seen[k] != 0) {
				for (i = (size_t)(t->seen[k] >> 20) % slots; table[i] != 0;)
					i = (i + 1) % slots;
				table[i] = t->seen[k];
			}
		t->seen = table;
		t->slots = slots;
	}
	for (i = (size_t)(h >> 20) % t->slots; t->seen[i] != 0; i = (i + 1) % t->slots)
		if (t->seen[i] == h)
			return true;
	t->seen[i] = h;
	t->seen_count++;
	return false;
}

static void
take_day(struct cx *cx, struct through *t, const struct nem12_day *d)
{
	if (t->days == t->room) {
		t->lines = arena_grow(cx->arena, t->lines, t->room * sizeof *t->lines,
		    (2 * t->room + 256) * sizeof *t->lines);
		t->room = 2 * t->room + 256;
	}
	t->lines[t->days++] = d->line;
	if (d->on[0] && seen_before(cx, t, d))
		nem12_unreadable(&t->p, d->line, "This register's day stands in the file twice.");
}

/* The row's text beside every fault that it gave. */
static void
keep_raw(struct cx *cx, const struct interval_file *f, struct through *t, size_t before,
    const struct csv_row *row)
{
	for (size_t i = before; i < t->p.fault_count && i < NEM12_FAULTS_MAX; i++)
		if (t->p.faults[i].line == row->line && !t->raw[i])
			t->raw[i] = csv_text(cx->arena, f->reading.format.encoding, row->raw,
			    row->raw_len < RAW_MAX ? row->raw_len : RAW_MAX);
}

static enum err
read_through(struct cx *cx, const struct interval_file *f, struct through *t)
{
	struct nem12_day day;
	struct csv_row row;
	bool any;

	open_again(cx, f, &t->source);
	for (;;) {
		size_t before = t->p.fault_count;

		TRY(import_next_row(cx, &t->source, &row, &any));
		if (!any)
			break;
		t->last_line = row.line;
		if (row.fault)
			nem12_unreadable(&t->p, row.line, row.fault_text);
		else if (nem12_record(&t->p, row.line, row.fields, row.n, &day))
			take_day(cx, t, &day);
		keep_raw(cx, f, t, before, &row);
	}
	if (nem12_end(&t->p, t->last_line, &day))
		take_day(cx, t, &day);
	return OK;
}

struct refusing { struct import_batch *batch; struct through *through; const struct interval_file *file; };

/* Every day is refused, and told why where it, or a line that is no day, is to blame. */
static enum err
refuse_whole(struct cx *cx, void *arg)
{
	struct refusing *r = arg;
	struct through *t = r->through;
	struct import_batch *b = r->batch;
	size_t faults = t->p.fault_count < NEM12_FAULTS_MAX ? t->p.fault_count : NEM12_FAULTS_MAX;
	struct import_row *rows = arena_array(cx->arena, struct import_row, t->days + faults);
	size_t n = 0;
	const struct row *import;

	TRY(db_one(cx, &import, "select state from import where id = ? for update", str(b->import_id)));
	if (!row_is(import, "state", "running"))
		return fail(cx, E_CONFLICT, "The import was stopped.");
	for (size_t i = 0; i < t->days; i++)
		rows[n++] = (struct import_row){ .line = t->lines[i], .outcome = ROW_REFUSED };
	for (size_t i = 0; i < faults; i++) {
		const struct nem12_fault *f = &t->p.faults[i];
		struct import_row *row = NULL;

		for (size_t k = 0; k < n && !row; k++)
			row = rows[k].line == f->line ? &rows[k] : NULL;
		if (!row) {
			row = &rows[n++];
			*row = (struct import_row){ .line = f->line };
		}
		row->raw = t->raw[i] ? t->raw[i] : row->raw ? row->raw : "";
		import_fault(cx, &r->file->reading, row, -1, "record", "%s%s", f->column > 0
		    ? fmt(cx->arena, "Field %d: ", f->column) : "", f->text);
	}
	for (size_t i = 0; i < n; i++) {
		rows[i].raw = rows[i].raw ? rows[i].raw : "";
		if (!rows[i].faults)
			import_fault(cx, &r->file->reading, &rows[i], -1, "file",
			    "Nothing of this file was taken in: see line %lld.",
			    (long long)t->p.faults[0].line);
	}
	b->plan = (struct import_plan){ .import_id = b->import_id, .reading = &r->file->reading,
		.rows = rows, .n = n };
	b->next_offset = b->file_bytes;
	b->next_line = t->last_line + 1;
	TRY(import_write_outcome(cx, b, &(struct made_reads){ 0 }));
	return job_progress(cx, b->job, b->file_bytes, b->file_bytes, "");
}

/* ---- its days ---- */

struct days_of_file {
	struct import_batch *batch;
	const struct interval_file *file;
	struct nem12 p;
	struct source_file source;
	struct nem12_day *days;
	size_t n;
	int64_t done_line;		/* days up to it are in */
	bool is_last;
};

static enum err
next_days(struct cx *cx, struct days_of_file *d)
{
	struct csv_row row;
	bool any;

	d->n = 0;
	while (d->n < BATCH_DAYS) {
		bool whole;

		TRY(import_next_row(cx, &d->source, &row, &any));
		whole = any ? nem12_record(&d->p, row.line, row.fields, row.n, &d->days[d->n])
			    : nem12_end(&d->p, d->batch->next_line, &d->days[d->n]);
		if (whole && d->days[d->n].line > d->done_line)
			d->n++;
		if (any)
			d->batch->next_offset = row.next_offset;
		if (!any) {
			d->is_last = true;
			return OK;
		}
	}
	return OK;
}

static enum err
write_days(struct cx *cx, void *arg)
{
	struct import_batch *b = arg;
	struct import_plan *p = &b->plan;
	const char **accounts = arena_array(cx->arena, const char *, p->n);
	struct in_day *days = arena_array(cx->arena, struct in_day, p->n);
	struct made_reads made = { 0 };
	const struct row *row;
	size_t n = 0;

	TRY(db_one(cx, &row, "select state, next_line from import where id = ? for update",
	    str(b->import_id)));
	if (!row_is(row, "state", "running"))
		return fail(cx, E_CONFLICT, "The import was stopped.");
	if (row_i64(row, "next_line") != b->from_offset)
		return fail(cx, E_INTERNAL, "The import was gone on with elsewhere.");
	for (size_t i = 0; i < p->n; i++) {
		const struct import_row *r = &p->rows[i];

		if (r->outcome != ROW_CREATED && r->outcome != ROW_UPDATED)
			continue;
		accounts[n] = r->read->account_id;
		days[n++] = (struct in_day){ .meter_id = r->read->meter_id, .register_code = r->day->suffix,
			.on = r->day->on, .unit = r->day->unit, .minutes = r->day->minutes,
			.values_text = interval_values(cx, r->day),
			.quality_text = interval_quality(cx, r->day),
			.use_milli = nem12_use_milli(r->day), .import_id = b->import_id, .line = r->line };
	}
	TRY(ledger_lock_accounts(cx, accounts, n));
	TRY(check_basis(cx, &p->basis));
	TRY(write_new_meters(cx, p, &made));
	TRY(write_interval_days(cx, days, n));
	TRY(import_write_outcome(cx, b, &made));
	return job_progress(cx, b->job, b->next_offset, b->file_bytes, "");
}

static enum err
batch_of_days(struct cx *cx, void *arg)
{
	struct days_of_file *d = arg;
	struct import_batch *b = d->batch;
	struct import_row *rows = arena_array(cx->arena, struct import_row, d->n);
	enum err e = OK;

	b->from_offset = d->done_line;
	b->next_line = d->days[d->n - 1].line;
	for (int i = 0; i < REPLANS; i++) {
		for (size_t k = 0; k < d->n; k++)
			rows[k] = (struct import_row){ .line = d->days[k].line, .day = &d->days[k],
				.raw = fmt(cx->arena, "300,%s (%s %s %s)", d->days[k].on, d->days[k].nmi,
				    d->days[k].suffix, d->days[k].serial),
				.has_use = d->days[k].suffix[0] == 'E',
				.use_milli = nem12_use_milli(&d->days[k]) };
		b->plan = (struct import_plan){ .import_id = b->import_id, .reading = &d->file->reading,
			.today = d->file->today, .rows = rows, .n = d->n, .utility = b->utility };
		TRY(import_plan(cx, &b->plan));
		e = db_tx(cx, write_days, b);
		if (e == OK)
			d->done_line = b->next_line;
		if (e != E_STALE && !(e == E_CONFLICT && db_duplicate(cx)))
			return e;
		failure_clear(cx);
	}
	return fail(cx, E_STORAGE, "Others are changing the same things just now.");
}

/* ---- the reads that the days come to ---- */

struct to_reads { struct days_read days; char meter[37], on[11]; size_t n; };

static enum err
read_and_count(struct cx *cx, void *arg)
{
	struct days_read *d = arg;

	TRY(read_interval_days(cx, d));
	return db_exec_one(cx, "update import set made_reads = made_reads + ? where id = ?",
	    i64(d->made), str(d->import_id));
}

static enum err
some_reads(struct cx *cx, void *arg)
{
	struct to_reads *t = arg;

	t->days.after_meter = t->meter;
	t->days.after_on = t->on;
	TRY(prepare_interval_reads(cx, &t->days));
	if (t->days.n > 0)
		TRY(db_tx(cx, read_and_count, &t->days));
	t->n = t->days.n;
	if (t->n > 0) {
		memcpy(t->meter, t->days.last_meter, sizeof t->meter);
		memcpy(t->on, t->days.last_on, sizeof t->on);
	}
	return OK;
}

static enum err
all_days(struct cx *cx, struct days_of_file *d, struct arena *memory)
{
	open_again(cx, d->file, &d->source);
	d->days = arena_array(cx->arena, struct nem12_day, BATCH_DAYS);
	d->done_line = d->batch->next_line;
	while (!d->is_last) {
		if (worker_stop)
			return fail(cx, E_BUSY, "The worker is leaving.");
		TRY(next_days(cx, d));
		if (d->n > 0)
			TRY(import_with_arena(cx, memory, batch_of_days, d));
		d->batch->job->position = NULL;
	}
	return OK;
}

enum err
take_in_intervals(struct cx *cx, struct import_batch *b, const struct interval_file *f,
    struct arena *memory)
{
	struct through *t = arena_alloc(cx->arena, sizeof *t);
	struct days_of_file *d = arena_alloc(cx->arena, sizeof *d);
	struct to_reads reads = { .days = { .import_id = b->import_id },
		.meter = "00000000-0000-0000-0000-000000000000", .on = "1000-01-01" };

	if (b->next_line == 0) {
		TRY(read_through(cx, f, t));
		if (t->p.fault_count > 0)
			return db_tx(cx, refuse_whole, &(struct refusing){ b, t, f });
	}
	*d = (struct days_of_file){ .batch = b, .file = f };
	TRY(all_days(cx, d, memory));
	do {
		if (worker_stop)
			return fail(cx, E_BUSY, "The worker is leaving.");
		TRY(import_with_arena(cx, memory, some_reads, &reads));
	} while (reads.n > 0);
	return OK;
}
