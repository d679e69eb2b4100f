#include "table_file.h"
#include <string.h>
#include "clock.h"
#include "grid.h"
#include "local.h"
#include "settings.h"
#include "text.h"

static const struct { const char *format, *type; } formats[] = {
	{ "csv",  "text/csv; charset=utf-8" },
	{ "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
	{ "pdf",  "application/pdf" },
};

bool
wants_file(const struct rq *rq, const char **format)
{
	for (size_t i = 0; rq->accept != NULL && i < COUNT(formats); i++)
		if (strncmp(rq->accept, formats[i].type, strcspn(formats[i].type, ";")) == 0) {
			*format = formats[i].format;
			return true;
		}
	return false;
}

/* ---- CSV ---- */

/* RFC 4180; a text that a spreadsheet would take for a formula gets an apostrophe. */
static void
put_cell(struct buf *b, const char *s, bool is_number)
{
	bool formula = !is_number && *s && strchr("=+-@\t\r", *s) != NULL;

	if (!formula && strpbrk(s, ",\"\r\n") == NULL) {
		buf_puts(b, s);
		return;
	}
	buf_puts(b, formula ? "\"'" : "\"");
	for (; *s; s++) {
		if (*s == '"')
			buf_putc(b, '"');
		buf_putc(b, *s);
	}
	buf_putc(b, '"');
}

static void
write_csv(struct buf *b, const struct table_file *f)
{
	for (size_t c = 0; c < f->columns; c++) {
		buf_puts(b, c > 0 ? "," : "");
		put_cell(b, f->column[c].title, false);
	}
	buf_puts(b, "\r\n");
	for (size_t r = 0; r < f->n; r++) {
		for (size_t c = 0; c < f->columns; c++) {
			buf_puts(b, c > 0 ? "," : "");
			if (f->row[r].cell[c] != NULL)
				put_cell(b, f->row[r].cell[c], f->column[c].is_number);
		}
		buf_puts(b, "\r\n");
	}
	buf_printf(b, "#end,rows=%zu,", f->n);
	put_cell(b, fmt(b->arena, "filters=%s", f->filters), false);
	buf_puts(b, "\r\n");
}

/* ---- XLSX, PDF ---- */

/* Called from within cairo, which must not be jumped over: so much is there before it begins. */
enum { ROOM = 4 << 20 };
struct sink { char *data; size_t len; bool full; };

static void
take(void *arg, const void *data, size_t n)
{
	struct sink *s = arg;

	if (n > ROOM - s->len) {
		s->full = true;
		return;
	}
	memcpy(s->data + s->len, data, n);
	s->len += n;
}

static struct table_head
head_of(struct cx *cx, const struct table_file *f, struct table_column columns[FILE_COLUMNS],
    size_t from[FILE_COLUMNS], bool on_paper)
{
	const char *issuer = setting_text(cx, SETTING_LETTERHEAD);
	size_t n = 0;

	for (size_t c = 0; c < f->columns; c++) {
		if (on_paper && f->column[c].not_on_paper)
			continue;
		columns[n] = (struct table_column){ f->column[c].title,
			f->column[c].is_number ? TABLE_DECIMAL : TABLE_TEXT };
		from[n++] = c;
	}
	return (struct table_head){
		.title = f->title,
		.issuer = *issuer
		    ? arena_strndup(cx->arena, issuer, strcspn(issuer, "\n")) : cx->who.tenant_code,
		.made = fmt(cx->arena, "%s (%s), %s", instant_local(cx, business_now()), cx->who.zone,
		    cx->who.name),
		.filters = f->filters,
		.columns = columns,
		.n = n,
	};
}

static enum err
write_table(struct cx *cx, const struct table_file *f, bool on_paper, struct sink *sink)
{
	struct table_column columns[FILE_COLUMNS];
	size_t from[FILE_COLUMNS];
	struct table_head head = head_of(cx, f, columns, from, on_paper);
	struct value values[FILE_COLUMNS];
	const struct value *row[FILE_COLUMNS];
	const char *label = fmt(cx->arena, f->n == 1 ? "%zu row" : "%zu rows", f->n);
	int64_t *sums = arena_array(cx->arena, int64_t, FILE_COLUMNS);
	struct sheet *sheet = NULL;
	struct grid *grid = NULL;

	if (on_paper)
		TRY(grid_begin(cx, &head, f->n, business_now(), take, sink, &grid));
	else
		TRY(sheet_begin(cx, &head, take, sink, &sheet));
	for (size_t r = 0; r < f->n; r++) {
		for (size_t c = 0; c < head.n; c++) {
			const char *text = f->row[r].cell[from[c]];

			values[c] = (struct value){ .s = text, .len = text ? strlen(text) : 0,
				.null = text == NULL };
			row[c] = &values[c];
		}
		if (on_paper)
			grid_row(grid, row);
		else
			sheet_row(sheet, row);
	}
	if (on_paper)
		return grid_end(grid, label, sums);
	sheet_end(sheet, label, sums);
	return OK;
}

enum err
rq_table_file(struct rq *rq, const struct table_file *f, const char *format)
{
	struct cx *cx = &rq->cx;
	struct buf b = buf_in(cx->arena);
	const char *name = fmt(cx->arena, "%s.%s", f->name, format);
	struct sink sink = { .len = 0 };

	if (same_text(format, "csv")) {
		write_csv(&b, f);
		return rq_bytes(rq, 200, formats[0].type, name, b.data, b.len);
	}
	sink.data = arena_alloc(cx->arena, ROOM);
	TRY(write_table(cx, f, same_text(format, "pdf"), &sink));
	if (sink.full)
		return fail(cx, E_TOO_LARGE, "This is too much for one file. Narrow the period.");
	return rq_bytes(rq, 200, formats[same_text(format, "pdf") ? 2 : 1].type, name, sink.data, sink.len);
}
