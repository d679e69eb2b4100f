#include "app_private.h"

#include <stdio.h>
#include <string.h>

struct meaning { int status; const char *slug, *title; };

static const struct meaning meanings[E__COUNT] = {
	[OK] = { 200, "none", "OK" },
	[E_MALFORMED] = { 400, "malformed", "The request is malformed" },
	[E_UNAUTHENTICATED] = { 401, "unauthenticated", "Sign in first" },
	[E_FORBIDDEN] = { 403, "forbidden", "Not allowed" },
	[E_NOT_FOUND] = { 404, "not-found", "Not found" },
	[E_METHOD] = { 405, "method", "This cannot be done here" },
	[E_CONFLICT] = { 409, "conflict", "The state of things forbids it" },
	[E_BUSY] = { 409, "busy", "The same request is still under way" },
	[E_STALE] = { 412, "stale", "Somebody changed it in the meantime" },
	[E_TOO_LARGE] = { 413, "too-large", "Too large" },
	[E_MEDIA] = { 415, "media-type", "Wrong kind of content" },
	[E_INPUT] = { 422, "input", "Some of the input is wrong" },
	[E_KEY_REUSED] = { 422, "key-reused", "The idempotency key was used for another request" },
	[E_NO_VERSION] = { 428, "version-required", "Say which version you changed" },
	[E_LIMIT] = { 429, "limit", "Too many requests" },
	[E_INTERNAL] = { 500, "internal", "Something went wrong on our side" },
	[E_STORAGE] = { 503, "storage", "Temporarily unavailable" },
	[E_RERUN] = { 503, "storage", "Temporarily unavailable" },
};

int
err_status(enum err e)
{
	return meanings[e].status;
}

static const char *
reason_of(int status)
{
	static const struct { int status; const char *text; } reasons[] = {
		{ 200, "OK" }, { 201, "Created" }, { 202, "Accepted" }, { 204, "No Content" },
		{ 304, "Not Modified" }, { 401, "Unauthorized" }, { 403, "Forbidden" },
	};
	size_t i;

	for (i = 0; i < COUNT(reasons); i++)
		if (reasons[i].status == status)
			return reasons[i].text;
	return status < 400 ? "OK" : "Error";
}

void
rq_set_header(struct rq *rq, const char *name, const char *value)
{
	struct rq_private *p = rq->p;

	if (p->header_count < HEADERS_MAX)
		p->headers[p->header_count++] = (struct pair){ .name = name, .value = value };
}

void
answer_clear(struct rq *rq)
{
	rq->p->status = 0;
	rq->p->body = NULL;
	rq->p->len = 0;
	rq->p->header_count = 0;
}

static enum err
answer(struct rq *rq, int status, const char *type, const char *body, size_t len)
{
	rq->p->status = status;
	rq->p->type = type;
	rq->p->body = body;
	rq->p->len = len;
	return OK;
}

void
answer_problem(struct rq *rq, enum err e)
{
	const struct meaning *m = &meanings[e];
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	const struct fault *f;

	json_begin(&j);
	json_put_str(
	    &j, "type", fmt(rq->cx.arena, "https://billport.example/problems/%s", m->slug));
	json_put_str(&j, "title", m->title);
	json_put_i64(&j, "status", m->status);
	json_put_str(
	    &j, "detail", rq->cx.failure.detail != NULL ? rq->cx.failure.detail : m->title);
	json_put_str(&j, "request_id", rq->cx.request_id);
	if (rq->cx.failure.first != NULL && e == E_INPUT) {
		json_key(&j, "errors");
		json_begin_list(&j);
		for (f = rq->cx.failure.first; f != NULL; f = f->next) {
			json_begin(&j);
			json_put_str(&j, "pointer", f->pointer);
			json_put_str(&j, "code", f->code);
			json_put_str(&j, "message", f->message);
			json_end(&j);
		}
		json_end_list(&j);
	}
	json_end(&j);
	(void)answer(rq, m->status, "application/problem+json", b.data, b.len);
}

static void
put_head(struct rq *rq, struct buf *b)
{
	struct rq_private *p = rq->p;
	bool kept = false;		/* the handler says how long */
	size_t i;

	buf_printf(b, "Status: %d %s\r\n", p->status, reason_of(p->status));
	if (p->type != NULL && p->status != 204)
		buf_printf(b, "Content-Type: %s\r\n", p->type);
	for (i = 0; i < p->header_count; i++) {
		buf_printf(b, "%s: %s\r\n", p->headers[i].name, p->headers[i].value);
		kept |= same_text(p->headers[i].name, "Cache-Control") ||
		    same_text(p->headers[i].name, "X-Accel-Expires");
	}
	if (!kept)
		buf_puts(b, "Cache-Control: no-store\r\n");
}

void
answer_send(struct rq *rq)
{
	struct rq_private *p = rq->p;
	struct buf b = buf_in(rq->cx.arena);

	if (p->streaming)
		return;
	put_head(rq, &b);
	if (p->status != 204)
		buf_printf(&b, "Content-Length: %zu\r\n", p->len);
	buf_puts(&b, "\r\n");
	if (p->body != NULL)
		buf_put(&b, p->body, p->len);
	p->bytes = (int64_t)p->len;
	p->gone = FCGX_PutStr(b.data, (int)b.len, p->fcgi->out) < 0;
}

void
answer_stream(struct rq *rq, const char *data, size_t len)
{
	struct rq_private *p = rq->p;
	struct buf b = buf_in(rq->cx.arena);

	if (!p->streaming) {
		put_head(rq, &b);
		buf_puts(&b, "\r\n");
		p->streaming = true;
		p->gone = FCGX_PutStr(b.data, (int)b.len, p->fcgi->out) < 0;
	}
	if (!p->gone && len > 0)
		p->gone = FCGX_PutStr(data, (int)len, p->fcgi->out) < 0;
	p->bytes += (int64_t)len;
}

/* ---- what handlers answer with ---- */

struct j
j_str(const char *key, const char *s)
{
	return (struct j){ .key = key, .kind = s != NULL ? J_STR : J_NULL, .s = s };
}

struct j
j_i64(const char *key, int64_t i)
{
	return (struct j){ .key = key, .kind = J_I64, .i = i };
}

struct j
j_bool(const char *key, bool b)
{
	return (struct j){ .key = key, .kind = J_BOOL, .i = b };
}

struct j
j_money(const char *key, int64_t minor)
{
	return (struct j){ .key = key, .kind = J_MONEY, .i = minor };
}

struct j
j_raw(const char *key, const char *json)
{
	return (struct j){ .key = key, .kind = json != NULL ? J_RAW : J_NULL, .s = json };
}

enum err
rq_json_(struct rq *rq, int status, const struct j *fields, size_t n)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);
	size_t i;

	json_begin(&j);
	for (i = 0; i < n; i++) {
		json_key(&j, fields[i].key);
		switch (fields[i].kind) {
		case J_STR: json_str(&j, fields[i].s); break;
		case J_I64: json_i64(&j, fields[i].i); break;
		case J_BOOL: json_bool(&j, fields[i].i != 0); break;
		case J_MONEY: json_money(&j, fields[i].i, rq->cx.who.currency); break;
		case J_RAW: json_raw(&j, fields[i].s); break;
		case J_NULL: json_null(&j); break;
		}
	}
	json_end(&j);
	return answer(rq, status, "application/json", b.data, b.len);
}

enum err
rq_json_text(struct rq *rq, int status, const char *json)
{
	return answer(rq, status, "application/json", json, strlen(json));
}

enum err
rq_empty(struct rq *rq, int status)
{
	return answer(rq, status, NULL, NULL, 0);
}

enum err
rq_bytes(
    struct rq *rq, int status, const char *type, const char *filename, const void *data, size_t len)
{
	if (filename != NULL)
		rq_set_header(rq, "Content-Disposition",
		    fmt(rq->cx.arena, "inline; filename=\"%s\"", filename));
	return answer(rq, status, type, data, len);
}

bool
rq_stream(struct rq *rq, const char *type, const char *filename, const void *data, size_t len)
{
	if (!rq->p->streaming) {
		rq->p->status = 200;
		rq->p->type = type;
		rq_set_header(rq, "Content-Disposition",
		    fmt(rq->cx.arena, "attachment; filename=\"%s\"", filename));
	}
	answer_stream(rq, data, len);
	return !rq->p->gone;
}
