#include "made.h"

#include <time.h>

#include "charge.h"
#include "clock.h"
#include "credit_note.h"
#include "payment.h"
#include "plan.h"
#include "price.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

const char *
day_from_now(struct fixture *f, int days)
{
	char today[11], day[11];

	ck_assert(date_in_zone(f->cx.who.zone, business_now(), today));
	date_add_days(today, days, day);
	return arena_strdup(f->cx.arena, day);
}

const char *
make_payment(
    struct fixture *f, const char *receivable_id, int64_t amount_minor, int64_t credit_minor)
{
	struct paying paying = { receivable_id, amount_minor };
	struct recording in = {
		.account_id = f->account_id, .amount_minor = amount_minor + credit_minor,
		.method = "cash", .received_minor = -1, .paying = &paying,
		.count = receivable_id ? 1 : 0, .credit_minor = credit_minor,
	};

	fixture_must(f, record_payment, &in);
	ck_assert_ptr_null(in.approval_id);
	return in.id;
}

const char *
make_note(struct fixture *f, const char *payment_id, int64_t amount_minor)
{
	struct crediting in = {
		.payment_id = payment_id, .amount_minor = amount_minor, .reason = "billing_error",
	};

	ck_assert_int_eq(prepare_crediting(&f->cx, &in), OK);
	fixture_must(f, create_credit_note, &in);
	ck_assert_ptr_null(in.approval_id);
	return in.id;
}

const char *
make_use(struct fixture *f, const char *note_id, const char *receivable_id, int64_t amount_minor)
{
	struct paying paying = { receivable_id, amount_minor };
	struct credit_using in = { .note_id = note_id, .paying = &paying, .count = 1 };

	ck_assert_int_eq(account_of_credit_note(&f->cx, note_id, &in.account_id), OK);
	fixture_must(f, use_credit_note, &in);
	return in.id;
}

const char *
make_price(struct fixture *f, const char *code, int64_t amount_minor)
{
	struct pricing in = {
		.code = code, .name = fmt(f->cx.arena, "Service %s", code), .kind = "service",
		.amount_minor = amount_minor, .due_days = 14,
	};

	fixture_must(f, create_price, &in);
	return in.id;
}

const char *
make_charge(struct fixture *f, const char *code, int64_t amount_minor)
{
	struct raising in = {
		.account_id = f->account_id, .price_id = make_price(f, code, amount_minor),
		.amount_minor = -1,
	};

	fixture_must(f, raise_charge, &in);
	return in.id;
}

const char *
make_plan(struct fixture *f, const char **receivable_ids, size_t count, int64_t instalments)
{
	struct planning *in = arena_array(f->cx.arena, struct planning, 1);

	*in = (struct planning){
		.account_id = f->account_id, .receivable_ids = receivable_ids, .count = count,
		.instalments = instalments, .every = "month",
		.first_due_on = day_from_now(f, 0), .override_reason = "Agreed",
	};
	permissions_add(&f->cx.who.may, CAN_OVERRIDE_PLAN_FLOOR);
	fixture_must(f, create_plan, in);
	return in->id;
}

void
run_what_waits(struct fixture *f, const struct job_kind *kinds, size_t count)
{
	const struct timespec moment = { .tv_nsec = 20000000 };
	const struct identity who = f->cx.who;
	bool ran;

	for (int i = 0; i < 500; i++) {
		ck_assert_int_eq(jobs_run_one(&f->cx, kinds, count, &ran), OK);
		f->cx.who = who;
		f->cx.approval_id = f->cx.approved_by = f->cx.approved_by_name = NULL;
		ck_assert_int_eq(db_set_tenant(&f->cx, f->tenant_id), OK);
		if (fixture_i64(f, "select count(*) n from approval where state = 'approved'") == 0)
			return;
		(void)nanosleep(&moment, NULL);
	}
	ck_abort_msg("what was approved is not done");
}
