#include "interval_text.h"
#include "text.h"

const char *
interval_values(struct cx *cx, const struct nem12_day *d)
{
	struct buf b = buf_in(cx->arena);

	for (size_t i = 0; i < d->n; i++) {
		if (i > 0)
			buf_putc(&b, ',');
		buf_i64(&b, (d->micro[i] + 500) / 1000);
	}
	return b.data;
}

const char *
interval_quality(struct cx *cx, const struct nem12_day *d)
{
	char *out = arena_strdup(cx->arena, d->quality);
	bool alike = true;

	for (size_t i = 0; out[i]; i++) {
		out[i] = out[i] == 'F' ? 'S' : out[i] == 'N' ? 'E' : out[i];
		alike = alike && out[i] == out[0];
	}
	if (alike && out[0])
		out[1] = '\0';
	return out;
}
