/*
 * Metrics over HTTP: the question that a query string asks, and values, periods and filters as JSON.
 * For every route that tells numbers of the catalog.
 */
#ifndef BILLPORT_REPORTS_METRIC_IO_H
#define BILLPORT_REPORTS_METRIC_IO_H

#include "amount.h"
#include "app.h"
#include "query.h"

/* Of the path's :key. E_NOT_FOUND: there is none; E_FORBIDDEN: it is not open to the one who asks. */
enum err metric_of_path(struct rq *, const struct metric **) MUST_USE;
/* "a,b": faults at "?metrics"; E_FORBIDDEN where one is not open. *all: the keys were well. */
enum err metrics_of_list(struct rq *, const char *keys, const struct metric *const **, size_t *n) MUST_USE;

/*
 * period (this_month where none is named), all filters and the row rule; other names of the query must
 * have been asked for before, for rq_valid() is called in between.
 */
enum err metric_question_of(struct rq *, const struct metric *const *, size_t n, struct metric_question *)
    MUST_USE;

/* A number, an amount, null. */
void json_metric_value(struct json *, enum metric_unit, const struct metric_value *, const char *currency);
/* {"numerator", "denominator"}, or null of a metric that divides nothing. */
enum metric_unit metric_part_unit(const struct metric *, bool divisor);
void json_metric_parts(struct json *, const struct metric *, const struct metric_value *, const char *currency);
/* Hundredths: 12.34, or null. */
void json_hundredths(struct json *, bool known, int64_t);
/* As the tenant writes days; of what is known as of now alone, whatever is asked: that. */
const char *metric_period_words(struct cx *, const struct metric *, const struct metric_period *);
/* {"asked", "from", "to", "text", "is_open"}; NULL gives null. */
void json_metric_period(struct json *, const struct metric_period *);
/* The list itself. */
void json_metric_filters(struct json *, const struct metric_filter *, size_t n);
/* What was asked for, and that it counts only what one received oneself. */
void json_question_filters(struct json *, struct cx *, const struct metric_question *);
const char *polarity_name(enum polarity);

#endif
