#include "api.h"
#include "detail.h"
#include "found.h"

#define ACCOUNT_COLUMNS \
	"a.id, a.number, a.status, a.class, a.street, a.city, a.region, a.postcode, a.opened_on," \
	" a.closed_on, a.version, c.id `consumer.id`, c.number `consumer.number`," \
	" c.name `consumer.name`, c.phone `consumer.phone`, c.email `consumer.email`," \
	" z.id `zone.id`, z.name `zone.name`, coalesce(b.owed_minor, 0) owed_minor," \
	" coalesce(b.credit_minor, 0) credit_minor"
#define ACCOUNT_TABLES \
	" from account a join consumer c on c.id = a.consumer_id join zone z on z.id = a.zone_id" \
	" left join account_balance b on b.account_id = a.id"

static const struct filter filters[] = {
	{ "status",      "a.status = ?",      CHOICE, "active|closed" },
	{ "zone_id",     "a.zone_id = ?",     ID,     NULL },
	{ "consumer_id", "a.consumer_id = ?", ID,     NULL },
};

static const struct order orders[] = {
	{ "number", "a.number", "a.id", COLUMN_TEXT, "number", "id", true },
};

static const struct list_title titles[] = {
	{ "number", "Account" },
	{ "status", "Status", .coded = IN_WORDS },
	{ "class", "Class", .coded = IN_WORDS },
	{ "street", "Service address" },
	{ "city", "City" },
	{ "region", "Region", true },
	{ "postcode", "Postcode", true },
	{ "opened_on", "Opened", true },
	{ "closed_on", "Closed", true },
	{ "consumer.number", "Consumer no.", true },
	{ "consumer.name", "Consumer" },
	{ "consumer.phone", "Phone" },
	{ "consumer.email", "E-mail", true },
	{ "zone.name", "Zone" },
	{ "owed", "Owed" },
	{ "credit", "Credit" },
};

/* GET /api/v1/accounts?q=maple&status=active -- by number; q finds parts of the number, the
 * consumer's name, phone and e-mail, the street, and meter numbers. */
enum err
account_list(struct rq *rq)
{
	struct extra found[1];
	size_t n;

	TRY(rq_found(rq, "account", "a.id", found, &n));
	return rq_page(rq, &(struct list){
		.select = "select straight_join " ACCOUNT_COLUMNS ACCOUNT_TABLES,
		.base = "account a",
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
		.extra = found, .extra_count = n,
		.title = "Accounts", .titles = titles, .title_count = COUNT(titles),
	});
}

/* ---- one account ---- */

#define DETAIL_COLUMNS \
	"a.id, a.number, a.status, a.class, a.street, a.city, a.region, a.postcode, a.opened_on," \
	" a.closed_on, a.version, c.id `consumer.id`, c.number `consumer.number`," \
	" c.name `consumer.name`, c.phone `consumer.phone`, c.email `consumer.email`," \
	" c.kind `consumer.kind`, c.preferred_method `consumer.preferred_method`," \
	" c.circumstances `consumer.circumstances`, c.version `consumer.version`," \
	" z.id `zone.id`, z.name `zone.name`, coalesce(b.owed_minor, 0) owed_minor," \
	" coalesce(b.credit_minor, 0) credit_minor"

bool
only_own_payments(const struct cx *cx)
{
	return !may(&cx->who.may, CAN_READ_PAYMENTS) && may(&cx->who.may, CAN_READ_OWN_PAYMENTS);
}

static void
put_count(struct json *j, const char *key, bool allowed, const struct row *row)
{
	json_key(j, key);
	if (allowed)
		json_i64(j, row_i64(row, "n"));
	else
		json_null(j);
}

#define HOW_MANY(table) "select count(*) n from " table " where account_id = ?"

/* What each tab of the account holds; null where the caller may not open it. */
static enum err
put_counts(struct rq *rq, const char *id, const char **out)
{
	const struct permissions *may_do = &rq->cx.who.may;
	bool bills = may(may_do, CAN_READ_BILLS), own = only_own_payments(&rq->cx);
	bool payments = own || may(may_do, CAN_READ_PAYMENTS);
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	const struct row *n;

	json_begin(&j);
	TRY(db_one(&rq->cx, &n, HOW_MANY("bill"), str(id)));
	put_count(&j, "bills", bills, n);
	TRY(db_one(&rq->cx, &n, HOW_MANY("charge"), str(id)));
	put_count(&j, "charges", bills, n);
	TRY(db_one(&rq->cx, &n, HOW_MANY("payment") " and (? = 0 or received_by = ?)", str(id),
	    i64(own), str(rq->cx.who.id)));
	put_count(&j, "payments", payments, n);
	TRY(db_one(&rq->cx, &n, HOW_MANY("credit_note"), str(id)));
	put_count(&j, "credit_notes", may(may_do, CAN_READ_CREDIT_NOTES), n);
	TRY(db_one(&rq->cx, &n, HOW_MANY("plan"), str(id)));
	put_count(&j, "plans", may(may_do, CAN_READ_PLANS), n);
	TRY(db_one(&rq->cx, &n, HOW_MANY("account_note"), str(id)));
	put_count(&j, "notes", true, n);
	json_end(&j);
	*out = b.data;
	return OK;
}

static const char *
one_json(struct rq *rq, const struct row *row)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);

	if (row == NULL)
		return "null";
	json_row(&j, row, rq->cx.who.currency);
	return b.data;
}

/* GET /api/v1/accounts/:id -- the row of the list, and what stands on the account's page beside its
 * tabs: meters, pinned notes, the latest caller check, how much each tab holds */
enum err
account_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id"), *counts;
	const struct row *a, *check;
	struct rows meters, notes;

	TRY(rq_valid(rq));
	TRY(db_one(
	    &rq->cx, &a, "select " DETAIL_COLUMNS ACCOUNT_TABLES " where a.id = ?", str(id)));
	TRY(db_all(&rq->cx, &meters,
	    "select id, number, utility from meter where account_id = ? order by number", str(id)));
	TRY(db_all(&rq->cx, &notes, "select " NOTE_COLUMNS " from account_note n"
	    " where n.account_id = ? and n.is_pinned order by n.written_at desc, n.id desc limit 20",
	    str(id)));
	TRY(db_maybe(&rq->cx, &check, "select " CALLER_COLUMNS " from caller_check k"
	    " where k.account_id = ? order by k.at desc, k.id desc limit 1", str(id)));
	TRY(put_counts(rq, id, &counts));
	return rq_row_parts(rq, 200, a, { "meters", &meters, NULL },
	    { "pinned_notes", &notes, NULL }, { "caller_check", NULL, one_json(rq, check) },
	    { "counts", NULL, counts });
}

/* GET /api/v1/accounts/:id/meters */
enum err
meter_list(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	struct rows rows;

	TRY(rq_valid(rq));
	TRY(account_exists(rq, id));
	TRY(db_all(&rq->cx, &rows,
	    "select id, number, utility from meter where account_id = ? order by number", str(id)));
	return rq_rows(rq, &rows);
}
