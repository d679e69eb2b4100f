#include "drawer.h"

#include <stdlib.h>
#include <string.h>

#include "audit.h"
#include "card.h"
#include "clock.h"
#include "input.h"
#include "json_out.h"
#include "ledger.h"
#include "money.h"
#include "numbering.h"
#include "text.h"

#define HOUR_US INT64_C(3600000000)
enum { NOTES_MAX = 500, BULK = 1000 };

/* ---- what lies in it ---- */

#define LAST \
	"select id, number, closed_at from drawer_close where user_id = ? order by closed_at desc," \
	" id desc limit 1"

/* From when on payments can be uncounted: an hour before the last close (a payment may have been
 * under way), or a day and a half for who never closed. */
static enum err
find_start(struct cx *cx, struct drawer *d, int64_t *from)
{
	const struct row *last;

	if (db_in_tx(cx))
		TRY(db_maybe(cx, &last, LAST " for update", str(cx->who.id)));
	else
		TRY(db_maybe(cx, &last, LAST, str(cx->who.id)));
	*from = business_now() - 36 * HOUR_US;
	if (last) {
		d->last_id = row_str(last, "id");
		d->last_number = row_str(last, "number");
		d->last_at = row_us(last, "closed_at");
		*from = d->last_at - HOUR_US;
	}
	return OK;
}

/* Cash that was taken and lies in no close. */
#define TAKEN \
	"select straight_join p.id, p.receipt_no, c.name, p.status, p.amount_minor, p.recorded_at at," \
	" p.voided_at" \
	" from payment p join consumer c on c.id = p.consumer_id" \
	" left join drawer_line l on l.payment_id = p.id and l.way = 'in'" \
	" where p.received_by = ? and p.recorded_at > ? and p.recorded_at <= ? and p.method_kind = 'cash'" \
	" and p.status in ('posted', 'cancelled') and l.payment_id is null" \
	" order by p.recorded_at, p.id limit 5001"

/* Cash counted before, of payments that this person voided since. */
#define GIVEN_BACK \
	"select straight_join p.id, p.receipt_no, c.name, p.amount_minor, p.voided_at at" \
	" from payment p join drawer_line i on i.payment_id = p.id and i.way = 'in'" \
	" join consumer c on c.id = p.consumer_id" \
	" left join drawer_line o on o.payment_id = p.id and o.way = 'out'" \
	" where p.voided_by = ? and p.voided_at > ? and p.voided_at <= ? and p.method_kind = 'cash'" \
	" and p.status = 'cancelled' and o.payment_id is null" \
	" order by p.voided_at, p.id limit 5001"

static void
put_cash(struct drawer *d, struct drawer_cash *list, const struct row *p, const char *way,
    int64_t at)
{
	int64_t amount = row_i64(p, "amount_minor");
	bool in = same_text(way, "in");

	list[d->count++] = (struct drawer_cash){
		.payment_id = row_str(p, "id"), .receipt_no = row_str(p, "receipt_no"),
		.consumer = row_str(p, "name"), .way = way,
		.amount_minor = in ? amount : -amount, .at = at,
	};
	if (in) {
		d->in_minor += amount;
		d->in_count++;
	} else {
		d->out_minor += amount;
		d->out_count++;
	}
}

/* Who never closed a drawer begins with today. */
static bool
counts(const struct cx *cx, const struct drawer *d, const char *today, int64_t at)
{
	char on[11];

	return d->last_id || (date_in_zone(cx->who.zone, at, on) && same_text(on, today));
}

static int
by_time(const void *a, const void *b)
{
	const struct drawer_cash *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

enum err
read_drawer(struct cx *cx, struct drawer *d)
{
	struct drawer_cash *list;
	struct rows taken, back;
	int64_t now = business_now(), from;
	char today[11];

	*d = (struct drawer){ 0 };
	if (cx->who.kind != ACTOR_USER)
		return fail(cx, E_FORBIDDEN, "Only people have a cash drawer.");
	TRY(business_day(cx, now, today));
	TRY(find_start(cx, d, &from));
	if (db_in_tx(cx)) {
		TRY(db_all(cx, &taken, TAKEN " lock in share mode", str(cx->who.id), instant(cx, from),
		    instant(cx, now)));
		TRY(db_all(cx, &back, GIVEN_BACK " lock in share mode", str(cx->who.id),
		    instant(cx, from), instant(cx, now)));
	} else {
		TRY(db_all(cx, &taken, TAKEN, str(cx->who.id), instant(cx, from), instant(cx, now)));
		TRY(db_all(cx, &back, GIVEN_BACK, str(cx->who.id), instant(cx, from),
		    instant(cx, now)));
	}
	if (taken.n > DRAWER_MAX || back.n > DRAWER_MAX)
		return fail(cx, E_CONFLICT,
		    "This drawer holds more than %d movements, which are too many to count at once.",
		    DRAWER_MAX);

	list = arena_array(cx->arena, struct drawer_cash, 2 * taken.n + back.n + 1);
	for (size_t i = 0; i < taken.n; i++) {
		const struct row *p = &taken.row[i];

		if (!counts(cx, d, today, row_us(p, "at")))
			continue;
		put_cash(d, list, p, "in", row_us(p, "at"));
		if (row_is(p, "status", "cancelled") && row_us(p, "voided_at") <= now)
			put_cash(d, list, p, "out", row_us(p, "voided_at"));
	}
	for (size_t i = 0; i < back.n; i++)
		if (counts(cx, d, today, row_us(&back.row[i], "at")))
			put_cash(d, list, &back.row[i], "out", row_us(&back.row[i], "at"));
	qsort(list, d->count, sizeof *list, by_time);
	d->cash = list;
	d->taken_minor = d->in_minor - d->out_minor;
	return OK;
}

/* ---- closing it ---- */

static enum err
check_closing(struct cx *cx, const struct closing *in)
{
	int64_t sum = 0;

	for (size_t i = 0; i < in->piece_count; i++)
		sum += in->pieces[i].value_minor * in->pieces[i].n;
	if (in->piece_count && sum != in->counted_minor)
		fault_add(cx, "/counted", "sum", "The pieces come to %s, not to %s.",
		    money_words(cx, sum), money_words(cx, in->counted_minor));
	if (card_in_text(in->notes))
		fault_add(cx, "/notes", "card_number",
		    "This looks like a card number, which must not be stored. Leave it out.");
	if (in->counted_minor - in->float_minor != in->taken_minor && !in->notes)
		fault_add(cx, "/notes", "required",
		    "The drawer is %s %s. Say in a note what you know of it.",
		    money_words(cx, llabs(in->counted_minor - in->float_minor - in->taken_minor)),
		    in->counted_minor - in->float_minor < in->taken_minor ? "short" : "over");
	return faults_check(cx);
}

static enum err
post_difference(struct cx *cx, struct closing *in)
{
	struct posting posting = {
		.event = in->difference_minor < 0 ? LEDGER_DRAWER_SHORT : LEDGER_DRAWER_OVER,
		.amount_minor = llabs(in->difference_minor),
	};
	struct entry entry = {
		.source_type = "drawer", .source_id = in->id, .posted_on = in->on,
		.memo = in->difference_minor < 0 ? "Cash drawer short" : "Cash drawer over",
		.postings = &posting, .count = 1,
	};

	in->entry_id = NULL;
	if (in->difference_minor == 0)
		return OK;
	TRY(ledger_post(cx, &entry));
	in->entry_id = entry.id;
	return OK;
}

static enum err
insert_lines(struct cx *cx, const struct closing *in, const struct drawer *d)
{
	struct param *cols[4];

	for (unsigned c = 0; c < COUNT(cols); c++)
		cols[c] = arena_array(cx->arena, struct param, BULK);
	for (size_t i = 0, n = 0; i < d->count; i++) {
		cols[0][n] = str(in->id);
		cols[1][n] = str(d->cash[i].payment_id);
		cols[2][n] = str(d->cash[i].way);
		cols[3][n++] = i64(d->cash[i].amount_minor);
		if (n < BULK && i + 1 < d->count)
			continue;
		TRY(db_bulk(cx, n, cols, COUNT(cols),
		    "insert into drawer_line (close_id, payment_id, way, amount_minor) values (?, ?, ?, ?)"));
		n = 0;
	}
	return OK;
}

static const char *
pieces_json(struct cx *cx, const struct closing *in)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	if (!in->piece_count)
		return NULL;
	json_begin_list(&j);
	for (size_t i = 0; i < in->piece_count; i++) {
		json_begin(&j);
		json_put_money(&j, "value", in->pieces[i].value_minor, cx->who.currency);
		json_put_i64(&j, "pieces", in->pieces[i].n);
		json_end(&j);
	}
	json_end_list(&j);
	return b.data;
}

static enum err
audit_closing(struct cx *cx, const struct closing *in)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "number", in->number);
	json_put_money(&j, "taken", in->taken_minor, cx->who.currency);
	json_put_money(&j, "counted", in->counted_minor, cx->who.currency);
	json_put_money(&j, "difference", in->difference_minor, cx->who.currency);
	json_end(&j);
	return audit_write(cx, &(struct audit){
		.action = "drawer.close", .object_type = "drawer", .object_id = in->id,
		.reason = in->notes, .after_json = b.data,
	});
}

enum err
close_drawer(struct cx *cx, void *arg)
{
	struct closing *in = arg;
	struct drawer d;
	char on[11];

	TRY(read_drawer(cx, &d));
	if (d.taken_minor != in->taken_minor)
		return fail(cx, E_CONFLICT,
		    "Cash came or went since this drawer was counted: it should hold %s of takings now,"
		    " not %s. Nothing was closed; look at it again.",
		    money_words(cx, d.taken_minor), money_words(cx, in->taken_minor));
	TRY(check_closing(cx, in));
	in->id = new_id(cx->arena);
	in->at = business_now();
	TRY(business_day(cx, in->at, on));
	in->on = arena_strdup(cx->arena, on);
	in->difference_minor = in->counted_minor - in->float_minor - in->taken_minor;
	TRY(post_difference(cx, in));
	TRY(number_next(cx, SERIES_DRAWER, in->on, &in->number));
	TRY(db_exec_one(cx,
	    "insert into drawer_close (id, number, user_id, user_name, closed_on, closed_at, float_minor,"
	    " taken_minor, counted_minor, difference_minor, notes, count_json, entry_id)"
	    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(in->id), str(in->number), str(cx->who.id), str(cx->who.name), str(in->on),
	    instant(cx, in->at), i64(in->float_minor), i64(in->taken_minor), i64(in->counted_minor),
	    i64(in->difference_minor), str(in->notes), str(pieces_json(cx, in)), str(in->entry_id)));
	TRY(insert_lines(cx, in, &d));
	return audit_closing(cx, in);
}
