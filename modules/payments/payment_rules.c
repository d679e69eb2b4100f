#include "payment_private.h"

#include <string.h>

#include "clock.h"
#include "limit.h"
#include "money.h"
#include "settings.h"
#include "text.h"

enum { REFERENCE_MAX = 64, NOTES_MAX = 500 };
#define DAY_US          INT64_C(86400000000)
#define HOUR_US         INT64_C(3600000000)
#define CALLER_CHECK_US (HOUR_US / 2)
#define DEFAULT_CHANNEL "walk_in"

/* ---- the rules that need no row ---- */

/* Now, moved back by whole days, such that its business day is the given one. */
static int64_t
on_day(struct cx *cx, int64_t now, const char *now_on, const char *on)
{
	int64_t at = now - (int64_t)(date_days(now_on) - date_days(on)) * DAY_US;
	char got[11];

	for (int i = 0; i < 3 && date_in_zone(cx->who.zone, at, got) && !same_text(got, on); i++)
		/* the clocks were changed between */
		at += strcmp(got, on) < 0 ? HOUR_US : -HOUR_US;
	return at;
}

/* Settle when the money came in: *in->at and in->on belong to each other. */
static enum err
date_recording(struct cx *cx, struct recording *in)
{
	int64_t now = in->paid_at ? in->paid_at : business_now();
	char day[11];
	int back;

	TRY(business_day(cx, now, day));
	in->at = in->recorded_at = now;
	in->on = in->paid_on ? in->paid_on : arena_strdup(cx->arena, day);
	if (in->paid_at || !in->paid_on)
		return OK;
	back = date_days(day) - date_days(in->paid_on);
	if (back < 0)
		fault_add(cx, "/paid_on", "range",
		    "A payment cannot be dated in the future; today is %s.", day);
	else if (back > PAYMENT_DAYS_BACK)
		fault_add(cx, "/paid_on", "range",
		    "A payment cannot be dated more than %d days back.", PAYMENT_DAYS_BACK);
	else if (back > 0)
		in->at = on_day(cx, now, day, in->paid_on);
	return OK;
}

bool
mode_is(const struct choice *mode, const char *kind)
{
	return mode && same_text(mode->kind, kind);
}

/* Of another age, a mode or channel may be one that is offered no more. */
static bool
is_offered(const struct recording *in, const struct choice *c)
{
	return c && (c->is_active || in->paid_at);
}

static void
check_choices(struct cx *cx, struct recording *in, const struct choice *mode)
{
	const struct choice *channel;

	if (!in->channel)
		in->channel = DEFAULT_CHANNEL;
	channel = choice_find(cx, CHOICE_PAYMENT_CHANNEL, in->channel);
	if (!is_offered(in, mode))
		fault_add(cx, "/method", "choice", "This payment method is not offered.");
	if (!is_offered(in, channel))
		fault_add(cx, "/channel", "choice", "This payment channel is not offered.");
	if (in->caller_unknown)
		fault_add(cx, "/channel", "caller_check",
		    "Ask the caller who he is first: a payment by phone needs a check within the"
		    " last 30 minutes. Nothing was taken.");
	if (mode && mode->needs_reference && !in->reference && !in->paid_at)
		fault_add(cx, "/reference", "required", "%s needs a reference.", mode->name);
}

static void
check_cash(struct cx *cx, const struct recording *in)
{
	if (in->reference)
		fault_add(cx, "/reference", "unexpected", "Cash has no reference; use notes.");
	if (in->received_minor >= 0 && in->received_minor < in->amount_minor)
		fault_add(cx, "/received", "range",
		    "The cash received is less than the amount of %s.",
		    money_words(cx, in->amount_minor));
}

static bool
four_digits(const char *s)
{
	return strlen(s) == 4 && strspn(s, "0123456789") == 4;
}

static void
check_by_kind(struct cx *cx, const struct recording *in, const struct choice *mode)
{
	if (mode_is(mode, "cash"))
		check_cash(cx, in);
	else if (in->received_minor >= 0)
		fault_add(cx, "/received", "unexpected", "Only cash is handed over and changed.");
	if (in->brand && !mode_is(mode, "card"))
		fault_add(cx, "/brand", "unexpected", "Only a card has a brand.");
	if (!in->card_last4)
		return;
	if (!mode_is(mode, "card"))
		fault_add(cx, "/card_last4", "unexpected", "Only a card has last four digits.");
	else if (!four_digits(in->card_last4))
		fault_add(cx, "/card_last4", "format",
		    "Give the card's last four digits and nothing else.");
}

static void
check_text(struct cx *cx, const struct recording *in)
{
	if (in->reference && utf8_length(in->reference) > REFERENCE_MAX)
		fault_add(cx, "/reference", "length", "A reference has at most %d characters.",
		    REFERENCE_MAX);
	if (in->notes && utf8_length(in->notes) > NOTES_MAX)
		fault_add(cx, "/notes", "length", "Notes have at most %d characters.", NOTES_MAX);
	no_card_in(cx, "/notes", in->notes);
}

/* What is asked for adds up to the amount, and asks for nothing twice. */
static void
check_parts(struct cx *cx, const struct recording *in)
{
	int64_t sum = in->credit_minor;

	if (in->credit_minor < 0 || in->credit_minor > MONEY_MAX)
		fault_add(cx, "/credit", "range", "The credit cannot be less than nothing.");
	for (size_t i = 0; i < in->count; i++) {
		sum += in->paying[i].amount_minor;
		if (in->paying[i].amount_minor <= 0)
			fault_add(cx, fmt(cx->arena, "/allocations/%zu/amount", i), "range",
			    "What is paid of it must be more than nothing.");
		for (size_t k = 0; k < i; k++)
			if (same_text(in->paying[i].receivable_id, in->paying[k].receivable_id))
				fault_add(cx, fmt(cx->arena, "/allocations/%zu/receivable_id", i),
				    "twice", "The same bill or charge is named twice.");
	}
	for (size_t i = 0; i < in->part_count; i++)
		sum += in->parts[i].amount_minor;
	if (sum != in->amount_minor)
		fault_add(cx, "/amount", "sum",
		    "What is paid and kept as credit adds up to %s, the payment is %s.",
		    money_words(cx, sum), money_words(cx, in->amount_minor));
}

static void
check_plan(struct cx *cx, const struct recording *in)
{
	if (in->count > PAYMENT_RECEIVABLES_MAX)
		fault_add(cx, "/allocations", "length",
		    "One payment pays at most %d bills and charges.", PAYMENT_RECEIVABLES_MAX);
	if (in->plan_id && in->count)
		fault_add(cx, "/allocations", "unexpected",
		    "A payment pays instalments of a plan or bills by name, not both.");
	if (in->plan_id && !in->part_count)
		fault_add(cx, "/instalments", "required", "Name the instalments that are paid.");
	if (!in->plan_id && in->part_count)
		fault_add(cx, "/plan_id", "required", "Name the plan of these instalments.");
}

enum err
check_recording(struct cx *cx, struct recording *in)
{
	int64_t cap = setting_i64(cx, SETTING_PAYMENT_CAP);
	const struct choice *mode = choice_find(cx, CHOICE_PAYMENT_MODE, in->method);

	TRY(date_recording(cx, in));
	if (in->amount_minor <= 0)
		fault_add(cx, "/amount", "range", "The amount must be more than nothing.");
	else if (in->amount_minor > cap)
		fault_add(
		    cx, "/amount", "range", "One payment may be at most %s.", money_words(cx, cap));
	else if (in->count <= PAYMENT_RECEIVABLES_MAX)
		check_parts(cx, in);
	check_plan(cx, in);
	check_choices(cx, in, mode);
	check_by_kind(cx, in, mode);
	check_text(cx, in);
	return faults_check(cx);
}

/* ---- what is known before ---- */

/* Whether the same was paid a short while ago.  Read before the transaction: a locking read of an
 * account's payments would keep its neighbours' out. */
static enum err
look_alike(struct cx *cx, struct recording *in, const char *except_id)
{
	int64_t days = setting_i64(cx, SETTING_DUPLICATE_DAYS);
	const struct row *other;
	char since[11];

	in->looks_doubled = false;
	if (days == 0 || in->confirm_duplicate)
		return OK;
	TRY(date_recording(cx, in));
	date_add_days(in->on, (int)-days, since);
	TRY(db_maybe(cx, &other,
	    "select id from payment where account_id = ? and paid_at >= cast(? as date) - interval 1 day"
	    " and amount_minor = ? and status = 'posted' and paid_on >= ? and id <> ?"
	    " order by paid_at desc limit 1",
	    str(in->account_id), str(since), i64(in->amount_minor), str(since),
	    str(except_id ? except_id : in->account_id)));
	in->looks_doubled = other != NULL;
	return OK;
}

/* Who pays by phone has proved to this very clerk, a moment ago, who he is. */
static enum err
know_caller(struct cx *cx, struct recording *in)
{
	const struct choice *channel = choice_find(
	    cx, CHOICE_PAYMENT_CHANNEL, in->channel ? in->channel : DEFAULT_CHANNEL);
	const struct row *passed;

	in->caller_unknown = false;
	if (!channel || !same_text(channel->kind, "phone") || cx->who.kind != ACTOR_USER ||
	    !setting_flag(cx, SETTING_CALLER_CHECK))
		return OK;
	TRY(db_maybe(cx, &passed,
	    "select id from caller_check where account_id = ? and at > ? and by_user = ?"
	    " and has_passed limit 1",
	    str(in->account_id), instant(cx, business_now() - CALLER_CHECK_US), str(cx->who.id)));
	in->caller_unknown = !passed;
	return OK;
}

const char *
recording_json(struct cx *cx, const struct recording *in)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_recording(&j, in, cx->who.currency);
	json_end(&j);
	return b.data;
}

enum err
prepare_recording(struct cx *cx, struct recording *in)
{
	in->is_prepared = true;
	if (!cx->approval_id)
		TRY(know_caller(cx, in));
	if (in->credit_minor > 0)
		TRY(limit_alone(cx, LIMIT_OVERPAYMENT, &in->alone_minor));
	if (!in->input_json && in->credit_minor > 0)
		in->input_json = recording_json(cx, in);
	return look_alike(cx, in, NULL);
}
