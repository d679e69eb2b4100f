/*
 * The tenant's settings, kept by the process and read again when the verdict's settings version
 * differs.  settings_load() is called by shared/app before the handler; getters cost nothing.
 */
#ifndef BILLPORT_SETTINGS_H
#define BILLPORT_SETTINGS_H

#include "db.h"

enum setting {
#define SETTING(NAME, name, type, dflt, check, text) NAME,
#include "settings.def"
#undef SETTING
	SETTINGS
};

/* Make sure the process has the settings of cx->who at who.settings_version.  Not in a transaction. */
enum err settings_load(struct cx *) MUST_USE;

const char *setting_text(struct cx *, enum setting);
int64_t setting_i64(struct cx *, enum setting);
bool setting_flag(struct cx *, enum setting);

struct setting_row { const char *name, *type, *dflt, *check, *text; };
extern const struct setting_row setting_table[SETTINGS];
/* NULL if good, else a sentence. */
const char *setting_fault(struct cx *, enum setting, const char *value);

struct setting_change { enum setting which; const char *value; int64_t version; };
/* Writes the value and its audit row and raises tenant.settings_version (through the procedure
 * store.settings_changed). version 0: there is no row yet. E_STALE. */
enum err change_setting(struct cx *, void *setting_change) MUST_USE;

#endif
