#include "app_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "log.h"

const char *
method_text(enum method m)
{
	static const char *const names[] = { "", "GET", "POST", "PUT", "PATCH", "DELETE" };

	return names[m];
}

static const char *
kind_text(enum route_kind k)
{
	static const char *const names[] = { "", "verdict", "public", "webhook", "internal" };

	return names[k];
}

static const char *
permission_text(enum permission p)
{
	if (p == SIGNED_IN)
		return "signed_in";
	if (p == NOBODY_ASKED)
		return "";
	return permission_name(p);
}

static void
refuse(const char *module, const struct route *r, const char *why)
{
	(void)fprintf(
	    stderr, "%s: route %s %s: %s\n", module, method_text(r->method), r->path, why);
	exit(1);
}

/* A route without a permission, a handler or a kind stops the process before it answers anyone. */
void
routes_check(const char *module, const struct route *routes, size_t count)
{
	size_t i, j;

	for (i = 0; i < count; i++) {
		const struct route *r = &routes[i];

		if (r->method == 0 || r->kind == 0 || r->handler == NULL || r->path == NULL ||
		    r->path[0] != '/')
			refuse(module, r, "incomplete");
		if (r->permission == PERM_FORGOTTEN)
			refuse(module, r, "no permission named");
		if ((r->permission == NOBODY_ASKED) == (r->kind == VERDICT))
			refuse(module, r, "permission and kind do not fit");
		for (j = 0; j < i; j++)
			if (routes[j].method == r->method && same_text(routes[j].path, r->path))
				refuse(module, r, "twice");
	}
}

void
routes_print(const char *module, const struct route *routes, size_t count)
{
	size_t i;

	printf("{\"module\": \"%s\", \"routes\": [", module);
	for (i = 0; i < count; i++) {
		const struct route *r = &routes[i];

		printf(
		    "%s\n  {\"method\": \"%s\", \"path\": \"%s\", \"kind\": \"%s\", \"permission\": \"%s\","
		    " \"or_permission\": \"%s\", \"pool\": \"%s\"%s}",
		    i > 0 ? "," : "", method_text(r->method), r->path, kind_text(r->kind),
		    permission_text(r->permission),
		    r->or_permission != PERM_FORGOTTEN ? permission_text(r->or_permission) : "",
		    r->pool == SLOW ? "slow" : "fast",
		    r->streams_body ? ", \"body\": \"streamed\"" : "");
	}
	printf("\n]}\n");
}

static bool
fits(const struct rq_private *p, const char *pattern)
{
	size_t i;

	for (i = 0; i < p->segment_count; i++) {
		const char *end;
		size_t n;

		if (*pattern++ != '/')
			return false;
		end = strchr(pattern, '/');
		n = end != NULL ? (size_t)(end - pattern) : strlen(pattern);
		if (pattern[0] != ':' &&
		    (strlen(p->segments[i]) != n || memcmp(p->segments[i], pattern, n) != 0))
			return false;
		pattern += n;
	}
	return *pattern == '\0';
}

const struct route *
route_match(struct rq *rq, const char **allow)
{
	struct rq_private *p = rq->p;
	struct buf b = buf_in(rq->cx.arena);
	size_t i;

	*allow = "";
	for (i = 0; i < p->route_count; i++) {
		if (!fits(p, p->routes[i].path))
			continue;
		if (p->routes[i].method == p->method)
			return &p->routes[i];
		buf_printf(&b, "%s%s", b.len > 0 ? ", " : "", method_text(p->routes[i].method));
		*allow = b.data;
	}
	return NULL;
}
