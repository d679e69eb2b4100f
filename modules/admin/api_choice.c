#include "api.h"
#include "card.h"
#include "choices.h"
#include "text.h"

/* Where the query or the body names a list. */
static bool
list_named(struct rq *rq, const char *name, const char *pointer, enum choice_list *list)
{
	if (name && choice_list_by_name(name, list))
		return true;
	*list = CHOICE_PAYMENT_MODE;
	fault_add(&rq->cx, pointer, "choice", "There is no such list.");
	return false;
}

/* GET /api/v1/choices?list=payment_mode -- in the tenant's order; without list: all of them */
enum err
choice_list(struct rq *rq)
{
	const char *name = rq_query(rq, "list");
	enum choice_list list;
	struct rows rows;

	if (name)
		(void)list_named(rq, name, "?list", &list);
	TRY(rq_valid(rq));
	TRY(db_all(&rq->cx, &rows,
	    "select id, list, code, name, kind, needs_reference, is_active, position, version"
	    " from choice where (? is null or list = " AS_ASCII ") order by list, position, id",
	    str(name), str(name)));
	return rq_rows(rq, &rows);
}

static void
name_checked(struct rq *rq, const char *name)
{
	if (name && card_in_text(name))
		in_fault(rq->body, "name", "card_number", "This looks like a card number.");
}

static enum err
created(struct rq *rq, const void *arg)
{
	const struct choice_change *c = arg;

	rq_set_header(rq, "Location", fmt(rq->cx.arena, "/api/v1/choices/%s", c->id));
	rq_set_header(rq, "ETag", "\"1\"");
	return rq_json(rq, 201, j_str("id", c->id), j_str("code", c->code), j_i64("version", 1));
}

/* POST /api/v1/choices {"list", "name", "kind"?, "code"?, "needs_reference"?} */
enum err
choice_create(struct rq *rq)
{
	struct choice_change c = {
		.name = rq_body_text(rq, "name", 1, CHOICE_NAME_MAX),
		.code = in_text_or(rq->body, "code", 1, CHOICE_CODE_MAX, NULL),
		.kind = in_text_or(rq->body, "kind", 1, 12, NULL),
		.needs_reference = in_bool_or(rq->body, "needs_reference", false),
	};

	(void)list_named(rq, rq_body_text(rq, "list", 1, 24), "/list", &c.list);
	name_checked(rq, c.name);
	TRY(rq_valid(rq));
	return rq_tx(rq, create_choice, created, &c);
}

static enum err
changed(struct rq *rq, const void *arg)
{
	const struct choice_change *c = arg;

	rq_set_header(rq, "ETag", fmt(rq->cx.arena, "\"%lld\"", (long long)c->version));
	return rq_json(rq, 200, j_str("id", c->id), j_str("code", c->code),
	    j_i64("version", c->version));
}

/* PATCH /api/v1/choices/:id {"name", "needs_reference", "is_active"}, If-Match */
enum err
choice_change(struct rq *rq)
{
	struct choice_change c = {
		.id = rq_path_id(rq, "id"),
		.version = rq_version(rq),
		.name = in_text_or(rq->body, "name", 1, CHOICE_NAME_MAX, NULL),
		.has_reference = in_has(rq->body, "needs_reference"),
		.has_active = in_has(rq->body, "is_active"),
	};

	if (c.has_reference)
		c.needs_reference = in_bool(rq->body, "needs_reference");
	if (c.has_active)
		c.is_active = in_bool(rq->body, "is_active");
	name_checked(rq, c.name);
	TRY(rq_valid(rq));
	return rq_tx(rq, change_choice, changed, &c);
}

static enum err
ordered(struct rq *rq, const void *arg)
{
	(void)arg;
	return rq_empty(rq, 204);
}

/* PUT /api/v1/choices/order {"list", "ids": [all of the list, in their new order]} */
enum err
choice_order(struct rq *rq)
{
	struct choice_order o = { .n = 0 };
	const char **ids = in_texts(rq->body, "ids", 1, CHOICES_OF_LIST, 36, &o.n);

	(void)list_named(rq, rq_body_text(rq, "list", 1, 24), "/list", &o.list);
	for (size_t i = 0; i < o.n; i++)
		if ((ids[i] = uuid_plain(rq->cx.arena, ids[i])) == NULL)
			fault_add(&rq->cx, fmt(rq->cx.arena, "/ids/%zu", i), "format",
			    "This is not an id.");
	o.ids = ids;
	TRY(rq_valid(rq));
	return rq_tx(rq, order_choices, ordered, &o);
}
