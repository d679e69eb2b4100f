#include "beside.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "settings.h"
#include "text.h"

static void
child(const struct fixture *f, unsigned who, task *fn, void *arg)
{
	struct cx cx = f->cx;
	bool good;

	cx.arena = arena_new((size_t)64 << 20);
	cx.db = db_open();		/* the parent's is not ours to use */
	failure_clear(&cx);
	good = db_set_tenant(&cx, f->tenant_id) == OK && settings_load(&cx) == OK &&
	    fn(&cx, who, arg);
	if (!good)
		(void)fprintf(
		    stderr, "child %u: %s\n", who, cx.failure.detail ? cx.failure.detail : "no");
	db_close(cx.db);
	arena_free(cx.arena);
	_exit(!good);
}

static pid_t
begin(const struct fixture *f, unsigned who, task *fn, void *arg)
{
	pid_t pid = fork();

	if (pid < 0)
		abort();
	if (pid == 0)
		child(f, who, fn, arg);
	return pid;
}

unsigned
beside(const struct fixture *f, unsigned n, task *fn, void *arg)
{
	pid_t *pids = arena_array(f->cx.arena, pid_t, n);
	unsigned good = 0;

	for (unsigned i = 0; i < n; i++)
		pids[i] = begin(f, i, fn, arg);
	for (unsigned i = 0; i < n; i++)
		good += end_beside(pids[i], false);
	return good;
}

pid_t
begin_beside(const struct fixture *f, task *fn, void *arg)
{
	return begin(f, 0, fn, arg);
}

bool
end_beside(pid_t pid, bool kill_it)
{
	int status;

	if (kill_it)
		(void)kill(pid, SIGKILL);
	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void *
shared_memory(size_t n)
{
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		abort();
	return p;
}

/* The password file of another user lies beside ours. */
struct db *
open_as(const struct fixture *f, struct cx *cx, const char *user)
{
	const char *ours = getenv("BILLPORT_DB_PASSWORD_FILE"),
		   *slash = ours ? strrchr(ours, '/') : NULL;
	char password[256] = "";
	FILE *file;

	*cx = f->cx;
	failure_clear(cx);
	if (slash) {
		file = fopen(fmt(f->cx.arena, "%.*s/%s", (int)(slash - ours), ours, user), "r");
		if (!file || !fgets(password, sizeof password, file))
			abort();
		(void)fclose(file);
		password[strcspn(password, "\n")] = '\0';
	}
	cx->db = db_open_as(&(struct db_config){ .socket = getenv("BILLPORT_DB_SOCKET"),
	    .user = user,
	    .password = password,
	    .schema = "billport" });
	if (db_set_tenant(cx, f->tenant_id) != OK)
		abort();
	return cx->db;
}
