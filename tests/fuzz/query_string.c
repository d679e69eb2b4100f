/*
 * Any path (the first line) and any query string (the rest) through the reading of a request, the
 * match of a route, a list with filters of every type, its cursor and its totals.  Nothing of the
 * input may reach the text of the statement: it is made of the list's own words, and has as many
 * marks as parameters.
 */
#include "app_private.h"
#include "fuzz.h"

static handler page, totals, item;

static const struct route routes[] = {
	{ GET, "/api/v1/payments", VERDICT, SIGNED_IN, page, FAST, PERM_FORGOTTEN },
	{ GET, "/api/v1/payments/totals", VERDICT, SIGNED_IN, totals, FAST, PERM_FORGOTTEN },
	{ GET, "/api/v1/payments/:id", VERDICT, SIGNED_IN, item, FAST, PERM_FORGOTTEN },
	{ POST, "/api/v1/payments/:id/void", VERDICT, SIGNED_IN, item, FAST, PERM_FORGOTTEN },
};

static const struct filter filters[] = {
	{ .name = "method",
	    .sql = "p.method = ?",
	    .type = CHOICE,
	    .choices = "cash|card_terminal" },
	{ .name = "from", .sql = "p.paid_on >= ?", .type = DATE },
	{ .name = "to", .sql = "p.paid_on <= ?", .type = DATE },
	{ .name = "account_id", .sql = "p.account_id = ?", .type = ID },
	{ .name = "number", .sql = "(p.a = ? or p.b = ?)", .type = TEXT },
	{ .name = "amount", .sql = "p.amount_minor = ?", .type = INTEGER },
};
static const struct order orders[] = {
	{ .name = "paid_at", .column = "p.paid_at", .id = "p.id", .type = COLUMN_INSTANT,
	    .key = "paid_at", .id_key = "id" },
	{ .name = "amount", .column = "p.amount_minor", .id = "p.id", .type = COLUMN_I64,
	    .key = "amount_minor", .id_key = "id" },
	{ .name = "paid_on", .column = "p.paid_on", .id = "p.id", .type = COLUMN_DATE,
	    .key = "paid_on", .id_key = "id" },
	{ .name = "name", .column = "p.name", .id = "p.id", .type = COLUMN_TEXT, .key = "name",
	    .id_key = "id" },
};
static const struct list list = {
	.select = "select p.id from payment p", .where = "p.x = 1",
	.filters = filters, .filter_count = COUNT(filters),
	.orders = orders, .order_count = COUNT(orders),
	.totals = "select count(*) n from payment p",
};

/* Takes the place of the database (the linker's --wrap). */
enum err __wrap_db_built_all(struct cx *, struct rows *, const struct sql *);

enum err
__wrap_db_built_all(struct cx *cx, struct rows *rows, const struct sql *sql)
{
	static const char own[] = "abcdefghijklmnopqrstuvwxyz_.,()<>=*?1 ";
	size_t marks = 0;

	(void)rows;
	MUST(strspn(sql->text, own) == strlen(sql->text) && strlen(sql->text) < 500);
	for (const char *s = sql->text; *s; s++)
		marks += *s == '?';
	MUST(marks == sql->n);
	return fail(cx, E_STORAGE, "There is no database here.");
}

static enum err
page(struct rq *rq)
{
	return rq_page(rq, &list);
}

static enum err
totals(struct rq *rq)
{
	return rq_totals(rq, &list);
}

static enum err
item(struct rq *rq)
{
	MUST(strlen(rq_path_id(rq, "id")) == 36);
	MUST(rq_query_i64(rq, "limit", 1, 9, 5) <= 9);
	return rq_valid(rq);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cx cx = fuzz_cx();
	char *text = arena_strndup(cx.arena, (const char *)data, size), *query = strchr(text, '\n');
	FCGX_Request fcgi = { 0 };
	struct rq_private p = { .fcgi = &fcgi, .routes = routes, .route_count = COUNT(routes) };
	struct rq rq = { .cx = cx, .p = &p };
	const char *allow;
	enum err e;

	if (query)
		*query++ = '\0';
	fcgi.envp = (char *[]){ "REQUEST_METHOD=GET", "REQUEST_ID=1",
		"AUTH_TENANT=0190a6e2-7b1c-7c3e-8f00-0123456789ab", "AUTH_ID=1",
		"AUTH_CURRENCY=USD", "AUTH_ZONE=UTC", fmt(cx.arena, "AUTH_NAME=%s", text),
		fmt(cx.arena, "REQUEST_URI=%s", text),
		fmt(cx.arena, "QUERY_STRING=%s", query ? query : ""),
		fmt(cx.arena, "HTTP_COOKIE=%s", text), NULL };
	rq.cx.failure.code = OK;
	e = request_read(&rq);
	if (e != OK) {
		MUST(e == E_MALFORMED || e == E_NOT_FOUND);
		return 0;
	}
	(void)rq_cookie(&rq, "__Host-billport");
	MUST(input_parse(&rq.cx, "", 0, &rq.body) == OK);
	rq.route = route_match(&rq, &allow);
	if (rq.route)
		(void)!rq.route->handler(&rq);
	return 0;
}
