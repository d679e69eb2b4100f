/* What a bill copies of what may change later. */
#include "generate_private.h"
#include "clock.h"
#include "json_out.h"
#include "text.h"

static void
put_day(struct json *j, const char *key, int32_t day)
{
	char on[11];

	date_from_days(day, on);
	json_put_str(j, key, on);
}

static void
put_position(struct json *j, const char *key, const struct gen_read *r, int64_t milli)
{
	json_key(j, key);
	if (r->is_register)
		json_i64(j, milli);
	else
		json_null(j);
}

static void
put_meter(struct json *j, const struct gen_read *r)
{
	json_begin(j);
	json_put_str(j, "meter", r->meter ? r->meter->number : NULL);
	json_put_str(j, "read_id", r->id);
	put_day(j, "from_on", r->from);
	put_day(j, "to_on", r->to);
	put_position(j, "previous_milli", r, r->previous_milli);
	put_position(j, "current_milli", r, r->register_milli);
	put_position(j, "multiplier_milli", r, r->multiplier_milli);
	json_put_i64(j, "use_milli", r->use_milli);
	json_put_str(j, "unit", r->unit);
	json_put_str(j, "quality", r->quality);
	json_end(j);
}

const char *
gen_copy_json(struct cx *cx, const struct gen_run *run, const struct gen_judged *b,
    const struct gen_read *const *reads, size_t n)
{
	struct buf text = { .arena = cx->arena, .data = arena_alloc(cx->arena, 1024), .cap = 1024 };
	struct json j = json_to(&text);
	const struct gen_account *a = b->account;

	json_begin(&j);
	json_put_str(&j, "consumer", a->name);
	json_put_str(&j, "street", a->street);
	json_put_str(&j, "city", a->city);
	json_put_str(&j, "region", a->region);
	json_put_str(&j, "postcode", a->postcode);
	json_key(&j, "tariff");
	json_begin(&j);
	json_put_str(&j, "id", b->version->id);
	json_put_str(&j, "code", b->version->code);
	json_put_i64(&j, "revision", b->version->revision);
	json_put_str(&j, "name", b->version->name);
	json_end(&j);
	json_key(&j, "terms");
	json_begin(&j);
	json_put_i64(&j, "due_days", date_days(run->due_on) - date_days(run->issued_on));
	json_key(&j, "late_fee");
	json_raw(&j, b->version->late_fee_json);
	json_end(&j);
	json_key(&j, "attributes");
	json_raw(&j, a->attributes_json);
	json_key(&j, "meters");
	json_begin_list(&j);
	for (size_t i = 0; i < n; i++)
		put_meter(&j, reads[i]);
	json_end_list(&j);
	json_end(&j);
	return text.data;
}
