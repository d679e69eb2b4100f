#include "db.h"

#include <string.h>
#include "clock.h"

struct param
str(const char *s)
{
	if (s == NULL)
		return null();
	return (struct param){ .kind = PARAM_TEXT, .s = s, .len = strlen(s) };
}

struct param
i64(int64_t i)
{
	return (struct param){ .kind = PARAM_I64, .i = i };
}

struct param
boolean(bool b)
{
	return i64(b);
}

struct param
instant(struct cx *cx, int64_t us)
{
	return str(instant_sql(cx->arena, us));
}

struct param
bytes(const void *p, size_t n)
{
	return (struct param){ .kind = PARAM_BYTES, .s = p, .len = n };
}

struct param
null(void)
{
	return (struct param){ .kind = PARAM_NULL };
}
