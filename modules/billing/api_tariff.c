#include "api.h"
#include <string.h>
#include "clock.h"
#include "detail.h"
#include "found.h"
#include "tariff.h"
#include "tariff_check.h"
#include "tariff_version.h"
#include "text.h"
#include "tree.h"

enum { Q_LENGTH = 100 };

/* ---- lists ---- */

static const struct filter filters[] = {
	{ "state",   "t.state = ?", CHOICE, "draft|active|retired" },
	{ "utility", "t.utility = ?", CHOICE, UTILITIES },
	{ "code",    "t.code = " AS_ASCII, TEXT, NULL },
};

static const struct order orders[] = {
	{ "name", "t.name", "t.id", COLUMN_TEXT, "name", "id", true },
};

static const struct list_title titles[] = {
	{ "code", "Code" },
	{ "revision", "Version" },
	{ "state", "State", .coded = IN_WORDS },
	{ "utility", "Utility", .coded = IN_WORDS },
	{ "effective_on", "From" },
	{ "ends_on", "Until" },
	{ "source", "Source", true, IN_WORDS },
	{ "left_out_count", "Left out", true },
	{ "created_at", NULL },
	{ "activated_at", NULL },
};

#define ROW \
	"t.id, t.code, t.revision, t.name, t.utility, t.state, t.effective_on, t.ends_on, t.source," \
	" t.created_at, t.created_by_name created_by, t.activated_at, t.activated_by_name activated_by," \
	" t.version"

/* GET /api/v1/tariffs?state=active&utility=water&q=… -- by name */
enum err
tariff_list(struct rq *rq)
{
	const char *q = rq_query(rq, "q");
	struct param words[2];
	struct extra found = { .sql = "(locate(?, t.name) > 0 or t.code like ? escape '!')",
		.params = words, .n = 2, .asked = q };

	if (q && utf8_length(q) > Q_LENGTH)
		fault_add(&rq->cx, "?q", "length", "At most %d characters.", Q_LENGTH);
	if (q) {
		words[0] = str(q);
		words[1] = str(like_beginning(rq->cx.arena, q));
	}
	return rq_page(rq, &(struct list){
		.select = "select " ROW ", json_length(t.left_out_json) left_out_count from tariff t",
		.title = "Tariffs", .titles = titles, .title_count = COUNT(titles),
		.filters = filters, .filter_count = COUNT(filters),
		.orders = orders, .order_count = COUNT(orders),
		.extra = &found, .extra_count = q && *q ? 1 : 0,
	});
}

/* ---- one version ---- */

static const char *
day_or_null(struct rq *rq, int32_t day)
{
	char *text = arena_alloc(rq->cx.arena, 11);

	if (day == INT32_MAX)
		return NULL;
	date_from_days(day, text);
	return text;
}

static void
put_days(struct rq *rq, struct json *j, int32_t from, int32_t to)
{
	json_put_str(j, "from_on", day_or_null(rq, from));
	json_put_str(j, "to_on", day_or_null(rq, to));
}

static const char *
versions_json(struct rq *rq, const struct tariff_span *s, size_t n)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);

	json_begin_list(&j);
	for (size_t i = 0; i < n; i++) {
		json_begin(&j);
		json_put_str(&j, "id", s[i].id);
		json_put_i64(&j, "revision", s[i].revision);
		json_put_str(&j, "name", s[i].name);
		json_put_str(&j, "state", s[i].state);
		json_put_str(&j, "effective_on", s[i].effective_on);
		json_put_str(&j, "ends_on", s[i].ends_on);
		json_key(&j, "in_force");
		if (s[i].in_force) {
			json_begin(&j);
			put_days(rq, &j, s[i].from, s[i].to);
			json_end(&j);
		} else {
			json_null(&j);
		}
		json_end(&j);
	}
	json_end_list(&j);
	return b.data;
}

static enum err
file_json(struct rq *rq, const char *id, const char **json)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	const struct row *file = NULL;

	*json = "null";
	if (id)
		TRY(db_maybe(&rq->cx, &file, "select id, name from file where id = ? lock in share mode",
		    str(id)));
	if (!file)
		return OK;
	json_begin(&j);
	json_put_str(&j, "id", row_str(file, "id"));
	json_put_str(&j, "name", row_str(file, "name"));
	json_end(&j);
	*json = b.data;
	return OK;
}

static enum err
answer(struct rq *rq, const char *id, int status)
{
	const struct row *tariff, *file;
	const char *file_text;
	struct tariff_span *spans;
	size_t n;

	TRY(db_maybe(&rq->cx, &tariff, "select " ROW ", t.doc_json, t.left_out_json from tariff t"
	    " where t.id = ? lock in share mode", str(id)));
	if (!tariff)
		return fail(&rq->cx, E_NOT_FOUND, "There is no such tariff.");
	TRY(db_one(&rq->cx, &file, "select file_id from tariff where id = ? lock in share mode", str(id)));
	TRY(file_json(rq, row_str(file, "file_id"), &file_text));
	TRY(tariff_spans(&rq->cx, row_str(tariff, "code"), &spans, &n));
	return rq_row_parts(rq, status, tariff, { "file", NULL, file_text },
	    { "versions", NULL, versions_json(rq, spans, n) });
}

/* GET /api/v1/tariffs/:id -- with its document and the other versions of its code */
enum err
tariff_get(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id");

	TRY(rq_valid(rq));
	return answer(rq, id, 200);
}

/* ---- drafting ---- */

enum err
tariff_drafted(struct rq *rq, const void *arg)
{
	const struct tariff_edit *in = arg;

	rq_set_header(rq, "Location", fmt(rq->cx.arena, "/api/v1/tariffs/%s", in->id));
	return answer(rq, in->id, 201);
}

static enum err
changed(struct rq *rq, const void *arg)
{
	const struct tariff_edit *in = arg;

	return answer(rq, in->id, 200);
}

/* The document of the body, checked, and written anew without blanks; NULL: none was sent. */
static enum err
read_document(struct rq *rq, const char **doc_json)
{
	const struct tree *doc = in_tree(rq->body, "doc");
	const struct tariff *tariff;
	enum err e;

	*doc_json = NULL;
	if (!doc)
		return OK;
	e = tariff_of_tree(&rq->cx, doc, "/doc", &tariff);
	if (e != OK && e != E_INPUT)
		return e;
	*doc_json = tree_text(&rq->cx, doc);
	return OK;			/* faults are told by rq_valid() */
}

/* What a draft begins with where nothing is sent. */
static const char *
empty_document(struct rq *rq, const char *utility)
{
	bool energy = same_text(utility, "electric") || same_text(utility, "gas");

	return fmt(rq->cx.arena, "{\"unit\":\"%s\",\"period\":\"bill\",\"change\":\"prorate\","
	    "\"rounding\":\"half_up\",\"attributes\":[],\"classes\":{\"GENERAL\":{\"name\":\"General\","
	    "\"components\":[{\"id\":\"use\",\"kind\":\"usage\",\"name\":\"Use\","
	    "\"tiers\":[{\"from\":\"0\",\"price\":\"0\"}]}]}}}", energy ? "kWh" : "m3");
}

/* POST /api/v1/tariffs {"code", "name", "utility", "effective_on"?, "doc"?} */
enum err
tariff_create(struct rq *rq)
{
	struct tariff_edit in = {
		.code         = rq_body_text(rq, "code", 1, TARIFF_CODE_LENGTH),
		.name         = rq_body_text(rq, "name", 1, TARIFF_NAME_LENGTH),
		.utility      = rq_body_choice(rq, "utility", UTILITIES),
		.effective_on = in_date_or(rq->body, "effective_on", NULL),
	};

	TRY(read_document(rq, &in.doc_json));
	TRY(rq_valid(rq));
	if (!in.doc_json)
		in.doc_json = empty_document(rq, in.utility);
	return rq_tx(rq, create_tariff, tariff_drafted, &in);
}

/* PATCH /api/v1/tariffs/:id {"name"?, "utility"?, "effective_on"?, "doc"?} -- If-Match */
enum err
tariff_change(struct rq *rq)
{
	struct tariff_edit in = {
		.id           = rq_path_id(rq, "id"),
		.name         = in_text_or(rq->body, "name", 1, TARIFF_NAME_LENGTH, NULL),
		.utility      = in_choice_or(rq->body, "utility", UTILITIES, NULL),
		.effective_on = in_date_or(rq->body, "effective_on", NULL),
		.version      = rq_version(rq),
	};

	in.no_effective_on = in_sent(rq->body, "effective_on") && !in.effective_on;
	TRY(read_document(rq, &in.doc_json));
	TRY(rq_valid(rq));
	return rq_tx(rq, change_tariff, changed, &in);
}

/* POST /api/v1/tariffs/:id/copy {"code"?, "name"?, "effective_on"?} */
enum err
tariff_copy(struct rq *rq)
{
	struct tariff_edit in = {
		.from_id      = rq_path_id(rq, "id"),
		.code         = in_text_or(rq->body, "code", 1, TARIFF_CODE_LENGTH, NULL),
		.name         = in_text_or(rq->body, "name", 1, TARIFF_NAME_LENGTH, NULL),
		.effective_on = in_date_or(rq->body, "effective_on", NULL),
	};

	TRY(rq_valid(rq));
	return rq_tx(rq, copy_tariff, tariff_drafted, &in);
}

/* ---- into force, and out of it ---- */

static enum err
stepped(struct rq *rq, const void *arg)
{
	const struct tariff_step *in = arg;

	return answer(rq, in->id, 200);
}

static struct tariff_step
read_step(struct rq *rq, const char *day)
{
	return (struct tariff_step){
		.id      = rq_path_id(rq, "id"),
		.on      = in_date_or(rq->body, day, NULL),
		.confirm = in_bool_or(rq->body, "confirm", false),
		.version = rq_version(rq),
	};
}

/* POST /api/v1/tariffs/:id/activate {"effective_on"?, "confirm"?} -- If-Match */
enum err
tariff_activate(struct rq *rq)
{
	struct tariff_step in = read_step(rq, "effective_on");

	TRY(rq_valid(rq));
	TRY(prepare_tariff_activation(&rq->cx, &in));
	return rq_tx(rq, activate_tariff, stepped, &in);
}

/* POST /api/v1/tariffs/:id/retire {"ends_on"?, "confirm"?} -- If-Match; a draft is thrown away */
enum err
tariff_retire(struct rq *rq)
{
	struct tariff_step in = read_step(rq, "ends_on");

	TRY(rq_valid(rq));
	TRY(prepare_tariff_retirement(&rq->cx, &in));
	return rq_tx(rq, retire_tariff, stepped, &in);
}

/* ---- what stands in the way ---- */

static void
put_gaps(struct rq *rq, struct json *j, const struct tariff_check *c)
{
	json_key(j, "gaps");
	json_begin_list(j);
	for (size_t i = 0; i < c->gap_count; i++) {
		json_begin(j);
		put_days(rq, j, c->gaps[i].from, c->gaps[i].to);
		json_end(j);
	}
	json_end_list(j);
	json_key(j, "overlaps");
	json_begin_list(j);
	for (size_t i = 0; i < c->cut_count; i++) {
		json_begin(j);
		put_days(rq, j, c->cut[i]->from, c->cut[i]->to);
		json_put_i64(j, "revision", c->cut[i]->revision);
		json_end(j);
	}
	json_end_list(j);
}

static void
put_classes(struct json *j, const struct tariff_check *c)
{
	json_key(j, "classes");
	json_begin_list(j);
	for (size_t i = 0; i < c->class_count; i++) {
		json_begin(j);
		json_put_str(j, "class", c->classes[i].class);
		json_put_i64(j, "services", c->classes[i].services);
		json_put_bool(j, "known", c->classes[i].known);
		json_end(j);
	}
	json_end_list(j);
}

/* GET /api/v1/tariffs/:id/check?effective_on=… */
enum err
tariff_check(struct rq *rq)
{
	const char *id = rq_path_id(rq, "id"), *on = rq_query_date(rq, "effective_on");
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	struct tariff_check c;

	TRY(rq_valid(rq));
	TRY(check_tariff(&rq->cx, id, on, &c));
	json_begin(&j);
	json_put_bool(&j, "ready", c.ready);
	json_key(&j, "problems");
	json_begin_list(&j);
	for (const struct tariff_problem *p = c.problems; p; p = p->next) {
		json_begin(&j);
		json_put_str(&j, "level", p->is_error ? "error" : "warning");
		json_put_str(&j, "pointer", p->pointer);
		json_put_str(&j, "text", p->text);
		json_end(&j);
	}
	json_end_list(&j);
	put_gaps(rq, &j, &c);
	json_put_i64(&j, "bills", c.bills);
	put_classes(&j, &c);
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}
