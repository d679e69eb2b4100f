#include "api.h"
#include <string.h>
#include "clock.h"
#include "money.h"
#include "quote.h"
#include "text.h"

enum { CLASS_LENGTH = 40, DECIMAL_LENGTH = 24 };

static void
put_decimal(struct json *j, const char *key, int64_t v, int places)
{
	char text[32];

	json_put_str(j, key, decimal_text(text, v, places));
}

static void
put_day(struct json *j, const char *key, int32_t day)
{
	char date[11];

	date_from_days(day, date);
	json_put_str(j, key, date);
}

static void
put_line(struct rq *rq, struct json *j, const struct quoted_bill *b, const struct rated_line *l)
{
	const struct rating_version *v = &b->in.versions[l->version];
	bool share = l->quantity_milli == 0 && l->of_minor != 0;

	json_begin(j);
	json_put_str(j, "component", l->component < 0 ? "minimum" : tariff_component_id(v->tariff,
	    (size_t)v->profile->class, (size_t)l->component));
	json_put_str(j, "kind", line_kind_name(l));
	json_key(j, "tier");
	if (l->tier > 0)
		json_i64(j, l->tier);
	else
		json_null(j);
	put_day(j, "from_on", l->from);
	put_day(j, "to_on", l->to);
	put_decimal(j, "quantity", l->quantity_milli, 3);
	put_decimal(j, "rate", l->rate_micro, share ? 6 : currency_decimals(rq->cx.who.currency) + 6);
	json_put_money(j, "amount", l->amount_minor, rq->cx.who.currency);
	json_put_str(j, "text", line_text(&rq->cx, &b->in, l));
	json_put_str(j, "arithmetic", line_arithmetic(&rq->cx, &b->in, l));
	json_put_str(j, "gl_code", line_gl_code(&b->in, l));
	json_end(j);
}

static enum err
answer(struct rq *rq, const struct quoting *in, const struct quoted *q)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	const char *currency = rq->cx.who.currency;

	json_begin(&j);
	json_put_str(&j, "class", in->class);
	json_put_str(&j, "from_on", in->from_on);
	json_put_str(&j, "to_on", in->to_on);
	json_put_i64(&j, "days", date_days(in->to_on) - date_days(in->from_on) + 1);
	json_put_str(&j, "unit", tariff_unit(q->version.tariff)->name);
	put_decimal(&j, "use", q->use_milli, 3);
	json_key(&j, "lines");
	json_begin_list(&j);
	for (size_t i = 0; i < q->n; i++)
		for (size_t k = 0; k < q->bills[i].rated.count; k++)
			put_line(rq, &j, &q->bills[i], &q->bills[i].rated.lines[k]);
	json_end_list(&j);
	json_put_money(&j, "fixed", q->fixed_minor, currency);
	json_put_money(&j, "tax", q->tax_minor, currency);
	json_put_money(&j, "total", q->total_minor, currency);
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}

/* {"minutes": 60, "values": "0.4 0.5 …"} */
static void
read_intervals(struct rq *rq, struct quoting *in)
{
	struct input *intervals = in_object_or(rq->body, "intervals", NULL);

	if (!intervals)
		return;
	in->minutes = in_i64(intervals, "minutes", 5, 60);
	if (in->minutes != 5 && in->minutes != 10 && in->minutes != 15 && in->minutes != 30 &&
	    in->minutes != 60)
		in_fault(intervals, "minutes", "choice", "Minutes must be 5, 10, 15, 30 or 60.");
	in->values = in_tree(intervals, "values");
}

/* POST /api/v1/tariffs/:id/quote {"class", "attributes"?, "from_on", "to_on", "use"?, "demand"?,
 * "intervals"?, "monthly"?} -- posts nothing, so it needs no key */
enum err
tariff_quote(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	struct quoting in = {
		.class      = rq_body_text(rq, "class", 1, CLASS_LENGTH),
		.attributes = in_tree(rq->body, "attributes"),
		.from_on    = rq_body_date(rq, "from_on"),
		.to_on      = rq_body_date(rq, "to_on"),
		.use        = in_text_or(rq->body, "use", 1, DECIMAL_LENGTH, NULL),
		.demand     = in_text_or(rq->body, "demand", 1, DECIMAL_LENGTH, NULL),
		.monthly    = in_bool_or(rq->body, "monthly", false),
	};
	struct quoted *quoted = arena_alloc(rq->cx.arena, sizeof *quoted);

	read_intervals(rq, &in);
	if (in.attributes && in.attributes->kind != TREE_OBJECT)
		in_fault(rq->body, "attributes", "type", "Attributes must be an object.");
	TRY(rq_valid(rq));
	TRY(quote_tariff(&rq->cx, id, &in, quoted));
	return answer(rq, &in, quoted);
}
