/*
 * Doing something once.  The idempotency row, the operation and the answer are one transaction: the
 * answer that was kept is the answer that was given, whatever is killed in between.
 */
#include "app_private.h"

#include <string.h>
#include <openssl/sha.h>
#include "audit.h"
#include "clock.h"

struct once {
	struct rq *rq;
	operation *op;
	answered *answer;
	void *arg;
	const char *principal, *key;
	unsigned char fingerprint[SHA256_DIGEST_LENGTH];
	bool replayed;
};

static bool
key_is_good(const char *key)
{
	size_t n = strlen(key);
	const char *s;

	for (s = key; *s; s++)
		if (*s < '!' || *s > '~')
			return false;
	return n >= 8 && n <= 255;
}

static void
take_fingerprint(struct once *o)
{
	struct rq *rq = o->rq;
	struct buf b = buf_in(rq->cx.arena);

	buf_printf(&b, "%s %s\n", rq->p->method_name, rq->p->path);
	buf_put(&b, rq->p->raw_body, rq->p->raw_len);
	(void)SHA256((const unsigned char *)b.data, b.len, o->fingerprint);
}

/* Header lines, an empty line, the body. */
static char *
pack_answer(struct rq *rq)
{
	struct buf b = buf_in(rq->cx.arena);
	size_t i;

	for (i = 0; i < rq->p->header_count; i++)
		buf_printf(&b, "%s: %s\n", rq->p->headers[i].name, rq->p->headers[i].value);
	buf_putc(&b, '\n');
	if (rq->p->body != NULL)
		buf_put(&b, rq->p->body, rq->p->len);
	return b.data;
}

static enum err
unpack_answer(struct rq *rq, int status, const char *packed)
{
	char *s = arena_strdup(rq->cx.arena, packed);

	answer_clear(rq);
	while (*s != '\n') {
		char *colon = strstr(s, ": "), *end = strchr(s, '\n');

		if (colon == NULL || end == NULL)
			break;
		*colon = *end = '\0';
		rq_set_header(rq, s, colon + 2);
		s = end + 1;
	}
	rq_set_header(rq, "Idempotency-Replayed", "true");
	return rq_json_text(rq, status, s + 1);
}

static enum err
replay(struct cx *cx, struct once *o)
{
	const struct row *row;
	const struct value *print;

	failure_clear(cx);
	TRY(db_one(cx, &row,
	    "select fingerprint, status, answer from idempotency"
	    " where principal = ? and idem_key = ? lock in share mode",
	    str(o->principal), str(o->key)));
	print = row_value(row, "fingerprint");
	if (print->len != sizeof o->fingerprint ||
	    memcmp(print->s, o->fingerprint, print->len) != 0)
		return fail(cx, E_KEY_REUSED,
		    "This Idempotency-Key was used for another request. Make a new key for a new request.");
	o->replayed = true;
	return unpack_answer(o->rq, (int)row_i64(row, "status"), row_str(row, "answer"));
}

static enum err
run_once(struct cx *cx, void *arg)
{
	struct once *o = arg;
	enum err e;

	answer_clear(o->rq);
	e = db_exec(cx,
	    "insert into idempotency (principal, idem_key, fingerprint, created_at) values (?, ?, ?, ?)",
	    str(o->principal), str(o->key), bytes(o->fingerprint, sizeof o->fingerprint),
	    instant(cx, real_now()));
	if (e == E_CONFLICT && db_duplicate(cx))
		return replay(cx, o);
	if (e == E_RERUN && db_lock_timed_out(cx)) {
		failure_clear(cx);
		return fail(cx, E_BUSY,
		    "The same request is still under way. Nothing was done twice; ask again in a moment.");
	}
	TRY(e);
	TRY(o->op(cx, o->arg));
	TRY(o->answer(o->rq, o->arg));
	return db_exec_one(cx,
	    "update idempotency set status = ?, answer = ? where principal = ? and idem_key = ?",
	    i64(o->rq->p->status), str(pack_answer(o->rq)), str(o->principal), str(o->key));
}

/* A refused operation leaves a trace of its own; the refused transaction has none. */
static void
note_refusal(struct rq *rq, enum err e)
{
	if (e == E_CONFLICT || e == E_INPUT || e == E_FORBIDDEN || e == E_KEY_REUSED)
		audit_refusal(&rq->cx,
		    &(struct audit){
			.action = "refused",
			.object_type = rq->p->segment_count > 2 ? rq->p->segments[2] : "request",
			.object_id = rq->p->segment_count > 3 && uuid_valid(rq->p->segments[3])
			    ? rq->p->segments[3]
			    : NULL,
			.reason = rq->cx.failure.detail,
		    });
}

/* Key, principal and fingerprint of the request. */
static enum err
identify(struct once *o)
{
	struct rq *rq = o->rq;

	o->key = rq->idempotency_key;
	if (o->key == NULL)
		fault_add(&rq->cx, "Idempotency-Key", "required",
		    "Send an Idempotency-Key header: 8 to 255 visible characters, new for each new request.");
	else if (!key_is_good(o->key))
		fault_add(&rq->cx, "Idempotency-Key", "format",
		    "The Idempotency-Key must be 8 to 255 visible ASCII characters.");
	TRY(faults_check(&rq->cx));
	o->principal = fmt(
	    rq->cx.arena, "%c:%s", rq->cx.who.kind == ACTOR_CLIENT ? 'c' : 'u', rq->cx.who.id);
	take_fingerprint(o);
	return OK;
}

static enum err
replay_if_kept(struct cx *cx, void *arg)
{
	enum err e = replay(cx, arg);

	if (e != E_NOT_FOUND)
		return e;
	failure_clear(cx);
	return OK;
}

enum err
rq_kept(struct rq *rq, bool *kept)
{
	struct once o = { .rq = rq };

	TRY(identify(&o));
	TRY(db_tx(&rq->cx, replay_if_kept, &o));
	*kept = o.replayed;
	return OK;
}

enum err
rq_once(struct rq *rq, operation *op, answered *answer, void *arg)
{
	struct once o = { .rq = rq, .op = op, .answer = answer, .arg = arg };
	enum err e;

	TRY(identify(&o));
	e = db_tx(&rq->cx, run_once, &o);
	note_refusal(rq, e);
	return e;
}

static enum err
run_plain(struct cx *cx, void *arg)
{
	struct once *o = arg;

	answer_clear(o->rq);
	TRY(o->op(cx, o->arg));
	return o->answer(o->rq, o->arg);
}

enum err
rq_tx(struct rq *rq, operation *op, answered *answer, void *arg)
{
	struct once o = { .rq = rq, .op = op, .answer = answer, .arg = arg };
	enum err e = db_tx(&rq->cx, run_plain, &o);

	note_refusal(rq, e);
	return e;
}
