/*
 * One object with the rows that belong to it: a bill with its lines.
 */
#ifndef BILLPORT_DETAIL_H
#define BILLPORT_DETAIL_H

#include "app.h"

/* One more key of the object: a list of rows, or (rows NULL) any JSON text. */
struct part { const char *key; const struct rows *rows; const char *json; };

/* rq_row() with more keys.  ETag from "version" if there is one. */
#define rq_row_parts(rq, status, row, ...) \
	rq_row_parts_((rq), (status), (row), LIST_(struct part, __VA_ARGS__))
enum err rq_row_parts_(
    struct rq *, int status, const struct row *, const struct part *, size_t n) MUST_USE;

/* The same with one list. */
enum err rq_row_with(struct rq *, int status, const struct row *, const char *key,
    const struct rows *) MUST_USE;

#endif
