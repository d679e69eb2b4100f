#include "api.h"
#include "read_use.h"
#include "service.h"
#include "text.h"

static const struct filter filters[] = {
	{ "account_id", "s.account_id = ?", ID,     NULL },
	{ "status",     "s.status = ?",     CHOICE, "active|ended" },
	{ "utility",    "s.utility = ?",    CHOICE, SERVICE_UTILITIES },
};

static const struct order orders[] = {
	{ "id", "s.id", "s.id", COLUMN_TEXT, "id", "id", true },
};

#define SERVICE \
	"select s.id, a.id `account.id`, a.number `account.number`, s.utility, s.class," \
	" s.tariff_code, s.attributes_json, s.status, s.started_on, s.ended_on, s.low_milli," \
	" s.high_milli, s.version from service s join account a on a.id = s.account_id"

/* GET /api/v1/services?account_id=… -- in the order they were made */
enum err
service_list(struct rq *rq)
{
	return rq_page(rq, &(struct list){
		.select = SERVICE,
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
	});
}

static enum err
answer(struct rq *rq, const char *id, int status)
{
	const struct row *service;

	TRY(db_maybe(&rq->cx, &service, SERVICE " where s.id = ?", str(id)));
	return service ? rq_row(rq, status, service)
		       : fail(&rq->cx, E_NOT_FOUND, "There is no such service.");
}

/* GET /api/v1/services/:id */
enum err
service_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");

	TRY(rq_valid(rq));
	return answer(rq, id, 200);
}

/* ---- making and changing ---- */

/* [{"name", "value"}] as the object that the tariff reads. */
static const char *
read_attributes(struct rq *rq)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	const char *names[SERVICE_ATTRIBUTES_MAX];
	struct input **all;
	size_t n;

	if (!in_has(rq->body, "attributes"))
		return NULL;
	all = in_list(rq->body, "attributes", 0, SERVICE_ATTRIBUTES_MAX, &n);
	json_begin(&j);
	for (size_t i = 0; i < n; i++) {
		const char *name = in_text(all[i], "name", 1, 40), *value = in_text(all[i], "value", 1, 60);

		names[i] = name ? name : "";
		for (size_t k = 0; k < i; k++)
			if (same_text(names[k], names[i]))
				in_fault(all[i], "name", "doubled", "This attribute is given twice.");
		if (name && value)
			json_put_str(&j, name, value);
	}
	json_end(&j);
	return b.data;
}

static enum err
created(struct rq *rq, const void *arg)
{
	const struct new_service *in = arg;

	rq_set_header(rq, "Location", fmt(rq->cx.arena, "/api/v1/services/%s", in->id));
	return rq_json(rq, 201, j_str("id", in->id), j_str("status", "active"), j_i64("version", 1));
}

/* POST /api/v1/services {"account_id", "utility", "class", "tariff_code"?, "attributes"?: [{"name",
 * "value"}], "started_on"?, "low_milli"?, "high_milli"?} */
enum err
service_create(struct rq *rq)
{
	struct new_service in = {
		.account_id  = rq_body_id(rq, "account_id"),
		.utility     = rq_body_choice(rq, "utility", SERVICE_UTILITIES),
		.class       = rq_body_text(rq, "class", 1, SERVICE_CLASS_MAX),
		.tariff_code = in_text_or(rq->body, "tariff_code", 1, TARIFF_CODE_MAX, NULL),
		.started_on  = in_date_or(rq->body, "started_on", NULL),
		.low_milli   = in_i64_or(rq->body, "low_milli", 0, READ_MILLI_MAX, -1),
		.high_milli  = in_i64_or(rq->body, "high_milli", 0, READ_MILLI_MAX, -1),
	};

	in.attributes_json = read_attributes(rq);
	if (!in.attributes_json)
		in.attributes_json = "{}";
	TRY(rq_valid(rq));
	TRY(account_is_there(&rq->cx, in.account_id, "/account_id"));
	return rq_once(rq, create_service, created, &in);
}

static enum err
changed(struct rq *rq, const void *arg)
{
	const struct service_change *in = arg;

	rq_set_header(rq, "ETag", fmt(rq->cx.arena, "\"%lld\"", (long long)in->version + 1));
	return rq_json(rq, 200, j_str("id", in->id), j_i64("version", in->version + 1));
}

/* PATCH /api/v1/services/:id {"class"?, "tariff_code"?, "attributes"?, "low_milli"?, "high_milli"?,
 * "ended_on"?} -- If-Match; null empties tariff_code and the limits */
enum err
service_change(struct rq *rq)
{
	struct service_change in = {
		.id          = rq_path_id(rq, "id"),
		.version     = rq_version(rq),
		.class       = in_text_or(rq->body, "class", 1, SERVICE_CLASS_MAX, NULL),
		.sets_tariff = in_sent(rq->body, "tariff_code"),
		.tariff_code = in_text_or(rq->body, "tariff_code", 1, TARIFF_CODE_MAX, NULL),
		.sets_low    = in_sent(rq->body, "low_milli"),
		.low_milli   = in_i64_or(rq->body, "low_milli", 0, READ_MILLI_MAX, -1),
		.sets_high   = in_sent(rq->body, "high_milli"),
		.high_milli  = in_i64_or(rq->body, "high_milli", 0, READ_MILLI_MAX, -1),
		.ended_on    = in_date_or(rq->body, "ended_on", NULL),
	};

	in.attributes_json = read_attributes(rq);
	TRY(rq_valid(rq));
	TRY(account_of_service(&rq->cx, in.id, &in.account_id));
	return rq_tx(rq, change_service, changed, &in);
}
