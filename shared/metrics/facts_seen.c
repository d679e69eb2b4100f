#include "facts_seen.h"
#include <string.h>
#include "clock.h"
#include "log.h"
#include "text.h"

/* The front door tells milliseconds, and reads its clock once a turn. */
#define CLOCK_TURN INT64_C(3000)
#define READ_KEPT  INT64_C(500000)

enum { TENANTS_KEPT = 8, FACTS_KEPT = 1024, TEXT_KEPT = 320, AT_ONCE = 500, LOOK_BACK = 300,
	LOOK_BACK_MS = 3000 };

/* A fact in the process' memory. */
struct kept_fact {
	char id[37];
	enum dataset of;
	int day, due;
	uint16_t d[METRIC_DIMENSIONS];		/* where it begins in text */
	int64_t m[METRIC_MEASURES];
	char text[TEXT_KEPT];
};

struct tenant_facts {
	char tenant_id[37];
	uint64_t used, epoch;
	int64_t rebuilt, total;
	int64_t read_at, read_mono;		/* a moment before it was last read: real, monotonic */
	char last_id[37];			/* what waits and is not known has a higher id, mostly */
	char floor_id[37];			/* all that waits and is higher, and was counted, is in the ring */
	uint64_t first, next;			/* what the ring holds */
	struct kept_fact fact[FACTS_KEPT];
};
static struct tenant_facts kept[TENANTS_KEPT];
static uint64_t uses, epochs;

static struct tenant_facts *
find_kept(const char *tenant_id)
{
	for (size_t i = 0; i < TENANTS_KEPT; i++)
		if (kept[i].epoch > 0 && same_text(kept[i].tenant_id, tenant_id)) {
			kept[i].used = ++uses;
			return &kept[i];
		}
	return NULL;
}

static struct tenant_facts *
begin_anew(const char *tenant_id)
{
	struct tenant_facts *t = find_kept(tenant_id);

	for (size_t i = 0; !t && i < TENANTS_KEPT; i++)
		if (kept[i].epoch == 0)
			t = &kept[i];
	if (!t) {
		t = &kept[0];
		for (size_t i = 1; i < TENANTS_KEPT; i++)
			if (kept[i].used < t->used)
				t = &kept[i];
	}
	memcpy(t->tenant_id, tenant_id, strnlen(tenant_id, 36) + 1);
	t->tenant_id[36] = '\0';
	t->used = ++uses;
	t->epoch = ++epochs;
	t->last_id[0] = t->floor_id[0] = '\0';
	t->first = t->next = 0;
	t->read_at = 0;
	return t;
}

/* ---- facts ---- */

bool
fact_of_row(const struct row *row, struct seen_fact *out)
{
	static const char *const d[] = { "d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8", "d9", "d10" };
	static const char *const m[] = { "m1", "m2", "m3", "m4", "m5", "m6" };
	int due;

	if (row_null(row, "id"))
		return false;
	out->id = row_str(row, "id");
	out->of = dataset_by_name(row_str(row, "dataset"));
	if (out->of == DATASETS)
		return false;
	out->day = date_days(row_str(row, "fact_on"));
	for (unsigned i = 0; i < METRIC_DIMENSIONS; i++)
		out->d[i] = row_str(row, d[i]);
	for (unsigned i = 0; i < METRIC_MEASURES; i++)
		out->m[i] = row_i64(row, m[i]);
	due = dataset_shape(out->of)->due;
	out->due = due >= 0 && date_valid(out->d[due]) ? date_days(out->d[due]) : SINCE_EVER;
	return true;
}

/* Into the ring; false: it does not fit. */
static bool
keep(struct tenant_facts *t, const struct seen_fact *fact)
{
	struct kept_fact *to = &t->fact[t->next % FACTS_KEPT];
	size_t used = 0;

	if (t->next - t->first == FACTS_KEPT) {
		if (strcmp(to->id, t->floor_id) > 0)
			memcpy(t->floor_id, to->id, sizeof to->id);
		t->first++;
	}
	for (unsigned i = 0; i < METRIC_DIMENSIONS; i++) {
		size_t n = strlen(fact->d[i]) + 1;

		if (used + n > TEXT_KEPT)
			return false;
		memcpy(to->text + used, fact->d[i], n);
		to->d[i] = (uint16_t)used;
		used += n;
	}
	memcpy(to->id, fact->id, sizeof to->id);
	to->of = fact->of;
	to->day = fact->day;
	to->due = fact->due;
	memcpy(to->m, fact->m, sizeof to->m);
	t->next++;
	if (strcmp(fact->id, t->last_id) > 0)
		memcpy(t->last_id, fact->id, sizeof t->last_id);
	return true;
}

static bool
is_kept(const struct tenant_facts *t, const char *id)
{
	for (uint64_t i = t->next; i > t->first; i--)
		if (memcmp(t->fact[(i - 1) % FACTS_KEPT].id, id, 36) == 0)
			return true;
	return false;
}

bool
facts_since(struct cx *cx, struct seen_state since, seen_fn *fn, void *arg)
{
	const struct tenant_facts *t = find_kept(cx->who.tenant_id);
	struct seen_fact fact;

	if (!t || t->epoch != since.epoch || since.seq < t->first || since.seq > t->next)
		return false;
	for (uint64_t i = since.seq; i < t->next; i++) {
		const struct kept_fact *k = &t->fact[i % FACTS_KEPT];

		fact = (struct seen_fact){ .id = k->id, .of = k->of, .day = k->day, .due = k->due };
		for (unsigned d = 0; d < METRIC_DIMENSIONS; d++)
			fact.d[d] = k->text + k->d[d];
		memcpy(fact.m, k->m, sizeof fact.m);
		fn(&fact, arg);
	}
	return true;
}

/* ---- the state ---- */

struct counted { int64_t rebuilt, total; struct rows rows; };

/* How many facts there are and what waits behind an id, in one statement and so at one moment. */
static enum err
count_facts(struct cx *cx, const char *behind, struct counted *out)
{
	const struct row *row;

	TRY(db_all(cx, &out->rows,
	    "select s.rebuilt, s.folded + (select count(*) from metric_delta) total,"
	    " d.id, d.dataset, d.fact_on, d.d1, d.d2, d.d3, d.d4, d.d5, d.d6, d.d7, d.d8, d.d9, d.d10,"
	    " d.m1, d.m2, d.m3, d.m4, d.m5, d.m6"
	    " from metric_state s left join metric_delta d on d.id > ? limit 501", str(behind)));
	row = out->rows.row;
	out->rebuilt = out->rows.n > 0 ? row_i64(row, "rebuilt") : 0;
	out->total = out->rows.n > 0 ? row_i64(row, "total") : -1;
	return OK;
}

/* Take in what was added, if it is all of these rows that are not known yet. */
static bool
take_in(struct cx *cx, struct tenant_facts *t, int64_t rebuilt, int64_t total, const struct rows *rows)
{
	struct seen_fact *fresh;
	size_t n = 0;

	if (rows->n == 1 && row_null(&rows->row[0], "id") && t->rebuilt == rebuilt)
		return total == t->total;
	fresh = arena_array(cx->arena, struct seen_fact, rows->n + 1);
	if (t->rebuilt != rebuilt || rows->n > AT_ONCE)
		return false;
	for (size_t i = 0; i < rows->n; i++) {
		if (row_null(&rows->row[i], "id"))
			continue;
		if (!fact_of_row(&rows->row[i], &fresh[n]))
			return false;
		n += !is_kept(t, fresh[n].id);
	}
	if (total != t->total + (int64_t)n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!keep(t, &fresh[i])) {
			t->read_at = 0;
			t->epoch = ++epochs;	/* the ring has a hole now: whoever knew it begins anew */
			t->first = t->next;
			memcpy(t->floor_id, t->last_id, sizeof t->floor_id);
			return false;
		}
	t->total = total;
	return true;
}

static struct seen_state
state_of(const struct tenant_facts *t)
{
	return (struct seen_state){ t->epoch, t->next };
}

/* Were the facts read after this request was passed on, while it waited for its turn?  Then all that
 * was committed before it came is in them, and they need not be read once more for it.  A clock that
 * went back tells nothing. */
static bool
read_since(const struct cx *cx, const struct tenant_facts *t)
{
	return cx->passed_on_us > 0 && t->read_at >= cx->passed_on_us + CLOCK_TURN &&
	    real_now() >= t->read_at && monotonic_now() - t->read_mono < READ_KEPT;
}

enum err
facts_follow(struct cx *cx, bool *known, struct seen_state *out)
{
	struct tenant_facts *t = find_kept(cx->who.tenant_id);
	struct counted now;
	int64_t at = real_now(), mono = monotonic_now();

	*known = false;
	if (!t)
		return OK;
	*known = read_since(cx, t);
	if (!*known) {
		TRY(count_facts(cx, t->last_id, &now));
		*known = take_in(cx, t, now.rebuilt, now.total, &now.rows);
		if (*known) {
			t->read_at = at;
			t->read_mono = mono;
		}
	}
	if (*known)
		*out = state_of(t);
	return OK;
}

/* The lowest id of so many milliseconds before this one: what began then has committed since, but for
 * long transactions. */
static const char *
shortly_before(struct cx *cx, const char *id)
{
	uint64_t ms = 0;

	for (const char *p = id; p < id + 13; p++)
		if (*p != '-')
			ms = ms * 16 + (uint64_t)(*p <= '9' ? *p - '0' : *p - 'a' + 10);
	ms -= ms < LOOK_BACK_MS ? ms : LOOK_BACK_MS;
	return fmt(cx->arena, "%08llx-%04llx-7000-8000-000000000000", (unsigned long long)(ms >> 16),
	    (unsigned long long)(ms & 0xffff));
}

/* Everything as it is now; what waits and is youngest, to know it again. */
static enum err
learn(struct cx *cx, int64_t rebuilt, int64_t total)
{
	struct tenant_facts *t;
	struct seen_fact fact;
	struct rows rows;

	TRY(db_all(cx, &rows, "select " DELTA_COLUMNS " from metric_delta order by id desc limit 301"));
	t = begin_anew(cx->who.tenant_id);
	t->rebuilt = rebuilt;
	t->total = total;
	if (rows.n > LOOK_BACK)
		memcpy(t->floor_id, row_str(&rows.row[rows.n - 1], "id"), sizeof t->floor_id);
	for (size_t i = rows.n < LOOK_BACK ? rows.n : LOOK_BACK; i > 0; i--)
		if (fact_of_row(&rows.row[i - 1], &fact) && !keep(t, &fact)) {
			memcpy(t->floor_id, fact.id, sizeof t->floor_id);
			memcpy(t->last_id, fact.id, sizeof t->last_id);
		}
	return OK;
}

enum err
facts_in_snapshot(struct cx *cx, struct seen_state *out)
{
	struct tenant_facts *t = find_kept(cx->who.tenant_id);
	struct counted now;
	struct rows rows;
	const char *behind;

	TRY(count_facts(cx, t ? t->last_id : "ffffffff-ffff-7fff-bfff-ffffffffffff", &now));
	if (now.total < 0) {			/* a tenant that nobody has folded yet */
		const struct row *row;

		TRY(db_one(cx, &row, "select count(*) total from metric_delta"));
		now.total = row_i64(row, "total");
		now.rows.n = 0;
	}
	if (t && take_in(cx, t, now.rebuilt, now.total, &now.rows)) {
		*out = state_of(t);
		return OK;
	}
	if (t && t->rebuilt == now.rebuilt && now.total > t->total && now.total - t->total <= AT_ONCE &&
	    *t->last_id) {
		behind = shortly_before(cx, t->last_id);
		if (strcmp(behind, t->floor_id) < 0)
			behind = t->floor_id;
		TRY(db_all(cx, &rows, "select " DELTA_COLUMNS " from metric_delta where id > ? limit 501",
		    str(behind)));
		if (take_in(cx, t, now.rebuilt, now.total, &rows)) {
			*out = state_of(t);
			return OK;
		}
	}
	TRY(learn(cx, now.rebuilt, now.total));
	*out = state_of(find_kept(cx->who.tenant_id));
	return OK;
}
