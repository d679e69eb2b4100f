/*
 * What the operations on payments share among themselves.
 */
#ifndef BILLPORT_PAYMENT_PRIVATE_H
#define BILLPORT_PAYMENT_PRIVATE_H

#include "choices.h"
#include "json_out.h"
#include "payment.h"

#define CARD_SENTENCE \
	"This looks like a card number, which must not be stored. Leave it out, or keep its" \
	" last four digits only."

/* The user, or NULL where a program did it. */
const char *actor_user(const struct cx *);
/* A text's beginning, as many characters as an approval's summary takes. */
const char *summary_text(struct cx *, const char *);
/* A fault at the pointer where the text holds what looks like a card number. */
void no_card_in(struct cx *, const char *pointer, const char *text);

/* ---- the steps of recording, for a correction to take ---- */

bool mode_is(const struct choice *mode, const char *kind);
const char *recording_json(struct cx *, const struct recording *);

/* Every rule that needs no row; also settles in->at, in->on and the like. */
enum err check_recording(struct cx *, struct recording *) MUST_USE;
/* Lock the account and read whose it is, what it owes and has; E_INPUT at /account_id. */
enum err lock_payer(struct cx *, struct recording *) MUST_USE;
/* Under that lock: post it.  corrects: the payment that it stands for, and what its audit
 * row says of that; or NULL. */
struct corrected { const char *id, *reason, *before_json; };
enum err post_payment(struct cx *, struct recording *, const struct corrected *) MUST_USE;
void json_recording(struct json *, const struct recording *, const char *currency);

/* ---- and of a void ---- */

/* The payment's row, locked, if it is posted (E_CONFLICT). */
enum err lock_posted(struct cx *, const char *id, const struct row **) MUST_USE;
/* Undo it; the account is locked. */
enum err reverse_payment(struct cx *, struct voiding *, const struct row *) MUST_USE;
/* E_CONFLICT when an approval of this kind waits for this payment. */
enum err not_asked_yet(
    struct cx *, const char *kind, const char *account_id, const char *payment_id) MUST_USE;
/* E_NOT_FOUND where there is none or the row rule hides it; *account_id is whose it is. */
enum err visible_payment(struct cx *, const char *id, const char **account_id) MUST_USE;

/* ---- credit notes ---- */

/* The note's row, locked; its account is.  E_NOT_FOUND: the account has no such note. */
enum err lock_note(
    struct cx *, const char *id, const char *account_id, const struct row **) MUST_USE;

#endif
