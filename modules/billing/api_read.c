#include "api.h"
#include <string.h>
#include "detail.h"
#include "found.h"
#include "read.h"
#include "text.h"

/* What became of a live read: in a live bill, held by an exception, or neither yet.  (An EXISTS would be
 * turned into a list of all bills first.) */
#define CYCLE_OF \
	" c.utility = m.utility and r.read_on between c.from_on and c.to_on"
#define IS_BILLED \
	"(1 = coalesce((select 1 from bill b join cycle c on c.id = b.live_cycle" \
	" where b.account_id = r.account_id and" CYCLE_OF " limit 1), 0))"
#define IS_EXCEPTED \
	"(1 = coalesce((select 1 from billing_exception e join cycle c on c.id = e.cycle_id" \
	" where e.account_id = r.account_id and e.is_blocking and e.state in ('open', 'escalated') and" \
	CYCLE_OF " limit 1), 0))"
#define FATE \
	"if(r.state <> 'live', null, if(" IS_BILLED ", 'billed', if(" IS_EXCEPTED \
	", 'excepted', 'waiting')))"

static const struct filter filters[] = {
	{ "account_id", "r.account_id = ?", ID,     NULL },
	{ "meter_id",   "r.meter_id = ?",   ID,     NULL },
	{ "import_id",  "r.import_id = ?",  ID,     NULL },
	{ "quality",    "r.quality = ?",    CHOICE, "actual|estimated|substituted" },
	{ "state",      "r.state = ?",      CHOICE, "live|replaced|dropped" },
	{ "source",     "r.source = ?",     CHOICE, "import|staff|estimate" },
	{ "from",       "r.read_on >= ?",   DATE,   NULL },
	{ "to",         "r.read_on <= ?",   DATE,   NULL },
};

static const struct order orders[] = {
	{ "read_on", "r.read_on", "r.id", COLUMN_DATE, "read_on", "id", false },
};

static const struct list_title titles[] = {
	{ "account.number", "Account" },
	{ "meter.number", "Meter" },
	{ "meter.utility", "Utility", true, IN_WORDS },
	{ "from_on", "From" },
	{ "read_on", "Read on" },
	{ "register_milli", "Register (thousandths)" },
	{ "previous_milli", NULL },
	{ "multiplier_milli", NULL },
	{ "rolled_over", NULL },
	{ "use_milli", "Use (thousandths)" },
	{ "unit", "Unit" },
	{ "quality", "Quality", .coded = IN_WORDS },
	{ "reason", "Reason", true },
	{ "state", "State", .coded = IN_WORDS },
	{ "fate", "Billing", .coded = IN_WORDS },
	{ "source", "Source", .coded = IN_WORDS },
	{ "line", NULL },
	{ "read_at", NULL },
	{ "read_by.name", "By", true },
};

#define ROW \
	"r.id, a.id `account.id`, a.number `account.number`, m.id `meter.id`," \
	" m.number `meter.number`, m.utility `meter.utility`, r.from_on, r.read_on, r.register_milli," \
	" r.previous_milli, r.multiplier_milli, r.rolled_over, r.use_milli, r.unit, r.quality, r.reason," \
	" r.state, " FATE " fate, r.source, r.import_id, r.line, r.replaces_id, r.read_at," \
	" r.read_by `read_by.id`, r.read_by_name `read_by.name`, r.version"
#define TABLES \
	" from meter_read r join meter m on m.id = r.meter_id join account a on a.id = r.account_id"

/* Where ids come from. */
#define WITH_METER " straight_join meter m on m.id = r.meter_id"
#define HELD_ACCOUNTS \
	"select e.account_id from billing_exception e where e.is_blocking and e.state in ('open', 'escalated')"

enum { EXTRAS = 2, PARAMS = 4, FEW = 500 };

/* What a list is asked for that is no column's plain value. */
struct asked {
	struct extra extra[EXTRAS];
	struct param cycle[PARAMS], dates[2];
	const char *base;
	size_t n;
};

/* ?cycle_id=: the reads that count for it. */
static enum err
of_cycle(struct rq *rq, struct asked *q)
{
	const char *id = rq_query_id(rq, "cycle_id");
	const struct row *cycle;

	if (!id)
		return OK;
	TRY(db_maybe(&rq->cx, &cycle,
	    "select zone_id, utility, from_on, to_on from cycle where id = ?", str(id)));
	q->cycle[0] = str(cycle ? row_str(cycle, "zone_id") : id);
	q->cycle[1] = str(cycle ? row_str(cycle, "utility") : "");
	q->cycle[2] = str(cycle ? row_str(cycle, "from_on") : "9999-12-31");
	q->cycle[3] = str(cycle ? row_str(cycle, "to_on") : "1000-01-01");
	q->base = "meter_read r" WITH_METER " straight_join account a on a.id = r.account_id";
	q->extra[q->n++] = (struct extra){
		"a.zone_id = ? and m.utility = ? and r.read_on between ? and ?", q->cycle, PARAMS, id };
	return OK;
}

/* Few are held at a time: their accounts' reads alone are looked at. */
static enum err
base_of_held(struct rq *rq, struct asked *q)
{
	const struct row *held;

	TRY(db_one(&rq->cx, &held, "select count(*) n from (" HELD_ACCOUNTS " limit ?) few", i64(FEW + 1)));
	if (!q->base && row_i64(held, "n") <= FEW)
		q->base = "(select distinct x.account_id from (" HELD_ACCOUNTS ") x) held"
		    " straight_join meter_read r on r.account_id = held.account_id" WITH_METER;
	return OK;
}

/* ?fate=: billed and held ones lie in the dates of cycles that have bills, or what is held; only
 * there are they looked for. */
static enum err
of_fate(struct rq *rq, struct asked *q)
{
	const char *fate = rq_query_choice(rq, "fate", "waiting|billed|excepted");
	const struct row *dates;
	struct extra *x = &q->extra[q->n];

	if (!fate)
		return OK;
	q->n++;
	*x = (struct extra){ .asked = fate };
	if (same_text(fate, "waiting")) {
		x->sql = "r.state = 'live' and not " IS_BILLED " and not " IS_EXCEPTED;
	} else if (same_text(fate, "billed")) {
		x->sql = "r.state = 'live' and r.read_on between ? and ? and " IS_BILLED;
		TRY(db_one(&rq->cx, &dates,
		    "select min(c.from_on) from_on, max(c.to_on) to_on from cycle c"
		    " where 1 = (select 1 from bill b where b.live_cycle = c.id limit 1)"));
	} else {
		x->sql = "r.state = 'live' and r.read_on between ? and ? and " IS_EXCEPTED
		    " and not " IS_BILLED;
		TRY(db_one(&rq->cx, &dates,
		    "select min(c.from_on) from_on, max(c.to_on) to_on from cycle c"
		    " where 1 = (select 1 from billing_exception e where e.cycle_id = c.id"
		    " and e.is_blocking = 1 and e.state in ('open', 'escalated') limit 1)"));
		TRY(base_of_held(rq, q));
	}
	if (!q->base)
		q->base = "meter_read r" WITH_METER;
	if (same_text(fate, "waiting"))
		return OK;
	q->dates[0] = row_null(dates, "from_on") ? str("9999-12-31") : str(row_str(dates, "from_on"));
	q->dates[1] = row_null(dates, "to_on") ? str("1000-01-01") : str(row_str(dates, "to_on"));
	x->params = q->dates, x->n = 2;
	return OK;
}

/* GET /api/v1/reads?account_id=…&fate=waiting -- the newest first */
enum err
read_list(struct rq *rq)
{
	struct asked q = { .n = 0 };

	TRY(of_cycle(rq, &q));
	TRY(of_fate(rq, &q));
	return rq_page(rq, &(struct list){
		.select = "select straight_join " ROW TABLES, .base = q.base ? q.base : "meter_read r",
		.title = "Reads", .titles = titles, .title_count = COUNT(titles),
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
		.extra = q.extra, .extra_count = q.n,
	});
}

/* ---- one read ---- */

static enum err
answer(struct rq *rq, const char *id, int status)
{
	const struct row *read;
	struct rows bills, by;

	TRY(db_maybe(&rq->cx, &read,
	    "select " ROW ", r.notes, f.name file_name" TABLES
	    " left join import i on i.id = r.import_id left join file f on f.id = i.file_id"
	    " where r.id = ?", str(id)));
	if (!read)
		return fail(&rq->cx, E_NOT_FOUND, "There is no such read.");
	TRY(db_all(&rq->cx, &bills,
	    "select b.id, b.number, b.from_on, b.to_on, b.status from bill b join cycle c on c.id = b.cycle_id"
	    " where b.account_id = ? and c.utility = ? and ? between c.from_on and c.to_on"
	    " order by b.issued_on desc, b.id desc limit 10",
	    str(row_str(read, "account.id")), str(row_str(read, "meter.utility")),
	    str(row_str(read, "read_on"))));
	TRY(db_all(&rq->cx, &by,
	    "select id, read_on, register_milli, use_milli, unit, quality, state, source, read_at, read_by_name"
	    " from meter_read where meter_id = ? and (replaces_id = ? or id = ?) order by id",
	    str(row_str(read, "meter.id")), str(id), str(row_str(read, "replaces_id"))));
	return rq_row_parts(rq, status, read, { "bills", &bills, NULL }, { "beside", &by, NULL });
}

/* GET /api/v1/reads/:id -- with the bills of its period, the read it replaced and the one that took
 * its place */
enum err
read_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");

	TRY(rq_valid(rq));
	return answer(rq, id, 200);
}

/* ---- recording, replacing, dropping ---- */

static enum err
told(struct rq *rq, const char *id, bool has_use, int64_t use_milli, bool rolled_over)
{
	rq_set_header(rq, "Location", fmt(rq->cx.arena, "/api/v1/reads/%s", id));
	return rq_json(rq, 201, j_str("id", id), j_str("state", "live"),
	    has_use ? j_i64("use_milli", use_milli) : (struct j){ .key = "use_milli", .kind = J_NULL },
	    j_bool("rolled_over", rolled_over));
}

/* One of "register_milli" and "use_milli". */
static bool
read_value(struct rq *rq, bool needed, int64_t *milli, bool *is_register)
{
	bool has_register = in_has(rq->body, "register_milli"), has_use = in_has(rq->body, "use_milli");
	int64_t position = in_i64_or(rq->body, "register_milli", 0, READ_MILLI_MAX, 0);
	int64_t use = in_i64_or(rq->body, "use_milli", 0, READ_MILLI_MAX, 0);

	if (has_register && has_use)
		in_fault(rq->body, "use_milli", "choice", "A read is a register or a use, not both.");
	else if (needed && !has_register && !has_use)
		in_fault(rq->body, "register_milli", "required", "What was read: a register or a use.");
	*is_register = has_register;
	*milli = has_register ? position : use;
	return has_register || has_use;
}

static enum err
recorded(struct rq *rq, const void *arg)
{
	const struct new_read *in = arg;

	return told(rq, in->id, in->has_use, in->use_milli, in->rolled_over);
}

/* POST /api/v1/reads {"meter_id", "read_on", "from_on"?, "register_milli" or "use_milli", "quality"?,
 * "reason"?, "notes"?} */
enum err
read_record(struct rq *rq)
{
	struct new_read in = {
		.meter_id = rq_body_id(rq, "meter_id"),
		.read_on  = rq_body_date(rq, "read_on"),
		.from_on  = in_date_or(rq->body, "from_on", NULL),
		.quality  = in_choice_or(rq->body, "quality", "actual|estimated|substituted", "actual"),
		.reason   = in_text_or(rq->body, "reason", 1, READ_REASON_MAX, NULL),
		.notes    = in_text_or(rq->body, "notes", 1, READ_NOTES_MAX, NULL),
		.source   = "staff",
	};
	const struct row *meter;

	(void)read_value(rq, true, &in.value_milli, &in.is_register);
	TRY(rq_valid(rq));
	TRY(db_maybe(&rq->cx, &meter, "select account_id from meter where id = ?", str(in.meter_id)));
	if (!meter) {
		fault_add(&rq->cx, "/meter_id", "not_found", "There is no such meter.");
		return faults_check(&rq->cx);
	}
	in.account_id = row_str(meter, "account_id");
	return rq_once(rq, record_read, recorded, &in);
}

static enum err
replaced(struct rq *rq, const void *arg)
{
	const struct replacing_read *in = arg;

	return told(rq, in->id, in->has_use, in->use_milli, in->rolled_over);
}

/* POST /api/v1/reads/:id/replace {"register_milli" or "use_milli"?, "read_on"?, "from_on"?,
 * "quality"?, "reason", "notes"?} -- for a register a use is an estimate since the read before */
enum err
read_replace(struct rq *rq)
{
	bool is_register;
	struct replacing_read in = {
		.read_id = rq_path_id(rq, "id"),
		.read_on = in_date_or(rq->body, "read_on", NULL),
		.from_on = in_date_or(rq->body, "from_on", NULL),
		.quality = in_choice_or(rq->body, "quality", "actual|estimated|substituted", NULL),
		.reason  = rq_body_text(rq, "reason", 1, READ_REASON_MAX),
		.notes   = in_text_or(rq->body, "notes", 1, READ_NOTES_MAX, NULL),
		.source  = "staff",
	};
	const struct row *read;

	in.has_value = read_value(rq, false, &in.value_milli, &is_register);
	in.is_use = in.has_value && !is_register;
	TRY(rq_valid(rq));
	TRY(db_maybe(&rq->cx, &read, "select account_id, register_milli from meter_read where id = ?",
	    str(in.read_id)));
	if (!read)
		return fail(&rq->cx, E_NOT_FOUND, "There is no such read.");
	if (row_null(read, "register_milli") && is_register)
		fault_add(&rq->cx, "/register_milli", "choice", "This read is the use of a period.");
	TRY(faults_check(&rq->cx));
	in.account_id = row_str(read, "account_id");
	return rq_once(rq, replace_read, replaced, &in);
}

static enum err
dropped(struct rq *rq, const void *arg)
{
	const struct dropping_read *in = arg;

	return rq_json(rq, 200, j_str("id", in->read_id), j_str("state", "dropped"));
}

/* POST /api/v1/reads/:id/drop {"reason"} */
enum err
read_drop(struct rq *rq)
{
	struct dropping_read in = {
		.read_id = rq_path_id(rq, "id"),
		.reason  = rq_body_text(rq, "reason", 1, READ_REASON_MAX),
	};

	TRY(rq_valid(rq));
	TRY(account_of_read(&rq->cx, in.read_id, &in.account_id));
	return rq_once(rq, drop_read, dropped, &in);
}
