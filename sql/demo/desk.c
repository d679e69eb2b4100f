#include "desk.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "clock.h"
#include "settings.h"
#include "text.h"

enum { ARENA_MAX = 64 << 20 };

static void *
shared_memory(size_t n)
{
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		abort();
	return p;
}

struct ids *
ids_for(const struct plan *p)
{
	struct ids *ids = shared_memory(sizeof *ids);

	ids->account = shared_memory(p->account_count * sizeof *ids->account + 1);
	ids->bill = shared_memory(p->bill_count * sizeof *ids->bill + 1);
	return ids;
}

/* A clock of our own, named by the environment as the test stack's is, and on no disk. */
static int64_t *
own_clock(void)
{
	char path[32];
	int fd = memfd_create("billport-demo-clock", MFD_CLOEXEC);
	void *map = MAP_FAILED;

	if (fd >= 0 && ftruncate(fd, sizeof(int64_t)) == 0)
		map = mmap(NULL, sizeof(int64_t), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (map == MAP_FAILED || setenv("BILLPORT_CLOCK", path, 1) != 0) {
		perror("billport-demo-data: clock");
		exit(1);
	}
	(void)business_now();		/* core maps it now */
	close(fd);
	return map;
}

void
desk_open(struct desk *d, const struct plan *plan, struct ids *ids)
{
	*d = (struct desk){ .plan = plan, .ids = ids };
	d->clock = own_clock();
	d->cx.arena = arena_new(ARENA_MAX);
	d->cx.db = db_open();
	if (d->cx.arena == NULL || d->cx.db == NULL) {
		(void)fprintf(stderr, "billport-demo-data: no memory or no database\n");
		exit(1);
	}
}

void
desk_close(struct desk *d)
{
	db_close(d->cx.db);
	arena_free(d->cx.arena);
}

void
desk_as(struct desk *d, int staff)
{
	struct identity *who = &d->cx.who;
	static const enum permission able[] = {
		CAN_READ_PAYMENTS,
		CAN_RECORD_PAYMENT,
		CAN_VOID_PAYMENT,
		CAN_READ_CONSUMERS,
		CAN_READ_BILLS,
		CAN_OVERRIDE_PLAN_FLOOR,
	};

	who->kind = staff < 0 ? ACTOR_SYSTEM : ACTOR_USER;
	who->id = staff < 0 ? NULL : d->ids->staff[staff];
	who->name = staff < 0 ? "Onboarding" : d->plan->is->staff[staff].name;
	for (size_t i = 0; i < COUNT(able); i++)
		permissions_add(&who->may, able[i]);
}

int
desk_staff(const struct desk *d, const char *role)
{
	for (size_t i = 0; i < d->plan->is->staff_count; i++)
		if (same_text(d->plan->is->staff[i].role, role))
			return (int)i;
	abort();
}

enum err
desk_enter(struct desk *d, int staff)
{
	const struct profile *is = d->plan->is;
	struct identity *who = &d->cx.who;

	who->tenant_id = d->ids->tenant;
	who->tenant_code = is->code;
	who->currency = is->currency;
	who->zone = is->zone;
	who->locale = is->locale;
	who->settings_version = d->ids->settings_version;
	desk_as(d, staff);
	TRY(db_set_tenant(&d->cx, d->ids->tenant));
	return settings_load(&d->cx);
}

void
desk_time(struct desk *d, int64_t at)
{
	*d->clock = at - real_now();
}

enum err
desk_tx(struct desk *d, tx_fn *fn, void *arg)
{
	enum err e = db_tx(&d->cx, fn, arg);

	/* A batch is large, and so is what others can change under it. */
	for (int again = 0; e == E_STORAGE && again < 5; again++) {
		failure_clear(&d->cx);
		arena_reset(d->cx.arena);
		TRY(db_set_tenant(&d->cx, d->ids->tenant));
		e = db_tx(&d->cx, fn, arg);
	}
	if (e != OK) {
		(void)fprintf(stderr, "billport-demo-data: %s: error %d: %s\n", d->plan->is->code,
		    (int)e, d->cx.failure.detail != NULL ? d->cx.failure.detail : "");
		for (const struct fault *f = d->cx.failure.first; f != NULL; f = f->next)
			(void)fprintf(stderr, "  %s: %s\n", f->pointer, f->message);
	}
	failure_clear(&d->cx);
	arena_reset(d->cx.arena);
	return e;
}
