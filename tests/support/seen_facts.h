/*
 * All facts as a reader sees them, whether or not a worker has folded some: the finest cut of each
 * dataset and the deltas.  A derived table: … from " FACTS " f where dataset = 'bills'
 */
#ifndef BILLPORT_SEEN_FACTS_H
#define BILLPORT_SEEN_FACTS_H

#define FACT_COLUMNS "d1, d2, d3, d4, d5, d6, d7, d8, d9, d10, m1, m2, m3, m4, m5, m6"
#define FINEST_CUTS \
	"(('bills', 3), ('lines', 3), ('payments', 4), ('receivables', 6), ('exceptions', 2))"
#define FACTS \
	"(select dataset, on_day fact_on, " FACT_COLUMNS " from metric_rollup" \
	" where (dataset, cut) in " FINEST_CUTS \
	" union all select dataset, fact_on, " FACT_COLUMNS " from metric_delta)"
/* Of a measure of a dataset, as n. */
#define FACT_SUM(measure, dataset) \
	"select cast(coalesce(sum(" measure "), 0) as signed) n from " FACTS " f where dataset = '" dataset "'"

#endif
