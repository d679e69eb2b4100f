#include "api.h"
#include <string.h>
#include "clock.h"
#include "day.h"

#define AUDIT \
	"select u.id, u.at, u.actor_kind `actor.kind`, u.actor_id `actor.id`," \
	" u.actor_name `actor.name`, u.approved_by `approved_by.id`," \
	" u.approved_by_name `approved_by.name`, u.action, u.object_type `object.type`," \
	" u.object_id `object.id`, u.area, u.account_id, u.reason, u.request_id, u.before_json, u.after_json" \
	" from audit u"

/* What few rows have may lie far back: found by the indexes of these columns, never by walking from today. */
#define BY_PART NULL, "audit_by_part u"

static const struct filter filters[] = {
	{ "object_id",   "u.object_id = ?",   ID,   NULL },
	{ "account_id",  "u.account_id = ?",  ID,   NULL },
	{ "actor_id",    "u.actor_id = ?",    ID,   NULL },
	{ "action",      "u.action = " AS_ASCII, TEXT, NULL, BY_PART },
	{ "area",        "u.area = ?",        CHOICE,
	    "dashboard|billing|payments|customers|access|settings|other", BY_PART },
	{ "object_type", "u.object_type = " AS_ASCII, TEXT, NULL, BY_PART },
	{ "actor_kind",  "u.actor_kind = ?",  CHOICE, "user|client|system|none", BY_PART },
};

static const struct order orders[] = {
	{ "at", "u.at", "u.id", COLUMN_INSTANT, "at", "id" },
};

/* from and to are business days of the tenant; rows carry instants. */
static size_t
within_days(struct rq *rq, struct param params[2], struct extra extra[2])
{
	const char *from = rq_query_date(rq, "from"), *to = rq_query_date(rq, "to");
	const char *zone = rq->cx.who.zone;
	char next[11];
	int64_t us;
	size_t n = 0;

	if (from != NULL && day_start(zone, from, &us)) {
		params[n] = instant(&rq->cx, us);
		extra[n] = (struct extra){ "u.at >= ?", &params[n], 1, from };
		n++;
	}
	if (to == NULL)
		return n;
	if (from != NULL && strcmp(to, from) < 0)
		fault_add(&rq->cx, "?to", "range", "The range ends before it begins.");
	date_add_days(to, 1, next);
	if (day_start(zone, next, &us)) {
		params[n] = instant(&rq->cx, us);
		extra[n] = (struct extra){ "u.at < ?", &params[n], 1, to };
		n++;
	}
	return n;
}

/* GET /api/v1/audit?account_id=…&from=2026-04-01&to=2026-04-30 -- newest first */
enum err
audit_list(struct rq *rq)
{
	struct param params[2];
	struct extra extra[2];
	size_t n = within_days(rq, params, extra);

	return rq_page(rq, &(struct list){
		.select = AUDIT, .base = "audit u",
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
		.extra = extra, .extra_count = n,
	});
}
