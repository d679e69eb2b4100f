#include "import_check.h"
#include <string.h>
#include "clock.h"
#include "files.h"
#include "import_plan.h"
#include "office.h"
#include "text.h"

enum {
	ROWS_SEEN = 1 << 20,		/* doubles are looked for among so many */
	SLOTS = 2 * ROWS_SEEN
};

static const int64_t LONGEST_US = 4000000;

struct checking {
	const struct import_reading *reading;
	struct import_check *out;
	struct arena *memory;		/* of a row that is not kept */
	uint64_t *seen;			/* hashes of numbers */
	size_t seen_count;
	enum import_field key;
};

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Was the number there before? */
static bool
doubled(struct checking *c, const char *number)
{
	uint64_t h = UINT64_C(14695981039346656037);
	size_t i;

	for (; *number; number++)
		h = (h ^ (unsigned char)lower(*number)) * UINT64_C(1099511628211);
	h |= 1;
	for (i = (size_t)(h >> 20) % SLOTS; c->seen[i] != 0; i = (i + 1) % SLOTS)
		if (c->seen[i] == h)
			return true;
	if (c->seen_count < ROWS_SEEN) {
		c->seen_count++;
		c->seen[i] = h;
	}
	return false;
}

static void
count(struct checking *c, struct cx *cx, struct import_row *r)
{
	c->out->rows++;
	if (r->was_read && c->reading->kind != IMPORT_READS && doubled(c, r->value[c->key])) {
		c->out->doubled++;
		import_fault(cx, c->reading, r, (int)c->key, "double", "%s stands on an earlier line already.",
		    r->value[c->key]);
	}
	c->out->faults += r->outcome == ROW_REFUSED;
	c->out->in_minor += r->has_amount ? r->amount_minor : 0;
	c->out->unread_amounts += r->amount_unread;
	c->out->use_milli += r->has_use ? r->use_milli : 0;
}

/* The first rows are kept to be shown, and the first with faults; of the others only sums. */
static enum err
take(struct cx *cx, struct checking *c, const struct csv_row *row)
{
	struct import_check *out = c->out;
	struct cx aside = *cx;
	struct import_row r;
	bool wanted;

	if (out->first_count < CHECK_ROWS)
		import_read_row(cx, c->reading, row, &out->first[out->first_count++]);
	aside.arena = c->memory;
	if (setjmp(*arena_arm(c->memory)) != 0) {
		arena_reset(c->memory);
		return fail(cx, E_STORAGE, "Out of memory.");
	}
	import_read_row(&aside, c->reading, row, &r);
	count(c, &aside, &r);
	wanted = r.outcome == ROW_REFUSED && out->faulty_count < CHECK_FAULTY;
	if (wanted) {
		bool is_double = r.was_read;
		struct import_row *kept = &out->faulty[out->faulty_count++];

		import_read_row(cx, c->reading, row, kept);
		if (is_double)
			import_fault(cx, c->reading, kept, (int)c->key, "double",
			    "%s stands on an earlier line already.", kept->value[c->key]);
	}
	arena_disarm(c->memory);
	arena_reset(c->memory);
	return OK;
}

static enum err
read_through(struct cx *cx, struct checking *c, const char *file_id)
{
	struct file_reader *file = file_open(cx, file_id, 0);
	struct csv *csv = csv_new(cx->arena, &c->reading->format);
	int64_t began = monotonic_now();
	const char *left = NULL;
	bool header = true;
	size_t n = 0;
	struct csv_row row;

	for (;;) {
		enum csv_step step = csv_next(csv, &row);

		if (step == CSV_END) {
			c->out->whole = true;
			return OK;
		}
		if (step == CSV_MORE) {
			if (n == 0) {
				if (monotonic_now() - began > LONGEST_US)
					return OK;
				TRY(file_next(cx, file, &left, &n));
				if (n == 0)
					csv_finish(csv);
			}
			if (n > 0) {
				size_t fed = csv_feed(csv, left, n);

				left += fed;
				n -= fed;
			}
			continue;
		}
		c->out->bytes = row.next_offset;
		if (!header && !import_is_end(&row))
			TRY(take(cx, c, &row));
		header = false;
	}
}

static void
free_arena(void *arena)
{
	arena_free(arena);
}

enum err
import_check(struct cx *cx, const char *file_id, const struct import_reading *reading,
    struct import_check *out)
{
	struct checking c = { .reading = reading, .out = out, .memory = arena_new((size_t)4 << 20),
		.key = reading->kind == IMPORT_ACCOUNTS ? F_ACCOUNT_NUMBER : F_ITEM_NUMBER };
	struct import_plan plan = { .reading = reading };
	struct office office;
	char *today = arena_alloc(cx->arena, 11);

	if (reading->kind == IMPORT_NEM12) {
		arena_free(c.memory);
		return import_check_days(cx, file_id, reading, out);
	}
	if (!c.memory)
		return fail(cx, E_STORAGE, "Out of memory.");
	arena_defer(cx->arena, free_arena, c.memory);
	*out = (struct import_check){
		.first = arena_array(cx->arena, struct import_row, CHECK_ROWS),
		.faulty = arena_array(cx->arena, struct import_row, CHECK_FAULTY) };
	c.seen = arena_array(cx->arena, uint64_t, SLOTS);
	TRY(read_through(cx, &c, file_id));
	TRY(business_day(cx, business_now(), today));
	plan.today = today;
	TRY(read_office(cx, &office));
	plan.utility = office.utility;
	plan.rows = out->first;
	plan.n = out->first_count;
	return import_plan(cx, &plan);
}
