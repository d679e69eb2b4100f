/* What the files of this room share; nobody else includes it. */
#ifndef BILLPORT_APP_PRIVATE_H
#define BILLPORT_APP_PRIVATE_H

#include <fcgiapp.h>
#include "app.h"
#include "text.h"

enum {
	QUERY_MAX = 48,
	SEGMENTS_MAX = 12,
	HEADERS_MAX = 16,
	BODY_MAX = 1 << 20,
	REQUEST_MEMORY = 64 << 20
};

struct pair { const char *name, *value; bool known; };

struct rq_private {
	FCGX_Request *fcgi;
	const struct route *routes;
	size_t route_count;
	const char *module, *path;
	enum method method;
	const char *method_name;
	const char *segments[SEGMENTS_MAX];	/* of the path, decoded */
	size_t segment_count;
	struct pair query[QUERY_MAX];
	size_t query_count;
	const char *raw_body;
	size_t raw_len;
	int64_t body_length, body_left;		/* of a body that the handler takes in pieces */
	bool not_found, no_version;		/* told by rq_valid() */
	/* the answer */
	int status;
	const char *type;
	const char *body;
	size_t len;
	struct pair headers[HEADERS_MAX];
	size_t header_count;
	bool streaming;				/* the head has left */
	bool gone;				/* the client has */
	int64_t bytes;
};

/* request.c */
const char *request_id(struct rq *);		/* nginx's, or a new one */
enum err request_read(struct rq *) MUST_USE;	/* path, query, identity; E_MALFORMED */
enum err request_body(struct rq *) MUST_USE;
void request_drain(struct rq *);		/* what a handler left of a streamed body */
/* answer.c */
void answer_clear(struct rq *);
void answer_problem(struct rq *, enum err);
void answer_send(struct rq *);
void answer_stream(struct rq *, const char *, size_t);	/* sends the head first */
/* route.c */
void routes_check(const char *module, const struct route *, size_t count);
void routes_print(const char *module, const struct route *, size_t count);
/* The route, or NULL with *allow the methods that the path has ("" where it is unknown). */
const struct route *route_match(struct rq *, const char **allow);
const char *method_text(enum method);

#endif
