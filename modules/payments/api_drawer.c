#include "api.h"

#include "clock.h"
#include "detail.h"
#include "drawer.h"
#include "money.h"
#include "settings.h"
#include "text.h"

enum { DENOMINATIONS_MAX = 40 };

/* ---- the open drawer ---- */

static const char *
cash_json(struct rq *rq, const struct drawer *d)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);

	json_begin_list(&j);
	for (size_t i = 0; i < d->count; i++) {
		const struct drawer_cash *c = &d->cash[i];

		json_begin(&j);
		json_key(&j, "payment");
		json_begin(&j);
		json_put_str(&j, "id", c->payment_id);
		json_put_str(&j, "receipt_no", c->receipt_no);
		json_end(&j);
		json_put_str(&j, "consumer", c->consumer);
		json_put_str(&j, "way", c->way);
		json_put_money(&j, "amount", c->amount_minor, rq->cx.who.currency);
		json_put_str(&j, "at", instant_text(rq->cx.arena, c->at));
		json_end(&j);
	}
	json_end_list(&j);
	return b.data;
}

static const char *
last_json(struct rq *rq, const struct drawer *d)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);

	if (!d->last_id)
		return "null";
	json_begin(&j);
	json_put_str(&j, "id", d->last_id);
	json_put_str(&j, "number", d->last_number);
	json_put_str(&j, "closed_at", instant_text(rq->cx.arena, d->last_at));
	json_end(&j);
	return b.data;
}

/* GET /api/v1/drawers/mine -- the caller's cash that is not counted yet, piece by piece */
enum err
drawer_mine(struct rq *rq)
{
	struct drawer d;

	TRY(rq_valid(rq));
	TRY(read_drawer(&rq->cx, &d));
	return rq_json(rq, 200, j_money("taken", d.taken_minor), j_money("in", d.in_minor),
	    j_i64("in_count", (int64_t)d.in_count), j_money("out", d.out_minor),
	    j_i64("out_count", (int64_t)d.out_count),
	    j_money("float", setting_i64(&rq->cx, SETTING_DRAWER_FLOAT)),
	    j_raw("last_close", last_json(rq, &d)), j_raw("cash", cash_json(rq, &d)));
}

/* ---- closes ---- */

#define CLOSE_ROW \
	"d.id, d.number, d.user_id `user.id`, d.user_name `user.name`, d.closed_on, d.closed_at," \
	" d.float_minor, d.taken_minor, d.counted_minor, d.difference_minor, d.notes, d.entry_id"

static const struct filter filters[] = {
	{ "from",       "d.closed_on >= ?", DATE, NULL },
	{ "to",         "d.closed_on <= ?", DATE, NULL },
	{ "user_id",    "d.user_id = ?",    ID,   NULL },
	{ "difference", "if(d.difference_minor = 0, 'none', if(d.difference_minor < 0, 'short', 'over')) = " AS_ASCII,
	    CHOICE, "none|short|over" },
};

static const struct order orders[] = {
	{ "closed_at", "d.closed_at", "d.id", COLUMN_INSTANT, "closed_at", "id", false },
};

/* The row rule: who may not see everyone's closes sees his own. */
static bool
own_only(const struct rq *rq)
{
	return !may(&rq->cx.who.may, CAN_READ_DRAWERS);
}

/* GET /api/v1/drawer-closes?from=…&difference=short -- newest first */
enum err
drawer_close_list(struct rq *rq)
{
	struct param me = str(rq->cx.who.id);
	struct extra own = { "d.user_id = ?", &me, 1, NULL };

	return rq_page(rq, &(struct list){
		.select = "select " CLOSE_ROW " from drawer_close d",
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
		.extra = &own, .extra_count = own_only(rq) ? 1 : 0,
	});
}

/* GET /api/v1/drawer-closes/totals?<the list's query> */
enum err
drawer_close_totals(struct rq *rq)
{
	struct param me = str(rq->cx.who.id);
	struct extra own = { "d.user_id = ?", &me, 1, NULL };

	return rq_totals(rq, &(struct list){
		.totals = "select count(*) row_count, cast(coalesce(sum(d.taken_minor), 0) as signed) taken_minor,"
			  " cast(coalesce(sum(d.counted_minor - d.float_minor), 0) as signed) counted_minor,"
			  " cast(coalesce(sum(d.difference_minor), 0) as signed) difference_minor from drawer_close d",
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
		.extra = &own, .extra_count = own_only(rq) ? 1 : 0,
	});
}

/* GET /api/v1/drawer-closes/:id -- with every movement that it counted */
enum err
drawer_close_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	const struct row *d;
	struct rows cash;

	TRY(rq_valid(rq));
	TRY(db_maybe(&rq->cx, &d, "select " CLOSE_ROW ", d.count_json from drawer_close d"
	    " where d.id = ? and (? or d.user_id = ?)",
	    str(id), boolean(!own_only(rq)), str(rq->cx.who.id)));
	if (!d)
		return fail(&rq->cx, E_NOT_FOUND, "There is no such drawer close.");
	TRY(db_all(&rq->cx, &cash,
	    "select straight_join p.id `payment.id`, p.receipt_no `payment.receipt_no`, c.name consumer,"
	    " l.way, l.amount_minor, if(l.way = 'in', p.recorded_at, p.voided_at) at"
	    " from drawer_line l join payment p on p.id = l.payment_id"
	    " join consumer c on c.id = p.consumer_id where l.close_id = ?"
	    " order by at, p.id limit 10000", str(id)));
	return rq_row_with(rq, 200, d, "cash", &cash);
}

static enum err
closed(struct rq *rq, const void *arg)
{
	const struct closing *in = arg;

	rq_set_header(rq, "Location", fmt(rq->cx.arena, "/api/v1/drawer-closes/%s", in->id));
	return rq_json(rq, 201, j_str("id", in->id), j_str("number", in->number),
	    j_str("closed_at", instant_text(rq->cx.arena, in->at)), j_str("closed_on", in->on),
	    j_money("float", in->float_minor), j_money("taken", in->taken_minor),
	    j_money("counted", in->counted_minor), j_money("difference", in->difference_minor),
	    j_str("entry_id", in->entry_id));
}

/*
 * POST /api/v1/drawer-closes {"float", "counted", "taken", "count"?: [{"value", "pieces"}], "notes"?}
 * taken is what the page showed.
 */
enum err
drawer_close(struct rq *rq)
{
	struct pieces pieces[DENOMINATIONS_MAX];
	size_t n = 0;
	struct input **count = in_has(rq->body, "count")
	    ? in_list(rq->body, "count", 0, DENOMINATIONS_MAX, &n)
	    : NULL;
	struct closing in = {
		.float_minor   = rq_body_money(rq, "float", 0, MONEY_MAX),
		.counted_minor = rq_body_money(rq, "counted", 0, MONEY_MAX),
		.taken_minor   = rq_body_money(rq, "taken", -MONEY_MAX, MONEY_MAX),
		.notes         = in_text_or(rq->body, "notes", 1, 500, NULL),
		.pieces = pieces,
	};

	for (size_t i = 0; i < n; i++)
		pieces[i] = (struct pieces){ in_money(count[i], "value", 1, PIECE_MAX),
			in_i64(count[i], "pieces", 0, PIECES_MAX) };
	in.piece_count = n;
	TRY(rq_valid(rq));
	return rq_once(rq, close_drawer, closed, &in);
}
