/* What the files that draw a bill share; nobody else includes it. */
#ifndef BILLPORT_DOCUMENT_BILL_PRIVATE_H
#define BILLPORT_DOCUMENT_BILL_PRIVATE_H

#include "bill_paper.h"
#include "code.h"
#include "local.h"
#include "typeset.h"

struct bill_book {
	struct paper paper;
	const struct bill_look *look;
	struct typeset *type;
	struct local_formats *local;
	int64_t pages;			/* that are finished */
	/* the bill under way */
	struct cx *cx;			/* whose memory is given back after it */
	const struct bill_sheet *sheet;
	double x, width, y;		/* between the margins; where the next thing goes */
	double end;			/* of what may be written on this page */
	int64_t page, page_count;	/* of this bill */
	bool dry;			/* nothing is written: its pages are counted */
};

#define T_NAME   ((struct type){ 14, BOLD, INK })
#define T_TITLE  ((struct type){ 14, BOLD, ACCENT })
#define T_HEAD   ((struct type){ 9.5, BOLD, INK })
#define T_BODY   ((struct type){ 8.5, REGULAR, INK })
#define T_STRONG ((struct type){ 8.5, BOLD, INK })
#define T_QUIET  ((struct type){ 7.5, REGULAR, MUTED })
#define T_SMALL  ((struct type){ 6.5, REGULAR, MUTED })
#define T_POST   ((struct type){ 10, REGULAR, INK })
#define T_AMOUNT ((struct type){ 26, BOLD, ACCENT })
#define T_DUE    ((struct type){ 14, BOLD, INK })
#define T_BAD    ((struct type){ 8.5, BOLD, BAD })

/* One line; see typeset_put(). */
double put_line(struct bill_book *, struct type, enum side, double x, double y, double width,
    const char *);
double put_lines(struct bill_book *, struct type, enum side, double x, double y, double width,
    int lines, const char *);
/* One line, smaller where it is too long. */
void put_fitting(struct bill_book *, struct type, enum side, double x, double y, double width,
    const char *);
/* In the scratch memory of the bill. */
const char *book_money(struct bill_book *, int64_t minor);
const char *book_date(struct bill_book *, const char *on);
const char *book_period(struct bill_book *, const char *from_on, const char *to_on);
const char *book_quantity(struct bill_book *, int64_t milli);
const char *book_rate(struct bill_book *, int64_t rate_micro);

void fill_box(struct bill_book *, double x, double y, double w, double h, double round,
    double shade);	/* of the accent: 0 white, 1 itself */
void hair(struct bill_book *, double x, double y, double w, double thickness, enum ink);

/* bill_history.c: height points from y; nothing where there is no history. */
void put_history(struct bill_book *, double x, double y, double width, double height);
/* bill_slip.c */
double slip_height(const struct bill_book *);	/* 0: this bill has none */
void put_slip(struct bill_book *);
/* bill_tables.c: meters, lines and words, over as many pages as it takes */
void put_details(struct bill_book *);
/* bill_paper.c: the next page of this bill */
void next_page(struct bill_book *);
const char *name_of(struct cx *, const char *letterhead);
const char *address_of(const char *letterhead);	/* NULL: it has none */

#endif
