#include "number_check.h"
#include <stdlib.h>
#include <string.h>
#include "clock.h"
#include "numbering.h"
#include "text.h"

static const struct { enum setting setting; const char *series; } formats[] = {
	{ SETTING_PAYMENT_FORMAT, "payment" },         { SETTING_TRANSACTION_FORMAT, "transaction" },
	{ SETTING_RECEIPT_FORMAT, "receipt" },         { SETTING_BILL_FORMAT, "bill" },
	{ SETTING_CREDIT_NOTE_FORMAT, "credit_note" }, { SETTING_CHARGE_FORMAT, "charge" },
	{ SETTING_PLAN_FORMAT, "plan" },               { SETTING_DRAWER_FORMAT, "drawer" },
};

static const char *
series_of(enum setting which)
{
	for (size_t i = 0; i < COUNT(formats); i++)
		if (formats[i].setting == which)
			return formats[i].series;
	return NULL;
}

bool
setting_is_format(enum setting which)
{
	return series_of(which) != NULL;
}

/* The format as an expression over issued numbers, the number itself its first group.  Of any date:
 * what is issued next month is issued in next month's words. */
static const char *
expression(struct arena *a, const char *format)
{
	struct buf b = buf_in(a);

	buf_putc(&b, '^');
	for (const char *p = format; *p; p++) {
		if (*p != '{') {
			if (!((*p >= '0' && *p <= '9') || (*p >= 'A' && *p <= 'Z') ||
				(*p >= 'a' && *p <= 'z')))
				buf_putc(&b, '\\');
			buf_putc(&b, *p);
			continue;
		}
		if (strncmp(p, "{n}", 3) == 0)
			buf_puts(&b, "([1-9][0-9]*)");
		else if (strncmp(p, "{n:", 3) == 0)
			buf_printf(&b, "([0-9]{%d,})", (int)strtol(p + 3, NULL, 10));
		else
			buf_printf(&b, "[0-9]{%d}", strncmp(p, "{yyyy}", 6) == 0 ? 4 : 2);
		p = strchr(p, '}');
	}
	buf_putc(&b, '$');
	return b.data;
}

#define ISSUED(column, table) \
	"select " column " number from " table " where " column " regexp ? and" \
	" cast(regexp_replace(" column ", ?, '\\\\1') as unsigned) >= ? limit 1"

/* One issued number that this format would write for a number that is still to come. */
static enum err
find_issued(struct cx *cx, const char *series, const char *like, int64_t next, const struct row **out)
{
	struct param e = str(like), n = i64(next);

	if (same_text(series, "payment"))
		return db_maybe(cx, out, ISSUED("payment_no", "payment"), e, e, n);
	if (same_text(series, "transaction"))
		return db_maybe(cx, out, ISSUED("transaction_no", "payment"), e, e, n);
	if (same_text(series, "receipt"))
		return db_maybe(cx, out, ISSUED("receipt_no", "payment"), e, e, n);
	if (same_text(series, "bill"))
		return db_maybe(cx, out, ISSUED("number", "bill"), e, e, n);
	if (same_text(series, "credit_note"))
		return db_maybe(cx, out, ISSUED("number", "credit_note"), e, e, n);
	if (same_text(series, "charge"))
		return db_maybe(cx, out, ISSUED("number", "charge"), e, e, n);
	if (same_text(series, "plan"))
		return db_maybe(cx, out, ISSUED("number", "plan"), e, e, n);
	return db_maybe(cx, out, ISSUED("number", "drawer_close"), e, e, n);
}

enum err
check_numbers(struct cx *cx, struct number_check *c)
{
	const char *series = series_of(c->which);
	const struct row *r;
	char today[11];
	int64_t next;

	TRY(business_day(cx, business_now(), today));
	TRY(db_one(cx, &r, "select next from number_series where series = ?", str(series)));
	next = row_i64(r, "next");
	for (int i = 0; i < NUMBERS_SHOWN; i++)
		c->next[i] = number_format(cx->arena, c->format, next + i, today);
	c->collides = NULL;
	/* what the format in force wrote lies behind it; to look takes a pass over all numbers */
	if (same_text(c->format, setting_text(cx, c->which)))
		return OK;
	TRY(find_issued(cx, series, expression(cx->arena, c->format), next, &r));
	c->collides = r ? row_str(r, "number") : NULL;
	return OK;
}
