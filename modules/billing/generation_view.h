/* A run as it is answered, for the handlers that answer it. */
#ifndef BILLPORT_GENERATION_VIEW_H
#define BILLPORT_GENERATION_VIEW_H

#define GENERATION_COLUMNS \
	"g.id, c.id `cycle.id`, c.name `cycle.name`, a.id `account.id`, a.number `account.number`," \
	" g.filter_json, g.state, g.parts, g.accounts, store.generation_figures(g.id) figures_json," \
	" g.issued_on, g.due_on," \
	" g.started_at, g.started_by `started_by.id`, g.started_by_name `started_by.name`," \
	" g.finished_at, g.failure, g.version"
#define GENERATION_TABLES \
	" from generation g join cycle c on c.id = g.cycle_id left join account a on a.id = g.account_id"

#endif
