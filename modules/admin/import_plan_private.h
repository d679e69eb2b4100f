/* What the files of the plan share: lookups by number, and what was found. */
#ifndef BILLPORT_IMPORT_PLAN_PRIVATE_H
#define BILLPORT_IMPORT_PLAN_PRIVATE_H

#include "import_plan.h"

struct map;
struct map *map_for(struct cx *, size_t n);
const void *map_get(const struct map *, const char *key);
const void *map_add(struct map *, const char *key, const void *value);
bool same_number(const char *, const char *);

struct found {				/* rows by number */
	struct map *accounts, *consumers, *meters, *items;
	struct map *services;		/* active ones, by account's id and utility */
	struct map *before, *marks;	/* of import_row: earlier batches */
	struct map *seen, *meters_seen, *consumers_seen, *items_seen;	/* of this batch */
	const char *bill_format, *charge_format;
};

/* The number that a row is known by within its file. */
const char *key_of(const struct import_row *);
/* As given, or made of the account's: "C-1004". */
const char *consumer_number_of(const struct import_row *);
const char *service_key(struct cx *, const char *account_id, const char *utility);
/* Of the row's open item; NULL: it has none. */
const char *item_number_of(const struct import_row *);

/* All rows of reads, of interval days. */
enum err plan_reads(struct cx *, struct import_plan *) MUST_USE;
enum err plan_days(struct cx *, struct import_plan *) MUST_USE;

/* The live bills whose cycles cover days of accounts ([[account, day]]): account_id, on_day, utility,
 * number; and how the basis' accounts are billed now. */
enum err know_live_bills(
    struct cx *, struct plan_basis *, const char *days_json, struct rows *) MUST_USE;

enum err plan_account(
    struct cx *, struct import_plan *, struct found *, struct import_row *) MUST_USE;
enum err plan_receivable(
    struct cx *, struct import_plan *, struct found *, struct import_row *) MUST_USE;

#endif
