#include "log.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "text.h"

/* A line stays under PIPE_BUF, so that lines of several processes never mix in a pipe. */
enum {
	LINE = 4096,
	TEXTS = LINE - 400,		/* where texts end: keys, numbers and the end follow */
	TEXT = 3072,
	FIELD = 512
};

struct line { size_t len; char data[LINE]; };

static char module_name[32] = "billport";

void
log_name(const char *module)
{
	snprintf(module_name, sizeof module_name, "%s", module);
}

static void
put(struct line *l, const char *s, size_t n)
{
	if (n > sizeof l->data - l->len)
		abort();		/* TEXTS is wrong */
	memcpy(l->data + l->len, s, n);
	l->len += n;
}

static void
puts_(struct line *l, const char *s)
{
	put(l, s, strlen(s));
}

/* At most max bytes of s, escaped; bytes that are not UTF-8 become U+FFFD. */
static void
put_text(struct line *l, const char *s, size_t max)
{
	size_t n = strlen(s), i, step;
	char hex[8];

	puts_(l, "\"");
	for (i = 0; i < n && i < max; i += step) {
		unsigned char c = (unsigned char)s[i];

		step = utf8_step(s + i, n - i);
		if (l->len > TEXTS)
			break;
		if (!step) {
			puts_(l, "\\ufffd");
			step = 1;
		} else if (c == '"' || c == '\\') {
			put(l, "\\", 1);
			put(l, s + i, 1);
		} else if (c < 0x20 || c == 0x7f) {
			snprintf(hex, sizeof hex, "\\u%04x", c);
			puts_(l, hex);
		} else {
			put(l, s + i, step);
		}
	}
	puts_(l, "\"");
}

static void
field(struct line *l, const char *key, const char *value)
{
	if (!value || l->len > TEXTS)
		return;
	puts_(l, ",\"");
	puts_(l, key);
	puts_(l, "\":");
	put_text(l, value, FIELD);
}

static void
number(struct line *l, const char *key, int64_t value)
{
	char digits[24], *p = digits + sizeof digits - 1;
	uint64_t n = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

	*p = '\0';
	do
		*--p = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	if (value < 0)
		*--p = '-';
	puts_(l, ",\"");
	puts_(l, key);
	puts_(l, "\":");
	puts_(l, p);
}

static void
begin(struct line *l, const char *level)
{
	int64_t now = real_now();
	time_t seconds = (time_t)(now / 1000000);
	struct tm tm;
	char at[64];
	size_t n;

	l->len = 0;
	gmtime_r(&seconds, &tm);
	n = strftime(at, sizeof at, "{\"at\":\"%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(at + n, sizeof at - n, ".%06dZ\"", (int)(now % 1000000));
	puts_(l, at);
	field(l, "level", level);
	field(l, "module", module_name);
}

static void
end(struct line *l)
{
	ssize_t n;

	puts_(l, "}\n");
	do
		n = write(STDERR_FILENO, l->data, l->len);
	while (n < 0 && errno == EINTR);
}

static void
event(const char *level, const char *request_id, const char *name, const char *text, va_list ap)
{
	struct line l;
	char said[TEXT];

	vsnprintf(said, sizeof said, text, ap);
	begin(&l, level);
	field(&l, "event", name);
	field(&l, "request_id", request_id);
	puts_(&l, ",\"text\":");
	put_text(&l, said, sizeof said);
	end(&l);
}

void
log_event(enum level level, const char *request_id, const char *name, const char *text, ...)
{
	static const char *const names[] = { "info", "warn", "error" };
	va_list ap;

	va_start(ap, text);
	event(names[level], request_id, name, text, ap);
	va_end(ap);
}

void
bug(const char *what, ...)
{
	va_list ap;

	va_start(ap, what);
	event("error", NULL, "bug", what, ap);
	va_end(ap);
	abort();
}

void
log_request(const struct request_log *r)
{
	struct line l;

	begin(&l, r->status >= 500 ? "error" : "info");
	field(&l, "event", "request");
	field(&l, "request_id", r->request_id);
	field(&l, "method", r->method);
	field(&l, "route", r->route);
	field(&l, "path", r->path);
	field(&l, "tenant", r->tenant);
	field(&l, "actor", r->actor);
	number(&l, "status", r->status);
	number(&l, "us", r->us);
	number(&l, "db_us", r->db_us);
	number(&l, "statements", r->statements);
	number(&l, "reruns", r->reruns);
	number(&l, "bytes", r->bytes);
	end(&l);
}
