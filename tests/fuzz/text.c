/* Any text to every small reader of core: dates, instants, zones, numbers, ids, masks, folding. */
#include "clock.h"
#include "fuzz.h"
#include "money.h"
#include "permission.h"
#include "text.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = fuzz_arena();
	char *s = arena_strndup(a, (const char *)data, size), *folded;
	struct permissions set;
	char out[65], date[11];
	int64_t v, back;

	folded = utf8_fold(a, s);
	MUST(strlen(folded) <= strlen(s));
	if (utf8_valid(s, strlen(s))) {
		MUST(utf8_valid(folded, strlen(folded)));
		MUST(utf8_length(folded) == utf8_length(s));
		MUST(strcmp(utf8_fold(a, folded), folded) == 0);
	}
	if (parse_i64(s, &v)) {
		struct buf b = buf_in(a);

		buf_i64(&b, v);
		MUST(parse_i64(b.data, &back) && back == v);
		MUST(strlen(money_plain(a, v, "KWD")) > 4);
	}
	if (date_valid(s)) {
		date_from_days(date_days(s), date);
		MUST(strcmp(date, s) == 0);
		date_add_months(s, 13, date);
		date_add_days(s, -800, date);
	}
	if (instant_parse(s, &v)) {
		MUST(instant_parse(instant_sql(a, v), &back) == (v >= INT64_C(-2208988800000000) &&
		    v < INT64_C(32503680000000000)));
		MUST(!zone_valid("UTC") || date_in_zone("UTC", v, date));
	}
	if (permissions_from_hex(&set, s)) {
		permissions_to_hex(&set, out);
		MUST(strcasecmp(out, s) == 0);
	}
	MUST(!zone_valid(s) || (!strstr(s, "..") && *s != '/'));
	MUST(!uuid_valid(s) || strlen(s) == 36);
	MUST(currency_decimals(s) < 0 || strlen(s) == 3);
	(void)permission_by_name(s);
	return 0;
}
