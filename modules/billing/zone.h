/*
 * Zones: parts of the service area; bills and metrics are told apart by them.
 */
#ifndef BILLPORT_ZONE_H
#define BILLPORT_ZONE_H

#include "db.h"

struct new_zone { const char *name; const char *id; /* out */ };

/* E_CONFLICT: there is a zone of that name. */
enum err create_zone(struct cx *, void *new_zone) MUST_USE;

#endif
