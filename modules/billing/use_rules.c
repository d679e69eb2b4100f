#include "use_rules.h"
#include "settings.h"
#include "text.h"

struct use_rules
use_rules_of(struct cx *cx)
{
	return (struct use_rules){
		.by_limits = same_text(setting_text(cx, SETTING_USE_CHECK), "limits"),
		.high_percent = setting_i64(cx, SETTING_HIGH_PERCENT),
		.low_percent = setting_i64(cx, SETTING_LOW_PERCENT),
		.very_percent = setting_i64(cx, SETTING_VERY_PERCENT),
		.hold_percent = setting_i64(cx, SETTING_HOLD_ABOVE),
		.hold_use_milli = setting_i64(cx, SETTING_HOLD_USE) * 1000,
		.estimates_most = setting_i64(cx, SETTING_ESTIMATES_MOST),
	};
}
