#include "notifications.h"
#include <string.h>
#include "clock.h"
#include "text.h"

enum { TEXT_MAX = 1500, KEEP_DAYS = 90 };

/* At most so many characters. */
static const char *
cut(struct arena *a, const char *s)
{
	size_t at = 0, left = strlen(s);

	for (int n = 0; n < TEXT_MAX && left > 0; n++) {
		size_t step = utf8_step(s + at, left);

		if (step == 0)
			break;
		at += step;
		left -= step;
	}
	return arena_strndup(a, s, at);
}

enum err
notify(struct cx *cx, const struct notice *n)
{
	static const char *const names[] = { "info", "warning", "critical" };

	return db_exec(cx,
	    "insert into notification (id, at, kind, severity, text, link, permission, user_id,"
	    " actor_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(new_id(cx->arena)), instant(cx, business_now()), str(n->kind),
	    str(names[n->severity]), str(cut(cx->arena, n->text)), str(n->link),
	    n->user_id ? null() : i64(n->permission), str(n->user_id), str(cx->who.id));
}

static enum err
prune(struct cx *cx, void *before)
{
	return db_exec(cx, "delete from store.notification where at < ? limit 1000", str(before));
}

enum err
notifications_prune(struct cx *cx)
{
	return db_tx_claim(cx, prune,
	    instant_sql(cx->arena, business_now() - KEEP_DAYS * INT64_C(86400) * 1000000));
}
