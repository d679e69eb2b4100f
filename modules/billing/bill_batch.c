#include "bill_batch_private.h"

#include <stdlib.h>
#include <string.h>

#include "audit.h"
#include "bill_template.h"
#include "clock.h"
#include "json_out.h"
#include "local.h"
#include "text.h"

/* ---- choosing ---- */

#define ASCII "convert(? using ascii) collate ascii_bin"
#define BILLS \
	"select straight_join b.id, b.amount_minor, a.number account_no, a.postcode, a.street," \
	" coalesce(c.email, '') <> '' has_email, d.id is not null was_delivered" \
	" from bill b join account a on a.id = b.account_id join consumer c on c.id = b.consumer_id" \
	" left join (bill_delivery d left join outbox o on o.id = d.outbox_id) on d.bill_id = b.id" \
	" and d.state in ('waiting', 'printed', 'queued') and coalesce(o.state, '') <> 'failed'" \
	" where b.status = 'issued'"

struct choosing {
	const struct batch_choice *choice;
	struct chosen_bills *out;
	bool with_rows;
	char last_id[37];
};

/* "12 Alder St" and "Hauptstr. 12" are of a street, and of a house in it. */
static void
split_street(struct cx *cx, const char *text, struct chosen *c)
{
	size_t digits = strspn(text, "0123456789"), n = strlen(text), tail = n;

	if (digits > 0 && digits < 10) {
		c->house = strtol(text, NULL, 10);
		c->street = utf8_fold(cx->arena, text + digits + strspn(text + digits, " ,-/"));
		return;
	}
	while (tail > 0 && text[tail - 1] >= '0' && text[tail - 1] <= '9')
		tail--;
	if (tail < n && n - tail < 10)
		c->house = strtol(text + tail, NULL, 10);
	c->street = utf8_fold(cx->arena, arena_strndup(cx->arena, text, tail));
}

static void
keep(struct cx *cx, struct chosen_bills *out, const struct row *r, bool is_copy)
{
	if (out->n == out->cap) {
		size_t cap = out->cap ? 2 * out->cap : 256;
		struct chosen *bill = arena_array(cx->arena, struct chosen, cap);

		if (out->n > 0)
			memcpy(bill, out->bill, out->n * sizeof *bill);
		out->bill = bill;
		out->cap = cap;
	}
	out->bill[out->n] = (struct chosen){
		.id = arena_strdup(cx->arena, row_str(r, "id")),
		.account_no = arena_strdup(cx->arena, row_str(r, "account_no")),
		.postcode = arena_strdup(cx->arena, row_str(r, "postcode")),
		.is_copy = is_copy,
	};
	split_street(cx, row_str(r, "street"), &out->bill[out->n]);
	out->n++;
}

/* One row a bill and delivery: rows of one bill stand together. */
static enum err
take(struct cx *cx, const struct row *r, void *arg)
{
	struct choosing *c = arg;
	struct batch_preview *sums = &c->out->sums;
	bool delivered = row_i64(r, "was_delivered") != 0;

	if (row_is(r, "id", c->last_id))
		return OK;
	memcpy(c->last_id, row_str(r, "id"), 37);
	sums->delivered_before += delivered;
	if (delivered && !c->choice->again)
		return OK;
	sums->bills++;
	sums->amount_minor += row_i64(r, "amount_minor");
	sums->with_email += row_i64(r, "has_email") != 0;
	if (c->with_rows && c->out->n <= BATCH_BILLS_MAX)
		keep(cx, c->out, r, delivered);
	return OK;
}

enum err
choose_bills(struct cx *cx, const struct batch_choice *in, bool with_rows, struct chosen_bills *out)
{
	struct choosing c = { .choice = in, .out = out, .with_rows = with_rows };
	bool all = !in->reach || same_text(in->reach, "all");
	bool mail = in->reach && same_text(in->reach, "with_email");

	*out = (struct chosen_bills){ .n = 0 };
	for (size_t i = 0; i < in->id_count; i++)
		TRY(db_each(cx, take, &c, BILLS " and b.id = ?", str(in->ids[i])));
	if (in->id_count > 0)
		return OK;
	return db_each(cx, take, &c, BILLS " and (? is null or b.cycle_id = ?)"
	    " and (? is null or b.zone_id = ?)"
	    " and (? is null or coalesce(b.class, a.class) = " ASCII ")"
	    " and (? is null or a.segment = ?) and (? is null or b.issued_on >= ?)"
	    " and (? is null or b.issued_on <= ?)"
	    " and (? or (coalesce(c.email, '') <> '') = ?) order by b.id",
	    str(in->cycle_id), str(in->cycle_id), str(in->zone_id), str(in->zone_id),
	    str(in->class), str(in->class), str(in->segment), str(in->segment), str(in->from),
	    str(in->from), str(in->to), str(in->to), boolean(all), boolean(mail));
}

enum err
preview_batch(struct cx *cx, const struct batch_choice *in, struct batch_preview *out)
{
	struct chosen_bills chosen;

	TRY(choose_bills(cx, in, false, &chosen));
	*out = chosen.sums;
	return OK;
}

/* ---- in the order in which they are posted ---- */

static int
by_account(const void *a, const void *b)
{
	const struct chosen *x = a, *y = b;
	int order = strcmp(x->account_no, y->account_no);

	return order ? order : strcmp(x->id, y->id);
}

static int
by_street(const void *a, const void *b)
{
	const struct chosen *x = a, *y = b;
	int order = strcmp(x->street, y->street);

	if (order)
		return order;
	if (x->house != y->house)
		return x->house < y->house ? -1 : 1;
	return by_account(a, b);
}

static int
by_postcode(const void *a, const void *b)
{
	const struct chosen *x = a, *y = b;
	int order = strcmp(x->postcode, y->postcode);

	return order ? order : by_street(a, b);
}

void
sort_bills(struct chosen_bills *c, const char *sort)
{
	if (c->n > 0)
		qsort(c->bill, c->n, sizeof *c->bill,
		    same_text(sort, "account") ? by_account
			: same_text(sort, "street") ? by_street
						    : by_postcode);
}

/* ---- a choice that is kept ---- */

const char *
choice_json(struct cx *cx, const struct batch_choice *c)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "cycle_id", c->cycle_id);
	json_put_str(&j, "zone_id", c->zone_id);
	json_put_str(&j, "class", c->class);
	json_put_str(&j, "segment", c->segment);
	json_put_str(&j, "from", c->from);
	json_put_str(&j, "to", c->to);
	json_put_str(&j, "reach", c->reach);
	json_put_bool(&j, "again", c->again);
	json_key(&j, "bill_ids");
	json_begin_list(&j);
	for (size_t i = 0; i < c->id_count; i++)
		json_str(&j, c->ids[i]);
	json_end_list(&j);
	json_end(&j);
	return b.data;
}

enum err
choice_read(struct cx *cx, const char *json, struct batch_choice *c)
{
	struct input *in;

	TRY(input_parse(cx, json, strlen(json), &in));
	*c = (struct batch_choice){
		.cycle_id = in_id_or(in, "cycle_id", NULL),
		.zone_id = in_id_or(in, "zone_id", NULL),
		.class = in_text_or(in, "class", 1, 40, NULL),
		.segment = in_text_or(in, "segment", 1, 40, NULL),
		.from = in_date_or(in, "from", NULL),
		.to = in_date_or(in, "to", NULL),
		.reach = in_text_or(in, "reach", 1, 20, "all"),
		.again = in_bool_or(in, "again", false),
	};
	c->ids = in_texts(in, "bill_ids", 0, BATCH_IDS_MAX, 36, &c->id_count);
	return in_done(in);
}

/* ---- beginning one ---- */

static enum err
named(struct cx *cx, struct new_batch *in)
{
	const struct row *cycle = NULL;
	char today[11];

	if (in->choice.cycle_id) {
		TRY(db_maybe(cx, &cycle, "select name from cycle where id = ?", str(in->choice.cycle_id)));
		if (!cycle)
			return fail(cx, E_NOT_FOUND, "There is no such cycle. Nothing was begun.");
	}
	TRY(business_day(cx, business_now(), today));
	if (!in->name)
		in->name = fmt(cx->arena, "%s, %s", cycle ? row_str(cycle, "name") : "Bills",
		    date_local(cx, today));
	return OK;
}

enum err
prepare_batch(struct cx *cx, struct new_batch *in)
{
	struct batch_preview found;
	struct bill_look look;

	TRY(named(cx, in));
	TRY(bill_look_of(cx, in->template_id, &look));
	TRY(preview_batch(cx, &in->choice, &found));
	if (found.bills == 0)
		return fail(cx, E_CONFLICT, "%s Nothing was begun.",
		    found.delivered_before > 0 ? "All of these bills were delivered before."
					       : "There are no such bills.");
	if (found.bills > BATCH_BILLS_MAX)
		return fail(cx, E_CONFLICT,
		    "These are %lld bills; a batch has at most %d. Nothing was begun; choose fewer.",
		    (long long)found.bills, BATCH_BILLS_MAX);
	return OK;
}

static const char *
described(struct cx *cx, const struct new_batch *in, const char *choice)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "name", in->name);
	json_put_str(&j, "channel", in->channel);
	if (in->choice.id_count <= 20) {
		json_key(&j, "choice");
		json_raw(&j, choice);
	}
	json_end(&j);
	return b.data;
}

enum err
create_batch(struct cx *cx, void *arg)
{
	struct new_batch *in = arg;
	const char *choice = choice_json(cx, &in->choice);

	in->id = new_id(cx->arena);
	TRY(job_enqueue(cx, BILL_BATCH_JOB, fmt(cx->arena, "{\"batch_id\": \"%s\"}", in->id), NULL, 0,
	    &in->job_id));
	TRY(db_exec(cx,
	    "insert into bill_batch (id, name, channel, cycle_id, template_id, filter_json, sort, job_id,"
	    " created_at, created_by, created_by_name) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(in->id), str(in->name), str(in->channel), str(in->choice.cycle_id),
	    str(in->template_id), str(choice), str(in->sort), str(in->job_id),
	    instant(cx, business_now()), str(cx->who.id), str(cx->who.name)));
	return audit_write(cx, &(struct audit){
		.action = "bill_batch.create", .object_type = "bill_batch", .object_id = in->id,
		.after_json = described(cx, in, choice),
	});
}

/* ---- what becomes of it ---- */

enum err
mark_batch_posted(struct cx *cx, void *arg)
{
	const struct batch_posting *in = arg;
	const struct row *b;

	TRY(db_maybe(cx, &b, "select channel, state, posted_on from bill_batch where id = ? for update",
	    str(in->id)));
	if (!b)
		return fail(cx, E_NOT_FOUND, "There is no such batch.");
	if (!row_is(b, "channel", "print") || !row_is(b, "state", "done"))
		return fail(cx, E_CONFLICT, "Only a batch that is printed can be posted. Nothing was changed.");
	TRY(db_exec_one(cx, "update bill_batch set posted_on = ?, version = version + 1 where id = ?",
	    str(in->posted_on), str(in->id)));
	return audit_write(cx, &(struct audit){
		.action = "bill_batch.posted", .object_type = "bill_batch", .object_id = in->id,
		.before_json = row_null(b, "posted_on") ? NULL
		    : fmt(cx->arena, "{\"posted_on\": \"%s\"}", row_str(b, "posted_on")),
		.after_json = fmt(cx->arena, "{\"posted_on\": \"%s\"}", in->posted_on),
	});
}

enum err
cancel_batch(struct cx *cx, void *arg)
{
	const char *id = arg;
	const struct row *b;

	TRY(db_maybe(cx, &b, "select state, job_id from bill_batch where id = ? for update", str(id)));
	if (!b)
		return fail(cx, E_NOT_FOUND, "There is no such batch.");
	if (!row_is(b, "state", "running"))
		return fail(cx, E_CONFLICT, "The batch has ended: it is %s. Nothing was changed.",
		    row_str(b, "state"));
	TRY(db_exec_one(cx,
	    "update bill_batch set state = 'cancelled', finished_at = ?, version = version + 1"
	    " where id = ?", instant(cx, business_now()), str(id)));
	TRY(db_exec(cx, "update bill_delivery set state = 'cancelled' where batch_id = ?"
	    " and state = 'waiting'", str(id)));
	TRY(db_exec(cx,
	    "update job set state = 'cancelled', lease_until = null, finished_at = ? where id = ?"
	    " and state in ('queued', 'paused', 'running')",
	    instant(cx, business_now()), str(row_str(b, "job_id"))));
	return audit_write(cx, &(struct audit){
		.action = "bill_batch.cancel", .object_type = "bill_batch", .object_id = id,
	});
}
