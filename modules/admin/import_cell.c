#include "import_cell.h"
#include <stdarg.h>
#include <string.h>
#include "card.h"
#include "clock.h"
#include "json_out.h"
#include "money.h"
#include "text.h"
#include "units.h"

#define A  IMPORT_ACCOUNTS
#define R  IMPORT_RECEIVABLES
#define AR (IMPORT_ACCOUNTS | IMPORT_RECEIVABLES)
#define U  IMPORT_READS
const struct import_field_row import_fields[IMPORT_FIELDS] = {
#define IMPORT_FIELD(NAME, name, kinds, type, required, most, words) \
	{ name, kinds, type, required, most, words },
#include "import_fields.def"
#undef IMPORT_FIELD
};

/* ---- faults ---- */

void
import_fault(struct cx *cx, const struct import_reading *reading, struct import_row *row, int field,
    const char *code, const char *message, ...)
{
	struct row_fault *f = arena_alloc(cx->arena, sizeof *f);
	va_list ap;

	*f = (struct row_fault){ .column = field >= 0 ? reading->column[field] : -1,
		.field = field, .code = code };
	va_start(ap, message);
	f->message = vfmt(cx->arena, message, ap);
	va_end(ap);
	if (row->last_fault)
		row->last_fault->next = f;
	else
		row->faults = f;
	row->last_fault = f;
	row->outcome = ROW_REFUSED;
}

const char *
import_faults_json(struct cx *cx, const struct import_row *row)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin_list(&j);
	for (const struct row_fault *f = row->faults; f; f = f->next) {
		json_begin(&j);
		json_key(&j, "column");
		if (f->column >= 0)
			json_i64(&j, f->column + 1);
		else
			json_null(&j);
		json_put_str(&j, "field", f->field >= 0 ? import_fields[f->field].name : NULL);
		json_put_str(&j, "code", f->code);
		json_put_str(&j, "message", f->message);
		json_end(&j);
	}
	json_end_list(&j);
	return b.data;
}

/* ---- a cell ---- */

struct cell {
	struct cx *cx;
	const struct import_reading *reading;
	struct import_row *row;
	int field;
};

static void
wrong(struct cell *c, const char *code, const char *message)
{
	import_fault(c->cx, c->reading, c->row, c->field, code, "%s", message);
}

static const char *
checked(struct cell *c, const char *value, const char *code, const char *message)
{
	if (!value)
		wrong(c, code, message);
	return value;
}

static const char *
read_date(struct cell *c, const char *s)
{
	static const char *const sentences[] = {
		[DATE_YMD] = "This is not a date like 2026-04-30.",
		[DATE_MDY] = "This is not a date like 04/30/2026 or 2026-04-30.",
		[DATE_DMY] = "This is not a date like 30.04.2026 or 2026-04-30.",
	};
	char *out = arena_alloc(c->cx->arena, 11);

	return checked(c, import_date(s, c->reading->dates, out) ? out : NULL, "date",
	    sentences[c->reading->dates]);
}

static const char *
read_money(struct cell *c, const char *s)
{
	struct import_row *row = c->row;

	if (!import_money(s, c->reading->decimal_mark, currency_decimals(c->cx->who.currency),
		&row->amount_minor)) {
		row->amount_unread = true;
		wrong(c, "amount", c->reading->decimal_mark == '.'
		    ? "This is not an amount like 1,234.50."
		    : "This is not an amount like 1.234,50.");
		return NULL;
	}
	row->has_amount = true;
	if (row->amount_minor < 0)
		wrong(c, "range", "A credit cannot be taken over as an open bill.");
	return s;
}

static const char *
read_meters(struct cell *c, const char *s)
{
	struct import_row *row = c->row;

	while (*s) {
		size_t n = strcspn(s, ";, |");
		const char *number = arena_strndup(c->cx->arena, s, n);

		if (n > 32 || (n > 0 && !value_is_number(number))) {
			wrong(c, "format", "A meter number has 1 to 32 letters, digits and - / . _ # only.");
			return NULL;
		}
		if (n > 0 && row->meter_count == IMPORT_METERS) {
			wrong(c, "length", "An account may have 12 meters in one row.");
			return NULL;
		}
		for (size_t i = 0; i < row->meter_count; i++)
			if (same_text(row->meters[i], number)) {
				wrong(c, "double", "The meter is given twice in this row.");
				return NULL;
			}
		if (n > 0)
			row->meters[row->meter_count++] = number;
		s += n + (s[n] != '\0');
	}
	return "";
}

static const char *
read_text(struct cell *c, const char *s)
{
	if (value_has_controls(s))
		return checked(c, NULL, "format", "There are control characters in this.");
	if (card_in_text(s))
		return checked(c, NULL, "card",
		    "This looks like a card number. Card numbers are not kept here; take it out.");
	return s;
}

static const char *
read_day(struct cell *c, const char *s)
{
	char *out = arena_alloc(c->cx->arena, 11);

	if (import_month(s, out)) {
		c->row->is_month = true;
		return out;
	}
	return read_date(c, s);
}

static const char *
read_reading(struct cell *c, const char *s)
{
	struct import_row *row = c->row;
	int64_t milli;

	if (!import_reading_milli(c->cx, s, c->reading->decimal_mark, &milli))
		return checked(c, NULL, "amount", c->reading->decimal_mark == '.'
		    ? "This is not a number like 1,234.5 with three decimals at most."
		    : "This is not a number like 1.234,5 with three decimals at most.");
	if (milli < 0)
		return checked(c, NULL, "range", "This is less than nothing.");
	switch (c->field) {
	case F_READ_REGISTER:
		row->has_register = true;
		row->register_milli = milli;
		break;
	case F_READ_USE:
		row->has_use = true;
		row->use_milli = milli;
		break;
	case F_METER_MULTIPLIER:
		row->has_multiplier = true;
		row->multiplier_milli = milli;
		return checked(c, milli > 0 ? s : NULL, "range", "A multiplier is more than nothing.");
	case F_METER_DIGITS:
		row->has_digits = true;
		row->digits = milli / 1000;
		return checked(c, milli >= 1000 && milli <= 12000 && milli % 1000 == 0 ? s : NULL, "range",
		    "A register has 1 to 12 digits.");
	}
	return s;
}

static const char *
read_unit(struct cell *c, const char *s)
{
	const struct unit *unit = unit_guess(s);

	return checked(c, unit != NULL ? unit->name : NULL, "choice",
	    "This unit is not known. Units are m3, L, kL, CCF, cf, gal, kgal, kWh, MWh, therm, GJ and the like.");
}

static const char *
read_cell(struct cell *c, const char *s)
{
	switch (import_fields[c->field].type) {
	case CELL_NUMBER:
		return checked(c, value_is_number(s) ? s : NULL, "format",
		    "A number has letters, digits and - / . _ # : only.");
	case CELL_TEXT: return read_text(c, s);
	case CELL_PHONE:
		return checked(c, value_is_phone(s) ? s : NULL, "format", "This is not a phone number of 7 to 20 digits.");
	case CELL_EMAIL:
		return checked(c, value_is_email(s) ? s : NULL, "format", "This is not an e-mail address.");
	case CELL_KIND:
		return checked(c, value_kind(s), "choice", "This is neither person nor firm.");
	case CELL_CLASS:
		return checked(c, value_class(c->cx, s), "format",
		    "A class has letters, digits and _ only.");
	case CELL_DATE: return read_date(c, s);
	case CELL_MONEY: return read_money(c, s);
	case CELL_METERS: return read_meters(c, s);
	case CELL_UTILITY:
		return checked(c, value_utility(s), "choice",
		    "One of water, electric, gas, sewer, municipal.");
	case CELL_ITEM:
		return checked(c, value_item(s), "choice", "This is neither bill nor charge.");
	case CELL_DAY: return read_day(c, s);
	case CELL_READING: return read_reading(c, s);
	case CELL_UNIT: return read_unit(c, s);
	case CELL_QUALITY:
		return checked(c, value_quality(s), "choice",
		    "One of actual, estimated, substituted.");
	case CELL_METER_KIND:
		return checked(c, value_meter_kind(s), "choice", "One of register, use, interval.");
	case CELL_SERVICE_CLASS:
		return checked(c, value_is_class(s) ? s : NULL, "format",
		    "A class of a tariff has letters, digits and _ only.");
	}
	return NULL;
}

static void
read_field(struct cx *cx, const struct import_reading *reading, struct import_row *row, int field)
{
	const struct import_field_row *f = &import_fields[field];
	struct cell c = { cx, reading, row, field };
	int column = reading->column[field];
	const char *s = column >= 0 && (size_t)column < row->n ? value_squeezed(cx, row->cells[column]) : NULL;

	if (!s) {
		if (f->required)
			wrong(&c, "required", "This is needed.");
		return;
	}
	if (utf8_length(s) > f->most) {
		row->amount_unread = row->amount_unread || f->type == CELL_MONEY;
		import_fault(cx, reading, row, field, "length", "This may have %zu characters at most.",
		    f->most);
		return;
	}
	row->value[field] = read_cell(&c, s);
}

/* ---- a row ---- */

bool
import_is_end(const struct csv_row *row)
{
	return row->n > 0 && same_text(row->fields[0], "#end");
}

static bool
has_money(const struct import_reading *reading)
{
	for (int f = 0; f < IMPORT_FIELDS; f++)
		if (import_fields[f].type == CELL_MONEY && reading->column[f] >= 0)
			return true;
	return false;
}

void
import_read_row(struct cx *cx, const struct import_reading *reading, const struct csv_row *in,
    struct import_row *out)
{
	*out = (struct import_row){ .line = in->line, .next_line = in->next_line,
		.next_offset = in->next_offset,
		.raw = csv_text(cx->arena, reading->format.encoding, in->raw, in->raw_len) };
	if (in->fault) {
		out->amount_unread = has_money(reading);
		import_fault(cx, reading, out, -1, in->fault, "%s", in->fault_text);
		return;
	}
	out->n = in->n;
	out->cells = arena_array(cx->arena, const char *, in->n);
	for (size_t i = 0; i < in->n; i++)
		out->cells[i] = arena_strdup(cx->arena, in->fields[i]);
	while (out->n > reading->columns && out->cells[out->n - 1][0] == '\0')
		out->n--;
	if (out->n != reading->columns) {
		out->amount_unread = has_money(reading);
		import_fault(cx, reading, out, -1, "columns",
		    "This row has %zu cells, the header has %zu.", out->n, reading->columns);
		return;
	}
	for (int f = 0; f < IMPORT_FIELDS; f++)
		if (import_fields[f].kinds & reading->kind)
			read_field(cx, reading, out, f);
	out->was_read = out->outcome != ROW_REFUSED;
}

/* ---- what is kept of a refused row ---- */

static bool
may_be_card(const struct import_reading *reading, int column)
{
	for (int f = 0; f < IMPORT_FIELDS; f++)
		if (reading->column[f] == column && import_fields[f].type != CELL_TEXT)
			return false;
	return true;
}

static char *
masked(struct cx *cx, const char *s)
{
	char *out = arena_strdup(cx->arena, s);
	size_t digits = 0;

	for (char *p = out + strlen(out); p > out; p--)
		if (p[-1] >= '0' && p[-1] <= '9' && ++digits > 4)
			p[-1] = 'x';
	return out;
}

const char *
import_raw(struct cx *cx, const struct import_reading *reading, const struct import_row *row)
{
	struct buf b = buf_in(cx->arena);
	bool any = false;

	if (!row->cells)
		return card_in_text(row->raw) ? masked(cx, row->raw) : row->raw;
	for (size_t i = 0; i < row->n; i++)
		any = any || (may_be_card(reading, (int)i) && card_in_text(row->cells[i]));
	if (!any)
		return row->raw;
	for (size_t i = 0; i < row->n; i++) {
		bool card = may_be_card(reading, (int)i) && card_in_text(row->cells[i]);

		if (i > 0)
			buf_putc(&b, reading->format.separator);
		csv_put(&b, card ? masked(cx, row->cells[i]) : row->cells[i]);
	}
	return b.data;
}
