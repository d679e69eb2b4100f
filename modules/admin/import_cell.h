/*
 * The cells of a CSV as values: fields of an import, and the rows in them.  Knows no database.
 */
#ifndef BILLPORT_IMPORT_CELL_H
#define BILLPORT_IMPORT_CELL_H

#include <stdbool.h>
#include <stdint.h>
#include "csv.h"
#include "cx.h"
#include "import_value.h"

enum import_kind { IMPORT_ACCOUNTS = 1, IMPORT_RECEIVABLES = 2, IMPORT_READS = 4, IMPORT_NEM12 = 8 };

enum import_field {
#define IMPORT_FIELD(NAME, name, kinds, type, required, most, words) NAME,
#include "import_fields.def"
#undef IMPORT_FIELD
	IMPORT_FIELDS
};

enum cell_type {
	CELL_NUMBER = 1,	/* of an account, a bill, …: letters, digits and - / . _ # : */
	CELL_TEXT,		/* free text: no card numbers */
	CELL_PHONE, CELL_EMAIL,
	CELL_KIND,		/* "person", "firm" */
	CELL_CLASS,		/* "single_family" */
	CELL_DATE,		/* "2026-04-30" */
	CELL_MONEY,		/* into minor */
	CELL_METERS,		/* one number or several, parted by ; , or blanks */
	CELL_UTILITY,
	CELL_ITEM,		/* "bill", "charge" */
	CELL_DAY,		/* a date, or a month: then its last day */
	CELL_READING,		/* into thousandths */
	CELL_UNIT,		/* "CCF" */
	CELL_QUALITY,		/* "actual", "estimated", "substituted" */
	CELL_METER_KIND,	/* "register", "use", "interval" */
	CELL_SERVICE_CLASS	/* "RESIDENTIAL_SINGLE": as the tariff writes it */
};

struct import_field_row {
	const char *name;
	unsigned kinds;			/* of enum import_kind */
	enum cell_type type;
	bool required;
	size_t most;
	const char *words;
};
extern const struct import_field_row import_fields[IMPORT_FIELDS];

/* How a file is read: its format, and which column a field is in. */
struct import_reading {
	enum import_kind kind;
	struct csv_format format;
	enum date_order dates;
	char decimal_mark;		/* '.' or ',' */
	int column[IMPORT_FIELDS];	/* -1: none */
	size_t columns;			/* of the header */
	/* of reads */
	int period_months;		/* a read's period are the months that end with its own; 0: its days say it */
	const char *unit;		/* where neither row nor meter says it; NULL: none */
	const char *utility;		/* NULL: the tenant's */
	bool makes_meters;		/* an account without a meter gets one whose reads are uses */
};

struct row_fault {			/* column -1: of the whole row */
	int column, field;		/* field -1: none */
	const char *code, *message;
	struct row_fault *next;
};

enum { IMPORT_METERS = 12 };
enum import_outcome { ROW_GOOD, ROW_CREATED, ROW_UPDATED, ROW_UNCHANGED, ROW_REFUSED };

struct import_row {
	int64_t line, next_line, next_offset;
	const char *raw;		/* as it stood, in UTF-8 */
	size_t n;
	const char **cells;		/* as they stood; NULL where the row cannot be read */
	const char *value[IMPORT_FIELDS];	/* NULL: empty, no column, or wrong */
	bool has_amount, amount_unread;
	int64_t amount_minor;
	/* of a read; milli: thousandths */
	bool is_month, has_register, has_use;
	int64_t register_milli, use_milli;
	/* of a meter */
	bool has_multiplier, has_digits;
	int64_t multiplier_milli, digits;
	const char *meters[IMPORT_METERS];
	size_t meter_count;
	bool owns_number;		/* the first row of the file with its number */
	const char *derived_consumer, *derived_item;	/* numbers where the file gives none */
	struct row_fault *faults, *last_fault;
	bool was_read;			/* whole and without a fault of its cells */
	enum import_outcome outcome;
	/* what it is about, once it was looked up (import_plan.h) */
	const struct plan_of_row *plan;
	const struct plan_of_read *read;
	const struct nem12_day *day;	/* of an interval file: in place of cells */
};

/* A row of the reader, into the arena of the cx: every cell read, every fault noted. */
void import_read_row(struct cx *, const struct import_reading *, const struct csv_row *,
    struct import_row *out);

/* A fault of the row; it is refused.  The column is the field's. */
void import_fault(struct cx *, const struct import_reading *, struct import_row *, int field,
    const char *code, const char *message, ...) PRINTF_LIKE(6, 7);

/* [{"column": 3, "field": "email", "code": "format", "message": "…"}]; columns from 1. */
const char *import_faults_json(struct cx *, const struct import_row *);

/* The row as it stood, to be kept where it is refused: what looks like a card number is masked. */
const char *import_raw(struct cx *, const struct import_reading *, const struct import_row *);

/* A row that is no data: the end mark of our own exports. */
bool import_is_end(const struct csv_row *);

/* The mapping by the names of the columns and what stands in them: samples[column][i], NULL-ended. */
void import_guess(struct cx *, enum import_kind, const char *const *names,
    const char *const *const *samples, size_t columns, int column[IMPORT_FIELDS]);
/* How dates and amounts are written, by the same samples; what they leave open, by the locale. */
void import_guess_marks(struct cx *, struct import_reading *, const char *const *const *samples);

#endif
