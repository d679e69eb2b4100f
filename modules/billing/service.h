/*
 * Services of an account: what it is supplied with, in which class of the tariff, with the attributes
 * that the tariff asks for.  Meters belong to a service.  Operations run inside the caller's
 * transaction and lock the account first.
 */
#ifndef BILLPORT_SERVICE_H
#define BILLPORT_SERVICE_H

#include "db.h"

#define SERVICE_UTILITIES "water|electric|gas|sewer|municipal"
enum { SERVICE_CLASS_MAX = 40, SERVICE_ATTRIBUTES_MAX = 20, TARIFF_CODE_MAX = 32 };

struct new_service {
	const char *account_id, *utility, *class;
	const char *tariff_code;	/* or NULL */
	const char *attributes_json;	/* "{}" */
	const char *started_on;		/* NULL: today */
	int64_t low_milli, high_milli;	/* -1: none */
	const char *id;			/* out */
};

/* E_INPUT; E_CONFLICT: there is one of this utility that began that day, or one that has not ended. */
enum err create_service(struct cx *, void *new_service) MUST_USE;

struct service_change {
	const char *id, *account_id;
	int64_t version;
	const char *class;		/* NULL: as it is */
	bool sets_tariff, sets_low, sets_high;
	const char *tariff_code;	/* with sets_tariff; NULL: the tariff that knows the class */
	const char *attributes_json;	/* NULL: as they are */
	int64_t low_milli, high_milli;	/* with sets_…; -1: none */
	const char *ended_on;		/* NULL: it goes on */
};

/* E_STALE, E_INPUT.  Ended: it takes no reads of later days; E_CONFLICT while a meter of it stands. */
enum err change_service(struct cx *, void *service_change) MUST_USE;

/* Whose it is, outside a transaction; E_NOT_FOUND. */
enum err account_of_service(struct cx *, const char *service_id, const char **account_id) MUST_USE;

/* A fault at the pointer where there is no such account; outside a transaction. */
enum err account_is_there(struct cx *, const char *account_id, const char *pointer) MUST_USE;

#endif
