#include "api.h"
#include <string.h>
#include "card.h"
#include "text.h"
#include "view.h"

enum { PAGE_MAX = 40, NAME_MAX = 80, QUERY_MAX_LENGTH = 1000, PREFERENCE_MAX = 2000 };

/* A program has no views and no preferences. */
static enum err
only_people(struct rq *rq)
{
	return rq->cx.who.kind == ACTOR_USER
	    ? OK : fail(&rq->cx, E_FORBIDDEN, "Only a person keeps views and preferences.");
}

/* "/payments": the address of a page of the portal. */
static bool
is_page(const char *s)
{
	size_t n = strlen(s);

	return s[0] == '/' && n <= PAGE_MAX &&
	    strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-/") == n;
}

static void
check_texts(struct rq *rq, const struct view *v)
{
	if (v->name && card_in_text(v->name))
		in_fault(rq->body, "name", "card", "This looks like a card number. Leave it out.");
	if (v->query && card_in_text(v->query))
		in_fault(rq->body, "query", "card", "This looks like a card number. Leave it out.");
}

#define VIEW \
	"select v.id, v.page, v.name, v.query, v.is_shared, if(v.user_id = ?, 'true', 'false') is_own_json," \
	" v.user_id `user.id`, v.user_name `user.name`, v.created_at, v.version from saved_view v"

/* GET /api/v1/saved-views?page=/payments -- one's own and those that others share, by name */
enum err
view_list(struct rq *rq)
{
	const char *page = rq_query(rq, "page");
	struct rows views;

	if (page && !is_page(page))
		fault_add(&rq->cx, "?page", "format", "A page is an address like /payments.");
	TRY(rq_valid(rq));
	TRY(db_all(&rq->cx, &views,
	    VIEW " where (v.user_id = ? or v.is_shared) and (? is null or v.page = ?)"
		 " order by v.page, v.name, v.id limit 1000",
	    str(rq->cx.who.id), str(rq->cx.who.id), str(page), str(page)));
	return rq_rows(rq, &views);
}

static enum err
told(struct rq *rq, int status, const char *id)
{
	const struct row *row;

	TRY(db_one(&rq->cx, &row, VIEW " where v.id = ? lock in share mode",
	    str(rq->cx.who.id), str(id)));
	return rq_row(rq, status, row);
}

static enum err
created(struct rq *rq, const void *arg)
{
	return told(rq, 201, ((const struct view *)arg)->id);
}

/* POST /api/v1/saved-views {"page", "name", "query", "is_shared"?} */
enum err
view_create(struct rq *rq)
{
	struct view v = {
		.page      = rq_body_text(rq, "page", 1, PAGE_MAX),
		.name      = rq_body_text(rq, "name", 1, NAME_MAX),
		.query     = in_text_or(rq->body, "query", 0, QUERY_MAX_LENGTH, ""),
		.is_shared = in_bool_or(rq->body, "is_shared", false),
	};

	TRY(only_people(rq));
	if (v.page && *v.page && !is_page(v.page))
		in_fault(rq->body, "page", "format", "A page is an address like /payments.");
	check_texts(rq, &v);
	TRY(rq_valid(rq));
	return rq_tx(rq, create_view, created, &v);
}

static enum err
changed(struct rq *rq, const void *arg)
{
	return told(rq, 200, ((const struct view *)arg)->id);
}

/* PATCH /api/v1/saved-views/:id {"name"?, "query"?, "is_shared"?} with If-Match */
enum err
view_change(struct rq *rq)
{
	struct view v = {
		.id         = rq_path_id(rq, "id"),
		.name       = in_text_or(rq->body, "name", 1, NAME_MAX, NULL),
		.query      = in_text_or(rq->body, "query", 0, QUERY_MAX_LENGTH, ""),
		.is_shared  = in_bool_or(rq->body, "is_shared", false),
		.has_query  = in_has(rq->body, "query"),
		.has_shared = in_has(rq->body, "is_shared"),
		.version    = rq_version(rq),
	};

	v.has_name = v.name != NULL;
	TRY(only_people(rq));
	check_texts(rq, &v);
	TRY(rq_valid(rq));
	return rq_tx(rq, change_view, changed, &v);
}

static enum err
gone(struct rq *rq, const void *arg)
{
	(void)arg;
	return rq_empty(rq, 204);
}

/* DELETE /api/v1/saved-views/:id */
enum err
view_delete(struct rq *rq)
{
	struct view v = { .id = rq_path_id(rq, "id") };

	TRY(only_people(rq));
	TRY(rq_valid(rq));
	return rq_tx(rq, delete_view, gone, &v);
}

/* GET /api/v1/preferences -- all of one's own, by name */
enum err
preference_list(struct rq *rq)
{
	struct rows kept;

	TRY(only_people(rq));
	TRY(rq_valid(rq));
	TRY(db_all(&rq->cx, &kept,
	    "select name, value from preference where user_id = ? order by name",
	    str(rq->cx.who.id)));
	return rq_rows(rq, &kept);
}

static enum err
kept(struct rq *rq, const void *arg)
{
	const struct preference *p = arg;

	return rq_json(rq, 200, j_str("name", p->name), j_str("value", p->value));
}

/* PUT /api/v1/preferences/:name {"value"} -- an empty one forgets it; the last one counts */
enum err
preference_put(struct rq *rq)
{
	struct preference p = {
		.name  = rq_path_text(rq, "name"),
		.value = in_text_or(rq->body, "value", 0, PREFERENCE_MAX, ""),
	};
	size_t n = strlen(p.name);

	TRY(only_people(rq));
	if (n == 0 || n > 64 || strspn(p.name, "abcdefghijklmnopqrstuvwxyz0123456789._-") != n) {
		failure_clear(&rq->cx);
		return fail(&rq->cx, E_NOT_FOUND, "Not found.");
	}
	if (!in_has(rq->body, "value"))
		in_fault(rq->body, "value", "required", "A value is needed.");
	else if (card_in_text(p.value))
		in_fault(rq->body, "value", "card", "This looks like a card number. Leave it out.");
	TRY(rq_valid(rq));
	return rq_tx(rq, keep_preference, kept, &p);
}
