#include "app_private.h"
#include "row_json.h"

#include <string.h>

static bool
ends(const char *name, size_t *n, const char *tail)
{
	size_t m = strlen(tail);

	if (*n <= m || memcmp(name + *n - m, tail, m) != 0)
		return false;
	*n -= m;
	return true;
}

/* "name": as it goes out. */
static char *
member_text(struct arena *a, const char *name, size_t n)
{
	char *text = arena_alloc(a, n + 4);

	text[0] = '"';
	memcpy(text + 1, name, n);
	memcpy(text + 1 + n, "\":", 3);
	return text;
}

static size_t
group_length(const char *name)
{
	const char *dot = strchr(name, '.');

	return dot != NULL ? (size_t)(dot - name) : 0;
}

static bool
same_group(const char *a, const char *b)
{
	size_t n = group_length(a);

	return n > 0 && n == group_length(b) && memcmp(a, b, n) == 0;
}

struct row_plan
row_plan(struct arena *a, const struct shape *shape, const char *currency)
{
	struct member *members = arena_array(a, struct member, shape->n);
	unsigned i, k;

	for (i = 0; i < shape->n; i++) {
		const struct column *c = &shape->columns[i];
		size_t group = group_length(c->name);
		const char *key = c->name + (group > 0 ? group + 1 : 0);
		size_t key_length = strlen(key);
		struct member *m = &members[i];

		m->as = c->type == COLUMN_BOOL ? AS_BOOL
		    : c->type == COLUMN_I64    ? AS_NUMBER
					       : AS_STRING;
		if (c->type == COLUMN_I64 && ends(key, &key_length, "_minor"))
			m->as = AS_MONEY;
		else if (c->type == COLUMN_TEXT && ends(key, &key_length, "_json"))
			m->as = AS_JSON;
		m->text = member_text(a, key, key_length);
		m->len = key_length + 3;
		if (group == 0)
			continue;
		m->opens = i == 0 || !same_group(c->name, shape->columns[i - 1].name);
		m->closes = i + 1 == shape->n || !same_group(c->name, shape->columns[i + 1].name);
		if (m->opens) {
			m->group = member_text(a, c->name, group);
			for (k = i; k < shape->n && same_group(c->name, shape->columns[k].name);
			     k++)
				m->group_size++;
		}
	}
	return (struct row_plan){ shape->n, members,
		fmt(a, ",\"currency\":\"%s\"}", currency != NULL ? currency : "") };
}

static void
write_value(
    struct buf *b, const struct row_plan *plan, const struct member *m, const struct value *v)
{
	if (v->null) {
		buf_put(b, "null", 4);
		return;
	}
	switch (m->as) {
	case AS_STRING:
		json_escape(b, v->s, v->len);
		break;
	case AS_NUMBER:
		buf_i64(b, v->i);
		break;
	case AS_BOOL:
		buf_puts(b, v->i != 0 ? "true" : "false");
		break;
	case AS_MONEY:
		buf_put(b, "{\"amount\":", 10);
		buf_i64(b, v->i);
		buf_puts(b, plan->money_tail);
		break;
	case AS_JSON:
		buf_put(b, v->s, v->len);
		break;
	}
}

static bool
all_null(const struct value *values, unsigned n)
{
	unsigned i;

	for (i = 0; i < n; i++)
		if (!values[i].null)
			return false;
	return true;
}

void
row_write(struct buf *b, const struct row_plan *plan, const struct row *row)
{
	bool first = true;
	unsigned i;

	buf_putc(b, '{');
	for (i = 0; i < plan->n; i++) {
		const struct member *m = &plan->members[i];

		if (!first)
			buf_putc(b, ',');
		first = false;
		if (m->opens) {
			buf_puts(b, m->group);
			if (all_null(row->values + i, m->group_size)) {
				buf_put(b, "null", 4);
				i += m->group_size - 1;
				continue;
			}
			buf_putc(b, '{');
		}
		buf_put(b, m->text, m->len);
		write_value(b, plan, m, &row->values[i]);
		if (m->closes)
			buf_putc(b, '}');
	}
	buf_putc(b, '}');
}

void
json_row(struct json *j, const struct row *row, const char *currency)
{
	struct buf b = buf_in(j->out->arena);
	struct row_plan plan = row_plan(b.arena, row->shape, currency);

	row_write(&b, &plan, row);
	json_raw(j, b.data);
}

enum err
rq_row(struct rq *rq, int status, const struct row *row)
{
	struct buf b = buf_in(rq->cx.arena);
	struct row_plan plan = row_plan(rq->cx.arena, row->shape, rq->cx.who.currency);
	unsigned i;

	row_write(&b, &plan, row);
	for (i = 0; i < row->shape->n; i++)
		if (same_text(row->shape->columns[i].name, "version"))
			rq_set_header(
			    rq, "ETag", fmt(rq->cx.arena, "\"%lld\"", (long long)row->values[i].i));
	return rq_json_text(rq, status, b.data);
}

enum err
rq_rows(struct rq *rq, const struct rows *rows)
{
	struct buf b = buf_in(rq->cx.arena);
	struct row_plan plan = row_plan(rq->cx.arena, rows->shape, rq->cx.who.currency);
	size_t i;

	buf_puts(&b, "{\"data\":[");
	for (i = 0; i < rows->n; i++) {
		if (i > 0)
			buf_putc(&b, ',');
		row_write(&b, &plan, &rows->row[i]);
	}
	buf_puts(&b, "]}");
	return rq_json_text(rq, 200, b.data);
}
