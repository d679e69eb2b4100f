/*
 * A sheet of paper to write on: cairo and pango with the house's type and ink.  Lengths are points.
 * Internal to shared/documents.
 */
#ifndef BILLPORT_DOCUMENT_PAPER_H
#define BILLPORT_DOCUMENT_PAPER_H

#include <cairo.h>
#include <pango/pangocairo.h>
#include "cx.h"

enum ink { INK, MUTED, LINE, ACCENT, BAD, INKS };
enum paper_size { PAPER_LOCALE, PAPER_LETTER, PAPER_A4 };	/* the locale's: Letter or A4 */
enum weight { REGULAR, BOLD };
enum side { LEFT, RIGHT, CENTRE };

struct paper {
	struct cx *cx;
	cairo_surface_t *surface;
	cairo_t *cr;
	PangoLayout *layout;
	void (*out)(void *arg, const void *, size_t);	/* takes the bytes; else they are kept: */
	void *out_arg;
	unsigned char *data;		/* the PDF so far */
	size_t len, cap;
	double width, height, margin;
	double scale;			/* of type: 1 on Letter */
	double accent[3];		/* ACCENT, where it is not the house's */
	bool has_accent;
	bool is_picture;
};

struct type { double size; enum weight weight; enum ink ink; };

/* A new document: Letter where the locale is of the United States or Canada, else A5. */
enum err paper_open(
    struct cx *, struct paper *, const char *title, const char *author, int64_t at) MUST_USE;
/* The same on its side, Letter or A4, and its bytes go to out (which must not jump). */
enum err paper_open_wide(struct cx *, struct paper *, const char *title, const char *author,
    int64_t at, void (*out)(void *arg, const void *, size_t), void *arg) MUST_USE;
/* Upright, of that size; its bytes go to out (which must not jump), or are kept where it is NULL. */
enum err paper_open_sized(struct cx *, struct paper *, enum paper_size, const char *title,
    const char *author, int64_t at, void (*out)(void *arg, const void *, size_t),
    void *arg) MUST_USE;
/* One page as a picture, two dots a point; paper_picture() ends it. */
enum err paper_open_picture(struct cx *, struct paper *, enum paper_size) MUST_USE;
enum err paper_picture(struct paper *, const unsigned char **png, size_t *len) MUST_USE;
/* Finish it; *pdf lives in the arena (NULL, NULL where an out took it). */
enum err paper_close(struct paper *, const unsigned char **pdf, size_t *len) MUST_USE;

/* The next sheet of the same document; begin at its top margin. */
void paper_next(struct paper *);
/* Write text with its top at y, between x and x + width, wrapped; returns its height. */
double paper_text(
    struct paper *, struct type, enum side, double x, double y, double width, const char *);
/* The height that it would take. */
double paper_measure(struct paper *, struct type, double width, const char *);
/* What is drawn next has this ink. */
void paper_ink(struct paper *, enum ink);
void paper_rule(struct paper *, double y, double thickness, enum ink);
/* A large word across the page, behind nothing that must be read. */
void paper_watermark(struct paper *, const char *word);

#endif
