/* How an interval day is kept: its values in thousandths by commas, its quality as one letter for all
 * or one an interval (A actual, S substituted, E estimated or without data). */
#ifndef BILLPORT_INTERVAL_TEXT_H
#define BILLPORT_INTERVAL_TEXT_H

#include "cx.h"
#include "nem12.h"

const char *interval_values(struct cx *, const struct nem12_day *);
const char *interval_quality(struct cx *, const struct nem12_day *);

#endif
