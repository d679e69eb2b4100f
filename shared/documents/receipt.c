#include "receipt.h"

#include <string.h>

#include "paper.h"
#include "text.h"

static const struct type title = { 17, BOLD, INK }, strong = { 10.5, BOLD, INK },
			 body = { 10.5, REGULAR, INK }, quiet = { 9, REGULAR, MUTED },
			 figure = { 30, BOLD, INK }, bad = { 10, BOLD, BAD };

/* The columns of the table, from the right, as shares of the width. */
#define COL_FOR  0.40
#define COL_SUM  0.20

struct sheet {
	struct paper paper;
	const struct receipt *r;
	double x, y, width;		/* between the margins; y: where the next thing goes */
};

static double
points(const struct sheet *s, double at_letter)
{
	return at_letter * s->paper.scale;
}

static const char *
first_line(struct cx *cx, const char *text)
{
	return arena_strndup(cx->arena, text, strcspn(text, "\n"));
}

static void
put_head(struct sheet *s)
{
	struct cx *cx = s->paper.cx;
	const char *address = strchr(s->r->letterhead, '\n');
	double half = s->width * 0.58, rest = s->width - half, left, right;

	left = paper_text(
	    &s->paper, title, LEFT, s->x, s->y, half, first_line(cx, s->r->letterhead));
	if (address)
		left += points(s, 2) +
		    paper_text(&s->paper, quiet, LEFT, s->x, s->y + left + points(s, 2), half,
			address + 1);
	right = paper_text(&s->paper, title, RIGHT, s->x + half, s->y, rest,
	    fmt(cx->arena, "Receipt %s", s->r->receipt_no));
	right += points(s, 2) +
	    paper_text(&s->paper, quiet, RIGHT, s->x + half, s->y + right + points(s, 2), rest,
		s->r->paid);
	s->y += (left > right ? left : right) + points(s, 12);
	paper_rule(&s->paper, s->y, 1.5, s->r->voided ? BAD : INK);
	s->y += points(s, 18);
}

static void
put_void(struct sheet *s)
{
	struct cx *cx = s->paper.cx;

	if (s->r->corrects_no)
		s->y += points(s, 4) +
		    paper_text(&s->paper, quiet, LEFT, s->x, s->y, s->width,
			fmt(cx->arena, "This receipt stands for receipt %s, which was corrected.",
			    s->r->corrects_no));
	if (!s->r->voided)
		return;
	s->y += paper_text(&s->paper, bad, LEFT, s->x, s->y, s->width,
	    s->r->corrected_by_no
		? fmt(cx->arena, "This payment was corrected on %s. Receipt %s stands for it.",
		      s->r->voided, s->r->corrected_by_no)
		: fmt(cx->arena, "This payment was voided on %s. It pays nothing.", s->r->voided));
	if (s->r->void_reason)
		s->y += paper_text(&s->paper, quiet, LEFT, s->x, s->y, s->width,
		    fmt(cx->arena, "Reason: %s", s->r->void_reason));
	s->y += points(s, 14);
}

static void
put_amount(struct sheet *s)
{
	struct cx *cx = s->paper.cx;
	const struct receipt *r = s->r;

	s->y += paper_text(&s->paper, quiet, LEFT, s->x, s->y, s->width, "Amount paid");
	s->y += paper_text(
	    &s->paper, figure, LEFT, s->x, s->y, s->width, money_local(cx, r->amount_minor));
	s->y += paper_text(&s->paper, body, LEFT, s->x, s->y, s->width,
	    fmt(cx->arena, "%s · %s", r->method, r->channel));
	s->y += points(s, 16);
	s->y += paper_text(&s->paper, quiet, LEFT, s->x, s->y, s->width, "Received from") +
	    points(s, 2);
	s->y += paper_text(&s->paper, strong, LEFT, s->x, s->y, s->width, r->consumer) +
	    points(s, 1);
	s->y += paper_text(&s->paper, quiet, LEFT, s->x, s->y, s->width,
	    fmt(cx->arena, "Account %s · %s", r->account_no, r->address));
	s->y += points(s, 20);
}

static double
put_cells(struct sheet *s, struct type first, struct type rest, const char *text, const char *a,
    const char *b, const char *c)
{
	double gap = points(s, 8), w = s->width * COL_SUM, x = s->x + s->width * COL_FOR, height;

	height = paper_text(&s->paper, first, LEFT, s->x, s->y, s->width * COL_FOR - gap, text);
	paper_text(&s->paper, rest, RIGHT, x, s->y, w, a);
	paper_text(&s->paper, rest, RIGHT, x + w, s->y, w, b);
	paper_text(&s->paper, rest, RIGHT, x + 2 * w, s->y, w, c);
	return height;
}

/* Where the foot begins. */
static double
bottom(const struct sheet *s)
{
	return s->paper.height - s->paper.margin - points(s, 36);
}

/* A new sheet where the next thing does not fit on this one. */
static void
make_room(struct sheet *s, double height)
{
	struct cx *cx = s->paper.cx;

	if (s->y + height <= bottom(s))
		return;
	paper_next(&s->paper);
	if (s->r->voided)
		paper_watermark(&s->paper, "VOID");
	s->y = s->paper.margin;
	s->y += points(s, 14) +
	    paper_text(&s->paper, quiet, LEFT, s->x, s->y, s->width,
		fmt(cx->arena, "Receipt %s, continued", s->r->receipt_no));
}

/* One thing that was paid: its name over its number, and three amounts (NULL: none). */
static void
put_line(struct sheet *s, const char *text, const char *number, const char *billed,
    const char *paid, const char *left)
{
	double height = paper_measure(&s->paper, body, s->width * COL_FOR - points(s, 8), text) +
	    paper_measure(&s->paper, quiet, s->width * COL_FOR, number) + points(s, 14);

	make_room(s, height);
	paper_rule(&s->paper, s->y, 0.75, LINE);
	s->y += points(s, 7);
	s->y += put_cells(s, body, body, text, billed, paid, left);
	s->y += paper_text(&s->paper, quiet, LEFT, s->x, s->y, s->width * COL_FOR, number);
	s->y += points(s, 7);
}

static void
put_lines(struct sheet *s)
{
	struct cx *cx = s->paper.cx;
	const struct receipt *r = s->r;
	int64_t billed = 0, left = 0;

	s->y += put_cells(s, quiet, quiet, "Paid for", "Billed", "Paid", "Left to pay") +
	    points(s, 6);
	for (size_t i = 0; i < r->line_count; i++) {
		const struct receipt_line *l = &r->lines[i];

		put_line(s, l->text, l->number, money_local(cx, l->billed_minor),
		    money_local(cx, l->paid_minor), money_local(cx, l->left_minor));
		billed += l->billed_minor;
		left += l->left_minor;
	}
	if (r->credit_minor > 0)
		put_line(s, "Kept as credit",
		    r->credit_note_no ? fmt(cx->arena, "Credit note %s", r->credit_note_no) : "",
		    NULL, money_local(cx, r->credit_minor), NULL);
	make_room(s, points(s, 40));
	paper_rule(&s->paper, s->y, 0.75, INK);
	s->y += points(s, 7);
	s->y += put_cells(s, strong, strong, "Total", money_local(cx, billed),
	    money_local(cx, r->amount_minor), money_local(cx, left)) + points(s, 20);
}

static void
put_fact(struct sheet *s, const char *name, const char *value)
{
	double height;

	if (!value || !*value)
		return;
	make_room(s, paper_measure(&s->paper, body, s->width * 0.6, value));
	paper_text(&s->paper, quiet, LEFT, s->x, s->y + points(s, 1), s->width * 0.4, name);
	height = paper_text(
	    &s->paper, body, RIGHT, s->x + s->width * 0.4, s->y, s->width * 0.6, value);
	s->y += height + points(s, 3);
}

static void
put_instalments(struct sheet *s)
{
	struct cx *cx = s->paper.cx;
	const struct receipt *r = s->r;

	put_fact(s, "Payment plan", r->plan_no);
	for (size_t i = 0; i < r->instalment_count; i++) {
		const struct receipt_instalment *one = &r->instalments[i];

		put_fact(s, fmt(cx->arena, "Instalment %lld", (long long)one->number),
		    fmt(cx->arena, "%s, due %s", money_local(cx, one->paid_minor), one->due));
	}
}

static void
put_facts(struct sheet *s)
{
	struct cx *cx = s->paper.cx;
	const struct receipt *r = s->r;

	if (r->received_minor > 0) {
		put_fact(s, "Cash received", money_local(cx, r->received_minor));
		put_fact(s, "Change given", money_local(cx, r->change_minor));
	}
	put_instalments(s);
	put_fact(s, r->reference_name ? r->reference_name : "Reference", r->reference);
	if (r->card_last4)
		put_fact(s, "Card", fmt(cx->arena, "ending in %s", r->card_last4));
	put_fact(s, "Payment", r->payment_no);
	put_fact(s, "Transaction", r->transaction_no);
	put_fact(s, "Received by", r->received_by);
}

static void
put_foot(struct sheet *s)
{
	struct cx *cx = s->paper.cx;
	const char *text = fmt(cx->arena,
	    "%s · Receipt %s · Please keep it; it shows that you paid.",
	    first_line(cx, s->r->letterhead), s->r->receipt_no);
	double height, y;

	if (s->r->voided)
		text = fmt(cx->arena, "%s · Receipt %s · Void", first_line(cx, s->r->letterhead),
		    s->r->receipt_no);
	height = paper_measure(&s->paper, quiet, s->width, text);
	y = s->paper.height - s->paper.margin - height;
	if (y < s->y)
		return;		/* a very long letterhead or name took the room */
	paper_rule(&s->paper, y - points(s, 8), 0.75, LINE);
	paper_text(&s->paper, quiet, LEFT, s->x, y, s->width, text);
}

enum err
receipt_pdf(struct cx *cx, const struct receipt *r, const unsigned char **pdf, size_t *len)
{
	struct sheet *s = arena_alloc(cx->arena, sizeof(*s));

	s->r = r;
	TRY(paper_open(cx, &s->paper, fmt(cx->arena, "Receipt %s", r->receipt_no),
	    first_line(cx, r->letterhead), r->recorded_at));
	s->x = s->y = s->paper.margin;
	s->width = s->paper.width - 2 * s->paper.margin;
	if (r->voided)
		paper_watermark(&s->paper, "VOID");
	put_head(s);
	put_void(s);
	put_amount(s);
	put_lines(s);
	put_facts(s);
	put_foot(s);
	return paper_close(&s->paper, pdf, len);
}
