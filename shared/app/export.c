#include "export.h"

#include <string.h>
#include "audit.h"
#include "json_out.h"
#include "text.h"

static const struct { const char *type, *ending; } formats[] = {
	[CSV]  = { "text/csv", "csv" },
	[XLSX] = { "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx" },
	[PDF]  = { "application/pdf", "pdf" },
};

enum format
wanted_format(const struct rq *rq)
{
	for (size_t i = CSV; i < COUNT(formats); i++)
		if (rq->accept != NULL &&
		    strncmp(rq->accept, formats[i].type, strlen(formats[i].type)) == 0)
			return (enum format)i;
	return NOT_A_FILE;
}

/* Who took which rows out of the house. */
static enum err
note_taken(struct cx *cx, void *arg)
{
	const struct export *e = arg;
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "list", e->name);
	json_put_str(&j, "format", formats[e->format].ending);
	for (size_t i = 0; i < e->rq->p->query_count; i++)
		json_put_str(&j, e->rq->p->query[i].name, e->rq->p->query[i].value);
	json_end(&j);
	return audit_write(cx, &(struct audit){ .action = "list.export", .object_type = "list",
	    .after_json = b.data });
}

enum err
export_of_list(const struct export *e)
{
	enum err said = export_list(e);

	/* Cut short it was taken all the same. */
	if (said != OK && !e->rq->p->streaming)
		return said;
	TRY(db_tx(&e->rq->cx, note_taken, (void *)(uintptr_t)e));
	return said;
}

enum err
export_list(const struct export *e)
{
	struct rq *rq = e->rq;

	rq->p->status = 200;
	rq->p->type = fmt(rq->cx.arena, "%s%s", formats[e->format].type,
	    e->format == CSV ? "; charset=utf-8" : "");
	rq_set_header(rq, "Content-Disposition",
	    fmt(rq->cx.arena, "attachment; filename=\"%s.%s\"", e->name,
		formats[e->format].ending));
	return e->format == CSV ? export_csv(e) : export_table(e);
}

/* ---- rows of a function ---- */

struct giving {
	struct rq *rq;
	rows_begun *begin;
	rows_given *give;
	struct rows_file *file;
	void *arg;
};

bool
rq_wants_file(const struct rq *rq)
{
	return wanted_format(rq) != NOT_A_FILE;
}

static enum err
give_file(struct cx *cx, void *arg)
{
	struct giving *g = arg;
	struct list list;

	TRY(g->begin(cx, g->file, g->arg));
	list = (struct list){ .title = g->file->title, .titles = g->file->titles,
		.title_count = g->file->title_count };
	return export_list(&(struct export){ .rq = g->rq, .list = &list, .format = wanted_format(g->rq),
	    .name = g->file->name, .give = g->give, .given_arg = g->arg, .file = g->file });
}

enum err
rq_file(struct rq *rq, struct rows_file *file, rows_begun *begin, rows_given *give, void *arg)
{
	struct giving g = { rq, begin, give, file, arg };

	file->format = formats[wanted_format(rq)].ending;
	return db_snapshot(&rq->cx, give_file, &g);
}

enum err
export_each(const struct export *e, row_fn *fn, void *arg)
{
	return e->give ? e->give(&e->rq->cx, fn, arg, e->given_arg)
		       : db_built_each(&e->rq->cx, fn, arg, e->rows);
}

enum err
export_shape(const struct export *e, const struct shape **out)
{
	struct rows none = { .shape = e->file ? e->file->shape : NULL };

	if (!e->file)
		TRY(db_built_all(&e->rq->cx, &none, e->rows));
	*out = none.shape;
	return OK;
}
