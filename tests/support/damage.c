#include "damage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

/* What the command prints of the tenant (of all, if tenant is NULL); its exit status in *status. */
const char *
verify(struct fixture *f, const char *options, const char *tenant, int *status)
{
	struct buf out = buf_in(f->cx.arena);
	char self[4096], part[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	size_t got;
	FILE *p;

	ck_assert_int_gt(n, 0);
	self[n] = '\0';
	p = popen(
	    fmt(f->cx.arena,
		"BILLPORT_DB_USER=bp_verify"
		" BILLPORT_DB_PASSWORD_FILE=\"$(dirname \"$BILLPORT_DB_PASSWORD_FILE\")/bp_verify\""
		" \"$(dirname '%s')/../../bin/billport-verify\" %s %s 2>&1",
		self, options, tenant ? tenant : ""),
	    "r");
	ck_assert_ptr_nonnull(p);
	while ((got = fread(part, 1, sizeof part, p)) > 0)
		buf_put(&out, part, got);
	*status = pclose(p);
	*status = WIFEXITED(*status) ? WEXITSTATUS(*status) : -1;
	return out.data ? out.data : "";
}

/* As the server's administrator: no module could. */
void
damage(struct fixture *f, const char *sql)
{
	char path[] = "/tmp/billport-damage-XXXXXX";
	int fd = mkstemp(path);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");

	ck_assert_ptr_nonnull(file);
	(void)fprintf(file,
	    "set @tenant_id = '%s', foreign_key_checks = 0, check_constraint_checks = 0;\n%s;\n",
	    f->tenant_id, sql);
	(void)fclose(file);
	ck_assert_int_eq(
	    system(fmt(f->cx.arena,
		"mariadb --defaults-file=\"$BILLPORT_TEST_ADMIN_CNF\" billport < %s", path)),
	    0);
	(void)unlink(path);
}

static bool
differs(struct fixture *f, const char *output, const char *check)
{
	const char *line = strstr(output, fmt(f->cx.arena, " %s ", check)),
		   *end = line ? strchr(line, '\n') : NULL;
	const char *word = line ? strstr(line, "DIFFERS") : NULL;

	return word && end && word < end;
}

/* Damage, the checks that must see it ("a b c"), a word in the report, and the cure. */
void
found(struct fixture *f, const char *sick, const char *checks, const char *word, const char *cure)
{
	const char *out;
	int status;

	damage(f, sick);
	out = verify(f, "", f->cx.who.tenant_code, &status);
	damage(f, cure);
	ck_assert_msg(status == 1, "%s: exit status %d\n%s", sick, status, out);
	for (const char *c = checks; *c; c += strcspn(c, " "), c += *c == ' ')
		ck_assert_msg(differs(f, out, fmt(f->cx.arena, "%.*s", (int)strcspn(c, " "), c)),
		    "%s: %s did not see it\n%s", sick, c, out);
	ck_assert_msg(!word || strstr(out, word), "%s: '%s' is not told\n%s", sick, word, out);
	out = verify(f, "", f->cx.who.tenant_code, &status);
	ck_assert_msg(status == 0, "not mended: %s\n%s", cure, out);
}

const char *
with(struct fixture *f, const char *sql, const char *id)
{
	return fmt(
	    f->cx.arena, "%.*s'%s'%s", (int)strcspn(sql, "$"), sql, id, sql + strcspn(sql, "$") + 1);
}
