#include "api.h"
#include "choices.h"
#include "detail.h"
#include "found.h"

#define CONSUMER \
	"select c.id, c.number, c.name, c.kind, c.phone, c.email, c.preferred_method," \
	" c.circumstances, c.created_at, c.version from consumer c"

enum { ACCOUNTS_SHOWN = 100 };

static const struct filter filters[] = {
	{ "kind", "c.kind = ?", CHOICE, "person|firm" },
};

static const struct order orders[] = {
	{ "name", "c.name", "c.id", COLUMN_TEXT, "name", "id", true },
};

static const struct list_title titles[] = {
	{ "number", "Consumer" },
	{ "name", "Name" },
	{ "kind", "Kind", .coded = IN_WORDS },
	{ "phone", "Phone" },
	{ "email", "E-mail" },
	{ "preferred_method", "Prefers", .coded = BY_CHOICE(CHOICE_PAYMENT_MODE) },
	{ "circumstances", "Circumstances", true },
	{ "created_at", "Known since", true },
};

/* GET /api/v1/consumers?q=delgado -- by name; q finds parts of name, number, phone and e-mail. */
enum err
consumer_list(struct rq *rq)
{
	struct extra found[1];
	size_t n;

	TRY(rq_found(rq, "consumer", "c.id", found, &n));
	return rq_page(rq, &(struct list){
		.select = CONSUMER,
		.base = "consumer c",
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
		.extra = found, .extra_count = n,
		.title = "Consumers", .titles = titles, .title_count = COUNT(titles),
	});
}

/* {"accounts": 3, "owed": …, "credit": …} over all accounts, shown or not. */
static const char *
totals(struct rq *rq, const struct row *sum)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);

	json_row(&j, sum, rq->cx.who.currency);
	return b.data;
}

/* GET /api/v1/consumers/:id -- with contacts, accounts and what they come to */
enum err
consumer_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	struct rows contacts, accounts;
	const struct row *c, *sum;

	TRY(rq_valid(rq));
	TRY(db_one(&rq->cx, &c, CONSUMER " where c.id = ?", str(id)));
	TRY(db_all(&rq->cx, &contacts,
	    "select id, kind, value, label, version from contact where consumer_id = ? order by id",
	    str(id)));
	TRY(db_all(&rq->cx, &accounts,
	    "select a.id, a.number, a.status, a.class, a.street, a.city, a.region, a.postcode,"
	    " coalesce(b.owed_minor, 0) owed_minor, coalesce(b.credit_minor, 0) credit_minor"
	    " from account a left join account_balance b on b.account_id = a.id"
	    " where a.consumer_id = ? order by a.status, a.number limit ?",
	    str(id), i64(ACCOUNTS_SHOWN)));
	TRY(db_one(&rq->cx, &sum,
	    "select count(*) accounts, cast(coalesce(sum(b.owed_minor), 0) as signed) owed_minor,"
	    " cast(coalesce(sum(b.credit_minor), 0) as signed) credit_minor"
	    " from account a left join account_balance b on b.account_id = a.id"
	    " where a.consumer_id = ?", str(id)));
	return rq_row_parts(rq, 200, c, { "contacts", &contacts, NULL },
	    { "accounts", &accounts, NULL }, { "totals", NULL, totals(rq, sum) });
}

/* ---- editing ---- */

struct edit
rq_edit(struct rq *rq, const char *key, size_t max)
{
	struct edit e = { .sent = in_sent(rq->body, key) };

	e.value = in_text_or(rq->body, key, 1, max, NULL);
	return e;
}

enum err
rq_edited(struct rq *rq, int status, const char *id, int64_t version)
{
	rq_set_header(rq, "ETag", fmt(rq->cx.arena, "\"%lld\"", (long long)version));
	return rq_json(rq, status, j_str("id", id), j_i64("version", version));
}

static enum err
edited(struct rq *rq, const void *arg)
{
	const struct consumer_edit *in = arg;

	return rq_edited(rq, 200, in->id, in->new_version);
}

/* PATCH /api/v1/consumers/:id {"name", "kind", "phone", "email", "preferred_method",
 * "circumstances"}, If-Match -- null empties phone, email, method and circumstances */
enum err
consumer_edit(struct rq *rq)
{
	struct consumer_edit in = {
		.id               = rq_path_id(rq, "id"),
		.version          = rq_version(rq),
		.name             = rq_edit(rq, "name", 120),
		.phone            = rq_edit(rq, "phone", 32),
		.email            = rq_edit(rq, "email", 254),
		.preferred_method = rq_edit(rq, "preferred_method", 16),
		.circumstances    = rq_edit(rq, "circumstances", 500),
	};

	in.kind = (struct edit){ in_sent(rq->body, "kind"),
		in_choice_or(rq->body, "kind", "person|firm", NULL) };
	TRY(rq_valid(rq));
	return rq_tx(rq, edit_consumer, edited, &in);
}
