#include "find.h"
#include <stdlib.h>
#include <string.h>
#include "clock.h"
#include "found.h"
#include "numbering.h"
#include "search.h"
#include "text.h"

enum { PEOPLE = 20, YEARS = 3 };

/* How far off: an exact number or phone, the whole name, its beginning, a word's beginning, a part. */
enum score { EXACT, WHOLE = 10, BEGINS = 20, WORD = 30, PART = 40 };

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* Folded letters and digits without what parts them: "(518) 555-0143" is 5185550143. */
static const char *
compact(struct cx *cx, const char *s)
{
	char *out = utf8_fold(cx->arena, s ? s : ""), *to = out;

	for (const char *p = out; *p; p++)
		if (is_digit(*p) || is_letter(*p))
			*to++ = *p;
	*to = '\0';
	return out;
}

static bool
has_digit(const char *s)
{
	while (*s && !is_digit(*s))
		s++;
	return *s != '\0';
}

static bool
begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

/* How well a text answers q, both as they were typed. */
static int
score_of(struct cx *cx, const char *text, const char *q)
{
	const char *t, *word, *at;

	if (text == NULL)
		return PART;
	t = utf8_fold(cx->arena, text);
	word = utf8_fold(cx->arena, q);
	if (same_text(t, word))
		return WHOLE;
	if (begins(t, word))
		return BEGINS;
	at = strstr(t, word);
	return at != NULL && !is_letter(at[-1]) && !is_digit(at[-1]) ? WORD : PART;
}

static void
keep(struct finding *f, const struct result *r)
{
	if (f->n < COUNT(f->results))
		f->results[f->n++] = *r;
}

/* ---- people ---- */

#define TWENTY "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
#define TWENTY_OF(p) \
	p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], p[8], p[9], p[10], p[11], p[12], p[13], p[14], \
	p[15], p[16], p[17], p[18], p[19]

static void
fill(struct param out[PEOPLE], const struct search_hit *hits, size_t n)
{
	for (size_t i = 0; i < PEOPLE; i++)
		out[i] = str(hits[i < n ? i : n - 1].id);
}

/* The meter whose number q is a part of; NULL: it was found by something else. */
static const char *
meter_of(struct cx *cx, const struct rows *meters, const char *account_id, const char *q)
{
	for (size_t i = 0; i < meters->n; i++)
		if (row_is(&meters->row[i], "account_id", account_id) &&
		    strstr(compact(cx, row_str(&meters->row[i], "number")), q))
			return row_str(&meters->row[i], "number");
	return NULL;
}

static int
smaller(int a, int b)
{
	return a < b ? a : b;
}

static void
keep_account(struct cx *cx, struct finding *f, const struct row *a, const struct rows *meters)
{
	const char *q = compact(cx, f->q), *number = compact(cx, row_str(a, "number")), *meter;
	const char *phone = compact(cx, row_str(a, "phone"));
	struct result r = {
		.kind = "account", .id = row_str(a, "id"), .account_id = row_str(a, "id"),
		.title = row_str(a, "name"), .number = row_str(a, "number"),
		.subtitle = fmt(cx->arena, "%s, %s", row_str(a, "street"), row_str(a, "city")),
		.status = row_str(a, "status"), .has_owed = true,
		.owed_minor = row_i64(a, "owed_minor"),
		.score = smaller(score_of(cx, row_str(a, "name"), f->q),
		    smaller(score_of(cx, row_str(a, "street"), f->q) + 2,
			score_of(cx, row_str(a, "email"), f->q) + 3)),
	};

	if (has_digit(q) && (same_text(number, q) || same_text(phone, q)))
		r.score = EXACT;
	else if (has_digit(q) && strstr(number, q))
		r.score = smaller(r.score, BEGINS);
	meter = has_digit(q) ? meter_of(cx, meters, r.id, q) : NULL;
	if (meter != NULL && r.score > BEGINS) {
		r.kind = "meter";
		r.number = meter;
		r.score = same_text(compact(cx, meter), q) ? EXACT : BEGINS;
	}
	keep(f, &r);
}

static enum err
find_accounts(struct cx *cx, struct finding *f)
{
	struct search_hit *hits;
	struct param id[PEOPLE];
	struct rows rows, meters = { 0, NULL, NULL };
	size_t n;

	TRY(search_best(cx, "account", f->q, PEOPLE, &hits, &n));
	if (n == 0)
		return OK;
	fill(id, hits, n);
	TRY(db_all(cx, &rows,
	    "select a.id, a.number, a.status, a.street, a.city, c.name, c.phone, c.email,"
	    " coalesce(b.owed_minor, 0) owed_minor from account a"
	    " join consumer c on c.id = a.consumer_id left join account_balance b"
	    " on b.account_id = a.id where a.id in (" TWENTY ")", TWENTY_OF(id)));
	if (has_digit(f->q))
		TRY(db_all(cx, &meters, "select account_id, number from meter"
		    " where account_id in (" TWENTY ") order by number", TWENTY_OF(id)));
	for (size_t i = 0; i < rows.n; i++)
		keep_account(cx, f, &rows.row[i], &meters);
	return OK;
}

static enum err
find_consumers(struct cx *cx, struct finding *f)
{
	const char *q = compact(cx, f->q);
	struct search_hit *hits;
	struct param id[PEOPLE];
	struct rows rows;
	size_t n;

	TRY(search_best(cx, "consumer", f->q, PEOPLE, &hits, &n));
	if (n == 0)
		return OK;
	fill(id, hits, n);
	TRY(db_all(cx, &rows, "select id, number, name, phone, email from consumer"
	    " where id in (" TWENTY ")", TWENTY_OF(id)));
	for (size_t i = 0; i < rows.n; i++) {
		const struct row *c = &rows.row[i];
		const char *phone = row_str(c, "phone"), *email = row_str(c, "email");
		struct result r = {
			.kind = "consumer", .id = row_str(c, "id"), .title = row_str(c, "name"),
			.number = row_str(c, "number"), .subtitle = phone ? phone : email,
			.score = smaller(score_of(cx, row_str(c, "name"), f->q),
			    score_of(cx, email, f->q) + 3),
		};

		if (has_digit(q) && (same_text(compact(cx, r.number), q) ||
		    same_text(compact(cx, phone), q)))
			r.score = EXACT;
		r.score += 1;		/* at the same distance his account comes first */
		keep(f, &r);
	}
	return OK;
}

enum err
find_people(struct cx *cx, struct finding *f)
{
	if (!may(&cx->who.may, CAN_READ_CONSUMERS))
		return OK;
	TRY(find_accounts(cx, f));
	return find_consumers(cx, f);
}

/* ---- what has a number ---- */

/* What a number may begin with. */
enum { PATTERNS = 1 + YEARS };

/* Rows with id, number, subtitle, account_id, status, `on`, owed_minor, amount_minor, the first
 * numbers that are like one of the patterns. */
typedef enum err numbered(struct cx *, const struct param *like, struct param own, struct param me,
    struct rows *);
#define NUMBERED(name, ...) \
	static enum err name(struct cx *cx, const struct param *like, struct param own, \
	    struct param me, struct rows *out) \
	{ \
		(void)own, (void)me; \
		return db_all(cx, out, __VA_ARGS__); \
	}
#define NONE "cast(null as signed)"
#define LIKE(column)     column " like ? escape '!'"
#define FOUND_BY(column) \
	" where (" LIKE(column) " or " LIKE(column) " or " LIKE(column) " or " LIKE(column) ")"
#define LIKES            like[0], like[1], like[2], like[3]
#define FIRST_OF(column) " order by " column " limit 5"

#define PAYMENT(column) \
	"select straight_join p.id, " column " number, c.name subtitle, p.account_id, p.status," \
	" p.paid_on `on`, " NONE " owed_minor, p.amount_minor from payment p" \
	" join consumer c on c.id = p.consumer_id" FOUND_BY(column) \
	" and (? = 0 or p.received_by = ?)" FIRST_OF(column)
NUMBERED(receipts, PAYMENT("p.receipt_no"), LIKES, own, me)
NUMBERED(payments, PAYMENT("p.payment_no"), LIKES, own, me)
NUMBERED(transactions, PAYMENT("p.transaction_no"), LIKES, own, me)
NUMBERED(bills, "select straight_join b.id, b.number, c.name subtitle, b.account_id,"
    " r.status, b.issued_on `on`, r.open_minor owed_minor, b.amount_minor from bill b"
    " join consumer c on c.id = b.consumer_id join receivable r on r.id = b.id"
    FOUND_BY("b.number") FIRST_OF("b.number"), LIKES)
NUMBERED(charges, "select straight_join h.id, h.number, c.name subtitle, h.account_id,"
    " h.status, h.issued_on `on`, r.open_minor owed_minor, h.amount_minor from charge h"
    " join consumer c on c.id = h.consumer_id join receivable r on r.id = h.id"
    FOUND_BY("h.number") FIRST_OF("h.number"), LIKES)
NUMBERED(credit_notes, "select straight_join n.id, n.number, c.name subtitle,"
    " n.account_id, n.status, n.created_on `on`, " NONE " owed_minor, n.amount_minor"
    " from credit_note n join consumer c on c.id = n.consumer_id"
    FOUND_BY("n.number") FIRST_OF("n.number"), LIKES)
NUMBERED(plans, "select straight_join p.id, p.number, c.name subtitle, p.account_id,"
    " p.status, cast(p.created_at as date) `on`, " NONE " owed_minor, p.total_minor amount_minor"
    " from plan p join consumer c on c.id = p.consumer_id"
    FOUND_BY("p.number") FIRST_OF("p.number"), LIKES)

static const struct {
	numbered *find;
	enum series series;
	const char *kind, *detected;
	enum permission permission, or_permission;
} kinds[] = {
	{ receipts, SERIES_RECEIPT, "receipt", "receipt", CAN_READ_PAYMENTS, CAN_READ_OWN_PAYMENTS },
	{ payments, SERIES_PAYMENT, "receipt", "payment", CAN_READ_PAYMENTS, CAN_READ_OWN_PAYMENTS },
	{ transactions, SERIES_TRANSACTION, "receipt", "transaction", CAN_READ_PAYMENTS,
	    CAN_READ_OWN_PAYMENTS },
	{ bills, SERIES_BILL, "bill", "bill", CAN_READ_BILLS, 0 },
	{ charges, SERIES_CHARGE, "charge", "charge", CAN_READ_BILLS, 0 },
	{ credit_notes, SERIES_CREDIT_NOTE, "credit_note", "credit_note", CAN_READ_CREDIT_NOTES, 0 },
	{ plans, SERIES_PLAN, "plan", "plan", CAN_READ_PLANS, 0 },
};

static bool
kept_already(const struct finding *f, const char *kind, const char *id)
{
	for (size_t i = 0; i < f->n; i++)
		if (same_text(f->results[i].kind, kind) && same_text(f->results[i].id, id))
			return true;
	return false;
}

static void
keep_numbered(struct cx *cx, struct finding *f, size_t k, const struct row *x, const char *exact[])
{
	const char *number = compact(cx, row_str(x, "number"));
	struct result r = {
		.kind = kinds[k].kind, .id = row_str(x, "id"), .detected = kinds[k].detected,
		.title = row_str(x, "number"), .number = row_str(x, "number"),
		.subtitle = row_str(x, "subtitle"), .account_id = row_str(x, "account_id"),
		.status = row_str(x, "status"), .on = row_str(x, "on"),
		.has_owed = !row_null(x, "owed_minor"), .owed_minor = row_i64(x, "owed_minor"),
		.has_amount = true, .amount_minor = row_i64(x, "amount_minor"),
		.score = BEGINS + (int)k,
	};

	for (size_t i = 0; i < PATTERNS; i++)
		if (exact[i] && same_text(number, compact(cx, exact[i])))
			r.score = EXACT + (int)k;
	if (!kept_already(f, r.kind, r.id))
		keep(f, &r);
}

/*
 * What q may be the beginning of: as it was typed, if the tenant's numbers begin so; and bare digits
 * are the number itself, written as the tenant writes it (where a year is part of it, of this one or
 * one of those before).
 */
static enum err
patterns_of(struct cx *cx, const char *q, size_t k, const char *typed[PATTERNS], size_t *n)
{
	const char *sample;
	char on[11], earlier[11];
	int64_t digits;

	*n = 0;
	if (!date_in_zone(cx->who.zone, business_now(), on))
		return OK;
	TRY(number_text(cx, kinds[k].series, 1, on, &sample));
	if (strlen(q) >= 2 && *utf8_fold(cx->arena, q) == *utf8_fold(cx->arena, sample))
		typed[(*n)++] = q;
	if (strlen(q) > 12 || !parse_i64(q, &digits) || digits < 0)
		return OK;
	for (int year = 0; year < YEARS; year++) {
		date_add_months(on, -12 * year, earlier);
		TRY(number_text(cx, kinds[k].series, digits, earlier, &typed[*n]));
		if (year > 0 && same_text(typed[*n], typed[*n - 1]))
			return OK;
		(*n)++;
	}
	return OK;
}

static enum err
find_kind(struct cx *cx, struct finding *f, size_t k)
{
	bool own = !may(&cx->who.may, CAN_READ_PAYMENTS);
	const char *typed[PATTERNS] = { NULL };
	struct param like[PATTERNS];
	struct rows rows;
	size_t n;

	TRY(patterns_of(cx, f->q, k, typed, &n));
	if (n == 0)
		return OK;
	for (size_t i = 0; i < PATTERNS; i++)
		like[i] = str(like_beginning(cx->arena, typed[i < n ? i : n - 1]));
	TRY(kinds[k].find(cx, like, i64(own), str(cx->who.id), &rows));
	for (size_t i = 0; i < rows.n; i++)
		keep_numbered(cx, f, k, &rows.row[i], typed);
	return OK;
}

enum err
find_numbered(struct cx *cx, struct finding *f)
{
	if (!has_digit(f->q))
		return OK;
	for (size_t k = 0; k < COUNT(kinds); k++)
		if (may(&cx->who.may, kinds[k].permission) ||
		    (kinds[k].or_permission && may(&cx->who.may, kinds[k].or_permission)))
			TRY(find_kind(cx, f, k));
	return OK;
}

/* ---- the best of them ---- */

static int
by_score(const void *a, const void *b)
{
	const struct result *x = a, *y = b;
	int order;

	if (x->score != y->score)
		return x->score < y->score ? -1 : 1;
	order = strcmp(x->title, y->title);
	return order ? order : strcmp(x->number, y->number);
}

static bool
is_phone(const char *q)
{
	size_t digits = 0, signs = 0;

	for (const char *p = q; *p; p++) {
		digits += is_digit(*p);
		signs += strchr(" ()+-./", *p) != NULL;
	}
	return digits + signs == strlen(q) && ((digits >= 7 && signs > 0) || digits >= 10);
}

/* By its looks, else by what the best result was found by. */
static const char *
detect(struct cx *cx, const struct finding *f)
{
	const struct result *best = f->n > 0 ? &f->results[0] : NULL;
	const char *q = compact(cx, f->q);

	if (strchr(f->q, '@'))
		return "email";
	if (best && best->detected)
		return best->detected;
	if (is_phone(f->q))
		return "phone";
	if (!has_digit(f->q))
		return "name";
	if (!best)
		return "nothing";
	if (same_text(best->kind, "meter"))
		return "meter";
	if (same_text(best->kind, "account") && strstr(compact(cx, best->number), q))
		return "account";
	return strspn(q, "0123456789") == strlen(q) && strlen(q) >= 4 ? "phone" : "name";
}

/* Accounts leave room for their consumers: at most four fifths are accounts where there are others. */
void
find_best(struct cx *cx, struct finding *f, size_t limit)
{
	size_t kept = 0, accounts = 0, others = 0, most;
	struct result late[FIND_MAX];
	size_t passed = 0;

	qsort(f->results, f->n, sizeof *f->results, by_score);
	f->detected = detect(cx, f);
	for (size_t i = 0; i < f->n; i++)
		others += !same_text(f->results[i].kind, "account");
	most = limit - (others < limit / 5 ? others : limit / 5);
	for (size_t i = 0; i < f->n && kept < limit; i++) {
		bool account = same_text(f->results[i].kind, "account");

		if (account && accounts == most) {
			if (passed < FIND_MAX)
				late[passed++] = f->results[i];
			continue;
		}
		accounts += account;
		f->results[kept++] = f->results[i];
	}
	for (size_t i = 0; i < passed && kept < limit; i++)
		f->results[kept++] = late[i];
	f->n = kept;
}
