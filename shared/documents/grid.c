#include "grid.h"

#include <cairo-pdf.h>
#include <string.h>

#include "clock.h"
#include "local.h"
#include "paper.h"
#include "text.h"

enum { SAMPLE = 100, CELL_MAX = 120 };
static const double LINE_HEIGHT = 15, GAP = 8, HEAD_HEIGHT = 62, FOOT_HEIGHT = 20, LEAST = 28;
static const struct type BODY = { 8, REGULAR, INK }, HEADING_TYPE = { 7.5, BOLD, MUTED },
			 SMALL = { 7.5, REGULAR, MUTED }, TOTAL_TYPE = { 8, BOLD, INK };

struct grid {
	struct cx *cx;
	struct paper p;
	struct table_head head;
	struct local_formats *local;
	size_t rows, done;		/* how many will come; how many stand on paper */
	unsigned page, pages;
	double y, bottom;
	double x[TABLE_COLUMNS], width[TABLE_COLUMNS];
	char (*sample)[CELL_MAX];	/* of the first rows, until the widths are known */
	size_t sampled, wanted;
};

static bool
to_the_right(const struct grid *g, size_t column)
{
	enum table_type type = g->head.columns[column].type;

	return type == TABLE_MONEY || type == TABLE_NUMBER || type == TABLE_DECIMAL;
}

/* ---- cells as texts ---- */

static const char *
text_of(struct grid *g, size_t column, const struct value *v, char text[LOCAL_TEXT])
{
	int64_t us;

	if (v->null)
		return "";
	switch (g->head.columns[column].type) {
	case TABLE_MONEY:
		return local_amount(g->local, text, v->i);
	case TABLE_DATE:
		return local_date(g->local, text, v->s);
	case TABLE_INSTANT:
		return instant_parse(v->s, &us) ? local_instant(g->local, text, us) : v->s;
	case TABLE_NUMBER:
		(void)snprintf(text, LOCAL_TEXT, "%lld", (long long)v->i);
		return text;
	case TABLE_BOOL:
		return v->i != 0 ? "Yes" : "No";
	case TABLE_TEXT: case TABLE_DECIMAL:
		break;
	}
	return v->s;
}

/* As much as a cell could ever show, cut between characters. */
static void
shorten(char out[CELL_MAX], const char *text)
{
	size_t n = strlen(text);

	if (n >= CELL_MAX)
		for (n = CELL_MAX - 1; n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80; n--)
			;
	memcpy(out, text, n);
	out[n] = '\0';
}

/* ---- widths ---- */

static double
width_of(struct grid *g, struct type type, const char *text)
{
	int width;

	(void)paper_measure(&g->p, type, g->p.width, text);
	pango_layout_get_pixel_size(g->p.layout, &width, NULL);
	return width + 1;
}

/* The widest of title and sample; where all are too wide together, texts give way. */
static void
choose_widths(struct grid *g)
{
	double room = g->p.width - 2 * g->p.margin - GAP * (double)(g->head.n - 1);
	double all = 0, texts = 0, x = g->p.margin, factor = 1;

	for (size_t c = 0; c < g->head.n; c++) {
		double widest = width_of(g, HEADING_TYPE, g->head.columns[c].title);

		for (size_t r = 0; r < g->sampled; r++) {
			double w = width_of(g, BODY, g->sample[r * g->head.n + c]);

			widest = w > widest ? w : widest;
		}
		g->width[c] = widest;
		all += widest;
		if (g->head.columns[c].type == TABLE_TEXT)
			texts += widest;
	}
	if (all > room)
		factor = texts - (all - room) > texts / 3 ? (texts - (all - room)) / texts : 0;
	for (size_t c = 0; c < g->head.n; c++) {
		if (factor == 0)
			g->width[c] *= room / all;
		else if (g->head.columns[c].type == TABLE_TEXT)
			g->width[c] *= factor;
		if (g->width[c] < LEAST)
			g->width[c] = LEAST;
		g->x[c] = x;
		x += g->width[c] + GAP;
	}
}

/* ---- pages ---- */

static void
cell(struct grid *g, size_t c, struct type type, const char *text)
{
	if (*text)
		(void)paper_text(&g->p, type, to_the_right(g, c) ? RIGHT : LEFT, g->x[c], g->y,
		    g->width[c], text);
}

static void
titles(struct grid *g)
{
	for (size_t c = 0; c < g->head.n; c++)
		cell(g, c, HEADING_TYPE, g->head.columns[c].title);
	g->y += LINE_HEIGHT - 2;
	paper_rule(&g->p, g->y, 0.8, MUTED);
	g->y += 4;
}

static void
foot(struct grid *g)
{
	double y = g->p.height - g->p.margin - 8, width = g->p.width - 2 * g->p.margin;
	char text[64];

	(void)snprintf(text, sizeof text, "Page %u of %u", g->page, g->pages);
	(void)paper_text(&g->p, SMALL, RIGHT, g->p.margin, y, width, text);
	(void)paper_text(&g->p, SMALL, LEFT, g->p.margin, y, width / 2, g->head.title);
}

static void
first_page(struct grid *g)
{
	double width = g->p.width - 2 * g->p.margin;

	pango_layout_set_ellipsize(g->p.layout, PANGO_ELLIPSIZE_END);
	pango_layout_set_single_paragraph_mode(g->p.layout, TRUE);
	(void)paper_text(&g->p, (struct type){ 16, BOLD, INK }, LEFT, g->p.margin, g->y, width / 2,
	    g->head.title);
	(void)paper_text(&g->p, (struct type){ 9, BOLD, INK }, RIGHT, g->p.margin + width / 2,
	    g->y + 4, width / 2, g->head.issuer);
	(void)paper_text(
	    &g->p, SMALL, RIGHT, g->p.margin + width / 2, g->y + 20, width / 2, g->head.made);
	(void)paper_text(
	    &g->p, SMALL, LEFT, g->p.margin, g->y + 34, width, g->head.filters);
	g->y += HEAD_HEIGHT;
	titles(g);
}

static void
line_begins(struct grid *g)
{
	if (g->page > 0 && g->y + LINE_HEIGHT <= g->bottom)
		return;
	if (g->page > 0) {
		foot(g);
		cairo_show_page(g->p.cr);
	}
	g->page++;
	g->y = g->p.margin;
	if (g->page == 1)
		first_page(g);
	else
		titles(g);
}

static void
line_ends(struct grid *g)
{
	g->y += LINE_HEIGHT - 3;
	paper_rule(&g->p, g->y, 0.4, LINE);
	g->y += 3;
	g->done++;
}

/* What stands on the first page, and on each that follows; the totals are a line too. */
static unsigned
count_pages(const struct grid *g)
{
	double titled = LINE_HEIGHT - 2 + 4, full = g->bottom - g->p.margin - titled;
	size_t first = (size_t)((full - HEAD_HEIGHT) / LINE_HEIGHT);
	size_t each = (size_t)(full / LINE_HEIGHT), lines = g->rows + 1;

	return lines <= first ? 1 : 1 + (unsigned)((lines - first + each - 1) / each);
}

static void
write_sample(struct grid *g)
{
	choose_widths(g);
	for (size_t r = 0; r < g->sampled; r++) {
		line_begins(g);
		for (size_t c = 0; c < g->head.n; c++)
			cell(g, c, BODY, g->sample[r * g->head.n + c]);
		line_ends(g);
	}
	g->wanted = 0;
}

enum err
grid_begin(struct cx *cx, const struct table_head *head, size_t rows, int64_t at, table_out *out,
    void *arg, struct grid **grid)
{
	struct grid *g = arena_alloc(cx->arena, sizeof *g);

	*grid = g;
	g->cx = cx;
	g->head = *head;
	g->rows = rows;
	g->local = local_formats(cx);
	g->wanted = rows < SAMPLE ? rows : SAMPLE;
	g->sample = arena_alloc_n(cx->arena, (g->wanted + 1) * head->n, CELL_MAX);
	TRY(paper_open_wide(cx, &g->p, head->title, head->issuer, at, out, arg));
	g->bottom = g->p.height - g->p.margin - FOOT_HEIGHT;
	g->pages = count_pages(g);
	return OK;
}

void
grid_row(struct grid *g, const struct value *const *values)
{
	char text[LOCAL_TEXT], shown[CELL_MAX];

	if (g->sampled < g->wanted) {
		for (size_t c = 0; c < g->head.n; c++)
			shorten(g->sample[g->sampled * g->head.n + c],
			    text_of(g, c, values[c], text));
		if (++g->sampled == g->wanted)
			write_sample(g);
		return;
	}
	line_begins(g);
	for (size_t c = 0; c < g->head.n; c++) {
		shorten(shown, text_of(g, c, values[c], text));
		cell(g, c, BODY, shown);
	}
	line_ends(g);
}

enum err
grid_end(struct grid *g, const char *label, const int64_t *sums)
{
	char text[LOCAL_TEXT];
	double room;

	if (g->page == 0)
		write_sample(g);
	line_begins(g);
	paper_rule(&g->p, g->y - 3, 0.8, MUTED);
	room = g->p.width - 2 * g->p.margin;
	for (size_t c = 0; c < g->head.n; c++)
		if (g->head.columns[c].type == TABLE_MONEY) {
			if (g->x[c] - g->p.margin - GAP < room)
				room = g->x[c] - g->p.margin - GAP;
			cell(g, c, TOTAL_TYPE, local_amount(g->local, text, sums[c]));
		}
	(void)paper_text(&g->p, TOTAL_TYPE, LEFT, g->p.margin, g->y, room, label);
	foot(g);
	return paper_close(&g->p, NULL, NULL);
}
