#include "api.h"

#include <string.h>

#include "clock.h"
#include "detail.h"
#include "found.h"
#include "plan.h"
#include "text.h"

/* ---- lists ---- */

static const struct filter filters[] = {
	{ "status",      "p.status = ?",      CHOICE, "active|completed|cancelled" },
	{ "account_id",  "p.account_id = ?",  ID,     NULL },
	{ "consumer_id", "p.consumer_id = ?", ID,     NULL },
	{ "due_to",      "p.status = 'active' and p.next_due_on <= ?", DATE, NULL },
};

static const struct order orders[] = {
	{ "created_at", "p.created_at", "p.id", COLUMN_INSTANT, "created_at", "id", false },
};

static const struct list_title titles[] = {
	{ "number", "Plan" },
	{ "status", "Status", .coded = IN_WORDS },
	{ "instalments", "Instalments" },
	{ "every", "Every", .coded = IN_WORDS },
	{ "next_due_on", "Next due" },
	{ "created_at", "Set up", true },
	{ "created_by.name", "Set up by", true },
	{ "account.number", "Account" },
	{ "consumer.number", "Consumer no.", true },
	{ "consumer.name", "Consumer" },
};

#define ROW \
	"p.id, p.number, p.status, p.total_minor, p.total_minor - p.left_minor paid_minor," \
	" p.left_minor, p.instalments, p.every, p.next_due_on," \
	" p.created_at, p.created_by `created_by.id`, p.created_by_name `created_by.name`," \
	" a.id `account.id`, a.number `account.number`," \
	" c.id `consumer.id`, c.number `consumer.number`, c.name `consumer.name`"
#define TABLES \
	" from plan p join account a on a.id = p.account_id join consumer c on c.id = p.consumer_id"

/* ?q=: the beginning of a plan's number, or parts of what an account is found by. */
static enum err
searched(struct rq *rq, struct extra *out, size_t *n)
{
	const char *q = rq_query(rq, "q");

	return rq_found_or(rq, "account", "p.account_id", q ? "p.number like ? escape '!'" : NULL,
	    q ? like_beginning(rq->cx.arena, q) : NULL, out, n);
}

/* GET /api/v1/plans?status=active&q=delgado -- newest first */
enum err
plan_list(struct rq *rq)
{
	struct extra found;
	size_t n;

	TRY(searched(rq, &found, &n));
	return rq_page(rq, &(struct list){
		.select = "select straight_join " ROW TABLES,
		.title = "Payment plans", .titles = titles, .title_count = COUNT(titles),
		.base = "plan p",
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
		.extra = &found, .extra_count = n,
	});
}

/* GET /api/v1/plans/totals?<the list's query> */
enum err
plan_totals(struct rq *rq)
{
	struct extra found;
	size_t n;

	TRY(searched(rq, &found, &n));
	return rq_totals(rq, &(struct list){
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
		.extra = &found, .extra_count = n,
		.totals = "select count(*) row_count,"
		    " cast(coalesce(sum(p.status = 'active'), 0) as signed) active_count,"
		    " cast(coalesce(sum(p.total_minor), 0) as signed) total_minor,"
		    " cast(coalesce(sum(p.total_minor - p.left_minor), 0) as signed) paid_minor,"
		    " cast(coalesce(sum(p.left_minor), 0) as signed) left_minor from plan p",
	});
}

/* ---- instalments ---- */

static const char *
status_of(int64_t paid_minor, int64_t amount_minor, const char *due_on, const char *today)
{
	int order = strcmp(due_on, today);

	if (paid_minor == amount_minor)
		return "paid";
	if (order < 0)
		return "overdue";
	return paid_minor > 0 ? "partly" : order == 0 ? "due" : "upcoming";
}

struct laying { const char *plan_id; int64_t paid_minor, before_minor; const char *today; };

/* One instalment as an object, with what is paid of it; the plan's own keys are the caller's. */
static void
put_instalment(struct rq *rq, struct json *j, const struct row *i, struct laying *lay)
{
	int64_t amount = row_i64(i, "amount_minor");
	int64_t paid = laid_on(lay->paid_minor, lay->before_minor, amount);

	lay->before_minor += amount;
	json_put_i64(j, "number", row_i64(i, "number"));
	json_put_str(j, "due_on", row_str(i, "due_on"));
	json_put_money(j, "amount", amount, rq->cx.who.currency);
	json_put_money(j, "paid", paid, rq->cx.who.currency);
	json_put_money(j, "left", amount - paid, rq->cx.who.currency);
	json_put_str(j, "status", status_of(paid, amount, row_str(i, "due_on"), lay->today));
}

static enum err
today_of(struct rq *rq, const char **out)
{
	char day[11];

	TRY(business_day(&rq->cx, business_now(), day));
	*out = arena_strdup(rq->cx.arena, day);
	return OK;
}

static bool
is_unpaid(const struct row *i, const struct laying *lay)
{
	int64_t amount = row_i64(i, "amount_minor");

	return laid_on(lay->paid_minor, lay->before_minor, amount) < amount;
}

/* GET /api/v1/instalments?account_id=…&status=unpaid -- of the account's active plans, in order */
enum err
instalment_list(struct rq *rq)
{
	const char *account_id = rq_query_id(rq, "account_id");
	const char *status = rq_query_choice(rq, "status", "unpaid|paid");
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	struct laying lay = { 0 };
	struct rows all;

	if (!account_id)
		fault_add(&rq->cx, "?account_id", "required", "Which account?");
	TRY(rq_valid(rq));
	TRY(today_of(rq, &lay.today));
	TRY(db_all(&rq->cx, &all,
	    "select p.id, p.number plan_number, p.total_minor - p.left_minor paid_minor, i.number,"
	    " i.due_on, i.amount_minor from plan p join instalment i on i.plan_id = p.id"
	    " where p.account_id = ? and p.status = 'active' order by p.created_at, p.id, i.number",
	    str(account_id)));
	json_begin(&j);
	json_key(&j, "data");
	json_begin_list(&j);
	for (size_t k = 0; k < all.n; k++) {
		const struct row *i = &all.row[k];

		if (!lay.plan_id || !row_is(i, "id", lay.plan_id))
			lay = (struct laying){ row_str(i, "id"), row_i64(i, "paid_minor"), 0,
				lay.today };
		if (status && same_text(status, "unpaid") != is_unpaid(i, &lay)) {
			lay.before_minor += row_i64(i, "amount_minor");
			continue;
		}
		json_begin(&j);
		json_key(&j, "plan");
		json_begin(&j);
		json_put_str(&j, "id", lay.plan_id);
		json_put_str(&j, "number", row_str(i, "plan_number"));
		json_end(&j);
		put_instalment(rq, &j, i, &lay);
		json_end(&j);
	}
	json_end_list(&j);
	json_key(&j, "next_cursor");
	json_null(&j);
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}

/* ---- one plan ---- */

static enum err
instalments_json(struct rq *rq, const struct row *plan, const char **out)
{
	struct laying lay = { .paid_minor = row_i64(plan, "paid_minor") };
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	struct rows all;

	TRY(today_of(rq, &lay.today));
	TRY(db_all(&rq->cx, &all,
	    "select number, due_on, amount_minor from instalment where plan_id = ? order by number",
	    str(row_str(plan, "id"))));
	json_begin_list(&j);
	for (size_t i = 0; i < all.n; i++) {
		json_begin(&j);
		put_instalment(rq, &j, &all.row[i], &lay);
		json_end(&j);
	}
	json_end_list(&j);
	*out = b.data;
	return OK;
}

/* GET /api/v1/plans/:id -- with its instalments, receivables, history, and those of its payments that
 * the caller may open */
enum err
plan_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id"), *instalments;
	struct rows held, payments, history;
	const struct row *plan;

	TRY(rq_valid(rq));
	TRY(db_maybe(&rq->cx, &plan,
	    "select " ROW ", p.version, p.notes, p.override_reason, p.ended_at, p.end_reason" TABLES
	    " where p.id = ?", str(id)));
	if (!plan)
		return fail(&rq->cx, E_NOT_FOUND, "There is no such plan.");
	TRY(instalments_json(rq, plan, &instalments));
	TRY(db_all(&rq->cx, &held,
	    "select r.id, r.number, r.kind, r.status, r.due_on, r.amount_minor, pr.open_minor planned_minor,"
	    " r.open_minor from plan_receivable pr join receivable r on r.id = pr.receivable_id"
	    " where pr.plan_id = ? order by r.due_on, r.id", str(id)));
	TRY(db_all(&rq->cx, &payments,
	    "select y.id, y.receipt_no, y.amount_minor, y.status, y.paid_on, y.method"
	    " from payment y where y.plan_id = ? and (? or y.received_by = ?)"
	    " order by y.paid_at desc, y.id desc limit 200", str(id),
	    boolean(may(&rq->cx.who.may, CAN_READ_PAYMENTS)), str(rq->cx.who.id)));
	TRY(db_all(&rq->cx, &history,
	    "select at, action, actor_name actor, approved_by_name approved_by, reason from audit"
	    " where object_id = ? and action <> 'refused' order by at, id", str(id)));
	return rq_row_parts(rq, 200, plan, { "schedule", NULL, instalments },
	    { "receivables", &held, NULL }, { "payments", &payments, NULL },
	    { "history", &history, NULL });
}

/* ---- making one ---- */

static void
put_schedule(struct rq *rq, struct json *j, const struct planning *in)
{
	json_key(j, "schedule");
	json_begin_list(j);
	for (int i = 0; i < in->instalments; i++) {
		json_begin(j);
		json_put_i64(j, "number", i + 1);
		json_put_str(j, "due_on", in->schedule[i].due_on);
		json_put_money(j, "amount", in->schedule[i].amount_minor, rq->cx.who.currency);
		json_end(j);
	}
	json_end_list(j);
}

static enum err
planned(struct rq *rq, const void *arg)
{
	const struct planning *in = arg;
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);

	json_begin(&j);
	if (!in->dry) {
		json_put_str(&j, "id", in->id);
		json_put_str(&j, "number", in->number);
		json_put_str(&j, "status", "active");
		rq_set_header(rq, "Location", fmt(rq->cx.arena, "/api/v1/plans/%s", in->id));
	}
	json_put_money(&j, "total", in->total_minor, rq->cx.who.currency);
	json_put_money(&j, "floor", in->floor_minor, rq->cx.who.currency);
	json_put_bool(&j, "below_floor", in->below_floor);
	put_schedule(rq, &j, in);
	json_end(&j);
	return rq_json_text(rq, in->dry ? 200 : 201, b.data);
}

static void
read_planning(struct rq *rq, struct planning *in)
{
	in->account_id = rq_body_id(rq, "account_id");
	in->receivable_ids = in_texts(
	    rq->body, "receivable_ids", 1, PLAN_RECEIVABLES_MAX, 36, &in->count);
	in->instalments = in_i64(rq->body, "instalments", 2, PLAN_INSTALMENTS_MAX);
	in->every = in_choice(rq->body, "every", "week|fortnight|month");
	in->first_due_on = rq_body_date(rq, "first_due_on");
	in->notes = in_text_or(rq->body, "notes", 1, 500, NULL);
	in->override_reason = in_text_or(rq->body, "override_reason", 3, 500, NULL);
	for (size_t i = 0; i < in->count; i++) {
		in->receivable_ids[i] = uuid_plain(rq->cx.arena, in->receivable_ids[i]);
		if (!in->receivable_ids[i])
			fault_add(&rq->cx, fmt(rq->cx.arena, "/receivable_ids/%zu", i), "format",
			    "This is not an id.");
	}
}

/* POST /api/v1/plans {"account_id", "receivable_ids": […], "instalments", "every", "first_due_on",
 * "notes"?, "override_reason"?} */
enum err
plan_create(struct rq *rq)
{
	struct planning *in = arena_array(rq->cx.arena, struct planning, 1);

	*in = (struct planning){ 0 };
	read_planning(rq, in);
	TRY(rq_valid(rq));
	return rq_once(rq, create_plan, planned, in);
}

/* POST /api/v1/plans/preview -- the same body; nothing is written */
enum err
plan_preview(struct rq *rq)
{
	struct planning *in = arena_array(rq->cx.arena, struct planning, 1);

	*in = (struct planning){ .dry = true };
	read_planning(rq, in);
	TRY(rq_valid(rq));
	return rq_tx(rq, create_plan, planned, in);
}

static enum err
cancelled(struct rq *rq, const void *arg)
{
	const struct plan_ending *in = arg;

	return rq_json(rq, 200, j_str("id", in->id), j_str("status", "cancelled"));
}

/* POST /api/v1/plans/:id/cancel {"reason"} -- what is open stays open */
enum err
plan_cancel(struct rq *rq)
{
	struct plan_ending in = {
		.id     = rq_path_id(rq, "id"),
		.reason = rq_body_text(rq, "reason", 3, 500),
	};

	TRY(rq_valid(rq));
	TRY(account_of_plan(&rq->cx, in.id, &in.account_id));
	return rq_once(rq, cancel_plan, cancelled, &in);
}
