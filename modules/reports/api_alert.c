#include "api.h"
#include "alert.h"
#include "clock.h"
#include "detail.h"
#include "holders.h"
#include "text.h"
#include "threshold.h"

static const struct filter filters[] = {
	{ "severity", "a.severity = ?",         CHOICE, "info|warning|critical" },
	{ "metric",   "a.metric = " AS_ASCII,   TEXT,   NULL },
	{ "kind",     "a.kind = ?",             CHOICE, "threshold|system" },
};

static const struct order orders[] = {
	{ "opened_at", "a.opened_at", "a.id", COLUMN_INSTANT, "opened_at", "id" },
};

static const struct list_title titles[] = {
	{ "kind", "Kind", true, IN_WORDS },
	{ "metric", "Metric", true, IN_WORDS },
	{ "unit", NULL },
	{ "unit_of_use", NULL },
	{ "name", "Threshold" },
	{ "severity", "Severity", .coded = IN_WORDS },
	{ "state", "State", .coded = IN_WORDS },
	{ "text", "What happened" },
	{ "link", NULL },
	{ "test", NULL },
	{ "period", NULL },
	{ "period_text", "Period", true },
	{ "opened_at", "Opened" },
	{ "seen_at", "Last seen", true },
	{ "owner.name", "Owner" },
	{ "acknowledged_at", "Acknowledged", true },
	{ "acknowledged_by", "Acknowledged by", true },
	{ "snoozed_until", "Snoozed until", true },
	{ "resolved_at", "Resolved" },
	{ "resolved_by", "Resolved by", true },
	{ "note", "Note", true },
};

#define ALERT \
	"select a.id, a.kind, a.metric, a.unit, a.unit_of_use, a.name, a.severity, a.state, a.text," \
	" a.link, a.test, a.period, a.period_text, a.filter_json filters_json, a.value_json," \
	" a.worst_json, a.limit_json, a.threshold_id, a.opened_at, a.seen_at, a.owner_id `owner.id`," \
	" a.owner_name `owner.name`, a.acknowledged_at, a.acknowledged_by_name acknowledged_by," \
	" a.snoozed_until, a.resolved_at, a.resolved_by_name resolved_by, a.note, a.version from alert a"

/* Keys of metrics that the caller sees whole, as find_in_set() takes them; "-" where he is told what
 * the system itself tells. */
static const char *
open_metrics(struct rq *rq)
{
	struct buf b = buf_in(rq->cx.arena);
	size_t n;
	const struct metric *all = metric_catalog(&n);

	buf_puts(&b, may(&rq->cx.who.may, CAN_WORK_ALERTS) ? "-" : "");
	for (size_t i = 0; i < n; i++)
		if (metric_is_whole(&all[i], &rq->cx.who.may))
			buf_printf(&b, ",%s", all[i].key);
	return b.data;
}

#define VISIBLE "find_in_set(coalesce(a.metric, '-'), " AS_ASCII ") > 0"

struct asked { struct extra extra[3]; struct param metrics, owner; size_t n; };

/* ?state=live is all but what is resolved; ?owner_id=me|none|<id> */
static void
asked_for(struct rq *rq, struct asked *q)
{
	const char *state = rq_query_choice(rq, "state", "live|new|acknowledged|snoozed|resolved");
	const char *who = rq_query(rq, "owner_id"), *id;

	q->metrics = str(open_metrics(rq));
	q->n = 0;
	q->extra[q->n++] = (struct extra){ .sql = VISIBLE, .params = &q->metrics, .n = 1 };
	if (state)
		q->extra[q->n++] = (struct extra){ .asked = fmt(rq->cx.arena, "state=%s", state),
			.sql = same_text(state, "live") ? "a.state in ('new', 'acknowledged', 'snoozed')"
			    : same_text(state, "new") ? "a.state = 'new'"
			    : same_text(state, "acknowledged") ? "a.state = 'acknowledged'"
			    : same_text(state, "snoozed") ? "a.state = 'snoozed'" : "a.state = 'resolved'" };
	if (who && same_text(who, "none")) {
		q->extra[q->n++] = (struct extra){ .sql = "a.owner_id is null", .asked = "owner_id=none" };
	} else if (who) {
		id = same_text(who, "me") ? rq->cx.who.id : uuid_plain(rq->cx.arena, who);
		if (!id)
			fault_add(&rq->cx, "?owner_id", "format",
			    "This must be me, none, or the id of a user.");
		q->owner = str(id ? id : "");
		q->extra[q->n++] = (struct extra){ .sql = "a.owner_id = ?", .params = &q->owner, .n = 1,
			.asked = fmt(rq->cx.arena, "owner_id=%s", who) };
	}
}

/* GET /api/v1/alerts?state=live&severity=critical -- the latest first */
enum err
alert_list(struct rq *rq)
{
	struct asked q;

	asked_for(rq, &q);
	return rq_page(rq, &(struct list){
		.select = ALERT, .base = "alert a", .title = "Alerts",
		.titles = titles, .title_count = COUNT(titles),
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
		.extra = q.extra, .extra_count = q.n,
	});
}

#define COUNTED(state) " cast(coalesce(sum(a.state = '" state "'), 0) as signed) " state "_count,"

/* GET /api/v1/alerts/totals?<the list's query> */
enum err
alert_totals(struct rq *rq)
{
	struct asked q;

	asked_for(rq, &q);
	return rq_totals(rq, &(struct list){
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
		.extra = q.extra, .extra_count = q.n,
		.totals = "select count(*) row_count," COUNTED("new") COUNTED("acknowledged")
		    COUNTED("snoozed") COUNTED("resolved")
		    " cast(coalesce(sum(a.state <> 'resolved'), 0) as signed) live_count,"
		    " cast(coalesce(sum(a.state = 'new' and a.severity = 'critical'), 0) as signed)"
		    " critical_count from alert a",
	});
}

/* GET /api/v1/alerts/owners -- whom alerts and thresholds can be given to */
enum err
alert_owners(struct rq *rq)
{
	const char *json;

	TRY(rq_valid(rq));
	TRY(staff_json(&rq->cx, CAN_WORK_ALERTS, &json));
	return rq_json_text(rq, 200, json);
}

static enum err
find(struct rq *rq, const char *id, const struct row **a)
{
	TRY(db_maybe(&rq->cx, a, ALERT " where a.id = ? and " VISIBLE, str(id), str(open_metrics(rq))));
	return *a ? OK : fail(&rq->cx, E_NOT_FOUND, "There is no such alert.");
}

/* GET /api/v1/alerts/:id -- with what was done about it */
enum err
alert_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	struct rows history;
	const struct row *a;

	TRY(rq_valid(rq));
	TRY(find(rq, id, &a));
	TRY(db_all(&rq->cx, &history,
	    "select at, action, actor_name actor, reason, before_json, after_json from audit"
	    " where object_id = ? and action <> 'refused' order by at, id limit 500", str(id)));
	return rq_row_with(rq, 200, a, "history", &history);
}

/* ---- working them ---- */

static enum err
worked(struct rq *rq, operation *op, struct working_alert *in)
{
	const struct row *a;

	TRY(rq_valid(rq));
	TRY(db_tx(&rq->cx, op, in));
	TRY(find(rq, in->id, &a));
	return rq_row(rq, 200, a);
}

static struct working_alert
working(struct rq *rq)
{
	return (struct working_alert){
		.id = rq_path_id(rq, "id"),
		.version = rq_version(rq),
		.note = in_text_or(rq->body, "note", 1, ALERT_NOTE_MAX, NULL),
	};
}

/* POST /api/v1/alerts/:id/acknowledge {"note"?} */
enum err
alert_acknowledge(struct rq *rq)
{
	struct working_alert in = working(rq);

	return worked(rq, acknowledge_alert, &in);
}

/* POST /api/v1/alerts/:id/snooze {"until", "note"?} */
enum err
alert_snooze(struct rq *rq)
{
	struct working_alert in = working(rq);
	const char *until = rq_body_text(rq, "until", 1, 40);

	if (until && *until && !instant_parse(until, &in.until))
		in_fault(rq->body, "until", "format", "An instant like 2026-04-01T12:00:00Z.");
	return worked(rq, snooze_alert, &in);
}

/* POST /api/v1/alerts/:id/assign {"user_id", "note"?} */
enum err
alert_assign(struct rq *rq)
{
	struct working_alert in = working(rq);

	in.user_id = in_id_or(rq->body, "user_id", NULL);
	if (!in_sent(rq->body, "user_id"))
		in_fault(rq->body, "user_id", "required", "To whom? null: to nobody.");
	return worked(rq, assign_alert, &in);
}

/* POST /api/v1/alerts/:id/resolve {"note"?} */
enum err
alert_resolve(struct rq *rq)
{
	struct working_alert in = working(rq);

	return worked(rq, resolve_alert, &in);
}
