#include "api.h"

#include <string.h>

#include "choices.h"
#include "clock.h"
#include "found.h"
#include "money.h"
#include "numbering.h"
#include "payment.h"
#include "payment_columns.h"
#include "text.h"

enum { Q_MAX = 100, EXTRAS = 4 };

#define ON_DAY \
	"p.paid_on = ? and p.paid_at >= cast(? as date) - interval 1 day" \
	" and p.paid_at < cast(? as date) + interval 2 day"

/* paid_on is the business day of paid_at, so a day more on either side of it in UTC lets the index
 * over paid_at narrow the range that paid_on decides. */
static const struct filter filters[] = {
	{ "from", "p.paid_on >= ? and p.paid_at >= cast(? as date) - interval 1 day", DATE, NULL,
	    "p.paid_on >= ?" },
	{ "to",   "p.paid_on <= ? and p.paid_at < cast(? as date) + interval 2 day",  DATE, NULL,
	    "p.paid_on <= ?" },
	{ "method",  "p.method = " AS_ASCII,  TEXT, NULL, "p.method = " AS_ASCII },
	{ "channel", "p.channel = " AS_ASCII, TEXT, NULL, "p.channel = " AS_ASCII },
	{ "status",  "p.status = ?",  CHOICE, PAYMENT_STATUSES, "p.status = ?" },
	{ "type",    "p.type = ?",    CHOICE, PAYMENT_TYPES,    "p.type = ?" },
	{ "verification", "p.verification = ?",       CHOICE,  PAYMENT_VERIFICATIONS, "p.verification = ?" },
	/* rare: quicker by its own index than over all of the sums */
	{ "flag",         "p.flag = ?",               CHOICE,  PAYMENT_FLAGS },
	{ "account_id",   "p.account_id = ?",         ID,      NULL },
	{ "consumer_id",  "p.consumer_id = ?",        ID,      NULL },
	{ "received_by",  "p.received_by = ?",        ID,      NULL, "p.received_by = ?" },
	{ "plan_id",      "p.plan_id = ?",            ID,      NULL },
	/* a line out is of a void: the payment has its line in, too */
	{ "drawer_id",    "dl.close_id = ? and dl.way = 'in'", ID, NULL, NULL,
	    "drawer_line dl straight_join payment p on p.id = dl.payment_id" },
	{ "amount_min",   "p.amount_minor >= ?",      INTEGER, NULL, "p.amount_minor >= ?" },
	{ "amount_max",   "p.amount_minor <= ?",      INTEGER, NULL, "p.amount_minor <= ?" },
	{ "card_last4",   "p.card_last4 = " AS_ASCII, TEXT,    NULL },
};

static const struct order orders[] = {
	{ "paid_at", "p.paid_at",      "p.id", COLUMN_INSTANT, "paid_at",      "id", false },
	{ "amount",  "p.amount_minor", "p.id", COLUMN_I64,     "amount_minor", "id", false },
};

/* In a file for people; on paper without what the receipt's number leads to. */
static const struct list_title titles[] = {
	{ "receipt_no", "Receipt" },
	{ "payment_no", "Payment", true },
	{ "transaction_no", "Transaction", true },
	{ "credit_minor", "Kept as credit", true },
	{ "type", "Type", .coded = IN_WORDS },
	{ "method", "Method", .coded = BY_CHOICE(CHOICE_PAYMENT_MODE) },
	{ "method_kind", NULL },
	{ "channel", "Channel", true, BY_CHOICE(CHOICE_PAYMENT_CHANNEL) },
	{ "status", "Status", .coded = IN_WORDS },
	{ "verification", "Verification", true, IN_WORDS },
	{ "flag", "Flag", true, IN_WORDS },
	{ "paid_at", "Paid" },
	{ "paid_on", "Business day", true },
	{ "account.number", "Account" },
	{ "consumer.number", "Consumer no.", true },
	{ "consumer.name", "Consumer" },
	{ "received_by.name", "Received by" },
	{ "credit_note.number", "Credit note", true },
};

/* ---- what the handler decides ---- */

static struct extra
own_only(struct rq *rq)
{
	struct param *me = arena_array(rq->cx.arena, struct param, 1);

	me[0] = str(rq->cx.who.id);
	return (struct extra){ .sql = "p.received_by = ?", .params = me, .n = 1,
		.summed = "p.received_by = ?" };
}

/* ?corrected=true: those that stand for another, false: the others. */
static size_t
corrected(struct rq *rq, struct extra *out)
{
	const char *is = rq_query_choice(rq, "corrected", "true|false");

	if (!is)
		return 0;
	*out = (struct extra){
		.sql = same_text(is, "true") ? "p.corrects_id is not null" : "p.corrects_id is null",
		.asked = is,
	};
	out->summed = out->sql;
	return 1;
}

static void
known_code(struct rq *rq, const char *name, enum choice_list list)
{
	const char *code = rq_query(rq, name);

	if (code && *code && !choice_find(&rq->cx, list, code))
		fault_add(&rq->cx, fmt(rq->cx.arena, "?%s", name), "choice",
		    "This list has no such item.");
}

/* ---- ?q= ---- */

/* "1,145.50" or "$1,145.50": an amount, told by its decimals. */
static bool
amount_of(struct rq *rq, const char *q, int64_t *minor)
{
	int decimals = currency_decimals(rq->cx.who.currency);
	struct buf digits = buf_in(rq->cx.arena);
	const char *dot = strrchr(q, '.');

	if (decimals <= 0 || !dot || strlen(dot + 1) != (size_t)decimals)
		return false;
	q += q[0] == '$';
	for (; *q; q++) {
		if (*q >= '0' && *q <= '9')
			buf_putc(&digits, *q);
		else if (*q != ',' && q != dot)
			return false;
	}
	return digits.len > (size_t)decimals && parse_i64(digits.data, minor);
}

/* "2026-04-01", "4/1/2026", "1.4.2026": a day; the month comes first in the United States alone. */
static const char *
day_of(struct rq *rq, const char *q)
{
	bool month_first = strstr(rq->cx.who.locale, "-US") != NULL;
	unsigned a, b, year;
	char sign1, sign2, end;
	char *day;

	if (date_valid(q))
		return q;
	if (strlen(q) > 10 || sscanf(q, "%2u%c%2u%c%4u%c", &a, &sign1, &b, &sign2, &year, &end) != 5 ||
	    sign1 != sign2 || !strchr("/.-", sign1) || year < 1000)
		return NULL;
	day = fmt(rq->cx.arena, "%04u-%02u-%02u", year, month_first ? a : b, month_first ? b : a);
	return date_valid(day) ? day : NULL;
}

/* The column whose numbers begin with q, or NULL; bare digits are read as a receipt's number. */
static enum err
numbered(struct rq *rq, const char *q, const char **sql, const char **pattern)
{
	const struct row *hit;
	int64_t n;

	*sql = NULL;
	if (parse_i64(q, &n) && n >= 0)
		TRY(number_text(&rq->cx, SERIES_RECEIPT, n, "2000-01-01", &q));
	*pattern = like_beginning(rq->cx.arena, q);
	TRY(db_maybe(&rq->cx, &hit,
	    "select 1 hit from payment where receipt_no like ? escape '!' limit 1", str(*pattern)));
	if (hit) {
		*sql = "p.receipt_no like ? escape '!'";
		return OK;
	}
	TRY(db_maybe(&rq->cx, &hit,
	    "select 1 hit from payment where payment_no like ? escape '!' limit 1", str(*pattern)));
	if (hit) {
		*sql = "p.payment_no like ? escape '!'";
		return OK;
	}
	TRY(db_maybe(&rq->cx, &hit,
	    "select 1 hit from payment where transaction_no like ? escape '!' limit 1",
	    str(*pattern)));
	if (hit)
		*sql = "p.transaction_no like ? escape '!'";
	return OK;
}

/* Four digits may be a card's last, too. */
static enum err
or_card(struct rq *rq, const char *q, struct extra *x)
{
	const struct row *hit;
	struct param *params;

	if (strlen(q) != 4 || strspn(q, "0123456789") != 4)
		return OK;
	TRY(db_maybe(&rq->cx, &hit, "select 1 hit from payment where card_last4 = ? limit 1", str(q)));
	if (!hit)
		return OK;
	params = arena_array(rq->cx.arena, struct param, x->n + 1);
	params[0] = str(q);
	for (size_t i = 0; i < x->n; i++)
		params[i + 1] = x->params[i];
	x->sql = fmt(rq->cx.arena, "p.card_last4 = ? or %s", x->sql);
	x->params = params;
	x->n++;
	return OK;
}

static const char *
trimmed(struct arena *a, const char *q)
{
	size_t n;

	q += strspn(q, " ");
	for (n = strlen(q); n > 0 && q[n - 1] == ' '; n--)
		;
	return arena_strndup(a, q, n);
}

/* ?q=: an amount with its decimals, a day, the last four digits of a card, the beginning of a
 * receipt's, payment's or transaction's number, or parts of what an account is found by (its number,
 * the consumer's name and number, phone, e-mail, …). */
static enum err
searched(struct rq *rq, struct extra *out, size_t *n)
{
	const char *q = rq_query(rq, "q"), *number_sql = NULL, *pattern = NULL, *day;
	struct param *p = arena_array(rq->cx.arena, struct param, 3);
	int64_t minor;
	size_t found;

	q = q && utf8_length(q) <= Q_MAX ? trimmed(rq->cx.arena, q) : "";
	if (*q && amount_of(rq, q, &minor)) {
		p[0] = i64(minor);
		out[(*n)++] = (struct extra){ "p.amount_minor = ?", p, 1, q };
		return OK;
	}
	if (*q && (day = day_of(rq, q)) != NULL) {
		p[0] = p[1] = p[2] = str(day);
		out[(*n)++] = (struct extra){ ON_DAY, p, 3, q };
		return OK;
	}
	if (*q)
		TRY(numbered(rq, q, &number_sql, &pattern));
	TRY(rq_found_or(rq, "account", "p.account_id", number_sql, pattern, out + *n, &found));
	if (found)
		TRY(or_card(rq, q, out + *n));
	*n += found;
	return OK;
}

static enum err
narrowed(struct rq *rq, struct extra out[EXTRAS], size_t *n)
{
	const char *last4 = rq_query(rq, "card_last4");

	*n = 0;
	known_code(rq, "method", CHOICE_PAYMENT_MODE);
	known_code(rq, "channel", CHOICE_PAYMENT_CHANNEL);
	if (last4 && *last4 && (strlen(last4) != 4 || strspn(last4, "0123456789") != 4))
		fault_add(&rq->cx, "?card_last4", "format", "Give four digits.");
	if (own_payments_only(&rq->cx))
		out[(*n)++] = own_only(rq);
	*n += corrected(rq, out + *n);
	return searched(rq, out, n);
}

/* GET /api/v1/payments?from=2026-04-01&method=cash&q=delgado -- newest first, a page at a time. */
enum err
payment_list(struct rq *rq)
{
	struct extra extra[EXTRAS];
	size_t n;

	TRY(narrowed(rq, extra, &n));
	return rq_page(rq,
	    &(struct list){
		.select = "select straight_join " ROW_COLUMNS
			  " from payment p join account a on a.id = p.account_id"
			  " join consumer c on c.id = p.consumer_id" JOIN_NOTE,
		.base = "payment p",
		.filters = filters,
		.filter_count = COUNT(filters),
		.orders = orders,
		.order_count = COUNT(orders),
		.extra = extra,
		.extra_count = n,
		.titles = titles,
		.title_count = COUNT(titles),
	    });
}

/* GET /api/v1/payments/totals?<the list's query> */
enum err
payment_totals(struct rq *rq)
{
	struct extra extra[EXTRAS];
	size_t n;

	TRY(narrowed(rq, extra, &n));
	return rq_sums(rq,
	    &(struct list){
		.base = "payment p",
		.filters = filters,
		.filter_count = COUNT(filters),
		.extra = extra,
		.extra_count = n,
	    },
	    &(struct list_sums){ "payment_sums p", "p.status", PAYMENT_STATUSES, "p.amount_minor" });
}
