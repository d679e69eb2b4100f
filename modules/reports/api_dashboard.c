#include "api.h"
#include "dashboard.h"
#include "text.h"

enum err
dashboard_page_open(struct rq *rq, const struct dashboard_page **page)
{
	*page = dashboard_page(rq_path_text(rq, "page"));
	if (*page == NULL)
		return fail(&rq->cx, E_NOT_FOUND, "There is no such dashboard.");
	if ((*page)->permission != PERM_FORGOTTEN && !may(&rq->cx.who.may, (*page)->permission))
		return fail(&rq->cx, E_FORBIDDEN, "You may not open this dashboard.");
	return OK;
}

static enum err
only_people(struct rq *rq)
{
	return rq->cx.who.kind == ACTOR_USER
	    ? OK : fail(&rq->cx, E_FORBIDDEN, "Only a person lays out a dashboard.");
}

static enum err
tell(struct rq *rq, const struct dashboard *d)
{
	static const char *const from[] = { "built_in", "role", "own" };
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "page", d->page->key);
	json_put_str(&j, "title", d->page->title);
	layout_put(&j, &d->layout);
	json_put_str(&j, "from", from[d->from]);
	json_put_bool(&j, "is_own", d->from == OWN);
	json_key(&j, "role");
	if (d->role_id != NULL) {
		json_begin(&j);
		json_put_str(&j, "id", d->role_id);
		json_put_str(&j, "name", d->role_name);
		json_end(&j);
	} else
		json_null(&j);
	json_put_i64(&j, "version", d->version);
	json_end(&j);
	rq_set_header(rq, "ETag", fmt(rq->cx.arena, "\"%lld\"", (long long)d->version));
	return rq_json_text(rq, 200, b.data);
}

/* GET /api/v1/dashboards/:page?role_id=… */
enum err
dashboard_get(struct rq *rq)
{
	const char *role_id = rq_query_id(rq, "role_id");
	const struct dashboard_page *page;
	struct dashboard d;

	TRY(rq_valid(rq));
	TRY(dashboard_page_open(rq, &page));
	if (role_id != NULL && !may(&rq->cx.who.may, CAN_SET_DASHBOARDS))
		return fail(&rq->cx, E_FORBIDDEN, "You may not see what other roles' dashboards show.");
	if (role_id != NULL)
		TRY(find_dashboard_of_role(&rq->cx, page, role_id, &d));
	else
		TRY(find_dashboard(&rq->cx, page, &d));
	return tell(rq, &d);
}

static enum err
kept(struct rq *rq, const void *arg)
{
	const struct layout_change *in = arg;
	const struct row *role;
	struct dashboard d = { .page = in->page, .layout = in->layout, .version = in->version,
		.from = in->role_id ? OF_ROLE : OWN };

	if (in->role_id != NULL) {
		TRY(db_one(&rq->cx, &role, "select name from role where id = ? lock in share mode",
		    str(in->role_id)));
		d.role_id = in->role_id;
		d.role_name = row_str(role, "name");
	}
	return tell(rq, &d);
}

/* PUT /api/v1/dashboards/:page {"sections": [{"key", "title", "metrics": [{"key", "period"?,
 * "filters"?}]}]} with If-Match */
enum err
dashboard_keep(struct rq *rq)
{
	struct layout_change in = { .version = rq_version(rq) };

	TRY(only_people(rq));
	TRY(dashboard_page_open(rq, &in.page));
	TRY(layout_read(&rq->cx, rq->body, true, &in.layout));
	TRY(rq_valid(rq));
	return rq_tx(rq, keep_layout, kept, &in);
}

static enum err
gone(struct rq *rq, const void *arg)
{
	(void)arg;
	return rq_empty(rq, 204);
}

/* DELETE /api/v1/dashboards/:page */
enum err
dashboard_reset(struct rq *rq)
{
	struct layout_change in = { 0 };

	TRY(only_people(rq));
	TRY(rq_valid(rq));
	TRY(dashboard_page_open(rq, &in.page));
	return rq_tx(rq, drop_layout, gone, &in);
}

/* PUT /api/v1/dashboards/:page/roles/:role_id, as one's own */
enum err
dashboard_role_set(struct rq *rq)
{
	struct layout_change in = { .role_id = rq_path_id(rq, "role_id"), .version = rq_version(rq) };

	in.page = dashboard_page(rq_path_text(rq, "page"));
	TRY(layout_read(&rq->cx, rq->body, false, &in.layout));
	TRY(rq_valid(rq));
	if (in.page == NULL)
		return fail(&rq->cx, E_NOT_FOUND, "There is no such dashboard.");
	return rq_tx(rq, keep_layout, kept, &in);
}

/* DELETE /api/v1/dashboards/:page/roles/:role_id */
enum err
dashboard_role_unset(struct rq *rq)
{
	struct layout_change in = { .role_id = rq_path_id(rq, "role_id") };

	in.page = dashboard_page(rq_path_text(rq, "page"));
	TRY(rq_valid(rq));
	if (in.page == NULL)
		return fail(&rq->cx, E_NOT_FOUND, "There is no such dashboard.");
	return rq_tx(rq, drop_layout, gone, &in);
}
