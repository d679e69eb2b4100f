#include "threshold.h"
#include <string.h>
#include "alert.h"
#include "alerts_live.h"
#include "amount.h"
#include "audit.h"
#include "clock.h"
#include "json_out.h"
#include "text.h"
#include "tree.h"

bool
threshold_is_change(const char *test)
{
	return same_text(test, "rise") || same_text(test, "fall");
}

bool
metric_is_whole(const struct metric *m, const struct permissions *may_do)
{
	bool own = false;

	return metric_open_to(m, may_do, &own) && !own;
}

/* ---- what it asks ---- */

/* Faults since last, as a question in a query names them: here they stand in the body. */
static void
place_faults(struct cx *cx, struct fault *last)
{
	for (struct fault *f = last ? last->next : cx->failure.first; f; f = f->next)
		if (same_text(f->pointer, "?period"))
			f->pointer = "/period";
		else if (f->pointer[0] == '?')
			f->pointer = tree_below(cx, "/filters", f->pointer + 1);
}

enum err
check_threshold(struct cx *cx, struct threshold *t)
{
	struct fault *last = cx->failure.last;
	struct metric_period period;
	bool has_utility = false;
	enum err e = metric_period_read(cx, t->period, &period);

	if (e == OK || e == E_INPUT)
		e = metric_filters_check(cx, &t->metric, 1, t->filters, t->filter_count);
	if (e != OK && e != E_INPUT)
		return e;
	place_faults(cx, last);
	for (size_t i = 0; i < t->filter_count; i++)
		has_utility = has_utility || same_text(t->filters[i].dimension, "utility");
	if (t->metric->unit == USE && !has_utility)
		fault_add(cx, "/filters/utility", "required",
		    "Use is measured in a unit of its own for each utility: of which one?");
	return faults_check(cx);
}

enum err
filters_read(struct cx *cx, const char *json, struct metric_filter **out, size_t *n)
{
	struct metric_filter *filters;
	const struct tree *tree;

	TRY(tree_parse(cx, json, strlen(json), &tree));
	filters = arena_array(cx->arena, struct metric_filter, tree->n + 1);
	for (size_t i = 0; i < tree->n; i++)
		filters[i] = (struct metric_filter){ tree->items[i].key, tree->items[i].text };
	*out = filters;
	*n = tree->n;
	return OK;
}

enum err
filters_told(struct cx *cx, const struct metric_filter *filters, size_t n, const char **json)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);
	const char *text;

	json_begin_list(&j);
	for (size_t i = 0; i < n; i++) {
		TRY(metric_words(cx, filters[i].dimension, filters[i].value, &text));
		json_begin(&j);
		json_put_str(&j, "name", filters[i].dimension);
		json_put_str(&j, "value", filters[i].value);
		json_put_str(&j, "text", text);
		json_end(&j);
	}
	json_end_list(&j);
	*json = b.data;
	return OK;
}

enum err
filters_words(struct cx *cx, const struct metric_filter *filters, size_t n, const char **words)
{
	struct buf b = buf_in(cx->arena);
	const char *text;

	buf_puts(&b, "");
	for (size_t i = 0; i < n; i++) {
		TRY(metric_words(cx, filters[i].dimension, filters[i].value, &text));
		buf_printf(&b, "%s%s", i ? ", " : "", text);
	}
	*words = b.data;
	return OK;
}

/* ---- keeping ---- */

static void
limit_json(struct cx *cx, struct json *j, const struct metric *m, const char *test, int64_t limit)
{
	json_key(j, "limit");
	if (threshold_is_change(test))
		hundredths_json(j, limit);
	else
		metric_json(j, m->unit, limit, cx->who.currency);
}

/* All that somebody set, for the audit. */
static const char *
told_json(struct cx *cx, const struct threshold *t, const char *filter_json, const char *owner)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "metric", t->metric->key);
	json_put_str(&j, "name", t->name);
	json_put_str(&j, "test", t->test);
	limit_json(cx, &j, t->metric, t->test, t->limit);
	json_put_str(&j, "period", t->period);
	json_key(&j, "filters");
	json_raw(&j, filter_json);
	json_put_str(&j, "severity", t->severity);
	json_put_str(&j, "owner", owner);
	json_put_bool(&j, "by_mail", t->by_mail);
	json_put_bool(&j, "is_active", t->is_active);
	json_end(&j);
	return b.data;
}

static enum err
tell(struct cx *cx, const char *action, const char *id, const char *before, const char *after)
{
	return audit_write(cx, &(struct audit){
		.action = action, .object_type = "threshold", .object_id = id,
		.before_json = before, .after_json = after,
	});
}

enum err
create_threshold(struct cx *cx, void *arg)
{
	struct threshold *t = arg;
	const char *filter_json = metric_filters_json(cx->arena, t->filters, t->filter_count);
	struct rows all;

	TRY(alert_worker(cx, t->owner_id, "/owner_id", &t->owner_name));
	TRY(db_all(cx, &all, "select id from threshold lock in share mode"));
	if (all.n >= THRESHOLDS_A_TENANT)
		return fail(cx, E_CONFLICT,
		    "There are %d thresholds already. Delete one first. Nothing was saved.",
		    THRESHOLDS_A_TENANT);
	t->id = new_id(cx->arena);
	TRY(db_exec(cx,
	    "insert into threshold (id, metric, name, test, limit_value, period, filter_json, severity,"
	    " owner_id, owner_name, by_mail, is_active, created_at, created_by_name)"
	    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(t->id), str(t->metric->key), str(t->name), str(t->test), i64(t->limit),
	    str(t->period), str(filter_json), str(t->severity), str(t->owner_id), str(t->owner_name),
	    boolean(t->by_mail), boolean(t->is_active), instant(cx, business_now()),
	    str(cx->who.name)));
	return tell(cx, "threshold.create", t->id, NULL,
	    told_json(cx, t, filter_json, t->owner_name));
}

/* It, locked; the alert, if any, is locked after it. */
static enum err
lock_threshold(struct cx *cx, const char *id, int64_t version, const struct row **out)
{
	const struct metric *m;

	TRY(db_maybe(cx, out,
	    "select metric, name, test, limit_value, period, filter_json, severity, owner_name, by_mail,"
	    " is_active, version from threshold where id = ? for update", str(id)));
	m = *out ? metric_by_key(row_str(*out, "metric")) : NULL;
	if (!*out || (m && !metric_is_whole(m, &cx->who.may)))
		return fail(cx, E_NOT_FOUND, "There is no such threshold.");
	if (row_i64(*out, "version") != version)
		return fail(cx, E_STALE,
		    "The threshold was changed in the meantime. Nothing was changed.");
	return OK;
}

static struct threshold
as_it_was(const struct row *row, const struct metric *m)
{
	return (struct threshold){
		.metric = m, .name = row_str(row, "name"), .test = row_str(row, "test"),
		.limit = row_i64(row, "limit_value"), .period = row_str(row, "period"),
		.severity = row_str(row, "severity"), .by_mail = row_bool(row, "by_mail"),
		.is_active = row_bool(row, "is_active"),
	};
}

enum err
change_threshold(struct cx *cx, void *arg)
{
	struct threshold *t = arg, was;
	const char *filter_json = metric_filters_json(cx->arena, t->filters, t->filter_count);
	const struct row *row;

	TRY(alert_worker(cx, t->owner_id, "/owner_id", &t->owner_name));
	TRY(lock_threshold(cx, t->id, t->version, &row));
	was = as_it_was(row, t->metric);
	TRY(db_exec_one(cx,
	    "update threshold set name = ?, test = ?, limit_value = ?, period = ?, filter_json = ?,"
	    " severity = ?, owner_id = ?, owner_name = ?, by_mail = ?, is_active = ?, checked_at = null,"
	    " quiet_from = null, version = version + 1 where id = ?",
	    str(t->name), str(t->test), i64(t->limit), str(t->period), str(filter_json),
	    str(t->severity), str(t->owner_id), str(t->owner_name), boolean(t->by_mail),
	    boolean(t->is_active), str(t->id)));
	if (!t->is_active && was.is_active)
		TRY(end_alert_of(cx, t->id, "The threshold was switched off."));
	else if (!same_text(t->test, was.test) || !same_text(t->period, was.period) ||
	    !same_text(filter_json, row_str(row, "filter_json")))
		TRY(end_alert_of(cx, t->id, "The threshold was changed."));
	return tell(cx, "threshold.change", t->id,
	    told_json(cx, &was, row_str(row, "filter_json"), row_str(row, "owner_name")),
	    told_json(cx, t, filter_json, t->owner_name));
}

enum err
delete_threshold(struct cx *cx, void *arg)
{
	struct threshold *t = arg, was;
	const struct row *row;

	TRY(lock_threshold(cx, t->id, t->version, &row));
	was = as_it_was(row, metric_by_key(row_str(row, "metric")));
	TRY(end_alert_of(cx, t->id, "The threshold was deleted."));
	TRY(db_exec(cx, "update alert set threshold_id = null where threshold_id = ?", str(t->id)));
	TRY(db_exec_one(cx, "delete from threshold where id = ?", str(t->id)));
	return tell(cx, "threshold.delete", t->id, was.metric
	    ? told_json(cx, &was, row_str(row, "filter_json"), row_str(row, "owner_name")) : NULL,
	    NULL);
}
