#include "api.h"
#include "number_check.h"
#include "settings.h"
#include "text.h"

enum { VALUE_MAX = 2000 };

/* "NUMBER_FORMAT" is told as "number_format". */
static const char *
lower(struct arena *a, const char *s)
{
	char *out = arena_strdup(a, s);

	for (char *p = out; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return out;
}

/* One setting as it stands; row is NULL where the tenant has not set it. */
static void
put_setting(struct rq *rq, struct json *j, enum setting which, const struct row *row)
{
	const struct setting_row *s = &setting_table[which];

	json_begin(j);
	json_put_str(j, "name", s->name);
	json_put_str(j, "type", lower(rq->cx.arena, s->type));
	json_put_str(j, "value", row != NULL ? row_str(row, "value") : s->dflt);
	json_put_str(j, "default", s->dflt);
	json_put_bool(j, "is_default", row == NULL);
	json_put_str(j, "check", s->check);
	json_put_str(j, "description", s->text);
	json_key(j, "changed_at");
	json_str(j, row != NULL ? row_str(row, "changed_at") : NULL);
	json_put_i64(j, "version", row != NULL ? row_i64(row, "version") : 0);
	json_end(j);
}

static const struct row *
row_of(const struct rows *rows, const char *name)
{
	for (size_t i = 0; i < rows->n; i++)
		if (row_is(&rows->row[i], "name", name))
			return &rows->row[i];
	return NULL;
}

/* GET /api/v1/settings -- every setting there is, with the tenant's value or the default */
enum err
setting_list(struct rq *rq)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	struct rows rows;

	TRY(rq_valid(rq));
	TRY(db_all(&rq->cx, &rows, "select name, value, changed_at, version from setting"));
	json_begin(&j);
	json_key(&j, "data");
	json_begin_list(&j);
	for (unsigned i = 0; i < SETTINGS; i++)
		put_setting(rq, &j, (enum setting)i, row_of(&rows, setting_table[i].name));
	json_end_list(&j);
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}

static bool
by_name(const char *name, enum setting *which)
{
	for (unsigned i = 0; i < SETTINGS; i++)
		if (same_text(setting_table[i].name, name)) {
			*which = (enum setting)i;
			return true;
		}
	return false;
}

/* GET /api/v1/settings/:name */
enum err
setting_get(struct rq *rq)
{
	const char *name = rq_path_text(rq, "name");
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	const struct row *row;
	enum setting which;

	TRY(rq_valid(rq));
	if (!by_name(name, &which))
		return fail(&rq->cx, E_NOT_FOUND, "Not found.");
	TRY(db_maybe(&rq->cx, &row, "select value, changed_at, version from setting where name = ?",
	    str(name)));
	put_setting(rq, &j, which, row);
	rq_set_header(rq, "ETag", fmt(rq->cx.arena, "\"%lld\"",
	    row != NULL ? (long long)row_i64(row, "version") : 0LL));
	return rq_json_text(rq, 200, b.data);
}

static void
put_texts(struct json *j, const char *key, const char *const *texts, size_t n)
{
	json_key(j, key);
	json_begin_list(j);
	for (size_t i = 0; i < n; i++)
		json_str(j, texts[i]);
	json_end_list(j);
}

/* GET /api/v1/settings/:name/preview?value=R-{n:6} -- of a number format: the next numbers in it, and
 * an issued number that would come again; fault: what is wrong with the value, in words */
enum err
setting_preview(struct rq *rq)
{
	const char *name = rq_path_text(rq, "name"), *value = rq_query(rq, "value");
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	struct number_check c = { .format = value ? value : "" };
	const char *fault;

	if (!value)
		fault_add(&rq->cx, "?value", "required", "Name the format.");
	else if (utf8_length(value) > 200)
		fault_add(&rq->cx, "?value", "length", "This may have 200 characters at most.");
	TRY(rq_valid(rq));
	if (!by_name(name, &c.which) || !setting_is_format(c.which))
		return fail(&rq->cx, E_NOT_FOUND, "Not found.");
	fault = setting_fault(&rq->cx, c.which, value);
	if (!fault)
		TRY(check_numbers(&rq->cx, &c));
	json_begin(&j);
	json_put_str(&j, "name", name);
	json_put_str(&j, "value", value);
	put_texts(&j, "next", c.next, fault ? 0 : NUMBERS_SHOWN);
	json_key(&j, "collides_with");
	json_str(&j, c.collides);
	json_key(&j, "fault");
	json_str(&j, fault);
	json_end(&j);
	return rq_json_text(rq, 200, b.data);
}

/* Numbers that were issued must not come again. */
static enum err
format_free(struct rq *rq, const struct setting_change *s)
{
	struct number_check c = { .which = s->which, .format = s->value };

	if (!setting_is_format(s->which))
		return OK;
	TRY(check_numbers(&rq->cx, &c));
	if (c.collides)
		fault_add(&rq->cx, "/value", "collides", "In this format the number %s would come"
		    " again, which was issued already. Add a letter or the year.", c.collides);
	return faults_check(&rq->cx);
}

static enum err
changed(struct rq *rq, const void *arg)
{
	const struct setting_change *c = arg;

	rq_set_header(rq, "ETag", fmt(rq->cx.arena, "\"%lld\"", (long long)c->version + 1));
	return rq_json(rq, 200, j_str("name", setting_table[c->which].name),
	    j_str("value", c->value), j_i64("version", c->version + 1));
}

/* PUT /api/v1/settings/:name {"value": "R-{n}"} with If-Match; "0" where it was never set */
enum err
setting_put(struct rq *rq)
{
	const char *name = rq_path_text(rq, "name");
	struct setting_change c = {
		.value   = in_text_or(rq->body, "value", 0, VALUE_MAX, ""),
		.version = rq_version(rq),
	};
	const char *fault;

	if (!by_name(name, &c.which)) {
		failure_clear(&rq->cx);
		return fail(&rq->cx, E_NOT_FOUND, "Not found.");
	}
	if (!in_has(rq->body, "value"))
		in_fault(rq->body, "value", "required", "A value is needed.");
	else if ((fault = setting_fault(&rq->cx, c.which, c.value)) != NULL)
		in_fault(rq->body, "value", "setting", "%s", fault);
	TRY(rq_valid(rq));
	TRY(format_free(rq, &c));
	return rq_tx(rq, change_setting, changed, &c);
}
