#include "bill_private.h"

#include <string.h>

#include "text.h"

enum { COLUMNS = 6 };
#define ROW_GAP 2.6

/* Column widths as shares of the width; the first is text, the others stand at their right. */
struct table { double share[COLUMNS]; const char *names[COLUMNS]; int n; bool text_second; };

static const struct table meters = {
	{ 0.30, 0.26, 0.14, 0.14, 0.16 },
	{ "Meter", "Period", "Previous", "Current", "Use" }, 5, true,
};
static const struct table lines = {
	{ 0.46, 0.18, 0.18, 0.18 },
	{ "Charges", "Quantity", "Rate", "Amount" }, 4, false,
};

/* More room on this page, or the next one. */
static bool
make_room(struct bill_book *b, double height)
{
	if (b->y + height <= b->end)
		return false;
	next_page(b);
	return true;
}

static double
put_cells(struct bill_book *b, const struct table *t, struct type first, struct type rest,
    const char *const *cells)
{
	double x = b->x, tallest = 0;

	for (int i = 0; i < t->n; i++) {
		double w = b->width * t->share[i];
		bool left = i == 0 || (i == 1 && t->text_second);
		/* all on one baseline, whatever their size */
		double down = i == 0 ? 0 : (first.size - rest.size) * 1.13;
		double h = put_lines(b, i == 0 ? first : rest, left ? LEFT : RIGHT, x, b->y + down,
		    w - (left ? 10 : 0), 3, cells[i]);

		tallest = h > tallest ? h : tallest;
		x += w;
	}
	return tallest > 0 ? tallest : typeset_leading(rest);
}

static void
put_names(struct bill_book *b, const struct table *t)
{
	b->y += put_cells(b, t, T_HEAD, T_QUIET, t->names) + 2;
	hair(b, b->x, b->y, b->width, 0.8, INK);
	b->y += ROW_GAP;
}

/* How tall a row is, which is seen before it is written. */
static double
row_height(struct bill_book *b, const struct table *t, const char *const *cells)
{
	bool dry = b->dry;
	double h;

	b->dry = true;
	h = put_cells(b, t, T_BODY, T_BODY, cells);
	b->dry = dry;
	return h;
}

static void
put_row(struct bill_book *b, const struct table *t, const char *const *cells, const char *below)
{
	double h = row_height(b, t, cells) + (below ? typeset_leading(T_QUIET) : 0) + ROW_GAP;

	if (make_room(b, h))
		put_names(b, t);
	b->y += put_cells(b, t, T_BODY, T_BODY, cells);
	if (below)
		b->y += put_line(b, T_QUIET, LEFT, b->x, b->y, b->width * 0.7, below);
	b->y += ROW_GAP / 2;
	hair(b, b->x, b->y, b->width, 0.4, LINE);
	b->y += ROW_GAP / 2;
}

/* ---- meters ---- */

static const char *
read_note(struct bill_book *b, const struct bill_meter *m)
{
	const char *times = m->has_register && m->multiplier_milli != 1000
	    ? fmt(b->cx->arena, "× %s", book_quantity(b, m->multiplier_milli)) : NULL;
	const char *how = m->is_estimated ? "Estimated" : m->is_substituted ? "Substituted" : NULL;

	if (times && how)
		return fmt(b->cx->arena, "%s reading · multiplied %s", how, times);
	return how ? fmt(b->cx->arena, "%s reading", how)
	    : times ? fmt(b->cx->arena, "Multiplied %s", times) : NULL;
}

static void
put_meter(struct bill_book *b, const struct bill_meter *m)
{
	const struct bill_sheet *s = b->sheet;
	const char *from = m->from_on ? m->from_on : s->from_on, *to = m->to_on ? m->to_on : s->to_on;
	const char *cells[COLUMNS] = {
		m->number, book_period(b, from, to),
		m->has_register ? book_quantity(b, m->previous_milli) : "–",
		m->has_register ? book_quantity(b, m->current_milli) : "–",
		fmt(b->cx->arena, "%s %s", book_quantity(b, m->use_milli), m->unit ? m->unit : s->unit),
	};

	put_row(b, &meters, cells, read_note(b, m));
}

static void
put_meters(struct bill_book *b)
{
	const struct bill_sheet *s = b->sheet;

	if (s->meter_count == 0)
		return;
	make_room(b, 40);
	put_names(b, &meters);
	for (size_t i = 0; i < s->meter_count; i++)
		put_meter(b, &s->meters[i]);
	b->y += 5;
}

/* ---- lines ---- */

static const char *
row_note(struct bill_book *b, const struct bill_row *r)
{
	return r->from_on && r->to_on ? book_period(b, r->from_on, r->to_on) : NULL;
}

/* "4 kgal", "12.4 kW", "2" of a fixed amount; "" where there is one of it, or nothing is measured. */
static const char *
row_quantity(struct bill_book *b, const struct bill_row *r)
{
	bool fixed = same_text(r->kind, "fixed") || same_text(r->kind, "minimum");
	const char *quantity = book_quantity(b, r->quantity_milli);

	if (!r->is_metered || (fixed && r->quantity_milli == 1000))
		return "";
	return fixed ? fmt(b->cx->arena, "× %s", quantity)
	    : fmt(b->cx->arena, "%s %s", quantity, same_text(r->kind, "demand") ? "kW" : b->sheet->unit);
}

static void
put_charge(struct bill_book *b, const struct bill_row *r)
{
	const char *quantity = row_quantity(b, r);
	const char *cells[COLUMNS] = { r->text, quantity,
		*quantity ? book_rate(b, r->rate_micro) : "", book_money(b, r->amount_minor) };

	put_row(b, &lines, cells, row_note(b, r));
}

static void
put_total(struct bill_book *b)
{
	const struct bill_sheet *s = b->sheet;
	const char *cells[COLUMNS] = { s->adjusted_minor ? "This bill, adjusted" : "This bill", "", "",
		book_money(b, s->amount_minor - s->adjusted_minor) };

	if (make_room(b, 16))
		put_names(b, &lines);
	b->y += put_cells(b, &lines, T_STRONG, T_STRONG, cells) + 7;
}

static void
put_charges(struct bill_book *b)
{
	const struct bill_sheet *s = b->sheet;

	make_room(b, 48);
	put_names(b, &lines);
	for (size_t i = 0; i < s->row_count; i++)
		put_charge(b, &s->rows[i]);
	put_total(b);
}

/* ---- words ---- */

static void
put_message(struct bill_book *b)
{
	const char *text = b->look->message;
	double h;

	if (text == NULL || *text == '\0')
		return;
	h = typeset_block(b->type, T_BODY, b->x, b->y, b->width - 20, text, true) + 10;
	make_room(b, h + 6);
	fill_box(b, b->x, b->y, b->width, h, 4, 0.07);
	typeset_block(b->type, T_BODY, b->x + 10, b->y + 5, b->width - 20, text, b->dry);
	b->y += h + 6;
}

static const char *
terms(struct bill_book *b)
{
	const char *own = b->look->terms ? b->look->terms : "", *fee = b->sheet->late_fee;
	const char *tariff = b->sheet->tariff;

	return fmt(b->cx->arena, "%s%s%s%s%s%s%s", tariff ? "Tariff: " : "", tariff ? tariff : "",
	    tariff ? ". " : "", fee ? fee : "", fee && *own ? "\n" : "", own, "");
}

/* Two texts side by side, or one of them over the whole width. */
static void
put_texts(struct bill_book *b, const char *left_name, const char *left, const char *right_name,
    const char *right)
{
	bool both = left && *left && right && *right;
	double w = both ? (b->width - 20) / 2 : b->width, x2 = both ? b->x + w + 20 : b->x, h, h2, y;

	h = typeset_block(b->type, T_QUIET, b->x, b->y, w, left, true);
	h2 = typeset_block(b->type, T_QUIET, x2, b->y, w, right, true);
	if (h <= 0 && h2 <= 0)
		return;
	make_room(b, (h > h2 ? h : h2) + 14);
	y = b->y + typeset_leading(T_STRONG);
	if (h > 0) {
		put_line(b, T_STRONG, LEFT, b->x, b->y, w, left_name);
		typeset_block(b->type, T_QUIET, b->x, y, w, left, b->dry);
	}
	if (h2 > 0) {
		put_line(b, T_STRONG, LEFT, x2, b->y, w, right_name);
		typeset_block(b->type, T_QUIET, x2, y, w, right, b->dry);
	}
	b->y = y + (h > h2 ? h : h2) + 6;
}

void
put_details(struct bill_book *b)
{
	put_meters(b);
	put_charges(b);
	put_message(b);
	put_texts(b, "How to pay", b->look->how_to_pay, "Terms", terms(b));
}
