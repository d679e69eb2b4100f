/*
 * What the parts of generation share: the rules of a run, what is known of an account, what comes of
 * it.  Days are counted since 1970-01-01 (date_days()).
 */
#ifndef BILLPORT_GENERATE_PRIVATE_H
#define BILLPORT_GENERATE_PRIVATE_H

#include "db.h"
#include "exception.h"
#include "rating.h"
#include "tariff_book.h"
#include "use_rules.h"

#define NEVER INT32_MAX			/* a day that does not come */

enum { GENERATE_BATCH = 1000, GENERATE_PROFILES = 4096, JUDGED_EXCEPTIONS_MAX = 10 };

/* ---- what holds for a whole run ---- */

/* A version of a tariff, compiled, and the days that it is in force. */
struct gen_version {
	const char *id, *code, *name, *late_fee_json;
	int64_t revision;
	int32_t from, to;
	const struct tariff *tariff;
};

/* A service's class and attributes under all versions of its tariff. */
struct gen_profile {
	const char *code, *class, *attributes_json;	/* what it is found by; code may be NULL */
	const struct gen_version *versions;	/* of one code, by days; count 0: no tariff knows it */
	const struct tariff_profile *profiles;
	size_t count;
	const char *why;		/* no tariff was found */
	bool is_broken;			/* its attributes are no JSON */
	struct gen_profile *next;
};

struct gen_run {
	struct arena *keep;		/* of the run; batches have their own */
	const char *generation_id, *cycle_id, *zone_id, *utility;
	const char *from_on, *to_on, *issued_on, *due_on;
	int32_t from, to;
	const char *classes_json, *segments_json;	/* lists, or NULL: all */
	struct use_rules rules;
	bool estimates;			/* what has no read */
	unsigned accepted;
	const char *replaces_id;	/* of a single account */
	size_t most;			/* accounts that are loaded at once */
	bool locks;			/* loaded within the transaction that writes */
	struct gen_version *versions;	/* by code, then day */
	struct tariff_version *book_versions;	/* the same, as services are held against them */
	size_t version_count;
	struct gen_profile *profiles[64];
	size_t profile_count;
};

/* The cycle's row, settings, the tariffs in force.  lock: as a locking read. */
enum err gen_rules(struct cx *, struct gen_run *) MUST_USE;
/* The profile of a class and attributes; kept with the run while there are not too many. */
enum err gen_profile_of(struct cx *, struct gen_run *, const char *code, const char *class,
    const char *attributes_json, const struct gen_profile **) MUST_USE;

/* ---- what is known of an account ---- */

struct gen_meter {
	const char *id, *account_id, *number, *utility, *kind, *unit;
	int32_t installed, removed;	/* NEVER: not removed */
	bool replaces;
};

struct gen_read {
	const char *id, *meter_id, *unit, *quality;
	const struct gen_meter *meter;
	int32_t from, to;		/* the cycle's, where a use has no first day */
	bool is_register, has_use, rolled_over;
	int64_t register_milli, previous_milli, multiplier_milli, use_milli;
};

/* A live bill from before, or after. */
struct gen_bill {
	int32_t from, to;
	int64_t use_milli, amount_minor;
	const char *unit;
	bool is_estimated;
};

struct gen_account {
	const char *id, *number, *consumer_id, *name, *email, *class, *segment;
	const char *street, *city, *region, *postcode;
	bool is_closed;
	int32_t closed;
	/* its service of the utility; NULL: it has none */
	const char *service_id, *service_class, *tariff_code, *attributes_json;
	int32_t started, ended;
	int64_t low_milli, high_milli;	/* negative: none */
	struct gen_read *reads;
	struct gen_meter *meters;
	struct gen_bill *bills;		/* by days, the latest first */
	size_t read_count, meter_count, bill_count;
	bool is_billed;			/* in this cycle */
	bool is_excepted;		/* an open blocking exception of it stands there */
	bool is_chosen;			/* its class and segment */
	uint64_t reads_mark, bills_mark; /* of all that were there when it was loaded */
	const char *hourly_id;		/* billed by the days of that meter, as they were marked */
	int32_t hourly_from, hourly_to;
	int64_t hourly_mark;
	int64_t owed_minor;		/* when it was locked */
	struct gen_account *next;	/* of its place in the index */
};

struct gen_batch {
	struct gen_account *accounts;
	size_t count;
	struct gen_account **index;
	size_t buckets;
	char last[37];			/* account that was looked at last */
	bool is_last;			/* there are no more in the range */
};

struct gen_judged;

/* Accounts of the zone after `after` (before the first: a nil id) up to and with `last`. */
enum err gen_load(struct cx *, struct gen_run *, const char *after, const char *last,
    struct gen_batch *) MUST_USE;
/* One account, by locking reads in the caller's transaction. */
enum err gen_load_one(struct cx *, struct gen_run *, const char *account_id, struct gen_batch *) MUST_USE;
/* E_STALE: other reads or bills stand now than when the judged were loaded, those left alone aside. */
enum err gen_unchanged(struct cx *, const struct gen_run *, const struct gen_judged *, size_t n) MUST_USE;
/* Of those that need it: bills further back. */
enum err gen_load_history(struct cx *, struct gen_run *, struct gen_account *) MUST_USE;

/* ---- what comes of it ---- */

enum gen_outcome { GEN_SKIPPED, GEN_BILLED, GEN_EXCEPTED };

struct gen_line {
	const char *kind, *text, *gl_code;
	int64_t quantity_milli, rate_micro, amount_minor;
	int32_t from, to;		/* from NEVER: the whole period */
	int16_t tier;			/* 0: none */
	bool has_quantity;
};

struct gen_judged {
	const struct gen_account *account;
	enum gen_outcome outcome;
	/* of a bill */
	const char *id, *number, *unit, *quality, *use_class, *copy_json;
	const struct gen_version *version;
	int32_t from, to;
	int64_t use_milli, amount_minor, tax_minor, fixed_minor;
	bool is_estimated;
	struct gen_line *lines;
	size_t line_count;
	/* exceptions: all that hold it, or what stands beside the bill */
	struct new_exception exceptions[JUDGED_EXCEPTIONS_MAX];
	size_t exception_count;
};

/* Rate one account, or find what holds it.  Within the arena of the cx. */
enum err gen_judge(struct cx *, struct gen_run *, struct gen_account *, struct gen_judged *) MUST_USE;

/* What the bill copies of what may change later. */
const char *gen_copy_json(struct cx *, const struct gen_run *, const struct gen_judged *,
    const struct gen_read *const *, size_t n);

/* ---- writing ---- */

struct gen_written { int64_t billed, excepted, skipped, estimated, amount_minor, use_milli; };

/* Lock the accounts' balances, in one order; what they owe goes into them.  E_STALE: a read or a bill of
 * theirs has come, changed or gone since they were loaded. */
enum err gen_lock(struct cx *, const struct gen_run *, struct gen_judged *, size_t n) MUST_USE;
/*
 * All rows of the judged ones; their numbers are set.  is_single: the entry is of that account alone.
 * E_CONFLICT with db_duplicate(): somebody billed one of them since it was loaded.
 */
enum err gen_write(struct cx *, const struct gen_run *, struct gen_judged *, size_t n, bool is_single,
    struct gen_written *) MUST_USE;

#endif
