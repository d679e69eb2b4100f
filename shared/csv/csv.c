#include "csv.h"
#include <string.h>
#include "text.h"

enum { WINDOW = 4 * CSV_ROW_MAX, TEXT_MAX = 3 * CSV_ROW_MAX + CSV_FIELDS_MAX, HEAD_MAX = 2048 };

struct csv {
	struct csv_format format;
	char *window;			/* bytes from `offset` on */
	size_t filled, at;		/* at: where the next row begins */
	int64_t offset, line;		/* of window[at] */
	bool finished;
	char *text;			/* the fields of the row */
	const char *fields[CSV_FIELDS_MAX];
	/* a row that is too long, until its end is found */
	bool skipping, skipped_cr;
	struct csv_row skipped;
	char head[HEAD_MAX];
};

/* What a parse of the bytes at hand came to. */
struct parse {
	enum { WHOLE, OPEN } end;	/* OPEN: the bytes ended before the row did */
	bool in_quotes;
	size_t length, consumed;	/* without and with the line end */
	int64_t lines;			/* ends of lines within and behind */
	size_t n;
	bool empty;			/* all fields are */
	const char *fault, *fault_text;
};

/* 0x80 to 0x9f of Windows-1252; 0: undefined. */
static const uint16_t upper[32] = {
	0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039,
	0x0152, 0, 0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc,
	0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178
};

struct csv *
csv_new(struct arena *arena, const struct csv_format *format)
{
	struct csv *c = arena_alloc(arena, sizeof *c);

	c->format = *format;
	c->window = arena_alloc(arena, WINDOW);
	c->text = arena_alloc(arena, TEXT_MAX);
	c->line = 1;
	return c;
}

void
csv_at(struct csv *c, int64_t offset, int64_t line)
{
	c->offset = offset;
	c->line = line;
}

void
csv_again(struct csv *c)
{
	c->filled = c->at = 0;
	c->offset = 0;
	c->line = 1;
	c->finished = c->skipping = false;
}

size_t
csv_feed(struct csv *c, const char *data, size_t n)
{
	size_t room;

	if (c->at > 0) {
		memmove(c->window, c->window + c->at, c->filled - c->at);
		c->filled -= c->at;
		c->at = 0;
	}
	room = WINDOW - c->filled;
	if (n > room)
		n = room;
	if (n > 0)
		memcpy(c->window + c->filled, data, n);
	c->filled += n;
	return n;
}

void
csv_finish(struct csv *c)
{
	c->finished = true;
}

/* ---- letters ---- */

/* One byte of Windows-1252 as UTF-8; 0: undefined. */
static size_t
put_1252(char *out, unsigned char b)
{
	unsigned code = b >= 0x80 && b < 0xa0 ? upper[b - 0x80] : b;

	if (code == 0 && b != 0)
		return 0;
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (char)(0xc0 | code >> 6);
		out[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	out[0] = (char)(0xe0 | code >> 12);
	out[1] = (char)(0x80 | (code >> 6 & 0x3f));
	out[2] = (char)(0x80 | (code & 0x3f));
	return 3;
}

char *
csv_text(struct arena *arena, enum csv_encoding encoding, const char *s, size_t n)
{
	char *out = arena_alloc(arena, 3 * n + 1);
	size_t len = 0, step;

	for (size_t i = 0; i < n; i += step) {
		step = 1;
		if (s[i] != '\0' && encoding == CSV_WINDOWS_1252) {
			size_t put = put_1252(out + len, (unsigned char)s[i]);

			len += put;
			if (put > 0)
				continue;
		} else if (s[i] != '\0' && (step = utf8_step(s + i, n - i)) > 0) {
			memcpy(out + len, s + i, step);
			len += step;
			continue;
		}
		step = 1;
		memcpy(out + len, "\xef\xbf\xbd", 3);
		len += 3;
	}
	return out;
}

/* ---- one row ---- */

/* Where the fields go. */
struct sink { struct csv *c; size_t len; struct parse *p; };

static void
wrong(struct parse *p, const char *code, const char *sentence)
{
	if (p->fault)
		return;
	p->fault = code;
	p->fault_text = sentence;
}

static void
put_letter(struct sink *s, char b)
{
	size_t n = 1;

	if (b == '\0') {
		wrong(s->p, "nul", "The row holds a NUL byte.");
		return;
	}
	if (s->len + 4 > TEXT_MAX)	/* such a row is too long, too, and told as that */
		return;
	if ((unsigned char)b >= 0x80 && s->c->format.encoding == CSV_WINDOWS_1252)
		n = put_1252(s->c->text + s->len, (unsigned char)b);
	else
		s->c->text[s->len] = b;
	if (n == 0)
		wrong(s->p, "encoding", "The row holds a byte that is no letter in Windows-1252.");
	s->len += n;
}

static void
begin_field(struct sink *s)
{
	if (s->p->n < CSV_FIELDS_MAX)
		s->c->fields[s->p->n] = s->c->text + s->len;
	else
		wrong(s->p, "columns", "The row has more than 512 fields.");
}

static void
end_field(struct sink *s)
{
	if (s->p->n < CSV_FIELDS_MAX) {
		s->p->empty = s->p->empty && s->c->text + s->len == s->c->fields[s->p->n];
		s->p->n++;
	}
	if (s->len + 1 < TEXT_MAX)
		s->c->text[s->len++] = '\0';
}

/* Bytes of the line end at p, 0: there is none; -1: that depends on the byte after. */
static int
line_end(const char *p, size_t n, bool last)
{
	if (n == 0)
		return 0;
	if (p[0] == '\n')
		return 1;
	if (p[0] != '\r')
		return 0;
	if (n == 1)
		return last ? 1 : -1;
	return p[1] == '\n' ? 2 : 1;
}

/* The rest of a quoted field from i on (behind its first quote); where it ends, or n while open. */
static size_t
quoted_field(struct sink *s, const char *p, size_t i, size_t n, bool last)
{
	s->p->in_quotes = true;
	for (; i < n; i++) {
		if (p[i] == '"' && i + 1 == n && !last)
			return n;		/* the byte after decides what it means */
		if (p[i] == '"' && (i + 1 == n || p[i + 1] != '"')) {
			s->p->in_quotes = false;
			return i + 1;
		}
		if (p[i] == '"')
			i++;
		if (p[i] == '\n' || (p[i] == '\r' && (i + 1 == n || p[i + 1] != '\n')))
			s->p->lines++;
		put_letter(s, p[i]);
	}
	return n;
}

static size_t
plain_field(struct sink *s, const char *p, size_t i, size_t n)
{
	const char separator = s->c->format.separator;

	for (; i < n && p[i] != separator && p[i] != '\n' && p[i] != '\r'; i++)
		put_letter(s, p[i]);
	return i;
}

/* Text behind a closing quote: the row is wrong, and ends where its line does. */
static size_t
behind_quote(struct sink *s, const char *p, size_t i, size_t n)
{
	if (i < n && p[i] != s->c->format.separator && p[i] != '\n' && p[i] != '\r') {
		wrong(s->p, "quote", "There is text after a closing quote.");
		while (i < n && p[i] != '\n' && p[i] != '\r')
			i++;
	}
	return i;
}

/* The row at p; last: nothing follows these n bytes. */
static void
parse_row(struct csv *c, const char *p, size_t n, bool last, struct parse *out)
{
	struct sink s = { .c = c, .p = out };
	size_t i = 0;
	int end;

	*out = (struct parse){ .end = OPEN, .empty = true };
	for (;;) {
		begin_field(&s);
		if (i < n && p[i] == '"') {
			i = quoted_field(&s, p, i + 1, n, last);
			if (out->in_quotes)
				return;
			i = behind_quote(&s, p, i, n);
		} else {
			i = plain_field(&s, p, i, n);
		}
		end_field(&s);
		if (i == n && !last)
			return;
		if (i == n || p[i] != c->format.separator)
			break;
		i++;
	}
	end = line_end(p + i, n - i, last);
	if (end < 0)
		return;
	out->end = WHOLE;
	out->length = i;
	out->consumed = i + (size_t)end;
	out->lines += end > 0;
}

static void
take(struct csv *c, size_t n, int64_t lines)
{
	c->at += n;
	c->offset += (int64_t)n;
	c->line += lines;
}

/* Bytes of the first line at p and of its end. */
static bool
first_line(const char *p, size_t n, bool last, size_t *length, size_t *consumed)
{
	size_t i = 0;
	int end;

	while (i < n && p[i] != '\n' && p[i] != '\r')
		i++;
	if (i == n && !last)
		return false;
	end = line_end(p + i, n - i, last);
	if (end < 0)
		return false;
	*length = i;
	*consumed = i + (size_t)end;
	return true;
}

static void
fault_row(struct csv *c, struct csv_row *row, size_t length, const char *code, const char *sentence)
{
	*row = (struct csv_row){ .line = c->line, .offset = c->offset, .raw = c->window + c->at,
		.raw_len = length, .fault = code, .fault_text = sentence };
}

static void
ends_here(struct csv *c, struct csv_row *row)
{
	row->next_line = c->line;
	row->next_offset = c->offset;
}

/* On to the end of a row that is too long. */
static enum csv_step
skip(struct csv *c, struct csv_row *row)
{
	const char *p = c->window + c->at;
	size_t n = c->filled - c->at, i = 0;
	int end;

	while (i < n && p[i] != '\n' && p[i] != '\r')
		i++;
	end = line_end(p + i, n - i, c->finished);
	if (end < 0 || (i == n && !c->finished)) {
		take(c, i, 0);
		return CSV_MORE;
	}
	take(c, i + (size_t)end, end > 0);
	c->skipping = false;
	*row = c->skipped;
	ends_here(c, row);
	return CSV_ROW;
}

static enum csv_step
begin_skipping(struct csv *c, struct csv_row *row)
{
	fault_row(c, &c->skipped, HEAD_MAX, "length", "The row is longer than 64 KiB.");
	memcpy(c->head, c->window + c->at, HEAD_MAX);
	c->skipped.raw = c->head;
	c->skipping = true;
	return skip(c, row);
}

/* The bytes at hand hold no whole row, and there are none to come or it is long enough. */
static enum csv_step
broken(struct csv *c, const struct parse *p, struct csv_row *row)
{
	size_t n = c->filled - c->at, length, consumed;

	if (!p->in_quotes || !first_line(c->window + c->at, n, c->finished, &length, &consumed))
		return begin_skipping(c, row);
	fault_row(c, row, length, "quote", "A quote is opened and never closed.");
	take(c, consumed, consumed > length);
	ends_here(c, row);
	return CSV_ROW;
}

static void
whole(struct csv *c, struct parse *p, struct csv_row *row)
{
	if (c->format.encoding == CSV_UTF8 && !utf8_valid(c->window + c->at, p->length))
		wrong(p, "encoding", "The row is not in UTF-8.");
	fault_row(c, row, p->length, p->fault, p->fault_text);
	if (!p->fault) {
		row->fields = c->fields;
		row->n = p->n;
	}
	take(c, p->consumed, p->lines);
	ends_here(c, row);
}

enum csv_step
csv_next(struct csv *c, struct csv_row *row)
{
	struct parse p;

	if (c->skipping)
		return skip(c, row);
	if (c->offset == 0 && c->at == 0 && c->filled >= 3 && memcmp(c->window, "\xef\xbb\xbf", 3) == 0)
		take(c, 3, 0);
	for (;;) {
		size_t n = c->filled - c->at, most = n < CSV_ROW_MAX + 2 ? n : CSV_ROW_MAX + 2;

		if (n == 0 || (c->offset == 0 && n < 3 && !c->finished))
			return c->finished ? CSV_END : CSV_MORE;
		parse_row(c, c->window + c->at, most, c->finished && most == n, &p);
		if (p.end == OPEN && n < CSV_ROW_MAX && !c->finished)
			return CSV_MORE;
		if (p.end == OPEN)
			return broken(c, &p, row);
		if (!p.empty || p.fault) {
			whole(c, &p, row);
			return CSV_ROW;
		}
		take(c, p.consumed, p.lines);
	}
}

/* ---- what kind of file it is ---- */

enum { GUESS_ROWS = 30, GUESS_BYTES = 64 * 1024 };

/* How well a separator parts the first rows: how many columns, weighed by how many rows agree. */
static size_t
fitness(struct arena *arena, const char *head, size_t n, const struct csv_format *format)
{
	struct csv *c = csv_new(arena, format);
	size_t columns = 0, rows = 0, alike = 0;
	struct csv_row row;

	(void)csv_feed(c, head, n);
	csv_finish(c);
	while (rows < GUESS_ROWS && csv_next(c, &row) == CSV_ROW) {
		if (rows++ == 0)
			columns = row.n;
		alike += row.n == columns;
	}
	return rows == 0 || columns < 2 ? 0 : (columns < 50 ? columns : 50) * 100 * alike / rows;
}

const char *
csv_guess(struct arena *arena, const char *head, size_t n, bool is_utf8, struct csv_format *out)
{
	static const char separators[] = { ',', ';', '\t', '|' };
	size_t best = 0, fit;

	*out = (struct csv_format){ is_utf8 ? CSV_UTF8 : CSV_WINDOWS_1252, ',' };
	if (n >= 4 && memcmp(head, "PK\x03\x04", 4) == 0)
		return "This is a spreadsheet or an archive, not CSV. Save the sheet as CSV and try again.";
	if (n >= 2 && (memcmp(head, "\xff\xfe", 2) == 0 || memcmp(head, "\xfe\xff", 2) == 0))
		return "The file is in UTF-16. Save it as CSV in UTF-8 and try again.";
	if (n > GUESS_BYTES)
		n = GUESS_BYTES;
	if (n > 0 && memchr(head, '\0', n) != NULL && memchr(head, '\n', n) == NULL)
		return "This is not a text file. Save the data as CSV and try again.";
	for (size_t i = 0; i < sizeof separators; i++) {
		struct csv_format format = { out->encoding, separators[i] };

		fit = fitness(arena, head, n, &format);
		if (fit > best) {
			best = fit;
			out->separator = separators[i];
		}
	}
	return NULL;
}

/* ---- writing ---- */

void
csv_put(struct buf *b, const char *s)
{
	bool formula = *s && strchr("=+-@\t\r", *s) != NULL;

	if (!formula && !strpbrk(s, ",;\"\r\n\t")) {
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
