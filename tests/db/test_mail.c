/*
 * Mail out of the outbox, against a mail server of this test that takes, puts off, refuses, or is
 * not there.  The stack's own worker leaves mail alone whose kind it does not know.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "beside.h"
#include "clock.h"
#include "fixture.h"
#include "mail.h"
#include "smtp.h"
#include "text.h"
#include <check.h>
#undef fail			/* Check has a macro of that name */

static struct fixture f;
static struct cx *const cx = &f.cx;
static volatile int stop;

/* ---- a mail server ---- */

struct server { int answer; int took; char last[4096]; };
static struct server *server;
static pid_t server_pid;

static void
say(int fd, const char *line)
{
	ck_assert_int_eq(write(fd, line, strlen(line)), (ssize_t)strlen(line));
}

/* One client, line by line; answer is what a recipient gets. */
static void
serve(int fd)
{
	FILE *in = fdopen(fd, "r");
	char line[2048];
	bool data = false;

	say(fd, "220 test\r\n");
	while (in && fgets(line, sizeof line, in)) {
		if (data) {
			if (strncmp(line, "Message-ID:", 11) == 0 || strncmp(line, "From:", 5) == 0 ||
			    strncmp(line, "Subject:", 8) == 0)
				(void)strncat(server->last, line,
				    sizeof server->last - strlen(server->last) - 1);
			if (strcmp(line, ".\r\n") != 0)
				continue;
			data = false;
			server->took++;
			say(fd, "250 taken\r\n");
		} else if (strncasecmp(line, "RCPT", 4) == 0)
			say(fd, server->answer == 550 ? "550 No such mailbox\r\n"
				: server->answer == 451 ? "451 Not now\r\n" : "250 fine\r\n");
		else if (strncasecmp(line, "DATA", 4) == 0) {
			data = true;
			server->last[0] = '\0';
			say(fd, "354 go on\r\n");
		} else
			say(fd, strncasecmp(line, "QUIT", 4) == 0 ? "221 bye\r\n" : "250 fine\r\n");
	}
	(void)fclose(in);
}

static void
server_starts(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t n = sizeof at;
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), fd;

	server = mmap(NULL, sizeof *server, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert_ptr_ne(server, MAP_FAILED);
	ck_assert_int_eq(bind(listener, (struct sockaddr *)&at, n), 0);
	ck_assert_int_eq(listen(listener, 8), 0);
	ck_assert_int_eq(getsockname(listener, (struct sockaddr *)&at, &n), 0);
	ck_assert_int_eq(setenv("BILLPORT_SMTP",
	    fmt(cx->arena, "smtp://127.0.0.1:%d", ntohs(at.sin_port)), 1), 0);
	ck_assert_int_eq(setenv("BILLPORT_MAIL_DOMAIN", "test.example", 1), 0);
	server_pid = fork();
	ck_assert_int_ge(server_pid, 0);
	if (server_pid == 0)
		while ((fd = accept(listener, NULL, NULL)) >= 0)
			serve(fd);
	(void)close(listener);
}

static void
server_ends(void)
{
	if (server_pid > 0) {
		(void)kill(server_pid, SIGKILL);
		(void)waitpid(server_pid, NULL, 0);
	}
	server_pid = 0;
}

/* ---- mails ---- */

static enum err
write_letter(struct cx *c, const struct mail *mail, struct letter *letter)
{
	if (same_text(mail->object_type, "gone"))
		return fail(c, E_NOT_FOUND, "There is no such thing.");
	*letter = (struct letter){ .text = "Good day.\r\n.\r\nA dot stood alone.\r\n" };
	return OK;
}

static const struct mail_kind kinds[] = { { "test", write_letter } };

static enum err
queue(struct cx *c, void *arg)
{
	return mail_queue(c, arg);
}

static const char *
queued(const char *object_type, const char *subject)
{
	struct mail m = { .kind = "test", .to = "ada@there.example", .subject = subject,
		.object_type = object_type, .object_id = f.account_id };

	fixture_must(&f, queue, &m);
	return m.id;
}

/* What a worker does, with memory of its own. */
static void
send_now(void)
{
	struct cx w;

	(void)open_as(&f, &w, "bp_worker");
	w.arena = arena_new((size_t)64 << 20);
	ck_assert_int_eq(mail_send_due(&w, kinds, COUNT(kinds), &stop), OK);
	db_close(w.db);
	arena_free(w.arena);
}

static void
must_be(const char *id, const char *state, int64_t attempts, const char *failure)
{
	const struct row *m;

	ck_assert_int_eq(db_one(cx, &m,
	    "select state, attempts, failure, sent_at from outbox where id = ?", str(id)), OK);
	ck_assert_str_eq(row_str(m, "state"), state);
	ck_assert_int_eq(row_i64(m, "attempts"), attempts);
	if (failure)
		ck_assert_msg(row_str(m, "failure") && strstr(row_str(m, "failure"), failure), "%s",
		    row_null(m, "failure") ? "no failure" : row_str(m, "failure"));
	else
		ck_assert(row_null(m, "failure"));
	ck_assert(row_null(m, "sent_at") == !same_text(state, "accepted"));
}

static void
due_now(const char *id)
{
	ck_assert_int_eq(db_exec_one(cx, "update outbox set run_at = ? where id = ?",
	    instant(cx, business_now() - 1000000), str(id)), OK);
}

static void
setup(void)
{
	fixture_open(&f);
	server_starts();
}

static void
teardown(void)
{
	server_ends();
	fixture_close(&f);
}

START_TEST(goes_out_once)
{
	const char *id = queued("account", "Bj\xc3\xb6rk's receipt");

	send_now();
	send_now();
	must_be(id, "accepted", 1, NULL);
	ck_assert_int_eq(server->took, 1);
	ck_assert_ptr_nonnull(strstr(server->last, fmt(cx->arena, "Message-ID: <%s@test.example>", id)));
	ck_assert_ptr_nonnull(strstr(server->last, "Subject: =?UTF-8?B?QmrDtnJrJ3MgcmVjZWlwdA==?="));
	ck_assert_ptr_nonnull(strstr(server->last, fmt(cx->arena, "no-reply@%s.test.example", cx->who.tenant_code)));
}
END_TEST

START_TEST(is_tried_again_when_the_server_was_away)
{
	const char *id = queued("account", "Receipt");

	server_ends();
	send_now();
	must_be(id, "queued", 1, "could not be reached");
	send_now();			/* not yet due again */
	must_be(id, "queued", 1, "could not be reached");
	server_starts();
	due_now(id);
	send_now();
	must_be(id, "accepted", 2, NULL);
	ck_assert_int_eq(server->took, 1);
}
END_TEST

START_TEST(a_refused_recipient_is_final)
{
	const char *id = queued("account", "Receipt");

	server->answer = 550;
	send_now();
	must_be(id, "failed", 1, "550 No such mailbox");
	server->answer = 0;
	send_now();
	must_be(id, "failed", 1, "550 No such mailbox");
	ck_assert_int_eq(server->took, 0);
}
END_TEST

START_TEST(put_off_too_often_is_given_up)
{
	const char *id = queued("account", "Receipt");

	server->answer = 451;
	for (int i = 1; i <= 9; i++) {
		send_now();
		must_be(id, "queued", i, "451 Not now");
		due_now(id);
	}
	send_now();
	must_be(id, "failed", 10, "Given up after 10 attempts. The mail server put it off: 451 Not now");
}
END_TEST

START_TEST(what_cannot_be_made_fails_with_its_sentence)
{
	const char *id = queued("gone", "Receipt");

	send_now();
	must_be(id, "failed", 1, "There is no such thing.");
	ck_assert_int_eq(server->took, 0);
}
END_TEST

/* A worker died after it had taken the mail: another takes it up when the lease has run out. */
START_TEST(a_lost_lease_is_taken_up)
{
	const char *id = queued("account", "Receipt");

	ck_assert_int_eq(db_exec_one(cx,
	    "update outbox set state = 'sending', attempts = 1, lease_until = ? where id = ?",
	    instant(cx, real_now() + 60000000), str(id)), OK);
	send_now();
	must_be(id, "sending", 1, NULL);
	ck_assert_int_eq(db_exec_one(cx, "update outbox set lease_until = ? where id = ?",
	    instant(cx, real_now() - 1000000), str(id)), OK);
	send_now();
	must_be(id, "accepted", 2, NULL);
	ck_assert_int_eq(server->took, 1);
}
END_TEST

START_TEST(addresses)
{
	static const char *const good[] = { "a@b", "ada.byron+x@mail.example" };
	static const char *const bad[] = { "", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\nX: y", "<a@b>",
		"a@b,c@d", "-a@b", "\xc3\xa4@b", "a@.b", "a@b." };

	for (size_t i = 0; i < COUNT(good); i++)
		ck_assert_msg(address_valid(good[i]), "%s", good[i]);
	for (size_t i = 0; i < COUNT(bad); i++)
		ck_assert_msg(!address_valid(bad[i]), "%s", bad[i]);
	ck_assert_str_eq(header_text(cx->arena, "plain\r\nBcc: x"), "plain  Bcc: x");
	ck_assert_str_eq(mail_date(cx->arena, INT64_C(1762015080000000)), "Sat, 01 Nov 2025 16:38:00 +0000");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("mail");
	TCase *tc = tcase_create("mail");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, goes_out_once);
	tcase_add_test(tc, is_tried_again_when_the_server_was_away);
	tcase_add_test(tc, a_refused_recipient_is_final);
	tcase_add_test(tc, put_off_too_often_is_given_up);
	tcase_add_test(tc, what_cannot_be_made_fails_with_its_sentence);
	tcase_add_test(tc, a_lost_lease_is_taken_up);
	tcase_add_test(tc, addresses);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
