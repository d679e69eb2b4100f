/*
 * Issuing bills on a real database: number, header, lines, entry, receivable, facts; and what is
 * refused.
 */
#include "bill.h"

#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "ledger.h"
#include "numbering.h"
#include "payment.h"
#include "seen_facts.h"
#include "text.h"

#include <check.h>		/* last: it has a macro named fail */

static struct fixture f;
static struct cx *const cx = &f.cx;
static struct bill_line lines[3];

static void
setup(void)
{
	fixture_open(&f);
}

static void
teardown(void)
{
	fixture_close(&f);
}

/* 14.20, 2.67 kgal at 4.85 (12.9495) and a tenth of both as tax: 29.86445, rounded once */
static struct issuing
issuing(void)
{
	lines[0] = (struct bill_line){
		.kind = "service", .text = "Service charge", .amount_minor = 1420
	};
	lines[1] = (struct bill_line){ .kind = "usage", .text = "Water", .quantity_milli = 2670,
	    .rate_micro = 485000000 };
	lines[2] = (struct bill_line){ .kind = "tax", .text = "Tax", .share_bp = 1000 };
	return (struct issuing){
		.account_id = f.account_id, .from_on = "2026-02-01", .to_on = "2026-02-28",
		.issued_on = "2026-03-02", .due_on = "2026-03-23", .consumption_milli = 2670,
		.unit = "kgal", .is_estimated = true, .lines = lines, .line_count = COUNT(lines),
	};
}

static int64_t
gl(const char *purpose)
{
	return fixture_i64(&f,
	    "select cast(coalesce(sum(l.amount_minor), 0) as signed) n from journal_line l"
	    " join gl_account g on g.code = l.gl_code where g.purpose = ?",
	    str(purpose));
}

START_TEST(all_of_it)
{
	struct issuing in = issuing();
	const struct row *b, *r;

	fixture_must(&f, issue_bill, &in);
	ck_assert_int_eq(in.amount_minor, 2986);
	ck_assert_int_eq(db_one(cx, &b, "select * from bill where id = ?", str(in.id)), OK);
	ck_assert_int_eq(row_i64(b, "amount_minor"), 2986);
	ck_assert_int_eq(row_i64(b, "consumption_milli"), 2670);
	ck_assert(row_bool(b, "is_estimated"));
	ck_assert(row_is(b, "status", "issued"));
	ck_assert(row_is(b, "consumer_id", f.consumer_id));
	ck_assert(row_is(b, "zone_id", f.zone_id));
	ck_assert(row_is(b, "number", in.number));
	ck_assert(row_is(b, "entry_id", in.entry_id));
	ck_assert_int_eq(db_one(cx, &r, "select * from receivable where id = ?", str(in.id)), OK);
	ck_assert(row_is(r, "number", in.number));
	ck_assert(row_is(r, "status", "open"));
	ck_assert(row_is(r, "due_on", "2026-03-23"));
	ck_assert_int_eq(row_i64(r, "open_minor"), 2986);
	ck_assert_int_eq(
	    fixture_i64(&f, "select owed_minor n from account_balance where account_id = ?",
		str(f.account_id)),
	    2986);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from audit where action = 'bill.issue'"
	    " and object_id = ? and account_id = ?", str(in.id), str(f.account_id)), 1);
	fixture_balanced(&f);
}
END_TEST

START_TEST(its_lines)
{
	struct issuing in = issuing();
	struct rows rows;

	fixture_must(&f, issue_bill, &in);
	ck_assert_int_eq(db_all(cx, &rows,
			     "select * from bill_line where bill_id = ? order by line", str(in.id)),
	    OK);
	ck_assert_uint_eq(rows.n, 3);
	ck_assert_int_eq(row_i64(&rows.row[0], "amount_minor") +
		row_i64(&rows.row[1], "amount_minor") + row_i64(&rows.row[2], "amount_minor"),
	    2986);
	ck_assert(row_null(&rows.row[0], "quantity_milli"));
	ck_assert_int_eq(row_i64(&rows.row[1], "quantity_milli"), 2670);
	ck_assert_int_eq(row_i64(&rows.row[1], "rate_micro"), 485000000);
	ck_assert(row_null(&rows.row[2], "rate_micro"));
	ck_assert(row_is(&rows.row[2], "kind", "tax"));
	for (size_t i = 0; i < rows.n; i++)
		ck_assert_int_eq(row_i64(&rows.row[i], "line"), (int64_t)i + 1);
}
END_TEST

START_TEST(the_ledger)
{
	struct issuing in = issuing();

	fixture_must(&f, issue_bill, &in);
	ck_assert_int_eq(gl("receivables"), 2986);
	ck_assert_int_eq(gl("tax"), -lines[2].amount_minor);
	ck_assert_int_eq(gl("revenue"), -2986 + lines[2].amount_minor);
	ck_assert_int_eq(fixture_i64(&f,
			     "select count(*) n from journal_entry where id = ? and event = 'bill'"
			     " and source_id = ? and posted_on = '2026-03-02'",
			     str(in.entry_id), str(in.id)),
	    1);
}
END_TEST

START_TEST(tax_alone)
{
	struct issuing in = issuing();

	lines[0] = (struct bill_line){ .kind = "tax", .text = "Levy", .amount_minor = 100 };
	in.line_count = 1;
	fixture_must(&f, issue_bill, &in);
	ck_assert_int_eq(gl("tax"), -100);
	ck_assert_int_eq(gl("revenue"), 0);
	fixture_balanced(&f);
}
END_TEST

START_TEST(facts)
{
	struct issuing in = issuing();

	fixture_must(&f, issue_bill, &in);
	ck_assert_int_eq(
	    fixture_i64(&f,
		"select count(*) n from " FACTS " x where dataset = 'bills'"
		" and fact_on = '2026-03-02' and d1 = ? and d2 = 'residential' and d3 = '' and d4 = ''"
		" and d6 = 'kgal' and d7 = '1' and d8 = 'none' and m1 = 1 and m2 = 2986 and m3 = 2670"
		" and m4 = 0", str(f.zone_id)),
	    1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from " FACTS " x"
	    " where dataset = 'receivables' and fact_on = '2026-03-02' and d1 = ?"
	    " and d2 = 'residential' and d5 = 'bill' and d6 = '2026-03-23' and m1 = 1 and m2 = 2986"
	    " and m3 = 2986 and m4 = 1", str(f.zone_id)), 1);
	ck_assert_int_eq(fixture_i64(&f, FACT_SUM("m2", "lines") " and fact_on = '2026-03-02'"), 2986);
}
END_TEST

static enum err
reserve_one(struct cx *c, void *first)
{
	return number_reserve(c, SERIES_BILL, 1, first);
}

START_TEST(numbers)
{
	struct issuing one = issuing(), two = issuing(), kept = issuing();
	const char *reserved;
	int64_t next, first;

	fixture_must(&f, issue_bill, &one);
	next = fixture_i64(&f, "select next from number_series where series = 'bill'");
	fixture_must(&f, issue_bill, &two);
	ck_assert_int_eq(
	    fixture_i64(&f, "select next from number_series where series = 'bill'"), next + 1);
	ck_assert_str_ne(one.number, two.number);
	fixture_must(&f, reserve_one, &first);
	ck_assert_int_eq(number_text(cx, SERIES_BILL, first, "2026-03-02", &reserved), OK);
	kept.reserved = reserved;
	fixture_must(&f, issue_bill, &kept);
	ck_assert_str_eq(kept.number, reserved);
	ck_assert_int_eq(
	    fixture_i64(&f, "select next from number_series where series = 'bill'"), next + 2);
	kept = issuing();
	kept.reserved = reserved;
	ck_assert_int_eq(fixture_do(&f, issue_bill, &kept), E_CONFLICT);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from bill"), 3);
	fixture_balanced(&f);
}
END_TEST

enum { BROKEN = 9 };
START_TEST(refused)
{
	struct issuing in = issuing();
	enum err expected = E_INPUT;

	switch (_i) {
	case 0: in.to_on = "2026-01-31"; break;
	case 1: in.due_on = "2026-03-01"; break;
	case 2: in.from_on = "2026-02-30"; break;
	case 3: in.line_count = 0; break;
	case 4: in.account_id = new_id(cx->arena); expected = E_NOT_FOUND; break;
	case 5: lines[0].amount_minor = -1420 * 2; expected = E_CONFLICT; break;
	case 6: in.line_count = 1; lines[0].amount_minor = 0; expected = E_CONFLICT; break;
	case 7: lines[1].quantity_milli = INT64_MAX / 2; break;
	default:
		lines[2] = (struct bill_line){
			.kind = "tax", .text = "Less tax", .amount_minor = -1
		};
		expected = E_CONFLICT; break;
	}
	ck_assert_int_eq(fixture_do(&f, issue_bill, &in), expected);
	ck_assert_ptr_nonnull(cx->failure.detail);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from bill"), 0);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from journal_entry"), 0);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from receivable"), 0);
	ck_assert_int_eq(
	    fixture_i64(&f, "select next - first n from number_series where series = 'bill'"), 0);
}
END_TEST

START_TEST(a_closed_account_gets_none)
{
	struct issuing in = issuing();

	ck_assert_int_eq(
	    db_exec(cx,
		"update account set status = 'closed', closed_on = '2026-02-28' where id = ?",
		str(f.account_id)),
	    OK);
	ck_assert_int_eq(fixture_do(&f, issue_bill, &in), E_CONFLICT);
	ck_assert_ptr_nonnull(strstr(cx->failure.detail, "closed"));
}
END_TEST

START_TEST(another_tenants_account_is_unknown)
{
	struct fixture other;
	struct issuing in = issuing();

	fixture_open_rupees(&other);
	in.account_id = other.account_id;
	ck_assert_int_eq(fixture_do(&f, issue_bill, &in), E_NOT_FOUND);
	ck_assert_int_eq(fixture_i64(&other,
	    "select count(*) n from account_balance where owed_minor <> 0"), 0);
	fixture_close(&other);
}
END_TEST

/* The transaction is run again whole: nothing of the first run may show in the second. */
static enum err
twice(struct cx *c, void *arg)
{
	static int runs;

	TRY(issue_bill(c, arg));
	return runs++ == 0 ? E_RERUN : OK;
}

START_TEST(run_again)
{
	struct issuing in = issuing();

	fixture_must(&f, twice, &in);
	ck_assert_int_eq(
	    fixture_i64(
		&f, "select count(*) n from bill where id = ? and amount_minor = 2986", str(in.id)),
	    1);
	ck_assert_int_eq(fixture_i64(&f, "select count(*) n from bill"), 1);
	ck_assert_int_eq(
	    fixture_i64(&f, "select next - first n from number_series where series = 'bill'"), 1);
	fixture_balanced(&f);
}
END_TEST

START_TEST(paid_and_due_agree)
{
	struct issuing in = issuing();
	struct paying paying;
	struct recording pay;

	fixture_must(&f, issue_bill, &in);
	paying = (struct paying){ in.id, 1000 };
	pay = (struct recording){ .account_id = f.account_id,
		.amount_minor = 1000,
		.method = "cash",
		.received_minor = -1,
		.paying = &paying,
		.count = 1 };
	fixture_must(&f, record_payment, &pay);
	ck_assert_int_eq(fixture_i64(&f, "select cast(sum(m3) as signed) n from " FACTS " x"
	    " where dataset = 'receivables' and d6 = '2026-03-23'"), 1986);
	fixture_balanced(&f);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		all_of_it,
		its_lines,
		the_ledger,
		tax_alone,
		facts,
		numbers,
		a_closed_account_gets_none,
		another_tenants_account_is_unknown,
		run_again,
		paid_and_due_agree,
	};
	Suite *s = suite_create("bill");
	TCase *t = tcase_create("bill");
	SRunner *r;
	int failed;

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, setup, teardown);
	for (size_t i = 0; i < COUNT(tests); i++)
		tcase_add_test(t, tests[i]);
	tcase_add_loop_test(t, refused, 0, BROKEN);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
