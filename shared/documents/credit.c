#include "credit.h"

#include <string.h>

#include "local.h"
#include "paper.h"
#include "text.h"

static const struct type title = { 17, BOLD, INK }, strong = { 10.5, BOLD, INK },
			 body = { 10.5, REGULAR, INK }, quiet = { 9, REGULAR, MUTED },
			 figure = { 30, BOLD, INK }, bad = { 10, BOLD, BAD };

struct sheet {
	struct paper paper;
	const struct credit_sheet *c;
	double x, y, width;		/* between the margins; y: where the next thing goes */
};

static double
points(const struct sheet *s, double at_letter)
{
	return at_letter * s->paper.scale;
}

static void
down(struct sheet *s, struct type type, const char *text, double gap)
{
	s->y += paper_text(&s->paper, type, LEFT, s->x, s->y, s->width, text) + points(s, gap);
}

static const char *
first_line(const struct sheet *s)
{
	const char *text = s->c->letterhead;

	return arena_strndup(s->paper.cx->arena, text, strcspn(text, "\n"));
}

static void
put_head(struct sheet *s)
{
	const char *address = strchr(s->c->letterhead, '\n');
	double half = s->width * 0.58, rest = s->width - half, left, right;

	left = paper_text(&s->paper, title, LEFT, s->x, s->y, half, first_line(s));
	if (address)
		left += points(s, 2) + paper_text(&s->paper, quiet, LEFT, s->x,
		    s->y + left + points(s, 2), half, address + 1);
	right = paper_text(&s->paper, title, RIGHT, s->x + half, s->y, rest,
	    fmt(s->paper.cx->arena, "Credit note %s", s->c->number));
	right += points(s, 2) + paper_text(&s->paper, quiet, RIGHT, s->x + half,
	    s->y + right + points(s, 2), rest, s->c->created);
	s->y += (left > right ? left : right) + points(s, 12);
	paper_rule(&s->paper, s->y, 1.5, s->c->voided ? BAD : INK);
	s->y += points(s, 18);
}

static void
put_fact(struct sheet *s, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	paper_text(&s->paper, quiet, LEFT, s->x, s->y + points(s, 1), s->width * 0.4, name);
	s->y += points(s, 3) + paper_text(&s->paper, body, RIGHT, s->x + s->width * 0.4, s->y,
	    s->width * 0.6, value);
}

static void
put_body(struct sheet *s)
{
	const struct credit_sheet *c = s->c;
	struct cx *cx = s->paper.cx;

	if (c->voided) {
		down(s, bad, fmt(cx->arena, "This credit note was voided on %s. It is worth nothing.",
		    c->voided), 2);
		if (c->void_reason)
			down(s, quiet, fmt(cx->arena, "Reason: %s", c->void_reason), 12);
	}
	down(s, quiet, "Credit", 0);
	down(s, figure, money_local(cx, c->amount_minor), 0);
	down(s, body, c->reason, 16);
	down(s, quiet, "Issued to", 2);
	down(s, strong, c->consumer, 1);
	down(s, quiet, fmt(cx->arena, "Account %s · %s", c->account_no, c->address), 20);
	paper_rule(&s->paper, s->y, 0.75, LINE);
	s->y += points(s, 10);
	if (c->receipt_no) {
		put_fact(s, "Payment", fmt(cx->arena, "Receipt %s, %s", c->receipt_no, c->paid));
		put_fact(s, "Amount of the payment", money_local(cx, c->paid_minor));
	}
	put_fact(s, "Used so far", money_local(cx, c->used_minor));
	put_fact(s, "Remaining", money_local(cx, c->remaining_minor));
	put_fact(s, "May be used until", c->expires);
	put_fact(s, "Remarks", c->remarks);
	put_fact(s, "Issued by", c->created_by);
}

static void
put_foot(struct sheet *s)
{
	const char *text = fmt(s->paper.cx->arena, "%s · Credit note %s · %s", first_line(s),
	    s->c->number, s->c->voided ? "Void" : "Made by Billport; valid without a signature.");
	double height = paper_measure(&s->paper, quiet, s->width, text);
	double y = s->paper.height - s->paper.margin - height;

	if (y < s->y)
		return;		/* a very long letterhead or name took the room */
	paper_rule(&s->paper, y - points(s, 8), 0.75, LINE);
	paper_text(&s->paper, quiet, LEFT, s->x, y, s->width, text);
}

enum err
credit_pdf(struct cx *cx, const struct credit_sheet *c, const unsigned char **pdf, size_t *len)
{
	struct sheet *s = arena_alloc(cx->arena, sizeof(*s));

	s->c = c;
	TRY(paper_open(cx, &s->paper, fmt(cx->arena, "Credit note %s", c->number),
	    arena_strndup(cx->arena, c->letterhead, strcspn(c->letterhead, "\n")), c->created_at));
	s->x = s->y = s->paper.margin;
	s->width = s->paper.width - 2 * s->paper.margin;
	if (c->voided)
		paper_watermark(&s->paper, "VOID");
	put_head(s);
	put_body(s);
	put_foot(s);
	return paper_close(&s->paper, pdf, len);
}
