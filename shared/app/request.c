#include "app_private.h"

#include <stdlib.h>
#include <string.h>
#include "clock.h"

static const char nil_id[] = "00000000-0000-0000-0000-000000000000";

static const char *
param(const struct rq *rq, const char *name)
{
	const char *s = FCGX_GetParam(name, rq->p->fcgi->envp);

	return s != NULL && *s != '\0' ? s : NULL;
}

/* Copies: FastCGI parameters die with FCGX_Finish_r, before the log line is written. */
static const char *
kept(const struct rq *rq, const char *name)
{
	return arena_strdup(rq->cx.arena, param(rq, name));
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Percent-decoded text, or NULL: a broken escape, a NUL, not UTF-8. */
static char *
decoded(struct arena *a, const char *s, size_t n, bool plus)
{
	char *out = arena_alloc(a, n + 1);
	size_t i, len = 0;

	for (i = 0; i < n; i++) {
		if (s[i] == '%') {
			int high = i + 2 < n ? hex_digit(s[i + 1]) : -1;
			int low = i + 2 < n ? hex_digit(s[i + 2]) : -1;

			if (high < 0 || low < 0 || (high == 0 && low == 0))
				return NULL;
			out[len++] = (char)(high * 16 + low);
			i += 2;
		} else
			out[len++] = plus && s[i] == '+' ? ' ' : s[i];
	}
	return utf8_valid(out, len) && memchr(out, '\0', len) == NULL ? out : NULL;
}

/* name=value pairs of a query or a form. false: broken or too many. */
static bool
read_pairs(struct arena *a, const char *s, struct pair *pairs, size_t most, size_t *count)
{
	while (*s) {
		const char *end = strchr(s, '&'), *eq;
		size_t n = end != NULL ? (size_t)(end - s) : strlen(s);

		if (n > 0) {
			if (*count == most)
				return false;
			eq = memchr(s, '=', n);
			pairs[*count].name = decoded(a, s, eq != NULL ? (size_t)(eq - s) : n, true);
			pairs[*count].value = eq != NULL
			    ? decoded(a, eq + 1, n - (size_t)(eq - s) - 1, true)
			    : "";
			if (pairs[*count].name == NULL || pairs[*count].value == NULL)
				return false;
			pairs[*count].known = false;
			++*count;
		}
		s += n + (end != NULL);
	}
	return true;
}

static enum method
method_of(const char *s)
{
	static const enum method all[] = { GET, POST, PUT, PATCH, DELETE };
	size_t i;

	for (i = 0; i < COUNT(all); i++)
		if (s != NULL && same_text(s, method_text(all[i])))
			return all[i];
	return s != NULL && same_text(s, "HEAD") ? GET : 0;
}

static bool
read_path(struct rq *rq, const char *uri)
{
	struct rq_private *p = rq->p;
	const char *end = strchr(uri, '?');
	size_t n = end != NULL ? (size_t)(end - uri) : strlen(uri);
	const char *s = uri;

	p->path = arena_strndup(rq->cx.arena, uri, n);
	while (s < uri + n) {
		const char *slash;

		if (*s++ != '/' || p->segment_count == SEGMENTS_MAX)
			return false;
		slash = memchr(s, '/', (size_t)(uri + n - s));
		if (slash == NULL)
			slash = uri + n;
		p->segments[p->segment_count] = decoded(
		    rq->cx.arena, s, (size_t)(slash - s), false);
		if (p->segments[p->segment_count++] == NULL)
			return false;
		s = slash;
	}
	return true;
}

static void
read_identity(struct rq *rq)
{
	struct identity *who = &rq->cx.who;
	const char *kind = param(rq, "AUTH_KIND"), *name = param(rq, "AUTH_NAME"),
		   *perms = param(rq, "AUTH_PERMS");
	const char *version = param(rq, "AUTH_SETTINGS");

	who->tenant_id = kept(rq, "AUTH_TENANT");
	if (who->tenant_id == NULL)
		return;
	who->tenant_code = kept(rq, "AUTH_TENANT_CODE");
	who->currency = kept(rq, "AUTH_CURRENCY");
	who->zone = kept(rq, "AUTH_ZONE");
	who->locale = kept(rq, "AUTH_LOCALE");
	who->id = kept(rq, "AUTH_ID");
	who->session_id = kept(rq, "AUTH_SESSION");
	who->name = name != NULL ? decoded(rq->cx.arena, name, strlen(name), false) : NULL;
	who->kind = kind != NULL && same_text(kind, "client") ? ACTOR_CLIENT : ACTOR_USER;
	if (version == NULL || !parse_i64(version, &who->settings_version))
		who->settings_version = 0;
	if (perms == NULL || !permissions_from_hex(&who->may, perms))
		who->may = (struct permissions){ 0 };
	if (who->name == NULL || who->id == NULL || who->currency == NULL || who->zone == NULL)
		who->tenant_id = NULL;
}

const char *
request_id(struct rq *rq)
{
	const char *id = kept(rq, "REQUEST_ID");

	return id != NULL ? id : new_id(rq->cx.arena);
}

/* "1774958400.123": seconds and milliseconds. */
static int64_t
passed_on(const struct rq *rq)
{
	const char *at = param(rq, "REQUEST_AT"), *point = at ? strchr(at, '.') : NULL;
	int64_t seconds, ms;

	if (!point || strlen(point) != 4 ||
	    !parse_i64(arena_strndup(rq->cx.arena, at, (size_t)(point - at)), &seconds) ||
	    !parse_i64(point + 1, &ms) || seconds < 0 || seconds > INT64_C(10000000000) || ms < 0)
		return 0;
	return (seconds * 1000 + ms) * 1000;
}

enum err
request_read(struct rq *rq)
{
	struct rq_private *p = rq->p;
	const char *uri = param(rq, "REQUEST_URI"), *query = param(rq, "QUERY_STRING");
	const char *method = param(rq, "REQUEST_METHOD");

	rq->cx.request_id = request_id(rq);
	rq->cx.passed_on_us = passed_on(rq);
	p->method = method_of(method);
	p->method_name = p->method != 0 ? method_text(p->method) : "?";
	p->path = "?";
	rq->remote_addr = kept(rq, "REMOTE_ADDR");
	rq->user_agent = kept(rq, "HTTP_USER_AGENT");
	rq->accept = kept(rq, "HTTP_ACCEPT");
	rq->idempotency_key = kept(rq, "HTTP_IDEMPOTENCY_KEY");
	if (uri == NULL || !read_path(rq, uri))
		return fail(&rq->cx, E_NOT_FOUND, "Not found.");
	if (query != NULL && !read_pairs(rq->cx.arena, query, p->query, QUERY_MAX, &p->query_count))
		return fail(&rq->cx, E_MALFORMED,
		    "The query string is not well-formed UTF-8 or has too many names.");
	read_identity(rq);
	return OK;
}

/* ---- the body ---- */

static enum err
read_body(struct rq *rq, size_t len)
{
	struct rq_private *p = rq->p;
	char *body = arena_alloc(rq->cx.arena, len + 1);
	size_t got = 0;

	while (got < len) {
		int n = FCGX_GetStr(body + got, (int)(len - got), p->fcgi->in);

		if (n <= 0)
			return fail(
			    &rq->cx, E_MALFORMED, "The body ended before its announced length.");
		got += (size_t)n;
	}
	p->raw_body = body;
	p->raw_len = len;
	return OK;
}

/* A form as a JSON object, so that one typed reader serves both. */
static enum err
form_as_json(struct rq *rq, struct buf *out)
{
	struct pair pairs[QUERY_MAX];
	struct json j = json_to(out);
	size_t n = 0, i;

	if (memchr(rq->p->raw_body, '\0', rq->p->raw_len) != NULL ||
	    !read_pairs(rq->cx.arena, rq->p->raw_body, pairs, QUERY_MAX, &n))
		return fail(&rq->cx, E_MALFORMED, "The form is not well-formed.");
	json_begin(&j);
	for (i = 0; i < n; i++)
		json_put_str(&j, pairs[i].name, pairs[i].value);
	json_end(&j);
	return OK;
}

static bool
type_is(const char *type, const char *wanted)
{
	size_t n = strlen(wanted);

	return type != NULL && strncasecmp(type, wanted, n) == 0 &&
	    (type[n] == '\0' || type[n] == ';' || type[n] == ' ');
}

enum err
request_body(struct rq *rq)
{
	struct rq_private *p = rq->p;
	const char *length = param(rq, "CONTENT_LENGTH"), *type = param(rq, "CONTENT_TYPE");
	struct buf form = buf_in(rq->cx.arena);
	int64_t n = 0;

	p->raw_body = "";
	if (length != NULL && (!parse_i64(length, &n) || n < 0))
		return fail(&rq->cx, E_MALFORMED, "Content-Length is not a number.");
	if (rq->route->streams_body) {
		p->body_length = p->body_left = n;
		if (n > STREAM_MAX)
			return fail(&rq->cx, E_TOO_LARGE, "The body is larger than 320 MB.");
		return input_parse(&rq->cx, "", 0, &rq->body);
	}
	if (n > BODY_MAX)
		return fail(&rq->cx, E_TOO_LARGE, "The body is larger than 1 MiB.");
	if (n > 0)
		TRY(read_body(rq, (size_t)n));
	if (n > 0 && rq->route->kind == PUBLIC &&
	    type_is(type, "application/x-www-form-urlencoded")) {
		TRY(form_as_json(rq, &form));
		return input_parse(&rq->cx, form.data, form.len, &rq->body);
	}
	if (n > 0 && !type_is(type, "application/json"))
		return fail(&rq->cx, E_MEDIA, "The body must be application/json.");
	return input_parse(&rq->cx, p->raw_body, p->raw_len, &rq->body);
}

int64_t
rq_body_length(const struct rq *rq)
{
	return rq->p->body_length;
}

bool
rq_body_is(const struct rq *rq, const char *type)
{
	return type_is(param(rq, "CONTENT_TYPE"), type);
}

enum err
rq_read(struct rq *rq, void *to, size_t n, size_t *got)
{
	struct rq_private *p = rq->p;
	int here;

	*got = 0;
	if (p->body_left == 0)
		return OK;
	if ((int64_t)n > p->body_left)
		n = (size_t)p->body_left;
	here = FCGX_GetStr(to, (int)n, p->fcgi->in);
	if (here <= 0) {
		p->body_left = 0;
		return fail(
		    &rq->cx, E_MALFORMED, "The body ended before its announced length.");
	}
	p->body_left -= here;
	*got = (size_t)here;
	return OK;
}

/* nginx takes an answer for broken off that comes before it could send all it holds. */
void
request_drain(struct rq *rq)
{
	struct rq_private *p = rq->p;
	char waste[16384];

	while (p->body_left > 0) {
		size_t n = p->body_left < (int64_t)sizeof waste ? (size_t)p->body_left
							      : sizeof waste;
		int here = FCGX_GetStr(waste, (int)n, p->fcgi->in);

		if (here <= 0)
			break;
		p->body_left -= here;
	}
	p->body_left = 0;
}

const char *
rq_raw_body(struct rq *rq, size_t *len)
{
	*len = rq->p->raw_len;
	return rq->p->raw_body;
}

/* ---- what handlers ask for ---- */

const char *
rq_path_text(struct rq *rq, const char *name)
{
	const char *s = rq->route->path;
	size_t i, n = strlen(name);

	for (i = 0; *s == '/' && i < rq->p->segment_count; i++) {
		if (s[1] == ':' && strncmp(s + 2, name, n) == 0 &&
		    (s[2 + n] == '/' || s[2 + n] == '\0'))
			return rq->p->segments[i];
		s += 1 + strcspn(s + 1, "/");
	}
	abort();			/* the route has no such part */
}

const char *
rq_path_id(struct rq *rq, const char *name)
{
	const char *id = uuid_plain(rq->cx.arena, rq_path_text(rq, name));

	if (id != NULL)
		return id;
	rq->p->not_found = true;
	return nil_id;
}

const char *
rq_query(struct rq *rq, const char *name)
{
	const char *value = NULL;
	size_t i;

	for (i = 0; i < rq->p->query_count; i++) {
		struct pair *q = &rq->p->query[i];

		if (!same_text(q->name, name))
			continue;
		if (value != NULL && !q->known)
			fault_add(&rq->cx, fmt(rq->cx.arena, "?%s", name), "doubled",
			    "%s is given twice.", name);
		q->known = true;
		if (value == NULL)
			value = q->value;
	}
	return value;
}

static const char *
wrong(struct rq *rq, const char *name, const char *code, const char *message)
{
	fault_add(&rq->cx, fmt(rq->cx.arena, "?%s", name), code, "%s", message);
	return NULL;
}

const char *
rq_query_id(struct rq *rq, const char *name)
{
	const char *s = rq_query(rq, name), *id = s != NULL ? uuid_plain(rq->cx.arena, s) : NULL;

	return s == NULL || id != NULL ? id : wrong(rq, name, "format", "This is not an id.");
}

const char *
rq_query_date(struct rq *rq, const char *name)
{
	const char *s = rq_query(rq, name);

	return s == NULL || date_valid(s)
	    ? s
	    : wrong(rq, name, "format", "This is not a date like 2026-04-30.");
}

const char *
rq_query_choice(struct rq *rq, const char *name, const char *choices)
{
	const char *s = rq_query(rq, name), *c;
	size_t n = s != NULL ? strlen(s) : 0;

	if (s == NULL)
		return NULL;
	for (c = choices; c != NULL && *c && n > 0;
	     c = strchr(c, '|') != NULL ? strchr(c, '|') + 1 : NULL)
		if (strncmp(c, s, n) == 0 && (c[n] == '|' || c[n] == '\0'))
			return s;
	return wrong(rq, name, "choice", fmt(rq->cx.arena, "This must be one of %s.", choices));
}

int64_t
rq_query_i64(struct rq *rq, const char *name, int64_t min, int64_t max, int64_t otherwise)
{
	const char *s = rq_query(rq, name);
	int64_t i;

	if (s == NULL)
		return otherwise;
	if (parse_i64(s, &i) && i >= min && i <= max)
		return i;
	(void)wrong(rq, name, "range",
	    fmt(rq->cx.arena, "This must be a whole number from %lld to %lld.", (long long)min,
		(long long)max));
	return otherwise;
}

const char *
rq_header(struct rq *rq, const char *name)
{
	struct buf b = buf_in(rq->cx.arena);

	buf_puts(&b, "HTTP_");
	for (; *name; name++)
		buf_putc(&b,
		    *name == '-'                       ? '_'
			: *name >= 'a' && *name <= 'z' ? (char)(*name - 32)
						       : *name);
	return kept(rq, b.data);
}

const char *
rq_cookie(struct rq *rq, const char *name)
{
	const char *s = param(rq, "HTTP_COOKIE");
	size_t n = strlen(name);

	while (s != NULL && *s) {
		while (*s == ' ' || *s == ';')
			s++;
		if (strncmp(s, name, n) == 0 && s[n] == '=')
			return arena_strndup(rq->cx.arena, s + n + 1, strcspn(s + n + 1, ";"));
		s = strchr(s, ';');
	}
	return NULL;
}

int64_t
rq_version(struct rq *rq)
{
	const char *s = rq_header(rq, "If-Match");
	size_t n = s != NULL ? strlen(s) : 0;
	int64_t version;

	if (s == NULL) {
		rq->p->no_version = true;
		return 0;
	}
	if (n > 2 && s[0] == '"' && s[n - 1] == '"' &&
	    parse_i64(arena_strndup(rq->cx.arena, s + 1, n - 2), &version) && version >= 0)
		return version;
	return -1;			/* no row has it: stale */
}

enum err
rq_valid(struct rq *rq)
{
	size_t i;

	if (rq->p->not_found)
		return fail(&rq->cx, E_NOT_FOUND, "Not found.");
	for (i = 0; i < rq->p->query_count; i++)
		if (!rq->p->query[i].known)
			fault_add(&rq->cx, fmt(rq->cx.arena, "?%s", rq->p->query[i].name),
			    "unknown", "There is no such parameter here.");
	TRY(in_done(rq->body));
	TRY(faults_check(&rq->cx));
	if (rq->p->no_version)
		return fail(&rq->cx, E_NO_VERSION, "Send If-Match with the version that was read.");
	return OK;
}
