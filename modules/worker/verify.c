#include "worker.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "alert_check.h"
#include "clock.h"
#include "log.h"
#include "text.h"
#include "tree.h"

enum { NIGHT_HOUR = 2, PULSE_MS = 5000, OUTPUT_MAX = 256 * 1024 };

/* ---- once a night ---- */

enum err
enqueue_verify(struct cx *cx)
{
	const char *id;

	TRY(job_daily_due(cx, "verify", NIGHT_HOUR, NIGHT_HOUR, &id));
	return id ? job_daily_enqueue(cx, "verify", id) : OK;
}

/* ---- running the command ---- */

struct child { pid_t pid; int out; };

/* The folder of a path, with its slash. */
static const char *
folder_of(struct cx *cx, const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? arena_strndup(cx->arena, path, (size_t)(slash - path) + 1) : "";
}

/* The environment of the child: ours, as the database user bp_verify. */
static char **
environment(struct cx *cx)
{
	const char *password = getenv("BILLPORT_VERIFY_PASSWORD_FILE");
	const char *ours = getenv("BILLPORT_DB_PASSWORD_FILE");
	size_t n = 0, kept = 0;
	char **env;

	if (!password && ours)
		password = fmt(cx->arena, "%sbp_verify", folder_of(cx, ours));
	while (environ[n])
		n++;
	env = arena_array(cx->arena, char *, n + 3);
	for (size_t i = 0; i < n; i++)
		if (strncmp(environ[i], "BILLPORT_DB_USER=", 17) != 0 &&
		    strncmp(environ[i], "BILLPORT_DB_PASSWORD_FILE=", 26) != 0)
			env[kept++] = environ[i];
	env[kept++] = fmt(cx->arena, "BILLPORT_DB_USER=bp_verify");
	env[kept++] = fmt(cx->arena, "BILLPORT_DB_PASSWORD_FILE=%s", password ? password : "");
	return env;
}

static const char *
program(struct cx *cx)
{
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);

	if (n <= 0)
		return "billport-verify";
	self[n] = '\0';
	return fmt(cx->arena, "%sbillport-verify", folder_of(cx, self));
}

static enum err
start(struct cx *cx, struct child *child)
{
	const char *path = program(cx);
	char *argv[] = { arena_strdup(cx->arena, path), fmt(cx->arena, "--json"),
		fmt(cx->arena, "%s", cx->who.tenant_code), NULL };
	posix_spawn_file_actions_t actions;
	int ends[2], rc;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return fail(cx, E_INTERNAL, "The check could not be started.");
	(void)posix_spawn_file_actions_init(&actions);
	(void)posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	rc = posix_spawn(&child->pid, path, &actions, NULL, argv, environment(cx));
	(void)posix_spawn_file_actions_destroy(&actions);
	(void)close(ends[1]);
	child->out = ends[0];
	if (rc != 0) {
		(void)close(ends[0]);
		log_event(LOG_ERROR, cx->request_id, "verify", "%s: %s", path, strerror(rc));
		return fail(cx, E_INTERNAL, "The check could not be started.");
	}
	return OK;
}

struct beat { struct job *job; };

static enum err
keep_lease(struct cx *cx, void *arg)
{
	struct beat *b = arg;

	return job_progress(cx, b->job, 0, -1, NULL);
}

/* All it writes; the lease is kept while it works. */
static enum err
listen_to(struct cx *cx, struct job *job, const struct child *child, struct buf *out)
{
	struct beat beat = { job };
	char part[4096];
	ssize_t n;

	for (;;) {
		struct pollfd p = { .fd = child->out, .events = POLLIN };
		int ready = poll(&p, 1, PULSE_MS);

		if (worker_stop)
			return fail(cx, E_BUSY, "The worker is leaving.");
		if (ready == 0)
			TRY(db_tx(cx, keep_lease, &beat));
		if (ready <= 0)
			continue;
		n = read(child->out, part, sizeof part);
		if (n == 0)
			return OK;
		if (n > 0 && out->len < OUTPUT_MAX)
			buf_put(out, part, (size_t)n);
		else if (n < 0 && errno != EINTR)
			return fail(cx, E_INTERNAL, "The check could not be heard.");
	}
}

/* Its exit status, if it was heard to the end. */
static enum err
end(const struct child *child, enum err e, int *exit_status)
{
	int status = 0;

	(void)close(child->out);
	if (e != OK)
		(void)kill(child->pid, SIGKILL);
	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		;
	*exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	return e;
}

struct told { struct job *job; const char *json; };

static enum err
finish(struct cx *cx, void *arg)
{
	struct told *t = arg;

	return job_finish(cx, t->job, t->json);
}

/* ---- whom it concerns ---- */

#define VERIFY_ALERT "Nightly check of the books"
enum { CHECKS_NAMED = 3 };

/* "receivable_open (2), rollup_bills (1) and 4 more"; "" where the answer cannot be read. */
static const char *
differing(struct cx *cx, const char *json)
{
	struct buf b = buf_in(cx->arena);
	const struct tree *answer, *checks;
	size_t n = 0;

	buf_puts(&b, "");
	if (tree_parse(cx, json, strlen(json), &answer) != OK) {
		failure_clear(cx);
		return b.data;
	}
	checks = tree_member(answer, "checks");
	for (size_t i = 0; checks && i < checks->n; i++) {
		const struct tree *name = tree_member(&checks->items[i], "check");
		const struct tree *differ = tree_member(&checks->items[i], "differ");

		if (!name || !differ || same_text(differ->text, "0"))
			continue;
		if (++n <= CHECKS_NAMED)
			buf_printf(&b, "%s%s (%s)", n > 1 ? ", " : "", name->text, differ->text);
	}
	if (n > CHECKS_NAMED)
		buf_printf(&b, " and %zu more", n - CHECKS_NAMED);
	return b.data;
}

/* The administrators hear of it at once, and again only when it was over in between. */
static enum err
tell_of_it(struct cx *cx, const char *json)
{
	const char *what = differing(cx, json);

	return system_alert(cx, VERIFY_ALERT, fmt(cx->arena,
	    "The nightly check found that the books do not agree%s%s. Nothing was changed. Ask whoever"
	    " operates Billport to run billport-verify and look at the log.",
	    *what ? ": " : "", what), NULL);
}

enum err
run_verify(struct cx *cx, struct job *job)
{
	struct buf out = buf_in(cx->arena);
	struct told told = { job, NULL };
	struct child child;
	int status;

	TRY(start(cx, &child));
	TRY(end(&child, listen_to(cx, job, &child, &out), &status));
	told.json = out.data ? out.data : "{}";
	if (status == 1) {
		log_event(
		    LOG_ERROR, job->id, "verify", "tenant %s: %s", cx->who.tenant_code, told.json);
		TRY(tell_of_it(cx, told.json));
		return fail(cx, E_CONFLICT, "The books do not agree; the log says where.");
	}
	if (status != 0)
		return fail(cx, E_INTERNAL, "The check could not be carried out.");
	TRY(system_alert_over(cx, VERIFY_ALERT));
	return db_tx(cx, finish, &told);
}
