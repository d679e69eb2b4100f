/*
 * Writing JSON into a buffer.  The writer puts commas and escapes; a programmer's mistake
 * (a key outside an object, an unclosed object) aborts.
 */
#ifndef BILLPORT_JSON_OUT_H
#define BILLPORT_JSON_OUT_H

#include <stdbool.h>
#include <stdint.h>
#include "text.h"

struct json { struct buf *out; unsigned depth; char open[32]; bool first[32], keyed; };

struct json json_to(struct buf *);
void json_begin(struct json *);	/* { */
void json_end(struct json *);
void json_begin_list(struct json *);
void json_end_list(struct json *);
void json_key(struct json *, const char *);
void json_str(struct json *, const char *);	/* NULL gives null */
void json_i64(struct json *, int64_t);
void json_bool(struct json *, bool);
void json_null(struct json *);
void json_raw(struct json *, const char *);	/* text that is JSON already */
void json_money(struct json *, int64_t minor, const char *currency);

/* key and value in one */
void json_put_str(struct json *, const char *key, const char *);
void json_put_i64(struct json *, const char *key, int64_t);
void json_put_bool(struct json *, const char *key, bool);
void json_put_money(struct json *, const char *key, int64_t minor, const char *currency);

/* The text as a JSON string with its quotes, appended. */
void json_escape(struct buf *, const char *, size_t len);

#endif
