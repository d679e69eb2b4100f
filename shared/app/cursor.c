#include "cursor.h"
#include <string.h>
#include "text.h"

uint64_t
cursor_mix(uint64_t hash, const char *s)
{
	for (; *s; s++)
		hash = (hash ^ (unsigned char)*s) * UINT64_C(1099511628211);
	return (hash ^ 0xff) * UINT64_C(1099511628211);
}

char *
cursor_write(struct arena *a, const char *const *parts, size_t n)
{
	struct buf b = buf_in(a);

	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_putc(&b, '\t');
		buf_puts(&b, parts[i]);
	}
	return base64url_encode(a, b.data, b.len);
}

bool
cursor_read(struct arena *a, const char *cursor, const char **parts, size_t n)
{
	size_t len;
	char *plain = (char *)base64url_decode(a, cursor, strlen(cursor), &len);

	if (plain == NULL || strlen(plain) != len || !utf8_valid(plain, len))
		return false;
	for (size_t i = 0; i < n; i++) {
		parts[i] = plain;
		plain = i + 1 < n ? strchr(plain, '\t') : NULL;
		if (i + 1 < n && plain == NULL)
			return false;
		if (plain != NULL)
			*plain++ = '\0';
	}
	return true;
}
