/*
 * One object with the rows that belong to it: a bill with its lines.
 */
#ifndef BILLPORT_DETAIL_H
#define BILLPORT_DETAIL_H

#include "app.h"

/* rq_row() with one more key that holds a list of rows.  ETag from "version" if there is one. */
enum err rq_row_with(struct rq *, int status, const struct row *, const char *key,
    const struct rows *) MUST_USE;

#endif
