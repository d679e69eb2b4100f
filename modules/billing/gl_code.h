/*
 * The codes of the general ledger.  Those with a purpose are Billport's to post to, and may be renamed;
 * the tenant's own can be switched off as long as no active tariff names them.  None is ever deleted.
 */
#ifndef BILLPORT_GL_CODE_H
#define BILLPORT_GL_CODE_H

#include "db.h"

enum { GL_CODE_LENGTH = 16, GL_NAME_LENGTH = 80, GL_USED_TOLD = 1000 };

#define GL_KINDS "asset|liability|equity|revenue|expense"

struct gl_edit {
	const char *code;
	const char *name;		/* change: NULL as it is */
	const char *kind;		/* of a new one */
	int is_active;			/* change: -1 as it is */
	int64_t version;		/* change: as it was read */
	int64_t lines, tariffs;		/* that name it, for the answer */
};

/* arg is a struct gl_edit.  E_CONFLICT: the code is taken.  E_INPUT: a code that is none. */
enum err create_gl_code(struct cx *, void *edit) MUST_USE;
/* E_NOT_FOUND, E_STALE; E_CONFLICT: it is in use and cannot be switched off. */
enum err change_gl_code(struct cx *, void *edit) MUST_USE;

/* Lines of the journal that name it, up to GL_USED_TOLD; active versions of tariffs that do.  Outside a
 * transaction. */
enum err gl_code_use(struct cx *, const char *code, int64_t *lines, int64_t *tariffs) MUST_USE;

#endif
