#include "people.h"
#include "search.h"
#include "text.h"

/*
 * Everything inside a transaction, so each SELECT locks.  Rows of the three statements come in the
 * same order of ids and are laid side by side.
 */
#define LOCKED " lock in share mode"

#define CONSUMERS(where) \
	"select c.id, c.number, c.name, c.phone, c.email from consumer c where " where LOCKED
#define CONTACTS(where) \
	"select c.id, k.value from consumer c join contact k on k.consumer_id = c.id where " where \
	LOCKED

#define ACCOUNTS(where) \
	"select a.id, a.number, a.street, c.number consumer_number, c.name, c.phone, c.email" \
	" from account a join consumer c on c.id = a.consumer_id where " where LOCKED
#define METERS(where) \
	"select a.id, m.number value from account a join meter m on m.account_id = a.id where " where \
	LOCKED
#define ACCOUNT_CONTACTS(where) \
	"select a.id, k.value from account a join contact k on k.consumer_id = a.consumer_id where " \
	where LOCKED

#define NIL_ID "00000000-0000-0000-0000-000000000000"

static const char *const consumer_columns[] = { "number", "name", "phone", "email" };
static const char *const account_columns[] = { "number", "street", "consumer_number", "name",
	"phone", "email" };

/* Rows stand in the order of ids, so reading goes on where it stopped. */
struct values { const struct rows *rows; size_t at; };

static size_t
count_of(const struct values *v, const char *id)
{
	size_t n = 0;

	while (v->at + n < v->rows->n && same_text(row_str(&v->rows->row[v->at + n], "id"), id))
		n++;
	return n;
}

static size_t
take(struct values *v, size_t n, const char **texts)
{
	for (size_t i = 0; i < n; i++)
		texts[i] = row_str(&v->rows->row[v->at++], "value");
	return n;
}

static struct search_object
object_of(struct cx *cx, const struct row *row, const char *const *columns, size_t column_count,
    struct values *some, struct values *more)
{
	const char *id = row_str(row, "id");
	size_t n = 0, a = count_of(some, id), b = count_of(more, id);
	const char **texts = arena_array(cx->arena, const char *, column_count + a + b);

	for (; n < column_count; n++)
		texts[n] = row_str(row, columns[n]);
	n += take(some, a, texts + n);
	n += take(more, b, texts + n);
	return (struct search_object){ id, texts, n };
}

static enum err
index_consumers(struct cx *cx, const struct rows *rows, const struct rows *contacts)
{
	struct search_object *objects = arena_array(cx->arena, struct search_object, rows->n);
	struct values reach = { contacts, 0 }, none = { &(struct rows){ 0, NULL, NULL }, 0 };

	for (size_t i = 0; i < rows->n; i++)
		objects[i] = object_of(cx, &rows->row[i], consumer_columns,
		    COUNT(consumer_columns), &reach, &none);
	return search_index_bulk(cx, "consumer", objects, rows->n);
}

static enum err
index_accounts(struct cx *cx, const struct rows *rows, const struct rows *meters,
    const struct rows *contacts)
{
	struct search_object *objects = arena_array(cx->arena, struct search_object, rows->n);
	struct values meter = { meters, 0 }, reach = { contacts, 0 };

	for (size_t i = 0; i < rows->n; i++)
		objects[i] = object_of(cx, &rows->row[i], account_columns, COUNT(account_columns),
		    &meter, &reach);
	return search_index_bulk(cx, "account", objects, rows->n);
}

/* ---- one ---- */

enum err
search_account(struct cx *cx, const char *id)
{
	struct rows rows, meters, contacts;

	TRY(db_all(cx, &rows, ACCOUNTS("a.id = ?"), str(id)));
	TRY(db_all(cx, &meters, METERS("a.id = ?"), str(id)));
	TRY(db_all(cx, &contacts, ACCOUNT_CONTACTS("a.id = ?"), str(id)));
	return index_accounts(cx, &rows, &meters, &contacts);
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
		    METERS("a.consumer_id = ? and a.id > ? and a.id <= ? order by a.id"),
		    str(consumer_id), str(after), str(to)));
		TRY(db_all(cx, &contacts,
		    ACCOUNT_CONTACTS("a.consumer_id = ? and a.id > ? and a.id <= ? order by a.id"),
		    str(consumer_id), str(after), str(to)));
		TRY(index_accounts(cx, &rows, &meters, &contacts));
		after = to;
	}
}

enum err
search_consumer(struct cx *cx, const char *id)
{
	struct rows rows, contacts;

	TRY(db_all(cx, &rows, CONSUMERS("c.id = ?"), str(id)));
	TRY(db_all(cx, &contacts, CONTACTS("c.id = ?"), str(id)));
	TRY(index_consumers(cx, &rows, &contacts));
	return accounts_of(cx, id);
}

/* ---- many ---- */

static enum err
consumers_after(struct cx *cx, const char *after, size_t limit, struct rows *rows)
{
	struct rows contacts;

	TRY(db_all(cx, rows, CONSUMERS("c.id > ? order by c.id limit ?"), str(after),
	    i64((int64_t)limit)));
	if (rows->n == 0)
		return OK;
	TRY(db_all(cx, &contacts, CONTACTS("c.id > ? and c.id <= ? order by c.id"), str(after),
	    str(row_str(&rows->row[rows->n - 1], "id"))));
	return index_consumers(cx, rows, &contacts);
}

static enum err
accounts_after(struct cx *cx, const char *after, size_t limit, struct rows *rows)
{
	struct rows meters, contacts;
	const char *to;

	TRY(db_all(cx, rows, ACCOUNTS("a.id > ? order by a.id limit ?"), str(after),
	    i64((int64_t)limit)));
	if (rows->n == 0)
		return OK;
	to = row_str(&rows->row[rows->n - 1], "id");
	TRY(db_all(cx, &meters, METERS("a.id > ? and a.id <= ? order by a.id"), str(after), str(to)));
	TRY(db_all(cx, &contacts, ACCOUNT_CONTACTS("a.id > ? and a.id <= ? order by a.id"),
	    str(after), str(to)));
	return index_accounts(cx, rows, &meters, &contacts);
}

enum err
search_people(struct cx *cx, const char *kind, const char *after, size_t limit, const char **last,
    size_t *n)
{
	struct rows rows;

	if (after == NULL)
		after = NIL_ID;
	TRY(same_text(kind, "consumer") ? consumers_after(cx, after, limit, &rows)
					: accounts_after(cx, after, limit, &rows));
	*n = rows.n;
	*last = rows.n > 0 ? row_str(&rows.row[rows.n - 1], "id") : NULL;
	return OK;
}
