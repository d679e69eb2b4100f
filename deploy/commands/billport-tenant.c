/*
 * billport-tenant: what an operator does with tenants.
 *
 *   billport-tenant list
 *   billport-tenant add CODE --name TEXT --currency USD --zone America/New_York --locale en-US
 *                            --utility water [--first-number N]
 *   billport-tenant onboard CODE --admin-email ADDRESS --admin-name TEXT [what add takes]
 *   billport-tenant suspend CODE --reason TEXT
 *   billport-tenant resume CODE --reason TEXT
 *   billport-tenant roles
 *
 * roles gives every tenant's built-in roles the permissions that this release has for them: after an
 * upgrade, for nobody grants what he lacks.
 * onboard gives a tenant its first administrator and prints the one-time password; with what add
 * takes it founds the tenant in the same transaction.  Connects as BILLPORT_DB_USER (bp_operator).
 * Exit status: 0 done, 1 refused (the reason on standard error), 2 not understood.
 */
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "db.h"
#include "log.h"
#include "role.h"
#include "tenant.h"
#include "text.h"
#include "user.h"

struct order {
	const char *code;
	struct new_tenant tenant;
	struct new_user admin;
	const char *reason, *first_number;
};

static const char usage_text[] =
    "usage: billport-tenant list\n"
    "       billport-tenant add CODE --name TEXT --currency USD --zone America/New_York\n"
    "           --locale en-US --utility water|electric|gas|sewer|municipal [--first-number N]\n"
    "       billport-tenant onboard CODE --admin-email ADDRESS --admin-name TEXT [what add takes]\n"
    "       billport-tenant suspend CODE --reason TEXT\n"
    "       billport-tenant resume CODE --reason TEXT\n"
    "       billport-tenant roles\n";

static int
usage(void)
{
	(void)fputs(usage_text, stderr);
	return 2;
}

/* ---- commands ---- */

static enum err
print_tenant(struct cx *cx, const struct row *t, void *arg)
{
	(void)cx;
	(void)arg;
	(void)printf("%-20s %-10s %-4s %-20s %-6s %-10s %s\n", row_str(t, "code"),
	    row_str(t, "state"), row_str(t, "currency"), row_str(t, "zone"), row_str(t, "locale"),
	    row_str(t, "utility"), row_str(t, "name"));
	return OK;
}

static enum err
list(struct cx *cx, struct order *o)
{
	(void)o;
	return db_each(cx, print_tenant, NULL,
	    "select code, state, currency, zone, locale, utility, name from store.tenant order by code");
}

static enum err
found_tenant(struct cx *cx, void *arg)
{
	struct order *o = arg;

	TRY(create_tenant(cx, &o->tenant));
	return create_built_in_roles(cx, NULL);
}

static enum err
found_with_administrator(struct cx *cx, void *arg)
{
	struct order *o = arg;

	TRY(found_tenant(cx, o));
	return create_user(cx, &o->admin);
}

static enum err
add_administrator(struct cx *cx, void *arg)
{
	struct order *o = arg;

	TRY(create_built_in_roles(cx, NULL));
	return create_user(cx, &o->admin);
}

static enum err
add(struct cx *cx, struct order *o)
{
	TRY(db_tx(cx, found_tenant, o));
	(void)printf("Tenant %s is there. Give it an administrator: billport-tenant onboard %s\n",
	    o->code, o->code);
	return OK;
}

static enum err
onboard(struct cx *cx, struct order *o)
{
	static const char *const roles[] = { "Utility Administrator" };

	o->admin.role_names = roles;
	o->admin.role_count = COUNT(roles);
	TRY(prepare_new_user(cx, &o->admin));
	if (o->tenant.name != NULL) {
		TRY(db_tx(cx, found_with_administrator, o));
	} else {
		TRY(enter_tenant(cx, o->code));
		TRY(db_tx(cx, add_administrator, o));
	}
	(void)printf(
	    "Tenant         %s\nAdministrator  %s\nPassword       %s (to be changed at the first sign-in)\n",
	    o->code, o->admin.email, o->admin.password);
	return OK;
}

static enum err
change_state(struct cx *cx, struct order *o, const char *state)
{
	struct tenant_state change = { .state = state, .reason = o->reason };

	TRY(enter_tenant(cx, o->code));
	change.id = cx->who.tenant_id;
	TRY(db_tx(cx, set_tenant_state, &change));
	(void)printf("Tenant %s is %s.\n", o->code, state);
	return OK;
}

static enum err
suspend(struct cx *cx, struct order *o)
{
	return change_state(cx, o, "suspended");
}

static enum err
resume(struct cx *cx, struct order *o)
{
	return change_state(cx, o, "active");
}

static enum err
renew_roles(struct cx *cx, struct order *o)
{
	struct rows tenants;

	(void)o;
	TRY(db_all(cx, &tenants, "select code from store.tenant order by code"));
	for (size_t i = 0; i < tenants.n; i++) {
		TRY(enter_tenant(cx, row_str(&tenants.row[i], "code")));
		TRY(db_tx(cx, create_built_in_roles, NULL));
	}
	return OK;
}

/* ---- what was typed ---- */

enum wants { NOTHING = 0, CODE = 1, TENANT = 2, MAYBE_TENANT = 4, ADMIN = 8, REASON = 16 };

static const struct command {
	const char *name;
	int wants;
	enum err (*run)(struct cx *, struct order *);
} commands[] = {
	{ "list",    NOTHING,                      list },
	{ "add",     CODE | TENANT,                add },
	{ "onboard", CODE | MAYBE_TENANT | ADMIN,  onboard },
	{ "suspend", CODE | REASON,                suspend },
	{ "resume",  CODE | REASON,                resume },
	{ "roles",   NOTHING,                      renew_roles },
};

static bool
read_options(struct order *o, int argc, char **argv)
{
	const struct { const char *name; const char **value; } options[] = {
		{ "--name", &o->tenant.name }, { "--currency", &o->tenant.currency },
		{ "--zone", &o->tenant.zone }, { "--locale", &o->tenant.locale },
		{ "--utility", &o->tenant.utility }, { "--first-number", &o->first_number },
		{ "--admin-email", &o->admin.email }, { "--admin-name", &o->admin.name },
		{ "--reason", &o->reason },
	};
	int i;
	size_t k;

	for (i = 0; i < argc; i += 2) {
		for (k = 0; k < COUNT(options) && !same_text(argv[i], options[k].name); k++)
			continue;
		if (k == COUNT(options) || i + 1 == argc || *options[k].value != NULL)
			return false;
		*options[k].value = argv[i + 1];
	}
	return o->first_number == NULL || (parse_i64(o->first_number, &o->tenant.first_number) &&
	    o->tenant.first_number > 0);
}

/* All of an option group, or none of it. */
static bool
fits(const struct order *o, int wants)
{
	const struct new_tenant *t = &o->tenant;
	int given = (t->name != NULL) + (t->currency != NULL) + (t->zone != NULL) +
	    (t->locale != NULL) + (t->utility != NULL);
	int admin = (o->admin.email != NULL) + (o->admin.name != NULL);

	if (given == 0 && o->first_number != NULL)
		return false;
	if (wants & TENANT ? given != 5 : given != 0 && !(wants & MAYBE_TENANT && given == 5))
		return false;
	if (admin != (wants & ADMIN ? 2 : 0))
		return false;
	return (o->reason != NULL) == ((wants & REASON) != 0);
}

static const struct command *
understood(struct order *o, int argc, char **argv)
{
	size_t i;
	int options = 2;

	for (i = 0; i < COUNT(commands); i++)
		if (argc > 1 && same_text(argv[1], commands[i].name))
			break;
	if (i == COUNT(commands))
		return NULL;
	if (commands[i].wants & CODE) {
		if (argc < 3)
			return NULL;
		o->code = o->tenant.code = argv[2];
		options = 3;
	}
	if (!read_options(o, argc - options, argv + options) || !fits(o, commands[i].wants))
		return NULL;
	return &commands[i];
}

static int
tell(const struct cx *cx)
{
	const struct fault *f;

	(void)fprintf(stderr, "billport-tenant: %s\n",
	    cx->failure.detail != NULL ? cx->failure.detail : "failed");
	for (f = cx->failure.first; f != NULL; f = f->next)
		(void)fprintf(stderr, "  %s: %s\n", f->pointer + (*f->pointer == '/'), f->message);
	return 1;
}

/* As the audit shows who did it. */
static const char *
operator_name(struct arena *a)
{
	struct passwd entry, *found = NULL;
	char text[1024];

	if (getpwuid_r(getuid(), &entry, text, sizeof text, &found) != 0 || found == NULL)
		return fmt(a, "billport-tenant (uid %u)", (unsigned)getuid());
	return fmt(a, "billport-tenant (%s)", found->pw_name);
}

int
main(int argc, char **argv)
{
	struct order order = { .code = NULL };
	const struct command *command = understood(&order, argc, argv);
	struct cx cx = { .arena = NULL };
	int status = 0;

	if (command == NULL)
		return usage();
	log_name("tenant");
	cx.arena = arena_new((size_t)64 << 20);
	if (cx.arena == NULL)
		return 1;
	cx.db = db_open();
	cx.request_id = new_id(cx.arena);
	cx.who.kind = ACTOR_SYSTEM;
	cx.who.name = operator_name(cx.arena);
	if (command->run(&cx, &order) != OK)
		status = tell(&cx);
	db_close(cx.db);
	arena_free(cx.arena);
	return status;
}
