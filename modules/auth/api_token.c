/* OAuth 2.0 client_credentials (RFC 6749, 4.4): JSON or a form; the secret in the body or by Basic. */
#include <string.h>
#include "api.h"
#include "client.h"
#include "token.h"

/* RFC 6749's error names beside our problem members. */
static enum err
oauth_problem(struct rq *rq, int status, const char *error, const char *sentence)
{
	struct buf b = buf_in(rq->cx.arena);
	struct json j = json_to(&b);

	json_begin(&j);
	json_put_str(&j, "type", fmt(rq->cx.arena, "https://billport.example/problems/%s", error));
	json_put_str(&j, "title", status == 401 ? "Sign in first" : "The request is malformed");
	json_put_i64(&j, "status", status);
	json_put_str(&j, "detail", sentence);
	json_put_str(&j, "request_id", rq->cx.request_id);
	json_put_str(&j, "error", error);
	json_put_str(&j, "error_description", sentence);
	json_end(&j);
	return rq_bytes(rq, status, "application/problem+json", NULL, b.data, b.len);
}

/* Plain base64 as Basic has it: into our decoder's alphabet, without padding. */
static char *
base64_text(struct arena *a, const char *s)
{
	char *copy = arena_strdup(a, s), *c;
	const unsigned char *out;
	size_t n = strcspn(copy, "=");

	for (c = copy; c < copy + n; c++)
		*c = *c == '+' ? '-' : *c == '/' ? '_' : *c;
	out = base64url_decode(a, copy, n, &n);
	return out && !memchr(out, '\0', n) ? arena_strndup(a, (const char *)out, n) : NULL;
}

/* Authorization: Basic base64(id:secret); our ids and secrets need no form encoding. */
static bool
basic(struct rq *rq, struct client_sign_in *in)
{
	const char *h = rq_header(rq, "Authorization");
	char *pair, *colon;

	if (!h || strncasecmp(h, "Basic ", 6) != 0)
		return false;
	pair = base64_text(rq->cx.arena, h + 6);
	colon = pair ? strchr(pair, ':') : NULL;
	if (!colon)
		return false;
	in->secret = colon + 1;
	in->id = arena_strndup(rq->cx.arena, pair, (size_t)(colon - pair));
	return true;
}

/* POST /api/v1/auth/token grant_type=client_credentials&client_id=…&client_secret=…&scope=… */
enum err
auth_token(struct rq *rq)
{
	const char *grant = rq_body_text(rq, "grant_type", 1, 64);
	struct client_sign_in in = {
		.id = in_text_or(rq->body, "client_id", 1, 64, ""),
		.secret = in_text_or(rq->body, "client_secret", 1, 128, ""),
		.scope = in_text_or(rq->body, "scope", 0, 2000, NULL),
	};
	bool by_header = !*in.id && basic(rq, &in);

	TRY(rq_valid(rq));
	if (!same_text(grant, "client_credentials"))
		return oauth_problem(rq, 400, "unsupported_grant_type",
		    "The grant_type must be client_credentials.");
	TRY(sign_in_client(&rq->cx, &in));
	if (in.outcome == CLIENT_SCOPE)
		return oauth_problem(rq, 400, "invalid_scope",
		    "The client does not have a scope that was asked for.");
	if (in.outcome == CLIENT_WRONG) {
		if (by_header)
			rq_set_header(rq, "WWW-Authenticate", "Basic realm=\"billport\"");
		return oauth_problem(
		    rq, 401, "invalid_client", "The client or its secret is wrong.");
	}
	return rq_json(rq, 200, j_str("access_token", in.access), j_str("token_type", "Bearer"),
	    j_i64("expires_in", TOKEN_SECONDS), j_str("scope", in.granted));
}
