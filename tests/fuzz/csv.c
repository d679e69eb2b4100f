/*
 * Any bytes as CSV: every row lies behind the one before, what is fed in pieces gives the rows that
 * are fed at once, and reading on from any row's end gives the rows that follow it.
 */
#include "csv.h"
#include "fuzz.h"
#include "text.h"

enum { ROWS = 4096 };

struct seen { int64_t line, offset, next_offset; size_t n; uint64_t hash; };

static uint64_t
hash_of(const struct csv_row *row)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < row->n; i++) {
		for (const char *s = row->fields[i]; *s; s++)
			h = (h ^ (unsigned char)*s) * UINT64_C(1099511628211);
		h = (h ^ 0xff) * UINT64_C(1099511628211);
	}
	return row->fault ? ~h : h;
}

static size_t
rows_of(struct csv *c, const char *s, size_t size, size_t step, struct seen *out)
{
	struct csv_row row;
	size_t n = 0;

	for (;;) {
		switch (csv_next(c, &row)) {
		case CSV_END:
			return n;
		case CSV_MORE: {
			size_t here = csv_feed(c, s, size < step ? size : step);

			s += here;
			size -= here;
			if (size == 0)
				csv_finish(c);
			break;
		}
		case CSV_ROW:
			for (size_t i = 0; i < row.n; i++)
				MUST(utf8_valid(row.fields[i], strlen(row.fields[i])));
			MUST(row.fault ? row.n == 0 && row.fault_text : row.n > 0);
			MUST(row.next_offset >= row.offset && row.next_line >= row.line);
			if (n < ROWS)
				out[n++] = (struct seen){ row.line, row.offset, row.next_offset, row.n,
					hash_of(&row) };
			break;
		}
	}
}

static bool
same(const struct seen *a, const struct seen *b)
{
	return a->line == b->line && a->offset == b->offset && a->next_offset == b->next_offset &&
	    a->n == b->n && a->hash == b->hash;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct seen whole[ROWS], pieces[ROWS];
	struct arena *a = fuzz_arena();
	struct csv_format format;
	const char *s;
	size_t n, step, from;
	struct csv *c;

	if (size < 2)
		return 0;
	step = data[0] % 37 + 1u;
	format = (struct csv_format){ data[1] & 1 ? CSV_UTF8 : CSV_WINDOWS_1252, ",;\t|"[data[1] >> 1 & 3] };
	s = arena_strndup(a, (const char *)data + 2, size - 2);
	size -= 2;
	n = rows_of(csv_new(a, &format), s, size, size + 1, whole);
	MUST(rows_of(csv_new(a, &format), s, size, step, pieces) == n);
	for (size_t i = 0; i < n; i++) {
		MUST(same(&whole[i], &pieces[i]));
		MUST(i == 0 || whole[i].offset >= whole[i - 1].next_offset);
	}
	if (n > 1) {
		size_t at = step % (n - 1);

		from = (size_t)whole[at].next_offset;
		c = csv_new(a, &format);
		csv_at(c, whole[at].next_offset, whole[at + 1].line);
		MUST(from > 0);
		n = rows_of(c, s + from, size - from, step, pieces);
		MUST(n > 0 && pieces[0].offset == whole[at + 1].offset && pieces[0].hash == whole[at + 1].hash);
	}
	(void)csv_guess(a, s, size, data[1] & 1, &format);
	MUST(utf8_valid(csv_text(a, format.encoding, s, size), strlen(csv_text(a, format.encoding, s, size))));
	return 0;
}
