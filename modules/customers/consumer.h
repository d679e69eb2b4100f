/*
 * Consumers: the people and firms that owe, and how they are reached.
 */
#ifndef BILLPORT_CONSUMER_H
#define BILLPORT_CONSUMER_H

#include "db.h"

struct new_consumer {
	const char *number, *name;
	const char *kind;		/* "person" or "firm" */
	const char *phone, *email;	/* may be NULL */
	const char *id;			/* out */
};

/* In the caller's transaction: the row, its words in the search index ("consumer"), audit.
 * E_CONFLICT: the number is taken. */
enum err create_consumer(struct cx *, void *new_consumer) MUST_USE;

/* A field that was sent, with its new value; NULL empties it. */
struct edit { bool sent; const char *value; };

struct consumer_edit {
	const char *id;
	int64_t version;		/* as it was read */
	struct edit name, kind, phone, email;
	struct edit preferred_method;	/* code of an active payment mode */
	struct edit circumstances;
	int64_t new_version;		/* out */
};

/*
 * In the caller's transaction: the row, the index of the consumer and of all of its accounts, audit
 * "consumer.edit" with what was before and after.  Nothing changed: no audit, the same version.
 * E_INPUT with faults at the fields, E_STALE.
 */
enum err edit_consumer(struct cx *, void *consumer_edit) MUST_USE;

/* ---- more ways to reach a consumer ---- */

struct contact_edit {
	const char *id;			/* of the contact; out of add_contact() */
	const char *consumer_id;	/* for add_contact(); out otherwise */
	int64_t version;
	struct edit kind, value, label;	/* "phone", "email" or "post" */
	int64_t new_version;		/* out */
};

/* Each in the caller's transaction, with the index and an audit row of the consumer: contact.add,
 * contact.edit, contact.remove.  E_INPUT, E_NOT_FOUND, E_STALE. */
enum err add_contact(struct cx *, void *contact_edit) MUST_USE;
enum err edit_contact(struct cx *, void *contact_edit) MUST_USE;
enum err remove_contact(struct cx *, void *contact_edit) MUST_USE;

/* 7 to 20 digits, written with blanks, dots, dashes, brackets, + or an extension. */
bool phone_valid(const char *);
/* local@domain without blanks; what a mail server makes of it is its own affair. */
bool email_plausible(const char *);

#endif
