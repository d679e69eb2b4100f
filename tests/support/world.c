#include "world.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "account.h"
#include "bill.h"
#include "bill_adjust.h"
#include "bill_rebill.h"
#include "bill_reverse.h"
#include "billed.h"
#include "charge.h"
#include "clock.h"
#include "credit_note.h"
#include "cycle.h"
#include "exception_work.h"
#include "late_fee.h"
#include "made.h"
#include "payment.h"
#include "plan.h"
#include "text.h"
#include "zone.h"
#include <check.h>
#undef fail			/* Check has a macro of that name */

/* ---- time ---- */

static int64_t *offset;

void
world_clock(const char *name)
{
	const char *folder = getenv("BILLPORT_TEST_STACK");
	char path[256];
	int fd;

	(void)snprintf(path, sizeof path, "%s/%s.clock", folder ? folder : ".", name);
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || ftruncate(fd, sizeof *offset) != 0)
		abort();
	offset = mmap(NULL, sizeof *offset, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (offset == MAP_FAILED || setenv("BILLPORT_CLOCK", path, 1) != 0)
		abort();
	(void)close(fd);
}

void
world_pass(struct world *w, int64_t us)
{
	*offset += us;
	w->passed = (int)(*offset / INT64_C(86400000000));
}

void
world_days(struct world *w, int days)
{
	world_pass(w, days * INT64_C(86400000000));
}

/* ---- chance ---- */

uint64_t
world_random(struct world *w, uint64_t below)
{
	w->state ^= w->state << 13;
	w->state ^= w->state >> 7;
	w->state ^= w->state << 17;
	return w->state % below;
}

#define ANY(w, list) ((list)[world_random((w), COUNT(list))])

/* One of the tenant's rows at random, NULL: there is none. */
static const struct row *
any_of(struct world *w, const struct rows *rows)
{
	return rows->n > 0 ? &rows->row[world_random(w, rows->n)] : NULL;
}

#define any_row(w, ...) any_row_((w), SQL_(__VA_ARGS__))
static const struct row *
any_row_(struct world *w, const char *sql, const struct param *params, size_t n)
{
	struct rows rows;

	ck_assert_int_eq(db_all_(&w->f.cx, &rows, sql, params, n), OK);
	return any_of(w, &rows);
}

static bool
came_about(struct world *w, tx_fn *fn, void *arg)
{
	enum err e = fixture_do(&w->f, fn, arg);

	ck_assert_msg(e == OK || e == E_CONFLICT || e == E_INPUT || e == E_FORBIDDEN, "error %d: %s", (int)e,
	    w->f.cx.failure.detail ? w->f.cx.failure.detail : "");
	return e == OK;
}

static const char *
day(struct world *w, int days)
{
	return day_from_now(&w->f, days);
}

/* ---- bills ---- */

static bool
a_bill(struct world *w)
{
	static const char *const kinds[] = { "service", "fixed", "usage", "surcharge", "minimum" };
	static const int64_t uses[] = { 0, 3000, 9000, 10000, 11000, 90000 };
	bool electric = world_random(w, 3) == 0;
	struct bill_line lines[4];
	int issued = -(int)world_random(w, 25);
	const char *account = ANY(w, w->account);
	struct issuing in = {
		.account_id = account, .from_on = day(w, issued - 30), .to_on = day(w, issued),
		.issued_on = day(w, issued), .due_on = day(w, issued + (int)world_random(w, 30)),
		.is_estimated = world_random(w, 3) == 0, .consumption_milli = ANY(w, uses),
		.unit = electric ? "kWh" : "kgal", .utility = electric ? "electric" : "water",
		.cycle_id = world_random(w, 3) == 0 ? ANY(w, w->cycle) : NULL,
		.lines = lines, .line_count = 1 + world_random(w, COUNT(lines)),
	};

	for (size_t i = 0; i < in.line_count; i++)
		lines[i] = (struct bill_line){ .kind = ANY(w, kinds), .text = "Line",
			.amount_minor = 100 + (int64_t)world_random(w, 3000) };
	return came_about(w, issue_bill, &in);
}

static bool
a_reversal(struct world *w)
{
	const struct row *bill = any_row(w, "select b.id from bill b join receivable r on r.id = b.id"
	    " where b.status = 'issued' and r.open_minor = r.amount_minor");
	struct reversing in = { .reason = "read_error" };

	if (!bill)
		return false;
	in.bill_id = row_str(bill, "id");
	ck_assert_int_eq(prepare_reversing(&w->f.cx, &in), OK);
	return came_about(w, reverse_bill, &in) && !in.approval_id;
}

/* Billed from a read, paid in part, and billed anew from another. */
static bool
a_rebill(struct world *w)
{
	const char *account = billed_account(&w->f);
	/* no two end on the same day; they are late, too */
	const char *cycle = billed_cycle(&w->f, -60 - w->passed - w->billed_from_reads++);
	struct rebilling in = { .old = { .reason = "read_error" } };
	struct paying paying;
	struct recording paid = { .account_id = account, .method = "cash", .received_minor = -1,
		.paying = &paying, .count = 1 };
	const char *bill;

	billed_read(&w->f, cycle, account, 20000);
	bill = billed_alone(&w->f, cycle, account);
	paying = (struct paying){ bill, 1000 };
	paid.amount_minor = 1000;
	ck_assert(came_about(w, record_payment, &paid));
	if (world_random(w, 2) == 0)
		world_days(w, 1);
	ck_assert_int_eq(db_exec(&w->f.cx, "update meter_read set use_milli = 25000 where account_id = ?",
	    str(account)), OK);
	in.old.bill_id = bill;
	ck_assert_int_eq(prepare_reversing(&w->f.cx, &in.old), OK);
	return came_about(w, rebill_bill, &in) && !in.old.approval_id;
}

static bool
an_adjustment(struct world *w)
{
	const struct row *bill = any_row(w, "select b.id from bill b join receivable r on r.id = b.id"
	    " where b.status = 'issued' and r.open_minor > 60");
	struct adjusting in = { .amount_minor = 1 + (int64_t)world_random(w, 60), .reason = "goodwill" };

	if (!bill)
		return false;
	in.bill_id = row_str(bill, "id");
	ck_assert_int_eq(prepare_adjusting(&w->f.cx, &in), OK);
	return came_about(w, adjust_bill, &in) && !in.approval_id;
}

static bool
an_undoing(struct world *w)
{
	const struct row *row = any_row(w, "select x.id from adjustment x join bill_line l"
	    " on l.adjustment_id = x.id where x.undone_on is null");
	struct undoing in = { .reason = "Given to the wrong one" };

	if (!row)
		return false;
	in.id = row_str(row, "id");
	ck_assert_int_eq(prepare_undoing(&w->f.cx, &in), OK);
	return came_about(w, undo_adjustment, &in);
}

/* ---- payments ---- */

/* What is open on an account, of which some is paid. */
static size_t
choose_paying(struct world *w, const char *account, struct paying out[3], int64_t *sum)
{
	struct rows open;
	size_t n = 0;

	*sum = 0;
	ck_assert_int_eq(db_all(&w->f.cx, &open, "select id, open_minor from receivable"
	    " where account_id = ? and status = 'open' order by due_on, id limit 3", str(account)), OK);
	for (size_t i = 0; i < open.n; i++) {
		int64_t left = row_i64(&open.row[i], "open_minor");
		int64_t amount = world_random(w, 3) == 0 ? left : 1 + (int64_t)world_random(w, (uint64_t)left);

		if (world_random(w, 3) == 0)
			continue;
		out[n++] = (struct paying){ row_str(&open.row[i], "id"), amount };
		*sum += amount;
	}
	return n;
}

static struct recording
taking(struct world *w, const char *account, struct paying paying[3])
{
	static const char *const channels[] = { "walk_in", "phone", "mail", "field" };
	static const char *const brands[] = { "visa", "mastercard" };
	struct recording in = { .account_id = account, .received_minor = -1, .paying = paying,
		.channel = ANY(w, channels), .method = "cash" };
	int64_t sum;

	in.count = choose_paying(w, account, paying, &sum);
	if (world_random(w, 5) == 0 || sum == 0)
		in.credit_minor = 1 + (int64_t)world_random(w, 400);
	in.amount_minor = sum + in.credit_minor;
	if (world_random(w, 2) == 0)
		in.paid_on = day(w, -(int)world_random(w, 20));
	switch (world_random(w, 3)) {
	case 0:
		in.method = "card_terminal";
		in.brand = ANY(w, brands);
		in.reference = fmt(w->f.cx.arena, "S-%llu", (unsigned long long)world_random(w, 1000000));
		break;
	case 1:
		in.method = "cheque";
		in.reference = fmt(w->f.cx.arena, "%llu", (unsigned long long)world_random(w, 1000000));
		break;
	default:
		break;
	}
	return in;
}

/* Taken by one or another. */
static bool
a_payment(struct world *w)
{
	struct paying paying[3];
	struct recording in = taking(w, ANY(w, w->account), paying);
	bool ok;

	w->f.cx.who.id = world_random(w, 3) == 0 ? w->f.other_user_id : w->f.user_id;
	ok = came_about(w, record_payment, &in) && !in.approval_id;
	w->f.cx.who.id = w->f.user_id;
	return ok;
}

static const char *
a_posted_payment(struct world *w, const char **account)
{
	const struct row *row = any_row(w, "select id, account_id from payment where status = 'posted'");

	*account = row ? row_str(row, "account_id") : NULL;
	return row ? row_str(row, "id") : NULL;
}

static bool
a_void(struct world *w)
{
	const char *account, *id = a_posted_payment(w, &account);
	struct voiding in = { .id = id, .reason = "Taken twice", .reason_code = "duplicate" };

	if (!id)
		return false;
	ck_assert_int_eq(prepare_voiding(&w->f.cx, &in), OK);
	return came_about(w, void_payment, &in) && !in.approval_id;
}

static bool
a_correction(struct world *w)
{
	struct paying paying[3];
	const char *account, *id = a_posted_payment(w, &account);
	struct correction in = { .old = { .id = id, .reason = "Wrong amount" } };

	if (!id)
		return false;
	in.new = taking(w, account, paying);
	if (prepare_correction(&w->f.cx, &in) != OK)
		return false;
	return came_about(w, correct_payment, &in) && !in.approval_id;
}

static bool
a_note_used(struct world *w)
{
	const struct row *note = any_row(w, "select id, account_id, remaining_minor from credit_note"
	    " where status = 'active' and remaining_minor > 0"), *open;
	struct paying paying;
	struct credit_using in = { .paying = &paying, .count = 1 };

	if (!note)
		return false;
	in.note_id = row_str(note, "id");
	in.account_id = row_str(note, "account_id");
	open = any_row(w, "select id, open_minor from receivable where account_id = ? and status = 'open'",
	    str(in.account_id));
	if (!open)
		return false;
	paying = (struct paying){ row_str(open, "id"), row_i64(open, "open_minor") };
	if (paying.amount_minor > row_i64(note, "remaining_minor"))
		paying.amount_minor = row_i64(note, "remaining_minor");
	return came_about(w, use_credit_note, &in);
}

static bool
a_plan(struct world *w)
{
	const struct row *open = any_row(w, "select r.id, r.account_id from receivable r"
	    " where r.status = 'open' and r.open_minor > 500");
	const char *ids[1];
	struct planning *in = arena_array(w->f.cx.arena, struct planning, 1);

	if (!open)
		return false;
	ids[0] = row_str(open, "id");
	*in = (struct planning){ .account_id = row_str(open, "account_id"), .receivable_ids = ids, .count = 1,
		.instalments = 3, .every = "week", .first_due_on = day(w, 0), .override_reason = "Agreed" };
	permissions_add(&w->f.cx.who.may, CAN_OVERRIDE_PLAN_FLOOR);
	return came_about(w, create_plan, in);
}

/* ---- charges ---- */

static bool
a_charge(struct world *w)
{
	struct raising in = { .account_id = ANY(w, w->account), .price_id = w->price, .amount_minor = -1 };

	return came_about(w, raise_charge, &in);
}

static bool
end_charge(struct world *w, tx_fn *how)
{
	const struct row *row = any_row(w, "select c.id from charge c join receivable r on r.id = c.id"
	    " where c.status = 'raised' and r.status = 'open'");
	struct ending_charge in = { .reason = "goodwill" };

	if (!row)
		return false;
	in.charge_id = row_str(row, "id");
	ck_assert_int_eq(prepare_ending_charge(&w->f.cx, &in), OK);
	return came_about(w, how, &in) && !in.approval_id;
}

static bool
a_waiver(struct world *w)
{
	return end_charge(w, waive_charge);
}

static bool
a_cancellation(struct world *w)
{
	return end_charge(w, cancel_charge);
}

/* Here, or by the stack's own worker, whose day is the real one. */
static bool
a_late_fee(struct world *w)
{
	static const struct job_kind kinds[] = { { LATE_FEE_JOB, run_late_fees, 50 } };
	const struct identity who = w->f.cx.who;
	const char *id;
	bool ran;

	fixture_must(&w->f, enqueue_late_fees, &id);
	for (int i = 0; i < 3000; i++) {
		ck_assert_int_eq(jobs_run_one(&w->f.cx, kinds, COUNT(kinds), &ran), OK);
		w->f.cx.who = who;
		ck_assert_int_eq(db_set_tenant(&w->f.cx, w->f.tenant_id), OK);
		if (fixture_i64(&w->f, "select count(*) n from job where id = ? and state in ('done', 'failed')", str(id)))
			return true;
		(void)usleep(1000);
	}
	return false;
}

/* ---- exceptions ---- */

static enum err
open_one(struct cx *cx, void *arg)
{
	return exception_open_all(cx, arg, 1);
}

static bool
an_exception(struct world *w)
{
	static const enum exception_type types[] = { EXCEPTION_HIGH, EXCEPTION_ZERO, EXCEPTION_MISSING_READ };
	const struct row *a = any_row(w, "select id, zone_id, class, segment from account");
	struct new_exception in = { .type = ANY(w, types), .is_blocking = world_random(w, 2) == 0,
		.cycle_id = world_random(w, 2) == 0 ? ANY(w, w->cycle) : NULL,
		.account_id = row_str(a, "id"), .zone_id = row_str(a, "zone_id"), .class = row_str(a, "class"),
		.segment = row_str(a, "segment"), .utility = "water", .use_milli = 9000, .usual_milli = 3000,
		.bill_minor = (int64_t)world_random(w, 90000), .previous_minor = EXCEPTION_UNKNOWN };

	return came_about(w, open_one, &in);
}

static bool
a_resolution(struct world *w)
{
	const struct row *x = any_row(w, "select id from billing_exception where state <> 'resolved'");
	struct resolving in = { .action = BY_DISMISS, .reason = "Seen" };

	if (!x)
		return false;
	in.id = row_str(x, "id");
	ck_assert_int_eq(prepare_resolving(&w->f.cx, &in), OK);
	return came_about(w, resolve_exception, &in);
}

/* ---- all together ---- */

static const struct { bool (*fn)(struct world *); unsigned often; } deeds[DEEDS] = {
	[A_BILL] = { a_bill, 30 }, [A_PAYMENT] = { a_payment, 26 }, [A_VOID] = { a_void, 8 },
	[A_CORRECTION] = { a_correction, 4 }, [A_REVERSAL] = { a_reversal, 6 }, [A_REBILL] = { a_rebill, 1 },
	[A_CHARGE] = { a_charge, 6 }, [A_WAIVER] = { a_waiver, 3 }, [A_CANCELLATION] = { a_cancellation, 3 },
	[AN_ADJUSTMENT] = { an_adjustment, 4 }, [AN_UNDOING] = { an_undoing, 2 },
	[A_NOTE_USED] = { a_note_used, 4 }, [A_PLAN] = { a_plan, 2 }, [AN_EXCEPTION] = { an_exception, 12 },
	[A_RESOLUTION] = { a_resolution, 8 }, [A_LATE_FEE] = { a_late_fee, 1 },
};

void
world_live(struct world *w, unsigned n)
{
	uint64_t all = 0;

	for (unsigned i = 0; i < DEEDS; i++)
		all += deeds[i].often;
	while (n-- > 0) {
		uint64_t at = world_random(w, all);
		unsigned deed = 0;

		for (; at >= deeds[deed].often; deed++)
			at -= deeds[deed].often;
		w->done[deed] += deeds[deed].fn(w);
	}
}

static void
people_and_places(struct world *w)
{
	static const char *const names[WORLD_ZONES] = { NULL, "South", "East" };
	static const char *const classes[] = { "residential", "commercial", "industrial" };
	static const char *const segments[] = { NULL, "Key", "key", "Farm" };
	struct fixture *f = &w->f;

	w->zone[0] = f->zone_id;
	for (unsigned i = 1; i < WORLD_ZONES; i++) {
		struct new_zone zone = { .name = names[i] };

		fixture_must(f, create_zone, &zone);
		w->zone[i] = zone.id;
	}
	for (unsigned i = 0; i < WORLD_ACCOUNTS; i++) {
		struct new_account a = {
			.number = fmt(f->cx.arena, "%s-w%04u", f->consumer_id + 24, i),
			.consumer_id = f->consumer_id, .zone_id = ANY(w, w->zone), .class = ANY(w, classes),
			.segment = ANY(w, segments), .street = "418 Alder Street", .city = "Larkfield",
			.region = "NY", .postcode = "12345", .opened_on = "2020-01-01", .utility = "water",
		};

		fixture_must(f, create_account, &a);
		w->account[i] = a.id;
	}
	for (int i = 0; i < WORLD_CYCLES; i++) {
		struct cycling in = { .zone_id = w->zone[1 + i % 2], .utility = "water",
			.from_on = day(w, -400 - 31 * i), .to_on = day(w, -371 - 31 * i),
			.bill_on = day(w, -371 - 31 * i), .due_on = day(w, -350 - 31 * i), .due_days = 21 };

		fixture_must(f, create_cycle, &in);
		w->cycle[i] = in.id;
	}
}

void
world_open(struct world *w, uint64_t seed, bool rupees)
{
	*w = (struct world){ .state = seed };
	*offset = 0;
	if (rupees)
		fixture_open_rupees(&w->f);
	else
		fixture_open(&w->f);
	(void)billed_tariff(&w->f);
	people_and_places(w);
	w->price = make_price(&w->f, "world", 900);
}

void
world_close(struct world *w)
{
	fixture_close(&w->f);
}
