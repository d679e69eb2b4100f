#include "mail.h"

#include <string.h>
#include "clock.h"
#include "text.h"

bool
address_valid(const char *s)
{
	const char *at = strchr(s, '@');
	size_t n = strlen(s);

	for (const char *c = s; *c; c++)
		if ((unsigned char)*c <= ' ' || (unsigned char)*c >= 0x7f)
			return false;
	return at && at > s && at - s <= 64 && at[1] && at[1] != '.' && !strchr(at + 1, '@') &&
	    s[0] != '-' && n <= 254 && s[n - 1] != '.' && strcspn(s, "\"<>,;:\\()[]") == n;
}

enum err
mail_queue(struct cx *cx, struct mail *m)
{
	int64_t now = business_now();

	m->id = new_id(cx->arena);
	return db_exec(cx,
	    "insert into outbox (id, kind, body_json, recipient, subject, object_type, object_id,"
	    " run_at, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(m->id), str(m->kind), str(m->body_json ? m->body_json : "{}"), str(m->to),
	    str(m->subject), str(m->object_type), str(m->object_id), instant(cx, now),
	    instant(cx, now));
}
