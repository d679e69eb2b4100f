/*
 * billport-demo-data: two tenants with people, accounts, bills and payments, from a fixed seed.
 *
 *   BILLPORT_DEMO_PASSWORD_FILE=… billport-demo-data [--accounts N,N] [--until YYYY-MM-DD]
 *
 * --accounts   of larkfield and suryanagar; 2000,200 if not said
 * --until      the last day with payments; yesterday in each tenant's zone if not said
 *
 * Connects as BILLPORT_DB_USER (bp_operator).  The first line of the file is everyone's password.
 * Prints one sign-in per role and tenant as JSON.  Refuses where the tenants are there already.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "clock.h"
#include "demo.h"
#include "err.h"
#include "json_out.h"
#include "log.h"

enum { TENANTS = 2, PLAN_MAX = 256 << 20, ACCOUNTS_MAX = 20000,
	PASSWORD_MAX = 256 };
#define SEED UINT64_C(20250401)

struct work {
	struct plan plan[TENANTS];
	struct ids *ids[TENANTS];
	const char *password;
};

/* ---- processes: each has its own connection and clock ---- */

struct task { int (*run)(const struct work *, unsigned which); unsigned which; };

static int
run_tenant(const struct work *w, unsigned i)
{
	return post_tenant(&w->plan[i], w->ids[i], w->password);
}

static int
run_half_of_bills(const struct work *w, unsigned half)
{
	return post_bills(&w->plan[0], w->ids[0], half, 2);
}

static int
run_payments(const struct work *w, unsigned i)
{
	return post_payments(&w->plan[i], w->ids[i]);
}

static int
run_drawers(const struct work *w, unsigned i)
{
	return post_drawers(&w->plan[i], w->ids[i]);
}

static int
run_exceptions(const struct work *w, unsigned i)
{
	return post_exceptions(&w->plan[i], w->ids[i]);
}

static int
run_use(const struct work *w, unsigned i)
{
	return post_use(&w->plan[i], w->ids[i]);
}

static int
run_cycles(const struct work *w, unsigned i)
{
	return post_cycles(&w->plan[i], w->ids[i]);
}

static int
run_bills(const struct work *w, unsigned i)
{
	return post_bills(&w->plan[i], w->ids[i], 0, 1);
}

static bool
together(const struct work *w, const char *what, const struct task *tasks, size_t n)
{
	int64_t began = monotonic_now();
	bool good = true;
	int status;

	for (size_t i = 0; i < n; i++) {
		pid_t pid = fork();

		if (pid == 0)
			_exit(tasks[i].run(w, tasks[i].which));
		if (pid < 0) {
			perror("billport-demo-data: fork");
			good = false;
		}
	}
	while (wait(&status) > 0)
		good = good && WIFEXITED(status) && WEXITSTATUS(status) == 0;
	(void)fprintf(stderr, "%s in %.1f s\n", what, (double)(monotonic_now() - began) / 1e6);
	return good;
}

/* Each step in a process of its own, and this one beside another. */
static int
run_bills_and_payments(const struct work *w, unsigned i)
{
	const struct task bills = { run_bills, i }, payments = { run_payments, i };

	return together(w, "suryanagar's bills", &bills, 1) &&
	    together(w, "suryanagar's payments", &payments, 1) ? 0 : 1;
}

static bool
post(const struct work *w)
{
	/* in turn: in empty tables everything is one gap, and gaps are locked */
	static const struct task tenants[] = { { run_tenant, 0 }, { run_tenant, 1 } };
	static const struct task bills[] = { { run_half_of_bills, 0 }, { run_half_of_bills, 1 } };
	static const struct task drawers[] = { { run_drawers, 0 }, { run_drawers, 1 },
		{ run_exceptions, 0 }, { run_exceptions, 1 } };
	static const struct task cycles[] = { { run_cycles, 0 }, { run_cycles, 1 },
		{ run_use, 0 }, { run_use, 1 } };
	static const struct task rest[] = { { run_payments, 0 }, { run_bills_and_payments, 1 } };

	return together(w, "larkfield's people", &tenants[0], 1) &&
	    together(w, "suryanagar's people", &tenants[1], 1) &&
	    together(w, "larkfield's bills", bills, COUNT(bills)) &&
	    together(w, "larkfield's payments", rest, COUNT(rest)) &&
	    together(w, "the last days' drawers, and exceptions", drawers, COUNT(drawers)) &&
	    together(w, "tariffs, cycles that wait, and how the portal was used", cycles, COUNT(cycles));
}

/* ---- what to plan ---- */

/* Business time, without core's clock: the children map clocks of their own. */
static int64_t
now(void)
{
	const char *path = getenv("BILLPORT_CLOCK");
	FILE *f = path != NULL ? fopen(path, "rb") : NULL;
	int64_t offset = 0;

	if (f != NULL) {
		if (fread(&offset, sizeof offset, 1, f) != 1)
			offset = 0;
		(void)fclose(f);
	}
	return real_now() + offset;
}

static void
make_plan(
    struct plan *p, const struct profile *is, uint64_t seed, size_t accounts, const char *until)
{
	char today[11];

	*p = (struct plan){ .is = is, .arena = arena_new(PLAN_MAX), .seed = seed };
	if (p->arena == NULL || !date_in_zone(is->zone, now(), today))
		abort();
	date_add_days(today, -1, p->last_on);
	if (until != NULL)
		memcpy(p->last_on, until, 11);
	plan_people(p, accounts);
	plan_bills(p);
	plan_payments(p);
	plan_deeds(p);
	(void)fprintf(stderr, "%s: %zu consumers, %zu accounts, %zu bills, %zu payments until %s;"
	    " %lld.%lld %% of %s %lld is paid\n", is->code, p->consumer_count, p->account_count,
	    p->bill_count, p->payment_count, p->last_on,
	    (long long)(p->paid_minor * 100 / p->billed_minor),
	    (long long)(p->paid_minor / 10 * 100 / (p->billed_minor / 100) % 10), is->currency,
	    (long long)(p->billed_minor / 100));
}

static void
print_sign_ins(const struct work *w)
{
	struct buf b = buf_in(w->plan[0].arena);
	struct json j = json_to(&b);

	json_begin_list(&j);
	for (unsigned t = 0; t < TENANTS; t++) {
		const struct profile *is = w->plan[t].is;

		for (size_t i = 0; i < is->staff_count; i++) {
			if (i > 0 && same_text(is->staff[i].role, is->staff[i - 1].role))
				continue;	/* one of each */
			json_begin(&j);
			json_put_str(&j, "tenant", is->code);
			json_put_str(&j, "email",
			    fmt(b.arena, "%s@%s.example", is->staff[i].mail, is->code));
			json_put_str(&j, "password", w->password);
			json_put_str(&j, "role", is->staff[i].role);
			json_put_str(&j, "name", is->staff[i].name);
			json_end(&j);
		}
	}
	json_end_list(&j);
	(void)puts(b.data);
}

static int
usage(void)
{
	(void)fputs("usage: BILLPORT_DEMO_PASSWORD_FILE=... billport-demo-data [--accounts N,N]"
	    " [--until YYYY-MM-DD]\n", stderr);
	return 2;
}

static bool
read_password(char out[PASSWORD_MAX])
{
	const char *path = getenv("BILLPORT_DEMO_PASSWORD_FILE");
	FILE *f = path != NULL ? fopen(path, "r") : NULL;
	bool good = f != NULL && fgets(out, PASSWORD_MAX, f) != NULL;

	if (f != NULL)
		(void)fclose(f);
	if (good)
		out[strcspn(out, "\r\n")] = '\0';
	return good && out[0] != '\0';
}

static bool
two_numbers(const char *text, size_t n[TENANTS])
{
	char *end;

	n[0] = strtoul(text, &end, 10);
	if (*end != ',')
		return false;
	n[1] = strtoul(end + 1, &end, 10);
	return *end == '\0' && n[0] > 0 && n[0] <= ACCOUNTS_MAX && n[1] > 0 && n[1] <= ACCOUNTS_MAX;
}

int
main(int argc, char **argv)
{
	static struct work w;
	size_t accounts[TENANTS] = { 2000, 200 };
	char password[PASSWORD_MAX];
	const char *until = NULL;

	for (int i = 1; i < argc; i += 2) {
		if (i + 1 == argc)
			return usage();
		if (strcmp(argv[i], "--accounts") == 0 && two_numbers(argv[i + 1], accounts))
			continue;
		if (strcmp(argv[i], "--until") != 0 || !date_valid(argv[i + 1]))
			return usage();
		until = argv[i + 1];
	}
	if (!read_password(password))
		return usage();
	w.password = password;
	log_name("demo-data");
	make_plan(&w.plan[0], &larkfield, SEED, accounts[0], until);
	make_plan(&w.plan[1], &suryanagar, SEED + 1, accounts[1], until);
	for (unsigned i = 0; i < TENANTS; i++)
		w.ids[i] = ids_for(&w.plan[i]);
	if (!post(&w))
		return 1;
	print_sign_ins(&w);
	return 0;
}
