#include "api.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

enum { CALLERS = 64, RENEW_AFTER = 200, TOGETHER_MAX = 256 };

struct caller { const char *tenant, *role; char token[8192]; time_t since; };

static struct arena *arena;
static struct caller callers[CALLERS];
static unsigned caller_count;

static struct arena *
memory(void)
{
	if (!arena)
		arena = arena_new((size_t)256 << 20);
	ck_assert_ptr_nonnull(arena);
	return arena;
}

const char *
text(const char *format, ...)
{
	va_list ap;
	char *s;

	va_start(ap, format);
	s = vfmt(memory(), format, ap);
	va_end(ap);
	return s;
}

const char *
fresh_key(void)
{
	return text("test-%s", new_id(memory()));
}

const char *
api_url(void)
{
	const char *url = getenv("BILLPORT_TEST_URL");

	ck_assert_msg(
	    url && *url, "BILLPORT_TEST_URL is not set: eval \"$(tests/support/stack start)\"");
	return url;
}

/* ---- one exchange ---- */

struct exchange {
	CURL *curl;
	struct curl_slist *headers;
	struct buf head, body;
	const struct call *call;
};

static size_t
take(char *data, size_t size, size_t n, void *arg)
{
	buf_put(arg, data, size * n);
	return size * n;
}

static void
add_header(struct exchange *x, const char *line)
{
	struct curl_slist *more = curl_slist_append(x->headers, line);

	ck_assert_ptr_nonnull(more);
	x->headers = more;
}

static void
prepare(struct exchange *x, const struct call *c)
{
	*x = (struct exchange){ .curl = curl_easy_init(), .call = c, .head = buf_in(memory()),
	    .body = buf_in(memory()) };
	ck_assert_ptr_nonnull(x->curl);
	curl_easy_setopt(x->curl, CURLOPT_URL, text("%s%s", api_url(), c->path));
	curl_easy_setopt(x->curl, CURLOPT_CUSTOMREQUEST, c->method);
	curl_easy_setopt(x->curl, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(x->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(x->curl, CURLOPT_TIMEOUT, 60L);
	curl_easy_setopt(x->curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(x->curl, CURLOPT_WRITEDATA, &x->body);
	curl_easy_setopt(x->curl, CURLOPT_HEADERFUNCTION, take);
	curl_easy_setopt(x->curl, CURLOPT_HEADERDATA, &x->head);
	if (c->as)
		add_header(x, text("Authorization: Bearer %s", caller_token(c->as)));
	if (c->key)
		add_header(x, text("Idempotency-Key: %s", c->key));
	add_header(x, "Expect:");
	if (c->body) {
		curl_easy_setopt(
		    x->curl, CURLOPT_POSTFIELDSIZE, (long)(c->len ? c->len : strlen(c->body)));
		curl_easy_setopt(x->curl, CURLOPT_POSTFIELDS, c->body);
		if (!c->headers[0] || strncasecmp(c->headers[0], "Content-Type:", 13) != 0)
			add_header(x, "Content-Type: application/json");
	} else if (strcmp(c->method, "GET") != 0) {
		add_header(x, "Content-Length: 0");
	}
	for (size_t i = 0; i < 4 && c->headers[i]; i++)
		add_header(x, c->headers[i]);
	curl_easy_setopt(x->curl, CURLOPT_HTTPHEADER, x->headers);
}

static void
put_quoted(struct buf *b, const char *s)
{
	struct json_object *o = json_object_new_string(s);

	ck_assert_ptr_nonnull(o);
	buf_puts(b, json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN));
	json_object_put(o);
}

/* What tests/support/seen.mjs reads; a body that is not JSON is left out. */
static void
note_exchange(const struct reply *r, const struct call *c)
{
	const char *path = getenv("BILLPORT_SEEN");
	struct buf b = buf_in(memory());
	ssize_t written;
	int fd;

	if (!path || !*path)
		return;
	buf_puts(&b, "{\"method\":");
	put_quoted(&b, c->method);
	buf_puts(&b, ",\"path\":");
	put_quoted(&b, c->path);
	buf_printf(&b, ",\"status\":%d,\"type\":", r->status);
	put_quoted(&b, r->type);
	if (r->json || r->len == 0) {
		buf_puts(&b, ",\"body\":");
		put_quoted(&b, r->body);
	}
	buf_puts(&b, "}\n");
	fd = open(path, O_WRONLY | O_APPEND | O_CREAT, 0644);
	ck_assert_int_ge(fd, 0);
	written = write(fd, b.data, b.len);
	ck_assert_int_eq(written, (ssize_t)b.len);
	close(fd);
}

static void drop_json(void *p) { json_object_put(p); }

static struct reply *
conclude(struct exchange *x, CURLcode code)
{
	struct reply *r = arena_alloc(memory(), sizeof(*r));
	const char *type = NULL;
	long status = 0;

	ck_assert_msg(code == CURLE_OK, "%s %s: %s", x->call->method, x->call->path,
	    curl_easy_strerror(code));
	curl_easy_getinfo(x->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(x->curl, CURLINFO_CONTENT_TYPE, &type);
	r->status = (int)status;
	r->head = x->head.data ? x->head.data : "";
	r->body = x->body.data ? x->body.data : "";
	r->len = x->body.len;
	r->type = type ? arena_strndup(memory(), type, strcspn(type, "; ")) : "";
	if (strcmp(r->type, "application/json") == 0 ||
	    strcmp(r->type, "application/problem+json") == 0) {
		r->json = json_tokener_parse(r->body);
		ck_assert_msg(r->json != NULL, "not JSON: %s", r->body);
		arena_defer(memory(), drop_json, r->json);
	}
	curl_slist_free_all(x->headers);
	curl_easy_cleanup(x->curl);
	note_exchange(r, x->call);
	return r;
}

struct reply *
api_call(const struct call *c)
{
	struct exchange x;

	prepare(&x, c);
	return conclude(&x, curl_easy_perform(x.curl));
}

struct reply *
api_get(struct caller *as, const char *path)
{
	return api_call(&(struct call){ .as = as, .method = "GET", .path = path });
}

struct reply *
api_post(struct caller *as, const char *path, const char *body)
{
	return api_call(&(struct call){
	    .as = as, .method = "POST", .path = path, .body = body, .key = fresh_key() });
}

void
api_together(const struct call *calls, struct reply **replies, size_t n)
{
	struct exchange *all = arena_array(memory(), struct exchange, n);
	CURLcode *codes = arena_array(memory(), CURLcode, n);
	CURLM *multi = curl_multi_init();
	int running = 1, left;
	CURLMsg *m;

	ck_assert_ptr_nonnull(multi);
	ck_assert_uint_le(n, TOGETHER_MAX);
	for (size_t i = 0; i < n; i++) {
		prepare(&all[i], &calls[i]);
		curl_easy_setopt(all[i].curl, CURLOPT_FRESH_CONNECT, 1L);
		ck_assert_int_eq(curl_multi_add_handle(multi, all[i].curl), CURLM_OK);
	}
	while (running) {
		ck_assert_int_eq(curl_multi_perform(multi, &running), CURLM_OK);
		if (running)
			curl_multi_poll(multi, NULL, 0, 100, NULL);
	}
	while ((m = curl_multi_info_read(multi, &left)) != NULL)
		for (size_t i = 0; i < n; i++)
			if (all[i].curl == m->easy_handle)
				codes[i] = m->data.result;
	for (size_t i = 0; i < n; i++) {
		curl_multi_remove_handle(multi, all[i].curl);
		replies[i] = conclude(&all[i], codes[i]);
	}
	curl_multi_cleanup(multi);
}

/* ---- who calls ---- */

/* The stack's status: {"signins": [{"tenant", "email", "password", "role"}]}. */
static struct json_object *
status(void)
{
	static struct json_object *kept;
	const char *path = getenv("BILLPORT_TEST_STATUS");

	ck_assert_msg(path && *path, "BILLPORT_TEST_STATUS is not set");
	if (!kept)
		kept = json_object_from_file(path);
	ck_assert_msg(kept != NULL, "%s is not JSON", path);
	return kept;
}

static const char *
field(struct json_object *o, const char *key)
{
	return json_object_get_string(json_object_object_get(o, key));
}

static const char *
credentials(const char *tenant, const char *role)
{
	struct json_object *list = json_object_object_get(status(), "signins");

	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *o = json_object_array_get_idx(list, i);

		if (strcmp(field(o, "tenant"), tenant) == 0 && strcmp(field(o, "role"), role) == 0)
			return text("{\"tenant\":\"%s\",\"email\":\"%s\",\"password\":\"%s\"}",
			    tenant, field(o, "email"), field(o, "password"));
	}
	ck_abort_msg("no sign-in of %s at %s in the stack's status", role, tenant);
	return "";
}

static struct caller *
add_caller(const char *tenant, const char *role)
{
	struct caller *c = &callers[caller_count++];

	ck_assert_uint_lt(caller_count, CALLERS);
	c->tenant = tenant;
	c->role = role;
	return c;
}

static void
renew(struct caller *c)
{
	struct reply *r = api_call(&(struct call){ .method = "POST", .path = "/api/v1/auth/login",
	    .body = credentials(c->tenant, c->role) });

	must_status(r, 200);
	ck_assert_int_lt(snprintf(c->token, sizeof(c->token), "%s", reply_str(r, "access_token")),
	    (int)sizeof(c->token));
	c->since = time(NULL);
}

struct caller *
api_sign_in(const char *tenant, const char *role)
{
	for (unsigned i = 0; i < caller_count; i++)
		if (callers[i].role && strcmp(callers[i].tenant, tenant) == 0 &&
		    strcmp(callers[i].role, role) == 0)
			return &callers[i];
	return add_caller(tenant, role);
}

struct caller *
api_with_token(const char *token)
{
	struct caller *c = add_caller(NULL, NULL);

	ck_assert_int_lt(snprintf(c->token, sizeof(c->token), "%s", token), (int)sizeof(c->token));
	return c;
}

const char *
caller_token(struct caller *c)
{
	if (c->role && (!*c->token || time(NULL) - c->since > RENEW_AFTER))
		renew(c);
	return c->token;
}

/* ---- looking into a reply ---- */

static struct json_object *
at(const struct reply *r, const char *path)
{
	struct json_object *o = r->json;
	char part[64];

	for (const char *p = path; o && *p; p += *p == '.') {
		size_t n = strcspn(p, ".");

		ck_assert_uint_lt(n, sizeof(part));
		memcpy(part, p, n);
		part[n] = '\0';
		p += n;
		if (json_object_is_type(o, json_type_array))
			o = json_object_array_get_idx(o, strtoul(part, NULL, 10));
		else
			o = json_object_is_type(o, json_type_object)
			    ? json_object_object_get(o, part)
			    : NULL;
	}
	return o;
}

static struct json_object *
must(const struct reply *r, const char *path, enum json_type type)
{
	struct json_object *o = at(r, path);

	ck_assert_msg(o && json_object_is_type(o, type), "no %s of that type in %d %s", path,
	    r->status, r->body);
	return o;
}

const char *
reply_str(const struct reply *r, const char *path)
{
	return json_object_get_string(must(r, path, json_type_string));
}

int64_t
reply_i64(const struct reply *r, const char *path)
{
	return json_object_get_int64(must(r, path, json_type_int));
}

bool
reply_bool(const struct reply *r, const char *path)
{
	return json_object_get_boolean(must(r, path, json_type_boolean));
}

size_t
reply_count(const struct reply *r, const char *path)
{
	return json_object_array_length(must(r, path, json_type_array));
}

bool
reply_has(const struct reply *r, const char *path)
{
	return at(r, path) != NULL;
}

const char *
reply_header(const struct reply *r, const char *name)
{
	size_t n = strlen(name);

	for (const char *line = r->head; line && *line; ) {
		const char *end = strchr(line, '\n');

		if (strncasecmp(line, name, n) == 0 && line[n] == ':') {
			line += n + 1 + strspn(line + n + 1, " ");
			return arena_strndup(memory(), line, strcspn(line, "\r\n"));
		}
		line = end ? end + 1 : NULL;
	}
	return NULL;
}

void
must_status(const struct reply *r, int wanted)
{
	ck_assert_msg(r->status == wanted, "%d instead of %d: %.2000s", r->status, wanted, r->body);
}

void
must_problem(const struct reply *r, int wanted, const char *slug)
{
	must_status(r, wanted);
	ck_assert_str_eq(r->type, "application/problem+json");
	ck_assert_msg(
	    strcmp(reply_str(r, "type"), text("https://billport.example/problems/%s", slug)) == 0,
	    "not %s: %s", slug, r->body);
	ck_assert_int_eq(reply_i64(r, "status"), wanted);
	ck_assert_uint_gt(strlen(reply_str(r, "title")), 0);
	ck_assert_uint_gt(strlen(reply_str(r, "detail")), 0);
	ck_assert_uint_gt(strlen(reply_str(r, "request_id")), 0);
}

void
must_fault(const struct reply *r, const char *pointer, const char *code)
{
	must_problem(r, 422, "input");
	for (size_t i = 0; i < reply_count(r, "errors"); i++)
		if (strcmp(reply_str(r, text("errors.%zu.pointer", i)), pointer) == 0 &&
		    (!code || strcmp(reply_str(r, text("errors.%zu.code", i)), code) == 0)) {
			ck_assert_uint_gt(strlen(reply_str(r, text("errors.%zu.message", i))), 0);
			return;
		}
	ck_abort_msg("no fault %s at %s in %s", code ? code : "", pointer, r->body);
}
