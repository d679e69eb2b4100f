/*
 * Notes on an account: what the office wants to remember.  Whoever wrote one may change it or take
 * it back; pinned ones stand on top, and anyone who may write notes may pin them.
 */
#ifndef BILLPORT_NOTE_H
#define BILLPORT_NOTE_H

#include "consumer.h"

enum { NOTE_MAX = 2000 };

struct note_edit {
	const char *id;			/* out of write_note() */
	const char *account_id;		/* for write_note() */
	int64_t version;
	struct edit text;
	bool sends_pin, is_pinned;
	int64_t new_version;		/* out */
};

/* Each in the caller's transaction with an audit row: note.write, note.edit, note.remove.  E_INPUT
 * also for what looks like a card number, E_FORBIDDEN for another's note, E_STALE. */
enum err write_note(struct cx *, void *note_edit) MUST_USE;
enum err edit_note(struct cx *, void *note_edit) MUST_USE;
enum err remove_note(struct cx *, void *note_edit) MUST_USE;

#endif
