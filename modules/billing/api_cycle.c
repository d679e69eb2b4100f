#include "api.h"
#include "card.h"
#include <string.h>
#include "cycle.h"
#include "detail.h"
#include "found.h"
#include "generation_view.h"
#include "settings.h"
#include "text.h"

#define CYCLE_COLUMNS \
	"k.id, k.name, z.id `zone.id`, z.name `zone.name`, k.utility, k.from_on, k.to_on, k.bill_on," \
	" k.due_on, k.state, k.created_at, k.created_by_name `created_by.name`, k.closed_at," \
	" k.closed_by_name `closed_by.name`, store.cycle_figures(k.id) figures_json, k.version"
#define CYCLE_TABLES " from cycle k join zone z on z.id = k.zone_id"

static const struct filter filters[] = {
	{ "state",   "k.state = ?",                CHOICE, "open|generating|generated|closed" },
	{ "zone_id", "k.zone_id = ?",              ID,     NULL },
	{ "utility", "k.utility = " AS_ASCII,      TEXT,   NULL },
	{ "from",    "k.to_on >= ?",               DATE,   NULL },
	{ "to",      "k.to_on <= ?",               DATE,   NULL },
};

static const struct order orders[] = {
	{ "to_on", "k.to_on", "k.id", COLUMN_DATE, "to_on", "id" },
	{ "name",  "k.name",  "k.id", COLUMN_TEXT, "name",  "id", true },
};

static const struct list_title titles[] = {
	{ "name", "Cycle" },
	{ "zone.name", "Zone" },
	{ "utility", "Utility", .coded = IN_WORDS },
	{ "from_on", "From" },
	{ "to_on", "To" },
	{ "bill_on", "Bills issued", true },
	{ "due_on", "Due", true },
	{ "state", "State", .coded = IN_WORDS },
	{ "created_at", NULL },
	{ "created_by.name", NULL },
	{ "closed_at", NULL },
	{ "closed_by.name", NULL },
};

/* GET /api/v1/cycles?state=open&q=North -- the latest first */
enum err
cycle_list(struct rq *rq)
{
	const char *q = rq_query(rq, "q");
	struct param prefix;
	struct extra named;
	size_t n = q && *q ? 1 : 0;

	if (n && utf8_length(q) > CYCLE_NAME_MAX)
		fault_add(&rq->cx, "?q", "length", "At most %d characters.", CYCLE_NAME_MAX);
	if (n) {
		prefix = str(like_beginning(rq->cx.arena, q));
		named = (struct extra){ "k.name like ? escape '!'", &prefix, 1, q, NULL };
	}
	return rq_page(rq, &(struct list){
		.select = "select " CYCLE_COLUMNS CYCLE_TABLES,
		.title = "Billing cycles", .titles = titles, .title_count = COUNT(titles),
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
		.extra = &named, .extra_count = n,
	});
}

/* ---- one ---- */

/* Also in the transaction of a change, where it is the answer. */
static enum err
answer(struct rq *rq, const char *id, int status)
{
	struct cx *cx = &rq->cx;
	const struct row *cycle, *run, *count;
	struct buf text = buf_in(cx->arena);
	struct json j = json_to(&text);

	TRY(db_maybe(cx, &cycle,
	    "select " CYCLE_COLUMNS "" CYCLE_TABLES " where k.id = ?", str(id)));
	if (!cycle)
		return fail(cx, E_NOT_FOUND, "There is no such cycle.");
	TRY(db_maybe(cx, &run,
	    "select " GENERATION_COLUMNS GENERATION_TABLES
	    " where g.cycle_id = ? and g.account_id is null and g.state in ('running', 'paused') limit 1",
	    str(id)));
	if (run)
		json_row(&j, run, cx->who.currency);
	else
		json_null(&j);
	TRY(db_one(cx, &count,
	    "select count(distinct a.id) n from account a join service s on s.account_id = a.id"
	    " where a.zone_id = ? and a.status = 'active' and s.utility = ? and s.status = 'active'",
	    str(row_str(cycle, "zone.id")), str(row_str(cycle, "utility"))));
	return rq_row_parts(rq, status, cycle, { "running", NULL, text.data },
	    { "accounts", NULL, fmt(cx->arena, "%lld", (long long)row_i64(count, "n")) });
}

/* GET /api/v1/cycles/:id */
enum err
cycle_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");

	TRY(rq_valid(rq));
	return answer(rq, id, 200);
}

/* The change is committed; the answer is read after it. */
static enum err
do_and_answer(struct rq *rq, operation *op, void *arg, const char *const *id, int status)
{
	TRY(db_tx(&rq->cx, op, arg));
	if (status == 201)
		rq_set_header(rq, "Location", fmt(rq->cx.arena, "/api/v1/cycles/%s", *id));
	return answer(rq, *id, status);
}

static struct cycling
read_cycle(struct rq *rq, bool whole)
{
	struct input *in = rq->body;

	return (struct cycling){
		.name    = in_text_or(in, "name", 1, CYCLE_NAME_MAX, NULL),
		.zone_id = whole ? in_id(in, "zone_id") : in_id_or(in, "zone_id", NULL),
		.utility = whole ? in_text(in, "utility", 1, UTILITY_MAX)
				 : in_text_or(in, "utility", 1, UTILITY_MAX, NULL),
		.from_on = whole ? in_date(in, "from_on") : in_date_or(in, "from_on", NULL),
		.to_on   = whole ? in_date(in, "to_on") : in_date_or(in, "to_on", NULL),
		.bill_on = in_date_or(in, "bill_on", NULL),
		.due_on  = in_date_or(in, "due_on", NULL),
		.due_days = setting_i64(&rq->cx, SETTING_BILL_DUE_DAYS),
	};
}

static void
check_utility(struct rq *rq, const char *utility)
{
	if (utility && utility[strspn(utility, "abcdefghijklmnopqrstuvwxyz0123456789_-")])
		fault_add(&rq->cx, "/utility", "format", "A utility is of a-z, digits, - and _.");
}

/* POST /api/v1/cycles {"zone_id", "utility", "from_on", "to_on", "name"?, "bill_on"?, "due_on"?} */
enum err
cycle_create(struct rq *rq)
{
	struct cycling in = read_cycle(rq, true);

	check_utility(rq, in.utility);
	TRY(rq_valid(rq));
	return do_and_answer(rq, create_cycle, &in, &in.id, 201);
}

/* PATCH /api/v1/cycles/:id -- If-Match */
enum err
cycle_change(struct rq *rq)
{
	struct cycling in = read_cycle(rq, false);

	in.id = rq_path_id(rq, "id");
	in.version = rq_version(rq);
	check_utility(rq, in.utility);
	TRY(rq_valid(rq));
	return do_and_answer(rq, change_cycle, &in, &in.id, 200);
}

static struct cycle_state
read_state(struct rq *rq)
{
	struct cycle_state in = { .id = rq_path_id(rq, "id"),
		.reason = in_text_or(rq->body, "reason", 1, 500, NULL) };

	if (card_in_text(in.reason))
		in_fault(rq->body, "reason", "card_number",
		    "This looks like a card number, which must not be stored. Leave it out, or keep"
		    " its last four digits only.");
	return in;
}

/* POST /api/v1/cycles/:id/close {"reason"?} */
enum err
cycle_close(struct rq *rq)
{
	struct cycle_state in = read_state(rq);

	TRY(rq_valid(rq));
	return do_and_answer(rq, close_cycle, &in, &in.id, 200);
}

/* POST /api/v1/cycles/:id/reopen {"reason"?} */
enum err
cycle_reopen(struct rq *rq)
{
	struct cycle_state in = read_state(rq);

	TRY(rq_valid(rq));
	return do_and_answer(rq, reopen_cycle, &in, &in.id, 200);
}
