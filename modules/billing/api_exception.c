#include "api.h"

#include <string.h>

#include "consumption.h"
#include "detail.h"
#include "exception_work.h"
#include "found.h"
#include "holders.h"
#include "text.h"

/* ---- lists ---- */

static const struct filter filters[] = {
	{ "type",       "x.type = ?",       CHOICE,
	    "missing_read|estimated|high|low|zero|negative|rollover|meter_swap|no_tariff|inactive_use"
	    "|duplicate|bad_address|bad_email|refused" },
	{ "priority",   "x.priority = ?",   INTEGER, NULL },
	{ "resolution", "x.resolution = ?", CHOICE,
	    "accept|reread|estimate|correct|adjust|dismiss|billed" },
	{ "cycle_id",   "x.cycle_id = ?",   ID,      NULL },
	{ "zone_id",    "x.zone_id = ?",    ID,      NULL },
	{ "account_id", "x.account_id = ?", ID,      NULL },
	{ "bill_id",    "x.bill_id = ?",    ID,      NULL },
	{ "from",       "x.opened_on >= ?", DATE,    NULL },
	{ "to",         "x.opened_on <= ?", DATE,    NULL },
};

static const struct order orders[] = {
	{ "rank",      "x.work_rank",  "x.id", COLUMN_I64,     "rank",      "id", true },
	{ "opened_at", "x.opened_at",  "x.id", COLUMN_INSTANT, "opened_at", "id" },
	{ "risk",      "x.risk_minor", "x.id", COLUMN_I64,     "risk_minor", "id" },
	{ "type",      "x.type",       "x.id", COLUMN_TEXT,    "type",      "id" },
};

static const struct list_title titles[] = {
	{ "type", "Exception", .coded = IN_WORDS },
	{ "is_blocking", "Holds the bill" },
	{ "priority", "Priority" },
	{ "state", "State", .coded = IN_WORDS },
	{ "risk", "At risk" },
	{ "use_milli", "Use (thousandths)", true },
	{ "usual_milli", "Usual (thousandths)", true },
	{ "account.number", "Account" },
	{ "account.street", "Address", true },
	{ "account.city", "City", true },
	{ "consumer.name", "Consumer" },
	{ "zone.name", "Zone", true },
	{ "cycle.name", "Cycle" },
	{ "bill.number", "Bill" },
	{ "assigned_to.name", "Assigned to" },
	{ "opened_at", NULL },
	{ "opened_on", "Opened" },
	{ "escalated_at", "Escalated", true },
	{ "resolved_at", "Resolved", true },
	{ "resolved_by.name", "Resolved by", true },
	{ "resolution", "Resolution", .coded = IN_WORDS },
	{ "reason", "Reason", true },
	{ "resolution_minutes", "Minutes to resolution", true },
	{ "rank", NULL },
};

#define ROW \
	"x.id, x.type, x.is_blocking, x.priority, x.state, x.risk_minor, x.use_milli, x.usual_milli," \
	" x.detail_json, a.id `account.id`, a.number `account.number`, a.street `account.street`," \
	" a.city `account.city`, c.id `consumer.id`, c.name `consumer.name`, z.id `zone.id`," \
	" z.name `zone.name`, k.id `cycle.id`, k.name `cycle.name`, b.id `bill.id`," \
	" b.number `bill.number`, x.assigned_to `assigned_to.id`," \
	" x.assigned_to_name `assigned_to.name`, x.opened_at, x.opened_on, x.escalated_at," \
	" x.resolved_at, x.resolved_by `resolved_by.id`, x.resolved_by_name `resolved_by.name`," \
	" x.resolution, x.reason," \
	" cast(timestampdiff(minute, x.opened_at, x.resolved_at) as signed) resolution_minutes," \
	" x.work_rank rank, x.version"
#define TABLES \
	" from billing_exception x join account a on a.id = x.account_id" \
	" join consumer c on c.id = a.consumer_id join zone z on z.id = x.zone_id" \
	" left join cycle k on k.id = x.cycle_id left join bill b on b.id = x.bill_id"

/* What the query says that is no column's plain value. */
struct asked { struct extra extra[5]; struct param who; size_t n; };

static void
only(struct asked *q, const char *sql, const char *said)
{
	q->extra[q->n++] = (struct extra){ .sql = sql, .asked = said };
}

/* With its share of the order, so that no index of another state's rows is walked for it. */
static const char *
of_state(const char *state)
{
	return same_text(state, "open") ? "x.state = 'open' and x.work_rank < 1000000000000"
	    : same_text(state, "escalated")
	    ? "x.state = 'escalated' and x.work_rank < 1000000000000"
	    : "x.state = 'resolved' and x.work_rank >= 1000000000000";
}

/* ?q=, ?state=, ?is_open=, ?blocking=, ?assigned_to=me|none|<id> */
static enum err
asked_for(struct rq *rq, struct asked *q)
{
	const char *state = rq_query_choice(rq, "state", "open|escalated|resolved");
	const char *is_open = rq_query_choice(rq, "is_open", "true|false");
	const char *blocking = rq_query_choice(rq, "blocking", "true|false");
	const char *who = rq_query(rq, "assigned_to"), *id;

	q->n = 0;
	TRY(rq_found(rq, "account", "x.account_id", q->extra, &q->n));
	if (state)
		only(q, of_state(state), fmt(rq->cx.arena, "state=%s", state));
	if (is_open)
		only(q, same_text(is_open, "true") ? "x.work_rank < 1000000000000"
						   : "x.work_rank >= 1000000000000",
		    fmt(rq->cx.arena, "is_open=%s", is_open));
	if (blocking)
		only(q, same_text(blocking, "true") ? "x.is_blocking = 1" : "x.is_blocking = 0",
		    fmt(rq->cx.arena, "blocking=%s", blocking));
	if (who && same_text(who, "none")) {
		only(q, "x.assigned_to is null", "assigned_to=none");
	} else if (who) {
		id = same_text(who, "me") ? rq->cx.who.id : uuid_plain(rq->cx.arena, who);
		if (!id)
			fault_add(&rq->cx, "?assigned_to", "format",
			    "This must be me, none, or the id of a user.");
		q->who = str(id ? id : "");
		q->extra[q->n++] = (struct extra){ .sql = "x.assigned_to = ?", .params = &q->who,
			.n = 1, .asked = fmt(rq->cx.arena, "assigned_to=%s", who) };
	}
	return OK;
}

/* GET /api/v1/exceptions?is_open=true&type=high -- in the order in which they are worked */
enum err
exception_list(struct rq *rq)
{
	struct asked q;

	TRY(asked_for(rq, &q));
	return rq_page(rq, &(struct list){
		.select = "select straight_join " ROW TABLES, .base = "billing_exception x",
		.title = "Billing exceptions", .titles = titles, .title_count = COUNT(titles),
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
		.extra = q.extra, .extra_count = q.n,
	});
}

#define COUNTED(state) \
	" cast(coalesce(sum(x.state = '" state "'), 0) as signed) " state "_count," \
	" cast(coalesce(sum(if(x.state = '" state "', x.risk_minor, 0)), 0) as signed) " state "_minor,"

/* GET /api/v1/exceptions/totals?<the list's query> */
enum err
exception_totals(struct rq *rq)
{
	struct asked q;

	TRY(asked_for(rq, &q));
	return rq_totals(rq, &(struct list){
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
		.extra = q.extra, .extra_count = q.n,
		.totals = "select count(*) row_count,"
		    " cast(coalesce(sum(x.risk_minor), 0) as signed) risk_minor,"
		    COUNTED("open") COUNTED("escalated") COUNTED("resolved")
		    " cast(coalesce(sum(x.is_blocking and x.state <> 'resolved'), 0) as signed)"
		    " blocking_count,"
		    " cast(avg(timestampdiff(minute, x.opened_at, x.resolved_at)) as signed)"
		    " resolution_minutes from billing_exception x",
	});
}

/* ---- whom they are given to ---- */

/* GET /api/v1/exceptions/assignees */
enum err
exception_assignees(struct rq *rq)
{
	const char *json;

	TRY(rq_valid(rq));
	TRY(staff_json(&rq->cx, CAN_RESOLVE_EXCEPTIONS, &json));
	return rq_json_text(rq, 200, json);
}

/* ---- one of them ---- */

static const char *
actions_json(struct rq *rq, const struct row *x)
{
	unsigned can = row_is(x, "state", "resolved")
	    ? 0 : exception_actions(row_str(x, "type"), row_bool(x, "is_blocking"));
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);

	json_begin_list(&j);
	for (unsigned action = BY_ACCEPT; action <= BY_DISMISS; action <<= 1)
		if (can & action)
			json_str(&j, exception_action_name(action));
	json_end_list(&j);
	return b.data;
}

static const char *
one_json(struct rq *rq, const struct row *row)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);

	if (row == NULL)
		return "null";
	json_row(&j, row, rq->cx.who.currency);
	return b.data;
}

/* Reads of the cycle's dates and meters of its utility. */
static enum err
reads_of(struct rq *rq, const char *account_id, const struct row *cycle, struct rows *reads,
    struct rows *meters)
{
	const char *utility = cycle ? row_str(cycle, "utility") : NULL;

	TRY(db_all(&rq->cx, reads,
	    "select r.id, m.id `meter.id`, m.number `meter.number`, r.from_on, r.read_on,"
	    " r.register_milli, r.previous_milli, r.multiplier_milli, r.rolled_over, r.use_milli,"
	    " r.unit, r.quality, r.reason, r.state, r.source, r.read_at,"
	    " r.read_by_name `read_by.name`, r.version"
	    " from meter_read r join meter m on m.id = r.meter_id"
	    " where r.account_id = ? and m.utility = ? and r.read_on between ? and ?"
	    " order by r.read_on desc, r.id desc limit 20",
	    str(account_id), str(utility), str(cycle ? row_str(cycle, "from_on") : "9999-12-31"),
	    str(cycle ? row_str(cycle, "to_on") : "1000-01-01")));
	return db_all(&rq->cx, meters,
	    "select id, number, kind, unit, digits, removed_on from meter where account_id = ?"
	    " and (? is null or utility = ?) order by number", str(account_id), str(utility),
	    str(utility));
}

enum { PERIODS_SHOWN = 24 };

static const char *
periods_json(struct rq *rq, const struct consumption *used)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);

	json_begin_list(&j);
	for (size_t i = 0; i < used->n; i++) {
		const struct used_period *p = &used->periods[i];

		json_begin(&j);
		json_put_str(&j, "from_on", p->from_on);
		json_put_str(&j, "to_on", p->to_on);
		json_put_i64(&j, "days", p->days);
		json_put_i64(&j, "use_milli", p->use_milli);
		json_put_str(&j, "unit", p->unit);
		json_put_str(&j, "quality", p->quality);
		json_key(&j, "bill");
		if (p->bill_id) {
			json_begin(&j);
			json_put_str(&j, "id", p->bill_id);
			json_put_str(&j, "number", p->bill_number);
			json_end(&j);
		} else {
			json_null(&j);
		}
		json_end(&j);
	}
	json_end_list(&j);
	return b.data;
}

/* What surrounds it: all that belongs to the account but not to the exception's own row. */
static enum err
around(struct rq *rq, const struct row *x, struct rows *bills, struct rows *history,
    struct rows *others)
{
	const char *account_id = row_str(x, "account.id");

	TRY(db_all(&rq->cx, bills,
	    "select id, number, status, from_on, to_on, issued_on, amount_minor, consumption_milli, unit,"
	    " is_estimated from bill where account_id = ? order by to_on desc, id desc limit 6",
	    str(account_id)));
	TRY(db_all(&rq->cx, history,
	    "select at, action, actor_name actor, approved_by_name approved_by, reason from audit"
	    " where object_id = ? and action <> 'refused' order by at, id",
	    str(row_str(x, "id"))));
	return db_all(&rq->cx, others,
	    "select o.id, o.type, o.state, o.is_blocking, o.priority, o.opened_on, k.id `cycle.id`,"
	    " k.name `cycle.name`, o.resolution from billing_exception o"
	    " left join cycle k on k.id = o.cycle_id where o.account_id = ? and o.id <> ?"
	    " order by o.opened_at desc, o.id desc limit 20", str(account_id),
	    str(row_str(x, "id")));
}

/* GET /api/v1/exceptions/:id -- with what it was found by and what can be done */
enum err
exception_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	const struct row *x, *cycle;
	struct rows reads, meters, bills, history, others;
	struct consumption used;

	TRY(rq_valid(rq));
	TRY(db_maybe(&rq->cx, &x, "select " ROW TABLES " where x.id = ?", str(id)));
	if (!x)
		return fail(&rq->cx, E_NOT_FOUND, "There is no such exception.");
	TRY(db_maybe(&rq->cx, &cycle, "select from_on, to_on, state, utility from cycle where id = ?",
	    str(row_str(x, "cycle.id"))));
	TRY(reads_of(rq, row_str(x, "account.id"), cycle, &reads, &meters));
	TRY(around(rq, x, &bills, &history, &others));
	TRY(consumption_of(&rq->cx, row_str(x, "account.id"),
	    cycle ? row_str(cycle, "utility") : NULL, PERIODS_SHOWN, &used));
	return rq_row_parts(rq, 200, x, { "period", NULL, one_json(rq, cycle) },
	    { "actions", NULL, actions_json(rq, x) }, { "reads", &reads, NULL },
	    { "meters", &meters, NULL }, { "bills", &bills, NULL }, { "periods", NULL, periods_json(rq, &used) },
	    { "history", &history, NULL }, { "others", &others, NULL });
}

/* ---- giving, escalating ---- */

static enum err
worked(struct rq *rq, const void *arg)
{
	const struct working_exception *in = arg;
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);

	if (in->user_name) {
		json_begin(&j);
		json_put_str(&j, "id", in->user_id);
		json_put_str(&j, "name", in->user_name);
		json_end(&j);
	} else {
		json_null(&j);
	}
	rq_set_header(rq, "ETag", fmt(rq->cx.arena, "\"%lld\"", (long long)in->new_version));
	return rq_json(rq, 200, j_str("id", in->id), j_str("state", in->state),
	    j_raw("assigned_to", b.data), j_i64("version", in->new_version));
}

/* POST /api/v1/exceptions/:id/assign {"user_id"} */
enum err
exception_assign(struct rq *rq)
{
	struct working_exception in = {
		.id      = rq_path_id(rq, "id"),
		.version = rq_version(rq),
		.user_id = in_id_or(rq->body, "user_id", NULL),
	};

	if (!in_sent(rq->body, "user_id"))
		in_fault(rq->body, "user_id", "required", "To whom? null: to nobody.");
	TRY(rq_valid(rq));
	return rq_tx(rq, assign_exception, worked, &in);
}

/* POST /api/v1/exceptions/:id/escalate {"reason"} */
enum err
exception_escalate(struct rq *rq)
{
	struct working_exception in = {
		.id      = rq_path_id(rq, "id"),
		.version = rq_version(rq),
		.reason  = rq_body_text(rq, "reason", 1, EXCEPTION_REASON_MAX),
	};

	TRY(rq_valid(rq));
	return rq_tx(rq, escalate_exception, worked, &in);
}
