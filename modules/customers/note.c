#include "note.h"
#include "audit.h"
#include "change.h"
#include "clock.h"

static enum err
told(struct cx *cx, const char *action, const char *id, const char *account_id,
    const struct change *c)
{
	return audit_write(cx, &(struct audit){
		.action = action, .object_type = "account_note", .object_id = id,
		.account_id = account_id,
		.before_json = same_text(action, "note.write") ? NULL : c->old_text.data,
		.after_json = same_text(action, "note.remove") ? NULL : c->new_text.data,
	});
}

enum err
write_note(struct cx *cx, void *arg)
{
	struct note_edit *in = arg;
	const struct row *account;
	struct change c;

	TRY(db_maybe(cx, &account, "select id from account where id = ? lock in share mode",
	    str(in->account_id)));
	if (account == NULL)
		return fail(cx, E_NOT_FOUND, "There is no such account.");
	refuse_card(cx, "/text", in->text.value);
	TRY(faults_check(cx));
	in->id = new_id(cx->arena);
	in->new_version = 1;
	TRY(db_exec(cx, "insert into account_note (id, account_id, text, is_pinned, written_at,"
	    " written_by, written_by_name) values (?, ?, ?, ?, ?, ?, ?)", str(in->id),
	    str(in->account_id), str(in->text.value), boolean(in->is_pinned),
	    instant(cx, business_now()), str(cx->who.id), str(cx->who.name)));
	change_begin(cx, &c);
	change_str(&c, "text", NULL, in->text.value);
	change_bool(&c, "is_pinned", false, in->is_pinned);
	change_end(&c);
	return told(cx, "note.write", in->id, in->account_id, &c);
}

static enum err
lock_note(struct cx *cx, const char *id, const struct row **out)
{
	TRY(db_maybe(cx, out, "select account_id, text, is_pinned, written_by, written_by_name,"
	    " version from account_note where id = ? for update", str(id)));
	return *out ? OK : fail(cx, E_NOT_FOUND, "There is no such note.");
}

static enum err
only_own(struct cx *cx, const struct row *note)
{
	const char *writer = row_str(note, "written_by");

	if (writer != NULL && cx->who.id != NULL && same_text(writer, cx->who.id))
		return OK;
	return fail(cx, E_FORBIDDEN,
	    "%s wrote this note, so nobody else can change it. Write one of your own.",
	    row_str(note, "written_by_name"));
}

enum err
edit_note(struct cx *cx, void *arg)
{
	struct note_edit *in = arg;
	const struct row *note;
	const char *text;
	struct change c;
	bool pinned;

	TRY(lock_note(cx, in->id, &note));
	if (in->text.sent)
		TRY(only_own(cx, note));
	if (row_i64(note, "version") != in->version)
		return fail(cx, E_STALE,
		    "The note was changed in the meantime. Nothing was changed; look again.");
	refuse_card(cx, "/text", in->text.value);
	TRY(faults_check(cx));
	text = in->text.sent ? in->text.value : row_str(note, "text");
	pinned = in->sends_pin ? in->is_pinned : row_bool(note, "is_pinned");
	change_begin(cx, &c);
	change_str(&c, "text", row_str(note, "text"), text);
	change_bool(&c, "is_pinned", row_bool(note, "is_pinned"), pinned);
	change_end(&c);
	in->new_version = in->version + c.any;
	if (!c.any)
		return OK;
	TRY(db_exec_one(cx, "update account_note set text = ?, is_pinned = ?,"
	    " version = version + 1 where id = ?", str(text), boolean(pinned), str(in->id)));
	return told(cx, "note.edit", in->id, row_str(note, "account_id"), &c);
}

enum err
remove_note(struct cx *cx, void *arg)
{
	struct note_edit *in = arg;
	const struct row *note;
	struct change c;

	TRY(lock_note(cx, in->id, &note));
	TRY(only_own(cx, note));
	change_begin(cx, &c);
	change_str(&c, "text", row_str(note, "text"), NULL);
	change_end(&c);
	TRY(db_exec_one(cx, "delete from account_note where id = ?", str(in->id)));
	return told(cx, "note.remove", in->id, row_str(note, "account_id"), &c);
}
