#include "event.h"
#include <string.h>
#include "clock.h"
#include "json_out.h"
#include "query.h"
#include "text.h"
#include "tree.h"

enum { KEEP_MONTHS = 13, PRUNE_ROWS = 1000, PRUNE_BATCHES = 50, CODE_MAX = 32, PERIOD_MAX = 60 };
#define COUNT_MAX INT64_C(1000000000)
#define MS_MAX    INT64_C(86400000)
#define SECOND_US INT64_C(1000000)
#define DAY_US    (86400 * SECOND_US)

enum value_kind { NO_VALUE, A_COUNT, MS };
struct event_kind {
	const char *name, *object;
	enum value_kind value;
	const char *props;
	const char *known;		/* not NULL: where the server itself has it */
};

static const struct event_kind kinds[] = {
#define EVENT(NAME, object, value, props) { #NAME, object, value, props, NULL },
#define KNOWN_EVENT(NAME, where) { #NAME, "", NO_VALUE, "", where },
#include "events.def"
};

static const struct event_kind *
kind_of(const char *name)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (same_text(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}

/* ---- words ---- */

static bool
only(const char *s, size_t max, const char *letters)
{
	size_t n = strlen(s);

	return n > 0 && n <= max && strspn(s, letters) == n;
}

static bool
is_code(const char *s)
{
	return only(s, CODE_MAX, "abcdefghijklmnopqrstuvwxyz_");
}

/* Is the word one of those that stand between bounds in the list ("a|b|c")? */
static bool
among(const char *list, char bound, const char *word)
{
	size_t n = strlen(word);

	while (*list) {
		size_t m = strcspn(list, (char[]){ bound, '\0' });

		if (m == n && memcmp(list, word, n) == 0)
			return true;
		list += m + (list[m] == bound);
	}
	return false;
}

static bool
is_dimension(const char *word)
{
#define DATASET(NAME, name, dims, measures) dims " "
	static const char dimensions[] =
#include "datasets.def"
	    ;

	return is_code(word) && among(dimensions, ' ', word);
}

/* What is kept of a period: its kind, not its days.  NULL: it is none. */
static const char *
kind_of_period(const char *s)
{
	if (strncmp(s, "cycle:", 6) == 0)
		return "cycle";
	if (only(s, PERIOD_MAX, "0123456789-."))
		return strstr(s, "..") != NULL ? "range" : "month";
	return only(s, CODE_MAX, "abcdefghijklmnopqrstuvwxyz_0123456789") ? s : NULL;
}

/* The word as it is kept, NULL: it is not of that type. */
static const char *
word_of_type(struct cx *cx, const char *type, const char *word)
{
	bool good = strchr(type, '|') != NULL ? among(type, '|', word)
	    : same_text(type, "metric")	     ? metric_by_key(word) != NULL
	    : same_text(type, "dimension")    ? is_dimension(word)
	    : same_text(type, "code")	     ? is_code(word)
					     : false;

	if (same_text(type, "period"))
		return kind_of_period(word);
	if (same_text(type, "id"))
		return uuid_plain(cx->arena, word);
	return good ? word : NULL;
}

/* ---- reading ---- */

static void
put_prop(struct cx *cx, struct input *props, const char *name, const char *type, struct json *j)
{
	const char *word, *kept;

	if (!in_has(props, name))
		return;
	if (same_text(type, "count") || same_text(type, "ms")) {
		json_put_i64(j, name,
		    in_i64(props, name, 0, same_text(type, "ms") ? MS_MAX : COUNT_MAX));
		return;
	}
	if (same_text(type, "flag")) {
		json_put_bool(j, name, in_bool(props, name));
		return;
	}
	if ((word = in_text(props, name, 1, PERIOD_MAX)) == NULL || !*word)
		return;
	if ((kept = word_of_type(cx, type, word)) != NULL)
		json_put_str(j, name, kept);
	else
		in_fault(props, name, "choice", "This is no %s of this event.", name);
}

/* "tabs:count period:period" */
static const char *
read_props(struct cx *cx, const struct event_kind *kind, struct input *in)
{
	struct input *props = in_object_or(in, "props", NULL);
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);
	const char *p = kind->props;

	if (props == NULL)
		return "{}";
	json_begin(&j);
	while (*p) {
		size_t n = strcspn(p, ":"), m = strcspn(p + n + 1, " ");

		put_prop(cx, props, arena_strndup(cx->arena, p, n),
		    arena_strndup(cx->arena, p + n + 1, m), &j);
		p += n + 1 + m;
		p += strspn(p, " ");
	}
	json_end(&j);
	return b.data;
}

static const char *
read_object(struct cx *cx, const struct event_kind *kind, struct input *in)
{
	const char *object = in_text_or(in, "object", 1, PERIOD_MAX, ""), *kept;

	if (object == NULL || !*object)
		return "";
	if ((kept = word_of_type(cx, kind->object, object)) == NULL)
		in_fault(in, "object", "choice", "This is no object of this event.");
	return kept != NULL ? kept : "";
}

/* A page's clock may be wrong: what cannot be so was now. */
static enum err
read_time(struct cx *cx, struct input *in, struct event *e)
{
	const char *at = in_text_or(in, "at", 1, 40, NULL);
	int64_t now = business_now(), us = now;
	char *day = arena_alloc(cx->arena, 11);

	if (at != NULL && *at && !instant_parse(at, &us))
		in_fault(in, "at", "format", "This is no instant.");
	if (us > now || us < now - DAY_US)
		us = now;
	TRY(business_day(cx, us, day));
	e->at = instant_sql(cx->arena, us);
	e->on_day = day;
	return OK;
}

enum err
event_read(struct cx *cx, struct input *in, struct event *e)
{
	const char *name = in_text(in, "name", 1, 40);
	const struct event_kind *kind = name ? kind_of(name) : NULL;

	*e = (struct event){ .name = name, .object = "", .props_json = "{}" };
	e->page = in_text_or(in, "page", 1, 60, "");
	if (e->page && *e->page &&
	    (e->page[0] != '/' || !only(e->page, 60, "abcdefghijklmnopqrstuvwxyz_:/-")))
		in_fault(in, "page", "format", "A page is an address like /accounts/:id.");
	TRY(read_time(cx, in, e));
	e->has_value = in_has(in, "value");
	if (e->has_value)
		e->value = in_i64(in, "value", 0, COUNT_MAX);
	if (kind == NULL || kind->known != NULL) {
		if (name && *name)
			in_fault(in, "name", "choice", kind == NULL
				? "There is no such event."
				: "This is known already and is not sent.");
		(void)in_tree(in, "object");
		(void)in_tree(in, "props");
		return OK;
	}
	if (e->has_value && (kind->value == NO_VALUE || (kind->value == MS && e->value > MS_MAX)))
		in_fault(in, "value", "range", kind->value == MS
			? "This is more than a day." : "This event has no value.");
	e->object = read_object(cx, kind, in);
	e->props_json = read_props(cx, kind, in);
	return OK;
}

/* ---- keeping ---- */

enum { COLUMNS = 10 };

enum err
keep_events(struct cx *cx, void *arg)
{
	const struct event_batch *batch = arg;
	struct param columns[COLUMNS][EVENTS_AT_ONCE], *at[COLUMNS];

	for (size_t i = 0; i < batch->n; i++) {
		const struct event *e = &batch->event[i];
		const struct param row[COLUMNS] = {
			str(new_id(cx->arena)), str(e->name), str(e->at), str(e->on_day),
			str(cx->who.id), str(cx->who.session_id), str(e->page), str(e->object),
			e->has_value ? i64(e->value) : null(), str(e->props_json),
		};

		for (size_t c = 0; c < COLUMNS; c++)
			columns[c][i] = row[c];
	}
	for (size_t c = 0; c < COLUMNS; c++)
		at[c] = columns[c];
	return db_bulk(cx, batch->n, at, COLUMNS,
	    "insert into behaviour_event (id, name, at, on_day, user_id, session_id, page, object,"
	    " value, props_json) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
}

struct pruning { const char *before; uint64_t n; };

static enum err
delete_old(struct cx *cx, void *arg)
{
	struct pruning *p = arg;

	return db_exec_count(cx, &p->n,
	    "delete from behaviour_event where on_day < ? order by on_day, id limit 1000", str(p->before));
}

enum err
events_prune(struct cx *cx)
{
	char today[11], before[11];
	struct pruning p = { .before = before };
	int batches = 0;

	TRY(business_day(cx, business_now(), today));
	date_add_months(today, -KEEP_MONTHS, before);
	do
		TRY(db_tx_claim(cx, delete_old, &p));
	while (p.n == PRUNE_ROWS && ++batches < PRUNE_BATCHES);
	return OK;
}
