#include "import_plan.h"
#include <stdlib.h>
#include <string.h>
#include "import_plan_private.h"
#include "json_out.h"
#include "numbering.h"
#include "settings.h"
#include "text.h"

/* ---- numbers: the server compares them without case, and so do we ---- */

struct entry { const char *key; uint64_t hash; const void *value; };
struct map { struct entry *entries; size_t size; };

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static uint64_t
hash_of(const char *s)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (; *s; s++)
		h = (h ^ (unsigned char)lower(*s)) * UINT64_C(1099511628211);
	return h;
}

bool
same_number(const char *a, const char *b)
{
	while (*a && lower(*a) == lower(*b))
		a++, b++;
	return lower(*a) == lower(*b);
}

struct map *
map_for(struct cx *cx, size_t n)
{
	struct map *m = arena_alloc(cx->arena, sizeof *m);

	for (m->size = 16; m->size < 2 * n; m->size *= 2)
		;
	m->entries = arena_array(cx->arena, struct entry, m->size);
	return m;
}

static struct entry *
slot(const struct map *m, const char *key)
{
	uint64_t h = hash_of(key);
	size_t i = (size_t)h & (m->size - 1);

	while (m->entries[i].key &&
	    !(m->entries[i].hash == h && same_number(m->entries[i].key, key)))
		i = (i + 1) & (m->size - 1);
	return &m->entries[i];
}

const void *
map_get(const struct map *m, const char *key)
{
	return slot(m, key)->value;
}

/* What stood there before, or NULL: then it is this now. */
const void *
map_add(struct map *m, const char *key, const void *value)
{
	struct entry *e = slot(m, key);

	if (e->key)
		return e->value;
	*e = (struct entry){ key, hash_of(key), value };
	return NULL;
}

/* ---- lookups in sets ---- */

/* The numbers that rows have, as a JSON array for json_table(). */
struct list { struct buf text; struct json json; };

static void
list_begin(struct cx *cx, struct list *l)
{
	l->text = buf_in(cx->arena);
	l->json = json_to(&l->text);
	json_begin_list(&l->json);
}

static const char *
list_end(struct list *l)
{
	json_end_list(&l->json);
	return l->text.data;
}

typedef void pick(struct list *, const struct import_row *);

static const char *
list_of(struct cx *cx, const struct import_plan *p, pick *fn)
{
	struct list l;

	list_begin(cx, &l);
	for (size_t i = 0; i < p->n; i++)
		if (p->rows[i].outcome != ROW_REFUSED)
			fn(&l, &p->rows[i]);
	return list_end(&l);
}

static struct map *
by_number(struct cx *cx, const struct rows *rows, const char *column)
{
	struct map *m = map_for(cx, rows->n);

	for (size_t i = 0; i < rows->n; i++)
		(void)map_add(m, row_str(&rows->row[i], column), &rows->row[i]);
	return m;
}

static void
pick_account(struct list *l, const struct import_row *r)
{
	json_str(&l->json, r->value[F_ACCOUNT_NUMBER]);
}

static void
pick_consumer(struct list *l, const struct import_row *r)
{
	json_str(&l->json, consumer_number_of(r));
}

static void
pick_meters(struct list *l, const struct import_row *r)
{
	for (size_t i = 0; i < r->meter_count; i++)
		json_str(&l->json, r->meters[i]);
}

static void
pick_item(struct list *l, const struct import_row *r)
{
	const char *number = item_number_of(r);

	if (number)
		json_str(&l->json, number);
}

static void
pick_key(struct list *l, const struct import_row *r)
{
	json_str(&l->json, key_of(r));
}

const char *
key_of(const struct import_row *r)
{
	return r->value[F_ITEM_NUMBER] ? r->value[F_ITEM_NUMBER] : r->value[F_ACCOUNT_NUMBER];
}

/* What earlier batches of this import made of the same numbers and consumers. */
static enum err
look_back(struct cx *cx, struct import_plan *p, struct found *f)
{
	struct rows rows = { 0 }, marks = { 0 };

	if (p->import_id) {
		TRY(db_all(cx, &rows,
		    "select r.number, r.line from json_table(?, '$[*]' columns (number varchar(32) path '$')) j"
		    " straight_join import_row r on r.import_id = ? and r.number = j.number",
		    str(list_of(cx, p, pick_key)), str(p->import_id)));
		if (p->reading->column[F_CONSUMER_NUMBER] >= 0)
			TRY(db_all(cx, &marks,
			    "select r.consumer_number, min(r.line) line, bit_or(r.consumer_marks) marks"
			    " from json_table(?, '$[*]' columns (number varchar(32) path '$')) j"
			    " straight_join import_row r on r.import_id = ? and r.consumer_number = j.number"
			    " group by r.consumer_number",
			    str(list_of(cx, p, pick_consumer)), str(p->import_id)));
	}
	f->before = by_number(cx, &rows, "number");
	f->marks = by_number(cx, &marks, "consumer_number");
	return OK;
}

const char *
service_key(struct cx *cx, const char *account_id, const char *utility)
{
	return fmt(cx->arena, "%s %s", account_id, utility);
}

static enum err
look_up_services(struct cx *cx, const struct import_plan *p, struct found *f, size_t accounts)
{
	struct rows rows = { 0 };

	if (accounts > 0)
		TRY(db_all(cx, &rows,
		    "select s.id, s.account_id, s.utility, s.class, s.version,"
		    " json_value(s.attributes_json, '$.meter_size') meter_size,"
		    " json_value(s.attributes_json, '$.water_type') water_type"
		    " from json_table(?, '$[*]' columns (number varchar(32) path '$')) j"
		    " straight_join account a on a.number = j.number"
		    " straight_join service s on s.account_id = a.id where s.status = 'active'",
		    str(list_of(cx, p, pick_account))));
	f->services = map_for(cx, rows.n);
	for (size_t i = 0; i < rows.n; i++)
		(void)map_add(f->services, service_key(cx, row_str(&rows.row[i], "account_id"),
			row_str(&rows.row[i], "utility")), &rows.row[i]);
	return OK;
}

static enum err
look_up(struct cx *cx, struct import_plan *p, struct found *f)
{
	struct rows rows;
	size_t accounts;

	TRY(look_back(cx, p, f));
	TRY(db_all(cx, &rows,
	    "select a.id, a.number, a.class, a.street, a.city, a.region, a.postcode, a.opened_on, a.segment, a.version,"
	    " a.zone_id, z.name zone_name, c.id consumer_id, c.number consumer_number, c.name, c.kind, c.phone, c.email,"
	    " c.version consumer_version"
	    " from json_table(?, '$[*]' columns (number varchar(32) path '$')) j"
	    " straight_join account a on a.number = j.number straight_join consumer c on c.id = a.consumer_id"
	    " straight_join zone z on z.id = a.zone_id",
	    str(list_of(cx, p, pick_account))));
	f->accounts = by_number(cx, &rows, "number");
	accounts = rows.n;
	TRY(db_all(cx, &rows,
	    "select r.number, r.account_id, r.kind, r.amount_minor"
	    " from json_table(?, '$[*]' columns (number varchar(32) path '$')) j"
	    " straight_join receivable r on r.number = j.number",
	    str(list_of(cx, p, pick_item))));
	f->items = by_number(cx, &rows, "number");
	if (p->reading->kind == IMPORT_RECEIVABLES)
		return OK;
	TRY(look_up_services(cx, p, f, accounts));
	TRY(db_all(cx, &rows,
	    "select c.id consumer_id, c.number consumer_number, c.name, c.kind, c.phone, c.email,"
	    " c.version consumer_version from json_table(?, '$[*]' columns (number varchar(32) path '$')) j"
	    " straight_join consumer c on c.number = j.number",
	    str(list_of(cx, p, pick_consumer))));
	f->consumers = by_number(cx, &rows, "consumer_number");
	TRY(db_all(cx, &rows,
	    "select m.number, m.account_id, a.number account_number"
	    " from json_table(?, '$[*]' columns (number varchar(32) path '$')) j"
	    " straight_join meter m on m.number = j.number straight_join account a on a.id = m.account_id",
	    str(list_of(cx, p, pick_meters))));
	f->meters = by_number(cx, &rows, "number");
	return OK;
}

/* ---- doubles ---- */

/* A number stands once in a file; the second is refused and says where the first is. */
static void
refuse_double(struct cx *cx, struct import_plan *p, const struct found *f, struct import_row *r)
{
	bool is_account = p->reading->kind == IMPORT_ACCOUNTS;
	const struct row *earlier = map_get(f->before, key_of(r));
	const struct import_row *first = map_add(f->seen, key_of(r), r);
	int64_t line = earlier ? row_i64(earlier, "line") : first ? first->line : 0;

	r->owns_number = line == 0 || line == r->line;
	if (!r->owns_number)
		import_fault(cx, p->reading, r, is_account ? F_ACCOUNT_NUMBER : F_ITEM_NUMBER, "double",
		    "%s %s stands on line %lld already.", is_account ? "Account" : "Number", key_of(r),
		    (long long)line);
}

enum { DERIVED_MAX = 30 };

/* Numbers for what the file gives none: of the consumer, and of an open balance. */
static void
derive_numbers(struct cx *cx, struct import_row *r)
{
	const char *number = r->value[F_ACCOUNT_NUMBER];

	if (!number || strlen(number) > DERIVED_MAX)
		return;
	r->derived_consumer = fmt(cx->arena, "C-%s", number);
	r->derived_item = fmt(cx->arena, "O-%s", number);
}

enum err
import_plan(struct cx *cx, struct import_plan *p)
{
	struct found f = { .seen = map_for(cx, p->n), .meters_seen = map_for(cx, p->n * IMPORT_METERS),
		.consumers_seen = map_for(cx, p->n), .items_seen = map_for(cx, p->n) };

	f.bill_format = setting_text(cx, SETTING_BILL_FORMAT);
	f.charge_format = setting_text(cx, SETTING_CHARGE_FORMAT);
	p->consumers = NULL;
	p->zones = NULL;
	p->meters = NULL;
	if (p->reading->kind == IMPORT_READS)
		return plan_reads(cx, p);
	if (p->reading->kind == IMPORT_NEM12)
		return plan_days(cx, p);
	for (size_t i = 0; i < p->n; i++)
		derive_numbers(cx, &p->rows[i]);
	TRY(look_up(cx, p, &f));
	for (size_t i = 0; i < p->n; i++) {
		struct import_row *r = &p->rows[i];

		if (r->outcome != ROW_REFUSED)
			refuse_double(cx, p, &f, r);
		if (r->outcome != ROW_REFUSED)
			TRY(p->reading->kind == IMPORT_ACCOUNTS ? plan_account(cx, p, &f, r)
								: plan_receivable(cx, p, &f, r));
	}
	return OK;
}
