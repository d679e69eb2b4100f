#include "tariff_version.h"
#include <string.h>
#include "audit.h"
#include "clock.h"
#include "json_out.h"
#include "tariff.h"
#include "tariff_check.h"
#include "text.h"

/* ---- what the audit keeps ---- */

static const char *
described(struct cx *cx, const char *code, int64_t revision, const char *name, const char *utility,
    const char *effective_on)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "code", code);
	json_put_i64(&j, "revision", revision);
	json_put_str(&j, "name", name);
	json_put_str(&j, "utility", utility);
	json_put_str(&j, "effective_on", effective_on);
	json_end(&j);
	return b.data;
}

static enum err
tell(struct cx *cx, const char *action, const char *id, const char *before, const char *after)
{
	return audit_write(cx, &(struct audit){ .action = action, .object_type = "tariff",
		.object_id = id, .before_json = before, .after_json = after });
}

/* ---- drafting ---- */

static enum err
check_code(struct cx *cx, const char *code)
{
	if (code[strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")]) {
		fault_add(cx, "/code", "format", "A code is of letters, digits, dots, - and _.");
		return faults_check(cx);
	}
	return OK;
}

/* The next revision of a code; its other versions are locked until the end. */
static enum err
next_revision(struct cx *cx, const char *code, const char *utility, int64_t *revision)
{
	struct rows rows;

	TRY(db_all(cx, &rows,
	    "select revision, utility from tariff where code = convert(? using ascii) collate ascii_bin"
	    " order by revision for update", str(code)));
	*revision = 1;
	if (rows.n == 0)
		return OK;
	*revision = row_i64(&rows.row[rows.n - 1], "revision") + 1;
	if (*revision > TARIFF_VERSIONS_OF_CODE)
		return fail(cx, E_LIMIT, "This tariff has %d versions, which is the most. Nothing was"
		    " changed.", TARIFF_VERSIONS_OF_CODE);
	if (!row_is(&rows.row[0], "utility", utility))
		return fail(cx, E_CONFLICT, "The code %s is a tariff for %s. Nothing was changed; give this"
		    " one another code.", code, row_str(&rows.row[0], "utility"));
	return OK;
}

static enum err
insert(struct cx *cx, struct tariff_edit *in, const char *action)
{
	int64_t revision;
	enum err e;

	TRY(check_code(cx, in->code));
	TRY(next_revision(cx, in->code, in->utility, &revision));
	in->id = new_id(cx->arena);
	e = db_exec_one(cx,
	    "insert into tariff (id, code, revision, name, utility, effective_on, doc_json, source,"
	    " file_id, left_out_json, created_at, created_by, created_by_name)"
	    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	    str(in->id), str(in->code), i64(revision), str(in->name), str(in->utility),
	    str(in->effective_on), str(in->doc_json), str(in->source ? in->source : "hand"),
	    str(in->file_id), str(in->left_out_json ? in->left_out_json : "[]"),
	    instant(cx, business_now()), str(cx->who.kind == ACTOR_USER ? cx->who.id : NULL),
	    str(cx->who.name ? cx->who.name : ""));
	if (e == E_CONFLICT && db_duplicate(cx))
		return fail(cx, E_BUSY, "Someone drafts a version of %s at this moment. Nothing was"
		    " changed; try again.", in->code);
	TRY(e);
	return tell(cx, action, in->id, NULL,
	    described(cx, in->code, revision, in->name, in->utility, in->effective_on));
}

enum err
create_tariff(struct cx *cx, void *arg)
{
	struct tariff_edit *in = arg;

	return insert(cx, in, in->file_id ? "tariff.import" : "tariff.create");
}

enum err
copy_tariff(struct cx *cx, void *arg)
{
	struct tariff_edit *in = arg;
	struct tariff_edit new = *in;
	const struct row *from;

	TRY(db_maybe(cx, &from,
	    "select code, name, utility, doc_json from tariff where id = ? lock in share mode",
	    str(in->from_id)));
	if (!from)
		return fail(cx, E_NOT_FOUND, "There is no such tariff.");
	new.code = in->code ? in->code : row_str(from, "code");
	new.name = in->name ? in->name : row_str(from, "name");
	new.utility = row_str(from, "utility");
	new.doc_json = row_str(from, "doc_json");
	TRY(insert(cx, &new, "tariff.copy"));
	in->id = new.id;
	return OK;
}

/* The row, locked, at the version that the caller saw. */
static enum err
lock_version(struct cx *cx, const char *id, int64_t version, const struct row **row)
{
	TRY(db_maybe(cx, row,
	    "select code, revision, name, utility, state, effective_on, ends_on, activated_at, version"
	    " from tariff where id = ? for update", str(id)));
	if (!*row)
		return fail(cx, E_NOT_FOUND, "There is no such tariff.");
	if (row_i64(*row, "version") != version)
		return fail(cx, E_STALE, "Someone else has changed this. Nothing was changed;"
		    " read it again.");
	return OK;
}

enum err
change_tariff(struct cx *cx, void *arg)
{
	struct tariff_edit *in = arg;
	const char *name, *utility, *effective_on;
	const struct row *was;

	TRY(lock_version(cx, in->id, in->version, &was));
	if (!row_is(was, "state", "draft"))
		return fail(cx, E_CONFLICT, "This version is %s and never changes. Nothing was changed; make"
		    " a new version of it.", row_str(was, "state"));
	name = in->name ? in->name : row_str(was, "name");
	utility = in->utility ? in->utility : row_str(was, "utility");
	effective_on = in->effective_on ? in->effective_on
	    : in->no_effective_on ? NULL : row_str(was, "effective_on");
	if (in->utility && row_i64(was, "revision") > 1 && !row_is(was, "utility", in->utility))
		return fail(cx, E_CONFLICT, "Other versions of %s are for %s. Nothing was changed.",
		    row_str(was, "code"), row_str(was, "utility"));
	TRY(db_exec_one(cx,
	    "update tariff set name = ?, utility = ?, effective_on = ?,"
	    " doc_json = coalesce(?, doc_json), version = version + 1 where id = ?",
	    str(name), str(utility), str(effective_on), str(in->doc_json), str(in->id)));
	return tell(cx, "tariff.change", in->id,
	    described(cx, row_str(was, "code"), row_i64(was, "revision"), row_str(was, "name"),
		row_str(was, "utility"), row_str(was, "effective_on")),
	    described(cx, row_str(was, "code"), row_i64(was, "revision"), name, utility, effective_on));
}

/* ---- the days of a code ---- */

/* Each version of a code that was put into force, from its day until its last one or the next. */
static void
work_out_days(struct tariff_span *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int32_t next = INT32_MAX;

		s[i].in_force = s[i].from != INT32_MAX;
		if (!s[i].in_force)
			continue;
		s[i].to = s[i].ends_on ? date_days(s[i].ends_on) : INT32_MAX;
		for (size_t k = 0; k < n; k++) {
			bool empty = s[k].ends_on && date_days(s[k].ends_on) < s[k].from;

			if (k != i && s[k].from != INT32_MAX && !empty && s[k].from > s[i].from &&
			    s[k].from < next)
				next = s[k].from;
		}
		if (next != INT32_MAX && next - 1 < s[i].to)
			s[i].to = next - 1;
		s[i].in_force = s[i].to >= s[i].from;
	}
}

enum err
tariff_spans(struct cx *cx, const char *code, struct tariff_span **out, size_t *n)
{
	struct tariff_span *s;
	struct rows rows;

	TRY(db_all(cx, &rows,
	    "select id, revision, name, state, effective_on, ends_on, activated_at from tariff"
	    " where code = convert(? using ascii) collate ascii_bin"
	    " order by revision desc lock in share mode", str(code)));
	s = *out = arena_array(cx->arena, struct tariff_span, rows.n);
	*n = rows.n;
	for (size_t i = 0; i < rows.n; i++) {
		const struct row *r = &rows.row[i];

		s[i] = (struct tariff_span){
			.id = row_str(r, "id"), .name = row_str(r, "name"), .state = row_str(r, "state"),
			.effective_on = row_str(r, "effective_on"), .ends_on = row_str(r, "ends_on"),
			.revision = row_i64(r, "revision"), .from = INT32_MAX, .to = INT32_MAX,
		};
		if (!row_null(r, "activated_at") && s[i].effective_on)
			s[i].from = date_days(s[i].effective_on);
	}
	work_out_days(s, rows.n);
	return OK;
}

void
tariff_spans_with(struct tariff_span *s, size_t n, const char *id, const char *on)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(s[i].id, id) == 0)
			s[i].from = date_days(on);
	work_out_days(s, n);
}

size_t
tariff_gaps(const struct tariff_span *s, size_t n, struct tariff_days *gaps, size_t max)
{
	size_t count = 0;

	for (size_t i = 0; i < n && count < max; i++) {
		int32_t next = INT32_MAX;

		if (!s[i].in_force || s[i].to == INT32_MAX)
			continue;
		for (size_t k = 0; k < n; k++)
			if (s[k].in_force && s[k].from > s[i].to && s[k].from < next)
				next = s[k].from;
		if (next != INT32_MAX && next > s[i].to + 1)
			gaps[count++] = (struct tariff_days){ s[i].to + 1, next - 1 };
	}
	return count;
}

/* ---- bills that stand there already ---- */

static enum err
bills_of_cycle(struct cx *cx, const char *cycle_id, const char *code, int32_t from, int32_t to,
    int64_t *bills)
{
	char first[11], last[11];
	const struct row *row;

	date_from_days(from, first);
	date_from_days(to == INT32_MAX ? date_days("2999-12-31") : to, last);
	TRY(db_one(cx, &row,
	    "select count(*) n from bill b straight_join tariff t on t.id = b.tariff_id"
	    " where b.cycle_id = ? and b.status = 'issued' and b.to_on >= ? and b.from_on <= ?"
	    " and t.code = convert(? using ascii) collate ascii_bin",
	    str(cycle_id), str(first), str(last), str(code)));
	*bills += row_i64(row, "n");
	return OK;
}

enum err
tariff_bills(struct cx *cx, const char *code, const char *utility, int32_t from, int32_t to,
    int64_t *bills)
{
	struct rows cycles;
	char first[11];

	*bills = 0;
	date_from_days(from, first);
	TRY(db_all(cx, &cycles, "select id from cycle where utility = ? and to_on >= ? limit 5000",
	    str(utility), str(first)));
	for (size_t i = 0; i < cycles.n; i++)
		TRY(bills_of_cycle(cx, row_str(&cycles.row[i], "id"), code, from, to, bills));
	return OK;
}

/* ---- into force ---- */

static const char *
day_text(struct cx *cx, int32_t day)
{
	char *text = arena_alloc(cx->arena, 11);

	date_from_days(day, text);
	return text;
}

static enum err
gaps_refused(struct cx *cx, const struct tariff_span *s, size_t n)
{
	struct tariff_days gap;

	if (tariff_gaps(s, n, &gap, 1) == 0)
		return OK;
	return fail(cx, E_CONFLICT, "From %s to %s no version of this tariff would be in force. Nothing was"
	    " changed; begin the day after the version before, or confirm the gap.",
	    day_text(cx, gap.from), day_text(cx, gap.to));
}

enum err
prepare_tariff_activation(struct cx *cx, struct tariff_step *in)
{
	const struct row *row;
	struct tariff_span *s;
	size_t n;

	TRY(db_maybe(cx, &row,
	    "select code, utility, state, effective_on, doc_json from tariff where id = ?", str(in->id)));
	if (!row)
		return fail(cx, E_NOT_FOUND, "There is no such tariff.");
	if (!row_is(row, "state", "draft"))
		return fail(cx, E_CONFLICT, "This version is %s already. Nothing was changed.",
		    row_str(row, "state"));
	in->on = in->on ? in->on : row_str(row, "effective_on");
	if (!in->on) {
		fault_add(cx, "/effective_on", "required", "Effective on is required: its first day.");
		return faults_check(cx);
	}
	TRY(tariff_errors(cx, row_str(row, "doc_json")));
	TRY(tariff_spans(cx, row_str(row, "code"), &s, &n));
	tariff_spans_with(s, n, in->id, in->on);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(s[i].id, in->id) != 0)
			continue;
		TRY(tariff_bills(cx, row_str(row, "code"), row_str(row, "utility"), s[i].from, s[i].to,
		    &in->bills));
	}
	if (in->confirm)
		return OK;
	if (in->bills > 0)
		return fail(cx, E_CONFLICT, "%lld %s of this tariff reach beyond %s. They stay as they are,"
		    " but bills made anew would have these prices. Nothing was changed; choose a later day, or"
		    " confirm.", (long long)in->bills, in->bills == 1 ? "bill" : "bills", in->on);
	return gaps_refused(cx, s, n);
}

/* Another version that begins on the same day. */
static enum err
check_day_is_free(struct cx *cx, const struct tariff_span *s, size_t n, const struct tariff_step *in)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(s[i].id, in->id) != 0 && s[i].in_force && s[i].from == date_days(in->on))
			return fail(cx, E_CONFLICT, "Version %lld of this tariff begins on %s too. Nothing was"
			    " changed; retire it first, or choose another day.", (long long)s[i].revision,
			    in->on);
	return OK;
}

/* The parts of a run read the prices when they begin, one earlier than another: they must be the same. */
static enum err
no_run_under_way(struct cx *cx, const char *utility, const char *from_on)
{
	const struct row *cycle;

	TRY(db_maybe(cx, &cycle,
	    "select name from cycle where state = 'generating' and utility = ? and to_on >= ? limit 1"
	    " lock in share mode", str(utility), str(from_on)));
	return cycle
	    ? fail(cx, E_CONFLICT, "The bills of %s are being generated, and its days would have other"
		" prices. Nothing was changed; wait for the end of the run, or cancel it.",
		row_str(cycle, "name"))
	    : OK;
}

enum err
activate_tariff(struct cx *cx, void *arg)
{
	struct tariff_step *in = arg;
	const struct row *was;
	struct tariff_span *s;
	size_t n;

	TRY(lock_version(cx, in->id, in->version, &was));
	if (!row_is(was, "state", "draft"))
		return fail(cx, E_CONFLICT, "This version is %s already. Nothing was changed.",
		    row_str(was, "state"));
	TRY(no_run_under_way(cx, row_str(was, "utility"), in->on));
	TRY(tariff_spans(cx, row_str(was, "code"), &s, &n));
	TRY(check_day_is_free(cx, s, n, in));
	tariff_spans_with(s, n, in->id, in->on);
	if (!in->confirm)
		TRY(gaps_refused(cx, s, n));
	TRY(db_exec_one(cx,
	    "update tariff set state = 'active', effective_on = ?, activated_at = ?,"
	    " activated_by_name = ?, version = version + 1 where id = ?",
	    str(in->on), instant(cx, business_now()), str(cx->who.name ? cx->who.name : ""),
	    str(in->id)));
	return tell(cx, "tariff.activate", in->id, NULL,
	    described(cx, row_str(was, "code"), row_i64(was, "revision"), row_str(was, "name"),
		row_str(was, "utility"), in->on));
}

/* ---- and out of it ---- */

enum err
prepare_tariff_retirement(struct cx *cx, struct tariff_step *in)
{
	const struct row *row;

	TRY(db_maybe(cx, &row, "select code, utility, state, effective_on from tariff where id = ?",
	    str(in->id)));
	if (!row)
		return fail(cx, E_NOT_FOUND, "There is no such tariff.");
	if (row_is(row, "state", "draft"))
		return OK;
	if (!in->on) {
		fault_add(cx, "/ends_on", "required", "Ends on is required: its last day.");
		return faults_check(cx);
	}
	TRY(tariff_bills(cx, row_str(row, "code"), row_str(row, "utility"), date_days(in->on) + 1,
	    INT32_MAX, &in->bills));
	if (in->bills > 0 && !in->confirm)
		return fail(cx, E_CONFLICT, "%lld %s of this tariff reach beyond %s. They stay as they are."
		    " Nothing was changed; choose a later day, or confirm.", (long long)in->bills,
		    in->bills == 1 ? "bill" : "bills", in->on);
	return OK;
}

static const char *
ended(struct cx *cx, const char *state, const char *ends_on)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "state", state);
	json_put_str(&j, "ends_on", ends_on);
	json_end(&j);
	return b.data;
}

/* One that ends later stays active until then; so its state says what it is on the day. */
enum err
retire_tariff(struct cx *cx, void *arg)
{
	struct tariff_step *in = arg;
	const char *state = "retired", *from;
	const struct row *was;
	char today[11];
	bool draft;

	TRY(lock_version(cx, in->id, in->version, &was));
	draft = row_is(was, "state", "draft");
	if (row_is(was, "state", "retired"))
		return fail(cx, E_CONFLICT, "This version is retired already. Nothing was changed.");
	if (!draft) {
		from = row_str(was, "effective_on");
		if (date_days(in->on) < date_days(from) - 1)
			return fail(cx, E_CONFLICT, "It begins on %s and cannot end before. Nothing was changed;"
			    " to take it back whole, end it the day before.", from);
		TRY(no_run_under_way(cx, row_str(was, "utility"), in->on));
		TRY(business_day(cx, business_now(), today));
		if (strcmp(in->on, today) >= 0 && strcmp(in->on, from) >= 0)
			state = "active";
	}
	TRY(db_exec_one(cx, "update tariff set state = ?, ends_on = ?, version = version + 1 where id = ?",
	    str(state), str(draft ? NULL : in->on), str(in->id)));
	return tell(cx, draft ? "tariff.discard" : "tariff.retire", in->id,
	    ended(cx, row_str(was, "state"), row_str(was, "ends_on")),
	    ended(cx, state, draft ? NULL : in->on));
}
