/* All rows behind a number as CSV, XLSX or PDF. */
#ifndef BILLPORT_REPORTS_METRIC_ROWS_FILE_H
#define BILLPORT_REPORTS_METRIC_ROWS_FILE_H

#include "app.h"
#include "rows.h"

/*
 * In one snapshot, streamed; the last line says how many rows there are and what they add up to, of
 * the rows that were written.  Whoever takes one is audited: metric.export.
 */
enum err metric_rows_file(struct rq *, const struct metric *, const struct metric_question *) MUST_USE;

#endif
