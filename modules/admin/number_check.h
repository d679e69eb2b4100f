/* Would a number format write numbers again that were issued already? */
#ifndef BILLPORT_NUMBER_CHECK_H
#define BILLPORT_NUMBER_CHECK_H

#include "db.h"
#include "settings.h"

enum { NUMBERS_SHOWN = 3 };

struct number_check {
	enum setting which;
	const char *format;		/* valid (number_format_valid) */
	const char *next[NUMBERS_SHOWN];	/* out */
	const char *collides;		/* out: an issued number that would come again; NULL: none */
};

/* false: this setting is no number format. */
bool setting_is_format(enum setting);
/* Outside a transaction. */
enum err check_numbers(struct cx *, struct number_check *) MUST_USE;

#endif
