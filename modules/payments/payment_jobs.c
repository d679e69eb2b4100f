/* What another person approved, run by the worker as the one who asked. */
#include "payment_private.h"

#include <string.h>

#include "input.h"
#include "json_out.h"

/* One of the three, and the job that it finishes. */
struct approved {
	struct voiding voiding;
	struct recording recording;
	struct correction correction;
	struct job *job;
};

/* What the page that waits for it opens. */
static enum err
finish(struct cx *cx, struct job *job, const char *payment_id, const char *receipt_no,
    const char *status)
{
	struct buf b = buf_in(cx->arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "type", "payment");
	json_put_str(&j, "id", payment_id);
	json_put_str(&j, "payment_id", payment_id);
	if (receipt_no)
		json_put_str(&j, "receipt_no", receipt_no);
	json_put_str(&j, "status", status);
	json_end(&j);
	return job_finish(cx, job, b.data);
}

static enum err
void_approved(struct cx *cx, void *arg)
{
	struct approved *a = arg;

	TRY(void_payment(cx, &a->voiding));
	return finish(cx, a->job, a->voiding.id, NULL, "cancelled");
}

enum err
run_payment_void(struct cx *cx, struct job *job)
{
	struct approved a = { .job = job };
	struct input *in;

	TRY(input_parse(cx, job->input_json, strlen(job->input_json), &in));
	a.voiding.id = in_id(in, "payment_id");
	a.voiding.reason = in_text(in, "reason", 1, PAYMENT_REASON_MAX);
	a.voiding.reason_code = in_text_or(in, "reason_code", 1, 16, NULL);
	TRY(in_done(in));
	a.voiding.input_json = job->input_json;
	TRY(prepare_voiding(cx, &a.voiding));
	return db_tx(cx, void_approved, &a);
}

static enum err
record_approved(struct cx *cx, void *arg)
{
	struct approved *a = arg;

	TRY(record_payment(cx, &a->recording));
	return finish(cx, a->job, a->recording.id, a->recording.receipt_no, "posted");
}

enum err
run_payment_record(struct cx *cx, struct job *job)
{
	struct approved a = { .job = job };
	struct input *in;

	TRY(input_parse(cx, job->input_json, strlen(job->input_json), &in));
	read_recording(cx, in, &a.recording);
	TRY(in_done(in));
	a.recording.input_json = job->input_json;
	TRY(prepare_recording(cx, &a.recording));
	return db_tx(cx, record_approved, &a);
}

static enum err
correct_approved(struct cx *cx, void *arg)
{
	struct approved *a = arg;
	struct correction *c = &a->correction;

	TRY(correct_payment(cx, c));
	return finish(cx, a->job, c->new.id, c->new.receipt_no, "posted");
}

enum err
run_payment_correct(struct cx *cx, struct job *job)
{
	struct approved a = { .job = job };
	struct input *in;

	TRY(input_parse(cx, job->input_json, strlen(job->input_json), &in));
	a.correction.old.id = in_id(in, "payment_id");
	a.correction.old.reason = in_text(in, "reason", 1, PAYMENT_REASON_MAX);
	read_recording(cx, in, &a.correction.new);
	TRY(in_done(in));
	a.correction.old.input_json = job->input_json;
	TRY(prepare_correction(cx, &a.correction));
	return db_tx(cx, correct_approved, &a);
}
