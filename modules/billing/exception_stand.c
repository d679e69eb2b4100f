#include "exception_stand.h"
#include <string.h>
#include "clock.h"
#include "text.h"

struct stood
stood_of(const struct row *x)
{
	return (struct stood){
		.id = row_str(x, "id"), .account_id = row_str(x, "account_id"),
		.cycle_id = row_str(x, "cycle_id"), .type = row_str(x, "type"),
		.zone_id = row_str(x, "zone_id"), .class = row_str(x, "class"),
		.segment = row_str(x, "segment"), .utility = row_str(x, "utility"),
		.opened_on = row_str(x, "opened_on"), .held_on = row_str(x, "held_on"),
		.resolved_on = row_str(x, "resolved_on"), .is_blocking = row_bool(x, "is_blocking"),
		.risk_minor = row_i64(x, "risk_minor"),
	};
}

/* Everything that it counts as, so many times (-1: taken away). */
static void
count(struct stood_facts *f, const struct stood *x, int64_t times)
{
	const struct exception_about about = { x->zone_id, x->class, x->segment, x->cycle_id, x->utility,
		x->type, x->is_blocking };

	f->fact[f->n++] = exception_fact(&about, x->opened_on, (struct exception_change){
		.standing = times, .opened = times, .risk_minor = times * x->risk_minor });
	if (x->held_on)
		f->fact[f->n++] = exception_fact(
		    &about, x->held_on, (struct exception_change){ .held = times });
	if (x->resolved_on)
		f->fact[f->n++] = exception_fact(&about, x->resolved_on, (struct exception_change){
			.standing = -times, .held = x->held_on ? -times : 0,
			.risk_minor = -times * x->risk_minor, .resolved = times,
			.days = times * (date_days(x->resolved_on) - date_days(x->opened_on)) });
}

void
stood_changed(struct stood_facts *f, const struct stood *was, const struct stood *is)
{
	if (was)
		count(f, was, -1);
	count(f, is, 1);
}

/* Another that holds the bill back stands for it from this day on. */
static enum err
takes_over(struct cx *cx, const struct stood *ended, const char *on, struct stood_facts *f)
{
	struct stood was, is;
	struct rows rows;

	if (!ended->cycle_id)
		return OK;
	TRY(db_all(cx, &rows,
	    "select " STOOD_COLUMNS " from billing_exception x where x.account_id = ? and x.cycle_id = ?"
	    " and x.is_blocking and x.state in ('open', 'escalated') and x.id <> ?"
	    " order by x.id for update", str(ended->account_id), str(ended->cycle_id), str(ended->id)));
	if (rows.n == 0)
		return OK;
	was = is = stood_of(&rows.row[0]);
	is.held_on = strcmp(on, was.opened_on) < 0 ? was.opened_on : on;
	stood_changed(f, &was, &is);
	return db_exec_one(cx, "update billing_exception set held_on = ? where id = ?", str(is.held_on),
	    str(is.id));
}

enum err
stood_ends(struct cx *cx, const struct stood *was, const char *on)
{
	struct signed_fact facts[2 * STOOD_FACTS];
	struct stood_facts f = { facts, 0 };
	struct stood is = *was;

	is.resolved_on = strcmp(on, was->opened_on) < 0 ? was->opened_on : on;
	stood_changed(&f, was, &is);
	TRY(db_exec_one(cx, "update billing_exception set resolved_on = ? where id = ?",
	    str(is.resolved_on), str(is.id)));
	if (was->held_on)
		TRY(takes_over(cx, &is, on, &f));
	return metric_changes(cx, f.fact, f.n);
}
