#include "fcgi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { BEGIN = 1, END = 3, PARAMS = 4, STDIN = 5, STDOUT = 6, PART = 32000 };

static int
open_socket(const char *path, int (*use)(int, const struct sockaddr *, socklen_t))
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	if (fd >= 0 && use(fd, (const struct sockaddr *)&address, sizeof address) != 0) {
		(void)close(fd);
		fd = -1;
	}
	return fd;
}

int
fcgi_listen(const char *path)
{
	int fd;

	(void)unlink(path);
	fd = open_socket(path, bind);
	if (fd >= 0 && listen(fd, 64) != 0)
		abort();
	return fd;
}

static void
put(int fd, const void *data, size_t n)
{
	const char *p = data;

	while (n > 0) {
		ssize_t w = write(fd, p, n);

		if (w <= 0)
			return;
		p += w;
		n -= (size_t)w;
	}
}

static void
record(int fd, int type, const void *data, size_t n)
{
	unsigned char head[8] = { 1, (unsigned char)type, 0, 1, (unsigned char)(n >> 8),
		(unsigned char)n, 0, 0 };

	put(fd, head, sizeof head);
	put(fd, data, n);
}

static size_t
put_length(unsigned char *out, size_t n)
{
	if (n < 128) {
		out[0] = (unsigned char)n;
		return 1;
	}
	out[0] = (unsigned char)(0x80 | (n >> 24));
	out[1] = (unsigned char)(n >> 16);
	out[2] = (unsigned char)(n >> 8);
	out[3] = (unsigned char)n;
	return 4;
}

static int
get(int fd, void *data, size_t n)
{
	char *p = data;

	while (n > 0) {
		ssize_t r = read(fd, p, n);

		if (r <= 0)
			return 0;
		p += r;
		n -= (size_t)r;
	}
	return 1;
}

static void
read_answer(int fd, struct fcgi_answer *a)
{
	unsigned char head[8];
	char *all = calloc(1, 1), *end;
	size_t len = 0;

	while (get(fd, head, sizeof head)) {
		size_t n = (size_t)head[4] << 8 | head[5], padding = head[6];
		char part[65536 + 256];

		if (!get(fd, part, n + padding) || head[1] == END)
			break;
		if (head[1] == STDOUT && n > 0) {
			all = realloc(all, len + n + 1);
			memcpy(all + len, part, n);
			len += n;
			all[len] = '\0';
		}
	}
	end = strstr(all, "\r\n\r\n");
	if (end != NULL) {
		(void)snprintf(a->head, sizeof a->head, "%.*s", (int)(end - all), all);
		a->len = len - (size_t)(end + 4 - all);
		a->body = malloc(a->len + 1);
		memcpy(a->body, end + 4, a->len + 1);
		(void)sscanf(a->head, "Status: %d", &a->status);
	}
	free(all);
}

struct fcgi_answer
fcgi_request(const char *path, const char *const *params, const char *body, size_t len)
{
	static const unsigned char responder[8] = { 0, 1, 0, 0, 0, 0, 0, 0 };
	struct fcgi_answer a = { 0 };
	int fd = open_socket(path, connect);
	unsigned char pair[9000];
	size_t sent;

	if (fd < 0)
		return a;
	record(fd, BEGIN, responder, sizeof responder);
	for (; params[0] != NULL; params += 2) {
		size_t n = strlen(params[0]), v = strlen(params[1]), at;

		at = put_length(pair, n);
		at += put_length(pair + at, v);
		memcpy(pair + at, params[0], n);
		memcpy(pair + at + n, params[1], v);
		record(fd, PARAMS, pair, at + n + v);
	}
	record(fd, PARAMS, "", 0);
	for (sent = 0; sent < len; sent += PART)
		record(fd, STDIN, body + sent, len - sent < PART ? len - sent : PART);
	record(fd, STDIN, "", 0);
	read_answer(fd, &a);
	(void)close(fd);
	return a;
}

void
fcgi_free(struct fcgi_answer *a)
{
	free(a->body);
	a->body = NULL;
}
