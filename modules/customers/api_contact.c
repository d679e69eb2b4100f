#include "api.h"

#define KINDS "phone|email|post"

/* GET /api/v1/consumers/:id/contacts */
enum err
contact_list(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	const struct row *consumer;
	struct rows rows;

	TRY(rq_valid(rq));
	TRY(db_one(&rq->cx, &consumer, "select id from consumer where id = ?", str(id)));
	TRY(db_all(&rq->cx, &rows,
	    "select id, kind, value, label, version from contact where consumer_id = ? order by id",
	    str(id)));
	return rq_rows(rq, &rows);
}

static enum err
added(struct rq *rq, const void *arg)
{
	const struct contact_edit *in = arg;

	return rq_edited(rq, 201, in->id, in->new_version);
}

/* POST /api/v1/consumers/:id/contacts {"kind", "value", "label"?} */
enum err
contact_add(struct rq *rq)
{
	struct contact_edit in = {
		.consumer_id = rq_path_id(rq, "id"),
		.kind  = { true, rq_body_choice(rq, "kind", KINDS) },
		.value = { true, rq_body_text(rq, "value", 1, 254) },
		.label = { true, in_text_or(rq->body, "label", 1, 80, NULL) },
	};

	TRY(rq_valid(rq));
	return rq_tx(rq, add_contact, added, &in);
}

static enum err
edited(struct rq *rq, const void *arg)
{
	const struct contact_edit *in = arg;

	return rq_edited(rq, 200, in->id, in->new_version);
}

/* PATCH /api/v1/contacts/:id {"kind", "value", "label"}, If-Match -- null empties the label */
enum err
contact_edit(struct rq *rq)
{
	struct contact_edit in = {
		.id      = rq_path_id(rq, "id"),
		.version = rq_version(rq),
		.value   = rq_edit(rq, "value", 254),
		.label   = rq_edit(rq, "label", 80),
	};

	in.kind.value = in_choice_or(rq->body, "kind", KINDS, NULL);
	in.kind.sent = in.kind.value != NULL;
	TRY(rq_valid(rq));
	return rq_tx(rq, edit_contact, edited, &in);
}

static enum err
removed(struct rq *rq, const void *arg)
{
	(void)arg;
	return rq_empty(rq, 204);
}

/* DELETE /api/v1/contacts/:id */
enum err
contact_remove(struct rq *rq)
{
	struct contact_edit in = { .id = rq_path_id(rq, "id") };

	TRY(rq_valid(rq));
	return rq_tx(rq, remove_contact, removed, &in);
}
