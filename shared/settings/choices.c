#include "choices.h"
#include <stdlib.h>
#include <string.h>
#include "audit.h"
#include "json_out.h"
#include "log.h"
#include "text.h"

enum {
	TENANTS_KEPT = 16,
	ITEMS_KEPT = CHOICE_LISTS * CHOICES_OF_LIST,
	TEXT_KEPT = 96 * 1024
};

const struct choice_list_row choice_list_table[CHOICE_LISTS] = {
#define CHOICE_LIST(NAME, name, kinds, needs_one, text) { name, kinds, text, needs_one },
#include "choices.def"
};

static const struct {
	enum choice_list list;
	const char *code, *name, *kind;
	bool needs_reference;
} first_choices[] = {
#define CHOICE(LIST, code, name, kind, needs_reference) { LIST, code, name, kind, needs_reference },
#include "choices.def"
};

/* As in settings.c: outlives the request, and so lies in no arena. */
struct kept {
	char tenant_id[37];
	int64_t version;
	uint64_t used;
	size_t len;
	size_t from[CHOICE_LISTS + 1];	/* list i: items from[i] to from[i + 1] */
	struct choice item[ITEMS_KEPT];
	char text[TEXT_KEPT];
};
static struct kept kept[TENANTS_KEPT];
static uint64_t uses;

static struct kept *
find_kept(const char *tenant_id)
{
	for (size_t i = 0; i < TENANTS_KEPT; i++)
		if (same_text(kept[i].tenant_id, tenant_id))
			return &kept[i];
	return NULL;
}

static struct kept *
oldest_kept(void)
{
	struct kept *oldest = &kept[0];

	for (size_t i = 1; i < TENANTS_KEPT; i++)
		if (kept[i].used < oldest->used)
			oldest = &kept[i];
	return oldest;
}

/* NULL also where there is no more room. */
static const char *
keep_text(struct kept *k, const char *s)
{
	size_t size = s ? strlen(s) + 1 : 0;
	char *at = k->text + k->len;

	if (!s || size > TEXT_KEPT - k->len)
		return NULL;
	memcpy(at, s, size);
	k->len += size;
	return at;
}

static enum err
keep(struct cx *cx, struct kept *k, size_t i, const struct row *row)
{
	struct choice *c = &k->item[i];

	if (i < ITEMS_KEPT) {
		c->id = keep_text(k, row_str(row, "id"));
		c->code = keep_text(k, row_str(row, "code"));
		c->name = keep_text(k, row_str(row, "name"));
		c->kind = keep_text(k, row_str(row, "kind"));
		c->needs_reference = row_bool(row, "needs_reference");
		c->is_active = row_bool(row, "is_active");
	}
	if (i >= ITEMS_KEPT || !c->id || !c->code || !c->name) {
		log_event(LOG_ERROR, cx->request_id, "choices", "a tenant has too many");
		return fail(cx, E_INTERNAL, "The lists of choices could not be read.");
	}
	return OK;
}

enum err
choices_load(struct cx *cx)
{
	const char *tenant_id = cx->who.tenant_id;
	struct kept *k;
	struct rows rows;
	size_t n = 0;

	if (!tenant_id)
		return OK;
	k = find_kept(tenant_id);
	if (!k || k->version != cx->who.settings_version) {
		TRY(db_all(cx, &rows, "select id, list, code, name, kind, needs_reference, is_active"
		    " from choice order by list, position, id"));
		if (!k)
			k = oldest_kept();
		k->tenant_id[0] = '\0';		/* nobody's, should it fail half way */
		k->len = 0;
		for (unsigned l = 0; l < CHOICE_LISTS; l++) {
			k->from[l] = n;
			for (size_t i = 0; i < rows.n; i++)
				if (row_is(&rows.row[i], "list", choice_list_table[l].name))
					TRY(keep(cx, k, n++, &rows.row[i]));
		}
		k->from[CHOICE_LISTS] = n;
		k->version = cx->who.settings_version;
		memcpy(k->tenant_id, tenant_id, strnlen(tenant_id, 36) + 1);
		k->tenant_id[36] = '\0';
	}
	k->used = ++uses;
	return OK;
}

const struct choice *
choices_of(struct cx *cx, enum choice_list list, size_t *n)
{
	const struct kept *k = cx->who.tenant_id ? find_kept(cx->who.tenant_id) : NULL;

	if (cx->who.tenant_id && !k) {
		log_event(LOG_ERROR, cx->request_id, "bug", "choices asked before settings_load()");
		abort();
	}
	*n = k ? k->from[list + 1] - k->from[list] : 0;
	return k ? &k->item[k->from[list]] : NULL;
}

const struct choice *
choice_find(struct cx *cx, enum choice_list list, const char *code)
{
	size_t n;
	const struct choice *c = choices_of(cx, list, &n);

	for (size_t i = 0; code && i < n; i++)
		if (same_text(c[i].code, code))
			return &c[i];
	return NULL;
}

const struct choice *
choice_active(struct cx *cx, enum choice_list list, const char *code)
{
	const struct choice *c = choice_find(cx, list, code);

	return c && c->is_active ? c : NULL;
}

const char *
choice_name(struct cx *cx, enum choice_list list, const char *code)
{
	const struct choice *c = choice_find(cx, list, code);

	return c ? c->name : code;
}

bool
choice_list_by_name(const char *name, enum choice_list *list)
{
	for (unsigned i = 0; i < CHOICE_LISTS; i++)
		if (same_text(choice_list_table[i].name, name)) {
			*list = (enum choice_list)i;
			return true;
		}
	return false;
}

/* ---- writing ---- */

enum err
choices_start(struct cx *cx)
{
	int64_t position = 0;

	for (size_t i = 0; i < COUNT(first_choices); i++) {
		position = i && first_choices[i].list == first_choices[i - 1].list ? position + 1 : 1;
		TRY(db_exec(cx,
		    "insert into choice (id, list, code, name, kind, needs_reference, position)"
		    " values (?, ?, ?, ?, ?, ?, ?)",
		    str(new_id(cx->arena)), str(choice_list_table[first_choices[i].list].name),
		    str(first_choices[i].code), str(first_choices[i].name),
		    str(first_choices[i].kind), boolean(first_choices[i].needs_reference),
		    i64(position)));
	}
	return OK;
}

static bool
one_of(const char *choices, const char *value)
{
	size_t len = strlen(value);

	for (const char *c = choices; *c; c += strcspn(c, "|"), c += *c == '|')
		if (strcspn(c, "|") == len && strncmp(c, value, len) == 0)
			return true;
	return false;
}

static bool
code_good(const char *code)
{
	size_t n = strlen(code);

	return n >= 1 && n <= CHOICE_CODE_MAX && code[0] >= 'a' && code[0] <= 'z' &&
	    strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789_") == n;
}

static bool
code_taken(const struct rows *rows, const char *code)
{
	for (size_t i = 0; i < rows->n; i++)
		if (row_is(&rows->row[i], "code", code))
			return true;
	return false;
}

/* "Money order (postal)" -> "money_order_post"; a name without a latin letter -> "item". */
static const char *
code_of_name(struct cx *cx, const struct rows *rows, const char *name)
{
	const char *folded = utf8_fold(cx->arena, name), *code;
	struct buf b = buf_in(cx->arena);

	buf_puts(&b, "");
	for (const char *p = folded; *p && b.len < CHOICE_CODE_MAX; p++)
		if ((*p >= 'a' && *p <= 'z') || (b.len && *p >= '0' && *p <= '9'))
			buf_putc(&b, *p);
		else if (b.len && b.data[b.len - 1] != '_')
			buf_putc(&b, '_');
	while (b.len && b.data[b.len - 1] == '_')
		b.data[--b.len] = '\0';
	code = b.len ? b.data : "item";
	for (int n = 2; code_taken(rows, code) && n < 100; n++)
		code = fmt(cx->arena, "%.13s_%d", b.len ? b.data : "item", n);
	return code;
}

static const char *
as_json(struct cx *cx, const char *code, const char *name, bool needs_reference, bool is_active)
{
	struct buf out = buf_in(cx->arena);
	struct json json = json_to(&out);

	json_begin(&json);
	json_put_str(&json, "code", code);
	json_put_str(&json, "name", name);
	json_put_bool(&json, "needs_reference", needs_reference);
	json_put_bool(&json, "is_active", is_active);
	json_end(&json);
	return out.data;
}

/* First of all: raises the version, and so lets one change of the tenant's lists in at a time. */
static enum err
begin(struct cx *cx)
{
	return db_exec(cx, "call store.settings_changed()");
}

static enum err
told(struct cx *cx, const char *action, enum choice_list list, const char *id, const char *before,
    const char *after)
{
	return audit_write(cx,
	    &(struct audit){
		.action = action,
		.object_type = choice_list_table[list].name,
		.object_id = id,
		.before_json = before,
		.after_json = after,
	    });
}

/* The list, locked, in its order. */
static enum err
lock_list(struct cx *cx, enum choice_list list, struct rows *rows)
{
	return db_all(cx, rows,
	    "select id, code, is_active, position from choice where list = ?"
	    " order by position, id for update",
	    str(choice_list_table[list].name));
}

static enum err
check_new(struct cx *cx, const struct choice_change *in, const struct rows *rows)
{
	const char *kinds = choice_list_table[in->list].kinds;

	if (!code_good(in->code))
		fault_add(cx, "/code", "format",
		    "A code is 1 to 16 of a-z, 0-9 and _, beginning with a letter.");
	if (*kinds && (!in->kind || !one_of(kinds, in->kind)))
		fault_add(cx, "/kind", "choice", "Must be one of: %s.", kinds);
	if (!*kinds && in->kind)
		fault_add(cx, "/kind", "unknown", "Items of this list have no kind.");
	if (in->needs_reference && in->list != CHOICE_PAYMENT_MODE)
		fault_add(cx, "/needs_reference", "unknown", "Only payment modes have a reference.");
	TRY(faults_check(cx));
	if (code_taken(rows, in->code))
		return fail(cx, E_CONFLICT,
		    "The list has an item with code %s already. Nothing was changed.", in->code);
	if (rows->n >= CHOICES_OF_LIST)
		return fail(cx, E_CONFLICT, "A list has at most %d items. Nothing was changed.",
		    CHOICES_OF_LIST);
	return OK;
}

enum err
create_choice(struct cx *cx, void *arg)
{
	struct choice_change *in = arg;
	struct rows rows;
	int64_t last = 0;

	TRY(begin(cx));
	TRY(lock_list(cx, in->list, &rows));
	if (!in->code)
		in->code = code_of_name(cx, &rows, in->name);
	TRY(check_new(cx, in, &rows));
	if (rows.n)
		last = row_i64(&rows.row[rows.n - 1], "position");
	in->id = new_id(cx->arena);
	in->version = 1;
	TRY(db_exec(cx,
	    "insert into choice (id, list, code, name, kind, needs_reference, position)"
	    " values (?, ?, ?, ?, ?, ?, ?)",
	    str(in->id), str(choice_list_table[in->list].name), str(in->code), str(in->name),
	    str(in->kind), boolean(in->needs_reference), i64(last + 1)));
	return told(cx, "choice.create", in->list, in->id, NULL,
	    as_json(cx, in->code, in->name, in->needs_reference, true));
}

/* One of a list that needs one is to be switched off: another must be on. */
static enum err
another_is_on(struct cx *cx, enum choice_list list, const char *id)
{
	struct rows rows;

	TRY(lock_list(cx, list, &rows));
	for (size_t i = 0; i < rows.n; i++)
		if (row_bool(&rows.row[i], "is_active") && !row_is(&rows.row[i], "id", id))
			return OK;
	return fail(cx, E_CONFLICT, "This is the last one of \"%s\" that is on: switch another one"
	    " on first. Nothing was changed.", choice_list_table[list].text);
}

enum err
change_choice(struct cx *cx, void *arg)
{
	struct choice_change *in = arg;
	const struct row *was;
	bool reference, active;
	const char *name;

	TRY(begin(cx));
	TRY(db_maybe(cx, &was,
	    "select list, code, name, kind, needs_reference, is_active, version from choice"
	    " where id = ? for update",
	    str(in->id)));
	if (!was || !choice_list_by_name(row_str(was, "list"), &in->list))
		return fail(cx, E_NOT_FOUND, "Not found.");
	if (row_i64(was, "version") != in->version)
		return fail(cx, E_STALE, "Someone else has changed this. Nothing was changed;"
		    " read it again.");
	in->code = row_str(was, "code");
	in->kind = row_str(was, "kind");
	name = in->name ? in->name : row_str(was, "name");
	reference = in->has_reference ? in->needs_reference : row_bool(was, "needs_reference");
	active = in->has_active ? in->is_active : row_bool(was, "is_active");
	if (reference && in->list != CHOICE_PAYMENT_MODE) {
		fault_add(cx, "/needs_reference", "unknown", "Only payment modes have a reference.");
		return faults_check(cx);
	}
	if (!active && row_bool(was, "is_active") && choice_list_table[in->list].needs_one)
		TRY(another_is_on(cx, in->list, in->id));
	TRY(db_exec_one(cx,
	    "update choice set name = ?, needs_reference = ?, is_active = ?, version = version + 1"
	    " where id = ?",
	    str(name), boolean(reference), boolean(active), str(in->id)));
	in->version++;
	return told(cx, "choice.change", in->list, in->id,
	    as_json(cx, in->code, row_str(was, "name"), row_bool(was, "needs_reference"),
		row_bool(was, "is_active")),
	    as_json(cx, in->code, name, reference, active));
}

/* Where id stands among the n of the order; n: nowhere. */
static size_t
place_of(const struct choice_order *in, const char *id)
{
	size_t i = 0;

	while (i < in->n && !same_text(in->ids[i], id))
		i++;
	return i;
}

enum err
order_choices(struct cx *cx, void *arg)
{
	const struct choice_order *in = arg;
	struct rows rows;
	bool good;

	TRY(begin(cx));
	TRY(lock_list(cx, in->list, &rows));
	good = rows.n == in->n;
	for (size_t i = 0; good && i < rows.n; i++)
		good = place_of(in, row_str(&rows.row[i], "id")) < in->n;
	if (!good) {
		fault_add(cx, "/ids", "choice",
		    "Name each of the list's items once. Read the list again: it may have changed.");
		return faults_check(cx);
	}
	for (size_t i = 0; i < in->n; i++)
		TRY(db_exec_one(cx, "update choice set position = ? where id = ?",
		    i64((int64_t)i + 1), str(in->ids[i])));
	return told(cx, "choice.order", in->list, NULL, NULL, NULL);
}
