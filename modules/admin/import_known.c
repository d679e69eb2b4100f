#include "import_known.h"
#include <string.h>
#include "clock.h"
#include "json_out.h"
#include "text.h"

struct id_list { struct buf text; struct json json; size_t n; };

static void
ids_begin(struct cx *cx, struct id_list *l)
{
	*l = (struct id_list){ .text = buf_in(cx->arena) };
	l->json = json_to(&l->text);
	json_begin_list(&l->json);
}

static const char *
ids_end(struct id_list *l)
{
	json_end_list(&l->json);
	return l->text.data;
}

#define NUMBERS "from json_table(?, '$[*]' columns (number varchar(32) path '$')) j straight_join "
#define IDS     "from json_table(?, '$[*]' columns (id char(36) path '$')) j straight_join "
#define METER \
	"select m.id, m.number, m.account_id, a.number account_number, m.kind, m.utility, m.removed_on "

static const char *
numbers_of(struct cx *cx, const struct import_plan *p, enum import_field field)
{
	struct id_list l;

	ids_begin(cx, &l);
	for (size_t i = 0; i < p->n; i++)
		if (p->rows[i].outcome != ROW_REFUSED && p->rows[i].value[field])
			json_str(&l.json, p->rows[i].value[field]);
	return ids_end(&l);
}

static struct known_meter *
take_meter(struct cx *cx, struct known *k, const struct row *r)
{
	struct known_meter *m = arena_alloc(cx->arena, sizeof *m);
	const struct known_meter *there;

	*m = (struct known_meter){ .id = row_str(r, "id"), .number = row_str(r, "number"),
		.account_id = row_str(r, "account_id"), .account_number = row_str(r, "account_number"),
		.kind = row_str(r, "kind"), .utility = row_str(r, "utility"),
		.removed_on = row_str(r, "removed_on") };
	there = map_add(k->meter_ids, m->id, m);
	return there ? (struct known_meter *)(uintptr_t)there : m;
}

static enum err
know_accounts(struct cx *cx, struct import_plan *p, struct known *k)
{
	struct rows accounts, meters, services;
	struct id_list ids;
	const char *json;

	TRY(db_all(cx, &accounts, "select a.id, a.number, a.class, a.opened_on " NUMBERS
	    "account a on a.number = j.number", str(numbers_of(cx, p, F_READ_ACCOUNT))));
	k->accounts = map_for(cx, accounts.n);
	k->account_ids = map_for(cx, accounts.n);
	ids_begin(cx, &ids);
	for (size_t i = 0; i < accounts.n; i++) {
		const struct row *r = &accounts.row[i];
		struct known_account *a = arena_alloc(cx->arena, sizeof *a);

		*a = (struct known_account){ .id = row_str(r, "id"), .number = row_str(r, "number"),
			.class = row_str(r, "class"), .opened_on = row_str(r, "opened_on") };
		if (map_add(k->accounts, a->number, a) != NULL)
			continue;
		(void)map_add(k->account_ids, a->id, a);
		json_str(&ids.json, a->id);
	}
	json = ids_end(&ids);
	TRY(db_all(cx, &meters, METER IDS "meter m on m.account_id = cast(j.id as uuid)"
	    " straight_join account a on a.id = m.account_id", str(json)));
	k->meter_ids = map_for(cx, meters.n + p->n);
	for (size_t i = 0; i < meters.n; i++) {
		struct known_meter *m = take_meter(cx, k, &meters.row[i]);
		struct known_account *a = (struct known_account *)(uintptr_t)map_get(k->account_ids, m->account_id);

		m->next = a->meters;
		a->meters = m;
	}
	if (!p->reading->makes_meters)
		return OK;
	TRY(db_all(cx, &services, "select s.id, s.account_id, s.utility, s.class, s.status " IDS
	    "service s on s.account_id = cast(j.id as uuid) where s.status = 'active'", str(json)));
	for (size_t i = 0; i < services.n; i++) {
		struct known_account *a = (struct known_account *)(uintptr_t)map_get(
		    k->account_ids, row_str(&services.row[i], "account_id"));

		if (a->service_count < COUNT(a->service))
			a->service[a->service_count++] = &services.row[i];
	}
	return OK;
}

enum err
know_meters(struct cx *cx, struct import_plan *p, struct known *k)
{
	struct rows rows;

	TRY(know_accounts(cx, p, k));
	TRY(db_all(cx, &rows, METER NUMBERS "meter m on m.number = j.number"
	    " straight_join account a on a.id = m.account_id",
	    str(numbers_of(cx, p, F_READ_METER))));
	k->meters = map_for(cx, rows.n);
	for (size_t i = 0; i < rows.n; i++)
		(void)map_add(k->meters, row_str(&rows.row[i], "number"), take_meter(cx, k, &rows.row[i]));
	return OK;
}

/* ---- spans, last positions, what is there, what is billed ---- */

static enum err
know_spans(struct cx *cx, struct known *k, const char *meters_json)
{
	struct rows rows;
	size_t i = 0;

	TRY(db_all(cx, &rows,
	    "select s.meter_id, s.from_on, s.to_on, s.account_id, s.unit, s.digits, s.multiplier_milli,"
	    " s.start_milli, s.reason " IDS "meter_span s on s.meter_id = cast(j.id as uuid)"
	    " order by s.meter_id, s.from_on", str(meters_json)));
	while (i < rows.n) {
		const char *id = row_str(&rows.row[i], "meter_id");
		struct known_meter *m = (struct known_meter *)(uintptr_t)map_get(k->meter_ids, id);
		const struct row **spans = arena_array(cx->arena, const struct row *, 1);
		size_t n = 0;

		for (; i < rows.n && row_is(&rows.row[i], "meter_id", id); i++, n++) {
			spans = arena_grow(cx->arena, (void *)(uintptr_t)spans, n * sizeof *spans,
			    (n + 1) * sizeof *spans);
			spans[n] = &rows.row[i];
		}
		m->spans = spans;
		m->span_count = n;
	}
	return OK;
}

#define POSITIONS \
	"select r.meter_id, max(concat(r.read_on, lpad(r.register_milli, 18, '0'))) last " IDS \
	"meter_read r on r.meter_id = cast(j.id as uuid) and r.state = 'live' and r.register_milli is not null" \
	" group by r.meter_id order by r.meter_id"
#define BILLS \
	"select b.account_id, count(*) row_count, max(b.id) last " IDS \
	"bill b on b.account_id = cast(j.id as uuid) and b.status = 'issued' and b.live_cycle is not null" \
	" group by b.account_id order by b.account_id"

static const char *
joined(struct cx *cx, const struct rows *rows, const char *key)
{
	struct buf b = buf_in(cx->arena);

	buf_puts(&b, "");
	for (size_t i = 0; i < rows->n; i++)
		buf_printf(&b, "%s=%s;", row_str(&rows->row[i], key), row_str(&rows->row[i], "last"));
	return b.data ? b.data : "";
}

static enum err
know_positions(struct cx *cx, struct import_plan *p, struct known *k)
{
	struct rows rows;

	TRY(db_all(cx, &rows, POSITIONS, str(p->basis.meters_json)));
	p->basis.positions = joined(cx, &rows, "meter_id");
	for (size_t i = 0; i < rows.n; i++) {
		const char *last = row_str(&rows.row[i], "last");
		struct known_meter *m = (struct known_meter *)(uintptr_t)map_get(
		    k->meter_ids, row_str(&rows.row[i], "meter_id"));

		m->has_last = true;
		m->last_on = arena_strndup(cx->arena, last, 10);
		last += 10;
		while (*last == '0' && last[1])
			last++;
		if (!parse_i64(last, &m->last_milli))
			return fail(cx, E_INTERNAL, "A position cannot be read.");
	}
	return OK;
}

/* A cycle has at most 400 days, so much a bill of it may end before the day, or begin after. */
enum err
know_live_bills(struct cx *cx, struct plan_basis *basis, const char *days_json, struct rows *out)
{
	struct rows rows;

	TRY(db_all(cx, &rows, BILLS, str(basis->accounts_json)));
	basis->bills = joined(cx, &rows, "account_id");
	*out = (struct rows){ 0 };
	if (rows.n == 0)
		return OK;
	return db_all(cx, out,
	    "select b.account_id, b.number, c.utility, j.d on_day"
	    " from json_table(?, '$[*]' columns (a char(36) path '$[0]', d date path '$[1]')) j"
	    " straight_join bill b on b.account_id = cast(j.a as uuid) and b.status = 'issued'"
	    " and b.live_cycle is not null and b.to_on >= j.d - interval 400 day"
	    " and b.from_on <= j.d + interval 400 day"
	    " straight_join cycle c on c.id = b.live_cycle and j.d between c.from_on and c.to_on",
	    str(days_json));
}

enum err
check_basis(struct cx *cx, const struct plan_basis *b)
{
	struct rows rows;

	TRY(db_all(cx, &rows, POSITIONS " lock in share mode", str(b->meters_json)));
	if (!same_text(joined(cx, &rows, "meter_id"), b->positions ? b->positions : ""))
		return fail(cx, E_STALE, "One of the meters was read just now.");
	TRY(db_all(cx, &rows, BILLS " lock in share mode", str(b->accounts_json)));
	if (!same_text(joined(cx, &rows, "account_id"), b->bills))
		return fail(cx, E_STALE, "One of the accounts was billed just now.");
	return OK;
}

const char *
day_key(struct cx *cx, const char *meter_id, const char *on)
{
	return fmt(cx->arena, "%s %s", meter_id, on);
}

/* Reads of the rows' meters and days; used: an earlier row of this import is that read. */
static enum err
know_reads(struct cx *cx, struct import_plan *p, struct known *k, const char *days_json)
{
	struct rows rows;

	TRY(db_all(cx, &rows,
	    "select r.id, r.meter_id, r.read_on, r.from_on, r.register_milli, r.use_milli, r.unit, x.line"
	    " from json_table(?, '$[*]' columns (m char(36) path '$[0]', d date path '$[1]')) j"
	    /* by the meter, not by the day: many are read on one, which a new table's statistics hide */
	    " straight_join meter_read r on r.meter_id = cast(j.m as uuid) and r.read_on + interval 0 day = j.d"
	    " left join import_row x on x.import_id = ? and x.read_id = r.id order by r.id",
	    str(days_json), str(p->import_id)));
	k->there = map_for(cx, rows.n);
	for (size_t i = rows.n; i-- > 0;) {
		const struct row *r = &rows.row[i];
		struct there *t = arena_alloc(cx->arena, sizeof *t), *first;

		*t = (struct there){ r, !row_null(r, "line"), NULL };
		first = (struct there *)(uintptr_t)map_add(
		    k->there, day_key(cx, row_str(r, "meter_id"), row_str(r, "read_on")), t);
		if (first) {
			t->next = first->next;
			first->next = t;
		}
	}
	return OK;
}

/* All lookups that need the meters. */
enum err
know_rest(struct cx *cx, struct import_plan *p, struct known *k, const struct at_meter *at)
{
	struct id_list all, positions, accounts, days, billed;
	struct map *seen = map_for(cx, 4 * p->n + 4);
	const char *all_json, *days_json;

	ids_begin(cx, &all);
	ids_begin(cx, &positions);
	ids_begin(cx, &accounts);
	ids_begin(cx, &days);
	ids_begin(cx, &billed);
	for (size_t i = 0; i < p->n; i++) {
		const struct known_meter *m = at[i].meter;
		const char *on = p->rows[i].value[F_READ_ON];

		if (!m)
			continue;
		if (map_add(seen, m->id, m) == NULL) {
			json_str(&all.json, m->id);
			if (same_text(m->kind, "register"))
				json_str(&positions.json, m->id);
		}
		if (map_add(seen, m->account_id, m) == NULL)
			json_str(&accounts.json, m->account_id);
		if (map_add(seen, day_key(cx, m->account_id, on), m) == NULL) {
			json_begin_list(&billed.json);
			json_str(&billed.json, m->account_id);
			json_str(&billed.json, on);
			json_end_list(&billed.json);
		}
		if (!m->planned && map_add(seen, day_key(cx, m->id, on), m) == NULL) {
			json_begin_list(&days.json);
			json_str(&days.json, m->id);
			json_str(&days.json, on);
			json_end_list(&days.json);
		}
	}
	all_json = ids_end(&all);
	days_json = ids_end(&days);
	p->basis = (struct plan_basis){ .meters_json = ids_end(&positions),
		.accounts_json = ids_end(&accounts) };
	TRY(know_spans(cx, k, all_json));
	TRY(know_positions(cx, p, k));
	TRY(know_live_bills(cx, &p->basis, ids_end(&billed), &k->bills));
	return know_reads(cx, p, k, days_json);
}
