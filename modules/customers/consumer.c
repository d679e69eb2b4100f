#include "consumer.h"
#include <string.h>
#include "audit.h"
#include "change.h"
#include "clock.h"
#include "people.h"

static const char *
described(struct cx *cx, const struct new_consumer *in)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "number", in->number);
	json_put_str(&j, "name", in->name);
	json_put_str(&j, "kind", in->kind);
	json_end(&j);
	return b.data;
}

enum err
create_consumer(struct cx *cx, void *arg)
{
	struct new_consumer *in = arg;
	enum err e;

	in->id = new_id(cx->arena);
	e = db_exec(cx,
	    "insert into consumer (id, number, name, kind, phone, email, created_at)"
	    " values (?, ?, ?, ?, ?, ?, ?)",
	    str(in->id), str(in->number), str(in->name), str(in->kind), str(in->phone),
	    str(in->email), instant(cx, business_now()));
	if (e != OK && db_duplicate(cx))
		return fail(
		    cx, E_CONFLICT, "There is a consumer with number %s already.", in->number);
	TRY(e);
	TRY(search_consumer(cx, in->id));
	return audit_write(cx, &(struct audit){
		.action = "consumer.create", .object_type = "consumer", .object_id = in->id,
		.after_json = described(cx, in),
	});
}

/* ---- what may stand in a field ---- */

bool
phone_valid(const char *s)
{
	size_t digits = 0, n = strlen(s);

	for (const char *p = s; *p; p++)
		digits += *p >= '0' && *p <= '9';
	return digits >= 7 && digits <= 20 && strspn(s, "0123456789 ()+-./xX#") == n;
}

bool
email_plausible(const char *s)
{
	const char *at = strchr(s, '@');
	size_t n = strlen(s);

	return at && at > s && at[1] && !strchr(at + 1, '@') && n <= 254 &&
	    strcspn(s, " \t\r\n\"<>,;:\\\x7f") == n;
}

static void
check_reach(struct cx *cx, const char *pointer, bool is_email, const char *value)
{
	if (value == NULL)
		return;
	if (is_email && !email_plausible(value))
		fault_add(cx, pointer, "format", "This is not an e-mail address.");
	if (!is_email && !phone_valid(value))
		fault_add(cx, pointer, "format",
		    "A phone number has 7 to 20 digits, with blanks, dashes, dots, brackets or +.");
}

static enum err
check_method(struct cx *cx, const char *code)
{
	const struct row *found;

	if (code == NULL)
		return OK;
	TRY(db_maybe(cx, &found,
	    "select 1 found from choice where list = 'payment_mode' and is_active"
	    " and code = convert(? using ascii) collate ascii_bin lock in share mode", str(code)));
	if (found == NULL)
		fault_add(cx, "/preferred_method", "choice",
		    "There is no such payment mode in the settings, or it is switched off.");
	return OK;
}

/* ---- editing ---- */

/* What a field will be, noted if that is something else. */
static const char *
edited(struct change *c, const struct row *row, const char *key, const struct edit *e)
{
	const char *old = row_str(row, key), *new = e->sent ? e->value : old;

	change_str(c, key, old, new);
	return new;
}

static enum err
check_edit(struct cx *cx, const struct consumer_edit *in)
{
	if (in->name.sent && in->name.value == NULL)
		fault_add(cx, "/name", "required", "A consumer has a name.");
	if (in->kind.sent && in->kind.value == NULL)
		fault_add(cx, "/kind", "required", "A consumer is a person or a firm.");
	check_reach(cx, "/phone", false, in->phone.value);
	check_reach(cx, "/email", true, in->email.value);
	refuse_card(cx, "/name", in->name.value);
	refuse_card(cx, "/circumstances", in->circumstances.value);
	TRY(check_method(cx, in->preferred_method.value));
	return faults_check(cx);
}

enum err
edit_consumer(struct cx *cx, void *arg)
{
	struct consumer_edit *in = arg;
	const char *name, *kind, *phone, *email, *method, *circumstances;
	const struct row *row;
	struct change c;

	TRY(db_maybe(cx, &row,
	    "select name, kind, phone, email, preferred_method, circumstances, version"
	    " from consumer where id = ? for update", str(in->id)));
	if (row == NULL)
		return fail(cx, E_NOT_FOUND, "There is no such consumer.");
	if (row_i64(row, "version") != in->version)
		return fail(cx, E_STALE,
		    "The consumer was changed in the meantime. Nothing was changed; look again.");
	TRY(check_edit(cx, in));
	change_begin(cx, &c);
	name = edited(&c, row, "name", &in->name);
	kind = edited(&c, row, "kind", &in->kind);
	phone = edited(&c, row, "phone", &in->phone);
	email = edited(&c, row, "email", &in->email);
	method = edited(&c, row, "preferred_method", &in->preferred_method);
	circumstances = edited(&c, row, "circumstances", &in->circumstances);
	change_end(&c);
	in->new_version = in->version + c.any;
	if (!c.any)
		return OK;
	TRY(db_exec_one(cx,
	    "update consumer set name = ?, kind = ?, phone = ?, email = ?, preferred_method = ?,"
	    " circumstances = ?, version = version + 1 where id = ?", str(name), str(kind),
	    str(phone), str(email), str(method), str(circumstances), str(in->id)));
	TRY(search_consumer(cx, in->id));
	return audit_write(cx, &(struct audit){
		.action = "consumer.edit", .object_type = "consumer", .object_id = in->id,
		.before_json = c.old_text.data, .after_json = c.new_text.data,
	});
}

/* ---- contacts ---- */

static enum err
check_contact(struct cx *cx, const char *kind, const char *value, const char *label)
{
	if (value == NULL)
		fault_add(cx, "/value", "required", "A contact needs a number or an address.");
	else if (!same_text(kind, "post"))
		check_reach(cx, "/value", same_text(kind, "email"), value);
	else
		refuse_card(cx, "/value", value);
	refuse_card(cx, "/label", label);
	return faults_check(cx);
}

/* The index follows, and the consumer's history says it: the same row for each of the three. */
static enum err
contact_changed(
    struct cx *cx, const struct contact_edit *in, const char *action, const struct change *c)
{
	TRY(search_consumer(cx, in->consumer_id));
	return audit_write(cx, &(struct audit){
		.action = action, .object_type = "consumer", .object_id = in->consumer_id,
		.before_json = same_text(action, "contact.add") ? NULL : c->old_text.data,
		.after_json = same_text(action, "contact.remove") ? NULL : c->new_text.data,
	});
}

enum err
add_contact(struct cx *cx, void *arg)
{
	struct contact_edit *in = arg;
	const struct row *consumer;
	struct change c;

	TRY(db_maybe(cx, &consumer, "select id from consumer where id = ? for update",
	    str(in->consumer_id)));
	if (consumer == NULL)
		return fail(cx, E_NOT_FOUND, "There is no such consumer.");
	TRY(check_contact(cx, in->kind.value, in->value.value, in->label.value));
	in->id = new_id(cx->arena);
	in->new_version = 1;
	TRY(db_exec(cx, "insert into contact (id, consumer_id, kind, value, label)"
	    " values (?, ?, ?, ?, ?)", str(in->id), str(in->consumer_id), str(in->kind.value),
	    str(in->value.value), str(in->label.value)));
	change_begin(cx, &c);
	change_str(&c, "kind", NULL, in->kind.value);
	change_str(&c, "value", NULL, in->value.value);
	change_str(&c, "label", NULL, in->label.value);
	change_end(&c);
	return contact_changed(cx, in, "contact.add", &c);
}

/* The consumer is locked first, as by every change of how he is reached. */
static enum err
lock_contact(struct cx *cx, struct contact_edit *in, const struct row **out)
{
	TRY(db_maybe(cx, out, "select k.consumer_id from contact k"
	    " join consumer c on c.id = k.consumer_id where k.id = ? for update", str(in->id)));
	if (*out == NULL)
		return fail(cx, E_NOT_FOUND, "There is no such contact.");
	in->consumer_id = row_str(*out, "consumer_id");
	return db_one(cx, out,
	    "select kind, value, label, version from contact where id = ? for update", str(in->id));
}

enum err
edit_contact(struct cx *cx, void *arg)
{
	struct contact_edit *in = arg;
	const char *kind, *value, *label;
	const struct row *row;
	struct change c;

	TRY(lock_contact(cx, in, &row));
	if (row_i64(row, "version") != in->version)
		return fail(cx, E_STALE,
		    "The contact was changed in the meantime. Nothing was changed; look again.");
	change_begin(cx, &c);
	kind = edited(&c, row, "kind", &in->kind);
	value = edited(&c, row, "value", &in->value);
	label = edited(&c, row, "label", &in->label);
	change_end(&c);
	TRY(check_contact(cx, kind, value, label));
	in->new_version = in->version + c.any;
	if (!c.any)
		return OK;
	TRY(db_exec_one(cx, "update contact set kind = ?, value = ?, label = ?,"
	    " version = version + 1 where id = ?", str(kind), str(value), str(label), str(in->id)));
	return contact_changed(cx, in, "contact.edit", &c);
}

enum err
remove_contact(struct cx *cx, void *arg)
{
	struct contact_edit *in = arg;
	const struct row *row;
	struct change c;

	TRY(lock_contact(cx, in, &row));
	change_begin(cx, &c);
	change_str(&c, "kind", row_str(row, "kind"), NULL);
	change_str(&c, "value", row_str(row, "value"), NULL);
	change_str(&c, "label", row_str(row, "label"), NULL);
	change_end(&c);
	TRY(db_exec_one(cx, "delete from contact where id = ?", str(in->id)));
	return contact_changed(cx, in, "contact.remove", &c);
}
