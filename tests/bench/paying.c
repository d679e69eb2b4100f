/*
 * Payments through the operation, without HTTP: what appending facts costs a write.  Linked twice: as it
 * is, and with a metric_change() that does nothing (paying_bare.c).
 *
 *   build/bench/paying TENANT PROCESSES SECONDS < accounts-and-receivables
 *
 * Each process pays one minor unit at a time, of bills of its own.  Prints payments a second.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "clock.h"
#include "db.h"
#include "payment.h"
#include "settings.h"
#include "tenant.h"
#include "text.h"

enum { BILLS = 4000 };

static struct { char account[37], receivable[37]; } bill[BILLS];
static size_t bills;

static bool
opened(struct cx *cx, const char *tenant)
{
	memset(cx, 0, sizeof *cx);
	cx->arena = arena_new((size_t)64 << 20);
	cx->db = db_open();
	cx->who.kind = ACTOR_SYSTEM;
	cx->who.name = "Bench";
	cx->request_id = "bench";
	return cx->arena && cx->db && enter_tenant(cx, tenant) == OK && settings_load(cx) == OK;
}

static bool
pays_until(const char *tenant, unsigned who, unsigned of, int64_t until, _Atomic long *count)
{
	struct cx cx;
	struct identity as;

	if (!opened(&cx, tenant))
		return false;
	as = cx.who;
	as.tenant_id = strdup(as.tenant_id);	/* the arena is reset below */
	as.currency = strdup(as.currency);
	as.zone = strdup(as.zone);
	as.locale = strdup(as.locale);
	for (size_t i = who; monotonic_now() < until; i = (i + of) % bills) {
		struct paying what = { bill[i].receivable, 1 };
		struct recording in = { .account_id = bill[i].account, .amount_minor = 1, .method = "cash",
			.received_minor = -1, .paying = &what, .count = 1 };

		if (db_tx(&cx, record_payment, &in) != OK) {
			(void)fprintf(stderr, "paying: %s\n", cx.failure.detail ? cx.failure.detail : "it failed");
			return false;
		}
		atomic_fetch_add(count, 1);
		arena_reset(cx.arena);
		cx.who = as;
	}
	return true;
}

int
main(int argc, char **argv)
{
	_Atomic long *count = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	long processes = argc == 4 ? strtol(argv[2], NULL, 10) : 0, seconds = argc == 4 ? strtol(argv[3], NULL, 10) : 0;
	int64_t began = monotonic_now(), until = began + seconds * 1000000;
	int status, bad = 0;

	while (bills < BILLS && scanf("%36s %36s", bill[bills].account, bill[bills].receivable) == 2)
		bills++;
	if (bills == 0 || processes < 1 || seconds < 1 || count == MAP_FAILED)
		return 2;
	for (long i = 0; i < processes; i++)
		if (fork() == 0)
			_exit(!pays_until(argv[1], (unsigned)i, (unsigned)processes, until, count));
	while (wait(&status) > 0)
		bad |= status != 0;
	printf("%.1f\n", (double)atomic_load(count) * 1e6 / (double)(monotonic_now() - began));
	return bad;
}
