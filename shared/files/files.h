/*
 * Files as they came: content in rows of 1 MiB behind the tenant's view.  Written and read piece by
 * piece, so that a file of 300 MB needs 1 MiB of memory.
 */
#ifndef BILLPORT_FILES_H
#define BILLPORT_FILES_H

#include "db.h"

enum { FILE_PART = 1 << 20 };

struct file_writer;

/* A file under way.  Outside a transaction: each part is written on its own, the file's row last, so
 * that a file that is not whole is never seen. */
struct file_writer *file_begin(struct cx *);
enum err file_put(struct cx *, struct file_writer *, const void *, size_t n) MUST_USE;

struct file_made { const char *id; int64_t bytes; const char *sha256; /* hex */ };
enum err file_end(struct cx *, struct file_writer *, const char *name, const char *type,
    struct file_made *) MUST_USE;

/* Reads on from an offset; holds one part at a time, whatever the arena of the cx does. */
struct file_reader;
struct file_reader *file_open(struct cx *, const char *id, int64_t offset);
/* The next bytes, good until the next call; *n 0: that was all. */
enum err file_next(struct cx *, struct file_reader *, const char **data, size_t *n) MUST_USE;

/* A chore: take away the parts of files that never became whole, and the content of files that were
 * imported a month ago (what they were, and their digest, stays). */
enum err files_sweep(struct cx *) MUST_USE;

#endif
