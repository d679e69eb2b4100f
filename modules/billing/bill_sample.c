#include "bill_document.h"

#include "clock.h"
#include "text.h"

/* Figures that nobody owes: for looking at a template. */

enum { LONG_ROWS = 34 };

static const struct bill_row some_rows[] = {
	{ "Service charge", "fixed", false, 0, 0, 0, 1875, NULL, NULL },
	{ "Use, first 4 units", "usage", true, 1, 4000, 287000000, 1148, NULL, NULL },
	{ "Use, next 4 units", "usage", true, 2, 4000, 429500000, 1718, NULL, NULL },
	{ "Use, over 8 units", "usage", true, 3, 2320, 643000000, 1492, NULL, NULL },
	{ "Utility tax", "tax", false, 0, 0, 0, 187, NULL, NULL },
};
enum { SOME_MINOR = 1875 + 1148 + 1718 + 1492 + 187 };

static const struct bill_sum some_sums[] = {
	{ "Owed after the last bill", 6240 },
	{ "Payments since, thank you", -6240 },
	{ "Meter test (CH-000017)", 4500 },
};

static const struct bill_period *
some_periods(struct cx *cx, const char *to_on, bool estimated)
{
	static const int64_t use[] = { 6200, 5900, 5400, 5800, 7100, 8600, 10400, 11900, 12300, 10100,
		8000, 6600 };
	struct bill_period *p = arena_array(cx->arena, struct bill_period, 24);

	for (int i = 0; i < 24; i++) {
		char *from = arena_alloc(cx->arena, 11), *to = arena_alloc(cx->arena, 11);

		date_add_months(to_on, i - 23, to);
		date_add_months(to, -1, from);
		date_add_days(from, 1, from);
		p[i] = (struct bill_period){ from, to, i == 23 ? 10320 : use[i % 12] + i * 37 % 400,
			i == 9 || (estimated && i == 23), i == 23 };
	}
	return p;
}

static void
make_long(struct cx *cx, struct bill_sheet *s)
{
	struct bill_row *rows = arena_array(cx->arena, struct bill_row, LONG_ROWS);

	s->amount_minor = 0;
	for (size_t i = 0; i < LONG_ROWS; i++) {
		rows[i] = some_rows[i % COUNT(some_rows)];
		s->amount_minor += rows[i].amount_minor;
	}
	s->rows = rows;
	s->row_count = LONG_ROWS;
}

static void
make_estimated(struct bill_sheet *s)
{
	static const struct bill_meter meters[] = {
		{ .number = "M-2041187", .has_register = true, .previous_milli = 418220,
		    .current_milli = 424540, .multiplier_milli = 1000, .use_milli = 6320,
		    .is_estimated = true },
		{ .number = "M-2041902", .has_register = true, .previous_milli = 90100,
		    .current_milli = 90500, .multiplier_milli = 10000, .use_milli = 4000 },
	};

	s->is_estimated = true;
	s->meters = meters;
	s->meter_count = COUNT(meters);
}

struct bill_sheet
sample_bill(struct cx *cx, enum sample_bill kind)
{
	static const struct bill_meter meter = { .number = "M-2041187", .has_register = true,
		.previous_milli = 418220, .current_milli = 428540, .multiplier_milli = 1000,
		.use_milli = 10320 };
	struct bill_sheet s = {
		.title = "Water bill", .number = "B-0018342", .account_no = "10-48213-7",
		.issued_on = "2025-11-03", .due_on = "2025-11-24", .from_on = "2025-10-01",
		.to_on = "2025-10-31", .consumer = "Rosa Delgado",
		.post_to = "418 Alder Street\nSampleton, NY 12345",
		.service_address = "418 Alder Street, Sampleton, NY 12345",
		.tariff = "Residential water", .unit = "kgal", .amount_minor = SOME_MINOR,
		.has_before = true, .before_minor = 4500, .sums = some_sums,
		.sum_count = COUNT(some_sums), .meters = &meter, .meter_count = 1, .rows = some_rows,
		.row_count = COUNT(some_rows), .period_count = 24,
	};

	s.late_fee = late_fee_words(cx, &(struct late_fee_terms){ "1.5", 0, 10, 30, 0 });
	s.periods = some_periods(cx, s.to_on, kind == SAMPLE_ESTIMATED);
	if (kind == SAMPLE_LONG)
		make_long(cx, &s);
	if (kind == SAMPLE_ESTIMATED)
		make_estimated(&s);
	return s;
}
