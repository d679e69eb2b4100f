/*
 * Accounts: what is billed.  An account has one service address, a class, a zone, a responsible
 * consumer with a history, and meters.
 */
#ifndef BILLPORT_ACCOUNT_H
#define BILLPORT_ACCOUNT_H

#include "db.h"

struct new_account {
	const char *number, *consumer_id, *zone_id;
	const char *class;		/* "residential", "commercial", "industrial", … */
	const char *street, *city, *region, *postcode;
	const char *opened_on;
	const char *segment;		/* or NULL */
	const char *utility;		/* of its service; with meters there is one */
	const char *service_class;	/* of the tariff; NULL: the class */
	const char *attributes_json;	/* that the tariff asks for; NULL: none */
	const char *const *meters;	/* their numbers */
	size_t meter_count;
	const char *meter_kind;		/* NULL: "register" */
	const char *meter_size, *unit;	/* or NULL */
	int digits;			/* 0: not known */
	int64_t start_milli;		/* what the meters showed when the account was opened */
	const char *id;			/* out */
	const char *service_id;		/* out; NULL: none */
};

/* In the caller's transaction: the row, the consumer as its first responsible one, a service with its
 * meters, the
 * search index ("account": number, consumer's name, phone and e-mail, street, meters), audit.
 * E_CONFLICT: a number is taken, or there is no such consumer or zone. */
enum err create_account(struct cx *, void *new_account) MUST_USE;

#endif
