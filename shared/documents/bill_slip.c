#include "bill_private.h"

#include "text.h"

#define SLIP 203.0		/* 2.8 inches */

double
slip_height(const struct bill_book *b)
{
	return b->look->slip && !b->sheet->reversed_on ? SLIP : 0;
}

static void
cut_line(struct bill_book *b, double y)
{
	static const double dashes[] = { 4, 3 };
	const char *words = "Please cut here and send this part with your payment";
	double w = typeset_width(b->type, T_SMALL, words) + 12, mid = b->paper.width / 2;
	cairo_t *cr = b->paper.cr;

	paper_ink(&b->paper, MUTED);
	cairo_set_line_width(cr, 0.6);
	cairo_set_dash(cr, dashes, 2, 0);
	cairo_move_to(cr, 18, y);
	cairo_line_to(cr, mid - w / 2, y);
	cairo_move_to(cr, mid + w / 2, y);
	cairo_line_to(cr, b->paper.width - 18, y);
	cairo_stroke(cr);
	cairo_set_dash(cr, NULL, 0, 0);
	put_line(b, T_SMALL, CENTRE, mid - w / 2, y - 4.6, w, words);
}

static double
put_pair(struct bill_book *b, double x, double y, double w, const char *name, struct type type,
    const char *value)
{
	double height = typeset_leading(type);

	put_line(b, T_QUIET, LEFT, x, y + height - typeset_leading(T_QUIET) - 0.6, w * 0.42, name);
	put_fitting(b, type, RIGHT, x + w * 0.36, y, w * 0.64, value);
	return height + 3;
}

/* Where the payer writes what he sends. */
static void
put_enclosed(struct bill_book *b, double x, double y, double w)
{
	put_line(b, T_QUIET, LEFT, x, y + 6, w * 0.42, "Amount enclosed");
	paper_ink(&b->paper, MUTED);
	cairo_set_line_width(b->paper.cr, 0.8);
	cairo_rectangle(b->paper.cr, x + w * 0.45, y, w * 0.55, 22);
	cairo_stroke(b->paper.cr);
}

static void
put_codes(struct bill_book *b, double x, double y, double side)
{
	const struct bill_sheet *s = b->sheet;
	struct cx *cx = b->cx;
	double foot = b->paper.height - 46;

	if (b->look->qr &&
	    code_qr(&b->paper,
		fmt(cx->arena, "BP1;%s;%s;%lld;%s", s->account_no, s->number,
		    (long long)bill_due_minor(s), cx->who.currency),
		x, y, side))
		put_line(b, T_SMALL, CENTRE, x, y + side - 2, side, s->number);
	if (b->look->barcode) {
		const char *text = fmt(cx->arena, "%s;%s;%lld", s->account_no, s->number,
		    (long long)bill_due_minor(s));

		if (code_128(&b->paper, text, b->x - 10, foot, b->width + 20, 20))
			put_line(b, T_SMALL, LEFT, b->x, foot + 21, b->width, text);
	}
}

void
put_slip(struct bill_book *b)
{
	const struct bill_sheet *s = b->sheet;
	double top = b->paper.height - slip_height(b), y = top + 20, side = b->look->qr ? 104 : 0;
	double left = b->width * 0.40, x = b->x + left + 16;
	double w = b->width - left - 16 - (side > 0 ? side + 12 : 0), at;
	const char *address = address_of(b->look->letterhead);

	if (b->dry)
		return;
	cut_line(b, top);
	at = y + put_line(b, T_QUIET, LEFT, b->x, y, left, "Pay to") + 1;
	at += put_lines(b, T_STRONG, LEFT, b->x, at, left, 2, name_of(b->cx, b->look->letterhead));
	if (address)
		at += typeset_block(b->type, T_BODY, b->x, at, left, address, false);
	at = (at > y + 62 ? at : y + 62) + 14;
	at += put_line(b, T_QUIET, LEFT, b->x, at, left, "From") + 1;
	at += put_lines(b, T_STRONG, LEFT, b->x, at, left, 2, s->consumer);
	put_lines(b, T_BODY, LEFT, b->x, at, left, 4, s->service_address);
	y += put_pair(b, x, y, w, "Account", T_STRONG, s->account_no);
	y += put_pair(b, x, y, w, "Bill number", T_STRONG, s->number);
	y += put_pair(b, x, y, w, "Due date", T_STRONG, book_date(b, s->due_on)) + 4;
	y += put_pair(b, x, y, w, "Amount due", (struct type){ 16, BOLD, ACCENT },
	    book_money(b, bill_due_minor(s))) + 6;
	put_enclosed(b, x, y, w);
	put_codes(b, b->x + b->width - side, top + 16, side);
}
