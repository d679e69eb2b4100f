#include "bill_template.h"

#include <stdlib.h>
#include <string.h>

#include "audit.h"
#include "card.h"
#include "json_out.h"
#include "settings.h"
#include "text.h"

#define HOUSE_ACCENT "#1f5fa8"
enum { MESSAGE_MAX = 600, TERMS_MAX = 1200, HOW_MAX = 800, FOOTER_MAX = 200 };

/* ---- what it says ---- */

/* As kept by ourselves: nothing in it is wrong. */
enum err
bill_words_read(struct cx *cx, const char *json, struct bill_words *w)
{
	struct input *in;

	TRY(input_parse(cx, json, strlen(json), &in));
	*w = (struct bill_words){
		.message = in_text_or(in, "message", 1, MESSAGE_MAX, NULL),
		.terms = in_text_or(in, "terms", 1, TERMS_MAX, NULL),
		.how_to_pay = in_text_or(in, "how_to_pay", 1, HOW_MAX, NULL),
		.footer = in_text_or(in, "footer", 1, FOOTER_MAX, NULL),
		.accent = in_text_or(in, "accent", 7, 7, HOUSE_ACCENT),
		.show_history = in_bool_or(in, "show_history", true),
		.show_slip = in_bool_or(in, "show_slip", true),
		.show_qr = in_bool_or(in, "show_qr", true),
		.show_barcode = in_bool_or(in, "show_barcode", false),
	};
	failure_clear(cx);
	return OK;
}

static void
read_text(struct input *in, const char *key, size_t most, const char **text)
{
	if (!in_sent(in, key))
		return;
	*text = in_has(in, key) ? in_text_or(in, key, 1, most, NULL) : NULL;
	if (card_in_text(*text))
		in_fault(in, key, "card",
		    "This looks like a card number. Card numbers are never printed or kept.");
}

static unsigned
channel(const char *accent, int at)
{
	char hex[3] = { accent[at], accent[at + 1], '\0' };

	return (unsigned)strtoul(hex, NULL, 16);
}

/* Dark enough to be read on white: light of at most a third, by the eye's weights. */
static bool
readable(const char *accent)
{
	return channel(accent, 1) * 2126 + channel(accent, 3) * 7152 + channel(accent, 5) * 722 <
	    255 * 10000 * 11 / 20;
}

static void
read_accent(struct input *in, const char **accent)
{
	const char *s = in_text_or(in, "accent", 1, 7, NULL);

	if (s == NULL)
		return;
	if (strlen(s) != 7 || s[0] != '#' || strspn(s + 1, "0123456789abcdef") != 6)
		in_fault(in, "accent", "format", "A colour is # and six of 0-9 and a-f.");
	else if (!readable(s))
		in_fault(in, "accent", "range", "This colour is too light to be read on white paper.");
	else
		*accent = s;
}

void
bill_words_input(struct input *in, struct bill_words *w)
{
	read_text(in, "message", MESSAGE_MAX, &w->message);
	read_text(in, "terms", TERMS_MAX, &w->terms);
	read_text(in, "how_to_pay", HOW_MAX, &w->how_to_pay);
	read_text(in, "footer", FOOTER_MAX, &w->footer);
	read_accent(in, &w->accent);
	w->show_history = in_bool_or(in, "show_history", w->show_history);
	w->show_slip = in_bool_or(in, "show_slip", w->show_slip);
	w->show_qr = in_bool_or(in, "show_qr", w->show_qr);
	w->show_barcode = in_bool_or(in, "show_barcode", w->show_barcode);
}

void
bill_words_put(struct json *j, const struct bill_words *w)
{
	json_put_str(j, "message", w->message);
	json_put_str(j, "terms", w->terms);
	json_put_str(j, "how_to_pay", w->how_to_pay);
	json_put_str(j, "footer", w->footer);
	json_put_str(j, "accent", w->accent);
	json_put_bool(j, "show_history", w->show_history);
	json_put_bool(j, "show_slip", w->show_slip);
	json_put_bool(j, "show_qr", w->show_qr);
	json_put_bool(j, "show_barcode", w->show_barcode);
}

const char *
bill_words_json(struct cx *cx, const struct bill_words *w)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	bill_words_put(&j, w);
	json_end(&j);
	return b.data;
}

/* ---- the look ---- */

static enum bill_paper
paper_of(struct cx *cx)
{
	const char *paper = setting_text(cx, SETTING_PAPER);

	return same_text(paper, "letter") ? BILL_PAPER_LETTER
	    : same_text(paper, "a4") ? BILL_PAPER_A4
				     : BILL_PAPER_LOCALE;
}

enum err
bill_look_with(struct cx *cx, const struct bill_words *w, struct bill_look *look)
{
	const char *letterhead = setting_text(cx, SETTING_LETTERHEAD);

	*look = (struct bill_look){
		.letterhead = *letterhead ? letterhead : cx->who.tenant_code,
		.message = w->message, .terms = w->terms, .how_to_pay = w->how_to_pay,
		.footer = w->footer,
		.accent = (unsigned)strtoul(w->accent + 1, NULL, 16),
		.history = w->show_history, .slip = w->show_slip, .qr = w->show_qr,
		.barcode = w->show_barcode, .paper = paper_of(cx),
	};
	return OK;
}

enum err
bill_look_of(struct cx *cx, const char *template_id, struct bill_look *look)
{
	const struct row *row;
	struct bill_words w;

	if (template_id)
		TRY(db_maybe(cx, &row, "select texts_json from bill_template where id = ?",
		    str(template_id)));
	else
		TRY(db_maybe(cx, &row, "select texts_json from bill_template where is_default"));
	if (template_id && !row)
		return fail(cx, E_NOT_FOUND, "There is no such template.");
	TRY(bill_words_read(cx, row ? row_str(row, "texts_json") : "{}", &w));
	return bill_look_with(cx, &w, look);
}

/* ---- keeping them ---- */

static const char *
described(struct cx *cx, const char *name, bool is_default, const char *texts_json)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "name", name);
	json_put_bool(&j, "is_default", is_default);
	json_key(&j, "texts");
	json_raw(&j, texts_json);
	json_end(&j);
	return b.data;
}

static enum err
taken(struct cx *cx, enum err e)
{
	return e == E_CONFLICT && db_duplicate(cx)
	    ? fail(cx, E_CONFLICT, "There is a template of this name already. Nothing was changed.") : e;
}

static enum err
none_default(struct cx *cx)
{
	return db_exec(cx,
	    "update bill_template set is_default = false, version = version + 1 where is_default");
}

enum err
create_bill_template(struct cx *cx, void *arg)
{
	struct templating *in = arg;
	const char *texts = bill_words_json(cx, &in->words);
	struct rows there;

	TRY(db_all(cx, &there, "select id from bill_template lock in share mode"));
	if (there.n >= TEMPLATES_MAX)
		return fail(cx, E_CONFLICT, "There are %d templates already. Nothing was changed.",
		    TEMPLATES_MAX);
	in->make_default = in->make_default || there.n == 0;
	if (in->make_default)
		TRY(none_default(cx));
	in->id = new_id(cx->arena);
	TRY(taken(cx, db_exec_one(cx,
	    "insert into bill_template (id, name, is_default, texts_json) values (?, ?, ?, ?)",
	    str(in->id), str(in->name), boolean(in->make_default), str(texts))));
	return audit_write(cx, &(struct audit){
		.action = "bill_template.create", .object_type = "bill_template", .object_id = in->id,
		.after_json = described(cx, in->name, in->make_default, texts),
	});
}

static enum err
template_locked(struct cx *cx, const char *id, const struct row **was)
{
	TRY(db_maybe(cx, was,
	    "select name, is_default, texts_json, version from bill_template where id = ? for update",
	    str(id)));
	return *was ? OK : fail(cx, E_NOT_FOUND, "There is no such template.");
}

enum err
change_bill_template(struct cx *cx, void *arg)
{
	struct templating *in = arg;
	const char *texts = bill_words_json(cx, &in->words), *name;
	const struct row *was;
	bool is_default;

	TRY(template_locked(cx, in->id, &was));
	if (row_i64(was, "version") != in->version)
		return fail(cx, E_STALE, "Someone else has changed this. Nothing was changed;"
		    " read it again.");
	name = in->name ? in->name : row_str(was, "name");
	is_default = row_bool(was, "is_default") || in->make_default;
	if (in->make_default && !row_bool(was, "is_default"))
		TRY(none_default(cx));
	TRY(taken(cx, db_exec_one(cx,
	    "update bill_template set name = ?, is_default = ?, texts_json = ?, version = version + 1"
	    " where id = ?", str(name), boolean(is_default), str(texts), str(in->id))));
	return audit_write(cx, &(struct audit){
		.action = "bill_template.change", .object_type = "bill_template", .object_id = in->id,
		.before_json = described(cx, row_str(was, "name"), row_bool(was, "is_default"),
		    row_str(was, "texts_json")),
		.after_json = described(cx, name, is_default, texts),
	});
}

enum err
delete_bill_template(struct cx *cx, void *arg)
{
	struct templating *in = arg;
	const struct row *was;

	TRY(template_locked(cx, in->id, &was));
	if (row_bool(was, "is_default"))
		return fail(cx, E_CONFLICT,
		    "This is the default. Make another one the default first. Nothing was changed.");
	TRY(db_exec_one(cx, "delete from bill_template where id = ?", str(in->id)));
	return audit_write(cx, &(struct audit){
		.action = "bill_template.delete", .object_type = "bill_template", .object_id = in->id,
		.before_json = described(cx, row_str(was, "name"), false, row_str(was, "texts_json")),
	});
}
