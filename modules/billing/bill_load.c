#include "bill_document.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "input.h"
#include "local.h"
#include "money.h"
#include "text.h"

/* Everything is read twice over: for one bill, and for those of a batch between two positions. */
#define ONE         " from bill b"
#define OF_ONE      " where b.id = ?"
#define MANY        " from bill_delivery d straight_join bill b on b.id = d.bill_id"
#define OF_MANY     " where d.batch_id = ? and d.position between ? and ?"

/* Which bills, and what is gathered of them. */
struct loading {
	const char *bill_id;		/* one, or: */
	const char *batch_id; int64_t from, to;
	struct bill_loaded *bill; size_t n;
	struct extras {			/* of each, while it is read */
		const char *copy_json, *prev_id;
		int64_t prev_owed_minor;	/* with the bill before; -1: not known */
		int64_t paid_minor, charged_minor;
		struct bill_row *rows; size_t row_cap;
		struct bill_period *periods;	/* the newest BILL_BARS, as they come */
		struct bill_sum *sums; size_t sum_cap;
	} *more;
};

/* Calls fn for each row of one of two statements of the same text between their sources. */
#define EACH(cx, l, fn, select, joins, order) \
	((l)->bill_id \
	    ? db_each((cx), (fn), (l), select " 0 position" ONE joins OF_ONE order, str((l)->bill_id)) \
	    : db_each((cx), (fn), (l), select " d.position" MANY joins OF_MANY order, \
		str((l)->batch_id), i64((l)->from), i64((l)->to)))

static size_t
place_of(const struct loading *l, const struct row *r)
{
	int64_t at = row_i64(r, "position") - (l->bill_id ? 0 : l->from);

	return at >= 0 && (size_t)at < l->n ? (size_t)at : l->n;
}

static const char *
copied(struct cx *cx, const struct row *r, const char *column)
{
	return arena_strdup(cx->arena, row_str(r, column));
}

/* The next of a growing array. */
static void *
grown(struct cx *cx, void *items, size_t n, size_t *cap, size_t size)
{
	size_t was = *cap;

	if (n < was)
		return items;
	*cap = was ? 2 * was : 8;
	return was ? arena_grow(cx->arena, items, was * size, *cap * size)
	    : arena_alloc_n(cx->arena, *cap, size);
}

/* ---- heads ---- */

static const char *
title_of(const struct row *r)
{
	static const struct { const char *utility, *title; } titles[] = {
		{ "water", "Water bill" }, { "electric", "Electricity bill" },
		{ "electricity", "Electricity bill" }, { "gas", "Gas bill" }, { "sewer", "Sewer bill" },
		{ "heat", "Heat bill" }, { "waste", "Waste bill" },
	};
	const char *utility = row_str(r, "utility");

	for (size_t i = 0; utility && i < COUNT(titles); i++)
		if (same_text(titles[i].utility, utility))
			return titles[i].title;
	return "Bill";
}

static enum err
take_head(struct cx *cx, const struct row *r, void *arg)
{
	struct loading *l = arg;
	size_t at = place_of(l, r);
	struct bill_loaded *b;

	if (at == l->n)
		return OK;
	b = &l->bill[at];
	*b = (struct bill_loaded){
		.id = copied(cx, r, "id"), .account_id = copied(cx, r, "account_id"),
		.zone_id = copied(cx, r, "zone_id"), .cycle_id = copied(cx, r, "cycle_id"),
		.class = copied(cx, r, "class"), .segment = copied(cx, r, "segment"),
		.utility = copied(cx, r, "utility"), .position = row_i64(r, "position"), .email = copied(cx, r, "email"),
		.sheet = {
			.title = title_of(r), .number = copied(cx, r, "number"),
			.account_no = copied(cx, r, "account_no"), .issued_on = copied(cx, r, "issued_on"),
			.due_on = copied(cx, r, "due_on"), .from_on = copied(cx, r, "from_on"),
			.to_on = copied(cx, r, "to_on"), .consumer = copied(cx, r, "consumer"),
			.post_to = fmt(cx->arena, "%s\n%s, %s %s", row_str(r, "street"), row_str(r, "city"),
			    row_str(r, "region"), row_str(r, "postcode")),
			.service_address = fmt(cx->arena, "%s, %s, %s %s", row_str(r, "street"),
			    row_str(r, "city"), row_str(r, "region"), row_str(r, "postcode")),
			.unit = copied(cx, r, "unit"), .is_estimated = row_bool(r, "is_estimated"),
			.is_copy = row_i64(r, "is_copy") != 0,
			.reversed_on = copied(cx, r, "reversed_on"),
			.reverse_reason = copied(cx, r, "reverse_reason"),
			.replaces_no = copied(cx, r, "replaces_no"),
			.replaced_by_no = copied(cx, r, "replaced_by_no"),
			.amount_minor = row_i64(r, "amount_minor"),
			.adjusted_minor = row_i64(r, "adjusted_minor"),
			.has_before = !row_null(r, "before_minor"),
			.before_minor = row_i64(r, "before_minor"),
		},
	};
	if (row_is(r, "status", "reversed") && !b->sheet.reversed_on)
		b->sheet.reversed_on = b->sheet.issued_on;
	l->more[at].copy_json = copied(cx, r, "copy_json");
	l->more[at].prev_owed_minor = -1;
	return OK;
}

#define HEAD \
	"select b.id, b.account_id, b.zone_id, b.cycle_id, a.class, a.segment, b.number, b.status, b.from_on, b.to_on," \
	" b.issued_on, b.due_on, b.unit, b.is_estimated, b.amount_minor, b.adjusted_minor," \
	" b.before_minor, b.copy_json, b.reversed_on, b.reverse_reason, a.number account_no, a.street," \
	" a.city, a.region, a.postcode, c.name consumer, c.email, o.number replaces_no," \
	" n.number replaced_by_no, coalesce(cy.utility, sv.utility) utility,"
#define HEAD_JOINS \
	" join account a on a.id = b.account_id join consumer c on c.id = b.consumer_id" \
	" left join bill o on o.id = b.replaces_id left join bill n on n.replaces_id = b.id" \
	" left join cycle cy on cy.id = b.cycle_id left join service sv on sv.id = b.service_id"

static enum err
read_heads(struct cx *cx, struct loading *l)
{
	return l->bill_id
	    ? db_each(cx, take_head, l, HEAD " 0 is_copy, 0 position" ONE HEAD_JOINS OF_ONE,
		  str(l->bill_id))
	    : db_each(cx, take_head, l, HEAD " d.is_copy, d.position" MANY HEAD_JOINS OF_MANY,
		  str(l->batch_id), i64(l->from), i64(l->to));
}

/* ---- lines ---- */

static enum err
take_line(struct cx *cx, const struct row *r, void *arg)
{
	struct loading *l = arg;
	size_t at = place_of(l, r);
	struct bill_sheet *s;
	struct extras *m;

	if (at == l->n)
		return OK;
	s = &l->bill[at].sheet;
	m = &l->more[at];
	m->rows = grown(cx, m->rows, s->row_count, &m->row_cap, sizeof *m->rows);
	m->rows[s->row_count++] = (struct bill_row){
		.text = copied(cx, r, "text"), .kind = copied(cx, r, "kind"),
		.is_metered = !row_null(r, "quantity_milli") && !row_null(r, "rate_micro"),
		.tier = row_i64(r, "tier"), .quantity_milli = row_i64(r, "quantity_milli"),
		.rate_micro = row_i64(r, "rate_micro"), .amount_minor = row_i64(r, "amount_minor"),
		.from_on = copied(cx, r, "from_on"), .to_on = copied(cx, r, "to_on"),
	};
	s->rows = m->rows;
	return OK;
}

/* ---- what was used before ---- */

static enum err
take_period(struct cx *cx, const struct row *r, void *arg)
{
	struct loading *l = arg;
	size_t at = place_of(l, r);
	struct bill_sheet *s;
	struct extras *m;
	bool is_this;

	if (at == l->n)
		return OK;
	s = &l->bill[at].sheet;
	m = &l->more[at];
	is_this = row_is(r, "id", l->bill[at].id);
	if (!is_this && strcmp(row_str(r, "id"), l->bill[at].id) < 0) {
		m->prev_id = copied(cx, r, "id");
		m->prev_owed_minor = row_null(r, "before_minor") ? -1
		    : row_i64(r, "before_minor") + row_i64(r, "amount_minor");
	}
	if (m->periods == NULL)
		m->periods = arena_array(cx->arena, struct bill_period, BILL_BARS);
	if (s->period_count == BILL_BARS) {
		memmove(m->periods, m->periods + 1, (BILL_BARS - 1) * sizeof *m->periods);
		s->period_count--;
	}
	m->periods[s->period_count++] = (struct bill_period){
		copied(cx, r, "from_on"), copied(cx, r, "to_on"), row_i64(r, "consumption_milli"),
		row_bool(r, "is_estimated"), is_this,
	};
	s->periods = m->periods;
	return OK;
}

#define PERIODS \
	"select h.id, h.from_on, h.to_on, h.consumption_milli, h.is_estimated, h.before_minor," \
	" h.amount_minor,"
#define PERIOD_JOINS \
	" straight_join bill h on h.account_id = b.account_id and h.unit = b.unit" \
	" and h.to_on <= b.to_on and h.to_on > b.to_on - interval 25 month" \
	" and (h.id = b.id or (h.status = 'issued' and h.to_on < b.to_on))"

/* ---- what led to what was owed ---- */

static bool
since_last_bill(const struct loading *l, size_t at, const struct row *r)
{
	const char *id = row_str(r, "id");

	return l->more[at].prev_id && strcmp(id, l->more[at].prev_id) > 0 &&
	    strcmp(id, l->bill[at].id) < 0;
}

static void
add_sum(struct cx *cx, struct loading *l, size_t at, const char *text, int64_t minor)
{
	struct bill_sheet *s = &l->bill[at].sheet;
	struct extras *m = &l->more[at];

	m->sums = grown(cx, m->sums, s->sum_count, &m->sum_cap, sizeof *m->sums);
	m->sums[s->sum_count++] = (struct bill_sum){ text, minor };
	s->sums = m->sums;
}

static enum err
take_payment(struct cx *cx, const struct row *r, void *arg)
{
	struct loading *l = arg;
	size_t at = place_of(l, r);

	(void)cx;
	if (at < l->n && since_last_bill(l, at, r))
		l->more[at].paid_minor += row_i64(r, "amount_minor");
	return OK;
}

static enum err
take_charge(struct cx *cx, const struct row *r, void *arg)
{
	struct loading *l = arg;
	size_t at = place_of(l, r);

	if (at == l->n || !since_last_bill(l, at, r))
		return OK;
	l->more[at].charged_minor += row_i64(r, "amount_minor");
	add_sum(cx, l, at,
	    fmt(cx->arena, "%s, %s (%s)", row_str(r, "name"), date_local(cx, row_str(r, "served_on")),
		row_str(r, "number")),
	    row_i64(r, "amount_minor"));
	return OK;
}

/* The charges that were gathered, led by what was owed and paid, so that all add up. */
static void
put_sums(struct cx *cx, struct loading *l, size_t at)
{
	struct bill_sheet *s = &l->bill[at].sheet;
	struct extras *m = &l->more[at];
	int64_t owed = m->prev_owed_minor, rest;
	struct bill_sum *sums;
	size_t n = 0;

	if (!s->has_before || !m->prev_id) {
		s->sum_count = 0;
		return;
	}
	if (owed < 0)			/* it was not noted then: what it must have been */
		owed = s->before_minor + m->paid_minor - m->charged_minor;
	rest = s->before_minor - (owed - m->paid_minor + m->charged_minor);
	sums = arena_array(cx->arena, struct bill_sum, s->sum_count + 3);
	sums[n++] = (struct bill_sum){ "Owed after the last bill", owed };
	if (m->paid_minor != 0)
		sums[n++] = (struct bill_sum){ "Payments since, thank you", -m->paid_minor };
	memcpy(sums + n, s->sums, s->sum_count * sizeof *sums);
	n += s->sum_count;
	if (rest != 0)
		sums[n++] = (struct bill_sum){ "Credits and corrections since", rest };
	s->sums = sums;
	s->sum_count = n;
}

/* ---- where it goes ---- */

static enum err
take_post(struct cx *cx, const struct row *r, void *arg)
{
	struct loading *l = arg;
	size_t at = place_of(l, r);
	char *lines, *comma;

	if (at == l->n)
		return OK;
	l->bill[at].address = copied(cx, r, "value");
	lines = arena_strdup(cx->arena, l->bill[at].address);
	/* "PO Box 12, Larkfield, NY 12345": a line each, but for the last comma, before the region */
	while ((comma = strstr(lines, ", ")) != NULL && strstr(comma + 2, ", ") != NULL) {
		comma[0] = '\n';
		memmove(comma + 1, comma + 2, strlen(comma + 2) + 1);
	}
	l->bill[at].sheet.post_to = lines;
	return OK;
}

/* ---- what was copied when it was issued ---- */

/* "12.50" in minor units; 0 where there is none. */
static int64_t
minor_of(struct cx *cx, const char *decimal)
{
	int decimals = currency_decimals(cx->who.currency);
	int64_t minor = 0;

	for (; decimal && *decimal >= '0' && *decimal <= '9' && minor < MONEY_MAX; decimal++)
		minor = minor * 10 + (*decimal - '0');
	if (decimal && *decimal == '.')
		decimal++;
	for (; decimals > 0; decimals--)
		minor = minor * 10 + (decimal && *decimal >= '0' && *decimal <= '9' ? *decimal++ - '0' : 0);
	return minor;
}

static const char *
fee_of(struct cx *cx, struct input *terms)
{
	struct input *fee = terms ? in_object_or(terms, "late_fee", NULL) : NULL;
	const char *percent;
	struct late_fee_terms t;

	if (!fee)
		return NULL;
	percent = in_text_or(fee, "percent", 1, 20, NULL);
	t = (struct late_fee_terms){
		.percent = percent,
		.amount_minor = minor_of(cx, in_text_or(fee, "amount", 1, 30, NULL)),
		.grace_days = in_i64_or(fee, "grace_days", 0, 10000, 0),
		.every_days = in_i64_or(fee, "every_days", 0, 10000, 0),
		.most = in_i64_or(fee, "most", 0, 10000, 0),
	};
	return percent || t.amount_minor > 0 ? late_fee_words(cx, &t) : NULL;
}

static int64_t
milli_of(struct input *in, const char *key, int64_t otherwise)
{
	return in_i64_or(in, key, INT64_MIN, INT64_MAX, otherwise);
}

static struct bill_meter
meter_of(struct input *m)
{
	const char *quality = in_text_or(m, "quality", 1, 20, "actual");

	return (struct bill_meter){
		.number = in_text_or(m, "meter", 1, 64, ""),
		.from_on = in_date_or(m, "from_on", NULL), .to_on = in_date_or(m, "to_on", NULL),
		.has_register = in_has(m, "previous_milli") && in_has(m, "current_milli"),
		.previous_milli = milli_of(m, "previous_milli", 0),
		.current_milli = milli_of(m, "current_milli", 0),
		.multiplier_milli = milli_of(m, "multiplier_milli", 1000),
		.use_milli = milli_of(m, "use_milli", 0),
		.unit = in_text_or(m, "unit", 1, 8, NULL),
		.is_estimated = same_text(quality, "estimated"),
		.is_substituted = same_text(quality, "substituted"),
	};
}

static const char *
text_or(struct input *in, const char *key, const char *otherwise)
{
	return in_text_or(in, key, 1, 200, otherwise);
}

/* The consumer and the address as they were then. */
static void
take_address(struct cx *cx, struct input *in, struct bill_loaded *b)
{
	const char *street = text_or(in, "street", NULL), *city = text_or(in, "city", ""),
		   *region = text_or(in, "region", ""), *postcode = text_or(in, "postcode", "");

	b->sheet.consumer = text_or(in, "consumer", b->sheet.consumer);
	if (!street)
		return;
	b->sheet.service_address = fmt(cx->arena, "%s, %s%s%s %s", street, city,
	    *region ? ", " : "", region, postcode);
	if (!b->address)
		b->sheet.post_to = fmt(cx->arena, "%s\n%s%s%s %s", street, city, *region ? ", " : "",
		    region, postcode);
}

/* Of ours; but one that cannot be read hides no bill. */
static void
take_copy(struct cx *cx, struct bill_loaded *b, const char *json)
{
	struct input *in, *tariff, **meters;
	struct bill_meter *out;
	size_t n;

	if (!json || input_parse(cx, json, strlen(json), &in) != OK) {
		failure_clear(cx);
		return;
	}
	take_address(cx, in, b);
	tariff = in_object_or(in, "tariff", NULL);
	if (tariff)
		b->sheet.tariff = text_or(tariff, "name", NULL);
	b->sheet.late_fee = fee_of(cx, in_object_or(in, "terms", NULL));
	meters = in_list(in, "meters", 0, 200, &n);
	out = arena_array(cx->arena, struct bill_meter, n);
	for (size_t i = 0; i < n; i++)
		out[i] = meter_of(meters[i]);
	b->sheet.meters = out;
	b->sheet.meter_count = n;
	failure_clear(cx);
}

/* ---- together ---- */

static void
conclude(struct cx *cx, struct loading *l, size_t at)
{
	struct bill_loaded *b = &l->bill[at];

	if (!b->id)
		return;
	take_copy(cx, b, l->more[at].copy_json);
	if (!b->address)
		b->address = b->sheet.service_address;
	put_sums(cx, l, at);
	if (b->sheet.period_count < 2)	/* one bar tells nothing */
		b->sheet.period_count = 0;
}

static enum err
load(struct cx *cx, struct loading *l)
{
	l->bill = arena_array(cx->arena, struct bill_loaded, l->n);
	l->more = arena_array(cx->arena, struct extras, l->n);
	TRY(read_heads(cx, l));
	TRY(EACH(cx, l, take_line,
	    "select x.kind, x.text, x.tier, x.quantity_milli, x.rate_micro, x.amount_minor, x.from_on,"
	    " x.to_on,", " straight_join bill_line x on x.bill_id = b.id", " order by position, x.line"));
	TRY(EACH(cx, l, take_period, PERIODS, PERIOD_JOINS, " order by position, h.to_on, h.id"));
	TRY(EACH(cx, l, take_payment, "select p.id, p.amount_minor,",
	    " straight_join payment p on p.account_id = b.account_id and p.status = 'posted'"
	    " and p.paid_at > b.issued_on - interval 400 day", ""));
	TRY(EACH(cx, l, take_charge, "select g.id, g.name, g.number, g.served_on, g.amount_minor,",
	    " straight_join charge g on g.account_id = b.account_id and g.status <> 'cancelled'"
	    " and g.raised_at > b.issued_on - interval 400 day", " order by position, g.id"));
	TRY(EACH(cx, l, take_post, "select k.value,",
	    " straight_join contact k on k.consumer_id = b.consumer_id and k.kind = 'post'",
	    " order by position, k.id desc"));
	for (size_t i = 0; i < l->n; i++)
		conclude(cx, l, i);
	return OK;
}

enum err
load_bill(struct cx *cx, const char *bill_id, struct bill_loaded *out)
{
	struct loading l = { .bill_id = bill_id, .n = 1 };

	TRY(load(cx, &l));
	if (!l.bill[0].id)
		return fail(cx, E_NOT_FOUND, "There is no such bill.");
	*out = l.bill[0];
	return OK;
}

enum err
load_bills(struct cx *cx, const char *batch_id, int64_t from, int64_t to, struct bill_pile *out)
{
	struct loading l = { .batch_id = batch_id, .from = from, .to = to,
		.n = (size_t)(to - from + 1) };

	TRY(load(cx, &l));
	*out = (struct bill_pile){ l.bill, l.n };
	return OK;
}
