#include "metric_choice.h"
#include "audit.h"
#include "text.h"

static const char *const polarities[] = { "neutral", "up_good", "up_bad" };

enum err
metric_choices(struct cx *cx, struct metric_choices *out)
{
	struct metric_choice *list;
	struct rows rows;

	TRY(db_all(cx, &rows, "select metric, polarity, version from metric_choice"));
	list = arena_array(cx->arena, struct metric_choice, rows.n);
	for (size_t i = 0; i < rows.n; i++) {
		list[i] = (struct metric_choice){ .metric = row_str(&rows.row[i], "metric"),
			.version = row_i64(&rows.row[i], "version") };
		for (unsigned p = 0; p < COUNT(polarities); p++)
			if (row_is(&rows.row[i], "polarity", polarities[p]))
				list[i].polarity = (enum polarity)p;
	}
	*out = (struct metric_choices){ list, rows.n };
	return OK;
}

const struct metric_choice *
choice_of(const struct metric_choices *all, const struct metric *m)
{
	for (size_t i = 0; i < all->n; i++)
		if (same_text(all->choice[i].metric, m->key))
			return &all->choice[i];
	return NULL;
}

enum polarity
polarity_of(const struct metric_choices *all, const struct metric *m)
{
	const struct metric_choice *c = choice_of(all, m);

	return c ? c->polarity : m->polarity;
}

enum err
choose_polarity(struct cx *cx, void *arg)
{
	struct choosing *in = arg;
	const struct row *was;

	TRY(db_maybe(cx, &was, "select polarity, version from metric_choice where metric = ? for update",
	    str(in->metric->key)));
	if ((was ? row_i64(was, "version") : 0) != in->version)
		return fail(cx, E_STALE, "Somebody else changed this in the meantime. Nothing was changed.");
	if (was)
		TRY(db_exec_one(cx, "update metric_choice set polarity = ?, version = version + 1 where metric = ?",
		    str(polarities[in->polarity]), str(in->metric->key)));
	else
		TRY(db_exec(cx, "insert into metric_choice (metric, polarity) values (?, ?)",
		    str(in->metric->key), str(polarities[in->polarity])));
	in->version++;
	return audit_write(cx, &(struct audit){
		.action = "metric.polarity", .object_type = "metric",
		.before_json = fmt(cx->arena, "{\"metric\": \"%s\", \"polarity\": \"%s\"}", in->metric->key,
		    was ? row_str(was, "polarity") : polarities[in->metric->polarity]),
		.after_json = fmt(cx->arena, "{\"metric\": \"%s\", \"polarity\": \"%s\"}", in->metric->key,
		    polarities[in->polarity]),
	});
}
