#include "people.h"
#include <setjmp.h>
#include <string.h>
#include "clock.h"
#include "json_out.h"
#include "search.h"

/* Of a block being made; given back after each. */
enum { BLOCK_MEMORY = 40 << 20, GATHERED = SEARCH_BLOCK };

/* A chore lets others have their turn. */
#define CHORE_US INT64_C(5000000)

#define JOBS_KINDS 2
static const char *const kinds[JOBS_KINDS] = { "consumer", "account" };

struct making {
	const char *kind;
	char after[37], next[37];	/* a block may be begun again after a deadlock */
	size_t n;
	struct job *job;		/* NULL: a chore's */
	int64_t done, total;
	int64_t until;			/* monotonic; 0: to the end */
};

static enum err
make_block(struct cx *cx, void *arg)
{
	struct making *m = arg;
	const char *last;

	TRY(search_people(cx, m->kind, m->after[0] ? m->after : NULL, &last, &m->n));
	if (m->n == 0)
		return OK;
	memcpy(m->next, last, sizeof m->next);
	return m->job ? job_progress(cx, m->job, m->done + (int64_t)m->n, m->total, NULL) : OK;
}

/* In memory of its own: a job's arena lives as long as the job. */
static enum err
block_apart(struct cx *cx, struct making *m)
{
	struct arena *own = arena_new(BLOCK_MEMORY);
	struct cx aside = *cx;
	struct making try = *m;
	enum err e;

	if (own == NULL)
		return fail(cx, E_INTERNAL, "There is no memory for the index of search.");
	aside.arena = own;
	if (setjmp(*arena_arm(own)) != 0) {
		arena_disarm(own);
		(void)db_settle(&aside);
		arena_free(own);
		return fail(cx, E_INTERNAL, "The index of search needs more memory than it may have.");
	}
	e = db_tx(&aside, make_block, &try);
	arena_disarm(own);
	if (e == OK) {
		*m = try;
		if (m->n > 0)
			memcpy(m->after, m->next, sizeof m->after);
	} else
		(void)fail(cx, e, "%s", aside.failure.detail ? aside.failure.detail : "It failed.");
	arena_free(own);
	return e;
}

struct emptied { const char *kind; int64_t block; };

static enum err
drop_block(struct cx *cx, void *arg)
{
	const struct emptied *b = arg;
	const struct row *live;

	TRY(db_maybe(cx, &live, "select place from search_text where kind = ? and place >= ?"
	    " and place < ? limit 1 lock in share mode", str(b->kind),
	    i64(b->block * SEARCH_BLOCK), i64((b->block + 1) * SEARCH_BLOCK)));
	if (live)
		return OK;
	TRY(db_exec(cx, "delete from search_gram where kind = ? and block = ?", str(b->kind),
	    i64(b->block)));
	return db_exec(cx, "delete from search_block where kind = ? and block = ?", str(b->kind),
	    i64(b->block));
}

/* Blocks whose objects were all indexed anew elsewhere. */
static enum err
drop_empty(struct cx *cx)
{
	struct rows blocks;

	TRY(db_all(cx, &blocks, "select kind, block from search_block"));
	for (size_t i = 0; i < blocks.n; i++) {
		struct emptied b = { row_str(&blocks.row[i], "kind"),
			row_i64(&blocks.row[i], "block") };
		const struct row *live;

		TRY(db_maybe(cx, &live, "select place from search_text where kind = ?"
		    " and place >= ? and place < ? limit 1", str(b.kind),
		    i64(b.block * SEARCH_BLOCK), i64((b.block + 1) * SEARCH_BLOCK)));
		if (live == NULL)
			TRY(db_tx(cx, drop_block, &b));
	}
	return OK;
}

/* All of a tenant that are in no block. */
static enum err
make_blocks(struct cx *cx, struct making *m)
{
	for (unsigned k = 0; k < JOBS_KINDS; k++) {
		m->kind = kinds[k];
		m->after[0] = '\0';
		do {
			TRY(block_apart(cx, m));
			m->done += (int64_t)m->n;
			if (m->until && monotonic_now() > m->until)
				return OK;
		} while (m->n > 0);
	}
	return drop_empty(cx);
}

struct finishing { struct job *job; const char *result; };

static enum err
finish(struct cx *cx, void *arg)
{
	const struct finishing *f = arg;

	return job_finish(cx, f->job, f->result);
}

enum err
run_search_index(struct cx *cx, struct job *job)
{
	struct making m = { .job = job };
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);
	const struct row *row;

	TRY(db_one(cx, &row, "select (select count(*) from account) + (select count(*) from consumer)"
	    " - (select count(*) from search_text where place is not null) n"));
	m.total = row_i64(row, "n");
	TRY(make_blocks(cx, &m));
	json_begin(&j);
	json_put_i64(&j, "indexed", m.done);
	json_end(&j);
	return db_tx(cx, finish, &(struct finishing){ job, b.data });
}

enum err
search_gather(struct cx *cx)
{
	struct making m = { .job = NULL, .until = monotonic_now() + CHORE_US };
	const struct row *row;

	TRY(db_one(cx, &row, "select count(*) n from (select 1 from search_text"
	    " where kind = 'account' and place is null limit ?) some", i64(GATHERED)));
	return row_i64(row, "n") < GATHERED ? OK : make_blocks(cx, &m);
}
