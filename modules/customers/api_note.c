#include "api.h"
#include "note.h"

static const struct order orders[] = {
	{ "written_at", "n.written_at", "n.id", COLUMN_INSTANT, "written_at", "id", false },
};
static const struct filter filters[] = {
	{ "is_pinned", "n.is_pinned = (? = 'true' collate utf8mb4_bin)", CHOICE, "true|false" },
};

enum err
account_exists(struct rq *rq, const char *id)
{
	const struct row *account;

	return db_one(&rq->cx, &account, "select id from account where id = ?", str(id));
}

/* GET /api/v1/accounts/:id/notes -- newest first */
enum err
note_list(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	struct param *of = arena_array(rq->cx.arena, struct param, 1);

	if (id != NULL)
		TRY(account_exists(rq, id));
	of[0] = str(id);
	return rq_page(rq, &(struct list){
		.select = "select " NOTE_COLUMNS " from account_note n",
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
		.extra = &(struct extra){ "n.account_id = ?", of, 1, id }, .extra_count = 1,
	});
}

static enum err
written(struct rq *rq, const void *arg)
{
	const struct note_edit *in = arg;

	return rq_edited(rq, 201, in->id, in->new_version);
}

/* POST /api/v1/accounts/:id/notes {"text", "is_pinned"?} */
enum err
note_write(struct rq *rq)
{
	struct note_edit in = {
		.account_id = rq_path_id(rq, "id"),
		.text       = { true, rq_body_text(rq, "text", 1, NOTE_MAX) },
		.is_pinned  = in_bool_or(rq->body, "is_pinned", false),
	};

	TRY(rq_valid(rq));
	return rq_tx(rq, write_note, written, &in);
}

static enum err
edited(struct rq *rq, const void *arg)
{
	const struct note_edit *in = arg;

	return rq_edited(rq, 200, in->id, in->new_version);
}

/* PATCH /api/v1/account-notes/:id {"text", "is_pinned"}, If-Match -- the text by who wrote it */
enum err
note_edit(struct rq *rq)
{
	struct note_edit in = {
		.id        = rq_path_id(rq, "id"),
		.version   = rq_version(rq),
		.sends_pin = in_has(rq->body, "is_pinned"),
		.is_pinned = in_bool_or(rq->body, "is_pinned", false),
	};

	if (in_sent(rq->body, "text"))
		in.text = (struct edit){ true, rq_body_text(rq, "text", 1, NOTE_MAX) };
	TRY(rq_valid(rq));
	return rq_tx(rq, edit_note, edited, &in);
}

static enum err
removed(struct rq *rq, const void *arg)
{
	(void)arg;
	return rq_empty(rq, 204);
}

/* DELETE /api/v1/account-notes/:id -- by who wrote it */
enum err
note_remove(struct rq *rq)
{
	struct note_edit in = { .id = rq_path_id(rq, "id") };

	TRY(rq_valid(rq));
	return rq_tx(rq, remove_note, removed, &in);
}
