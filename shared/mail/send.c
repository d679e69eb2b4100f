#include "smtp.h"

#include <string.h>
#include "clock.h"
#include "jobs.h"
#include "log.h"
#include "settings.h"
#include "text.h"

enum { A_TURN = 50, FAILURE_MAX = 480 };
#define SECOND_US INT64_C(1000000)
#define LEASE_US  (120 * SECOND_US)

/* Seconds until it is tried again, by how often it was tried; then it has failed: after two hours. */
static const int waits[] = { 10, 30, 60, 120, 300, 600, 1200, 1800, 3600 };

struct lease {
	const char *known;		/* kinds; another is for a worker of another release */
	bool found;
	const char *tenant_id;
	int attempts;
	struct mail mail;
};

#define DUE \
	"select tenant_id, id, kind, recipient, subject, object_type, object_id, body_json, attempts" \
	" from store.outbox"

/* What is due, and what a worker began and did not end. */
static enum err
claim(struct cx *cx, void *arg)
{
	struct lease *l = arg;
	const struct row *r;

	l->found = false;
	TRY(db_maybe(cx, &r, DUE " where state = 'queued' and run_at <= ?"
	    " and find_in_set(kind, ?) > 0 order by run_at limit 1 for update skip locked",
	    instant(cx, business_now()), str(l->known)));
	if (!r)
		TRY(db_maybe(cx, &r, DUE " where state = 'sending' and lease_until < ?"
		    " and find_in_set(kind, ?) > 0 order by run_at limit 1 for update skip locked",
		    instant(cx, real_now()), str(l->known)));
	if (!r)
		return OK;
	l->found = true;
	l->tenant_id = row_str(r, "tenant_id");
	l->attempts = (int)row_i64(r, "attempts") + 1;
	l->mail = (struct mail){
		.id = row_str(r, "id"), .kind = row_str(r, "kind"), .to = row_str(r, "recipient"),
		.subject = row_str(r, "subject"), .object_type = row_str(r, "object_type"),
		.object_id = row_str(r, "object_id"), .body_json = row_str(r, "body_json"),
	};
	return db_exec_one(cx,
	    "update store.outbox set state = 'sending', attempts = ?, lease_until = ?"
	    " where tenant_id = ? and id = ?",
	    i64(l->attempts), instant(cx, real_now() + LEASE_US), str(l->tenant_id),
	    str(l->mail.id));
}

struct ending {
	const struct lease *lease;
	const char *state, *failure;
	int64_t run_at;
	int untried;			/* 1: this attempt was none */
};

/* Only who holds the lease says what became of it: attempts is its token. */
static enum err
end(struct cx *cx, void *arg)
{
	const struct ending *e = arg;

	return db_exec(cx,
	    "update outbox set state = ?, failure = ?, lease_until = null, attempts = attempts - ?,"
	    " run_at = coalesce(?, run_at), sent_at = ?"
	    " where id = ? and state = 'sending' and attempts = ?",
	    str(e->state), str(e->failure), i64(e->untried), e->run_at ? instant(cx, e->run_at) : null(),
	    same_text(e->state, "accepted") ? instant(cx, business_now()) : null(),
	    str(e->lease->mail.id), i64(e->lease->attempts));
}

static const char *
shortened(struct cx *cx, const char *sentence)
{
	size_t n = strlen(sentence);

	for (n = n > FAILURE_MAX ? FAILURE_MAX : n; n > 0 && ((unsigned char)sentence[n] & 0xc0) == 0x80; n--)
		;
	return arena_strndup(cx->arena, sentence, n);
}

static enum err
conclude(struct cx *cx, const struct lease *l, struct outcome o)
{
	struct ending e = { .lease = l, .state = "accepted" };

	if (o.what == LATER && l->attempts <= (int)COUNT(waits)) {
		e.state = "queued";
		e.run_at = business_now() + waits[l->attempts - 1] * SECOND_US;
		e.failure = shortened(cx, o.sentence);
	} else if (o.what != ACCEPTED) {
		e.state = "failed";
		e.failure = o.what == REFUSED ? shortened(cx, o.sentence)
		    : shortened(cx, fmt(cx->arena, "Given up after %d attempts. %s", l->attempts,
			o.sentence));
	}
	log_event(o.what == ACCEPTED ? LOG_INFO : LOG_WARN, l->mail.id, "mail", "%s %s%s%s",
	    l->mail.kind, e.state, e.failure ? ": " : "", e.failure ? e.failure : "");
	return db_tx(cx, end, &e);
}

/* A suspended tenant's mail waits. */
static enum err
postpone(struct cx *cx, const struct lease *l)
{
	struct ending e = { .lease = l, .state = "queued", .untried = 1,
		.run_at = business_now() + 60 * SECOND_US };

	return db_tx(cx, end, &e);
}

/* ---- in whose name ---- */

/* mail_from is "office@larkfield.example" or "Larkfield Water <office@…>". */
static void
sender(struct cx *cx, struct message *m)
{
	const char *set = setting_text(cx, SETTING_MAIL_FROM), *open = strrchr(set, '<');
	const char *letterhead = setting_text(cx, SETTING_LETTERHEAD);

	m->from_name = arena_strndup(cx->arena, letterhead, strcspn(letterhead, "\r\n"));
	m->from = set;
	if (open && strchr(open, '>')) {
		size_t n = (size_t)(open - set);

		m->from = arena_strndup(cx->arena, open + 1, strcspn(open + 1, ">"));
		while (n > 0 && (set[n - 1] == ' ' || set[n - 1] == '"'))
			n--;
		m->from_name = arena_strndup(cx->arena, set + (*set == '"'), n - (n > 0 && *set == '"'));
	}
	if (strpbrk(m->from_name, "\"\\<>"))
		m->from_name = "";
	if (!address_valid(m->from))
		m->from = fmt(cx->arena, "no-reply@%s.%s", cx->who.tenant_code, mail_domain());
}

static enum err
render(struct cx *cx, const struct mail *mail, const struct mail_kind *kinds, size_t count,
    struct letter *letter)
{
	for (size_t i = 0; i < count; i++)
		if (same_text(kinds[i].kind, mail->kind))
			return kinds[i].render(cx, mail, letter);
	return fail(cx, E_NOT_FOUND, "Mail of this kind cannot be made here.");
}

/* ---- one mail ---- */

static enum err
send_one(struct cx *cx, const struct lease *l, const struct mail_kind *kinds, size_t count)
{
	struct message m = { .id = l->mail.id, .to = l->mail.to, .subject = l->mail.subject };
	struct letter letter = { 0 };
	enum err e = render(cx, &l->mail, kinds, count, &letter);

	if (e != OK) {
		struct outcome o = { e == E_STORAGE || e == E_BUSY || e == E_RERUN ? LATER : REFUSED,
			cx->failure.detail ? cx->failure.detail : "It could not be made." };

		(void)db_settle(cx);
		failure_clear(cx);
		return conclude(cx, l, o);
	}
	m.letter = &letter;
	if (letter.subject)
		m.subject = letter.subject;
	sender(cx, &m);
	return conclude(cx, l, smtp_send(cx, &m));
}

static const char *
names_of(struct cx *cx, const struct mail_kind *kinds, size_t count)
{
	struct buf out = buf_in(cx->arena);

	for (size_t i = 0; i < count; i++)
		buf_printf(&out, "%s%s", i > 0 ? "," : "", kinds[i].kind);
	return out.data ? out.data : "";
}

enum err
mail_send_due(struct cx *cx, const struct mail_kind *kinds, size_t count, const volatile int *stop)
{
	const struct row *due, *tenant;

	for (int i = 0; i < A_TURN && !*stop; i++) {
		struct lease *l = arena_alloc(cx->arena, sizeof *l);

		TRY(db_set_tenant(cx, NULL));
		TRY(db_maybe(cx, &due,
		    "select 1 as due from store.outbox where state = 'queued' and run_at <= ?"
		    " union all select 1 from store.outbox where state = 'sending'"
		    " and lease_until < ? limit 1",
		    instant(cx, business_now()), instant(cx, real_now())));
		if (!due)
			return OK;
		l->known = names_of(cx, kinds, count);
		TRY(db_tx_claim(cx, claim, l));
		if (!l->found)
			return OK;
		TRY(db_one(cx, &tenant, "select state from store.tenant where id = ?",
		    str(l->tenant_id)));
		TRY(job_enter_tenant(cx, l->tenant_id));
		cx->request_id = l->mail.id;
		TRY(row_is(tenant, "state", "active")
			? send_one(cx, l, kinds, count)
			: postpone(cx, l));
		arena_reset(cx->arena);
	}
	return OK;
}
