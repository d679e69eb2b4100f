#include "jobs.h"
#include <time.h>
#include "approvals.h"
#include "clock.h"
#include "lease.h"
#include "log.h"
#include "settings.h"
#include "text.h"

enum { IDLE_MS = 200, AFTER_TROUBLE_MS = 1000, CHORES_MAX = 32 };

static const size_t ARENA_CEILING = (size_t)64 << 20;
static const int64_t SECOND_US = 1000000;

/* ---- whose name ---- */

static enum err
enter_nobody(struct cx *cx)
{
	cx->who = (struct identity){ .kind = ACTOR_SYSTEM, .name = "Billport" };
	cx->request_id = cx->approved_by = cx->approved_by_name = cx->approval_id = NULL;
	failure_clear(cx);
	return db_set_tenant(cx, NULL);
}

/* *active: a suspended tenant's work waits. */
static enum err
enter(struct cx *cx, const char *tenant_id, bool *active)
{
	const struct row *t;

	TRY(enter_nobody(cx));
	TRY(db_one(cx, &t,
	    "select id, code, state, currency, zone, locale, settings_version from store.tenant"
	    " where id = ?",
	    str(tenant_id)));
	*active = row_is(t, "state", "active");
	cx->who.tenant_id = row_str(t, "id");
	cx->who.tenant_code = row_str(t, "code");
	cx->who.currency = row_str(t, "currency");
	cx->who.zone = row_str(t, "zone");
	cx->who.locale = row_str(t, "locale");
	cx->who.settings_version = row_i64(t, "settings_version");
	TRY(db_set_tenant(cx, cx->who.tenant_id));
	return settings_load(cx);
}

enum err
job_enter_tenant(struct cx *cx, const char *tenant_id)
{
	bool active;

	return enter(cx, tenant_id, &active);
}

static enum err
take_permissions(struct cx *cx)
{
	struct rows roles;
	struct permissions may;

	TRY(db_all(cx, &roles,
	    "select r.permissions from user_role u join role r on r.id = u.role_id"
	    " where u.user_id = ?",
	    str(cx->who.id)));
	for (size_t i = 0; i < roles.n; i++)
		if (permissions_from_hex(&may, row_str(&roles.row[i], "permissions")))
			for (unsigned w = 0; w < PERMISSION_WORDS; w++)
				cx->who.may.w[w] |= may.w[w];
	return OK;
}

/* The requester, as he stands now, and the one who approved. */
static enum err
take_identity(struct cx *cx, const struct job *job)
{
	const struct row *row;

	cx->request_id = job->id;
	cx->approval_id = job->approval_id;
	if (job->requested_by) {
		TRY(db_maybe(
		    cx, &row, "select is_active from user where id = ?", str(job->requested_by)));
		if (row && !row_bool(row, "is_active"))
			return fail(cx, E_FORBIDDEN,
			    "The one who asked for this may not sign in any more.");
		cx->who.kind = row ? ACTOR_USER : ACTOR_CLIENT;
		cx->who.id = job->requested_by;
		cx->who.name = job->requested_by_name;
		TRY(take_permissions(cx));
	}
	if (job->approval_id) {
		TRY(db_one(cx, &row,
		    "select decided_by, decided_by_name from approval where id = ?",
		    str(job->approval_id)));
		cx->approved_by = row_str(row, "decided_by");
		cx->approved_by_name = row_str(row, "decided_by_name");
	}
	return OK;
}

/* ---- one job ---- */

/* known: the kinds of this worker; a job of another kind is for a worker of another release. */
struct claim { const char *known; bool found; struct job job; };

#define JOB_COLUMNS \
	"select tenant_id, id, kind, input_json, requested_by, requested_by_name, approval_id," \
	" done, total, position, attempts from store.job"

/* What is due, and what a worker began and did not go on with. */
static enum err
claim(struct cx *cx, void *arg)
{
	struct claim *c = arg;
	const struct row *r;

	c->found = false;
	TRY(db_maybe(cx, &r, JOB_COLUMNS " where state = 'queued' and run_at <= ?"
	    " and find_in_set(kind, ?) > 0 order by run_at limit 1 for update skip locked",
	    instant(cx, business_now()), str(c->known)));
	if (!r)
		TRY(db_maybe(cx, &r, JOB_COLUMNS " where state = 'running' and lease_until < ?"
		    " and find_in_set(kind, ?) > 0 order by run_at limit 1 for update skip locked",
		    instant(cx, real_now()), str(c->known)));
	if (!r)
		return OK;
	c->found = true;
	c->job = (struct job){
		.id = row_str(r, "id"),
		.kind = row_str(r, "kind"),
		.tenant_id = row_str(r, "tenant_id"),
		.input_json = row_str(r, "input_json"),
		.position = row_str(r, "position"),
		.approval_id = row_str(r, "approval_id"),
		.requested_by = row_str(r, "requested_by"),
		.requested_by_name = row_str(r, "requested_by_name"),
		.done = row_i64(r, "done"),
		.total = row_null(r, "total") ? -1 : row_i64(r, "total"),
		.attempts = (int)row_i64(r, "attempts") + 1,
	};
	return db_exec_one(cx,
	    "update store.job set state = 'running', attempts = ?, lease_until = ?"
	    " where tenant_id = ? and id = ?",
	    i64(c->job.attempts), instant(cx, real_now() + JOB_LEASE_US), str(c->job.tenant_id),
	    str(c->job.id));
}

static enum err
finish(struct cx *cx, void *arg)
{
	return job_finish(cx, arg, NULL);
}

/* Back into the queue, later with every attempt. */
static enum err
put_back(struct cx *cx, void *arg)
{
	const struct job *job = arg;
	int64_t wait = (INT64_C(1) << (job->attempts < 9 ? job->attempts : 9)) * SECOND_US;

	return db_exec(cx, "update job set state = 'queued', lease_until = null, run_at = ?"
	    " where id = ? and state = 'running' and attempts = ?",
	    instant(cx, business_now() + wait), str(job->id), i64(job->attempts));
}

static enum err
postpone(struct cx *cx, void *arg)
{
	const struct job *job = arg;

	return db_exec(cx, "update job set state = 'queued', lease_until = null, run_at = ?,"
	    " attempts = attempts - 1 where id = ? and state = 'running' and attempts = ?",
	    instant(cx, business_now() + 300 * SECOND_US), str(job->id), i64(job->attempts));
}

struct failing { const struct job *job; const char *sentence; };

/* Nothing happens where the job is no longer ours: cancelled, or committed by a lost answer. */
static enum err
give_up(struct cx *cx, void *arg)
{
	const struct failing *f = arg;
	uint64_t n;

	if (f->job->approval_id)
		TRY(approval_failed(cx, f->job->approval_id));
	TRY(db_exec_count(cx, &n,
	    "update job set state = 'failed', failure = ?, lease_until = null,"
	    " finished_at = ? where id = ? and state = 'running' and attempts = ?",
	    str(f->sentence), instant(cx, business_now()), str(f->job->id), i64(f->job->attempts)));
	return n == 1 ? OK : fail(cx, E_CONFLICT, "The job is no longer this worker's.");
}

static bool
may_pass(enum err e)
{
	return e == E_STORAGE || e == E_INTERNAL || e == E_BUSY;
}

static const struct job_kind *
kind_of(const struct job *job, const struct job_kind *kinds, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (same_text(kinds[i].kind, job->kind))
			return &kinds[i];
	return NULL;
}

static const char *
names_of(struct cx *cx, const struct job_kind *kinds, size_t count)
{
	struct buf out = buf_in(cx->arena);

	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			buf_putc(&out, ',');
		buf_puts(&out, kinds[i].kind);
	}
	return out.data;
}

static enum err
run_in_name(struct cx *cx, struct job *job, const struct job_kind *kind)
{
	if (job->attempts > kind->attempts)
		return fail(cx, E_CONFLICT, "It was begun %d times and never came to its end.",
		    kind->attempts);
	TRY(take_identity(cx, job));
	if (kind->needs && !may(&cx->who.may, kind->needs))
		return fail(cx, E_FORBIDDEN, "Whoever asked for this may not do it any more.");
	TRY(kind->run(cx, job));
	return job->finished ? OK : db_tx(cx, finish, job);
}

/* What became of it is written down, whatever it was. */
static enum err
conclude(struct cx *cx, struct job *job, const struct job_kind *kind, enum err e)
{
	struct failing failing = { job, cx->failure.detail ? cx->failure.detail : "It failed." };

	(void)db_settle(cx);
	log_event(e == OK ? LOG_INFO : LOG_WARN, job->id, "job", "%s %s%s%s", job->kind,
	    e == OK ? "done" : may_pass(e) ? "stopped" : "failed", e == OK ? "" : ": ",
	    e == OK ? "" : failing.sentence);
	if (e == OK)
		return OK;
	failure_clear(cx);
	if (may_pass(e) && job->attempts < kind->attempts)
		return db_tx(cx, put_back, job);
	e = db_tx(cx, give_up, &failing);
	return e == E_CONFLICT ? OK : e;
}

enum err
jobs_run_one(struct cx *cx, const struct job_kind *kinds, size_t count, bool *ran)
{
	struct claim *c = arena_alloc(cx->arena, sizeof *c);
	const struct job_kind *kind;
	const struct row *due;
	bool active;

	*ran = false;
	c->known = names_of(cx, kinds, count);
	TRY(enter_nobody(cx));
	TRY(db_maybe(cx, &due,
	    "select 1 as due from store.job where state = 'queued' and run_at <= ?"
	    " union all select 1 from store.job where state = 'running' and lease_until < ? limit 1",
	    instant(cx, business_now()), instant(cx, real_now())));
	if (!due)
		return OK;		/* an idle worker costs one statement a turn */
	TRY(db_tx_claim(cx, claim, c));
	if (!c->found)
		return OK;
	*ran = true;
	TRY(enter(cx, c->job.tenant_id, &active));
	if (!active)
		return db_tx(cx, postpone, &c->job);
	kind = kind_of(&c->job, kinds, count);
	return conclude(cx, &c->job, kind, run_in_name(cx, &c->job, kind));
}

/* ---- the loop ---- */

struct loop {
	const struct job_kind *kinds; size_t kind_count;
	const struct chore *chores; size_t chore_count;
	int64_t next[CHORES_MAX];	/* monotonic: when a chore is due */
	const volatile int *stop;
	bool ran;
};

typedef enum err unit(struct cx *, struct loop *, const struct chore *);

static enum err
run_job(struct cx *cx, struct loop *loop, const struct chore *none)
{
	(void)none;
	return jobs_run_one(cx, loop->kinds, loop->kind_count, &loop->ran);
}

static enum err
run_for_platform(struct cx *cx, struct loop *loop, const struct chore *chore)
{
	(void)loop;
	TRY(enter_nobody(cx));
	return chore->run(cx);
}

/* The tenant after the one whose id stands in last; last is "" when there is none. */
static enum err
next_tenant(struct cx *cx, char last[37])
{
	const struct row *t;

	TRY(enter_nobody(cx));
	TRY(db_maybe(cx, &t, "select id from store.tenant where state = 'active' and id > ?"
	    " order by id limit 1", str(last)));
	last[0] = '\0';
	if (t)
		for (unsigned i = 0; i < 37; i++)
			last[i] = row_str(t, "id")[i];
	return OK;
}

/* One tenant's trouble is told and keeps the others from nothing. */
static enum err
run_for_tenants(struct cx *cx, struct loop *loop, const struct chore *chore)
{
	char id[37] = "00000000-0000-0000-0000-000000000000";
	enum err e;

	while (!*loop->stop) {
		TRY(next_tenant(cx, id));
		if (!id[0])
			break;
		e = job_enter_tenant(cx, id);
		if (e == OK)
			e = chore->run(cx);
		if (e != OK)
			log_event(LOG_WARN, NULL, chore->name, "tenant %s: %s", id,
			    cx->failure.detail ? cx->failure.detail : "failed");
		arena_reset(cx->arena);
	}
	return OK;
}

/* A unit of work that may run out of memory. */
static enum err
guarded(struct cx *cx, struct loop *loop, unit *run, const struct chore *chore)
{
	enum err e;

	if (setjmp(*arena_arm(cx->arena)) != 0) {
		arena_disarm(cx->arena);
		(void)db_settle(cx);
		arena_reset(cx->arena);
		log_event(LOG_ERROR, NULL, chore ? chore->name : "job", "out of memory");
		return E_INTERNAL;
	}
	e = run(cx, loop, chore);
	if (e != OK)
		log_event(LOG_WARN, cx->request_id, chore ? chore->name : "jobs", "%s",
		    cx->failure.detail ? cx->failure.detail : "failed");
	arena_disarm(cx->arena);
	if (db_settle(cx))
		log_event(LOG_ERROR, cx->request_id, "bug", "%s left a transaction open",
		    chore ? chore->name : "a job");
	arena_reset(cx->arena);
	return e;
}

static void
rest(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	(void)nanosleep(&t, NULL);		/* a signal ends it */
}

static void
run_chores(struct cx *cx, struct loop *loop)
{
	for (size_t i = 0; i < loop->chore_count && !*loop->stop; i++) {
		const struct chore *chore = &loop->chores[i];

		if (monotonic_now() < loop->next[i])
			continue;
		(void)guarded(
		    cx, loop, chore->for_platform ? run_for_platform : run_for_tenants, chore);
		loop->next[i] = monotonic_now() + chore->every_us;
	}
}

int
jobs_run(const struct job_kind *kinds, size_t kind_count, const struct chore *chores,
    size_t chore_count, const volatile int *stop)
{
	struct loop loop = { .kinds = kinds, .kind_count = kind_count, .chores = chores,
		.chore_count = chore_count < CHORES_MAX ? chore_count : CHORES_MAX, .stop = stop };
	struct cx cx = { .arena = arena_new(ARENA_CEILING), .db = db_open() };

	if (!cx.arena)
		return 1;
	while (!*stop) {
		enum err e = guarded(&cx, &loop, run_job, NULL);

		if (!*stop)
			run_chores(&cx, &loop);
		if (!*stop && (e != OK || !loop.ran))
			rest(e != OK ? AFTER_TROUBLE_MS : IDLE_MS);
	}
	db_close(cx.db);
	arena_free(cx.arena);
	return 0;
}
