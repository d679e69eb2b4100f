#include "api.h"
#include <string.h>
#include "cycle_use.h"
#include "clock.h"
#include "detail.h"
#include "found.h"
#include "simulation.h"
#include "text.h"

/* Where a job was given up before it could say so itself, its own state tells. */
#define STATE "if(x.state = 'running' and j.state in ('failed', 'cancelled'), 'failed', x.state)"
#define SIMULATION \
	"select x.id, x.name, " STATE " state, coalesce(x.failure, j.failure) failure," \
	" k.id `cycle.id`, k.name `cycle.name`, k.utility `cycle.utility`," \
	" k.from_on `cycle.from_on`, k.to_on `cycle.to_on`," \
	" t.id `tariff.id`, t.code `tariff.code`, t.revision `tariff.revision`," \
	" t.name `tariff.name`, b.id `base.id`, b.code `base.code`, b.revision `base.revision`," \
	" b.name `base.name`, x.chosen, x.accounts, x.left_out, x.use_milli," \
	" x.base_minor before_minor, x.new_minor after_minor," \
	" x.new_minor - x.base_minor change_minor, x.billed_minor, x.created_at," \
	" x.created_by `created_by.id`, x.created_by_name `created_by.name`, x.finished_at," \
	" x.version"
#define TABLES \
	" from simulation x join cycle k on k.id = x.cycle_id join tariff t on t.id = x.tariff_id" \
	" join tariff b on b.id = x.base_tariff_id left join job j on j.id = x.job_id"

static const struct filter filters[] = {
	{ "cycle_id",  "x.cycle_id = ?",  ID,     NULL },
	{ "tariff_id", "x.tariff_id = ?", ID,     NULL },
	{ "state",     STATE " = " AS_ASCII, CHOICE, "running|done|failed|cancelled" },
};

static const struct order orders[] = {
	{ "created_at", "x.created_at", "x.id", COLUMN_INSTANT, "created_at", "id" },
};

static const struct list_title titles[] = {
	{ "name", "Simulation" },
	{ "state", "State", .coded = IN_WORDS },
	{ "failure", NULL },
	{ "cycle.name", "Cycle" },
	{ "cycle.utility", "Utility", true, IN_WORDS },
	{ "cycle.from_on", "From", true },
	{ "cycle.to_on", "To", true },
	{ "tariff.code", NULL },
	{ "tariff.revision", NULL },
	{ "tariff.name", "Tariff" },
	{ "base.code", NULL },
	{ "base.revision", NULL },
	{ "base.name", "Compared with" },
	{ "chosen", NULL },
	{ "accounts", "Accounts" },
	{ "left_out", "Left out", true },
	{ "use_milli", NULL },
	{ "before", "Before" },
	{ "after", "After" },
	{ "change", "Change" },
	{ "billed", NULL },
	{ "created_at", "Made" },
	{ "created_by.name", "Made by", true },
	{ "finished_at", NULL },
};

/* GET /api/v1/simulations?cycle_id=…&q=Summer -- the latest first */
enum err
simulation_list(struct rq *rq)
{
	const char *q = rq_query(rq, "q");
	struct param prefix;
	struct extra named;
	size_t n = q && *q ? 1 : 0;

	if (n && utf8_length(q) > SIMULATION_NAME_MAX)
		fault_add(&rq->cx, "?q", "length", "At most %d characters.", SIMULATION_NAME_MAX);
	if (n) {
		prefix = str(like_beginning(rq->cx.arena, q));
		named = (struct extra){ "x.name like ? escape '!'", &prefix, 1, q, NULL };
	}
	return rq_page(rq, &(struct list){
		.select = SIMULATION TABLES,
		.title = "Simulations", .titles = titles, .title_count = COUNT(titles),
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
		.extra = &named, .extra_count = n,
	});
}

/* The unit of the use: the draft's. */
static const char *
unit_json(struct cx *cx, const char *doc)
{
	const struct tree *t, *unit;

	if (tree_parse(cx, doc, strlen(doc), &t) != OK) {
		failure_clear(cx);
		return "null";
	}
	unit = tree_member(t, "unit");
	return unit ? tree_text(cx, unit) : "null";
}

/* GET /api/v1/simulations/:id -- also while it runs: the page asks again */
enum err
simulation_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id"), *result;
	const struct row *row, *more;

	TRY(rq_valid(rq));
	TRY(db_maybe(&rq->cx, &row, SIMULATION TABLES " where x.id = ?", str(id)));
	if (!row)
		return fail(&rq->cx, E_NOT_FOUND, "There is no such simulation.");
	TRY(db_one(&rq->cx, &more, "select result_json, left_out_json, doc_json from simulation"
	    " where id = ?", str(id)));
	result = row_str(more, "result_json");
	return rq_row_parts(rq, 200, row,
	    { "unit", NULL, unit_json(&rq->cx, row_str(more, "doc_json")) },
	    { "left_out_why", NULL, row_str(more, "left_out_json") },
	    { "result", NULL, result ? result : "null" });
}

/* ---- making and taking away ---- */

static enum err
created(struct rq *rq, const void *arg)
{
	const struct simulating *in = arg;

	rq_set_header(rq, "Location", fmt(rq->cx.arena, "/api/v1/simulations/%s", in->id));
	return rq_json(rq, 201, j_str("id", in->id), j_str("name", in->name),
	    j_str("state", "running"), j_i64("chosen", in->chosen));
}

/* POST /api/v1/simulations {"name", "cycle_id", "tariff_id", "base_tariff_id"?} */
enum err
simulation_create(struct rq *rq)
{
	struct simulating in = {
		.name           = rq_body_text(rq, "name", 1, SIMULATION_NAME_MAX),
		.cycle_id       = rq_body_id(rq, "cycle_id"),
		.tariff_id      = rq_body_id(rq, "tariff_id"),
		.base_tariff_id = in_id_or(rq->body, "base_tariff_id", NULL),
	};

	TRY(rq_valid(rq));
	TRY(prepare_simulation(&rq->cx, &in));
	return rq_once(rq, create_simulation, created, &in);
}

/* DELETE /api/v1/simulations/:id -- also one that is running */
enum err
simulation_delete(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");

	TRY(rq_valid(rq));
	TRY(delete_simulation(&rq->cx, id));
	return rq_empty(rq, 204);
}

/* ---- accounts ---- */

static const struct filter account_filters[] = {
	{ "class", "w.class = " AS_ASCII, TEXT, NULL },
	{ "change",
	    "if(w.change_minor > 0, 'up', if(w.change_minor < 0, 'down', 'same')) = " AS_ASCII,
	    CHOICE, "up|down|same" },
};

static const struct order account_orders[] = {
	{ "change", "w.change_minor", "w.account_id", COLUMN_I64, "change_minor", "account.id" },
};

static const struct list_title account_titles[] = {
	{ "account.number", "Account" },
	{ "consumer.number", "Consumer no.", true },
	{ "consumer.name", "Consumer" },
	{ "class", "Class" },
	{ "from_on", "From", true },
	{ "to_on", "To", true },
	{ "use_milli", NULL },
	{ "before", "Before" },
	{ "after", "After" },
	{ "change", "Change" },
	{ "change_bp", "Change, hundredths of a percent", true },
};

/* GET /api/v1/simulations/:id/accounts?sort=-change&class=COMMERCIAL */
enum err
simulation_accounts(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	const struct param of = str(id);
	const struct row *row;
	struct extra which = { "w.simulation_id = ?", &of, 1, id, NULL };

	if (id) {
		TRY(db_maybe(&rq->cx, &row, "select id from simulation where id = ?", str(id)));
		if (!row)
			return fail(&rq->cx, E_NOT_FOUND, "There is no such simulation.");
	}
	return rq_page(rq,
	    &(struct list){
		.select =
		    "select straight_join a.id `account.id`, a.number `account.number`,"
		    " c.id `consumer.id`, c.number `consumer.number`, c.name `consumer.name`,"
		    " w.class, w.from_on,"
		    " w.to_on, w.use_milli, w.base_minor before_minor, w.new_minor after_minor,"
		    " w.change_minor,"
		    " if(w.base_minor = 0, null, cast(round(w.change_minor * 10000 / w.base_minor)"
		    " as signed))"
		    " change_bp from simulation_row w join account a on a.id = w.account_id"
		    " join consumer c on c.id = a.consumer_id",
		.title = "Accounts of a simulation",
		.titles = account_titles,
		.title_count = COUNT(account_titles),
		.filters = account_filters,
		.filter_count = COUNT(account_filters),
		.orders = account_orders,
		.order_count = COUNT(account_orders),
		.extra = &which,
		.extra_count = 1,
	    });
}

/* ---- both bills ---- */

static void
put_line(struct json *j, struct cx *cx, const struct rating_input *in, const struct rated_line *l)
{
	char from[11], to[11];

	date_from_days(l->from, from);
	date_from_days(l->to, to);
	json_begin(j);
	json_put_str(j, "kind", line_kind_name(l));
	json_put_str(j, "text", line_text(cx, in, l));
	json_put_str(j, "arithmetic", line_arithmetic(cx, in, l));
	json_put_str(j, "from_on", from);
	json_put_str(j, "to_on", to);
	json_put_money(j, "amount", l->amount_minor, cx->who.currency);
	json_end(j);
}

/* One of the two, worked out again from the document that is kept. */
static enum err
put_bill(
    struct json *j, struct cx *cx, const char *key, const char *doc, const struct account_use *use)
{
	static struct rated r;
	struct simulated_tariff t;
	struct rating_version version;
	struct rating_input in;
	const char *why;

	TRY(tariff_parse(cx, doc, strlen(doc), "", &t.tariff));
	TRY(tariff_profile(cx, t.tariff, use->class, use->attributes_json, &t.profile));
	json_key(j, key);
	if (!simulate_account(cx, &t, use, &version, &in, &r, &why)) {
		json_null(j);		/* its intervals have gone */
		return OK;
	}
	json_begin(j);
	json_put_money(j, "total", r.total_minor, cx->who.currency);
	json_put_money(j, "tax", r.tax_minor, cx->who.currency);
	json_key(j, "lines");
	json_begin_list(j);
	for (size_t i = 0; i < r.count; i++)
		put_line(j, cx, &in, &r.lines[i]);
	json_end_list(j);
	json_end(j);
	return OK;
}

static enum err
use_of(struct cx *cx, const char *account_id, const struct row *row, struct account_use *use)
{
	const struct tariff *t;
	const char *doc = row_str(row, "doc_json");
	const struct row *service;

	TRY(tariff_parse(cx, doc, strlen(doc), "", &t));
	*use = (struct account_use){
		.account_id = account_id, .class = row_str(row, "class"),
		.attributes_json = row_str(row, "attributes_json"), .state = USE_KNOWN,
		.from = date_days(row_str(row, "from_on")), .to = date_days(row_str(row, "to_on")),
		.use_milli = row_i64(row, "use_milli"), .unit = tariff_unit(t),
	};
	TRY(db_maybe(cx, &service,
	    "select id from service where account_id = ? and utility = ? order by started_on desc"
	    " limit 1",
	    str(account_id), str(row_str(row, "utility"))));
	use->service_id = service ? row_str(service, "id") : NULL;
	return OK;
}

/* GET /api/v1/simulations/:id/accounts/:account_id -- both bills, line by line */
enum err
simulation_account(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id"), *account_id = rq_path_id(rq, "account_id");
	struct buf text = buf_in(rq->cx.arena);
	struct json j = json_to(&text);
	struct account_use use;
	const struct row *row;

	TRY(rq_valid(rq));
	TRY(db_maybe(&rq->cx, &row,
	    "select w.class, w.from_on, w.to_on, w.use_milli, w.attributes_json, x.doc_json,"
	    " x.base_doc_json,"
	    " k.utility, a.number, c.id consumer_id, c.name consumer_name"
	    " from simulation_row w join simulation x on x.id = w.simulation_id join cycle k on"
	    " k.id = x.cycle_id"
	    " join account a on a.id = w.account_id join consumer c on c.id = a.consumer_id"
	    " where w.simulation_id = ? and w.account_id = ?",
	    str(id), str(account_id)));
	if (!row)
		return fail(&rq->cx, E_NOT_FOUND, "The account is not in this simulation.");
	TRY(use_of(&rq->cx, account_id, row, &use));
	json_begin(&j);
	json_key(&j, "account");
	json_begin(&j);
	json_put_str(&j, "id", account_id);
	json_put_str(&j, "number", row_str(row, "number"));
	json_end(&j);
	json_key(&j, "consumer");
	json_begin(&j);
	json_put_str(&j, "id", row_str(row, "consumer_id"));
	json_put_str(&j, "name", row_str(row, "consumer_name"));
	json_end(&j);
	json_put_str(&j, "class", use.class);
	json_put_str(&j, "from_on", row_str(row, "from_on"));
	json_put_str(&j, "to_on", row_str(row, "to_on"));
	json_put_i64(&j, "use_milli", use.use_milli);
	json_put_str(&j, "unit", use.unit->name);
	json_key(&j, "attributes");
	json_raw(&j, use.attributes_json);
	TRY(put_bill(&j, &rq->cx, "before", row_str(row, "base_doc_json"), &use));
	TRY(put_bill(&j, &rq->cx, "after", row_str(row, "doc_json"), &use));
	json_end(&j);
	return rq_json_text(rq, 200, text.data);
}
