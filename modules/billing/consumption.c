#include "consumption.h"
#include <string.h>
#include "clock.h"
#include "text.h"

static int64_t
days_of(const char *from_on, const char *to_on)
{
	return date_days(to_on) - date_days(from_on) + 1;
}

static struct used_period
billed(const struct row *r)
{
	return (struct used_period){
		.from_on = row_str(r, "from_on"), .to_on = row_str(r, "to_on"),
		.days = days_of(row_str(r, "from_on"), row_str(r, "to_on")),
		.use_milli = row_i64(r, "consumption_milli"), .unit = row_str(r, "unit"),
		.quality = !row_null(r, "quality")      ? row_str(r, "quality")
		    : row_bool(r, "is_estimated")       ? "estimated"
							: "actual",
		.bill_id = row_str(r, "id"), .bill_number = row_str(r, "number"),
		.amount_minor = row_i64(r, "amount_minor"),
	};
}

/* Reads of one day, as they would be billed together. */
static struct used_period
waiting(struct cx *cx, const struct row *r, const char *before_on)
{
	static const char *const qualities[] = { "actual", "substituted", "estimated" };
	const char *to_on = row_str(r, "read_on"), *from_on = row_str(r, "from_on");
	int64_t worst = row_i64(r, "worst");
	char day[11];

	if (!from_on && before_on && strcmp(before_on, to_on) < 0) {
		date_add_days(before_on, 1, day);
		from_on = arena_strdup(cx->arena, day);
	} else if (!from_on) {
		date_add_months(to_on, -1, day);
		date_add_days(day, 1, day);
		from_on = arena_strdup(cx->arena, day);
	}
	return (struct used_period){
		.from_on = from_on, .to_on = to_on, .days = days_of(from_on, to_on),
		.use_milli = row_i64(r, "used"), .unit = row_str(r, "unit"),
		.quality = qualities[worst >= 0 && worst <= 2 ? worst : 0],
	};
}

enum err
consumption_of(struct cx *cx, const char *account_id, const char *utility, size_t most,
    struct consumption *out)
{
	struct used_period *all = arena_array(cx->arena, struct used_period, 2 * most);
	const char *last_on = NULL;
	struct rows bills, reads;
	size_t n = 0;

	TRY(db_all(cx, &bills,
	    "select b.id, b.number, b.from_on, b.to_on, b.consumption_milli, b.unit, b.quality,"
	    " b.is_estimated, b.amount_minor from bill b left join cycle c on c.id = b.cycle_id"
	    " where b.account_id = ? and b.status = 'issued' and (? is null or c.utility = ? or c.id is null)"
	    " order by b.to_on desc, b.id desc limit ?",
	    str(account_id), str(utility), str(utility), i64((int64_t)most)));
	if (bills.n > 0)
		last_on = row_str(&bills.row[0], "to_on");
	TRY(db_all(cx, &reads,
	    "select r.read_on, min(r.from_on) from_on, cast(sum(r.use_milli) as signed) used,"
	    " min(r.unit) unit, max(case r.quality when 'estimated' then 2 when 'substituted' then 1 else 0 end) worst"
	    " from meter_read r join meter m on m.id = r.meter_id"
	    " where r.account_id = ? and r.state = 'live' and r.use_milli is not null"
	    " and r.read_on > coalesce(?, '1000-01-01') and (? is null or m.utility = ?)"
	    " group by r.read_on order by r.read_on desc limit ?",
	    str(account_id), str(last_on), str(utility), str(utility), i64((int64_t)most)));
	for (size_t i = 0; i < reads.n; i++)
		all[n++] = waiting(cx, &reads.row[i],
		    i + 1 < reads.n ? row_str(&reads.row[i + 1], "read_on") : last_on);
	for (size_t i = 0; i < bills.n && n < most; i++)
		all[n++] = billed(&bills.row[i]);
	*out = (struct consumption){ all, n };
	return OK;
}
