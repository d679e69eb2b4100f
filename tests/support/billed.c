#include "billed.h"

#include "account.h"
#include "clock.h"
#include "counter.h"
#include "cycle.h"
#include "generate.h"
#include "generation.h"
#include "made.h"
#include "text.h"

#include <check.h>
#undef fail			/* Check has a macro of that name */

static const char document[] =
    "{\"unit\":\"kgal\",\"period\":\"bill\",\"change\":\"prorate\",\"rounding\":\"half_up\","
    "\"seasons\":[],\"attributes\":[],\"classes\":{\"HOME\":{\"name\":\"Homes\",\"components\":["
    "{\"id\":\"base\",\"kind\":\"fixed\",\"name\":\"Base charge\",\"gl_code\":\"4010\","
    "\"amount\":\"10.00\",\"per\":\"period\"},"
    "{\"id\":\"water\",\"kind\":\"usage\",\"name\":\"Water use\",\"tiers\":["
    "{\"from\":\"0\",\"price\":\"2.00\"},{\"from\":\"10\",\"price\":\"4.00\"}]},"
    "{\"id\":\"tax\",\"kind\":\"tax\",\"name\":\"City tax\",\"percent\":\"10\",\"of\":\"all\"}]}},"
    "\"late_fee\":{\"kind\":\"fixed\",\"amount\":\"5.00\",\"grace_days\":5,\"every_days\":30,"
    "\"most\":3,\"least_open\":\"1.00\"},\"terms\":{\"due_days\":21}}";

static void
must(struct fixture *f, enum err e)
{
	ck_assert_msg(e == OK, "error %d: %s", (int)e,
	    f->cx.failure.detail ? f->cx.failure.detail : "");
}

/* Whoever asks for something must be let do it while the worker is at it. */
static void
let_ask(struct fixture *f)
{
	const char *role = new_id(f->cx.arena);
	struct permissions set = { { 0 } };

	permissions_add(&set, CAN_GENERATE_BILLS);
	permissions_add(&set, CAN_REBILL);
	permissions_add(&set, CAN_ADJUST_BILL);
	must(f, db_exec(&f->cx,
	    "insert into role (id, name, permissions, created_at) values (?, 'Biller', ?, ?)", str(role),
	    str(permissions_hex(f->cx.arena, &set)), instant(&f->cx, business_now())));
	must(f, db_exec(&f->cx, "insert into user_role (user_id, role_id) values (?, ?)",
	    str(f->user_id), str(role)));
}

const char *
billed_tariff(struct fixture *f)
{
	const char *id = new_id(f->cx.arena);

	let_ask(f);
	must(f, db_exec(&f->cx,
	    "insert into gl_account (code, name, kind) values ('4010', 'Base charges', 'revenue')"));
	must(f, db_exec(&f->cx,
	    "insert into tariff (id, code, revision, name, utility, state, effective_on, doc_json,"
	    " created_at, created_by_name, activated_at, activated_by_name) values (?, 'WATER', 1, 'Water',"
	    " 'water', 'active', '2020-01-01', ?, ?, 'Test', ?, 'Test')",
	    str(id), str(document), instant(&f->cx, business_now()),
	    instant(&f->cx, business_now())));
	return id;
}

const char *
billed_account(struct fixture *f)
{
	const char *meter = fmt(f->cx.arena, "M-%s", new_id(f->cx.arena) + 24);
	struct new_account a = {
		.number = fmt(f->cx.arena, "%s-%05u", f->consumer_id + 24, ++f->accounts),
		.consumer_id = f->consumer_id, .zone_id = f->zone_id, .class = "residential",
		.street = "418 Alder Street", .city = "Larkfield", .region = "NY",
		.postcode = "12345", .opened_on = "2020-01-01", .utility = "water",
		.service_class = "HOME", .meters = &meter, .meter_count = 1, .meter_kind = "use",
		.unit = "kgal",
	};

	fixture_must(f, create_account, &a);
	return a.id;
}

const char *
billed_cycle(struct fixture *f, int days)
{
	struct cycling in = { .zone_id = f->zone_id, .utility = "water",
		.from_on = day_from_now(f, days - 29), .to_on = day_from_now(f, days),
		.bill_on = day_from_now(f, days), .due_on = day_from_now(f, days + 21),
		.due_days = 21 };

	fixture_must(f, create_cycle, &in);
	return in.id;
}

void
billed_read(struct fixture *f, const char *cycle_id, const char *account_id, int64_t use_milli)
{
	must(f, db_exec(&f->cx,
	    "insert into meter_read (id, account_id, meter_id, read_on, use_milli, unit, quality, source,"
	    " read_at, read_by_name) values (?, ?, (select id from meter where account_id = ?),"
	    " (select to_on from cycle where id = ?), ?, 'kgal', 'actual', 'staff', ?, 'Test')",
	    str(new_id(f->cx.arena)), str(account_id), str(account_id), str(cycle_id),
	    i64(use_milli), instant(&f->cx, business_now())));
}

const char *
billed_alone(struct fixture *f, const char *cycle_id, const char *account_id)
{
	struct generating in = { .cycle_id = cycle_id, .account_id = account_id };

	fixture_must(f, generate_account, &in);
	ck_assert_msg(in.bill_id != NULL, "it is held by %s",
	    in.exception_count ? in.exceptions[0].type : "nothing");
	return in.bill_id;
}

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
	}
	arena_free(memory);
	return e;
}

const char *
billed_together(struct fixture *f, const char *cycle_id)
{
	static const struct job_kind kinds[] = { { BILL_GENERATE_JOB, run_part, 50 } };
	struct starting_generation in = { .cycle_id = cycle_id };

	must(f, prepare_generation(&f->cx, &in));
	fixture_must(f, start_generation, &in);
	work_off(f, kinds, COUNT(kinds));
	ck_assert_int_eq(fixture_i64(f, "select count(*) n from generation where id = ? and state = 'done'",
			     str(in.id)), 1);
	return in.id;
}

const char *
billed_bill(struct fixture *f, const char *cycle_id, const char *account_id)
{
	const struct row *row;

	must(f, db_one(&f->cx, &row,
	    "select id from bill where cycle_id = ? and account_id = ? and status = 'issued'",
	    str(cycle_id), str(account_id)));
	return row_str(row, "id");
}
