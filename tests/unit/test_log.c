#include "log.h"

#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "input.h"
#include "text.h"
#include "unit.h"

static int end[2];
static char line[70000];

/* Standard error into a pipe from here on. */
static void
catch(void)
{
	ck_assert_int_eq(pipe(end), 0);
	ck_assert_int_ge(dup2(end[1], STDERR_FILENO), 0);
}

/* What one read gives: all that was written so far. */
static struct input *
caught(void)
{
	ssize_t n = read(end[0], line, sizeof line - 1);
	struct input *in;

	ck_assert_int_gt(n, 1);
	line[n] = '\0';
	ck_assert_int_eq(line[n - 1], '\n');
	ck_assert_ptr_eq(strchr(line, '\n'), line + n - 1);	/* one line */
	ck_assert_int_le(n, 4096);
	ck_assert_msg(input_parse(&cx, line, (size_t)n, &in) == OK, "%s: %s", cx.failure.detail,
	    line);
	return in;
}

START_TEST(a_bug_aborts)
{
	bug("column %s is not there", "x");
}
END_TEST

START_TEST(event_is_json)
{
	struct input *in;

	log_name("payments");
	catch();
	log_event(LOG_WARN, "r-1", "db.slow", "took %d ms", 7);
	in = caught();
	ck_assert_str_eq(in_text(in, "level", 1, 10), "warn");
	ck_assert_str_eq(in_text(in, "module", 1, 20), "payments");
	ck_assert_str_eq(in_text(in, "event", 1, 20), "db.slow");
	ck_assert_str_eq(in_text(in, "request_id", 1, 20), "r-1");
	ck_assert_str_eq(in_text(in, "text", 1, 20), "took 7 ms");
	ck_assert_uint_eq(strlen(in_text(in, "at", 1, 40)), 27);
	ck_assert_int_eq(in_done(in), OK);
}
END_TEST

START_TEST(nobody_writes_a_line_of_his_own)
{
	const char *evil = "a\"}\n{\"level\":\"info\"\\\r\t\x01\x7f";
	struct input *in;

	catch();
	log_event(LOG_ERROR, NULL, "e", "%s", evil);
	in = caught();
	ck_assert_str_eq(in_secret(in, "text", 100), evil);
	ck_assert(!in_has(in, "request_id"));
}
END_TEST

START_TEST(what_is_not_utf8_is_replaced)
{
	struct input *in;

	catch();
	log_event(LOG_INFO, "\xff", "e", "a\xc3(\xe2\x82\xac\xf0\x9f");
	in = caught();
	ck_assert_str_eq(in_secret(in, "text", 100),
	    "a\xef\xbf\xbd(\xe2\x82\xac\xef\xbf\xbd\xef\xbf\xbd");
	ck_assert_str_eq(in_secret(in, "request_id", 100), "\xef\xbf\xbd");
}
END_TEST

START_TEST(long_texts_are_cut_and_stay_json)
{
	static const char *const fill[] = { "x", "\"", "\n", "\xe2\x82\xac", "\xff", "\\" };

	for (size_t i = 0; i < COUNT(fill); i++) {
		struct buf b = buf_in(cx.arena);

		while (b.len < 60000)
			buf_puts(&b, fill[i]);
		catch();
		log_event(LOG_INFO, b.data, b.data, "%s", b.data);
		caught();
	}
}
END_TEST

START_TEST(request_is_json)
{
	struct buf path = buf_in(cx.arena);
	struct input *in;

	catch();
	log_request(&(struct request_log){ .request_id = "r-2",
	    .method = "GET",
	    .route = "/api/v1/payments/:id",
	    .path = "/api/v1/payments/1?x=\"",
	    .tenant = "larkfield",
	    .actor = NULL,
	    .status = 503,
	    .us = 1234,
	    .db_us = INT64_MIN + 1,
	    .bytes = 77,
	    .statements = 3,
	    .reruns = 1 });
	in = caught();
	ck_assert_str_eq(in_text(in, "event", 1, 20), "request");
	ck_assert_str_eq(in_text(in, "level", 1, 20), "error");
	ck_assert_str_eq(in_text(in, "path", 1, 99), "/api/v1/payments/1?x=\"");
	ck_assert_int_eq(in_i64(in, "status", 0, 999), 503);
	ck_assert_int_eq(in_i64(in, "us", 0, 9999), 1234);
	ck_assert_int_eq(in_i64(in, "statements", 0, 9), 3);
	ck_assert(!in_has(in, "actor"));

	while (path.len < 20000)
		buf_puts(&path, "/\"\n");
	catch();
	log_request(&(struct request_log){ .request_id = path.data, .method = path.data,
	    .route = path.data, .path = path.data, .tenant = path.data, .actor = path.data,
	    .status = 200 });
	caught();
}
END_TEST

START_TEST(a_log_that_nobody_reads_does_no_harm)
{
	close(STDERR_FILENO);
	log_event(LOG_INFO, NULL, "e", "nobody");
}
END_TEST

UNIT_MAIN("log", 1, a_bug_aborts, event_is_json, nobody_writes_a_line_of_his_own,
    what_is_not_utf8_is_replaced, long_texts_are_cut_and_stay_json, request_is_json,
    a_log_that_nobody_reads_does_no_harm)
