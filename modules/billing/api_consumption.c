#include "api.h"
#include "consumption.h"
#include "json_out.h"
#include "service.h"
#include "text.h"

static void
put_period(struct json *j, const struct used_period *p, const char *currency)
{
	json_begin(j);
	json_put_str(j, "from_on", p->from_on);
	json_put_str(j, "to_on", p->to_on);
	json_put_i64(j, "days", p->days);
	json_put_i64(j, "use_milli", p->use_milli);
	json_put_i64(j, "daily_milli", p->days > 0 ? p->use_milli / p->days : p->use_milli);
	json_put_str(j, "unit", p->unit);
	json_put_str(j, "quality", p->quality);
	json_put_bool(j, "is_waiting", p->bill_id == NULL);
	json_key(j, "bill");
	if (p->bill_id) {
		json_begin(j);
		json_put_str(j, "id", p->bill_id);
		json_put_str(j, "number", p->bill_number);
		json_put_money(j, "amount", p->amount_minor, currency);
		json_end(j);
	} else {
		json_null(j);
	}
	json_end(j);
}

/* GET /api/v1/consumption?account_id=…&periods=24&utility=water -- the newest first: what was billed,
 * and what waits to be */
enum err
consumption_list(struct rq *rq)
{
	const char *account_id = rq_query_id(rq, "account_id");
	const char *utility = rq_query_choice(rq, "utility", SERVICE_UTILITIES);
	int64_t periods = rq_query_i64(rq, "periods", 1, CONSUMPTION_PERIODS_MAX, 24);
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	struct consumption used;

	if (!account_id)
		fault_add(&rq->cx, "?account_id", "required", "Whose consumption is asked for.");
	TRY(rq_valid(rq));
	TRY(consumption_of(&rq->cx, account_id, utility, (size_t)periods, &used));
	json_begin(&j);
	json_key(&j, "data");
	json_begin_list(&j);
	for (size_t i = 0; i < used.n; i++)
		put_period(&j, &used.periods[i], rq->cx.who.currency);
	json_end_list(&j);
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}
