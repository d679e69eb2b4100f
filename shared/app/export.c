#include "export.h"

#include <string.h>

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
