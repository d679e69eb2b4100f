/*
 * A metric's value in its unit: as JSON has it, as people read it, as they type it.
 */
#ifndef BILLPORT_METRIC_AMOUNT_H
#define BILLPORT_METRIC_AMOUNT_H

#include "json_out.h"
#include "query.h"

/* "count", "money", "percent", "use", "days"; "billing", "consumption", … */
const char *metric_unit_name(enum metric_unit);
const char *metric_group_name(enum metric_group);

/* Decimals behind the mark of a scaled value: percent 4, use 3, days 2; counts and money none. */
int metric_decimals(enum metric_unit);

/* {"amount": 14550, "currency": "USD"}, 99.7432, 1234.5, 26: without needless noughts. */
void metric_json(struct json *, enum metric_unit, int64_t scaled, const char *currency);
/* Hundredths: "-4.5", "12", of a change in percent or points. */
void hundredths_json(struct json *, int64_t hundredths);

/* "$1,234.50", "99.743 %", "1,234.5 kWh", "3.25 days", "26": by the tenant's locale (ICU: worker and
 * slow pool).  unit_of_use NULL: none. */
const char *metric_amount(struct cx *, enum metric_unit, int64_t scaled, const char *unit_of_use);

#endif
