#include "tariff_check.h"
#include <string.h>
#include "clock.h"
#include "tariff.h"
#include "text.h"
#include "tree.h"

/* ---- codes of the ledger ---- */

static const struct row *
gl_account(const struct rows *accounts, const char *code)
{
	for (size_t i = 0; i < accounts->n; i++)
		if (row_is(&accounts->row[i], "code", code))
			return &accounts->row[i];
	return NULL;
}

/* What is wrong with a component's code; NULL: nothing. */
static const char *
gl_trouble(struct cx *cx, const struct rows *accounts, const char *code, const char *kind)
{
	const struct row *row = gl_account(accounts, code);
	bool tax = strcmp(kind, "tax") == 0;

	if (!row)
		return fmt(cx->arena, "There is no GL code %s.", code);
	if (!row_bool(row, "is_active"))
		return fmt(cx->arena, "GL code %s is switched off.", code);
	if (!row_is(row, "kind", tax ? "liability" : "revenue"))
		return fmt(cx->arena, "GL code %s is of %s; this is posted to a code of %s.", code,
		    row_str(row, "kind"), tax ? "liability" : "revenue");
	return NULL;
}

static enum err
check_gl_codes(struct cx *cx, const struct tariff *t)
{
	struct rows accounts;

	TRY(db_all(cx, &accounts, "select code, kind, is_active from gl_account"));
	for (size_t c = 0; c < tariff_classes(t); c++)
		for (size_t i = 0; i < tariff_components(t, c); i++) {
			const char *code = tariff_component_gl_code(t, c, i), *trouble, *at;

			if (!code)
				continue;
			trouble = gl_trouble(cx, &accounts, code, tariff_component_kind(t, c, i));
			if (!trouble)
				continue;
			at = tree_below(cx, "/doc/classes", tariff_class_code(t, c));
			at = tree_below_at(cx, tree_below(cx, at, "components"), i);
			fault_add(cx, tree_below(cx, at, "gl_code"), "choice", "%s", trouble);
		}
	return faults_check(cx);
}

static enum err
whole(struct cx *cx, const char *doc_json, const struct tariff **tariff)
{
	*tariff = NULL;
	TRY(tariff_parse(cx, doc_json, strlen(doc_json), "/doc", tariff));
	TRY(check_gl_codes(cx, *tariff));
	if (tariff_classes(*tariff) > 0)
		return OK;
	fault_add(cx, "/doc/classes", "required", "It has prices for no class.");
	return faults_check(cx);
}

enum err
tariff_errors(struct cx *cx, const char *doc_json)
{
	const struct tariff *tariff;

	return whole(cx, doc_json, &tariff);
}

/* ---- the report ---- */

static void
problem(struct cx *cx, struct tariff_check *out, bool is_error, const char *pointer, const char *text)
{
	struct tariff_problem *p = arena_alloc(cx->arena, sizeof *p), **last = &out->problems;

	*p = (struct tariff_problem){ is_error, pointer, text, NULL };
	while (*last)
		last = &(*last)->next;
	*last = p;
	out->ready = out->ready && !is_error;
}

/* The services that it would price: those that name its code, and those that name none. */
static enum err
check_classes(struct cx *cx, const struct row *row, const struct tariff *t, struct tariff_check *out)
{
	struct rows rows;

	TRY(db_all(cx, &rows,
	    "select class, count(*) services, max(tariff_code is not null) named from service"
	    " where utility = ? and status = 'active' and (tariff_code is null or tariff_code = ?)"
	    " group by class order by class limit 500",
	    str(row_str(row, "utility")), str(row_str(row, "code"))));
	out->classes = arena_array(cx->arena, struct tariff_class_use, rows.n);
	for (size_t i = 0; i < rows.n; i++) {
		struct tariff_class_use *u = &out->classes[out->class_count++];

		u->class = row_str(&rows.row[i], "class");
		u->services = row_i64(&rows.row[i], "services");
		u->known = t && tariff_class(t, u->class) >= 0;
		if (t && !u->known)
			problem(cx, out, false, "/doc/classes", fmt(cx->arena,
			    "%lld %s of class %s, for which it has no prices.", (long long)u->services,
			    u->services == 1 ? "service is" : "services are", u->class));
	}
	return OK;
}

/* Versions that end earlier by it, or begin on its day. */
static void
check_cuts(struct cx *cx, const char *id, const char *on, struct tariff_span *before,
    const struct tariff_span *after, size_t n, struct tariff_check *out)
{
	for (size_t i = 0; i < n && out->cut_count < TARIFF_SPANS_TOLD; i++) {
		if (strcmp(before[i].id, id) == 0 || !before[i].in_force)
			continue;
		if (before[i].from == date_days(on))
			problem(cx, out, true, "/effective_on", fmt(cx->arena,
			    "Version %lld begins on this day too.", (long long)before[i].revision));
		else if (after[i].in_force && after[i].to == before[i].to)
			continue;
		else if (!before[i].ends_on)
			continue;		/* it was to last until the next one comes */
		before[i].from = date_days(on);
		out->cut[out->cut_count++] = &before[i];
	}
}

static enum err
check_days(struct cx *cx, const char *id, const struct row *row, const char *on,
    struct tariff_check *out)
{
	struct tariff_span *before, *after;
	size_t n;

	TRY(tariff_spans(cx, row_str(row, "code"), &before, &n));
	TRY(tariff_spans(cx, row_str(row, "code"), &after, &n));
	if (on && row_is(row, "state", "draft")) {
		tariff_spans_with(after, n, id, on);
		check_cuts(cx, id, on, before, after, n, out);
		for (size_t i = 0; i < n; i++)
			if (strcmp(after[i].id, id) == 0)
				TRY(tariff_bills(cx, row_str(row, "code"), row_str(row, "utility"),
				    after[i].from, after[i].to, &out->bills));
	}
	out->gap_count = tariff_gaps(after, n, out->gaps, TARIFF_SPANS_TOLD);
	return OK;
}

enum err
check_tariff(struct cx *cx, const char *id, const char *on, struct tariff_check *out)
{
	const struct tariff *tariff;
	const struct row *row;
	enum err e;

	*out = (struct tariff_check){ .ready = true };
	TRY(db_maybe(cx, &row,
	    "select code, utility, state, effective_on, doc_json, json_length(left_out_json) left_out"
	    " from tariff where id = ?", str(id)));
	if (!row)
		return fail(cx, E_NOT_FOUND, "There is no such tariff.");
	e = whole(cx, row_str(row, "doc_json"), &tariff);
	if (e != OK && e != E_INPUT && e != E_MALFORMED)
		return e;
	for (const struct fault *f = cx->failure.first; f; f = f->next)
		problem(cx, out, true, f->pointer, f->message);
	if (e != OK && !cx->failure.first)
		problem(cx, out, true, "/doc", cx->failure.detail);
	failure_clear(cx);
	on = on ? on : row_str(row, "effective_on");
	if (!on)
		problem(cx, out, true, "/effective_on", "It does not say from which day on it holds.");
	if (row_i64(row, "left_out") > 0)
		problem(cx, out, false, "", fmt(cx->arena,
		    "%lld %s of the file could not be taken over as written.",
		    (long long)row_i64(row, "left_out"), row_i64(row, "left_out") == 1 ? "thing" : "things"));
	TRY(check_days(cx, id, row, on, out));
	return check_classes(cx, row, tariff, out);
}
