#include "metrics_private.h"
#include <stdlib.h>
#include <string.h>
#include "choices.h"
#include "text.h"

enum { VALUE_MAX = 40 };

static const struct metric_dimension dimensions[] = {
	{ "zone_id", "Area" }, { "class", "Class" }, { "segment", "Segment" }, { "cycle_id", "Billing cycle" },
	{ "utility", "Utility" }, { "unit", "Unit" }, { "is_estimated", "Reads" }, { "use_class", "Use" },
	{ "method", "Method" }, { "channel", "Channel" }, { "source", "Source" }, { "type", "Type" },
	{ "received_by", "Received by" }, { "brand", "Card brand" }, { "has_late_fee", "Late fee" },
	{ "kind", "Kind" }, { "gl_code", "GL code" }, { "is_blocking", "Holds the bill" },
};

/* Values that are what they are, and what people read for them. */
static const struct { const char *dimension, *value, *text; } fixed[] = {
	{ "is_estimated", "0", "Actual" }, { "is_estimated", "1", "Estimated" },
	{ "use_class", "high", "High" }, { "use_class", "low", "Low" }, { "use_class", "zero", "Zero" },
	{ "use_class", "usual", "Usual" }, { "use_class", "none", "Nothing to hold it against" },
	{ "has_late_fee", "0", "Without a late fee" }, { "has_late_fee", "1", "With a late fee" },
	{ "is_blocking", "0", "Does not hold the bill" }, { "is_blocking", "1", "Holds the bill" },
	{ "brand", "visa", "Visa" }, { "brand", "mastercard", "Mastercard" }, { "brand", "amex", "American Express" },
	{ "brand", "discover", "Discover" },
};

const struct metric_dimension *
metric_dimension_at(size_t i)
{
	return i < COUNT(dimensions) ? &dimensions[i] : NULL;
}

bool
metric_has_dimension(const struct metric *m, const char *name)
{
	if (same_text(name, "due_on"))
		return false;
	for (size_t i = 0; i < m->term_count; i++)
		if (dataset_dimension(m->terms[i].of, name) < 0)
			return false;
	return m->term_count > 0;
}

bool
metric_has_aging(const struct metric *m)
{
	for (size_t i = 0; i < m->term_count; i++)
		if (m->terms[i].of != METRIC_RECEIVABLES || !same_text(m->terms[i].measure, "open") ||
		    (m->terms[i].time != STOCK && m->terms[i].time != PAST_DUE))
			return false;
	return m->term_count > 0;
}

/* ---- words of values ---- */

/* "late_fee" is "Late fee". */
static const char *
in_words(struct arena *a, const char *code)
{
	char *out = arena_strdup(a, code);

	for (char *p = out; *p; p++)
		if (*p == '_')
			*p = ' ';
	if (*out >= 'a' && *out <= 'z')
		*out = (char)(*out - 'a' + 'A');
	return out;
}

static bool
is_id(const char *dimension)
{
	return same_text(dimension, "zone_id") || same_text(dimension, "cycle_id") ||
	    same_text(dimension, "received_by");
}

/* *text NULL: there is none. */
static enum err
named(struct cx *cx, const char *dimension, const char *id, const char **text)
{
	const struct row *row;

	if (same_text(dimension, "zone_id"))
		TRY(db_maybe(cx, &row, "select name from zone where id = ?", str(id)));
	else if (same_text(dimension, "cycle_id"))
		TRY(db_maybe(cx, &row, "select name from cycle where id = ?", str(id)));
	else
		TRY(db_maybe(cx, &row, "select name from user where id = ?", str(id)));
	*text = row ? row_str(row, "name") : NULL;
	return OK;
}

enum err
metric_words(struct cx *cx, const char *dimension, const char *value, const char **text)
{
	if (!*value) {
		*text = "None";
		return OK;
	}
	if (is_id(dimension)) {
		const char *id = uuid_plain(cx->arena, value);

		*text = NULL;
		if (id)
			TRY(named(cx, dimension, id, text));
		if (!*text)
			*text = "Deleted";
		return OK;
	}
	for (size_t i = 0; i < COUNT(fixed); i++)
		if (same_text(fixed[i].dimension, dimension) && same_text(fixed[i].value, value)) {
			*text = fixed[i].text;
			return OK;
		}
	if (same_text(dimension, "method"))
		*text = choice_name(cx, CHOICE_PAYMENT_MODE, value);
	else if (same_text(dimension, "channel"))
		*text = choice_name(cx, CHOICE_PAYMENT_CHANNEL, value);
	else if (same_text(dimension, "segment") || same_text(dimension, "unit") || same_text(dimension, "gl_code"))
		*text = value;
	else
		*text = in_words(cx->arena, value);
	return OK;
}

/* ---- filters ---- */

static const char *
title_of(const char *dimension)
{
	for (size_t i = 0; i < COUNT(dimensions); i++)
		if (same_text(dimensions[i].name, dimension))
			return dimensions[i].title;
	return dimension;
}

static bool
is_flag(const char *dimension)
{
	return same_text(dimension, "is_estimated") || same_text(dimension, "has_late_fee") ||
	    same_text(dimension, "is_blocking");
}

/* To the server "a " is "a"; facts that wait are compared here, where it is not. */
static const char *
without_last_blanks(struct arena *a, const char *s)
{
	size_t n = strlen(s);

	while (n > 0 && s[n - 1] == ' ')
		n--;
	return s[n] ? arena_strndup(a, s, n) : s;
}

/* What people would read for a value that cannot be. */
static enum err
check_value(struct cx *cx, struct metric_filter *f, const char *pointer)
{
	f->value = without_last_blanks(cx->arena, f->value);
	if (utf8_length(f->value) > VALUE_MAX) {
		fault_add(cx, pointer, "length", "This may have %d characters at most.", VALUE_MAX);
		return OK;
	}
	if (is_flag(f->dimension) && !same_text(f->value, "0") && !same_text(f->value, "1")) {
		fault_add(cx, pointer, "choice", "This is 0 or 1.");
		return OK;
	}
	if (is_id(f->dimension) && *f->value) {
		const char *id = uuid_plain(cx->arena, f->value);

		f->text = NULL;
		if (id)
			TRY(named(cx, f->dimension, id, &f->text));
		if (!f->text) {
			fault_add(cx, pointer, "unknown", "%s: there is no such one, or there no longer is.",
			    f->title);
			return OK;
		}
		f->value = id;
		return OK;
	}
	return metric_words(cx, f->dimension, f->value, &f->text);
}

enum err
metric_filters_check(struct cx *cx, const struct metric *const *metrics, size_t n,
    struct metric_filter *filters, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *pointer = fmt(cx->arena, "?%s", filters[i].dimension);
		bool fits = true;

		filters[i].title = title_of(filters[i].dimension);
		for (size_t m = 0; fits && m < n; m++) {
			fits = metric_has_dimension(metrics[m], filters[i].dimension);
			if (!fits)
				fault_add(cx, pointer, "unknown", "%s cannot be filtered by this.",
				    metrics[m]->name);
		}
		if (fits)
			TRY(check_value(cx, &filters[i], pointer));
	}
	return faults_check(cx);
}
