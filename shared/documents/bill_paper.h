/*
 * Bills on paper, as a PDF by cairo and pango: one, or a book of thousands for the printer, whose
 * memory does not grow with what is in it but by some bytes a page.
 *
 * The foot of a bill's first page (2.8 inches) is its remittance slip.  The code on it, which scanners
 * read, says what comes back with it, in one line:
 *
 *     BP1;<account number>;<bill number>;<amount due in minor units>;<currency>
 *
 * as a QR code (medium error correction) and, where the look wants it, as Code 128 without "BP1;"
 * and the currency: <account number>;<bill number>;<amount>.
 */
#ifndef BILLPORT_DOCUMENT_BILL_H
#define BILLPORT_DOCUMENT_BILL_H

#include "cx.h"

enum bill_paper { BILL_PAPER_LOCALE, BILL_PAPER_LETTER, BILL_PAPER_A4 };

/* What is the same on all bills of a book.  Texts may be NULL. */
struct bill_look {
	const char *letterhead;		/* first line the name, the others its address */
	const char *message, *terms, *how_to_pay, *footer;
	unsigned accent;		/* 0xRRGGBB */
	bool history, slip, qr, barcode;
	enum bill_paper paper;
};

struct bill_period {		/* one bar */
	const char *from_on, *to_on;
	int64_t use_milli;
	bool is_estimated, is_this;
};

struct bill_meter {
	const char *number;
	const char *from_on, *to_on;	/* or NULL */
	bool has_register;		/* else its read is the use of a period */
	int64_t previous_milli, current_milli, multiplier_milli, use_milli;
	const char *unit;		/* of its use; NULL: the bill's */
	bool is_estimated, is_substituted;
};

struct bill_row {		/* a line of the bill */
	const char *text;
	const char *kind;		/* as in bill_line */
	bool is_metered;		/* it has quantity and rate */
	int64_t tier;			/* 0: none */
	int64_t quantity_milli, rate_micro, amount_minor;
	const char *from_on, *to_on;	/* where it is not the whole period; or NULL */
};

struct bill_sum { const char *text; int64_t amount_minor; };	/* of the account's summary */

enum { BILL_BARS = 25 };

struct bill_sheet {
	const char *title;		/* "Water bill" */
	const char *number, *account_no;
	const char *issued_on, *due_on, *from_on, *to_on;
	const char *consumer;
	const char *post_to;		/* lines below the name */
	const char *service_address;	/* one line */
	const char *tariff;		/* its name, or NULL */
	const char *unit;		/* "kgal" */
	bool is_estimated, is_copy;
	const char *reversed_on, *reverse_reason;	/* NULL: it stands */
	const char *replaced_by_no, *replaces_no;	/* or NULL */
	int64_t amount_minor;		/* of this bill, as it was issued */
	int64_t adjusted_minor;		/* given up of it since; rows tell of it */
	bool has_before;		/* what was owed before is known */
	int64_t before_minor;
	const char *late_fee;		/* in words, or NULL */
	const struct bill_sum *sums; size_t sum_count;	/* what led to before_minor, added up */
	const struct bill_meter *meters; size_t meter_count;
	const struct bill_row *rows; size_t row_count;
	const struct bill_period *periods; size_t period_count;	/* oldest first, at most BILL_BARS */
};

/* What is to be paid by it. */
int64_t bill_due_minor(const struct bill_sheet *);

struct bill_book;

/*
 * A document of its own.  Its bytes go to out (which must not jump) while bills are added; at is the
 * document's date.  Everything that outlives a bill lies in the arena of the cx; currency, locale
 * and zone are the cx's.
 */
enum err bill_book_open(struct cx *, const struct bill_look *, const char *title, int64_t at,
    void (*out)(void *arg, const void *, size_t), void *arg, struct bill_book **) MUST_USE;
/* The next bill, from a new page; the cx may have memory of its own for it.  page: its first, from
 * 1; pages: how many it has. */
enum err bill_book_add(struct cx *, struct bill_book *, const struct bill_sheet *, int64_t *page,
    int64_t *pages) MUST_USE;
enum err bill_book_close(struct bill_book *) MUST_USE;

/* One bill, into the arena. */
enum err bill_pdf(struct cx *, const struct bill_look *, const struct bill_sheet *, int64_t at,
    const unsigned char **pdf, size_t *len) MUST_USE;

/* Its first page as a picture (PNG), to be shown on a screen. */
enum err bill_png(struct cx *, const struct bill_look *, const struct bill_sheet *,
    const unsigned char **png, size_t *len) MUST_USE;

/* "How a late fee is worked out", from what the tariff says of it: kind fixed (amount_minor) or
 * percent (percent, as text). */
struct late_fee_terms {
	const char *percent;		/* NULL: a fixed amount */
	int64_t amount_minor;
	int64_t grace_days, every_days;	/* 0: once */
	int64_t most;			/* fees for one bill; 0: no limit */
};
const char *late_fee_words(struct cx *, const struct late_fee_terms *);

#endif
