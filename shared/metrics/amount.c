#include "amount.h"
#include "local.h"
#include "text.h"
#include "units.h"

const char *
metric_unit_name(enum metric_unit unit)
{
	static const char *const names[] = { "count", "money", "percent", "use", "days" };

	return names[unit];
}

const char *
metric_group_name(enum metric_group group)
{
	static const char *const names[] = { "billing", "consumption", "finance", "exceptions",
		"payments" };

	return names[group];
}

int
metric_decimals(enum metric_unit unit)
{
	return unit == PERCENT ? 4 : unit == USE ? 3 : unit == DAYS ? 2 : 0;
}

void
metric_json(struct json *j, enum metric_unit unit, int64_t scaled, const char *currency)
{
	char text[32];

	if (unit == MONEY)
		json_money(j, scaled, currency);
	else
		json_raw(j, decimal_text(text, scaled, metric_decimals(unit)));
}

void
hundredths_json(struct json *j, int64_t hundredths)
{
	char text[32];

	json_raw(j, decimal_text(text, hundredths, 2));
}

/* To thousandths, half away from zero. */
static int64_t
thousandths(enum metric_unit unit, int64_t scaled)
{
	if (unit == PERCENT)
		return (scaled + (scaled < 0 ? -5 : 5)) / 10;
	return unit == DAYS ? scaled * 10 : unit == USE ? scaled : scaled * 1000;
}

const char *
metric_amount(struct cx *cx, enum metric_unit unit, int64_t scaled, const char *unit_of_use)
{
	char text[LOCAL_TEXT];
	const char *number;

	if (unit == MONEY)
		return money_local(cx, scaled);
	number = local_quantity(local_formats(cx), text, thousandths(unit, scaled));
	return fmt(cx->arena, "%s%s%s", number, unit == PERCENT ? " %" : unit == DAYS ? " days" : "",
	    unit == USE && unit_of_use ? fmt(cx->arena, " %s", unit_of_use) : "");
}
