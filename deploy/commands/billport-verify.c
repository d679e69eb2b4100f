/*
 * billport-verify [--json] [TENANT-CODE …]
 *
 * Do the books agree?  For each tenant (all, if none is named), in one consistent snapshot, with
 * statements of its own over the base tables: nothing here calls the code that it checks.  One line
 * a check; with --json one object a tenant.  Exit status 0: all agree; 1: something differs; 2: it
 * could not be carried out.
 *
 * Start at billport-verify.def, which holds every statement and what is checked with it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "clock.h"
#include "db.h"
#include "json_out.h"
#include "log.h"
#include "settings.h"
#include "text.h"

enum { PARAMS = 32 };

static const int64_t SUM_MODULUS = 4294967291;	/* as in the statements */

enum sum {
	ZERO,
#define SUM(NAME, name) NAME,
#include "billport-verify.def"
	SUMS
};

static const char *const sum_names[SUMS] = {
	"",
#define SUM(NAME, name) #name,
#include "billport-verify.def"
};

static const char *const census[] = {
#define CENSUS(sql) sql,
#include "billport-verify.def"
};

struct equation { enum sum left, right[10]; };
struct check { const char *name; enum sum of; const char *sql; struct equation equations[6]; };

static const struct check checks[] = {
/* The window counts what the limit cuts off. */
#define CHECK(name, of, sql, ...) \
	{ #name, of, \
		"select wrong.example, count(*) over () as wrong from (" sql ") wrong limit 20", \
		{ __VA_ARGS__ } },
#include "billport-verify.def"
};

/* ---- telling ---- */

struct report {
	const char *tenant;
	bool as_json;
	bool differs;
	int64_t began;			/* monotonic: of the check under way */
	struct json *json;
};

static void
tell_as_json(struct json *json, const char *name, int64_t checked, int64_t wrong, int64_t ms,
    const struct rows *examples)
{
	json_begin(json);
	json_put_str(json, "check", name);
	json_put_i64(json, "checked", checked);
	json_put_i64(json, "differ", wrong);
	json_put_i64(json, "ms", ms);
	json_key(json, "examples");
	json_begin_list(json);
	for (size_t i = 0; i < examples->n; i++)
		json_str(json, row_str(&examples->row[i], "example"));
	json_end_list(json);
	json_end(json);
}

static void
tell(struct report *report, const char *name, int64_t checked, int64_t wrong,
    const struct rows *examples)
{
	int64_t ms = (monotonic_now() - report->began) / 1000;

	report->began = monotonic_now();
	report->differs = report->differs || wrong > 0;
	if (report->as_json) {
		tell_as_json(report->json, name, checked, wrong, ms, examples);
		return;
	}
	(void)printf(
	    "%-16s %-22s %10" PRId64 " %6" PRId64 " ms  ", report->tenant, name, checked, ms);
	if (wrong == 0)
		(void)printf("OK\n");
	else
		(void)printf("DIFFERS in %" PRId64 "\n", wrong);
	for (size_t i = 0; i < examples->n; i++)
		(void)printf("%-16s   %s\n", "", row_str(&examples->row[i], "example"));
	(void)fflush(stdout);
}

/* ---- the checks of the table ---- */

/* A statement of the table, with the tenant for each ?. */
static enum err
ask(struct cx *cx, struct rows *out, const char *sql, const char *tenant_id)
{
	struct param params[PARAMS];
	size_t n = 0;

	for (const char *p = sql; *p; p++)
		if (*p == '?' && n < PARAMS)
			params[n++] = str(tenant_id);
	return db_all_(cx, out, sql, params, n);
}

static bool
agrees(const struct check *check, const int64_t sums[SUMS])
{
	for (size_t i = 0; i < COUNT(check->equations) && check->equations[i].left != ZERO; i++) {
		const struct equation *e = &check->equations[i];
		int64_t left = sums[e->left];

		for (size_t k = 0; k < COUNT(e->right); k++)
			left -= sums[e->right[k]];	/* of ZERO: nothing */
		if (left % SUM_MODULUS != 0)
			return false;
	}
	return check->equations[0].left != ZERO;	/* without sums the statement is asked */
}

static enum err
carry_out(struct cx *cx, struct report *report, const struct check *check, const char *tenant_id,
    const int64_t sums[SUMS])
{
	struct rows rows = { 0 };
	int64_t wrong = 0;

	if (!agrees(check, sums)) {
		TRY(ask(cx, &rows, check->sql, tenant_id));
		wrong = rows.n ? row_i64(&rows.row[0], "wrong") : 0;
	}
	tell(report, check->name, sums[check->of], wrong, &rows);
	return OK;
}

static enum err
take_census(struct cx *cx, const char *tenant_id, int64_t sums[SUMS])
{
	struct rows rows;

	for (size_t i = 0; i < COUNT(census); i++) {
		TRY(ask(cx, &rows, census[i], tenant_id));
		for (unsigned c = 0; c < rows.shape->n; c++)
			for (unsigned s = 1; s < SUMS; s++)
				if (same_text(sum_names[s], rows.shape->columns[c].name))
					sums[s] = rows.row[0].values[c].i;
	}
	return OK;
}

/* ---- numbers ---- */

struct numbered { const char *name, *series, *format_name, *quick, *sql, *gaps; };

/* A number's text without the letters before and behind it is the number; what an older format wrote
 * is only counted. */
#define NUMBERS(table, column, own) \
	"select count(*) n, count(distinct if(" column " like ?, cast(substr(" column ", ?," \
	" char_length(" column ") - ?) as signed), null)) as distinct_n," \
	" coalesce(sum(" column " like ?), 0) as alike," \
	" min(if(" column " like ?, cast(substr(" column ", ?, char_length(" column \
	") - ?) as signed), null)) lowest," \
	" max(if(" column " like ?, cast(substr(" column ", ?, char_length(" column \
	") - ?) as signed), null)) highest" \
	" from store." table " where tenant_id = ? and " column " is not null" own
/* The same where all are in today's format and none was left out: a sum that a double changes. */
#define ADDED(table, column, own) \
	"select count(*) n," TOTAL("(nr % 1000003) * (nr % 999983 + 1)", \
	    "added") " from" \
		     " (select cast(substr(" column ", ?, char_length(" column \
		     ") - ?) as signed) nr from store." table " where tenant_id = ? and " column \
		     " is not null" own ") x"
#define MISSING(table, column, own) \
	"select concat(nr + 1, if(following > nr + 2, concat(' to ', following - 1), '')) example from" \
	" (select nr, lead(nr) over (order by nr) following from (select cast(substr(" column \
	", ?," \
	" char_length(" column ") - ?) as signed) nr from store." table \
	" where tenant_id = ? and " column \
	" like ?" own " union all select ?) a) b where following > nr + 1 limit 20"

/* What came by import has the number that it had. */
#define OURS " and import_id is null"

static const struct numbered series[] = {
	{ "numbers_payment", "payment", "payment_format", ADDED("payment", "payment_no", ""),
	    NUMBERS("payment", "payment_no", ""), MISSING("payment", "payment_no", "") },
	{ "numbers_transaction", "transaction", "transaction_format",
	    ADDED("payment", "transaction_no", ""), NUMBERS("payment", "transaction_no", ""),
	    MISSING("payment", "transaction_no", "") },
	{ "numbers_receipt", "receipt", "receipt_format", ADDED("payment", "receipt_no", ""),
	    NUMBERS("payment", "receipt_no", ""), MISSING("payment", "receipt_no", "") },
	{ "numbers_bill", "bill", "bill_format", ADDED("bill", "number", OURS), NUMBERS("bill", "number", OURS),
	    MISSING("bill", "number", OURS) },
	{ "numbers_credit_note", "credit_note", "credit_note_format", ADDED("credit_note", "number", ""),
	    NUMBERS("credit_note", "number", ""), MISSING("credit_note", "number", "") },
	{ "numbers_charge", "charge", "charge_format", ADDED("charge", "number", OURS),
	    NUMBERS("charge", "number", OURS), MISSING("charge", "number", OURS) },
	{ "numbers_plan", "plan", "plan_format", ADDED("plan", "number", ""), NUMBERS("plan", "number", ""),
	    MISSING("plan", "number", "") },
	{ "numbers_drawer", "drawer", "drawer_format", ADDED("drawer_close", "number", ""),
	    NUMBERS("drawer_close", "number", ""), MISSING("drawer_close", "number", "") },
};

/* Where the number stands in a text of this format: how many characters before and behind it, and
 * what LIKE finds. */
struct place { int64_t before, around; const char *like; };

static struct place
place_of(struct cx *cx, const char *format)
{
	struct buf like = buf_in(cx->arena);
	struct place at = { 0 };
	bool behind = false;
	const char *p = format;

	while (*p) {
		size_t len = *p == '{' ? strcspn(p, "}") + 1 : 1, wide = 1;

		if (len > 1 && p[1] == 'n') {
			buf_putc(&like, '%');
			behind = true;
			p += len;
			continue;
		}
		if (len > 1)
			wide = len == strlen("{yyyy}") ? 4 : 2;
		for (size_t i = 0; i < wide; i++) {
			if (len == 1 && (*p == '%' || *p == '_' || *p == '\\'))
				buf_putc(&like, '\\');
			buf_putc(&like, len > 1 ? '_' : *p);
		}
		at.before += behind ? 0 : (int64_t)wide;
		at.around += (int64_t)wide;
		p += len;
	}
	at.like = like.data ? like.data : "%";
	return at;
}

static enum err
format_of(struct cx *cx, const char *tenant_id, const char *name, const char **out)
{
	const struct row *row;

	TRY(db_maybe(cx, &row, "select value from store.setting where tenant_id = ? and name = ?",
	    str(tenant_id), str(name)));
	*out = row ? row_str(row, "value") : "{n}";
	for (unsigned i = 0; !row && i < SETTINGS; i++)
		if (same_text(setting_table[i].name, name))
			*out = setting_table[i].dflt;
	return OK;
}

struct given { int64_t first, next; };		/* first … next - 1 */

static enum err
read_given(struct cx *cx, const struct numbered *s, const char *tenant_id, struct given *out)
{
	const struct row *row;

	TRY(db_maybe(cx, &row,
	    "select next, first from store.number_series where tenant_id = ? and series = ?",
	    str(tenant_id), str(s->series)));
	*out = (struct given){ row ? row_i64(row, "first") : 1, row ? row_i64(row, "next") : 1 };
	return OK;
}

/* Each number given is used once, all in today's format: told from two sums. */
static enum err
all_plain(struct cx *cx, const struct numbered *s, const char *tenant_id, const struct place *at,
    const struct given *given, bool *plain)
{
	struct param p[] = { i64(at->before + 1), i64(at->around), str(tenant_id) };
	int64_t wanted = 0;
	struct rows rows;

	TRY(db_all_(cx, &rows, s->quick, p, COUNT(p)));
	for (int64_t n = given->first; n < given->next; n++)
		wanted = (wanted + (n % 1000003) * (n % 999983 + 1)) % SUM_MODULUS;
	*plain = row_i64(rows.row, "n") == given->next - given->first &&
	    row_i64(rows.row, "added") == wanted;
	return OK;
}

/* Each number is used once or noted as a gap; *wrong tells how many are not. */
static enum err
count_numbers(struct cx *cx, const struct numbered *s, const char *tenant_id,
    const struct place *at, const struct given *given, int64_t *wrong)
{
	struct param like = str(at->like), from = i64(at->before + 1), around = i64(at->around);
	struct param p[] = { like, from, around, like, like, from, around, like, from, around,
		str(tenant_id) };
	const struct row *gaps, *kept = NULL, *used;
	struct rows rows;
	bool once, within;

	TRY(db_one(cx, &gaps,
	    "select coalesce(sum(last_no - first_no + 1), 0) n from store.number_gap"
	    " where tenant_id = ? and series = ?",
	    str(tenant_id), str(s->series)));
	/* what a run that is not done yet has left of its blocks */
	if (same_text(s->series, "bill"))
		TRY(db_one(cx, &kept,
		    "select coalesce(sum(last_number - next_number + 1), 0) n from store.generation_part"
		    " where tenant_id = ? and not is_finished and next_number <= last_number",
		    str(tenant_id)));
	TRY(db_all_(cx, &rows, s->sql, p, COUNT(p)));
	used = rows.row;
	once = row_i64(used, "distinct_n") == row_i64(used, "alike");
	within = row_null(used, "lowest") ||
	    (row_i64(used, "lowest") >= given->first && row_i64(used, "highest") < given->next);
	*wrong = llabs(row_i64(used, "n") + row_i64(gaps, "n") + (kept ? row_i64(kept, "n") : 0) -
	    (given->next - given->first));
	if (*wrong == 0 && !(once && within))
		*wrong = 1;
	return OK;
}

static enum err
check_numbers(struct cx *cx, struct report *report, const struct numbered *s, const char *tenant_id)
{
	struct rows examples = { 0 };
	struct given given;
	const char *format;
	struct place at;
	int64_t wrong = 0;
	bool plain;

	TRY(format_of(cx, tenant_id, s->format_name, &format));
	at = place_of(cx, format);
	TRY(read_given(cx, s, tenant_id, &given));
	TRY(all_plain(cx, s, tenant_id, &at, &given, &plain));
	if (!plain)
		TRY(count_numbers(cx, s, tenant_id, &at, &given, &wrong));
	if (wrong != 0)
		TRY(db_all_(cx, &examples, s->gaps,
		    (struct param[]){ i64(at.before + 1), i64(at.around), str(tenant_id),
			str(at.like), i64(given.first - 1) },
		    5));
	tell(report, s->name, given.next - given.first, wrong, &examples);
	return OK;
}

/* A key whose answer was never kept: its transaction would have rolled back. */
static enum err
check_keys(struct cx *cx, struct report *report, const char *tenant_id, int64_t checked)
{
	struct rows rows;

	TRY(db_all(cx, &rows,
	    "select concat(principal, ' ', idem_key) example, count(*) over () as wrong"
	    " from store.idempotency where tenant_id = ? and created_at < ?"
	    " and (status is null or status not between 200 and 299 or answer is null) limit 20",
	    str(tenant_id), instant(cx, real_now() - INT64_C(60000000))));
	tell(report, "idempotency", checked, rows.n ? row_i64(&rows.row[0], "wrong") : 0, &rows);
	return OK;
}

/* ---- a tenant ---- */

struct tenant { const char *id, *code; struct report *report; };

static enum err
check_tenant(struct cx *cx, void *arg)
{
	const struct tenant *t = arg;
	int64_t sums[SUMS] = { 0 };

	TRY(take_census(cx, t->id, sums));
	tell(t->report, "census", sums[ENTRIES], 0, &(struct rows){ 0 });
	for (size_t i = 0; i < COUNT(checks); i++)
		TRY(carry_out(cx, t->report, &checks[i], t->id, sums));
	for (size_t i = 0; i < COUNT(series); i++)
		TRY(check_numbers(cx, t->report, &series[i], t->id));
	return check_keys(cx, t->report, t->id, sums[KEYS]);
}

/* Rows of tenants that do not exist, in the tables that have no foreign key. */
static enum err
check_strays(struct cx *cx, void *arg)
{
	struct report *report = arg;
	struct rows rows;

	TRY(db_all(cx, &rows,
	    "select concat(x.name, ' of tenant ', x.tenant_id) example, count(*) over () as wrong"
	    " from (select distinct 'metric_delta' name, tenant_id from store.metric_delta"
	    " union all select distinct 'metric_rollup', tenant_id from store.metric_rollup"
	    " union all select distinct 'search_part', tenant_id from store.search_part) x"
	    " left join store.tenant t on t.id = x.tenant_id where t.id is null limit 20"));
	tell(report, "strays", 3, rows.n ? row_i64(&rows.row[0], "wrong") : 0, &rows);
	return OK;
}

static enum err
verify(struct cx *cx, struct report *report, const char *tenant_id, tx_fn *fn, void *arg)
{
	struct buf out = buf_in(cx->arena);
	struct json json = json_to(&out);
	enum err e;

	report->json = &json;
	report->began = monotonic_now();
	json_begin(&json);
	json_put_str(&json, "tenant", report->tenant);
	json_key(&json, "checks");
	json_begin_list(&json);
	/* A connection each: MariaDB 10.11 refuses some of these statements (1140, 1054) when it executes
	 * them prepared for the second time. */
	cx->db = db_open();
	/* for the one view: names of people lie behind it */
	e = db_set_tenant(cx, tenant_id);
	if (e == OK)
		e = db_snapshot(cx, fn, arg);
	db_close(cx->db);
	cx->db = NULL;
	json_end_list(&json);
	json_put_bool(&json, "agrees", e == OK && !report->differs);
	json_end(&json);
	if (e == OK && report->as_json)
		(void)puts(out.data);
	(void)fflush(stdout);
	return e;
}

struct wanted { const char *const *codes; int n; };

static bool
is_wanted(const struct wanted *w, const char *code)
{
	for (int i = 0; i < w->n; i++)
		if (same_text(w->codes[i], code))
			return true;
	return w->n == 0;
}

static enum err
verify_all(struct cx *cx, const struct wanted *wanted, bool as_json, bool *differs)
{
	struct rows tenants;
	int found = 0;
	enum err e;

	cx->db = db_open();
	e = db_all(cx, &tenants, "select id, code from store.tenant order by code");
	db_close(cx->db);
	cx->db = NULL;
	TRY(e);
	for (size_t i = 0; i < tenants.n; i++) {
		struct tenant t = { .id = row_str(&tenants.row[i], "id"),
			.code = row_str(&tenants.row[i], "code") };
		struct report report = { .tenant = t.code, .as_json = as_json };

		if (!is_wanted(wanted, t.code))
			continue;
		found++;
		t.report = &report;
		TRY(verify(cx, &report, t.id, check_tenant, &t));
		*differs = *differs || report.differs;
	}
	if (wanted->n == 0) {
		struct report report = { .tenant = "-", .as_json = as_json };

		TRY(verify(cx, &report, NULL, check_strays, &report));
		*differs = *differs || report.differs;
	} else if (found < wanted->n) {
		return fail(cx, E_NOT_FOUND, "There is no tenant of such a code.");
	}
	return OK;
}

int
main(int argc, char **argv)
{
	struct cx cx = { .arena = arena_new((size_t)64 << 20),
		.who = { .kind = ACTOR_SYSTEM, .name = "verify" } };
	struct wanted wanted = { 0 };
	bool as_json = argc > 1 && same_text(argv[1], "--json"), differs = false;
	enum err e;

	log_name("verify");
	wanted.n = argc - 1 - as_json;
	wanted.codes = (const char *const *)argv + 1 + as_json;
	if (!cx.arena)
		return 2;
	if (wanted.n > 0 && wanted.codes[0][0] == '-') {
		(void)fputs("usage: billport-verify [--json] [TENANT-CODE ...]\n", stderr);
		arena_free(cx.arena);
		return 2;
	}
	e = verify_all(&cx, &wanted, as_json, &differs);
	if (e != OK)
		(void)fprintf(stderr, "billport-verify: %s\n", cx.failure.detail);
	arena_free(cx.arena);
	return e != OK ? 2 : differs;
}
