/*
 * Imports in tests of operations: a file as text, run by billport-worker as it is in life.
 */
#ifndef BILLPORT_TEST_IMPORTING_H
#define BILLPORT_TEST_IMPORTING_H

#include <sys/types.h>
#include "fixture.h"
#include "import.h"

pid_t worker_start(struct fixture *);
void worker_end(pid_t, int signal_number);

/* An import of the text, its columns guessed; begun; until it has ended, its index too; all of it. */
const char *import_prepared(struct fixture *, const char *csv, size_t len, enum import_kind);
void import_begin(struct fixture *, const char *id);
void import_finish(struct fixture *, const char *id);
const char *import_text_file(struct fixture *, const char *csv, enum import_kind);

/* A column of it: text of its state and job, number of its sums. */
const char *import_text(struct fixture *, const char *id, const char *column);
int64_t import_i64(struct fixture *, const char *id, const char *column);

/* What became of its rows; and all of its sums hold. */
void import_counts(struct fixture *, const char *id, int64_t created, int64_t updated,
    int64_t unchanged, int64_t refused);
/* A refused line, and words of what is said of it. */
void import_refused(struct fixture *, const char *id, int64_t line, const char *words);

#endif
