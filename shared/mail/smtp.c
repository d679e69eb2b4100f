#include "smtp.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <openssl/evp.h>
#include "clock.h"
#include "text.h"

enum { CONNECT_SECONDS = 5, ALL_SECONDS = 40, WORD_MAX = 42, REPLY_MAX = 200, PASSWORD_MAX = 200 };

static void drop_curl(void *p) { curl_easy_cleanup(p); }
static void drop_list(void *p) { curl_slist_free_all(p); }
static void drop_mime(void *p) { curl_mime_free(p); }

/* ---- headers ---- */

const char *
mail_domain(void)
{
	const char *domain = getenv("BILLPORT_MAIL_DOMAIN");

	return domain && *domain ? domain : "billport.invalid";
}

static const char *
encoded_word(struct arena *a, const char *s, size_t n)
{
	unsigned char *out = arena_alloc(a, 4 * (n + 2) / 3 + 4);

	(void)EVP_EncodeBlock(out, (const unsigned char *)s, (int)n);
	return fmt(a, "=?UTF-8?B?%s?=", (char *)out);
}

const char *
header_text(struct arena *a, const char *s)
{
	struct buf plain = buf_in(a), out = buf_in(a);
	bool ascii = true;
	size_t at = 0, n;

	buf_puts(&plain, "");
	for (; *s; s++) {
		buf_putc(&plain, (unsigned char)*s < ' ' || *s == 0x7f ? ' ' : *s);
		ascii &= (unsigned char)*s < 0x80;
	}
	if (ascii)
		return plain.data;
	while (at < plain.len) {	/* whole characters to a word */
		for (n = 0; at + n < plain.len; n += utf8_step(plain.data + at + n, plain.len - at - n)) {
			size_t step = utf8_step(plain.data + at + n, plain.len - at - n);

			if (step == 0 || n + step > WORD_MAX)
				break;
		}
		if (n == 0)
			break;
		if (out.len > 0)
			buf_puts(&out, "\r\n ");
		buf_puts(&out, encoded_word(a, plain.data + at, n));
		at += n;
	}
	return out.len > 0 ? out.data : "";
}

const char *
mail_date(struct arena *a, int64_t us)
{
	static const char *const days[] = { "Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug",
		"Sep", "Oct", "Nov", "Dec" };
	const char *text = instant_text(a, us);	/* "2025-11-01T16:38:00.000000Z" */
	int64_t day = us / INT64_C(86400000000);
	size_t month = (size_t)((text[5] - '0') * 10 + (text[6] - '0') - 1);

	return fmt(a, "%s, %.2s %s %.4s %.8s +0000", days[day % 7], text + 8, months[month], text,
	    text + 11);
}

/* ---- the server's words ---- */

struct reply { char text[REPLY_MAX]; };

/* The last refusal that the server said (what it says after it is its farewell), without its end. */
static size_t
hear(char *data, size_t size, size_t n, void *arg)
{
	struct reply *reply = arg;
	size_t len = size * n < REPLY_MAX - 1 ? size * n : REPLY_MAX - 1;

	if (len == 0 || (data[0] != '4' && data[0] != '5'))
		return size * n;
	memcpy(reply->text, data, len);
	reply->text[len] = '\0';
	reply->text[strcspn(reply->text, "\r\n")] = '\0';
	for (char *c = reply->text; *c; c++)
		if ((unsigned char)*c < ' ' || (unsigned char)*c >= 0x7f)
			*c = '?';
	return size * n;
}

static struct outcome
outcome_of(struct cx *cx, CURL *curl, CURLcode code, const struct reply *reply)
{
	long status = 0;

	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	if (code == CURLE_OK)
		return (struct outcome){ ACCEPTED, NULL };
	if (status >= 500 && code != CURLE_COULDNT_CONNECT)
		return (struct outcome){ REFUSED,
			fmt(cx->arena, "The mail server refused it: %s", reply->text) };
	if (status >= 400)
		return (struct outcome){ LATER,
			fmt(cx->arena, "The mail server put it off: %s", reply->text) };
	return (struct outcome){ LATER, fmt(cx->arena, "The mail server could not be reached (%s).",
		curl_easy_strerror(code)) };
}

/* ---- one message ---- */

static struct curl_slist *
add_line(struct curl_slist *list, const char *line)
{
	struct curl_slist *more = curl_slist_append(list, line);

	return more ? more : list;
}

static struct curl_slist *
head_of(struct cx *cx, const struct message *m)
{
	const char *name = m->from_name && *m->from_name
	    ? fmt(cx->arena, "\"%s\" <%s>", header_text(cx->arena, m->from_name), m->from) : NULL;
	struct curl_slist *list = NULL;

	/* an encoded word may not stand in quotes */
	if (name && strstr(name, "=?UTF-8?"))
		name = fmt(cx->arena, "%s <%s>", header_text(cx->arena, m->from_name), m->from);
	list = add_line(list, fmt(cx->arena, "Date: %s", mail_date(cx->arena, real_now())));
	list = add_line(list, fmt(cx->arena, "From: %s", name ? name : m->from));
	list = add_line(list, fmt(cx->arena, "To: %s", m->to));
	list = add_line(list, fmt(cx->arena, "Subject: %s", header_text(cx->arena, m->subject)));
	list = add_line(list, fmt(cx->arena, "Message-ID: <%s@%s>", m->id, mail_domain()));
	list = add_line(list, "Auto-Submitted: auto-generated");
	return list;
}

static void
add_parts(curl_mime *mime, const struct letter *l)
{
	curl_mimepart *part = curl_mime_addpart(mime);

	(void)curl_mime_data(part, l->text, CURL_ZERO_TERMINATED);
	(void)curl_mime_type(part, "text/plain; charset=utf-8");
	(void)curl_mime_encoder(part, "quoted-printable");
	if (l->file == NULL)
		return;
	part = curl_mime_addpart(mime);
	(void)curl_mime_data(part, l->file, l->file_len);
	(void)curl_mime_type(part, l->file_type);
	(void)curl_mime_filename(part, l->file_name);
	(void)curl_mime_encoder(part, "base64");
}

/* With a password the connection must be private. */
static void
sign_in(struct cx *cx, CURL *curl)
{
	const char *user = getenv("BILLPORT_SMTP_USER");
	const char *path = getenv("BILLPORT_SMTP_PASSWORD_FILE");
	char *password = arena_alloc(cx->arena, PASSWORD_MAX);
	FILE *f;

	if (!user || !*user || !path)
		return;
	f = fopen(path, "r");
	if (f != NULL) {
		password[fread(password, 1, PASSWORD_MAX - 1, f)] = '\0';
		(void)fclose(f);
	}
	password[strcspn(password, "\r\n")] = '\0';
	(void)curl_easy_setopt(curl, CURLOPT_USERNAME, user);
	(void)curl_easy_setopt(curl, CURLOPT_PASSWORD, password);
	(void)curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
}

struct outcome
smtp_send(struct cx *cx, const struct message *m)
{
	const char *address = getenv("BILLPORT_SMTP");
	struct outcome nowhere = { LATER, "No mail server is set up." };
	struct reply reply = { "" };
	struct curl_slist *head, *to;
	curl_mime *mime;
	CURL *curl;

	if (!address || !*address || (curl = curl_easy_init()) == NULL)
		return nowhere;
	arena_defer(cx->arena, drop_curl, curl);
	mime = curl_mime_init(curl);
	arena_defer(cx->arena, drop_mime, mime);
	add_parts(mime, m->letter);
	head = head_of(cx, m);
	arena_defer(cx->arena, drop_list, head);
	to = add_line(NULL, fmt(cx->arena, "<%s>", m->to));
	arena_defer(cx->arena, drop_list, to);
	(void)curl_easy_setopt(curl, CURLOPT_URL, address);
	(void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	(void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	(void)curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)ALL_SECONDS);
	(void)curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)CURLUSESSL_TRY);
	(void)curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, hear);
	(void)curl_easy_setopt(curl, CURLOPT_HEADERDATA, &reply);
	(void)curl_easy_setopt(curl, CURLOPT_MAIL_FROM, fmt(cx->arena, "<%s>", m->from));
	(void)curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
	(void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, head);
	(void)curl_easy_setopt(curl, CURLOPT_MIMEPOST, mime);
	sign_in(cx, curl);
	return outcome_of(cx, curl, curl_easy_perform(curl), &reply);
}
