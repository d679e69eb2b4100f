/*
 * What rows say, by their ids: of each dataset by one statement, so that only the rows of a page are
 * joined to whom they are about.
 */
#include "rows_private.h"
#include <stdlib.h>
#include <string.h>
#include "choices.h"
#include "log.h"
#include "text.h"

enum { FEW = 50, MANY = 200, MEASURES = METRIC_MEASURES };

#define TEN(x) x "," x "," x "," x "," x "," x "," x "," x "," x "," x
#define FIFTY TEN("?") "," TEN("?") "," TEN("?") "," TEN("?") "," TEN("?")
#define TWO_HUNDRED FIFTY "," FIFTY "," FIFTY "," FIFTY

#define WHOSE "a.id account_id, a.number account_no, c.id consumer_id, c.name consumer," \
	" z.id zone_id, z.name zone"
#define TO_ACCOUNT(of) " straight_join account a on a.id = " of ".account_id"
#define TO_ZONE(of) " left join zone z on z.id = " of ".zone_id"
#define WHOSE_NOW(of) \
	TO_ACCOUNT(of) " straight_join consumer c on c.id = a.consumer_id" TO_ZONE(of)
#define WHOSE_THEN(of) \
	TO_ACCOUNT(of) " straight_join consumer c on c.id = " of ".consumer_id" TO_ZONE(of)

#define BILLS \
	"select b.id, 0 line_count, b.number, b.is_estimated, b.use_class word, '' said, b.utility, b.unit," \
	" b.amount_minor, 1 m1_count, b.amount_minor m2_minor, b.consumption_milli m3_minor, 0 m4_minor," \
	" 0 m5_minor, 0 m6_minor, " WHOSE " from bill b" WHOSE_THEN("b") " where b.id in ("
#define LINES \
	"select b.id, l.line line_count, b.number, b.is_estimated, l.kind word, l.text said, b.utility, b.unit," \
	" l.amount_minor, 1 m1_count, l.amount_minor m2_minor, 0 m3_minor, 0 m4_minor, 0 m5_minor," \
	" 0 m6_minor, " WHOSE " from bill b straight_join bill_line l on l.bill_id = b.id" WHOSE_THEN("b") \
	" where b.id in ("
#define PAYMENTS \
	"select p.id, 0 line_count, coalesce(p.receipt_no, p.payment_no) number, false is_estimated," \
	" p.method word, '' said, null utility, null unit, p.amount_minor, 1 m1_count, p.amount_minor m2_minor," \
	" p.late_fee_minor m3_minor, cast(p.edges as signed) m4_minor, p.edge_days m5_minor, 0 m6_minor, " WHOSE \
	" from payment p" WHOSE_THEN("p") " where p.id in ("
#define DEBTS \
	"select r.id, 0 line_count, r.number, false is_estimated, if(r.is_late_fee, 'late_fee', r.kind) word," \
	" '' said, null utility, null unit, r.amount_minor, 1 m1_count, r.amount_minor m2_minor," \
	" r.open_minor m3_minor, 1 m4_minor, 0 m5_minor, 0 m6_minor, " WHOSE " from receivable r" \
	WHOSE_NOW("r") " where r.id in ("
#define EXCEPTIONS \
	"select x.id, 0 line_count, null number, false is_estimated, x.type word, '' said, null utility," \
	" null unit, x.risk_minor amount_minor, 1 m1_count, 1 m2_minor, x.risk_minor m3_minor, 1 m4_minor," \
	" 1 m5_minor, cast(coalesce(datediff(x.resolved_on, x.opened_on), 0) as signed) m6_minor, " WHOSE \
	" from billing_exception x" WHOSE_NOW("x") " where x.id in ("

static const struct { const char *few, *many, *type; } statements[DATASETS] = {
	[METRIC_BILLS]       = { BILLS FIFTY ")", BILLS TWO_HUNDRED ")", "bill" },
	[METRIC_LINES]       = { LINES FIFTY ")", LINES TWO_HUNDRED ")", "bill_line" },
	[METRIC_PAYMENTS]    = { PAYMENTS FIFTY ")", PAYMENTS TWO_HUNDRED ")", "payment" },
	[METRIC_RECEIVABLES] = { DEBTS FIFTY ")", DEBTS TWO_HUNDRED ")", "receivable" },
	[METRIC_EXCEPTIONS]  = { EXCEPTIONS FIFTY ")", EXCEPTIONS TWO_HUNDRED ")", "exception" },
};

/* ---- found rows, to be looked up ---- */

struct found { const char *id; int line; const struct row *row; };

static int
by_id(const void *a, const void *b)
{
	const struct found *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	return order != 0 ? order : (x->line > y->line) - (x->line < y->line);
}

/* The rows of a dataset that keys name, sorted to be looked up. */
static enum err
find(struct cx *cx, enum dataset of, const char *const *ids, size_t n, struct found **out, size_t *count)
{
	struct param p[MANY];
	size_t room = 0;

	*count = 0;
	*out = NULL;
	for (size_t done = 0; done < n; done += MANY) {
		size_t some = n - done < MANY ? n - done : MANY, most = some <= FEW ? FEW : MANY;
		struct rows rows;

		for (size_t i = 0; i < most; i++)
			p[i] = str(ids[done + (i < some ? i : some - 1)]);
		TRY(db_all_(cx, &rows, most == FEW ? statements[of].few : statements[of].many, p, most));
		*out = arena_grow(cx->arena, *out, room * sizeof **out, (room + rows.n) * sizeof **out);
		room += rows.n;
		for (size_t i = 0; i < rows.n; i++)
			(*out)[(*count)++] = (struct found){ row_str(&rows.row[i], "id"),
				(int)row_i64(&rows.row[i], "line_count"), &rows.row[i] };
	}
	if (*count > 0)
		qsort(*out, *count, sizeof **out, by_id);
	return OK;
}

/* ---- in words ---- */

/* "missing_read" -> "Missing read" */
static const char *
in_words(struct arena *a, const char *code)
{
	char *text = arena_strdup(a, code);

	for (char *c = text; *c; c++)
		if (*c == '_')
			*c = ' ';
	if (*text >= 'a' && *text <= 'z')
		*text = (char)(*text - 'a' + 'A');
	return text;
}

static const char *
text_of(struct cx *cx, enum dataset of, const struct row *row)
{
	const char *word = row_str(row, "word");
	bool told = !same_text(word, "none") && !same_text(word, "usual");

	switch (of) {
	case METRIC_BILLS:
		return fmt(cx->arena, "%s%s%s", row_bool(row, "is_estimated") ? "Estimated" : "Actual read",
		    told ? ", use: " : "", told ? word : "");
	case METRIC_LINES:
		return row_str(row, "said");
	case METRIC_PAYMENTS:
		return choice_name(cx, CHOICE_PAYMENT_MODE, word);
	case METRIC_RECEIVABLES: case METRIC_EXCEPTIONS: case DATASETS:
		break;
	}
	return in_words(cx->arena, word);
}

/* ---- rows ---- */

static void
measure(const struct leg *leg, const struct row_key *key, const struct row *row, int64_t out[MEASURES])
{
	static const char *const names[] = { "m1_count", "m2_minor", "m3_minor", "m4_minor", "m5_minor", "m6_minor" };

	for (unsigned i = 0; i < MEASURES; i++)
		out[i] = row_i64(row, names[i]);
	if (leg->kind == DEBTS_STOOD)
		out[dataset_measure(METRIC_RECEIVABLES, "open")] = key->stood_minor;
}

static void
fill(struct cx *cx, const struct leg *leg, const struct row_key *key, const struct row *row,
    struct metric_row *out)
{
	int64_t m[MEASURES], sign = leg_undoes(leg->kind) ? -1 : 1;

	*out = (struct metric_row){
		.place = key->place, .type = statements[leg->of].type,
		.id = row_str(row, "id"), .line = key->place.line, .number = row_str(row, "number"),
		.account_id = row_str(row, "account_id"), .account_no = row_str(row, "account_no"),
		.consumer_id = row_str(row, "consumer_id"), .consumer = row_str(row, "consumer"),
		.zone_id = row_str(row, "zone_id"), .zone = row_str(row, "zone"),
		.text = text_of(cx, leg->of, row),
		.utility = row_str(row, "utility"), .unit = row_str(row, "unit"),
		.amount_minor = row_i64(row, "amount_minor"), .is_undone = sign < 0,
	};
	out->on = arena_strdup(cx->arena, key->place.on);
	measure(leg, key, row, m);
	for (size_t i = 0; i < leg->shares; i++) {
		const struct share *s = &leg->share[i];

		out->numerator += sign * s->in_numerator * m[s->measure];
		out->denominator += sign * s->in_denominator * m[s->measure];
	}
}

static enum err
read_dataset(struct cx *cx, enum dataset of, const struct legs *legs, const struct row_key *keys,
    size_t n, struct metric_row *out)
{
	const char **ids = arena_array(cx->arena, const char *, n + 1);
	struct found *found;
	size_t asked = 0, count;

	for (size_t i = 0; i < n; i++)
		if (legs->leg[keys[i].place.leg].of == of &&
		    (asked == 0 || !same_text(ids[asked - 1], keys[i].place.id)))
			ids[asked++] = keys[i].place.id;
	if (asked == 0)
		return OK;
	TRY(find(cx, of, ids, asked, &found, &count));
	for (size_t i = 0; i < n; i++) {
		struct found wanted = { keys[i].place.id, keys[i].place.line, NULL }, *row;

		if (legs->leg[keys[i].place.leg].of != of)
			continue;
		row = count > 0 ? bsearch(&wanted, found, count, sizeof *found, by_id) : NULL;
		if (!row)
			return fail(cx, E_INTERNAL, "A row is gone while it is read.");
		fill(cx, &legs->leg[keys[i].place.leg], &keys[i], row->row, &out[i]);
	}
	return OK;
}

enum err
rows_read(struct cx *cx, const struct legs *legs, const struct row_key *keys, size_t n,
    struct metric_row *out)
{
	for (unsigned of = 0; of < DATASETS; of++)
		TRY(read_dataset(cx, (enum dataset)of, legs, keys, n, out));
	return OK;
}
