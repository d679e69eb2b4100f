/* A run as it is answered, for the handlers that answer it. */
#ifndef BILLPORT_GENERATION_VIEW_H
#define BILLPORT_GENERATION_VIEW_H

#define PARTS(what) "(select cast(coalesce(sum(p." what "), 0) as signed) from generation_part p where p.generation_id = g.id)"
#define GENERATION_COLUMNS \
	"g.id, c.id `cycle.id`, c.name `cycle.name`, a.id `account.id`, a.number `account.number`," \
	" g.filter_json, g.state, g.parts, " PARTS("is_finished") " parts_finished, g.accounts," \
	" " PARTS("done") " done, " PARTS("billed") " billed, " PARTS("excepted") " excepted," \
	" " PARTS("skipped") " skipped, " PARTS("estimated") " estimated," \
	" " PARTS("amount_minor") " amount_minor, " PARTS("use_milli") " use_milli, g.issued_on, g.due_on," \
	" g.started_at, g.started_by `started_by.id`, g.started_by_name `started_by.name`," \
	" g.finished_at, g.failure, g.version"
#define GENERATION_TABLES \
	" from generation g join cycle c on c.id = g.cycle_id left join account a on a.id = g.account_id"

#endif
