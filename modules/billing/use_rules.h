/*
 * What the tenant's settings say of unusual use (use_check.h).
 */
#ifndef BILLPORT_USE_RULES_H
#define BILLPORT_USE_RULES_H

#include "cx.h"
#include "use_check.h"

struct use_rules use_rules_of(struct cx *);

#endif
