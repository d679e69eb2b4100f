#include <string.h>
#include "facts_seen.h"
#include "kept.h"
#include "text.h"

/*
 * Sums that this process has read before, brought up to date by the facts that were added since.  What
 * was read is kept with the state of the facts that it was read at.
 */

enum { QUESTIONS = 96, BYTES = 4 << 20 };

static struct kept *
answers(void)
{
	static struct kept *all;
	static bool made;

	if (!made)
		all = kept_new(QUESTIONS, BYTES);
	made = true;
	return all;
}

/* ---- sums as bytes ---- */

static void
encode(struct arena *a, const struct wanted *w, size_t n, struct seen_state state, struct buf *out)
{
	*out = buf_in(a);
	buf_put(out, &state, sizeof state);
	for (size_t i = 0; i < n; i++) {
		buf_put(out, &w[i].count, sizeof w[i].count);
		for (size_t k = 0; k < w[i].count; k++) {
			const struct part_sum *p = &w[i].part[k];

			buf_put(out, &p->day, sizeof p->day);
			buf_put(out, &p->value, sizeof p->value);
			for (unsigned g = 0; g < SUM_GROUPS; g++)
				buf_put(out, p->group[g], strlen(p->group[g]) + 1);
		}
	}
}

static const char *
take(const char *from, void *to, size_t n)
{
	memcpy(to, from, n);
	return from + n;
}

static void
decode(struct arena *a, const char *from, struct wanted *w, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		from = take(from, &w[i].count, sizeof w[i].count);
		w[i].room = w[i].count;
		w[i].part = arena_array(a, struct part_sum, w[i].count);
		for (size_t k = 0; k < w[i].count; k++) {
			struct part_sum *p = &w[i].part[k];

			from = take(from, &p->day, sizeof p->day);
			from = take(from, &p->value, sizeof p->value);
			for (unsigned g = 0; g < SUM_GROUPS; g++) {
				p->group[g] = *from ? arena_strdup(a, from) : "";
				from += strlen(from) + 1;
			}
		}
	}
}

/* ---- recalling ---- */

struct recalling {
	struct wanted *wanted;
	size_t n;
	const char *key;
	struct arena *arena;
	bool added;
};

static void
add_fact(const struct seen_fact *fact, void *arg)
{
	struct recalling *r = arg;

	for (size_t i = 0; i < r->n; i++)
		wanted_take(r->arena, &r->wanted[i], fact);
	r->added = true;
}

static void
keep(const struct recalling *r, struct seen_state state)
{
	struct buf b;

	encode(r->arena, r->wanted, r->n, state, &b);
	kept_put(answers(), r->key, b.data, b.len);
}

/* Out of memory, as of this state; false: it is not there, or too old. */
static bool
recall(struct cx *cx, struct recalling *r, struct seen_state state)
{
	size_t len;
	const char *bytes = kept_get(answers(), r->key, &len);
	struct seen_state then;

	if (!bytes)
		return false;
	bytes = take(bytes, &then, sizeof then);
	if (then.epoch != state.epoch)
		return false;
	decode(cx->arena, bytes, r->wanted, r->n);
	r->added = false;
	if (!facts_since(cx, then, add_fact, r))
		return false;
	if (r->added) {
		for (size_t i = 0; i < r->n; i++)
			wanted_settle(&r->wanted[i]);
		keep(r, state);
	}
	return true;
}

static enum err
in_snapshot(struct cx *cx, void *arg)
{
	struct recalling *r = arg;
	struct seen_state state;

	TRY(facts_in_snapshot(cx, &state));
	if (recall(cx, r, state))
		return OK;
	TRY(sums_in_snapshot(cx, r->wanted, r->n));
	keep(r, state);
	return OK;
}

enum err
sums_recall(struct cx *cx, struct wanted *w, size_t n, const char *key)
{
	struct recalling r = { w, n, fmt(cx->arena, "%s|%s", cx->who.tenant_id, key), cx->arena, false };
	struct seen_state state;
	size_t len;
	bool known = false;

	if (!db_in_tx(cx) && kept_get(answers(), r.key, &len))
		TRY(facts_follow(cx, &known, &state));
	if (known && recall(cx, &r, state))
		return OK;
	return db_in_tx(cx) ? in_snapshot(cx, &r) : db_snapshot(cx, in_snapshot, &r);
}
