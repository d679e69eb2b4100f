/*
 * An uploaded file becomes a draft.
 */
#ifndef BILLPORT_TARIFF_IMPORT_H
#define BILLPORT_TARIFF_IMPORT_H

#include "tariff_take.h"

/* Reads the file, and makes its document: E_NOT_FOUND, E_TOO_LARGE, E_INPUT with the places at /file_id.
 * Outside a transaction. */
enum err read_tariff_file(struct cx *, const char *file_id, bool is_owrs, struct tariff_taking *) MUST_USE;

#endif
