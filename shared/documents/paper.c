#include "paper.h"

#include <cairo-pdf.h>
#include <math.h>
#include <string.h>

#include "clock.h"
#include "receipt.h"
#include "text.h"

enum { PDF_MAX = 2 * 1024 * 1024 };
#define FAMILY "Noto Sans"

static const struct { double r, g, b; } inks[] = {
	[INK]    = { 0.090, 0.110, 0.165 },
	[MUTED]  = { 0.360, 0.390, 0.450 },
	[LINE]   = { 0.855, 0.870, 0.895 },
	[ACCENT] = { 0.180, 0.330, 0.740 },
	[BAD]    = { 0.700, 0.130, 0.130 },
};

static void drop_surface(void *p) { cairo_surface_destroy(p); }
static void drop_context(void *p) { cairo_destroy(p); }
static void drop_object(void *p) { g_object_unref(p); }

/* No allocation here: cairo's frames must not be jumped over. */
static cairo_status_t
keep(void *arg, const unsigned char *data, unsigned n)
{
	struct paper *p = arg;

	if (p->out != NULL) {
		p->out(p->out_arg, data, n);
		return CAIRO_STATUS_SUCCESS;
	}
	if (n > p->cap - p->len)
		return CAIRO_STATUS_WRITE_ERROR;
	memcpy(p->data + p->len, data, n);
	p->len += n;
	return CAIRO_STATUS_SUCCESS;
}

void
paper_ink(struct paper *p, enum ink ink)
{
	if (ink == ACCENT && p->has_accent) {
		cairo_set_source_rgb(p->cr, p->accent[0], p->accent[1], p->accent[2]);
		return;
	}
	cairo_set_source_rgb(p->cr, inks[ink].r, inks[ink].g, inks[ink].b);
}

static bool
letter(const char *locale)
{
	size_t n = strlen(locale);

	return n >= 2 && (same_text(locale + n - 2, "US") || same_text(locale + n - 2, "CA"));
}

static void
describe(struct paper *p, const char *title, const char *author, int64_t at)
{
	char date[] = "1970-01-01T00:00:00Z";
	const char *text = instant_text(p->cx->arena, at);

	memcpy(date, text, sizeof("1970-01-01T00:00:00") - 1);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_TITLE, title);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_AUTHOR, author);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATOR, "Billport");
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_MOD_DATE, date);
}

/* The tools to write with, on a surface that is there. */
static enum err
begin_on(struct paper *p)
{
	struct cx *cx = p->cx;

	p->cr = cairo_create(p->surface);
	arena_defer(cx->arena, drop_context, p->cr);
	p->layout = pango_cairo_create_layout(p->cr);
	arena_defer(cx->arena, drop_object, p->layout);
	pango_context_set_language(pango_layout_get_context(p->layout),
	    pango_language_from_string(cx->who.locale));
	pango_layout_set_wrap(p->layout, PANGO_WRAP_WORD_CHAR);
	return cairo_status(p->cr) == CAIRO_STATUS_SUCCESS ? OK
	    : fail(cx, E_INTERNAL, "The document could not be made.");
}

static enum err
begin(struct paper *p, const char *title, const char *author, int64_t at)
{
	p->surface = cairo_pdf_surface_create_for_stream(keep, p, p->width, p->height);
	arena_defer(p->cx->arena, drop_surface, p->surface);
	cairo_pdf_surface_restrict_to_version(p->surface, CAIRO_PDF_VERSION_1_5);
	describe(p, title, author, at);
	return begin_on(p);
}

enum err
paper_open(struct cx *cx, struct paper *p, const char *title, const char *author, int64_t at)
{
	bool us = letter(cx->who.locale);

	*p = (struct paper){ .cx = cx };
	p->width = us ? 612 : 419.53;
	p->height = us ? 792 : 595.28;
	p->margin = us ? 64 : 36;
	p->scale = us ? 1 : 0.86;
	p->cap = PDF_MAX;
	p->data = arena_alloc(cx->arena, p->cap);
	return begin(p, title, author, at);
}

enum err
paper_open_wide(struct cx *cx, struct paper *p, const char *title, const char *author, int64_t at,
    void (*out)(void *arg, const void *, size_t), void *arg)
{
	bool us = letter(cx->who.locale);

	*p = (struct paper){ .cx = cx, .out = out, .out_arg = arg, .margin = 36, .scale = 1 };
	p->width = us ? 792 : 841.89;
	p->height = us ? 612 : 595.28;
	return begin(p, title, author, at);
}

static void
size_upright(struct paper *p, enum paper_size size)
{
	bool us = size == PAPER_LETTER || (size == PAPER_LOCALE && letter(p->cx->who.locale));

	p->width = us ? 612 : 595.28;
	p->height = us ? 792 : 841.89;
}

enum err
paper_open_picture(struct cx *cx, struct paper *p, enum paper_size size)
{
	const double dots = 2;

	*p = (struct paper){ .cx = cx, .margin = 45, .scale = 1, .is_picture = true };
	size_upright(p, size);
	p->cap = PDF_MAX;
	p->data = arena_alloc(cx->arena, p->cap);
	p->surface = cairo_image_surface_create(
	    CAIRO_FORMAT_RGB24, (int)(p->width * dots), (int)(p->height * dots));
	arena_defer(cx->arena, drop_surface, p->surface);
	cairo_surface_set_device_scale(p->surface, dots, dots);
	TRY(begin_on(p));
	cairo_set_source_rgb(p->cr, 1, 1, 1);
	cairo_paint(p->cr);
	return OK;
}

enum err
paper_picture(struct paper *p, const unsigned char **png, size_t *len)
{
	cairo_surface_flush(p->surface);
	if (cairo_status(p->cr) != CAIRO_STATUS_SUCCESS ||
	    cairo_surface_write_to_png_stream(p->surface, keep, p) != CAIRO_STATUS_SUCCESS)
		return fail(p->cx, E_INTERNAL, "The picture could not be made.");
	*png = p->data;
	*len = p->len;
	return OK;
}

enum err
paper_open_sized(struct cx *cx, struct paper *p, enum paper_size size, const char *title,
    const char *author, int64_t at, void (*out)(void *arg, const void *, size_t), void *arg)
{
	*p = (struct paper){ .cx = cx, .out = out, .out_arg = arg, .margin = 45, .scale = 1 };
	size_upright(p, size);
	if (out == NULL) {
		p->cap = PDF_MAX;
		p->data = arena_alloc(cx->arena, p->cap);
	}
	return begin(p, title, author, at);
}

enum err
paper_close(struct paper *p, const unsigned char **pdf, size_t *len)
{
	cairo_show_page(p->cr);
	cairo_surface_finish(p->surface);
	if (cairo_status(p->cr) != CAIRO_STATUS_SUCCESS ||
	    cairo_surface_status(p->surface) != CAIRO_STATUS_SUCCESS)
		return fail(p->cx, E_INTERNAL, "The document could not be made.");
	if (pdf != NULL) {
		*pdf = p->data;
		*len = p->len;
	}
	return OK;
}

void
paper_next(struct paper *p)
{
	if (!p->is_picture)
		cairo_show_page(p->cr);
}

static double
lay_out(struct paper *p, struct type t, double width, const char *text)
{
	PangoFontDescription *font = pango_font_description_new();
	int height;

	pango_font_description_set_family_static(font, FAMILY);
	pango_font_description_set_weight(
	    font, t.weight == BOLD ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_font_description_set_absolute_size(font, t.size * p->scale * PANGO_SCALE);
	pango_layout_set_font_description(p->layout, font);
	pango_font_description_free(font);
	pango_layout_set_width(p->layout, (int)(width * PANGO_SCALE));
	pango_layout_set_text(p->layout, text ? text : "", -1);
	pango_layout_get_size(p->layout, NULL, &height);
	return (double)height / PANGO_SCALE;
}

double
paper_measure(struct paper *p, struct type t, double width, const char *text)
{
	return lay_out(p, t, width, text);
}

double
paper_text(struct paper *p, struct type t, enum side side, double x, double y, double width,
    const char *text)
{
	static const PangoAlignment sides[] = {
		[LEFT] = PANGO_ALIGN_LEFT,
		[RIGHT] = PANGO_ALIGN_RIGHT,
		[CENTRE] = PANGO_ALIGN_CENTER,
	};
	double height;

	pango_layout_set_alignment(p->layout, sides[side]);
	height = lay_out(p, t, width, text);
	paper_ink(p, t.ink);
	cairo_move_to(p->cr, x, y);
	pango_cairo_show_layout(p->cr, p->layout);
	return height;
}

void
paper_rule(struct paper *p, double y, double thickness, enum ink ink)
{
	paper_ink(p, ink);
	cairo_rectangle(p->cr, p->margin, y, p->width - 2 * p->margin, thickness);
	cairo_fill(p->cr);
}

void
paper_watermark(struct paper *p, const char *word)
{
	size_t letters = strlen(word);
	struct type t = { letters <= 4 ? 150 : 600.0 / (double)letters, BOLD, BAD };
	double height;

	pango_layout_set_alignment(p->layout, PANGO_ALIGN_CENTER);
	height = lay_out(p, t, p->width, word);
	cairo_save(p->cr);
	cairo_translate(p->cr, p->width / 2, p->height / 2);
	cairo_rotate(p->cr, -M_PI / 6);
	cairo_move_to(p->cr, -p->width / 2, -height / 2);
	/* under the text, so no transparency */
	cairo_set_source_rgb(p->cr, 0.975, 0.895, 0.895);
	pango_cairo_show_layout(p->cr, p->layout);
	cairo_restore(p->cr);
}
