#include "api.h"
#include "clock.h"
#include "json_out.h"
#include "late_fee.h"

enum { SHOWN = 50, SHOWN_MAX = 200 };

static void
put_pair(struct json *j, const char *key, const char *id, const char *word, const char *text)
{
	json_key(j, key);
	json_begin(j);
	json_put_str(j, "id", id);
	json_put_str(j, word, text);
	json_end(j);
}

static void
put_fee(struct rq *rq, struct json *j, const struct late_fee *f)
{
	json_begin(j);
	put_pair(j, "bill", f->bill_id, "number", f->bill_number);
	put_pair(j, "account", f->account_id, "number", f->account_number);
	put_pair(j, "consumer", f->consumer_id, "name", f->consumer_name);
	json_put_str(j, "due_on", f->due_on);
	json_put_i64(j, "days", f->days);
	json_put_i64(j, "step", f->step);
	json_put_money(j, "open", f->open_minor, rq->cx.who.currency);
	json_put_money(j, "fee", f->fee_minor, rq->cx.who.currency);
	json_end(j);
}

/* GET /api/v1/late-fees/preview -- whom a run would charge today, the longest overdue first */
enum err
late_fee_preview(struct rq *rq)
{
	int64_t limit = rq_query_i64(rq, "limit", 1, SHOWN_MAX, SHOWN), count, total;
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	struct late_fee *fees;
	char today[11];
	size_t n;

	TRY(rq_valid(rq));
	TRY(business_day(&rq->cx, business_now(), today));
	TRY(preview_late_fees(&rq->cx, (size_t)limit, &fees, &n, &count, &total));
	json_begin(&j);
	json_put_str(&j, "on", today);
	json_put_i64(&j, "row_count", count);
	json_put_money(&j, "total", total, rq->cx.who.currency);
	json_key(&j, "data");
	json_begin_list(&j);
	for (size_t i = 0; i < n; i++)
		put_fee(rq, &j, &fees[i]);
	json_end_list(&j);
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}

static enum err
queued(struct rq *rq, const void *arg)
{
	const char *const *id = arg;

	return rq_json(rq, 202, j_str("job_id", *id), j_str("status", "queued"));
}

/* POST /api/v1/late-fees/run {} */
enum err
late_fee_run(struct rq *rq)
{
	const char *id = NULL;

	TRY(rq_valid(rq));
	return rq_once(rq, enqueue_late_fees, queued, &id);
}
