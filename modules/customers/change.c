#include "change.h"
#include "card.h"

void
change_begin(struct cx *cx, struct change *c)
{
	*c = (struct change){ .old_text = buf_in(cx->arena), .new_text = buf_in(cx->arena) };
	c->before = json_to(&c->old_text);
	c->after = json_to(&c->new_text);
	json_begin(&c->before);
	json_begin(&c->after);
}

void
change_str(struct change *c, const char *key, const char *before, const char *after)
{
	if (before == NULL && after == NULL)
		return;
	if (before != NULL && after != NULL && same_text(before, after))
		return;
	json_put_str(&c->before, key, before);
	json_put_str(&c->after, key, after);
	c->any = true;
}

void
change_bool(struct change *c, const char *key, bool before, bool after)
{
	if (before == after)
		return;
	json_put_bool(&c->before, key, before);
	json_put_bool(&c->after, key, after);
	c->any = true;
}

void
change_end(struct change *c)
{
	json_end(&c->before);
	json_end(&c->after);
}

void
refuse_card(struct cx *cx, const char *pointer, const char *text)
{
	if (card_in_text(text))
		fault_add(cx, pointer, "card_number",
		    "This looks like a card number, which must not be stored. Leave it out, or"
		    " keep its last four digits only.");
}
