#include "simulation.h"
#include <string.h>
#include "audit.h"
#include "clock.h"
#include "cycle_use.h"
#include "json_out.h"
#include "text.h"

/* ---- before it begins ---- */

#define TARIFF "select id, code, revision, name, utility, state, doc_json, version from tariff"
#define IN_FORCE " state = 'active' and effective_on <= ? and (ends_on is null or ends_on >= ?)"

static enum err
find_base(struct cx *cx, struct simulating *in)
{
	const char *to = row_str(in->cycle, "to_on"), *utility = row_str(in->cycle, "utility");

	if (in->base_tariff_id) {
		TRY(db_maybe(cx, &in->base, TARIFF " where id = ?", str(in->base_tariff_id)));
		return in->base ? OK
				: fail(cx, E_NOT_FOUND, "There is no such tariff to compare with.");
	}
	TRY(db_maybe(cx, &in->base,
	    TARIFF " where code = ? and" IN_FORCE " order by effective_on desc limit 1",
	    str(row_str(in->tariff, "code")), str(to), str(to)));
	if (!in->base)
		TRY(db_maybe(cx, &in->base, TARIFF " where utility = ? and" IN_FORCE
		    " order by effective_on desc, id limit 1", str(utility), str(to), str(to)));
	return in->base ? OK : fail(cx, E_CONFLICT,
	    "No tariff is in force at the cycle's end to compare with. Choose one.");
}

static enum err
check_tariffs(struct cx *cx, const struct simulating *in)
{
	const struct row *both[] = { in->tariff, in->base };
	const struct tariff *t;

	if (same_text(row_str(in->tariff, "id"), row_str(in->base, "id")))
		return fail(
		    cx, E_CONFLICT, "A tariff cannot be compared with itself. Choose another.");
	for (size_t i = 0; i < COUNT(both); i++) {
		const char *doc = row_str(both[i], "doc_json");

		if (!row_is(both[i], "utility", row_str(in->cycle, "utility")))
			return fail(cx, E_CONFLICT, "%s is not a tariff of the cycle's utility.",
			    row_str(both[i], "name"));
		TRY(tariff_parse(cx, doc, strlen(doc), "", &t));
	}
	return OK;
}

#define CHOSEN \
	" from account a join service s on s.account_id = a.id where a.zone_id = ?" \
	" and s.utility = ?"

/* Accounts by id, in shares of like size. */
static enum err
divide(struct cx *cx, struct simulating *in)
{
	const char *zone = row_str(in->cycle, "zone_id"), *utility = row_str(in->cycle, "utility");
	const struct row *row;

	TRY(db_one(cx, &row, "select count(distinct a.id) n" CHOSEN, str(zone), str(utility)));
	in->chosen = row_i64(row, "n");
	if (in->chosen == 0)
		return fail(cx, E_CONFLICT,
		    "The cycle's zone has no account with a service of its utility."
		    " Nothing was begun.");
	in->parts = in->chosen < 2000 ? 1 : 2;
	for (size_t i = 0; i + 1 < in->parts; i++) {
		TRY(db_one(cx, &row, "select a.id" CHOSEN " order by a.id limit 1 offset ?",
		    str(zone), str(utility),
		    i64(in->chosen / (int64_t)in->parts * ((int64_t)i + 1))));
		memcpy(in->bounds[i], row_str(row, "id"), 37);
	}
	memcpy(in->bounds[in->parts - 1], "ffffffff-ffff-ffff-ffff-ffffffffffff", 37);
	TRY(db_one(cx, &row,
	    "select cast(coalesce(sum(amount_minor), 0) as signed) all_minor from bill"
	    " where live_cycle = ?",
	    str(in->cycle_id)));
	in->billed_minor = row_i64(row, "all_minor");
	return OK;
}

enum err
prepare_simulation(struct cx *cx, struct simulating *in)
{
	TRY(db_maybe(cx, &in->cycle, "select id, name, zone_id, utility, from_on, to_on from cycle"
	    " where id = ?", str(in->cycle_id)));
	if (!in->cycle)
		return fail(cx, E_NOT_FOUND, "There is no such cycle.");
	TRY(db_maybe(cx, &in->tariff, TARIFF " where id = ?", str(in->tariff_id)));
	if (!in->tariff)
		return fail(cx, E_NOT_FOUND, "There is no such tariff.");
	TRY(find_base(cx, in));
	TRY(check_tariffs(cx, in));
	return divide(cx, in);
}

/* ---- beginning ---- */

static enum err
enqueue_parts(struct cx *cx, const struct simulating *in)
{
	const char *job = NULL;

	for (size_t i = 0; i < in->parts; i++)
		TRY(job_enqueue(cx, SIMULATION_JOB,
		    fmt(cx->arena, "{\"simulation_id\":\"%s\",\"after\":\"%s\",\"last\":\"%s\"}",
			in->id, i == 0 ? "00000000-0000-0000-0000-000000000000" : in->bounds[i - 1],
			in->bounds[i]),
		    NULL, 0, &job));
	return db_exec_one(
	    cx, "update simulation set job_id = ? where id = ?", str(job), str(in->id));
}

enum err
create_simulation(struct cx *cx, void *arg)
{
	struct simulating *in = arg;
	struct buf text = buf_in(cx->arena);
	struct json j = json_to(&text);

	in->id = new_id(cx->arena);
	TRY(db_exec_one(cx,
	    "insert into simulation (id, name, cycle_id, tariff_id, tariff_version,"
	    " base_tariff_id, doc_json,"
	    " base_doc_json, parts, chosen, billed_minor, created_at, created_by, created_by_name)"
	    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(in->id), str(in->name), str(in->cycle_id), str(in->tariff_id),
	    i64(row_i64(in->tariff, "version")), str(row_str(in->base, "id")),
	    str(row_str(in->tariff, "doc_json")), str(row_str(in->base, "doc_json")),
	    i64((int64_t)in->parts), i64(in->chosen), i64(in->billed_minor),
	    instant(cx, business_now()), str(cx->who.id), str(cx->who.name)));
	TRY(enqueue_parts(cx, in));
	json_begin(&j);
	json_put_str(&j, "name", in->name);
	json_put_str(&j, "cycle", row_str(in->cycle, "name"));
	json_put_str(&j, "tariff", row_str(in->tariff, "name"));
	json_put_str(&j, "compared_with", row_str(in->base, "name"));
	json_end(&j);
	return audit_write(cx, &(struct audit){ .action = "simulation.create",
	    .object_type = "simulation", .object_id = in->id, .after_json = text.data });
}

/* ---- taking away ---- */

struct deleting { const char *id; uint64_t n; };

static enum err
stop_it(struct cx *cx, void *arg)
{
	struct deleting *d = arg;
	const struct row *row;

	TRY(db_maybe(cx, &row, "select name from simulation where id = ? for update", str(d->id)));
	if (!row)
		return fail(cx, E_NOT_FOUND, "There is no such simulation.");
	return db_exec_one(cx, "update simulation set state = 'cancelled', version = version + 1"
	    " where id = ?", str(d->id));
}

static enum err
delete_rows(struct cx *cx, void *arg)
{
	struct deleting *d = arg;

	return db_exec_count(cx, &d->n,
	    "delete from simulation_row where simulation_id = ? limit 10000", str(d->id));
}

static enum err
delete_it(struct cx *cx, void *arg)
{
	struct deleting *d = arg;

	TRY(db_exec_one(cx, "delete from simulation where id = ?", str(d->id)));
	return audit_write(cx, &(struct audit){ .action = "simulation.delete",
	    .object_type = "simulation", .object_id = d->id });
}

enum err
delete_simulation(struct cx *cx, const char *id)
{
	struct deleting d = { .id = id };

	TRY(db_tx(cx, stop_it, &d));
	do
		TRY(db_tx(cx, delete_rows, &d));
	while (d.n > 0);
	return db_tx(cx, delete_it, &d);
}

/* ---- one account ---- */

bool
simulate_account(struct cx *cx, const struct simulated_tariff *t, const struct account_use *u,
    struct rating_version *version, struct rating_input *in, struct rated *r, const char **why)
{
	const struct unit *unit = tariff_unit(t->tariff);
	struct interval *intervals;
	enum rate_result e;

	*version = (struct rating_version){ t->tariff, &t->profile, INT32_MIN, INT32_MAX };
	*in = (struct rating_input){ .versions = version,
		.version_count = 1,
		.from = u->from,
		.to = u->to,
		.demand_milli = -1 };
	if (!unit_convert(u->unit, unit, u->use_milli, &in->use_milli)) {
		*why = "unit";
		return false;
	}
	if (tariff_needs_intervals(t->tariff, t->profile.class)) {
		if (cycle_intervals_load(cx, u, unit, &intervals, &in->interval_count) != OK) {
			failure_clear(cx);
			*why = "intervals";
			return false;
		}
		in->intervals = in->interval_count > 0 ? intervals : NULL;
	}
	e = rate(in, r);
	*why = e == RATED ? NULL : e == RATE_CLASS ? "class"
	    : e == RATE_ATTRIBUTE || e == RATE_PRICE ? "attribute"
	    : e == RATE_INTERVALS ? "intervals" : "refused";
	return e == RATED;
}
