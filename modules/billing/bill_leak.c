#include "bill_leak.h"
#include <string.h>
#include "clock.h"
#include "input.h"
#include "rating.h"
#include "tariff_version.h"
#include "text.h"
#include "tree.h"

/* A bill as it was rated. */
struct rerated {
	const struct row *bill;
	struct rating_version versions[RATED_VERSIONS_MAX];
	struct tariff_profile profiles[RATED_VERSIONS_MAX];
	struct rating_input input;
};

static enum err
by_amount(struct cx *cx, const struct row *bill, const char *why)
{
	return fail(cx, E_CONFLICT,
	    "What bill %s came to cannot be worked out again (%s). Nothing was changed. Give an"
	    " amount instead.", row_str(bill, "number"), why);
}

/* The attributes that it was rated with, as JSON text. */
static enum err
attributes_of(struct cx *cx, const struct row *bill, const char **out)
{
	const char *copy = row_null(bill, "copy_json") ? "{}" : row_str(bill, "copy_json");
	const struct tree *tree, *attributes;

	TRY(tree_parse(cx, copy, strlen(copy), &tree));
	attributes = tree_member(tree, "attributes");
	*out = attributes ? tree_text(cx, attributes) : NULL;
	return OK;
}

static enum err
add_version(struct cx *cx, struct rerated *r, const struct tariff_span *span, const char *attributes)
{
	size_t at = r->input.version_count++;
	struct rating_version *v = &r->versions[at];
	const struct row *row;
	const char *doc;

	TRY(db_one(cx, &row, "select doc_json from tariff where id = ?", str(span->id)));
	doc = row_str(row, "doc_json");
	TRY(tariff_parse(cx, doc, strlen(doc), "", &v->tariff));
	TRY(tariff_profile(cx, v->tariff, row_str(r->bill, "class"), attributes, &r->profiles[at]));
	v->profile = &r->profiles[at];
	v->from = span->from;
	v->to = span->to;
	return OK;
}

/* The versions of its tariff that price days of the bill, the earliest first. */
static enum err
read_versions(struct cx *cx, struct rerated *r)
{
	int32_t from = (int32_t)date_days(row_str(r->bill, "from_on")),
		to = (int32_t)date_days(row_str(r->bill, "to_on"));
	const char *attributes;
	struct tariff_span *spans;
	size_t n;

	TRY(attributes_of(cx, r->bill, &attributes));
	TRY(tariff_spans(cx, row_str(r->bill, "code"), &spans, &n));
	for (int32_t day = from; r->input.version_count < RATED_VERSIONS_MAX;) {
		const struct tariff_span *next = NULL;

		for (size_t i = 0; i < n; i++)
			if (spans[i].in_force && spans[i].to >= day && spans[i].from <= to &&
			    (!next || spans[i].from < next->from))
				next = &spans[i];
		if (!next)
			break;
		TRY(add_version(cx, r, next, attributes));
		if (next->to >= to)
			break;
		day = next->to + 1;
	}
	return OK;
}

static enum err
read_bill(struct cx *cx, const char *bill_id, struct rerated *r)
{
	memset(r, 0, sizeof *r);
	TRY(db_maybe(cx, &r->bill,
	    "select b.number, t.code, b.class, b.from_on, b.to_on, b.copy_json,"
	    " b.consumption_milli, b.unit, b.amount_minor, o.open_minor from bill b"
	    " join receivable o on o.id = b.id left join tariff t on t.id = b.tariff_id where b.id = ?",
	    str(bill_id)));
	if (!r->bill)
		return fail(cx, E_NOT_FOUND, "There is no such bill.");
	if (row_null(r->bill, "code") || row_null(r->bill, "class"))
		return by_amount(cx, r->bill, "it has no tariff");
	TRY(read_versions(cx, r));
	r->input.versions = r->versions;
	r->input.from = (int32_t)date_days(row_str(r->bill, "from_on"));
	r->input.to = (int32_t)date_days(row_str(r->bill, "to_on"));
	r->input.demand_milli = -1;
	r->input.use_milli = row_i64(r->bill, "consumption_milli");
	return OK;
}

/* The bill as it stands, worked out again: the same to the minor unit, line by line. */
static enum err
as_it_was(struct cx *cx, const struct rerated *r, const struct rows *lines, struct rated *was)
{
	enum rate_result result = rate(&r->input, was);

	if (result != RATED)
		return by_amount(cx, r->bill, "its tariff needs more than its use");
	if (was->total_minor != row_i64(r->bill, "amount_minor") || was->count != lines->n)
		return by_amount(cx, r->bill, "it comes to another amount");
	for (size_t i = 0; i < lines->n; i++)
		if (row_i64(&lines->row[i], "amount_minor") != was->lines[i].amount_minor)
			return by_amount(cx, r->bill, "its lines come to other amounts");
	return OK;
}

static bool
same_line(const struct rated_line *a, const struct rated_line *b)
{
	return a->kind == b->kind && a->version == b->version && a->component == b->component &&
	    a->tier == b->tier && a->period == b->period && a->from == b->from && a->to == b->to;
}

/* Both side by side: the bill's lines first, then those that it did not have. */
static void
hold_together(struct cx *cx, const struct rerated *r, const struct rows *issued,
    const struct rated *was, const struct rated *would, struct leak *out)
{
	struct leak_line *lines =
	    arena_array(cx->arena, struct leak_line, was->count + would->count + 1);
	bool met[RATED_LINES_MAX] = { false };

	for (size_t i = 0; i < was->count; i++) {
		lines[i] = (struct leak_line){ row_i64(&issued->row[i], "line"),
			row_str(&issued->row[i], "kind"), row_str(&issued->row[i], "text"),
			was->lines[i].amount_minor, 0 };
		for (size_t k = 0; k < would->count; k++)
			if (!met[k] && same_line(&was->lines[i], &would->lines[k])) {
				lines[i].would_minor = would->lines[k].amount_minor;
				met[k] = true;
				break;
			}
	}
	out->n = was->count;
	for (size_t k = 0; k < would->count; k++)
		if (!met[k])
			lines[out->n++] = (struct leak_line){ 0,
				line_kind_name(&would->lines[k]),
				line_text(cx, &r->input, &would->lines[k]), 0,
				would->lines[k].amount_minor };
	out->lines = lines;
}

enum err
rate_leak(struct cx *cx, const char *bill_id, int64_t less_milli, const char *pointer,
    struct leak *out)
{
	struct rerated *r = arena_alloc(cx->arena, sizeof *r);
	struct rated *was = arena_alloc(cx->arena, sizeof *was);
	struct rated *would = arena_alloc(cx->arena, sizeof *would);
	struct rows lines;

	TRY(read_bill(cx, bill_id, r));
	*out = (struct leak){ .unit = row_str(r->bill, "unit"), .was_use_milli = r->input.use_milli,
		.amount_minor = row_i64(r->bill, "amount_minor"),
		.open_minor = row_i64(r->bill, "open_minor") };
	if (less_milli > r->input.use_milli) {
		fault_add(cx, pointer, "range", "That is more than was billed.");
		return faults_check(cx);
	}
	TRY(db_all(cx, &lines,
	    "select line, kind, text, amount_minor from bill_line where bill_id = ?"
	    " and adjustment_id is null order by line", str(bill_id)));
	TRY(as_it_was(cx, r, &lines, was));
	r->input.use_milli -= less_milli;
	if (rate(&r->input, would) != RATED)
		return by_amount(cx, r->bill, "its tariff needs more than its use");
	out->would_minor = would->total_minor;
	hold_together(cx, r, &lines, was, would, out);
	return OK;
}
