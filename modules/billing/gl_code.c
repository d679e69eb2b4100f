#include "gl_code.h"
#include <string.h>
#include "audit.h"
#include "json_out.h"
#include "text.h"

static const char *
described(struct cx *cx, const char *code, const char *name, const char *kind, bool is_active)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "code", code);
	json_put_str(&j, "name", name);
	json_put_str(&j, "kind", kind);
	json_put_bool(&j, "is_active", is_active);
	json_end(&j);
	return b.data;
}

/* Its row has no id of its own: audit's object is the tenant's chart, the code stands in what changed. */
static enum err
tell(struct cx *cx, const char *action, const char *before, const char *after)
{
	return audit_write(cx, &(struct audit){ .action = action, .object_type = "gl_code",
		.before_json = before, .after_json = after });
}

enum err
create_gl_code(struct cx *cx, void *arg)
{
	struct gl_edit *in = arg;
	enum err e;

	if (in->code[strspn(in->code, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-")]) {
		fault_add(cx, "/code", "format", "A GL code is of letters, digits, dots and -.");
		return faults_check(cx);
	}
	e = db_exec_one(cx, "insert into gl_account (code, name, kind) values (?, ?, ?)",
	    str(in->code), str(in->name), str(in->kind));
	if (e == E_CONFLICT && db_duplicate(cx))
		return fail(cx, E_CONFLICT, "There is a GL code %s already. Nothing was changed.", in->code);
	TRY(e);
	return tell(cx, "gl_code.create", NULL, described(cx, in->code, in->name, in->kind, true));
}

/* As it stands in documents, which are written without blanks. */
static const char *
as_named(struct cx *cx, const char *code)
{
	return fmt(cx->arena, "\"gl_code\":\"%s\"", code);
}

static enum err
check_unused(struct cx *cx, const struct row *was)
{
	const char *code = row_str(was, "code");
	const struct row *tariff;

	if (!row_null(was, "purpose"))
		return fail(cx, E_CONFLICT, "Billport itself posts to %s. Nothing was changed.", code);
	TRY(db_maybe(cx, &tariff,
	    "select name from tariff where state = 'active' and locate(?, doc_json) > 0 limit 1"
	    " lock in share mode", str(as_named(cx, code))));
	if (tariff)
		return fail(cx, E_CONFLICT, "The tariff %s posts to %s. Nothing was changed; give it another"
		    " code in a new version first.", row_str(tariff, "name"), code);
	return OK;
}

enum err
change_gl_code(struct cx *cx, void *arg)
{
	struct gl_edit *in = arg;
	const struct row *was;
	const char *name;
	bool is_active;

	TRY(db_maybe(cx, &was,
	    "select code, name, kind, purpose, is_active, version from gl_account"
	    " where code = convert(? using ascii) collate ascii_bin for update", str(in->code)));
	if (!was)
		return fail(cx, E_NOT_FOUND, "There is no such GL code.");
	if (row_i64(was, "version") != in->version)
		return fail(cx, E_STALE, "Someone else has changed this. Nothing was changed;"
		    " read it again.");
	name = in->name ? in->name : row_str(was, "name");
	is_active = in->is_active >= 0 ? in->is_active : row_bool(was, "is_active");
	if (!is_active && row_bool(was, "is_active"))
		TRY(check_unused(cx, was));
	TRY(db_exec_one(cx,
	    "update gl_account set name = ?, is_active = ?, version = version + 1"
	    " where code = convert(? using ascii) collate ascii_bin",
	    str(name), boolean(is_active), str(in->code)));
	return tell(cx, "gl_code.change",
	    described(cx, in->code, row_str(was, "name"), row_str(was, "kind"), row_bool(was, "is_active")),
	    described(cx, in->code, name, row_str(was, "kind"), is_active));
}

enum err
gl_code_use(struct cx *cx, const char *code, int64_t *lines, int64_t *tariffs)
{
	const struct row *row;
	struct rows rows;

	TRY(db_all(cx, &rows, "select line from journal_line where gl_code = ? limit 1000", str(code)));
	*lines = (int64_t)rows.n;
	TRY(db_one(cx, &row,
	    "select count(*) n from tariff where state = 'active' and locate(?, doc_json) > 0",
	    str(as_named(cx, code))));
	*tariffs = row_i64(row, "n");
	return OK;
}
