#include "numbering.h"
#include "clock.h"
#include "settings.h"

static const struct { const char *name; enum setting format; } all[SERIES__COUNT] = {
	[SERIES_PAYMENT]     = { "payment",     SETTING_PAYMENT_FORMAT },
	[SERIES_TRANSACTION] = { "transaction", SETTING_TRANSACTION_FORMAT },
	[SERIES_RECEIPT]     = { "receipt",     SETTING_RECEIPT_FORMAT },
	[SERIES_BILL]        = { "bill",        SETTING_BILL_FORMAT },
	[SERIES_CREDIT_NOTE] = { "credit_note", SETTING_CREDIT_NOTE_FORMAT },
	[SERIES_CHARGE]      = { "charge",      SETTING_CHARGE_FORMAT },
	[SERIES_PLAN]        = { "plan",        SETTING_PLAN_FORMAT },
	[SERIES_DRAWER]      = { "drawer",      SETTING_DRAWER_FORMAT },
};

static enum err
not_started(struct cx *cx, enum series which)
{
	return fail(cx, E_INTERNAL, "The number series '%s' was never started.", all[which].name);
}

enum err
number_text(struct cx *cx, enum series which, int64_t n, const char *on, const char **out)
{
	*out = number_format(cx->arena, setting_text(cx, all[which].format), n, on);
	return OK;
}

enum err
number_reserve(struct cx *cx, enum series which, int64_t count, int64_t *first)
{
	enum err e = db_exec_id(cx, first,
	    "update number_series set next = last_insert_id(next) + ? where series = ?",
	    i64(count), str(all[which].name));

	return e == E_NOT_FOUND ? not_started(cx, which) : e;
}

enum err
number_next(struct cx *cx, enum series which, const char *on, const char **out)
{
	int64_t n;

	TRY(number_reserve(cx, which, 1, &n));
	return number_text(cx, which, n, on, out);
}

/* The one statement that raises three counters and tells them: an INSERT that never inserts,
 * since UPDATE has no RETURNING. */
enum err
number_payment(struct cx *cx, const char *on, struct payment_numbers *out)
{
	struct rows rows;
	int64_t n[SERIES__COUNT] = { 0 };

	TRY(db_all(cx, &rows, "insert into number_series (series, next, first)"
	    " values ('payment', 2, 1), ('receipt', 2, 1), ('transaction', 2, 1)"
	    " on duplicate key update next = next + 1 returning series, next - 1 as n"));
	for (size_t i = 0; i < rows.n; i++)
		for (unsigned s = 0; s < SERIES__COUNT; s++)
			if (row_is(&rows.row[i], "series", all[s].name))
				n[s] = row_i64(&rows.row[i], "n");
	for (enum series s = SERIES_PAYMENT; s <= SERIES_RECEIPT; s++)
		if (n[s] <= 0)
			return not_started(cx, s);
	TRY(number_text(cx, SERIES_PAYMENT, n[SERIES_PAYMENT], on, &out->payment_no));
	TRY(number_text(cx, SERIES_TRANSACTION, n[SERIES_TRANSACTION], on, &out->transaction_no));
	return number_text(cx, SERIES_RECEIPT, n[SERIES_RECEIPT], on, &out->receipt_no);
}

enum err
number_gap(struct cx *cx, enum series which, int64_t first, int64_t last, const char *reason)
{
	return db_exec(cx, "insert into number_gap (series, first_no, last_no, reason, noted_at)"
	    " values (?, ?, ?, ?, ?)", str(all[which].name), i64(first), i64(last), str(reason),
	    instant(cx, business_now()));
}

enum err
number_series_start(struct cx *cx, int64_t first)
{
	for (unsigned s = 0; s < SERIES__COUNT; s++)
		TRY(db_exec(cx, "insert into number_series (series, next, first) values (?, ?, ?)",
		    str(all[s].name), i64(first), i64(first)));
	return OK;
}
