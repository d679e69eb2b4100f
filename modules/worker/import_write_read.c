/* What a batch of reads writes. */
#include "import_batch.h"
#include <string.h>
#include "bulk.h"
#include "ledger.h"
#include "reads_in.h"
#include "text.h"

/* The accounts of what is new. */
static size_t
accounts_of(const struct import_plan *p, const char **out)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++)
		if (p->rows[i].outcome == ROW_CREATED)
			out[n++] = p->rows[i].read->account_id;
	return n;
}

enum err
write_new_meters(struct cx *cx, const struct import_plan *p, struct made_reads *made)
{
	struct in_service *services;
	struct in_meter *meters;
	size_t n = 0, service_count = 0;

	for (const struct plan_meter *m = p->meters; m; m = m->next)
		n++;
	services = arena_array(cx->arena, struct in_service, n);
	meters = arena_array(cx->arena, struct in_meter, n);
	n = 0;
	for (const struct plan_meter *m = p->meters; m; m = m->next) {
		if (m->makes_service)
			services[service_count++] = (struct in_service){ m->service_id, m->account_id,
				m->utility, m->service_class, "{}", m->from_on };
		meters[n++] = (struct in_meter){ .id = m->id, .account_id = m->account_id,
			.service_id = m->service_id, .number = m->number, .utility = m->utility,
			.kind = m->kind, .unit = m->unit, .multiplier_milli = 1000, .from_on = m->from_on };
	}
	TRY(create_services(cx, services, service_count));
	made->meters = (int64_t)n;
	made->services = (int64_t)service_count;
	return create_meters(cx, meters, n);
}

static struct in_read
read_of(const struct import_batch *b, const struct import_row *r)
{
	const struct plan_of_read *x = r->read;

	return (struct in_read){ .id = x->id, .account_id = x->account_id, .meter_id = x->meter_id,
		.read_on = x->read_on, .from_on = x->from_on, .unit = x->unit, .quality = x->quality,
		.reason = x->reason, .is_position = x->is_position, .has_previous = x->has_previous,
		.has_use = x->has_use, .rolled_over = x->rolled_over,
		.register_milli = x->register_milli, .previous_milli = x->previous_milli,
		.multiplier_milli = x->multiplier_milli, .use_milli = x->use_milli,
		.import_id = b->import_id, .line = r->line };
}

/* A meter that no row is left of after all is not made. */
static void
drop_unused(struct import_plan *p)
{
	struct plan_meter **at = &p->meters;

	while (*at) {
		bool used = false;

		for (size_t i = 0; i < p->n && !used; i++)
			used = p->rows[i].outcome == ROW_CREATED &&
			    same_text(p->rows[i].read->meter_id, (*at)->id);
		if (used)
			at = &(*at)->next;
		else
			*at = (*at)->next;
	}
}

enum err
write_reads(struct cx *cx, struct import_batch *b, struct made_reads *made)
{
	struct import_plan *p = &b->plan;
	const char **accounts = arena_array(cx->arena, const char *, p->n);
	struct in_read *reads = arena_array(cx->arena, struct in_read, p->n);
	size_t n = 0;

	*made = (struct made_reads){ 0 };
	TRY(ledger_lock_accounts(cx, accounts, accounts_of(p, accounts)));
	TRY(check_basis(cx, &p->basis));
	drop_unused(p);
	TRY(write_new_meters(cx, p, made));
	for (size_t i = 0; i < p->n; i++)
		if (p->rows[i].outcome == ROW_CREATED)
			reads[n++] = read_of(b, &p->rows[i]);
	made->reads = (int64_t)n;
	return create_reads(cx, reads, n);
}
