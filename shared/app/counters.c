#include "counters.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "app_private.h"
#include "log.h"

enum { MAGIC = 0x42504331, ROUTES_MAX = 96, LABEL = 112 };

struct slot {
	int32_t pid;
	int32_t inside;			/* in a transaction just now */
	struct route_counter routes[ROUTES_MAX];
};

struct counters {
	uint32_t magic, route_count;
	char module[32];
	char labels[ROUTES_MAX][LABEL];	/* method="GET",route="/api/v1/…" */
	struct slot slots[COUNTER_SLOTS];
};

static const double bounds[COUNTER_BUCKETS - 1] = { 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
	0.1, 0.25, 1, 5 };
static struct slot *mine;

static struct counters *
map_open(int fd, int protection)
{
	struct stat st;
	void *p;

	if (fstat(fd, &st) != 0 || st.st_size < (off_t)sizeof(struct counters))
		return NULL;
	p = mmap(NULL, sizeof(struct counters), protection, MAP_SHARED, fd, 0);
	return p != MAP_FAILED ? p : NULL;
}

static bool
same_table(const struct counters *c, const struct route *routes, size_t count)
{
	char label[LABEL];
	size_t i;

	if (c->magic != MAGIC || c->route_count != count)
		return false;
	for (i = 0; i < count; i++) {
		(void)snprintf(label, sizeof label, "method=\"%s\",route=\"%s\"",
		    method_text(routes[i].method), routes[i].path);
		if (strcmp(label, c->labels[i]) != 0)
			return false;
	}
	return true;
}

static void
write_table(struct counters *c, const char *module, const struct route *routes, size_t count)
{
	size_t i;

	memset(c, 0, sizeof *c);
	(void)snprintf(c->module, sizeof c->module, "%s", module);
	for (i = 0; i < count; i++)
		(void)snprintf(c->labels[i], LABEL, "method=\"%s\",route=\"%s\"",
		    method_text(routes[i].method), routes[i].path);
	c->route_count = (uint32_t)count;
	c->magic = MAGIC;
}

/* A slot of a process that is gone goes on counting where it stood: a sum must never fall. */
static struct slot *
take_slot(struct counters *c)
{
	size_t i;

	for (i = 0; i < COUNTER_SLOTS; i++) {
		struct slot *s = &c->slots[i];

		if (s->pid == 0 || (kill(s->pid, 0) != 0 && s->pid != getpid())) {
			s->pid = getpid();
			s->inside = 0;
			return s;
		}
	}
	return NULL;
}

void
counters_open(const char *module, const struct route *routes, size_t count)
{
	const char *folder = getenv("BILLPORT_RUN");
	char path[256];
	struct counters *c;
	int lock;

	if (folder == NULL || count > ROUTES_MAX)
		return;
	(void)snprintf(path, sizeof path, "%s/%s.counters", folder, module);
	lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (lock < 0 || flock(lock, LOCK_EX) != 0)
		return;
	c = ftruncate(lock, sizeof *c) == 0 ? map_open(lock, PROT_READ | PROT_WRITE) : NULL;
	if (c != NULL && !same_table(c, routes, count))
		write_table(c, module, routes, count);
	mine = c != NULL ? take_slot(c) : NULL;
	if (mine == NULL)
		log_event(
		    LOG_WARN, NULL, "counters", "no slot in %s: this process is not counted", path);
	(void)flock(lock, LOCK_UN);	/* the mapping keeps the file, and so the lock, alive */
	(void)close(lock);
}

void
counters_inside(bool inside)
{
	if (mine != NULL)
		mine->inside = inside;
}

void
counters_add(size_t route, int status, uint64_t us, uint64_t db_us, uint64_t statements)
{
	struct route_counter *r;
	size_t i;

	if (mine == NULL)
		return;
	r = &mine->routes[route];
	r->requests++;
	r->client_errors += status >= 400 && status < 500;
	r->server_errors += status >= 500;
	r->us += us;
	r->db_us += db_us;
	r->statements += statements;
	for (i = 0; i < COUNTER_BUCKETS - 1 && (double)us > bounds[i] * 1e6; i++)
		;
	r->buckets[i]++;
}

/* ---- reading ---- */

static struct route_counter
sum_slots(const struct counters *c, size_t route)
{
	struct route_counter sum = { 0 };
	size_t i, k;

	for (i = 0; i < COUNTER_SLOTS; i++) {
		const struct route_counter *r = &c->slots[i].routes[route];

		sum.requests += r->requests;
		sum.client_errors += r->client_errors;
		sum.server_errors += r->server_errors;
		sum.us += r->us;
		sum.db_us += r->db_us;
		sum.statements += r->statements;
		for (k = 0; k < COUNTER_BUCKETS; k++)
			sum.buckets[k] += r->buckets[k];
	}
	return sum;
}

static unsigned
alive(const struct counters *c)
{
	unsigned n = 0;
	size_t i;

	for (i = 0; i < COUNTER_SLOTS; i++)
		n += c->slots[i].pid != 0 && kill(c->slots[i].pid, 0) == 0;
	return n;
}

static void
put_route(struct buf *b, const struct counters *c, size_t i)
{
	struct route_counter s = sum_slots(c, i);
	unsigned long long so_far = 0;
	size_t k;

	for (k = 0; k < COUNTER_BUCKETS; k++) {
		so_far += s.buckets[k];
		if (k < COUNTER_BUCKETS - 1)
			buf_printf(b,
			    "billport_request_seconds_bucket{module=\"%s\",%s,le=\"%g\"} %llu\n",
			    c->module, c->labels[i], bounds[k], so_far);
		else
			buf_printf(b,
			    "billport_request_seconds_bucket{module=\"%s\",%s,le=\"+Inf\"} %llu\n",
			    c->module, c->labels[i], so_far);
	}
	buf_printf(b, "billport_request_seconds_sum{module=\"%s\",%s} %.6f\n", c->module,
	    c->labels[i], (double)s.us / 1e6);
	buf_printf(b, "billport_request_seconds_count{module=\"%s\",%s} %llu\n", c->module,
	    c->labels[i], (unsigned long long)s.requests);
	buf_printf(b, "billport_request_errors_total{module=\"%s\",%s,class=\"4xx\"} %llu\n",
	    c->module, c->labels[i], (unsigned long long)s.client_errors);
	buf_printf(b, "billport_request_errors_total{module=\"%s\",%s,class=\"5xx\"} %llu\n",
	    c->module, c->labels[i], (unsigned long long)s.server_errors);
	buf_printf(b, "billport_database_seconds_total{module=\"%s\",%s} %.6f\n", c->module,
	    c->labels[i], (double)s.db_us / 1e6);
	buf_printf(b, "billport_statements_total{module=\"%s\",%s} %llu\n", c->module, c->labels[i],
	    (unsigned long long)s.statements);
}

int
counters_look_inside(const char *folder, const char *module, int pid)
{
	char path[512];
	struct counters *c;
	int fd, found = -1;
	size_t i;

	(void)snprintf(path, sizeof path, "%s/%s.counters", folder, module);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	c = map_open(fd, PROT_READ);
	(void)close(fd);
	for (i = 0; c != NULL && i < COUNTER_SLOTS; i++)
		if (c->slots[i].pid != 0 && (pid == 0 || c->slots[i].pid == pid) &&
		    kill(c->slots[i].pid, 0) == 0)
			found = found == 1 || c->slots[i].inside != 0;
	if (c != NULL)
		(void)munmap(c, sizeof *c);
	return found;
}

void
counters_text(struct buf *b, const char *folder)
{
	static const char ending[] = ".counters";
	DIR *d = opendir(folder);
	struct dirent *entry;
	char path[512];
	size_t i, n;
	int fd;

	buf_puts(b,
	    "# TYPE billport_request_seconds histogram\n# TYPE billport_request_errors_total counter\n"
	    "# TYPE billport_database_seconds_total counter\n# TYPE billport_statements_total counter\n"
	    "# TYPE billport_processes gauge\n");
	while (d != NULL && (entry = readdir(d)) != NULL) {
		struct counters *c;

		n = strlen(entry->d_name);
		if (n <= sizeof ending - 1 ||
		    strcmp(entry->d_name + n - (sizeof ending - 1), ending) != 0)
			continue;
		(void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			continue;
		c = map_open(fd, PROT_READ);
		(void)close(fd);
		if (c == NULL)
			continue;
		buf_printf(b, "billport_processes{module=\"%s\"} %u\n", c->module, alive(c));
		for (i = 0; i < c->route_count && i < ROUTES_MAX; i++)
			put_route(b, c, i);
		(void)munmap(c, sizeof *c);
	}
	if (d != NULL)
		(void)closedir(d);
}
