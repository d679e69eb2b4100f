/*
 * A module: a table of routes and one loop.  See modules/payments/main.c for the whole of one.
 */
#ifndef BILLPORT_APP_H
#define BILLPORT_APP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "cx.h"
#include "db.h"
#include "input.h"
#include "json_out.h"

struct rq;
typedef enum err handler(struct rq *);

enum method { GET = 1, POST, PUT, PATCH, DELETE };
enum route_kind {
	VERDICT = 1,	/* nginx asked auth; identity and tenant are set */
	PUBLIC,		/* no identity, no tenant */
	WEBHOOK,	/* tenant from the path, signature checked by the handler */
	INTERNAL	/* reached by nginx itself only; not in the contract */
};
enum pool { FAST, SLOW };	/* SLOW: PDFs, exports, Argon2id */

struct route {
	enum method method;
	const char *path;		/* "/api/v1/payments/:id/void" */
	enum route_kind kind;
	enum permission permission;	/* NOBODY_ASKED only on PUBLIC, WEBHOOK, INTERNAL */
	handler *handler;
	enum pool pool;
	/* a second one that opens the route too, under a row rule */
	enum permission or_permission;
	/* the handler takes the body in pieces by rq_read(); it may have STREAM_MAX bytes */
	bool streams_body;
};

enum { STREAM_MAX = 320 << 20 };

/*
 * The process: `--routes` prints the table as JSON and leaves; otherwise requests are taken from
 * descriptor 0 until SIGTERM.  Returns the exit status.
 */
int app_run(const char *module, const struct route *, size_t count, int argc, char **argv);

struct rq {
	struct cx cx;			/* first: (struct cx *)rq works */
	const struct route *route;
	struct input *body;		/* never NULL */
	const char *idempotency_key;	/* NULL when not sent */
	const char *remote_addr, *user_agent, *accept;
	struct rq_private *p;
};

/* ---- what came in ---- */
/* UUID, or a 404 through rq_valid() */
const char *rq_path_id(struct rq *, const char *name);
const char *rq_path_text(struct rq *, const char *name);
/* NULL when absent; marks it known */
const char *rq_query(struct rq *, const char *name);
const char *rq_query_id(struct rq *, const char *name);
const char *rq_query_date(struct rq *, const char *name);
const char *rq_query_choice(struct rq *, const char *name, const char *choices);
int64_t rq_query_i64(struct rq *, const char *name, int64_t min, int64_t max, int64_t otherwise);
/* "If-None-Match"; NULL when absent */
const char *rq_header(struct rq *, const char *name);
const char *rq_cookie(struct rq *, const char *name);
const char *rq_raw_body(struct rq *, size_t *len);
/* On a route that streams: how many bytes were announced, and the next of them, at most n; *got 0:
 * that was all.  E_MALFORMED: it ended before. */
int64_t rq_body_length(const struct rq *);
enum err rq_read(struct rq *, void *, size_t n, size_t *got) MUST_USE;
/* Is the body of this type ("text/csv", whatever its parameters)? */
bool rq_body_is(const struct rq *, const char *type);
/* If-Match: "7" -> 7.  Missing: E_NO_VERSION through rq_valid(). */
int64_t rq_version(struct rq *);
#define rq_body_text(rq, k, min, max)    in_text((rq)->body, (k), (min), (max))
#define rq_body_id(rq, k)                in_id((rq)->body, (k))
#define rq_body_date(rq, k)              in_date((rq)->body, (k))
#define rq_body_money(rq, k, min, max)   in_money((rq)->body, (k), (min), (max))
#define rq_body_choice(rq, k, c)         in_choice((rq)->body, (k), (c))
/* Everything read?  E_INPUT naming every bad field and query name, unknown ones too. */
enum err rq_valid(struct rq *) MUST_USE;

/* ---- what goes out ---- */
struct j {
	const char *key;
	enum { J_STR = 1, J_I64, J_BOOL, J_MONEY, J_RAW, J_NULL } kind;
	const char *s;
	int64_t i;
};
struct j j_str(const char *key, const char *);
struct j j_i64(const char *key, int64_t);
struct j j_bool(const char *key, bool);
struct j j_money(const char *key, int64_t minor);		/* in the tenant's currency */
struct j j_raw(const char *key, const char *json);
#define rq_json(rq, status, ...) rq_json_((rq), (status), LIST_(struct j, __VA_ARGS__))
enum err rq_json_(struct rq *, int status, const struct j *, size_t n) MUST_USE;
/* A JSON text as the body. */
enum err rq_json_text(struct rq *, int status, const char *json) MUST_USE;
/* A row as an object: aliases are keys, a dotted alias "consumer.name" nests. ETag from "version". */
enum err rq_row(struct rq *, int status, const struct row *) MUST_USE;
/* {"data": [rows]} without paging, for lists that are short by nature. */
enum err rq_rows(struct rq *, const struct rows *) MUST_USE;
enum err rq_empty(struct rq *, int status) MUST_USE;
enum err rq_bytes(
    struct rq *, int status, const char *type, const char *filename, const void *, size_t) MUST_USE;
void rq_set_header(struct rq *, const char *name, const char *value);	/* before the answer */
/* Append a row as a JSON object (the rule of names above). */
void json_row(struct json *, const struct row *, const char *currency);

/* A long answer of one's own, in pieces: the first sends the head.  false: the client has left. */
bool rq_stream(
    struct rq *, const char *type, const char *filename, const void *, size_t) MUST_USE;

/* ---- lists ---- */
enum filter_type { TEXT = 1, DATE, ID, INTEGER, CHOICE };
/* Beside a column of ASCII words: another letter is not found; held against it plainly it is an error. */
#define AS_ASCII "convert(? using ascii) collate ascii_bin"
struct filter {
	const char *name;		/* query name */
	const char *sql;		/* "p.method = ?", each ? gets the value */
	enum filter_type type;
	const char *choices;		/* CHOICE: "cash|card_terminal" */
	/* the same in the view that sums are read from (struct list_sums); NULL: it is not there */
	const char *summed;
	/* where so few rows come from that it is better to begin there, in place of the list's base:
	 * "drawer_line dl straight_join payment p on p.id = dl.payment_id" */
	const char *base;
};
/* A filter that the handler itself decided: a row rule, a resolved search. */
struct extra {
	const char *sql; const struct param *params; size_t n;
	const char *asked;		/* what the query said, if a cursor is to be bound to it */
	const char *summed;		/* as a filter's */
};

struct order {
	const char *name;		/* "paid_at" as in sort=paid_at or sort=-paid_at */
	const char *column, *id;	/* "p.paid_at", "p.id": both in one index */
	enum column_type type;
	const char *key, *id_key;	/* the aliases in the select: "paid_at", "id" */
	bool up;			/* ascending where the query does not say */
};
/* What a column is called where people read it, in XLSX and PDF.  One that is not named has its key
 * in words; ids, versions and JSON are left out there, and whose title is NULL. */
struct list_title {
	const char *key, *title;
	bool not_on_paper;
	/* a code: IN_WORDS ("walk_in" is "Walk in"), or as the tenant calls it: BY_CHOICE(CHOICE_PAYMENT_MODE) */
	int coded;
};
#define IN_WORDS        1
#define BY_CHOICE(list) (2 + (int)(list))
struct list {
	const char *select;		/* "select p.id, … from payment p join …" without where */
	/*
	 * "payment p", as it stands in select; or NULL.  With it a page that is filtered is found in
	 * two steps: ids from this table alone, which an index of filter and order answers without
	 * looking at a row, then the rows of these ids with all their joins.  So filters and extras
	 * of such a list name no other table's columns.
	 */
	const char *base;
	const char *where;		/* fixed condition or NULL */
	const struct filter *filters; size_t filter_count;
	const struct order *orders; size_t order_count;	/* the first, descending, is the default */
	const struct extra *extra; size_t extra_count;
	/* "select count(*) row_count, coalesce(sum(…),0) x_minor from …" for rq_totals */
	const char *totals;
	const char *title;		/* of a file: "Payments"; NULL: the resource's name in words */
	const struct list_title *titles; size_t title_count;
};
/*
 * A page: {"data", "next_cursor"}.  With another Accept the whole list as a file, streamed: text/csv
 * (ends with #end, the number of rows and the sums), XLSX, PDF (at most 10,000 rows), each with a
 * last line that says how many rows there are and what they total.
 */
enum err rq_page(struct rq *, const struct list *) MUST_USE;
/* One object over the same filters. */
enum err rq_totals(struct rq *, const struct list *) MUST_USE;

/*
 * Totals by a column of few values: {"row_count", "posted": money, "posted_count", …}.  Filters and
 * extras that all have a `summed` are answered from the view `covering`, which reads one index alone (sql/generate
 * makes a view of each index whose name ends in _sums); others from the list's base.
 */
struct list_sums {
	const char *covering;		/* "payment_sums p" */
	const char *by;			/* "p.status" */
	const char *values;		/* "posted|pending|…": all that there are */
	const char *amount;		/* "p.amount_minor" */
};
enum err rq_sums(struct rq *, const struct list *, const struct list_sums *) MUST_USE;

/* ---- a file of rows that a function gives ---- */
struct rows_file {
	const char *name;		/* of the file, without its ending */
	const char *title, *filters;	/* in words, at the head of XLSX and PDF */
	const struct list_title *titles; size_t title_count;
	const struct shape *shape;	/* of every row */
	const char *format;		/* out, before begin(): "csv", "xlsx", "pdf" */
	uint64_t expected;		/* how many will come: the pages of a PDF say of how many */
	/* read after the last row; NULL: nothing more than the number of rows and the sums of money */
	const char *control;		/* ",value=85": at the end of a CSV's last record */
	const char *total;		/* "85 bills": in the last line of the others */
};
typedef enum err rows_begun(struct cx *, struct rows_file *, void *arg);
typedef enum err rows_given(struct cx *, row_fn *put, void *put_arg, void *arg);
bool rq_wants_file(const struct rq *);
/*
 * What rq_page() answers with another Accept, of rows that come from give(): begin() fills the file's
 * head, give() calls put() for each row, both in one snapshot.  give() takes no memory of the request
 * for a row, of which there may be a million.
 */
enum err rq_file(struct rq *, struct rows_file *, rows_begun *begin, rows_given *give, void *arg) MUST_USE;

/* ---- doing something once ---- */
typedef enum err operation(struct cx *, void *arg);
typedef enum err answered(struct rq *, const void *arg);
/*
 * One transaction: the idempotency row, the operation, and the answer kept in it; sent after
 * commit.  Needs an Idempotency-Key (8 to 255 visible ASCII).  Same key and same request: the
 * kept answer, with "Idempotency-Replayed: true".  Same key, other request: E_KEY_REUSED.  A twin
 * under way: waited for 3 s, then E_BUSY.  A refusal rolls back and frees the key.
 */
enum err rq_once(struct rq *, operation *, answered *, void *arg) MUST_USE;
/*
 * What is done in several transactions and ends in rq_once(): the answer that an earlier request
 * with this key has kept, if there is one.  *kept: it is the answer to this one.
 */
enum err rq_kept(struct rq *, bool *kept) MUST_USE;
/* The same as rq_once() without a key, for edits that are idempotent by their version. */
enum err rq_tx(struct rq *, operation *, answered *, void *arg) MUST_USE;

int err_status(enum err);

#endif
