#include "db_private.h"

#include <time.h>
#include "clock.h"
#include "text.h"

/* A lock that was not had has cost seconds already: once more, and no further. */
enum { RERUNS = 8 };

static void
wait_a_little(int attempt)
{
	uint32_t r;
	struct timespec t = { 0, 0 };

	random_bytes(&r, sizeof r);
	/* up to 2, 4, 8 … 256 ms: at the end longer than a transaction takes on a busy machine */
	t.tv_nsec = (long)(r % (2000000u << (unsigned)attempt));
	(void)nanosleep(&t, NULL);
}

static enum err
begin(struct cx *cx, enum tx kind, const char *const *statements)
{
	struct db *db = cx->db;
	enum err e = OK;

	if (db->tx != TX_NONE)
		die("a transaction within a transaction", statements[0], NULL);
	TRY(db_connected(cx));
	db->tx = kind;			/* already: what fails in here is rerun like all of it */
	for (; *statements != NULL && e == OK; statements++)
		e = db_query(cx, *statements);
	db->tx_doomed = false;
	if (e != OK) {
		db->tx = TX_NONE;
		/* Half opened: the next one must not inherit its isolation.  A rerun keeps the connection,
		 * which knows the tenant. */
		if (e != E_RERUN || mysql_rollback(db->my) != 0)
			db->broken = true;
		return e;
	}
	if (kind == TX_WRITE && db->on_tx != NULL)
		db->on_tx(true);
	return OK;
}

static void
ended(struct db *db)
{
	if (db->tx == TX_WRITE && db->on_tx != NULL)
		db->on_tx(false);
	db->tx = TX_NONE;
	db->tx_doomed = false;
}

/* Roll back without touching the failure that led here. */
static void
rolled_back(struct cx *cx)
{
	struct db *db = cx->db;

	if (db->active != NULL)
		statement_abandon(db, db->active);
	if (!db->broken && mysql_rollback(db->my) != 0)
		db->broken = true;
	ended(db);
}

/* When the answer to COMMIT is lost, nobody here knows whether it was carried out. */
static enum err
committed(struct cx *cx)
{
	struct db *db = cx->db;
	enum err e;

	if (db->tx_doomed)
		die("a failed statement was passed over before commit", NULL, NULL);
	e = db_query(cx, "commit");
	if (e == OK) {
		ended(db);
		return OK;
	}
	rolled_back(cx);
	return e == E_RERUN
	    ? e
	    : fail(cx, E_STORAGE,
		  "The database did not answer in the end: this may"
		  " have been done or not. Send the very same request again, with its Idempotency-Key if it has one.");
}

static enum err
run(struct cx *cx, enum tx kind, const char *const *opening, tx_fn *fn, void *arg)
{
	struct db *db = cx->db;
	int attempt;
	bool timed_out = false;
	enum err e;

	for (attempt = 0;; attempt++) {
		db->error = 0;
		e = begin(cx, kind, opening);
		if (e == OK) {
			e = fn(cx, arg);
			if (e == OK)
				e = committed(cx);
			else
				rolled_back(cx);
		}
		if (e != E_RERUN)
			return e;
		if (attempt == RERUNS || (timed_out && db->error == 1205))
			break;
		timed_out = timed_out || db->error == 1205;
		failure_clear(cx);
		db->counts.reruns++;
		wait_a_little(attempt);
	}
	failure_clear(cx);
	return fail(cx, E_STORAGE,
	    "Others are changing the same things just now. Nothing was changed; try again.");
}

enum err
db_tx(struct cx *cx, tx_fn *fn, void *arg)
{
	static const char *const opening[] = { "start transaction", NULL };

	return run(cx, TX_WRITE, opening, fn, arg);
}

enum err
db_tx_claim(struct cx *cx, tx_fn *fn, void *arg)
{
	static const char *const opening[] = { "set transaction isolation level read committed",
	    "start transaction", NULL };

	return run(cx, TX_WRITE, opening, fn, arg);
}

/* It holds no locks: who computes long between its reads (a PDF, billport-verify) may. */
enum err
db_snapshot(struct cx *cx, tx_fn *fn, void *arg)
{
	static const char *const opening[] = { "set idle_transaction_timeout = 0",
		"start transaction with consistent snapshot, read only", NULL };
	struct db *db = cx->db;
	enum err e = run(cx, TX_SNAPSHOT, opening, fn, arg);

	if (db->my != NULL && !db->broken &&
	    mysql_query(db->my, "set idle_transaction_timeout = " IDLE_SECONDS) != 0)
		db->broken = true;
	return e;
}

bool
db_in_tx(const struct cx *cx)
{
	return cx->db->tx != TX_NONE;
}
