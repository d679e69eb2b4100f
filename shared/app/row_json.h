/* How a row's columns become JSON, worked out once for all rows of an answer. */
#ifndef BILLPORT_ROW_JSON_H
#define BILLPORT_ROW_JSON_H

#include "app.h"

struct member {
	const char *text;		/* "\"amount\":" */
	size_t len;
	enum { AS_STRING, AS_NUMBER, AS_BOOL, AS_MONEY, AS_JSON } as;
	bool opens, closes;		/* first, last of a nested object */
	const char *group;		/* "\"consumer\":", with opens */
	unsigned group_size;
};

struct row_plan { unsigned n; const struct member *members; const char *money_tail; };

struct row_plan row_plan(struct arena *, const struct shape *, const char *currency);
void row_write(struct buf *, const struct row_plan *, const struct row *);

#endif
