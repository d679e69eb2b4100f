/*
 * Bills from reads: what one account comes to, what holds it, runs over a cycle that are stopped, gone
 * on with, cancelled and killed, and what happens beside them.
 */
#include "generate.h"
#include "generate_private.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "account.h"
#include "beside.h"
#include "clock.h"
#include "counter.h"
#include "cycle.h"
#include "cycle_preview.h"
#include "generation.h"
#include "interval.h"
#include "ledger.h"
#include "meter.h"
#include "read.h"
#include "text.h"
#include <check.h>
#undef fail			/* Check has a macro of that name */

/* 10.00 and 2.00 a unit up to 10, 3.00 above, 5 % on all of it. */
#define TARIFF \
	"{\"unit\":\"kgal\",\"period\":\"bill\",\"change\":\"prorate\",\"rounding\":\"half_up\"," \
	"\"classes\":{\"residential\":{\"name\":\"Homes\",\"components\":[" \
	"{\"id\":\"base\",\"kind\":\"fixed\",\"name\":\"Service\",\"amount\":\"10.00\",\"per\":\"period\"}," \
	"{\"id\":\"use\",\"kind\":\"usage\",\"name\":\"Water\",\"tiers\":[{\"from\":\"0\",\"price\":\"2.00\"}," \
	"{\"from\":\"10\",\"price\":\"3.00\"}]}," \
	"{\"id\":\"tax\",\"kind\":\"tax\",\"name\":\"Tax\",\"percent\":\"5\",\"of\":\"all\"}]}}," \
	"\"estimation\":{\"method\":\"average\",\"periods\":3},\"terms\":{\"due_days\":21}}"

static struct fixture f;
static struct cx *const cx = &f.cx;
static const char *cycle;

/* ---- what is there ---- */

static void
must(enum err e)
{
	ck_assert_msg(e == OK, "error %d: %s", (int)e, cx->failure.detail ? cx->failure.detail : "");
}

static const char *
make_cycle(const char *from_on, const char *to_on)
{
	struct cycling in = { .zone_id = f.zone_id, .utility = "water", .from_on = from_on,
		.to_on = to_on, .due_days = 21 };

	fixture_must(&f, create_cycle, &in);
	return in.id;
}

static void
setup(void)
{
	fixture_open(&f);
	must(settings_load(cx));
	must(db_exec(cx,
	    "insert into tariff (id, code, revision, name, utility, state, effective_on, doc_json,"
	    " created_at, activated_at, created_by_name) values (?, 'W', 1, 'Water', 'water', 'active', '2020-01-01', ?,"
	    " ?, ?, 'Test')", str(new_id(cx->arena)), str(TARIFF), instant(cx, business_now()),
	    instant(cx, business_now())));
	cycle = make_cycle("2026-03-01", "2026-03-31");
}

static void
teardown(void)
{
	fixture_close(&f);
}

/* A service with a meter of that kind; the meter's id. */
static const char *
metered(const char *account, const char *class, const char *kind)
{
	const char *service = new_id(cx->arena), *meter = new_id(cx->arena);

	must(db_exec(cx, "insert into service (id, account_id, utility, class, started_on)"
	    " values (?, ?, 'water', ?, '2026-01-01')", str(service), str(account), str(class)));
	must(db_exec(cx,
	    "insert into meter (id, account_id, number, utility, service_id, kind, unit, digits, installed_on)"
	    " values (?, ?, ?, 'water', ?, ?, 'kgal', 4, '2026-01-01')",
	    str(meter), str(account), str(meter + 9), str(service), str(kind)));
	must(db_exec(cx,
	    "insert into meter_span (meter_id, from_on, account_id, service_id, unit, digits,"
	    " multiplier_milli, reason) values (?, '2026-01-01', ?, ?, 'kgal', 4, 1000, 'installed')",
	    str(meter), str(account), str(service)));
	return meter;
}

static const char *
read_use(const char *account, const char *meter, const char *from_on, const char *to_on,
    int64_t use_milli, const char *quality)
{
	const char *id = new_id(cx->arena);

	must(db_exec(cx,
	    "insert into meter_read (id, account_id, meter_id, read_on, from_on, use_milli, unit, quality,"
	    " source, read_at, read_by_name) values (?, ?, ?, ?, ?, ?, 'kgal', ?, 'staff', ?, 'Test')",
	    str(id), str(account), str(meter), str(to_on), str(from_on), i64(use_milli), str(quality),
	    instant(cx, business_now())));
	return id;
}

static struct generating
generate_as(const char *account, unsigned accepted, bool estimate)
{
	struct generating in = { .cycle_id = cycle, .account_id = account, .accepted = accepted,
		.estimate = estimate };

	fixture_must(&f, generate_account, &in);
	return in;
}

static struct generating
generate(const char *account)
{
	return generate_as(account, 0, false);
}

/* Held by exactly this. */
static void
held_by(const struct generating *g, const char *type)
{
	ck_assert_ptr_null(g->bill_id);
	ck_assert_uint_eq(g->exception_count, 1);
	ck_assert_str_eq(g->exceptions[0].type, type);
	ck_assert(g->exceptions[0].is_blocking);
}

static int64_t
live_bills(void)
{
	return fixture_i64(&f, "select count(*) n from bill where live_cycle = ?", str(cycle));
}

static int64_t
open_blocking(void)
{
	return fixture_i64(&f, "select count(*) n from billing_exception where cycle_id = ? and is_blocking"
	    " and state in ('open', 'escalated')", str(cycle));
}

/* ---- one account ---- */

START_TEST(one_bill)
{
	const char *meter = metered(f.account_id, "residential", "use");
	struct generating g;
	const struct row *b;
	struct rows lines;

	(void)fixture_bill(&f, f.account_id, 700);	/* owed before */
	(void)read_use(f.account_id, meter, "2026-03-01", "2026-03-31", 12500, "actual");
	g = generate(f.account_id);
	/* 10.00 + 10 × 2.00 + 2.5 × 3.00 = 37.50; 5 % of it 1.875; 39.375, rounded half up */
	ck_assert_ptr_nonnull(g.bill_id);
	ck_assert_int_eq(g.amount_minor, 3938);
	must(db_one(cx, &b, "select number, from_on, to_on, before_minor, fixed_minor, tax_minor, class,"
	    " quality, consumption_milli, unit, issued_on, due_on, copy_json from bill where id = ?",
	    str(g.bill_id)));
	ck_assert_str_eq(row_str(b, "number"), g.number);
	ck_assert_str_eq(row_str(b, "from_on"), "2026-03-01");
	ck_assert_str_eq(row_str(b, "to_on"), "2026-03-31");
	ck_assert_int_eq(row_i64(b, "before_minor"), 700);
	ck_assert_int_eq(row_i64(b, "fixed_minor"), 1000);
	ck_assert_int_eq(row_i64(b, "consumption_milli"), 12500);
	ck_assert_str_eq(row_str(b, "issued_on"), "2026-04-01");
	ck_assert_str_eq(row_str(b, "due_on"), "2026-04-22");
	ck_assert_ptr_nonnull(strstr(row_str(b, "copy_json"), "\"code\":\"W\""));
	must(db_all(cx, &lines, "select kind, amount_minor, tier from bill_line where bill_id = ? order by line",
	    str(g.bill_id)));
	ck_assert_uint_eq(lines.n, 4);
	ck_assert_str_eq(row_str(&lines.row[3], "kind"), "tax");
	ck_assert_int_eq(row_i64(&lines.row[2], "tier"), 2);
	ck_assert_int_eq(fixture_i64(&f, "select cast(sum(amount_minor) as signed) n from bill_line"
	    " where bill_id = ?", str(g.bill_id)), 3938);
	ck_assert_int_eq(fixture_i64(&f, "select open_minor from receivable where id = ?", str(g.bill_id)), 3938);
	ck_assert_int_eq(fixture_i64(&f, "select owed_minor from account_balance where account_id = ?",
	    str(f.account_id)), 700 + 3938);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from generation where account_id = ?"
	    " and state = 'done'", str(f.account_id)), 1);
	fixture_balanced(&f);
}
END_TEST

START_TEST(never_twice)
{
	struct generating in = { .cycle_id = cycle, .account_id = f.account_id };

	(void)read_use(f.account_id, metered(f.account_id, "residential", "use"), NULL, "2026-03-31",
	    1000, "actual");
	(void)generate(f.account_id);
	ck_assert_int_eq(fixture_do(&f, generate_account, &in), E_CONFLICT);
	ck_assert_int_eq(live_bills(), 1);
	fixture_must(&f, close_cycle, &(struct cycle_state){ .id = cycle });
	in.account_id = fixture_account(&f);
	ck_assert_int_eq(fixture_do(&f, generate_account, &in), E_CONFLICT);
}
END_TEST

/* Unbilled since January: it is missed; when its read is there it is billed, and the exception is over. */
START_TEST(missing_then_billed)
{
	const char *meter = metered(f.account_id, "residential", "use");
	struct generating g = generate(f.account_id);

	held_by(&g, "missing_read");
	(void)read_use(f.account_id, meter, NULL, "2026-03-30", 4000, "actual");
	g = generate(f.account_id);
	ck_assert_int_eq(g.amount_minor, 1890);
	ck_assert_int_eq(open_blocking(), 0);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from billing_exception where resolution = 'billed'"), 1);
}
END_TEST

START_TEST(what_holds)
{
	const char *twice = fixture_account(&f), *strange = fixture_account(&f);
	const char *negative = fixture_account(&f), *high = fixture_account(&f), *other = fixture_account(&f);
	const char *meter = metered(twice, "residential", "use");
	struct generating g;

	(void)read_use(twice, meter, "2026-03-01", "2026-03-20", 100, "actual");
	(void)read_use(twice, meter, "2026-03-20", "2026-03-31", 100, "actual");
	g = generate(twice);
	held_by(&g, "duplicate");
	(void)read_use(strange, metered(strange, "industrial", "use"), NULL, "2026-03-31", 100, "actual");
	g = generate(strange);
	held_by(&g, "no_tariff");
	(void)read_use(negative, metered(negative, "residential", "use"), NULL, "2026-03-31", -5, "actual");
	g = generate(negative);
	held_by(&g, "negative");
	(void)read_use(high, metered(high, "residential", "use"), NULL, "2026-03-31", 10000001, "actual");
	g = generate(high);
	held_by(&g, "high");
	g = generate_as(high, TYPE_BIT(EXCEPTION_HIGH), false);
	ck_assert_ptr_nonnull(g.bill_id);
	must(db_exec(cx, "update account set status = 'closed', closed_on = '2026-02-15' where id = ?",
	    str(other)));
	(void)read_use(other, metered(other, "residential", "use"), NULL, "2026-03-31", 100, "actual");
	g = generate(other);
	held_by(&g, "inactive_use");
	ck_assert_int_eq(live_bills(), 1);
	ck_assert_int_eq(open_blocking(), 4);
	fixture_balanced(&f);
}
END_TEST

/* Half as much again, and half: told, and billed.  Billed days are not billed once more. */
START_TEST(beside_a_bill)
{
	const char *meter = metered(f.account_id, "residential", "use");
	struct generating g;

	(void)read_use(f.account_id, meter, "2026-03-01", "2026-03-31", 3100, "actual");
	(void)generate(f.account_id);
	cycle = make_cycle("2026-04-01", "2026-04-30");
	(void)read_use(f.account_id, meter, "2026-04-01", "2026-04-30", 4530, "estimated");
	g = generate(f.account_id);
	ck_assert_ptr_nonnull(g.bill_id);
	ck_assert(g.is_estimated);
	ck_assert_uint_eq(g.exception_count, 1);
	ck_assert_str_eq(g.exceptions[0].type, "high");
	ck_assert(!g.exceptions[0].is_blocking);
	cycle = make_cycle("2026-05-01", "2026-05-31");
	(void)read_use(f.account_id, meter, "2026-04-15", "2026-05-31", 4000, "actual");
	g = generate(f.account_id);
	held_by(&g, "duplicate");
}
END_TEST

START_TEST(estimated)
{
	const char *meter = metered(f.account_id, "residential", "use");
	struct generating g;

	(void)read_use(f.account_id, meter, "2026-03-01", "2026-03-31", 3100, "actual");
	(void)generate(f.account_id);
	cycle = make_cycle("2026-04-01", "2026-04-30");
	g = generate(f.account_id);
	held_by(&g, "missing_read");
	g = generate_as(f.account_id, 0, true);
	ck_assert_ptr_nonnull(g.bill_id);
	ck_assert_int_eq(g.use_milli, 3000);		/* 100 a day for 30 days */
	ck_assert(g.is_estimated);
	ck_assert_int_eq(open_blocking(), 0);
}
END_TEST

/* By positions, as the counter records them: 4 digits, over the top. */
START_TEST(of_a_register)
{
	const char *meter = metered(f.account_id, "residential", "register");
	struct new_read first = { .account_id = f.account_id, .meter_id = meter, .read_on = "2026-02-28",
		.is_register = true, .value_milli = 9998000, .quality = "actual", .source = "staff" };
	struct new_read second = first;
	struct generating g;

	second.read_on = "2026-03-31";
	second.value_milli = 3000;
	fixture_must(&f, record_read, &first);
	fixture_must(&f, record_read, &second);
	g = generate(f.account_id);
	ck_assert_int_eq(g.use_milli, 5000);
	ck_assert_int_eq(g.amount_minor, 2100);
	ck_assert_uint_eq(g.exception_count, 1);
	ck_assert_str_eq(g.exceptions[0].type, "rollover");
}
END_TEST

/* 0.1 an hour in March, one day of which has 23 hours.  A day without values holds the bill. */
START_TEST(by_the_hour)
{
	const char *meter = metered(f.account_id, "residential", "interval");
	struct generating g;

	for (int day = 1; day <= 31; day++) {
		struct buf values = buf_in(cx->arena);

		for (int hour = 0; hour < (day == 8 ? 23 : 24); hour++)
			buf_puts(&values, hour ? ",100" : "100");
		if (day == 31) {
			g = generate(f.account_id);
			held_by(&g, "missing_read");
		}
		must(db_exec(cx, "insert into interval_day (meter_id, register, on_day, minutes, unit,"
		    " use_milli, values_text, quality_text, read_at)"
		    " values (?, 'E1', ?, 60, 'kgal', ?, ?, 'A', ?)", str(meter),
		    str(fmt(cx->arena, "2026-03-%02d", day)), i64(day == 8 ? 2300 : 2400),
		    str(values.data), instant(cx, business_now())));
	}
	g = generate(f.account_id);
	ck_assert_ptr_nonnull(g.bill_id);
	/* 31 × 24 − 1 = 743 hours */
	ck_assert_int_eq(g.use_milli, 74300);
	/* 10.00 + 10 × 2.00 + 64.3 × 3.00 = 222.90; with 5 %: 234.045 */
	ck_assert_int_eq(g.amount_minor, 23405);
	ck_assert_int_eq(open_blocking(), 0);
}
END_TEST

/* Use of another meter is not forgotten beside an interval meter. */
START_TEST(by_the_hour_and_otherwise)
{
	const char *meter = metered(f.account_id, "residential", "interval"), *second = new_id(cx->arena);
	struct generating g;

	cycle = make_cycle("2026-04-01", "2026-04-30");
	must(db_exec(cx, "insert into meter (id, account_id, number, utility, service_id, kind, unit,"
	    " installed_on) select ?, account_id, 'Second', utility, service_id, 'use', unit, installed_on"
	    " from meter where id = ?", str(second), str(meter)));
	for (int day = 1; day <= 30; day++)
		must(db_exec(cx, "insert into interval_day (meter_id, register, on_day, minutes, unit,"
		    " use_milli, values_text, quality_text, read_at) values (?, 'E1', ?, 60, 'kgal', 2400,"
		    " concat('100', repeat(',100', 23)), 'A', ?)", str(meter), str(fmt(cx->arena, "2026-04-%02d", day)),
		    instant(cx, business_now())));
	(void)read_use(f.account_id, second, "2026-04-01", "2026-04-30", 5000, "actual");
	g = generate(f.account_id);
	held_by(&g, "refused");
}
END_TEST

/* The bill ends long before its cycle does: what is read later is of a billed period all the same. */
START_TEST(billed_for_a_long_cycle)
{
	struct new_read r = { .account_id = f.account_id, .read_on = "2026-08-15", .value_milli = 900,
		.quality = "actual", .source = "staff" };

	cycle = make_cycle("2026-03-01", "2026-08-31");
	r.meter_id = metered(f.account_id, "residential", "use");
	(void)read_use(f.account_id, r.meter_id, "2026-03-01", "2026-05-31", 5000, "actual");
	ck_assert_ptr_nonnull(generate(f.account_id).bill_id);
	ck_assert_int_eq(fixture_do(&f, record_read, &r), E_CONFLICT);
}
END_TEST

/* ---- between looking and writing ---- */

struct looked { struct gen_run run; struct gen_batch batch; struct gen_judged *judged; };

static enum err
look_at_all(struct cx *in, void *arg)
{
	struct looked *l = arg;

	return gen_load(in, &l->run, "00000000-0000-0000-0000-000000000000",
	    "ffffffff-ffff-ffff-ffff-ffffffffffff", &l->batch);
}

/* As a run does: in a snapshot, before anything is locked. */
static struct looked
look(void)
{
	struct looked l = { .run = { .keep = cx->arena, .generation_id = new_id(cx->arena),
		.cycle_id = cycle, .most = 100 } };

	must(gen_rules(cx, &l.run));
	must(db_snapshot(cx, look_at_all, &l));
	l.judged = arena_array(cx->arena, struct gen_judged, l.batch.count);
	for (size_t i = 0; i < l.batch.count; i++)
		must(gen_judge(cx, &l.run, &l.batch.accounts[i], &l.judged[i]));
	return l;
}

static enum err
lock_them(struct cx *in, void *arg)
{
	struct looked *l = arg;

	return gen_lock(in, &l->run, l->judged, l->batch.count);
}

/* Another read of an account, or another bill, and the batch is looked at again: else the read would
 * never be billed, days would be billed twice, or a bill would stand beside what holds it. */
START_TEST(what_came_meanwhile)
{
	const char *meter = metered(f.account_id, "residential", "use"), *other = fixture_account(&f);
	struct looked l;

	(void)read_use(f.account_id, meter, "2026-03-01", "2026-03-15", 5000, "actual");
	l = look();
	fixture_must(&f, lock_them, &l);
	(void)read_use(f.account_id, meter, "2026-03-16", "2026-03-31", 6000, "actual");
	ck_assert_int_eq(fixture_do(&f, lock_them, &l), E_STALE);

	meter = metered(other, "residential", "use");
	l = look();			/* held: it has no read */
	fixture_must(&f, lock_them, &l);
	(void)read_use(other, meter, "2026-03-01", "2026-03-31", 5000, "actual");
	ck_assert_ptr_nonnull(generate(other).bill_id);
	ck_assert_int_eq(fixture_do(&f, lock_them, &l), E_STALE);

	l = look();
	fixture_must(&f, lock_them, &l);
	cycle = make_cycle("2026-03-10", "2026-04-10");	/* reaches into the days of the one before */
	ck_assert_ptr_nonnull(generate(f.account_id).bill_id);
	ck_assert_int_eq(fixture_do(&f, lock_them, &l), E_STALE);
}
END_TEST

static enum err
write_day(struct cx *in, void *arg)
{
	return write_interval_days(in, arg, 1);
}

/* Days of a meter that moved are billed to whom it was with. */
START_TEST(by_the_hour_after_a_move)
{
	const char *to = fixture_account(&f), *service = new_id(cx->arena);
	struct in_day day = { .register_code = "E1", .unit = "kgal", .minutes = 60,
		.values_text = "100,100,100,100,100,100,100,100,100,100,100,100,"
		    "100,100,100,100,100,100,100,100,100,100,100,100",
		.quality_text = "A", .use_milli = 2400, .line = 3 };
	struct meter_move move = { .meter_id = metered(f.account_id, "residential", "interval"),
		.account_id = f.account_id, .to_account_id = to, .to_service_id = service,
		.on = "2026-04-03", .register_milli = -1 };

	must(db_exec(cx, "insert into service (id, account_id, utility, class, started_on)"
	    " values (?, ?, 'water', 'residential', '2026-01-01')", str(service), str(to)));
	cycle = make_cycle("2026-04-02", "2026-04-05");
	day.meter_id = move.meter_id;
	for (int i = 2; i <= 5; i++) {
		day.on = fmt(cx->arena, "2026-04-%02d", i);
		fixture_must(&f, write_day, &day);
	}
	fixture_must(&f, move_meter, &move);
	ck_assert_int_eq(generate(to).use_milli, 4800);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from bill where account_id = ?"
	    " and from_on = '2026-04-04' and to_on = '2026-04-05'", str(to)), 1);
}
END_TEST

/* The same where days of an interval meter are told otherwise. */
START_TEST(what_was_told_meanwhile)
{
	struct in_day day = { .register_code = "E1", .on = "2026-04-02", .unit = "kgal", .minutes = 60,
		.values_text = "100,100,100,100,100,100,100,100,100,100,100,100,"
		    "100,100,100,100,100,100,100,100,100,100,100,100",
		.quality_text = "A", .use_milli = 2400, .line = 3 };
	struct looked l;

	day.meter_id = metered(f.account_id, "residential", "interval");
	cycle = make_cycle(day.on, day.on);
	fixture_must(&f, write_day, &day);
	l = look();
	ck_assert_int_eq(l.judged[0].outcome, GEN_BILLED);
	fixture_must(&f, lock_them, &l);
	day.values_text = "20,20,20,20,20,20,20,20,20,20,20,20,20,20,20,20,20,20,20,20,20,20,20,20";
	day.use_milli = 480;
	fixture_must(&f, write_day, &day);
	ck_assert_int_eq(fixture_do(&f, lock_them, &l), E_STALE);
	ck_assert_int_eq(generate(f.account_id).use_milli, 480);
}
END_TEST

/* ---- runs ---- */

enum { MANY = 1203 };

static const char *many[MANY];

/* So many accounts, some without a read, one that no tariff knows. */
static enum err
fill_in(struct cx *in, void *arg)
{
	const size_t *n = arg;

	for (size_t i = 0; i < *n; i++) {
		const char *meter;
		struct new_account a = { .number = fmt(in->arena, "M-%zu", i),
			.consumer_id = f.consumer_id, .zone_id = f.zone_id, .class = "residential",
			.street = "418 Alder Street", .city = "Larkfield", .region = "NY",
			.postcode = "12345", .opened_on = "2020-01-01", .utility = "water" };

		TRY(create_account(in, &a));
		many[i] = a.id;
		meter = metered(many[i], i == 7 ? "industrial" : "residential", "use");
		if (i % 50 != 3)
			(void)read_use(many[i], meter, "2026-03-01", "2026-03-31", 1000 + (int64_t)i, "actual");
	}
	return OK;
}

static void
fill(size_t n)
{
	fixture_must(&f, fill_in, &n);
}

static bool stop_after_one;

/* As the worker's job does it. */
static enum err
run_part(struct cx *in, struct job *job)
{
	struct arena *memory = arena_new((size_t)32 << 20);
	struct generation_work *w;
	struct cx batch = *in;
	bool over = false;
	enum err e = begin_part(in, job, &w);

	while (e == OK && !over) {
		batch.arena = memory;
		e = generate_some(&batch, w, &over);
		if (e != OK)
			(void)fail(in, e, "%s", batch.failure.detail ? batch.failure.detail : "It failed.");
		arena_reset(memory);
		if (e == OK && stop_after_one)
			e = fail(in, E_BUSY, "Leaving.");
	}
	arena_free(memory);
	return e;
}

/* Of a kind that no worker of the stack takes. */
#define OUR_JOB "test.generate"

static const struct job_kind kinds[] = { { OUR_JOB, run_part, 200, 0 } };

static enum err
start_ours(struct cx *in, void *arg)
{
	TRY(start_generation(in, arg));
	return db_exec(in, "update job set kind = convert('" OUR_JOB "' using ascii)"
	    " where kind = '" BILL_GENERATE_JOB "' and state = 'queued'");
}

static const char *
start_run(void)
{
	struct starting_generation *in = arena_alloc(cx->arena, sizeof *in);

	in->cycle_id = cycle;
	must(prepare_generation(cx, in));
	fixture_must(&f, start_ours, in);
	return in->id;
}

static const char *
state_of(const char *id)
{
	const struct row *row;

	must(db_one(cx, &row, "select state from generation where id = ?", str(id)));
	return row_str(row, "state");
}

static const char *
job_of(const char *run)
{
	const struct row *row;

	must(db_one(cx, &row, "select job_id from generation_part where generation_id = ? limit 1", str(run)));
	return row_str(row, "job_id");
}

/* Every account has one live bill or is held; every number is there once, or told as missing. */
static void
all_settled(size_t n)
{
	int64_t missing = ((int64_t)n - 4) / 50 + 1 + (n > 7);

	ck_assert_int_eq(open_blocking(), missing);
	ck_assert_int_eq(live_bills(), (int64_t)n - missing);
	ck_assert_int_eq(fixture_i64(&f, "select count(distinct number) n from bill"),
	    fixture_i64(&f, "select count(*) n from bill"));
	ck_assert_int_eq(fixture_i64(&f, "select next - first n from number_series where series = 'bill'"),
	    fixture_i64(&f, "select count(*) n from bill") +
	    fixture_i64(&f, "select cast(coalesce(sum(last_no - first_no + 1), 0) as signed) n from number_gap"
		" where series = 'bill'"));
	fixture_balanced(&f);
}

START_TEST(a_run)
{
	struct cycle_preview p = { .cycle_id = cycle };
	const char *id;

	fill(MANY);
	must(preview_cycle(cx, &p));
	ck_assert_int_eq(p.all.accounts, MANY);
	ck_assert_int_eq(p.all.missing, 24);
	ck_assert_int_eq(p.all.ready, MANY - 24);
	ck_assert_int_eq(p.all.no_tariff, 1);	/* a class that the tariff does not know */
	id = start_run();
	work_off(&f, kinds, 1);
	ck_assert_str_eq(state_of(id), "done");
	all_settled(MANY);
	ck_assert_int_eq(fixture_i64(&f, "select cast(sum(billed + excepted + skipped) as signed) n"
	    " from generation_part where generation_id = ?", str(id)), MANY);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from cycle where id = ? and state = 'generated'",
	    str(cycle)), 1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from journal_line where account_id is not null"), 0);
	p = (struct cycle_preview){ .cycle_id = cycle };
	must(preview_cycle(cx, &p));
	ck_assert_int_eq(p.all.ready + p.all.missing, 0);
	ck_assert_int_eq(p.all.billed + p.all.held, p.all.due);
	(void)start_run();				/* again: nobody is billed twice */
	work_off(&f, kinds, 1);
	all_settled(MANY);
}
END_TEST

START_TEST(paused_and_gone_on_with)
{
	const char *id;
	bool ran;
	struct identity me = cx->who;

	fill(MANY);
	id = start_run();
	stop_after_one = true;
	must(jobs_run_one(cx, kinds, 1, &ran));
	stop_after_one = false;
	cx->who = me;
	must(db_set_tenant(cx, f.tenant_id));
	ck_assert_int_gt(live_bills(), 0);
	ck_assert_int_lt(live_bills(), MANY - 26);
	fixture_must(&f, pause_generation, arena_strdup(cx->arena, id));
	work_off(&f, kinds, 1);
	ck_assert_str_eq(state_of(id), "paused");
	ck_assert_int_lt(live_bills(), MANY - 26);
	ck_assert_int_eq(fixture_do(&f, pause_generation, arena_strdup(cx->arena, id)), E_CONFLICT);
	fixture_must(&f, resume_generation, arena_strdup(cx->arena, id));
	work_off(&f, kinds, 1);
	ck_assert_str_eq(state_of(id), "done");
	all_settled(MANY);
}
END_TEST

START_TEST(cancelled)
{
	const char *id;
	struct starting_generation *again = arena_alloc(cx->arena, sizeof *again);

	fill(60);
	id = start_run();
	again->cycle_id = cycle;
	must(prepare_generation(cx, again));
	ck_assert_int_eq(fixture_do(&f, start_generation, again), E_CONFLICT);
	fixture_must(&f, cancel_generation, arena_strdup(cx->arena, id));
	work_off(&f, kinds, 1);
	ck_assert_int_eq(live_bills(), 0);
	ck_assert_str_eq(state_of(id), "cancelled");
	ck_assert_int_eq(fixture_do(&f, resume_generation, arena_strdup(cx->arena, id)), E_CONFLICT);
	(void)start_run();
	work_off(&f, kinds, 1);
	all_settled(60);
}
END_TEST

/* The job of a part is cancelled by itself: the run does not seem to go on for ever. */
START_TEST(a_part_given_up)
{
	const char *id;

	fill(60);
	id = start_run();
	fixture_must(&f, cancel_job, (void *)(uintptr_t)job_of(id));
	work_off(&f, kinds, 1);
	ck_assert_str_eq(state_of(id), "running");
	must(generations_stopped(cx));
	ck_assert_str_eq(state_of(id), "failed");
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from cycle where id = ? and state = 'open'",
	    str(cycle)), 1);
	fixture_must(&f, resume_generation, arena_strdup(cx->arena, id));
	must(generations_stopped(cx));
	work_off(&f, kinds, 1);
	ck_assert_str_eq(state_of(id), "done");
	all_settled(60);
}
END_TEST

/* ---- beside one another ---- */

static bool
work(struct cx *in, unsigned who, void *arg)
{
	bool ran = true;

	(void)who, (void)arg;
	while (ran)
		if (jobs_run_one(in, kinds, 1, &ran) != OK)
			return false;
	return true;
}

static bool
single(struct cx *in, unsigned who, void *arg)
{
	(void)arg;
	for (size_t i = who; i < 200; i += 2) {
		struct generating g = { .cycle_id = cycle, .account_id = many[i] };
		enum err e = db_tx(in, generate_account, &g);

		if (e != OK && e != E_CONFLICT)
			return false;
		failure_clear(in);
	}
	return true;
}

static bool
both(struct cx *in, unsigned who, void *arg)
{
	return who < 2 ? work(in, who, arg) : single(in, who - 2, arg);
}

/* Two workers, and two who bill the same accounts one by one. */
START_TEST(side_by_side)
{
	const char *id;

	fill(MANY);
	id = start_run();
	ck_assert_uint_eq(beside(&f, 4, both, NULL), 4);
	work_off(&f, kinds, 1);
	ck_assert_str_eq(state_of(id), "done");
	all_settled(MANY);
}
END_TEST

static bool
pays(struct cx *in, unsigned who, void *arg)
{
	const char **bills = arg;

	if (who < 2)
		return work(in, who, NULL);
	for (size_t i = who - 2; i < 100; i += 2) {
		struct paying one = { bills[i], 100 };
		struct recording r = { .account_id = many[i], .amount_minor = 100, .received_minor = 100,
			.method = "cash", .channel = "walk_in", .paying = &one, .count = 1, .confirm_duplicate = true };

		if (settings_load(in) != OK || db_tx(in, record_payment, &r) != OK)
			return false;
	}
	return true;
}

/* What is owed is what is open, whoever wrote last. */
START_TEST(beside_payments)
{
	const char *bills[100];

	fill(MANY);
	for (size_t i = 0; i < COUNT(bills); i++)
		bills[i] = fixture_bill(&f, many[i], 500);
	(void)start_run();
	ck_assert_uint_eq(beside(&f, 4, pays, bills), 4);
	work_off(&f, kinds, 1);
	ck_assert_int_eq(open_blocking() + live_bills(), MANY);
	fixture_balanced(&f);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("generation");
	TCase *one = tcase_create("one"), *runs = tcase_create("runs");
	SRunner *r;
	int bad;

	tcase_add_checked_fixture(one, setup, teardown);
	tcase_set_timeout(one, 60);
	tcase_add_test(one, one_bill);
	tcase_add_test(one, never_twice);
	tcase_add_test(one, missing_then_billed);
	tcase_add_test(one, what_holds);
	tcase_add_test(one, beside_a_bill);
	tcase_add_test(one, estimated);
	tcase_add_test(one, of_a_register);
	tcase_add_test(one, by_the_hour);
	tcase_add_test(one, by_the_hour_and_otherwise);
	tcase_add_test(one, billed_for_a_long_cycle);
	tcase_add_test(one, what_came_meanwhile);
	tcase_add_test(one, what_was_told_meanwhile);
	tcase_add_test(one, by_the_hour_after_a_move);
	suite_add_tcase(s, one);
	tcase_add_checked_fixture(runs, setup, teardown);
	tcase_set_timeout(runs, 180);
	tcase_add_test(runs, a_run);
	tcase_add_test(runs, paused_and_gone_on_with);
	tcase_add_test(runs, cancelled);
	tcase_add_test(runs, a_part_given_up);
	tcase_add_test(runs, side_by_side);
	tcase_add_test(runs, beside_payments);
	suite_add_tcase(s, runs);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	bad = srunner_ntests_failed(r);
	srunner_free(r);
	return bad != 0;
}
