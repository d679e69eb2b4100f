/* A recording as JSON: out of a request or of what an approval kept, and into that. */
#include "payment_private.h"

#include "json_out.h"
#include "money.h"
#include "text.h"

enum { REFERENCE_MAX = 64, NOTES_MAX = 500, CODE_MAX = 16, INSTALMENTS_MAX = 60 };

static void
read_paying(struct cx *cx, struct input *body, struct recording *out)
{
	struct input **list = in_list(
	    body, "allocations", 0, PAYMENT_RECEIVABLES_MAX, &out->count);
	struct paying *paying = arena_array(cx->arena, struct paying, out->count);

	for (size_t i = 0; i < out->count; i++) {
		paying[i].receivable_id = in_id(list[i], "receivable_id");
		paying[i].amount_minor = in_money(list[i], "amount", 1, MONEY_MAX);
	}
	out->paying = paying;
}

static void
read_instalments(struct cx *cx, struct input *body, struct recording *out)
{
	struct input **list = in_list(body, "instalments", 0, INSTALMENTS_MAX, &out->part_count);
	struct instalment *parts = arena_array(cx->arena, struct instalment, out->part_count);

	for (size_t i = 0; i < out->part_count; i++) {
		parts[i].number = in_i64(list[i], "number", 1, INSTALMENTS_MAX);
		parts[i].amount_minor = in_money(list[i], "amount", 1, MONEY_MAX);
	}
	out->parts = parts;
}

/* A code that the list once had; whether it is offered today is asked with the other rules. */
static const char *
read_code(
    struct cx *cx, struct input *body, const char *key, enum choice_list list, bool required)
{
	const char *code = required ? in_text(body, key, 1, CODE_MAX)
				    : in_text_or(body, key, 1, CODE_MAX, NULL);

	if (code && *code && !choice_find(cx, list, code))
		in_fault(body, key, "choice", "There is no such payment %s.", key);
	return code;
}

void
read_recording(struct cx *cx, struct input *body, struct recording *out)
{
	*out = (struct recording){
		.account_id = in_id(body, "account_id"),
		.amount_minor = in_money(body, "amount", 1, MONEY_MAX),
		.method = read_code(cx, body, "method", CHOICE_PAYMENT_MODE, true),
		.channel = read_code(cx, body, "channel", CHOICE_PAYMENT_CHANNEL, false),
		.paid_on = in_date_or(body, "paid_on", NULL),
		.received_minor = in_money_or(body, "received", 1, MONEY_MAX, -1),
		.reference = in_text_or(body, "reference", 1, REFERENCE_MAX, NULL),
		.card_last4 = in_text_or(body, "card_last4", 1, CODE_MAX, NULL),
		.brand = in_choice_or(body, "brand", PAYMENT_BRANDS, NULL),
		.notes = in_text_or(body, "notes", 1, NOTES_MAX, NULL),
		.plan_id = in_id_or(body, "plan_id", NULL),
		.credit_minor = in_money_or(body, "credit", 0, MONEY_MAX, 0),
		.confirm_duplicate = in_bool_or(body, "confirm_duplicate", false),
	};
	read_paying(cx, body, out);
	read_instalments(cx, body, out);
	if (!in_has(body, "allocations") && !in_has(body, "plan_id") && !in_has(body, "credit"))
		in_fault(body, "allocations", "required",
		    "Say what it pays: bills and charges, instalments of a plan, or credit.");
}

static void
put_paying(struct json *j, const struct recording *in, const char *currency)
{
	json_key(j, "allocations");
	json_begin_list(j);
	for (size_t i = 0; i < in->count; i++) {
		json_begin(j);
		json_put_str(j, "receivable_id", in->paying[i].receivable_id);
		json_put_money(j, "amount", in->paying[i].amount_minor, currency);
		json_end(j);
	}
	json_end_list(j);
}

static void
put_instalments(struct json *j, const struct recording *in, const char *currency)
{
	json_put_str(j, "plan_id", in->plan_id);
	json_key(j, "instalments");
	json_begin_list(j);
	for (size_t i = 0; i < in->part_count; i++) {
		json_begin(j);
		json_put_i64(j, "number", in->parts[i].number);
		json_put_money(j, "amount", in->parts[i].amount_minor, currency);
		json_end(j);
	}
	json_end_list(j);
}

void
json_recording(struct json *j, const struct recording *in, const char *currency)
{
	json_put_str(j, "account_id", in->account_id);
	json_put_money(j, "amount", in->amount_minor, currency);
	json_put_str(j, "method", in->method);
	json_put_str(j, "channel", in->channel);
	json_put_str(j, "paid_on", in->paid_on);
	if (in->received_minor >= 0)
		json_put_money(j, "received", in->received_minor, currency);
	json_put_str(j, "reference", in->reference);
	json_put_str(j, "card_last4", in->card_last4);
	json_put_str(j, "brand", in->brand);
	json_put_str(j, "notes", in->notes);
	json_put_money(j, "credit", in->credit_minor, currency);
	json_put_bool(j, "confirm_duplicate", in->confirm_duplicate);
	put_paying(j, in, currency);
	if (in->plan_id)
		put_instalments(j, in, currency);
}
