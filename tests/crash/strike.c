/*
 * Kill a process, and tell whether it was inside a transaction when it died.
 *
 *   strike RUN_FOLDER MODULE PID
 *
 * It is stopped first, so that what its flag says is where it dies.  The flag is the process's own in
 * RUN_FOLDER/MODULE.counters; for a process without one (mariadbd) it is whether any process of
 * MODULE was inside.  Prints 1 or 0.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "counters.h"

static char
state_of(int pid)
{
	char path[64], text[512] = "", *end;
	FILE *f;

	(void)snprintf(path, sizeof path, "/proc/%d/stat", pid);
	f = fopen(path, "r");
	if (f == NULL)
		return 'X';
	if (fgets(text, sizeof text, f) == NULL)
		text[0] = '\0';
	(void)fclose(f);
	end = strrchr(text, ')');
	return end != NULL && end[1] != '\0' ? end[2] : 'X';
}

int
main(int argc, char **argv)
{
	const struct timespec a_little = { 0, 20000 };
	int pid, inside, i;

	if (argc != 4) {
		(void)fputs("usage: strike RUN_FOLDER MODULE PID\n", stderr);
		return 2;
	}
	pid = (int)strtol(argv[3], NULL, 10);
	if (pid < 2 || kill(pid, SIGSTOP) != 0)
		return 1;
	for (i = 0; i < 50000 && strchr("TtX", state_of(pid)) == NULL; i++)
		(void)nanosleep(&a_little, NULL);
	inside = counters_look_inside(argv[1], argv[2], pid);
	if (inside < 0)
		inside = counters_look_inside(argv[1], argv[2], 0) > 0;
	if (kill(pid, SIGKILL) != 0)
		return 1;
	(void)printf("%d\n", inside);
	return 0;
}
