/*
 * A FastCGI client for tests: one request over a Unix socket, as nginx would send it.
 */
#ifndef BILLPORT_TEST_FCGI_H
#define BILLPORT_TEST_FCGI_H

#include <stddef.h>

struct fcgi_answer {
	int status;			/* 0: the connection ended without an answer */
	char head[4096];
	char *body;			/* malloc'd, NUL-ended */
	size_t len;
};

/* params: name, value, name, value, …, NULL.  announced < 0: the body's own length is announced;
 * fewer bytes than announced may be sent by a smaller body. */
struct fcgi_answer fcgi_request(
    const char *socket_path, const char *const *params, const char *body, size_t len);
void fcgi_free(struct fcgi_answer *);
/* A listening socket at the path. */
int fcgi_listen(const char *socket_path);

#endif
