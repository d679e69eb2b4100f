#include "service.h"
#include <string.h>
#include "audit.h"
#include "clock.h"
#include "json_out.h"
#include "ledger.h"
#include "text.h"

static enum err
good_class(struct cx *cx, const char *class)
{
	if (class && class[strspn(class, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")])
		fault_add(cx, "/class", "format", "A class has letters, digits and _ only.");
	return OK;
}

static void
check_limits(struct cx *cx, int64_t low_milli, int64_t high_milli)
{
	if (low_milli >= 0 && high_milli >= 0 && low_milli > high_milli)
		fault_add(cx, "/high_milli", "range", "The upper limit is below the lower one.");
}

static struct param
or_null(int64_t milli)
{
	return milli < 0 ? null() : i64(milli);
}

static void
put_milli(struct json *j, const char *key, int64_t milli)
{
	if (milli >= 0) {
		json_put_i64(j, key, milli);
		return;
	}
	json_key(j, key);
	json_null(j);
}

struct described { const char *class, *tariff_code, *attributes_json, *ended_on; int64_t low, high; };

static const char *
in_words(struct cx *cx, const struct described *d)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "class", d->class);
	json_put_str(&j, "tariff_code", d->tariff_code);
	json_key(&j, "attributes");
	json_raw(&j, d->attributes_json);
	put_milli(&j, "low_milli", d->low);
	put_milli(&j, "high_milli", d->high);
	json_put_str(&j, "ended_on", d->ended_on);
	json_end(&j);
	return b.data;
}

/* ---- making ---- */

static enum err
check_new(struct cx *cx, struct new_service *in)
{
	char today[11];
	const struct row *other;

	TRY(business_day(cx, business_now(), today));
	if (!in->started_on)
		in->started_on = arena_strdup(cx->arena, today);
	TRY(good_class(cx, in->class));
	check_limits(cx, in->low_milli, in->high_milli);
	if (strcmp(in->started_on, today) > 0)
		fault_add(cx, "/started_on", "range", "A service begins today (%s) or before.", today);
	TRY(faults_check(cx));
	TRY(db_maybe(cx, &other,
	    "select status, started_on, ended_on from service where account_id = ? and utility = ?"
	    " order by started_on desc limit 1 lock in share mode",
	    str(in->account_id), str(in->utility)));
	if (other && row_is(other, "status", "active"))
		return fail(cx, E_CONFLICT,
		    "The account has a %s service already. End that one first.", in->utility);
	if (other && strcmp(row_str(other, "ended_on"), in->started_on) >= 0)
		return fail(cx, E_CONFLICT, "The %s service before ended on %s; this one begins later.",
		    in->utility, row_str(other, "ended_on"));
	return OK;
}

enum err
create_service(struct cx *cx, void *arg)
{
	struct new_service *in = arg;
	const struct row *account;
	struct described now = { in->class, in->tariff_code, in->attributes_json, NULL,
		in->low_milli, in->high_milli };

	TRY(lock_account(cx, in->account_id));
	TRY(db_one(cx, &account, "select status from account where id = ? for update",
	    str(in->account_id)));
	if (!row_is(account, "status", "active"))
		return fail(cx, E_CONFLICT, "The account is closed; nothing was changed.");
	TRY(check_new(cx, in));
	in->id = new_id(cx->arena);
	TRY(db_exec_one(cx,
	    "insert into service (id, account_id, utility, class, tariff_code, attributes_json,"
	    " started_on, low_milli, high_milli) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(in->id), str(in->account_id), str(in->utility), str(in->class), str(in->tariff_code),
	    str(in->attributes_json), str(in->started_on), or_null(in->low_milli),
	    or_null(in->high_milli)));
	return audit_write(cx, &(struct audit){ .action = "service.create", .object_type = "service",
	    .object_id = in->id, .account_id = in->account_id, .after_json = in_words(cx, &now) });
}

/* ---- changing ---- */

/* A service ends after it began, and when its meters are gone. */
static enum err
check_end(struct cx *cx, const struct service_change *in, const struct row *was)
{
	const struct row *meter;
	char today[11];

	if (!in->ended_on)
		return OK;
	TRY(business_day(cx, business_now(), today));
	if (!row_is(was, "status", "active"))
		return fail(cx, E_CONFLICT, "This service ended on %s already.", row_str(was, "ended_on"));
	if (strcmp(in->ended_on, row_str(was, "started_on")) < 0 || strcmp(in->ended_on, today) > 0)
		fault_add(cx, "/ended_on", "range", "It ends after it began (%s), and not after today.",
		    row_str(was, "started_on"));
	TRY(faults_check(cx));
	TRY(db_maybe(cx, &meter,
	    "select number from meter where service_id = ? and removed_on is null limit 1"
	    " lock in share mode", str(in->id)));
	if (meter)
		return fail(cx, E_CONFLICT, "Meter %s still measures this service. Remove it first.",
		    row_str(meter, "number"));
	return OK;
}

static int64_t
limit_of(const struct row *was, const char *column, bool sets, int64_t milli)
{
	return sets ? milli : row_null(was, column) ? -1 : row_i64(was, column);
}

static struct described
described(const struct row *was)
{
	return (struct described){ row_str(was, "class"), row_str(was, "tariff_code"),
		row_str(was, "attributes_json"), row_str(was, "ended_on"),
		limit_of(was, "low_milli", false, 0), limit_of(was, "high_milli", false, 0) };
}

enum err
change_service(struct cx *cx, void *arg)
{
	struct service_change *in = arg;
	const struct row *was;
	struct described before, now;

	TRY(lock_account(cx, in->account_id));
	TRY(db_one(cx, &was,
	    "select class, tariff_code, attributes_json, status, started_on, ended_on, low_milli,"
	    " high_milli, version from service where id = ? and account_id = ? for update",
	    str(in->id), str(in->account_id)));
	if (row_i64(was, "version") != in->version)
		return fail(cx, E_STALE, "Someone else has changed this. Nothing was changed;"
		    " read it again.");
	TRY(good_class(cx, in->class));
	TRY(check_end(cx, in, was));
	before = now = described(was);
	now.class = in->class ? in->class : before.class;
	now.tariff_code = in->sets_tariff ? in->tariff_code : before.tariff_code;
	now.attributes_json = in->attributes_json ? in->attributes_json : before.attributes_json;
	now.low = limit_of(was, "low_milli", in->sets_low, in->low_milli);
	now.high = limit_of(was, "high_milli", in->sets_high, in->high_milli);
	now.ended_on = in->ended_on ? in->ended_on : before.ended_on;
	check_limits(cx, now.low, now.high);
	TRY(faults_check(cx));
	TRY(db_exec_one(cx,
	    "update service set class = ?, tariff_code = ?, attributes_json = ?, low_milli = ?,"
	    " high_milli = ?, ended_on = ?, status = ?, version = version + 1 where id = ?",
	    str(now.class), str(now.tariff_code), str(now.attributes_json), or_null(now.low),
	    or_null(now.high), str(now.ended_on), str(now.ended_on ? "ended" : "active"),
	    str(in->id)));
	return audit_write(cx, &(struct audit){
		.action = in->ended_on ? "service.end" : "service.change", .object_type = "service",
		.object_id = in->id, .account_id = in->account_id,
		.before_json = in_words(cx, &before), .after_json = in_words(cx, &now) });
}

enum err
account_of_service(struct cx *cx, const char *service_id, const char **account_id)
{
	const struct row *row;

	TRY(db_maybe(cx, &row, "select account_id from service where id = ?", str(service_id)));
	if (!row)
		return fail(cx, E_NOT_FOUND, "There is no such service.");
	*account_id = row_str(row, "account_id");
	return OK;
}

enum err
account_is_there(struct cx *cx, const char *account_id, const char *pointer)
{
	const struct row *row;

	TRY(db_maybe(cx, &row, "select id from account where id = ?", str(account_id)));
	if (!row)
		fault_add(cx, pointer, "not_found", "There is no such account.");
	return faults_check(cx);
}
