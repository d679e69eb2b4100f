#include "files.h"
#include <string.h>
#include <openssl/evp.h>
#include "clock.h"
#include "text.h"

enum { SWEEP_MAX = 50 };		/* parts a transaction: 50 MiB of binary log */

static const int64_t DAY_US = INT64_C(24) * 3600 * 1000000;

/* UTF-8 over pieces: what is still owed of the character under way, and its first byte's bounds. */
struct utf8_watch { unsigned owed; unsigned char low, high; bool bad; };

struct file_writer {
	const char *id;
	unsigned char *part;
	size_t filled;
	int64_t parts, bytes;
	EVP_MD_CTX *digest;
	struct utf8_watch watch;
};

static void
free_digest(void *digest)
{
	EVP_MD_CTX_free(digest);
}

struct file_writer *
file_begin(struct cx *cx)
{
	struct file_writer *w = arena_alloc(cx->arena, sizeof *w);

	w->id = new_id(cx->arena);
	w->part = arena_alloc(cx->arena, FILE_PART);
	w->digest = EVP_MD_CTX_new();
	arena_defer(cx->arena, free_digest, w->digest);
	if (!w->digest || EVP_DigestInit_ex(w->digest, EVP_sha256(), NULL) != 1)
		w->digest = NULL;
	return w;
}

/* The first byte of a character says how many follow and, for some, between what the next lies. */
static void
begin_character(struct utf8_watch *u, unsigned char c)
{
	u->low = 0x80;
	u->high = 0xbf;
	if (c < 0x80)
		return;
	if (c >= 0xc2 && c <= 0xdf) {
		u->owed = 1;
	} else if (c >= 0xe0 && c <= 0xef) {
		u->owed = 2;
		if (c == 0xe0)
			u->low = 0xa0;
		if (c == 0xed)
			u->high = 0x9f;
	} else if (c >= 0xf0 && c <= 0xf4) {
		u->owed = 3;
		if (c == 0xf0)
			u->low = 0x90;
		if (c == 0xf4)
			u->high = 0x8f;
	} else {
		u->bad = true;
	}
}

static void
watch_utf8(struct utf8_watch *u, const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n && !u->bad; i++) {
		if (u->owed == 0) {
			begin_character(u, p[i]);
		} else if (p[i] < u->low || p[i] > u->high) {
			u->bad = true;
		} else {
			u->owed--;
			u->low = 0x80;
			u->high = 0xbf;
		}
	}
}

static enum err
write_part(struct cx *cx, struct file_writer *w)
{
	TRY(db_exec(cx,
	    "insert into file_part (file_id, part, created_at, content) values (?, ?, ?, ?)",
	    str(w->id), i64(w->parts), instant(cx, real_now()), bytes(w->part, w->filled)));
	w->parts++;
	w->filled = 0;
	return OK;
}

enum err
file_put(struct cx *cx, struct file_writer *w, const void *data, size_t n)
{
	const unsigned char *p = data;

	if (!w->digest || EVP_DigestUpdate(w->digest, p, n) != 1)
		return fail(cx, E_INTERNAL, "The file could not be kept.");
	watch_utf8(&w->watch, p, n);
	w->bytes += (int64_t)n;
	while (n > 0) {
		size_t room = FILE_PART - w->filled, here = n < room ? n : room;

		memcpy(w->part + w->filled, p, here);
		w->filled += here;
		p += here;
		n -= here;
		if (w->filled == FILE_PART)
			TRY(write_part(cx, w));
	}
	return OK;
}

enum err
file_end(struct cx *cx, struct file_writer *w, const char *name, const char *type,
    struct file_made *out)
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned len = 0;

	if (w->filled > 0)
		TRY(write_part(cx, w));
	if (!w->digest || EVP_DigestFinal_ex(w->digest, sum, &len) != 1 || len != 32)
		return fail(cx, E_INTERNAL, "The file could not be kept.");
	TRY(db_exec(cx,
	    "insert into file (id, name, type, bytes, sha256, is_utf8, created_at, created_by)"
	    " values (?, ?, ?, ?, ?, ?, ?, ?)",
	    str(w->id), str(name), str(type), i64(w->bytes), bytes(sum, len),
	    boolean(!w->watch.bad && w->watch.owed == 0), instant(cx, business_now()),
	    str(cx->who.id)));
	*out = (struct file_made){ w->id, w->bytes, hex_encode(cx->arena, sum, len) };
	return OK;
}

struct file_reader {
	struct arena *arena;		/* of one part */
	char id[37];
	int64_t part;
	size_t skip;			/* of the first part */
};

static void
free_arena(void *arena)
{
	arena_free(arena);
}

struct file_reader *
file_open(struct cx *cx, const char *id, int64_t offset)
{
	struct file_reader *r = arena_alloc(cx->arena, sizeof *r);

	r->arena = arena_new((size_t)4 * FILE_PART);
	if (r->arena)
		arena_defer(cx->arena, free_arena, r->arena);
	memcpy(r->id, id, 36);
	r->part = offset / FILE_PART;
	r->skip = (size_t)(offset % FILE_PART);
	return r;
}

static enum err
read_part(struct cx *in, struct file_reader *r, const struct row **row)
{
	if (setjmp(*arena_arm(r->arena)) != 0)
		return fail(in, E_STORAGE, "Out of memory. Nothing was changed; try again.");
	TRY(db_maybe(in, row, "select content from file_part where file_id = ? and part = ?",
	    str(r->id), i64(r->part)));
	return OK;
}

enum err
file_next(struct cx *cx, struct file_reader *r, const char **data, size_t *n)
{
	const struct value *content;
	const struct row *row = NULL;
	struct cx in = *cx;
	enum err e;

	*n = 0;
	if (!r->arena)
		return fail(cx, E_STORAGE, "Out of memory. Nothing was changed; try again.");
	arena_reset(r->arena);
	in.arena = r->arena;
	e = read_part(&in, r, &row);
	arena_disarm(r->arena);
	if (e != OK)
		return fail(cx, e, "The file could not be read.");
	if (!row)
		return OK;
	content = row_value(row, "content");
	if (content->len > r->skip) {
		*data = content->s + r->skip;
		*n = content->len - r->skip;
	}
	r->skip = 0;
	r->part++;
	return OK;
}

/* ---- what is old enough to go ---- */

struct sweeping { const char *before; uint64_t n; };

static enum err
delete_unfinished(struct cx *cx, void *arg)
{
	struct sweeping *s = arg;

	return db_exec_count(cx, &s->n,
	    "delete from file_part where created_at < ?"
	    " and file_id not in (select id from file) limit 50",
	    str(s->before));
}

static enum err
delete_imported(struct cx *cx, void *arg)
{
	struct sweeping *s = arg;

	return db_exec_count(cx, &s->n,
	    "delete from file_part where file_id in (select file_id from import"
	    " where state in ('done', 'cancelled') and finished_at < ?) limit 50",
	    str(s->before));
}

static enum err
sweep(struct cx *cx, tx_fn *fn, int64_t keep_us)
{
	struct sweeping s = { .before = instant_sql(cx->arena, real_now() - keep_us) };

	do
		TRY(db_tx_claim(cx, fn, &s));
	while (s.n == SWEEP_MAX);
	return OK;
}

enum err
files_sweep(struct cx *cx)
{
	TRY(sweep(cx, delete_unfinished, DAY_US));
	return sweep(cx, delete_imported, 30 * DAY_US);
}
