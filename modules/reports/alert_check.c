#include "alert_check.h"
#include <stdlib.h>
#include <string.h>
#include "alert_tell.h"
#include "alerts_live.h"
#include "amount.h"
#include "audit.h"
#include "clock.h"
#include "json_out.h"
#include "metric_io.h"
#include "text.h"

#define SECOND_US INT64_C(1000000)
#define MINUTE_US (60 * SECOND_US)

enum { LINK_MAX = 400, TEXT_MAX = 480, DUE_MAX = 200 };

/* At exactly the limit an alert stands for so long before it is over. */
static const int64_t HOVER_US = 5 * MINUTE_US;
/* One that was over by itself and is passed again so soon is the same one: nobody is told twice. */
static const int64_t RETURN_US = 60 * MINUTE_US;

/* ---- judging ---- */

static enum standing
stands(const struct threshold *t, const struct metric_answer *a, int64_t *held)
{
	bool is_change = threshold_is_change(t->test), down = same_text(t->test, "below");
	int64_t v;

	*held = 0;
	if (is_change ? !a->change.known : !a->now.known)
		return NOT_KNOWN;
	v = is_change ? a->change.hundredths : a->now.scaled;
	*held = v = same_text(t->test, "fall") ? -v : v;
	if (v == t->limit)
		return AT_LIMIT;
	return (down ? v < t->limit : v > t->limit) ? PASSED : KEPT;
}

enum err
judge_threshold(struct cx *cx, const struct threshold *t, struct finding *out)
{
	struct metric_question q = { .filters = t->filters, .filter_count = t->filter_count };
	bool down = same_text(t->test, "below");
	struct metric_answers answers;

	*out = (struct finding){ .standing = NOT_KNOWN };
	TRY(metric_period_read(cx, t->period, &out->period));
	TRY(metric_filters_check(cx, &t->metric, 1, t->filters, t->filter_count));
	q.period = out->period;
	TRY(metric_ask(cx, &t->metric, 1, &q, &answers));
	for (size_t i = 0; i < answers.n; i++) {
		int64_t held;
		enum standing s = stands(t, &answers.answer[i], &held);

		if (i > 0 && (s < out->standing || s == NOT_KNOWN ||
		    (s == out->standing && (down ? held >= out->held : held <= out->held))))
			continue;
		out->standing = s;
		out->held = held;
		out->answer = answers.answer[i];
	}
	return OK;
}

/* ---- words ---- */

static const char *
held_words(struct cx *cx, const struct threshold *t, const struct finding *f, int64_t v)
{
	if (!threshold_is_change(t->test))
		return metric_amount(cx, t->metric->unit, v, f->answer.unit);
	return t->metric->unit == PERCENT
	    ? fmt(cx->arena, "%s points", metric_amount(cx, USE, v * 10, NULL))
	    : metric_amount(cx, PERCENT, v * 100, NULL);
}

/* "May 2026"; of what is so today alone: "now". */
static const char *
period_words(struct cx *cx, const struct threshold *t, const struct finding *f)
{
	return metric_is_of_today(t->metric) ? "now" : metric_period_words(cx, NULL, &f->period);
}

/* "Success rate is 98.2 %, below the limit of 99 % (May 2026, North Zone)." */
static enum err
words_of(struct cx *cx, const struct threshold *t, const struct finding *f, const char **text)
{
	const char *held = held_words(cx, t, f, f->held), *limit = held_words(cx, t, f, t->limit);
	const char *when, *where, *whole;

	TRY(filters_words(cx, t->filters, t->filter_count, &where));
	when = period_words(cx, t, f);
	where = *where ? fmt(cx->arena, "%s, %s", when, where) : when;
	if (threshold_is_change(t->test))
		whole = fmt(cx->arena, "%s %s by %s against the period before, by more than %s, to %s (%s).",
		    t->metric->name, same_text(t->test, "rise") ? "rose" : "fell", held, limit,
		    metric_amount(cx, t->metric->unit, f->answer.now.scaled, f->answer.unit), where);
	else
		whole = fmt(cx->arena, "%s is %s, %s the limit of %s (%s).", t->metric->name, held,
		    t->test, limit, where);
	*text = utf8_length(whole) <= TEXT_MAX ? whole
	    : fmt(cx->arena, "%s is %s, beyond the limit of %s.", t->metric->name, held, limit);
	return OK;
}

static void
put_encoded(struct buf *b, const char *s)
{
	static const char plain[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~:";

	for (; *s; s++)
		if (strchr(plain, *s))
			buf_putc(b, *s);
		else
			buf_printf(b, "%%%02X", (unsigned)(unsigned char)*s);
}

/* The page with the rows behind it. */
static const char *
link_of(struct cx *cx, const struct threshold *t)
{
	struct buf b = buf_in(cx->arena);

	buf_printf(&b, "/metrics/%s?period=", t->metric->key);
	put_encoded(&b, t->period);
	for (size_t i = 0; i < t->filter_count; i++) {
		buf_printf(&b, "&%s=", t->filters[i].dimension);
		put_encoded(&b, t->filters[i].value);
	}
	return b.len <= LINK_MAX ? b.data : fmt(cx->arena, "/metrics/%s", t->metric->key);
}

static const char *
held_json(struct cx *cx, const struct threshold *t, int64_t v)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	if (threshold_is_change(t->test))
		hundredths_json(&j, v);
	else
		metric_json(&j, t->metric->unit, v, cx->who.currency);
	return b.data;
}

static const char *
unit_of(const struct threshold *t)
{
	if (!threshold_is_change(t->test))
		return metric_unit_name(t->metric->unit);
	return t->metric->unit == PERCENT ? "points" : "percent";
}

/* ---- what comes of it ---- */

struct settling {
	struct threshold t;
	struct finding f;
	const char *text;			/* where it is passed */
	const char *filter_json;
	int64_t began, fold;			/* when it was asked; metric_state.version then */
	const struct alert_people *people;
};

static enum err
tell_audit(struct cx *cx, const char *action, const char *id, const char *before, const char *after,
    const char *text)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "state", after);
	if (text)
		json_put_str(&j, "text", text);
	json_end(&j);
	return audit_write(cx, &(struct audit){
		.action = action, .object_type = "alert", .object_id = id,
		.before_json = before ? fmt(cx->arena, "{\"state\":\"%s\"}", before) : NULL,
		.after_json = b.data,
	});
}

static enum err
tell_people(struct cx *cx, const struct settling *s, const char *alert_id, const char *owner_id)
{
	return alert_tell(cx, s->people, &(struct alert_news){
		.alert_id = alert_id, .text = s->text, .severity = s->t.severity,
		.metric = s->t.metric, .owner_id = owner_id, .by_mail = s->t.by_mail });
}

static enum err
open_alert(struct cx *cx, const struct settling *s)
{
	const struct threshold *t = &s->t;
	const char *id = new_id(cx->arena), *held = held_json(cx, t, s->f.held);
	int64_t now = business_now();

	TRY(db_exec(cx,
	    "insert into alert (id, threshold_id, kind, metric, severity, text, link, name, test, period,"
	    " from_on, to_on, period_text, filter_json, value, worst_value, limit_value, value_json,"
	    " worst_json, limit_json, unit, unit_of_use, opened_at, seen_at, owner_id, owner_name)"
	    " values (?, ?, 'threshold', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(id), str(t->id), str(t->metric->key), str(t->severity), str(s->text),
	    str(link_of(cx, t)), str(t->name), str(t->test), str(t->period), str(s->f.period.from),
	    str(s->f.period.to), str(period_words(cx, t, &s->f)), str(s->filter_json), i64(s->f.held),
	    i64(s->f.held), i64(t->limit), str(held), str(held), str(held_json(cx, t, t->limit)),
	    str(unit_of(t)), str(s->f.answer.unit), instant(cx, now), instant(cx, now),
	    str(t->owner_id), str(t->owner_name)));
	TRY(tell_people(cx, s, id, t->owner_id));
	return tell_audit(cx, "alert.open", id, NULL, "new", s->text);
}

/* Still passed: what it is now, and how bad it has been.  A snooze that is over makes it new again. */
static enum err
keep_alert(struct cx *cx, const struct settling *s, const struct row *a)
{
	const struct threshold *t = &s->t;
	bool down = same_text(t->test, "below"), returns;
	int64_t worst = row_i64(a, "worst_value"), now = business_now();
	const char *id = row_str(a, "id");

	if (row_null(a, "worst_value") || (down ? s->f.held < worst : s->f.held > worst))
		worst = s->f.held;
	returns = row_is(a, "state", "snoozed") && row_us(a, "snoozed_until") <= now;
	TRY(db_exec_one(cx,
	    "update alert set severity = ?, text = ?, link = ?, name = ?, from_on = ?, to_on = ?,"
	    " period_text = ?, value = ?, worst_value = ?, limit_value = ?, value_json = ?,"
	    " worst_json = ?, limit_json = ?, unit_of_use = ?, seen_at = ? where id = ?",
	    str(t->severity), str(s->text), str(link_of(cx, t)), str(t->name), str(s->f.period.from),
	    str(s->f.period.to), str(period_words(cx, t, &s->f)), i64(s->f.held), i64(worst), i64(t->limit),
	    str(held_json(cx, t, s->f.held)), str(held_json(cx, t, worst)),
	    str(held_json(cx, t, t->limit)), str(s->f.answer.unit), instant(cx, now), str(id)));
	if (!returns)
		return OK;
	TRY(db_exec_one(cx, "update alert set state = 'new', snoozed_until = null,"
	    " version = version + 1 where id = ?", str(id)));
	TRY(tell_people(cx, s, id, row_str(a, "owner_id")));
	return tell_audit(cx, "alert.return", id, "snoozed", "new", s->text);
}

/* *a: what was over by itself a short while ago; NULL: there is none. */
static enum err
find_returning(struct cx *cx, const struct settling *s, const struct row **a)
{
	return db_maybe(cx, a,
	    "select id, state, worst_value, snoozed_until, seen_at, owner_id from alert"
	    " where threshold_id = ? and from_on = ? and state = 'resolved' and resolved_by_name is null"
	    " and resolved_at > ? order by resolved_at desc limit 1 for update", str(s->t.id),
	    str(s->f.period.from), instant(cx, business_now() - RETURN_US));
}

static enum err
return_alert(struct cx *cx, const struct settling *s, const struct row *a)
{
	const char *id = row_str(a, "id");

	TRY(keep_alert(cx, s, a));
	TRY(db_exec_one(cx, "update alert set state = if(acknowledged_at is null, 'new', 'acknowledged'),"
	    " resolved_at = null, version = version + 1 where id = ?", str(id)));
	return tell_audit(cx, "alert.return", id, "resolved", "new", s->text);
}

static enum err
begin_alert(struct cx *cx, const struct settling *s)
{
	const struct row *before;

	TRY(find_returning(cx, s, &before));
	return before ? return_alert(cx, s, before) : open_alert(cx, s);
}

static enum err
end_alert(struct cx *cx, const char *id, const char *state)
{
	TRY(db_exec_one(cx, "update alert set state = 'resolved', resolved_at = ?,"
	    " snoozed_until = null, version = version + 1 where id = ?",
	    instant(cx, business_now()), str(id)));
	return tell_audit(cx, "alert.resolve", id, state, "resolved", NULL);
}

/* Rolling days begin anew every day: that is no other period. */
static bool
is_rolling(const char *asked)
{
	size_t n = strlen(asked);

	return strncmp(asked, "next_", 5) == 0 ||
	    (strncmp(asked, "last_", 5) == 0 && n > 5 && asked[5] >= '0' && asked[5] <= '9');
}

static bool
is_quiet(const struct settling *s, const struct row *t)
{
	return !row_null(t, "quiet_from") &&
	    (is_rolling(s->t.period) || row_is(t, "quiet_from", s->f.period.from));
}

static enum err
settle_alert(struct cx *cx, const struct settling *s, const struct row *t, const struct row *a,
    bool *quiet)
{
	*quiet = !row_null(t, "quiet_from");
	switch (s->f.standing) {
	case PASSED:
		if (a)
			return keep_alert(cx, s, a);
		*quiet = is_quiet(s, t);
		return *quiet ? OK : begin_alert(cx, s);
	case AT_LIMIT:
		return a && row_us(a, "seen_at") + HOVER_US <= business_now()
		    ? end_alert(cx, row_str(a, "id"), row_str(a, "state")) : OK;
	case NOT_KNOWN:		/* nothing is said: neither that it is over */
		return OK;
	case GONE:
	case KEPT:
		*quiet = false;
		return a ? end_alert(cx, row_str(a, "id"), row_str(a, "state")) : OK;
	}
	return OK;
}

/* Of two workers the one that comes second finds what the first has done, and leaves it. */
static enum err
settle(struct cx *cx, void *arg)
{
	const struct settling *s = arg;
	const struct row *t, *a;
	int64_t now = business_now();
	bool quiet;

	TRY(db_maybe(cx, &t, "select is_active, version, quiet_from, checked_at from threshold"
	    " where id = ? for update", str(s->t.id)));
	if (!t || !row_bool(t, "is_active") || row_i64(t, "version") != s->t.version)
		return OK;
	if (!row_null(t, "checked_at") && row_us(t, "checked_at") >= s->began &&
	    row_us(t, "checked_at") <= now)
		return OK;
	TRY(db_maybe(cx, &a, "select id, state, worst_value, snoozed_until, seen_at, owner_id from alert"
	    " where live_threshold = ? for update", str(s->t.id)));
	TRY(settle_alert(cx, s, t, a, &quiet));
	return db_exec_one(cx,
	    "update threshold set checked_at = ?, checked_fold = ?, quiet_from = if(?, quiet_from, null)"
	    " where id = ?", instant(cx, now), i64(s->fold), boolean(quiet), str(s->t.id));
}

/* ---- the chore ---- */

/* One look at a tenant.  Thresholds that have nothing to tell are marked as looked at all together. */
struct look {
	int64_t fold;				/* metric_state.version */
	struct alert_people people;
	struct { const char *id; int64_t version; } calm[DUE_MAX];
	size_t calm_count;
};

static enum err
read_due(struct cx *cx, int64_t fold, struct rows *due)
{
	int64_t now = business_now();

	return db_all(cx, due,
	    "select t.id, t.metric, t.name, t.test, t.limit_value, t.period, t.filter_json, t.severity,"
	    " t.owner_id, t.owner_name, t.by_mail, t.quiet_from, t.version, a.id alert_id"
	    " from threshold t left join alert a on a.live_threshold = t.id where t.is_active"
	    " and (t.checked_at is null or t.checked_at <= ? or t.checked_at > ? or t.checked_fold is null"
	    " or t.checked_fold <> ?) order by t.checked_at, t.id limit 200",
	    instant(cx, now - MINUTE_US), instant(cx, now), i64(fold));
}

static struct settling
settling_of(const struct row *row, const struct look *look)
{
	return (struct settling){
		.t = { .id = row_str(row, "id"), .metric = metric_by_key(row_str(row, "metric")),
		    .name = row_str(row, "name"), .test = row_str(row, "test"),
		    .limit = row_i64(row, "limit_value"), .period = row_str(row, "period"),
		    .severity = row_str(row, "severity"), .owner_id = row_str(row, "owner_id"),
		    .owner_name = row_str(row, "owner_name"), .by_mail = row_bool(row, "by_mail"),
		    .version = row_i64(row, "version") },
		.filter_json = row_str(row, "filter_json"), .began = business_now(),
		.fold = look->fold, .people = &look->people,
	};
}

static enum err
check_one(struct cx *cx, const struct row *row, struct look *look)
{
	struct settling s = settling_of(row, look);
	enum err e;

	if (!s.t.metric)
		return OK;			/* of another release */
	TRY(filters_read(cx, s.filter_json, &s.t.filters, &s.t.filter_count));
	e = judge_threshold(cx, &s.t, &s.f);
	if (e == E_INPUT || e == E_NOT_FOUND) {	/* its zone or cycle is gone: nothing can be said */
		failure_clear(cx);
		s.f.standing = GONE;
	} else if (e != OK) {
		return e;
	}
	if (s.f.standing != PASSED && row_null(row, "alert_id") && row_null(row, "quiet_from")) {
		look->calm[look->calm_count].id = s.t.id;
		look->calm[look->calm_count++].version = s.t.version;
		return OK;
	}
	if (s.f.standing == PASSED)
		TRY(words_of(cx, &s.t, &s.f, &s.text));
	return db_tx(cx, settle, &s);
}

static enum err
mark_calm(struct cx *cx, void *arg)
{
	const struct look *look = arg;
	const char *now = instant_sql(cx->arena, business_now());

	for (size_t i = 0; i < look->calm_count; i++)
		TRY(db_exec(cx, "update threshold set checked_at = ?, checked_fold = ?"
		    " where id = ? and version = ?", str(now), i64(look->fold),
		    str(look->calm[i].id), i64(look->calm[i].version)));
	return OK;
}

/* What the system itself told and somebody snoozed has no threshold that would bring it back. */
static enum err
wake_snoozed(struct cx *cx, void *arg)
{
	const struct look *look = arg;
	struct rows due;

	TRY(db_all(cx, &due, "select id, text, severity, owner_id from alert where state = 'snoozed'"
	    " and threshold_id is null and snoozed_until <= ? order by id limit 100 for update",
	    instant(cx, business_now())));
	for (size_t i = 0; i < due.n; i++) {
		const struct row *a = &due.row[i];

		TRY(db_exec_one(cx, "update alert set state = 'new', snoozed_until = null,"
		    " version = version + 1 where id = ?", str(row_str(a, "id"))));
		TRY(alert_tell(cx, &look->people, &(struct alert_news){ .alert_id = row_str(a, "id"),
			.text = row_str(a, "text"), .severity = row_str(a, "severity"),
			.owner_id = row_str(a, "owner_id") }));
		TRY(tell_audit(cx, "alert.return", row_str(a, "id"), "snoozed", "new",
		    row_str(a, "text")));
	}
	return OK;
}

enum err
alerts_check(struct cx *cx)
{
	struct look *look = arena_alloc(cx->arena, sizeof *look);
	const struct row *state, *snoozed;
	struct rows due;

	TRY(db_maybe(cx, &state, "select version from metric_state limit 1"));
	*look = (struct look){ .fold = state ? row_i64(state, "version") : 0 };
	TRY(read_due(cx, look->fold, &due));
	TRY(db_maybe(cx, &snoozed, "select id from alert where state = 'snoozed'"
	    " and threshold_id is null and snoozed_until <= ? limit 1",
	    instant(cx, business_now())));
	if (due.n == 0 && !snoozed)
		return OK;
	TRY(alert_people_read(cx, &look->people));
	for (size_t i = 0; i < due.n; i++)
		TRY(check_one(cx, &due.row[i], look));
	if (look->calm_count > 0)
		TRY(db_tx(cx, mark_calm, look));
	return snoozed ? db_tx(cx, wake_snoozed, look) : OK;
}

/* ---- what the system itself tells ---- */

struct telling { const char *name, *text, *link; const struct alert_people *people; };

static enum err
tell_of_system(struct cx *cx, void *arg)
{
	const struct telling *t = arg;
	const char *now = instant_sql(cx->arena, business_now()), *id;
	const struct row *a;

	TRY(db_maybe(cx, &a, "select id from alert where kind = 'system' and name = ?"
	    " and state <> 'resolved' order by id limit 1 for update", str(t->name)));
	if (a)
		return db_exec_one(cx, "update alert set text = ?, link = ?, seen_at = ? where id = ?",
		    str(t->text), str(t->link), str(now), str(row_str(a, "id")));
	id = new_id(cx->arena);
	TRY(db_exec(cx,
	    "insert into alert (id, kind, severity, text, link, name, opened_at, seen_at)"
	    " values (?, 'system', 'critical', ?, ?, ?, ?, ?)",
	    str(id), str(t->text), str(t->link), str(t->name), str(now), str(now)));
	TRY(alert_tell(cx, t->people, &(struct alert_news){ .alert_id = id, .text = t->text,
		.severity = "critical" }));
	return tell_audit(cx, "alert.open", id, NULL, "new", t->text);
}

enum err
system_alert(struct cx *cx, const char *name, const char *text, const char *link)
{
	struct alert_people people;

	TRY(alert_people_read(cx, &people));
	return db_tx(cx, tell_of_system, &(struct telling){ name, text, link, &people });
}

static enum err
end_of_system(struct cx *cx, void *arg)
{
	const char *name = arg;
	const struct row *a;

	TRY(db_maybe(cx, &a, "select id, state from alert where kind = 'system' and name = ?"
	    " and state <> 'resolved' order by id limit 1 for update", str(name)));
	return a ? end_alert(cx, row_str(a, "id"), row_str(a, "state")) : OK;
}

enum err
system_alert_over(struct cx *cx, const char *name)
{
	return db_tx(cx, end_of_system, (void *)(uintptr_t)name);
}
