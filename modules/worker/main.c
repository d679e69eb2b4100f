/*
 * worker: everything that outlives a request.  Start at worker_kinds[] and worker_chores[] in
 * kinds.c; it is all this process does.
 */
#include "worker.h"
#include <signal.h>
#include "log.h"

volatile int worker_stop;

static void
leave(int signal_number)
{
	(void)signal_number;
	worker_stop = 1;
}

int
main(void)
{
	struct sigaction on_leave = { .sa_handler = leave, .sa_flags = SA_RESTART };
	struct sigaction on_pipe = { .sa_handler = SIG_IGN };

	(void)sigaction(SIGTERM, &on_leave, NULL);
	(void)sigaction(SIGINT, &on_leave, NULL);
	(void)sigaction(SIGPIPE, &on_pipe, NULL);
	log_name("worker");
	return jobs_run(
	    worker_kinds, worker_kind_count, worker_chores, worker_chore_count, &worker_stop);
}
