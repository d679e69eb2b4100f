/*
 * The bare program that the modules are held against: libfcgi and prepared statements, nothing
 * else.  No routes, no checks, no arena, one tenant as a literal, base tables, JSON by template.
 * It runs the statements of modules/payments for one payment, a list of 50 and taking a payment.
 *
 *   BARE_SOCKET, BARE_PASSWORD_FILE, BARE_TENANT (UUID), BARE_CURRENCY
 *   bare                       FastCGI on descriptor 0: /…/constant, /…/payments, /…/payments/ID
 *   bare --loop KIND N < ids   no HTTP: get|list|pay N times, prints microseconds each
 */
#include <fcgiapp.h>
#include <mysql.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

enum { CELLS = 64, CELL = 600, OUT = 1 << 17 };
struct statement { const char *sql, *json; MYSQL_STMT *st; unsigned long params; unsigned columns;
	char cell[CELLS][CELL]; unsigned long len[CELLS]; my_bool null[CELLS]; };

static MYSQL *my;
static const char *tenant, *currency;
static char out[OUT];
static size_t used;

enum {
	GET_ONE,
	GET_PAID,
	GET_DOUBLES,
	GET_MAILS,
	GET_HISTORY,
	PAGE,
	ONCE,
	LOCK,
	PAYER,
	BILL,
	ENTRY,
	LINES,
	FACT,
	NUMBERS,
	PAYMENT,
	OPEN,
	OWED,
	EDGE,
	AUDIT,
	KEEP
};
#include "bare.def"

#define MUST(x) \
	do { \
		if (x) { \
			fprintf(stderr, "%s: %s\n", #x, mysql_error(my)); \
			exit(1); \
		} \
	} while (0)
static void
put(const char *s, size_t n)
{
	if (used + n < OUT) {
		memcpy(out + used, s, n);
		used += n;
	}
}

static void
put_cell(struct statement *s, unsigned i, char how)
{
	if (s->null[i]) { put("null", 4); return; }
	if (how == '#') { put(s->cell[i], s->len[i]); return; }
	put("\"", 1);
	if (how == '@') { s->cell[i][10] = 'T'; s->cell[i][s->len[i]++] = 'Z'; }
	for (unsigned long k = 0; k < s->len[i]; k++) {
		if (s->cell[i][k] == '"' || s->cell[i][k] == '\\') put("\\", 1);
		put(&s->cell[i][k], 1);
	}
	put("\"", 1);
}

/* Run it with these texts; its rows go out by its template, with commas.  Returns their number. */
static int
run(int which, const char *const *params, bool print)
{
	struct statement *s = &all[which];
	MYSQL_BIND in[16] = { 0 }, result[CELLS] = { 0 };
	int rows = 0;
	if (!s->st) {			/* the tenant and its currency become literals */
		char text[4096], json[2048]; size_t n = 0;
		for (const char *p = s->sql; *p; p++)
			if (p[0] == '%' && p[1] == 'T') {
				memcpy(text + n, tenant, 36);
				n += 36;
				p++;
			} else if (p[0] == '%' && p[1] == '%') {
				text[n++] = '%';
				p++;
			} else
				text[n++] = *p;
		MUST(!(s->st = mysql_stmt_init(my)) || mysql_stmt_prepare(s->st, text, n));
		s->params = mysql_stmt_param_count(s->st); n = 0;
		for (const char *p = s->json; p && *p; p++)
			if (p[0] == '%') {
				memcpy(json + n, currency, 3);
				n += 3;
				p++;
			} else
				json[n++] = *p;
		json[n] = 0; s->json = strdup(json);
	}
	for (unsigned long i = 0; i < s->params; i++)
		in[i] = (MYSQL_BIND){ .buffer_type = params[i] ? MYSQL_TYPE_STRING
							       : MYSQL_TYPE_NULL,
			.buffer = (void *)(uintptr_t)params[i],
			.buffer_length = params[i] ? strlen(params[i]) : 0 };
	MUST(s->params && mysql_stmt_bind_param(s->st, in));
	MUST(mysql_stmt_execute(s->st));
	s->columns = mysql_stmt_field_count(s->st);	/* known now, also of INSERT … RETURNING */
	if (!s->columns) return (int)mysql_stmt_affected_rows(s->st);
	for (unsigned i = 0; i < s->columns; i++)
		result[i] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_STRING,
			.buffer = s->cell[i],
			.buffer_length = CELL - 2,
			.length = &s->len[i],
			.is_null = &s->null[i] };
	MUST(mysql_stmt_bind_result(s->st, result) || mysql_stmt_store_result(s->st));
	for (; mysql_stmt_fetch(s->st) == 0; rows++) {
		unsigned i = 0;
		if (print && rows) put(",", 1);
		for (const char *p = s->json, *e; print && *p; p = e) {
			e = p + strcspn(p, "$#@"); put(p, (size_t)(e - p));
			if (*e) put_cell(s, i++, *e++);
		}
		for (i = 0; !print && i < s->columns; i++) s->cell[i][s->len[i]] = 0;
	}
	mysql_stmt_free_result(s->st);
	return rows;
}
#define RUN(which, ...) run((which), (const char *const[]){ __VA_ARGS__ }, false)

static void
uuid7(char s[37])
{
	unsigned char r[16]; struct timespec t; uint64_t ms;
	clock_gettime(CLOCK_REALTIME, &t); (void)!getrandom(r, 16, 0);
	ms = (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
	snprintf(s, 37, "%08x-%04x-7%03x-a%03x-%02x%02x%02x%02x%02x%02x", (unsigned)(ms >> 16),
	    (unsigned)(ms & 0xffff), (r[0] << 4 | r[1] >> 4) & 0xfff,
	    (r[2] << 4 | r[3] >> 4) & 0xfff, r[4], r[5], r[6], r[7], r[8], r[9]);
}

static void get_one(const char *id)
{
	enum { AMOUNT = 4, PAID_ON = 10, ACCOUNT = 11 };
	struct statement *one = &all[GET_ONE];

	run(GET_ONE, (const char *const[]){ id, "0", "x" }, true);
	put(",\"allocations\":[", 16); run(GET_PAID, &id, true);
	for (int i = AMOUNT; i <= ACCOUNT; i++)
		one->cell[i][one->len[i]] = 0;
	put("],\"duplicate_of\":[", 18);
	run(GET_DOUBLES, (const char *const[]){ one->cell[ACCOUNT], one->cell[PAID_ON], one->cell[PAID_ON],
	    one->cell[AMOUNT], id, one->cell[PAID_ON], one->cell[PAID_ON] }, true);
	put("],\"mails\":[", 11); run(GET_MAILS, &id, true);
	put("],\"history\":[", 13);
	run(GET_HISTORY, &id, true);
	put("],\"difference\":\"exact\"}", 23);
}
static void
get_list(void)
{
	put("{\"data\":[", 9);
	run(PAGE, NULL, true);
	put("],\"next_cursor\":\"MQlwYWlk\"}", 28);
}

static void
pay(const char *account, const char *receivable, int64_t amount, const char *key)
{
	char id[37], entry[37], edge[37], d1[37], d2[37], audit[37], no[3][24], a[24], minus[24],
	    left[24], now[32], day[16], memo[99], json[300];
	time_t t = time(NULL); struct tm tm;
	gmtime_r(&t, &tm);
	strftime(now, sizeof now, "%Y-%m-%d %H:%M:%S.000000", &tm);
	strftime(day, sizeof day, "%Y-%m-%d", &tm);
	uuid7(id); uuid7(entry); uuid7(edge); uuid7(d1); uuid7(d2); uuid7(audit);
	snprintf(a, 24, "%lld", (long long)amount); snprintf(minus, 24, "-%.20s", a);
	MUST(mysql_query(my, "start transaction"));
	RUN(ONCE, "u:bare", key, "01234567890123456789012345678901", now);
	RUN(LOCK, account); RUN(PAYER, account); RUN(BILL, receivable);
	struct statement *p = &all[PAYER], *b = &all[BILL];
	snprintf(left, 24, "%lld", strtoll(b->cell[8], NULL, 10) - (long long)amount);
	snprintf(memo, 99, "Payment of %.40s", b->cell[3]);
	RUN(ENTRY, entry, day, now, id, memo);
	RUN(LINES, entry, a, account, receivable, entry, minus, account, receivable);
	RUN(FACT, d1, day, p->cell[1], p->cell[2], p->cell[3], a, d2, day, b->cell[9], b->cell[10],
	    b->cell[11], b->cell[12], b->cell[6], minus, left[0] == '0' ? "-1" : "0");
	RUN(NUMBERS, NULL);
	for (int i = 0; i < 3; i++) snprintf(no[i], 24, "%c-%.20s", "PTR"[i], all[NUMBERS].cell[1]);
	RUN(PAYMENT, id, account, p->cell[0], no[0], no[1], no[2], a, a, now, day, now, entry,
	    p->cell[1], p->cell[2], p->cell[3]);
	if (RUN(OPEN, left, left[0] == '0' ? "paid" : "open", day, receivable, b->cell[8]) < 1) exit(3);
	RUN(OWED, a, account);
	RUN(EDGE, edge, id, receivable, a, a, day);
	snprintf(json, 300,
	    "{\"receipt_no\":\"%s\",\"amount\":{\"amount\":%s,\"currency\":\"%s\"},\"method\":\"cash\",\"paid_on\":\"%s\"}",
	    no[2], a, currency, day);
	RUN(AUDIT, audit, now, id, account, key, json);
	size_t from = used;
	used += (size_t)snprintf(out + used, 600,
	    "{\"id\":\"%s\",\"payment_no\":\"%s\",\"transaction_no\":\"%s\",\"receipt_no\":\"%s\",\"amount\":"
	    "{\"amount\":%s,\"currency\":\"%s\"},\"change\":{\"amount\":0,\"currency\":\"%s\"},\"status\":\"posted\",\"entry_id\":\"%s\","
	    "\"paid_at\":\"%s\",\"paid_on\":\"%s\"}",
	    id, no[0], no[1], no[2], a, currency, currency, entry, now, day);
	out[used] = 0;
	RUN(KEEP, out + from, "u:bare", key);
	MUST(mysql_query(my, "commit"));
}

/* "name":"VALUE" out of a body that is known to be good. */
static const char *
text(const char *body, const char *name, char o[37])
{
	snprintf(o, 37, "%.36s", strstr(body, name) + strlen(name));
	return o;
}

static void
serve(FCGX_Request *r)
{
	const char *uri = FCGX_GetParam("REQUEST_URI", r->envp), *id = strstr(uri, "/payments/");
	char one[37], two[37];
	char body[4096] = "";
	int n = FCGX_GetStr(body, sizeof body - 1, r->in);
	body[n > 0 ? n : 0] = 0;
	used = 0;
	used = (size_t)snprintf(out, OUT, "Status: 200\r\nContent-Type: application/json\r\n\r\n");
	if (strstr(uri, "/constant")) put("{\"status\":\"ok\"}", 15);
	else if (n > 0)
		pay(text(body, "account_id\":\"", one), text(body, "receivable_id\":\"", two),
		    strtoll(strstr(body, "amount\":{\"amount\":") + 18, NULL, 10),
		    FCGX_GetParam("HTTP_IDEMPOTENCY_KEY", r->envp));
	else if (id) get_one(text(id, "/payments/", one)); else get_list();
	FCGX_PutStr(out, (int)used, r->out); FCGX_Finish_r(r);
}

int
main(int argc, char **argv)
{
	char password[128] = "", line[4][100000 / 1000 + 1];
	FILE *f = fopen(getenv("BARE_PASSWORD_FILE"), "r");
	FCGX_Request r;
	struct timespec a, b;
	tenant = getenv("BARE_TENANT"); currency = getenv("BARE_CURRENCY");
	if (!f || !fgets(password, sizeof password, f)) return 2;
	password[strcspn(password, "\n")] = 0; fclose(f); my = mysql_init(NULL);
	MUST(!mysql_real_connect(
	    my, NULL, "root", password, "store", 0, getenv("BARE_SOCKET"), CLIENT_FOUND_ROWS));
	MUST(mysql_query(my, "set names utf8mb4, time_zone = '+00:00'"));
	if (argc == 4) {
		long n = strtol(argv[3], NULL, 10);
		clock_gettime(CLOCK_MONOTONIC, &a);
		for (long i = 0; i < n; i++, used = 0) {
			if (strcmp(argv[2], "list") == 0) { get_list(); continue; }
			if (scanf("%100s", line[0]) != 1) {
				rewind(stdin);
				(void)!scanf("%100s", line[0]);
			}
			if (strcmp(argv[2], "get") == 0) { get_one(line[0]); continue; }
			(void)!scanf("%100s", line[1]);
			uuid7(line[2]);
			pay(line[0], line[1], 1, line[2]);
		}
		clock_gettime(CLOCK_MONOTONIC, &b);
		printf("%.1f\n",
		    (double)(b.tv_sec - a.tv_sec) * 1e6 / (double)n +
			(double)(b.tv_nsec - a.tv_nsec) / 1e3 / (double)n);
		return 0;
	}
	FCGX_Init(); FCGX_InitRequest(&r, 0, 0);
	while (FCGX_Accept_r(&r) == 0) serve(&r);
}
