/*
 * Demo data: two utilities, thirteen months of their bills and payments.
 *
 * First everything is planned in memory from a fixed seed and one date, without a database; then
 * the plan is posted through the same operations as the portal's, in the order in which it would
 * have happened, with the business clock set to the moment of each.
 */
#ifndef BILLPORT_DEMO_H
#define BILLPORT_DEMO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "arena.h"
#include "bill.h"

enum { MONTHS = 13, SIZES_MAX = 6, TIERS_MAX = 4, CLASSES = 3, LINES_MAX = 10, STAFF_MAX = 12,
	PRICES = 5 };

/* ---- what a utility is like ---- */

struct words { const char *const *word; size_t n; };

struct meter_size { const char *label; int64_t service_minor; };
/* upto 0: the rest */
struct tier { int64_t upto_milli; int64_t rate_micro; const char *text; };
struct class {
	const char *name;
	int per_mille;			/* of the accounts; the first class takes what is left */
	int64_t low_milli, high_milli;	/* of a usual month */
	struct meter_size sizes[SIZES_MAX];	/* by rising use */
	struct tier tiers[TIERS_MAX];
};

struct staff { const char *role, *mail, *name; };

struct offer { const char *code, *name, *kind; int64_t amount_minor; int due_days; };

struct profile {
	const char *code, *name, *currency, *zone, *locale, *utility;
	const char *city, *region, *letterhead, *unit;
	const char *support;		/* whom to ask when one cannot sign in */
	const char *account_prefix, *meter_prefix, *postcode_prefix;
	const char *phone_format;	/* one %02d: fictional numbers alone */
	/* note: cash handed over is a multiple */
	int64_t payment_cap, void_limit, cash_max, note_minor;
	int64_t step_milli;		/* meters are read to this */
	int due_days, tax_bp, winter_estimates;
	int season[12];			/* per cent of a usual month, January first */
	int64_t carriage_micro;		/* per unit, beside the tiers; 0: none */
	const char *carriage_text, *tax_text, *fee_text;
	int64_t fee_minor;
	struct words zones, firsts, lasts, streets, firms, trades;
	struct words segments;		/* of households, beside none; of works the last */
	struct words brands;		/* of cards, the most usual first */
	/* another script, or none */
	struct words native_firsts, native_lasts, native_streets;
	struct class classes[CLASSES];
	struct offer offers[PRICES];	/* the price list */
	struct staff staff[STAFF_MAX];
	size_t staff_count;
};

extern const struct profile larkfield, suryanagar;

/* ---- the plan ---- */

struct household {			/* a consumer */
	const char *number, *name, *kind, *phone, *email;
};

struct premises {			/* an account */
	unsigned consumer, zone, class, size;
	bool names_consumer;		/* the first of that consumer */
	const char *segment;		/* or NULL */
	const char *number, *street, *postcode, *meter, *opened_on;
	int first_month;		/* of the thirteen */
	int64_t usual_milli;
	bool vacant;
	int payer;			/* 0 to 999: how well he pays */
};

struct planned_bill {
	unsigned account;
	int month;
	char from_on[11], to_on[11], issued_on[11], due_on[11];
	int64_t at, consumption_milli, amount_minor;
	int64_t held_at;		/* 0, or since when an exception held it back */
	bool estimated;
};

/* An account whose last bill is still held back. */
struct planned_hold { unsigned account; int month; int64_t at; };

enum planned_void { NOT_VOIDED, MISTAKE, TO_APPROVE };
struct planned_payment {
	unsigned bill;
	int64_t at, amount_minor, received_minor;
	int64_t kept_minor;		/* of it more than the bill: kept as credit */
	const char *method, *channel, *reference, *brand, *notes;
	unsigned staff;
	enum planned_void voided;
	int64_t void_at;
};

/* What happens beside bills and their payments.  CHARGED: a charge is raised; it is paid, waived or
 * cancelled later, or stays open.  CREDITED: a note is written for a payment; SPENT: a note of that
 * payment is used.  PLANNED: what an account owes is spread over months; PAID_PART of that. */
enum deed_kind { VOIDED, CHARGED, CHARGE_PAID, CHARGE_WAIVED, CHARGE_CANCELLED, CREDITED, SPENT,
	PLANNED, PAID_PART };
struct deed {
	int64_t at;
	enum deed_kind kind;
	unsigned of;			/* a payment; of a charge and a plan: the account */
	unsigned offer;			/* of a charge */
};

struct plan {
	const struct profile *is;
	struct arena *arena;
	uint64_t seed;
	char last_on[11];		/* the day on which the data end */
	struct household *consumers; size_t consumer_count;
	struct premises *accounts;   size_t account_count;
	struct planned_bill *bills;  size_t bill_count;	/* in time */
	struct planned_hold *holds;  size_t hold_count;
	struct planned_payment *payments; size_t payment_count;	/* in time */
	struct deed *deeds; size_t deed_count;			/* in time */
	int64_t *paid_until;		/* of each bill: its last payment, 0: there is none */
	int64_t billed_minor, paid_minor;
};

/* Everything, from the seed, for so many accounts, ending on last_on. */
void plan_people(struct plan *, size_t accounts);
void plan_bills(struct plan *);
void plan_payments(struct plan *);
void plan_deeds(struct plan *);

/* What an account used in a month of the thirteen. */
int64_t plan_use(const struct plan *, unsigned account, int month);
/* The last zone's last month is read, and not billed yet. */
bool waits(const struct plan *, unsigned account, int month);
/* The first day of a month of the thirteen, and the day on which a zone's bills of it go out. */
void month_begins(const struct plan *, int month, char out[11]);
void zone_bills_on(const struct plan *, unsigned zone, int month, char out[11]);
/* "5/8 in. meter" of "Service charge, 5/8 in. meter" */
const char *size_of_label(const char *label);

/* A moment at which the counter is open, on that day or the next working day; 0: after the data's
 * end. */
int64_t at_counter(const struct plan *, int day, uint64_t a, uint64_t b);

/* The lines of a planned bill; how many. */
size_t plan_lines(const struct plan *, const struct planned_bill *, struct bill_line[LINES_MAX]);

/* ---- chance, always the same ---- */

/* A number that depends on nothing but the plan's seed and the keys. */
uint64_t chance(const struct plan *, uint64_t purpose, uint64_t a, uint64_t b);
/* 0 .. n - 1 */
unsigned chance_of(const struct plan *, unsigned n, uint64_t purpose, uint64_t a, uint64_t b);
/* low .. high */
int64_t between(
    const struct plan *, int64_t low, int64_t high, uint64_t purpose, uint64_t a, uint64_t b);

/* ---- posting ---- */

struct ids;			/* shared between the processes that post */

struct ids *ids_for(const struct plan *);
/* Each runs in a process of its own; 0 or the exit status. */
int post_tenant(const struct plan *, struct ids *, const char *password);
int post_bills(const struct plan *, struct ids *, unsigned part, unsigned parts);
int post_payments(const struct plan *, struct ids *);
/* The tariff, and the cycle that waits to be generated. */
int post_cycles(const struct plan *, struct ids *);
/* The last days' drawers, each closed after its last payment; once the payments stand. */
int post_drawers(const struct plan *, struct ids *);
/* What was odd about bills, and what held some back; once the bills stand. */
int post_exceptions(const struct plan *, struct ids *);
/* How the office used the portal in the last weeks; once the cycles stand. */
int post_use(const struct plan *, struct ids *);

#endif
