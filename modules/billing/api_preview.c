#include "api.h"
#include "cycle_preview.h"

enum { LIST_MAX = 400 };

static void
put_figures(struct json *j, const struct preview_figures *f)
{
	json_put_i64(j, "accounts", f->accounts);
	json_put_i64(j, "due", f->due);
	json_put_i64(j, "billed", f->billed);
	json_put_i64(j, "held", f->held);
	json_put_i64(j, "ready", f->ready);
	json_put_i64(j, "missing_reads", f->missing);
	json_put_i64(j, "no_tariff", f->no_tariff);
	json_put_i64(j, "inactive", f->inactive);
	json_put_i64(j, "reads", f->reads);
}

static void
put_groups(struct json *j, const char *key, const struct preview_group *g)
{
	json_key(j, key);
	json_begin_list(j);
	for (; g; g = g->next) {
		json_begin(j);
		json_put_str(j, "key", g->key);
		put_figures(j, &g->figures);
		json_end(j);
	}
	json_end_list(j);
}

static void
put_tariffs(struct json *j, const struct rows *tariffs)
{
	json_key(j, "tariffs");
	json_begin_list(j);
	for (size_t i = 0; i < tariffs->n; i++)
		json_row(j, &tariffs->row[i], NULL);
	json_end_list(j);
}

static const char *
by_commas(struct rq *rq, const char *name)
{
	const char *s = rq_query(rq, name);

	if (s && utf8_length(s) > LIST_MAX)
		fault_add(&rq->cx, fmt(rq->cx.arena, "?%s", name), "length", "At most %d characters.", LIST_MAX);
	return s && *s ? s : NULL;
}

/* GET /api/v1/cycles/:id/preview?class=RESIDENTIAL,COMMERCIAL&segment=north */
enum err
cycle_preview(struct rq *rq)
{
	struct cycle_preview in = { .cycle_id = rq_path_id(rq, "id"), .classes = by_commas(rq, "class"),
		.segments = by_commas(rq, "segment") };
	struct buf text = buf_in(rq->cx.arena);
	struct json j = json_to(&text);

	TRY(rq_valid(rq));
	TRY(preview_cycle(&rq->cx, &in));
	json_begin(&j);
	json_key(&j, "figures");
	json_begin(&j);
	put_figures(&j, &in.all);
	json_end(&j);
	put_groups(&j, "classes", in.by_class);
	put_groups(&j, "segments", in.by_segment);
	put_tariffs(&j, &in.tariffs);
	json_put_bool(&j, "running", in.running);
	json_end(&j);
	return rq_json_text(rq, 200, text.data);
}
