/*
 * Reading CSV (RFC 4180) a piece at a time: bytes in, rows out, whatever the file is like.
 *
 *   struct csv *c = csv_new(arena, &format);
 *   for (;;) {
 *       switch (csv_next(c, &row)) {
 *       case CSV_ROW:  …; break;
 *       case CSV_MORE: n -= csv_feed(c, p, n), …; or, where there is no more, csv_finish(c)
 *       case CSV_END:  return;
 *       }
 *   }
 *
 * Lines end with LF, CRLF or CR.  A quote opens a quoted field only where the field begins; elsewhere
 * it is a letter like others.  Lines with nothing but separators are passed over.  A row that cannot
 * be read (a quote that is never closed, text after a closing quote, a NUL, what the encoding does
 * not know, too long, too many fields) comes as a row with a fault, and reading goes on behind it: a
 * quote that stays open costs its own line, not the rest of the file.
 */
#ifndef BILLPORT_CSV_H
#define BILLPORT_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "arena.h"

enum csv_encoding { CSV_UTF8 = 1, CSV_WINDOWS_1252 };
struct csv_format { enum csv_encoding encoding; char separator; };

enum { CSV_ROW_MAX = 64 * 1024, CSV_FIELDS_MAX = 512 };

struct csv;

struct csv_row {			/* good until the next call with this reader */
	int64_t line, offset;		/* where it begins: from 1, from 0 */
	int64_t next_line, next_offset;	/* where what follows begins */
	size_t n;
	const char *const *fields;	/* UTF-8, each ended by a NUL; none has a NUL within */
	const char *raw;		/* bytes of the file, without the line end */
	size_t raw_len;			/* of a row that is too long: its beginning */
	const char *fault;		/* NULL; or its code, and fault_text a sentence, and n is 0 */
	const char *fault_text;
};

/* Half a megabyte of the arena. */
struct csv *csv_new(struct arena *, const struct csv_format *);
/* The next byte fed is this one of the file: goes on where another reader stopped. */
void csv_at(struct csv *, int64_t offset, int64_t line);

/* As new, for another text. */
void csv_again(struct csv *);

/* Take bytes; how many: fewer than n when rows must be taken out first. */
size_t csv_feed(struct csv *, const char *, size_t n);
/* There are no more. */
void csv_finish(struct csv *);

enum csv_step { CSV_ROW = 1, CSV_MORE, CSV_END };
enum csv_step csv_next(struct csv *, struct csv_row *);

/* Bytes of the file as UTF-8 text; what cannot be one is shown as U+FFFD. */
char *csv_text(struct arena *, enum csv_encoding, const char *, size_t);

struct buf;
/* One field of a record, quoted where it must be; a text that a spreadsheet would take for a formula
 * gets an apostrophe. */
void csv_put(struct buf *, const char *);

/*
 * The format by a file's first bytes (64 KiB are plenty).  is_utf8: the whole file is.  The sentence
 * if it is no CSV at all (a spreadsheet, UTF-16, binary), else NULL.
 */
const char *csv_guess(
    struct arena *, const char *head, size_t n, bool is_utf8, struct csv_format *out);

#endif
