#include "typeset.h"

#include <hb.h>
#include <math.h>
#include <string.h>

#include "text.h"

enum { FACES = 24, BLOCKS = 64, GLYPHS = 200, TEXT_BYTES = 400 };
#define FAMILY  "Noto Sans"
#define LEADING 1.36

/* The house's type in one size: what shapes it and what draws it. */
struct face {
	double size;
	enum weight weight;
	PangoFont *font;
	hb_font_t *hb;
	cairo_scaled_font_t *scaled;
	double ascent;			/* of a line, above which half of the leading lies */
};

struct block { const char *text; struct type type; double width; PangoLayout *layout; };

struct typeset {
	struct paper *paper;
	hb_buffer_t *buffer;
	struct face faces[FACES]; size_t face_count;
	struct block blocks[BLOCKS]; size_t block_count;
};

/* A line as it is drawn. */
struct run {
	cairo_glyph_t glyphs[GLYPHS];
	cairo_text_cluster_t clusters[GLYPHS];
	int glyph_count, cluster_count;
	double width;
};

static void drop_buffer(void *p) { hb_buffer_destroy(p); }
static void drop_object(void *p) { g_object_unref(p); }

struct typeset *
typeset_open(struct paper *p)
{
	struct typeset *t = arena_alloc(p->cx->arena, sizeof *t);

	t->paper = p;
	t->buffer = hb_buffer_create();
	arena_defer(p->cx->arena, drop_buffer, t->buffer);
	pango_layout_set_auto_dir(p->layout, FALSE);
	return t;
}

double
typeset_leading(struct type type)
{
	return type.size * LEADING;
}

static PangoFontDescription *
description(struct type type)
{
	PangoFontDescription *d = pango_font_description_new();

	pango_font_description_set_family_static(d, FAMILY);
	pango_font_description_set_weight(
	    d, type.weight == BOLD ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_font_description_set_absolute_size(d, type.size * PANGO_SCALE);
	return d;
}

static void
measure_face(struct face *f)
{
	PangoFontMetrics *m = pango_font_get_metrics(f->font, NULL);
	double up = (double)pango_font_metrics_get_ascent(m) / PANGO_SCALE,
	       down = (double)pango_font_metrics_get_descent(m) / PANGO_SCALE;

	f->ascent = up + (f->size * LEADING - up - down) / 2;
	pango_font_metrics_unref(m);
}

/* NULL: there is no such font here, or too many sizes. */
static const struct face *
face_of(struct typeset *t, struct type type)
{
	PangoFontDescription *d;
	struct face *f;

	for (size_t i = 0; i < t->face_count; i++)
		if (t->faces[i].size == type.size && t->faces[i].weight == type.weight)
			return &t->faces[i];
	if (t->face_count == FACES)
		return NULL;
	f = &t->faces[t->face_count];
	*f = (struct face){ .size = type.size, .weight = type.weight };
	d = description(type);
	f->font = pango_context_load_font(pango_layout_get_context(t->paper->layout), d);
	pango_font_description_free(d);
	if (f->font == NULL)
		return NULL;
	arena_defer(t->paper->cx->arena, drop_object, f->font);
	f->hb = pango_font_get_hb_font(f->font);
	f->scaled = pango_cairo_font_get_scaled_font(PANGO_CAIRO_FONT(f->font));
	if (f->hb == NULL || f->scaled == NULL)
		return NULL;
	measure_face(f);
	t->face_count++;
	return f;
}

/* Left to right, each letter by itself: Latin, Greek, Cyrillic, signs and punctuation. */
static bool
plain_letters(const char *text, size_t n)
{
	for (size_t i = 0; i < n;) {
		const unsigned char *s = (const unsigned char *)text + i;

		if (s[0] < 0x80) {
			if (s[0] < 0x20)
				return false;
			i++;
		} else if (s[0] >= 0xc2 && s[0] <= 0xd1) {
			/* to U+047F, without marks that stand over others */
			if (s[0] == 0xcc || (s[0] == 0xcd && s[1] < 0xb0))
				return false;
			i += 2;
		} else if (s[0] == 0xe2 && (s[1] == 0x80 || s[1] == 0x82)) {
			/* dashes, quotes, currencies; not what turns the direction */
			if (s[1] == 0x80 && (s[2] < 0x90 || s[2] > 0xa7))
				return false;
			i += 3;
		} else
			return false;
	}
	return true;
}

/* Glyphs with the bytes that each stands for, so that text can be copied out again. */
static bool
take_glyphs(hb_buffer_t *b, size_t len, struct run *run)
{
	unsigned n;
	const hb_glyph_info_t *info = hb_buffer_get_glyph_infos(b, &n);
	const hb_glyph_position_t *pos = hb_buffer_get_glyph_positions(b, NULL);
	double x = 0;

	if (n > GLYPHS)
		return false;
	for (unsigned i = 0; i < n; i++) {
		size_t next = i + 1 < n ? info[i + 1].cluster : len;

		if (info[i].codepoint == 0)
			return false;		/* not in this font */
		run->glyphs[i] = (cairo_glyph_t){ info[i].codepoint,
			x + (double)pos[i].x_offset / PANGO_SCALE,
			-(double)pos[i].y_offset / PANGO_SCALE };
		x += (double)pos[i].x_advance / PANGO_SCALE;
		if (run->cluster_count > 0 && i > 0 && info[i].cluster == info[i - 1].cluster) {
			run->clusters[run->cluster_count - 1].num_glyphs++;
			run->clusters[run->cluster_count - 1].num_bytes = (int)(next - info[i].cluster);
			continue;
		}
		run->clusters[run->cluster_count++] =
		    (cairo_text_cluster_t){ (int)(next - info[i].cluster), 1 };
	}
	run->glyph_count = (int)n;
	run->width = x;
	return true;
}

static bool
shape(struct typeset *t, const struct face *f, const char *text, size_t len, struct run *run)
{
	run->glyph_count = run->cluster_count = 0;
	run->width = 0;
	if (f == NULL || len > TEXT_BYTES || !plain_letters(text, len))
		return false;
	hb_buffer_clear_contents(t->buffer);
	hb_buffer_set_direction(t->buffer, HB_DIRECTION_LTR);
	hb_buffer_set_script(t->buffer, HB_SCRIPT_LATIN);
	hb_buffer_set_cluster_level(t->buffer, HB_BUFFER_CLUSTER_LEVEL_MONOTONE_CHARACTERS);
	hb_buffer_add_utf8(t->buffer, text, (int)len, 0, (int)len);
	hb_shape(f->hb, t->buffer, NULL, 0);
	return take_glyphs(t->buffer, len, run);
}

static void
draw(struct typeset *t, const struct face *f, struct type type, struct run *run, double x, double y,
    const char *text, size_t len)
{
	for (int i = 0; i < run->glyph_count; i++) {
		run->glyphs[i].x += x;
		run->glyphs[i].y += y + f->ascent;
	}
	paper_ink(t->paper, type.ink);
	cairo_set_scaled_font(t->paper->cr, f->scaled);
	cairo_show_text_glyphs(t->paper->cr, text, (int)len, run->glyphs, run->glyph_count,
	    run->clusters, run->cluster_count, 0);
}

double
typeset_width(struct typeset *t, struct type type, const char *text)
{
	struct run run;
	PangoFontDescription *d;
	int width;

	if (shape(t, face_of(t, type), text, strlen(text), &run))
		return run.width;
	d = description(type);
	pango_layout_set_font_description(t->paper->layout, d);
	pango_font_description_free(d);
	pango_layout_set_width(t->paper->layout, -1);
	pango_layout_set_text(t->paper->layout, text, -1);
	pango_layout_get_size(t->paper->layout, &width, NULL);
	return (double)width / PANGO_SCALE;
}

static void
set_layout(PangoLayout *l, struct type type, double width, int lines, const char *text)
{
	PangoFontDescription *d = description(type);

	pango_layout_set_font_description(l, d);
	pango_font_description_free(d);
	pango_layout_set_width(l, (int)(width * PANGO_SCALE));
	/* lines of one height, whatever script they are in */
	pango_layout_set_line_spacing(l, 0);
	pango_layout_set_height(l, lines > 0 ? -lines : -1);
	pango_layout_set_ellipsize(l, lines > 0 ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
	pango_layout_set_text(l, text, -1);
}

static double
height_of(PangoLayout *l, struct type type)
{
	int height;

	pango_layout_get_size(l, NULL, &height);
	if (pango_layout_get_line_count(l) == 1 &&
	    (double)height / PANGO_SCALE < typeset_leading(type) * 1.3)
		return typeset_leading(type);
	return (double)height / PANGO_SCALE;
}

/* With the baseline where a plain line would have it. */
static void
show(struct typeset *t, PangoLayout *l, struct type type, double x, double y)
{
	const struct face *f = face_of(t, type);
	double base = (double)pango_layout_get_baseline(l) / PANGO_SCALE;

	paper_ink(t->paper, type.ink);
	cairo_move_to(t->paper->cr, x, f ? y + f->ascent - base : y);
	pango_cairo_show_layout(t->paper->cr, l);
}

double
typeset_put(struct typeset *t, struct type type, enum side side, double x, double y, double width,
    int lines, const char *text, bool dry)
{
	static const PangoAlignment sides[] = {
		[LEFT] = PANGO_ALIGN_LEFT, [RIGHT] = PANGO_ALIGN_RIGHT, [CENTRE] = PANGO_ALIGN_CENTER,
	};
	const struct face *f = face_of(t, type);
	PangoLayout *l = t->paper->layout;
	size_t len;
	struct run run;

	if (text == NULL || *text == '\0')
		return 0;
	len = strlen(text);
	if (dry && (double)len * type.size <= width && plain_letters(text, len))
		return typeset_leading(type);	/* no letter is wider than its size */
	if (shape(t, f, text, len, &run) && run.width <= width + 0.01) {
		if (side != LEFT)
			x += (width - run.width) / (side == CENTRE ? 2 : 1);
		if (!dry)
			draw(t, f, type, &run, x, y, text, len);
		return typeset_leading(type);
	}
	pango_layout_set_alignment(l, sides[side]);
	set_layout(l, type, width, lines, text);
	if (!dry)
		show(t, l, type, x, y);
	return height_of(l, type);
}

static PangoLayout *
block_of(struct typeset *t, struct type type, double width, const char *text)
{
	struct arena *arena = t->paper->cx->arena;
	struct block *b;

	for (size_t i = 0; i < t->block_count; i++) {
		b = &t->blocks[i];
		if (b->type.size == type.size && b->type.weight == type.weight && b->width == width &&
		    same_text(b->text, text))
			return b->layout;
	}
	if (t->block_count == BLOCKS) {
		set_layout(t->paper->layout, type, width, 0, text);
		pango_layout_set_alignment(t->paper->layout, PANGO_ALIGN_LEFT);
		return t->paper->layout;
	}
	b = &t->blocks[t->block_count++];
	*b = (struct block){ arena_strdup(arena, text), type, width,
		pango_layout_new(pango_layout_get_context(t->paper->layout)) };
	arena_defer(arena, drop_object, b->layout);
	pango_layout_set_auto_dir(b->layout, FALSE);
	pango_layout_set_wrap(b->layout, PANGO_WRAP_WORD_CHAR);
	set_layout(b->layout, type, width, 0, text);
	return b->layout;
}

double
typeset_block(struct typeset *t, struct type type, double x, double y, double width,
    const char *text, bool dry)
{
	PangoLayout *l;

	if (text == NULL || *text == '\0')
		return 0;
	l = block_of(t, type, width, text);
	if (!dry)
		show(t, l, type, x, y);
	return height_of(l, type);
}
