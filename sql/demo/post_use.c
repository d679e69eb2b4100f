#include <string.h>
#include "clock.h"
#include "desk.h"
#include "event.h"
#include "text.h"

/* How the office used the portal in the last weeks: what each role opens on a working day. */
enum { DAYS = 45, MOST = 3 };
#define SECOND_US INT64_C(1000000)

enum of { A_WORD, OF_A_CYCLE };
static const struct habit {
	const char *role, *name, *page, *object;
	enum of of;
	int64_t low, high;		/* of its value; 0, 0: none */
	const char *props;
	unsigned often;			/* in a hundred working days, up to three times each */
} habits[] = {
#define BM "Billing Manager"
#define BS "Billing Specialist"
#define UA "Utility Administrator"
	{ BM, "Dashboard_View", "/billing", "billing", A_WORD, 20000, 600000, "{\"tabs\":2,\"metrics\":4,\"period\":\"this_month\"}", 260 },
	{ BM, "Dashboard_Load_Time", "/billing", "billing", A_WORD, 220, 1100, "{\"tiles\":17,\"first\":true}", 200 },
	{ BM, "Data_Refresh", "/billing", "billing", A_WORD, 40, 300, "{\"how\":\"auto\",\"tiles\":17}", 280 },
	{ BM, "Tab_Navigation", "/billing", "exceptions", A_WORD, 0, 0, "{\"from\":\"overview\"}", 150 },
	{ BM, "Tab_Navigation", "/billing", "cycles", A_WORD, 0, 0, "{\"from\":\"overview\"}", 90 },
	{ BM, "Metric_Drilldown", "/billing", "outstanding", A_WORD, 8000, 90000, "{\"target\":\"breakdown\"}", 120 },
	{ BM, "Metric_Drilldown", "/billing", "success_rate", A_WORD, 5000, 60000, "{\"target\":\"rows\",\"depth\":2}", 60 },
	{ BM, "Metric_Drilldown", "/billing", "bills_not_generated", A_WORD, 5000, 60000, "{\"target\":\"rows\",\"depth\":2}", 80 },
	{ BM, "Financial_Metric_View", "/billing", "billed", A_WORD, 4000, 40000, "{\"period\":\"this_month\"}", 150 },
	{ BM, "Financial_Metric_View", "/billing", "outstanding", A_WORD, 4000, 40000, "{\"period\":\"this_month\"}", 130 },
	{ BM, "Financial_Metric_View", "/billing", "late_revenue", A_WORD, 2000, 9000, "{\"period\":\"last_month\"}", 30 },
	{ BM, "Revenue_Trend_Analysis", "/billing", "billed", A_WORD, 6000, 120000, "{\"step\":\"month\",\"shown\":\"chart\"}", 60 },
	{ BM, "Revenue_Trend_Analysis", "/billing", "collected", A_WORD, 6000, 90000, "{\"step\":\"month\",\"shown\":\"table\"}", 30 },
	{ BM, "Exception_View", "/exceptions/:id", "high", A_WORD, 9000, 120000, "{\"priority\":\"high\"}", 120 },
	{ BM, "Exception_View", "/exceptions/:id", "zero", A_WORD, 9000, 90000, "{\"priority\":\"normal\"}", 70 },
	{ BM, "Exception_View", "/exceptions/:id", "no_read", A_WORD, 9000, 60000, "{\"priority\":\"normal\"}", 40 },
	{ BM, "Quick_Action_Initiated", "/billing", "bulk", A_WORD, 0, 0, "{\"from\":\"billing\"}", 30 },
	{ BM, "Quick_Action_Completed", "/billing", "bulk", A_WORD, 30000, 400000, "{\"outcome\":\"done\"}", 24 },
	{ BM, "Quick_Action_Initiated", "/billing", "distribute", A_WORD, 0, 0, "{\"from\":\"billing\"}", 22 },
	{ BM, "Quick_Action_Completed", "/billing", "distribute", A_WORD, 20000, 90000, "{\"outcome\":\"done\"}", 15 },
	{ BM, "Quick_Action_Completed", "/billing", "distribute", A_WORD, 9000, 20000, "{\"outcome\":\"failed\"}", 2 },
	{ BM, "Executive_View_Access", "/executive", "executive", A_WORD, 15000, 200000, "{\"metrics\":9}", 35 },
	{ BM, "High_Level_Metric_View", "/executive", "collection_rate", A_WORD, 3000, 30000, "{}", 40 },
	{ BM, "High_Level_Metric_View", "/executive", "outstanding", A_WORD, 3000, 30000, "{}", 34 },
	{ BM, "High_Level_Metric_View", "/executive", "billed", A_WORD, 3000, 30000, "{}", 28 },
	{ BS, "Dashboard_View", "/billing", "billing", A_WORD, 15000, 400000, "{\"tabs\":3,\"metrics\":6,\"period\":\"this_month\"}", 240 },
	{ BS, "Dashboard_Load_Time", "/billing", "billing", A_WORD, 220, 1300, "{\"tiles\":17,\"first\":true}", 180 },
	{ BS, "Cycle_Selection", "/billing/cycles", NULL, OF_A_CYCLE, 4, 14, "{\"how\":\"search\"}", 160 },
	{ BS, "Cycle_Comparison", "/billing/cycles", NULL, OF_A_CYCLE, 2, 3, "{\"against\":\"previous\"}", 50 },
	{ BS, "Consumption_Category_View", "/billing", "high", A_WORD, 1, 30, "{\"utility\":\"water\"}", 120 },
	{ BS, "Consumption_Category_View", "/billing", "zero", A_WORD, 1, 20, "{\"utility\":\"water\"}", 90 },
	{ BS, "Consumption_Category_View", "/billing", "low", A_WORD, 1, 20, "{\"utility\":\"water\"}", 50 },
	{ BS, "Consumption_Account_Drilldown", "/metrics/:id", "high", A_WORD, 1, 30, "{\"action\":\"exception\"}", 80 },
	{ BS, "Consumption_Account_Drilldown", "/metrics/:id", "zero", A_WORD, 1, 20, "{\"action\":\"read\"}", 60 },
	{ BS, "Bill_Generation_Started", "/billing", "bulk", A_WORD, 20, 80, "{\"from\":\"billing\"}", 20 },
	{ BS, "Search_Initiated", "/bills", "name", A_WORD, 5, 16, "{\"scope\":\"all\"}", 260 },
	{ BS, "Search_Results_View", "/bills", "name", A_WORD, 0, 14, "{\"opened\":true,\"place\":1}", 190 },
	{ BS, "Search_Results_View", "/bills", "name", A_WORD, 0, 3, "{\"opened\":false}", 40 },
	{ BS, "Search_Initiated", "/bills", "number", A_WORD, 4, 9, "{\"scope\":\"all\"}", 200 },
	{ BS, "Search_Results_View", "/bills", "number", A_WORD, 1, 1, "{\"opened\":true,\"place\":1}", 180 },
	{ BS, "Search_Initiated", "/bills", "address", A_WORD, 8, 24, "{\"scope\":\"cycle\"}", 60 },
	{ BS, "Search_Results_View", "/bills", "address", A_WORD, 0, 9, "{\"opened\":true,\"place\":2}", 40 },
	{ BS, "Search_Filter_Applied", "/bills", "cycle_id", A_WORD, 5, 80, "{\"filters\":1}", 110 },
	{ BS, "Search_Filter_Applied", "/bills", "status", A_WORD, 2, 40, "{\"filters\":2}", 70 },
	{ BS, "Exception_Action", "/exceptions/:id", "high", A_WORD, 1, 1, "{\"action\":\"resolve\",\"priority\":\"high\"}", 60 },
	{ UA, "Dashboard_View", "/", "home", A_WORD, 9000, 90000, "{\"period\":\"this_month\",\"metrics\":2}", 160 },
	{ UA, "Dashboard_Load_Time", "/", "home", A_WORD, 180, 900, "{\"tiles\":8,\"first\":true}", 120 },
	{ UA, "Error_Occurrence", "/payments", "network", A_WORD, 0, 0, "{\"part\":\"tiles\"}", 6 },
	{ UA, "Error_Occurrence", "/billing", "server", A_WORD, 503, 503, "{\"part\":\"tiles\"}", 3 },
	{ UA, "Report_Creation", "/reports/use", "administrator_changes", A_WORD, 0, 0, "{\"format\":\"page\"}", 30 },
	{ UA, "High_Level_Metric_View", "/executive", "collection_rate", A_WORD, 3000, 30000, "{}", 20 },
};

/* One that the last months had; "" where there was none. */
static const char *
some_cycle(const struct desk *d, uint64_t a, uint64_t b)
{
	const struct plan *p = d->plan;

	return d->ids->cycle[chance_of(p, (unsigned)p->is->zones.n, 92, a, b)]
	    [MONTHS - 1 - chance_of(p, 3, 93, a, b)];
}

/* One person's working day. */
static enum err
post_day(struct desk *d, int staff, int day)
{
	const struct plan *p = d->plan;
	struct event_batch batch = { .n = 0 };
	char on[11];

	for (unsigned h = 0; h < COUNT(habits); h++)
		for (unsigned k = 0; k < MOST && same_text(habits[h].role, p->is->staff[staff].role); k++) {
			uint64_t key = (uint64_t)h * MOST + k;
			int64_t at = at_counter(p, day, 90 + key, (uint64_t)day);
			struct event *e = &batch.event[batch.n];

			if (batch.n == EVENTS_AT_ONCE || at == 0 ||
			    chance_of(p, 100 * MOST, 91, key, (uint64_t)day) >= habits[h].often)
				continue;
			at += (int64_t)chance_of(p, 3600, 94, key, (uint64_t)day) * SECOND_US;
			if (!date_in_zone(p->is->zone, at, on) || date_days(on) != day)
				continue;
			*e = (struct event){ .name = habits[h].name, .page = habits[h].page,
				.object = habits[h].of == OF_A_CYCLE
				    ? some_cycle(d, key, (uint64_t)day) : habits[h].object,
				.props_json = habits[h].props, .at = instant_sql(d->cx.arena, at),
				.on_day = arena_strdup(d->cx.arena, on), .has_value = habits[h].high > 0,
				.value = between(p, habits[h].low, habits[h].high, 95, key, (uint64_t)day) };
			batch.n += *e->object != '\0';
		}
	if (batch.n == 0)
		return OK;
	desk_as(d, staff);
	return desk_tx(d, keep_events, &batch);
}

int
post_use(const struct plan *p, struct ids *ids)
{
	int last = date_days(p->last_on);
	struct desk d;
	enum err e;

	desk_open(&d, p, ids);
	e = desk_enter(&d, 0);
	for (int day = last - DAYS + 1; e == OK && day <= last; day++)
		for (unsigned s = 0; e == OK && s < p->is->staff_count; s++)
			e = post_day(&d, (int)s, day);
	desk_close(&d);
	return e == OK ? 0 : 1;
}
