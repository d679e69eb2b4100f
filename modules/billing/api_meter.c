#include "api.h"
#include <string.h>
#include "found.h"
#include "meter.h"
#include "read.h"
#include "service.h"
#include "text.h"

static const struct filter filters[] = {
	{ "account_id", "m.account_id = ?", ID,     NULL },
	{ "service_id", "m.service_id = ?", ID,     NULL },
	{ "kind",       "m.kind = ?",       CHOICE, "register|use|interval" },
	{ "utility",    "m.utility = ?",    CHOICE, SERVICE_UTILITIES },
	{ "standing",   "if(m.removed_on is null, 'true', 'false') = " AS_ASCII, CHOICE, "true|false" },
};

static const struct order orders[] = {
	{ "number", "m.number", "m.id", COLUMN_TEXT, "number", "id", true },
};

#define METER \
	"select m.id, m.number, m.utility, m.kind, m.size, m.unit, m.digits, m.multiplier_milli," \
	" m.installed_on, m.removed_on, m.replaces_id, m.service_id, a.id `account.id`," \
	" a.number `account.number`, m.version from meter m join account a on a.id = m.account_id"

/* GET /api/v1/meters?account_id=…&q=… -- by number; q: how it begins */
enum err
meter_list(struct rq *rq)
{
	const char *q = rq_query(rq, "q");
	struct param begins = str(q ? like_beginning(rq->cx.arena, q) : NULL);
	struct extra extra = { "m.number like ? escape '!'", &begins, 1, q };

	if (q && utf8_length(q) > 32)
		fault_add(&rq->cx, "?q", "length", "At most 32 characters.");
	return rq_page(rq, &(struct list){
		.select = METER,
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
		.extra = &extra, .extra_count = q != NULL,
	});
}

static enum err
answer(struct rq *rq, const char *id, int status)
{
	const struct row *meter;

	TRY(db_maybe(&rq->cx, &meter, METER " where m.id = ?", str(id)));
	return meter ? rq_row(rq, status, meter)
		     : fail(&rq->cx, E_NOT_FOUND, "There is no such meter.");
}

/* GET /api/v1/meters/:id */
enum err
meter_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");

	TRY(rq_valid(rq));
	return answer(rq, id, 200);
}

/* GET /api/v1/meters/:id/spans -- how it stood, the newest first */
enum err
meter_span_list(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");
	const struct row *meter;
	struct rows spans;

	TRY(rq_valid(rq));
	TRY(db_maybe(&rq->cx, &meter, "select id from meter where id = ?", str(id)));
	if (!meter)
		return fail(&rq->cx, E_NOT_FOUND, "There is no such meter.");
	TRY(db_all(&rq->cx, &spans,
	    "select s.from_on, s.to_on, a.id `account.id`, a.number `account.number`, s.service_id,"
	    " s.unit, s.digits, s.multiplier_milli, s.start_milli, s.end_milli, s.reason"
	    " from meter_span s join account a on a.id = s.account_id where s.meter_id = ?"
	    " order by s.from_on desc", str(id)));
	return rq_rows(rq, &spans);
}

/* ---- installing and changing ---- */

/* -1: not sent */
static int64_t
milli(struct rq *rq, const char *key)
{
	return in_i64_or(rq->body, key, 0, READ_MILLI_MAX, -1);
}

static enum err
installed(struct rq *rq, const void *arg)
{
	const struct new_meter *in = arg;

	rq_set_header(rq, "Location", fmt(rq->cx.arena, "/api/v1/meters/%s", in->id));
	return rq_json(rq, 201, j_str("id", in->id), j_str("number", in->number));
}

/* POST /api/v1/meters {"account_id", "service_id", "number", "kind"?, "size"?, "unit", "digits"?,
 * "multiplier_milli"?, "installed_on"?, "start_milli"?} */
enum err
meter_install(struct rq *rq)
{
	struct new_meter in = {
		.account_id       = rq_body_id(rq, "account_id"),
		.service_id       = rq_body_id(rq, "service_id"),
		.number           = rq_body_text(rq, "number", 1, METER_NUMBER_MAX),
		.kind             = in_choice_or(rq->body, "kind", "register|use|interval", "register"),
		.size             = in_text_or(rq->body, "size", 1, METER_SIZE_MAX, NULL),
		.unit             = rq_body_text(rq, "unit", 1, METER_UNIT_MAX),
		.digits           = (int)in_i64_or(rq->body, "digits", 1, READ_DIGITS_MAX, 0),
		.multiplier_milli = in_i64_or(rq->body, "multiplier_milli", 1, READ_MILLI_MAX, 1000),
		.installed_on     = in_date_or(rq->body, "installed_on", NULL),
		.start_milli      = milli(rq, "start_milli"),
	};

	TRY(rq_valid(rq));
	TRY(account_is_there(&rq->cx, in.account_id, "/account_id"));
	return rq_once(rq, install_meter, installed, &in);
}

static enum err
changed(struct rq *rq, const void *arg)
{
	const struct meter_change *in = arg;

	rq_set_header(rq, "ETag", fmt(rq->cx.arena, "\"%lld\"", (long long)in->version + 1));
	return rq_json(rq, 200, j_str("id", in->id), j_i64("version", in->version + 1));
}

/* PATCH /api/v1/meters/:id {"size"?, "unit"?, "digits"?, "multiplier_milli"?, "on"?,
 * "register_milli"?} -- If-Match */
enum err
meter_change(struct rq *rq)
{
	struct meter_change in = {
		.id               = rq_path_id(rq, "id"),
		.version          = rq_version(rq),
		.size             = in_text_or(rq->body, "size", 1, METER_SIZE_MAX, NULL),
		.unit             = in_text_or(rq->body, "unit", 1, METER_UNIT_MAX, NULL),
		.digits           = (int)in_i64_or(rq->body, "digits", 0, READ_DIGITS_MAX, -1),
		.multiplier_milli = in_i64_or(rq->body, "multiplier_milli", 1, READ_MILLI_MAX, 0),
		.on               = in_date_or(rq->body, "on", NULL),
		.register_milli   = milli(rq, "register_milli"),
	};

	TRY(rq_valid(rq));
	TRY(account_of_meter(&rq->cx, in.id, &in.account_id));
	return rq_tx(rq, change_meter, changed, &in);
}

/* ---- swapping, removing, moving ---- */

static enum err
swapped(struct rq *rq, const void *arg)
{
	const struct meter_swap *in = arg;

	rq_set_header(rq, "Location", fmt(rq->cx.arena, "/api/v1/meters/%s", in->with.id));
	return rq_json(rq, 201, j_str("id", in->with.id), j_str("end_read_id", in->end_read_id));
}

/* POST /api/v1/meters/:id/swap {"on"?, "end_milli"?, "number", "start_milli"?, "kind"?, "size"?,
 * "unit"?, "digits"?, "multiplier_milli"?} */
enum err
meter_swap(struct rq *rq)
{
	struct meter_swap in = {
		.meter_id  = rq_path_id(rq, "id"),
		.on        = in_date_or(rq->body, "on", NULL),
		.end_milli = milli(rq, "end_milli"),
		.with      = {
			.number           = rq_body_text(rq, "number", 1, METER_NUMBER_MAX),
			.kind             = in_choice_or(rq->body, "kind", "register|use|interval", NULL),
			.size             = in_text_or(rq->body, "size", 1, METER_SIZE_MAX, NULL),
			.unit             = in_text_or(rq->body, "unit", 1, METER_UNIT_MAX, NULL),
			.digits           = (int)in_i64_or(rq->body, "digits", 1, READ_DIGITS_MAX, 0),
			.multiplier_milli = in_i64_or(rq->body, "multiplier_milli", 1, READ_MILLI_MAX, 0),
			.start_milli      = milli(rq, "start_milli"),
		},
	};

	TRY(rq_valid(rq));
	TRY(account_of_meter(&rq->cx, in.meter_id, &in.account_id));
	return rq_once(rq, swap_meter, swapped, &in);
}

static enum err
removed(struct rq *rq, const void *arg)
{
	const struct meter_removal *in = arg;

	return rq_json(rq, 200, j_str("id", in->meter_id), j_str("end_read_id", in->end_read_id));
}

/* POST /api/v1/meters/:id/remove {"on"?, "end_milli"?} */
enum err
meter_remove(struct rq *rq)
{
	struct meter_removal in = {
		.meter_id  = rq_path_id(rq, "id"),
		.on        = in_date_or(rq->body, "on", NULL),
		.end_milli = milli(rq, "end_milli"),
	};

	TRY(rq_valid(rq));
	TRY(account_of_meter(&rq->cx, in.meter_id, &in.account_id));
	return rq_once(rq, remove_meter, removed, &in);
}

static enum err
moved(struct rq *rq, const void *arg)
{
	const struct meter_move *in = arg;

	return rq_json(rq, 200, j_str("id", in->meter_id), j_str("end_read_id", in->end_read_id));
}

/* POST /api/v1/meters/:id/move {"to_account_id", "to_service_id", "on"?, "register_milli"?} */
enum err
meter_move(struct rq *rq)
{
	struct meter_move in = {
		.meter_id       = rq_path_id(rq, "id"),
		.to_account_id  = rq_body_id(rq, "to_account_id"),
		.to_service_id  = rq_body_id(rq, "to_service_id"),
		.on             = in_date_or(rq->body, "on", NULL),
		.register_milli = milli(rq, "register_milli"),
	};

	TRY(rq_valid(rq));
	TRY(account_is_there(&rq->cx, in.to_account_id, "/to_account_id"));
	TRY(account_of_meter(&rq->cx, in.meter_id, &in.account_id));
	return rq_once(rq, move_meter, moved, &in);
}
