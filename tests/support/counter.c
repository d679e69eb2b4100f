#include "counter.h"

#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

struct recording
cash_for(struct fixture *f, int64_t amount_minor, const struct paying *paying, size_t count)
{
	return (struct recording){
		.account_id = f->account_id, .amount_minor = amount_minor, .method = "cash",
		.received_minor = -1, .paying = paying, .count = count,
	};
}

enum err
take(struct fixture *f, struct recording *in)
{
	failure_clear(&f->cx);
	TRY(prepare_recording(&f->cx, in));
	return fixture_do(f, record_payment, in);
}

const struct row *
payment_row(struct fixture *f, const char *id)
{
	const struct row *p;

	ck_assert_int_eq(db_one(&f->cx, &p, "select * from payment where id = ?", str(id)), OK);
	return p;
}

int64_t
open_of(struct fixture *f, const char *receivable_id)
{
	return fixture_i64(
	    f, "select open_minor from receivable where id = ?", str(receivable_id));
}

int64_t
in_books(struct fixture *f, const char *purpose)
{
	return fixture_i64(f,
	    "select cast(coalesce(sum(l.amount_minor), 0) as signed) n from journal_line l"
	    " join gl_account g on g.code = l.gl_code where g.purpose = ?", str(purpose));
}

int64_t
payments_of(struct fixture *f)
{
	return fixture_i64(f, "select count(*) n from payment");
}

int64_t
credit_of(struct fixture *f)
{
	return fixture_i64(f, "select credit_minor from account_balance where account_id = ?",
	    str(f->account_id));
}

void
set_setting(struct fixture *f, enum setting which, const char *value)
{
	struct setting_change c = { which, value, 0 };

	fixture_must(f, change_setting, &c);
	f->cx.who.settings_version++;
	ck_assert_int_eq(settings_load(&f->cx), OK);
}

void
be_user(struct fixture *f, const char *user_id)
{
	f->cx.who.kind = ACTOR_USER;
	f->cx.who.id = user_id;
	f->cx.who.name = same_text(user_id, f->user_id) ? "Dana Whitfield" : "Sam Okafor";
}

void
work_off(struct fixture *f, const struct job_kind *kinds, size_t n)
{
	struct identity me = f->cx.who;
	bool ran = true;

	while (ran)
		ck_assert_int_eq(jobs_run_one(&f->cx, kinds, n, &ran), OK);
	f->cx.who = me;
	f->cx.approval_id = f->cx.approved_by = NULL;
	ck_assert_int_eq(db_set_tenant(&f->cx, f->tenant_id), OK);
}
