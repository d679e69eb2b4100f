#include "metric_choice.h"
#include <string.h>
#include "audit.h"
#include "kept.h"
#include "log.h"
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

/* ---- kept by the process ---- */

enum { TENANTS_KEPT = 16, KEY_ROOM = 64 };

/* Of a tenant, while its settings are of this version, which a choice raises. */
struct known { int64_t version; struct polarities polarities; };

static enum err
read_known(struct cx *cx, struct known **out)
{
	struct known *k = arena_alloc(cx->arena, sizeof *k);
	struct metric_choices choices;
	size_t n;
	const struct metric *m = metric_catalog(&n);

	if (n > COUNT(k->polarities.of))
		bug("the catalog has more metrics than polarities are kept of");
	TRY(metric_choices(cx, &choices));
	memset(k, 0, sizeof *k);
	k->version = cx->who.settings_version;
	for (size_t i = 0; i < n; i++)
		k->polarities.of[i] = polarity_of(&choices, &m[i]);
	*out = k;
	return OK;
}

enum err
polarities_kept(struct cx *cx, const struct polarities **out)
{
	static struct kept *kept;
	const struct known *known;
	struct known *now;
	size_t len;

	if (!kept)
		kept = kept_new(TENANTS_KEPT, TENANTS_KEPT * (sizeof *known + KEY_ROOM));
	known = kept_get(kept, cx->who.tenant_id, &len);
	if (!known || known->version != cx->who.settings_version) {
		TRY(read_known(cx, &now));
		kept_put(kept, cx->who.tenant_id, now, sizeof *now);
		known = now;
	}
	*out = &known->polarities;
	return OK;
}

enum polarity
polarity_kept(const struct polarities *p, const struct metric *m)
{
	size_t n;

	return p->of[m - metric_catalog(&n)];
}

/* ---- choosing ---- */

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
	TRY(db_exec(cx, "call store.settings_changed()"));
	return audit_write(cx, &(struct audit){
		.action = "metric.polarity", .object_type = "metric",
		.before_json = fmt(cx->arena, "{\"metric\": \"%s\", \"polarity\": \"%s\"}", in->metric->key,
		    was ? row_str(was, "polarity") : polarities[in->metric->polarity]),
		.after_json = fmt(cx->arena, "{\"metric\": \"%s\", \"polarity\": \"%s\"}", in->metric->key,
		    polarities[in->polarity]),
	});
}
