/* What the files of this room share; nobody else includes it. */
#ifndef BILLPORT_DB_PRIVATE_H
#define BILLPORT_DB_PRIVATE_H

#include <mysql.h>
#include <errmsg.h>
#include "db.h"

enum tx { TX_NONE, TX_WRITE, TX_SNAPSHOT };

enum { STATEMENT_BUCKETS = 256, BUILT_STATEMENTS = 64, COLUMN_BUFFER = 1024, COLUMNS_MAX = 64,
    PARAMS_MAX = 1100 };

/* Whoever stands still in a transaction for so long loses it, and others get what it locked: the server
 * ends its connection. */
#define IDLE_SECONDS "20"

/* A prepared statement and where its results are fetched into.  It lives in an arena of its own. */
struct statement {
	struct arena *arena;
	struct db *db;
	const char *sql;		/* the literal's address, or a copy for built ones */
	uint64_t hash;
	bool built, selects, locks;
	bool is_over;			/* to be prepared anew before it is executed again */
	MYSQL_STMT *handle;
	unsigned params;
	struct shape shape;
	MYSQL_BIND *fetch;		/* one per column */
	struct cell *cells;
	uint64_t used;			/* LRU clock */
	struct statement *next;
};

struct cell {
	MYSQL_TIME time;
	int64_t i;
	unsigned long length;
	my_bool is_null, error;
	enum { CELL_TEXT, CELL_I64, CELL_DECIMAL, CELL_TIME } how;
	char *buffer;
	unsigned long capacity;
};

struct db {
	struct arena *arena;		/* for the process's life */
	struct db_config config;
	MYSQL *my;
	unsigned patience;		/* seconds */
	bool checked;
	bool broken;			/* lost: reopen before the next request */
	char tenant[40];
	bool tenant_known;
	enum tx tx;
	bool tx_doomed;			/* a statement failed in a way that only a rollback mends */
	unsigned error;			/* of the last failed call */
	struct statement *buckets[STATEMENT_BUCKETS];
	unsigned built;
	uint64_t clock;
	struct statement *active;	/* has a result that is not freed yet */
	bool streaming;			/* rows are under way: nothing else may be asked */
	struct db_counts counts;
	unsigned long calls, fail_at;
	unsigned fail_error;
	void (*on_tx)(bool);
};

/* A connection that works, or E_STORAGE. */
enum err db_connected(struct cx *) MUST_USE;
/* Before each call of the client library: counts it; true when a test wants it to fail. */
bool db_call_fails(struct db *);
/* Turn the last error (errno of the library, its message) into ours. */
enum err db_translate(struct cx *, unsigned error, const char *message, const char *sql) MUST_USE;
enum err db_query(struct cx *, const char *sql) MUST_USE;	/* text protocol, no result */

enum err statement_for(struct cx *, const char *sql, bool built, struct statement **) MUST_USE;
/* How rows come: all at once; by a cursor (which the server fills first), between other statements;
 * or as the server finds them, and nothing else may be asked until the last one is read. */
enum rows_come { STORED, BY_CURSOR, STREAMED };
enum err statement_execute(
    struct cx *, struct statement *, const struct param *, size_t n, enum rows_come) MUST_USE;
/* *more false at the end; the values point into the statement until the next fetch. */
enum err statement_fetch(struct cx *, struct statement *, struct value *, bool *more) MUST_USE;
void statement_done(struct db *, struct statement *);
/* The same before its last row was read, for whatever reason: it is prepared anew for its next use. */
void statement_abandon(struct db *, struct statement *);
/* Before the last streamed row was read: the rest is not waited for, the connection is given up. */
void statement_give_up(struct db *);
void statements_drop(struct db *);

void die(const char *what, const char *sql, const char *message) NEVER_RETURNS;

#endif
