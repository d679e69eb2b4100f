#include "importing.h"
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "files.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

enum { PATIENCE = 1200 };		/* times 50 ms */

/* ---- the worker ---- */

pid_t
worker_start(struct fixture *f)
{
	const char *ours = getenv("BILLPORT_DB_PASSWORD_FILE");
	char self[4096], **env, *folder;
	char *argv[] = { fmt(f->cx.arena, "billport-worker"), NULL };
	ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
	size_t n = 0, kept = 0;
	pid_t pid;

	ck_assert_int_gt(len, 0);
	self[len] = '\0';
	folder = strstr(self, "/tests/db/");
	ck_assert(folder != NULL && ours != NULL);
	*folder = '\0';
	while (environ[n])
		n++;
	env = arena_array(f->cx.arena, char *, n + 3);
	for (size_t i = 0; i < n; i++)
		if (strncmp(environ[i], "BILLPORT_DB_USER=", 17) != 0 &&
		    strncmp(environ[i], "BILLPORT_DB_PASSWORD_FILE=", 26) != 0)
			env[kept++] = environ[i];
	env[kept++] = fmt(f->cx.arena, "BILLPORT_DB_USER=bp_worker");
	env[kept++] = fmt(f->cx.arena, "BILLPORT_DB_PASSWORD_FILE=%.*s/bp_worker",
	    (int)(strrchr(ours, '/') - ours), ours);
	ck_assert_int_eq(posix_spawn(&pid, fmt(f->cx.arena, "%s/bin/billport-worker", self), NULL,
			     NULL, argv, env),
	    0);
	return pid;
}

void
worker_end(pid_t pid, int signal_number)
{
	int status;

	ck_assert_int_eq(kill(pid, signal_number), 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
}

/* ---- an import ---- */

const char *
import_text(struct fixture *f, const char *id, const char *column)
{
	const struct row *row;

	ck_assert_int_eq(db_one(&f->cx, &row,
			     "select i.state, j.state job_state, i.index_job_id, x.state index_state,"
			     " j.failure from import i left join job j on j.id = i.job_id"
			     " left join job x on x.id = i.index_job_id where i.id = ?",
			     str(id)),
	    OK);
	return row_str(row, column);
}

const char *
import_prepared(struct fixture *f, const char *csv, size_t len, enum import_kind kind)
{
	struct new_import in = { .id = NULL };
	struct file_writer *w = file_begin(&f->cx);
	struct file_made made;

	ck_assert_int_eq(file_put(&f->cx, w, csv, len), OK);
	ck_assert_int_eq(file_end(&f->cx, w, "test.csv", "text/csv", &made), OK);
	ck_assert_int_eq(made.bytes, (int64_t)len);
	ck_assert_int_eq(import_describe(&f->cx, made.id, kind, NULL, &in.description), OK);
	fixture_must(f, create_import, &in);
	return in.id;
}

void
import_begin(struct fixture *f, const char *id)
{
	struct import_start s = { .id = id };

	fixture_must(f, start_import, &s);
}

/* Until it has ended, its index too. */
void
import_finish(struct fixture *f, const char *id)
{
	pid_t worker = worker_start(f);
	const char *state, *index;
	int turn = 0;

	for (; turn < PATIENCE; turn++) {
		state = import_text(f, id, "job_state");
		index = import_text(f, id, "index_state");
		if (!same_text(state, "running") && !same_text(state, "queued") &&
		    (index == NULL || same_text(index, "done")))
			break;
		(void)usleep(50000);
	}
	worker_end(worker, SIGTERM);
	ck_assert_int_lt(turn, PATIENCE);
	ck_assert_msg(same_text(import_text(f, id, "state"), "done"), "%s", import_text(f, id, "failure"));
}

const char *
import_text_file(struct fixture *f, const char *csv, enum import_kind kind)
{
	const char *id = import_prepared(f, csv, strlen(csv), kind);

	import_begin(f, id);
	import_finish(f, id);
	return id;
}

int64_t
import_i64(struct fixture *f, const char *id, const char *column)
{
	const struct row *row;

	ck_assert_int_eq(db_one(&f->cx, &row,
			     "select rows_in, created, updated, unchanged, refused, made_items,"
			     " in_minor, taken_minor, there_minor, refused_minor, next_line, made_reads, made_meters,"
			     " made_services, in_use_milli, taken_use_milli, there_use_milli, refused_use_milli"
			     " from import where id = ?",
			     str(id)),
	    OK);
	return row_i64(row, column);
}

void
import_counts(struct fixture *f, const char *id, int64_t created, int64_t updated, int64_t unchanged, int64_t refused)
{
	ck_assert_int_eq(import_i64(f, id, "created"), created);
	ck_assert_int_eq(import_i64(f, id, "updated"), updated);
	ck_assert_int_eq(import_i64(f, id, "unchanged"), unchanged);
	ck_assert_int_eq(import_i64(f, id, "refused"), refused);
	ck_assert_int_eq(import_i64(f, id, "rows_in"), created + updated + unchanged + refused);
	ck_assert_int_eq(fixture_i64(f, "select count(*) n from import_row where import_id = ?", str(id)),
	    import_i64(f, id, "rows_in"));
	ck_assert_int_eq(import_i64(f, id, "in_minor"), import_i64(f, id, "taken_minor") +
	    import_i64(f, id, "there_minor") + import_i64(f, id, "refused_minor"));
}

/* A refused line, and what is said of it. */
void
import_refused(struct fixture *f, const char *id, int64_t line, const char *words)
{
	const struct row *row;

	ck_assert_int_eq(db_maybe(&f->cx, &row,
			     "select errors_json from import_refusal where import_id = ? and line = ?",
			     str(id), i64(line)),
	    OK);
	ck_assert_msg(row && strstr(row_str(row, "errors_json"), words), "line %lld: %s",
	    (long long)line, row ? row_str(row, "errors_json") : "not refused");
}
