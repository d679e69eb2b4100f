/* What the files of batches share; nobody else includes it. */
#ifndef BILLPORT_BILL_BATCH_PRIVATE_H
#define BILLPORT_BILL_BATCH_PRIVATE_H

#include "bill_batch.h"

/* A bill that was chosen, and by what it is sorted. */
struct chosen {
	const char *id, *account_no, *postcode, *street;	/* street without the house's number */
	int64_t house;
	bool is_copy;
};
struct chosen_bills { struct chosen *bill; size_t n, cap; struct batch_preview sums; };

/* All that a choice means; with_rows: not the sums alone.  At most BATCH_BILLS_MAX + 1 rows. */
enum err choose_bills(
    struct cx *, const struct batch_choice *, bool with_rows, struct chosen_bills *) MUST_USE;
void sort_bills(struct chosen_bills *, const char *sort);

const char *choice_json(struct cx *, const struct batch_choice *);
enum err choice_read(struct cx *, const char *json, struct batch_choice *) MUST_USE;

#endif
