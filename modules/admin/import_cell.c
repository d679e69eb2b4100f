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

/* ---- letters ---- */

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Without blanks around, runs of blanks and ends of lines within as one blank; the apostrophe that
 * keeps a spreadsheet from taking a text for a formula is taken off.  NULL: nothing is left. */
static const char *
squeezed(struct cx *cx, const char *s)
{
	char *out = arena_alloc(cx->arena, strlen(s) + 1);
	size_t n = 0;

	if (s[0] == '\'' && s[1] != '\0' && strchr("=+-@", s[1]))
		s++;
	for (; *s; s++) {
		if (strncmp(s, "\xc2\xa0", 2) == 0) {	/* a blank that does not break */
			if (n > 0 && out[n - 1] != ' ')
				out[n++] = ' ';
			s++;
		} else if (!is_blank(*s)) {
			out[n++] = *s;
		} else if (n > 0 && out[n - 1] != ' ') {
			out[n++] = ' ';
		}
	}
	while (n > 0 && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
	return n > 0 ? out : NULL;
}

static bool
has_controls(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return true;
	return false;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_alnum(char c)
{
	return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z');
}

static bool
number_good(const char *s)
{
	if (!is_alnum(*s))
		return false;
	for (; *s; s++)
		if (!is_alnum(*s) && !strchr(" -/._#:", *s))
			return false;
	return true;
}

static bool
phone_good(const char *s)
{
	size_t digits = 0;

	for (; *s; s++) {
		digits += is_digit(*s);
		if (!is_digit(*s) && !strchr(" ()+-./xX#", *s))
			return false;
	}
	return digits >= 7 && digits <= 20;
}

static bool
email_good(const char *s)
{
	const char *at = strchr(s, '@');

	return at && at > s && at[1] && !strchr(at + 1, '@') && !strpbrk(s, " ,;:\\<>\"") &&
	    !has_controls(s);
}

static const char *
as_class(struct cx *cx, const char *s)
{
	char *out = arena_strdup(cx->arena, s);

	for (char *p = out; *p; p++) {
		*p = lower(*p);
		if (*p == ' ' || *p == '/' || *p == '-')
			*p = '_';
		if (!is_alnum(*p) && *p != '_')
			return NULL;
	}
	return out;
}

/* One of "word|word" that means the same; NULL: none. */
static const char *
meaning(const char *s, const char *const (*all)[2], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *w = all[i][0];
		size_t k = 0;

		while (s[k] && lower(s[k]) == w[k])
			k++;
		if (s[k] == '\0' && w[k] == '\0')
			return all[i][1];
	}
	return NULL;
}

static const char *
as_kind(const char *s)
{
	static const char *const words[][2] = {
		{ "person", "person" }, { "p", "person" }, { "individual", "person" },
		{ "private", "person" }, { "residential", "person" }, { "res", "person" },
		{ "r", "person" }, { "household", "person" }, { "consumer", "person" },
		{ "firm", "firm" }, { "f", "firm" }, { "company", "firm" }, { "business", "firm" },
		{ "organization", "firm" }, { "organisation", "firm" }, { "corporate", "firm" },
		{ "commercial", "firm" }, { "com", "firm" }, { "c", "firm" }, { "b", "firm" },
		{ "industrial", "firm" }, { "government", "firm" },
	};

	return meaning(s, words, COUNT(words));
}

static const char *
as_item(const char *s)
{
	static const char *const words[][2] = {
		{ "bill", "bill" }, { "b", "bill" }, { "invoice", "bill" }, { "inv", "bill" },
		{ "charge", "charge" }, { "c", "charge" }, { "service", "charge" },
		{ "fee", "charge" },
	};

	return meaning(s, words, COUNT(words));
}

static const char *
as_utility(const char *s)
{
	static const char *const words[][2] = {
		{ "water", "water" }, { "w", "water" }, { "wtr", "water" },
		{ "electric", "electric" }, { "electricity", "electric" }, { "e", "electric" },
		{ "elec", "electric" }, { "power", "electric" }, { "gas", "gas" }, { "g", "gas" },
		{ "sewer", "sewer" }, { "s", "sewer" }, { "swr", "sewer" }, { "wastewater", "sewer" },
		{ "municipal", "municipal" },
	};

	return meaning(s, words, COUNT(words));
}

static const char *
as_quality(const char *s)
{
	static const char *const words[][2] = {
		{ "actual", "actual" }, { "a", "actual" }, { "act", "actual" }, { "real", "actual" },
		{ "no", "actual" }, { "n", "actual" }, { "false", "actual" }, { "0", "actual" },
		{ "customer", "actual" }, { "f", "substituted" }, { "final", "substituted" },
		{ "estimated", "estimated" }, { "e", "estimated" }, { "est", "estimated" },
		{ "estimate", "estimated" }, { "yes", "estimated" }, { "y", "estimated" },
		{ "true", "estimated" }, { "1", "estimated" }, { "substituted", "substituted" },
		{ "s", "substituted" }, { "substitute", "substituted" }, { "sub", "substituted" },
	};

	return meaning(s, words, COUNT(words));
}

static const char *
as_meter_kind(const char *s)
{
	static const char *const words[][2] = {
		{ "register", "register" }, { "manual", "register" }, { "accumulation", "register" },
		{ "dial", "register" }, { "index", "register" }, { "use", "use" }, { "usage", "use" },
		{ "consumption", "use" }, { "interval", "interval" }, { "smart", "interval" },
		{ "ami", "interval" },
	};

	return meaning(s, words, COUNT(words));
}

static bool
class_good(const char *s)
{
	for (; *s; s++)
		if (!is_alnum(*s) && *s != '_')
			return false;
	return true;
}

/* ---- dates and amounts ---- */

/* Digits at *p as a number of at most most digits; how many there were. */
static int
take_digits(const char **p, int most, int *out)
{
	int n = 0;

	*out = 0;
	while (n < most && is_digit(**p)) {
		*out = *out * 10 + (*(*p)++ - '0');
		n++;
	}
	return n;
}

/* A time behind a date ("2026-04-30 00:00:00", "T00:00") says nothing here. */
static bool
ends_date(const char *p)
{
	if (*p == '\0')
		return true;
	if (*p != ' ' && *p != 'T')
		return false;
	for (p++; *p; p++)
		if (!is_digit(*p) && !strchr(":.Z+-", *p))
			return false;
	return true;
}

static bool
put_date(int year, int month, int day, char out[11])
{
	const int parts[] = { year / 100, year % 100, month, day };
	char *p = out;

	for (int i = 0; i < 4; i++) {
		if (i >= 2)
			*p++ = '-';
		*p++ = (char)('0' + parts[i] / 10 % 10);
		*p++ = (char)('0' + parts[i] % 10);
	}
	*p = '\0';
	return date_valid(out);
}

bool
import_date(const char *s, enum date_order order, char out[11])
{
	int a, b, c, na, nb, nc;
	char mark;

	na = take_digits(&s, 8, &a);
	if (na == 8)			/* 20260430 */
		return ends_date(s) && put_date(a / 10000, a / 100 % 100, a % 100, out);
	mark = *s;
	if (na == 0 || mark == '\0' || !strchr("-/.", mark))
		return false;
	s++;
	nb = take_digits(&s, 2, &b);
	if (nb == 0 || *s++ != mark)
		return false;
	nc = take_digits(&s, 4, &c);
	if (!ends_date(s))
		return false;
	if (na == 4 && (nc == 1 || nc == 2))
		return put_date(a, b, c, out);
	if (na > 2 || nc != 4)
		return false;
	return order == DATE_DMY ? put_date(c, b, a, out) : put_date(c, a, b, out);
}

/* What stands before a mark of thousands: 1 to 3 digits at first, then 3 (or 2: "1,00,000"). */
static bool
group_holds(int digits, int group)
{
	return group < 0 ? digits > 0 && digits <= 3 : group == 2 || group == 3;
}

/*
 * "1,234.50", "1.234,50", "1,00,000", "1 234.50", "$ 12", "USD 12.5", "(12.00)", "-12".  Where a
 * comma is the decimal mark, "20.00" is refused: it is not two thousand.
 */
bool
import_money(const char *s, char decimal_mark, int decimals, int64_t *minor)
{
	const char thousands = decimal_mark == '.' ? ',' : '.';
	int after = -1, digits = 0, group = -1;
	bool negative = false;
	int64_t v = 0;

	for (; *s; s++) {
		if (is_digit(*s)) {
			if (v > MONEY_MAX / 10 || after == decimals)
				return false;
			v = v * 10 + (*s - '0');
			digits++;
			group += group >= 0 && after < 0;
			after += after >= 0;
		} else if (*s == thousands && after < 0 && group_holds(digits, group)) {
			group = 0;
		} else if (*s == decimal_mark && after < 0 && decimals > 0) {
			after = 0;
		} else if (*s == '-' || *s == '(') {
			if (negative || digits > 0)
				return false;
			negative = true;
		} else if (*s == ')' || *s == ' ' || *s == '\'' ||
		    (unsigned char)*s >= 0x80 || *s == '$' || is_alnum(*s)) {
			if (is_alnum(*s) && digits > 0 && s[1] != '\0' && is_digit(s[1]))
				return false;
		} else {
			return false;
		}
	}
	if (digits == 0 || (group >= 0 && group != 3))
		return false;
	for (after = after < 0 ? 0 : after; after < decimals; after++) {
		if (v > MONEY_MAX / 10)
			return false;
		v *= 10;
	}
	*minor = negative ? -v : v;
	return v <= MONEY_MAX;
}

/* ---- months and readings ---- */

/* "2014-01", "01/2014", "201401", "Jan 2014". */
bool
import_month(const char *s, char last_day[11])
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	int a, b, year, month = 0;
	char first[11], next[11];
	const char *p = s;
	int na = take_digits(&p, 6, &a);

	if (na == 6 && *p == '\0') {
		year = a / 100;
		month = a % 100;
	} else if (na == 0) {
		for (int m = 0; m < 12 && strlen(p) > 4; m++)
			if (lower(p[0]) == names[3 * m] && lower(p[1]) == names[3 * m + 1] &&
			    lower(p[2]) == names[3 * m + 2])
				month = m + 1;
		p += month > 0 ? strcspn(p, " -/.") + 1 : 0;
		if (month == 0 || strlen(s) < 6 || take_digits(&p, 4, &year) != 4 || *p != '\0')
			return false;
	} else {
		int nb;

		if (*p == '\0' || !strchr("-/. ", *p++))
			return false;
		nb = take_digits(&p, 4, &b);
		if (*p != '\0' || !((na == 4 && nb <= 2 && nb > 0) || (na <= 2 && nb == 4)))
			return false;
		year = na == 4 ? a : b;
		month = na == 4 ? b : a;
	}
	if (year < 1900 || year > 2999 || !put_date(year, month, 1, first))
		return false;
	date_add_months(first, 1, next);
	date_add_days(next, -1, last_day);
	return true;
}

/* Thousandths; what stands behind the third decimal must be nothing. */
bool
import_reading_milli(struct cx *cx, const char *s, char decimal_mark, int64_t *milli)
{
	char *plain = arena_strdup(cx->arena, s), *mark = strrchr(plain, decimal_mark), *end;

	if (mark != NULL) {
		for (end = mark + 1; is_digit(*end); end++)
			;
		while (end - mark > 4 && end[-1] == '0') {
			memmove(end - 1, end, strlen(end) + 1);
			end--;
		}
	}
	return import_money(plain, decimal_mark, 3, milli);
}

const char *
import_unit_in(struct cx *cx, const char *header)
{
	const struct unit *unit = unit_guess(header);

	while (unit == NULL && *header) {
		size_t n = strcspn(header, " _-()[]/.,:");

		if (n > 0)
			unit = unit_guess(arena_strndup(cx->arena, header, n));
		header += n + (header[n] != '\0');
	}
	return unit != NULL ? unit->name : NULL;
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

		if (n > 32 || (n > 0 && !number_good(number))) {
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
	if (has_controls(s))
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
		return checked(c, number_good(s) ? s : NULL, "format",
		    "A number has letters, digits and - / . _ # : only.");
	case CELL_TEXT: return read_text(c, s);
	case CELL_PHONE:
		return checked(c, phone_good(s) ? s : NULL, "format", "This is not a phone number of 7 to 20 digits.");
	case CELL_EMAIL:
		return checked(c, email_good(s) ? s : NULL, "format", "This is not an e-mail address.");
	case CELL_KIND:
		return checked(c, as_kind(s), "choice", "This is neither person nor firm.");
	case CELL_CLASS:
		return checked(c, as_class(c->cx, s), "format",
		    "A class has letters, digits and _ only.");
	case CELL_DATE: return read_date(c, s);
	case CELL_MONEY: return read_money(c, s);
	case CELL_METERS: return read_meters(c, s);
	case CELL_UTILITY:
		return checked(c, as_utility(s), "choice",
		    "One of water, electric, gas, sewer, municipal.");
	case CELL_ITEM:
		return checked(c, as_item(s), "choice", "This is neither bill nor charge.");
	case CELL_DAY: return read_day(c, s);
	case CELL_READING: return read_reading(c, s);
	case CELL_UNIT: return read_unit(c, s);
	case CELL_QUALITY:
		return checked(c, as_quality(s), "choice",
		    "One of actual, estimated, substituted.");
	case CELL_METER_KIND:
		return checked(c, as_meter_kind(s), "choice", "One of register, use, interval.");
	case CELL_SERVICE_CLASS:
		return checked(c, class_good(s) ? s : NULL, "format",
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
	const char *s = column >= 0 && (size_t)column < row->n ? squeezed(cx, row->cells[column]) : NULL;

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
		if (is_digit(p[-1]) && ++digits > 4)
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
