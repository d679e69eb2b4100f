/*
 * The questions about how the portal is used, by role, each with its answer as a table: from events
 * that pages sent, and from what the server itself knows (audit, exceptions, runs).
 */
#ifndef BILLPORT_BEHAVIOUR_H
#define BILLPORT_BEHAVIOUR_H

#include "db.h"

enum { USE_COLUMNS = 10 };
enum use_type { USE_TEXT, USE_CODE, USE_COUNT, USE_MS, USE_PERCENT, USE_DAYS };

/* CODE: a word of the portal's own, told in words.  PERCENT and DAYS: hundredths. */
struct use_column { const char *key, *title; enum use_type type; };

/* The days of a period, as dates and as instants for SQL; role_id NULL: of everybody. */
struct use_question { const char *from, *to, *since, *until, *role_id; };

struct use_report {
	const char *key, *role, *question, *explanation;
	enum err (*answer)(struct cx *, const struct use_question *, struct rows *);
	struct use_column column[USE_COLUMNS];
	const char *label, *value;	/* columns of its small picture */
};

extern const struct use_report use_reports[];
extern const size_t use_report_count;
const struct use_report *use_report(const char *key);	/* NULL: there is none */

#endif
