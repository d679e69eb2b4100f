#include "alerts_live.h"
#include <stdlib.h>
#include <string.h>
#include "clock.h"
#include "json_out.h"
#include "kept.h"
#include "text.h"

enum { TENANTS_KEPT = 8, KEPT_US = 1000000, KEY_ROOM = 64 };

static int
by_name(const void *a, const void *b)
{
	const struct metric_filter *x = a, *y = b;
	int c = strcmp(x->dimension, y->dimension);

	return c ? c : strcmp(x->value, y->value);
}

const char *
metric_filters_json(struct arena *a, const struct metric_filter *filters, size_t n)
{
	struct metric_filter *sorted = arena_array(a, struct metric_filter, n + 1);
	struct buf b = buf_in(a);
	struct json j = json_to(&b);

	if (n > 0)
		memcpy(sorted, filters, n * sizeof *sorted);
	qsort(sorted, n, sizeof *sorted, by_name);
	json_begin(&j);
	for (size_t i = 0; i < n; i++)
		json_put_str(&j, sorted[i].dimension, sorted[i].value);
	json_end(&j);
	return b.data;
}

/* What the process knows of a tenant. */
struct known {
	int64_t at;			/* monotonic */
	size_t n;
	struct live_alert alert[LIVE_ALERTS_KEPT];
};

/* false: it did not fit. */
static bool
put(char *to, size_t size, const char *text)
{
	size_t n = text ? strlen(text) : 0;

	if (n >= size) {
		to[0] = '\0';
		return false;
	}
	memcpy(to, text ? text : "", n + 1);
	return true;
}

static void
take(struct live_alert *to, const struct row *row)
{
	(void)put(to->id, sizeof to->id, row_str(row, "id"));
	(void)put(to->metric, sizeof to->metric, row_str(row, "metric"));
	(void)put(to->period, sizeof to->period, row_str(row, "period"));
	(void)put(to->severity, sizeof to->severity, row_str(row, "severity"));
	(void)put(to->state, sizeof to->state, row_str(row, "state"));
	(void)put(to->text, sizeof to->text, row_str(row, "text"));
	to->is_long = !put(to->filter_json, sizeof to->filter_json, row_str(row, "filter_json"));
}

static enum err
read_known(struct cx *cx, struct known **out)
{
	struct known *k = arena_alloc(cx->arena, sizeof *k);
	struct rows rows;

	TRY(db_all(cx, &rows,
	    "select id, metric, period, severity, state, text, filter_json from alert"
	    " where state in ('new', 'acknowledged') and metric is not null"
	    " order by field(severity, 'critical', 'warning', 'info'), opened_at, id limit 64"));
	memset(k, 0, sizeof *k);
	k->at = monotonic_now();
	for (; k->n < rows.n; k->n++)
		take(&k->alert[k->n], &rows.row[k->n]);
	*out = k;
	return OK;
}

enum err
alerts_live(struct cx *cx, struct live_alerts *out)
{
	static struct kept *kept;
	const struct known *known;
	struct known *now;
	size_t len;

	if (!kept)
		kept = kept_new(TENANTS_KEPT, TENANTS_KEPT * (sizeof *known + KEY_ROOM));
	known = kept_get(kept, cx->who.tenant_id, &len);
	if (!known || monotonic_now() - known->at >= KEPT_US) {
		TRY(read_known(cx, &now));
		kept_put(kept, cx->who.tenant_id, now, sizeof *now);
		known = now;
	}
	*out = (struct live_alerts){ known->alert, known->n };
	return OK;
}

bool
metric_is_of_today(const struct metric *m)
{
	for (size_t i = 0; i < m->term_count; i++)
		if (m->terms[i].time != PAST_DUE)
			return false;
	return true;
}

const struct live_alert *
alert_on(const struct live_alerts *live, const struct metric *m, const char *period_asked,
    const char *filters_json)
{
	for (size_t i = 0; i < live->n; i++) {
		const struct live_alert *a = &live->alert[i];

		if (same_text(a->metric, m->key) && !a->is_long &&
		    same_text(a->filter_json, filters_json) &&
		    (same_text(a->period, period_asked) || metric_is_of_today(m)))
			return a;
	}
	return NULL;
}
