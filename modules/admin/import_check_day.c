/* Looking an interval file through before it is imported. */
#include "import_check.h"
#include <string.h>
#include "clock.h"
#include "files.h"
#include "import_plan.h"
#include "interval_text.h"
#include "nem12.h"
#include "office.h"
#include "text.h"
#include "units.h"

static const int64_t LONGEST_US = 4000000;

struct looking {
	struct cx *cx;
	struct import_check *out;
	struct nem12 p;
	struct nem12_day *first;	/* the first days, kept */
};

static const char *
milli_text(struct cx *cx, int64_t milli)
{
	char text[32];

	return arena_strdup(cx->arena, decimal_text(text, milli, 3));
}

static void
take_day(struct looking *l, const struct nem12_day *d)
{
	struct import_check *out = l->out;
	struct arena *a = l->cx->arena;

	out->rows++;
	if (d->suffix[0] == 'E')
		out->use_milli += nem12_use_milli(d);
	if (out->first_count < CHECK_ROWS) {
		struct import_row *r = &out->first[out->first_count];
		struct nem12_day *kept = &l->first[out->first_count++];
		const char **cells = arena_array(a, const char *, 7);

		*kept = *d;
		cells[0] = kept->on;
		cells[1] = kept->nmi;
		cells[2] = kept->serial;
		cells[3] = kept->suffix;
		cells[4] = milli_text(l->cx, nem12_use_milli(kept));
		cells[5] = kept->unit;
		cells[6] = nem12_quality(kept);
		*r = (struct import_row){ .line = d->line, .day = kept, .raw = "", .cells = cells, .n = 7 };
	}
}

static enum err
look_through(struct looking *l, const char *file_id, const struct import_reading *reading)
{
	struct file_reader *file = file_open(l->cx, file_id, 0);
	struct csv *csv = csv_new(l->cx->arena, &reading->format);
	int64_t began = monotonic_now(), last = 1;
	const char *left = NULL;
	struct nem12_day day;
	struct csv_row row;
	size_t n = 0;

	for (;;) {
		enum csv_step step = csv_next(csv, &row);

		if (step == CSV_END)
			break;
		if (step == CSV_ROW) {
			last = row.line;
			l->out->bytes = row.next_offset;
			if (row.fault)
				nem12_unreadable(&l->p, row.line, row.fault_text);
			else if (nem12_record(&l->p, row.line, row.fields, row.n, &day))
				take_day(l, &day);
			continue;
		}
		if (n == 0) {
			if (monotonic_now() - began > LONGEST_US)
				return OK;
			TRY(file_next(l->cx, file, &left, &n));
			if (n == 0)
				csv_finish(csv);
		}
		if (n > 0) {
			size_t fed = csv_feed(csv, left, n);

			left += fed;
			n -= fed;
		}
	}
	l->out->whole = true;
	if (nem12_end(&l->p, last, &day))
		take_day(l, &day);
	return OK;
}

static void
tell_faults(struct looking *l, const struct import_reading *reading)
{
	size_t n = l->p.fault_count < NEM12_FAULTS_MAX ? l->p.fault_count : NEM12_FAULTS_MAX;

	for (size_t i = 0; i < n && i < CHECK_FAULTY; i++) {
		const struct nem12_fault *f = &l->p.faults[i];
		struct import_row *r = &l->out->faulty[l->out->faulty_count++];

		*r = (struct import_row){ .line = f->line, .raw = "" };
		import_fault(l->cx, reading, r, -1, "record", "%s%s",
		    f->column > 0 ? fmt(l->cx->arena, "Field %d: ", f->column) : "", f->text);
	}
	l->out->faults = (int64_t)l->p.fault_count;
}

enum err
import_check_days(struct cx *cx, const char *file_id, const struct import_reading *reading,
    struct import_check *out)
{
	struct looking *l = arena_alloc(cx->arena, sizeof *l);
	struct import_plan plan = { .reading = reading };
	char *today = arena_alloc(cx->arena, 11);
	struct office office;

	*l = (struct looking){ .cx = cx, .out = out };
	l->first = arena_array(cx->arena, struct nem12_day, CHECK_ROWS);
	*out = (struct import_check){
		.first = arena_array(cx->arena, struct import_row, CHECK_ROWS),
		.faulty = arena_array(cx->arena, struct import_row, CHECK_FAULTY) };
	TRY(look_through(l, file_id, reading));
	tell_faults(l, reading);
	TRY(business_day(cx, business_now(), today));
	TRY(read_office(cx, &office));
	plan.today = today;
	plan.utility = office.utility;
	plan.rows = out->first;
	plan.n = out->first_count;
	if (out->faults == 0)
		return import_plan(cx, &plan);
	for (size_t i = 0; i < out->first_count; i++)	/* nothing of it would come in */
		out->first[i].outcome = ROW_REFUSED;
	return OK;
}
