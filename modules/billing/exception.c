#include "exception.h"

#include <stdlib.h>

#include "bulk.h"
#include "clock.h"
#include "json_out.h"
#include "settings.h"
#include "text.h"

enum { URGENT = 1, HIGH, NORMAL, LOW };

static const char *const names[EXCEPTION_TYPES] = {
#define EXCEPTION(NAME, name, text, actions) [NAME] = name,
#include "exceptions.def"
};

const char *
exception_name(enum exception_type type)
{
	return names[type];
}

enum exception_type
exception_type(const char *name)
{
	for (unsigned i = 0; i < EXCEPTION_TYPES; i++)
		if (same_text(names[i], name))
			return (enum exception_type)i;
	abort();
}

/* ---- what is at risk ---- */

static bool
about_use(enum exception_type type)
{
	return type == EXCEPTION_HIGH || type == EXCEPTION_LOW || type == EXCEPTION_ZERO ||
	    type == EXCEPTION_ROLLOVER || type == EXCEPTION_METER_SWAP;
}

static int64_t
known(int64_t minor)
{
	return minor == EXCEPTION_UNKNOWN || minor < 0 ? 0 : minor;
}

int64_t
exception_risk(const struct new_exception *x)
{
	int64_t bill = known(x->bill_minor), previous = known(x->previous_minor);

	if (x->is_blocking)
		return x->bill_minor == EXCEPTION_UNKNOWN ? previous : bill;
	if (about_use(x->type) && x->previous_minor != EXCEPTION_UNKNOWN)
		return bill > previous ? bill - previous : previous - bill;
	return bill;
}

int
exception_priority(int64_t risk_minor, int64_t step_minor, bool is_blocking, int64_t weeks)
{
	int64_t priority = risk_minor / 10 >= step_minor ? URGENT
	    : risk_minor >= step_minor			 ? HIGH
	    : risk_minor >= (step_minor + 4) / 5	 ? NORMAL
							 : LOW;

	if (is_blocking && priority == LOW)
		priority = NORMAL;
	priority -= weeks > 0 ? weeks : 0;
	return priority < URGENT ? URGENT : (int)priority;
}

/* ---- in words ---- */

const char *
exception_detail(struct cx *cx, const struct exception_detail *d)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	if (d->unit)
		json_put_str(&j, "unit", d->unit);
	if (d->meter)
		json_put_str(&j, "meter", d->meter);
	if (d->text)
		json_put_str(&j, "text", d->text);
	if (d->percent)
		json_put_i64(&j, "percent", d->percent);
	if (d->days)
		json_put_i64(&j, "days", d->days);
	if (d->in_row)
		json_put_i64(&j, "in_row", d->in_row);
	if (d->is_very)
		json_put_bool(&j, "very", true);
	if (d->is_held)
		json_put_bool(&j, "held", true);
	json_end(&j);
	return b.data;
}

/* ---- growing older ---- */

enum { AGED_MAX = 2000 };

struct aging { struct bulk rows; };

static enum err
raise_older(struct cx *cx, void *arg)
{
	const struct aging *a = arg;

	return bulk_write(cx, &a->rows, "update billing_exception set priority = ? where id = ?"
	    " and state in ('open', 'escalated')");
}

enum err
exceptions_age(struct cx *cx)
{
	int64_t step = setting_i64(cx, SETTING_RISK_STEP);
	struct aging a = { bulk_of(cx, 2, AGED_MAX) };
	char today[11], week_ago[11];
	struct rows rows;

	TRY(business_day(cx, business_now(), today));
	date_add_days(today, -7, week_ago);
	TRY(db_all(cx, &rows,
	    "select id, risk_minor, is_blocking, priority, opened_on from billing_exception"
	    " where work_rank < 1000000000000 and priority > 1 and opened_on <= ?"
	    " order by work_rank, id limit 2000", str(week_ago)));
	for (size_t i = 0; i < rows.n; i++) {
		const struct row *x = &rows.row[i];
		int weeks = (date_days(today) - date_days(row_str(x, "opened_on"))) / 7;
		int is = exception_priority(
		    row_i64(x, "risk_minor"), step, row_bool(x, "is_blocking"), weeks);

		if (is < row_i64(x, "priority"))
			bulk_add(&a.rows, i64(is), str(row_str(x, "id")));
	}
	return a.rows.n == 0 ? OK : db_tx(cx, raise_older, &a);
}
