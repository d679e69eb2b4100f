/*
 * What a simulation's rows come to: by class, and how the changes are spread.
 */
#ifndef BILLPORT_SIMULATION_RESULT_H
#define BILLPORT_SIMULATION_RESULT_H

#include "db.h"

/*
 * {"classes": [{"class", "accounts", "use_milli", "before", "after", "change", "up", "down",
 * "same"}],
 *  "percent": [{"from", "to", "accounts"}], "amount": [the same]}
 * Buckets from falling to rising, percents in hundredths, amounts in minor units.  In size a change
 * is at least what is nearer to 0 and less than the other; null: open; 0 and 0: no change.  Outside
 * a transaction.
 */
enum err simulation_result(struct cx *, const char *id, const char **json) MUST_USE;

#endif
