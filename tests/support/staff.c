#include "staff.h"

#include <stdio.h>
#include <unistd.h>
#include "role.h"
#include "text.h"
#include "user.h"

#include <check.h>		/* last: it has a macro named fail */

struct fixture staff;
static const char *hash;	/* of STAFF_PASSWORD: 50 ms are enough once */

static void
must(enum err e)
{
	ck_assert_msg(e == OK, "error %d: %s", (int)e,
	    staff.cx.failure.detail ? staff.cx.failure.detail : "");
}

static void
people(void)
{
	staff.cx.who.kind = ACTOR_SYSTEM;
	staff.cx.who.id = NULL;
	hash = NULL;
	fixture_must(&staff, create_built_in_roles, NULL);
	(void)staff_add("admin", "Utility Administrator");
}

void
staff_open(void)
{
	fixture_open(&staff);
	people();
}

void
staff_open_in_kolkata(void)
{
	fixture_open_rupees(&staff);
	people();
}

void
staff_close(void)
{
	fixture_close(&staff);
}

const char *
staff_code(void)
{
	return staff.cx.who.tenant_code;
}

const char *
staff_email(const char *name)
{
	return text("%s@%s.example", name, staff_code());
}

const char *
staff_add(const char *name, const char *role)
{
	struct new_user u = { .email = staff_email(name), .name = name, .password = STAFF_PASSWORD,
	    .role_names = &role, .role_count = role != NULL };

	if (hash)
		u.password_hash = hash;
	else
		must(prepare_new_user(&staff.cx, &u));
	hash = u.password_hash;
	fixture_must(&staff, create_user, &u);
	return u.id;
}

const char *
staff_role(const char *name)
{
	const struct row *r;

	must(db_one(&staff.cx, &r, "select id from role where name = ?", str(name)));
	return row_str(r, "id");
}

struct reply *
staff_login(const char *name, const char *password)
{
	return api_call(&(struct call){ .method = "POST",
	    .path = "/api/v1/auth/login",
	    .body = text("{\"tenant\":\"%s\",\"email\":\"%s\",\"password\":\"%s\"}", staff_code(),
		staff_email(name), password) });
}

struct caller *
staff_sign_in(const char *name)
{
	struct reply *r = staff_login(name, STAFF_PASSWORD);

	must_status(r, 200);
	return api_with_token(reply_str(r, "access_token"));
}

int64_t
staff_audited(const char *action, const char *reason)
{
	return fixture_i64(&staff,
	    "select count(*) n from audit where action = ? and (? is null or reason = ?)",
	    str(action), str(reason), str(reason));
}

void
let_verdicts_go(void)
{
	(void)usleep(1100 * 1000);
}
