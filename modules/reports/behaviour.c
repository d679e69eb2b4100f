#include "behaviour.h"
#include "text.h"

/* (No subquery in a select list names a column of a grouped view: the server takes that for ungrouped.) */

#define NO_ROLE "00000000-0000-0000-0000-000000000000"
/* Of people who have the role that was asked for: two parameters, all(q) and role(q). */
#define OF_ROLE(user) \
	" and (? or " user " in (select z.user_id from user_role z where z.role_id = ?))"

static struct param
all(const struct use_question *q)
{
	return boolean(q->role_id == NULL);
}

static struct param
role(const struct use_question *q)
{
	return str(q->role_id ? q->role_id : NO_ROLE);
}

static enum err
monitoring(struct cx *cx, const struct use_question *q, struct rows *out)
{
	return db_all(cx, out,
	    "select e.name activity, if(e.name = 'Cycle_Selection', '', e.object) what, count(*) times, count(distinct e.user_id) people,"
	    " cast(sum(if(e.name = 'Cycle_Selection', null, e.value)) as signed) spent"
	    " from behaviour_event e where e.on_day between ? and ?"
	    " and e.name in ('Dashboard_View', 'Tab_Navigation', 'Metric_Drilldown', 'Exception_View',"
	    "  'Cycle_Selection', 'Executive_View_Access')" OF_ROLE("e.user_id")
	    " group by activity, what order by times desc, activity, what limit 200",
	    str(q->from), str(q->to), all(q), role(q));
}

static enum err
exceptions(struct cx *cx, const struct use_question *q, struct rows *out)
{
	return db_all(cx, out,
	    "select t.type, cast(sum(t.opened) as signed) opened, cast(sum(t.still) as signed) still_open,"
	    " cast(sum(t.resolved) as signed) resolved,"
	    " cast(sum(t.days) * 100 / nullif(sum(t.resolved), 0) as signed) days,"
	    " cast(sum(t.views) as signed) views, cast(sum(t.actions) as signed) actions from ("
	    "select x.type, x.opened_on between ? and ? opened, x.state <> 'resolved' still,"
	    " coalesce(x.resolved_on between ? and ?, 0) resolved,"
	    " if(x.resolved_on between ? and ?, datediff(x.resolved_on, x.opened_on), 0) days, 0 views,"
	    " 0 actions from billing_exception x"
	    " where x.opened_on <= ? and (x.resolved_on is null or x.resolved_on >= ?)"
	    " union all select e.object, 0, 0, 0, 0, 1, 0 from behaviour_event e"
	    " where e.name = 'Exception_View' and e.object <> '' and e.on_day between ? and ?"
	    OF_ROLE("e.user_id")
	    " union all select y.type, 0, 0, 0, 0, 0, 1 from audit a"
	    " join billing_exception y on y.id = a.object_id"
	    " where a.action in ('exception.assign', 'exception.escalate', 'exception.resolve')"
	    " and a.at >= ? and a.at < ?" OF_ROLE("a.actor_id")
	    ") t group by t.type order by actions desc, views desc, opened desc, type",
	    str(q->from), str(q->to), str(q->from), str(q->to), str(q->from), str(q->to), str(q->to),
	    str(q->from), str(q->from), str(q->to), all(q), role(q), str(q->since), str(q->until),
	    all(q), role(q));
}

static enum err
decisions(struct cx *cx, const struct use_question *q, struct rows *out)
{
	return db_all(cx, out,
	    "select a.action decision, count(*) times, count(distinct a.actor_id) people,"
	    " cast(sum(exists (select 1 from behaviour_event e where e.user_id = a.actor_id"
	    "  and e.name in ('Financial_Metric_View', 'Revenue_Trend_Analysis', 'Metric_Drilldown')"
	    "  and e.at between a.at - interval 1 day and a.at)) as signed) looked,"
	    " cast(sum(exists (select 1 from behaviour_event e where e.user_id = a.actor_id"
	    "  and e.name in ('Financial_Metric_View', 'Revenue_Trend_Analysis', 'Metric_Drilldown')"
	    "  and e.at between a.at - interval 1 day and a.at)) * 10000 div count(*) as signed) share"
	    " from audit a where a.at >= ? and a.at < ? and a.actor_kind = 'user'"
	    " and a.action in ('tariff.activate', 'tariff.retire', 'generation.start', 'cycle.close',"
	    "  'exception.resolve', 'bill.adjust', 'bill.reverse', 'bill.rebill', 'simulation.create',"
	    "  'price.change', 'charge.waive', 'threshold.create', 'late_fee.run')" OF_ROLE("a.actor_id")
	    " group by a.action order by times desc, a.action",
	    str(q->since), str(q->until), all(q), role(q));
}

static enum err
finance(struct cx *cx, const struct use_question *q, struct rows *out)
{
	return db_all(cx, out,
	    "select t.metric, cast(sum(t.times) as signed) times, cast(sum(t.trends) as signed) trends,"
	    " cast(sum(t.drilldowns) as signed) drilldowns, count(distinct t.user_id) people,"
	    " cast(sum(t.spent) as signed) spent, cast(sum(t.exports) as signed) exports from ("
	    "select e.object metric, 1 times, e.name = 'Revenue_Trend_Analysis' trends,"
	    " e.name = 'Metric_Drilldown' drilldowns, e.user_id, e.value spent, 0 exports"
	    " from behaviour_event e where e.on_day between ? and ? and e.name in"
	    " ('Financial_Metric_View', 'Revenue_Trend_Analysis', 'Metric_Drilldown')"
	    " and e.object <> ''" OF_ROLE("e.user_id")
	    " union all select json_value(a.after_json, '$.key'), 0, 0, 0, a.actor_id, 0, 1"
	    " from audit a"
	    " where a.action = 'metric.export' and a.at >= ? and a.at < ?" OF_ROLE("a.actor_id")
	    ") t where t.metric is not null group by t.metric order by times desc, metric",
	    str(q->from), str(q->to), all(q), role(q), str(q->since), str(q->until), all(q), role(q));
}

/* Whoever neither finished nor failed has left it. */
static enum err
quick_actions(struct cx *cx, const struct use_question *q, struct rows *out)
{
#define ENDED "e.name = 'Quick_Action_Completed'"
#define FAILED "coalesce(json_value(e.props_json, '$.outcome') = 'failed' collate utf8mb4_bin, 0)"
#define LEFT "coalesce(json_value(e.props_json, '$.outcome') = 'left' collate utf8mb4_bin, 0)"
	return db_all(cx, out,
	    "select e.object action, cast(sum(e.name = 'Quick_Action_Initiated') as signed) begun,"
	    " cast(sum(" ENDED " and not " FAILED " and not " LEFT ") as signed) done,"
	    " cast(sum(" ENDED " and " FAILED ") as signed) failed,"
	    " cast(greatest(0, sum(e.name = 'Quick_Action_Initiated') -"
	    "  sum(" ENDED " and not " LEFT ")) as signed) abandoned,"
	    " cast(sum(" ENDED " and " FAILED ") * 10000 / nullif(sum(" ENDED " and not " LEFT "), 0)"
	    "  as signed) error_rate,"
	    " cast(avg(if(" ENDED " and not " FAILED " and not " LEFT ", e.value, null)) as signed) spent,"
	    " count(distinct e.user_id) people"
	    " from behaviour_event e where e.on_day between ? and ?"
	    " and e.name in ('Quick_Action_Initiated', 'Quick_Action_Completed')" OF_ROLE("e.user_id")
	    " group by e.object order by begun desc, e.object",
	    str(q->from), str(q->to), all(q), role(q));
#undef ENDED
#undef FAILED
#undef LEFT
}

static enum err
cycles(struct cx *cx, const struct use_question *q, struct rows *out)
{
	return db_all(cx, out,
	    "select c.name cycle, cast(sum(t.selections + t.views + t.comparisons) as signed) times,"
	    " cast(sum(t.selections) as signed) selections, cast(sum(t.views) as signed) views,"
	    " cast(sum(t.comparisons) as signed) comparisons, count(distinct t.user_id) people,"
	    " cast(sum(t.opened) as signed) opened, cast(sum(t.runs) as signed) runs from ("
	    "select cast(if(e.name = 'Cycle_Metric_View', json_value(e.props_json, '$.cycle'), e.object)"
	    "  as uuid) cycle_id, e.name = 'Cycle_Selection' selections, e.name = 'Cycle_Metric_View' views,"
	    " e.name = 'Cycle_Comparison' comparisons, e.user_id, 0 opened, 0 runs from behaviour_event e"
	    " where e.on_day between ? and ?"
	    " and e.name in ('Cycle_Selection', 'Cycle_Metric_View', 'Cycle_Comparison')"
	    OF_ROLE("e.user_id")
	    " union all select x.cycle_id, 0, 0, 0, null, 1, 0 from billing_exception x"
	    " where x.opened_on between ? and ?"
	    " union all select g.cycle_id, 0, 0, 0, null, 0, 1 from generation g"
	    " where g.started_at >= ? and g.started_at < ?"
	    ") t join cycle c on c.id = t.cycle_id group by c.id, c.name"
	    " order by times desc, opened desc, c.name limit 200",
	    str(q->from), str(q->to), all(q), role(q), str(q->from), str(q->to), str(q->since),
	    str(q->until));
}

static enum err
generation(struct cx *cx, const struct use_question *q, struct rows *out)
{
	return db_all(cx, out,
	    "select c.name cycle, if(g.account_id is null, 'bulk', 'single') kind,"
	    " count(distinct g.id) runs, cast(coalesce(sum(p.billed), 0) as signed) billed,"
	    " cast(coalesce(sum(p.excepted), 0) as signed) held,"
	    " cast(coalesce(sum(p.skipped), 0) as signed) skipped,"
	    " cast(sum(p.billed) * 10000 / nullif(sum(p.billed) + sum(p.excepted), 0) as signed) success,"
	    " count(distinct if(g.state in ('failed', 'cancelled'), g.id, null)) stopped,"
	    " cast(sum(timestampdiff(second, g.started_at, g.finished_at) * 1000 / greatest(g.parts, 1))"
	    "  / nullif(count(distinct if(g.finished_at is null, null, g.id)), 0) as signed) spent"
	    " from generation g join cycle c on c.id = g.cycle_id"
	    " left join generation_part p on p.generation_id = g.id"
	    " where g.started_at >= ? and g.started_at < ?" OF_ROLE("g.started_by")
	    " group by c.id, c.name, kind order by runs desc, c.name, kind limit 200",
	    str(q->since), str(q->until), all(q), role(q));
}

static enum err
consumption(struct cx *cx, const struct use_question *q, struct rows *out)
{
	return db_all(cx, out,
	    "select t.category, cast(sum(t.views) as signed) views,"
	    " cast(sum(t.drilldowns) as signed) drilldowns, cast(avg(t.accounts) as signed) accounts,"
	    " cast(sum(t.acted) as signed) acted, count(distinct t.user_id) people,"
	    " cast(sum(t.opened) as signed) opened, cast(sum(t.resolved) as signed) resolved from ("
	    "select e.object category, e.name = 'Consumption_Category_View' views,"
	    " e.name = 'Consumption_Account_Drilldown' drilldowns, e.value accounts,"
	    " coalesce(json_value(e.props_json, '$.action') collate utf8mb4_bin in ('exception', 'read'), 0)"
	    "  acted, e.user_id, 0 opened, 0 resolved"
	    " from behaviour_event e where e.on_day between ? and ?"
	    " and e.name in ('Consumption_Category_View', 'Consumption_Account_Drilldown')"
	    " and e.object <> ''" OF_ROLE("e.user_id")
	    " union all select x.type, 0, 0, null, 0, null, x.opened_on between ? and ?,"
	    " coalesce(x.resolved_on between ? and ?, 0) from billing_exception x"
	    " where x.type in ('high', 'low', 'zero') and x.opened_on <= ?"
	    " and (x.resolved_on is null or x.resolved_on >= ?)"
	    ") t group by t.category order by drilldowns desc, views desc, opened desc, category",
	    str(q->from), str(q->to), all(q), role(q), str(q->from), str(q->to), str(q->from),
	    str(q->to), str(q->to), str(q->from));
}

static enum err
search(struct cx *cx, const struct use_question *q, struct rows *out)
{
#define SEEN "e.name = 'Search_Results_View'"
	return db_all(cx, out,
	    "select if(e.name = 'Search_Filter_Applied', 'filter', 'words') way, e.object kind,"
	    " cast(sum(e.name <> 'Search_Results_View') as signed) times,"
	    " count(distinct e.user_id) people,"
	    " cast(avg(if(e.name = 'Search_Initiated', e.value, null)) as signed) length,"
	    " cast(avg(if(" SEEN ", e.value, json_value(e.props_json, '$.results'))) as signed) found,"
	    " cast(sum(" SEEN " and e.value = 0) * 10000 / nullif(sum(" SEEN "), 0) as signed) none_found,"
	    " cast(sum(" SEEN " and coalesce(json_value(e.props_json, '$.opened') = '1' collate utf8mb4_bin, 0)) * 10000"
	    "  / nullif(sum(" SEEN "), 0) as signed) opened"
	    " from behaviour_event e where e.on_day between ? and ?"
	    " and e.name in ('Search_Initiated', 'Search_Results_View', 'Search_Filter_Applied')"
	    OF_ROLE("e.user_id") " group by way, e.object order by times desc, way, e.object",
	    str(q->from), str(q->to), all(q), role(q));
#undef SEEN
}

static enum err
performance(struct cx *cx, const struct use_question *q, struct rows *out)
{
	return db_all(cx, out,
	    "select e.name what, e.object, count(*) times, count(distinct e.user_id) people,"
	    " cast(avg(if(e.name = 'Error_Occurrence', null, e.value)) as signed) usual,"
	    " cast(max(if(e.name = 'Error_Occurrence', null, e.value)) as signed) slowest,"
	    " cast(if(e.name = 'Error_Occurrence', null, sum(e.value <= 1000) * 10000 / count(e.value))"
	    "  as signed) quick,"
	    " cast(sum(coalesce(json_value(e.props_json, '$.failed'), 0)) as signed) failed"
	    " from behaviour_event e where e.on_day between ? and ?"
	    " and e.name in ('Dashboard_Load_Time', 'Data_Refresh', 'Error_Occurrence')"
	    OF_ROLE("e.user_id") " group by e.name, e.object order by e.name, times desc, e.object",
	    str(q->from), str(q->to), all(q), role(q));
}

static enum err
reports(struct cx *cx, const struct use_question *q, struct rows *out)
{
	return db_all(cx, out,
	    "select a.action activity, coalesce(json_value(a.after_json, '$.what'),"
	    "  json_value(a.after_json, '$.key'), a.object_type) report,"
	    " json_value(a.after_json, '$.format') format, count(*) times,"
	    " count(distinct a.actor_id) people from audit a where a.at >= ? and a.at < ?"
	    " and a.action in ('dashboard.export', 'metric.export', 'report.export', 'view.create')"
	    OF_ROLE("a.actor_id") " group by activity, report, format"
	    " union all select e.name, e.object, json_value(e.props_json, '$.format'), count(*),"
	    " count(distinct e.user_id) from behaviour_event e where e.on_day between ? and ?"
	    " and e.name in ('Report_Creation', 'Report_Scheduling')" OF_ROLE("e.user_id")
	    " group by e.name, e.object, json_value(e.props_json, '$.format')"
	    " order by times desc, activity, report limit 200",
	    str(q->since), str(q->until), all(q), role(q), str(q->from), str(q->to), all(q), role(q));
}

static enum err
changes(struct cx *cx, const struct use_question *q, struct rows *out)
{
	return db_all(cx, out,
	    "select a.action, if(a.action = 'setting.change',"
	    "  json_unquote(json_extract(json_keys(coalesce(a.after_json, '{}')), '$[0]')), a.object_type)"
	    "  what, count(*) times, count(distinct a.actor_id) people,"
	    " count(distinct if(a.object_type = 'user', a.object_id, null)) affected"
	    " from audit a where a.at >= ? and a.at < ? and a.actor_kind = 'user'"
	    " and a.area in ('settings', 'access', 'dashboard')"
	    " and a.action not in ('sign_in', 'sign_out', 'sign_in.fail', 'denied', 'refused', 'session.end',"
	    "  'dashboard.export', 'metric.export', 'report.export', 'job.cancel', 'support.request')"
	    OF_ROLE("a.actor_id") " group by a.action, what order by times desc, a.action, what limit 200",
	    str(q->since), str(q->until), all(q), role(q));
}

static enum err
executive(struct cx *cx, const struct use_question *q, struct rows *out)
{
	return db_all(cx, out,
	    "select t.metric, cast(sum(t.views) as signed) views,"
	    " cast(sum(t.drilldowns) as signed) drilldowns, count(distinct t.user_id) people,"
	    " cast(sum(t.spent) as signed) spent, cast(sum(t.thresholds) as signed) thresholds from ("
	    "select e.object metric, e.name = 'High_Level_Metric_View' views,"
	    " e.name <> 'High_Level_Metric_View' drilldowns, e.user_id, e.value spent, 0 thresholds"
	    " from behaviour_event e where e.on_day between ? and ? and e.object <> ''"
	    " and (e.name = 'High_Level_Metric_View'"
	    "  or e.name in ('Metric_Drilldown', 'Financial_Metric_View') and e.page = '/executive')"
	    OF_ROLE("e.user_id")
	    " union all select h.metric, 0, 0, null, null, 1 from threshold h where h.is_active"
	    ") t group by t.metric having views + drilldowns > 0"
	    " order by views desc, drilldowns desc, metric",
	    str(q->from), str(q->to), all(q), role(q));
}

/* ---- the questions ---- */

#define TIMES  { "times", "Times", USE_COUNT }
#define PEOPLE { "people", "People", USE_COUNT }
#define SPENT  { "spent", "Time spent", USE_MS }

const struct use_report use_reports[] = {
	{ "manager_monitoring", "manager",
	    "How do billing managers prioritize their monitoring activities?",
	    "What is opened on dashboards, how often, by how many people and for how long.", monitoring,
	    { { "activity", "Activity", USE_CODE }, { "what", "What", USE_CODE }, TIMES, PEOPLE, SPENT },
	    "what", "times" },
	{ "manager_exceptions", "manager",
	    "Which exception types require the most management attention?",
	    "Looks at exceptions and what was done about them, beside how many were opened and resolved "
	    "and how long that took.", exceptions,
	    { { "type", "Exception", USE_CODE }, { "actions", "Actions", USE_COUNT },
	      { "views", "Views", USE_COUNT }, { "opened", "Opened", USE_COUNT },
	      { "resolved", "Resolved", USE_COUNT }, { "days", "Days to resolution", USE_DAYS },
	      { "still_open", "Open now", USE_COUNT } }, "type", "actions" },
	{ "manager_decisions", "manager",
	    "Are financial trends being adequately analyzed before decisions?",
	    "Decisions, and how many of them were taken by somebody who had looked at a financial figure "
	    "or its trend within the day before.", decisions,
	    { { "decision", "Decision", USE_CODE }, TIMES, { "looked", "After a look at figures", USE_COUNT },
	      { "share", "Share", USE_PERCENT }, PEOPLE }, "decision", "share" },
	{ "manager_finance", "manager", "Which financial figures are looked at, and how closely?",
	    "Views of each figure, its trend and its rows, and what was taken along as a file.", finance,
	    { { "metric", "Metric", USE_CODE }, TIMES, { "trends", "Trends", USE_COUNT },
	      { "drilldowns", "Drill-downs", USE_COUNT }, PEOPLE, SPENT,
	      { "exports", "Exports", USE_COUNT } }, "metric", "times" },
	{ "manager_quick_actions", "manager",
	    "How effective is the Quick Actions functionality in streamlining operations?",
	    "Quick actions that were begun, and how they ended. Error rate: failed ones of those that "
	    "came to an end.", quick_actions,
	    { { "action", "Action", USE_CODE }, { "begun", "Begun", USE_COUNT }, { "done", "Done", USE_COUNT },
	      { "failed", "Failed", USE_COUNT }, { "abandoned", "Left", USE_COUNT },
	      { "error_rate", "Error rate", USE_PERCENT }, { "spent", "Time to complete", USE_MS }, PEOPLE },
	    "action", "begun" },
	{ "specialist_cycles", "specialist",
	    "Which billing cycles require the most specialist attention?",
	    "Cycles that were chosen, looked at and compared, beside their exceptions and runs.", cycles,
	    { { "cycle", "Cycle", USE_TEXT }, TIMES, { "selections", "Chosen", USE_COUNT },
	      { "views", "Figures seen", USE_COUNT }, { "comparisons", "Compared", USE_COUNT }, PEOPLE,
	      { "opened", "Exceptions opened", USE_COUNT }, { "runs", "Runs", USE_COUNT } },
	    "cycle", "times" },
	{ "specialist_generation", "specialist", "How effective is the bill generation process?",
	    "Runs by cycle: what they billed and what exceptions held back. Success rate: billed, of "
	    "billed and held.", generation,
	    { { "cycle", "Cycle", USE_TEXT }, { "kind", "Kind", USE_CODE }, { "runs", "Runs", USE_COUNT },
	      { "billed", "Billed", USE_COUNT }, { "held", "Held back", USE_COUNT },
	      { "skipped", "Skipped", USE_COUNT }, { "success", "Success rate", USE_PERCENT },
	      { "stopped", "Runs stopped", USE_COUNT }, { "spent", "Time of a run", USE_MS } },
	    "cycle", "success" },
	{ "specialist_consumption", "specialist",
	    "What consumption patterns trigger specialist investigation?",
	    "Looks at each category of use and at accounts behind it, beside the exceptions of that kind.",
	    consumption,
	    { { "category", "Category", USE_CODE }, { "views", "Views", USE_COUNT },
	      { "drilldowns", "Drill-downs to accounts", USE_COUNT },
	      { "accounts", "Accounts behind it, on average", USE_COUNT },
	      { "acted", "Read or exception opened", USE_COUNT }, PEOPLE,
	      { "opened", "Exceptions opened", USE_COUNT }, { "resolved", "Exceptions resolved", USE_COUNT } },
	    "category", "drilldowns" },
	{ "specialist_search", "specialist",
	    "How do specialists locate and manage specific customer accounts?",
	    "Searches by the kind of words, and filters. What was typed is not kept, only how long it was "
	    "and how many were found.", search,
	    { { "way", "Way", USE_CODE }, { "kind", "Kind", USE_CODE }, TIMES, PEOPLE,
	      { "length", "Characters", USE_COUNT }, { "found", "Found, on average", USE_COUNT },
	      { "none_found", "Nothing found", USE_PERCENT }, { "opened", "A result opened", USE_PERCENT } },
	    "kind", "times" },
	{ "administrator_performance", "administrator",
	    "Is the dashboard performing adequately under actual usage conditions?",
	    "How long dashboards took to show their numbers, first and again, and what went wrong.",
	    performance,
	    { { "what", "What", USE_CODE }, { "object", "Where", USE_CODE }, TIMES, PEOPLE,
	      { "usual", "Average", USE_MS }, { "slowest", "Slowest", USE_MS },
	      { "quick", "Within a second", USE_PERCENT }, { "failed", "Numbers that failed", USE_COUNT } },
	    "object", "usual" },
	{ "administrator_reports", "administrator",
	    "How are reports being utilized for management communication?",
	    "Files that were taken, views that were shared, reports that were made and scheduled.", reports,
	    { { "activity", "Activity", USE_CODE }, { "report", "Report", USE_CODE },
	      { "format", "Format", USE_CODE }, TIMES, PEOPLE }, "report", "times" },
	{ "administrator_changes", "administrator",
	    "What configuration changes occur most frequently?",
	    "Changes of settings, users, roles, thresholds and dashboards, from the audit log.", changes,
	    { { "action", "Change", USE_CODE }, { "what", "What", USE_CODE }, TIMES, PEOPLE,
	      { "affected", "Users affected", USE_COUNT } }, "what", "times" },
	{ "administrator_executive", "administrator",
	    "Which metrics are most valuable for executive reporting?",
	    "Figures of the executive view: how often they were looked at and opened, and whether a "
	    "threshold watches them.", executive,
	    { { "metric", "Metric", USE_CODE }, { "views", "Views", USE_COUNT },
	      { "drilldowns", "Drill-downs", USE_COUNT }, PEOPLE, SPENT,
	      { "thresholds", "Thresholds", USE_COUNT } }, "metric", "views" },
};
const size_t use_report_count = COUNT(use_reports);

const struct use_report *
use_report(const char *key)
{
	for (size_t i = 0; i < use_report_count; i++)
		if (same_text(use_reports[i].key, key))
			return &use_reports[i];
	return NULL;
}
