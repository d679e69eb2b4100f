#include "bill_private.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "text.h"

/* Diagonals over an estimated bar: it is not what was measured. */
static void
hatch(struct bill_book *b, double x, double y, double w, double h)
{
	cairo_t *cr = b->paper.cr;

	cairo_save(cr);
	cairo_rectangle(cr, x, y, w, h);
	cairo_clip(cr);
	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_set_line_width(cr, 1);
	for (double at = -h; at < w; at += 3.2) {
		cairo_move_to(cr, x + at, y + h);
		cairo_line_to(cr, x + at + h, y);
	}
	cairo_stroke(cr);
	cairo_restore(cr);
}

/* The next that reads well, of which the half does too. */
static int64_t
round_up(int64_t most)
{
	static const int64_t good[] = { 100, 120, 140, 160, 200, 240, 300, 400, 500, 600, 800, 1000 };
	int64_t step = 1;

	while (step < INT64_MAX / 10000 && step * 1000 < most)
		step *= 10;
	for (size_t i = 0; i < COUNT(good); i++)
		if (step * good[i] >= most)
			return step * good[i];
	return most;
}

static int64_t
most_of(const struct bill_sheet *s)
{
	int64_t most = 1000;

	for (size_t i = 0; i < s->period_count; i++)
		if (s->periods[i].use_milli > most)
			most = s->periods[i].use_milli;
	return round_up(most);
}

static void
put_bar(struct bill_book *b, const struct bill_period *p, double x, double base, double w, double h)
{
	const double *a = b->paper.accent;
	double shade = p->is_this ? 1 : 0.42;

	if (h < 0.6)
		h = 0.6;
	cairo_set_source_rgb(b->paper.cr, 1 - (1 - a[0]) * shade, 1 - (1 - a[1]) * shade,
	    1 - (1 - a[2]) * shade);
	cairo_rectangle(b->paper.cr, x, base - h, w, h);
	cairo_fill(b->paper.cr);
	if (p->is_estimated)
		hatch(b, x, base - h, w, h);
}

/* The month of a bar, and its year below the first of each year. */
static void
put_label(struct bill_book *b, size_t i, double x, double w, double y)
{
	const struct bill_period *p = &b->sheet->periods[i];
	char text[LOCAL_TEXT];
	bool new_year = i == 0 || strncmp(p->to_on, p[-1].to_on, 4) != 0;

	put_line(b, p->is_this ? (struct type){ 6.5, BOLD, INK } : T_SMALL, CENTRE, x - 8, y, w + 16,
	    local_month(b->local, text, p->to_on));
	if (new_year)
		put_line(b, T_SMALL, CENTRE, x - 8, y + 8, w + 16,
		    fmt(b->cx->arena, "%.4s", p->to_on));
}

static const char *
per_day(struct bill_book *b, const struct bill_period *p)
{
	int64_t days = date_days(p->to_on) - date_days(p->from_on) + 1;
	int64_t milli = days > 0 ? (p->use_milli + days / 2) / days : p->use_milli;

	if (milli >= 10000)		/* three figures are enough */
		milli = (milli + 50) / 100 * 100;
	else if (milli >= 1000)
		milli = (milli + 5) / 10 * 10;
	return fmt(b->cx->arena, "%s %s a day", book_quantity(b, milli), b->sheet->unit);
}

/* The period a year before this one. */
static const struct bill_period *
year_before(const struct bill_sheet *s, const struct bill_period *now)
{
	for (size_t i = 0; i < s->period_count; i++)
		if (abs(date_days(now->to_on) - date_days(s->periods[i].to_on) - 365) <= 10)
			return &s->periods[i];
	return NULL;
}

static void
put_words(struct bill_book *b, double x, double y, double width)
{
	const struct bill_sheet *s = b->sheet;
	const struct bill_period *now = NULL, *before;

	for (size_t i = 0; i < s->period_count; i++)
		if (s->periods[i].is_this)
			now = &s->periods[i];
	if (!now)
		return;
	before = year_before(s, now);
	put_line(b, T_QUIET, RIGHT, x, y + 1.5, width, before
	    ? fmt(b->cx->arena, "%s · a year ago %s", per_day(b, now), per_day(b, before))
	    : per_day(b, now));
}

static void
put_scale(struct bill_book *b, double x, double y, double width, double height, int64_t most)
{
	const char *top = fmt(b->cx->arena, "%s %s", book_quantity(b, most), b->sheet->unit);

	hair(b, x, y, width, 0.4, LINE);
	hair(b, x, y + height / 2, width, 0.4, LINE);
	put_line(b, T_SMALL, LEFT, x, y - 9, width, top);
}

void
put_history(struct bill_book *b, double x, double y, double width, double height)
{
	const struct bill_sheet *s = b->sheet;
	double head = put_line(b, T_HEAD, LEFT, x, y, width, "Your use") + 14, foot = 18;
	double tall = height - head - foot, base = y + head + tall;
	double pitch = width / (double)(s->period_count < 6 ? 6 : s->period_count), w = pitch * 0.68;
	int64_t most = most_of(s);
	size_t every = pitch < 16 ? 3 : 1;
	bool estimated = false;

	put_words(b, x, y, width);
	if (b->dry)
		return;
	put_scale(b, x, y + head, width, tall, most);
	for (size_t i = 0; i < s->period_count; i++) {
		double at = x + pitch * (double)i + (pitch - w) / 2;
		double h = (double)s->periods[i].use_milli / (double)most * tall;

		put_bar(b, &s->periods[i], at, base, w, h);
		if ((s->period_count - 1 - i) % every == 0)
			put_label(b, i, at, w, base + 2);
		estimated = estimated || s->periods[i].is_estimated;
	}
	hair(b, x, base, width, 0.8, INK);
	if (estimated)
		put_line(b, T_SMALL, RIGHT, x, y + head - 9, width, "Hatched: estimated");
}
