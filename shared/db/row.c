#include "db_private.h"

#include <string.h>
#include "clock.h"
#include "text.h"

const struct value *
row_value(const struct row *row, const char *column)
{
	unsigned i;

	for (i = 0; i < row->shape->n; i++)
		if (same_text(row->shape->columns[i].name, column))
			return &row->values[i];
	die("unknown column", NULL, column);
}

const char *
row_str(const struct row *row, const char *column)
{
	return row_value(row, column)->s;
}

int64_t
row_i64(const struct row *row, const char *column)
{
	return row_value(row, column)->i;
}

bool
row_bool(const struct row *row, const char *column)
{
	return row_value(row, column)->i != 0;
}

bool
row_null(const struct row *row, const char *column)
{
	return row_value(row, column)->null;
}

int64_t
row_us(const struct row *row, const char *column)
{
	const char *s = row_str(row, column);
	int64_t us = 0;

	return s != NULL && instant_parse(s, &us) ? us : 0;
}

bool
row_is(const struct row *row, const char *column, const char *text)
{
	const char *s = row_str(row, column);

	return s != NULL && same_text(s, text);
}
