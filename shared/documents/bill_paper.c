#include "bill_private.h"

#include <string.h>

#include "text.h"

/* ---- small things ---- */

double
put_lines(struct bill_book *b, struct type type, enum side side, double x, double y, double width,
    int lines, const char *text)
{
	return typeset_put(b->type, type, side, x, y, width, lines, text, b->dry);
}

double
put_line(struct bill_book *b, struct type type, enum side side, double x, double y, double width,
    const char *text)
{
	return put_lines(b, type, side, x, y, width, 1, text);
}

const char *
book_money(struct bill_book *b, int64_t minor)
{
	char text[LOCAL_TEXT];

	return arena_strdup(b->cx->arena, local_money(b->local, text, minor));
}

const char *
book_date(struct bill_book *b, const char *on)
{
	char text[LOCAL_TEXT];

	return arena_strdup(b->cx->arena, local_date(b->local, text, on));
}

const char *
book_period(struct bill_book *b, const char *from_on, const char *to_on)
{
	char text[LOCAL_TEXT];

	return arena_strdup(b->cx->arena, local_period(b->local, text, from_on, to_on));
}

const char *
book_quantity(struct bill_book *b, int64_t milli)
{
	char text[LOCAL_TEXT];

	return arena_strdup(b->cx->arena, local_quantity(b->local, text, milli));
}

const char *
book_rate(struct bill_book *b, int64_t rate_micro)
{
	char text[LOCAL_TEXT];

	return arena_strdup(b->cx->arena, local_rate(b->local, text, rate_micro));
}

void
hair(struct bill_book *b, double x, double y, double w, double thickness, enum ink ink)
{
	if (b->dry)
		return;
	paper_ink(&b->paper, ink);
	cairo_rectangle(b->paper.cr, x, y, w, thickness);
	cairo_fill(b->paper.cr);
}

void
fill_box(struct bill_book *b, double x, double y, double w, double h, double r, double shade)
{
	const double *a = b->paper.accent;
	cairo_t *cr = b->paper.cr;
	const double quarter = 1.5707963267948966;

	if (b->dry)
		return;
	cairo_set_source_rgb(
	    cr, 1 - (1 - a[0]) * shade, 1 - (1 - a[1]) * shade, 1 - (1 - a[2]) * shade);
	cairo_new_sub_path(cr);
	cairo_arc(cr, x + w - r, y + r, r, -quarter, 0);
	cairo_arc(cr, x + w - r, y + h - r, r, 0, quarter);
	cairo_arc(cr, x + r, y + h - r, r, quarter, 2 * quarter);
	cairo_arc(cr, x + r, y + r, r, 2 * quarter, 3 * quarter);
	cairo_close_path(cr);
	cairo_fill(cr);
}

const char *
name_of(struct cx *cx, const char *letterhead)
{
	return arena_strndup(cx->arena, letterhead, strcspn(letterhead, "\n"));
}

const char *
address_of(const char *letterhead)
{
	const char *rest = strchr(letterhead, '\n');

	return rest ? rest + 1 : NULL;
}

int64_t
bill_due_minor(const struct bill_sheet *s)
{
	int64_t due = s->amount_minor - s->adjusted_minor;

	return s->reversed_on ? 0 : due + (s->has_before ? s->before_minor : 0);
}

const char *
late_fee_words(struct cx *cx, const struct late_fee_terms *f)
{
	const char *fee = f->percent
	    ? fmt(cx->arena, "%s%% of what is still unpaid", f->percent)
	    : money_local(cx, f->amount_minor);
	const char *when = f->grace_days > 0
	    ? fmt(cx->arena, "%lld days after the due date", (long long)f->grace_days)
	    : "after the due date";
	const char *again = f->every_days > 0
	    ? fmt(cx->arena, ", and again every %lld days while it is unpaid", (long long)f->every_days)
	    : "";
	const char *most = f->every_days > 0 && f->most > 1
	    ? fmt(cx->arena, ", at most %lld times", (long long)f->most) : "";

	return fmt(cx->arena, "A late fee of %s is charged %s%s%s.", fee, when, again, most);
}

/* ---- the head of a page ---- */

static double
put_mark(struct bill_book *b, double right, double y, const char *word, enum ink ink)
{
	struct type type = { 7.5, BOLD, ink };
	double w = typeset_width(b->type, type, word) + 12, h = 14;

	if (!b->dry) {
		paper_ink(&b->paper, ink);
		cairo_set_line_width(b->paper.cr, 0.8);
		cairo_rectangle(b->paper.cr, right - w, y, w, h);
		cairo_stroke(b->paper.cr);
	}
	put_line(b, type, LEFT, right - w + 6, y + 1.8, w, word);
	return right - w - 6;
}

static void
put_marks(struct bill_book *b, double y)
{
	const struct bill_sheet *s = b->sheet;
	double right = b->x + b->width;

	if (s->reversed_on)
		right = put_mark(b, right, y, "REVERSED", BAD);
	if (s->is_copy)
		right = put_mark(b, right, y, "COPY", INK);
	if (s->is_estimated)
		right = put_mark(b, right, y, "ESTIMATED", INK);
	if (s->adjusted_minor != 0)
		(void)put_mark(b, right, y, "ADJUSTED", INK);
}

static void
put_head(struct bill_book *b)
{
	const struct bill_sheet *s = b->sheet;
	const char *address = address_of(b->look->letterhead);
	double y = 32, half = b->width * 0.6, rest = b->width - half, left;

	left = put_lines(b, T_NAME, LEFT, b->x, y, half, 2, name_of(b->cx, b->look->letterhead));
	if (address)
		left += typeset_block(b->type, T_QUIET, b->x, y + left + 1, half, address, b->dry);
	put_line(b, T_TITLE, RIGHT, b->x + half, y, rest, s->title);
	put_line(b, T_QUIET, RIGHT, b->x + half, y + typeset_leading(T_TITLE), rest,
	    fmt(b->cx->arena, "Bill %s", s->number));
	put_marks(b, y + 33);
	b->y = y + (left > 50 ? left : 50) + 6;
	hair(b, b->x, b->y, b->width, 1.5, ACCENT);
	b->y += 10;
}

/* A head of one line, for the pages after the first. */
static void
put_short_head(struct bill_book *b)
{
	const struct bill_sheet *s = b->sheet;
	double y = 32;

	put_line(b, T_HEAD, LEFT, b->x, y, b->width * 0.5, name_of(b->cx, b->look->letterhead));
	put_line(b, T_QUIET, RIGHT, b->x + b->width * 0.5, y + 1, b->width * 0.5,
	    fmt(b->cx->arena, "%s %s · Account %s · continued", s->title, s->number,
		s->account_no));
	b->y = y + 18;
	hair(b, b->x, b->y, b->width, 1.5, ACCENT);
	b->y += 14;
}

static void
put_foot(struct bill_book *b)
{
	double y = b->paper.height - 30;

	if (b->page == 1 && slip_height(b) > 0)
		return;
	put_line(b, T_SMALL, LEFT, b->x, y, b->width * 0.7, b->look->footer);
	if (b->page_count > 1)
		put_line(b, T_SMALL, RIGHT, b->x + b->width * 0.7, y, b->width * 0.3,
		    fmt(b->cx->arena, "Page %lld of %lld", (long long)b->page,
			(long long)b->page_count));
}

void
next_page(struct bill_book *b)
{
	put_foot(b);
	b->page++;
	b->dry = b->dry || b->paper.is_picture;	/* of its first page */
	if (!b->dry) {
		paper_next(&b->paper);
		if (b->sheet->reversed_on)
			paper_watermark(&b->paper, "REVERSED");
	}
	put_short_head(b);
	b->end = b->paper.height - 44;
}

/* ---- who, how much, by when ---- */

static double
put_fact(struct bill_book *b, double x, double y, double w, const char *name, const char *value)
{
	double height;

	put_line(b, T_QUIET, LEFT, x, y + 0.7, w * 0.36, name);
	height = put_lines(b, T_BODY, RIGHT, x + w * 0.3, y, w * 0.7, 3, value);
	return height + 1.5;
}

void
put_fitting(struct bill_book *b, struct type type, enum side side, double x, double y, double w,
    const char *text)
{
	double wide = typeset_width(b->type, type, text), size = type.size;

	if (wide > w)
		type.size = (double)(int)(size * w / wide);
	put_line(b, type, side, x, y + size - type.size, w, text);
}

static double
put_panel(struct bill_book *b, double x, double y, double w)
{
	const struct bill_sheet *s = b->sheet;
	double top = y, pad = 12, inner = w - 2 * pad;

	fill_box(b, x, y, w, 58, 6, 0.07);
	y += 7;
	put_line(b, T_QUIET, LEFT, x + pad, y, inner, s->reversed_on ? "Nothing to pay" : "Amount due");
	put_fitting(b, T_AMOUNT, LEFT, x + pad, y + 9, s->reversed_on ? inner : inner * 0.56,
	    book_money(b, bill_due_minor(s)));
	if (!s->reversed_on) {
		put_line(b, T_QUIET, RIGHT, x + pad, y, inner, "Due date");
		put_line(b, T_DUE, RIGHT, x + pad + inner * 0.5, y + 18, inner * 0.5,
		    book_date(b, s->due_on));
	}
	y = top + 58 + 7;
	y += put_fact(b, x + pad, y, inner, "Account", s->account_no);
	y += put_fact(b, x + pad, y, inner, "Bill number", s->number);
	y += put_fact(b, x + pad, y, inner, "Bill date", book_date(b, s->issued_on));
	y += put_fact(b, x + pad, y, inner, "Billing period", book_period(b, s->from_on, s->to_on));
	y += put_fact(b, x + pad, y, inner, "Service address", s->service_address);
	return y;
}

static double
put_post(struct bill_book *b, double x, double y, double w)
{
	const struct bill_sheet *s = b->sheet;

	y += put_lines(b, T_POST, LEFT, x, y, w, 2, s->consumer);
	return y + put_lines(b, T_POST, LEFT, x, y, w, 5, s->post_to);
}

/* What happened to this bill, in words, where it is not simply a bill. */
static double
put_story(struct bill_book *b, double y)
{
	const struct bill_sheet *s = b->sheet;
	struct cx *cx = b->cx;

	if (s->reversed_on)
		y += put_lines(b, T_BAD, LEFT, b->x, y, b->width, 3,
		    fmt(cx->arena, "This bill was reversed on %s%s%s. Do not pay it.%s%s%s",
			book_date(b, s->reversed_on), s->reverse_reason ? ": " : "",
			s->reverse_reason ? s->reverse_reason : "",
			s->replaced_by_no ? " Bill " : "", s->replaced_by_no ? s->replaced_by_no : "",
			s->replaced_by_no ? " stands for it." : "")) + 6;
	if (s->replaces_no)
		y += put_lines(b, T_BODY, LEFT, b->x, y, b->width, 2,
		    fmt(cx->arena, "This bill stands for bill %s, which was reversed.", s->replaces_no)) + 6;
	return y;
}

/* ---- the account ---- */

static double
put_sum(struct bill_book *b, struct type type, double x, double y, double w, const char *text,
    int64_t minor)
{
	const char *amount = book_money(b, minor);
	double wide = typeset_width(b->type, type, amount) + 1;

	put_line(b, type, RIGHT, x, y, w, amount);
	return put_lines(b, type, LEFT, x, y, w - wide - 8, 2, text) + 2.5;
}

static double
put_account(struct bill_book *b, double x, double y, double w)
{
	const struct bill_sheet *s = b->sheet;
	size_t shown = s->sum_count > 7 ? 6 : s->sum_count;
	int64_t others = 0;

	y += put_line(b, T_HEAD, LEFT, x, y, w, "Account summary") + 4;
	for (size_t i = 0; i < shown; i++)
		y += put_sum(b, T_BODY, x, y, w, s->sums[i].text, s->sums[i].amount_minor);
	for (size_t i = shown; i < s->sum_count; i++)
		others += s->sums[i].amount_minor;
	if (shown < s->sum_count)
		y += put_sum(b, T_BODY, x, y, w,
		    fmt(b->cx->arena, "%zu more charges", s->sum_count - shown), others);
	if (s->has_before && s->sum_count > 0) {
		hair(b, x, y, w, 0.5, LINE);
		y += 3;
	}
	if (s->has_before)
		y += put_sum(b, T_BODY, x, y, w, "Owed before this bill", s->before_minor);
	y += put_sum(b, T_BODY, x, y, w, "This bill", s->amount_minor);
	if (s->adjusted_minor != 0)
		y += put_sum(b, T_BODY, x, y, w, "Adjustments of this bill", -s->adjusted_minor);
	if (s->reversed_on)
		y += put_sum(b, T_BODY, x, y, w, "Reversed",
		    -(s->amount_minor - s->adjusted_minor + (s->has_before ? s->before_minor : 0)));
	hair(b, x, y + 0.5, w, 0.8, INK);
	return y + 4 + put_sum(b, T_STRONG, x, y + 4, w, "Amount due", bill_due_minor(s));
}

/* On the left who and what is owed, on the right how much by when, and what was used. */
static void
put_first_page(struct bill_book *b)
{
	double gap = 24, right = b->width * 0.47, left = b->width - right - gap;
	double x2 = b->x + left + gap, top, y1, y2, height = 0;

	b->y = top = put_story(b, b->y);
	y2 = put_panel(b, x2, top, right) + 8;
	y1 = put_post(b, b->x + 12, top + 26, left - 12) + 14;
	y1 = put_account(b, b->x, y1 > top + 100 ? y1 : top + 100, left);
	if (b->look->history && b->sheet->period_count > 0) {
		height = y1 - y2 > 84 ? y1 - y2 : 84;
		height = height > 150 ? 150 : height;
		put_history(b, x2, y2, right, height);
	}
	b->y = (y1 > y2 + height ? y1 : y2 + height) + 10;
	b->end = b->paper.height - (slip_height(b) > 0 ? slip_height(b) + 8 : 44);
}

/* ---- a bill, a book ---- */

static void
put_bill(struct bill_book *b)
{
	b->page = 1;
	if (b->sheet->reversed_on && !b->dry)
		paper_watermark(&b->paper, "REVERSED");
	put_head(b);
	put_first_page(b);
	if (slip_height(b) > 0)
		put_slip(b);
	put_details(b);
	put_foot(b);
}

enum err
bill_book_add(struct cx *cx, struct bill_book *b, const struct bill_sheet *s, int64_t *page,
    int64_t *pages)
{
	b->cx = cx;
	b->sheet = s;
	if (b->pages > 0)
		paper_next(&b->paper);
	b->page_count = 1;
	b->dry = true;
	put_bill(b);
	b->page_count = b->page;
	b->dry = false;
	put_bill(b);
	*page = b->pages + 1;
	*pages = b->page;
	b->pages += b->page;
	return cairo_status(b->paper.cr) == CAIRO_STATUS_SUCCESS
	    ? OK : fail(cx, E_INTERNAL, "The document could not be made.");
}

static const enum paper_size sizes[] = {
	[BILL_PAPER_LOCALE] = PAPER_LOCALE,
	[BILL_PAPER_LETTER] = PAPER_LETTER,
	[BILL_PAPER_A4] = PAPER_A4,
};

/* Around a paper that is open. */
static void
set_up(struct bill_book *b)
{
	b->paper.has_accent = true;
	b->paper.accent[0] = (b->look->accent >> 16 & 0xff) / 255.0;
	b->paper.accent[1] = (b->look->accent >> 8 & 0xff) / 255.0;
	b->paper.accent[2] = (b->look->accent & 0xff) / 255.0;
	b->type = typeset_open(&b->paper);
	b->local = local_formats(b->paper.cx);
	b->x = b->paper.margin;
	b->width = b->paper.width - 2 * b->paper.margin;
}

enum err
bill_book_open(struct cx *cx, const struct bill_look *look, const char *title, int64_t at,
    void (*out)(void *arg, const void *, size_t), void *arg, struct bill_book **book)
{
	struct bill_book *b = arena_alloc(cx->arena, sizeof *b);

	b->look = look;
	TRY(paper_open_sized(cx, &b->paper, sizes[look->paper], title,
	    name_of(cx, look->letterhead), at, out, arg));
	set_up(b);
	*book = b;
	return OK;
}

enum err
bill_png(struct cx *cx, const struct bill_look *look, const struct bill_sheet *s,
    const unsigned char **png, size_t *len)
{
	struct bill_book *b = arena_alloc(cx->arena, sizeof *b);
	int64_t page, pages;

	b->look = look;
	TRY(paper_open_picture(cx, &b->paper, sizes[look->paper]));
	set_up(b);
	TRY(bill_book_add(cx, b, s, &page, &pages));
	return paper_picture(&b->paper, png, len);
}

enum err
bill_book_close(struct bill_book *b)
{
	return paper_close(&b->paper, NULL, NULL);
}

enum err
bill_pdf(struct cx *cx, const struct bill_look *look, const struct bill_sheet *s, int64_t at,
    const unsigned char **pdf, size_t *len)
{
	struct bill_book *b;
	int64_t page, pages;

	TRY(bill_book_open(
	    cx, look, fmt(cx->arena, "%s %s", s->title, s->number), at, NULL, NULL, &b));
	TRY(bill_book_add(cx, b, s, &page, &pages));
	return paper_close(&b->paper, pdf, len);
}
