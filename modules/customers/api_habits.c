#include "api.h"
#include <string.h>
#include "clock.h"

/*
 * How an account pays: by month, method and channel, and how long after a bill.  Posted payments
 * alone; under the row rule those that the caller received himself.
 */
enum { MONTHS = 24 };

struct sum { const char *key; int64_t count, minor; };
struct sums { struct sum *sum; size_t n; };

static void
add(struct sums *to, const char *key, const struct row *row)
{
	size_t i = 0;

	while (i < to->n && !same_text(to->sum[i].key, key))
		i++;
	if (i == to->n)
		to->sum[to->n++] = (struct sum){ key, 0, 0 };
	to->sum[i].count += row_i64(row, "n");
	to->sum[i].minor += row_i64(row, "sum_minor");
}

/* What comes most often first. */
static void
put_sums(struct rq *rq, struct json *j, const char *key, const char *name, struct sums *s)
{
	json_key(j, key);
	json_begin_list(j);
	for (size_t i = 0; i < s->n; i++) {
		size_t most = i;
		struct sum x;

		for (size_t k = i + 1; k < s->n; k++)
			if (s->sum[k].count > s->sum[most].count)
				most = k;
		x = s->sum[most];
		s->sum[most] = s->sum[i];
		s->sum[i] = x;
		json_begin(j);
		json_put_str(j, name, x.key);
		json_put_i64(j, "count", x.count);
		json_put_money(j, "amount", x.minor, rq->cx.who.currency);
		json_end(j);
	}
	json_end_list(j);
}

/* The last two years, months without a payment too, oldest first. */
static void
put_months(struct rq *rq, struct json *j, const struct sums *months)
{
	char today[11], first[11], month[11];

	if (!date_in_zone(rq->cx.who.zone, business_now(), today))
		return;
	memcpy(today + 8, "01", 2);
	date_add_months(today, -(MONTHS - 1), first);
	json_key(j, "months");
	json_begin_list(j);
	for (int i = 0; i < MONTHS; i++) {
		struct sum x = { month, 0, 0 };

		date_add_months(first, i, month);
		month[7] = '\0';
		for (size_t k = 0; k < months->n; k++)
			if (same_text(months->sum[k].key, month))
				x = months->sum[k];
		json_begin(j);
		json_put_str(j, "month", month);
		json_put_i64(j, "count", x.count);
		json_put_money(j, "amount", x.minor, rq->cx.who.currency);
		json_end(j);
	}
	json_end_list(j);
}

/* Tenths of a day, and hundredths of a percent: no fraction is kept as one. */
static void
put_delays(struct rq *rq, struct json *j, const struct row *d)
{
	int64_t n = row_i64(d, "n"), tenths = n > 0 ? (row_i64(d, "days") * 10 + n / 2) / n : 0;

	json_key(j, "mean_days_to_pay");
	if (n > 0)
		json_raw(j, fmt(rq->cx.arena, "%s%lld.%lld", tenths < 0 ? "-" : "",
		    (long long)(tenths < 0 ? -tenths : tenths) / 10,
		    (long long)(tenths < 0 ? -tenths : tenths) % 10));
	else
		json_null(j);
	json_key(j, "on_time");
	json_begin(j);
	json_put_i64(j, "count", row_i64(d, "on_time"));
	json_put_i64(j, "of", n);
	json_key(j, "share_bp");
	if (n > 0)
		json_i64(j, (row_i64(d, "on_time") * 10000 + n / 2) / n);
	else
		json_null(j);
	json_end(j);
}

static enum err
put_habits(struct rq *rq, const char *id, struct json *j)
{
	struct param own = i64(only_own_payments(&rq->cx)), me = str(rq->cx.who.id);
	struct sums months, methods, channels;
	const struct row *delays;
	struct rows rows;

	TRY(db_all(&rq->cx, &rows,
	    "select date_format(p.paid_on, '%Y-%m') month, p.method, p.channel, count(*) n,"
	    " cast(sum(p.amount_minor) as signed) sum_minor from payment p"
	    " where p.account_id = ? and p.status = 'posted' and (? = 0 or p.received_by = ?)"
	    " group by 1, 2, 3", str(id), own, me));
	TRY(db_one(&rq->cx, &delays,
	    "select count(*) n, cast(coalesce(sum(datediff(p.paid_on, r.issued_on)), 0) as signed) days,"
	    " cast(coalesce(sum(p.paid_on <= r.due_on), 0) as signed) on_time"
	    " from payment p join allocation al on al.payment_id = p.id"
	    " join receivable r on r.id = al.receivable_id"
	    " where p.account_id = ? and p.status = 'posted' and al.reverses_id is null"
	    " and (? = 0 or p.received_by = ?)", str(id), own, me));
	months.sum = arena_array(rq->cx.arena, struct sum, rows.n);
	methods.sum = arena_array(rq->cx.arena, struct sum, rows.n);
	channels.sum = arena_array(rq->cx.arena, struct sum, rows.n);
	months.n = methods.n = channels.n = 0;
	for (size_t i = 0; i < rows.n; i++) {
		add(&months, row_str(&rows.row[i], "month"), &rows.row[i]);
		add(&methods, row_str(&rows.row[i], "method"), &rows.row[i]);
		add(&channels, row_str(&rows.row[i], "channel"), &rows.row[i]);
	}
	put_months(rq, j, &months);
	put_sums(rq, j, "methods", "method", &methods);
	put_sums(rq, j, "channels", "channel", &channels);
	put_delays(rq, j, delays);
	return OK;
}

/* GET /api/v1/accounts/:id/payment-habits */
enum err
habits_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	const struct row *last;

	TRY(rq_valid(rq));
	TRY(account_exists(rq, id));
	json_begin(&j);
	TRY(put_habits(rq, id, &j));
	TRY(db_maybe(&rq->cx, &last,
	    "select p.id, p.receipt_no, p.paid_on, p.amount_minor, p.method, p.channel from payment p"
	    " where p.account_id = ? and p.status = 'posted' and (? = 0 or p.received_by = ?)"
	    " order by p.paid_at desc, p.id desc limit 1", str(id),
	    i64(only_own_payments(&rq->cx)), str(rq->cx.who.id)));
	json_key(&j, "last_payment");
	if (last)
		json_row(&j, last, rq->cx.who.currency);
	else
		json_null(&j);
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}
