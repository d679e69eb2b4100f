#include "caller.h"
#include <string.h>
#include "audit.h"
#include "clock.h"
#include "json_out.h"

static bool
among(const char *choices, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = choices; p != NULL; p = strchr(p, '|')) {
		p += *p == '|';
		if (strncmp(p, word, n) == 0 && (p[n] == '|' || p[n] == '\0'))
			return n > 0;
	}
	return false;
}

/* Right answers, each once; *secret: one of them is not for anyone to look up. */
static size_t
count(struct cx *cx, const struct caller_check *in, bool *secret)
{
	size_t n = 0;

	*secret = false;
	for (size_t i = 0; i < in->n; i++) {
		const char *word = in->matched[i], *pointer = fmt(cx->arena, "/matched/%zu", i);
		bool again = false;

		for (size_t k = 0; k < i; k++)
			again = again || same_text(in->matched[k], word);
		if (!among(CALLER_KNOWS, word))
			fault_add(cx, pointer, "choice", "That is not asked of a caller.");
		else if (again)
			fault_add(cx, pointer, "doubled", "This stands here twice.");
		else
			n++;
		*secret = *secret || !among("name|service_address", word);
	}
	return n;
}

static const char *
joined(struct cx *cx, const struct caller_check *in)
{
	struct buf b = buf_in(cx->arena);

	for (size_t i = 0; i < in->n; i++) {
		if (i > 0)
			buf_putc(&b, ',');
		buf_puts(&b, in->matched[i]);
	}
	return b.len > 0 ? b.data : "";
}

static const char *
described(struct cx *cx, const struct caller_check *in)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_key(&j, "matched");
	json_begin_list(&j);
	for (size_t i = 0; i < in->n; i++)
		json_str(&j, in->matched[i]);
	json_end_list(&j);
	json_put_bool(&j, "has_passed", in->has_passed);
	json_end(&j);
	return b.data;
}

enum err
check_caller(struct cx *cx, void *arg)
{
	struct caller_check *in = arg;
	const struct row *account;
	bool secret, enough;
	int64_t now = business_now();

	TRY(db_maybe(cx, &account, "select id from account where id = ? lock in share mode",
	    str(in->account_id)));
	if (account == NULL)
		return fail(cx, E_NOT_FOUND, "There is no such account.");
	enough = count(cx, in, &secret) >= 2 && secret;
	if (in->claims == 1 && !enough)
		fault_add(cx, "/matched", "too_little",
		    "A caller passes with two right answers, one of them neither name nor address.");
	TRY(faults_check(cx));
	in->has_passed = enough && in->claims != 0;
	in->id = new_id(cx->arena);
	in->at = instant_text(cx->arena, now);
	TRY(db_exec(cx, "insert into caller_check (id, account_id, at, by_user, by_user_name,"
	    " matched, has_passed) values (?, ?, ?, ?, ?, ?, ?)", str(in->id), str(in->account_id),
	    instant(cx, now), str(cx->who.id), str(cx->who.name), str(joined(cx, in)),
	    boolean(in->has_passed)));
	return audit_write(cx, &(struct audit){
		.action = "caller.check", .object_type = "account", .object_id = in->account_id,
		.account_id = in->account_id, .after_json = described(cx, in),
	});
}
