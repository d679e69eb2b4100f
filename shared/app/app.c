#include "app_private.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "audit.h"
#include "clock.h"
#include "counters.h"
#include "log.h"
#include "settings.h"

static int nowhere = -1;		/* a descriptor that no connection comes from */

/*
 * Leave after the request in hand.  accept() on descriptor 0 fails at once when the descriptor is
 * replaced; bodies and statements go on (SA_RESTART).
 */
static void
on_terminate(int sig)
{
	(void)sig;
	FCGX_ShutdownPending();
	(void)dup2(nowhere, 0);
}

static void
install_signals(void)
{
	static const int leave[] = { SIGTERM, SIGUSR1, SIGINT };
	struct sigaction sa;
	size_t i;

	nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
	memset(&sa, 0, sizeof sa);
	sa.sa_handler = on_terminate;
	sa.sa_flags = SA_RESTART;
	for (i = 0; i < COUNT(leave); i++)
		(void)sigaction(leave[i], &sa, NULL);
	sa.sa_handler = SIG_IGN;
	(void)sigaction(SIGPIPE, &sa, NULL);
}

static enum err
denied(struct rq *rq)
{
	const struct route *r = rq->route;

	audit_refusal(&rq->cx, &(struct audit){
		.action = "denied",
		.object_type = rq->p->segment_count > 2 ? rq->p->segments[2] : "request",
		.reason = r->permission != SIGNED_IN ? permission_name(r->permission) : NULL,
	});
	return fail(&rq->cx, E_FORBIDDEN, "Your roles do not allow this.");
}

/* The checks happen here, once; a handler never asks about its own route. */
static enum err
admit(struct rq *rq)
{
	const struct route *r = rq->route;
	struct cx *cx = &rq->cx;

	if (r->kind != VERDICT) {
		cx->who = (struct identity){ 0 };
		return db_set_tenant(cx, NULL);
	}
	if (cx->who.tenant_id == NULL)
		return fail(cx, E_UNAUTHENTICATED, "Sign in first.");
	TRY(db_set_tenant(cx, cx->who.tenant_id));
	if (r->permission != SIGNED_IN && !may(&cx->who.may, r->permission) &&
	    r->or_permission != SIGNED_IN &&
	    (r->or_permission == PERM_FORGOTTEN || !may(&cx->who.may, r->or_permission)))
		return denied(rq);
	return settings_load(cx);
}

static enum err
handle(struct rq *rq)
{
	const char *allow;

	TRY(input_parse(&rq->cx, "", 0, &rq->body));
	TRY(request_read(rq));
	rq->route = route_match(rq, &allow);
	if (rq->route == NULL && *allow == '\0')
		return fail(&rq->cx, E_NOT_FOUND, "Not found.");
	if (rq->route == NULL) {
		rq_set_header(rq, "Allow", allow);
		return fail(&rq->cx, E_METHOD, "This can be asked with %s only.", allow);
	}
	TRY(request_body(rq));
	TRY(admit(rq));
	return rq->route->handler(rq);
}

static enum err
out_of_memory(struct rq *rq)
{
	failure_clear(&rq->cx);
	rq->cx.request_id = request_id(rq);
	return fail(
	    &rq->cx, E_TOO_LARGE, "This is more than one request may hold. Ask for less at once.");
}

static void
write_log(struct rq *rq, int64_t began, struct db_counts before)
{
	struct db_counts after = db_counts(rq->cx.db);
	int64_t us = monotonic_now() - began;

	log_request(&(struct request_log){
	    .request_id = rq->cx.request_id,
	    .method = rq->p->method_name,
	    .route = rq->route != NULL ? rq->route->path : NULL,
	    .path = rq->p->path,
	    .tenant = rq->cx.who.tenant_code,
	    .actor = rq->cx.who.id,
	    .status = rq->p->status,
	    .us = us,
	    .db_us = (int64_t)(after.us - before.us),
	    .bytes = rq->p->bytes,
	    .statements = (unsigned)(after.statements - before.statements),
	    .reruns = (unsigned)(after.reruns - before.reruns),
	});
	if (rq->route != NULL)
		counters_add((size_t)(rq->route - rq->p->routes), rq->p->status, (uint64_t)us,
		    after.us - before.us, after.statements - before.statements);
}

static void
answer_request(struct rq *rq, enum err e)
{
	request_drain(rq);
	if (e != OK && !rq->p->streaming)
		answer_problem(rq, e);
	else if (e != OK)
		log_event(LOG_WARN, rq->cx.request_id, "cut", "%s", rq->cx.failure.detail);
	answer_send(rq);
}

static void
serve(FCGX_Request *fcgi, struct arena *arena, struct db *db, const char *module,
    const struct route *routes, size_t count)
{
	struct rq_private p = { .fcgi = fcgi,
		.routes = routes,
		.route_count = count,
		.module = module,
		.method_name = "?",
		.path = "?" };
	struct rq rq = { .cx = { .arena = arena, .db = db }, .p = &p };
	struct db_counts before = db_counts(db);
	int64_t began = monotonic_now();
	struct rq *volatile r = &rq;	/* survives the jump */

	if (setjmp(*arena_arm(arena)) == 0) {
		answer_request(r, handle(r));
	} else {
		(void)db_settle(&r->cx);
		arena_reset(arena);	/* what was asked for is gone; there is room to say so */
		r->cx.request_id = NULL;	/* read anew, by out_of_memory() */
		r->p->method_name = "?";
		r->p->path = "?";
		r->p->header_count = 0;
		r->route = NULL;
		r->cx.who = (struct identity){ 0 };
		if (setjmp(*arena_arm(arena)) == 0)
			answer_request(r, out_of_memory(r));
	}
	if (db_settle(&r->cx))
		log_event(
		    LOG_ERROR, r->cx.request_id, "bug", "a transaction or a result was left open");
	if (setjmp(*arena_arm(arena)) == 0)
		write_log(r, began, before);
	arena_disarm(arena);
	FCGX_Finish_r(fcgi);
	arena_reset(arena);
}

static int
run(const char *module, const struct route *routes, size_t count)
{
	struct arena *arena = arena_new(REQUEST_MEMORY);
	struct db *db = db_open();
	FCGX_Request fcgi;

	log_name(module);
	db_patience(db, 60);		/* half of nginx's: the problem is told, not guessed */
	install_signals();
	(void)setenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT", "200", 0);
	(void)setenv("LIBFCGI_IS_AF_UNIX_KEEPER_POLL_TIMEOUT", "200", 0);
	counters_open(module, routes, count);
	db_on_tx(db, counters_inside);
	if (arena == NULL || FCGX_Init() != 0 || FCGX_InitRequest(&fcgi, 0, 0) != 0)
		return 1;
	while (FCGX_Accept_r(&fcgi) == 0)
		serve(&fcgi, arena, db, module, routes, count);
	db_close(db);
	arena_free(arena);
	return 0;
}

int
app_run(const char *module, const struct route *routes, size_t count, int argc, char **argv)
{
	routes_check(module, routes, count);
	if (argc == 2 && strcmp(argv[1], "--routes") == 0) {
		routes_print(module, routes, count);
		return 0;
	}
	return run(module, routes, count);
}
