/*
 * Users of a tenant.  An e-mail is unique in its tenant and compared without regard to case.
 *
 *   struct new_user u = { .email = "ada@larkfield.example", .name = "Ada", .role_names = r, .role_count = 1 };
 *   TRY(prepare_new_user(cx, &u));         (outside the transaction: hashing takes 50 ms)
 *   TRY(db_tx(cx, create_user, &u));       (tenant set; u.id and u.password are filled)
 */
#ifndef BILLPORT_USER_H
#define BILLPORT_USER_H

#include "db.h"

struct new_user {
	const char *email, *name;
	/* NULL: a one-time password is made and must be changed; out */
	const char *password;
	bool must_change_password;	/* in: also for a given password */
	const char *const *role_ids;	/* either ids … */
	const char *const *role_names;	/* … or names ("Billing Manager") */
	size_t role_count;
	const char *password_hash;	/* set by prepare_new_user() */
	const char *id;			/* out; may be given */
};

/* Notes the faults of e-mail and password. */
void check_new_user(struct cx *, const struct new_user *);
/* The same as E_INPUT; then makes the password where none is given, and hashes it. */
enum err prepare_new_user(struct cx *, struct new_user *) MUST_USE;
/* Operation; writes the audit row "user.create".  E_CONFLICT: the e-mail is taken. */
enum err create_user(struct cx *, void *new_user);

struct user_change {
	const char *id;
	int64_t version;		/* in: what If-Match named */
	int64_t new_version;		/* out */
	const char *name;		/* NULL: as it is */
	bool has_active, is_active;
	bool has_roles;
	const char *const *role_ids;
	size_t role_count;
};
/*
 * Operation.  Nobody disables himself, loses his own right to manage users by his own hand,
 * or changes someone who may do what he may not; one active user with users:manage stays.
 * A disabled user's sessions end.  E_STALE.
 */
enum err change_user(struct cx *, void *user_change);

struct password_change {
	const char *user_id;
	const char *password_hash;
	bool must_change;
	bool by_other;			/* a reset by a manager, else one's own change */
	const char *keep_session;	/* this one stays; the user's others end; NULL: all end */
};
/* Operation; audit row "user.password". */
enum err change_password(struct cx *, void *password_change);

#endif
