#include "sheet.h"

#include <string.h>
#include "clock.h"
#include "money.h"
#include "text.h"
#include "zip.h"

enum {
	ROWS_A_SHEET = 1000000,		/* programs read 1,048,576 */
	HEAD_ROWS = 4,
	EPOCH = 25569,			/* 1970-01-01 as these files count days */
	DAY_SECONDS = 86400,
	QUARTER_MINUTES = 15		/* clocks are moved at such moments only */
};
#define SECOND_US INT64_C(1000000)

/* cellXfs in styles.xml */
enum style {
	PLAIN, TITLE, MUTED, HEADING, MONEY, DATE, INSTANT, TOTAL, TOTAL_MONEY
};

struct sheet {
	struct cx *cx;
	struct zip *zip;
	struct table_head head;
	char letters[TABLE_COLUMNS][4];
	size_t lettered[TABLE_COLUMNS];
	char row[24];			/* the row's number, as text */
	size_t row_len;
	uint64_t at, rows;		/* in this sheet; of data in this sheet */
	unsigned sheets;
	int64_t quarter, offset;	/* the zone's offset in this quarter of an hour */
};

static const char styles[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>"
    "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
    "<numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"%s\"/></numFmts>"
    "<fonts count=\"4\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>"
    "<font><b/><sz val=\"14\"/><name val=\"Calibri\"/></font>"
    "<font><sz val=\"10\"/><color rgb=\"FF5C6373\"/><name val=\"Calibri\"/></font>"
    "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
    "<fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill>"
    "<fill><patternFill patternType=\"gray125\"/></fill>"
    "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFEEF0F4\"/></patternFill></fill></fills>"
    "<borders count=\"3\"><border/><border><bottom style=\"thin\"><color rgb=\"FFB8BECA\"/></bottom></border>"
    "<border><top style=\"thin\"><color rgb=\"FF5C6373\"/></top></border></borders>"
    "<cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"9\">"
    "<xf xfId=\"0\"/>"
    "<xf xfId=\"0\" fontId=\"1\" applyFont=\"1\"/>"
    "<xf xfId=\"0\" fontId=\"2\" applyFont=\"1\"/>"
    "<xf xfId=\"0\" fontId=\"3\" fillId=\"2\" borderId=\"1\" applyFont=\"1\" applyFill=\"1\" applyBorder=\"1\"/>"
    "<xf xfId=\"0\" numFmtId=\"164\" applyNumberFormat=\"1\"/>"
    "<xf xfId=\"0\" numFmtId=\"14\" applyNumberFormat=\"1\"/>"
    "<xf xfId=\"0\" numFmtId=\"22\" applyNumberFormat=\"1\"/>"
    "<xf xfId=\"0\" fontId=\"3\" borderId=\"2\" applyFont=\"1\" applyBorder=\"1\"/>"
    "<xf xfId=\"0\" numFmtId=\"164\" fontId=\"3\" borderId=\"2\" applyNumberFormat=\"1\" applyFont=\"1\""
    " applyBorder=\"1\"/>"
    "</cellXfs></styleSheet>";

/* ---- text ---- */

/* Is this what a reader would take for an escaped character: _x0041_? */
static bool
looks_escaped(const char *s, size_t n)
{
	return n >= 7 && s[0] == '_' && (s[1] == 'x' || s[1] == 'X') && s[6] == '_' &&
	    strspn(s + 2, "0123456789abcdefABCDEF") >= 4;
}

/* As XML's text; characters that it cannot have are left out. */
static void
put_text(struct zip *z, const char *s, size_t n)
{
	size_t from = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		const char *instead = c == '&' ? "&amp;"
		    : c == '<'		       ? "&lt;"
		    : c == '>'		       ? "&gt;"
		    : c == '"'		       ? "&quot;"
		    : c < ' ' && c != '\t' && c != '\n' && c != '\r' ? ""
		    : c == '_' && looks_escaped(s + i, n - i) ? "_x005F_" : NULL;

		if (instead == NULL)
			continue;
		zip_put(z, s + from, i - from);
		zip_puts(z, instead);
		from = i + 1;
	}
	zip_put(z, s + from, n - from);
}

/* ---- cells ---- */

static void
begin_row(struct sheet *s)
{
	char text[64];

	s->at++;
	s->row_len = (size_t)snprintf(s->row, sizeof s->row, "%llu", (unsigned long long)s->at);
	zip_put(s->zip, text, (size_t)snprintf(text, sizeof text, "<row r=\"%s\">", s->row));
}

static void
end_row(struct sheet *s)
{
	zip_puts(s->zip, "</row>");
}

/* <c r="B7" s="4"… */
static void
begin_cell(struct sheet *s, size_t column, enum style style)
{
	char text[48] = "<c r=\"";
	size_t n = 6;

	memcpy(text + n, s->letters[column], s->lettered[column]);
	n += s->lettered[column];
	memcpy(text + n, s->row, s->row_len);
	n += s->row_len;
	if (style == PLAIN)
		text[n++] = '"';
	else {
		memcpy(text + n, "\" s=\"0\"", 7);
		text[n + 5] = (char)('0' + (int)style);
		n += 7;
	}
	zip_put(s->zip, text, n);
}

static void
text_cell(struct sheet *s, size_t column, enum style style, const char *text, size_t n)
{
	static const char head[] = " t=\"inlineStr\"><is><t xml:space=\"preserve\">";

	begin_cell(s, column, style);
	zip_put(s->zip, head, sizeof head - 1);
	put_text(s->zip, text, n);
	zip_puts(s->zip, "</t></is></c>");
}

static void
number_cell(struct sheet *s, size_t column, enum style style, const char *digits)
{
	begin_cell(s, column, style);
	zip_put(s->zip, "><v>", 4);
	zip_puts(s->zip, digits);
	zip_put(s->zip, "</v></c>", 8);
}

/* Seconds that the zone is ahead; asked anew each quarter of an hour. */
static int64_t
offset_at(struct sheet *s, int64_t us)
{
	int64_t quarter = us / (QUARTER_MINUTES * 60 * SECOND_US), minutes;
	char wall[17];

	if (quarter != s->quarter && wall_in_zone(s->cx->who.zone, us, wall)) {
		char day[11];

		memcpy(day, wall, 10);
		day[10] = '\0';
		minutes = date_days(day) * INT64_C(1440) + (wall[11] - '0') * 600 +
		    (wall[12] - '0') * 60 + (wall[14] - '0') * 10 + (wall[15] - '0');
		s->offset = minutes * 60 - us / (60 * SECOND_US) * 60;
		s->quarter = quarter;
	}
	return s->offset;
}

static void
instant_cell(struct sheet *s, size_t column, const struct value *v)
{
	char digits[40];
	int64_t us, at;

	if (!instant_parse(v->s, &us)) {
		text_cell(s, column, PLAIN, v->s, v->len);
		return;
	}
	at = us / SECOND_US + offset_at(s, us);
	(void)snprintf(digits, sizeof digits, "%lld.%08lld", (long long)(at / DAY_SECONDS) + EPOCH,
	    (long long)(at % DAY_SECONDS) * 100000000 / DAY_SECONDS);
	number_cell(s, column, INSTANT, digits);
}

static void
cell(struct sheet *s, size_t column, const struct value *v)
{
	char digits[32];

	if (v->null)
		return;
	switch (s->head.columns[column].type) {
	case TABLE_TEXT:
		text_cell(s, column, PLAIN, v->s, v->len);
		break;
	case TABLE_NUMBER:
		(void)snprintf(digits, sizeof digits, "%lld", (long long)v->i);
		number_cell(s, column, PLAIN, digits);
		break;
	case TABLE_BOOL:
		begin_cell(s, column, PLAIN);
		zip_puts(s->zip, v->i != 0 ? " t=\"b\"><v>1</v></c>" : " t=\"b\"><v>0</v></c>");
		break;
	case TABLE_MONEY:
		number_cell(
		    s, column, MONEY, money_plain_into(digits, v->i, s->cx->who.currency));
		break;
	case TABLE_DATE:
		(void)snprintf(digits, sizeof digits, "%d", date_days(v->s) + EPOCH);
		number_cell(s, column, DATE, digits);
		break;
	case TABLE_INSTANT:
		instant_cell(s, column, v);
		break;
	case TABLE_DECIMAL:
		number_cell(s, column, PLAIN, v->s);
		break;
	}
}

/* ---- a sheet ---- */

static void
put_widths(struct sheet *s)
{
	static const int widths[] = {
		[TABLE_TEXT] = 22, [TABLE_NUMBER] = 12, [TABLE_BOOL] = 10, [TABLE_MONEY] = 14,
		[TABLE_DATE] = 12, [TABLE_INSTANT] = 18, [TABLE_DECIMAL] = 14,
	};
	char text[96];

	zip_puts(s->zip, "<cols>");
	for (size_t i = 0; i < s->head.n; i++) {
		int width = widths[s->head.columns[i].type];
		int title = (int)utf8_length(s->head.columns[i].title) + 4;

		zip_put(s->zip, text, (size_t)snprintf(text, sizeof text,
		    "<col min=\"%zu\" max=\"%zu\" width=\"%d\" customWidth=\"1\"/>", i + 1, i + 1,
		    title > width ? title : width));
	}
	zip_puts(s->zip, "</cols>");
}

static void
head_line(struct sheet *s, enum style style, const char *text)
{
	begin_row(s);
	text_cell(s, 0, style, text, strlen(text));
	end_row(s);
}

static void
begin_sheet(struct sheet *s)
{
	char name[48];

	s->at = s->rows = 0;
	s->sheets++;
	(void)snprintf(name, sizeof name, "xl/worksheets/sheet%u.xml", s->sheets);
	zip_part(s->zip, name);
	zip_puts(s->zip, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>"
	    "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
	    "<sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr><sheetViews><sheetView workbookViewId=\"0\">"
	    "<pane ySplit=\"4\" topLeftCell=\"A5\" activePane=\"bottomLeft\" state=\"frozen\"/>"
	    "</sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/>");
	put_widths(s);
	zip_puts(s->zip, "<sheetData>");
	head_line(s, TITLE, s->head.title);
	head_line(s, MUTED, fmt(s->cx->arena, "%s \xc2\xb7 %s", s->head.issuer, s->head.made));
	head_line(s, MUTED, s->head.filters);
	begin_row(s);
	for (size_t i = 0; i < s->head.n; i++)
		text_cell(s, i, HEADING, s->head.columns[i].title,
		    strlen(s->head.columns[i].title));
	end_row(s);
}

static void
end_sheet(struct sheet *s)
{
	char text[160];

	zip_put(s->zip, text, (size_t)snprintf(text, sizeof text,
	    "</sheetData><autoFilter ref=\"A%d:%s%llu\"/>", HEAD_ROWS, s->letters[s->head.n - 1],
	    (unsigned long long)(HEAD_ROWS + s->rows)));
	zip_puts(s->zip, "<pageSetup orientation=\"landscape\" fitToHeight=\"0\"/></worksheet>");
}

/* A, B, …, Z, AA, … */
static void
letter_columns(struct sheet *s)
{
	for (size_t i = 0; i < s->head.n; i++) {
		char *p = s->letters[i];

		if (i >= 26)
			*p++ = (char)('A' + (int)(i / 26) - 1);
		*p++ = (char)('A' + (int)(i % 26));
		s->lettered[i] = (size_t)(p - s->letters[i]);
	}
}

enum err
sheet_begin(struct cx *cx, const struct table_head *head, table_out *out, void *arg,
    struct sheet **sheet)
{
	struct sheet *s = arena_alloc(cx->arena, sizeof *s);

	*sheet = s;
	s->cx = cx;
	s->head = *head;
	s->quarter = INT64_MIN;
	letter_columns(s);
	TRY(zip_begin(cx, out, arg, &s->zip));
	begin_sheet(s);
	return OK;
}

void
sheet_row(struct sheet *s, const struct value *const *values)
{
	if (s->rows == ROWS_A_SHEET) {
		end_sheet(s);
		begin_sheet(s);
	}
	s->rows++;
	begin_row(s);
	for (size_t i = 0; i < s->head.n; i++)
		cell(s, i, values[i]);
	end_row(s);
}

/* ---- what holds the sheets together ---- */

static void
put_workbook(struct sheet *s)
{
	struct buf types = buf_in(s->cx->arena), book = buf_in(s->cx->arena);
	struct buf links = buf_in(s->cx->arena), names = buf_in(s->cx->arena);

	for (unsigned i = 1; i <= s->sheets; i++) {
		buf_printf(&types, "<Override PartName=\"/xl/worksheets/sheet%u.xml\" ContentType=\"application/"
		    "vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>", i);
		buf_printf(&book, "<sheet name=\"Rows%s\" sheetId=\"%u\" r:id=\"s%u\"/>",
		    i == 1 ? "" : fmt(s->cx->arena, " %u", i), i, i);
		buf_printf(&links, "<Relationship Id=\"s%u\" Type=\"http://schemas.openxmlformats.org/"
		    "officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet%u.xml\"/>", i, i);
		buf_printf(&names, "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"%u\">'Rows%s'!$%d:$%d"
		    "</definedName>", i - 1, i == 1 ? "" : fmt(s->cx->arena, " %u", i), HEAD_ROWS, HEAD_ROWS);
	}
#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>"
#define LINKS XML "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
	zip_part(s->zip, "[Content_Types].xml");
	zip_puts(s->zip, XML "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
	    "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
	    "<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument"
	    ".spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"application/"
	    "vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>");
	zip_puts(s->zip, types.data);
	zip_puts(s->zip, "</Types>");
	zip_part(s->zip, "_rels/.rels");
	zip_puts(s->zip, LINKS "<Relationship Id=\"w\" Type=\"http://schemas.openxmlformats.org/officeDocument/"
	    "2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
	zip_part(s->zip, "xl/workbook.xml");
	zip_puts(s->zip, XML "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
	    " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>");
	zip_puts(s->zip, book.data);
	zip_puts(s->zip, "</sheets><definedNames>");
	zip_puts(s->zip, names.data);
	zip_puts(s->zip, "</definedNames></workbook>");
	zip_part(s->zip, "xl/_rels/workbook.xml.rels");
	zip_puts(s->zip, LINKS "<Relationship Id=\"t\" Type=\"http://schemas.openxmlformats.org/officeDocument/"
	    "2006/relationships/styles\" Target=\"styles.xml\"/>");
	zip_puts(s->zip, links.data);
	zip_puts(s->zip, "</Relationships>");
#undef LINKS
#undef XML
}

static void
put_styles(struct sheet *s)
{
	int decimals = currency_decimals(s->cx->who.currency ? s->cx->who.currency : "");
	const char *format = decimals > 0
	    ? fmt(s->cx->arena, "#,##0.%.*s", decimals, "0000") : "#,##0";

	zip_part(s->zip, "xl/styles.xml");
	zip_puts(s->zip, fmt(s->cx->arena, styles, format));
}

void
sheet_end(struct sheet *s, const char *label, const int64_t *sums)
{
	char digits[32];

	begin_row(s);
	text_cell(s, 0, TOTAL, label, strlen(label));
	for (size_t i = 1; i < s->head.n; i++)
		if (s->head.columns[i].type == TABLE_MONEY)
			number_cell(s, i, TOTAL_MONEY,
			    money_plain_into(digits, sums[i], s->cx->who.currency));
	end_row(s);
	end_sheet(s);
	put_workbook(s);
	put_styles(s);
	zip_end(s->zip);
}
