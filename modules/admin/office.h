/*
 * The tenant as its own people see and change it; operators use tenant.h.  The row has no view: it
 * is reached through store.tenant_about() and store.tenant_change().
 */
#ifndef BILLPORT_OFFICE_H
#define BILLPORT_OFFICE_H

#include "db.h"

struct office {
	const char *code, *name, *currency, *zone, *locale, *utility;
	int64_t version;		/* the settings' version: any change of them raises it */
	bool currency_fixed;		/* something was posted in it */
};
/* Outside a transaction. */
enum err read_office(struct cx *, struct office *) MUST_USE;

struct office_change {
	int64_t version;		/* in: what was read; out */
	const char *name, *currency, *zone, *locale;	/* NULL: as it is */
};
/* Operation; audit row.  E_INPUT names what is wrong, E_STALE, E_CONFLICT: the currency is fixed. */
enum err change_office(struct cx *, void *office_change) MUST_USE;

/* "en-US", of a language and a country that are known. */
bool locale_known(const char *);

#endif
