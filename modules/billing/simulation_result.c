#include "simulation_result.h"
#include "json_out.h"
#include "text.h"

enum { BOUNDS = 5, SIDE = BOUNDS + 1 };

static const int64_t percent_bp[BOUNDS] = { 100, 500, 1000, 2500, 5000 };

/* The largest of 1, 2, 5, 10, 20 … that is at most v, and at least 1. */
static int64_t
nice(int64_t v)
{
	static const int64_t firsts[] = { 5, 2, 1 };
	int64_t tens = 1;

	while (tens <= v / 10)
		tens *= 10;
	for (size_t i = 0; i < COUNT(firsts); i++)
		if (firsts[i] * tens <= v)
			return firsts[i] * tens;
	return 1;
}

static void
put_bound(struct json *j, const char *key, int64_t v, bool open)
{
	json_key(j, key);
	if (open)
		json_null(j);
	else
		json_i64(j, v);
}

/* rows: {by: -SIDE … SIDE, n}. */
static void
put_buckets(struct json *j, const char *key, const struct rows *rows, const int64_t bounds[BOUNDS])
{
	int64_t counts[2 * SIDE + 1] = { 0 };

	for (size_t i = 0; i < rows->n; i++)
		counts[row_i64(&rows->row[i], key) + SIDE] += row_i64(&rows->row[i], "n");
	json_key(j, key);
	json_begin_list(j);
	for (int b = -SIDE; b <= SIDE; b++) {
		int size = b < 0 ? -b : b;
		int64_t near = size > 1 ? bounds[size - 2] : 0,
			far = size > 0 && size < SIDE ? bounds[size - 1] : 0;

		json_begin(j);
		put_bound(j, "from", b < 0 ? -far : near, b == -SIDE);
		put_bound(j, "to", b < 0 ? -near : far, b == SIDE);
		json_put_i64(j, "accounts", counts[b + SIDE]);
		json_end(j);
	}
	json_end_list(j);
}

static void
put_classes(struct json *j, const struct rows *rows, const char *currency)
{
	json_key(j, "classes");
	json_begin_list(j);
	for (size_t i = 0; i < rows->n; i++) {
		const struct row *r = &rows->row[i];

		json_begin(j);
		json_put_str(j, "class", row_str(r, "class"));
		json_put_i64(j, "accounts", row_i64(r, "accounts"));
		json_put_i64(j, "use_milli", row_i64(r, "use_milli"));
		json_put_money(j, "before", row_i64(r, "before_minor"), currency);
		json_put_money(j, "after", row_i64(r, "after_minor"), currency);
		json_put_money(j, "change", row_i64(r, "change_minor"), currency);
		json_put_i64(j, "up", row_i64(r, "up"));
		json_put_i64(j, "down", row_i64(r, "down"));
		json_put_i64(j, "same", row_i64(r, "same"));
		json_end(j);
	}
	json_end_list(j);
}

enum err
simulation_result(struct cx *cx, const char *id, const char **json)
{
	struct buf text = buf_in(cx->arena);
	struct json j = json_to(&text);
	struct rows classes, spread;
	int64_t bounds[BOUNDS], moved = 0, changed = 0;

	TRY(db_all(cx, &classes,
	    "select class, count(*) accounts, cast(sum(use_milli) as signed) use_milli,"
	    " cast(sum(base_minor) as signed) before_minor, cast(sum(new_minor) as signed)"
	    " after_minor,"
	    " cast(sum(change_minor) as signed) change_minor, cast(sum(change_minor > 0) as"
	    " signed) up,"
	    " cast(sum(change_minor < 0) as signed) down, cast(sum(change_minor = 0) as signed)"
	    " same,"
	    " cast(sum(abs(change_minor)) as signed) moved_minor"
	    " from simulation_row where simulation_id = ? group by class order by class",
	    str(id)));
	for (size_t i = 0; i < classes.n; i++) {
		moved += row_i64(&classes.row[i], "moved_minor");
		changed += row_i64(&classes.row[i], "up") + row_i64(&classes.row[i], "down");
	}
	for (int i = 0; i < BOUNDS; i++)
		bounds[i] = nice(changed > 0 ? moved / changed / 2 : 1) * (i + 1);
	TRY(db_all(cx, &spread,
	    "select sign(change_minor) * (1 + interval(abs(change_minor) * 10000, 100 * base_minor,"
	    " 500 * base_minor, 1000 * base_minor, 2500 * base_minor, 5000 * base_minor)) percent,"
	    " sign(change_minor) * (1 + interval(abs(change_minor), ?, ?, ?, ?, ?)) amount,"
	    " count(*) n"
	    " from simulation_row where simulation_id = ? group by percent, amount",
	    i64(bounds[0]), i64(bounds[1]), i64(bounds[2]), i64(bounds[3]), i64(bounds[4]),
	    str(id)));
	json_begin(&j);
	put_classes(&j, &classes, cx->who.currency);
	put_buckets(&j, "percent", &spread, percent_bp);
	put_buckets(&j, "amount", &spread, bounds);
	json_end(&j);
	*json = text.data;
	return OK;
}
