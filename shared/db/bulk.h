/*
 * Many rows for one statement, put together one by one:
 *
 *   struct bulk b = bulk_of(cx, 2, most);
 *   bulk_add(&b, str(id), i64(amount));
 *   TRY(bulk_write(cx, &b, "insert into t (id, amount_minor) values (?, ?)"));
 */
#ifndef BILLPORT_DB_BULK_H
#define BILLPORT_DB_BULK_H

#include "db.h"

struct bulk { struct param *cols[32]; unsigned ncols; size_t n, most; };

/* At most `most` rows of ncols (32) values; memory of the cx. */
struct bulk bulk_of(struct cx *, unsigned ncols, size_t most);
#define bulk_add(b, ...) bulk_add_((b), LIST_(struct param, __VA_ARGS__))
void bulk_add_(struct bulk *, const struct param *, size_t n);

/* All rows, in calls of 1,000.  In a transaction: a later call may fail. */
#define bulk_write(cx, b, literal) bulk_write_((cx), (b), "" literal "")
enum err bulk_write_(struct cx *, const struct bulk *, const char *sql) MUST_USE;

#endif
