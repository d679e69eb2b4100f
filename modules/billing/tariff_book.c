#include "tariff_book.h"
#include <string.h>
#include "text.h"

static enum err
compile(struct cx *cx, const struct row *row, const struct tariff **tariff)
{
	const struct value *doc = row_value(row, "doc_json");
	enum err e = tariff_parse(cx, doc->s, doc->len, "", tariff);

	if (e == OK)
		return OK;
	if (e != E_INPUT && e != E_MALFORMED)
		return e;
	return fail(cx, e, "The prices of tariff %s, version %lld, cannot be read: %s", row_str(row, "code"),
	    (long long)row_i64(row, "revision"),
	    cx->failure.first ? cx->failure.first->message : "they are no tariff.");
}

static void
put(struct tariff_version *v, const struct row *row)
{
	v->id = row_str(row, "id");
	v->code = row_str(row, "code");
	v->name = row_str(row, "name");
	v->revision = row_i64(row, "revision");
	v->to = INT32_MAX;
}

enum err
tariff_load(struct cx *cx, const char *id, struct tariff_version *v)
{
	const struct row *row;

	memset(v, 0, sizeof *v);
	TRY(db_maybe(cx, &row, "select id, code, name, revision, doc_json from tariff where id = ?",
	    str(id)));
	if (!row)
		return fail(cx, E_NOT_FOUND, "There is no such tariff.");
	put(v, row);
	v->from = INT32_MIN;
	return compile(cx, row, &v->tariff);
}

/* ---- which one prices a service ---- */

static size_t
end_of_code(const struct tariff_book *book, size_t i)
{
	size_t end = i;

	while (end < book->n && strcmp(book->versions[end].code, book->versions[i].code) == 0)
		end++;
	return end;
}

/* Does any of them know the class? */
static bool
knows(const struct tariff_book *book, size_t from, size_t end, const char *class)
{
	for (size_t i = from; i < end; i++)
		if (tariff_class(book->versions[i].tariff, class) >= 0)
			return true;
	return false;
}

enum tariff_found
tariff_of_service(const struct tariff_book *book, const char *code, const char *class,
    const struct tariff_version **out, size_t *n)
{
	enum tariff_found found = code ? TARIFF_NO_SUCH_CODE : TARIFF_NO_SUCH_CLASS;

	*out = NULL;
	*n = 0;
	for (size_t i = 0, end; i < book->n; i = end) {
		end = end_of_code(book, i);
		if (code && strcmp(book->versions[i].code, code) != 0)
			continue;
		if (!knows(book, i, end, class)) {
			found = TARIFF_NO_SUCH_CLASS;
			continue;
		}
		if (*n > 0) {
			*n = 0;
			*out = NULL;
			return TARIFF_AMBIGUOUS;
		}
		*out = &book->versions[i];
		*n = end - i;
		found = TARIFF_FOUND;
		if (code)
			break;
	}
	return *n > 0 ? TARIFF_FOUND : found;
}

const char *
tariff_found_text(struct cx *cx, enum tariff_found found, const char *code, const char *class)
{
	switch (found) {
	case TARIFF_NO_SUCH_CODE:
		return fmt(cx->arena, "No version of tariff %s is in force in this period.", code);
	case TARIFF_AMBIGUOUS:
		return fmt(cx->arena, "More than one tariff has prices for class %s: the service must name"
		    " one.", class);
	case TARIFF_NO_SUCH_CLASS:
		return code ? fmt(cx->arena, "Tariff %s has no prices for class %s.", code, class)
		    : fmt(cx->arena, "No tariff in force has prices for class %s.", class);
	case TARIFF_FOUND:
		break;
	}
	return "";
}
