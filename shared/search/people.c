#include "people.h"
#include <string.h>
#include "search.h"
#include "text.h"

/*
 * Everything inside a transaction, so each SELECT locks.  Rows of the three statements come in the
 * same order of ids and are laid side by side.
 */
#define LOCKED " lock in share mode"

#define CONSUMERS(where) \
	"select c.id, c.number, c.name, c.phone, c.email from consumer c where " where LOCKED
#define ACCOUNTS(where) \
	"select a.id, a.number, a.street, c.number consumer_number, c.name, c.phone, c.email" \
	" from account a join consumer c on c.id = a.consumer_id where " where LOCKED
/* One row an object, so that there are never more of these. */
#define VALUES(id, value, from, where, by) \
	"select " id " id, group_concat(" value " separator '\n') `values` from " from " where " where \
	" group by " by " order by " by LOCKED
#define CONTACTS(more, where) \
	VALUES("c.id", "k.value", "consumer c join contact k on k.consumer_id = c.id" more, where, "c.id")
#define METERS(more, where) \
	VALUES("a.id", "m.number", "account a join meter m on m.account_id = a.id" more, where, "a.id")
#define ACCOUNT_CONTACTS(more, where) \
	VALUES("a.id", "k.value", "account a join contact k on k.consumer_id = a.consumer_id" more, \
	    where, "a.id")

enum { BLOCK_MIN = 512 };

#define NIL_ID "00000000-0000-0000-0000-000000000000"

static const char *const consumer_columns[] = { "number", "name", "phone", "email" };
static const char *const account_columns[] = { "number", "street", "consumer_number", "name",
	"phone", "email" };

/* Rows stand in the order of ids, so reading goes on where it stopped. */
struct values { const struct rows *rows; size_t at; };

static const char *
values_of(struct values *v, const char *id)
{
	if (v->at == v->rows->n || !same_text(row_str(&v->rows->row[v->at], "id"), id))
		return "";
	return row_str(&v->rows->row[v->at++], "values");
}

static size_t
lines(const char *s)
{
	size_t n = *s != '\0';

	for (; *s; s++)
		n += *s == '\n';
	return n;
}

static size_t
put_lines(struct cx *cx, const char *s, const char **texts)
{
	size_t n = 0, len;

	for (; *s; s += len + (s[len] == '\n')) {
		len = strcspn(s, "\n");
		texts[n++] = arena_strndup(cx->arena, s, len);
	}
	return n;
}

static struct search_object
object_of(struct cx *cx, const struct row *row, const char *const *columns, size_t column_count,
    struct values *some, struct values *more)
{
	const char *id = row_str(row, "id"), *a = values_of(some, id), *b = values_of(more, id);
	const char **texts = arena_array(cx->arena, const char *,
	    column_count + lines(a) + lines(b));
	size_t n = 0;

	for (; n < column_count; n++)
		texts[n] = row_str(row, columns[n]);
	n += put_lines(cx, a, texts + n);
	n += put_lines(cx, b, texts + n);
	return (struct search_object){ id, texts, n };
}

/* Too few for a block are indexed one by one, if they are not yet. */
static enum err
index_objects(struct cx *cx, const char *kind, const struct search_object *objects,
    const struct rows *rows, bool as_block)
{
	if (as_block && rows->n >= BLOCK_MIN)
		return search_index_bulk(cx, kind, objects, rows->n);
	for (size_t i = 0; i < rows->n; i++)
		if (!as_block || !row_bool(&rows->row[i], "is_indexed"))
			TRY(search_index(
			    cx, kind, objects[i].id, objects[i].texts, objects[i].n));
	return OK;
}

static enum err
index_consumers(
    struct cx *cx, const struct rows *rows, const struct rows *contacts, bool as_block)
{
	struct search_object *objects = arena_array(cx->arena, struct search_object, rows->n);
	struct values reach = { contacts, 0 }, none = { &(struct rows){ 0, NULL, NULL }, 0 };

	for (size_t i = 0; i < rows->n; i++)
		objects[i] = object_of(cx, &rows->row[i], consumer_columns,
		    COUNT(consumer_columns), &reach, &none);
	return index_objects(cx, "consumer", objects, rows, as_block);
}

static enum err
index_accounts(struct cx *cx, const struct rows *rows, const struct rows *meters,
    const struct rows *contacts, bool as_block)
{
	struct search_object *objects = arena_array(cx->arena, struct search_object, rows->n);
	struct values meter = { meters, 0 }, reach = { contacts, 0 };

	for (size_t i = 0; i < rows->n; i++)
		objects[i] = object_of(cx, &rows->row[i], account_columns, COUNT(account_columns),
		    &meter, &reach);
	return index_objects(cx, "account", objects, rows, as_block);
}

/* ---- one ---- */

enum err
search_account(struct cx *cx, const char *id)
{
	struct rows rows, meters, contacts;

	TRY(db_all(cx, &rows, ACCOUNTS("a.id = ?"), str(id)));
	TRY(db_all(cx, &meters, METERS("", "a.id = ?"), str(id)));
	TRY(db_all(cx, &contacts, ACCOUNT_CONTACTS("", "a.id = ?"), str(id)));
	return index_accounts(cx, &rows, &meters, &contacts, false);
}

/* A firm may have more accounts than are indexed at once. */
static enum err
accounts_of(struct cx *cx, const char *consumer_id)
{
	const char *after = NIL_ID;
	struct rows rows, meters, contacts;

	for (;;) {
		const char *to;

		TRY(db_all(cx, &rows, ACCOUNTS("a.consumer_id = ? and a.id > ? order by a.id limit 500"),
		    str(consumer_id), str(after)));
		if (rows.n == 0)
			return OK;
		to = row_str(&rows.row[rows.n - 1], "id");
		TRY(db_all(cx, &meters,
		    METERS("", "a.consumer_id = ? and a.id > ? and a.id <= ?"),
		    str(consumer_id), str(after), str(to)));
		TRY(db_all(cx, &contacts,
		    ACCOUNT_CONTACTS("", "a.consumer_id = ? and a.id > ? and a.id <= ?"),
		    str(consumer_id), str(after), str(to)));
		TRY(index_accounts(cx, &rows, &meters, &contacts, false));
		after = to;
	}
}

enum err
search_consumer(struct cx *cx, const char *id)
{
	struct rows rows, contacts;

	TRY(db_all(cx, &rows, CONSUMERS("c.id = ?"), str(id)));
	TRY(db_all(cx, &contacts, CONTACTS("", "c.id = ?"), str(id)));
	TRY(index_consumers(cx, &rows, &contacts, false));
	return accounts_of(cx, id);
}

/* ---- many ---- */

#define TEXT(kind, id) \
	" left join search_text t on t.kind = '" kind "' and t.object_id = " id
#define AFTER(id) id " > ? and " id " <= ? and t.place is null"
#define NO_BLOCK(kind, id) \
	TEXT(kind, id) " where " id " > ? and t.place is null order by " id " limit ?" LOCKED

static enum err
consumers_after(struct cx *cx, const char *after, struct rows *rows)
{
	struct rows contacts;

	TRY(db_all(cx, rows, "select c.id, c.number, c.name, c.phone, c.email,"
	    " t.object_id is not null is_indexed from consumer c" NO_BLOCK("consumer", "c.id"), str(after), i64(SEARCH_BLOCK)));
	if (rows->n == 0)
		return OK;
	TRY(db_all(cx, &contacts, CONTACTS(TEXT("consumer", "c.id"), AFTER("c.id")), str(after),
	    str(row_str(&rows->row[rows->n - 1], "id"))));
	return index_consumers(cx, rows, &contacts, true);
}

static enum err
accounts_after(struct cx *cx, const char *after, struct rows *rows)
{
	struct rows meters, contacts;
	const char *to;

	TRY(db_all(cx, rows, "select a.id, a.number, a.street, c.number consumer_number, c.name,"
	    " c.phone, c.email, t.object_id is not null is_indexed from account a"
	    " join consumer c on c.id = a.consumer_id" NO_BLOCK("account", "a.id"), str(after), i64(SEARCH_BLOCK)));
	if (rows->n == 0)
		return OK;
	to = row_str(&rows->row[rows->n - 1], "id");
	TRY(db_all(cx, &meters, METERS(TEXT("account", "a.id"), AFTER("a.id")), str(after), str(to)));
	TRY(db_all(cx, &contacts, ACCOUNT_CONTACTS(TEXT("account", "a.id"), AFTER("a.id")), str(after),
	    str(to)));
	return index_accounts(cx, rows, &meters, &contacts, true);
}

enum err
search_people(struct cx *cx, const char *kind, const char *after, const char **last, size_t *n)
{
	struct rows rows;

	if (after == NULL)
		after = NIL_ID;
	TRY(same_text(kind, "consumer") ? consumers_after(cx, after, &rows)
					: accounts_after(cx, after, &rows));
	*n = rows.n;
	*last = rows.n > 0 ? row_str(&rows.row[rows.n - 1], "id") : NULL;
	return OK;
}

enum err
search_forget(struct cx *cx, const char *kind, const char *const *ids, size_t n)
{
	struct param *column[2];

	for (unsigned c = 0; c < 2; c++)
		column[c] = arena_array(cx->arena, struct param, n);
	for (size_t i = 0; i < n; i++) {
		column[0][i] = str(ids[i]);
		column[1][i] = str(kind);
	}
	TRY(db_bulk(cx, n, column, 2, "delete from search_part where object_id = ? and kind = ?"));
	return db_bulk(
	    cx, n, column, 2, "delete from search_text where object_id = ? and kind = ?");
}
